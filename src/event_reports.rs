//! Events that users reported.

use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use crate::client::{CallOptions, Error, Items, Newest, WatchOptions, watch};
use crate::declare::{Cursor, Nullable, Object, Unknown, UserId};
use crate::users::Direction;

/// The events that users reported to the homeserver.
///
/// ```ts
/// const { event_reports } = await client.eventReports.list({ limit: 20 });
/// ```
#[handle]
impl EventReports {
    /// Lists the reports, newest first. Await it for a page, iterate it for all of them. Reports from rooms that the
    /// server has no statistics of any more, or none yet, are left out, and so are those from rooms that were made
    /// while `stats` is switched off in its configuration.
    ///
    /// ```ts
    /// for await (const { id, user_id, reason } of client.eventReports.list()) console.log(id, user_id, reason);
    /// ```
    #[get("/_synapse/admin/v1/event_reports", items = "event_reports", since = "1.23")]
    pub fn list(&self, params: Option<EventReportListParams>) -> Pages<EventReportPage, EventReport>;

    /// Watches for new reports, the oldest first: those behind the report `after`, or without it those that come from the
    /// first step on. Keep the id of the last one to go on from there another time, and do not delete that report: a
    /// server that restarts gives the ids of deleted ones, behind all that are left, to new ones.
    ///
    /// ```ts
    /// const signal = AbortSignal.timeout(600_000);
    /// for await (const { id, user_id, reason } of client.eventReports.watch({}, { signal })) console.log(id, user_id, reason);
    /// ```
    ///
    /// The server is asked every `everyMs`, by default every 30 seconds. A question that fails for a while, as when the server
    /// restarts, is asked again; any other error ends it. The signal ends it without an error. `GET
    /// /_synapse/admin/v1/event_reports` · Synapse 1.23 or newer · the same under Matrix Authentication Service
    #[iterate(watch_reports, options = WatchOptions)]
    pub fn watch(&self, params: Option<WatchParams>) -> Items<EventReport>;

    /// Gets a report with the event. It is a `NotFoundError` once the event or its room is gone.
    ///
    /// ```ts
    /// const { event_json } = await client.eventReports.get(5);
    /// ```
    #[get("/_synapse/admin/v1/event_reports/{report_id}", since = "1.23")]
    pub fn get(&self, report_id: u64) -> EventReportDetails;

    /// Deletes a report, also one that `list()` leaves out. An unknown one is a `NotFoundError`. Never sent twice.
    ///
    /// ```ts
    /// await client.eventReports.delete(5);
    /// ```
    #[delete("/_synapse/admin/v1/event_reports/{report_id}", once, since = "1.79")]
    pub fn delete(&self, report_id: u64);
}

impl Newest for EventReports {
    type Report = EventReport;

    async fn newest(&self, limit: u64, call: CallOptions) -> Result<Vec<EventReport>, Error> {
        let params = EventReportListParams { limit: Some(limit), ..Default::default() };
        Ok(self.list(params).with(call).await?.event_reports)
    }

    fn id(report: &EventReport) -> i64 {
        report.id
    }

    fn received_ts(report: &EventReport) -> i64 {
        report.received_ts
    }
}

fn watch_reports(
    reports: &EventReports,
    params: Option<WatchParams>,
    options: WatchOptions,
) -> Items<EventReport> {
    watch(reports.clone(), params.and_then(|params| params.after), options)
}

/// From where on to watch.
#[params]
pub struct WatchParams {
    /// The `id` of a report: those behind it are new. Default: what comes from now on.
    pub after: Option<u64>,
}

/// Which reports, and in what order.
#[params]
pub struct EventReportListParams {
    /// How many reports a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// By the time they came. Default: `b`, newest first.
    pub dir: Option<Direction>,
    /// Part of the id of the user who reported, in ASCII; `%` and `_` stand for anything.
    pub user_id: Option<String>,
    /// Part of the id of the room, in ASCII; `%` and `_` stand for anything.
    pub room_id: Option<String>,
    /// The whole id of the user who sent the event, in ASCII. Needs Synapse 1.122; older ones take it for absent.
    pub event_sender_user_id: Option<UserId>,
}

/// Some of the reports.
#[model]
pub struct EventReportPage {
    /// The reports, in the order that was asked for.
    pub event_reports: Vec<EventReport>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many reports the filter lets through, on all pages.
    pub total: i64,
}

/// A report of an event.
#[model]
pub struct EventReport {
    /// What `get()` and `delete()` take.
    pub id: i64,
    /// In ms since the epoch.
    pub received_ts: i64,
    /// The room that the event is in.
    pub room_id: String,
    /// The event that was reported.
    pub event_id: String,
    /// Who reported it.
    pub user_id: String,
    /// How bad it is, as a client sent it: usually an integer from -100, most offensive, to 0, or `null`.
    pub score: Unknown,
    /// In the words of who reported it; `null` if there were none.
    pub reason: Nullable<String>,
    /// Who sent the event; `null` if it is gone.
    pub sender: Nullable<String>,
    /// The alias of the room.
    pub canonical_alias: Nullable<String>,
    /// The name of the room.
    pub name: Nullable<String>,
}

/// A report of an event, and the event.
#[model]
pub struct EventReportDetails {
    /// What `get()` and `delete()` take.
    pub id: i64,
    /// In ms since the epoch.
    pub received_ts: i64,
    /// The room that the event is in.
    pub room_id: String,
    /// The event that was reported.
    pub event_id: String,
    /// Who reported it.
    pub user_id: String,
    /// How bad it is, as a client sent it: usually an integer from -100, most offensive, to 0, or `null`.
    pub score: Unknown,
    /// In the words of who reported it; `null` if there were none.
    pub reason: Nullable<String>,
    /// Who sent the event.
    pub sender: Nullable<String>,
    /// The alias of the room.
    pub canonical_alias: Nullable<String>,
    /// The name of the room.
    pub name: Nullable<String>,
    /// The event as the server stores it: not what clients get, without `event_id` in newer rooms, and with its content
    /// for some days after a redaction.
    pub event_json: Object,
}
