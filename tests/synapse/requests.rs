//! What is sent, as the server gets it.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, BASE, TOKEN};
use crate::javascript::{NONE, done, evaluate, invoke, js, value};

const ODD_USER: &str = "@a/../b+c=d%2F?#é:example.com";
const ODD_SEGMENT: &str = "%40a%2F..%2Fb%2Bc%3Dd%252F%3F%23%C3%A9%3Aexample.com";

/// The requests as lines: `PUT /path body`.
fn lines(fetch: &JsValue) -> Vec<String> {
    let line = |request: &Value| {
        let text = |name: &str| request[name].as_str().unwrap();
        let path = text("url").strip_prefix(BASE).unwrap().replace(ODD_SEGMENT, "ODD");
        format!("{} {path} {}", text("method"), text("body")).trim_end().to_owned()
    };
    fetch::requests(fetch).iter().map(line).collect()
}

#[wasm_bindgen_test]
async fn requests_keep_the_prefix_of_the_base_url_and_the_user_id_in_one_segment() {
    let fetch = fetch::answering("new Response('{\"joined_rooms\":[],\"total\":0}')");
    value(fetch::client(&fetch).user(ODD_USER.into()).unwrap().get_rooms(NONE)).await;
    assert_eq!(lines(&fetch), ["GET /_synapse/admin/v1/users/ODD/joined_rooms"]);
}

#[wasm_bindgen_test]
async fn only_what_is_given_is_sent_as_a_query_or_as_json() {
    let fetch = fetch::answering(
        "new Response('{\"media\":[],\"deleted_media\":[],\"access_token\":\"\",\"total\":0}')",
    );
    let user = fetch::client(&fetch).user(ODD_USER.into()).unwrap();
    value(user.get_media(NONE, NONE)).await;
    value(user.get_media(js(json!({ "limit": 2, "dir": "b", "from": 0 })), NONE)).await;
    value(user.delete_media(js(json!({ "limit": 3 })), NONE)).await;
    done(user.set_admin(false.into(), NONE)).await;
    value(user.login_as_user(NONE, NONE)).await;
    value(user.login_as_user(js(json!({ "valid_until_ms": 1_700_000_000_000_u64 })), NONE)).await;
    done(user.reset_password("\"ü".into(), js(json!({ "logout_devices": false })), NONE)).await;
    done(user.shadow_ban(NONE, NONE)).await;
    done(user.shadow_ban(false.into(), NONE)).await;
    let expected = [
        "GET /_synapse/admin/v1/users/ODD/media",
        "GET /_synapse/admin/v1/users/ODD/media?dir=b&from=0&limit=2",
        "DELETE /_synapse/admin/v1/users/ODD/media?limit=3",
        "PUT /_synapse/admin/v1/users/ODD/admin {\"admin\":false}",
        "POST /_synapse/admin/v1/users/ODD/login {}",
        "POST /_synapse/admin/v1/users/ODD/login {\"valid_until_ms\":1700000000000}",
        "POST /_synapse/admin/v1/reset_password/ODD {\"new_password\":\"\\\"ü\",\"logout_devices\":false}",
        "POST /_synapse/admin/v1/users/ODD/shadow_ban {}",
        "DELETE /_synapse/admin/v1/users/ODD/shadow_ban",
    ];
    assert_eq!(lines(&fetch), expected);
}

#[wasm_bindgen_test]
async fn a_list_asks_for_each_page_with_the_same_filters_and_the_cursor_as_it_came() {
    let user = json!({
        "name": ALICE, "user_type": null, "is_guest": false, "admin": false, "deactivated": false,
        "shadow_banned": false, "displayname": null, "avatar_url": null, "creation_ts": 0,
    });
    let page = format!("{{ users: [{user}], total: 3, next_token: ['a&b', 7][count - 1] }}");
    let fetch = fetch::answering(&format!("new Response(JSON.stringify({page}))"));
    let params = js(json!({ "limit": 1, "not_user_type": ["bot", ""], "deactivated": true }));
    let list = fetch::client(&fetch).users().list(params, NONE);
    assert_eq!(value(invoke(&list, "toArray", &[])).await, json!([user, user, user]));
    const FIRST: &str =
        "GET /_synapse/admin/v3/users?deactivated=true&limit=1&not_user_type=bot&not_user_type=";
    assert_eq!(lines(&fetch), [FIRST.into(), format!("{FIRST}&from=a%26b"), format!("{FIRST}&from=7")]);
}

#[wasm_bindgen_test]
async fn the_token_is_in_the_header_and_nowhere_else() {
    let fetch = fetch::answering("new Response('{}')");
    done(fetch::client(&fetch).user(ALICE.into()).unwrap().set_admin(true.into(), NONE)).await;
    let request = &fetch::requests(&fetch)[0];
    let headers = json!({ "authorization": format!("Bearer {TOKEN}"), "content-type": "application/json" });
    assert_eq!(request["headers"], headers);
    assert_eq!(request["credentials"], "omit");
    let elsewhere = [&request["url"], &request["body"]].map(Value::to_string).concat();
    assert!(!elsewhere.contains(TOKEN), "{elsewhere}");
}

#[wasm_bindgen_test]
async fn a_token_that_a_function_gives_is_asked_for_before_each_attempt() {
    let tokens = evaluate("(() => { let count = 0; return async () => `token-${++count}`; })()", &NONE);
    let fetch = fetch::answering("new Response('{\"retry_after_ms\":1}', { status: count < 2 ? 429 : 200 })");
    let user = fetch::client_with_token(&fetch, &tokens).user(ALICE.into()).unwrap();
    done(user.shadow_ban(NONE, NONE)).await;
    let sent: Vec<Value> = fetch::requests(&fetch)
        .into_iter()
        .map(|request| request["headers"]["authorization"].clone())
        .collect();
    assert_eq!(sent, ["Bearer token-1", "Bearer token-2"]);
}
