//! Replies that are right, but that no server here gives by itself.

use futures_util::TryStreamExt;
use js_sys::Function;
use matrix_admin_sdk::{Class, Client, ClientOptions, Error, RawRequest, User};
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, TOKEN};
use crate::javascript::{NONE, evaluate, invoke, json, value, written};

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

#[wasm_bindgen_test]
async fn a_page_without_events_is_not_the_end_of_the_messages_but_one_without_users_is() {
    let event = json!({
        "event_id": "$a", "type": "m.x", "room_id": "!a", "sender": ALICE, "user_id": ALICE, "content": {},
        "origin_server_ts": 0, "unsigned": {},
    });
    let pages = format!("[{{ chunk: [], start: '0', end: '1' }}, {{ chunk: [{event}], start: '1' }}]");
    let messages = || fetch::answering(&format!("new Response(JSON.stringify({pages}[count - 1]))"));
    let typed = fetch::client(&messages()).room("!a").unwrap().get_messages(None);
    assert_eq!(typed.items().try_collect::<Vec<_>>().await.unwrap()[0].event_id, "$a");
    let room = invoke(&fetch::face(&messages()), "room", &["!a".into()]);
    let face = invoke(&invoke(&room, "getMessages", &[]), "toArray", &[]);
    assert_eq!(value(face).await, json!([event]));

    let fetch = fetch::saying(&json!({ "users": [], "total": 0, "next_token": "1" }));
    assert!(fetch::client(&fetch).users().list(None).items().try_next().await.unwrap().is_none());
    let list = invoke(&evaluate("it.users", &fetch::face(&fetch)), "list", &[]);
    assert_eq!(value(invoke(&list, "toArray", &[])).await, json!([]));
    assert_eq!(fetch::requests(&fetch).len(), 2);
}

#[wasm_bindgen_test]
async fn what_others_put_into_an_event_is_kept_as_it_is() {
    let event = json!({
        "event_id": "$a", "type": "m.x", "room_id": "!a", "sender": ALICE, "user_id": ALICE, "content": {},
        "origin_server_ts": 0, "unsigned": {},
    });
    let fields = ["origin_server_ts", "redacts", "age", "prev_content", "replaces_state", "redacted_because"];
    for field in fields {
        for json in [json!(null), json!(true), json!(7), json!(1.5), json!("1"), json!([]), json!({})] {
            let mut odd = event.clone();
            odd[field] = json;
            let reply = json!({ "chunk": [odd, event], "start": "a" });
            let fetch = fetch::saying(&reply);
            let typed = fetch::client(&fetch).room("!a").unwrap().get_messages(None).await.unwrap();
            assert_eq!(written(&typed), reply);
            let room = invoke(&fetch::face(&fetch), "room", &["!a".into()]);
            assert_eq!(value(invoke(&room, "getMessages", &[])).await, reply);
        }
    }
}

#[wasm_bindgen_test]
async fn an_account_whose_age_nobody_knows_is_read() {
    let reply = json!({
        "name": ALICE, "admin": false, "deactivated": false, "shadow_banned": false, "creation_ts": null,
        "appservice_id": null, "consent_server_notice_sent": null, "consent_version": null, "user_type": null,
        "is_guest": false, "displayname": null, "avatar_url": null, "threepids": [], "external_ids": [],
    });
    let (typed, details) = read(&reply, "get", |user| user.get()).await;
    assert_eq!(typed.creation_ts, None);
    assert_eq!(details, reply);
}

#[wasm_bindgen_test]
async fn a_mismatch_in_what_was_created_is_told_too() {
    const HOOK: &str = "Object.assign(function told(mismatch) { told.list.push(mismatch.at) }, { list: [] })";
    let hook: Function = evaluate(HOOK, &NONE).unchecked_into();
    let fetch = fetch::saying(&json!({ "name": ALICE, "admin": "perhaps" }));
    let options = ClientOptions { on_mismatch: Some(hook.clone()), ..fetch::options(&fetch, TOKEN) };
    let alice = Client::new(options).unwrap().user(ALICE).unwrap();
    let error = alice.create_or_update(None).await.unwrap_err();
    assert_eq!(error.class(), Some(Class::Response));
    assert_eq!(json(&evaluate("it.list", &hook)), json!(["admin"]));
}

#[wasm_bindgen_test]
async fn what_is_read_of_a_raw_reply_is_an_error_like_any_other() {
    async fn name(client: &Client) -> Result<String, Error> {
        let path = "/_matrix/client/versions".to_owned();
        let reply = client.request(RawRequest { path, ..RawRequest::default() }).await?;
        Ok(reply.get("name").unwrap_or_default().read()?)
    }
    let named = |reply| fetch::client(&fetch::saying(&reply));
    assert_eq!(name(&named(json!({ "name": "a" }))).await.unwrap(), "a");
    assert_eq!(name(&named(json!({ "name": 1 }))).await.unwrap_err().class(), Some(Class::Response));
}
