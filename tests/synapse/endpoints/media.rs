use futures_util::TryStreamExt;
use matrix_admin_sdk::{Class, CleanUpParams, DeleteBeforeParams, DownloadParams, QuarantineChangeParams};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{LONG_AGO, now, pause, watched};
use crate::homeserver::{Account, admin_and_alice, unique};
use crate::javascript::{failure, written};

/// A file with content of its own: what has the same is quarantined together.
async fn upload(alice: &Account) -> (String, String) {
    let content = unique("content");
    (alice.upload_text("notes.json", &content).await, format!("\"{content}\""))
}

#[wasm_bindgen_test]
async fn a_file_is_described_as_the_server_knows_it() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (id, content) = upload(&alice).await;
    let info = client.media().get(admin.server(), &*id).await.unwrap();
    assert_eq!((&info.media_id, info.user_id.as_ref()), (&id, Some(&alice.id)));
    assert_eq!(info.upload_name.as_deref(), Some("notes.json"));
    assert_eq!(info.media_type.as_deref(), Some("application/json"));
    assert_eq!((info.media_length, info.media_origin), (Some(content.len() as i64), None));
    assert_eq!((info.safe_from_quarantine, info.authenticated), (Some(false), true));
    let failed = failure(client.media().get(admin.server(), "nobodyknowsthis")).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["GET /_synapse/admin/v1/media/{server_name}/{media_id}"]);
}

#[wasm_bindgen_test]
async fn a_quarantined_file_is_downloaded_only_by_who_asks_for_it_as_such() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (media, server) = (client.media(), admin.server());
    let (id, content) = upload(&alice).await;
    let at_once = DownloadParams { timeout_ms: Some(1_000), admin_unsafely_bypass_quarantine: None };
    assert_eq!(*media.download(server, &*id, at_once).await.unwrap(), *content.as_bytes());

    media.quarantine(server, &*id).await.unwrap();
    let info = admin.client().media().get(server, &*id).await.unwrap();
    assert_eq!(info.quarantined_by.as_ref(), Some(&admin.id));
    failure(media.download(server, &*id, None)).await.assert_is(Class::NotFound, "NOT_FOUND");
    assert!(!alice.can_download(&id).await);
    let bypass = DownloadParams { admin_unsafely_bypass_quarantine: Some(true), timeout_ms: None };
    assert_eq!(media.download(server, &*id, bypass).await.unwrap().0, content.as_bytes());

    media.unquarantine(server, &*id).await.unwrap();
    assert_eq!(admin.client().media().get(server, &*id).await.unwrap().quarantined_by, None);
    assert!(alice.can_download(&id).await);
    client.assert_called(&[
        "GET /_matrix/client/v1/media/download/{server_name}/{media_id}",
        "POST /_synapse/admin/v1/media/quarantine/{server_name}/{media_id}",
        "POST /_synapse/admin/v1/media/unquarantine/{server_name}/{media_id}",
    ]);
}

#[wasm_bindgen_test]
async fn each_change_of_quarantine_is_listed_and_the_end_has_a_place_to_go_on_from() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (media, server) = (client.media(), admin.server());
    let (id, _) = upload(&alice).await;
    let pages: Vec<_> = media.get_quarantine_changes(None).pages().try_collect().await.unwrap();
    let from = Some(pages.last().unwrap().next_batch.clone());
    let changer = admin.client().media();
    changer.quarantine(server, &*id).await.unwrap();
    changer.unquarantine(server, &*id).await.unwrap();

    let page = media.get_quarantine_changes(QuarantineChangeParams { from: from.clone() }).await.unwrap();
    let mine = page.changes.iter().filter(|change| change.media_id == id);
    assert!(mine.clone().all(|change| change.origin == server));
    assert_eq!(mine.map(|change| change.quarantined).collect::<Vec<_>>(), [true, false]);
    let changes = media.get_quarantine_changes(QuarantineChangeParams { from }).items();
    let changes = changes.try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(changes.iter().filter(|change| change.media_id == id).count(), 2);
    let rest = QuarantineChangeParams { from: Some(page.next_batch) };
    assert!(media.get_quarantine_changes(rest).await.unwrap().changes.is_empty());
    client.assert_called(&["GET /_synapse/admin/v1/media/quarantine_changes"]);
}

