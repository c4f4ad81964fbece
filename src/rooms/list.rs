use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use super::{
    DeleteRoomParams, EventAtTimestamp, ForwardExtremities, HistoryPurge, PurgeHistoriesParams,
    PurgeHistoryParams, RoomDeletion, RoomDetails, TimestampParams,
};
use crate::client::{Call, Error, Many};
use crate::declare::{Cursor, NonEmpty, Nullable, RoomId, RoomIdOrAlias, UserId};
use crate::users::Direction;

/// The rooms that the homeserver knows, and what takes a room's id or its alias.
///
/// ```ts
/// for await (const { room_id, name } of client.rooms.list({ order_by: "joined_members" })) console.log(room_id, name);
/// ```
#[handle]
impl Rooms {
    /// Lists the rooms. Await it for a page, iterate it for all of them. Rooms that the server has not counted yet are
    /// missing, and so are those that were made while `stats` is switched off in its configuration.
    ///
    /// ```ts
    /// const { rooms, total_rooms } = await client.rooms.list({ search_term: "lobby", limit: 20 });
    /// for await (const room of client.rooms.list({ empty_rooms: true })) console.log(room.room_id);
    /// ```
    #[get("/_synapse/admin/v1/rooms", items = "rooms", next = "next_batch", since = "1.9")]
    pub fn list(&self, params: Option<RoomListParams>) -> Pages<RoomPage, RoomSummary>;

    /// Makes a local user join a room; resolves to the room's id. Unless anybody can join it, you have to be in the
    /// room yourself and able to invite, and who is in it already is refused; where this server is not in it, the user has
    /// to be invited. Never sent twice.
    ///
    /// ```ts
    /// const roomId = await client.rooms.join("#lobby:example.com", "@alice:example.com");
    /// ```
    ///
    /// `POST /_synapse/admin/v1/join/{room_id_or_alias}` · Synapse 1.13 or newer · the same under Matrix Authentication
    /// Service
    #[choose(join_or_join_through)]
    pub fn join(
        &self,
        room_id_or_alias: RoomIdOrAlias,
        user_id: UserId,
        params: Option<JoinParams>,
    ) -> String;

    #[post("/_synapse/admin/v1/join/{room_id_or_alias}", once, field = "room_id", since = "1.13", via = join)]
    fn join_local(&self, room_id_or_alias: RoomIdOrAlias, user_id: UserId) -> String;

