//! Every endpoint, called by its typed method at least once; a file an area. `tests/called.rs` holds the list against the
//! declarations, and each test tells by `assert_called` which endpoints it has reached.

mod background_updates;
mod event_reports;
mod events;
mod federation;
mod media;
mod registration_tokens;
mod room;
mod rooms;
mod scheduled_tasks;
mod server;
mod server_notices;
mod statistics;
mod user;
mod user_reports;
mod users;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::rc::Rc;

use js_sys::Function;
use matrix_admin_sdk::{Client, ClientOptions, WaitOptions};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::homeserver::{Account, URL, path, text, unique};
use crate::javascript::{self, evaluate, settled};

/// A client that remembers which endpoints it has called.
pub struct Watched {
    client: Client,
    called: Rc<RefCell<BTreeSet<String>>>,
    _on_request: Closure<dyn FnMut(JsValue)>,
}

pub fn watched(account: &Account) -> Watched {
    let called = Rc::<RefCell<BTreeSet<String>>>::default();
    let told = Rc::clone(&called);
    let on_request = Closure::<dyn FnMut(JsValue)>::new(move |event| {
        let event = javascript::json(&event);
        told.borrow_mut().insert(format!("{} {}", text(&event["method"]), text(&event["path"])));
    });
    let hook = on_request.as_ref().unchecked_ref::<Function>().clone();
    let options = ClientOptions { on_request: Some(hook), ..ClientOptions::new(URL, &*account.token) };
    Watched { client: Client::new(options).unwrap(), called, _on_request: on_request }
}

impl Deref for Watched {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Watched {
    /// These and no others were called.
    #[track_caller]
    pub fn assert_called(&self, endpoints: &[&str]) {
        let called = self.called.borrow();
        assert_eq!(
            called.iter().map(|one| &**one).collect::<BTreeSet<_>>(),
            endpoints.iter().copied().collect()
        );
    }
}

/// As long as any job here takes. Synapse may begin one only after a minute.
pub fn a_while() -> WaitOptions {
    WaitOptions { timeout_ms: Some(120_000), ..WaitOptions::default() }
}

pub async fn pause(ms: u32) {
    settled(evaluate("new Promise((resolve) => setTimeout(resolve, it))", &ms.into())).await.unwrap();
}

pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// In ms since the epoch: longer ago than anything on the server.
pub const LONG_AGO: u64 = 978_307_200_000;

/// Says something in a room, and gives the id of the event.
pub async fn say(sender: &Account, room_id: &str, body: &str) -> String {
    send(sender, room_id, "m.room.message", json!({ "msgtype": "m.text", "body": body })).await
}

/// Sends an event to a room, and gives its id.
pub async fn send(sender: &Account, room_id: &str, kind: &str, content: Value) -> String {
    let room = path("/_matrix/client/v3/rooms/{}/send/", room_id);
    text(&sender.put(&format!("{room}{kind}/{}", unique("txn")), content).await["event_id"])
}

/// A room with these messages in it, and the ids of their events.
pub async fn conversation<const N: usize>(owner: &Account, messages: [&str; N]) -> (String, [String; N]) {
    let room_id = owner.create_room_with(json!({ "preset": "public_chat" })).await;
    let mut ids = [const { String::new() }; N];
    for (id, message) in ids.iter_mut().zip(messages) {
        *id = say(owner, &room_id, message).await;
    }
    (room_id, ids)
}

pub async fn join(account: &Account, room_id: &str) {
    account.post(&path("/_matrix/client/v3/join/{}", room_id), json!({})).await;
}

/// Waits until the server has written down that it has seen an account, which it does some seconds later. At that very
/// moment it tells nothing of it.
pub async fn seen(admin: &Account, account: &Account) {
    while admin.details(account).await["last_seen_ts"].is_null() {
        pause(100).await;
    }
}

/// Waits until the server has counted what is in a room, which it does some events at a time. Before that it lists neither
/// the room nor reports of its events, and a space shows it without its name.
pub async fn counted(admin: &Account, room_id: &str) {
    let path = path("/_synapse/admin/v1/rooms/{}", room_id);
    let state = admin.ask(&[&path, "/state"].concat()).await["state"].as_array().unwrap().len();
    while admin.ask(&path).await["state_events"] != state {
        pause(50).await;
    }
}
