use matrix_admin_sdk_macros::{handle, model, params};

use wasm_bindgen::JsValue;

use super::{CurrentSessions, DeletedMedia, MediaPage, MediaParams, UserDetails, UserParams};
use crate::client::{Composed, Failed, has_class};
use crate::declare::{Endpoint, Map, NonEmpty, Nullable, Object, UserId};
use crate::wire::{Class, Failure};

/// One account of the homeserver.
///
/// ```ts
/// const alice = client.user("@alice:example.com");
/// if (await alice.isAdmin()) console.log(await alice.getRooms());
/// ```
#[handle(user_id: UserId)]
impl User {
    /// Gets everything about the account.
    ///
    /// ```ts
    /// const { displayname, creation_ts } = await alice.get();
    /// ```
    #[get("/_synapse/admin/v2/users/{user_id}", since = "1.7")]
    pub fn get(&self) -> UserDetails;

    /// Creates the account.
    ///
    /// ```ts
    /// await client.user("@bob:example.com").create({ password: "a good password", displayname: "Bob" });
    /// ```
    ///
    /// Rejects with a `ConflictError` if there is one already. `GET`, then `PUT /_synapse/admin/v2/users/{user_id}` ·
    /// Synapse 1.7 or newer · under Matrix Authentication Service create users there
    #[compose(create)]
    pub fn create(&self, params: Option<UserParams>) -> UserDetails;

    /// Changes what `params` names of the account, and nothing else. Not all or nothing: after an error, some of it may
    /// be done.
    ///
    /// ```ts
    /// await alice.update({ displayname: "Alice in Wonderland", user_type: null });
    /// ```
    ///
    /// Rejects with a `NotFoundError` if there is no such account. `GET`, then `PUT
    /// /_synapse/admin/v2/users/{user_id}` · Synapse 1.7 or newer · under Matrix Authentication Service `admin` has no
    /// effect and `password` is refused
    #[compose(update)]
    pub fn update(&self, params: UserParams) -> UserDetails;

    /// Creates the account or changes it; `created` tells which.
    ///
    /// ```ts
    /// const { created } = await alice.createOrUpdate({ displayname: "Alice" });
    /// ```
    #[put("/_synapse/admin/v2/users/{user_id}", idempotent, since = "1.7")]
    pub fn create_or_update(&self, params: Option<UserParams>) -> Created<UserDetails>;

    /// Suspends the user, or with `false` ends that. Suspended users can read, leave rooms and little else.
    ///
    /// ```ts
    /// await alice.suspend(true);
    /// ```
    #[put("/_synapse/admin/v1/suspend/{user_id}", idempotent, since = "1.122")]
    pub fn suspend(&self, suspend: bool);

    /// Tells from where and when the user was connected, by device. A user nobody knows has no connections.
    ///
    /// ```ts
    /// const { devices } = await alice.queryCurrentSessions();
    /// for (const { ip, last_seen } of Object.values(devices).flat()) console.log(ip, new Date(last_seen));
    /// ```
    #[get("/_synapse/admin/v1/whois/{user_id}")]
    pub fn query_current_sessions(&self) -> CurrentSessions;

    /// Deactivates the account: logs it out everywhere, removes its password and third-party ids, and makes it leave
    /// its rooms, the last in the background. Cannot be undone by the user. Never sent twice.
    ///
    /// ```ts
    /// await alice.deactivateAccount({ erase: true });
    /// ```
    #[post("/_synapse/admin/v1/deactivate/{user_id}", once, since = "0.17")]
    pub fn deactivate_account(&self, params: Option<DeactivateParams>) -> DeactivatedAccount;