#[wasm_bindgen_test]
async fn a_protected_file_is_not_quarantined_until_it_is_unprotected() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (id, _) = upload(&alice).await;
    let held = async || admin.client().media().get(admin.server(), &*id).await.unwrap();
    client.media().protect(&*id).await.unwrap();
    assert_eq!(held().await.safe_from_quarantine, Some(true));
    client.media().quarantine(admin.server(), &*id).await.unwrap();
    assert_eq!(held().await.quarantined_by, None);

    client.media().unprotect(&*id).await.unwrap();
    assert_eq!(held().await.safe_from_quarantine, Some(false));
    failure(client.media().protect("nobodyknowsthis")).await.assert_is(Class::NotFound, "NOT_FOUND");
    failure(client.media().unprotect("nobodyknowsthis")).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "POST /_synapse/admin/v1/media/protect/{media_id}",
        "POST /_synapse/admin/v1/media/quarantine/{server_name}/{media_id}",
        "POST /_synapse/admin/v1/media/unprotect/{media_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_deleted_file_is_gone_and_one_of_another_server_is_refused() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (id, _) = upload(&alice).await;
    let deleted = client.media().delete(admin.server(), &*id).await.unwrap();
    assert_eq!(written(&deleted), json!({ "deleted_media": [id], "total": 1 }));
    assert!(!alice.can_download(&id).await);
    let failed = failure(client.media().delete(admin.server(), &*id)).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    let failed = failure(client.media().delete("example.com", &*id)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!(failed.status(), Some(400));
    client.assert_called(&["DELETE /_synapse/admin/v1/media/{server_name}/{media_id}"]);
}

#[wasm_bindgen_test]
async fn old_and_large_files_are_deleted_and_only_they() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    // Larger than what any other test uploads, so that their files stay.
    let large = alice.upload("large", 300_001).await;
    let small = alice.upload("small", 100).await;
    let larger = DeleteBeforeParams { size_gt: Some(300_000), keep_profiles: Some(true) };
    let none = client.media().delete_before(LONG_AGO, larger.clone()).await.unwrap();
    assert_eq!(written(&none), json!({ "deleted_media": [], "total": 0 }));
    let deleted = client.media().delete_before(now() + 60_000, larger).await.unwrap();
    assert_eq!(deleted.total, deleted.deleted_media.len() as i64);
    assert!(deleted.deleted_media.contains(&large) && !deleted.deleted_media.contains(&small));
    assert!(!alice.can_download(&large).await);
    assert!(alice.can_download(&small).await);
    let failed = failure(client.media().delete_before(now() / 1_000, None)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!((failed.status(), failed.errcode()), (Some(400), Some("M_INVALID_PARAM")));
    client.assert_called(&["POST /_synapse/admin/v1/media/delete"]);
}

#[wasm_bindgen_test]
async fn the_cache_of_remote_files_is_purged_of_what_is_older() {
    let (admin, _) = admin_and_alice().await;
    let client = watched(&admin);
    // Older than any file, so that nobody misses one.
    assert_eq!(client.media().purge_remote_cache(LONG_AGO).await.unwrap(), 0);
    let failed = failure(client.media().purge_remote_cache(now() / 1_000)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!((failed.status(), failed.errcode()), (Some(400), Some("M_INVALID_PARAM")));
    client.assert_called(&["POST /_synapse/admin/v1/purge_media_cache"]);
}

#[wasm_bindgen_test]
async fn a_clean_up_that_only_looks_tells_how_much_it_would_be() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let file = alice.upload("large", 500_001).await;
    pause(20).await;
    let which = |dry_run: bool| CleanUpParams {
        before_ts: now() - 1,
        size_gt: Some(500_000),
        remote: Some(!dry_run),
        dry_run: Some(dry_run),
        ..CleanUpParams::default()
    };
    let planned = client.media().clean_up(which(true), |_| ()).await.unwrap();
    // The same files of runs before are there as well.
    assert!(planned.local >= 1);
    assert_eq!((planned.remote, planned.bytes), (None, Some(planned.local * 500_001)));
    assert!(alice.can_download(&file).await);
    client.assert_called(&[
        "GET /_synapse/admin/v1/statistics/users/media",
        "GET /_synapse/admin/v1/users/{user_id}/media",
    ]);
    let client = watched(&admin);
    let older = CleanUpParams { before_ts: LONG_AGO, ..which(false) };
    let mut told = Vec::new();
    let done = client.media().clean_up(older, |so_far| told.push(so_far.remote)).await.unwrap();
    assert_eq!((told, done.local, done.remote, done.bytes), (vec![None, Some(0)], 0, Some(0), None));
    let seconds = CleanUpParams { before_ts: now() / 1_000, ..which(true) };
    let failed = failure(Box::pin(client.media().clean_up(seconds, |_| ()))).await;
    assert_eq!(failed.argument(), Some("params.before_ts"));
    client.assert_called(&[
        "POST /_synapse/admin/v1/media/delete",
        "POST /_synapse/admin/v1/purge_media_cache",
    ]);
}
