//! A server that is only a `fetch`.

use matrix_admin_sdk::client::MatrixAdminClient;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::javascript::{NONE, evaluate, function, json, object};

pub const BASE: &str = "https://matrix.example.com/behind/a/prefix";
pub const ALICE: &str = "@alice:example.com";
pub const TOKEN: &str = "syt_secret-token";
/// An answer that never comes.
pub const NEVER: &str = "new Promise(() => {})";

/// A `fetch` that answers what the expression comes to, at each `count` from 1 anew.
pub fn answering(expression: &str) -> JsValue {
    const START: &str = "const fetch = async (request) => { \
        const { method, url, credentials } = request; \
        const headers = Object.fromEntries(request.headers); \
        fetch.requests.push({ method, url, credentials, headers, body: await request.text() }); \
        const count = fetch.requests.length; \
        return ";
    const END: &str = "; }; fetch.requests = []; return fetch";
    function("", &[START, expression, END].concat()).call0(&NONE).unwrap()
}

/// The requests that it got.
pub fn requests(fetch: &JsValue) -> Vec<Value> {
    serde_json::from_value(json(&evaluate("it.requests", fetch))).unwrap()
}

pub fn client(fetch: &JsValue) -> MatrixAdminClient {
    client_with_token(fetch, &TOKEN.into())
}

pub fn client_with_token(fetch: &JsValue, token: &JsValue) -> MatrixAdminClient {
    let base = format!("{BASE}/");
    let options = object(&[("baseUrl", &base.into()), ("accessToken", token), ("fetch", fetch)]);
    MatrixAdminClient::new(options, JsValue::UNDEFINED).unwrap()
}
