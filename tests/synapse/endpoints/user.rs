use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt};
use matrix_admin_sdk::{
    AccountValidityParams, AdminClientConfigParams, Class, DeactivateParams, DeviceParams, ExportParams,
    HttpMethod, LogOutParams, LoginAsUserParams, MediaParams, NewThreepid, OffboardMedia, OffboardParams,
    OffboardStatus, PruneDevicesParams, RawRequest, RedactParams, ResetPasswordParams, User, UserExport,
    UserParams, UserReportListParams, wire,
};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{a_while, conversation, join, now, say, seen, watched};
use crate::homeserver::{Account, PASSWORD, admin, admin_and_alice, log_in, path, text, unique};
use crate::javascript::{failure, written};

fn named(displayname: &str) -> UserParams {
    UserParams { displayname: Some(displayname.into()), ..UserParams::default() }
}

/// A change of `/_synapse/admin/v1/users/{user_id}…`, as the server has it.
fn route(account: &Account, rest: &str) -> String {
    path("/_synapse/admin/v1/users/{}", &account.id) + rest
}

#[wasm_bindgen_test]
async fn an_account_is_created_changed_field_by_field_and_read_back() {
    let admin = admin().await;
    let client = watched(&admin);
    let user = client.user(admin.nobody().id).unwrap();
    let bob = Account { id: user.user_id().to_owned(), token: String::new() };
    let before = now() as i64;
    let new =
        UserParams { password: Some(PASSWORD.into()), user_type: Some(Some("bot".into())), ..named("Bob") };
    let created = user.create(new).await.unwrap();
    assert!(created.created);
    let created = created.value;
    assert_eq!((&created.name, created.displayname.as_deref()), (&bob.id, Some("Bob")));
    assert_eq!((created.user_type.as_deref(), created.admin), (Some("bot"), false));
    assert!((created.creation_ts.unwrap() - before).abs() < 600_000, "{created:?}");
    assert_eq!(log_in(&bob.id, PASSWORD).await.unwrap().id, bob.id);

    let address = format!("{}@example.com", unique("bob"));
    let params = UserParams {
        user_type: Some(None),
        threepids: Some(vec![NewThreepid {
            medium: "email".into(),
            address: address.clone(),
            ..NewThreepid::default()
        }]),
        locked: Some(true),
        ..UserParams::default()
    };
    let updated = user.update(params).await.unwrap();
    assert!(!updated.created);
    let updated = updated.value;
    assert_eq!((updated.displayname.as_deref(), updated.user_type), (Some("Bob"), None));
    assert_eq!((&*updated.threepids[0].medium, &updated.threepids[0].address), ("email", &address));
    let details = user.get().await.unwrap();
    assert_eq!((details.locked, details.deactivated), (Some(true), false));
    assert_eq!(admin.details(&bob).await["locked"], true);
    client
        .assert_called(&["GET /_synapse/admin/v2/users/{user_id}", "PUT /_synapse/admin/v2/users/{user_id}"]);
}

#[wasm_bindgen_test]
async fn create_refuses_an_account_that_is_there_and_update_one_that_is_not() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let failed = failure(Box::pin(client.user(&*alice.id).unwrap().create(named("Second")))).await;
    failed.assert_is(Class::Conflict, "CONFLICT");
    assert_eq!(failed.status(), Some(409));
    let nobody = client.user(admin.nobody().id).unwrap();
    failure(Box::pin(nobody.update(named("Nobody")))).await.assert_is(Class::NotFound, "NOT_FOUND");
    failure(nobody.get()).await.assert_is(Class::NotFound, "NOT_FOUND");
    assert_ne!(admin.details(&alice).await["displayname"], "Second");
    client.assert_called(&["GET /_synapse/admin/v2/users/{user_id}"]);
}

