//! What methods of `User` do, and what the server holds afterwards.

use futures_util::TryStreamExt;
use js_sys::Date;
use matrix_admin_sdk::{
    Class, Connection, DeactivateParams, Direction, LoginAsUserParams, MediaOrder, MediaParams,
    ResetPasswordParams, UserMedia,
};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::endpoints::seen;
use crate::homeserver::{Account, PASSWORD, admin, admin_and_alice, log_in, path, text, unique};
use crate::javascript::{NONE, collect, evaluate, failure, invoke, js, value, written};

const NEW_PASSWORD: &str = "the second password";

#[wasm_bindgen_test]
async fn sessions_show_where_the_user_is_connected_from() {
    let (admin, alice) = admin_and_alice().await;
    let before = Date::now();
    alice.who_am_i().await;
    seen(&admin, &alice).await;
    let sessions = admin.user(&alice).query_current_sessions().await.unwrap();
    assert_eq!(sessions.user_id, alice.id);
    let connections: Vec<&Connection> = sessions.devices.values().flatten().collect();
    let [connection] = connections[..] else { panic!("{sessions:?}") };
    assert_eq!(connection.ip, "127.0.0.1");
    let agent = evaluate("globalThis.document ? navigator.userAgent : 'node'", &NONE);
    assert_eq!(agent, connection.user_agent);
    let last_seen = connection.last_seen as f64;
    assert!((last_seen - before).abs() < 600_000.0, "{last_seen} is not in ms");

    let face = value(invoke(&admin.face_of(&alice), "queryCurrentSessions", &[])).await;
    assert_eq!(face, written(&sessions));
}

#[wasm_bindgen_test]
async fn a_user_whom_nobody_knows_has_no_connections() {
    let admin = admin().await;
    let sessions = admin.user(&admin.nobody()).query_current_sessions().await.unwrap();
    assert!(sessions.devices.values().all(Vec::is_empty), "{sessions:?}");
}

#[wasm_bindgen_test]
async fn deactivating_logs_the_user_out_and_keeps_the_profile() {
    let (admin, alice) = admin_and_alice().await;
    let answer = admin.user(&alice).deactivate_account(None).await.unwrap();
    assert_eq!(written(&answer), json!({ "id_server_unbind_result": "success" }));
    let held = admin.details(&alice).await;
    assert_eq!((&held["deactivated"], &held["erased"]), (&json!(true), &json!(false)));
    assert!(alice.id.contains(&text(&held["displayname"])));
    assert_eq!(alice.who_am_i().await, None);
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
}

#[wasm_bindgen_test]
async fn deactivating_with_erase_erases_the_user() {
    let (admin, alice) = admin_and_alice().await;
    admin.user(&alice).deactivate_account(DeactivateParams { erase: Some(true) }).await.unwrap();
    let held = admin.details(&alice).await;
    assert_eq!((&held["deactivated"], &held["erased"]), (&json!(true), &json!(true)));
    assert_eq!(held["displayname"], Value::Null);
}

#[wasm_bindgen_test]
async fn a_reset_password_replaces_the_old_one_and_logs_the_user_out() {
    let (admin, alice) = admin_and_alice().await;
    admin.user(&alice).reset_password(NEW_PASSWORD, None).await.unwrap();
    assert_eq!(alice.who_am_i().await, None);
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
    assert_eq!(log_in(&alice.id, NEW_PASSWORD).await.unwrap().id, alice.id);
}

#[wasm_bindgen_test]
async fn a_password_can_be_reset_without_logging_the_user_out() {
    let (admin, alice) = admin_and_alice().await;
    let params = ResetPasswordParams { logout_devices: Some(false) };
    admin.user(&alice).reset_password(NEW_PASSWORD, params).await.unwrap();
    assert_eq!(alice.who_am_i().await.as_ref(), Some(&alice.id));
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
    assert!(log_in(&alice.id, NEW_PASSWORD).await.is_ok());
}

#[wasm_bindgen_test]
async fn an_admin_can_do_what_others_cannot_until_the_right_is_taken_away() {
    let (admin, alice) = admin_and_alice().await;
    let (user, own) = (admin.user(&alice), alice.user(&alice));
    assert!(!user.is_admin().await.unwrap());
    failure(own.get_rooms()).await.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");

    user.set_admin(true).await.unwrap();
    assert!(user.is_admin().await.unwrap());
    assert_eq!(admin.details(&alice).await["admin"], true);
    own.get_rooms().await.unwrap();

    user.set_admin(false).await.unwrap();
    assert!(!user.is_admin().await.unwrap());
    failure(own.get_rooms()).await.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");
    assert_eq!(value(invoke(&admin.face_of(&alice), "isAdmin", &[])).await, false);
}

