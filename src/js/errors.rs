//! Errors as JavaScript has them.

use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use wasm_bindgen::prelude::*;

use crate::client::Error;
use crate::wire::{Details, Failure};

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn failure(name: &str, message: &str, fields: &JsValue, cause: &JsValue) -> JsValue;
}

/// The classes of errors are exports of the module.
macro_rules! classes {
    ($($function:ident $name:ident $text:literal)*) => {
        #[wasm_bindgen(module = "/src/js/errors.js")]
        extern "C" {
            $(
                #[wasm_bindgen(js_name = $name, reexport = $text, skip_typescript)]
                fn $function();
            )*
        }
    };
}

classes! {
    matrix_admin_error MatrixAdminError "MatrixAdminError"
    api_error ApiError "ApiError"
    authentication_error AuthenticationError "AuthenticationError"
    permission_denied_error PermissionDeniedError "PermissionDeniedError"
    not_found_error NotFoundError "NotFoundError"
    conflict_error ConflictError "ConflictError"
    rate_limit_error RateLimitError "RateLimitError"
    unsupported_error UnsupportedError "UnsupportedError"
    server_error ServerError "ServerError"
    connection_error ConnectionError "ConnectionError"
    timeout_error TimeoutError "TimeoutError"
    response_error ResponseError "ResponseError"
    job_error JobError "JobError"
    bulk_error BulkError "BulkError"
    invalid_argument_error InvalidArgumentError "InvalidArgumentError"
    refused_error RefusedError "RefusedError"
    load_error LoadError "LoadError"
}

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = parse)]
    fn parse_bytes(bytes: &[u8]) -> Result<JsValue, JsValue>;
}

/// The value of a JSON text.
pub fn parse(text: &[u8]) -> Result<JsValue, Error> {
    parse_bytes(text).map_err(Error::thrown)
}

/// The properties of an error. Its body, or the status of a job, is what the server sent.
#[derive(Serialize)]
struct Fields<'a> {
    #[serde(with = "preserve", skip_serializing_if = "JsValue::is_undefined")]
    body: JsValue,
    #[serde(flatten)]
    details: &'a Details,
    #[serde(rename = "status", with = "preserve", skip_serializing_if = "JsValue::is_undefined")]
    job_status: JsValue,
}

fn fields(details: &Details, body: Option<&str>, job_status: Option<&str>) -> JsValue {
    let value = |text: Option<&str>| text.and_then(|text| parse(text.as_bytes()).ok()).unwrap_or_default();
    let fields = Fields { body: value(body), details, job_status: value(job_status) };
    fields.serialize(&Serializer::json_compatible()).unwrap_or_default()
}

/// The error that users catch: of the class that it belongs to, or the reason of their signal.
pub fn to_js(error: &Error) -> JsValue {
    let Some(Failure { class, message, details, body, .. }) = error.failure() else {
        return error.cause().clone();
    };
    let job_status = error.job_status().map(|status| status.text());
    failure(class.as_str(), message, &fields(details, body.as_deref(), job_status), error.cause())
}

impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        to_js(&error)
    }
}
