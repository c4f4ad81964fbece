//! Wrong arguments: each is named with what was expected, and nothing is sent.

use futures_util::TryStreamExt;
use js_sys::Function;
use matrix_admin_sdk::{
    CallOptions, Class, Client, ClientOptions, Error, HttpMethod, LoginAsUserParams, MediaParams, RawRequest,
    ThreepidMedium, WaitOptions,
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, TOKEN};
use crate::javascript::{
    Caught, Failed, NONE, attempt, client, error, evaluate, failure, invoke, js, object,
};

/// The error names the argument, says what was expected, and what came instead.
#[track_caller]
fn assert_refuses(caught: &Caught, argument: &str, received: &str) {
    caught.assert_is("InvalidArgumentError", "INVALID_ARGUMENT");
    let (start, end) = (format!("(): {argument}: expected "), format!(", got {received}"));
    let message = caught.message();
    assert!(message.contains(&start) && message.ends_with(&end), "{message}");
    caught.assert_hides(TOKEN);
}

async fn refused(promise: JsValue, argument: &str, received: &str) {
    assert_refuses(&error(promise).await, argument, received);
}

fn client_error(options: JsValue) -> Caught {
    Caught::new(client(&options).unwrap_err())
}

/// The error of the typed client does the same.
#[track_caller]
fn assert_failed(error: Option<Error>, argument: &str, received: &str) {
    let failed = Failed::new(error.unwrap());
    failed.assert_is(Class::InvalidArgument, "INVALID_ARGUMENT");
    assert_eq!((failed.argument(), failed.received()), (Some(argument), Some(received)), "{}", failed.error);
    assert_refuses(&failed.caught, argument, received);
    failed.assert_hides(TOKEN);
}

/// Whatever goes wrong, this fetch must not be called.
fn uncalled() -> Function {
    fetch::answering("new Response('{}')")
}

#[wasm_bindgen_test]
fn options_of_the_client_are_checked_by_name_and_value() {
    let with_credentials = format!("https://admin:{TOKEN}@a.b");
    let with_line_break = format!("{TOKEN}\n");
    for (name, value, received) in [
        ("baseUrl", json!(null), "null"),
        ("baseUrl", json!("matrix.example.com"), "a string that is no absolute URL"),
        ("baseUrl", json!("ftp://a.b"), "one that begins with neither https:// nor http://"),
        ("baseUrl", json!(with_credentials), "one with credentials in it; the token goes into accessToken"),
        ("baseUrl", json!("https://a.b?c"), "one with a query or fragment"),
        ("baseUrl", json!("https://a.b/#c"), "one with a query or fragment"),
        ("accessToken", json!(null), "null"),
        ("accessToken", json!(""), "an empty string"),
        (
            "accessToken",
            json!(with_line_break),
            "a string with characters that no token has, such as a space",
        ),
        ("fetch", json!("fetch"), "string"),
        ("timeoutMs", json!(0), "another number"),
        ("timeoutMs", json!("60"), "string"),
        ("maxRetries", json!(-1), "another number"),
        ("maxRetries", json!(1.5), "another number"),
        ("token", json!(TOKEN), "an unknown option"),
    ] {
        let mut options = json!({ "baseUrl": fetch::BASE, "accessToken": TOKEN });
        options[name] = value;
        assert_refuses(&client_error(js(options)), &format!("options.{name}"), received);
    }
}

#[wasm_bindgen_test]
fn options_of_the_client_are_an_object_with_a_base_url_and_a_token() {
    for (options, argument, received) in [
        (NONE, "options", "nothing"),
        (js("https://a.b"), "options", "string"),
        (js(json!([])), "options", "array"),
        (js(json!({ "accessToken": TOKEN })), "options.baseUrl", "nothing"),
        (js(json!({ "baseUrl": fetch::BASE })), "options.accessToken", "nothing"),
    ] {
        assert_refuses(&client_error(options), argument, received);
    }
}

#[wasm_bindgen_test]
fn user_ids_are_checked_and_never_repeated() {
    let client = fetch::face(&uncalled());
    for (id, received) in [
        (NONE, "nothing"),
        (JsValue::NULL, "null"),
        (1.into(), "number"),
        ("".into(), "a string without a leading @"),
        (TOKEN.into(), "a string without a leading @"),
        ("@alice".into(), "one without a : and a server name"),
        ("@alice:".into(), "one without a server name after the :"),
        (evaluate("'@\\ud800:example.com'", &NONE), "one with broken Unicode"),
    ] {
        assert_refuses(&Caught::new(attempt(&client, "user", &[id]).unwrap_err()), "userId", received);
    }
}