#[wasm_bindgen_test]
async fn rooms_are_those_the_user_is_in() {
    let (admin, alice) = admin_and_alice().await;
    let none = admin.user(&alice).get_rooms().await.unwrap();
    assert_eq!(written(&none), json!({ "joined_rooms": [], "total": 0 }));
    let mut created = [alice.create_room().await, alice.create_room().await];
    created.sort();
    let mut rooms = admin.user(&alice).get_rooms().await.unwrap();
    rooms.joined_rooms.sort();
    assert_eq!(rooms.joined_rooms, created);
    assert_eq!(rooms.total, 2);
}

#[wasm_bindgen_test]
async fn account_data_is_that_of_the_account_and_of_each_room() {
    let (admin, alice) = admin_and_alice().await;
    let room = alice.create_room().await;
    let own = path("/_matrix/client/v3/user/{}", &alice.id);
    let (theme, note) = (json!({ "dark": true }), json!({ "text": "größer 😀", "at": [1, null] }));
    alice.put(&format!("{own}/account_data/org.example.theme"), theme.clone()).await;
    alice.put(&(own + &path("/rooms/{}/account_data/org.example.note", &room)), note.clone()).await;
    let data = admin.user(&alice).get_data().await.unwrap().account_data;
    assert_eq!(written(&data.global["org.example.theme"]), theme);
    assert_eq!(written(&data.rooms), json!({ room: { "org.example.note": note } }));
}

#[wasm_bindgen_test]
async fn media_are_listed_newest_first_with_what_the_server_knows_of_them() {
    let (admin, alice) = admin_and_alice().await;
    let older = alice.upload("older file.json", 30).await;
    let newer = alice.upload("newer file.json", 20).await;
    let page = admin.user(&alice).get_media(None).await.unwrap();
    assert_eq!(page.total, 2);
    assert_eq!(page.media[0].media_id, newer);
    let media = &page.media[1];
    assert_eq!(media.media_id, older);
    assert_eq!(media.upload_name.as_deref(), Some("older file.json"));
    assert_eq!(media.media_type.as_deref(), Some("application/json"));
    assert_eq!(media.media_length, Some(30));
    assert_eq!(media.quarantined_by, None);
    assert!(!media.safe_from_quarantine);
    assert!(page.next_token.is_none(), "{page:?}");

    let face = value(invoke(&admin.face_of(&alice), "getMedia", &[])).await;
    assert_eq!(face["media"][1]["quarantined_by"], Value::Null);
    assert!(face.get("next_token").is_none(), "{face}");
    assert_eq!(face, written(&page));
}

#[wasm_bindgen_test]
async fn media_are_sorted_as_asked_over_all_pages() {
    let (admin, alice) = admin_and_alice().await;
    let sizes = [30, 10, 50, 20, 40];
    for size in sizes {
        alice.upload("file", size).await;
    }
    for (dir, expected) in [(Direction::F, [10, 20, 30, 40, 50]), (Direction::B, [50, 40, 30, 20, 10])] {
        let params = MediaParams { limit: Some(2), dir: Some(dir), ..by_size() };
        let list = || admin.user(&alice).get_media(params.clone());
        let first = list().await.unwrap();
        assert_eq!(first.media.len(), 2);
        assert_eq!(first.total, 5);
        assert_eq!(lengths(&list().items().try_collect::<Vec<_>>().await.unwrap()), expected);

        let next = MediaParams { from: first.next_token, ..params.clone() };
        let second = admin.user(&alice).get_media(next).await.unwrap();
        assert_eq!(lengths(&second.media), expected[2..4]);

        let face = || invoke(&admin.face_of(&alice), "getMedia", &[js(written(&params))]);
        let all = value(invoke(&face(), "toArray", &[])).await;
        assert_eq!(lengths_in(&all), expected);
        assert_eq!(lengths_in(&collect(&face()).await), expected);
    }
}

fn by_size() -> MediaParams {
    MediaParams { order_by: Some(MediaOrder::MediaLength), ..MediaParams::default() }
}

fn lengths(media: &[UserMedia]) -> Vec<i64> {
    media.iter().map(|media| media.media_length.unwrap()).collect()
}

