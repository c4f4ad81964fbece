//! Functions of the user's that are told something.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

thread_local! {
    static IGNORE: Closure<dyn FnMut(JsValue)> = Closure::new(|_| {});
}

/// Tells one of the user's hooks; whatever it does, the call goes on.
pub fn tell(hook: &Function, event: &JsValue) {
    if let Ok(promise) = hook.call1(&JsValue::UNDEFINED, event)
        && promise.is_object()
    {
        let promise: Promise = Promise::resolve(&promise);
        IGNORE.with(|ignore| drop(promise.catch(ignore)));
    }
}
