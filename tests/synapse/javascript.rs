//! Values as JavaScript has them, in and out.

use js_sys::{Array, Error, Function, JSON, Promise, Reflect};
use serde::Serialize;
use serde_json::{Value, from_str};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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

/// A function with the body.
pub fn function(parameters: &str, body: &str) -> Function {
    Function::new_with_args(parameters, body)
}

/// What an expression of `it` comes to.
pub fn evaluate(expression: &str, it: &JsValue) -> JsValue {
    function("it", &["return ", expression].concat()).call1(&NONE, it).unwrap()
}

/// Calls a method.
pub fn invoke(it: &JsValue, method: &str, arguments: &[&JsValue]) -> JsValue {
    let method: Function = Reflect::get(it, &method.into()).unwrap().unchecked_into();
    let arguments: Array = arguments.iter().copied().collect();
    method.apply(it, &arguments).unwrap()
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

/// An error of this library.
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
        assert!(error.is_instance_of::<Error>(), "{error:?}");
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