#[wasm_bindgen_test]
async fn an_account_is_created_or_changed_whichever_it_takes() {
    let admin = admin().await;
    let client = watched(&admin);
    let user = client.user(admin.nobody().id).unwrap();
    let first = user.create_or_update(None).await.unwrap();
    assert_eq!((first.created, first.value.name.as_str()), (true, user.user_id()));
    let second = user.create_or_update(named("Alice")).await.unwrap();
    assert_eq!((second.created, second.value.displayname.as_deref()), (false, Some("Alice")));
    client.assert_called(&["PUT /_synapse/admin/v2/users/{user_id}"]);
}

#[wasm_bindgen_test]
async fn a_user_is_suspended_until_that_is_lifted() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    for suspended in [true, false] {
        client.user(&*alice.id).unwrap().suspend(suspended).await.unwrap();
        assert_eq!(admin.user(&alice).get().await.unwrap().suspended, Some(suspended));
    }
    client.assert_called(&["PUT /_synapse/admin/v1/suspend/{user_id}"]);
}

#[wasm_bindgen_test]
async fn a_user_is_logged_out_by_a_new_password_and_by_deactivation() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let kept = ResetPasswordParams { logout_devices: Some(false) };
    user.reset_password("another password", kept).await.unwrap();
    assert_eq!(alice.who_am_i().await.as_ref(), Some(&alice.id));
    assert!(log_in(&alice.id, "another password").await.is_ok());
    let answer = user.deactivate_account(DeactivateParams { erase: Some(true) }).await.unwrap();
    assert_eq!(answer.id_server_unbind_result, "success");
    assert_eq!(alice.who_am_i().await, None);
    let held = admin.user(&alice).get().await.unwrap();
    assert_eq!((held.deactivated, held.erased, held.displayname), (true, Some(true), None));
    client.assert_called(&[
        "POST /_synapse/admin/v1/reset_password/{user_id}",
        "POST /_synapse/admin/v1/deactivate/{user_id}",
    ]);
}

#[wasm_bindgen_test]
async fn the_rights_of_a_user_are_given_and_taken() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    for admin in [true, false] {
        user.set_admin(admin).await.unwrap();
        assert_eq!(user.is_admin().await.unwrap(), admin);
    }
    user.shadow_ban(None).await.unwrap();
    assert!(admin.user(&alice).get().await.unwrap().shadow_banned);
    user.shadow_ban(false).await.unwrap();
    assert!(!admin.user(&alice).get().await.unwrap().shadow_banned);
    client.assert_called(&[
        "GET /_synapse/admin/v1/users/{user_id}/admin",
        "PUT /_synapse/admin/v1/users/{user_id}/admin",
        "POST /_synapse/admin/v1/users/{user_id}/shadow_ban",
        "DELETE /_synapse/admin/v1/users/{user_id}/shadow_ban",
    ]);
}

#[wasm_bindgen_test]
async fn what_the_server_knows_of_a_user_is_read() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    alice.who_am_i().await;
    seen(&admin, &alice).await;
    let sessions = user.query_current_sessions().await.unwrap();
    assert_eq!(sessions.user_id, alice.id);
    assert_eq!(sessions.devices.values().flatten().next().unwrap().ip, "127.0.0.1");

    let theme = path("/_matrix/client/v3/user/{}/account_data/org.example.theme", &alice.id);
    alice.put(&theme, json!({ "dark": true })).await;
    let data = user.get_data().await.unwrap().account_data;
    assert_eq!(written(&data.global["org.example.theme"]), json!({ "dark": true }));

    let pushers = user.get_all_pushers().await.unwrap();
    assert_eq!((pushers.pushers.len(), pushers.total), (0, 0));
    let puppet = user.login_as_user(LoginAsUserParams { valid_until_ms: Some(now() + 60_000) });
    let puppet = Account { token: puppet.await.unwrap().access_token, ..alice.clone() };
    assert_eq!(puppet.who_am_i().await.as_ref(), Some(&alice.id));
    client.assert_called(&[
        "GET /_synapse/admin/v1/whois/{user_id}",
        "GET /_synapse/admin/v1/users/{user_id}/accountdata",
        "GET /_synapse/admin/v1/users/{user_id}/pushers",
        "POST /_synapse/admin/v1/users/{user_id}/login",
    ]);
}