fn lengths_in(media: &Value) -> Vec<i64> {
    media.as_array().unwrap().iter().map(|media| media["media_length"].as_i64().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn deleting_media_stops_at_the_limit_and_leaves_the_others() {
    let (admin, alice) = admin_and_alice().await;
    let mut files = Vec::new();
    for size in [10, 20, 30] {
        files.push(alice.upload("file", size).await);
    }
    let params = MediaParams { limit: Some(1), dir: Some(Direction::B), ..by_size() };
    let deleted = admin.user(&alice).delete_media(params).await.unwrap();
    assert_eq!(written(&deleted), json!({ "deleted_media": [files[2]], "total": 1 }));
    let left = admin.user(&alice).get_media(by_size()).await.unwrap();
    assert_eq!(lengths(&left.media), [10, 20]);
    assert!(alice.can_download(&files[0]).await);
    assert!(!alice.can_download(&files[2]).await);

    assert_eq!(admin.user(&alice).delete_media(None).await.unwrap().total, 2);
    let left = admin.user(&alice).get_media(None).await.unwrap();
    assert_eq!(written(&left), json!({ "media": [], "total": 0 }));
}

#[wasm_bindgen_test]
async fn logging_in_as_a_user_gives_a_token_of_that_user() {
    let (admin, alice) = admin_and_alice().await;
    let in_a_minute = (Date::now() + 60_000.0) as u64;
    for params in [None, Some(LoginAsUserParams { valid_until_ms: Some(in_a_minute) })] {
        let token = admin.user(&alice).login_as_user(params).await.unwrap().access_token;
        let puppet = Account { id: alice.id.clone(), token };
        assert_ne!(puppet.token, alice.token);
        assert_eq!(puppet.who_am_i().await.as_ref(), Some(&alice.id));
    }
}

#[wasm_bindgen_test]
async fn a_token_whose_time_is_up_is_refused() {
    let (admin, alice) = admin_and_alice().await;
    let a_minute_ago = (Date::now() - 60_000.0) as u64;
    let params = LoginAsUserParams { valid_until_ms: Some(a_minute_ago) };
    let token = admin.user(&alice).login_as_user(params).await.unwrap().access_token;
    let puppet = Account { id: alice.id.clone(), token };
    assert_eq!(puppet.who_am_i().await, None);
}

#[wasm_bindgen_test]
async fn pushers_are_those_the_user_has_set() {
    let (admin, alice) = admin_and_alice().await;
    let user = admin.user(&alice);
    let none = user.get_all_pushers().await.unwrap();
    assert_eq!(written(&none), json!({ "pushers": [], "total": 0 }));
    let pusher = json!({
        "kind": "http",
        "app_id": "org.example.app",
        "pushkey": "a push key",
        "app_display_name": "App",
        "device_display_name": "Phone",
        "lang": "en",
        "data": { "url": "http://127.0.0.1:9/_matrix/push/v1/notify", "format": "event_id_only" },
    });
    alice.post("/_matrix/client/v3/pushers/set", pusher.clone()).await;
    let pushers = user.get_all_pushers().await.unwrap();
    assert_eq!(pushers.total, 1);
    assert_eq!((&*pushers.pushers[0].kind, &*pushers.pushers[0].pushkey), ("http", "a push key"));
    for (name, set) in pusher.as_object().unwrap() {
        assert_eq!(written(&pushers)["pushers"][0][name], *set, "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_shadow_ban_holds_until_it_is_lifted() {
    let (admin, alice) = admin_and_alice().await;
    let user = admin.user(&alice);
    let banned = async || admin.details(&alice).await["shadow_banned"].clone();
    for (ban, expected) in [(None, true), (Some(false), false), (Some(true), true), (Some(false), false)] {
        user.shadow_ban(ban).await.unwrap();
        assert_eq!(banned().await, expected);
    }
}

#[wasm_bindgen_test]
async fn user_ids_with_characters_of_urls_reach_the_account_they_name() {
    let admin = admin().await;
    let plain = unique("odd");
    let bystander = admin.sign_up(&plain).await;
    for odd in ["/devices", "+b", "=c", "/../d", "+/=.-_"] {
        let account = admin.sign_up(&format!("{plain}{odd}")).await;
        let user = admin.user(&account);
        assert_eq!(user.user_id(), account.id);
        assert_eq!(evaluate("it.userId", &admin.face_of(&account)), account.id.as_str());
        assert_eq!(user.query_current_sessions().await.unwrap().user_id, account.id);
        user.shadow_ban(None).await.unwrap();
        assert_eq!(admin.details(&account).await["shadow_banned"], true, "{odd}");
        let room = account.create_room().await;
        assert_eq!(user.get_rooms().await.unwrap().joined_rooms, [room], "{odd}");
    }
    assert_eq!(admin.details(&bystander).await["shadow_banned"], false);
}
