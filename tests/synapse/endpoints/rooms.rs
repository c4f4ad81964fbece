use futures_util::TryStreamExt;
use matrix_admin_sdk::{
    BulkOptions, BulkProgress, Class, DeleteRoomParams, Direction, JoinParams, MakeRoomAdminParams,
    PurgeHistoriesParams, PurgeHistoryParams, RoomListParams, RoomOrder, RoomStateParams, WaitOptions,
};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{a_while, conversation, counted, now, watched};
use crate::homeserver::{Account, admin_and_alice, unique};
use crate::javascript::{failure, written};

fn called(word: &str) -> RoomListParams {
    RoomListParams { search_term: Some(word.to_owned()), ..RoomListParams::default() }
}

#[wasm_bindgen_test]
async fn rooms_are_listed_by_part_of_a_name_page_by_page() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let word = unique("paged");
    for letter in ["c", "a", "b"] {
        let fields = json!({ "name": format!("{word} {letter}"), "preset": "public_chat" });
        counted(&admin, &alice.create_room_with(fields).await).await;
    }
    let params = RoomListParams { limit: Some(2), dir: Some(Direction::B), ..called(&word) };
    let first = client.rooms().list(params.clone()).await.unwrap();
    assert_eq!((first.offset, first.total_rooms, first.rooms.len()), (0, 3, 2));
    assert!(first.next_batch.is_some() && first.prev_batch.is_none());
    let room = &first.rooms[0];
    assert_eq!((room.joined_members, room.creator.as_ref()), (1, Some(&alice.id)));
    assert_eq!((room.join_rules.as_deref(), room.federatable), (Some("public"), true));

    let all = client.rooms().list(params.clone()).items().try_collect::<Vec<_>>().await.unwrap();
    let names = all.iter().map(|room| room.name.as_deref().unwrap().trim_start_matches(&*word));
    assert_eq!(names.collect::<Vec<_>>(), [" c", " b", " a"]);
    let next = RoomListParams { from: first.next_batch, ..params };
    let second = client.rooms().list(next).await.unwrap();
    assert_eq!((second.offset, second.rooms.len()), (2, 1));
    assert!(second.next_batch.is_none() && second.prev_batch.is_some());

    let by_members = RoomListParams { order_by: Some(RoomOrder::JoinedMembers), ..Default::default() };
    let sizes = client.rooms().list(by_members).await.unwrap().rooms;
    assert!(sizes.is_sorted_by_key(|room| -room.joined_members));
    client.assert_called(&["GET /_synapse/admin/v1/rooms"]);
}

#[wasm_bindgen_test]
async fn a_user_is_made_to_join_by_id_by_alias_and_through_another_server() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let rooms = client.rooms();
    let alias = unique("alias");
    let fields = json!({ "preset": "public_chat", "room_alias_name": alias });
    let open = alice.create_room_with(fields).await;
    let bob = admin.sign_up(&unique("bob")).await;
    let alias = format!("#{alias}:{}", admin.server());
    assert_eq!(rooms.join(alias, &*bob.id, None).await.unwrap(), open);
    assert_eq!(admin.user(&bob).get_rooms().await.unwrap().joined_rooms, [&*open]);
    let through = JoinParams { server_name: Some("elsewhere.example:8448".into()) };
    assert_eq!(rooms.join(&*open, &*bob.id, through).await.unwrap(), open);

    let closed = alice.create_room().await;
    let failed = failure(rooms.join(&*closed, &*bob.id, None)).await;
    failed.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");
    let own = admin.create_room().await;
    assert_eq!(rooms.join(&*own, &*bob.id, None).await.unwrap(), own);
    client.assert_called(&[
        "POST /_synapse/admin/v1/join/{room_id_or_alias}",
        "POST /_synapse/admin/v1/join/{room_id_or_alias}?server_name={server_name}",
    ]);
}

#[wasm_bindgen_test]
async fn a_user_is_given_the_power_of_the_owner_and_by_default_the_admin_is() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let room_id = alice.create_room_with(json!({ "room_version": "11" })).await;
    let bob = admin.sign_up(&unique("bob")).await;
    let params = MakeRoomAdminParams { user_id: Some(bob.id.clone()) };
    client.rooms().make_admin(&*room_id, params).await.unwrap();
    client.rooms().make_admin(&*room_id, None).await.unwrap();
    let power = RoomStateParams { r#type: Some("m.room.power_levels".into()) };
    let state = admin.client().room(&*room_id).unwrap().get_state(power).await.unwrap();
    let users = written(&state[0].content)["users"].clone();
    assert_eq!((&users[&bob.id], &users[&admin.id]), (&json!(100), &json!(100)));
    let memberships = admin.user(&bob).get_memberships().await.unwrap();
    assert_eq!(memberships[&room_id].as_deref(), Some("invite"));
    client.assert_called(&["POST /_synapse/admin/v1/rooms/{room_id_or_alias}/make_room_admin"]);
}

#[wasm_bindgen_test]
async fn the_forward_extremities_of_a_room_are_read_and_forgotten_but_for_one() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, [event_id]) = conversation(&alice, ["last"]).await;
    let before = client.rooms().get_forward_extremities(&*room_id).await.unwrap();
    assert_eq!((before.count, before.results.len()), (1, 1));
    assert_eq!(before.results[0].event_id, event_id);
    assert!(before.results[0].depth > 1 && before.results[0].received_ts.is_some());
    assert_eq!(client.rooms().delete_forward_extremities(&*room_id).await.unwrap(), 0);
    let none = client.rooms().get_forward_extremities("!nobodyknows:localhost").await.unwrap();
    assert_eq!((none.count, none.results.len()), (0, 0));
    let failed = failure(client.rooms().delete_forward_extremities("!nobodyknows:localhost")).await;
    failed.assert_is(Class::Server, "SERVER");
    client.assert_called(&[
        "GET /_synapse/admin/v1/rooms/{room_id_or_alias}/forward_extremities",
        "DELETE /_synapse/admin/v1/rooms/{room_id_or_alias}/forward_extremities",
    ]);
}

