use serde_json::{Value, json};

use super::*;
use crate::declare::{Endpoint, Safety};
use crate::users::{User, Users};
use crate::wire::{delay, prepare};

fn request(endpoint: &'static Endpoint) -> Request {
    let mut arguments = vec![Some(r#""@a:s""#.to_string()), Some("true".to_string())];
    if endpoint.arguments.first().is_some_and(|argument| argument.spread) {
        arguments = vec![None];
    } else if endpoint.arguments.get(1).is_some_and(|argument| argument.spread) {
        arguments[1] = endpoint.arguments[1].required.then(|| "{}".into());
    }
    prepare(endpoint, &mut arguments, None).unwrap()
}

fn accepted(endpoint: &'static Endpoint, body: Value) -> Option<Value> {
    let text = read(&request(endpoint), 200, body.to_string().into_bytes()).unwrap();
    text.map(|text| serde_json::from_slice(&text).unwrap())
}

fn failed(endpoint: &'static Endpoint, status: u16, body: &[u8]) -> (Failure, Value) {
    let failure = read(&request(endpoint), status, body.to_vec()).unwrap_err();
    let mut fields = serde_json::to_value(&failure.details).unwrap();
    if let Some(body) = &failure.body {
        fields["body"] = serde_json::from_str(body).unwrap();
    }
    (failure, fields)
}

fn media() -> Value {
    json!({
        "media_id": "m", "media_type": null, "media_length": null, "upload_name": null, "created_ts": 1,
        "url_cache": null, "last_access_ts": null, "quarantined_by": null, "safe_from_quarantine": false,
        "user_id": "@a:s", "authenticated": true, "sha256": null,
    })
}

#[test]
fn a_field_a_value_or_nothing_comes_out_of_a_reply() {
    assert_eq!(accepted(User::IS_ADMIN, json!({ "admin": true })), Some(json!(true)));
    assert_eq!(accepted(User::SET_ADMIN, json!({})), None);
    let rooms = json!({ "joined_rooms": ["!a:s", "!b"], "total": 2 });
    assert_eq!(accepted(User::GET_ROOMS, rooms.clone()), Some(rooms));
}

#[test]
fn what_may_be_new_says_whether_it_is() {
    let user = json!({
        "name": "@a:s", "admin": false, "deactivated": false, "shadow_banned": false, "creation_ts": 0,
        "appservice_id": null, "consent_server_notice_sent": null, "consent_version": null, "user_type": null,
        "is_guest": false, "displayname": null, "avatar_url": null, "threepids": [], "external_ids": [],
    });
    for (status, created) in [(200, false), (201, true)] {
        let text =
            read(&request(User::CREATE_OR_UPDATE), status, user.to_string().into_bytes()).unwrap().unwrap();
        let mut expected = user.clone();
        expected["created"] = json!(created);
        assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), expected);
        assert_eq!(
            super::created(Json::parse(b"{}").unwrap(), created),
            json!({ "created": created }).to_string().into_bytes()
        );
    }
}

#[test]
fn fields_that_are_not_declared_stay() {
    let mut page = json!({ "media": [media()], "total": 1, "next_token": 100, "more": { "a": [1] } });
    page["media"][0]["hue"] = json!("blue");
    assert_eq!(accepted(User::GET_MEDIA, page.clone()), Some(page));
}

#[test]
fn zero_and_one_of_sqlite_become_booleans() {
    let mut file = media();
    (file["authenticated"], file["safe_from_quarantine"]) = (json!(1), json!(0));
    let page = accepted(User::GET_MEDIA, json!({ "media": [file], "total": 1 })).unwrap();
    assert_eq!(page["media"][0]["authenticated"], true);
    assert_eq!(page["media"][0]["safe_from_quarantine"], false);
}

#[test]
fn a_wrong_field_is_named_by_its_path() {
    let mut file = media();
    file["created_ts"] = json!("now");
    let body = json!({ "media": [media(), file], "total": 2 }).to_string();
    let (failure, fields) = failed(User::GET_MEDIA, 200, body.as_bytes());
    assert_eq!(failure.class, Class::Response);
    assert_eq!(failure.message, "media[1].created_ts: expected integer or null, got string");
    assert_eq!(fields["at"], "media[1].created_ts");
    assert_eq!(fields["status"], 200);
}

