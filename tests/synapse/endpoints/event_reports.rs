use futures_util::{StreamExt, TryStreamExt};
use matrix_admin_sdk::{Class, Direction, EventReport, EventReportListParams, WatchOptions, WatchParams};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{conversation, counted, join, watched};
use crate::homeserver::{Account, admin, path, unique};
use crate::javascript::{failure, written};

struct Reported {
    room_id: String,
    event_ids: [String; 3],
    sender: Account,
    reporter: Account,
}

/// Three messages that somebody else in the room has reported, the oldest first.
async fn reported(admin: &Account) -> Reported {
    let sender = admin.sign_up(&unique("sender")).await;
    let reporter = admin.sign_up(&unique("reporter")).await;
    let (room_id, event_ids) = conversation(&sender, ["message 0", "message 1", "message 2"]).await;
    join(&reporter, &room_id).await;
    for (event_id, report) in
        event_ids.iter().zip([json!({ "reason": "spam", "score": -50 }), json!({}), json!({ "reason": "x" })])
    {
        let room = path("/_matrix/client/v3/rooms/{}/report/", &room_id);
        reporter.post(&(room + &path("{}", event_id)), report).await;
    }
    counted(admin, &room_id).await;
    Reported { room_id, event_ids, sender, reporter }
}

fn of_room(room_id: &str) -> EventReportListParams {
    EventReportListParams { room_id: Some(room_id.to_owned()), ..EventReportListParams::default() }
}

#[wasm_bindgen_test]
async fn reports_of_events_are_listed_page_by_page() {
    let admin = admin().await;
    let client = watched(&admin);
    let Reported { room_id, event_ids, sender, reporter } = reported(&admin).await;
    let oldest_first = EventReportListParams { dir: Some(Direction::F), ..of_room(&room_id) };
    let page = client.event_reports().list(oldest_first).await.unwrap();
    assert_eq!(page.total, 3);
    assert!(page.event_reports.iter().map(|report| &report.event_id).eq(&event_ids));
    let [first, second, _] = &page.event_reports[..] else { panic!("{page:?}") };
    assert_eq!((&first.user_id, first.sender.as_ref()), (&reporter.id, Some(&sender.id)));
    assert_eq!((first.reason.as_deref(), first.score.text()), (Some("spam"), "-50"));
    assert_eq!((second.reason.as_deref(), second.score.text()), (None, "null"));

    let one_a_page = EventReportListParams { limit: Some(1), ..of_room(&room_id) };
    let all: Vec<EventReport> = client.event_reports().list(one_a_page).items().try_collect().await.unwrap();
    assert!(all.iter().rev().map(|report| report.id).eq(page.event_reports.iter().map(|report| report.id)));
    client.assert_called(&["GET /_synapse/admin/v1/event_reports"]);
}

#[wasm_bindgen_test]
async fn a_report_of_an_event_is_read_with_the_event_and_deleted() {
    let admin = admin().await;
    let client = watched(&admin);
    let reports = client.event_reports();
    let Reported { room_id, event_ids, .. } = reported(&admin).await;
    let list = admin.client().event_reports().list(of_room(&room_id)).await.unwrap();
    let id = list.event_reports[2].id as u64;
    let details = reports.get(id).await.unwrap();
    assert_eq!((details.id as u64, &details.event_id), (id, &event_ids[0]));
    assert_eq!(written(&details.event_json)["content"]["body"], "message 0");

    reports.delete(id).await.unwrap();
    failure(reports.get(id)).await.assert_is(Class::NotFound, "NOT_FOUND");
    failure(reports.delete(id)).await.assert_is(Class::NotFound, "NOT_FOUND");
    let left = admin.client().event_reports().list(of_room(&room_id)).await.unwrap();
    assert_eq!(left.total, 2);
    client.assert_called(&[
        "GET /_synapse/admin/v1/event_reports/{report_id}",
        "DELETE /_synapse/admin/v1/event_reports/{report_id}",
    ]);
}

#[wasm_bindgen_test]
async fn new_reports_of_events_are_watched_for() {
    let admin = admin().await;
    let client = watched(&admin);
    let Reported { room_id, .. } = reported(&admin).await;
    let reports = admin.client().event_reports().list(of_room(&room_id)).await.unwrap().event_reports;
    let oldest = reports.iter().map(|report| report.id).min().unwrap();
    let params = WatchParams { after: Some(oldest as u64) };
    let watching = client.event_reports().watch(params, WatchOptions::default());
    let new: Vec<EventReport> = watching.take(2).try_collect().await.unwrap();
    assert!(new.iter().rev().map(|report| report.id).eq(reports[..2].iter().map(|report| report.id)));
    client.assert_called(&["GET /_synapse/admin/v1/event_reports"]);
}
