//! Error bodies: three digits that are the status, a letter that chooses the endpoint, then the body.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matrix_admin_sdk::declare::{Endpoint, Safety};
use matrix_admin_sdk::wire::{Class, Failure, delay, read};
use matrix_admin_sdk_fuzz::{oracle, request, select, tables};
use serde_json::Value;

static CALLS: LazyLock<Vec<&'static Endpoint>> = LazyLock::new(tables::calls);

const LONGEST_TEXT: usize = 1_000;
const LONGEST_BODY: usize = 2_000;

fuzz_target!(|input: &[u8]| {
    let Some((&[a, b, c, letter], body)) = input.split_first_chunk() else { return };
    if oracle::is_doubtful(body) {
        return;
    }
    let digits = std::str::from_utf8(&[a, b, c]).ok().and_then(|digits| digits.parse().ok());
    let status = digits.unwrap_or(u16::from_be_bytes([a, b]));
    let endpoint = select(&CALLS, letter).unwrap();
    match read(&request(Some(endpoint), &endpoint.reply), status, body.to_vec()) {
        Ok(_) => assert!((200..300).contains(&status)),
        Err(failure) => check(&failure, status, body),
    }
});

fn check(failure: &Failure, status: u16, body: &[u8]) {
    let fields = oracle::fields(failure);
    // A browser does not tell the status of a redirect.
    assert_eq!(fields.get("status").and_then(Value::as_u64).unwrap_or(0), u64::from(status));
    if matches!(status, 0 | 200..=399) {
        assert_eq!(failure.class, Class::Response);
        return;
    }
    let json = oracle::parse(body);
    let text =
        |name| json.as_ref().and_then(|json| json.get(name)).and_then(Value::as_str).map(oracle::lossy);
    let (errcode, error) = (text("errcode"), text("error"));

    assert_eq!(failure.class, class(status, errcode.as_deref()));
    assert_eq!(fields.get("errcode"), errcode.clone().map(Value::from).as_ref());
    assert_eq!(fields.get("error"), error.map(Value::from).as_ref());
    let shortened = || String::from_utf8_lossy(body).chars().take(LONGEST_TEXT).collect::<String>().into();
    let kept = json.filter(|_| body.len() <= LONGEST_BODY);
    assert_eq!(fields["body"], kept.unwrap_or_else(shortened));
    assert!(failure.message.starts_with(&status.to_string()));
    assert!(failure.message.chars().count() < 2 * LONGEST_TEXT + 1_000);
    assert_eq!(failure.unknown_token, status == 401 && errcode.as_deref() == Some("M_UNKNOWN_TOKEN"));
    for safety in [Safety::Read, Safety::Idempotent, Safety::Once] {
        let waits = delay(safety, failure, u32::from(status), 0.5);
        assert!(
            waits.is_none_or(|ms| ms.is_finite() && ms >= failure.details.retry_after_ms.unwrap_or(0) as f64)
        );
        assert!(waits.is_none() || matches!(status, 429 | 502..=504));
    }
}

fn class(status: u16, errcode: Option<&str>) -> Class {
    match status {
        404 | 405 if errcode == Some("M_UNRECOGNIZED") => Class::Unsupported,
        401 => Class::Authentication,
        403 => Class::PermissionDenied,
        404 => Class::NotFound,
        409 => Class::Conflict,
        429 => Class::RateLimit,
        500..=599 => Class::Server,
        _ => Class::Api,
    }
}
