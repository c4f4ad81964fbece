use matrix_admin_sdk_macros::{model, params};

use crate::declare::Nullable;

/// The devices of a user.
#[model]
pub struct Devices {
    /// In no order.
    pub devices: Vec<Device>,
    /// How many they are.
    pub total: i64,
}

/// Which devices to delete, by when they were last seen.
#[params]
pub struct PruneDevicesParams {
    /// Those last seen before then, in ms since the epoch.
    #[serde(rename = "lastSeenBefore")]
    pub last_seen_before: u64,
    /// Whether those that were never seen go, too, but for a dehydrated one (before Synapse 1.132 that as well). Default:
    /// `false`.
    #[serde(rename = "neverSeen")]
    pub never_seen: Option<bool>,
    /// The ids of devices that stay, whenever they were seen.
    pub keep: Option<Vec<String>>,
    /// Whether only to tell which they are. Default: `false`.
    #[serde(rename = "dryRun")]
    pub dry_run: Option<bool>,
}

/// How to log a user out.
#[params]
pub struct LogOutParams {
    /// Whether only to tell of which devices. Default: `false`.
    #[serde(rename = "dryRun")]
    pub dry_run: Option<bool>,
}

/// The devices that were deleted, so far or in all, or with `dryRun` that would be.
#[model(made)]
pub struct DeletedDevices {
    /// Their ids.
    pub devices: Vec<String>,
    /// How many they are.
    pub total: i64,
}

/// A device, as much of it as tells whether it is in use.
#[model]
pub(crate) struct SeenDevice {
    pub device_id: String,
    pub last_seen_ts: Nullable<i64>,
    pub dehydrated: Option<bool>,
}

/// A device of a user: a session of a client, with its own access token and keys.
#[model]
pub struct Device {
    /// Whose device it is.
    pub user_id: String,
    /// Its id, unique for the user.
    pub device_id: String,
    /// What the user or the client named it.
    pub display_name: Nullable<String>,
    /// What the client called itself when it was last seen.
    pub last_seen_user_agent: Nullable<String>,
    /// In ms since the epoch, and up to two minutes late; `null` if it was never seen.
    pub last_seen_ts: Nullable<i64>,
    /// The address it connected from, when it was last seen.
    pub last_seen_ip: Nullable<String>,
    /// Whether it stands in for the user while no device is there. Only in lists, and only where the user has such a
    /// device (Synapse 1.132).
    pub dehydrated: Option<bool>,
}

/// What a device is to be. What is absent stays as it is.
#[params]
pub struct DeviceParams {
    /// At most 100 characters.
    pub display_name: Option<String>,
}
