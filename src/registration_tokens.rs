//! Tokens that let people register.

use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use crate::declare::{NonEmpty, Nullable};

/// The tokens with which people can register, where the server asks for one.
///
/// The tokens `new`, `.` and `..` can be created, but no address leads to them: for `new` the server answers with an
/// `UnsupportedError`, the others are refused before anything is sent.
///
/// ```ts
/// const { token } = await client.registrationTokens.create({ uses_allowed: 1 });
/// ```
#[handle]
impl RegistrationTokens {
    /// Lists the tokens, all at once and in no order.
    ///
    /// ```ts
    /// const usable = await client.registrationTokens.list({ valid: true });
    /// ```
    #[get(
        "/_synapse/admin/v1/registration_tokens",
        field = "registration_tokens",
        since = "1.42",
        mas = "manage the tokens in the authentication service"
    )]
    pub fn list(&self, params: Option<RegistrationTokenListParams>) -> Vec<RegistrationToken>;

    /// Creates a token, by default a random one that can be used any number of times and for ever. One that exists is
    /// refused. Never sent twice.
    ///
    /// ```ts
    /// const { token } = await client.registrationTokens.create({ uses_allowed: 5, expiry_time: Date.now() + 86_400_000 });
    /// ```
    #[post(
        "/_synapse/admin/v1/registration_tokens/new",
        once,
        since = "1.42",
        mas = "manage the tokens in the authentication service"
    )]
    pub fn create(&self, params: Option<NewRegistrationToken>) -> RegistrationToken;

    /// Gets a token. An unknown one is a `NotFoundError`.
    ///
    /// ```ts
    /// const { completed, uses_allowed } = await client.registrationTokens.get("abcd");
    /// ```
    #[get(
        "/_synapse/admin/v1/registration_tokens/{token}",
        since = "1.42",
        mas = "manage the tokens in the authentication service"
    )]
    pub fn get(&self, token: NonEmpty) -> RegistrationToken;

    /// Changes how often or how long a token can be used. What is absent stays as it is.
    ///
    /// ```ts
    /// await client.registrationTokens.update("abcd", { uses_allowed: 10, expiry_time: null });
    /// ```
    #[put(
        "/_synapse/admin/v1/registration_tokens/{token}",
        idempotent,
        since = "1.42",
        mas = "manage the tokens in the authentication service"
    )]
    pub fn update(&self, token: NonEmpty, params: RegistrationTokenParams) -> RegistrationToken;

    /// Deletes a token. An unknown one is a `NotFoundError`. Never sent twice.
    ///
    /// ```ts
    /// await client.registrationTokens.delete("abcd");
    /// ```
    #[delete(
        "/_synapse/admin/v1/registration_tokens/{token}",
        once,
        since = "1.42",
        mas = "manage the tokens in the authentication service"
    )]
    pub fn delete(&self, token: NonEmpty);
}

/// Which tokens.
#[params]
pub struct RegistrationTokenListParams {
    /// `true`: only those that can be used; `false`: only expired and used up ones, and those with a `uses_allowed` of 0,
    /// which Synapse accepts all the same; absent: both.
    pub valid: Option<bool>,
}

/// What a new token is to be.
#[params]
pub struct NewRegistrationToken {
    /// 1 to 64 characters of `A-Z a-z 0-9 . _ ~ -`. Default: a random one.
    #[secret]
    pub token: Option<NonEmpty>,
    /// How many people can register with it; `null`, the default, is any number. Beware of 0: Synapse lets any number
    /// register with it, too. PostgreSQL holds at most 2,147,483,647.
    pub uses_allowed: Option<Nullable<u64>>,
    /// When it ends, in ms since the epoch, not in the past; `null`, the default, is never.
    pub expiry_time: Option<Nullable<u64>>,
    /// How long a random token is, up to 64. Default: 16. Ignored with `token`.
    pub length: Option<NonZeroU64>,
}

/// What of a token is to change.
#[params]
pub struct RegistrationTokenParams {
    /// How many people can register with it in all; `null` is any number. Beware of 0: Synapse lets any number register
    /// with it, too. To end a token, delete it or let it expire.
    pub uses_allowed: Option<Nullable<u64>>,
    /// When it ends, in ms since the epoch, not in the past; `null` is never.
    pub expiry_time: Option<Nullable<u64>>,
}

/// A token with which people can register.
#[model]
pub struct RegistrationToken {
    /// What people enter when they register.
    #[secret]
    pub token: String,
    /// How many people can register with it in all; `null` is any number, and so is 0.
    pub uses_allowed: Nullable<i64>,
    /// How many people are registering with it now.
    pub pending: i64,
    /// How many people have registered with it.
    pub completed: i64,
    /// When it ends, in ms since the epoch; `null` is never.
    pub expiry_time: Nullable<i64>,
}
