use matrix_admin_sdk::{Class, NewRegistrationToken, RegistrationTokenListParams, RegistrationTokenParams};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{now, watched};
use crate::homeserver::{admin, path, unique};
use crate::javascript::{failure, written};

const ROUTE: &str = "/_synapse/admin/v1/registration_tokens/{}";

#[wasm_bindgen_test]
async fn a_registration_token_is_by_default_random_and_without_limits() {
    let admin = admin().await;
    let client = watched(&admin);
    let made = client.registration_tokens().create(None).await.unwrap();
    assert_eq!((made.token.len(), made.uses_allowed, made.expiry_time), (16, None, None));
    assert_eq!((made.pending, made.completed), (0, 0));
    assert_eq!(admin.ask(&path(ROUTE, &made.token)).await, written(&made));
    let params = NewRegistrationToken { length: Some(8), ..NewRegistrationToken::default() };
    assert_eq!(client.registration_tokens().create(params).await.unwrap().token.len(), 8);
    client.assert_called(&["POST /_synapse/admin/v1/registration_tokens/new"]);
}

#[wasm_bindgen_test]
async fn a_registration_token_is_made_read_changed_listed_and_deleted() {
    let admin = admin().await;
    let client = watched(&admin);
    let tokens = client.registration_tokens();
    let (token, expiry) = (unique("a~._A"), now() + 3_600_000);
    let new = NewRegistrationToken {
        token: Some(token.clone()),
        uses_allowed: Some(Some(3)),
        expiry_time: Some(Some(expiry)),
        length: None,
    };
    let made = tokens.create(new.clone()).await.unwrap();
    let expected =
        json!({ "token": token, "uses_allowed": 3, "pending": 0, "completed": 0, "expiry_time": expiry });
    assert_eq!(written(&made), expected);
    assert_eq!(written(&tokens.get(&*token).await.unwrap()), expected);
    assert_eq!(failure(tokens.create(new)).await.status(), Some(400));

    for (uses_allowed, expiry_time, uses, expires) in [
        (None, None, Some(3), Some(expiry as i64)),
        (Some(Some(0)), None, Some(0), Some(expiry as i64)),
        (None, Some(None), Some(0), None),
        (Some(None), None, None, None),
    ] {
        let params = RegistrationTokenParams { uses_allowed, expiry_time };
        let updated = tokens.update(&*token, params).await.unwrap();
        assert_eq!((updated.uses_allowed, updated.expiry_time), (uses, expires));
        assert_eq!(admin.ask(&path(ROUTE, &token)).await, written(&updated));
    }

    for (valid, expected) in [(None, true), (Some(true), true), (Some(false), false)] {
        let list = tokens.list(RegistrationTokenListParams { valid }).await.unwrap();
        assert_eq!(list.iter().any(|one| one.token == token), expected);
    }
    tokens.delete(&*token).await.unwrap();
    failure(tokens.get(&*token)).await.assert_is(Class::NotFound, "NOT_FOUND");
    failure(tokens.delete(&*token)).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "POST /_synapse/admin/v1/registration_tokens/new",
        "GET /_synapse/admin/v1/registration_tokens/{token}",
        "PUT /_synapse/admin/v1/registration_tokens/{token}",
        "GET /_synapse/admin/v1/registration_tokens",
        "DELETE /_synapse/admin/v1/registration_tokens/{token}",
    ]);
}
