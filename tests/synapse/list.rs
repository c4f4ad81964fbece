//! `client.users().list(…)`: filters, order and pages.

use futures_util::TryStreamExt;
use matrix_admin_sdk::{BulkOptions, Class, Direction, UserListParams, UserOrder, UserPage, UserSummary};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::homeserver::{Account, admin, path, text, unique};
use crate::javascript::{collect, evaluate, invoke, js, settled, value, written};

/// Accounts `…-0` to `…-4`, and a part of the name that nobody else has.
async fn five_users(admin: &Account) -> (String, Vec<Account>) {
    let name = unique("group");
    let mut users = Vec::new();
    for number in 0..5 {
        users.push(admin.sign_up(&format!("{name}-{number}")).await);
    }
    (name, users)
}

/// Users with that part in the name, so many to a page.
fn named(name: &str, limit: u64) -> UserListParams {
    UserListParams { name: Some(name.to_owned()), limit: Some(limit), ..Default::default() }
}

async fn listed(admin: &Account, params: UserListParams) -> Vec<String> {
    let users: Vec<_> = admin.client().users().list(params).items().try_collect().await.unwrap();
    names(&users)
}

fn names(users: &[UserSummary]) -> Vec<String> {
    users.iter().map(|user| user.name.clone()).collect()
}

/// The list in JavaScript.
fn face(admin: &Account, params: &Value) -> JsValue {
    invoke(&evaluate("it.users", &admin.face()), "list", &[js(params.clone())])
}

fn names_in(users: &Value) -> Vec<String> {
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
        assert_eq!(listed(&admin, named(&name, limit)).await, ids(&users), "{limit}");
        let params = json!({ "name": name, "limit": limit });
        let all = value(invoke(&face(&admin, &params), "toArray", &[])).await;
        assert_eq!(names_in(&all), ids(&users), "{limit}");
        assert_eq!(names_in(&collect(&face(&admin, &params)).await), ids(&users), "{limit}");
    }
}

#[wasm_bindgen_test]
async fn pages_hold_as_many_users_as_asked_and_stop_after_the_last() {
    let admin = admin().await;
    let (name, _) = five_users(&admin).await;
    let pages = admin.client().users().list(named(&name, 2)).pages();
    let pages: Vec<UserPage> = pages.try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.users.len()).collect::<Vec<_>>(), [2, 2, 1]);
    assert!(pages.iter().all(|page| page.total == 5));
    assert!(pages[2].next_token.is_none());

    let face = invoke(&face(&admin, &json!({ "name": name, "limit": 2 })), "pages", &[]);
    let face = collect(&face).await;
    assert_eq!(face, written(&pages));
    assert!(face[2].get("next_token").is_none());
}

#[wasm_bindgen_test]
async fn collecting_stops_at_its_own_limit() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let list = face(&admin, &json!({ "name": name, "limit": 2 }));
    let three = value(invoke(&list, "toArray", &[js(json!({ "limit": 3 }))])).await;
    assert_eq!(names_in(&three), ids(&users[..3]));
}

#[wasm_bindgen_test]
async fn a_cursor_handed_back_gives_the_page_it_stands_for() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let first = admin.client().users().list(named(&name, 2)).await.unwrap();
    assert_eq!(names(&first.users), ids(&users[..2]));
    let next = UserListParams { from: first.next_token, ..named(&name, 2) };
    let second = admin.client().users().list(next.clone()).await.unwrap();
    assert_eq!(names(&second.users), ids(&users[2..4]));
    assert_eq!(listed(&admin, next).await, ids(&users[2..]));

    let params = json!({ "name": name, "limit": 2 });
    let first = value(face(&admin, &params)).await;
    assert_eq!(names_in(&first["users"]), ids(&users[..2]));
    let next = json!({ "name": name, "limit": 2, "from": first["next_token"] });
    assert_eq!(value(face(&admin, &next)).await, written(&second));
    let rest = value(invoke(&face(&admin, &next), "toArray", &[])).await;
    assert_eq!(names_in(&rest), ids(&users[2..]));
}

#[wasm_bindgen_test]
async fn users_come_in_the_order_asked_for() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let by = |order_by, limit| UserListParams {
        order_by: Some(order_by),
        dir: Some(Direction::B),
        ..named(&name, limit)
    };
    assert_eq!(listed(&admin, by(UserOrder::Name, 2)).await, ids(users.iter().rev()));

    admin.user(&users[3]).shadow_ban(None).await.unwrap();
    let first = admin.client().users().list(by(UserOrder::ShadowBanned, 1)).await.unwrap();
    assert_eq!(names(&first.users), ids(&users[3..4]));
    assert!(first.users[0].shadow_banned);
}

#[wasm_bindgen_test]
async fn deactivated_users_are_left_out_picked_out_or_just_there() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    for user in &users[1..3] {
        admin.user(user).deactivate_account(None).await.unwrap();
    }
    assert_eq!(listed(&admin, named(&name, 1)).await, ids(&users));
    let with = |deactivated| UserListParams { deactivated: Some(deactivated), ..named(&name, 1) };
    assert_eq!(listed(&admin, with(true)).await, ids(&users[1..3]));
    assert_eq!(listed(&admin, with(false)).await, ids([&users[0], &users[3], &users[4]]));
}

#[wasm_bindgen_test]
async fn filters_tell_admins_from_others_and_find_part_of_an_id() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    admin.user(&users[4]).set_admin(true).await.unwrap();
    let part = |id: &str| UserListParams { user_id: Some(id.to_owned()), ..Default::default() };
    let with = |admins| UserListParams { admins: Some(admins), ..part(&name) };
    assert_eq!(listed(&admin, with(true)).await, ids(&users[4..]));
    assert_eq!(listed(&admin, with(false)).await, ids(&users[..4]));
    assert_eq!(listed(&admin, part(&format!("{name}-2:"))).await, ids(&users[2..3]));
}

