//! What takes up space on the server.

use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use crate::declare::{Cursor, NonEmpty, Nullable};
use crate::users::Direction;

/// What takes up space on the homeserver.
///
/// ```ts
/// const { users } = await client.statistics.getUsersMedia({ order_by: "media_length", dir: "b", limit: 10 });
/// ```
#[handle]
impl Statistics {
    /// Lists the users who uploaded files, with how many and how large. Await it for a page, iterate it for all of
    /// them. Sorted by `media_length` or `media_count`, users who are equal come in no order: from one page to the next
    /// some of them can come twice and others not at all. To have all, take a `limit` above `total`, or another order.
    ///
    /// ```ts
    /// for await (const { user_id, media_length } of client.statistics.getUsersMedia()) console.log(user_id, media_length);
    /// ```
    #[get("/_synapse/admin/v1/statistics/users/media", items = "users", since = "1.23")]
    pub fn get_users_media(&self, params: Option<UsersMediaParams>) -> Pages<UsersMediaPage, UserMediaUsage>;

    /// Lists the ten rooms that take up most of the database, largest first. Only on PostgreSQL: servers on SQLite
    /// refuse it with status 400, and a database that is new or small can answer with a `ServerError`.
    ///
    /// ```ts
    /// for (const { room_id, estimated_size } of await client.statistics.getLargestRooms()) console.log(room_id, estimated_size);
    /// ```
    #[get("/_synapse/admin/v1/statistics/database/rooms", field = "rooms", since = "1.83")]
    pub fn get_largest_rooms(&self) -> Vec<RoomSize>;
}

/// Which users and uploads, and in what order.
#[params]
pub struct UsersMediaParams {
    /// How many users a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// Default: `user_id`.
    pub order_by: Option<UsersMediaOrder>,
    /// `"f"`, the default, goes up, `"b"` goes down.
    pub dir: Option<Direction>,
    /// Only files uploaded then or later, in ms since the epoch.
    pub from_ts: Option<u64>,
    /// Only files uploaded then or earlier, in ms since the epoch; above `from_ts`.
    pub until_ts: Option<u64>,
    /// Part of the user id between `@` and `:`, or of the display name, in ASCII; `%` and `_` stand for anything. Upper and
    /// lower case are the same on SQLite servers, and not on others: a user id is in lower case.
    pub search_term: Option<NonEmpty>,
}

/// What users with files can be sorted by.
#[model]
pub enum UsersMediaOrder {
    UserId,
    Displayname,
    MediaLength,
    MediaCount,
}

/// Some of the users who uploaded files.
#[model]
pub struct UsersMediaPage {
    /// The users, in the order that was asked for.
    pub users: Vec<UserMediaUsage>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many users the filter lets through, on all pages.
    pub total: i64,
}

/// How much a user uploaded.
#[model]
pub struct UserMediaUsage {
    /// Who uploaded the files; `null` for those of which the database does not hold it.
    pub user_id: Nullable<String>,
    /// What others see as the name; `null` if there is none.
    pub displayname: Nullable<String>,
    /// How many files, preview pictures made for the user included; 0 where `user_id` is `null`.
    pub media_count: i64,
    /// The size of all of them in bytes; `null` while every upload is pending.
    pub media_length: Nullable<i64>,
}

/// How large a room is.
#[model]
pub struct RoomSize {
    /// The id of the room.
    pub room_id: String,
    /// Roughly, in bytes.
    pub estimated_size: i64,
}
