//! What the user sets: for the client, and for one call.

use js_sys::{Array, Function, Object};
use serde::{Deserialize, Deserializer, de};
use serde_wasm_bindgen::{from_value, preserve};
use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::send::Tokens;
use crate::wire::Failure;

const DEFAULT_TIMEOUT_MS: f64 = 60_000.0;
const DEFAULT_RETRIES: u32 = 2;
/// What `setTimeout` can hold; beyond it, it fires at once.
const LONGEST_TIMEOUT_MS: f64 = 2_147_483_647.0;

/// The options of the client as they come. What serde cannot judge is kept for [`Settings::read`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ClientOptions {
    #[serde(with = "preserve")]
    base_url: JsValue,
    #[serde(with = "preserve")]
    access_token: JsValue,
    #[serde(with = "preserve")]
    fetch: JsValue,
    #[serde(with = "preserve")]
    on_request: JsValue,
    #[serde(with = "preserve")]
    on_response: JsValue,
    #[serde(deserialize_with = "timeout")]
    timeout_ms: Option<f64>,
    #[serde(deserialize_with = "retries")]
    max_retries: Option<u32>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        let nothing = JsValue::UNDEFINED;
        ClientOptions {
            base_url: nothing.clone(),
            access_token: nothing.clone(),
            fetch: nothing.clone(),
            on_request: nothing.clone(),
            on_response: nothing,
            timeout_ms: None,
            max_retries: None,
        }
    }
}

pub struct Settings {
    /// Without a slash at the end.
    pub base_url: String,
    pub token: Token,
    pub fetch: Option<Function>,
    pub on_request: Option<Function>,
    pub on_response: Option<Function>,
    pub timeout_ms: f64,
    pub max_retries: u32,
}

pub enum Token {
    Fixed(String),
    Provider(Tokens),
}

impl Settings {
    pub fn read(options: &JsValue) -> Result<Self, JsValue> {
        Self::try_read(options).map_err(|failure| super::Failed(failure).into())
    }

    fn try_read(options: &JsValue) -> Result<Self, Failure> {
        const FIELDS: &[&str] =
            &["baseUrl", "accessToken", "fetch", "timeoutMs", "maxRetries", "onRequest", "onResponse"];
        let method = "MatrixAdminClient";
        let options: ClientOptions = read(method, options, FIELDS)?;
        let token = match options.access_token.dyn_into::<Function>() {
            Ok(provider) => Token::Provider(Tokens::new(&provider)),
            Err(value) => Token::Fixed(token(value).map_err(|wrong| {
                Failure::invalid(
                    method,
                    "options.accessToken",
                    "a token or a function that returns one",
                    wrong,
                )
            })?),
        };
        let function = |name: &str, value: JsValue| match value.dyn_into() {
            Ok(function) => Ok(Some(function)),
            Err(value) if value.is_undefined() => Ok(None),
            Err(value) => {
                let at = ["options.", name].concat();
                Err(Failure::invalid(method, &at, "a function", type_name(&value)))
            }
        };
        Ok(Settings {
            base_url: base_url(&options.base_url).map_err(|wrong| {
                let expected = "an address such as https://matrix.example.com";
                Failure::invalid(method, "options.baseUrl", expected, wrong)
            })?,
            token,
            fetch: function("fetch", options.fetch)?,
            on_request: function("onRequest", options.on_request)?,
            on_response: function("onResponse", options.on_response)?,
            timeout_ms: options.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS),
            max_retries: options.max_retries.unwrap_or(DEFAULT_RETRIES),
        })
    }
}

/// The last argument of every method.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallOptions {
    #[serde(with = "preserve")]
    pub signal: JsValue,
    #[serde(deserialize_with = "timeout")]
    pub timeout_ms: Option<f64>,
    #[serde(deserialize_with = "retries")]
    pub max_retries: Option<u32>,
}

impl CallOptions {
    pub fn read(method: &str, options: &JsValue) -> Result<Self, Failure> {
        if options.is_undefined() || options.is_null() {
            return Ok(CallOptions::default());
        }
        let options: CallOptions = read(method, options, &["signal", "timeoutMs", "maxRetries"])?;
        // By its shape: a signal of another realm is no instance of this one's AbortSignal.
        let is_signal = || js_sys::Reflect::has(&options.signal, &"aborted".into()).unwrap_or(false);
        if !options.signal.is_undefined() && !is_signal() {
            let received = type_name(&options.signal);
            return Err(Failure::invalid(method, "options.signal", "an AbortSignal", received));
        }
        Ok(options)
    }
}

fn read<T: de::DeserializeOwned>(method: &str, options: &JsValue, fields: &[&str]) -> Result<T, Failure> {
    if !options.is_object() || Array::is_array(options) {
        return Err(Failure::invalid(method, "options", "object", type_name(options)));
    }
    let unknown = |name: &String| !fields.contains(&name.as_str());
    if let Some(name) =
        Object::keys(options.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()).find(unknown)
    {
        let at = ["options.", &name].concat();
        return Err(Failure::invalid(
            method,
            &at,
            &["one of ", &fields.join(", ")].concat(),
            "an unknown option",
        ));
    }
    from_value(options.clone()).map_err(|error| {
        let why = js_sys::Error::from(JsValue::from(error)).message();
        Failure::refused(method, &["options.", &String::from(why)].concat())
    })
}

fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let wrong = || de::Error::custom("timeoutMs: expected a time in ms from 1 to 2147483647");
    match Option::<f64>::deserialize(deserializer) {
        Ok(Some(ms)) if !(1.0..=LONGEST_TIMEOUT_MS).contains(&ms) => Err(wrong()),
        other => other.map_err(|_| wrong()),
    }
}

fn retries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    Option::<u32>::deserialize(deserializer)
        .map_err(|_| de::Error::custom("maxRetries: expected a whole number from 0"))
}

/// A token that can stand in a header. The error never shows it.
pub fn token(value: JsValue) -> Result<String, &'static str> {
    match value.as_string() {
        None => Err(type_name(&value)),
        Some(text) if text.is_empty() => Err("an empty string"),
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err("a string with characters that a header cannot carry")
        }
        Some(text) => Ok(text),
    }
}

fn base_url(value: &JsValue) -> Result<String, &'static str> {
    let text = value.as_string().ok_or_else(|| type_name(value))?;
    let url = Url::new(&text).map_err(|_| "a string that is no absolute URL")?;
    if !matches!(url.protocol().as_str(), "http:" | "https:") {
        Err("one that begins with neither https:// nor http://")
    } else if !url.username().is_empty() || !url.password().is_empty() {
        Err("one with credentials in it; the token goes into accessToken")
    } else if text.contains(['?', '#']) {
        Err("one with a query or fragment")
    } else {
        Ok([&url.origin(), url.pathname().trim_end_matches('/')].concat())
    }
}

fn type_name(value: &JsValue) -> &'static str {
    if value.is_undefined() {
        "nothing"
    } else if value.is_null() {
        "null"
    } else if Array::is_array(value) {
        "array"
    } else if value.is_function() {
        "function"
    } else if value.is_string() {
        "string"
    } else if value.is_object() {
        "object"
    } else if value.as_bool().is_some() {
        "boolean"
    } else {
        "number"
    }
}
