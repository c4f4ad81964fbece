use matrix_admin_sdk_macros::handle;

use super::details::PowerEvent;
use super::{
    ClientEvent, DeleteRoomParams, EventAtTimestamp, EventContext, EventContextParams, HierarchyPage,
    HierarchyParams, HierarchyRoom, HistoryPurge, MessagesPage, MessagesParams, PurgeHistoryParams,
    ReportEventParams, RoomBlock, RoomDeletion, RoomDetails, RoomMedia, RoomMembers, RoomShutdown,
    RoomStateParams, Rooms, TimestampParams,
};
use crate::client::{Call, Error, Many};
use crate::declare::{EventId, RoomId};
use crate::media::MediaInfo;
use crate::users::DeletedMedia;

/// One room that the homeserver knows, by its id. What also takes an alias is in `client.rooms`.
///
/// ```ts
/// const room = client.room("!abc:example.com");
/// const { name, joined_members } = await room.get();
/// ```
#[handle(room_id: RoomId)]
impl Room {
    /// Gets everything about the room.
    ///
    /// ```ts
    /// const { name, version, joined_members } = await room.get();
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}", since = "1.14")]
    pub fn get(&self) -> RoomDetails;

    /// Lists who is in the room, users of other servers included; those may be missing while this server is still joining
    /// it through another, which takes a while for large rooms. Nobody if this server is no longer in the room, though
    /// others may be.
    ///
    /// ```ts
    /// const { members } = await room.getMembers();
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}/members", since = "1.18")]
    pub fn get_members(&self) -> RoomMembers;

    /// Gets the state of the room: its name, its rules, who is or was in it. All at once, which can be a lot. None if
    /// this server is no longer in the room. While it is still joining, the whole state and the members are waited for.
    ///
    /// ```ts
    /// const [powerLevels] = await room.getState({ type: "m.room.power_levels" });
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}/state", field = "state", since = "1.27")]
    pub fn get_state(&self, params: Option<RoomStateParams>) -> Vec<ClientEvent>;

    #[get("/_synapse/admin/v1/rooms/{room_id}/state", field = "state", since = "1.27", via = get_state)]
    fn get_powers(&self, params: RoomStateParams) -> Vec<PowerEvent>;

    #[get("/_synapse/admin/v1/rooms/{room_id}/members", field = "members", since = "1.18", via = get_members)]
    fn get_member_ids(&self) -> Vec<String>;

    /// Lists the events of the room, the oldest first. Await it for a page, iterate it for all of them. A room nobody
    /// knows has none.
    ///
    /// ```ts
    /// const { chunk } = await room.getMessages({ dir: "b", limit: 50 });
    /// for await (const event of room.getMessages({ filter: { types: ["m.room.message"] } })) console.log(event.content);
    /// ```
    #[get(
        "/_synapse/admin/v1/rooms/{room_id}/messages",
        items = "chunk",
        next = "end",
        sparse,
        since = "1.68"
    )]
    pub fn get_messages(&self, params: Option<MessagesParams>) -> Pages<MessagesPage, ClientEvent>;

    /// Gets an event of the room and what was said around it, as to judge a report.
    ///
    /// ```ts
    /// const { events_before, event, events_after } = await room.getContext("$event", { limit: 20 });
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}/context/{event_id}", since = "1.28")]
    pub fn get_context(&self, event_id: EventId, params: Option<EventContextParams>) -> EventContext;

    /// Finds the event next to a point in time, in ms since the epoch. Without any in that direction it is a
    /// `NotFoundError`. Where this server's history has gaps it may ask other servers.
    ///
    /// ```ts
    /// const { event_id } = await room.timestampToEvent(Date.parse("2026-01-31"), { dir: "b" });
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}/timestamp_to_event", since = "1.68")]
    pub fn timestamp_to_event(&self, ts: u64, params: Option<TimestampParams>) -> EventAtTimestamp;

    /// Lists the rooms of a space, itself first, also those that only members can see. Await it for a page, iterate it
    /// for all of them. Rooms that this server is not in are missing: where one of them stands in the space, the room before
    /// it comes once more, and where a page would begin with it, or the space is one, the call ends in a `ServerError`.
    ///
    /// ```ts
    /// for await (const { room_id, name } of room.getHierarchy({ max_depth: 1 })) console.log(room_id, name);
    /// ```
    #[get(
        "/_synapse/admin/v1/rooms/{room_id}/hierarchy",
        items = "rooms",
        next = "next_batch",
        since = "1.142"
    )]
    pub fn get_hierarchy(&self, params: Option<HierarchyParams>) -> Pages<HierarchyPage, HierarchyRoom>;

    /// Tells whether the room is blocked, and by whom. It may be a room that the server does not know.
    ///
    /// ```ts
    /// const { block, user_id } = await room.getBlock();
    /// ```
    #[get("/_synapse/admin/v1/rooms/{room_id}/block", since = "1.48")]
    pub fn get_block(&self) -> RoomBlock;

    /// Blocks the room, or with `false` lifts the block. Local users cannot join a blocked room, and nobody here can invite
    /// or be invited to it; those who are in it stay. It may be a room that the server does not know.
    ///
    /// ```ts
    /// await room.block();
    /// await room.block(false);
    /// ```
    ///
    /// `PUT /_synapse/admin/v1/rooms/{room_id}/block` · Synapse 1.48 or newer · the same under Matrix Authentication
    /// Service
    #[choose(block_by_default)]
    pub fn block(&self, block: Option<bool>);

    #[put("/_synapse/admin/v1/rooms/{room_id}/block", idempotent, since = "1.48", via = block)]
    fn set_block(&self, block: bool);

    /// Lists the files that were sent in the room, unless it is encrypted: all that its messages, stickers and its picture
    /// refer to, whoever uploaded them. A room nobody knows has none.
    ///
    /// ```ts
    /// const { local, remote } = await room.getMedia();
    /// ```
    #[get("/_synapse/admin/v1/room/{room_id}/media")]
    pub fn get_media(&self) -> RoomMedia;

    /// Quarantines the files that were sent in the room, so that nobody can download them, those of others included that
    /// a message refers to; protected files are spared, and in encrypted rooms no file is found. Files of other servers that
    /// nobody here has fetched yet are passed over, and can be fetched later. Resolves to how often a file was marked, those
    /// included that were already. Of a big room it takes longer than proxies wait; the work goes on all the same.
    ///
    /// ```ts
    /// const quarantined = await room.quarantineMedia();
    /// ```
    #[post("/_synapse/admin/v1/room/{room_id}/media/quarantine", idempotent, field = "num_quarantined")]
    pub fn quarantine_media(&self) -> i64;

    /// Deletes the files of this server that were sent in the room, its own picture and stickers among them, unless it is
    /// encrypted; quarantined and protected ones too. Wherever else they were sent they are gone as well. They are all that
    /// a message refers to: whoever sends the address of another's picture has it deleted here. Resolves to what became of
    /// each, by its `mxc://` address; with `dryRun: true` to what is known about each, who uploaded it among it, which needs
    /// Synapse 1.140.
    ///
    /// ```ts
    /// const { done, failed } = await room.deleteAllMedia();
    /// for (const { item, error } of failed) console.log(item, error);
    ///
    /// const plan = await room.deleteAllMedia({ dryRun: true });
    /// console.log(plan.done.reduce((bytes, { value }) => bytes + (value.media_length ?? 0), 0), "bytes");
    /// ```
    ///
    /// `GET /_synapse/admin/v1/room/{room_id}/media`, then for each file `DELETE
    /// /_synapse/admin/v1/media/{server_name}/{media_id}` · Synapse 1.23 or newer · the same under Matrix Authentication
    /// Service
    #[many(delete_all_media, dry_run = MediaInfo)]
    pub fn delete_all_media(&self) -> Bulk<DeletedMedia>;

    #[get("/_synapse/admin/v1/room/{room_id}/media", field = "local", via = delete_all_media)]
    fn get_local_media(&self) -> Vec<String>;

    /// Begins to delete the history of the room from the database, up to an event or a point in time. The newest event
    /// always stays, and what another server in the room still has comes back as soon as somebody scrolls up to it. A purge
    /// that was cancelled stays `"active"` for good: give `wait` a `timeoutMs`. Never sent twice.
    ///
    /// ```ts
    /// const job = await room.purgeHistory({ purge_up_to_ts: Date.now() - 90 * 86_400_000 });
    /// await job.wait({ timeoutMs: 3_600_000 });
    /// ```
    #[post("/_synapse/admin/v1/purge_history/{room_id}", once, job = "purge_id" in Rooms::PURGE_STATUS)]
    pub fn purge_history(&self, params: PurgeHistoryParams) -> Job<HistoryPurge>;

    /// Reports the room to the server's admins, as any user can. The Admin API does not show such reports. Never sent twice.
    ///
    /// ```ts
    /// await room.report("It sells spam.");
    /// ```
    #[post("/_matrix/client/v3/rooms/{room_id}/report", once, since = "1.119")]
    pub fn report(&self, reason: String);

    /// Reports an event of the room to the server's admins, as any user can who sees it. Never sent twice.
    ///
    /// ```ts
    /// await room.reportEvent("$event", { reason: "spam", score: -100 });
    /// for await (const { reason } of client.eventReports.list()) console.log(reason);
    /// ```
    #[post("/_matrix/client/v3/rooms/{room_id}/report/{event_id}", once)]
    pub fn report_event(&self, event_id: EventId, params: Option<ReportEventParams>);

    /// Begins to delete the room: makes local users leave, and removes it from the database unless told otherwise. Members
    /// on other servers go on in it, and can invite those of this one again, unless it is blocked.
    /// A room that is not known here is a job that ends at once. A complete job may have left members behind: those in
    /// `failed_to_kick_users`. While one is at it, another one for the same room is refused. Never sent twice.
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
    /// Use `delete()` instead, unless the server is older than 1.48. Never sent twice.
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

/// A file that was sent twice is there twice.
async fn delete_all_media(room: &Room, dry_run: bool) -> Result<Many, Error> {
    let mut files: Vec<String> = Vec::new();
    for file in room.get_local_media().await? {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let media = room.client.media();
    Ok(match dry_run {
        true => Many::new(files, move |address| Ok(media.get(server_name(&address), media_id(&address)))),
        false => Many::new(files, move |address| Ok(media.delete(server_name(&address), media_id(&address)))),
    })
}

/// Of `mxc://<server>/<media_id>`.
fn server_name(address: &str) -> &str {
    address.split('/').nth(2).unwrap_or_default()
}

fn media_id(address: &str) -> &str {
    address.split('/').nth(3).unwrap_or_default()
}

fn block_by_default(room: &Room, block: Option<bool>) -> Call<()> {
    room.set_block(block.unwrap_or(true))
}
