//! A request goes out, an answer comes back: the only file that knows web-sys and gloo-net.
//!
//! Their types carry every request and every answer. What of them panics on values that users control (gloo-net's
//! `send`, `text`, `json`, `binary`, `Headers`) is not called: a panic here is a promise that never settles.

use std::cell::Cell;

use gloo_net::http;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
pub use web_sys::{AbortController, AbortSignal};
use web_sys::{Headers, RequestCredentials, RequestInit, RequestRedirect, Url};

#[wasm_bindgen]
extern "C" {
    /// The global one, looked up at each call: it may be patched. Called bare, as workerd wants it.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    /// What may be a `Response`. A getter of what is none may throw.
    type Shape;
    #[wasm_bindgen(method, getter, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Shape) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = bodyUsed)]
    fn body_used(this: &Shape) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn status(this: &Shape) -> Result<JsValue, JsValue>;

    /// The body as it arrived. What is no buffer throws here.
    pub type Bytes;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn new(buffer: &JsValue) -> Result<Bytes, JsValue>;
}

impl Bytes {
    pub fn to_vec(&self) -> Vec<u8> {
        self.unchecked_ref::<js_sys::Uint8Array>().to_vec()
    }
}

/// Why there is no answer.
pub enum Missed {
    /// What `fetch` was rejected with, or threw.
    Thrown(JsValue),
    /// What it gave instead of a response.
    Wrong(&'static str),
}

impl From<JsValue> for Missed {
    fn from(thrown: JsValue) -> Self {
        Missed::Thrown(thrown)
    }
}

/// Where a request goes.
pub struct Destination<'a> {
    url: String,
    /// Not for another origin than the homeserver's, nor from there on.
    token: Option<&'a str>,
    redirect: RequestRedirect,
}

impl<'a> Destination<'a> {
    pub fn new(url: String, token: &'a str) -> Self {
        Destination { url, token: Some(token), redirect: RequestRedirect::Manual }
    }

    /// Where a redirect leads, if it may be followed.
    pub fn after(&self, answer: &Answer) -> Option<Self> {
        if answer.status == 0 && self.redirect == RequestRedirect::Manual {
            // A browser hides where. It follows by itself, and leaves the token behind where the origin changes.
            return Some(Destination { url: self.url.clone(), redirect: RequestRedirect::Follow, ..*self });
        }
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let to = Url::new_with_base(&answer.header("Location")?, &self.url).ok()?;
        let (url, home) = (to.href(), [&*to.origin(), "/"].concat());
        // What was encrypted stays so. With a name and password in it, an address does not begin with its origin.
        let safe = url.starts_with(&home)
            && (url.starts_with("https:") || url.starts_with("http:") && self.url.starts_with("http:"));
        let token = self.token.filter(|_| self.url.starts_with(&home));
        safe.then_some(Destination { url, token, redirect: self.redirect })
    }
}

/// A request that was sent. It has to be kept until the whole answer is there: Node's `fetch` forgets the signal of a
/// request that is collected.
pub struct Sent {
    /// Of what [`Arriving::new`] takes; or something else, if a function of the user's gave it.
    pub promise: JsValue,
    _request: web_sys::Request,
}

pub fn fetch(
    signal: &AbortSignal,
    method: &str,
    to: &Destination<'_>,
    body: Option<&str>,
    fetch: Option<&Function>,
) -> Result<Sent, JsValue> {
    let request = request(signal, method, to, body)?;
    let request: web_sys::Request = http::Request::from(request).into();
    let promise = match fetch {
        Some(fetch) => fetch.call1(&JsValue::UNDEFINED, &request)?,
        None => global_fetch(&request)?,
    };
    Ok(Sent { promise, _request: request })
}

/// An answer whose body is still on its way.
pub struct Arriving {
    status: u16,
    response: http::Response,
    /// Of what [`Arriving::complete`] takes.
    pub body: JsValue,
}

impl Arriving {
    pub fn new(response: JsValue) -> Result<Self, Missed> {
        // By its shape: a Response of another realm is no instance of this one's.
        let shape: &Shape = response.unchecked_ref();
        if !response.is_object() || !shape.array_buffer().is_ok_and(|method| method.is_function()) {
            return Err(Missed::Wrong("something else"));
        }
        if shape.body_used()?.is_truthy() {
            return Err(Missed::Wrong("one whose body was read already"));
        }
        let status = shape.status()?.as_f64().unwrap_or_default() as u16;
        let response = response.unchecked_into::<web_sys::Response>();
        let body = response.array_buffer()?.into();
        Ok(Arriving { status, response: response.into(), body })
    }