    #[post(
        "/_synapse/admin/v1/join/{room_id_or_alias}?server_name={server_name}",
        once,
        field = "room_id",
        since = "1.13",
        via = join
    )]
    fn join_through(&self, room_id_or_alias: RoomIdOrAlias, user_id: UserId, server_name: NonEmpty)
    -> String;

    /// Gives a user as much power in a room as the most powerful local member has, in whose name it is done; where that is
    /// a creator in room version 12 or newer, 100. If the user is not in the room and cannot simply join, an invitation
    /// follows: where the user's server cannot be reached, it is a `ServerError`, and the power is given; another call invites.
    /// Where no local member can change the power levels, or where the user is a creator, it is refused. Mind the spelling: a
    /// user need not exist to get the power.
    ///
    /// ```ts
    /// await client.rooms.makeAdmin("#lobby:example.com", { user_id: "@alice:example.com" });
    /// ```
    #[post("/_synapse/admin/v1/rooms/{room_id_or_alias}/make_room_admin", idempotent, since = "1.25")]
    pub fn make_admin(&self, room_id_or_alias: RoomIdOrAlias, params: Option<MakeRoomAdminParams>);

    /// Lists the newest events of a room that no other event follows yet. A room nobody knows has none.
    ///
    /// ```ts
    /// const { count } = await client.rooms.getForwardExtremities("!abc:example.com");
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id_or_alias}/forward_extremities", since = "1.27")]
    pub fn get_forward_extremities(&self, room_id_or_alias: RoomIdOrAlias) -> ForwardExtremities;

    /// Forgets all forward extremities of a room but one; resolves to how many that were. For a room that has become
    /// slow by them; it can lose state that way. A room nobody knows is a `ServerError`.
    ///
    /// ```ts
    /// const deleted = await client.rooms.deleteForwardExtremities("!abc:example.com");
    /// ```
    #[delete(
        "/_synapse/admin/v1/rooms/{room_id_or_alias}/forward_extremities",
        idempotent,
        field = "deleted",
        since = "1.27"
    )]
    pub fn delete_forward_extremities(&self, room_id_or_alias: RoomIdOrAlias) -> i64;

    /// Deletes rooms and waits until they are gone, one after the other unless `concurrency` says otherwise. What the server
    /// fails at is begun once more, which often helps, unless it makes a new room for the members. Resolves to what
    /// became of each; with `dryRun: true` to the details of each, and a room that the server does not know is in
    /// `failed`.
    ///
    /// ```ts
    /// const roomIds = ["!abc:example.com", "!def:example.com"];
    /// const plan = await client.rooms.deleteMany(roomIds, { block: false }, { dryRun: true });
    /// for (const { value } of plan.done) console.log(value.name, value.joined_members);
    ///
    /// const { done, failed } = await client.rooms.deleteMany(roomIds, { block: false });
    /// for (const { item, error } of failed) console.log(item, error);
    /// ```
    ///
    /// An abort ends the waiting; what the server has begun it goes on with. `DELETE /_synapse/admin/v2/rooms/{room_id}`,
    /// then `GET /_synapse/admin/v2/rooms/delete_status/{delete_id}` · Synapse 1.48 or newer · the same under Matrix
    /// Authentication Service
    #[many(delete_many, dry_run = RoomDetails)]
    pub fn delete_many(&self, room_ids: Vec<RoomId>, params: Option<DeleteRoomParams>) -> Bulk<RoomDeletion>;

    /// Deletes the history of rooms and waits until it is gone, one after the other unless `concurrency` says otherwise.
    /// What another server in a room still has comes back as soon as somebody scrolls up to it.
    /// What a room comes to is `null` where the server finds nothing to delete. With `dryRun: true` it is the last event
    /// of the time that is purged, or `null` where there is none: what is older than that event would go. That needs
    /// Synapse 1.68, goes by when the senders say they sent it and not by when it was received, which differs for what a
    /// bridge has imported, and where this server's history has gaps it may ask other servers.
    ///
    /// ```ts
    /// const rooms = await client.rooms.list({ order_by: "state_events", dir: "b" }).toArray({ limit: 20 });
    /// const before = { purge_up_to_ts: Date.now() - 90 * 86_400_000 };
    /// const { done, failed } = await client.rooms.purgeHistoryMany(rooms.map(({ room_id }) => room_id), before);
    /// console.log(done.filter(({ value }) => value).length, "purged,", failed.length, "failed");
    /// ```
    ///
    /// `POST /_synapse/admin/v1/purge_history/{room_id}`, then `GET
    /// /_synapse/admin/v1/purge_history_status/{purge_id}` · every Synapse · the same under Matrix Authentication Service
    #[many(purge_history_many, dry_run = Nullable<EventAtTimestamp>)]
    pub fn purge_history_many(
        &self,
        room_ids: Vec<RoomId>,
        params: PurgeHistoriesParams,
    ) -> Bulk<Nullable<HistoryPurge>>;

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

    #[get("/_synapse/admin/v2/rooms/delete_status/{delete_id}", since = "1.48", via = deletion)]
    fn deletion_status(&self, delete_id: NonEmpty) -> RoomDeletion;

    /// Finds the job of a history purge again by its id. Nothing is sent.
    ///
    /// ```ts
    /// const { status } = await client.rooms.purge("SHtCZZqlGYfGYrkv").status();
    /// ```
    ///
    /// It asks `GET /_synapse/admin/v1/purge_history_status/{purge_id}` · every Synapse · the same under Matrix
    /// Authentication Service
    #[resume(Self::PURGE_STATUS)]
    pub fn purge(&self, purge_id: NonEmpty) -> Job<HistoryPurge>;

    #[get("/_synapse/admin/v1/purge_history_status/{purge_id}", via = purge)]
    fn purge_status(&self, purge_id: NonEmpty) -> HistoryPurge;
}

async fn delete_many(
    rooms: &Rooms,
    room_ids: Vec<String>,
    params: Option<DeleteRoomParams>,
    dry_run: bool,
) -> Result<Many, Error> {
    let client = rooms.client.clone();
    if dry_run {
        return Ok(Many::new(room_ids, move |room_id| Ok(client.room(room_id)?.get())));
    }
    // Each time it is begun, it makes a new room.
    let again = params.as_ref().is_none_or(|params| params.new_room_user_id.is_none());
    let mut many = Many::new(room_ids, move |room_id| Ok(client.room(room_id)?.delete(params.clone())));
    many.again = again;
    Ok(many.one_by_one())
}

