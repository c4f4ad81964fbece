//! What is wrong elsewhere: with the server, the network, or the time.

use matrix_admin_sdk::client::MatrixAdminClient;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, NEVER, TOKEN};
use crate::homeserver::{URL, admin, admin_and_alice, client};
use crate::javascript::{Caught, NONE, done, error, evaluate, invoke, js, object, settled};

/// What listing pushers rejects with when the server answers with the body.
async fn error_after(status: u16, body: &str) -> Caught {
    let body = Value::from(body);
    let client = fetch::client(&fetch::answering(&format!("new Response({body}, {{ status: {status} }})")));
    let once = js(json!({ "maxRetries": 0 }));
    let caught = error(client.user(ALICE.into()).unwrap().get_all_pushers(once)).await;
    caught.assert_hides(TOKEN);
    assert_eq!(caught.json["path"], "/_synapse/admin/v1/users/{user_id}/pushers");
    caught
}

#[wasm_bindgen_test]
async fn an_unknown_user_is_not_found() {
    let admin = admin().await;
    let nobody = admin.nobody();
    let caught = error(admin.user(&nobody).get_data(NONE)).await;
    caught.assert_is("NotFoundError", "NOT_FOUND");
    assert_eq!(caught.classes[1], "ApiError");
    assert_eq!(caught.json["status"], 404);
    assert_eq!(caught.json["errcode"], "M_NOT_FOUND");
    assert_eq!(caught.json["method"], "GET");
    assert_eq!(caught.json["path"], "/_synapse/admin/v1/users/{user_id}/accountdata");
    assert_eq!(caught.json["body"]["errcode"], "M_NOT_FOUND");
    assert!(!caught.message().contains(&nobody.id));
    caught.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn an_unknown_token_is_not_authenticated() {
    let user = client(TOKEN).user(ALICE.into()).unwrap();
    let caught = error(user.get_rooms(NONE)).await;
    caught.assert_is("AuthenticationError", "AUTHENTICATION");
    assert_eq!(caught.json["status"], 401);
    assert_eq!(caught.json["errcode"], "M_UNKNOWN_TOKEN");
    caught.assert_hides(TOKEN);
}

#[wasm_bindgen_test]
async fn whoever_is_no_admin_is_denied() {
    let (_, alice) = admin_and_alice().await;
    let caught = error(alice.client().users().list(NONE, NONE)).await;
    caught.assert_is("PermissionDeniedError", "PERMISSION_DENIED");
    assert_eq!(caught.json["status"], 403);
    assert_eq!(caught.json["errcode"], "M_FORBIDDEN");
    assert_eq!(caught.json["path"], "/_synapse/admin/v2/users");
    caught.assert_hides(&alice.token);
}

#[wasm_bindgen_test]
async fn what_the_server_refuses_comes_in_its_own_words() {
    let admin = admin().await;
    let caught = error(admin.user(&admin).login_as_user(NONE, NONE)).await;
    caught.assert_is("ApiError", "API");
    assert_eq!(caught.json["status"], 400);
    assert_eq!(caught.json["error"], "Cannot use admin API to login as self");
    caught.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn an_endpoint_that_the_server_does_not_have_is_unsupported() {
    let admin = admin().await;
    let request = json!({ "method": "GET", "path": "/_synapse/admin/v9/unheard_of" });
    let caught = error(admin.client().request(js(request), NONE)).await;
    caught.assert_is("UnsupportedError", "UNSUPPORTED");
    assert_eq!(caught.json["errcode"], "M_UNRECOGNIZED");
    caught.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn a_new_password_is_in_no_error() {
    const PASSWORD: &str = "a-secret-password";
    let user = client(TOKEN).user(ALICE.into()).unwrap();
    let caught = error(user.reset_password(PASSWORD.into(), NONE, NONE)).await;
    caught.assert_is("AuthenticationError", "AUTHENTICATION");
    caught.assert_hides(PASSWORD);
}

#[wasm_bindgen_test]
async fn a_server_that_cannot_be_reached_is_a_failed_connection() {
    let address = "http://127.0.0.1:61999";
    assert_ne!(address, URL);
    let options = json!({ "baseUrl": address, "accessToken": TOKEN, "maxRetries": 1 });
    let client = MatrixAdminClient::new(js(options), JsValue::UNDEFINED).unwrap();
    let caught = error(client.user(ALICE.into()).unwrap().is_admin(NONE)).await;
    caught.assert_is("ConnectionError", "CONNECTION");
    assert_eq!(caught.json["path"], "/_synapse/admin/v1/users/{user_id}/admin");
    assert_eq!(evaluate("it.cause instanceof TypeError", &caught.value), true);
    caught.assert_hides(TOKEN);
}

#[wasm_bindgen_test]
async fn a_call_whose_signal_is_aborted_already_is_not_sent() {
    let fetch = fetch::answering(NEVER);
    let user = fetch::client(&fetch).user(ALICE.into()).unwrap();
    let reason = object(&[("of", &"the user".into())]);
    let options = object(&[("signal", &evaluate("AbortSignal.abort(it)", &reason))]);
    assert_eq!(settled(user.get_rooms(options)).await.unwrap_err(), reason);
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn a_call_that_is_aborted_rejects_with_the_reason() {
    const SOON: &str = "(() => { \
        const controller = new AbortController(); \
        setTimeout(() => controller.abort(it), 20); \
        return controller.signal; \
    })()";
    for answer in [NEVER, "{ status: 200, arrayBuffer: () => new Promise(() => {}) }"] {
        let user = fetch::client(&fetch::answering(answer)).user(ALICE.into()).unwrap();
        let reason = object(&[]);
        let options = object(&[("signal", &evaluate(SOON, &reason))]);
        assert_eq!(settled(user.get_rooms(options)).await.unwrap_err(), reason, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_call_to_the_server_that_is_aborted_without_a_reason_rejects_as_fetch_does() {
    let admin = admin().await;
    let options = object(&[("signal", &evaluate("AbortSignal.abort()", &NONE))]);
    let reason = settled(admin.user(&admin).get_rooms(options)).await.unwrap_err();
    assert_eq!(evaluate("it instanceof DOMException && it.name", &reason), "AbortError");
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_come_in_time_is_waited_for_no_longer() {
    let user = fetch::client(&fetch::answering(NEVER)).user(ALICE.into()).unwrap();
    let caught = error(user.set_admin(true.into(), js(json!({ "timeoutMs": 20 })))).await;
    caught.assert_is("TimeoutError", "TIMEOUT");
    assert_eq!(caught.json["timeoutMs"], 20);
    assert_eq!(caught.json["sent"], true);
    assert_eq!(caught.json["method"], "PUT");
    caught.assert_hides(TOKEN);
}

#[wasm_bindgen_test]
async fn a_token_that_does_not_come_in_time_means_that_nothing_was_sent() {
    let fetch = fetch::answering(NEVER);
    let options = object(&[
        ("baseUrl", &URL.into()),
        ("accessToken", &evaluate("() => new Promise(() => {})", &NONE)),
        ("fetch", &fetch),
        ("timeoutMs", &20.into()),
    ]);
    let user = MatrixAdminClient::new(options, JsValue::UNDEFINED).unwrap().user(ALICE.into()).unwrap();
    let caught = error(user.is_admin(NONE)).await;
    caught.assert_is("TimeoutError", "TIMEOUT");
    assert_eq!(caught.json["sent"], false);
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn an_error_page_of_a_proxy_keeps_its_status_and_its_beginning() {
    let caught = error_after(502, "<html>Bad Gateway</html>").await;
    caught.assert_is("ServerError", "SERVER");
    assert_eq!(caught.json["status"], 502);
    assert_eq!(caught.json["body"], "<html>Bad Gateway</html>");
    assert!(caught.json.get("errcode").is_none());

    error_after(404, "").await.assert_is("NotFoundError", "NOT_FOUND");
    error_after(400, "[]").await.assert_is("ApiError", "API");
    error_after(409, r#"{"errcode":"M_USER_IN_USE"}"#).await.assert_is("ConflictError", "CONFLICT");
    let long = error_after(500, &"x".repeat(1_000_000)).await;
    assert!(long.text.len() < 20_000);
}

#[wasm_bindgen_test]
async fn a_limited_rate_says_how_long_to_wait() {
    let caught = error_after(429, r#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":70000}"#).await;
    caught.assert_is("RateLimitError", "RATE_LIMIT");
    assert_eq!(caught.json["retryAfterMs"], 70_000);
}

#[wasm_bindgen_test]
async fn a_good_answer_of_another_shape_is_told_apart_by_its_place() {
    for (body, at) in [
        ("<html>", ""),
        ("", ""),
        (r#"{"pushers":[],"total""#, ""),
        ("[]", ""),
        (r#"{"pushers":[]}"#, "total"),
        (r#"{"pushers":{},"total":0}"#, "pushers"),
        (r#"{"pushers":[{"app_display_name":1}],"total":1}"#, "pushers[0].app_display_name"),
    ] {
        let caught = error_after(200, body).await;
        caught.assert_is("ResponseError", "RESPONSE");
        assert_eq!(caught.json["at"], at, "{body}: {}", caught.message());
        assert_eq!(caught.json["status"], 200);
    }
}

#[wasm_bindgen_test]
async fn a_cursor_that_comes_again_ends_the_list_with_an_error() {
    let media = "{ media_id: 'a', media_type: null, media_length: null, upload_name: null, created_ts: 0, \
        last_access_ts: null, quarantined_by: null, safe_from_quarantine: 0 }";
    let page = format!("{{ media: [{media}], total: 9, next_token: count === 1 ? 1 : 2 }}");
    let fetch = fetch::answering(&format!("new Response(JSON.stringify({page}))"));
    let list = fetch::client(&fetch).user(ALICE.into()).unwrap().get_media(NONE, NONE);
    let caught = error(invoke(&list, "toArray", &[])).await;
    caught.assert_is("ResponseError", "RESPONSE");
    assert_eq!(caught.json["at"], "next_token");
    assert_eq!(fetch::requests(&fetch).len(), 3);
}

#[wasm_bindgen_test]
async fn what_may_be_sent_again_is_and_nothing_else() {
    let unavailable = fetch::answering("new Response('', { status: count < 2 ? 503 : 200 })");
    let limited =
        fetch::answering("new Response('{\"retry_after_ms\":1}', { status: count < 2 ? 429 : 400 })");
    let user = |fetch| fetch::client(fetch).user(ALICE.into()).unwrap();

    let caught = error(user(&unavailable).deactivate_account(NONE, NONE)).await;
    caught.assert_is("ServerError", "SERVER");
    assert_eq!(fetch::requests(&unavailable).len(), 1);

    error(user(&limited).deactivate_account(NONE, NONE)).await.assert_is("ApiError", "API");
    assert_eq!(fetch::requests(&limited).len(), 2);

    let recovering = fetch::answering("new Response('{}', { status: count < 2 ? 503 : 200 })");
    done(user(&recovering).shadow_ban(NONE, NONE)).await;
    assert_eq!(fetch::requests(&recovering).len(), 2);
}