#[test]
fn pushers_of_every_kind_are_accepted() {
    let pusher = |kind: &str, data: Value, lang: Value| {
        json!({
            "app_display_name": "app", "app_id": "id", "data": data, "device_display_name": "phone", "kind": kind,
            "lang": lang, "profile_tag": "", "pushkey": "key", "enabled": true, "device_id": null,
        })
    };
    let http = json!({ "url": "https://push.example/_matrix/push/v1/notify", "format": "event_id_only", "brand": "x" });
    let body = json!({
        "pushers": [pusher("http", http, json!("en")), pusher("email", json!({}), json!(null)), pusher("x", json!(null), json!("en"))],
        "total": 3,
    });
    assert_eq!(accepted(User::GET_ALL_PUSHERS, body.clone()), Some(body));
}

#[test]
fn what_is_no_json_object_is_a_response_error() {
    for (body, received) in [
        (&b""[..], "nothing"),
        (b"<html><body>Welcome to nginx!", "HTML; is baseUrl the homeserver's own address?"),
        (b"{\"joined_rooms\":[", "malformed JSON at byte 17"),
        (b"[]", "array"),
        (b"null", "null"),
        (b"{}", "nothing"),
    ] {
        let (failure, fields) = failed(User::GET_ROOMS, 200, body);
        assert_eq!(failure.class, Class::Response);
        assert_eq!(fields["received"], received, "{}", failure.message);
    }
    let (failure, _) = failed(User::SET_ADMIN, 200, b"<html>");
    assert_eq!(failure.class, Class::Response);
}

#[test]
fn a_status_and_an_errcode_choose_the_class() {
    for (status, errcode, class) in [
        (400, "M_INVALID_PARAM", Class::Api),
        (401, "M_UNKNOWN_TOKEN", Class::Authentication),
        (403, "M_FORBIDDEN", Class::PermissionDenied),
        (404, "M_NOT_FOUND", Class::NotFound),
        (404, "M_UNKNOWN", Class::NotFound),
        (404, "M_UNRECOGNIZED", Class::Unsupported),
        (405, "M_UNRECOGNIZED", Class::Unsupported),
        (409, "M_UNKNOWN", Class::Conflict),
        (429, "M_LIMIT_EXCEEDED", Class::RateLimit),
        (500, "M_UNKNOWN", Class::Server),
        (503, "M_UNKNOWN", Class::Server),
    ] {
        let body = json!({ "errcode": errcode, "error": "words", "soft_logout": true });
        let (failure, fields) = failed(User::GET_ROOMS, status, body.to_string().as_bytes());
        assert_eq!(failure.class, class);
        assert!(failure.message.starts_with(&format!("{status} {errcode}: words")));
        assert_eq!((&fields["status"], &fields["errcode"]), (&json!(status), &json!(errcode)));
        assert_eq!((&fields["error"], &fields["body"]), (&json!("words"), &body));
    }
}