#[wasm_bindgen_test]
async fn how_a_user_stands_to_rooms_is_told_and_counted() {
    let (admin, alice) = admin_and_alice().await;
    let bob = admin.sign_up(&unique("bob")).await;
    let client = watched(&admin);
    let begun = now() - 60_000;
    let own = bob.create_room().await;
    let invite = json!({ "invite": [bob.id] });
    let invited = alice.create_room_with(invite.clone()).await;
    let banned = alice.create_room_with(invite).await;
    let ban = path("/_matrix/client/v3/rooms/{}/ban", &banned);
    alice.post(&ban, json!({ "user_id": bob.id })).await;

    let user = client.user(&*bob.id).unwrap();
    let rooms = user.get_rooms().await.unwrap();
    assert_eq!((rooms.joined_rooms, rooms.total), (vec![own.clone()], 1));
    let memberships = user.get_memberships().await.unwrap();
    let expected = [(own, "join"), (invited, "invite"), (banned, "ban")];
    assert_eq!(memberships, expected.map(|(room, how)| (room, Some(how.to_owned()))).into());

    let inviter = client.user(&*alice.id).unwrap();
    assert_eq!(inviter.get_sent_invite_count(begun).await.unwrap(), 2);
    assert_eq!(inviter.get_sent_invite_count(now() + 60_000).await.unwrap(), 0);
    assert_eq!(user.get_cumulative_joined_room_count(begun).await.unwrap(), 1);
    assert_eq!(user.get_cumulative_joined_room_count(now() + 60_000).await.unwrap(), 0);
    client.assert_called(&[
        "GET /_synapse/admin/v1/users/{user_id}/joined_rooms",
        "GET /_synapse/admin/v1/users/{user_id}/memberships",
        "GET /_synapse/admin/v1/users/{user_id}/sent_invite_count",
        "GET /_synapse/admin/v1/users/{user_id}/cumulative_joined_room_count",
    ]);
}

#[wasm_bindgen_test]
async fn the_files_of_a_user_are_listed_quarantined_and_deleted() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(alice.upload_text("file", &format!("{number} {}", unique("content"))).await);
    }
    let two_a_page = MediaParams { limit: Some(2), ..MediaParams::default() };
    let page = user.get_media(two_a_page.clone()).await.unwrap();
    assert_eq!((page.media.len(), page.total), (2, 3));
    let listed = user.get_media(two_a_page).items().try_collect::<Vec<_>>().await.unwrap();
    assert!(listed.iter().map(|media| &media.media_id).eq(ids.iter().rev()));

    admin.client().media().protect(&*ids[0]).await.unwrap();
    assert_eq!(user.quarantine_media().await.unwrap(), 2);
    assert_eq!(user.quarantine_media().await.unwrap(), 0);
    assert!(alice.can_download(&ids[0]).await && !alice.can_download(&ids[1]).await);

    let deleted = user.delete_media(MediaParams { limit: Some(1), ..MediaParams::default() }).await.unwrap();
    assert_eq!((deleted.deleted_media, deleted.total), (vec![ids[2].clone()], 1));
    client.assert_called(&[
        "GET /_synapse/admin/v1/users/{user_id}/media",
        "POST /_synapse/admin/v1/user/{user_id}/media/quarantine",
        "DELETE /_synapse/admin/v1/users/{user_id}/media",
    ]);
}

