//! `client.users.list()`: filters, order and pages.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::homeserver::{Account, admin, path, text, unique};
use crate::javascript::{NONE, collect, done, evaluate, invoke, js, settled, value};

/// Accounts `…-0` to `…-4`, and a part of the name that nobody else has.
async fn five_users(admin: &Account) -> (String, Vec<Account>) {
    let name = unique("group");
    let mut users = Vec::new();
    for number in 0..5 {
        users.push(admin.create(&format!("{name}-{number}")).await);
    }
    (name, users)
}

fn list(admin: &Account, params: &Value) -> JsValue {
    admin.client().users().list(js(params.clone()), NONE)
}

async fn listed(admin: &Account, params: &Value) -> Vec<String> {
    names(&value(invoke(&list(admin, params), "toArray", &[])).await)
}

fn names(users: &Value) -> Vec<String> {
    users.as_array().unwrap().iter().map(|user| text(&user["name"])).collect()
}

fn ids<'a>(users: impl IntoIterator<Item = &'a Account>) -> Vec<String> {
    users.into_iter().map(|user| user.id.clone()).collect()
}

#[wasm_bindgen_test]
async fn every_user_is_listed_once_whatever_the_size_of_a_page() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    for limit in [1, 2, 5, 100] {
        let params = json!({ "name": name, "limit": limit });
        assert_eq!(listed(&admin, &params).await, ids(&users), "{limit}");
        assert_eq!(names(&collect(&list(&admin, &params)).await), ids(&users), "{limit}");
    }
}

#[wasm_bindgen_test]
async fn pages_hold_as_many_users_as_asked_and_stop_after_the_last() {
    let admin = admin().await;
    let (name, _) = five_users(&admin).await;
    let pages = invoke(&list(&admin, &json!({ "name": name, "limit": 2 })), "pages", &[]);
    let pages = collect(&pages).await;
    let sizes: Vec<usize> =
        pages.as_array().unwrap().iter().map(|page| page["users"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [2, 2, 1]);
    assert!(pages.as_array().unwrap().iter().all(|page| page["total"] == 5));
    assert!(pages[2].get("next_token").is_none());
}

#[wasm_bindgen_test]
async fn collecting_stops_at_its_own_limit() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let list = list(&admin, &json!({ "name": name, "limit": 2 }));
    let three = value(invoke(&list, "toArray", &[&js(json!({ "limit": 3 }))])).await;
    assert_eq!(names(&three), ids(&users[..3]));
}

#[wasm_bindgen_test]
async fn a_cursor_handed_back_gives_the_page_it_stands_for() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let first = value(list(&admin, &json!({ "name": name, "limit": 2 }))).await;
    assert_eq!(names(&first["users"]), ids(&users[..2]));
    let next = json!({ "name": name, "limit": 2, "from": first["next_token"] });
    let second = value(list(&admin, &next)).await;
    assert_eq!(names(&second["users"]), ids(&users[2..4]));
    assert_eq!(listed(&admin, &next).await, ids(&users[2..]));
}

#[wasm_bindgen_test]
async fn users_come_in_the_order_asked_for() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let params = json!({ "name": name, "order_by": "name", "dir": "b", "limit": 2 });
    assert_eq!(listed(&admin, &params).await, ids(users.iter().rev()));

    done(admin.user(&users[3]).shadow_ban(NONE, NONE)).await;
    let params = json!({ "name": name, "order_by": "shadow_banned", "dir": "b", "limit": 1 });
    let first = value(list(&admin, &params)).await;
    assert_eq!(names(&first["users"]), ids(&users[3..4]));
    assert_eq!(first["users"][0]["shadow_banned"], true);
}

#[wasm_bindgen_test]
async fn deactivated_users_are_left_out_picked_out_or_just_there() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    for user in &users[1..3] {
        value(admin.user(user).deactivate_account(NONE, NONE)).await;
    }
    let params = json!({ "name": name, "limit": 1 });
    assert_eq!(listed(&admin, &params).await, ids(&users));
    let with = |deactivated: bool| json!({ "name": name, "limit": 1, "deactivated": deactivated });
    assert_eq!(listed(&admin, &with(true)).await, ids(&users[1..3]));
    assert_eq!(listed(&admin, &with(false)).await, ids([&users[0], &users[3], &users[4]]));
}

#[wasm_bindgen_test]
async fn filters_tell_admins_from_others_and_find_part_of_an_id() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    done(admin.user(&users[4]).set_admin(true.into(), NONE)).await;
    let with = |admins: bool| json!({ "user_id": name, "admins": admins });
    assert_eq!(listed(&admin, &with(true)).await, ids(&users[4..]));
    assert_eq!(listed(&admin, &with(false)).await, ids(&users[..4]));
    assert_eq!(listed(&admin, &json!({ "user_id": format!("{name}-2:") })).await, ids(&users[2..3]));
}

#[wasm_bindgen_test]
async fn users_of_a_type_can_be_left_out() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    for (user, kind) in users.iter().zip(["bot", "support"]) {
        admin.put(&path("/_synapse/admin/v2/users/{}", &user.id), json!({ "user_type": kind })).await;
    }
    let without = |types: Value| json!({ "name": name, "not_user_type": types });
    assert_eq!(listed(&admin, &without(json!(["bot"]))).await, ids(&users[1..]));
    assert_eq!(listed(&admin, &without(json!(["bot", "support"]))).await, ids(&users[2..]));
    assert_eq!(listed(&admin, &without(json!([""]))).await, ids(&users[..2]));
}

#[wasm_bindgen_test]
async fn a_listed_user_is_described_in_milliseconds_and_booleans() {
    let admin = admin().await;
    let before = js_sys::Date::now();
    let (name, _) = five_users(&admin).await;
    let page = value(list(&admin, &json!({ "name": name, "limit": 1 }))).await;
    let user = &page["users"][0];
    for flag in ["is_guest", "admin", "deactivated", "shadow_banned", "locked", "erased"] {
        assert_eq!(user[flag], false, "{flag}");
    }
    assert_eq!(user["displayname"], format!("{name}-0"));
    assert!((user["creation_ts"].as_f64().unwrap() - before).abs() < 600_000.0, "{user}");
}

#[wasm_bindgen_test]
async fn a_list_is_a_promise_whose_own_promises_are_plain() {
    let admin = admin().await;
    let list = list(&admin, &json!({ "limit": 1 }));
    let then = evaluate("it.then((page) => page.users.length)", &list);
    assert_eq!(settled(then).await.unwrap(), 1);
    assert_eq!(evaluate("it.finally(() => {}).constructor === Promise", &list), true);
}
