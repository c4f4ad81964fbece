//! What is sent, as the server gets it.

use futures_util::TryStreamExt;
use js_sys::Function;
use matrix_admin_sdk::{
    Client, Direction, LoginAsUserParams, MediaParams, NewRegistrationToken, RegisterParams,
    ResetPasswordParams, UserListParams, UserParams,
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, BASE, TOKEN};
use crate::javascript::{NONE, done, evaluate, invoke, js, value, written};

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
    fetch::client(&fetch).user(ODD_USER).unwrap().get_rooms().await.unwrap();
    assert_eq!(fetch::client(&fetch).base_url(), BASE);
    let face = fetch::face(&fetch);
    value(invoke(&invoke(&face, "user", &[ODD_USER.into()]), "getRooms", &[])).await;
    assert_eq!(evaluate("it.baseUrl", &face), BASE);
    assert_eq!(lines(&fetch), ["GET /_synapse/admin/v1/users/ODD/joined_rooms"; 2]);
}

/// Of all that the calls below ask for.
const ANYTHING: &str =
    "new Response('{\"media\":[],\"deleted_media\":[],\"access_token\":\"\",\"total\":0}')";

#[wasm_bindgen_test]
async fn only_what_is_given_is_sent_as_a_query_or_as_json() {
    let fetch = fetch::answering(ANYTHING);
    let user = fetch::client(&fetch).user(ODD_USER).unwrap();
    user.get_media(None).await.unwrap();
    let params = MediaParams {
        limit: Some(2),
        from: Some(0.into()),
        dir: Some(Direction::B),
        ..MediaParams::default()
    };
    user.get_media(params).await.unwrap();
    user.delete_media(MediaParams { limit: Some(3), ..MediaParams::default() }).await.unwrap();
    user.set_admin(false).await.unwrap();
    user.login_as_user(None).await.unwrap();
    user.login_as_user(LoginAsUserParams { valid_until_ms: Some(1_700_000_000_000) }).await.unwrap();
    let params = ResetPasswordParams { logout_devices: Some(false) };
    user.reset_password("\"ü", params).await.unwrap();
    user.shadow_ban(None).await.unwrap();
    user.shadow_ban(false).await.unwrap();
    assert_eq!(lines(&fetch), sent_with("limit=2&from=0&dir=b"));
}

/// What goes out for the calls of both languages; a query has the order in which it was given.
fn sent_with(query: &str) -> [String; 9] {
    [
        "GET /_synapse/admin/v1/users/ODD/media".into(),
        format!("GET /_synapse/admin/v1/users/ODD/media?{query}"),
        "DELETE /_synapse/admin/v1/users/ODD/media?limit=3".into(),
        "PUT /_synapse/admin/v1/users/ODD/admin {\"admin\":false}".into(),
        "POST /_synapse/admin/v1/users/ODD/login {}".into(),
        "POST /_synapse/admin/v1/users/ODD/login {\"valid_until_ms\":1700000000000}".into(),
        "POST /_synapse/admin/v1/reset_password/ODD {\"new_password\":\"\\\"ü\",\"logout_devices\":false}"
            .into(),
        "POST /_synapse/admin/v1/users/ODD/shadow_ban {}".into(),
        "DELETE /_synapse/admin/v1/users/ODD/shadow_ban".into(),
    ]
}

#[wasm_bindgen_test]
async fn javascript_sends_the_same_and_nothing_for_what_is_undefined() {
    let fetch = fetch::answering(ANYTHING);
    let user = invoke(&fetch::face(&fetch), "user", &[ODD_USER.into()]);
    value(invoke(&user, "getMedia", &[NONE, NONE])).await;
    let params = evaluate("({ dir: 'b', order_by: undefined, from: 0, limit: 2 })", &NONE);
    value(invoke(&user, "getMedia", &[params])).await;
    value(invoke(&user, "deleteMedia", &[js(json!({ "limit": 3 }))])).await;
    done(invoke(&user, "setAdmin", &[false.into()])).await;
    value(invoke(&user, "loginAsUser", &[])).await;
    value(invoke(&user, "loginAsUser", &[js(json!({ "valid_until_ms": 1_700_000_000_000_u64 }))])).await;
    let params = js(json!({ "logout_devices": false }));
    done(invoke(&user, "resetPassword", &["\"ü".into(), params])).await;
    done(invoke(&user, "shadowBan", &[])).await;
    done(invoke(&user, "shadowBan", &[false.into()])).await;
    assert_eq!(lines(&fetch), sent_with("dir=b&from=0&limit=2"));
}

