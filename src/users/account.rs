use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Nullable, Seconds};

/// Everything about an account.
#[model]
pub struct UserDetails {
    /// The user ID.
    pub name: String,
    /// Under Matrix Authentication Service not what decides.
    pub admin: bool,
    pub deactivated: bool,
    pub locked: Option<bool>,
    pub shadow_banned: bool,
    /// In ms since the epoch.
    pub creation_ts: Seconds,
    /// The application service that the account belongs to.
    pub appservice_id: Nullable<String>,
    pub consent_server_notice_sent: Nullable<String>,
    pub consent_version: Nullable<String>,
    /// In ms since the epoch.
    pub consent_ts: Option<Nullable<i64>>,
    /// `null` for ordinary users.
    #[open("bot", "support")]
    pub user_type: Nullable<String>,
    pub is_guest: bool,
    /// Needs Synapse 1.121.
    pub suspended: Option<bool>,
    /// Only where the server asks for approval.
    pub approved: Option<bool>,
    pub displayname: Nullable<String>,
    /// An `mxc://` address.
    pub avatar_url: Nullable<String>,
    pub threepids: Vec<Threepid>,
    pub external_ids: Vec<ExternalId>,
    pub erased: Option<bool>,
    /// In ms since the epoch; `null` if the user was not seen for a while.
    pub last_seen_ts: Option<Nullable<i64>>,
}

/// An e-mail address or telephone number of a user.
#[model]
pub struct Threepid {
    #[open("email", "msisdn")]
    pub medium: String,
    pub address: String,
    /// In ms since the epoch.
    pub validated_at: i64,
    /// In ms since the epoch.
    pub added_at: i64,
}

/// Who a user is at an identity provider.
#[model]
pub struct ExternalId {
    pub auth_provider: String,
    pub external_id: String,
}

/// An e-mail address or telephone number to give to a user.
#[model]
pub struct NewThreepid {
    pub medium: ThreepidMedium,
    pub address: String,
}

/// The kinds of third-party ids.
#[model]
pub enum ThreepidMedium {
    Email,
    Msisdn,
}

/// What an account is to be. What is absent stays as it is.
#[params]
pub struct UserParams {
    /// Cannot be set on existing accounts under Matrix Authentication Service.
    pub password: Option<String>,
    /// Whether a new password logs the user out everywhere. Default: `true`.
    pub logout_devices: Option<bool>,
    /// `""` removes it.
    pub displayname: Option<String>,
    /// An `mxc://` address; `""` removes it.
    pub avatar_url: Option<String>,
    /// All of them: those that are not in the list are removed.
    pub threepids: Option<Vec<NewThreepid>>,
    /// All of them: those that are not in the list are removed.
    pub external_ids: Option<Vec<ExternalId>>,
    pub admin: Option<bool>,
    /// `false` reactivates. Ignored for new accounts.
    pub deactivated: Option<bool>,
    /// Ignored for new accounts.
    pub locked: Option<bool>,
    /// `null` makes an ordinary user.
    #[open("bot", "support")]
    pub user_type: Option<Nullable<String>>,
    /// Only where the server asks for approval.
    pub approved: Option<bool>,
}