#[wasm_bindgen_test]
async fn users_of_a_type_can_be_left_out() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    for (user, kind) in users.iter().zip(["bot", "support"]) {
        admin.put(&path("/_synapse/admin/v2/users/{}", &user.id), json!({ "user_type": kind })).await;
    }
    let without = |types: &[&str]| UserListParams {
        not_user_type: Some(types.iter().map(|kind| (*kind).to_owned()).collect()),
        ..named(&name, 100)
    };
    assert_eq!(listed(&admin, without(&["bot"])).await, ids(&users[1..]));
    assert_eq!(listed(&admin, without(&["bot", "support"])).await, ids(&users[2..]));
    assert_eq!(listed(&admin, without(&[""])).await, ids(&users[..2]));
}

#[wasm_bindgen_test]
async fn a_listed_user_is_described_in_milliseconds_and_booleans() {
    let admin = admin().await;
    let before = js_sys::Date::now();
    let (name, _) = five_users(&admin).await;
    let page = admin.client().users().list(named(&name, 1)).await.unwrap();
    let user = &page.users[0];
    let flags = [
        Some(user.is_guest),
        Some(user.admin),
        Some(user.deactivated),
        Some(user.shadow_banned),
        user.locked,
        user.erased,
    ];
    assert_eq!(flags, [Some(false); 6]);
    assert_eq!(user.displayname, Some(format!("{name}-0")));
    assert!((user.creation_ts.unwrap() as f64 - before).abs() < 600_000.0, "{user:?}");

    let face = value(face(&admin, &json!({ "name": name, "limit": 1 }))).await;
    for flag in ["is_guest", "admin", "deactivated", "shadow_banned", "locked", "erased"] {
        assert_eq!(face["users"][0][flag], false, "{flag}");
    }
    assert_eq!(face, written(&page));
}

#[wasm_bindgen_test]
async fn a_list_is_a_promise_whose_own_promises_are_plain() {
    let admin = admin().await;
    let list = face(&admin, &json!({ "limit": 1 }));
    let then = evaluate("it.then((page) => page.users.length)", &list);
    assert_eq!(settled(then).await.unwrap(), 1);
    assert_eq!(evaluate("it.finally(() => {}).constructor === Promise", &list), true);
}

#[wasm_bindgen_test]
async fn something_is_done_to_every_user_of_a_list_and_what_fails_is_told_with_the_user() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let (client, mut told) = (admin.client(), Vec::new());
    let run = client.bulk(
        client.users().list(named(&name, 2)).items(),
        async |user, call| match user.name.contains("-3:") {
            true => client.user(&*user.name)?.get_device("NOBODY").with(call).await.map(drop),
            false => client.user(&*user.name)?.shadow_ban(true).with(call).await,
        },
        BulkOptions { concurrency: Some(2), ..BulkOptions::default() },
        |so_far| told.push((so_far.item.name.clone(), so_far.done + so_far.failed, so_far.total)),
    );
    let bulk = run.await.unwrap();
    let mut done: Vec<_> = bulk.done.iter().map(|(user, ())| user.name.clone()).collect();
    done.sort();
    assert_eq!(done, ids(users.iter().filter(|user| !user.id.contains("-3:"))));
    let [(failed, error)] = &bulk.failed[..] else { panic!("{:?}", bulk.failed) };
    assert!(failed.name.contains("-3:") && error.class() == Some(Class::NotFound), "{failed:?} {error}");
    assert!(bulk.rest.is_empty() && bulk.broken.is_none());
    assert_eq!(
        told.iter().map(|(_, count, total)| (*count, *total)).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5].map(|count| (count, None))
    );
    let banned = listed(&admin, named(&name, 100)).await;
    assert_eq!(banned, ids(&users));
    for user in client.users().list(named(&name, 100)).await.unwrap().users {
        assert_eq!(user.shadow_banned, !user.name.contains("-3:"), "{}", user.name);
    }
}

#[wasm_bindgen_test]
async fn an_abort_begins_nothing_more_and_leaves_what_was_read() {
    let admin = admin().await;
    let (name, users) = five_users(&admin).await;
    let (client, controller) = (admin.client(), AbortController::new().unwrap());
    let options =
        BulkOptions { concurrency: Some(1), signal: Some(controller.signal()), ..BulkOptions::default() };
    let each = async |user: &UserSummary, call| client.user(&*user.name)?.get().with(call).await;
    let items = client.users().list(named(&name, 3)).items();
    let bulk = client.bulk(items, each, options, |_| controller.abort()).await.unwrap();
    assert_eq!(bulk.done.len(), 1);
    assert_eq!(names(&bulk.rest), ids(&users[1..3]));
    assert!(bulk.failed.is_empty() && bulk.broken.is_none());
}

#[wasm_bindgen_test]
async fn a_list_that_ends_in_an_error_is_told_with_what_became_of_those_before() {
    let admin = admin().await;
    let client = admin.client();
    let wrong = UserListParams { limit: Some(0), ..Default::default() };
    let items = client.users().list(wrong).items();
    let bulk = client.bulk(items, async |_, _| Ok(()), BulkOptions::default(), |_| {}).await.unwrap();
    assert!(bulk.done.is_empty() && bulk.failed.is_empty() && bulk.rest.is_empty());
    assert_eq!(bulk.broken.unwrap().class(), Some(Class::InvalidArgument));
    let options = BulkOptions { concurrency: Some(0), ..BulkOptions::default() };
    let refused = client.bulk(client.users().list(None).items(), async |_, _| Ok(()), options, |_| {}).await;
    assert_eq!(refused.unwrap_err().class(), Some(Class::InvalidArgument));
}
