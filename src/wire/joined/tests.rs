use super::*;

fn joined(object: &str) -> String {
    let mut out = b"> ".to_vec();
    join(object.as_bytes(), "devices", ["sessions", "connections"], &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn all_that_is_nested_comes_into_one_list_in_order() {
    let table = [
        (r#"{"devices":{}}"#, r#"{"devices":{}}"#),
        (r#"{}"#, r#"{"devices":{}}"#),
        (r#"{"user_id":"@a:s"}"#, r#"{"user_id":"@a:s","devices":{}}"#),
        (r#"{"devices":{"A":{}}}"#, r#"{"devices":{"A":[]}}"#),
        (r#"{"devices":{"A":{"sessions":[]}}}"#, r#"{"devices":{"A":[]}}"#),
        (r#"{"devices":{"A":{"sessions":[{},{"connections":[]}]}}}"#, r#"{"devices":{"A":[]}}"#),
        (
            r#"{"devices":{"A":{"sessions":[{"connections":[1]},{},{"connections":[ {"ip":"é"} , 3 ]}]}}}"#,
            r#"{"devices":{"A":[1,{"ip":"é"},3]}}"#,
        ),
        (
            r#"{"a":1, "devices":{"":{"sessions":[{"connections":[1]}]},"B":{"sessions":[{"connections":[2,3]}]},"C":{}},"b":[2]}"#,
            r#"{"a":1,"b":[2],"devices":{"":[1],"B":[2,3],"C":[]}}"#,
        ),
    ];
    for (object, expected) in table {
        assert_eq!(joined(object), format!("> {expected}"), "{object}");
    }
}

#[test]
fn of_what_is_not_json_nothing_is_written() {
    assert_eq!(joined("{"), "> ");
}
