use std::pin::Pin;

use wasm_bindgen::JsValue;

use super::Composed;
use crate::declare::{Choose, Endpoint, Reply, Signature};

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

/// What a method does.
pub enum Operation {
    Call(&'static Endpoint),
    /// Calls the endpoint that the arguments choose.
    Choose(&'static Signature, Choose),
    /// Makes more than one call, and maybe tells how far it is.
    Compose(&'static Signature, bool, Compose),
    /// Finds a job again by its id; the endpoint tells how it is.
    Resume(&'static Signature, &'static Endpoint),
}

pub type Compose = fn(Composed) -> Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

impl Operation {
    pub fn signature(&self) -> Signature {
        match self {
            Operation::Call(Endpoint { name, arguments, reply, .. }) => {
                Signature { name, arguments, pages: matches!(reply, Reply::Page(..)) }
            }
            Operation::Choose(signature, _)
            | Operation::Compose(signature, ..)
            | Operation::Resume(signature, _) => **signature,
        }
    }
}
