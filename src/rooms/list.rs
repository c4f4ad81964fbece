use matrix_admin_sdk_macros::handle;

use super::RoomDeletion;
use crate::declare::NonEmpty;

/// The rooms that the homeserver knows.
///
/// ```ts
/// const job = client.rooms.deletion("SHtCZZqlGYfGYrkv");
/// ```
#[handle]
impl Rooms {
    /// Finds the job of a deletion again by its id. Nothing is sent.
    ///
    /// ```ts
    /// const { status } = await client.rooms.deletion("SHtCZZqlGYfGYrkv").status();
    /// ```
    ///
    /// It asks `GET /_synapse/admin/v2/rooms/delete_status/{delete_id}` · Synapse 1.48 or newer · the same under Matrix
    /// Authentication Service
    #[resume(Self::DELETION_STATUS)]
    pub fn deletion(&self, delete_id: NonEmpty) -> Job<RoomDeletion>;

    #[get("/_synapse/admin/v2/rooms/delete_status/{delete_id}", since = "1.48")]
    fn deletion_status(&self, delete_id: NonEmpty) -> RoomDeletion;
}