#[wasm_bindgen_test]
async fn all_files_of_a_user_are_deleted_and_it_is_told_how_far_that_is() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    // One more than the server deletes at once.
    for _ in 0..101 {
        alice.upload("file", 10).await;
    }
    let mut told = Vec::new();
    let deleted = user.delete_all_media(|so_far| told.push(so_far.total)).await.unwrap();
    assert_eq!((deleted.deleted_media.len(), deleted.total), (101, 101));
    assert_eq!(told, [100, 101]);
    assert_eq!(admin.user(&alice).get_media(None).await.unwrap().total, 0);
    assert_eq!(user.delete_all_media(|_| ()).await.unwrap().total, 0);
    client.assert_called(&[
        "DELETE /_synapse/admin/v1/users/{user_id}/media",
        "GET /_synapse/admin/v1/users/{user_id}/media",
    ]);
}

#[wasm_bindgen_test]
async fn a_redaction_is_a_job_that_takes_the_messages_of_one_user() {
    let (admin, alice) = admin_and_alice().await;
    let bob = admin.sign_up(&unique("bob")).await;
    let client = watched(&admin);
    let (room_id, [hers]) = conversation(&alice, ["hers"]).await;
    join(&bob, &room_id).await;
    let his = say(&bob, &room_id, "his").await;
    let user = client.user(&*bob.id).unwrap();
    let params = RedactParams {
        rooms: Some(vec![room_id.clone()]),
        reason: Some("spam".into()),
        limit: Some(10),
        use_admin: Some(false),
        before_ts: Some(now() + 60_000),
        after_ts: Some(0),
    };
    let job = user.redact(params).await.unwrap();
    let done = job.wait(a_while(), |_| ()).await.unwrap();
    assert_eq!((&*done.status, done.failed_redactions), ("complete", Some(BTreeMap::new())));
    let content = async |event_id: &str| {
        let room = path("/_matrix/client/v3/rooms/{}/event/", &room_id);
        alice.ask(&(room + &path("{}", event_id))).await["content"].clone()
    };
    assert_eq!(content(&his).await, json!({}));
    assert_eq!(content(&hers).await, json!({ "msgtype": "m.text", "body": "hers" }));
    client.assert_called(&[
        "POST /_synapse/admin/v1/user/{user_id}/redact",
        "GET /_synapse/admin/v1/user/redact_status/{redact_id}",
    ]);
}

#[wasm_bindgen_test]
async fn devices_are_made_renamed_read_and_deleted() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let ids = async |user: &User| -> Vec<String> {
        let devices = user.get_devices().await.unwrap();
        assert_eq!(devices.total, devices.devices.len() as i64);
        devices.devices.into_iter().map(|device| device.device_id).collect()
    };
    let own = ids(&user).await;
    for id in ["A/B+C é?", "B", ".."] {
        user.create_device(id).await.unwrap();
    }
    let telephone = DeviceParams { display_name: Some("Telephone".into()) };
    user.update_device("A/B+C é?", telephone).await.unwrap();
    let device = user.get_device("A/B+C é?").await.unwrap();
    assert_eq!((&*device.device_id, &device.user_id), ("A/B+C é?", &alice.id));
    assert_eq!((device.display_name.as_deref(), device.last_seen_ts), (Some("Telephone"), None));
    assert_eq!(ids(&user).await.len(), 4);

    user.delete_device("A/B+C é?").await.unwrap();
    user.delete_device("A/B+C é?").await.unwrap();
    failure(user.get_device("A/B+C é?")).await.assert_is(Class::NotFound, "NOT_FOUND");
    user.delete_devices(["B", "..", "NOT THERE"].map(String::from).to_vec()).await.unwrap();
    assert_eq!(ids(&user).await, own);
    user.delete_device(&*own[0]).await.unwrap();
    assert_eq!(alice.who_am_i().await, None);
    client.assert_called(&[
        "GET /_synapse/admin/v2/users/{user_id}/devices",
        "POST /_synapse/admin/v2/users/{user_id}/devices",
        "PUT /_synapse/admin/v2/users/{user_id}/devices/{device_id}",
        "GET /_synapse/admin/v2/users/{user_id}/devices/{device_id}",
        "DELETE /_synapse/admin/v2/users/{user_id}/devices/{device_id}",
        "POST /_synapse/admin/v2/users/{user_id}/delete_devices",
    ]);
}

