//! Calls that belong together hold back together: when the server tells one of them to wait, none of them is sent.

use js_sys::{Array, Date, WeakMap};
use wasm_bindgen::JsCast;

use super::http::AbortSignal;
use super::scope::Scope;

thread_local! {
    /// What each signal belongs to: the calls of a run have theirs of it.
    static PACES: WeakMap = WeakMap::new();
}

/// Until when nothing is sent, in ms since the epoch: a list of that one number, which all share who have it.
#[derive(Default)]
pub struct Pace(Array);

impl Pace {
    /// That of the calls with this signal, if they belong together.
    pub fn of(signal: Option<&AbortSignal>) -> Option<Self> {
        let signal = signal?.unchecked_ref();
        PACES.with(|paces| paces.get(signal)).dyn_into().ok().map(Pace)
    }

    /// Calls with this signal belong to it.
    pub fn keep(&self, signal: &AbortSignal) {
        PACES.with(|paces| drop(paces.set(signal.unchecked_ref(), &self.0)));
    }

    /// Nothing is sent for so long, in ms.
    pub fn hold(&self, ms: f64) {
        let until = Date::now() + ms;
        if until > self.until() {
            self.0.set(0, until.into());
        }
    }

    /// Waits until something may be sent again, or the scope ends.
    pub async fn wait(&self, scope: &Scope) {
        loop {
            let left = self.until() - Date::now();
            if left <= 0.0 || scope.ended().is_some() {
                return;
            }
            scope.sleep(left).await;
        }
    }

    fn until(&self) -> f64 {
        self.0.get(0).as_f64().unwrap_or_default()
    }
}