async fn purge_history_many(
    rooms: &Rooms,
    room_ids: Vec<String>,
    params: PurgeHistoriesParams,
    dry_run: bool,
) -> Result<Many, Error> {
    let client = rooms.client.clone();
    let PurgeHistoriesParams { purge_up_to_ts, delete_local_events } = params;
    let many = if dry_run {
        let before = TimestampParams { dir: Some(Direction::B) };
        let ts = purge_up_to_ts.saturating_sub(1);
        Many::new(room_ids, move |room_id| Ok(client.room(room_id)?.timestamp_to_event(ts, before.clone())))
    } else {
        let params = PurgeHistoryParams {
            purge_up_to_ts: Some(purge_up_to_ts),
            delete_local_events,
            ..PurgeHistoryParams::default()
        };
        Many::new(room_ids, move |room_id| Ok(client.room(room_id)?.purge_history(params.clone())))
            .one_by_one()
    };
    Ok(many.unless_it_says(&["there is no event to be purged", "Unable to find event from"]))
}

/// The name of a server to join through goes into the query, next to the body: so it has an endpoint of its own.
fn join_or_join_through(
    rooms: &Rooms,
    room_id_or_alias: String,
    user_id: String,
    params: Option<JoinParams>,
) -> Call<String> {
    match params.and_then(|params| params.server_name) {
        Some(server_name) => rooms.join_through(room_id_or_alias, user_id, server_name),
        None => rooms.join_local(room_id_or_alias, user_id),
    }
}

/// Which rooms, and in what order.
#[params]
pub struct RoomListParams {
    /// How many rooms a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_batch` or `prev_batch` of another page.
    pub from: Option<Cursor>,
    /// Default: `name`.
    pub order_by: Option<RoomOrder>,
    /// `"f"`, the default, goes up, but for the counts and the version, where it goes down.
    pub dir: Option<Direction>,
    /// Part of the name or of the main alias before its colon, or a whole room id. Upper and lower case are the same, on
    /// SQLite servers only for ASCII letters. `%` stands for any characters, `_` for any one. It switches `public_rooms`
    /// and `empty_rooms` off for all rooms found by name or alias.
    pub search_term: Option<NonEmpty>,
    /// `true`: only rooms of the public room list; `false`: only others; absent: both. Needs Synapse 1.110.
    pub public_rooms: Option<bool>,
    /// `true`: only rooms without members; `false`: only rooms with some; absent: both. A room that is just being made has
    /// none for a moment, and one that this server has left has none, whoever is in it elsewhere. Needs Synapse 1.110.
    pub empty_rooms: Option<bool>,
}

/// What rooms can be sorted by. `alphabetical` is an old word for `name`, `size` for `joined_members`.
#[model]
pub enum RoomOrder {
    Name,
    CanonicalAlias,
    JoinedMembers,
    JoinedLocalMembers,
    Version,
    Creator,
    Encryption,
    Federatable,
    Public,
    JoinRules,
    GuestAccess,
    HistoryVisibility,
    StateEvents,
    Alphabetical,
    Size,
}

/// Some of the rooms.
#[model]
pub struct RoomPage {
    /// The rooms, in the order that was asked for.
    pub rooms: Vec<RoomSummary>,
    /// How many rooms come before this page.
    pub offset: i64,
    /// How many rooms the filter lets through, on all pages.
    pub total_rooms: i64,
    /// Where the next page begins; absent on the last one.
    pub next_batch: Option<Cursor>,
    /// Where the page before begins; absent on the first one.
    pub prev_batch: Option<Cursor>,
}

/// A room as lists show it.
#[model]
pub struct RoomSummary {
    /// The id: `!abc:example.com`, in newer rooms without a server name.
    pub room_id: String,
    /// `null` if it was not given one.
    pub name: Nullable<String>,
    /// The main alias; `null` if it has none.
    pub canonical_alias: Nullable<String>,
    /// How many users are in it, of all servers; 0 once this server has left it.
    pub joined_members: i64,
    /// How many users of this server are in it.
    pub joined_local_members: i64,
    /// The room version, such as `"11"`.
    pub version: Nullable<String>,
    /// A user id; empty where the first that this server heard of the room was an invite.
    pub creator: Nullable<String>,
    /// The algorithm; `null` if the room is not encrypted.
    pub encryption: Nullable<String>,
    /// Whether users of other servers can be in it.
    pub federatable: bool,
    /// Whether it is in the public room list.
    pub public: bool,
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
    pub state_events: i64,
    /// `null` for ordinary rooms.
    #[open("m.space")]
    pub room_type: Nullable<String>,
}

/// How to join a room.
#[params]
pub struct JoinParams {
    /// A server that is in the room, to join through. Needed for the id of a room that this server is not in, unless the user
    /// is invited.
    pub server_name: Option<NonEmpty>,
}

/// Who is to have power in a room.
#[params]
pub struct MakeRoomAdminParams {
    /// Default: you.
    pub user_id: Option<UserId>,
}
