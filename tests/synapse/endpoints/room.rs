use futures_util::TryStreamExt;
use matrix_admin_sdk::{
    BulkOptions, Class, ClientEvent, DeleteRoomParams, Direction, EventContextParams, EventFilter,
    EventReportListParams, HierarchyParams, HierarchyRoom, MessagesParams, PurgeHistoryParams,
    ReportEventParams, RoomStateParams, TimestampParams,
};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{a_while, conversation, counted, join, now, send, watched};
use crate::homeserver::{Account, admin_and_alice, path, unique};
use crate::javascript::{failure, written};

fn bodies<'a>(events: impl IntoIterator<Item = &'a ClientEvent>) -> Vec<String> {
    events.into_iter().map(|event| event.content.get("body").unwrap().as_str().unwrap()).collect()
}

/// Messages only, two to a page.
fn messages(dir: Option<Direction>) -> MessagesParams {
    let filter = EventFilter { types: Some(vec!["m.room.message".into()]), ..EventFilter::default() };
    MessagesParams { limit: Some(2), dir, filter: Some(filter), ..MessagesParams::default() }
}

/// The messages that the room still shows, the newest first.
async fn left(admin: &Account, room_id: &str) -> Vec<String> {
    let room = admin.client().room(room_id).unwrap();
    bodies(&room.get_messages(messages(Some(Direction::B))).items().try_collect::<Vec<_>>().await.unwrap())
}

#[wasm_bindgen_test]
async fn a_room_is_described_with_its_members_and_its_state() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let fields = json!({
        "name": "Details", "topic": "Things", "preset": "public_chat", "room_version": "11",
    });
    let room_id = alice.create_room_with(fields).await;
    let bob = admin.sign_up(&unique("bob")).await;
    counted(&admin, &room_id).await;
    let room = client.room(&*room_id).unwrap();
    let details = room.get().await.unwrap();
    assert_eq!((&details.room_id, details.creator.as_ref()), (&room_id, Some(&alice.id)));
    assert_eq!((details.name.as_deref(), details.topic.as_deref()), (Some("Details"), Some("Things")));
    assert_eq!((details.version.as_deref(), details.joined_members), (Some("11"), Some(1)));
    assert_eq!((details.join_rules.as_deref(), details.tombstoned), (Some("public"), Some(false)));

    join(&bob, &room_id).await;
    let mut members = room.get_members().await.unwrap();
    members.members.sort();
    assert_eq!((members.members, members.total), (vec![alice.id.clone(), bob.id], 2));

    let state = room.get_state(None).await.unwrap();
    assert!(state.iter().any(|event| event.r#type == "m.room.create"));
    let state = room.get_state(RoomStateParams { r#type: Some("m.room.name".into()) }).await.unwrap();
    let [name] = &state[..] else { panic!("{state:?}") };
    assert_eq!((written(&name.content), &name.sender), (json!({ "name": "Details" }), &alice.id));
    assert_eq!(name.state_key.clone().flatten().as_deref(), Some(""));

    let nowhere = client.room("!nobodyknows:localhost").unwrap();
    failure(nowhere.get()).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "GET /_synapse/admin/v1/rooms/{room_id}",
        "GET /_synapse/admin/v1/rooms/{room_id}/members",
        "GET /_synapse/admin/v1/rooms/{room_id}/state",
    ]);
}

#[wasm_bindgen_test]
async fn the_messages_of_a_room_are_read_forward_and_backward() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, _) = conversation(&alice, ["one", "two", "three"]).await;
    let room = client.room(&*room_id).unwrap();
    let page = room.get_messages(MessagesParams { limit: Some(3), ..MessagesParams::default() });
    let page = page.await.unwrap();
    assert_eq!((page.chunk.len(), &*page.chunk[0].r#type), (3, "m.room.create"));
    let forward = room.get_messages(messages(None)).items().try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(bodies(&forward), ["one", "two", "three"]);
    let backward = room.get_messages(messages(Some(Direction::B))).items();
    assert_eq!(bodies(&backward.try_collect::<Vec<_>>().await.unwrap()), ["three", "two", "one"]);
    client.assert_called(&["GET /_synapse/admin/v1/rooms/{room_id}/messages"]);
}

#[wasm_bindgen_test]
async fn an_event_is_shown_with_what_was_said_around_it_and_found_by_its_time() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, ids) = conversation(&alice, ["one", "two", "three"]).await;
    let room = client.room(&*room_id).unwrap();
    let limited = EventContextParams { limit: Some(2), filter: None };
    let around = room.get_context(&*ids[1], limited).await.unwrap();
    assert_eq!((&around.event.event_id, bodies([&around.event])), (&ids[1], vec!["two".to_owned()]));
    assert_eq!(
        (bodies(&around.events_before), bodies(&around.events_after)),
        (vec!["one".into()], vec!["three".into()])
    );
    let from = MessagesParams { from: Some(around.end), ..MessagesParams::default() };
    assert!(admin.client().room(&*room_id).unwrap().get_messages(from).await.unwrap().chunk.is_empty());
    failure(room.get_context("$nobodyknows", None)).await.assert_is(Class::NotFound, "NOT_FOUND");

    let backward = TimestampParams { dir: Some(Direction::B) };
    let last = room.timestamp_to_event(now() + 60_000, backward.clone()).await.unwrap();
    assert_eq!(last.event_id, ids[2]);
    let first = room.timestamp_to_event(0, None).await.unwrap();
    let [earlier, later] = [&first, &last].map(|event| event.origin_server_ts.read::<i64>().unwrap());
    assert!(earlier <= later);
    assert_ne!(first.event_id, last.event_id);
    failure(room.timestamp_to_event(0, backward)).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "GET /_synapse/admin/v1/rooms/{room_id}/context/{event_id}",
        "GET /_synapse/admin/v1/rooms/{room_id}/timestamp_to_event",
    ]);
}

