use matrix_admin_sdk::{BulkOptions, Class, ServerNoticeParams, ServerNoticesParams, wire};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{join, watched};
use crate::homeserver::{Account, admin_and_alice, path, unique};

#[wasm_bindgen_test]
async fn a_notice_arrives_and_once_for_each_transaction_id() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let content = json!({ "msgtype": "m.text", "body": "We restart at noon." });
    let txn_id = Some(format!("{}/b", unique("a")));
    let send = |txn_id| {
        let params = ServerNoticeParams { txn_id, ..ServerNoticeParams::default() };
        client.server_notices().send(&*alice.id, wire::Value::of(&content).unwrap(), params)
    };
    let first = send(txn_id.clone()).await.unwrap();
    assert_eq!(send(txn_id).await.unwrap().event_id, first.event_id);
    let second = send(None).await.unwrap();
    assert_ne!(second.event_id, first.event_id);

    let invites = alice.ask("/_matrix/client/v3/sync").await["rooms"]["invite"].clone();
    let room_id = invites.as_object().unwrap().keys().next().unwrap();
    join(&alice, room_id).await;
    let messages = path("/_matrix/client/v3/rooms/{}/messages", room_id);
    let chunk = alice.ask(&messages).await["chunk"].clone();
    let notices: Vec<&Value> =
        chunk.as_array().unwrap().iter().filter(|event| event["type"] == "m.room.message").collect();
    assert_eq!(notices.iter().map(|notice| &notice["content"]).collect::<Vec<_>>(), [&content, &content]);
    assert!(notices.iter().map(|notice| &notice["event_id"]).eq([&first.event_id, &second.event_id]));
    client.assert_called(&[
        "POST /_synapse/admin/v1/send_server_notice",
        "PUT /_synapse/admin/v1/send_server_notice/{txn_id}",
    ]);
}

#[wasm_bindgen_test]
async fn a_notice_to_many_is_sent_once_to_each() {
    let (admin, alice) = admin_and_alice().await;
    let (client, nobody) = (admin.client(), admin.nobody());
    let content = wire::Value::of(&json!({ "msgtype": "m.text", "body": "We restart at noon." })).unwrap();
    let params = ServerNoticesParams { txn_prefix: unique("restart"), r#type: None, state_key: None };
    let send = async |ids: &[&Account]| {
        let ids = ids.iter().map(|account| account.id.clone()).collect();
        let notices = client.server_notices();
        notices
            .send_to_many(ids, content.clone(), params.clone(), BulkOptions::default(), |_| ())
            .await
            .unwrap()
    };
    let (notices, ids) = (client.server_notices(), vec![alice.id.clone()]);
    let look = notices.send_to_many_dry_run(ids, content.clone(), params.clone(), Default::default(), |_| ());
    assert!(!look.await.unwrap().done[0].1.deactivated);
    let first = send(&[&alice, &nobody]).await;
    let again = send(&[&alice]).await;
    assert_eq!(first.done[0].1.event_id, again.done[0].1.event_id);
    let [(failed, error)] = &first.failed[..] else { panic!("{first:?}") };
    assert_eq!((failed, error.class()), (&nobody.id, Some(Class::NotFound)));
}
