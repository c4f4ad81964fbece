use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{handle, model, params};

use super::Direction;
use crate::declare::{Cursor, Endpoint, Nullable};
use crate::wire::Json;

/// The accounts of the homeserver.
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
    /// needs Synapse 1.103 · under Matrix Authentication Service `guests: false` has to be given
    #[choose(v2_or_v3)]
    pub fn list(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;

    #[get("/_synapse/admin/v2/users", items = "users", since = "1.7")]
    fn list_v2(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;

    #[get("/_synapse/admin/v3/users", items = "users", since = "1.103")]
    fn list_v3(&self, params: Option<UserListParams>) -> Pages<UserPage, UserSummary>;
}

/// `deactivated` is a filter, as in v3, where absent means both. In v2 `true` is what means both: so v2 can answer all
/// but "only the deactivated", and runs on any Synapse.
pub(crate) fn v2_or_v3(arguments: &mut [Option<String>]) -> &'static Endpoint {
    let [params] = arguments else { return Users::LIST_V3 };
    let text = params.take().unwrap_or_else(|| "{}".into());
    let Ok(json) = Json::parse(text.as_bytes()) else { return Users::LIST_V3 };
    let endpoint = match json.get("deactivated").and_then(|filter| filter.as_bool()) {
        Some(true) => Users::LIST_V3,
        _ => Users::LIST_V2,
    };
    *params = Some(match json.get("deactivated") {
        Some(_) => text,
        None => [text.trim_end_matches('}'), if text == "{}" { "" } else { "," }, "\"deactivated\":true}"]
            .concat(),
    });
    endpoint
}

/// Which accounts, and in what order.
#[params]
pub struct UserListParams {
    /// How many accounts a page holds at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// Part of the whole user id, in ASCII. Ignored with `name`.
    pub user_id: Option<String>,
    /// Part of the user id's name or of the display name.
    pub name: Option<String>,
    /// Whether guests are included. Default: `true`.
    pub guests: Option<bool>,
    /// `true`: only deactivated accounts; `false`: only active ones; absent: both.
    pub deactivated: Option<bool>,
    /// Whether locked accounts are included. Default: `false`.
    pub locked: Option<bool>,
    /// `true`: only admins; `false`: only others; absent: both.
    pub admins: Option<bool>,
    /// `false`: only accounts not yet approved, where the server asks for approval.
    pub approved: Option<bool>,
    /// Leaves out accounts of these types; `""` stands for accounts without a type.
    pub not_user_type: Option<Vec<String>>,
    pub order_by: Option<UserOrder>,
    pub dir: Option<Direction>,
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
    pub is_guest: bool,
    /// Under Matrix Authentication Service not what decides.
    pub admin: bool,
    pub deactivated: bool,
    pub shadow_banned: bool,
    pub displayname: Nullable<String>,
    /// An `mxc://` address.
    pub avatar_url: Nullable<String>,
    /// In ms since the epoch.
    pub creation_ts: Nullable<i64>,
    pub approved: Option<bool>,
    pub erased: Option<bool>,
    /// In ms since the epoch.
    pub last_seen_ts: Option<Nullable<i64>>,
    pub locked: Option<bool>,
}
