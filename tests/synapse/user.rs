//! The twelve methods of `User`, and what the server holds afterwards.

use js_sys::Date;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::homeserver::{Account, PASSWORD, admin, admin_and_alice, log_in, path, text, unique};
use crate::javascript::{NONE, collect, done, error, evaluate, invoke, js, settled, value};

const NEW_PASSWORD: &str = "the second password";

#[wasm_bindgen_test]
async fn sessions_show_where_the_user_is_connected_from() {
    let (admin, alice) = admin_and_alice().await;
    let before = Date::now();
    alice.who_am_i().await;
    let sessions = value(admin.user(&alice).query_current_sessions(NONE)).await;
    assert_eq!(sessions["user_id"], *alice.id);
    let connections: Vec<&Value> = sessions["devices"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|device| device.as_array().unwrap())
        .collect();
    let [connection] = connections[..] else { panic!("{sessions}") };
    assert_eq!(connection["ip"], "127.0.0.1");
    let agent = evaluate("globalThis.document ? navigator.userAgent : 'node'", &NONE);
    assert_eq!(agent, text(&connection["user_agent"]));
    let last_seen = connection["last_seen"].as_f64().unwrap();
    assert!((last_seen - before).abs() < 600_000.0, "{last_seen} is not in ms");
}

#[wasm_bindgen_test]
async fn a_user_whom_nobody_knows_has_no_connections() {
    let admin = admin().await;
    let sessions = value(admin.user(&admin.nobody()).query_current_sessions(NONE)).await;
    assert!(
        sessions["devices"].as_object().unwrap().values().all(|device| *device == json!([])),
        "{sessions}"
    );
}

#[wasm_bindgen_test]
async fn deactivating_logs_the_user_out_and_keeps_the_profile() {
    let (admin, alice) = admin_and_alice().await;
    let answer = value(admin.user(&alice).deactivate_account(NONE, NONE)).await;
    assert_eq!(answer, json!({ "id_server_unbind_result": "success" }));
    let held = admin.details(&alice).await;
    assert_eq!((&held["deactivated"], &held["erased"]), (&json!(true), &json!(false)));
    assert!(alice.id.contains(&text(&held["displayname"])));
    assert_eq!(alice.who_am_i().await, None);
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
}

#[wasm_bindgen_test]
async fn deactivating_with_erase_erases_the_user() {
    let (admin, alice) = admin_and_alice().await;
    value(admin.user(&alice).deactivate_account(js(json!({ "erase": true })), NONE)).await;
    let held = admin.details(&alice).await;
    assert_eq!((&held["deactivated"], &held["erased"]), (&json!(true), &json!(true)));
    assert_eq!(held["displayname"], Value::Null);
}

#[wasm_bindgen_test]
async fn a_reset_password_replaces_the_old_one_and_logs_the_user_out() {
    let (admin, alice) = admin_and_alice().await;
    done(admin.user(&alice).reset_password(NEW_PASSWORD.into(), NONE, NONE)).await;
    assert_eq!(alice.who_am_i().await, None);
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
    assert_eq!(log_in(&alice.id, NEW_PASSWORD).await.unwrap().id, alice.id);
}

#[wasm_bindgen_test]
async fn a_password_can_be_reset_without_logging_the_user_out() {
    let (admin, alice) = admin_and_alice().await;
    let params = js(json!({ "logout_devices": false }));
    done(admin.user(&alice).reset_password(NEW_PASSWORD.into(), params, NONE)).await;
    assert_eq!(alice.who_am_i().await.as_ref(), Some(&alice.id));
    assert!(log_in(&alice.id, PASSWORD).await.is_err());
    assert!(log_in(&alice.id, NEW_PASSWORD).await.is_ok());
}

#[wasm_bindgen_test]
async fn an_admin_can_do_what_others_cannot_until_the_right_is_taken_away() {
    let (admin, alice) = admin_and_alice().await;
    let (user, own) = (admin.user(&alice), alice.user(&alice));
    assert_eq!(settled(user.is_admin(NONE)).await.unwrap(), JsValue::FALSE);
    error(own.get_rooms(NONE)).await.assert_is("PermissionDeniedError", "PERMISSION_DENIED");

    done(user.set_admin(true.into(), NONE)).await;
    assert_eq!(settled(user.is_admin(NONE)).await.unwrap(), JsValue::TRUE);
    assert_eq!(admin.details(&alice).await["admin"], true);
    value(own.get_rooms(NONE)).await;

    done(user.set_admin(false.into(), NONE)).await;
    assert_eq!(settled(user.is_admin(NONE)).await.unwrap(), JsValue::FALSE);
    error(own.get_rooms(NONE)).await.assert_is("PermissionDeniedError", "PERMISSION_DENIED");
}

