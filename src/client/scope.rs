//! How long a call may live: until its time is up or a signal aborts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::http::{AbortController, AbortSignal};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    /// A signal as what it extends.
    type Target;
    #[wasm_bindgen(catch, method, js_name = addEventListener)]
    fn listen(this: &Target, kind: &str, call: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, js_name = removeEventListener)]
    fn unlisten(this: &Target, kind: &str, call: &JsValue) -> Result<(), JsValue>;
}

/// How a call was ended from outside.
#[derive(Clone)]
pub enum End {
    /// With the reason of the signal.
    Aborted(JsValue),
    TimedOut,
}

/// What is awaited in its `race` ends with it, even a `fetch` that never settles.
pub struct Scope {
    state: Rc<State>,
    signals: Vec<AbortSignal>,
    /// Whether what it was for is done.
    finished: Cell<bool>,
    _timer: Option<(Timer, Closure<dyn FnMut()>)>,
}

struct State {
    controller: AbortController,
    end: RefCell<Option<End>>,
    /// Settles when this ends.
    over: Promise,
    settle: Option<Function>,
}

impl State {
    fn new() -> Result<Self, JsValue> {
        // Not `Function::default()`: that evaluates text, which pages and Workers forbid.
        let mut settle = None;
        let over = Promise::new(&mut |resolve, _| settle = Some(resolve));
        Ok(State { controller: AbortController::new()?, end: RefCell::default(), over, settle })
    }

    fn end(&self, how: End) {
        if self.end.borrow().is_some() {
            return;
        }
        let reason = match &how {
            End::Aborted(reason) => reason.clone(),
            End::TimedOut => JsValue::UNDEFINED,
        };
        *self.end.borrow_mut() = Some(how);
        self.controller.abort_with_reason(&reason);
        self.settle();
    }

    fn settle(&self) {
        // It resolves a promise, which cannot fail.
        let _ = self.settle.as_ref().map(|settle| settle.call1(&JsValue::UNDEFINED, &JsValue::UNDEFINED));
    }
}

impl Scope {
    /// Without a time limit it lives until one of the signals aborts.
    pub fn new(signals: Vec<AbortSignal>, timeout_ms: Option<u32>) -> Result<Self, JsValue> {
        let state = Rc::new(State::new()?);
        let timed = Rc::clone(&state);
        let timer = timeout_ms.map(|ms| {
            let call = Closure::once(move || timed.end(End::TimedOut));
            (Timer(set_timeout(call.as_ref().unchecked_ref(), ms.into())), call)
        });
        let scope = Scope { state, signals, finished: Cell::new(false), _timer: timer };
        for signal in &scope.signals {
            listen(signal, &scope.state)?;
        }
        if let Some(aborted) = scope.signals.iter().find(|signal| signal.aborted()) {
            scope.state.end(End::Aborted(aborted.reason()));
        }
        Ok(scope)
    }

    /// From here on there is nothing to cancel.
    pub fn finish(&self) {
        self.finished.set(true);
    }

    /// How it was ended, if it was.
    pub fn ended(&self) -> Option<End> {
        self.state.end.borrow().clone()
    }

    /// Aborts when this ends.
    pub fn signal(&self) -> AbortSignal {
        self.state.controller.signal()
    }

    /// What the promise comes to, or the value if it is none; nothing if this ends before. Never a promise by itself: of
    /// one that never settles, Rust would keep for ever what waits for it.
    pub async fn race(&self, promise: &JsValue) -> Option<Result<JsValue, JsValue>> {
        let settled = JsFuture::from(Promise::race(&Array::of2(&self.state.over, promise))).await;
        self.state.end.borrow().is_none().then_some(settled)
    }

    pub async fn sleep(&self, ms: f64) {
        let mut timer = Timer(JsValue::UNDEFINED);
        let promise = Promise::new(&mut |resolve: Function, _| timer.0 = set_timeout(&resolve, ms));
        self.race(&promise).await;
    }

    /// Comes when this has ended and who was told of that has had a turn.
    pub async fn over(&self) {
        let _ = JsFuture::from(self.state.over.clone()).await;
        let turn = Promise::new(&mut |resolve: Function, _| drop(set_timeout(&resolve, 0.0)));
        let _ = JsFuture::from(turn).await;
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if !self.finished.get() {
            self.state.controller.abort_with_reason(&JsValue::UNDEFINED);
        }
        // Or Rust would keep for ever what was dropped while it waited for what never settles.
        self.state.settle();
        for signal in &self.signals {
            unlisten(signal, &self.state);
        }
    }
}

/// Runs until it is dropped.
struct Timer(JsValue);

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
    }
}

/// A signal, and all who want to know of its abort. Each signal gets one listener, however many calls it is for: of more
/// than ten, Node warns as of a leak.
struct Listened {
    signal: AbortSignal,
    states: Vec<Rc<State>>,
}

thread_local! {
    static LISTENED: RefCell<Vec<Listened>> = const { RefCell::new(Vec::new()) };
    static LISTENER: Closure<dyn Fn()> = Closure::new(tell);
}

fn listen(signal: &AbortSignal, state: &Rc<State>) -> Result<(), JsValue> {
    LISTENED.with_borrow_mut(|listened| {
        let states = match listened.iter_mut().find(|one| one.signal == *signal) {
            Some(one) => &mut one.states,
            None => {
                LISTENER
                    .with(|listener| signal.unchecked_ref::<Target>().listen("abort", listener.as_ref()))?;
                listened.push(Listened { signal: signal.clone(), states: Vec::new() });
                let Some(one) = listened.last_mut() else { return Ok(()) };
                &mut one.states
            }
        };
        states.push(Rc::clone(state));
        Ok(())
    })
}

fn unlisten(signal: &AbortSignal, state: &Rc<State>) {
    LISTENED.with_borrow_mut(|listened| {
        let Some(index) = listened.iter().position(|one| one.signal == *signal) else { return };
        let Some(one) = listened.get_mut(index) else { return };
        one.states.retain(|other| !Rc::ptr_eq(other, state));
        if one.states.is_empty() {
            // A listener that stays finds nobody to tell.
            let _ = LISTENER
                .with(|listener| signal.unchecked_ref::<Target>().unlisten("abort", listener.as_ref()));
            listened.swap_remove(index);
        }
    });
}

/// Tells all whose signal is aborted by now.
fn tell() {
    let ended = LISTENED.with_borrow(|listened| {
        let aborted = listened.iter().filter(|one| one.signal.aborted());
        aborted.map(|one| (one.signal.reason(), one.states.clone())).collect::<Vec<_>>()
    });
    for (reason, states) in ended {
        for state in states {
            state.end(End::Aborted(reason.clone()));
        }
    }
}
