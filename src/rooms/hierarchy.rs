use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Cursor, Object, Unknown};

/// How much of a space.
#[params]
pub struct HierarchyParams {
    /// How many rooms a page holds at most, from 1; the server gives no more than 50. Default: 50.
    pub limit: Option<NonZeroU64>,
    /// The `next_batch` of the page before, while it is younger than 5 minutes; `max_depth` has to be the same again.
    pub from: Option<Cursor>,
    /// How far down to go; 0 is the room alone. Default: all the way.
    pub max_depth: Option<u64>,
}

/// Some of the rooms of a space.
#[model]
pub struct HierarchyPage {
    /// The first one of the first page is the space itself.
    pub rooms: Vec<HierarchyRoom>,
    /// Where the next page begins; absent on the last one.
    pub next_batch: Option<Cursor>,
}

/// A room of a space, as room lists show it.
#[model]
pub struct HierarchyRoom {
    /// The id: `!abc:example.com`, in newer rooms without a server name.
    pub room_id: String,
    /// Needs Synapse 1.151.
    pub room_version: Option<String>,
    /// Absent if it was not given one.
    pub name: Option<String>,
    /// Absent if it was not given one.
    pub topic: Option<String>,
    /// The main alias; absent if it has none.
    pub canonical_alias: Option<String>,
    /// How many users are in it, of all servers.
    pub num_joined_members: Option<i64>,
    /// An `mxc://` address.
    pub avatar_url: Option<String>,
    /// Who can join.
    #[open("public", "invite", "knock", "restricted", "knock_restricted", "private")]
    pub join_rule: Option<String>,
    /// Whoever is in one of these rooms can join; absent where that is not the rule (Synapse 1.162).
    pub allowed_room_ids: Option<Vec<String>>,
    /// Whether anybody can read it without joining.
    pub world_readable: bool,
    /// Whether guests can join.
    pub guest_can_join: bool,
    /// Absent for ordinary rooms.
    #[open("m.space")]
    pub room_type: Option<String>,
    /// The algorithm; absent if the room is not encrypted (Synapse 1.151).
    pub encryption: Option<String>,
    /// The rooms in this one, if it is a space.
    pub children_state: Vec<SpaceChild>,
}

/// What puts a room into a space.
#[model]
pub struct SpaceChild {
    /// The type of the state event that does it.
    #[open("m.space.child")]
    pub r#type: String,
    /// The id of the room.
    pub state_key: String,
    /// `via`: servers to join through; maybe `order` and `suggested`, of any type.
    pub content: Object,
    /// A user id.
    pub sender: String,
    /// When it was sent, usually a number of ms since the epoch; another server wrote it.
    pub origin_server_ts: Unknown,
}