#[wasm_bindgen_test]
async fn rooms_are_those_the_user_is_in() {
    let (admin, alice) = admin_and_alice().await;
    assert_eq!(value(admin.user(&alice).get_rooms(NONE)).await, json!({ "joined_rooms": [], "total": 0 }));
    let mut created = [alice.create_room().await, alice.create_room().await];
    created.sort();
    let rooms = value(admin.user(&alice).get_rooms(NONE)).await;
    let mut joined: Vec<String> = rooms["joined_rooms"].as_array().unwrap().iter().map(text).collect();
    joined.sort();
    assert_eq!(joined, created);
    assert_eq!(rooms["total"], 2);
}

#[wasm_bindgen_test]
async fn account_data_is_that_of_the_account_and_of_each_room() {
    let (admin, alice) = admin_and_alice().await;
    let room = alice.create_room().await;
    let own = path("/_matrix/client/v3/user/{}", &alice.id);
    let (theme, note) = (json!({ "dark": true }), json!({ "text": "größer 😀", "at": [1, null] }));
    alice.put(&format!("{own}/account_data/org.example.theme"), theme.clone()).await;
    alice.put(&(own + &path("/rooms/{}/account_data/org.example.note", &room)), note.clone()).await;
    let data = value(admin.user(&alice).get_data(NONE)).await;
    assert_eq!(data["account_data"]["global"]["org.example.theme"], theme);
    assert_eq!(data["account_data"]["rooms"], json!({ room: { "org.example.note": note } }));
}

#[wasm_bindgen_test]
async fn media_are_listed_newest_first_with_what_the_server_knows_of_them() {
    let (admin, alice) = admin_and_alice().await;
    let older = alice.upload("older file.json", 30).await;
    let newer = alice.upload("newer file.json", 20).await;
    let page = value(admin.user(&alice).get_media(NONE, NONE)).await;
    assert_eq!(page["total"], 2);
    assert_eq!(page["media"][0]["media_id"], newer);
    let media = &page["media"][1];
    assert_eq!(media["media_id"], older);
    assert_eq!(media["upload_name"], "older file.json");
    assert_eq!(media["media_type"], "application/json");
    assert_eq!(media["media_length"], 30);
    assert_eq!(media["quarantined_by"], Value::Null);
    assert_eq!(media["safe_from_quarantine"], false);
    assert!(page.get("next_token").is_none(), "{page}");
}

#[wasm_bindgen_test]
async fn media_are_sorted_as_asked_over_all_pages() {
    let (admin, alice) = admin_and_alice().await;
    let sizes = [30, 10, 50, 20, 40];
    for size in sizes {
        alice.upload("file", size).await;
    }
    for (direction, expected) in [("f", [10, 20, 30, 40, 50]), ("b", [50, 40, 30, 20, 10])] {
        let params = json!({ "limit": 2, "order_by": "media_length", "dir": direction });
        let list = || admin.user(&alice).get_media(js(params.clone()), NONE);
        let first = value(list()).await;
        assert_eq!(first["media"].as_array().unwrap().len(), 2);
        assert_eq!(first["total"], 5);

        let all = value(invoke(&list(), "toArray", &[])).await;
        assert_eq!(lengths(&all), expected);
        assert_eq!(lengths(&collect(&list()).await), expected);

        let mut next = params.clone();
        next["from"] = first["next_token"].clone();
        let second = value(admin.user(&alice).get_media(js(next), NONE)).await;
        assert_eq!(lengths(&second["media"]), expected[2..4]);
    }
}