    /// Sets a new password and, unless told otherwise, logs all devices out.
    ///
    /// ```ts
    /// await alice.resetPassword("a new password", { logout_devices: false });
    /// ```
    #[post(
        "/_synapse/admin/v1/reset_password/{user_id}",
        idempotent,
        mas = "set the password in the authentication service"
    )]
    pub fn reset_password(&self, new_password: NonEmpty, params: Option<ResetPasswordParams>);

    /// Tells whether the user is a server admin. A user nobody knows is not.
    ///
    /// ```ts
    /// const admin = await alice.isAdmin();
    /// ```
    #[get(
        "/_synapse/admin/v1/users/{user_id}/admin",
        field = "admin",
        since = "1.4",
        mas = "admin rights are a scope of the token"
    )]
    pub fn is_admin(&self) -> bool;

    /// Makes the user a server admin, or no longer one. You cannot take the right from yourself.
    ///
    /// ```ts
    /// await alice.setAdmin(true);
    /// ```
    #[put(
        "/_synapse/admin/v1/users/{user_id}/admin",
        idempotent,
        since = "1.4",
        mas = "admin rights are a scope of the token"
    )]
    pub fn set_admin(&self, admin: bool);

    /// Lists the rooms the user is in. Of a user of another server, those that this server knows of.
    ///
    /// ```ts
    /// const { joined_rooms, total } = await alice.getRooms();
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/joined_rooms", since = "1.21")]
    pub fn get_rooms(&self) -> JoinedRooms;

    /// Gets the user's account data: what clients stored, for the account and for each room. It is private data.
    ///
    /// ```ts
    /// const { account_data } = await alice.getData();
    /// console.log(account_data.global["m.direct"]);
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/accountdata", since = "1.50")]
    pub fn get_data(&self) -> UserData;

    /// Lists the files the user uploaded. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// for await (const file of alice.getMedia({ order_by: "media_length", dir: "b" })) console.log(file.media_id);
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/media", items = "media", since = "1.23")]
    pub fn get_media(&self, params: Option<MediaParams>) -> Pages<MediaPage, UserMedia>;

    /// Deletes files the user uploaded, at most `limit` (by default 100) of them, quarantined and protected ones too.
    /// Repeat it without `from` until `total` is 0 to delete them all. Never sent twice.
    ///
    /// ```ts
    /// const { deleted_media, total } = await alice.deleteMedia({ limit: 50 });
    /// ```
    #[delete("/_synapse/admin/v1/users/{user_id}/media", once, since = "1.41")]
    pub fn delete_media(&self, params: Option<MediaParams>) -> DeletedMedia;

    /// Gets an access token with which to act as the user. No device is made and the user's own sessions do not show
    /// it, but it is a secret like a password; log out with it when done. Not for your own account.
    ///
    /// ```ts
    /// const { access_token } = await alice.loginAsUser({ valid_until_ms: Date.now() + 60_000 });
    /// ```
    #[post(
        "/_synapse/admin/v1/users/{user_id}/login",
        once,
        since = "1.24",
        mas = "make a compatibility token in the authentication service"
    )]
    pub fn login_as_user(&self, params: Option<LoginAsUserParams>) -> LoggedIn;

    /// Lists where the user's push notifications go.
    ///
    /// ```ts
    /// const { pushers } = await alice.getAllPushers();
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/pushers", since = "1.23")]
    pub fn get_all_pushers(&self) -> Pushers;

    /// Shadow-bans the user, or with `false` lifts the ban. Shadow-banned users see their own messages as sent, and
    /// nobody else does.
    ///
    /// ```ts
    /// await alice.shadowBan();
    /// await alice.shadowBan(false);
    /// ```
    ///
    /// `POST` or `DELETE /_synapse/admin/v1/users/{user_id}/shadow_ban` · Synapse 1.27 or newer, 1.48 to lift a ban ·
    /// the same under Matrix Authentication Service
    #[choose(ban_or_unban)]
    pub fn shadow_ban(&self, ban: Option<bool>);

    #[post("/_synapse/admin/v1/users/{user_id}/shadow_ban", idempotent, since = "1.27")]
    fn ban(&self);

    #[delete("/_synapse/admin/v1/users/{user_id}/shadow_ban", idempotent, since = "1.48")]
    fn unban(&self);
}

async fn create(composed: Composed) -> Result<JsValue, JsValue> {
    match composed.send(User::GET, composed.texts.clone()).await {
        Ok(_) => Err(Failed(exists()).into()),
        Err(error) if has_class(&error, Class::NotFound) => composed.finish(User::CREATE_OR_UPDATE).await,
        Err(error) => Err(error),
    }
}

fn exists() -> Failure {
    Failure::new(Class::Conflict, "create(): there is such a user already").with("status", "409")
}

async fn update(composed: Composed) -> Result<JsValue, JsValue> {
    composed.send(User::GET, composed.texts.clone()).await?;
    composed.finish(User::CREATE_OR_UPDATE).await
}

pub(crate) fn ban_or_unban(arguments: &mut [Option<String>]) -> &'static Endpoint {
    match arguments {
        [_, Some(ban)] if ban == "false" => User::UNBAN,
        _ => User::BAN,
    }
}

/// How to deactivate.
#[params]
pub struct DeactivateParams {
    /// Also removes the profile and hides the user's messages from whoever joins later. Default: `false`.
    pub erase: Option<bool>,
}

/// What became of a deactivation.
#[model]
pub struct DeactivatedAccount {
    /// Whether the identity servers dropped the user's third-party ids.
    #[open("success", "no-support")]
    pub id_server_unbind_result: String,
}

/// How to reset a password.
#[params]
pub struct ResetPasswordParams {
    /// Whether to log the user out everywhere. Default: `true`.
    pub logout_devices: Option<bool>,
}

/// The rooms a user is in.
#[model]
pub struct JoinedRooms {
    /// Room ids, in no order.
    pub joined_rooms: Vec<String>,
    pub total: i64,
}

/// What clients stored for a user.
#[model]
pub struct UserData {
    pub account_data: AccountData,
}

/// Account data by type.
#[model]
pub struct AccountData {
    /// For the account: the content by type, such as `m.direct`.
    pub global: Map<Object>,
    /// For each room: the content by type, such as `m.fully_read`.
    pub rooms: Map<Map<Object>>,
}

/// How long to act as another user.
#[params]
pub struct LoginAsUserParams {
    /// When the token ends, in ms since the epoch. Default: never.
    pub valid_until_ms: Option<u64>,
}

/// The right to act as a user.
#[model]
pub struct LoggedIn {
    /// A secret.
    pub access_token: String,
}

/// Where a user's push notifications go.
#[model]
pub struct Pushers {
    pub pushers: Vec<Pusher>,
    pub total: i64,
}

/// One way to notify a user.
#[model]
pub struct Pusher {
    pub app_display_name: Nullable<String>,
    pub app_id: String,
    /// For `http` the `url` to notify and maybe a `format`; empty for `email`.
    pub data: Nullable<Object>,
    pub device_display_name: Nullable<String>,
    #[open("http", "email")]
    pub kind: String,
    pub lang: Nullable<String>,
    pub profile_tag: Nullable<String>,
    /// The address of the user at the app: a secret of the push service, or an e-mail address.
    pub pushkey: String,
    /// Whether it is on.
    pub enabled: Option<bool>,
    /// The device that set it up.
    pub device_id: Option<Nullable<String>>,
}
