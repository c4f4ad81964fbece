//! What the handles of JavaScript can do.

use js_sys::{Array, Function};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::client::{CallOptions, Client, Error, LocalFuture, Many, Prepared, Texts, in_the_past};
use crate::declare::{Endpoint, Reply, Signature, Tracking};
use crate::wire::{Json, from_json};

/// A handle: what it is called, what it is made for, and what it can do.
pub struct Area {
    /// The class: `User`.
    pub name: &'static str,
    /// How one gets it: `client.user(userId)`.
    #[cfg(not(target_arch = "wasm32"))]
    pub handle: &'static str,
    pub bound: Signature,
    #[cfg(not(target_arch = "wasm32"))]
    pub endpoints: &'static [&'static Endpoint],
    pub operations: &'static [Operation],
}

/// What a method comes to.
type Answer = LocalFuture<Result<JsValue, Error>>;

/// What a method does.
pub enum Operation {
    Call(&'static Endpoint),
    /// The same, unless the function refuses.
    Before(&'static Endpoint, fn(Given) -> LocalFuture<Result<(), Error>>),
    /// Makes the call that the function gives.
    Choose(&'static Signature, fn(&Given) -> Result<Prepared, Error>),
    /// The same, after other calls.
    Chain(&'static Signature, fn(Given) -> LocalFuture<Result<Prepared, Error>>),
    /// Makes more than one call, and maybe tells how far it is.
    Compose(&'static Signature, bool, fn(Given) -> Answer),
    /// The same, with a state that can be seen at any time.
    Running(&'static Signature, fn(Given) -> Result<Answer, Error>),
    /// Is iterated by JavaScript, which has its arguments judged: this field of `params` has to be a time in the past.
    Iterate(&'static Signature, Option<&'static str>),
    /// Does something to many, or only looks at them.
    Many(&'static Signature, fn(Given, bool) -> LocalFuture<Result<Many, Error>>),
    /// Finds a job again by its id.
    Resume(&'static Signature, Tracking),
}

impl Operation {
    pub fn signature(&self) -> Signature {
        match self {
            Operation::Call(Endpoint { name, arguments, reply, .. })
            | Operation::Before(Endpoint { name, arguments, reply, .. }, _) => {
                Signature { name, arguments, pages: matches!(reply, Reply::Page(..)) }
            }
            Operation::Choose(signature, _)
            | Operation::Chain(signature, _)
            | Operation::Compose(signature, ..)
            | Operation::Running(signature, _)
            | Operation::Many(signature, _)
            | Operation::Iterate(signature, _)
            | Operation::Resume(signature, _) => **signature,
        }
    }
}

/// What a method was called with: what the handle is made for, the arguments, the options.
pub struct Given {
    pub(super) client: Client,
    pub(super) options: CallOptions,
    pub(super) texts: Texts,
    pub(super) on_progress: Option<Function>,
    /// Holds what was told last, where it can be seen at any time.
    pub(super) told: Option<Array>,
}

impl Given {
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// A value by its place. The walker has been over it.
    pub fn value<T: DeserializeOwned>(&self, index: usize) -> Result<T, Error> {
        from_json(self.text(index)).map_err(Error::from)
    }

    /// Refuses `params`, the only argument, if that field of it is not in the past.
    pub fn past(&self, method: &str, field: &str) -> Result<(), Error> {
        let params = self.texts.last().and_then(Option::as_deref).unwrap_or_default();
        let ms = Json::parse(params.as_bytes()).ok().and_then(|params| params.get(field)?.as_u64());
        Ok(in_the_past(method, &["params.", field].concat(), ms.unwrap_or_default())?)
    }

    fn text(&self, index: usize) -> &[u8] {
        self.texts.get(index).and_then(Option::as_deref).unwrap_or("null").as_bytes()
    }

    /// Tells the user how far it is. What the hook throws changes nothing.
    pub fn tell<T: Serialize>(&self, progress: &T) {
        if self.on_progress.is_none() && self.told.is_none() {
            return;
        }
        let Some(progress) = self.show(progress) else { return };
        if let Some(hook) = &self.on_progress {
            crate::client::tell(hook, &progress);
        }
    }

    /// Puts it where it can be seen.
    pub fn show<T: Serialize>(&self, progress: &T) -> Option<JsValue> {
        let progress = self.answer(progress).ok()?;
        if let Some(told) = &self.told {
            told.set(0, progress.clone());
        }
        Some(progress)
    }

    /// What Rust has made, for JavaScript.
    pub fn answer<T: Serialize>(&self, value: &T) -> Result<JsValue, Error> {
        value.serialize(&Serializer::json_compatible()).map_err(|error| Error::thrown(error.into()))
    }
}
