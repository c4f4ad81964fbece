//! Messages of the server to its users.

use matrix_admin_sdk_macros::{handle, model, params};
use wasm_bindgen::JsValue;

use crate::client::Composed;
use crate::declare::{NonEmpty, Object, UserId};
use crate::wire::Json;

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
    #[compose(send)]
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

async fn send(mut composed: Composed) -> Result<JsValue, JsValue> {
    let params = composed.texts.get(2).and_then(Option::as_deref);
    let Some((txn_id, rest)) = params.and_then(take_txn_id) else {
        return composed.finish(ServerNotices::SEND_ONCE).await;
    };
    composed.texts.truncate(2);
    composed.texts.extend([Some(rest), Some(txn_id)]);
    composed.finish(ServerNotices::SEND_WITH_TXN_ID).await
}

/// The transaction id, which goes into the path, and the other params, which go into the body.
fn take_txn_id(params: &str) -> Option<(String, String)> {
    let params = Json::parse(params.as_bytes()).ok()?;
    let text = |value: Json<'_>| String::from_utf8_lossy(value.text()).into_owned();
    let txn_id = text(params.get("txn_id")?);
    let rest = params.members().filter(|(name, _)| name.as_str().as_deref() != Some("txn_id"));
    let rest: Vec<_> = rest.map(|(name, value)| text(name) + ":" + &text(value)).collect();
    Some((txn_id, ["{", &rest.join(","), "}"].concat()))
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
