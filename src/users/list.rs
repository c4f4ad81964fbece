use std::num::NonZeroU64;

use futures_util::TryStreamExt;
use matrix_admin_sdk_macros::{handle, model, params};

use super::registration::{SignedRegistration, signed};
use super::{Direction, Redaction, RegisterParams, Registration, ThreepidMedium};
use crate::client::{Call, Error, Items, Pages, in_the_past, unless};
use crate::declare::{Cursor, NonEmpty, Nullable};

/// The accounts of the homeserver.
///
/// ```ts
/// const userId = await client.users.findByThreepid("email", "alice@example.com");
/// for await (const user of client.users.list()) console.log(user.name);
/// ```
#[handle]
impl Users {
    /// Lists the accounts. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// const { users, total } = await client.users.list({ name: "ali", limit: 20 });
    /// for await (const user of client.users.list({ deactivated: false })) console.log(user.name);
    /// ```
    ///
    /// `GET /_synapse/admin/v2/users` · every Synapse; with `deactivated: true` it is `/_synapse/admin/v3/users` and
    /// needs Synapse 1.103 · under Matrix Authentication Service `guests: false` has to be given: it is, by itself, once a
    /// first request was refused or `client.server.capabilities()` was called
    #[choose(v2_or_v3)]
    pub fn list(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;

    #[get("/_synapse/admin/v2/users", items = "users", since = "1.7", mas_query = "guests=false", via = list)]
    fn list_v2(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;

    #[get("/_synapse/admin/v3/users", items = "users", since = "1.103", mas_query = "guests=false", via = list)]
    fn list_v3(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;

    /// Lists the accounts that were not seen since a time. Those that are closed are not among them. Who has no device any
    /// more, or is a bridge's, counts as never seen: they are skipped unless `neverSeen` says otherwise.
    ///
    /// ```ts
    /// const idle = client.users.inactive({ since: Date.now() - 365 * 86_400_000 });
    /// const { done } = await client.bulk(idle, (user, call) => client.user(user.name).update({ locked: true }, call));
    /// ```
    ///
    /// Synapse lists when the devices that are left were last seen. So each account that was not is looked at by itself:
    /// of devices that were logged out, Synapse knows for `user_ips_max_age`, 28 days by default. Whoever did so earlier, and
    /// has an older device left, is told.
    ///
    /// A time in the future, or one that is in seconds, is refused. Accounts can be closed while it runs: none is passed over.
    /// `GET /_synapse/admin/v2/users` and, for each that it gives, `GET /_synapse/admin/v2/users/{user_id}` · Synapse 1.7 or
    /// newer; before 1.140 who was not seen within `user_ips_max_age` counts as never seen, too, and before 1.92 everybody ·
    /// the same under Matrix Authentication Service
    #[iterate(inactive, past = "since")]
    pub fn inactive(&self, params: InactiveParams) -> Items<UserSummary>;

    /// Finds a user by the e-mail address or telephone number of the account, and resolves to the user ID. E-mail
    /// addresses are stored in lower case, and found in no other. Rejects with a `NotFoundError` if nobody has it.
    ///
    /// ```ts
    /// const userId = await client.users.findByThreepid("email", "alice@example.com");
    /// ```
    #[get("/_synapse/admin/v1/threepid/{medium}/users/{address}", field = "user_id", since = "1.72")]
    pub fn find_by_threepid(&self, medium: ThreepidMedium, address: NonEmpty) -> String;

    /// Finds a user by who the user is at an identity provider, and resolves to the user ID. The provider is named as in
    /// the server's configuration, with its kind before it: `oidc-keycloak`. Rejects with a `NotFoundError` if nobody
    /// is that.
    ///
    /// ```ts
    /// const userId = await client.users.findByExternalId("oidc-keycloak", "7f9c2ba4");
    /// ```
    #[get(
        "/_synapse/admin/v1/auth_providers/{provider}/users/{external_id}",
        field = "user_id",
        since = "1.68"
    )]
    pub fn find_by_external_id(&self, provider: NonEmpty, external_id: NonEmpty) -> String;

    /// Tells whether a new user can have that name, the part of a user ID before the `:`. `false` means that somebody
    /// has it. A name that nobody can have rejects with an `ApiError`: its `errcode` is `M_INVALID_USERNAME` or
    /// `M_EXCLUSIVE`, or `M_UNKNOWN` where the name is not in ASCII.
    ///
    /// ```ts
    /// if (await client.users.isAvailable("bob")) await client.user("@bob:example.com").create();
    /// ```
    ///
    /// `GET /_synapse/admin/v1/username_available` · Synapse 1.41 or newer · the same under Matrix Authentication
    /// Service
    #[compose(is_available)]
    pub fn is_available(&self, username: NonEmpty) -> bool;

    #[get("/_synapse/admin/v1/username_available", field = "available", since = "1.41", via = is_available)]
    fn username_available(&self, username: NonEmpty) -> bool;

    /// Registers a user with the secret that the server's configuration names `registration_shared_secret`. The access
    /// token of the client is of no matter here: so one makes the first admin of a new server. Never sent twice.
    ///
    /// ```ts
    /// const sharedSecret = "the registration_shared_secret";
    /// const { user_id } = await client.users.register({ username: "bob", password: "a good password", sharedSecret });
    /// ```
    ///
    /// With a wrong secret it rejects with a `PermissionDeniedError`. `GET`, then `POST /_synapse/admin/v1/register` ·
    /// every Synapse · not under Matrix Authentication Service: register users there
    #[chain(register)]
    pub fn register(&self, params: RegisterParams) -> Registration;

    #[get(
        "/_synapse/admin/v1/register",
        field = "nonce",
        via = register,
        mas = "register users in the authentication service"
    )]
    fn register_nonce(&self) -> String;

    #[post("/_synapse/admin/v1/register", once, via = register, mas = "register users in the authentication service")]
    fn register_signed(&self, params: SignedRegistration) -> Registration;

    /// Finds the job of a redaction again by its id. Nothing is sent.
    ///
    /// ```ts
    /// const { status } = await client.users.redaction("gZnEiSWYqgnHnmsB").status();
    /// ```
    ///
    /// It asks `GET /_synapse/admin/v1/user/redact_status/{redact_id}` · Synapse 1.116 or newer · the same under Matrix
    /// Authentication Service
    #[resume(Self::REDACTION_STATUS)]
    pub fn redaction(&self, redact_id: NonEmpty) -> Job<Redaction>;

    #[get("/_synapse/admin/v1/user/redact_status/{redact_id}", since = "1.116", via = redaction)]
    fn redaction_status(&self, redact_id: NonEmpty) -> Redaction;
}

