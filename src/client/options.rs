//! What the user sets: for the client, and for one call.

use std::fmt;
use std::ops::RangeInclusive;

use js_sys::{Array, Date, Function, Reflect};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::prelude::*;

use super::http::{self, AbortSignal};
use super::tokens::Tokens;
use crate::declare::Secret;
use crate::wire::Failure;

const DEFAULT_TIMEOUT_MS: u32 = 60_000;
const DEFAULT_RETRIES: u32 = 2;
const DEFAULT_EVERY_MS: u32 = 30_000;
/// What `setTimeout` can hold; beyond it, it fires at once.
const TIMEOUT_MS: RangeInclusive<u32> = 1..=2_147_483_647;
pub const DEFAULT_CONCURRENCY: u32 = 4;
const CONCURRENCY: RangeInclusive<u32> = 1..=1_000;
const RETRIES: RangeInclusive<u32> = 0..=1_000;

/// What a client is made from.
///
/// ```
/// use matrix_admin_sdk::ClientOptions;
///
/// let options = ClientOptions { timeout_ms: Some(10_000), ..ClientOptions::new("https://matrix.example.com", "syt_…") };
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientOptions {
    /// The homeserver's address: `https://matrix.example.com`. A path is kept.
    pub base_url: String,
    /// Of a server admin.
    pub access_token: AccessToken,
    /// Called instead of the global `fetch`, with a `Request`.
    #[serde(default, deserialize_with = "function")]
    pub fetch: Option<Function>,
    /// How long a call may take, retries and waiting included, in ms. Default: 60,000.
    pub timeout_ms: Option<u32>,
    /// How often a failed attempt may be repeated, where that is safe. Default: 2.
    pub max_retries: Option<u32>,
    /// Told before each attempt, with `method`, `path` and `attempt`. What it throws changes nothing.
    #[serde(default, deserialize_with = "function")]
    pub on_request: Option<Function>,
    /// Told after each attempt, also with `status` and `durationMs`. What it throws changes nothing.
    #[serde(default, deserialize_with = "function")]
    pub on_response: Option<Function>,
    /// Told of a reply that is not as declared, with `method`, `path`, `at`, `expected` and `received`. In JavaScript the
    /// call then resolves to the reply as the server sent it; in Rust it fails all the same if its type cannot hold that.
    #[serde(default, deserialize_with = "function")]
    pub on_mismatch: Option<Function>,
    /// Refuses every call that changes something. Default: `false`.
    #[serde(default)]
    pub read_only: bool,
    /// Asked before each call that changes something, with `call`, `method`, `path` and `ids`. Unless it gives `true`, or
    /// the promise of it, nothing is sent.
    #[serde(default, deserialize_with = "function")]
    pub confirm: Option<Function>,
    /// Told after each call that changed something or may have, also with `status`, `error` and `at`. What it throws
    /// changes nothing.
    #[serde(default, deserialize_with = "function")]
    pub on_change: Option<Function>,
}

impl ClientOptions {
    /// A server and a token; everything else has a default.
    pub fn new(base_url: impl Into<String>, access_token: impl Into<AccessToken>) -> Self {
        ClientOptions {
            base_url: base_url.into(),
            access_token: access_token.into(),
            fetch: None,
            timeout_ms: None,
            max_retries: None,
            on_request: None,
            on_response: None,
            on_mismatch: None,
            read_only: false,
            confirm: None,
            on_change: None,
        }
    }
}

/// The access token, or what gives it.
#[derive(Clone)]
pub enum AccessToken {
    /// The token.
    Fixed(String),
    /// Asked before each attempt, and once more, with the token that was refused, when the server no longer knows it.
    /// Gives a string or the promise of one.
    Provider(Function),
}

/// Without the token.
impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Secret.fmt(formatter)
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        AccessToken::Fixed(token.to_owned())
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        AccessToken::Fixed(token)
    }
}

impl From<Function> for AccessToken {
    fn from(provider: Function) -> Self {
        AccessToken::Provider(provider)
    }
}