#[wasm_bindgen_test]
async fn values_of_another_type_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::face_of_alice(&fetch);
    for (value, received) in [(NONE, "nothing"), ("false".into(), "string"), (JsValue::NULL, "null")] {
        refused(invoke(&user, "setAdmin", &[value, NONE]), "admin", received).await;
    }
    refused(invoke(&user, "shadowBan", &["false".into(), NONE]), "ban", "string").await;
    refused(invoke(&user, "resetPassword", &[NONE, NONE, NONE]), "newPassword", "nothing").await;
    let params = js(json!({ "logout_devices": 0 }));
    refused(invoke(&user, "resetPassword", &[TOKEN.into(), params, NONE]), "params.logout_devices", "number")
        .await;
    let params = js(json!({ "erase": "false" }));
    refused(invoke(&user, "deactivateAccount", &[params, NONE]), "params.erase", "string").await;
    refused(invoke(&user, "deactivateAccount", &[js(true), NONE]), "params", "boolean").await;
    let params = js(json!({ "dir": "down" }));
    refused(invoke(&user, "getMedia", &[params, NONE]), "params.dir", "another string").await;

    let users = evaluate("it.users", &fetch::face(&fetch));
    let params = js(json!({ "deactivated": "true" }));
    refused(invoke(&users, "list", &[params, NONE]), "params.deactivated", "string").await;
    let params = js(json!({ "not_user_type": ["bot", 1] }));
    refused(invoke(&users, "list", &[params, NONE]), "params.not_user_type[1]", "number").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn numbers_out_of_range_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::face_of_alice(&fetch);
    for (limit, received) in [
        (json!(1.5), "number with a fraction"),
        (json!(0), "zero"),
        (json!(-1), "negative number"),
        (json!("10"), "string"),
    ] {
        let params = js(json!({ "limit": limit }));
        refused(invoke(&user, "getMedia", &[params.clone(), NONE]), "params.limit", received).await;
        refused(invoke(&user, "deleteMedia", &[params, NONE]), "params.limit", received).await;
    }
    for (time, received) in [
        ("0.5", "number with a fraction"),
        ("-1", "negative number"),
        ("2 ** 53", "number above 9007199254740991"),
        ("new Date()", "Date"),
    ] {
        let params = evaluate(&format!("({{ valid_until_ms: {time} }})"), &NONE);
        refused(invoke(&user, "loginAsUser", &[params, NONE]), "params.valid_until_ms", received).await;
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn names_that_nobody_knows_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let client = fetch::face(&fetch);
    let user = invoke(&client, "user", &[ALICE.into()]);
    let params = js(json!({ "validUntilMs": 1 }));
    refused(invoke(&user, "loginAsUser", &[params, NONE]), "params.validUntilMs", "unknown field").await;
    let params = js(json!({ "page": 2 }));
    let users = evaluate("it.users", &client);
    refused(invoke(&users, "list", &[params, NONE]), "params.page", "unknown field").await;
    let options = js(json!({ "timeout": 5 }));
    refused(invoke(&user, "getRooms", &[options]), "options.timeout", "an unknown option").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn what_json_cannot_hold_is_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::face_of_alice(&fetch);
    for (limit, received) in
        [("0 / 0", "NaN"), ("-1 / 0", "-Infinity"), ("5n", "bigint"), ("() => 5", "function")]
    {
        let params = evaluate(&format!("({{ limit: {limit} }})"), &NONE);
        refused(invoke(&user, "getMedia", &[params, NONE]), "params.limit", received).await;
    }
    let circle = evaluate("(() => { const circle = {}; circle.from = circle; return circle; })()", &NONE);
    refused(invoke(&user, "getMedia", &[circle, NONE]), "params", "something JSON cannot hold").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn options_of_a_call_are_checked_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::face_of_alice(&fetch);
    refused(invoke(&user, "getRooms", &[js(5)]), "options", "number").await;
    for (name, value, received) in [
        ("signal", object(&[]), "object"),
        ("timeoutMs", (-5).into(), "another number"),
        ("timeoutMs", f64::NAN.into(), "another number"),
        ("maxRetries", "2".into(), "string"),
    ] {
        let options = object(&[(name, &value)]);
        refused(invoke(&user, "getRooms", &[options]), &format!("options.{name}"), received).await;
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn requests_of_ones_own_need_a_method_and_a_path_on_the_server() {
    let fetch = uncalled();
    let client = fetch::face(&fetch);
    refused(invoke(&client, "request", &[NONE, NONE]), "request", "nothing").await;
    for (request, argument) in [
        (json!({ "method": "PATCH", "path": "/" }), "request.method"),
        (json!({ "method": "GET" }), "request.path"),
        (json!({ "method": "GET", "path": "https://elsewhere.example" }), "request.path"),
        (json!({ "method": "GET", "path": "/a?b=c" }), "request.path"),
        (json!({ "method": "GET", "path": "/a", "query": "b=c" }), "request.query"),
    ] {
        let caught = error(invoke(&client, "request", &[js(request), NONE])).await;
        caught.assert_is("InvalidArgumentError", "INVALID_ARGUMENT");
        assert_eq!(caught.json["argument"], argument);
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
fn options_of_the_typed_client_are_refused_as_those_of_javascript() {
    for (base_url, received) in [
        ("matrix.example.com", "a string that is no absolute URL"),
        ("ftp://a.b", "one that begins with neither https:// nor http://"),
        (
            &*format!("https://admin:{TOKEN}@a.b"),
            "one with credentials in it; the token goes into accessToken",
        ),
        ("https://a.b?c", "one with a query or fragment"),
        ("https://a.b/#c", "one with a query or fragment"),
    ] {
        let refused = Client::new(ClientOptions::new(base_url, TOKEN)).err();
        assert_failed(refused, "options.baseUrl", received);
    }
    for (token, received) in [
        (String::new(), "an empty string"),
        (format!("{TOKEN}\n"), "a string with characters that no token has, such as a space"),
    ] {
        let refused = Client::new(ClientOptions::new(fetch::BASE, token)).err();
        assert_failed(refused, "options.accessToken", received);
    }
    let options = || ClientOptions::new(fetch::BASE, TOKEN);
    for timeout_ms in [Some(0), Some(1 << 31)] {
        let refused = Client::new(ClientOptions { timeout_ms, ..options() }).err();
        assert_failed(refused, "options.timeoutMs", "another number");
    }
    let refused = Client::new(ClientOptions { max_retries: Some(1_001), ..options() }).err();
    assert_failed(refused, "options.maxRetries", "another number");
}

#[wasm_bindgen_test]
fn handles_of_the_typed_client_are_made_for_identifiers_only() {
    let client = fetch::client(&uncalled());
    for (id, received) in [
        ("", "a string without a leading @"),
        (TOKEN, "a string without a leading @"),
        ("@alice", "one without a : and a server name"),
        ("@alice:", "one without a server name after the :"),
    ] {
        assert_failed(client.user(id).err(), "userId", received);
    }
    for id in ["@:example.com", "@s p a c e:example.com", "@../..:example.com"] {
        assert_eq!(client.user(id).unwrap().user_id(), id);
    }
    assert_failed(client.room("#lobby:example.com").err(), "roomId", "a string without a leading !");
    assert_eq!(client.user(ALICE).unwrap().user_id(), ALICE);
    assert_eq!(client.room("!a:b").unwrap().room_id(), "!a:b");
}

#[wasm_bindgen_test]
async fn arguments_of_the_typed_client_are_checked_before_anything_is_sent() {
    let fetch = uncalled();
    let client = fetch::client(&fetch);
    let user = client.user(ALICE).unwrap();
    let refused = user.reset_password("", None).await.err();
    assert_failed(refused, "newPassword", "an empty string");
    for time in [(1 << 53), u64::MAX] {
        let params = LoginAsUserParams { valid_until_ms: Some(time) };
        let refused = user.login_as_user(params).await.err();
        assert_failed(refused, "params.valid_until_ms", "number above 9007199254740991");
    }
    let params = MediaParams { limit: Some(0), ..MediaParams::default() };
    assert_failed(user.get_media(params.clone()).await.err(), "params.limit", "zero");
    assert_failed(user.get_media(params.clone()).items().try_next().await.err(), "params.limit", "zero");
    assert_failed(user.delete_media(params).await.err(), "params.limit", "zero");
    let refused = client.users().find_by_threepid(ThreepidMedium::Email, "").await.err();
    assert_failed(refused, "address", "an empty string");
    let refused = client.rooms().join("lobby", ALICE, None).await.err();
    assert_failed(refused, "roomIdOrAlias", "a string without a leading ! or #");
    let refused = client.users().is_available("").await.err();
    assert_failed(refused, "username", "an empty string");
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn options_of_a_typed_call_are_checked_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::alice(&fetch);
    for timeout_ms in [Some(0), Some(1 << 31)] {
        let options = CallOptions { timeout_ms, ..CallOptions::default() };
        let refused = user.get_rooms().with(options.clone()).await.err();
        assert_failed(refused, "options.timeoutMs", "another number");
        assert_failed(user.with(options).get().await.err(), "options.timeoutMs", "another number");
    }
    let options = CallOptions { max_retries: Some(1_001), ..CallOptions::default() };
    let refused = user.get_media(None).with(options).await.err();
    assert_failed(refused, "options.maxRetries", "another number");
    let options = WaitOptions { timeout_ms: Some(0), ..WaitOptions::default() };
    let refused = fetch::client(&fetch).rooms().deletion("abc").wait(options, |_| ()).await.err();
    assert_failed(refused, "options.timeoutMs", "another number");
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn typed_requests_of_ones_own_need_a_path_on_the_server() {
    let fetch = uncalled();
    let client = fetch::client(&fetch);
    for path in ["", "https://elsewhere.example", "/a?b=c"] {
        let request = RawRequest { path: path.into(), ..RawRequest::default() };
        let failed = failure(client.request(request)).await;
        failed.assert_is(Class::InvalidArgument, "INVALID_ARGUMENT");
        assert_eq!(failed.argument(), Some("request.path"));
    }
    let query = Some("\"b=c\"".parse().unwrap());
    let request = RawRequest { method: HttpMethod::GET, path: "/a".into(), query, ..RawRequest::default() };
    assert_eq!(failure(client.request(request)).await.argument(), Some("request.query"));
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}