/// All accounts are looked at, the deactivated ones too: so nothing moves up in the list while they are deactivated.
fn inactive(users: &Users, params: InactiveParams) -> Items<UserSummary> {
    unless(in_the_past("inactive", "params.since", params.since), || {
        let users = users.clone();
        Box::pin(users.list(None).items().try_filter_map(move |user| {
            let (users, params) = (users.clone(), params.clone());
            async move { Ok(is_inactive(&users, &user, &params).await?.then_some(user)) }
        }))
    })
}

async fn is_inactive(users: &Users, user: &UserSummary, params: &InactiveParams) -> Result<bool, Error> {
    let since_then = |seen: Option<i64>| seen.is_some_and(|seen| seen >= params.since as i64);
    match user.last_seen_ts.flatten() {
        _ if user.deactivated => Ok(false),
        None => Ok(params.never_seen == Some(NeverSeen::Include)),
        seen if since_then(seen) => Ok(false),
        // By the devices that are left. Of one that was logged out since, the account tells.
        Some(_) => {
            let account = users.client.user(&*user.name)?.with(users.options.clone());
            Ok(!since_then(account.get().await?.last_seen_ts.flatten()))
        }
    }
}

async fn register(users: &Users, params: RegisterParams) -> Result<Call<Registration>, Error> {
    let nonce = users.register_nonce().await?;
    Ok(users.register_signed(signed(params, nonce)))
}

async fn is_available(users: &Users, username: String) -> Result<bool, Error> {
    match users.username_available(username).await {
        Err(error) if error.errcode() == Some("M_USER_IN_USE") => Ok(false),
        reply => reply,
    }
}

/// `deactivated` is a filter, as in v3, where absent means both. In v2 `true` is what means both: so v2 can answer all
/// but "only the deactivated", and runs on any Synapse. `locked` is one that knows no "only": `true` means both.
fn v2_or_v3(users: &Users, params: Option<UserListParams>) -> Pages<UserPage, UserSummary> {
    let mut params = params.unwrap_or_default();
    params.locked.get_or_insert(true);
    match params.deactivated {
        Some(true) => users.list_v3(params),
        _ => {
            params.deactivated.get_or_insert(true);
            users.list_v2(params)
        }
    }
}