async fn of_a_room(admin: &Account, alice: &Account) -> String {
    let room = admin.client().room(alice.create_room().await).unwrap();
    room.delete(None).await.unwrap().id().to_owned()
}

#[wasm_bindgen_test]
async fn a_deletion_is_found_again_by_its_id_and_one_of_nobodys_only_waited_for_a_while() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let id = of_a_room(&admin, &alice).await;
    let again = client.rooms().deletion(&*id);
    assert_eq!(again.id(), id);
    assert_eq!(again.wait(a_while(), |_| ()).await.unwrap().delete_id, id);
    assert_eq!(again.status().await.unwrap().status, "complete");

    let unknown = client.rooms().deletion("nobodyknowsthis");
    failure(unknown.status()).await.assert_is(Class::NotFound, "NOT_FOUND");
    let shortly = WaitOptions { timeout_ms: Some(500), ..WaitOptions::default() };
    let failed = failure(Box::pin(unknown.wait(shortly, |_| ()))).await;
    failed.assert_is(Class::Timeout, "TIMEOUT");
    assert_eq!((failed.timeout_ms(), failed.sent()), (Some(500), Some(true)));
    client.assert_called(&["GET /_synapse/admin/v2/rooms/delete_status/{delete_id}"]);
}

#[wasm_bindgen_test]
async fn a_purge_up_to_a_time_spares_the_newest_event_and_is_found_again_by_its_id() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, ids) = conversation(&alice, ["one", "two"]).await;
    let params = PurgeHistoryParams {
        purge_up_to_ts: Some(now() + 60_000),
        delete_local_events: Some(true),
        purge_up_to_event_id: None,
    };
    let job = admin.client().room(&*room_id).unwrap().purge_history(params).await.unwrap();
    let again = client.rooms().purge(job.id());
    assert_eq!(again.id(), job.id());
    assert_eq!(again.wait(a_while(), |_| ()).await.unwrap().status, "complete");
    assert_eq!(again.status().await.unwrap().status, "complete");
    let events = admin.client().events();
    failure(events.get(&*ids[0])).await.assert_is(Class::NotFound, "NOT_FOUND");
    assert_eq!(events.get(&*ids[1]).await.unwrap().event_id, ids[1]);
    let failed = failure(client.rooms().purge("nobodyknowsthis").status()).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["GET /_synapse/admin/v1/purge_history_status/{purge_id}"]);
}

#[wasm_bindgen_test]
async fn rooms_are_deleted_and_purged_one_after_the_other_and_each_is_told() {
    let (admin, alice) = admin_and_alice().await;
    let (client, all) = (admin.client(), admin.client().rooms());
    let rooms = vec![alice.create_room().await, alice.create_room().await];
    for room_id in &rooms {
        counted(&admin, room_id).await;
    }
    let mut told = Vec::new();
    let params = DeleteRoomParams { block: Some(true), ..DeleteRoomParams::default() };
    let tell = |so_far: BulkProgress<'_, String>| told.push((so_far.item.clone(), so_far.done, so_far.total));
    let plan = all.delete_many_dry_run(rooms.clone(), params.clone(), BulkOptions::default(), |_| ());
    let members: Vec<_> = plan.await.unwrap().done.iter().map(|(_, room)| room.joined_members).collect();
    assert_eq!(members, [Some(1), Some(1)]);
    let bulk = all.delete_many(rooms.clone(), params, BulkOptions::default(), tell).await.unwrap();
    assert_eq!(told, [(rooms[0].clone(), 1, Some(2)), (rooms[1].clone(), 2, Some(2))]);
    assert!(bulk.failed.is_empty() && bulk.rest.is_empty() && bulk.broken.is_none());
    for (room_id, deletion) in bulk.done {
        let kicked = deletion.shutdown_room.unwrap().kicked_users;
        assert_eq!((&*deletion.status, kicked), ("complete", vec![alice.id.clone()]));
        failure(client.room(room_id).unwrap().get()).await.assert_is(Class::NotFound, "NOT_FOUND");
    }

    let (room_id, ids) = conversation(&alice, ["one", "two"]).await;
    let unknown = format!("!{}:{}", unique("nobody"), admin.server());
    let params = PurgeHistoriesParams { purge_up_to_ts: now() + 60_000, ..PurgeHistoriesParams::default() };
    let both = vec![room_id, unknown];
    let plan = all.purge_history_many_dry_run(both.clone(), params.clone(), BulkOptions::default(), |_| ());
    let mut plan = plan.await.unwrap().done;
    plan.sort_by_key(|(_, event)| event.is_none());
    let events: Vec<_> = plan.iter().map(|(_, event)| event.as_ref().map(|event| &event.event_id)).collect();
    assert_eq!(events, [Some(&ids[1]), None]);
    let purge = all.purge_history_many(both, params, BulkOptions::default(), |_| ());
    let bulk = purge.await.unwrap();
    let statuses: Vec<_> =
        bulk.done.iter().map(|(_, purge)| purge.as_ref().map(|purge| &*purge.status)).collect();
    assert_eq!(statuses, [Some("complete"), None]);
    assert_eq!(client.events().get(&*ids[1]).await.unwrap().event_id, ids[1]);

    let wrong = all.delete_many(vec!["nonsense".into()], None, BulkOptions::default(), |_| ());
    assert_eq!(wrong.await.unwrap_err().argument(), Some("roomIds[0]"));
}
