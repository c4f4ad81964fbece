use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Cursor, Nullable, Object, Unknown};
use crate::users::Direction;

/// An event, as a client would see it. Its sender's server made it, and this one has checked little of it: what is
/// `unknown` is usually what the comment says, but may be any JSON. So may fields that are not named here.
#[model]
pub struct ClientEvent {
    /// The id of the event.
    pub event_id: String,
    /// What kind of event it is: `m.room.message`.
    pub r#type: String,
    /// The room that it is in.
    pub room_id: String,
    /// A user id.
    pub sender: String,
    /// The same as `sender`.
    pub user_id: String,
    /// What the sender wrote: check it before use. Empty or nearly so after a redaction.
    pub content: Object,
    /// When it was sent by the clock of the sender's server, usually a number of ms since the epoch: Synapse before
    /// 1.155 took other values, too. `new Date(Number(event.origin_server_ts))` takes any.
    pub origin_server_ts: Unknown,
    /// Only state events have it; for a membership it is the user id. Others can have `null`.
    pub state_key: Option<Nullable<String>>,
    /// In a redaction usually the id of the event that it redacts.
    pub redacts: Option<Unknown>,
    /// How long ago it was sent, usually a number of ms.
    pub age: Option<Unknown>,
    /// The content of the state event before it, usually an object.
    pub prev_content: Option<Unknown>,
    /// Usually the id of the state event before it.
    pub replaces_state: Option<Unknown>,
    /// The event that redacted this one, usually such an object as this; from the server itself only where
    /// `unsigned` has it, too.
    pub redacted_because: Option<Unknown>,
    /// What the server knows besides, such as `redacted_by`, `membership` and `m.relations`.
    pub unsigned: Object,
}

/// Which events of a room, and in what order.
#[params]
pub struct MessagesParams {
    /// How many events a page holds at most, from 1; the server gives no more than 1000. Default: 10.
    pub limit: Option<NonZeroU64>,
    /// The `end` of the page before, or the `start` or `end` of an event's context. Default: the oldest event, with
    /// `dir: "b"` the newest.
    pub from: Option<Cursor>,
    /// Where to stop: a `start` or `end` as for `from`.
    pub to: Option<Cursor>,
    /// Forward, the default, or backward in time. Backward, the server may ask other servers for older events, which
    /// takes a while.
    pub dir: Option<Direction>,
    /// Which events to show. Default: all.
    pub filter: Option<EventFilter>,
}

/// Which events to keep.
#[params]
pub struct EventFilter {
    /// Only these types; `*` stands for any characters.
    pub types: Option<Vec<String>>,
    /// Not these types, even if they are in `types`; `*` stands for any characters.
    pub not_types: Option<Vec<String>>,
    /// Only from these users.
    pub senders: Option<Vec<String>>,
    /// Not from these users, even if they are in `senders`.
    pub not_senders: Option<Vec<String>>,
    /// `true`: only events with a `url` in their content, such as files; `false`: only those without.
    pub contains_url: Option<bool>,
    /// Only events that others relate to in one of these ways, such as `m.thread`.
    pub related_by_rel_types: Option<Vec<String>>,
    /// Only events that one of these users relates to.
    pub related_by_senders: Option<Vec<String>>,
    /// Whether `state` holds the memberships of the senders, and of others none. Default: `false`.
    pub lazy_load_members: Option<bool>,
    /// Whether `state` also holds memberships that were sent before. Synapse takes it for `true` here, whatever it is.
    pub include_redundant_members: Option<bool>,
}

/// Some of a room's events.
#[model]
pub struct MessagesPage {
    /// The events, in the order that was asked for.
    pub chunk: Vec<ClientEvent>,
    /// Where this page begins.
    pub start: Cursor,
    /// Where the next page begins; absent on the last one.
    pub end: Option<Cursor>,
    /// The memberships of the senders; only with `lazy_load_members`.
    pub state: Option<Vec<ClientEvent>>,
}

/// How much to show around an event.
#[params]
pub struct EventContextParams {
    /// How many events to show besides this one, half of them before it. Default: 10.
    pub limit: Option<u64>,
    /// It applies to the events around and to `state`, not to the event itself.
    pub filter: Option<EventFilter>,
}

/// An event and what was said around it.
#[model]
pub struct EventContext {
    /// The newest first.
    pub events_before: Vec<ClientEvent>,
    /// The event that was asked for.
    pub event: ClientEvent,
    /// The oldest first.
    pub events_after: Vec<ClientEvent>,
    /// The state of the room at the last of these events, as much of it as `filter` lets through.
    pub state: Vec<ClientEvent>,
    /// The `from` for what comes before, with `dir: "b"`.
    pub start: Cursor,
    /// The `from` for what comes after.
    pub end: Cursor,
}

/// Where to look from a point in time.
#[params]
pub struct TimestampParams {
    /// Forward, the default: the first event at or after it; backward: the last at or before it.
    pub dir: Option<Direction>,
}

/// The event next to a point in time.
#[model]
pub struct EventAtTimestamp {
    /// The id of the event.
    pub event_id: String,
    /// When it was sent by the clock of the sender's server, usually a number of ms since the epoch.
    pub origin_server_ts: Unknown,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::rooms::Room;
    use crate::wire::prepare;

    #[test]
    fn a_percent_sign_in_a_filter_survives_that_synapse_decodes_it_twice() {
        let filter = serde_json::json!({ "types": ["100%25", "a\\%", "é"] });
        let mut texts = [Some("\"!a%b\"".into()), Some(serde_json::json!({ "filter": filter }).to_string())];
        let request = prepare(Room::GET_MESSAGES, &mut texts, None).unwrap();
        let (path, query) = request.target.split_once("?filter=").unwrap();
        assert!(path.contains("/%21a%25b/"), "{path}");
        let once = decoded(query);
        assert_eq!(decoded(&once), once);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&once).unwrap(), filter);
    }

    fn decoded(text: &str) -> String {
        let mut parts = text.split('%');
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            let (digits, rest) = part.split_at(2);
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            bytes.extend(rest.bytes());
        }
        String::from_utf8(bytes).unwrap()
    }
}