#[wasm_bindgen_test]
async fn no_rate_limit_of_a_users_own_and_none_at_all_are_told_apart() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let none = user.get_ratelimit().await.unwrap();
    assert_eq!((none.messages_per_second, none.burst_count), (None, None));
    for (per_second, burst) in [(0, 0), (5, 20)] {
        let set = user.set_ratelimit(per_second, burst).await.unwrap();
        assert_eq!(set.messages_per_second, Some(per_second as i64));
        let held = admin.ask(&route(&alice, "/override_ratelimit")).await;
        assert_eq!(held, json!({ "messages_per_second": per_second, "burst_count": burst }));
        assert_eq!(written(&user.get_ratelimit().await.unwrap()), held);
    }
    user.delete_ratelimit().await.unwrap();
    assert_eq!(admin.ask(&route(&alice, "/override_ratelimit")).await, json!({}));
    client.assert_called(&[
        "GET /_synapse/admin/v1/users/{user_id}/override_ratelimit",
        "POST /_synapse/admin/v1/users/{user_id}/override_ratelimit",
        "DELETE /_synapse/admin/v1/users/{user_id}/override_ratelimit",
    ]);
}

#[wasm_bindgen_test]
async fn experimental_features_are_switched_one_by_one() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let mut features = user.get_experimental_features().await.unwrap();
    assert_eq!(features.insert("msc3881".into(), true), Some(false));
    let switch = |name: &str, on| BTreeMap::from([(name.to_owned(), on)]);
    user.set_experimental_features(switch("msc3881", true)).await.unwrap();
    assert_eq!(user.get_experimental_features().await.unwrap(), features);
    let failed = failure(user.set_experimental_features(switch("msc1", true))).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!(failed.status(), Some(400));
    client.assert_called(&[
        "GET /_synapse/admin/v1/experimental_features/{user_id}",
        "PUT /_synapse/admin/v1/experimental_features/{user_id}",
    ]);
}

#[wasm_bindgen_test]
async fn cross_signing_keys_may_be_replaced_for_some_minutes_by_who_has_some() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    failure(user.allow_cross_signing_replacement()).await.assert_is(Class::NotFound, "NOT_FOUND");
    let key = "A".repeat(43);
    let keys = json!({ (format!("ed25519:{key}")): key });
    let master = json!({ "master_key": { "user_id": alice.id, "usage": ["master"], "keys": keys } });
    alice.post("/_matrix/client/v3/keys/device_signing/upload", master).await;
    let until = user.allow_cross_signing_replacement().await.unwrap();
    assert!((now() as i64..now() as i64 + 3_600_000).contains(&until), "{until}");
    client.assert_called(&[
        "POST /_synapse/admin/v1/users/{user_id}/_allow_cross_signing_replacement_without_uia",
    ]);
}

#[wasm_bindgen_test]
async fn an_account_is_valid_until_the_time_that_was_asked_for() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let tomorrow = now() + 86_400_000;
    let params = AccountValidityParams { expiration_ts: Some(tomorrow), enable_renewal_emails: Some(false) };
    assert_eq!(user.renew_account_validity(params).await.unwrap(), tomorrow as i64);
    let failed = failure(user.renew_account_validity(None)).await;
    failed.assert_is(Class::Server, "SERVER");
    assert_eq!(failed.status(), Some(500));
    client.assert_called(&["POST /_synapse/admin/v1/account_validity/validity"]);
}