#[wasm_bindgen_test]
async fn the_rooms_of_a_space_are_read_page_by_page() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let fields = json!({ "name": "Space", "creation_content": { "type": "m.space" } });
    let space = alice.create_room_with(fields).await;
    counted(&admin, &space).await;
    let mut rooms = vec![space.clone()];
    for name in ["One", "Two", "Three"] {
        let room = alice.create_room_with(json!({ "name": name })).await;
        let child = path("/_matrix/client/v3/rooms/{}/state/m.space.child/", &space) + &path("{}", &room);
        alice.put(&child, json!({ "via": [admin.server()] })).await;
        rooms.push(room);
    }
    let room = client.room(&*space).unwrap();
    let two_a_page = HierarchyParams { limit: Some(2), ..HierarchyParams::default() };
    let first = room.get_hierarchy(two_a_page.clone()).await.unwrap();
    assert_eq!((first.rooms.len(), first.rooms[0].children_state.len()), (2, 3));
    assert_eq!(first.rooms[0].room_type.as_deref(), Some("m.space"));
    let mut all: Vec<String> = room
        .get_hierarchy(two_a_page)
        .items()
        .map_ok(|room: HierarchyRoom| room.room_id)
        .try_collect()
        .await
        .unwrap();
    all.sort();
    rooms.sort();
    assert_eq!(all, rooms);
    let alone = HierarchyParams { max_depth: Some(0), ..HierarchyParams::default() };
    let alone = room.get_hierarchy(alone).await.unwrap().rooms;
    assert_eq!((alone.len(), alone[0].name.as_deref()), (1, Some("Space")));
    client.assert_called(&["GET /_synapse/admin/v1/rooms/{room_id}/hierarchy"]);
}

#[wasm_bindgen_test]
async fn a_room_is_blocked_and_unblocked_even_one_that_nobody_knows() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    for room_id in [alice.create_room().await, format!("!{}:localhost", unique("unknown"))] {
        let room = client.room(&*room_id).unwrap();
        let none = room.get_block().await.unwrap();
        assert_eq!((none.block, none.user_id), (false, None));
        for (block, blocked) in [(None, true), (Some(false), false), (Some(true), true), (Some(false), false)]
        {
            room.block(block).await.unwrap();
            let held = room.get_block().await.unwrap();
            assert_eq!((held.block, held.user_id.as_ref()), (blocked, blocked.then_some(&admin.id)));
        }
    }
    client.assert_called(&[
        "GET /_synapse/admin/v1/rooms/{room_id}/block",
        "PUT /_synapse/admin/v1/rooms/{room_id}/block",
    ]);
}

