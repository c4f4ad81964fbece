//! A server that is only a `fetch`.

use js_sys::Function;
use matrix_admin_sdk::{AccessToken, Client, ClientOptions, User};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::javascript::{self, NONE, evaluate, function, invoke, json, object};

pub const BASE: &str = "https://matrix.example.com/behind/a/prefix";
pub const ALICE: &str = "@alice:example.com";
pub const TOKEN: &str = "syt_secret-token";
/// An answer that never comes.
pub const NEVER: &str = "new Promise(() => {})";

/// A `fetch` that answers what the expression comes to, at each `count` from 1 anew.
pub fn answering(expression: &str) -> Function {
    const START: &str = "const fetch = async (request) => { \
        const { method, url, credentials } = request; \
        const headers = Object.fromEntries(request.headers); \
        fetch.requests.push({ method, url, credentials, headers, body: await request.text() }); \
        const count = fetch.requests.length; \
        return ";
    const END: &str = "; }; fetch.requests = []; return fetch";
    function("", &[START, expression, END].concat()).call0(&NONE).unwrap().unchecked_into()
}

/// One that answers with the JSON.
pub fn saying(reply: &Value) -> Function {
    let text = Value::from(reply.to_string());
    answering(&format!("new Response({text})"))
}

/// The requests that it got.
pub fn requests(fetch: &JsValue) -> Vec<Value> {
    serde_json::from_value(json(&evaluate("it.requests", fetch))).unwrap()
}

/// What a typed client on it is made from.
pub fn options(fetch: &Function, token: impl Into<AccessToken>) -> ClientOptions {
    ClientOptions { fetch: Some(fetch.clone()), ..ClientOptions::new(format!("{BASE}/"), token) }
}

pub fn client(fetch: &Function) -> Client {
    Client::new(options(fetch, TOKEN)).unwrap()
}

pub fn alice(fetch: &Function) -> User {
    client(fetch).user(ALICE).unwrap()
}

/// A client of JavaScript.
pub fn face(fetch: &JsValue) -> JsValue {
    let base = format!("{BASE}/");
    let options = [("baseUrl", &base.into()), ("accessToken", &TOKEN.into()), ("fetch", fetch)];
    javascript::client(&object(&options)).unwrap()
}

/// Alice in JavaScript.
pub fn face_of_alice(fetch: &JsValue) -> JsValue {
    invoke(&face(fetch), "user", &[ALICE.into()])
}