#[wasm_bindgen_test]
async fn a_list_asks_for_each_page_with_the_same_filters_and_the_cursor_as_it_came() {
    let user = json!({
        "name": ALICE, "user_type": null, "is_guest": false, "admin": false, "deactivated": false,
        "shadow_banned": false, "displayname": null, "avatar_url": null, "creation_ts": 0,
    });
    let page = format!("{{ users: [{user}], total: 3, next_token: ['a&b', 7][count - 1] }}");
    let fetch = || fetch::answering(&format!("new Response(JSON.stringify({page}))"));
    let sent = |first: &str| [first.to_owned(), format!("{first}&from=a%26b"), format!("{first}&from=7")];

    let typed = fetch();
    let params = UserListParams {
        limit: Some(1),
        not_user_type: Some(["bot", ""].map(String::from).to_vec()),
        deactivated: Some(true),
        ..UserListParams::default()
    };
    let users = fetch::client(&typed).users().list(params).items().try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(written(&users), json!([user, user, user]));
    let first =
        "GET /_synapse/admin/v3/users?limit=1&deactivated=true&locked=true&not_user_type=bot&not_user_type=";
    assert_eq!(lines(&typed), sent(first));

    let face = fetch();
    let params = js(json!({ "limit": 1, "not_user_type": ["bot", ""], "deactivated": true }));
    let list = invoke(&evaluate("it.users", &fetch::face(&face)), "list", &[params]);
    assert_eq!(value(invoke(&list, "toArray", &[])).await, json!([user, user, user]));
    assert_eq!(lines(&face), sent(first));
}

#[wasm_bindgen_test]
async fn the_token_is_in_the_header_and_nowhere_else() {
    let fetch = fetch::answering("new Response('{}')");
    fetch::alice(&fetch).set_admin(true).await.unwrap();
    let request = &fetch::requests(&fetch)[0];
    let headers = json!({ "authorization": format!("Bearer {TOKEN}"), "content-type": "application/json" });
    assert_eq!(request["headers"], headers);
    assert_eq!(request["credentials"], "omit");
    let elsewhere = [&request["url"], &request["body"]].map(Value::to_string).concat();
    assert!(!elsewhere.contains(TOKEN), "{elsewhere}");
}

#[wasm_bindgen_test]
async fn what_debug_shows_holds_no_secret() {
    const SECRET: &str = "a secret";
    let options = fetch::options(&fetch::saying(&json!({ "access_token": SECRET })), TOKEN);
    let client = Client::new(options.clone()).unwrap();
    let user = client.user(ALICE).unwrap();
    let logged_in = user.login_as_user(None).await.unwrap();
    assert_eq!(logged_in.access_token, SECRET);
    let text = || SECRET.to_owned();
    let register = RegisterParams { password: text(), shared_secret: text(), ..RegisterParams::default() };
    let params = UserParams { password: Some(text()), admin: Some(true), ..UserParams::default() };
    let token = NewRegistrationToken { token: Some(text()), ..NewRegistrationToken::default() };
    let shown = format!("{options:?} {client:?} {user:?} {logged_in:?} {register:?} {params:?} {token:?}");
    assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
    for text in [BASE, ALICE, "access_token: [secret]", "password: Some([secret])", "admin: Some(true)"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[wasm_bindgen_test]
async fn a_token_that_a_function_gives_is_asked_for_before_each_attempt() {
    let tokens = evaluate("(() => { let count = 0; return async () => `token-${++count}`; })()", &NONE);
    let fetch = fetch::answering("new Response('{\"retry_after_ms\":1}', { status: count < 2 ? 429 : 200 })");
    let options = fetch::options(&fetch, tokens.unchecked_into::<Function>());
    let user = Client::new(options).unwrap().user(ALICE).unwrap();
    user.shadow_ban(None).await.unwrap();
    let sent: Vec<Value> = fetch::requests(&fetch)
        .into_iter()
        .map(|request| request["headers"]["authorization"].clone())
        .collect();
    assert_eq!(sent, ["Bearer token-1", "Bearer token-2"]);
}
