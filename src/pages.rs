//! Lists as JavaScript sees them.

use wasm_bindgen::prelude::*;

use crate::declare::Paging;

#[wasm_bindgen(module = "/src/js/pages.js")]
extern "C" {
    type PagePromise;
    #[wasm_bindgen(constructor)]
    fn new(next: JsValue, items: &str, cursor: &str, sparse: bool) -> PagePromise;
}

/// A `PagePromise`. `next` gives the promise of the page that begins at a cursor, at first without one; it also gets
/// the signal that ends the reading.
pub fn list(paging: &Paging, next: impl FnMut(JsValue, JsValue) -> JsValue + 'static) -> JsValue {
    let next = Closure::<dyn FnMut(JsValue, JsValue) -> JsValue>::new(next).into_js_value();
    PagePromise::new(next, paging.items, paging.next, paging.sparse).into()
}

/// A `PagePromise` that has no first page.
pub fn rejected(error: JsValue) -> JsValue {
    let paging = Paging { items: "", next: "", from: "", sparse: false };
    list(&paging, move |_, _| js_sys::Promise::reject(&error).into())
}
