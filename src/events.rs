//! Events of any room.

use matrix_admin_sdk_macros::{handle, model};

use crate::declare::{EventId, Nullable, Object, Unknown};

/// The events that the homeserver knows.
///
/// ```ts
/// const { sender, content } = await client.events.get("$event");
/// ```
#[handle]
impl Events {
    /// Gets an event by its id, as servers send it to each other. Beware: of a redacted event it shows the content that
    /// was there before, until the server has removed it for good, by default after a week.
    ///
    /// ```ts
    /// const { room_id, sender, content } = await client.events.get("$event");
    /// ```
    #[get("/_synapse/admin/v1/fetch_event/{event_id}", field = "event", since = "1.140")]
    pub fn get(&self, event_id: EventId) -> FederationEvent;
}

/// An event, as servers send it to each other. Its sender's server made it, and this one has checked little of it: what
/// is `unknown` is usually what the comment says, but may be any JSON. So may fields that are not named here.
#[model]
pub struct FederationEvent {
    /// The id of the event.
    pub event_id: String,
    /// What kind of event it is: `m.room.message`.
    pub r#type: String,
    /// The room that it is in.
    pub room_id: String,
    /// A user id.
    pub sender: String,
    /// What the sender wrote, even if it was redacted: check it before use.
    pub content: Object,
    /// When it was sent by the clock of the sender's server, usually a number of ms since the epoch.
    pub origin_server_ts: Unknown,
    /// How many events stand before it, one after the other; up to 2^63 - 1 in room versions before 6.
    pub depth: i64,
    /// The events that allow this one, usually an array of event ids; in room versions 1 and 2 of pairs of an event id
    /// and its hashes.
    pub auth_events: Option<Unknown>,
    /// The events just before this one, in the same form.
    pub prev_events: Unknown,
    /// The hash of the content, by algorithm.
    pub hashes: Object,
    /// By server.
    pub signatures: Object,
    /// Only state events have it; for a membership it is the user id. Others can have `null`.
    pub state_key: Option<Nullable<String>>,
    /// In a redaction usually the id of the event that it redacts, in rooms before version 11.
    pub redacts: Option<Unknown>,
    /// What this server knows besides, such as `age`; `io.element.synapse.soft_failed` and
    /// `io.element.synapse.policy_server_spammy` are `true` where it hides the event from clients for that reason.
    pub unsigned: Object,
}
