use matrix_admin_sdk::Class;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{conversation, watched};
use crate::homeserver::admin_and_alice;
use crate::javascript::{failure, written};

#[wasm_bindgen_test]
async fn an_event_is_fetched_by_its_id_alone() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let (room_id, [event_id]) = conversation(&alice, ["secret"]).await;
    let event = client.events().get(&*event_id).await.unwrap();
    assert_eq!((&event.event_id, &event.room_id, &event.sender), (&event_id, &room_id, &alice.id));
    assert_eq!((&*event.r#type, event.state_key), ("m.room.message", None));
    assert_eq!(written(&event.content)["body"], "secret");
    let references =
        [&event.auth_events.unwrap(), &event.prev_events].map(|events| events.read::<Vec<String>>());
    assert!(references.iter().all(|events| !events.as_ref().unwrap().is_empty()));
    failure(client.events().get("$nobodyknows")).await.assert_is(Class::NotFound, "NOT_FOUND");
    client.assert_called(&["GET /_synapse/admin/v1/fetch_event/{event_id}"]);
}
