//! Arguments to a request: a letter that chooses the endpoint, `@` for a request of the user's own; the rest decides on
//! the arguments.

#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use matrix_admin_sdk::client::RawRequest;
use matrix_admin_sdk::declare::{Argument, Endpoint, Kind, Method, Payload, Reply, Shape};
use matrix_admin_sdk::wire::{Class, Failure, Request, arguments, prepare, raw};
use matrix_admin_sdk_fuzz::near::Near;
use matrix_admin_sdk_fuzz::{oracle, select, tables};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

static CALLS: LazyLock<Vec<&'static Endpoint>> = LazyLock::new(tables::calls);

const BASE: &str = "https://matrix.example:8448/base";
const RAW: &[Argument] =
    &[Argument { name: "request", kind: <RawRequest as Shape>::KIND, required: true, spread: false }];

fuzz_target!(|input: &[u8]| {
    let Some((&letter, choices)) = input.split_first() else { return };
    let mut bytes = Unstructured::new(choices);
    // `JSON.stringify` gives no key twice.
    let mut near = Near { bytes: &mut bytes, repeats: false };
    match letter {
        b'@' => own_request(&mut near),
        _ => call(select(&CALLS, letter).unwrap(), &mut near),
    }
});

fn call(endpoint: &'static Endpoint, near: &mut Near<'_, '_>) {
    let mut texts: Vec<_> = endpoint.arguments.iter().map(|argument| given(argument, near)).collect();
    if texts.iter().flatten().any(|text| oracle::is_doubtful(text.as_bytes())) {
        return;
    }
    let values: Vec<_> = texts.iter().map(|text| oracle::parse(text.as_ref()?.as_bytes())).collect();
    let cursor = matches!(endpoint.reply, Reply::Page(..)).then(|| match near.roll(3) {
        0 => None,
        1 => Some("100".to_owned()),
        _ => Some(near.string()),
    });
    let cursor = cursor.flatten().filter(|text| !oracle::is_doubtful(text.as_bytes()));
    let sendable = endpoint.arguments.iter().zip(&values).all(|(argument, value)| {
        is_sendable(argument, value.as_ref(), endpoint.path.contains(&format!("{{{}}}", argument.name)))
    });
    match prepare(endpoint, &mut texts, cursor.as_deref()) {
        Ok(request) => {
            assert!(sendable, "{texts:?}");
            sent(endpoint, &values, cursor.as_deref(), &request);
        }
        Err(failure) => {
            assert!(!sendable, "{}: {texts:?}", failure.message);
            refused(&failure, values.iter().flatten());
        }
    }
}

fn given(argument: &Argument, near: &mut Near<'_, '_>) -> Option<String> {
    let absent = near.roll(if argument.required { 40 } else { 4 }) == 3;
    (!absent).then(|| near.value(&argument.kind))
}

/// Whether a request can carry the argument.
fn is_sendable(argument: &Argument, value: Option<&Value>, in_path: bool) -> bool {
    let Some(value) = value.filter(|value| !(argument.spread && value.is_null())) else {
        return !argument.required;
    };
    let text = value.as_str().unwrap_or_default();
    let is_whole = oracle::lossy(text) == text;
    let is_segment = !value.is_string() || is_whole && !matches!(text, "." | "..");
    (is_segment || !in_path) && oracle::judge(value.clone(), &argument.kind, true).is_some()
}

/// The request holds the arguments, each in its place, and nothing else.
fn sent(endpoint: &Endpoint, values: &[Option<Value>], cursor: Option<&str>, request: &Request) {
    let url = parsed(&request.target);
    let path = url.path().strip_prefix("/base").unwrap();
    assert!(request.target.starts_with(path), "the URL parser changes {}", request.target);
    let named = |declared: &str| {
        let name = declared.strip_prefix('{')?.strip_suffix('}')?;
        let index = endpoint.arguments.iter().position(|argument| argument.name == name)?;
        values.get(index)?.as_ref()
    };
    let (declared_path, declared_query) = endpoint.path.split_once('?').unwrap_or((endpoint.path, ""));
    assert_eq!(path.split('/').count(), declared_path.split('/').count(), "{path}");
    for (segment, declared) in path.split('/').zip(declared_path.split('/')) {
        let decoded = percent_decode_str(segment).decode_utf8().unwrap();
        match named(declared) {
            None => assert_eq!(segment, declared),
            Some(Value::String(text)) => assert_eq!(decoded, *text),
            Some(other) => assert_eq!(oracle::parse(decoded.as_bytes()).as_ref(), Some(other)),
        }
    }
    let pairs = declared_query.split('&').filter_map(|pair| pair.split_once('='));
    let mut query: Vec<_> =
        pairs.map(|(name, value)| (name.to_owned(), named(value).unwrap().clone())).collect();
    let payload = payload(endpoint, values, cursor);
    match endpoint.payload {
        Payload::Query => {
            assert_eq!(request.body, None);
            query.extend(payload);
        }
        Payload::Body => {
            let body = request.body.as_ref().expect("a body");
            assert_eq!(oracle::parse(body.as_bytes()), Some(payload.into_iter().collect()));
        }
    }
    assert_query(&url, &request.target, query.iter().map(|(name, value)| (name.as_str(), value)));
}

