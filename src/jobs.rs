//! Jobs of the server's as JavaScript sees them.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/jobs.js")]
extern "C" {
    type Job;
    #[wasm_bindgen(constructor)]
    fn new(id: &str, status: JsValue, tasks: JsValue) -> Job;
}

/// A `Job`. Both functions take call options and give promises: of how it is, and of all tasks of the server.
pub fn job(
    id: &str,
    status: impl Fn(JsValue) -> JsValue + 'static,
    tasks: impl Fn(JsValue) -> JsValue + 'static,
) -> JsValue {
    let status = Closure::<dyn Fn(JsValue) -> JsValue>::new(status).into_js_value();
    let tasks = Closure::<dyn Fn(JsValue) -> JsValue>::new(tasks).into_js_value();
    Job::new(id, status, tasks).into()
}