    pub fn complete(self, buffer: &JsValue) -> Result<Answer, JsValue> {
        Ok(Answer {
            status: self.status,
            body: Bytes::new(buffer)?,
            response: Cell::new(Some(self.response)),
        })
    }
}

/// An answer, with its whole body.
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
    response: Cell<Option<http::Response>>,
}

fn request(
    signal: &AbortSignal,
    method: &str,
    to: &Destination<'_>,
    body: Option<&str>,
) -> Result<web_sys::Request, JsValue> {
    // Any other header would not pass Synapse's CORS.
    let headers = Headers::new()?;
    if let Some(token) = to.token {
        headers.set("Authorization", &["Bearer ", token].concat())?;
    }
    let init = RequestInit::new();
    if let Some(body) = body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&body.into());
    }
    init.set_method(method);
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::Omit);
    // Where a redirect leads, the token must not follow.
    init.set_redirect(to.redirect);
    init.set_signal(Some(signal));
    web_sys::Request::new_with_str_and_init(&to.url, &init)
}

/// What headers tell of a refusal, where a page may see them.
#[derive(Default)]
pub struct Told {
    /// What Synapse calls the request in its logs.
    pub trace_id: Option<String>,
    /// When to come again: in seconds, or a date.
    pub retry_after: Option<String>,
}

impl Answer {
    pub fn told(&self) -> Told {
        Told { trace_id: self.header("Synapse-Trace-Id"), retry_after: self.header("Retry-After") }
    }

    fn header(&self, name: &str) -> Option<String> {
        let response: web_sys::Response = self.response.take()?.into();
        // A mocked response may have no headers.
        let headers = Reflect::get(&response, &"headers".into()).ok()?;
        self.response.set(Some(response.into()));
        headers.is_object().then(|| headers.unchecked_into::<Headers>().get(name).ok()?)?
    }
}

/// The address of a server, without a slash at its end; or what is wrong with it.
pub fn address(text: &str) -> Result<String, &'static str> {
    let url = Url::new(text).map_err(|_| "a string that is no absolute URL")?;
    if !matches!(&*url.protocol(), "https:" | "http:") {
        return Err("one that begins with neither https:// nor http://");
    }
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err("one with credentials in it; the token goes into accessToken");
    }
    if text.contains(['?', '#']) {
        return Err("one with a query or fragment");
    }
    Ok([&*url.origin(), url.pathname().trim_end_matches('/')].concat())
}

fn property(value: &JsValue, name: &str) -> JsValue {
    // Each exception that an import throws costs wasm-bindgen a place in its table for good.
    match value.is_object() {
        true => Reflect::get(value, &name.into()).unwrap_or_default(),
        false => JsValue::UNDEFINED,
    }
}

/// What the platform calls the failure: `ECONNREFUSED`.
fn code(cause: &JsValue) -> Option<String> {
    let code = property(&property(cause, "cause"), "code").as_string();
    code.or_else(|| property(cause, "code").as_string())
}

/// What `fetch` calls a time limit of its own that was over after the request had been sent: Node's, Bun's, or that of
/// an `AbortSignal.timeout()`.
pub fn limit(cause: &JsValue) -> Option<String> {
    let code = code(cause).or_else(|| property(cause, "name").as_string());
    code.filter(|code| matches!(&**code, "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" | "TimeoutError"))
}

/// Why there was no answer, as far as it can be known here.
pub fn explain(cause: &JsValue, base_url: &str) -> String {
    if let Some(reason) = code(cause) {
        return [&reason, ". Is the address right, the server up, its certificate valid?"].concat();
    }
    let page = property(&property(&js_sys::global(), "location"), "protocol");
    let Some(page) = page.as_string() else {
        return "Is the address right, the server up, its certificate valid?".to_owned();
    };
    if page == "https:" && base_url.starts_with("http:") {
        return "A page from https:// cannot call an http:// address, unless it is localhost: mixed content."
            .to_owned();
    }
    [
        "A browser does not tell why. Open ",
        base_url,
        "/_synapse/admin/v1/server_version in a tab: an error page of the browser means a wrong name, a server that is \
         down, or its certificate; a page of a proxy, or 404, that it does not let /_synapse/admin through; JSON, that \
         CORS headers are missing (Synapse sends them, a proxy may drop them).",
    ]
    .concat()
}
