use serde_json::{Value, json};

use super::*;
use crate::registration_tokens::RegistrationTokens;
use crate::users::User;
use crate::wire::Class;

/// With a name and a number in its path, neither of which has the form of an id.
static GET_PART: &Endpoint = &Endpoint {
    handle: "Things",
    name: "getPart",
    method: Method::Get,
    path: "/things/{thing_name}/parts/{part}",
    arguments: &[
        Argument { name: "thing_name", kind: Kind::String, required: true, spread: false },
        Argument { name: "part", kind: Kind::Natural, required: true, spread: false },
    ],
    payload: Payload::Query,
    reply: Reply::Nothing,
    safety: Safety::Read,
    since: "",
    mas: None,
    mas_query: None,
    offered: true,
};

fn texts(values: &[Value]) -> Vec<Option<String>> {
    values.iter().map(|value| Some(value.to_string())).collect()
}

/// The method and target, and the body behind them.
fn sent(endpoint: &'static Endpoint, values: &[Value]) -> (String, Option<Value>) {
    let request = prepare(endpoint, &mut texts(values), None).unwrap();
    let body = request.body.map(|body| serde_json::from_str(&body).unwrap());
    ([request.method.as_str(), " ", &request.target].concat(), body)
}

fn refused(endpoint: &'static Endpoint, values: &[Value]) -> String {
    let failure = prepare(endpoint, &mut texts(values), None).unwrap_err();
    assert_eq!(failure.class, Class::InvalidArgument);
    failure.message
}

#[test]
fn ids_are_encoded_once_and_as_one_segment() {
    for (id, segment) in [
        ("@a/b:s", "%40a%2Fb%3As"),
        ("@é😀:s", "%40%C3%A9%F0%9F%98%80%3As"),
        ("@50%25+x:s", "%4050%2525%2Bx%3As"),
        ("@..:s", "%40..%3As"),
    ] {
        let (target, body) = sent(User::QUERY_CURRENT_SESSIONS, &[json!(id)]);
        assert_eq!(target, format!("GET /_synapse/admin/v1/whois/{segment}"));
        assert_eq!(body, None);
    }
}

