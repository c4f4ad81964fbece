//! Calls that belong together hold back together: when the server tells one of them to wait, none of them is sent.

use js_sys::{Array, Date, Reflect, Symbol};
use wasm_bindgen::{JsCast, JsValue};

use super::http::AbortSignal;
use super::scope::Scope;

/// More than `setTimeout` can hold would be no time at all.
const LONGEST_SLEEP_MS: f64 = 1_000_000_000.0;

thread_local! {
    /// Under which a signal has it: the calls of a run belong together by theirs. `src/js/bulk.js` writes it, too.
    static PACE: JsValue = Symbol::for_("matrix-admin-sdk.pace").into();
}

/// Until when nothing is sent, in ms since the epoch: a list of that one number, which all share who have it.
pub struct Pace(Array);

impl Pace {
    /// The calls with this signal belong together, and with those with the outer one, if they do.
    pub fn set(signal: &AbortSignal, outer: Option<&AbortSignal>) {
        let Pace(until) = Pace::of(outer).unwrap_or_else(|| Pace(Array::of1(&0.into())));
        // One that takes no properties holds nothing back.
        let _ = PACE.with(|pace| Reflect::set(signal, pace, &until));
    }

    /// That of the calls with this signal, if they belong together.
    pub fn of(signal: Option<&AbortSignal>) -> Option<Self> {
        let signal = signal?;
        PACE.with(|pace| Reflect::get(signal, pace)).ok()?.dyn_into().ok().map(Pace)
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
            scope.sleep(left.min(LONGEST_SLEEP_MS)).await;
        }
    }

    fn until(&self) -> f64 {
        self.0.get(0).as_f64().unwrap_or_default()
    }
}