#[wasm_bindgen_test]
async fn a_user_is_reported() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    client.user(&*alice.id).unwrap().report("sends spam").await.unwrap();
    let target = UserReportListParams { target_user_id: Some(alice.id), ..Default::default() };
    let reports = admin.client().user_reports().list(target).await.unwrap().user_reports;
    assert_eq!((reports.len(), reports[0].reason.as_deref()), (1, Some("sends spam")));
    assert_eq!(reports[0].user_id, admin.id);
    client.assert_called(&["POST /_matrix/client/v3/users/{user_id}/report"]);
}

#[wasm_bindgen_test]
async fn what_the_clients_of_an_admin_get_to_see_is_set_as_a_whole() {
    let (admin, alice) = admin_and_alice().await;
    admin.user(&alice).set_admin(true).await.unwrap();
    let client = watched(&alice);
    let user = client.user(&*alice.id).unwrap();
    failure(user.get_admin_client_config()).await.assert_is(Class::NotFound, "NOT_FOUND");
    for (soft_failed, spammy) in [(Some(true), None), (None, Some(false))] {
        let params = AdminClientConfigParams {
            return_soft_failed_events: soft_failed,
            return_policy_server_spammy_events: spammy,
        };
        user.set_admin_client_config(params).await.unwrap();
        let held = user.get_admin_client_config().await.unwrap();
        let flag = |value: &Option<wire::Value>| value.as_ref().map(|value| value.read().unwrap());
        assert_eq!(flag(&held.return_soft_failed_events), soft_failed);
        assert_eq!(flag(&held.return_policy_server_spammy_events), spammy);
    }
    let others = client.user(&*admin.id).unwrap();
    let failed = failure(others.set_admin_client_config(AdminClientConfigParams::default())).await;
    failed.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");
    client.assert_called(&[
        "GET /_matrix/client/v3/user/{user_id}/account_data/io.element.synapse.admin_client_config",
        "PUT /_matrix/client/v3/user/{user_id}/account_data/io.element.synapse.admin_client_config",
    ]);
}

#[wasm_bindgen_test]
async fn the_search_that_is_not_offered_is_there_for_who_asks_for_it_by_its_path() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let query = wire::Value::of(&json!({ "term": &alice.id[1..20] })).unwrap();
    let request = RawRequest {
        method: HttpMethod::GET,
        path: path("/_synapse/admin/v1/search_users/{}", &admin.id),
        query: Some(query),
        ..RawRequest::default()
    };
    let found = written(&client.request(request).await.unwrap());
    let names: Vec<String> = found.as_array().unwrap().iter().map(|user| text(&user["name"])).collect();
    assert_eq!(names, [alice.id]);
    // A path of one's own is told as it is.
    let search = "GET /_synapse/admin/v1/search_users/{user_id}";
    client.assert_called(&[&*search.replace("{user_id}", &path("{}", &admin.id))]);
}

#[wasm_bindgen_test]
async fn devices_are_pruned_by_when_they_were_seen_and_all_are_logged_out() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    for device_id in ["KEPT", "NEVER"] {
        user.create_device(device_id).await.unwrap();
    }
    let devices = user.get_devices().await.unwrap().devices.into_iter().map(|device| device.device_id);
    let keep: Vec<_> = devices.filter(|device_id| device_id != "NEVER").collect();
    let prune = |dry_run| PruneDevicesParams {
        last_seen_before: now() - 60_000,
        never_seen: Some(true),
        keep: Some(keep.clone()),
        dry_run: Some(dry_run),
    };
    let planned = user.prune_devices(prune(true), |_| panic!("it only looks")).await.unwrap();
    assert_eq!((planned.devices, planned.total), (vec!["NEVER".to_owned()], 1));
    assert_eq!(user.get_devices().await.unwrap().total, 3);
    let mut told = Vec::new();
    user.prune_devices(prune(false), |so_far| told.push(so_far.total)).await.unwrap();
    assert_eq!((told, user.get_devices().await.unwrap().total), (vec![1], 2));
    let seconds = PruneDevicesParams { last_seen_before: now() / 1000, ..prune(false) };
    assert_eq!(
        failure(Box::pin(user.prune_devices(seconds, |_| ()))).await.argument(),
        Some("params.lastSeenBefore")
    );
    assert_eq!(user.log_out(LogOutParams { dry_run: Some(true) }, |_| ()).await.unwrap().total, 2);
    assert_eq!(alice.who_am_i().await.as_ref(), Some(&alice.id));
    assert_eq!(user.log_out(None, |_| ()).await.unwrap().total, 2);
    assert_eq!(alice.who_am_i().await, None);
    client.assert_called(&[
        "POST /_synapse/admin/v2/users/{user_id}/devices",
        "GET /_synapse/admin/v2/users/{user_id}/devices",
        "POST /_synapse/admin/v2/users/{user_id}/delete_devices",
    ]);
}

