use futures_util::TryStreamExt;
use matrix_admin_sdk::{
    Class, InactiveParams, NeverSeen, NewExternalId, NewThreepid, RedactParams, RegisterParams,
    ThreepidMedium, UserListParams, UserParams,
};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{LONG_AGO, a_while, conversation, now, watched};
use crate::fetch::{answering, client, requests};
use crate::homeserver::{Account, admin, admin_and_alice, log_in, path, unique};
use crate::javascript::{failure, written};

#[wasm_bindgen_test]
async fn users_are_listed_and_the_deactivated_by_another_version_of_the_route() {
    let (admin, alice) = admin_and_alice().await;
    let name = alice.id.split(':').next().unwrap()[1..].to_owned();
    let with =
        |deactivated| UserListParams { name: Some(name.clone()), deactivated, ..UserListParams::default() };
    let client = watched(&admin);
    let page = client.users().list(with(None)).await.unwrap();
    assert_eq!((page.total, &page.users[0].name), (1, &alice.id));
    assert_eq!(page.users[0].displayname.as_ref(), Some(&name));
    client.assert_called(&["GET /_synapse/admin/v2/users"]);

    let client = watched(&admin);
    assert_eq!(client.users().list(with(Some(true))).await.unwrap().total, 0);
    admin.user(&alice).deactivate_account(None).await.unwrap();
    let gone = client.users().list(with(Some(true))).items().try_collect::<Vec<_>>().await.unwrap();
    assert_eq!((gone.len(), &gone[0].name, gone[0].deactivated), (1, &alice.id, true));
    client.assert_called(&["GET /_synapse/admin/v3/users"]);
}

#[wasm_bindgen_test]
async fn a_user_is_found_by_an_address_and_by_who_the_user_is_elsewhere() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let word = unique("found");
    let (address, external_id) = (format!("{word}@example.com"), format!("{word}/é+%2F ?#"));
    let params = UserParams {
        threepids: Some(vec![NewThreepid {
            medium: "email".into(),
            address: address.clone(),
            ..NewThreepid::default()
        }]),
        external_ids: Some(vec![NewExternalId {
            auth_provider: "oidc-contract".into(),
            external_id: external_id.clone(),
        }]),
        ..UserParams::default()
    };
    admin.user(&alice).update(params).await.unwrap();
    let users = client.users();
    assert_eq!(users.find_by_threepid(ThreepidMedium::Email, address).await.unwrap(), alice.id);
    assert_eq!(users.find_by_external_id("oidc-contract", external_id).await.unwrap(), alice.id);
    let failed = failure(users.find_by_threepid(ThreepidMedium::Msisdn, &*word)).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    let failed = failure(users.find_by_external_id("oidc-contract", &*word)).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "GET /_synapse/admin/v1/threepid/{medium}/users/{address}",
        "GET /_synapse/admin/v1/auth_providers/{provider}/users/{external_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_username_is_available_until_somebody_has_it() {
    let admin = admin().await;
    let client = watched(&admin);
    let name = unique("free");
    assert!(client.users().is_available(&*name).await.unwrap());
    admin.sign_up(&name).await;
    assert!(!client.users().is_available(&*name).await.unwrap());
    let failed = failure(Box::pin(client.users().is_available("no spaces"))).await;
    assert_eq!(failed.errcode(), Some("M_INVALID_USERNAME"));
    client.assert_called(&["GET /_synapse/admin/v1/username_available"]);
}

#[wasm_bindgen_test]
async fn who_knows_the_secret_registers_users_and_who_does_not_nobody() {
    const SECRET: &str = env!("SYNAPSE_SHARED_SECRET");
    let admin = admin().await;
    let nobody = Account { token: "none".into(), ..admin.nobody() };
    let client = watched(&nobody);
    let params = |shared_secret: &str| RegisterParams {
        username: unique("registered"),
        password: "p\"ä ß".into(),
        shared_secret: shared_secret.into(),
        displayname: Some("Bob".into()),
        ..RegisterParams::default()
    };
    let made = client.users().register(params(SECRET)).await.unwrap();
    let bob = Account { id: made.user_id, token: made.access_token.unwrap() };
    assert_eq!(bob.who_am_i().await.as_ref(), Some(&bob.id));
    assert_eq!(log_in(&bob.id, "p\"ä ß").await.unwrap().id, bob.id);
    let held = admin.details(&bob).await;
    assert_eq!((&held["displayname"], &held["admin"]), (&json!("Bob"), &json!(false)));

    let bot = RegisterParams {
        admin: Some(true),
        user_type: Some("bot".into()),
        inhibit_login: Some(true),
        ..params(SECRET)
    };
    let made = client.users().register(bot).await.unwrap();
    assert_eq!((made.access_token, made.device_id), (None, None));
    let held = admin.ask(&path("/_synapse/admin/v2/users/{}", &made.user_id)).await;
    assert_eq!((&held["admin"], &held["user_type"]), (&json!(true), &json!("bot")));

    let failed = failure(Box::pin(client.users().register(params("wrong secret")))).await;
    failed.assert_is(Class::PermissionDenied, "PERMISSION_DENIED");
    for secret in ["wrong secret", "p\"ä ß"] {
        failed.assert_hides(secret);
    }
    client.assert_called(&["GET /_synapse/admin/v1/register", "POST /_synapse/admin/v1/register"]);
}