#[test]
fn an_error_body_may_be_anything() {
    let huge = "x".repeat(100_000);
    for body in
        ["", "<html>502 Bad Gateway</html>", "[1]", "null", "\"text\"", r#"{"errcode":5,"error":[]}"#, &huge]
    {
        let (failure, fields) = failed(User::GET_ROOMS, 502, body.as_bytes());
        assert_eq!(failure.class, Class::Server);
        assert!(failure.message.contains("proxy"), "{}", failure.message);
        assert!(failure.message.len() < 2_000 && fields["body"].to_string().len() < 2_000);
    }
    assert_eq!(failed(User::GET_ROOMS, 502, b"\xff\xfe").1["body"], "\u{fffd}\u{fffd}");
}

#[test]
fn an_answer_without_an_errcode_says_what_there_was_instead() {
    for (body, what) in [
        ("", " with an empty body:"),
        ("<html>", " with a body that is not JSON:"),
        ("{}", " without an errcode:"),
    ] {
        let (failure, _) = failed(User::GET_ROOMS, 400, body.as_bytes());
        assert!(failure.message.starts_with(&format!("400{what}")), "{}", failure.message);
        assert!(failure.limited && !failure.unknown_token, "{body}");
    }
}

#[test]
fn of_long_answers_the_beginning_is_kept() {
    for (length, kept) in [(999, 999), (1_000, 1_000), (1_001, 1_000)] {
        let (failure, fields) = failed(User::GET_ROOMS, 400, "é".repeat(length).as_bytes());
        assert_eq!(fields["body"], "é".repeat(kept));
        assert!(failure.message.starts_with("400 with a body"));
        let body = json!({ "errcode": "M_X", "error": "é".repeat(length) }).to_string();
        let (failure, fields) = failed(User::GET_ROOMS, 400, body.as_bytes());
        assert_eq!(failure.message, format!("400 M_X: {}", "é".repeat(kept)));
        assert_eq!(fields["error"], "é".repeat(length));
    }
    for (length, whole) in [(1_999, true), (2_000, true), (2_001, false)] {
        let body = format!(r#"{{"errcode":"{}"}}"#, "M".repeat(length - 14));
        assert_eq!(body.len(), length);
        assert_eq!(failed(User::GET_ROOMS, 400, body.as_bytes()).1["body"].is_object(), whole, "{length}");
    }
}

#[test]
fn what_is_said_besides_is_told() {
    let body = json!({ "errcode": "M_UNKNOWN_TOKEN", "retry_after_ms": 5 }).to_string();
    for (status, unknown) in [(401, true), (403, false)] {
        let (failure, fields) = failed(User::GET_ROOMS, status, body.as_bytes());
        assert_eq!((failure.unknown_token, failure.limited), (unknown, false));
        assert_eq!(fields["retryAfterMs"], 5);
    }
    let other = failed(User::GET_ROOMS, 401, br#"{"errcode":"M_MISSING_TOKEN"}"#).0;
    assert_eq!((other.class, other.unknown_token), (Class::Authentication, false));
    assert!(failed(User::GET_ROOMS, 429, br#"{"errcode":"M_LIMIT_EXCEEDED"}"#).0.limited);
}

#[test]
fn a_byte_order_mark_before_an_error_body_is_dropped() {
    let (_, fields) = failed(User::GET_ROOMS, 500, "\u{feff} {\"errcode\":\"M_UNKNOWN\"} ".as_bytes());
    assert_eq!(fields["body"], json!({ "errcode": "M_UNKNOWN" }));
}

#[test]
fn a_missing_endpoint_is_explained_by_version_and_mas() {
    let body = br#"{"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"}"#;
    let (failure, _) = failed(User::IS_ADMIN, 404, body);
    assert!(failure.message.contains("Synapse 1.4 or newer"), "{}", failure.message);
    assert!(failure.message.contains("a scope of the token"), "{}", failure.message);
    let (failure, _) = failed(Users::LIST_V3, 404, body);
    assert!(failure.message.contains("Synapse 1.103 or newer") && !failure.message.contains("switched off"));
}

#[test]
fn of_a_reply_that_is_not_as_declared_the_same_is_of_use_as_it_was_sent() {
    let sent = |endpoint, status, body: &str| {
        as_sent(&request(endpoint), status, body.into())
            .map(|text| text.map(|text| String::from_utf8(text).unwrap()))
    };
    let some = |text: &str| Some(Some(text.to_owned()));
    assert_eq!(sent(User::IS_ADMIN, 200, r#"{"admin": 5}"#), some("5"));
    assert_eq!(sent(User::IS_ADMIN, 200, "[]"), Some(None));
    assert_eq!(sent(User::SET_ADMIN, 200, "[]"), Some(None));
    assert_eq!(sent(User::GET_ROOMS, 200, " [1]"), some(" [1]"));
    assert_eq!(sent(User::UPDATE, 201, "{}"), some(r#"{"created":true}"#));
    assert_eq!(sent(User::UPDATE, 201, "[]"), None);
    assert_eq!(sent(User::REDACT_IN, 200, r#"{"redact_id":"a"}"#), some(r#""a""#));
    for reply in [r#"{"redact_id":1}"#, "{}", "[]"] {
        assert_eq!(sent(User::REDACT_IN, 200, reply), None, "{reply}");
    }
    for reply in ["", "<html>", "{"] {
        assert_eq!(sent(User::GET_ROOMS, 200, reply), None, "{reply}");
    }
}

#[test]
fn a_redirect_is_not_followed_but_told() {
    for status in [0, 301, 307] {
        let (failure, _) = failed(User::GET_ROOMS, status, b"");
        assert!(failure.message.contains("redirect"), "{}", failure.message);
    }
}

#[test]
fn only_what_is_safe_to_repeat_is_repeated() {
    use Safety::{Idempotent, Once, Read};
    let limited = json!({ "errcode": "M_LIMIT_EXCEEDED", "error": "", "retry_after_ms": 2_000 }).to_string();
    let refused = json!({ "errcode": "M_UNKNOWN", "error": "spam" }).to_string();
    let again = |safety, status, body: &str| {
        delay(safety, &failed(User::GET_ROOMS, status, body.as_bytes()).0, 0, 0.5).is_some()
    };
    for safety in [Read, Idempotent, Once] {
        assert!(again(safety, 429, &limited));
        assert!(again(safety, 429, "a proxy's page"));
        assert!(!again(safety, 429, &refused), "no rate limit, so waiting does not help");
        for status in [400, 401, 403, 404, 500] {
            assert!(!again(safety, status, "{}"));
        }
        for status in [502, 503, 504] {
            assert_eq!(again(safety, status, "{}"), safety != Once);
            assert!(!again(safety, status, &refused), "the homeserver's own answer comes again");
            assert_eq!(again(safety, status, &limited), safety != Once, "it says when it will not");
        }
        let unreachable = Failure::new(Class::Connection, "");
        assert_eq!(delay(safety, &unreachable, 0, 0.5).is_some(), safety != Once);
    }
}

#[test]
fn a_success_whose_body_ends_early_is_repeated_as_when_the_connection_breaks() {
    let cut = |endpoint, status, body: &str| failed(endpoint, status, body.as_bytes()).0;
    let again = |failure: &Failure| {
        [Safety::Read, Safety::Idempotent, Safety::Once]
            .map(|safety| delay(safety, failure, 0, 0.5).is_some())
    };
    let broken = Failure::new(Class::Connection, "");
    for body in ["", " ", "{", r#"{"joined_rooms":["!a:s"],"total":1"#, r#"{"joined_rooms":["!a:"#] {
        let failure = cut(User::GET_ROOMS, 200, body);
        assert_eq!((failure.class, again(&failure)), (Class::Response, again(&broken)), "{body}");
    }
    assert_eq!(again(&cut(User::SET_ADMIN, 200, "{")), again(&broken));
    for whole in ["<html>", "{}", "[]", "[}", "{} {"] {
        assert_eq!(again(&cut(User::GET_ROOMS, 200, whole)), [false; 3], "{whole}");
    }
    assert_eq!(again(&cut(User::GET_ROOMS, 204, "")), [false; 3], "what has no body has not lost it");
    assert_eq!(again(&cut(User::GET_ROOMS, 500, "{")), [false; 3]);
}

#[test]
fn the_wait_grows_has_a_cap_and_is_never_shorter_than_asked() {
    let unreachable = Failure::new(Class::Connection, "");
    let longest = |attempt| delay(Safety::Read, &unreachable, attempt, 0.0).unwrap();
    assert_eq!(
        [longest(0), longest(1), longest(2), longest(10), longest(40)],
        [500., 1_000., 2_000., 8_000., 8_000.]
    );
    assert_eq!(delay(Safety::Read, &unreachable, 0, 1.0), Some(250.0));

    let body = json!({ "errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2_000 }).to_string();
    let (limited, _) = failed(User::GET_ROOMS, 429, body.as_bytes());
    for random in [0.0, 0.5, 0.999] {
        assert!(delay(Safety::Once, &limited, 0, random).is_some_and(|ms| ms > 2_000.0 && ms < 2_200.0));
    }
}

#[test]
fn a_message_is_one_line_of_what_can_be_seen() {
    let said = "one\ntwo\u{1b}[2J\u{7}\u{9b}é\r";
    let (failure, fields) =
        failed(User::GET, 400, json!({ "errcode": "M\n", "error": said }).to_string().as_bytes());
    assert_eq!(failure.message, "400 M : one two [2J  é ");
    assert_eq!((&fields["errcode"], &fields["error"]), (&json!("M\n"), &json!(said)));
}
