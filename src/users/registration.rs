use hmac::{Hmac, KeyInit, Mac};
use matrix_admin_sdk_macros::{model, params};
use sha1::Sha1;
use wasm_bindgen::JsValue;

use super::{Users, with_member};
use crate::client::Composed;
use crate::declare::NonEmpty;
use crate::wire::{Json, quoted, string};

/// Whom to register, and the server's secret.
#[params]
pub struct RegisterParams {
    /// The name before the `:` of the user ID. Becomes lower case.
    pub username: NonEmpty,
    /// What the user logs in with.
    pub password: NonEmpty,
    /// The `registration_shared_secret` of the server's configuration. It is never sent: only a proof of knowing it is.
    pub sharedSecret: NonEmpty,
    /// Whether the user is a server admin. Default: `false`.
    pub admin: Option<bool>,
    /// Default: an ordinary user.
    #[open("bot", "support")]
    pub user_type: Option<String>,
    /// Default: the username.
    pub displayname: Option<String>,
    /// Whether to make the account only, without a device and an access token. Default: `false`.
    pub inhibit_login: Option<bool>,
    /// The device that the access token is for. Default: a new one.
    pub device_id: Option<NonEmpty>,
    /// The name of a new device.
    pub initial_device_display_name: Option<String>,
    /// Whether to ask for a refresh token as well. Default: `false`.
    pub refresh_token: Option<bool>,
}

/// What the server gets instead of the secret.
#[model]
pub(super) struct SignedRegistration {
    username: NonEmpty,
    password: NonEmpty,
    admin: Option<bool>,
    user_type: Option<String>,
    displayname: Option<String>,
    inhibit_login: Option<bool>,
    device_id: Option<NonEmpty>,
    initial_device_display_name: Option<String>,
    refresh_token: Option<bool>,
    nonce: String,
    mac: String,
}

/// A new account, and a first device of it.
#[model]
pub struct Registration {
    /// The id of the new user: `@bob:example.com`.
    pub user_id: String,
    /// The name of the server.
    pub home_server: Option<String>,
    /// A secret. Absent with `inhibit_login`.
    pub access_token: Option<String>,
    /// Absent with `inhibit_login`.
    pub device_id: Option<String>,
    /// When the access token expires, in ms from now; absent if it does not.
    pub expires_in_ms: Option<i64>,
    /// A secret. Only where it was asked for.
    pub refresh_token: Option<String>,
}

pub(super) async fn register(mut composed: Composed) -> Result<JsValue, JsValue> {
    let nonce = composed.send(Users::REGISTER_NONCE, Vec::new()).await?;
    let params = composed.texts.pop().flatten().unwrap_or_default();
    composed.texts = vec![Some(signed(&params, &string(nonce).unwrap_or_default()))];
    composed.finish(Users::REGISTER_SIGNED).await
}

/// The params with the nonce, and with the proof in place of the secret.
fn signed(params: &str, nonce: &str) -> String {
    let json = Json::parse(params.as_bytes()).ok();
    let text = |name| json.and_then(|json| json.get(name)?.as_str()).unwrap_or_default();
    let admin = json.and_then(|json| json.get("admin")?.as_bool()).unwrap_or_default();
    let (username, password, user_type) = (text("username"), text("password"), text("user_type"));
    let mut signed_parts = vec![nonce, &username, &password, if admin { "admin" } else { "notadmin" }];
    if !user_type.is_empty() {
        signed_parts.push(&user_type);
    }
    let mac = hmac(&text("sharedSecret"), &signed_parts.join("\0"));

    let mut body = String::from("{}");
    for (name, value) in json.iter().flat_map(Json::members).filter(|(name, _)| !name.is_str("sharedSecret"))
    {
        let [name, value] = [name, value].map(|part| String::from_utf8_lossy(part.text()));
        body = with_member(&body, &[&name, ":", &value].concat());
    }
    body = with_member(&body, &["\"nonce\":", &quoted(nonce)].concat());
    with_member(&body, &["\"mac\":", &quoted(&mac)].concat())
}

/// HMAC-SHA1 in hexadecimal digits.
fn hmac(secret: &str, text: &str) -> String {
    // HMAC takes keys of any length.
    let Ok(mut hmac) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else { return String::new() };
    hmac.update(text.as_bytes());
    let digits = hmac.finalize().into_bytes();
    digits
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{hmac, signed};

    #[test]
    fn the_proof_is_hmac_sha1() {
        // The first from RFC 2202; the second with a key longer than a block.
        assert_eq!(hmac("Jefe", "what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        let key = "\u{7f}".repeat(80);
        assert_eq!(hmac(&key, "longer than a block"), "0f82516f0c9b925773f17c710a0232523cdeb2f7");
    }

    #[test]
    fn what_is_sent_holds_the_proof_and_not_the_secret() {
        let params = r#"{"sharedSecret":"s3cr\u0065t","username":"b\u00f6b","password":"p\"w","admin":true,"user_type":"bot"}"#;
        let expected = r#"{"username":"b\u00f6b","password":"p\"w","admin":true,"user_type":"bot","nonce":"0123","mac":"217b9a84c10a09907dc25ae59cad1a03543bf99a"}"#;
        assert_eq!(signed(params, "0123"), expected);
        let plain = signed(r#"{"username":"bob","password":"pw","sharedSecret":"secret"}"#, "0123");
        assert_eq!(
            plain,
            r#"{"username":"bob","password":"pw","nonce":"0123","mac":"324f1f44b397c85ae1182764ebbb429abf09a328"}"#
        );
    }
}
