//! Failures as the JavaScript errors that users catch.

use wasm_bindgen::prelude::*;

use super::property;
use crate::wire::{Class, Failure};

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn failure(name: &str, message: &str, fields: &str, cause: &JsValue, token: Option<&str>) -> JsValue;
}

/// A failure without a cause in JavaScript.
pub struct Failed(pub Failure);

impl From<Failed> for JsValue {
    fn from(Failed(failure): Failed) -> JsValue {
        error(&failure, &JsValue::UNDEFINED, None)
    }
}

/// Whether what a call was rejected with is an error of this class.
pub fn has_class(error: &JsValue, class: Class) -> bool {
    let name = property(error, "name").as_string();
    name.as_deref() == Some(class.as_str())
}

/// The error, with what JavaScript threw as its cause, and without the token.
pub fn error(failed: &Failure, cause: &JsValue, token: Option<&str>) -> JsValue {
    failure(failed.class.as_str(), &failed.message, &failed.fields(), cause, token)
}
