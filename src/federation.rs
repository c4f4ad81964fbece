//! Other homeservers, as this one sees them.

use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use crate::declare::{Cursor, NonEmpty, Nullable};
use crate::users::Direction;

/// The other homeservers that this one sends to. A destination is the server name, such as `matrix.org`.
///
/// ```ts
/// const { destinations } = await client.federation.list({ order_by: "failure_ts", dir: "b" });
/// ```
#[handle]
impl Federation {
    /// Lists the servers that this one has sent to. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// for await (const { destination, retry_interval } of client.federation.list()) console.log(destination, retry_interval);
    /// ```
    #[get("/_synapse/admin/v1/federation/destinations", items = "destinations", since = "1.49")]
    pub fn list(&self, params: Option<DestinationListParams>) -> Pages<DestinationPage, Destination>;

    /// Gets how sending to a server goes. A server that this one never sent to is a `NotFoundError`.
    ///
    /// ```ts
    /// const { failure_ts } = await client.federation.get("matrix.org");
    /// ```
    #[get("/_synapse/admin/v1/federation/destinations/{destination}", since = "1.49")]
    pub fn get(&self, destination: NonEmpty) -> Destination;

    /// Lists the rooms of which this server had something to send to another, by room id; the other may have left them
    /// since. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// const { rooms, total } = await client.federation.getRooms("matrix.org", { limit: 20 });
    /// ```
    #[get("/_synapse/admin/v1/federation/destinations/{destination}/rooms", items = "rooms", since = "1.52")]
    pub fn get_rooms(
        &self,
        destination: NonEmpty,
        params: Option<DestinationRoomParams>,
    ) -> Pages<DestinationRoomPage, DestinationRoom>;

    /// Tries a server again at once that this one waits with, in the background. Where it does not wait, the call is
    /// refused. Never sent twice.
    ///
    /// ```ts
    /// await client.federation.resetConnection("matrix.org");
    /// ```
    #[post("/_synapse/admin/v1/federation/destinations/{destination}/reset_connection", once, since = "1.52")]
    pub fn reset_connection(&self, destination: NonEmpty);
}

/// Which servers, and in what order.
#[params]
pub struct DestinationListParams {
    /// How many servers a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// Part of the server name, in ASCII; `%` and `_` stand for anything.
    pub destination: Option<String>,
    /// Default: `destination`.
    pub order_by: Option<DestinationOrder>,
    /// `"f"`, the default, goes up, `"b"` goes down.
    pub dir: Option<Direction>,
}

/// What servers can be sorted by.
#[model]
pub enum DestinationOrder {
    Destination,
    RetryLastTs,
    RetryInterval,
    FailureTs,
    LastSuccessfulStreamOrdering,
}

/// Some of the servers.
#[model]
pub struct DestinationPage {
    /// The servers, in the order that was asked for.
    pub destinations: Vec<Destination>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many servers the filter lets through, on all pages.
    pub total: i64,
}

/// How sending to another server goes.
#[model]
pub struct Destination {
    /// The server name.
    pub destination: String,
    /// When it was last tried in vain, in ms since the epoch; 0 if the last try succeeded, or the connection was reset
    /// since.
    pub retry_last_ts: i64,
    /// How long this server waits before it tries again, in ms; 0 if it does not, `null` if the database does not hold
    /// it.
    pub retry_interval: Nullable<i64>,
    /// Since when it fails, in ms since the epoch. `get()` has `null` wherever `retry_last_ts` is 0.
    pub failure_ts: Nullable<i64>,
    /// The last event that arrived there, as a number in this server's order; `null` if none has.
    pub last_successful_stream_ordering: Nullable<i64>,
}

/// Which of the rooms of which there was something to send to a server, and in what order.
#[params]
pub struct DestinationRoomParams {
    /// How many rooms a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// By the room id: `"f"`, the default, goes up, `"b"` goes down.
    pub dir: Option<Direction>,
}

/// Some of the rooms of which there was something to send to a server.
#[model]
pub struct DestinationRoomPage {
    /// The rooms, by their ids.
    pub rooms: Vec<DestinationRoom>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many rooms there are, on all pages.
    pub total: i64,
}

/// A room of which there was something to send to a server.
#[model]
pub struct DestinationRoom {
    /// The id of the room.
    pub room_id: String,
    /// The last event that was to be sent there, as a number in this server's order: above the server's
    /// `last_successful_stream_ordering` it has not arrived.
    pub stream_ordering: i64,
}
