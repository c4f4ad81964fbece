use matrix_admin_sdk_macros::{model, params};

use crate::declare::Unknown;

/// How many messages a user may send, other than the server's configuration has it.
#[model]
pub struct RatelimitOverride {
    /// `0`: without limit, for joins, invites and the like neither. Absent: there is no override, the configuration holds.
    pub messages_per_second: Option<i64>,
    /// How many messages may come at once before the limit begins; `0` under a limit: none ever. Absent: there is no
    /// override.
    pub burst_count: Option<i64>,
}

/// For how long an account is valid.
#[params]
pub struct AccountValidityParams {
    /// When it expires, in ms since the epoch. Default: after the period of the server's configuration, from now on.
    pub expiration_ts: Option<u64>,
    /// Whether the user gets an e-mail before it expires. Default: `true`.
    pub enable_renewal_emails: Option<bool>,
}

/// What the clients of a server admin get to see beyond what those of others do. It is as a client wrote it: usually
/// booleans, but the server checks nothing.
#[model]
pub struct AdminClientConfig {
    /// Events that the server took from other servers, but would not show. Usually a boolean; default: `false`.
    pub return_soft_failed_events: Option<Unknown>,
    /// Events that a policy server calls spam. Usually a boolean; default: as `return_soft_failed_events`.
    pub return_policy_server_spammy_events: Option<Unknown>,
}

/// What your clients are to see beyond what those of others do. What is absent goes back to its default.
#[params]
pub struct AdminClientConfigParams {
    /// Events that the server took from other servers, but would not show. Default: `false`.
    pub return_soft_failed_events: Option<bool>,
    /// Events that a policy server calls spam. Default: as `return_soft_failed_events`.
    pub return_policy_server_spammy_events: Option<bool>,
}
