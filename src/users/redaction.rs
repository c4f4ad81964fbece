use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Map, RoomId};

/// Which messages of a user to redact, and how.
#[params]
pub struct RedactParams {
    /// Where. Default, and the same as `[]`: all rooms the user is in or banned from that somebody of this server is in, but
    /// none that the user has left or was kicked from: `getMemberships()` has these, too, and each can be named. A room that
    /// nobody knows, or of a room version that the server knows no longer, fails the whole job.
    pub rooms: Option<Vec<RoomId>>,
    /// Stands in each redaction, for all in the room to see.
    pub reason: Option<String>,
    /// How many of the newest messages of each room, from 1; those redacted already count among them, and all memberships
    /// that the user has sent, such as invites of others. Default: 1000.
    pub limit: Option<NonZeroU64>,
    /// Whether you redact them instead of the user; so it always is with users of other servers. Each message takes that you
    /// were in the room when it was sent, with the right to redact: to join or be made an admin later does not help. Then
    /// `PUT /_matrix/client/v3/rooms/{room_id}/redact/{event_id}/{txn_id}` does, by `client.request()`. Default: `false`.
    /// Needs Synapse 1.135; older ones take it for absent.
    pub use_admin: Option<bool>,
    /// Only messages sent then or earlier, in ms since the epoch. Needs Synapse 1.157: older ones redact the others too.
    pub before_ts: Option<NonZeroU64>,
    /// Only messages sent then or later, in ms since the epoch. Needs Synapse 1.157: older ones redact the others too.
    pub after_ts: Option<u64>,
}

/// How a redaction is.
#[model]
pub struct Redaction {
    /// A cancelled one has `failed`.
    #[open("scheduled", "active", "complete", "failed")]
    pub status: String,
    /// Why single messages could not be redacted, by event ID: a complete job may still have left these. Only once it is
    /// complete.
    pub failed_redactions: Option<Map<String>>,
    /// Why it failed. Only once it has.
    pub error: Option<String>,
}
