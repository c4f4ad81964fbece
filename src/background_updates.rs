//! Changes to the database that run beside everything else.

use matrix_admin_sdk_macros::{handle, model, params};

use crate::declare::{Map, Nullable};

/// The updates of the homeserver's database that run in the background, after an upgrade or on demand.
///
/// ```ts
/// const { enabled, current_updates } = await client.backgroundUpdates.getStatus();
/// ```
#[handle]
impl BackgroundUpdates {
    /// Tells whether background updates run.
    ///
    /// ```ts
    /// const enabled = await client.backgroundUpdates.isEnabled();
    /// ```
    #[get("/_synapse/admin/v1/background_updates/enabled", field = "enabled", since = "1.47")]
    pub fn is_enabled(&self) -> bool;

    /// Lets background updates run, or no longer. After a restart of the server they run again.
    ///
    /// ```ts
    /// await client.backgroundUpdates.setEnabled(false);
    /// ```
    #[post("/_synapse/admin/v1/background_updates/enabled", idempotent, since = "1.47")]
    pub fn set_enabled(&self, enabled: bool);

    /// Tells which updates run now.
    ///
    /// ```ts
    /// const { current_updates } = await client.backgroundUpdates.getStatus();
    /// for (const { name, total_item_count } of Object.values(current_updates)) console.log(name, total_item_count);
    /// ```
    #[get("/_synapse/admin/v1/background_updates/status", since = "1.47")]
    pub fn get_status(&self) -> BackgroundUpdatesStatus;

    /// Starts a job. It has no id; `getStatus()` shows it while it runs. One that is queued already is refused. Never
    /// sent twice.
    ///
    /// ```ts
    /// await client.backgroundUpdates.startJob("regenerate_directory");
    /// ```
    #[post("/_synapse/admin/v1/background_updates/start_job", once, since = "1.48")]
    pub fn start_job(&self, job_name: BackgroundJob, params: Option<BackgroundJobParams>);
}

/// How background updates are.
#[model]
pub struct BackgroundUpdatesStatus {
    /// Whether updates run at all.
    pub enabled: bool,
    /// The update that runs now, by database; empty if there is none. Most servers have one database, `master`.
    pub current_updates: Map<BackgroundUpdate>,
}

/// A background update.
#[model]
pub struct BackgroundUpdate {
    /// As Synapse's source code has it.
    pub name: String,
    /// How many items are done, since the server started.
    pub total_item_count: i64,
    /// How long that took, in ms, with a fraction.
    pub total_duration_ms: f64,
    /// `null` until some items are done.
    pub average_items_per_ms: Nullable<f64>,
}

/// What can be done on demand: count the statistics of all rooms again, build the user directory again, or sign the
/// server's own events again with its present key (Synapse 1.152).
#[model]
pub enum BackgroundJob {
    PopulateStatsProcessRooms,
    RegenerateDirectory,
    EventResign,
}

/// What to sign again; only for `event_resign`.
#[params]
pub struct BackgroundJobParams {
    /// Only events signed with this key: its algorithm and id, and the public key in base64, `ed25519:abc base64`. What does
    /// not have this form fails only when the job runs.
    pub old_key: Option<String>,
    /// Only events from before then, in ms since the epoch.
    pub before_ts: Option<u64>,
}
