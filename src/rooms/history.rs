use matrix_admin_sdk_macros::{model, params};

use crate::declare::EventId;

/// Up to where to delete a room's history. Give exactly one of `purge_up_to_event_id` and `purge_up_to_ts`.
#[params]
pub struct PurgeHistoryParams {
    /// Deletes what is older than this event of the room. It wins over `purge_up_to_ts`.
    pub purge_up_to_event_id: Option<EventId>,
    /// Deletes what this server received before, in ms since the epoch. The last event of that time may stay.
    pub purge_up_to_ts: Option<u64>,
    /// Whether what this server's users wrote is deleted for good; if no other server has it, it is lost. Without, it
    /// leaves the room, but `client.events.get` still finds it; Synapse before 1.156 may delete it all the same.
    /// Default: `false`.
    pub delete_local_events: Option<bool>,
}

/// Up to where to delete the history of rooms.
#[params]
pub struct PurgeHistoriesParams {
    /// Deletes what this server received before, in ms since the epoch. The last event of that time may stay.
    pub purge_up_to_ts: u64,
    /// Whether what this server's users wrote is deleted for good; if no other server has it, it is lost. Without, it
    /// leaves the room, but `client.events.get` still finds it; Synapse before 1.156 may delete it all the same.
    /// Default: `false`.
    pub delete_local_events: Option<bool>,
}

/// How the deletion of a room's history is.
#[model]
pub struct HistoryPurge {
    /// `"active"` also while it waits for its turn, and for good if it was cancelled.
    #[open("active", "complete", "failed")]
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
}
