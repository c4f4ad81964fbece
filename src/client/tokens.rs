//! The user's function for tokens. Calls that ask at the same time share one answer.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use super::scope::Scope;

pub struct Tokens {
    provider: Function,
    asked: RefCell<Vec<Asked>>,
}

struct Asked {
    refused: Option<String>,
    answer: Promise,
    waiting: usize,
}

impl Tokens {
    pub fn new(provider: Function) -> Self {
        Tokens { provider, asked: RefCell::default() }
    }

    /// What the function gives, or throws; nothing if the scope ends before. `refused` is the token that the server did
    /// not take.
    pub async fn ask(&self, scope: &Scope, refused: Option<&str>) -> Option<Result<JsValue, JsValue>> {
        let _waiting = Waiting { tokens: self, refused };
        let answer = self.answer(refused);
        scope.race(&answer).await
    }

    fn answer(&self, refused: Option<&str>) -> Promise {
        if let Some(asked) = self.asked.borrow_mut().iter_mut().find(|one| one.refused.as_deref() == refused)
        {
            asked.waiting += 1;
            return asked.answer.clone();
        }
        let argument = refused.map_or(JsValue::UNDEFINED, JsValue::from);
        let answer = match self.provider.call1(&JsValue::UNDEFINED, &argument) {
            Ok(value) => Promise::resolve(&value),
            Err(thrown) => Promise::reject(&thrown),
        };
        let asked = Asked { refused: refused.map(str::to_owned), answer: answer.clone(), waiting: 1 };
        self.asked.borrow_mut().push(asked);
        answer
    }
}

/// Who comes later does not wait for an answer that may never come, unless others still do.
struct Waiting<'a> {
    tokens: &'a Tokens,
    refused: Option<&'a str>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.tokens.asked.borrow_mut().retain_mut(|one| {
            if one.refused.as_deref() == self.refused {
                one.waiting -= 1;
            }
            one.waiting > 0
        });
    }
}