#[wasm_bindgen_test]
async fn the_rooms_that_a_user_administers_are_told_with_who_else_does() {
    let (admin, alice) = admin_and_alice().await;
    let bob = admin.sign_up(&unique("bob")).await;
    let powers = json!({ "users": { alice.id.clone(): 100, bob.id.clone(): 100 } });
    let fields =
        json!({ "preset": "public_chat", "room_version": "11", "power_level_content_override": powers });
    let together = alice.create_room_with(fields).await;
    join(&bob, &together).await;
    let other = bob.create_room_with(json!({ "preset": "public_chat", "room_version": "11" })).await;
    join(&alice, &other).await;
    let client = watched(&admin);
    let mut told = Vec::new();
    let user = client.user(&*alice.id).unwrap();
    let found = user.get_administered_rooms(|so_far| told.push(so_far.total)).await.unwrap();
    assert_eq!((told, found.total), (vec![1, 2], 2));
    let [room] = &found.rooms[..] else { panic!("{found:?}") };
    assert_eq!(
        (&room.room_id, room.power_level, &room.others),
        (&together, Some(100), &vec![bob.id.clone()])
    );
    client.assert_called(&[
        "GET /_synapse/admin/v1/users/{user_id}/joined_rooms",
        "GET /_synapse/admin/v1/rooms/{room_id}/state",
        "GET /_synapse/admin/v1/rooms/{room_id}/members",
    ]);
}

#[wasm_bindgen_test]
async fn an_export_has_each_part_of_what_the_server_holds() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let id = alice.upload_text("notes.json", "notes").await;
    let user = client.user(&*alice.id).unwrap();
    let params = ExportParams { media: Some(true) };
    let parts = user.export(params).try_collect::<Vec<_>>().await.unwrap();
    let [
        UserExport::Data { part: "account", data: Ok(account) },
        ..,
        UserExport::File { file, data: Ok(content) },
    ] = &parts[..]
    else {
        panic!("{parts:?}")
    };
    assert_eq!(account.get("name").unwrap().as_str().unwrap(), alice.id);
    assert_eq!((&file.media_id, &**content), (&id, &b"\"notes\""[..]));
    assert_eq!(parts.len(), 15);
    let told = parts.iter().filter(|part| matches!(part, UserExport::Data { data: Ok(_), .. }));
    assert_eq!(told.count(), 14);
    let nobody = client.user(format!("@{}:{}", unique("nobody"), admin.server())).unwrap();
    let parts = nobody.export(None).collect::<Vec<_>>().await;
    assert!(matches!(&parts[..], [Err(error)] if error.class() == Some(Class::NotFound)), "{parts:?}");
    client.assert_called(&[
        "GET /_matrix/client/v1/media/download/{server_name}/{media_id}",
        "GET /_synapse/admin/v1/event_reports",
        "GET /_synapse/admin/v1/experimental_features/{user_id}",
        "GET /_synapse/admin/v1/user_reports",
        "GET /_synapse/admin/v1/users/{user_id}/accountdata",
        "GET /_synapse/admin/v1/users/{user_id}/joined_rooms",
        "GET /_synapse/admin/v1/users/{user_id}/media",
        "GET /_synapse/admin/v1/users/{user_id}/memberships",
        "GET /_synapse/admin/v1/users/{user_id}/override_ratelimit",
        "GET /_synapse/admin/v1/users/{user_id}/pushers",
        "GET /_synapse/admin/v1/whois/{user_id}",
        "GET /_synapse/admin/v2/users/{user_id}",
        "GET /_synapse/admin/v2/users/{user_id}/devices",
    ]);
}

