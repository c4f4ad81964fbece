use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Nullable, UserId};

/// How to delete a room.
#[params]
pub struct DeleteRoomParams {
    /// Makes this local user open a new room with a message. The local members are put into it without being asked, and
    /// cannot speak there; the aliases lead to it from then on. The user need not exist.
    pub new_room_user_id: Option<UserId>,
    /// The name of the new room. Default: `Content Violation Notification`.
    pub room_name: Option<String>,
    /// What is said in the new room. Beware of the default, which speaks of illegal content: `Sharing illegal content on
    /// this server is not permitted and rooms in violation will be blocked.`
    pub message: Option<String>,
    /// Whether nobody of this server can join the room again. Default: `false`.
    pub block: Option<bool>,
    /// Whether the room is removed from the database. Default: `true`.
    pub purge: Option<bool>,
    /// Whether it is removed even if local users cannot be made to leave. Default: `false`.
    pub force_purge: Option<bool>,
}

/// How the deletion of a room is.
#[model]
pub struct RoomDeletion {
    /// What `client.rooms.deletion()` takes.
    pub delete_id: String,
    /// Needs Synapse 1.131; `null` if the database does not hold it.
    pub room_id: Option<Nullable<String>>,
    /// Where it stands. Why it failed, `wait()` says, and so does `client.scheduledTasks` (Synapse 1.130).
    #[open("scheduled", "active", "complete", "failed", "cancelled")]
    pub status: String,
    /// What was done so far; `null` until the first member was dealt with.
    pub shutdown_room: Nullable<RoomShutdown>,
}

/// What became of the members of a deleted room.
#[model]
pub struct RoomShutdown {
    /// The local users who were made to leave, those who were only invited or knocked included.
    pub kicked_users: Vec<String>,
    /// Those who could not be made to leave, or not be put into the new room, as suspended ones.
    pub failed_to_kick_users: Vec<String>,
    /// The aliases that now lead to the new room; none without one.
    pub local_aliases: Vec<String>,
    /// The room that the members were put into.
    pub new_room_id: Nullable<String>,
}