#[wasm_bindgen_test]
async fn the_files_of_a_room_are_listed_and_quarantined() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, []) = conversation(&alice, []).await;
    let room = client.room(&*room_id).unwrap();
    let none = room.get_media().await.unwrap();
    assert_eq!(written(&none), json!({ "local": [], "remote": [] }));
    let id = alice.upload_text("file", &unique("content")).await;
    let local = format!("mxc://{}/{id}", admin.server());
    for url in [&*local, "mxc://elsewhere.example/abc"] {
        let file = json!({ "msgtype": "m.file", "body": "file", "url": url });
        send(&alice, &room_id, "m.room.message", file).await;
    }
    let media = room.get_media().await.unwrap();
    assert_eq!((media.local, media.remote), (vec![local], vec!["mxc://elsewhere.example/abc".into()]));

    assert!(room.quarantine_media().await.unwrap() >= 1);
    assert!(!alice.can_download(&id).await);
    let info = admin.client().media().get(admin.server(), &*id).await.unwrap();
    assert_eq!(info.quarantined_by.as_ref(), Some(&admin.id));
    client.assert_called(&[
        "GET /_synapse/admin/v1/room/{room_id}/media",
        "POST /_synapse/admin/v1/room/{room_id}/media/quarantine",
    ]);
}

