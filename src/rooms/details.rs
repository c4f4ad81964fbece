use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Nullable, Object, Unknown};

/// Everything about a room. What the server has not counted yet, or no longer, is `null`.
#[model]
pub struct RoomDetails {
    /// The id, as it was asked for.
    pub room_id: String,
    /// `null` also if it was not given one.
    pub name: Nullable<String>,
    /// The main alias; `null` also if it has none.
    pub canonical_alias: Nullable<String>,
    /// How many users are in it, of all servers; 0 once this server has left it.
    pub joined_members: Nullable<i64>,
    /// Who can join.
    #[open("public", "invite", "knock", "restricted", "knock_restricted", "private")]
    pub join_rules: Nullable<String>,
    /// Whether guests can join.
    #[open("can_join", "forbidden")]
    pub guest_access: Nullable<String>,
    /// Who can read what was said before they joined.
    #[open("invited", "joined", "shared", "world_readable")]
    pub history_visibility: Nullable<String>,
    /// How many pieces of state the room has.
    pub state_events: Nullable<i64>,
    /// An `mxc://` address.
    pub avatar: Nullable<String>,
    /// `null` also if it was not given one.
    pub topic: Nullable<String>,
    /// `null` for ordinary rooms.
    #[open("m.space")]
    pub room_type: Nullable<String>,
    /// How many users of this server are in it.
    pub joined_local_members: Nullable<i64>,
    /// The room version, such as `"11"`.
    pub version: Nullable<String>,
    /// A user id; empty where the first that this server heard of the room was an invite.
    pub creator: Nullable<String>,
    /// The algorithm; `null` if the room is not encrypted.
    pub encryption: Nullable<String>,
    /// Whether users of other servers can be in it. Also `false` while the server has not counted the room.
    pub federatable: bool,
    /// Whether it is in the public room list.
    pub public: bool,
    /// How many devices the local members have, all together.
    pub joined_local_devices: i64,
    /// Whether every local user who was in it has left and forgotten it; also `true` if none ever was.
    pub forgotten: bool,
    /// Whether the room was replaced by another (Synapse 1.153).
    pub tombstoned: Option<bool>,
    /// The id of the room that replaces it, or `null` (Synapse 1.153). Whoever replaced the room wrote this, and the
    /// server passes it on unchecked: it may be anything.
    pub replacement_room: Option<Unknown>,
}

/// Who is in a room.
#[model]
pub struct RoomMembers {
    /// User ids, in no order.
    pub members: Vec<String>,
    /// How many they are.
    pub total: i64,
}

/// Which state of a room.
#[params]
pub struct RoomStateParams {
    /// Only events of this type, in ASCII. Needs Synapse 1.123; older ones take it for absent.
    pub r#type: Option<String>,
}

/// A state event, as much of it as tells who has what power.
#[model]
pub(crate) struct PowerEvent {
    pub r#type: String,
    pub state_key: String,
    pub sender: String,
    pub content: Object,
}

/// Whether a room is blocked.
#[model]
pub struct RoomBlock {
    /// Whether local users are kept from joining it.
    pub block: bool,
    /// The admin who blocked it; absent if it is not blocked.
    pub user_id: Option<String>,
}

/// The files that were sent in a room.
#[model]
pub struct RoomMedia {
    /// `mxc://` addresses of this server's files; one sent twice is there twice.
    pub local: Vec<String>,
    /// `mxc://` addresses of other servers' files; one sent twice is there twice.
    pub remote: Vec<String>,
}

/// How to report an event.
#[params]
pub struct ReportEventParams {
    /// What is wrong with it, for the admins to read.
    pub reason: Option<String>,
    /// How bad it is, by custom from -100, the worst, to 0.
    pub score: Option<i64>,
}
