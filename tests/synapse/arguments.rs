//! Wrong arguments: each is named with what was expected, and nothing is sent.

use matrix_admin_sdk::client::MatrixAdminClient;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, TOKEN};
use crate::javascript::{Caught, NONE, error, evaluate, js, object};

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
    Caught::new(MatrixAdminClient::new(options, JsValue::UNDEFINED).err().unwrap())
}

/// Whatever goes wrong, this fetch must not be called.
fn uncalled() -> JsValue {
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
        ("accessToken", json!(with_line_break), "a string with characters that a header cannot carry"),
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
    let client = fetch::client(&uncalled());
    for (id, received) in [
        (NONE, "nothing"),
        (JsValue::NULL, "null"),
        (1.into(), "number"),
        ("".into(), "a string without a leading @"),
        (TOKEN.into(), "a string without a leading @"),
        ("@alice".into(), "one without a : and a server name"),
        ("@:example.com".into(), "one without a name before the :"),
        ("@alice:".into(), "one without a valid server name after the :"),
        ("@alice:example.com/..".into(), "one without a valid server name after the :"),
        (evaluate("'@\\ud800:example.com'", &NONE), "one with broken Unicode"),
    ] {
        assert_refuses(&Caught::new(client.user(id).err().unwrap()), "userId", received);
    }
}

#[wasm_bindgen_test]
async fn values_of_another_type_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::client(&fetch).user(ALICE.into()).unwrap();
    for (value, received) in [(NONE, "nothing"), ("false".into(), "string"), (JsValue::NULL, "null")] {
        refused(user.set_admin(value, NONE), "admin", received).await;
    }
    refused(user.shadow_ban("false".into(), NONE), "ban", "string").await;
    refused(user.reset_password(NONE, NONE, NONE), "newPassword", "nothing").await;
    let params = js(json!({ "logout_devices": 0 }));
    refused(user.reset_password(TOKEN.into(), params, NONE), "params.logout_devices", "number").await;
    let params = js(json!({ "erase": "false" }));
    refused(user.deactivate_account(params, NONE), "params.erase", "string").await;
    refused(user.deactivate_account(js(true), NONE), "params", "boolean").await;
    let params = js(json!({ "dir": "down" }));
    refused(user.get_media(params, NONE), "params.dir", "another string").await;

    let users = fetch::client(&fetch).users();
    let params = js(json!({ "deactivated": "true" }));
    refused(users.list(params, NONE), "params.deactivated", "string").await;
    let params = js(json!({ "not_user_type": ["bot", 1] }));
    refused(users.list(params, NONE), "params.not_user_type[1]", "number").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn numbers_out_of_range_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::client(&fetch).user(ALICE.into()).unwrap();
    for (limit, received) in [
        (json!(1.5), "number with a fraction"),
        (json!(0), "zero"),
        (json!(-1), "negative number"),
        (json!("10"), "string"),
    ] {
        let params = js(json!({ "limit": limit }));
        refused(user.get_media(params.clone(), NONE), "params.limit", received).await;
        refused(user.delete_media(params, NONE), "params.limit", received).await;
    }
    for (time, received) in [
        ("0.5", "number with a fraction"),
        ("-1", "negative number"),
        ("2 ** 53", "number above 9007199254740991"),
        ("new Date()", "string"),
    ] {
        let params = evaluate(&format!("({{ valid_until_ms: {time} }})"), &NONE);
        refused(user.login_as_user(params, NONE), "params.valid_until_ms", received).await;
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn names_that_nobody_knows_are_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let client = fetch::client(&fetch);
    let user = client.user(ALICE.into()).unwrap();
    let params = js(json!({ "validUntilMs": 1 }));
    refused(user.login_as_user(params, NONE), "params.validUntilMs", "unknown field").await;
    let params = js(json!({ "page": 2 }));
    refused(client.users().list(params, NONE), "params.page", "unknown field").await;
    let options = js(json!({ "timeout": 5 }));
    refused(user.get_rooms(options), "options.timeout", "an unknown option").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn what_json_cannot_hold_is_refused_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::client(&fetch).user(ALICE.into()).unwrap();
    for (limit, received) in
        [("0 / 0", "NaN"), ("-1 / 0", "-Infinity"), ("5n", "bigint"), ("() => 5", "function")]
    {
        let params = evaluate(&format!("({{ limit: {limit} }})"), &NONE);
        refused(user.get_media(params, NONE), "params.limit", received).await;
    }
    let circle = evaluate("(() => { const circle = {}; circle.from = circle; return circle; })()", &NONE);
    refused(user.get_media(circle, NONE), "params", "something JSON cannot hold").await;
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn options_of_a_call_are_checked_before_anything_is_sent() {
    let fetch = uncalled();
    let user = fetch::client(&fetch).user(ALICE.into()).unwrap();
    refused(user.get_rooms(js(5)), "options", "number").await;
    for (name, value, received) in [
        ("signal", object(&[]), "object"),
        ("timeoutMs", (-5).into(), "another number"),
        ("timeoutMs", f64::NAN.into(), "another number"),
        ("maxRetries", "2".into(), "string"),
    ] {
        let options = object(&[(name, &value)]);
        refused(user.get_rooms(options), &format!("options.{name}"), received).await;
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}

#[wasm_bindgen_test]
async fn requests_of_ones_own_need_a_method_and_a_path_on_the_server() {
    let fetch = uncalled();
    let client = fetch::client(&fetch);
    refused(client.request(NONE, NONE), "request", "nothing").await;
    for (request, argument) in [
        (json!({ "method": "PATCH", "path": "/" }), "request.method"),
        (json!({ "method": "GET" }), "request.path"),
        (json!({ "method": "GET", "path": "https://elsewhere.example" }), "request.path"),
        (json!({ "method": "GET", "path": "/a?b=c" }), "request.path"),
        (json!({ "method": "GET", "path": "/a", "query": "b=c" }), "request.query"),
    ] {
        let caught = error(client.request(js(request), NONE)).await;
        caught.assert_is("InvalidArgumentError", "INVALID_ARGUMENT");
        assert_eq!(caught.json["argument"], argument);
    }
    assert_eq!(fetch::requests(&fetch), [] as [Value; 0]);
}