#[wasm_bindgen_test]
async fn the_files_of_a_room_are_deleted_each_once() {
    let (admin, alice) = admin_and_alice().await;
    let (room_id, []) = conversation(&alice, []).await;
    let id = alice.upload_text("file", &unique("content")).await;
    let address = format!("mxc://{}/{id}", admin.server());
    for _ in 0..2 {
        let file = json!({ "msgtype": "m.file", "body": "file", "url": address });
        send(&alice, &room_id, "m.room.message", file).await;
    }
    let client = watched(&admin);
    let room = client.room(&*room_id).unwrap();
    let plan = room.delete_all_media_dry_run(BulkOptions::default(), |_| ()).await.unwrap();
    let [(item, file)] = &plan.done[..] else { panic!("{plan:?}") };
    assert_eq!((item, &file.media_id), (&address, &id));
    assert!(admin.client().media().get(admin.server(), &*id).await.is_ok());
    let bulk = room.delete_all_media(BulkOptions::default(), |_| ()).await.unwrap();
    assert!(bulk.failed.is_empty() && bulk.rest.is_empty(), "{bulk:?}");
    let [(item, deleted)] = &bulk.done[..] else { panic!("{bulk:?}") };
    assert_eq!((item, &deleted.deleted_media, deleted.total), (&address, &vec![id.clone()], 1));
    assert!(!alice.can_download(&id).await);
    client.assert_called(&[
        "GET /_synapse/admin/v1/room/{room_id}/media",
        "GET /_synapse/admin/v1/media/{server_name}/{media_id}",
        "DELETE /_synapse/admin/v1/media/{server_name}/{media_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_purge_deletes_what_is_older_than_an_event() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, ids) = conversation(&alice, ["one", "two", "three"]).await;
    let room = client.room(&*room_id).unwrap();
    let params = PurgeHistoryParams {
        purge_up_to_event_id: Some(ids[2].clone()),
        delete_local_events: Some(true),
        purge_up_to_ts: None,
    };
    let job = room.purge_history(params).await.unwrap();
    let mut seen = Vec::new();
    let done = job.wait(a_while(), |purge| seen.push(purge.status.clone())).await.unwrap();
    assert_eq!((&*done.status, done.error.as_deref()), ("complete", None));
    assert_eq!(seen.last().map(|status| &**status), Some("complete"));
    assert_eq!(left(&admin, &room_id).await, ["three"]);
    let failed = failure(room.purge_history(PurgeHistoryParams::default())).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!((failed.status(), failed.errcode()), (Some(400), Some("M_BAD_JSON")));
    client.assert_called(&[
        "POST /_synapse/admin/v1/purge_history/{room_id}",
        "GET /_synapse/admin/v1/purge_history_status/{purge_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_room_and_an_event_are_reported() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&alice);
    let (room_id, ids) = conversation(&alice, ["rude", "ruder"]).await;
    let room = client.room(&*room_id).unwrap();
    room.report("It sells spam.").await.unwrap();
    let report = ReportEventParams { reason: Some("rude".into()), score: Some(-100) };
    room.report_event(&*ids[0], report).await.unwrap();
    room.report_event(&*ids[1], None).await.unwrap();
    counted(&admin, &room_id).await;

    let params = EventReportListParams { room_id: Some(room_id), ..EventReportListParams::default() };
    let page = admin.client().event_reports().list(params).await.unwrap();
    let [second, first] = &page.event_reports[..] else { panic!("{page:?}") };
    assert_eq!(
        (&first.event_id, first.reason.as_deref(), first.score.text()),
        (&ids[0], Some("rude"), "-100")
    );
    assert_eq!((&second.event_id, second.reason.as_deref(), second.score.text()), (&ids[1], None, "null"));
    assert_eq!(first.user_id, alice.id);
    failure(room.report_event("$nobodyknows", None)).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "POST /_matrix/client/v3/rooms/{room_id}/report",
        "POST /_matrix/client/v3/rooms/{room_id}/report/{event_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_deletion_is_a_job_that_completes_and_the_room_is_gone() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let room_id = alice.create_room().await;
    let room = client.room(&*room_id).unwrap();
    failure(room.deletions()).await.assert_is(Class::NotFound, "NOT_FOUND");
    let job = room.delete(DeleteRoomParams { block: Some(true), ..Default::default() }).await.unwrap();
    let mut seen = Vec::new();
    let done = job.wait(a_while(), |deletion| seen.push(deletion.status.clone())).await.unwrap();
    assert_eq!((&*done.delete_id, &*done.status), (job.id(), "complete"));
    assert_eq!(seen.last().map(|status| &**status), Some("complete"));
    assert_eq!(done.shutdown_room.unwrap().kicked_users, [&*alice.id]);

    let deletions = room.deletions().await.unwrap();
    assert_eq!(deletions.iter().map(|one| &*one.delete_id).collect::<Vec<_>>(), [job.id()]);
    failure(admin.client().room(&*room_id).unwrap().get()).await.assert_is(Class::NotFound, "NOT_FOUND");
    let block = path("/_synapse/admin/v1/rooms/{}/block", &room_id);
    assert_eq!(admin.ask(&block).await, json!({ "block": true, "user_id": admin.id }));
    client.assert_called(&[
        "GET /_synapse/admin/v2/rooms/{room_id}/delete_status",
        "DELETE /_synapse/admin/v2/rooms/{room_id}",
        "GET /_synapse/admin/v2/rooms/delete_status/{delete_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_deletion_that_lasts_as_long_as_the_call_tells_who_had_to_leave() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let room_id = alice.create_room().await;
    let params = DeleteRoomParams {
        new_room_user_id: Some(admin.id.clone()),
        room_name: Some("Elsewhere".into()),
        message: Some("It moved.".into()),
        ..DeleteRoomParams::default()
    };
    let shutdown = client.room(&*room_id).unwrap().delete_now(params).await.unwrap();
    assert_eq!(shutdown.kicked_users, [&*alice.id]);
    assert!(shutdown.failed_to_kick_users.is_empty());
    let elsewhere = admin.client().room(shutdown.new_room_id.unwrap()).unwrap();
    assert_eq!(elsewhere.get().await.unwrap().creator, Some(admin.id.clone()));
    failure(admin.client().room(&*room_id).unwrap().get()).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["DELETE /_synapse/admin/v1/rooms/{room_id}"]);
}