#[test]
fn a_wrong_id_is_refused_without_being_shown() {
    let message = refused(User::GET_ROOMS, &[json!("syt_a_token")]);
    assert_eq!(
        message,
        "getRooms(): userId: expected a user ID such as @alice:example.com, got a string without a leading @"
    );
    for id in [json!("@a"), json!("@"), json!(7), json!(null), json!([]), json!("@a:")] {
        assert!(refused(User::GET_ROOMS, std::slice::from_ref(&id)).contains("user ID"), "{id}");
    }
    let failure = prepare(User::GET_ROOMS, &mut [Some(r#""@\ud800:s""#.into())], None).unwrap_err();
    assert!(failure.message.contains("broken Unicode"));
}

#[test]
fn names_and_numbers_stand_in_a_path_where_they_can() {
    for (name, part, target) in [
        (json!("a/b"), json!(7), "GET /things/a%2Fb/parts/7"),
        (json!("\"7\""), json!(0), "GET /things/%227%22/parts/0"),
        (json!("..."), json!(1), "GET /things/.../parts/1"),
    ] {
        assert_eq!(sent(GET_PART, &[name, part]), (target.to_owned(), None));
    }
    for (name, wrong) in [
        (r#"".""#, "a dot segment, which URLs cannot carry"),
        (r#""\u002e.""#, "a dot segment, which URLs cannot carry"),
        (r#""a\ud800""#, "one with broken Unicode"),
    ] {
        let failure = prepare(GET_PART, &mut [Some(name.into()), Some("7".into())], None).unwrap_err();
        let message = format!("getPart(): thingName: expected a string that a path can hold, got {wrong}");
        assert_eq!(failure.message, message);
    }
}

#[test]
fn a_request_tells_what_it_is_for_and_whom_but_no_secret() {
    let of = |endpoint, texts: &[&str]| {
        let mut texts: Vec<_> = texts.iter().map(|text| Some((*text).to_owned())).collect();
        let request = prepare(endpoint, &mut texts, None).unwrap();
        (request.call(), request.ids)
    };
    let alice = || ("user_id", "@a:b".to_owned());
    assert_eq!(of(User::SET_ADMIN, &[r#""@a:b""#, "true"]), ("User.setAdmin".into(), vec![alice()]));
    let device = ("device_id", "A/\"B".to_owned());
    let sent = of(User::DELETE_DEVICE, &[r#""@a:b""#, r#""A/\"B""#]);
    assert_eq!(sent, ("User.deleteDevice".into(), vec![alice(), device]));
    let sent = of(RegistrationTokens::DELETE, &[r#""a secret""#]);
    assert_eq!(sent, ("RegistrationTokens.delete".into(), vec![]));
    assert_eq!(of(GET_PART, &[r#""a""#, "7"]).1, [("thing_name", "a".into()), ("part", "7".into())]);
    let own = raw(r#"{"method":"POST","path":"/users/@a:b"}"#).unwrap();
    assert_eq!((own.call(), own.ids), ("request".into(), vec![]));
}

#[test]
fn null_is_nothing_only_for_params() {
    assert_eq!(
        refused(GET_PART, &[json!(null), json!(7)]),
        "getPart(): thingName: expected string, got null"
    );
}

#[test]
fn what_is_absent_is_left_out() {
    let path = "GET /_synapse/admin/v1/users/%40a%3As/media";
    let mut arguments = vec![Some(json!("@a:s").to_string()), None];
    assert_eq!(prepare(User::GET_MEDIA, &mut arguments, None).unwrap().target, path[4..]);
    for params in [json!({}), json!(null)] {
        assert_eq!(sent(User::GET_MEDIA, &[json!("@a:s"), params]).0, path);
    }
    assert_eq!(sent(User::DEACTIVATE_ACCOUNT, &[json!("@a:s"), json!({})]).1, Some(json!({})));
}

#[test]
fn params_are_sent_one_by_one_where_the_method_wants_them() {
    let params = json!({ "limit": 50, "order_by": "media_length", "dir": "b" });
    let (target, _) = sent(User::DELETE_MEDIA, &[json!("@a:s"), params]);
    assert_eq!(target, "DELETE /_synapse/admin/v1/users/%40a%3As/media?dir=b&limit=50&order_by=media_length");

    let (target, body) =
        sent(User::RESET_PASSWORD, &[json!("@a:s"), json!("pä\"ss"), json!({ "logout_devices": false })]);
    assert_eq!(target, "POST /_synapse/admin/v1/reset_password/%40a%3As");
    assert_eq!(body, Some(json!({ "new_password": "pä\"ss", "logout_devices": false })));
}

#[test]
fn integers_stay_integers() {
    let request = prepare(
        User::LOGIN_AS_USER,
        &mut texts(&[json!("@a:s"), json!({ "valid_until_ms": 1.7e12 as u64 })]),
        None,
    );
    assert_eq!(request.unwrap().body.unwrap(), r#"{"valid_until_ms":1700000000000}"#);
}

#[test]
fn wrong_arguments_are_named_with_what_was_expected() {
    let id = json!("@a:s");
    for (endpoint, values, message) in [
        (
            User::SET_ADMIN,
            vec![id.clone(), json!("false")],
            "setAdmin(): admin: expected boolean, got string",
        ),
        (
            User::RESET_PASSWORD,
            vec![id.clone(), json!(5)],
            "resetPassword(): newPassword: expected string with something in it, got number",
        ),
        (
            User::RESET_PASSWORD,
            vec![id.clone(), json!("")],
            "resetPassword(): newPassword: expected string with something in it, got an empty string",
        ),
        (
            User::GET_MEDIA,
            vec![id.clone(), json!({ "limit": 1.5 })],
            "getMedia(): params.limit: expected integer of at least 1, got number with a fraction",
        ),
        (
            User::GET_MEDIA,
            vec![id.clone(), json!({ "limit": 0 })],
            "getMedia(): params.limit: expected integer of at least 1, got zero",
        ),
        (
            User::GET_MEDIA,
            vec![id.clone(), json!({ "limmit": 5 })],
            "getMedia(): params.limmit: expected one of limit, from, order_by, dir, got unknown field",
        ),
        (
            User::GET_MEDIA,
            vec![id.clone(), json!({ "dir": "forward" })],
            "getMedia(): params.dir: expected \"f\" or \"b\", got another string",
        ),
        (User::GET_MEDIA, vec![id.clone(), json!([])], "getMedia(): params: expected object, got array"),
        (
            User::LOGIN_AS_USER,
            vec![id.clone(), json!({ "valid_until_ms": null })],
            "loginAsUser(): params.valid_until_ms: expected integer of at least 0, got null",
        ),
    ] {
        assert_eq!(refused(endpoint, &values), message);
    }
    let failure = prepare(User::SET_ADMIN, &mut [Some(id.to_string()), None], None).unwrap_err();
    assert_eq!(failure.message, "setAdmin(): admin: expected boolean, got nothing");
}

#[test]
fn the_cursor_of_a_page_takes_the_place_of_from() {
    for (cursor, from) in [("100", "100"), (r#""a b""#, "a%20b")] {
        let mut arguments = texts(&[json!("@a:s"), json!({ "from": 50, "limit": 2 })]);
        let request = prepare(User::GET_MEDIA, &mut arguments, Some(cursor)).unwrap();
        assert_eq!(request.target, format!("/_synapse/admin/v1/users/%40a%3As/media?limit=2&from={from}"));
    }
    let (target, _) = sent(User::GET_MEDIA, &[json!("@a:s"), json!({ "from": 50, "limit": 2 })]);
    assert_eq!(target, "GET /_synapse/admin/v1/users/%40a%3As/media?from=50&limit=2");
}

#[test]
fn a_request_of_the_users_own_is_sent_as_it_is() {
    let text = json!({ "method": "PUT", "path": "/x/%40a", "query": { "a": ["1 2", true], "b": 3 }, "body": [null] });
    let text = text.to_string();
    let request = raw(&text).unwrap();
    assert_eq!(request.target, "/x/%40a?a=1%202&a=true&b=3");
    assert_eq!(request.body.as_deref(), Some("[null]"));
    assert_eq!(request.safety, Safety::Once);
    for path in ["x", "", "https://elsewhere/", "/x?y", "/x#y"] {
        let text = json!({ "method": "GET", "path": path }).to_string();
        assert!(raw(&text).is_err(), "{path}");
    }
}

#[test]
fn the_method_of_a_request_says_whether_it_has_a_body_and_may_be_repeated() {
    for (method, without, with, safety) in [
        (Method::Get, None, None, Safety::Read),
        (Method::Post, Some("{}"), Some("[7]"), Safety::Once),
        (Method::Put, Some("{}"), Some("[7]"), Safety::Once),
        (Method::Delete, None, Some("[7]"), Safety::Once),
    ] {
        let request = raw(&json!({ "method": method.as_str(), "path": "/x" }).to_string()).unwrap();
        assert_eq!((request.method, request.body.as_deref(), request.safety), (method, without, safety));
        let sent = raw(&json!({ "method": method.as_str(), "path": "/x", "body": [7] }).to_string());
        assert_eq!(sent.ok().and_then(|request| request.body).as_deref(), with, "{method:?}");
    }
    let failure = raw(r#"{"method":"GET","path":"/x","body":null}"#).unwrap_err();
    assert_eq!(failure.message, "request(): request.body: expected nothing: a GET has no body, got a value");
}

#[test]
fn a_path_that_url_parsers_would_change_is_refused() {
    for path in ["/../x", "/a/%2E%2e/x", "/.", "/\\x", "/a/.\n./x", "/a/.. ", "/x\u{7f}"] {
        let text = json!({ "method": "GET", "path": path }).to_string();
        assert!(raw(&text).is_err(), "{path:?}");
    }
}

#[test]
fn an_error_is_rid_of_the_secrets_of_its_request() {
    let rid = |endpoint, texts: &[&str], body: &str| {
        let mut texts: Vec<_> = texts.iter().map(|text| Some((*text).to_owned())).collect();
        let request = prepare(endpoint, &mut texts, None).unwrap();
        String::from_utf8(request.redacted(body.as_bytes(), "syt_token/1")).unwrap()
    };
    let alice = r#""@a:b""#;
    assert_eq!(
        rid(User::GET, &[alice], r#"{"error":"syt_token/1","echo":"Bearer syt_token\/1"}"#),
        r#"{"error":"[access token]","echo":"Bearer [access token]"}"#
    );
    assert_eq!(
        rid(User::RESET_PASSWORD, &[alice, r#""correct\thorse \"""#, "{}"], r#"<p>correct	horse "</p>"#),
        "<p>[secret]</p>"
    );
    assert_eq!(
        rid(User::CREATE_OR_UPDATE, &[alice, r#"{"password":"battery staple"}"#], "battery staple"),
        "[secret]"
    );
    assert_eq!(
        rid(
            RegistrationTokens::CREATE,
            &[r#"{"token":"known to few"}"#],
            "Token already exists: known to few"
        ),
        "Token already exists: [secret]"
    );
    let own =
        raw(r#"{"method":"POST","path":"/p","body":{"password":"battery staple","n":"whoever"}}"#).unwrap();
    assert_eq!(own.redacted(b"battery staple, whoever", ""), b"[secret], whoever");
}
