//! What the user sets: for the client, and for one call.

use std::ops::RangeInclusive;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

use super::send::Tokens;
use crate::wire::Failure;

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    #[wasm_bindgen(js_name = typeName)]
    fn type_name(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = unknownName)]
    fn unknown_name(options: &JsValue, known: &str) -> Option<String>;
    #[wasm_bindgen(catch)]
    fn address(text: &str) -> Result<String, JsValue>;
}

const DEFAULT_TIMEOUT_MS: f64 = 60_000.0;
const DEFAULT_RETRIES: f64 = 2.0;
/// What `setTimeout` can hold; beyond it, it fires at once.
const TIMEOUT_MS: Whole = Whole(1.0..=2_147_483_647.0, "a whole number from 1 to 2147483647");
const RETRIES: Whole = Whole(0.0..=1_000.0, "a whole number from 0 to 1000");

/// A range, and how messages call it.
struct Whole(RangeInclusive<f64>, &'static str);

pub struct Settings {
    /// Without a slash at the end.
    pub base_url: String,
    pub token: Token,
    pub fetch: Option<Function>,
    pub on_request: Option<Function>,
    pub on_response: Option<Function>,
    pub timeout_ms: f64,
    pub max_retries: f64,
}

pub enum Token {
    Fixed(String),
    Provider(Tokens),
}

impl Settings {
    pub fn read(options: &JsValue) -> Result<Self, Failure> {
        const KNOWN: &str = "baseUrl, accessToken, fetch, timeoutMs, maxRetries, onRequest, onResponse";
        let given = Given::new("MatrixAdminClient", options, KNOWN)?;
        let access_token = given.value("accessToken");
        Ok(Settings {
            base_url: base_url(&given.value("baseUrl")).map_err(|wrong| {
                given.refused("baseUrl", "an address such as https://matrix.example.com", &wrong)
            })?,
            token: match access_token.dyn_ref::<Function>() {
                Some(provider) => Token::Provider(Tokens::new(provider)),
                None => Token::Fixed(token(&access_token).map_err(|wrong| {
                    given.refused("accessToken", "a token or a function that gives one", &wrong)
                })?),
            },
            fetch: given.function("fetch")?,
            on_request: given.function("onRequest")?,
            on_response: given.function("onResponse")?,
            timeout_ms: given.number("timeoutMs", TIMEOUT_MS)?.unwrap_or(DEFAULT_TIMEOUT_MS),
            max_retries: given.number("maxRetries", RETRIES)?.unwrap_or(DEFAULT_RETRIES),
        })
    }
}

/// The last argument of every method.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub signal: JsValue,
    /// A signal of our own, of a list that is read no further.
    pub stopped: JsValue,
    pub on_progress: Option<Function>,
    pub timeout_ms: Option<f64>,
    pub max_retries: Option<f64>,
}

impl CallOptions {
    /// `progress`: whether the method tells how far it is.
    pub fn read(method: &str, options: &JsValue, progress: bool) -> Result<Self, Failure> {
        const KNOWN: &str = "signal, timeoutMs, maxRetries";
        const WITH_PROGRESS: &str = "signal, timeoutMs, maxRetries, onProgress";
        if options.is_undefined() || options.is_null() {
            return Ok(CallOptions::default());
        }
        let given = Given::new(method, options, if progress { WITH_PROGRESS } else { KNOWN })?;
        let signal = given.value("signal");
        // By its shape: a signal of another realm is no instance of this one's AbortSignal.
        let is_signal = |value: &JsValue| !property(value, "aborted").is_undefined();
        if is_signal(options) {
            return Err(Failure::invalid(method, "options", "object, such as { signal }", "an AbortSignal"));
        }
        if !signal.is_undefined() && !is_signal(&signal) {
            return Err(given.refused("signal", "an AbortSignal", &type_name(&signal)));
        }
        Ok(CallOptions {
            timeout_ms: given.number("timeoutMs", TIMEOUT_MS)?,
            max_retries: given.number("maxRetries", RETRIES)?,
            signal,
            stopped: JsValue::UNDEFINED,
            on_progress: given.function("onProgress")?,
        })
    }
}

/// An options object that holds no unknown name.
struct Given<'a> {
    method: &'a str,
    options: &'a JsValue,
}

impl<'a> Given<'a> {
    fn new(method: &'a str, options: &'a JsValue, known: &str) -> Result<Self, Failure> {
        let received = type_name(options);
        if received != "object" {
            return Err(Failure::invalid(method, "options", "object", &received));
        }
        let given = Given { method, options };
        match unknown_name(options, known) {
            Some(name) => Err(given.refused(&name, &["one of ", known].concat(), "an unknown option")),
            None => Ok(given),
        }
    }

    fn value(&self, name: &str) -> JsValue {
        property(self.options, name)
    }

    fn function(&self, name: &str) -> Result<Option<Function>, Failure> {
        match self.value(name).dyn_into() {
            Ok(function) => Ok(Some(function)),
            Err(value) if value.is_undefined() => Ok(None),
            Err(value) => Err(self.refused(name, "a function", &type_name(&value))),
        }
    }

    fn number(&self, name: &str, Whole(range, expected): Whole) -> Result<Option<f64>, Failure> {
        let value = self.value(name);
        if value.is_undefined() {
            return Ok(None);
        }
        let number = value.as_f64().filter(|number| range.contains(number) && number.fract() == 0.0);
        let refused = |received| self.refused(name, expected, received);
        match number {
            Some(number) => Ok(Some(number)),
            None if value.as_f64().is_some() => Err(refused("another number")),
            None => Err(refused(&type_name(&value))),
        }
    }

    fn refused(&self, name: &str, expected: &str, received: &str) -> Failure {
        Failure::invalid(self.method, &["options.", name].concat(), expected, received)
    }
}

/// A token that can stand in a header. The error never shows it.
pub fn token(value: &JsValue) -> Result<String, String> {
    match value.as_string() {
        None => Err(type_name(value)),
        Some(text) if text.is_empty() => Err("an empty string".into()),
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err("a string with characters that a header cannot carry".into())
        }
        Some(text) => Ok(text),
    }
}

fn base_url(value: &JsValue) -> Result<String, String> {
    let text = value.as_string().ok_or_else(|| type_name(value))?;
    address(&text).map_err(|wrong| wrong.as_string().unwrap_or_default())
}

/// A property; `undefined` where there is none, or nothing that could have one.
pub fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}