fn lengths(media: &Value) -> Vec<u64> {
    media.as_array().unwrap().iter().map(|media| media["media_length"].as_u64().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn deleting_media_stops_at_the_limit_and_leaves_the_others() {
    let (admin, alice) = admin_and_alice().await;
    let mut files = Vec::new();
    for size in [10, 20, 30] {
        files.push(alice.upload("file", size).await);
    }
    let params = json!({ "limit": 1, "order_by": "media_length", "dir": "b" });
    let deleted = value(admin.user(&alice).delete_media(js(params), NONE)).await;
    assert_eq!(deleted, json!({ "deleted_media": [files[2]], "total": 1 }));
    let left = value(admin.user(&alice).get_media(js(json!({ "order_by": "media_length" })), NONE)).await;
    assert_eq!(lengths(&left["media"]), [10, 20]);
    assert!(alice.can_download(&files[0]).await);
    assert!(!alice.can_download(&files[2]).await);

    assert_eq!(value(admin.user(&alice).delete_media(NONE, NONE)).await["total"], 2);
    assert_eq!(value(admin.user(&alice).get_media(NONE, NONE)).await, json!({ "media": [], "total": 0 }));
}

#[wasm_bindgen_test]
async fn logging_in_as_a_user_gives_a_token_of_that_user() {
    let (admin, alice) = admin_and_alice().await;
    let in_a_minute = (Date::now() + 60_000.0) as u64;
    for params in [NONE, js(json!({ "valid_until_ms": in_a_minute }))] {
        let answer = value(admin.user(&alice).login_as_user(params, NONE)).await;
        let puppet = Account { id: alice.id.clone(), token: text(&answer["access_token"]) };
        assert_ne!(puppet.token, alice.token);
        assert_eq!(puppet.who_am_i().await.as_ref(), Some(&alice.id));
    }
}

#[wasm_bindgen_test]
async fn a_token_whose_time_is_up_is_refused() {
    let (admin, alice) = admin_and_alice().await;
    let a_minute_ago = (Date::now() - 60_000.0) as u64;
    let params = js(json!({ "valid_until_ms": a_minute_ago }));
    let answer = value(admin.user(&alice).login_as_user(params, NONE)).await;
    let puppet = Account { id: alice.id.clone(), token: text(&answer["access_token"]) };
    assert_eq!(puppet.who_am_i().await, None);
}

#[wasm_bindgen_test]
async fn pushers_are_those_the_user_has_set() {
    let (admin, alice) = admin_and_alice().await;
    let user = admin.user(&alice);
    assert_eq!(value(user.get_all_pushers(NONE)).await, json!({ "pushers": [], "total": 0 }));
    let pusher = json!({
        "kind": "http",
        "app_id": "org.example.app",
        "pushkey": "a push key",
        "app_display_name": "App",
        "device_display_name": "Phone",
        "lang": "en",
        "data": { "url": "http://127.0.0.1:9/_matrix/push/v1/notify", "format": "event_id_only" },
    });
    alice.call("POST", "/_matrix/client/v3/pushers/set", pusher.clone()).await.unwrap();
    let pushers = value(user.get_all_pushers(NONE)).await;
    assert_eq!(pushers["total"], 1);
    for (name, set) in pusher.as_object().unwrap() {
        assert_eq!(pushers["pushers"][0][name], *set, "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_shadow_ban_holds_until_it_is_lifted() {
    let (admin, alice) = admin_and_alice().await;
    let user = admin.user(&alice);
    let banned = async || admin.details(&alice).await["shadow_banned"].clone();
    for (ban, expected) in [(NONE, true), (false.into(), false), (true.into(), true), (false.into(), false)] {
        done(user.shadow_ban(ban, NONE)).await;
        assert_eq!(banned().await, expected);
    }
}

#[wasm_bindgen_test]
async fn user_ids_with_characters_of_urls_reach_the_account_they_name() {
    let admin = admin().await;
    let plain = unique("odd");
    let bystander = admin.create(&plain).await;
    for odd in ["/devices", "+b", "=c", "/../d", "+/=.-_"] {
        let account = admin.create(&format!("{plain}{odd}")).await;
        let user = admin.user(&account);
        assert_eq!(user.user_id(), account.id.as_str());
        assert_eq!(value(user.query_current_sessions(NONE)).await["user_id"], *account.id);
        done(user.shadow_ban(NONE, NONE)).await;
        assert_eq!(admin.details(&account).await["shadow_banned"], true, "{odd}");
        let room = account.create_room().await;
        assert_eq!(value(user.get_rooms(NONE)).await["joined_rooms"], json!([room]), "{odd}");
    }
    assert_eq!(admin.details(&bystander).await["shadow_banned"], false);
}
