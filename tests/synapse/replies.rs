//! Replies that are right, but that no server here gives by itself.

use matrix_admin_sdk::users::User;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE};
use crate::javascript::{NONE, value};

fn user_of_server_that_says(reply: &Value) -> User {
    let text = Value::from(reply.to_string());
    fetch::client(&fetch::answering(&format!("new Response({text})"))).user(ALICE.into()).unwrap()
}

#[wasm_bindgen_test]
async fn the_connections_of_every_session_of_every_device_are_there() {
    let connection = |ip: &str| json!({ "ip": ip, "last_seen": 1_700_000_000_000_u64, "user_agent": "" });
    let session =
        |ips: &[&str]| json!({ "connections": ips.iter().copied().map(connection).collect::<Vec<_>>() });
    let reply = json!({ "user_id": ALICE, "devices": {
        "PHONE": { "sessions": [session(&["1.1.1.1", "2.2.2.2"]), {}, session(&["3.3.3.3"])] },
        "IDLE": { "sessions": [] },
        "NEW": {},
    } });
    let sessions = value(user_of_server_that_says(&reply).query_current_sessions(NONE)).await;
    let phone = ["1.1.1.1", "2.2.2.2", "3.3.3.3"].map(connection);
    assert_eq!(sessions, json!({ "user_id": ALICE, "devices": { "PHONE": phone, "IDLE": [], "NEW": [] } }));
}

#[wasm_bindgen_test]
async fn pushers_of_every_kind_are_read() {
    let email = json!({
        "app_display_name": null, "app_id": "m.email", "data": {}, "device_display_name": null,
        "kind": "email", "lang": null, "profile_tag": null, "pushkey": "alice@example.com",
        "enabled": true, "device_id": null,
    });
    let branded = json!({
        "app_display_name": "App", "app_id": "a", "data": { "brand": "B" }, "device_display_name": "D",
        "kind": "sms", "lang": "de", "profile_tag": "", "pushkey": "k",
    });
    let reply = json!({ "pushers": [email, branded], "total": 2 });
    assert_eq!(value(user_of_server_that_says(&reply).get_all_pushers(NONE)).await, reply);
}

#[wasm_bindgen_test]
async fn flags_that_come_as_numbers_reach_the_user_as_booleans() {
    let media = |flag: Value| {
        json!({
            "media_id": "m", "media_type": null, "media_length": null, "upload_name": null,
            "created_ts": 0, "last_access_ts": null, "quarantined_by": null,
            "safe_from_quarantine": flag, "authenticated": flag,
        })
    };
    let page = |flags: [Value; 2]| json!({ "media": flags.map(media), "total": 2 });
    let user = user_of_server_that_says(&page([json!(0), json!(1)]));
    assert_eq!(value(user.get_media(NONE, NONE)).await, page([json!(false), json!(true)]));
}

#[wasm_bindgen_test]
async fn fields_that_a_newer_server_adds_are_kept() {
    let reply = json!({ "joined_rooms": [], "total": 0, "new": [1.5, null, { "deep": "\u{1f600}" }] });
    assert_eq!(value(user_of_server_that_says(&reply).get_rooms(NONE)).await, reply);
}
