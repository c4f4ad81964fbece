//! What is wrong elsewhere: with the server, the network, or the time.

use futures_util::TryStreamExt;
use js_sys::Function;
use matrix_admin_sdk::{CallOptions, Class, Client, ClientOptions, RawRequest, WaitOptions};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, NEVER, TOKEN};
use crate::homeserver::{URL, admin, admin_and_alice, client};
use crate::javascript::{
    Failed, NONE, error, evaluate, failure, invoke, js, object, settled, value, written,
};

/// How listing pushers fails when the server answers with the body.
async fn error_after(status: u16, body: &str) -> Failed {
    let body = Value::from(body);
    let fetch = fetch::answering(&format!("new Response({body}, {{ status: {status} }})"));
    let once = CallOptions { max_retries: Some(0), ..CallOptions::default() };
    let failed = failure(fetch::alice(&fetch).get_all_pushers().with(once)).await;
    failed.assert_hides(TOKEN);
    assert_eq!(failed.path(), Some("/_synapse/admin/v1/users/{user_id}/pushers"));
    failed
}

/// What happens to a call with a time limit.
fn within(timeout_ms: u32) -> CallOptions {
    CallOptions { timeout_ms: Some(timeout_ms), ..CallOptions::default() }
}

/// What the expression of `it` comes to, as the signal of a call.
fn signalled(expression: &str, it: &JsValue) -> CallOptions {
    let signal = Some(evaluate(expression, it).unchecked_into());
    CallOptions { signal, ..CallOptions::default() }
}