impl<'de> Deserialize<'de> for AccessToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: JsValue = preserve::deserialize(deserializer)?;
        match (value.as_string(), value.dyn_into()) {
            (Some(token), _) => Ok(AccessToken::Fixed(token)),
            (None, Ok(provider)) => Ok(AccessToken::Provider(provider)),
            (None, Err(value)) => Err(D::Error::custom(type_name(&value))),
        }
    }
}

/// For `#[serde(deserialize_with)]` of a function.
pub fn function<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Function>, D::Error> {
    let value: JsValue = preserve::deserialize(deserializer)?;
    value.dyn_into().map(Some).map_err(|value: JsValue| D::Error::custom(type_name(&value)))
}

/// For `#[serde(deserialize_with)]` of a signal. By its shape: one of another realm is no instance of this one's
/// `AbortSignal`.
pub fn signal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AbortSignal>, D::Error> {
    let value: JsValue = preserve::deserialize(deserializer)?;
    if is_signal(&value) {
        Ok(Some(value.unchecked_into()))
    } else {
        Err(D::Error::custom(type_name(&value)))
    }
}

pub fn is_signal(value: &JsValue) -> bool {
    let has = |name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
    value.is_object() && !has("aborted").is_undefined() && has("addEventListener").is_function()
}

/// What kind of thing it is.
pub fn type_name(value: &JsValue) -> String {
    match value {
        _ if value.is_undefined() => "nothing".into(),
        _ if value.is_null() => "null".into(),
        _ if Array::is_array(value) => "array".into(),
        _ => value.js_typeof().as_string().unwrap_or_default(),
    }
}

/// What can be said for one call.
///
/// ```
/// use matrix_admin_sdk::CallOptions;
///
/// let options = CallOptions { timeout_ms: Some(5_000), max_retries: Some(0), ..CallOptions::default() };
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// Cancels the call.
    pub signal: Option<AbortSignal>,
    /// How long this call may take, retries and waiting included, in ms.
    pub timeout_ms: Option<u32>,
    /// How often a failed attempt may be repeated, where that is safe.
    pub max_retries: Option<u32>,
    /// A signal of our own, of a list that is read no further. Public, or nobody else could write `..Default::default()`.
    #[doc(hidden)]
    pub stopped: Option<AbortSignal>,
}

impl CallOptions {
    /// All that can end the call before its time.
    pub(crate) fn signals(&self) -> Vec<AbortSignal> {
        self.signal.iter().chain(&self.stopped).cloned().collect()
    }

    /// Refuses numbers out of range, in the name of the method.
    pub(crate) fn check(&self, method: &str) -> Result<(), Failure> {
        in_range(method, "timeoutMs", self.timeout_ms, TIMEOUT_MS)?;
        in_range(method, "maxRetries", self.max_retries, RETRIES)
    }
}

/// How to do many things at once.
#[derive(Clone, Debug, Default)]
pub struct BulkOptions {
    /// Ends it: nothing more is begun, and what is under way is cancelled.
    pub signal: Option<AbortSignal>,
    /// How many at once, from 1. Default: 4.
    pub concurrency: Option<u32>,
    /// Whether the result holds what succeeded. Default: `true`.
    pub keep_values: Option<bool>,
}

impl BulkOptions {
    pub(crate) fn check(&self, method: &str) -> Result<(), Failure> {
        in_range(method, "concurrency", self.concurrency, CONCURRENCY)
    }

    pub(crate) fn workers(&self) -> u32 {
        self.concurrency.unwrap_or(DEFAULT_CONCURRENCY)
    }
}

/// How to wait for a job.
#[derive(Clone, Debug, Default)]
pub struct WaitOptions {
    /// Ends the waiting, not the job.
    pub signal: Option<AbortSignal>,
    /// How long to wait, in ms. Default: until the job ends.
    pub timeout_ms: Option<u32>,
}

impl WaitOptions {
    pub(crate) fn check(&self) -> Result<(), Failure> {
        in_range("wait", "timeoutMs", self.timeout_ms, TIMEOUT_MS)
    }
}

/// How to watch for what is new.
#[derive(Clone, Debug, Default)]
pub struct WatchOptions {
    /// Ends the watching, which is no error.
    pub signal: Option<AbortSignal>,
    /// How long to wait before the server is asked again, in ms. Default: 30,000.
    pub every_ms: Option<u32>,
}