/// Which accounts, and in what order.
#[params]
pub struct UserListParams {
    /// How many accounts a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// Part of the whole user id, in ASCII. Upper and lower case are the same, `_` stands for any character and `%` for
    /// any number of them. Ignored with `name`.
    pub user_id: Option<String>,
    /// Part of the user id between `@` and `:`, or of the display name. Upper and lower case are the same, on SQLite servers
    /// only for ASCII letters; `_` stands for any character and `%` for any number of them: `a_b` finds `axb`, too.
    pub name: Option<String>,
    /// Whether guests are included. Default: `true`, but under Matrix Authentication Service, which knows none, `false`.
    pub guests: Option<bool>,
    /// `true`: only deactivated accounts; `false`: only active ones; absent: both.
    pub deactivated: Option<bool>,
    /// `false`: only accounts that are not locked; `true` or absent: both.
    pub locked: Option<bool>,
    /// `true`: only admins; `false`: only others; absent: both. Under Matrix Authentication Service not what decides.
    pub admins: Option<bool>,
    /// `false`: only accounts not yet approved, where the server asks for approval.
    pub approved: Option<bool>,
    /// Leaves out accounts of these types; `""` stands for accounts without a type.
    pub not_user_type: Option<Vec<String>>,
    /// Default: `name`.
    pub order_by: Option<UserOrder>,
    /// `"f"`, the default, goes up, `"b"` goes down.
    pub dir: Option<Direction>,
}

/// Which accounts count as not in use.
#[params]
pub struct InactiveParams {
    /// Those that were last seen before then, in ms since the epoch.
    pub since: u64,
    /// What becomes of those of which the server does not know when they were seen. Default: `skip`.
    #[serde(rename = "neverSeen")]
    pub never_seen: Option<NeverSeen>,
}

/// What becomes of accounts that were never seen.
#[model]
pub enum NeverSeen {
    Skip,
    Include,
}

/// What accounts can be sorted by.
#[model]
pub enum UserOrder {
    Name,
    Displayname,
    IsGuest,
    Admin,
    Deactivated,
    UserType,
    AvatarUrl,
    ShadowBanned,
    CreationTs,
    LastSeenTs,
    Locked,
}

/// Some of the accounts.
#[model]
pub struct UserPage {
    /// The accounts, in the order that was asked for.
    pub users: Vec<UserSummary>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many accounts the filter lets through, on all pages.
    pub total: i64,
}

/// An account as lists show it.
#[model]
pub struct UserSummary {
    /// The user id.
    pub name: String,
    /// `null` for ordinary users.
    #[open("bot", "support")]
    pub user_type: Nullable<String>,
    /// Whether it is a guest's: without a password, for looking around.
    pub is_guest: bool,
    /// Under Matrix Authentication Service not what decides.
    pub admin: bool,
    /// Whether it was closed: nobody can log in to it any more. Under Matrix Authentication Service not what decides.
    pub deactivated: bool,
    /// Whether only the user sees what the user sends.
    pub shadow_banned: bool,
    /// What others see as the name; `null` if there is none.
    pub displayname: Nullable<String>,
    /// An `mxc://` address.
    pub avatar_url: Nullable<String>,
    /// In ms since the epoch; `null` if the database does not hold it.
    pub creation_ts: Nullable<i64>,
    /// Only where the server asks for approval. `false` also for accounts from before Synapse 1.69, which count as
    /// approved: `get()` of a user and the filter tell them apart.
    pub approved: Option<bool>,
    /// Whether its messages are hidden from whoever joins later.
    pub erased: Option<bool>,
    /// In ms since the epoch. Of the devices that are left, if there are any; `get()` of a user knows of others, too.
    pub last_seen_ts: Option<Nullable<i64>>,
    /// Whether it is shut until an admin unlocks it. Under Matrix Authentication Service not what decides.
    pub locked: Option<bool>,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value, json};

    use crate::client::{Client, ClientOptions};
    use crate::wire::Request;

    fn request(params: Option<Value>) -> Request {
        let client = Client::unchecked(ClientOptions::new("https://matrix.example.com", "token"));
        let params = params.map(|params| serde_json::from_value(params).unwrap());
        client.users().list(params).prepared().unwrap().request(None).unwrap()
    }

    #[test]
    fn deactivated_and_locked_are_filters_on_every_version_of_the_users_list() {
        for (params, expected) in [
            (None, "v2/users?deactivated=true&locked=true"),
            (Some(json!({ "limit": 5 })), "v2/users?limit=5&deactivated=true&locked=true"),
            (Some(json!({ "deactivated": false })), "v2/users?deactivated=false&locked=true"),
            (Some(json!({ "deactivated": true })), "v3/users?deactivated=true&locked=true"),
            (Some(json!({ "locked": true })), "v2/users?deactivated=true&locked=true"),
            (Some(json!({ "locked": false })), "v2/users?deactivated=true&locked=false"),
        ] {
            assert_eq!(request(params).target, format!("/_synapse/admin/{expected}"));
        }
    }

    #[test]
    fn guests_are_left_out_where_an_authentication_service_knows_none_unless_they_are_asked_for() {
        for (params, query) in [
            (None, Some("guests=false")),
            (Some(json!({ "deactivated": true })), Some("guests=false")),
            (Some(json!({ "guests": true })), None),
            (Some(json!({ "guests": false, "deactivated": true })), None),
        ] {
            assert_eq!(request(params).mas_query, query);
        }
    }
}
