use matrix_admin_sdk_macros::handle;

use super::{DeleteRoomParams, RoomDeletion, RoomShutdown, Rooms};
use crate::declare::RoomId;

/// One room that the homeserver knows.
///
/// ```ts
/// const room = client.room("!abc:example.com");
/// const job = await room.delete({ block: true });
/// ```
#[handle(room_id: RoomId)]
impl Room {
    /// Begins to delete the room: makes local users leave, and removes it from the database unless told otherwise.
    /// A room that is not known here is a job that ends at once.
    ///
    /// ```ts
    /// const job = await room.delete({ block: true });
    /// const { shutdown_room } = await job.wait();
    /// ```
    #[delete(
        "/_synapse/admin/v2/rooms/{room_id}",
        once,
        body,
        since = "1.48",
        job = "delete_id" in Rooms::DELETION_STATUS
    )]
    pub fn delete(&self, params: Option<DeleteRoomParams>) -> Job<RoomDeletion>;

    /// Deletes the room while the call lasts, which can be longer than proxies wait; the work goes on all the same.
    /// Use `delete()` instead, unless the server is older than 1.48.
    ///
    /// ```ts
    /// const { kicked_users } = await room.deleteNow({}, { timeoutMs: 600_000 });
    /// ```
    #[delete("/_synapse/admin/v1/rooms/{room_id}", once, body, since = "1.34")]
    pub fn delete_now(&self, params: Option<DeleteRoomParams>) -> RoomShutdown;

    /// Lists the deletions of this room that have begun or ended within about a week. Without any it is a
    /// `NotFoundError`, and so it may be for a moment after one was asked for.
    ///
    /// ```ts
    /// const deletions = await room.deletions();
    /// ```
    #[get("/_synapse/admin/v2/rooms/{room_id}/delete_status", field = "results", since = "1.48")]
    pub fn deletions(&self) -> Vec<RoomDeletion>;
}