impl WatchOptions {
    pub(crate) fn check(&self) -> Result<(), Failure> {
        in_range("watch", "everyMs", self.every_ms, TIMEOUT_MS)
    }

    pub(crate) fn pause(&self) -> f64 {
        self.every_ms.unwrap_or(DEFAULT_EVERY_MS).into()
    }
}

/// What is expected of each option, in words.
fn expected(option: &str) -> &'static str {
    match option {
        "baseUrl" => "an address such as https://matrix.example.com",
        "accessToken" => "a token or a function that gives one",
        "timeoutMs" | "everyMs" => "a whole number from 1 to 2147483647",
        "maxRetries" => "a whole number from 0 to 1000",
        "concurrency" => "a whole number from 1 to 1000",
        "signal" => "an AbortSignal",
        "readOnly" => "true or false",
        _ => "a function",
    }
}

/// An option of the method is not what it has to be.
pub fn refused(method: &str, option: &str, received: &str) -> Failure {
    Failure::invalid(method, &["options.", option].concat(), expected(option), received)
}

fn in_range(
    method: &str,
    option: &str,
    value: Option<u32>,
    range: RangeInclusive<u32>,
) -> Result<(), Failure> {
    match value {
        Some(value) if !range.contains(&value) => Err(refused(method, option, "another number")),
        _ => Ok(()),
    }
}

/// Times before then are taken for seconds since the epoch: the wrong unit has cost people everything.
const FIRST_MS: u64 = 30_000_000_000;

/// Refuses a time that is in the future, or in seconds.
pub fn in_the_past(method: &str, argument: &str, ms: u64) -> Result<(), Failure> {
    let received = match ms {
        0..FIRST_MS => "a number that looks like seconds",
        _ if ms as f64 > Date::now() => "a time in the future",
        _ => return Ok(()),
    };
    Err(Failure::invalid(method, argument, "a time in the past, in ms since the epoch", received))
}

/// The options of a client, checked.
pub struct Settings {
    /// Without a slash at the end.
    pub base_url: String,
    pub token: Token,
    pub fetch: Option<Function>,
    pub on_request: Option<Function>,
    pub on_response: Option<Function>,
    pub on_mismatch: Option<Function>,
    pub read_only: bool,
    pub confirm: Option<Function>,
    pub on_change: Option<Function>,
    pub timeout_ms: u32,
    pub max_retries: u32,
}

pub enum Token {
    Fixed(String),
    Provider(Tokens),
}

impl Settings {
    pub fn new(options: ClientOptions) -> Result<Self, Failure> {
        const METHOD: &str = "MatrixAdminClient";
        in_range(METHOD, "timeoutMs", options.timeout_ms, TIMEOUT_MS)?;
        in_range(METHOD, "maxRetries", options.max_retries, RETRIES)?;
        if let AccessToken::Fixed(token) = &options.access_token
            && let Some(wrong) = unusable(token)
        {
            return Err(refused(METHOD, "accessToken", wrong));
        }
        let address = http::address(&options.base_url);
        Ok(Self::of(address.map_err(|wrong| refused(METHOD, "baseUrl", wrong))?, options))
    }

    pub fn of(base_url: String, options: ClientOptions) -> Self {
        Settings {
            base_url,
            token: match options.access_token {
                AccessToken::Provider(provider) => Token::Provider(Tokens::new(provider)),
                AccessToken::Fixed(token) => Token::Fixed(token),
            },
            fetch: options.fetch,
            on_request: options.on_request,
            on_response: options.on_response,
            on_mismatch: options.on_mismatch,
            read_only: options.read_only,
            confirm: options.confirm,
            on_change: options.on_change,
            timeout_ms: options.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS),
            max_retries: options.max_retries.unwrap_or(DEFAULT_RETRIES),
        }
    }
}

/// Why a token cannot stand in a header. It is never shown.
pub fn unusable(token: &str) -> Option<&'static str> {
    match token {
        "" => Some("an empty string"),
        _ if token.bytes().all(|byte| byte.is_ascii_graphic()) => None,
        _ => Some("a string with characters that no token has, such as a space"),
    }
}
