//! The JavaScript face of the library, and values as JavaScript has them, in and out.

use std::ops::Deref;
use std::sync::Once;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use matrix_admin_sdk::{Class, Error};
use serde::Serialize;
use serde_json::{Value, from_str};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/handles.js")]
extern "C" {
    type MatrixAdminClient;
    #[wasm_bindgen(constructor, catch)]
    fn new(options: &JsValue) -> Result<MatrixAdminClient, JsValue>;
}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    type MatrixAdminError;
}

/// What `new MatrixAdminClient(options)` gives, or throws.
pub fn client(options: &JsValue) -> Result<JsValue, JsValue> {
    static START: Once = Once::new();
    // Whoever loads the module has it started; the runner of tests has not.
    START.call_once(matrix_admin_sdk::js::start);
    MatrixAdminClient::new(options).map(JsValue::from)
}

/// An argument that is left out.
pub const NONE: JsValue = JsValue::UNDEFINED;

pub fn js(json: impl Into<Value>) -> JsValue {
    json.into().serialize(&Serializer::json_compatible()).unwrap()
}

/// What `JSON.stringify` says of a value.
pub fn json(value: &JsValue) -> Value {
    let text = JSON::stringify(value).unwrap();
    from_str(&String::from(text)).unwrap()
}

/// What a value of the typed client is as JSON.
pub fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// A function with the body.
pub fn function(parameters: &str, body: &str) -> Function {
    Function::new_with_args(parameters, body)
}

/// What an expression of `it` comes to.
pub fn evaluate(expression: &str, it: &JsValue) -> JsValue {
    function("it", &["return ", expression].concat()).call1(&NONE, it).unwrap()
}

/// What a method gives, or throws.
pub fn attempt(it: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(it, &method.into()).unwrap().unchecked_into();
    let arguments: Array = arguments.iter().collect();
    method.apply(it, &arguments)
}

/// Calls a method that throws nothing.
pub fn invoke(it: &JsValue, method: &str, arguments: &[JsValue]) -> JsValue {
    attempt(it, method, arguments).unwrap()
}

/// All that `for await` gives.
pub async fn collect(iterable: &JsValue) -> Value {
    const LOOP: &str = "return (async () => { \
        const items = []; \
        for await (const item of iterable) items.push(item); \
        return items; \
    })()";
    value(function("iterable", LOOP).call1(&NONE, iterable).unwrap()).await
}

pub fn object(members: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

/// How the promise that a method must return is settled.
pub async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    let promise = promise.dyn_into::<Promise>().expect("a promise");
    JsFuture::from(promise).await
}

/// What it resolves to.
pub async fn value(promise: JsValue) -> Value {
    json(&settled(promise).await.unwrap())
}

/// It resolves to `undefined`.
pub async fn done(promise: JsValue) {
    assert_eq!(settled(promise).await.unwrap(), NONE);
}

/// What it rejects with.
pub async fn error(promise: JsValue) -> Caught {
    Caught::new(settled(promise).await.unwrap_err())
}

/// What a call of the typed client comes to instead of a value.
pub async fn failure<T>(call: impl IntoFuture<Output = Result<T, Error>>) -> Failed {
    match call.await {
        Ok(_) => panic!("the call succeeded"),
        Err(error) => Failed::new(error),
    }
}

/// An error of this library, as JavaScript catches it.
pub struct Caught {
    pub value: JsValue,
    /// Its `toJSON()`.
    pub json: Value,
    /// The names of its classes, its own first.
    pub classes: Vec<String>,
    /// All that it holds, whoever looks: the properties that nobody lists and its causes, too.
    pub text: String,
}

impl Caught {
    pub fn new(error: JsValue) -> Self {
        assert!(error.is_instance_of::<js_sys::Error>(), "{error:?}");
        assert!(error.is_instance_of::<MatrixAdminError>(), "{error:?}");
        const CLASSES: &str = "let classes = []; \
            while ((it = Object.getPrototypeOf(it)) !== Object.prototype) classes.push(it.name); \
            return classes";
        const TEXT: &str = "const seen = new Set(), texts = [String(it), it.stack, JSON.stringify(it)]; \
            (function see(value) { \
                if (Object(value) !== value) return texts.push(String(value)); \
                if (seen.has(value)) return; \
                seen.add(value); \
                for (const name of Reflect.ownKeys(value)) { texts.push(String(name)); see(value[name]); } \
            })(it); \
            return texts.join('\\n')";
        let of_error = |body| function("it", body).call1(&NONE, &error).unwrap();
        Caught {
            json: json(&error),
            classes: serde_json::from_value(json(&of_error(CLASSES))).unwrap(),
            text: of_error(TEXT).as_string().unwrap(),
            value: error,
        }
    }

    pub fn message(&self) -> &str {
        self.json["message"].as_str().unwrap()
    }

    #[track_caller]
    pub fn assert_is(&self, class: &str, code: &str) {
        assert_eq!(self.classes[0], class, "{}", self.json);
        assert_eq!(self.classes[self.classes.len() - 2..], ["MatrixAdminError", "Error"]);
        assert_eq!(self.json["name"], class);
        assert_eq!(self.json["code"], code);
    }

    #[track_caller]
    pub fn assert_hides(&self, secret: &str) {
        assert!(!self.text.contains(secret), "{}", self.text);
    }
}

/// An error of the typed client, and what it is in JavaScript: both say the same.
pub struct Failed {
    pub error: Error,
    pub caught: Caught,
}

impl Deref for Failed {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.error
    }
}

impl Failed {
    pub fn new(error: Error) -> Self {
        let caught = Caught::new(error.clone().into());
        let told = &caught.json;
        assert_eq!(told["message"], error.message());
        assert_eq!(error.to_string(), error.message());
        for (name, value) in [
            ("method", error.method()),
            ("path", error.path()),
            ("errcode", error.errcode()),
            ("error", error.error()),
            ("at", error.at()),
            ("argument", error.argument()),
            ("expected", error.expected()),
            ("received", error.received()),
            ("job", error.job()),
        ] {
            assert_eq!(told.get(name).map(|told| told.as_str().unwrap()), value, "{name}");
        }
        for (name, value) in [
            ("retryAfterMs", error.retry_after_ms()),
            ("timeoutMs", error.timeout_ms().map(u64::from)),
            ("status", error.status().map(u64::from).filter(|_| error.job_status().is_none())),
        ] {
            let told = told.get(name).filter(|told| !told.is_object());
            assert_eq!(told.map(|told| told.as_u64().unwrap()), value, "{name}");
        }
        assert_eq!(told.get("sent").map(|told| told.as_bool().unwrap()), error.sent());
        assert_eq!(told.get("body").cloned(), error.body().map(|body| written(&body)));
        Failed { error, caught }
    }

    #[track_caller]
    pub fn assert_is(&self, class: Class, code: &str) {
        assert_eq!(self.class(), Some(class), "{:?}", self.error);
        self.caught.assert_is(&format!("{class:?}Error"), code);
    }

    #[track_caller]
    pub fn assert_hides(&self, secret: &str) {
        let text = format!("{} {:?}", self.error, self.error);
        assert!(!text.contains(secret), "{text}");
        self.caught.assert_hides(secret);
    }
}
