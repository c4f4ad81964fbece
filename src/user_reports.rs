//! Users that other users reported.

use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use crate::client::{CallOptions, Error, Items, Newest, WatchOptions, watch};
use crate::declare::{Cursor, Nullable};
use crate::event_reports::WatchParams;
use crate::users::Direction;

/// The users that other users reported to the homeserver.
///
/// ```ts
/// const { user_reports } = await client.userReports.list({ target_user_id: "@mallory:" });
/// ```
#[handle]
impl UserReports {
    /// Lists the reports, newest first. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// for await (const { id, target_user_id, reason } of client.userReports.list()) console.log(id, target_user_id, reason);
    /// ```
    #[get("/_synapse/admin/v1/user_reports", items = "user_reports", since = "1.152")]
    pub fn list(&self, params: Option<UserReportListParams>) -> Pages<UserReportPage, UserReport>;

    /// Watches for new reports, the oldest first: those behind the report `after`, or without it those that come from the
    /// first step on. Keep the id of the last one to go on from there another time, and do not delete that report: a
    /// server that restarts gives the ids of deleted ones, behind all that are left, to new ones.
    ///
    /// ```ts
    /// const signal = AbortSignal.timeout(600_000);
    /// for await (const { id, target_user_id, reason } of client.userReports.watch({}, { signal })) console.log(id, target_user_id, reason);
    /// ```
    ///
    /// The server is asked every `everyMs`, by default every 30 seconds. A question that fails for a while, as when the server
    /// restarts, is asked again; any other error ends it. The signal ends it without an error. `GET
    /// /_synapse/admin/v1/user_reports` · Synapse 1.152 or newer · the same under Matrix Authentication Service
    #[iterate(watch_reports, options = WatchOptions)]
    pub fn watch(&self, params: Option<WatchParams>) -> Items<UserReport>;

    /// Gets a report. An unknown one is a `NotFoundError`.
    ///
    /// ```ts
    /// const { target_user_id, reason } = await client.userReports.get(5);
    /// ```
    #[get("/_synapse/admin/v1/user_reports/{report_id}", since = "1.152")]
    pub fn get(&self, report_id: u64) -> UserReport;

    /// Deletes a report. An unknown one is a `NotFoundError`. Never sent twice.
    ///
    /// ```ts
    /// await client.userReports.delete(5);
    /// ```
    #[delete("/_synapse/admin/v1/user_reports/{report_id}", once, since = "1.152")]
    pub fn delete(&self, report_id: u64);
}

impl Newest for UserReports {
    type Report = UserReport;

    async fn newest(&self, limit: u64, call: CallOptions) -> Result<Vec<UserReport>, Error> {
        let params = UserReportListParams { limit: Some(limit), ..Default::default() };
        Ok(self.list(params).with(call).await?.user_reports)
    }

    fn id(report: &UserReport) -> i64 {
        report.id
    }

    fn received_ts(report: &UserReport) -> i64 {
        report.received_ts
    }
}

fn watch_reports(
    reports: &UserReports,
    params: Option<WatchParams>,
    options: WatchOptions,
) -> Items<UserReport> {
    watch(reports.clone(), params.and_then(|params| params.after), options)
}

/// Which reports, and in what order.
#[params]
pub struct UserReportListParams {
    /// How many reports a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// By the time they came. Default: `b`, newest first.
    pub dir: Option<Direction>,
    /// Part of the id of the user who reported, in ASCII; `%` and `_` stand for anything.
    pub user_id: Option<String>,
    /// Part of the id of the user who was reported, in ASCII; `%` and `_` stand for anything.
    pub target_user_id: Option<String>,
}

/// Some of the reports.
#[model]
pub struct UserReportPage {
    /// The reports, in the order that was asked for.
    pub user_reports: Vec<UserReport>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many reports the filter lets through, on all pages.
    pub total: i64,
}

/// A report of a user.
#[model]
pub struct UserReport {
    /// What `get()` and `delete()` take.
    pub id: i64,
    /// In ms since the epoch.
    pub received_ts: i64,
    /// Who was reported.
    pub target_user_id: String,
    /// Who reported.
    pub user_id: String,
    /// In the words of who reported; may be empty.
    pub reason: Nullable<String>,
}
