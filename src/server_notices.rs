//! Messages of the server to its users.

use matrix_admin_sdk_macros::{handle, model, params};

use crate::client::{Call, Error, Many};
use crate::declare::{NonEmpty, Object, UserId};
use crate::users::UserDetails;
use crate::wire::Value;

/// The messages that the homeserver itself sends to its users, in a room of its own for each. They have to be set up
/// in the server's configuration (`server_notices`).
///
/// ```ts
/// await client.serverNotices.send("@alice:example.com", { msgtype: "m.text", body: "We restart at noon." });
/// ```
#[handle]
impl ServerNotices {
    /// Sends a notice to a user of this server. With a `txn_id` it is sent again where no answer came, for the server
    /// sends one notice for each: for half an hour, or until it is restarted, the same `txn_id` gets the same answer,
    /// whatever else is in it, if your device is the same, too. Without one, never sent twice.
    ///
    /// ```ts
    /// const content = { msgtype: "m.text", body: "We restart at noon." };
    /// const { event_id } = await client.serverNotices.send("@alice:example.com", content, { txn_id: "restart-1" });
    /// ```
    ///
    /// `POST /_synapse/admin/v1/send_server_notice`, with a `txn_id` `PUT
    /// /_synapse/admin/v1/send_server_notice/{txn_id}` · Synapse 0.99 or newer · under Matrix Authentication Service a
    /// `txn_id` needs an access token of a device: with another one it is a `ServerError`
    #[choose(once_or_with_txn_id)]
    pub fn send(&self, user_id: UserId, content: Object, params: Option<ServerNoticeParams>) -> ServerNotice;

    /// Sends a notice to many users of this server. Each gets a `txn_id` that is made of `txnPrefix` and the user, so that
    /// who is sent it again within half an hour, with the same prefix and from the same device of yours, does not get a second
    /// one, unless the server was restarted. With `dryRun: true` it resolves to the account of each. Accounts of bridges get
    /// one, too, each in a new room: their `appservice_id` is not `null`.
    ///
    /// ```ts
    /// const users = await client.users.list({ deactivated: false, guests: false }).toArray();
    /// const content = { msgtype: "m.text", body: "We restart at noon." };
    /// const { failed } = await client.serverNotices.sendToMany(users.map(({ name }) => name), content, { txnPrefix: "restart-1" });
    /// ```
    ///
    /// `PUT /_synapse/admin/v1/send_server_notice/{txn_id}` for each · Synapse 0.99 or newer · under Matrix Authentication
    /// Service it needs an access token of a device: with another one each is a `ServerError`
    #[many(send_to_many, dry_run = UserDetails)]
    pub fn send_to_many(
        &self,
        user_ids: Vec<UserId>,
        content: Object,
        params: ServerNoticesParams,
    ) -> Bulk<ServerNotice>;

    #[post("/_synapse/admin/v1/send_server_notice", once, via = send, since = "0.99")]
    fn send_once(&self, user_id: UserId, content: Object, params: Option<ServerNoticeParams>)
    -> ServerNotice;

    #[put("/_synapse/admin/v1/send_server_notice/{txn_id}", idempotent, via = send, since = "0.99")]
    fn send_with_txn_id(
        &self,
        user_id: UserId,
        content: Object,
        params: Option<ServerNoticeParams>,
        txn_id: NonEmpty,
    ) -> ServerNotice;
}

fn once_or_with_txn_id(
    notices: &ServerNotices,
    user_id: String,
    content: Value,
    params: Option<ServerNoticeParams>,
) -> Call<ServerNotice> {
    let mut params = params.unwrap_or_default();
    match params.txn_id.take() {
        Some(txn_id) => notices.send_with_txn_id(user_id, content, params, txn_id),
        None => notices.send_once(user_id, content, params),
    }
}

async fn send_to_many(
    notices: &ServerNotices,
    user_ids: Vec<String>,
    content: Value,
    params: ServerNoticesParams,
    dry_run: bool,
) -> Result<Many, Error> {
    if dry_run {
        let client = notices.client.clone();
        return Ok(Many::new(user_ids, move |user_id| Ok(client.user(user_id)?.get())));
    }
    let (notices, ServerNoticesParams { txn_prefix, r#type, state_key }) = (notices.clone(), params);
    Ok(Many::new(user_ids, move |user_id| {
        let txn_id = Some([&*txn_prefix, "-", &user_id].concat());
        let params = ServerNoticeParams { r#type: r#type.clone(), state_key: state_key.clone(), txn_id };
        Ok(notices.send(user_id, content.clone(), params))
    }))
}

/// How to send a notice.
#[params]
pub struct ServerNoticeParams {
    /// The type of the event. Default: `m.room.message`.
    pub r#type: Option<NonEmpty>,
    /// Makes it a state event, with this key.
    pub state_key: Option<String>,
    /// Any text that is new for each notice, such as `crypto.randomUUID()`.
    pub txn_id: Option<NonEmpty>,
}

/// How to send a notice to many.
#[params]
pub struct ServerNoticesParams {
    /// Any text that is new for each notice, and the same when it is sent again.
    #[serde(rename = "txnPrefix")]
    pub txn_prefix: NonEmpty,
    /// The type of the event. Default: `m.room.message`.
    pub r#type: Option<NonEmpty>,
    /// Makes it a state event, with this key.
    pub state_key: Option<String>,
}

/// A notice that was sent.
#[model]
pub struct ServerNotice {
    /// The id of the event that the user sees as the notice.
    pub event_id: String,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::client::{Client, ClientOptions};
    use crate::wire::Value;

    #[test]
    fn the_transaction_id_goes_into_the_path_and_the_other_params_into_the_body() {
        let client = Client::unchecked(ClientOptions::new("https://matrix.example.com", "token"));
        for (params, expected) in [
            (r#"{"txn_id":"a b"}"#, ("PUT", "/a%20b", "")),
            (
                r#"{"type":"m.x","txn_id":"a","state_key":""}"#,
                ("PUT", "/a", r#","type":"m.x","state_key":"""#),
            ),
            (r#"{"type":"txn_id"}"#, ("POST", "", r#","type":"txn_id""#)),
            ("{}", ("POST", "", "")),
        ] {
            let (method, path, rest) = expected;
            let params = Some(serde_json::from_str(params).unwrap());
            let notice = client.server_notices().send("@a:b", Value::object(), params);
            let request = notice.prepared().unwrap().request(None).unwrap();
            assert_eq!(request.method.as_str(), method);
            assert_eq!(request.target, format!("/_synapse/admin/v1/send_server_notice{path}"));
            assert_eq!(request.body.unwrap(), format!(r#"{{"user_id":"@a:b","content":{{}}{rest}}}"#));
        }
    }
}
