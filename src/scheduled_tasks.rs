//! What the server does in the background.

use matrix_admin_sdk_macros::{handle, model, params};

use crate::declare::{Nullable, Object};

/// The server's background tasks, such as the deletion of a room.
///
/// ```ts
/// const failed = await client.scheduledTasks.list({ status: "failed" });
/// ```
#[handle]
impl ScheduledTasks {
    /// Lists the tasks by their `timestamp_ms`, the smallest first; finished ones are kept for about a week.
    ///
    /// ```ts
    /// for (const { action, error } of await client.scheduledTasks.list({ status: "failed" })) console.log(action, error);
    /// ```
    #[get("/_synapse/admin/v1/scheduled_tasks", field = "scheduled_tasks", since = "1.130")]
    pub fn list(&self, params: Option<ScheduledTaskParams>) -> Vec<ScheduledTask>;
}

/// Which tasks.
#[params]
pub struct ScheduledTaskParams {
    /// What is done: `shutdown_and_purge_room`, `purge_history`, `redact_all_events` and others.
    pub action_name: Option<String>,
    /// What it is done to: the id of a room, a user or a device, in ASCII.
    pub resource_id: Option<String>,
    /// Needs Synapse 1.146; older ones take it for absent.
    pub status: Option<TaskStatus>,
    /// Only tasks whose `timestamp_ms` is not above it, in ms since the epoch.
    pub max_timestamp: Option<u64>,
}

/// How a task is.
#[model]
pub enum TaskStatus {
    Scheduled,
    Active,
    Complete,
    Failed,
    Cancelled,
}

/// A background task.
#[model]
pub struct ScheduledTask {
    /// The id of the job that it belongs to, where there is one.
    pub id: String,
    /// What is done.
    pub action: String,
    /// Where it stands; `error` tells why it failed.
    #[open("scheduled", "active", "complete", "failed", "cancelled")]
    pub status: String,
    /// When it last changed, in ms since the epoch; while it is `scheduled`, when it is due.
    pub timestamp_ms: i64,
    /// What it is done to: the id of a room, a user or a device.
    pub resource_id: Nullable<String>,
    /// What came of it; its form depends on `action`.
    pub result: Nullable<Object>,
    /// Why it failed.
    pub error: Nullable<String>,
}
