//! Failures as the JavaScript errors that users catch.

use wasm_bindgen::prelude::*;

use crate::wire::Failure;

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn failure(name: &str, message: &str, fields: &str, cause: &JsValue) -> JsValue;
}

/// A failure without a cause in JavaScript.
pub struct Failed(pub Failure);

impl From<Failed> for JsValue {
    fn from(Failed(failure): Failed) -> JsValue {
        with_cause(&failure, &JsValue::UNDEFINED)
    }
}

pub fn with_cause(failed: &Failure, cause: &JsValue) -> JsValue {
    failure(failed.class.as_str(), &failed.message, &failed.fields(), cause)
}
