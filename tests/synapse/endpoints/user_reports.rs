use futures_util::{StreamExt, TryStreamExt};
use matrix_admin_sdk::{Class, Direction, UserReport, UserReportListParams, WatchOptions, WatchParams};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::watched;
use crate::fetch;
use crate::homeserver::{Account, admin, unique};
use crate::javascript::{evaluate, failure, written};

/// A user whom another one has reported for these reasons, in that order; and the other one.
async fn reported(admin: &Account, reasons: &[&str]) -> (Account, Account) {
    let target = admin.sign_up(&unique("target")).await;
    let reporter = admin.sign_up(&unique("reporter")).await;
    for reason in reasons {
        reporter.user(&target).report(*reason).await.unwrap();
    }
    (target, reporter)
}

fn of(target: &Account) -> UserReportListParams {
    UserReportListParams { target_user_id: Some(target.id.clone()), ..UserReportListParams::default() }
}

#[wasm_bindgen_test]
async fn reports_of_users_are_listed_page_by_page() {
    let admin = admin().await;
    let client = watched(&admin);
    let (target, reporter) = reported(&admin, &["spam", "insults", ""]).await;
    let oldest_first = UserReportListParams { dir: Some(Direction::F), ..of(&target) };
    let page = client.user_reports().list(oldest_first).await.unwrap();
    assert_eq!(page.total, 3);
    let reasons = page.user_reports.iter().map(|report| report.reason.as_deref().unwrap());
    assert_eq!(reasons.collect::<Vec<_>>(), ["spam", "insults", ""]);
    let first = &page.user_reports[0];
    assert_eq!((&first.target_user_id, &first.user_id), (&target.id, &reporter.id));

    let by = UserReportListParams {
        user_id: Some(reporter.id),
        limit: Some(2),
        ..UserReportListParams::default()
    };
    let list: Vec<UserReport> = client.user_reports().list(by).items().try_collect().await.unwrap();
    assert!(list.iter().rev().map(|report| report.id).eq(page.user_reports.iter().map(|report| report.id)));
    client.assert_called(&["GET /_synapse/admin/v1/user_reports"]);
}

#[wasm_bindgen_test]
async fn a_report_of_a_user_is_read_by_its_number_and_deleted() {
    let admin = admin().await;
    let client = watched(&admin);
    let reports = client.user_reports();
    let (target, _) = reported(&admin, &["spam"]).await;
    let list = admin.client().user_reports().list(of(&target)).await.unwrap();
    let id = list.user_reports[0].id as u64;
    assert_eq!(written(&reports.get(id).await.unwrap()), written(&list.user_reports[0]));
    reports.delete(id).await.unwrap();
    failure(reports.get(id)).await.assert_is(Class::NotFound, "NOT_FOUND");
    failure(reports.delete(id)).await.assert_is(Class::NotFound, "NOT_FOUND");
    assert_eq!(admin.client().user_reports().list(of(&target)).await.unwrap().total, 0);
    client.assert_called(&[
        "GET /_synapse/admin/v1/user_reports/{report_id}",
        "DELETE /_synapse/admin/v1/user_reports/{report_id}",
    ]);
}

#[wasm_bindgen_test]
async fn new_reports_of_users_are_watched_for() {
    let admin = admin().await;
    let client = watched(&admin);
    let (target, _) = reported(&admin, &["spam", "insults"]).await;
    let reports = admin.client().user_reports().list(of(&target)).await.unwrap().user_reports;
    let [second, first] = &reports[..] else { panic!("{reports:?}") };
    let options = WatchOptions { every_ms: Some(20), ..WatchOptions::default() };
    let params = WatchParams { after: Some(first.id as u64) };
    let mut watching = client.user_reports().watch(params, options.clone());
    assert_eq!(watching.try_next().await.unwrap().unwrap().id, second.id);

    let signal = Some(evaluate("AbortSignal.timeout(50)", &JsValue::UNDEFINED).unchecked_into());
    let mut watching = client.user_reports().watch(None, WatchOptions { signal, ..options });
    assert!(watching.try_next().await.unwrap().is_none());
    let never = WatchOptions { every_ms: Some(0), ..WatchOptions::default() };
    let refused = client.user_reports().watch(None, never).try_next().await.unwrap_err();
    assert_eq!(refused.argument(), Some("options.everyMs"));
    client.assert_called(&["GET /_synapse/admin/v1/user_reports"]);
}

#[wasm_bindgen_test]
async fn a_report_with_the_id_of_one_that_was_deleted_is_told() {
    const LISTS: &str = "(() => { \
        const report = (id, received_ts) => ({ id, received_ts, target_user_id: '@a:s', user_id: '@b:s', reason: null }); \
        const lists = [[report(2, 6), report(1, 5)], [], [report(2, 9)], [report(3, 10), report(2, 9)]]; \
        const user_reports = lists[Math.min(count, lists.length) - 1]; \
        return new Response(JSON.stringify({ user_reports, total: user_reports.length })); \
    })()";
    let options = WatchOptions { every_ms: Some(1), ..WatchOptions::default() };
    let watch = fetch::client(&fetch::answering(LISTS)).user_reports().watch(None, options);
    let told: Vec<_> =
        watch.take(2).map_ok(|report| (report.id, report.received_ts)).try_collect().await.unwrap();
    assert_eq!(told, [(2, 9), (3, 10)]);
}