#[wasm_bindgen_test]
async fn an_account_is_closed_step_by_step_and_its_state_goes_on() {
    let (admin, alice) = admin_and_alice().await;
    let bob = admin.sign_up(&unique("bob")).await;
    let room = alice.create_room_with(json!({ "preset": "public_chat", "room_version": "11" })).await;
    say(&alice, &room, "hello").await;
    let client = watched(&admin);
    let user = client.user(&*alice.id).unwrap();
    let params = OffboardParams {
        erase: Some(true),
        redact: Some(true),
        media: Some(OffboardMedia::Delete),
        hand_over_to: Some(bob.id.clone()),
        ..OffboardParams::default()
    };
    let plan = OffboardParams { dry_run: Some(true), ..params.clone() };
    let planned = user.offboard(plan, |_| ()).await.unwrap();
    assert!(planned.steps.iter().all(|step| step.status == OffboardStatus::Planned), "{planned:?}");
    assert_eq!(planned.steps[1].rooms, Some(vec![room.clone()]));
    assert_eq!((planned.steps[3].files, planned.steps[3].bytes), (Some(0), Some(0)));
    assert!(!user.get().await.unwrap().deactivated);
    let mut told = Vec::new();
    let closed = user.offboard(planned, |so_far| told.push(so_far.clone())).await.unwrap();
    assert!(closed.steps.iter().all(|step| step.status == OffboardStatus::Done), "{closed:?}");
    assert_eq!(written(told.last().unwrap()), written(&closed));
    let details = user.get().await.unwrap();
    assert_eq!((details.deactivated, details.erased, details.locked), (true, Some(true), Some(true)));
    let again = user.offboard(closed.clone(), |_| panic!("all is done")).await.unwrap();
    assert_eq!(written(&again), written(&closed));
    let heir = OffboardParams { hand_over_to: Some(alice.id.clone()), ..params };
    let refused = failure(Box::pin(user.offboard(heir, |_| ()))).await;
    assert_eq!(refused.argument(), Some("params.handOverTo"));
    client.assert_called(&[
        "GET /_synapse/admin/v2/users/{user_id}",
        "PUT /_synapse/admin/v2/users/{user_id}",
        "GET /_synapse/admin/v1/server_version",
        "GET /_synapse/admin/v1/registration_tokens/{token}",
        "GET /_synapse/admin/v1/users/{user_id}/joined_rooms",
        "GET /_synapse/admin/v1/rooms/{room_id}/state",
        "GET /_synapse/admin/v1/rooms/{room_id}/members",
        "GET /_synapse/admin/v2/users/{user_id}/devices",
        "POST /_synapse/admin/v1/rooms/{room_id_or_alias}/make_room_admin",
        "POST /_synapse/admin/v1/join/{room_id_or_alias}",
        "GET /_synapse/admin/v1/users/{user_id}/memberships",
        "GET /_matrix/client/v3/account/whoami",
        "POST /_synapse/admin/v1/user/{user_id}/redact",
        "GET /_synapse/admin/v1/user/redact_status/{redact_id}",
        "GET /_synapse/admin/v1/users/{user_id}/media",
        "DELETE /_synapse/admin/v1/users/{user_id}/media",
        "POST /_synapse/admin/v1/deactivate/{user_id}",
    ]);
}
