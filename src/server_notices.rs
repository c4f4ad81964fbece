//! Messages of the server to its users.

use matrix_admin_sdk_macros::{handle, model, params};

use crate::client::Call;
use crate::declare::{NonEmpty, Object, UserId};
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
    /// sends one notice for each: for half an hour the same `txn_id` gets the same answer, whatever else is in it.
    /// Without one, never sent twice.
    ///
    /// ```ts
    /// const content = { msgtype: "m.text", body: "We restart at noon." };
    /// const { event_id } = await client.serverNotices.send("@alice:example.com", content, { txn_id: "restart-1" });
    /// ```
    ///
    /// `POST /_synapse/admin/v1/send_server_notice`, with a `txn_id` `PUT
    /// /_synapse/admin/v1/send_server_notice/{txn_id}` · Synapse 0.99 or newer · the same under Matrix Authentication
    /// Service
    #[choose(once_or_with_txn_id)]
    pub fn send(&self, user_id: UserId, content: Object, params: Option<ServerNoticeParams>) -> ServerNotice;

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

/// A notice that was sent.
#[model]
pub struct ServerNotice {
    /// The id of the event that the user sees as the notice.
    pub event_id: String,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::take_txn_id;

    #[test]
    fn the_transaction_id_is_taken_out_of_the_params() {
        for (params, expected) in [
            (r#"{"txn_id":"a b"}"#, Some((r#""a b""#, "{}"))),
            (
                r#"{"type":"m.x","txn_id":"a","state_key":""}"#,
                Some((r#""a""#, r#"{"type":"m.x","state_key":""}"#)),
            ),
            (r#"{"type":"txn_id"}"#, None),
            ("{}", None),
        ] {
            let expected = expected.map(|(txn_id, rest)| (txn_id.into(), rest.into()));
            assert_eq!(take_txn_id(params), expected, "{params}");
        }
    }
}