#[wasm_bindgen_test]
async fn an_unknown_user_is_not_found() {
    let admin = admin().await;
    let nobody = admin.nobody();
    let failed = failure(admin.user(&nobody).get_data()).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    assert_eq!(failed.caught.classes[1], "ApiError");
    assert_eq!(failed.status(), Some(404));
    assert_eq!(failed.errcode(), Some("M_NOT_FOUND"));
    assert_eq!(failed.method(), Some("GET"));
    assert_eq!(failed.path(), Some("/_synapse/admin/v1/users/{user_id}/accountdata"));
    assert_eq!(written(&failed.body().unwrap())["errcode"], "M_NOT_FOUND");
    assert!(!failed.message().contains(&nobody.id));
    failed.assert_hides(&admin.token);

    let caught = error(invoke(&admin.face_of(&nobody), "getData", &[])).await;
    caught.assert_is("NotFoundError", "NOT_FOUND");
    assert_eq!(caught.json, failed.caught.json);
    caught.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn an_unknown_token_is_not_authenticated() {
    let failed = failure(client(TOKEN).user(ALICE).unwrap().get_rooms()).await;
    failed.assert_is(Class::Authentication, "AUTHENTICATION");
    assert_eq!(failed.status(), Some(401));
    assert_eq!(failed.errcode(), Some("M_UNKNOWN_TOKEN"));
    failed.assert_hides(TOKEN);
}

#[wasm_bindgen_test]
async fn whoever_is_no_admin_is_denied() {
    let (_, alice) = admin_and_alice().await;
    let failed = failure(alice.client().users().list(None)).await;
    failed.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");
    assert_eq!(failed.status(), Some(403));
    assert_eq!(failed.errcode(), Some("M_FORBIDDEN"));
    assert_eq!(failed.path(), Some("/_synapse/admin/v2/users"));
    failed.assert_hides(&alice.token);
}

#[wasm_bindgen_test]
async fn what_the_server_refuses_comes_in_its_own_words() {
    let admin = admin().await;
    let failed = failure(admin.user(&admin).login_as_user(None)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!(failed.status(), Some(400));
    assert_eq!(failed.error.error(), Some("Cannot use admin API to login as self"));
    failed.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn an_endpoint_that_the_server_does_not_have_is_unsupported() {
    let admin = admin().await;
    let path = "/_synapse/admin/v9/unheard_of".to_owned();
    let failed = failure(admin.client().request(RawRequest { path, ..RawRequest::default() })).await;
    failed.assert_is(Class::Unsupported, "UNSUPPORTED");
    assert_eq!(failed.errcode(), Some("M_UNRECOGNIZED"));
    failed.assert_hides(&admin.token);
}

#[wasm_bindgen_test]
async fn a_new_password_is_in_no_error() {
    const PASSWORD: &str = "a-secret-password";
    let failed = failure(client(TOKEN).user(ALICE).unwrap().reset_password(PASSWORD, None)).await;
    failed.assert_is(Class::Authentication, "AUTHENTICATION");
    failed.assert_hides(PASSWORD);
}

#[wasm_bindgen_test]
async fn a_server_that_cannot_be_reached_is_a_failed_connection() {
    let address = "http://127.0.0.1:61999";
    assert_ne!(address, URL);
    let options = ClientOptions { max_retries: Some(1), ..ClientOptions::new(address, TOKEN) };
    let failed = failure(Client::new(options).unwrap().user(ALICE).unwrap().is_admin()).await;
    failed.assert_is(Class::Connection, "CONNECTION");
    assert_eq!(failed.path(), Some("/_synapse/admin/v1/users/{user_id}/admin"));
    assert_eq!(evaluate("it instanceof TypeError", failed.cause()), true);
    assert_eq!(evaluate("it.cause instanceof TypeError", &failed.caught.value), true);
    failed.assert_hides(TOKEN);
}

#[wasm_bindgen_test]
async fn a_call_whose_signal_is_aborted_already_is_not_sent() {
    let fetch = fetch::answering(NEVER);
    let reason = object(&[("of", &"the user".into())]);
    let error = fetch::alice(&fetch).get_rooms().with(signalled("AbortSignal.abort(it)", &reason)).await;
    let error = error.unwrap_err();
    assert_eq!(error.class(), None);
    assert_eq!(*error.cause(), reason);

    let options = object(&[("signal", &evaluate("AbortSignal.abort(it)", &reason))]);
    let user = fetch::face_of_alice(&fetch);
    assert_eq!(settled(invoke(&user, "getRooms", &[options])).await.unwrap_err(), reason);
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
        let (fetch, reason) = (fetch::answering(answer), object(&[]));
        let error = fetch::alice(&fetch).get_rooms().with(signalled(SOON, &reason)).await.unwrap_err();
        assert_eq!(error.class(), None, "{answer}");
        assert_eq!(*error.cause(), reason, "{answer}");
        assert_eq!(JsValue::from(error), reason, "{answer}");

        let options = object(&[("signal", &evaluate(SOON, &reason))]);
        let user = fetch::face_of_alice(&fetch);
        assert_eq!(settled(invoke(&user, "getRooms", &[options])).await.unwrap_err(), reason, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_call_to_the_server_that_is_aborted_without_a_reason_rejects_as_fetch_does() {
    let admin = admin().await;
    const IS_ABORTED: &str = "it instanceof DOMException && it.name";
    let error = admin.user(&admin).get_rooms().with(signalled("AbortSignal.abort()", &NONE)).await;
    assert_eq!(evaluate(IS_ABORTED, error.unwrap_err().cause()), "AbortError");

    let options = object(&[("signal", &evaluate("AbortSignal.abort()", &NONE))]);
    let rooms = invoke(&admin.face_of(&admin), "getRooms", &[options]);
    assert_eq!(evaluate(IS_ABORTED, &settled(rooms).await.unwrap_err()), "AbortError");
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_come_in_time_is_waited_for_no_longer() {
    let fetch = fetch::answering(NEVER);
    let failed = failure(fetch::alice(&fetch).set_admin(true).with(within(20))).await;
    failed.assert_is(Class::Timeout, "TIMEOUT");
    assert_eq!(failed.timeout_ms(), Some(20));
    assert_eq!(failed.sent(), Some(true));
    assert_eq!(failed.method(), Some("PUT"));
    failed.assert_hides(TOKEN);

    let options = js(json!({ "timeoutMs": 20 }));
    let caught = error(invoke(&fetch::face_of_alice(&fetch), "setAdmin", &[true.into(), options])).await;
    caught.assert_is("TimeoutError", "TIMEOUT");
    assert_eq!(caught.json, failed.caught.json);
}

#[wasm_bindgen_test]
async fn a_token_that_does_not_come_in_time_means_that_nothing_was_sent() {
    let fetch = fetch::answering(NEVER);
    let token: Function = evaluate("() => new Promise(() => {})", &NONE).unchecked_into();
    let options = ClientOptions { timeout_ms: Some(20), ..fetch::options(&fetch, token) };
    let failed = failure(Client::new(options).unwrap().user(ALICE).unwrap().is_admin()).await;
    failed.assert_is(Class::Timeout, "TIMEOUT");
    assert_eq!(failed.sent(), Some(false));
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn an_error_page_of_a_proxy_keeps_its_status_and_its_beginning() {
    let failed = error_after(502, "<html>Bad Gateway</html>").await;
    failed.assert_is(Class::Server, "SERVER");
    assert_eq!(failed.status(), Some(502));
    assert_eq!(failed.body().unwrap().as_str().as_deref(), Some("<html>Bad Gateway</html>"));
    assert_eq!(failed.errcode(), None);
    assert!(failed.caught.json.get("errcode").is_none());

    error_after(404, "").await.assert_is(Class::NotFound, "NOT_FOUND");
    error_after(400, "[]").await.assert_is(Class::Api, "API");
    error_after(409, r#"{"errcode":"M_USER_IN_USE"}"#).await.assert_is(Class::Conflict, "CONFLICT");
    let long = error_after(500, &"x".repeat(1_000_000)).await;
    assert!(long.body().unwrap().text().len() < 20_000);
    assert!(long.caught.text.len() < 20_000);
}

#[wasm_bindgen_test]
async fn a_limited_rate_says_how_long_to_wait() {
    let failed = error_after(429, r#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":70000}"#).await;
    failed.assert_is(Class::RateLimit, "RATE_LIMIT");
    assert_eq!(failed.retry_after_ms(), Some(70_000));
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
        let failed = error_after(200, body).await;
        failed.assert_is(Class::Response, "RESPONSE");
        assert_eq!(failed.at(), Some(at), "{body}: {}", failed.message());
        assert_eq!(failed.status(), Some(200));
    }
}

#[wasm_bindgen_test]
async fn a_cursor_that_comes_again_ends_the_list_with_an_error() {
    let media = "{ media_id: 'a', media_type: null, media_length: null, upload_name: null, created_ts: 0, \
        last_access_ts: null, quarantined_by: null, safe_from_quarantine: 0 }";
    let page = format!("{{ media: [{media}], total: 9, next_token: count === 1 ? 1 : 2 }}");
    let fetch = || fetch::answering(&format!("new Response(JSON.stringify({page}))"));

    let typed = fetch();
    let mut items = fetch::alice(&typed).get_media(None).items();
    for _ in 0..3 {
        assert_eq!(items.try_next().await.unwrap().unwrap().media_id, "a");
    }
    let failed = failure(items.try_next()).await;
    failed.assert_is(Class::Response, "RESPONSE");
    assert_eq!(failed.at(), Some("next_token"));
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(fetch::requests(&typed).len(), 3);

    let face = fetch();
    let list = invoke(&fetch::face_of_alice(&face), "getMedia", &[]);
    let caught = error(invoke(&list, "toArray", &[])).await;
    caught.assert_is("ResponseError", "RESPONSE");
    assert_eq!(caught.json["at"], "next_token");
    assert_eq!(fetch::requests(&face).len(), 3);
}

#[wasm_bindgen_test]
async fn what_may_be_sent_again_is_and_nothing_else() {
    let unavailable = fetch::answering("new Response('', { status: count < 2 ? 503 : 200 })");
    let limited =
        fetch::answering("new Response('{\"retry_after_ms\":1}', { status: count < 2 ? 429 : 400 })");

    let failed = failure(fetch::alice(&unavailable).deactivate_account(None)).await;
    failed.assert_is(Class::Server, "SERVER");
    assert_eq!(fetch::requests(&unavailable).len(), 1);

    let failed = failure(fetch::alice(&limited).deactivate_account(None)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!(fetch::requests(&limited).len(), 2);

    let recovering = fetch::answering("new Response('{}', { status: count < 2 ? 503 : 200 })");
    fetch::alice(&recovering).shadow_ban(None).await.unwrap();
    assert_eq!(fetch::requests(&recovering).len(), 2);
}

#[wasm_bindgen_test]
async fn an_answer_that_ends_early_is_asked_for_again_where_that_is_safe() {
    let cut = || {
        let whole = json!({ "joined_rooms": ["!a:b"], "total": 1 }).to_string();
        fetch::answering(&format!("new Response('{whole}'.slice(0, count < 2 ? 20 : undefined))"))
    };
    let fetch = cut();
    assert_eq!(fetch::alice(&fetch).get_rooms().await.unwrap().joined_rooms, ["!a:b"]);
    assert_eq!(fetch::requests(&fetch).len(), 2);

    let face = cut();
    assert_eq!(value(invoke(&fetch::face_of_alice(&face), "getRooms", &[])).await["total"], 1);
    assert_eq!(fetch::requests(&face).len(), 2);

    let once = cut();
    failure(fetch::alice(&once).deactivate_account(None)).await.assert_is(Class::Response, "RESPONSE");
    assert_eq!(fetch::requests(&once).len(), 1);
}

#[wasm_bindgen_test]
async fn a_job_has_failed_or_was_cancelled() {
    for (status, message) in
        [("failed", "the job a has failed: "), ("cancelled", "the job a was cancelled: ")]
    {
        let fetch = fetch::saying(&json!({ "delete_id": "a", "status": status, "shutdown_room": null }));
        let job = fetch::client(&fetch).rooms().deletion("a");
        let error = job.wait(WaitOptions::default(), |_| ()).await.unwrap_err();
        assert_eq!(error.class(), Some(Class::Job));
        assert_eq!(error.message(), [message, "the server does not say why"].concat());
    }
}
