//! A future that is dropped half way: what of it is left, and what is told of it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use futures_util::{StreamExt, stream};
use js_sys::Function;
use matrix_admin_sdk::{BulkOptions, CallOptions, Client, ClientOptions, Error, WatchOptions};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetch::{self, ALICE, NEVER, TOKEN};
use crate::javascript::{NONE, evaluate, function, json, settled};

struct Awake;

impl Wake for Awake {
    fn wake(self: Arc<Self>) {}
}

/// Begins it and gives it up again while it waits for what never comes; who would have been woken.
async fn begun_and_dropped<T>(future: impl IntoFuture<Output = T>) -> Arc<Awake> {
    let awake = Arc::new(Awake);
    {
        let waker = Waker::from(Arc::clone(&awake));
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future.into_future());
        for _ in 0..3 {
            assert!(future.as_mut().poll(&mut context).is_pending());
            soon().await;
        }
    }
    soon().await;
    awake
}

/// When what is due has happened.
async fn soon() {
    settled(evaluate("new Promise((done) => setTimeout(done, 20))", &NONE)).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_is_aborted_and_leaves_nothing_behind() {
    let fetch = fetch::answering(&format!("fetch.signal = request.signal, {NEVER}"));
    let awake = begun_and_dropped(fetch::alice(&fetch).get_rooms()).await;
    assert_eq!(evaluate("it.signal.aborted", &fetch), true);
    assert_eq!(Arc::strong_count(&awake), 1);
}

#[wasm_bindgen_test]
async fn who_asked_for_a_token_that_never_comes_leaves_nothing_behind() {
    let provider = function("", &format!("return {NEVER}"));
    let client = Client::new(ClientOptions::new("https://matrix.example.com", provider)).unwrap();
    let awake = begun_and_dropped(client.user(ALICE).unwrap().get_rooms()).await;
    assert_eq!(Arc::strong_count(&awake), 1);
}

#[wasm_bindgen_test]
async fn a_pause_that_is_dropped_takes_its_timer_along() {
    const COUNT: &str = "(() => { \
        const { setTimeout: set, clearTimeout: clear } = globalThis; \
        const open = new Map(); \
        globalThis.setTimeout = (call, ms, ...more) => { const id = set(call, ms, ...more); open.set(id, ms); return id; }; \
        globalThis.clearTimeout = (id) => { open.delete(id); clear(id); }; \
        return { open, end: () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }) }; \
    })()";
    let fetch = fetch::saying(&json!({ "user_reports": [], "total": 0 }));
    let count = evaluate(COUNT, &NONE);
    let options = WatchOptions { every_ms: Some(987_654), ..WatchOptions::default() };
    let mut watch = fetch::client(&fetch).user_reports().watch(None, options);
    begun_and_dropped(async move { watch.next().await }).await;
    let left = json(&evaluate("[...it.open.values()].filter((ms) => ms === 987654)", &count));
    evaluate("it.end()", &count);
    assert_eq!(left, json!([]));
}

#[wasm_bindgen_test]
async fn a_change_that_is_dropped_after_it_was_sent_is_told() {
    const HOOK: &str =
        "Object.assign(function told(change) { told.list.push([change.call, change.error]) }, { list: [] })";
    let hook: Function = evaluate(HOOK, &NONE).unchecked_into();
    let fetch = fetch::answering(NEVER);
    let options = ClientOptions { on_change: Some(hook.clone()), ..fetch::options(&fetch, TOKEN) };
    let alice = Client::new(options).unwrap().user(ALICE).unwrap();
    drop(alice.suspend(true).into_future());
    begun_and_dropped(alice.get_rooms()).await;
    assert_eq!(json(&evaluate("it.list", &hook)), json!([]));
    begun_and_dropped(alice.suspend(true)).await;
    assert_eq!(json(&evaluate("it.list", &hook)), json!([["User.suspend", "CANCELLED"]]));
}

#[wasm_bindgen_test]
async fn an_abort_ends_the_waiting_for_items_and_for_what_is_done_to_them() {
    let client = fetch::client(&fetch::answering(NEVER));
    // `AbortSignal.timeout()` does not keep Node waiting.
    const ENOUGH: &str = "(() => { \
        const controller = new AbortController(); \
        setTimeout(() => controller.abort('enough'), 20); \
        return controller.signal; \
    })()";
    let within = || {
        let signal = Some(evaluate(ENOUGH, &NONE).unchecked_into());
        BulkOptions { signal, ..BulkOptions::default() }
    };
    let items = stream::iter([1]).map(Ok).chain(stream::pending::<Result<i32, Error>>());
    let bulk = client.bulk(items, async |_, _| Ok(()), within(), |_| {}).await.unwrap();
    assert_eq!(bulk.done, [(1, ())]);
    assert!(bulk.failed.is_empty() && bulk.rest.is_empty() && bulk.broken.is_none(), "{bulk:?}");

    let options = within();
    let call = CallOptions { signal: options.signal.clone(), ..CallOptions::default() };
    let list = client.users().list(None).with(call).items();
    let bulk = client.bulk(list, async |_, _| Ok(()), options, |_| {}).await.unwrap();
    assert!(bulk.broken.is_none(), "{bulk:?}");

    let items = stream::iter(0..6).map(Ok);
    let never = async |_: &i32, _| poll_fn(|_| Poll::<Result<(), Error>>::Pending).await;
    let bulk = client.bulk(items, never, within(), |_| {}).await.unwrap();
    assert_eq!(bulk.failed.iter().map(|(item, _)| *item).collect::<Vec<_>>(), [0, 1, 2, 3]);
    for (_, error) in &bulk.failed {
        assert_eq!(error.class(), None);
        assert_eq!(error.cause(), "enough");
    }
    assert_eq!(bulk.rest, [4, 5]);
    assert!(bulk.done.is_empty() && bulk.broken.is_none(), "{bulk:?}");
}
