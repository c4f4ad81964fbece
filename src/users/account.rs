use matrix_admin_sdk_macros::{model, params};

use crate::declare::{Nullable, Seconds};

/// Everything about an account.
#[model]
pub struct UserDetails {
    /// The user ID.
    pub name: String,
    /// Under Matrix Authentication Service not what decides.
    pub admin: bool,
    /// Whether it was closed: nobody can log in to it any more. Under Matrix Authentication Service not what decides.
    pub deactivated: bool,
    /// Whether it is shut until an admin unlocks it. Under Matrix Authentication Service not what decides.
    pub locked: Option<bool>,
    /// Whether only the user sees what the user sends.
    pub shadow_banned: bool,
    /// In ms since the epoch; `null` if the database does not hold it.
    pub creation_ts: Nullable<Seconds>,
    /// The application service that the account belongs to.
    pub appservice_id: Nullable<String>,
    /// The version of the policy that the user was last sent a notice about.
    pub consent_server_notice_sent: Nullable<String>,
    /// The version of the policy that the user agreed to.
    pub consent_version: Nullable<String>,
    /// In ms since the epoch.
    pub consent_ts: Option<Nullable<i64>>,
    /// `null` for ordinary users.
    #[open("bot", "support")]
    pub user_type: Nullable<String>,
    /// Whether it is a guest's: without a password, for looking around.
    pub is_guest: bool,
    /// Needs Synapse 1.121.
    pub suspended: Option<bool>,
    /// Only where the server asks for approval.
    pub approved: Option<bool>,
    /// What others see as the name; `null` if there is none.
    pub displayname: Nullable<String>,
    /// An `mxc://` address.
    pub avatar_url: Nullable<String>,
    /// The e-mail addresses and telephone numbers.
    pub threepids: Vec<Threepid>,
    /// Who the user is at identity providers.
    pub external_ids: Vec<ExternalId>,
    /// Whether its messages are hidden from whoever joins later.
    pub erased: Option<bool>,
    /// In ms since the epoch, on any device; `null` if the user was not seen within `user_ips_max_age` of the server's
    /// configuration, 28 days by default.
    pub last_seen_ts: Option<Nullable<i64>>,
}

/// An e-mail address or telephone number of a user.
#[model]
pub struct Threepid {
    /// Whether it is an e-mail address or a telephone number.
    #[open("email", "msisdn")]
    pub medium: String,
    /// The e-mail address, or the number with its country code, in digits only.
    pub address: String,
    /// In ms since the epoch.
    pub validated_at: i64,
    /// In ms since the epoch.
    pub added_at: i64,
}

/// Who a user is at an identity provider.
#[model]
pub struct ExternalId {
    /// The provider as in the server's configuration, with its kind before it: `oidc-keycloak`.
    pub auth_provider: String,
    /// What the provider calls the user.
    pub external_id: String,
}

/// An e-mail address or telephone number to give to a user.
#[params]
pub struct NewThreepid {
    /// Whether it is an e-mail address or a telephone number.
    #[open("email", "msisdn")]
    pub medium: String,
    /// The e-mail address, or the number with its country code, in digits only.
    pub address: String,
    /// Ignored: so what `get()` gives can be handed back.
    pub validated_at: Option<i64>,
    /// Ignored, too.
    pub added_at: Option<i64>,
}

/// Who a user is to be at an identity provider.
#[params]
pub struct NewExternalId {
    /// The provider as in the server's configuration, with its kind before it: `oidc-keycloak`.
    pub auth_provider: String,
    /// What the provider calls the user.
    pub external_id: String,
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
    #[secret]
    pub password: Option<String>,
    /// Whether a new password logs the user out everywhere, you yourself but for the device you are using. Default: `true`.
    pub logout_devices: Option<bool>,
    /// `""` removes it. Default for new accounts: the part of the user ID before the `:`.
    pub displayname: Option<String>,
    /// An `mxc://` address; `""` removes it.
    pub avatar_url: Option<String>,
    /// All of them: those that are not in the list are removed. What `get()` gives can stand among them. Beware: one that
    /// another user has is taken from that user without a word.
    pub threepids: Option<Vec<NewThreepid>>,
    /// All of them: those that are not in the list are removed. What `get()` gives can stand among them. One that another
    /// user has is a `ConflictError`.
    pub external_ids: Option<Vec<NewExternalId>>,
    /// Whether the user is a server admin. Without effect under Matrix Authentication Service.
    pub admin: Option<bool>,
    /// `true` does as `deactivateAccount()` without `erase`; `false` reactivates, and brings back nothing of what that
    /// removed. Ignored for new accounts. Under Matrix Authentication Service do it there: after this alone the user can
    /// log in again.
    pub deactivated: Option<bool>,
    /// Ignored for new accounts, and refused together with `deactivated`, if both are `true`. Without effect under Matrix
    /// Authentication Service: lock the account there.
    pub locked: Option<bool>,
    /// `null` makes an ordinary user.
    #[open("bot", "support")]
    pub user_type: Option<Nullable<String>>,
    /// Only where the server asks for approval.
    pub approved: Option<bool>,
}
