use futures_util::TryStreamExt;
use matrix_admin_sdk::{Class, Direction, UserMediaUsage, UsersMediaOrder, UsersMediaParams};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{now, watched};
use crate::homeserver::{admin, unique};
use crate::javascript::failure;

#[wasm_bindgen_test]
async fn what_users_uploaded_is_counted_page_by_page_and_from_then_to_then() {
    let admin = admin().await;
    let client = watched(&admin);
    let name = unique("uploader");
    let mut ids = Vec::new();
    for files in 1..=3 {
        let user = admin.sign_up(&format!("{name}-{files}")).await;
        for _ in 0..files {
            user.upload("file", 10).await;
        }
        ids.push(user.id);
    }
    let search = UsersMediaParams { search_term: Some(name), ..UsersMediaParams::default() };
    let page = client.statistics().get_users_media(search.clone()).await.unwrap();
    assert_eq!(page.total, 3);
    assert!(page.users.iter().filter_map(|user| user.user_id.as_ref()).eq(&ids));
    let counts = page.users.iter().map(|user| (user.media_count, user.media_length));
    assert_eq!(counts.collect::<Vec<_>>(), [(1, Some(10)), (2, Some(20)), (3, Some(30))]);

    let most_first = UsersMediaParams {
        limit: Some(1),
        order_by: Some(UsersMediaOrder::MediaCount),
        dir: Some(Direction::B),
        ..search.clone()
    };
    let list = client.statistics().get_users_media(most_first).items();
    let list: Vec<UserMediaUsage> = list.try_collect().await.unwrap();
    assert!(list.iter().filter_map(|user| user.user_id.as_ref()).eq(ids.iter().rev()));

    let hour = 3_600_000;
    for (from_ts, until_ts, total) in
        [(Some(now() - hour), Some(now() + hour), 3), (None, Some(now() - hour), 0)]
    {
        let params = UsersMediaParams { from_ts, until_ts, ..search.clone() };
        assert_eq!(client.statistics().get_users_media(params).await.unwrap().total, total);
    }
    client.assert_called(&["GET /_synapse/admin/v1/statistics/users/media"]);
}

#[wasm_bindgen_test]
async fn the_largest_rooms_are_refused_by_a_server_on_sqlite() {
    let admin = admin().await;
    let client = watched(&admin);
    let failed = failure(client.statistics().get_largest_rooms()).await;
    failed.assert_is(Class::Api, "API");
    assert_eq!((failed.status(), failed.errcode()), (Some(400), Some("M_UNKNOWN")));
    client.assert_called(&["GET /_synapse/admin/v1/statistics/database/rooms"]);
}
