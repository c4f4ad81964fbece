//! Replies that are right, but that no server here gives by itself.

use matrix_admin_sdk::{Error, User};
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE};
use crate::javascript::{invoke, value, written};

/// What a call of the typed client gives where the server says that: the same as in JavaScript.
async fn read<T: Serialize, C: IntoFuture<Output = Result<T, Error>>>(
    reply: &Value,
    method: &str,
    call: impl Fn(User) -> C,
) -> (T, Value) {
    let fetch = fetch::saying(reply);
    let typed = call(fetch::alice(&fetch)).await.unwrap();
    let face = value(invoke(&fetch::face_of_alice(&fetch), method, &[])).await;
    assert_eq!(written(&typed), face);
    (typed, face)
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
    let (typed, sessions) = read(&reply, "queryCurrentSessions", |user| user.query_current_sessions()).await;
    assert_eq!(
        typed.devices["PHONE"].iter().map(|one| &*one.ip).collect::<Vec<_>>(),
        ["1.1.1.1", "2.2.2.2", "3.3.3.3"]
    );
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
    let (typed, pushers) = read(&reply, "getAllPushers", |user| user.get_all_pushers()).await;
    let device = |pusher: usize| typed.pushers[pusher].device_id.clone();
    assert_eq!((device(0), device(1)), (Some(None), None));
    assert_eq!(pushers, reply);
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
    let (typed, media) = read(&page([json!(0), json!(1)]), "getMedia", |user| user.get_media(None)).await;
    let flags = typed.media.iter().map(|media| (media.safe_from_quarantine, media.authenticated));
    assert_eq!(flags.collect::<Vec<_>>(), [(false, Some(Some(false))), (true, Some(Some(true)))]);
    assert_eq!(media, page([json!(false), json!(true)]));
}

#[wasm_bindgen_test]
async fn fields_that_a_newer_server_adds_are_kept() {
    let reply = json!({ "joined_rooms": [], "total": 0, "new": [1.5, null, { "deep": "\u{1f600}" }] });
    let (typed, rooms) = read(&reply, "getRooms", |user| user.get_rooms()).await;
    assert_eq!(typed.other["new"].text(), "[1.5,null,{\"deep\":\"\u{1f600}\"}]");
    assert_eq!(rooms, reply);
}
