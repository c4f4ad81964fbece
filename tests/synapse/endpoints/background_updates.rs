use matrix_admin_sdk::{BackgroundJob, Class};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{pause, watched};
use crate::homeserver::admin;
use crate::javascript::failure;

const ENABLED: &str = "/_synapse/admin/v1/background_updates/enabled";

#[wasm_bindgen_test]
async fn background_updates_are_switched_off_and_on_again() {
    let admin = admin().await;
    let client = watched(&admin);
    let updates = client.background_updates();
    updates.set_enabled(false).await.unwrap();
    let off = (updates.is_enabled().await, admin.ask(ENABLED).await, updates.get_status().await);
    updates.set_enabled(true).await.unwrap();

    assert!(!off.0.unwrap());
    assert_eq!(off.1["enabled"], false);
    assert!(!off.2.unwrap().enabled);
    assert!(updates.is_enabled().await.unwrap());
    assert_eq!(admin.ask(ENABLED).await["enabled"], true);
    client.assert_called(&[
        "GET /_synapse/admin/v1/background_updates/enabled",
        "POST /_synapse/admin/v1/background_updates/enabled",
        "GET /_synapse/admin/v1/background_updates/status",
    ]);
}

#[wasm_bindgen_test]
async fn a_background_job_is_started_and_not_queued_twice() {
    let admin = admin().await;
    let (client, switch) = (watched(&admin), admin.client().background_updates());
    let start = || client.background_updates().start_job(BackgroundJob::PopulateStatsProcessRooms, None);
    loop {
        // Switched off it stays in the queue, however little there is to do.
        switch.set_enabled(false).await.unwrap();
        if start().await.is_ok() {
            break;
        }
        // A new server has the same job of its own, and goes through that first.
        switch.set_enabled(true).await.unwrap();
        pause(100).await;
    }
    let failed = failure(start()).await;
    switch.set_enabled(true).await.unwrap();

    failed.assert_is(Class::Api, "API");
    assert_eq!(failed.status(), Some(400));
    assert!(failed.error.error().unwrap().contains("already in queue"));
    while !switch.get_status().await.unwrap().current_updates.is_empty() {
        pause(100).await;
    }
    client.assert_called(&["POST /_synapse/admin/v1/background_updates/start_job"]);
}
