//! Lists and jobs as JavaScript has them: their classes are JavaScript, for a subclass of `Promise` and async generators
//! are nothing that Rust can export.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::declare::Paging;

#[wasm_bindgen(module = "/src/js/pages.js")]
extern "C" {
    type PagePromise;
    #[wasm_bindgen(constructor)]
    fn new(next: JsValue, items: &str, cursor: &str, sparse: bool) -> PagePromise;
}

#[wasm_bindgen(module = "/src/js/jobs.js")]
extern "C" {
    type Job;
    #[wasm_bindgen(constructor)]
    fn new(id: &str, status: JsValue, wait: JsValue) -> Job;
}

#[wasm_bindgen(module = "/src/js/running.js")]
extern "C" {
    type Running;
    #[wasm_bindgen(constructor)]
    fn new(told: &Array, ended: JsValue) -> Running;
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

/// A `Job`. Both functions take options and give promises of how it is.
pub fn job(
    id: &str,
    status: impl Fn(JsValue) -> JsValue + 'static,
    wait: impl Fn(JsValue) -> JsValue + 'static,
) -> JsValue {
    let status = Closure::<dyn Fn(JsValue) -> JsValue>::new(status).into_js_value();
    let wait = Closure::<dyn Fn(JsValue) -> JsValue>::new(wait).into_js_value();
    Job::new(id, status, wait).into()
}

/// A `Running`: the promise of how it ends, with what was told last.
pub fn running(told: &Array, ended: JsValue) -> JsValue {
    Running::new(told, ended).into()
}
