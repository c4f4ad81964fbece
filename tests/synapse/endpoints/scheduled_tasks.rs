use matrix_admin_sdk::{ScheduledTaskParams, TaskStatus};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{a_while, watched};
use crate::homeserver::admin_and_alice;

#[wasm_bindgen_test]
async fn tasks_are_listed_by_what_is_done_to_what_and_how_far_it_is() {
    let (admin, alice) = admin_and_alice().await;
    let client = watched(&admin);
    let room_id = alice.create_room().await;
    let job = admin.client().room(&*room_id).unwrap().delete(None).await.unwrap();
    job.wait(a_while(), |_| ()).await.unwrap();

    let tasks = client.scheduled_tasks();
    assert!(tasks.list(None).await.unwrap().iter().any(|task| task.id == job.id()));
    let mine = ScheduledTaskParams { resource_id: Some(room_id), ..ScheduledTaskParams::default() };
    let list = tasks.list(mine.clone()).await.unwrap();
    let [task] = &list[..] else { panic!("{list:?}") };
    assert_eq!((&*task.id, &*task.action), (job.id(), "shutdown_and_purge_room"));
    assert_eq!((&*task.status, task.error.as_deref()), ("complete", None));
    for (status, action, timestamp, count) in [
        (Some(TaskStatus::Complete), None, None, 1),
        (Some(TaskStatus::Failed), None, None, 0),
        (None, Some("purge_history"), None, 0),
        (None, None, Some(task.timestamp_ms), 1),
        (None, None, Some(task.timestamp_ms - 1), 0),
    ] {
        let params = ScheduledTaskParams {
            status,
            action_name: action.map(str::to_owned),
            max_timestamp: timestamp.map(|timestamp| timestamp as u64),
            ..mine.clone()
        };
        assert_eq!(tasks.list(params.clone()).await.unwrap().len(), count, "{params:?}");
    }
    client.assert_called(&["GET /_synapse/admin/v1/scheduled_tasks"]);
}
