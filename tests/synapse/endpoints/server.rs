use matrix_admin_sdk::{Class, OffboardParams};
use wasm_bindgen_test::wasm_bindgen_test;

use super::watched;
use crate::fetch::TOKEN;
use crate::homeserver::{Account, admin_and_alice, text};
use crate::javascript::failure;

#[wasm_bindgen_test]
async fn the_version_is_told_to_anybody() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&alice);
    let version = client.server().get_version().await.unwrap();
    assert_eq!(version, text(&admin.ask("/_synapse/admin/v1/server_version").await["server_version"]));
    assert_eq!(version.split('.').count(), 3, "{version}");
    client.assert_called(&["GET /_synapse/admin/v1/server_version"]);
}

#[wasm_bindgen_test]
async fn the_capabilities_tell_an_admin_from_others() {
    let (admin, alice) = admin_and_alice().await;
    for (account, is_admin) in [(&admin, true), (&alice, false)] {
        let client = watched(account);
        let found = client.server().capabilities().await.unwrap();
        assert_eq!((found.mas, found.admin), (false, is_admin));
        let version = client.server().get_version().await.unwrap();
        assert_eq!(Some(&*found.version), version.split(' ').next());
        client.assert_called(&[
            "GET /_synapse/admin/v1/server_version",
            "GET /_synapse/admin/v1/registration_tokens/{token}",
        ]);
    }
    let nobody = Account { token: TOKEN.into(), ..admin.nobody() };
    let failed = failure(watched(&nobody).server().capabilities()).await;
    failed.assert_is(Class::Authentication, "AUTHENTICATION");
}

#[wasm_bindgen_test]
async fn who_closes_accounts_is_known_by_the_token_and_does_not_close_the_own_one() {
    let (admin, _) = admin_and_alice().await;
    let client = watched(&admin);
    let own = client.user(&*admin.id).unwrap();
    let refused = failure(Box::pin(own.offboard(OffboardParams::default(), |_| ()))).await;
    assert_eq!(refused.argument(), Some("user_id"));
    client.assert_called(&["GET /_matrix/client/v3/account/whoami"]);
}