#[wasm_bindgen_test]
async fn a_redaction_is_found_again_by_its_id_and_one_that_failed_says_why() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (_, _) = conversation(&alice, ["rude"]).await;
    let job = admin.user(&alice).redact(None).await.unwrap();
    let again = client.users().redaction(job.id());
    assert_eq!(again.id(), job.id());
    assert_eq!(again.wait(a_while(), |_| ()).await.unwrap().status, "complete");
    assert_eq!(again.status().await.unwrap().failed_redactions, Some(Default::default()));

    let nowhere = format!("!{}:example.com", unique("nowhere"));
    let params = RedactParams { rooms: Some(vec![nowhere]), ..RedactParams::default() };
    let job = admin.user(&alice).redact(params).await.unwrap();
    let failed = failure(Box::pin(client.users().redaction(job.id()).wait(a_while(), |_| ()))).await;
    failed.assert_is(Class::Job, "JOB");
    assert_eq!(failed.job(), Some(job.id()));
    let status = written(failed.job_status().unwrap());
    assert_eq!(status["status"], "failed");
    assert!(failed.message().ends_with(status["error"].as_str().unwrap()), "{}", failed.message());
    assert_eq!(failed.caught.json["status"], status);
    let failed = failure(client.users().redaction("nobodyknowsthis").status()).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["GET /_synapse/admin/v1/user/redact_status/{redact_id}"]);
}

#[wasm_bindgen_test]
async fn accounts_that_were_not_seen_are_told_and_those_never_seen_if_asked_for() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let never = admin.client().user(format!("@{}:{}", unique("never"), admin.server())).unwrap();
    never.create(None).await.unwrap();
    let listed = async |since, never_seen| {
        let params = InactiveParams { since, never_seen };
        let found = client.users().inactive(params).try_collect::<Vec<_>>().await?;
        Ok::<_, matrix_admin_sdk::Error>(found.into_iter().map(|user| user.name).collect::<Vec<_>>())
    };
    assert!(alice.who_am_i().await.is_some());
    assert_eq!(listed(LONG_AGO, None).await.unwrap(), Vec::<String>::new());
    let found = listed(LONG_AGO, Some(NeverSeen::Include)).await.unwrap();
    assert!(found.iter().any(|name| name == never.user_id()));
    assert_eq!(listed(now() / 1_000, None).await.unwrap_err().argument(), Some("params.since"));
    client.assert_called(&["GET /_synapse/admin/v2/users"]);
}

/// An account of Synapse's list, or alone.
fn seen(name: &str, last_seen_ts: u64) -> Value {
    json!({
        "name": name, "admin": false, "deactivated": false, "locked": false, "shadow_banned": false, "is_guest": false,
        "user_type": null, "displayname": null, "avatar_url": null, "creation_ts": 0, "last_seen_ts": last_seen_ts,
        "appservice_id": null, "threepids": [], "external_ids": [],
        "consent_server_notice_sent": null, "consent_version": null,
    })
}

#[wasm_bindgen_test]
async fn who_was_seen_on_a_device_that_was_logged_out_since_is_not_told() {
    let (since, yesterday) = (now() - 2 * 86_400_000, now() - 86_400_000);
    let list = json!({ "users": [seen("@idle:s", LONG_AGO), seen("@moved:s", LONG_AGO)], "total": 2 });
    let (idle, moved) = (seen("@idle:s", LONG_AGO), seen("@moved:s", yesterday));
    let fetch = answering(&format!(
        "Response.json(request.url.includes('idle') ? {idle} : request.url.includes('moved') ? {moved} : {list})"
    ));
    let found = client(&fetch).users().inactive(InactiveParams { since, never_seen: None });
    let names = found.map_ok(|user| user.name).try_collect::<Vec<_>>().await.unwrap();
    assert_eq!((names, requests(&fetch).len()), (vec!["@idle:s".to_owned()], 3));
}
