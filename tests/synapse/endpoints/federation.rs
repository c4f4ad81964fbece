use futures_util::TryStreamExt;
use js_sys::Math;
use matrix_admin_sdk::{
    Class, Destination, DestinationListParams, DestinationOrder, DestinationRoomParams, Direction,
};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{pause, watched};
use crate::homeserver::{Account, admin};
use crate::javascript::{failure, written};

/// A server that this one has failed to reach: an address that Synapse by default refuses to connect to, so nothing leaves
/// the machine.
async fn unreachable(admin: &Account) -> String {
    let part = || (Math::random() * 250.0) as u8 + 1;
    let destination = format!("127.{}.{}.{}:8448", part(), part(), part());
    let query = json!({ "device_keys": { (format!("@x:{destination}")): [] } });
    admin.post("/_matrix/client/v3/keys/query", query).await;
    let federation = admin.client().federation();
    let waits = async || federation.get(&*destination).await.is_ok_and(|known| known.retry_last_ts > 0);
    while !waits().await {
        pause(100).await;
    }
    destination
}

fn named(destination: &str) -> DestinationListParams {
    DestinationListParams { destination: Some(destination.to_owned()), ..DestinationListParams::default() }
}

#[wasm_bindgen_test]
async fn a_server_that_could_not_be_reached_is_listed_and_looked_up_by_its_name() {
    let admin = admin().await;
    let client = watched(&admin);
    let destination = unreachable(&admin).await;
    let page = client.federation().list(named(&destination)).await.unwrap();
    assert_eq!((page.total, &*page.destinations[0].destination), (1, &*destination));
    let found = client.federation().get(&*destination).await.unwrap();
    assert_eq!(written(&found), written(&page.destinations[0]));
    assert!(found.retry_interval > Some(0) && found.retry_last_ts > 1_000_000_000_000, "{found:?}");
    failure(client.federation().get("nobody.invalid")).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&[
        "GET /_synapse/admin/v1/federation/destinations",
        "GET /_synapse/admin/v1/federation/destinations/{destination}",
    ]);
}

#[wasm_bindgen_test]
async fn servers_come_sorted_page_by_page() {
    let admin = admin().await;
    let client = watched(&admin);
    let made = [unreachable(&admin).await, unreachable(&admin).await, unreachable(&admin).await];
    let params = DestinationListParams {
        limit: Some(2),
        order_by: Some(DestinationOrder::RetryLastTs),
        dir: Some(Direction::B),
        ..DestinationListParams::default()
    };
    let found: Vec<Destination> = client.federation().list(params).items().try_collect().await.unwrap();
    let found = found.iter().map(|server| &server.destination).filter(|server| made.contains(server));
    assert!(found.eq(made.iter().rev()));
    client.assert_called(&["GET /_synapse/admin/v1/federation/destinations"]);
}

#[wasm_bindgen_test]
async fn a_server_that_shares_no_room_has_none() {
    let admin = admin().await;
    let client = watched(&admin);
    let destination = unreachable(&admin).await;
    let params = DestinationRoomParams { limit: Some(5), dir: Some(Direction::B), from: None };
    let page = client.federation().get_rooms(&*destination, params).await.unwrap();
    assert_eq!(written(&page), json!({ "rooms": [], "total": 0 }));
    let none = client.federation().get_rooms(&*destination, None).items();
    assert!(none.try_collect::<Vec<_>>().await.unwrap().is_empty());
    let failed = failure(client.federation().get_rooms("nobody.invalid", None)).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["GET /_synapse/admin/v1/federation/destinations/{destination}/rooms"]);
}

#[wasm_bindgen_test]
async fn a_connection_that_is_reset_waits_no_more() {
    let admin = admin().await;
    let client = watched(&admin);
    let destination = unreachable(&admin).await;
    client.federation().reset_connection(&*destination).await.unwrap();
    let found = admin.client().federation().get(&*destination).await.unwrap();
    assert_eq!((found.retry_last_ts, found.retry_interval), (0, Some(0)));
    let failed = failure(client.federation().reset_connection(&*destination)).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!(failed.status(), Some(400));
    let failed = failure(client.federation().reset_connection("nobody.invalid")).await;
    failed.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["POST /_synapse/admin/v1/federation/destinations/{destination}/reset_connection"]);
}
