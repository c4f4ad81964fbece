//! Failures as the JavaScript errors that users catch.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

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
    let name = Reflect::get(error, &"name".into()).ok();
    name.and_then(|name| name.as_string()).is_some_and(|name| name == class.as_str())
}

/// The error, with what JavaScript threw as its cause, and without the token.
pub fn error(failed: &Failure, cause: &JsValue, token: Option<&str>) -> JsValue {
    failure(failed.class.as_str(), &failed.message, &failed.fields(), cause, token)
}