/// What is sent outside the path.
fn payload(endpoint: &Endpoint, values: &[Option<Value>], cursor: Option<&str>) -> Vec<(String, Value)> {
    let mut payload = Vec::new();
    for (argument, value) in endpoint.arguments.iter().zip(values) {
        match value {
            Some(Value::Object(members)) if argument.spread => payload.extend(members.clone()),
            Some(value) if !argument.spread && !endpoint.path.contains(&format!("{{{}}}", argument.name)) => {
                payload.push((argument.name.to_owned(), value.clone()));
            }
            _ => {}
        }
    }
    if let (Some(cursor), Reply::Page(_, paging)) = (cursor, &endpoint.reply) {
        payload.retain(|(name, _)| name != paging.from);
        payload.push((paging.from.to_owned(), oracle::parse(cursor.as_bytes()).unwrap()));
    }
    payload
}

fn own_request(near: &mut Near<'_, '_>) {
    let mut text = near.value(&RAW[0].kind);
    if near.roll(2) == 0 {
        text = format!(
            r#"{{"method":"POST","path":{},"query":{{{}:[{},[{}]]}},"body":{}}}"#,
            near.string(),
            near.string(),
            near.string(),
            near.value(&Kind::Any),
            near.value(&Kind::Any)
        );
    }
    if oracle::is_doubtful(text.as_bytes()) {
        return;
    }
    let Some(value) = oracle::parse(text.as_bytes()) else { return };
    let fits = oracle::judge(value.clone(), &RAW[0].kind, true).is_some();
    let mut texts = [Some(text)];
    if let Err(failure) = arguments("request", RAW, &mut texts) {
        assert!(!fits, "{}: {texts:?}", failure.message);
        return refused(&failure, [&value]);
    }
    assert!(fits, "{texts:?}");
    let path = oracle::lossy(value["path"].as_str().unwrap());
    let fits = keeps_its_segments(&path) && (value["method"] != "GET" || value.get("body").is_none());
    match raw(texts[0].as_ref().unwrap()) {
        Err(failure) => {
            assert!(!fits, "{}: {path:?}", failure.message);
            refused(&failure, [&value]);
        }
        Ok(request) => {
            assert!(fits, "{path:?}");
            assert_eq!(request.template, path);
            assert!(request.target.starts_with(&path));
            let query = value.get("query").and_then(Value::as_object).into_iter().flatten();
            let query = query.map(|(name, value)| (name.as_str(), value));
            assert_query(&parsed(&request.target), &request.target, query);
            let has_body = matches!(request.method, Method::Post | Method::Put);
            let body = value.get("body").cloned();
            let expected = body.or_else(|| has_body.then(|| Value::Object(Default::default())));
            assert_eq!(request.body.map(|body| oracle::parse(body.as_bytes()).unwrap()), expected);
        }
    }
}

/// Whether the URL parser finds the segments in the path that one sees in it.
fn keeps_its_segments(path: &str) -> bool {
    let url = Url::parse(&[BASE, path].concat()).expect("a URL");
    let is_all_path = url.query().is_none() && url.fragment().is_none();
    let is_plain = !path.contains(|char: char| char.is_ascii_control() || char == ' ');
    let found = url.path().strip_prefix("/base").unwrap_or_default();
    let same = percent_decode_str(found).eq(percent_decode_str(path));
    path.starts_with('/') && is_all_path && is_plain && same
}

/// The URL, which leads nowhere else than to the homeserver.
fn parsed(target: &str) -> Url {
    let url = Url::parse(&[BASE, target].concat()).expect("a URL");
    assert_eq!(url.origin().ascii_serialization(), "https://matrix.example:8448");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    url
}

fn assert_query<'a>(url: &Url, target: &str, parameters: impl Iterator<Item = (&'a str, &'a Value)>) {
    assert_eq!(url.query(), target.split_once('?').map(|(_, query)| query));
    let mut expected = Vec::new();
    for (name, value) in parameters {
        add_parameter(name, value, &mut expected);
    }
    let mut found: Vec<_> = url.query_pairs().into_owned().map(normal).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{target}");
}

/// An array repeats the name; one in it is JSON, like an object.
fn add_parameter(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| add_pair(name, item, pairs)),
        value => add_pair(name, value, pairs),
    }
}

fn add_pair(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => pairs.push(normal((oracle::lossy(name), oracle::lossy(text)))),
        other => pairs.push(normal((oracle::lossy(name), other.to_string()))),
    }
}

/// Objects and numbers can be written in more than one way.
fn normal((name, value): (String, String)) -> (String, String) {
    match oracle::parse(value.as_bytes()) {
        Some(value @ (Value::Object(_) | Value::Array(_) | Value::Number(_))) => (name, value.to_string()),
        _ => (name, value),
    }
}

/// The right error, and nothing in it of what was given.
fn refused<'a>(failure: &Failure, values: impl IntoIterator<Item = &'a Value>) {
    assert_eq!(failure.class, Class::InvalidArgument);
    let fields = oracle::fields(failure);
    let said = [&failure.message, fields["expected"].as_str().unwrap(), fields["received"].as_str().unwrap()];
    for value in values {
        assert_hidden(value, &said);
    }
}

fn assert_hidden(value: &Value, said: &[&str]) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| assert_hidden(item, said)),
        Value::Object(members) => members.values().for_each(|value| assert_hidden(value, said)),
        // Our own words might stand in an argument too, but not with such characters in them.
        Value::String(text) if text.len() > 3 && text.contains(|char| !is_in_messages(char)) => {
            assert!(!said.iter().any(|said| said.contains(text.as_str())), "{said:?}");
        }
        _ => {}
    }
}

fn is_in_messages(char: char) -> bool {
    char.is_ascii_alphanumeric() || " @:;.,_-+/()[]\"".contains(char)
}
