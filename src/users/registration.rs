use hmac::{Hmac, KeyInit, Mac};
use matrix_admin_sdk_macros::{model, params};
use sha1::Sha1;

use crate::declare::NonEmpty;

/// Whom to register, and the server's secret.
#[params]
pub struct RegisterParams {
    /// The name before the `:` of the user ID. Becomes lower case.
    pub username: NonEmpty,
    /// What the user logs in with.
    #[secret]
    pub password: NonEmpty,
    /// The `registration_shared_secret` of the server's configuration. It is never sent: only a proof of knowing it is.
    #[secret]
    #[serde(rename = "sharedSecret")]
    pub shared_secret: NonEmpty,
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
#[params]
pub(super) struct SignedRegistration {
    username: NonEmpty,
    #[secret]
    password: NonEmpty,
    admin: Option<bool>,
    user_type: Option<String>,
    displayname: Option<String>,
    inhibit_login: Option<bool>,
    device_id: Option<NonEmpty>,
    initial_device_display_name: Option<String>,
    refresh_token: Option<bool>,
    nonce: String,
    #[secret]
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
    #[secret]
    pub access_token: Option<String>,
    /// Absent with `inhibit_login`.
    pub device_id: Option<String>,
    /// When the access token expires, in ms from now; absent if it does not.
    pub expires_in_ms: Option<i64>,
    /// A secret. Only where it was asked for.
    #[secret]
    pub refresh_token: Option<String>,
}

/// The params with the nonce, and with the proof in place of the secret.
pub(super) fn signed(params: RegisterParams, nonce: String) -> SignedRegistration {
    let RegisterParams { username, password, admin, user_type, .. } = &params;
    let admin = if *admin == Some(true) { "admin" } else { "notadmin" };
    let mut parts = vec![&*nonce, username, password, admin];
    parts.extend(user_type.as_deref().filter(|text| !text.is_empty()));
    SignedRegistration {
        mac: hmac(&params.shared_secret, &parts.join("\0")),
        nonce,
        username: params.username,
        password: params.password,
        admin: params.admin,
        user_type: params.user_type,
        displayname: params.displayname,
        inhibit_login: params.inhibit_login,
        device_id: params.device_id,
        initial_device_display_name: params.initial_device_display_name,
        refresh_token: params.refresh_token,
    }
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
    use serde_json::json;

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
        let sent = |params: &str| {
            let params = serde_json::from_str(params).unwrap();
            serde_json::to_value(signed(params, "0123".into())).unwrap()
        };
        let params = r#"{"sharedSecret":"s3cr\u0065t","username":"b\u00f6b","password":"p\"w","admin":true,"user_type":"bot"}"#;
        let mac = "217b9a84c10a09907dc25ae59cad1a03543bf99a";
        let expected = json!({
            "username": "böb", "password": "p\"w", "admin": true, "user_type": "bot", "nonce": "0123", "mac": mac,
        });
        assert_eq!(sent(params), expected);
        let mac = "324f1f44b397c85ae1182764ebbb429abf09a328";
        let expected = json!({ "username": "bob", "password": "pw", "nonce": "0123", "mac": mac });
        assert_eq!(sent(r#"{"username":"bob","password":"pw","sharedSecret":"secret"}"#), expected);
    }
}
