//! What went wrong, in words and in data; `client` makes the JavaScript error of it.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Mismatch;

/// The class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// The server answered with an error that has no class of its own.
    Api,
    /// 401: the server does not know the token; or there was none to be had.
    Authentication,
    /// 403: the token's owner may not do that.
    PermissionDenied,
    /// 404.
    NotFound,
    /// 409: that is there already.
    Conflict,
    /// 429: too many requests.
    RateLimit,
    /// The server does not have the endpoint.
    Unsupported,
    /// 500 to 599.
    Server,
    /// No answer came.
    Connection,
    /// The time was up.
    Timeout,
    /// The server said yes, but not in the declared shape.
    Response,
    /// A job of the server's failed or was cancelled.
    Job,
    /// A wrong argument; nothing was sent.
    InvalidArgument,
    /// A guard rail of the user's own; nothing was sent.
    Refused,
}

impl Class {
    /// As the class that JavaScript has: `NotFoundError`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Api => "ApiError",
            Class::Authentication => "AuthenticationError",
            Class::PermissionDenied => "PermissionDeniedError",
            Class::NotFound => "NotFoundError",
            Class::Conflict => "ConflictError",
            Class::RateLimit => "RateLimitError",
            Class::Unsupported => "UnsupportedError",
            Class::Server => "ServerError",
            Class::Connection => "ConnectionError",
            Class::Timeout => "TimeoutError",
            Class::Response => "ResponseError",
            Class::Job => "JobError",
            Class::InvalidArgument => "InvalidArgumentError",
            Class::Refused => "RefusedError",
        }
    }

    /// As a constant: `NOT_FOUND`.
    pub const fn code(self) -> &'static str {
        match self {
            Class::Api => "API",
            Class::Authentication => "AUTHENTICATION",
            Class::PermissionDenied => "PERMISSION_DENIED",
            Class::NotFound => "NOT_FOUND",
            Class::Conflict => "CONFLICT",
            Class::RateLimit => "RATE_LIMIT",
            Class::Unsupported => "UNSUPPORTED",
            Class::Server => "SERVER",
            Class::Connection => "CONNECTION",
            Class::Timeout => "TIMEOUT",
            Class::Response => "RESPONSE",
            Class::Job => "JOB",
            Class::InvalidArgument => "INVALID_ARGUMENT",
            Class::Refused => "REFUSED",
        }
    }
}

/// What went wrong, and what is known of it.
#[derive(Clone, Debug)]
pub struct Failure {
    pub class: Class,
    pub message: String,
    pub details: Box<Details>,
    /// What the server answered: the JSON text of its body or of the beginning of it.
    pub body: Option<String>,
    /// The rate limit was hit, rather than some other limit that waiting does not lift.
    pub limited: bool,
    /// The server does not know the token, so another one might do.
    pub unknown_token: bool,
    /// The reply ends before the JSON in it does: the connection may have broken without the platform telling.
    pub cut_off: bool,
}

/// The properties that an error has of its own.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub argument: Option<String>,
    pub at: Option<String>,
    pub expected: Option<String>,
    pub received: Option<String>,
    pub errcode: Option<String>,
    pub error: Option<String>,
    /// How long the server asks to wait.
    pub retry_after_ms: Option<u64>,
    pub timeout_ms: Option<u32>,
    pub sent: Option<bool>,
    /// The HTTP status of the reply; 0 where a token function failed.
    pub status: Option<u16>,
    pub trace_id: Option<String>,
    pub job: Option<String>,
    pub method: Option<&'static str>,
    /// As documented, without identifiers; that of a raw request as it is.
    pub path: Option<Cow<'static, str>>,
}

/// A map, with the names that JavaScript has for them.
impl Serialize for Details {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let texts = [
            ("argument", self.argument.as_deref()),
            ("at", self.at.as_deref()),
            ("expected", self.expected.as_deref()),
            ("received", self.received.as_deref()),
            ("errcode", self.errcode.as_deref()),
            ("error", self.error.as_deref()),
            ("traceId", self.trace_id.as_deref()),
            ("job", self.job.as_deref()),
            ("method", self.method),
            ("path", self.path.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        let numbers = [
            ("retryAfterMs", self.retry_after_ms),
            ("timeoutMs", self.timeout_ms.map(u64::from)),
            ("status", self.status.map(u64::from)),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                map.serialize_entry(name, &number)?;
            }
        }
        if let Some(sent) = self.sent {
            map.serialize_entry("sent", &sent)?;
        }
        map.end()
    }
}

impl Failure {
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Failure {
            class,
            message: message.into(),
            details: Box::default(),
            body: None,
            limited: false,
            unknown_token: false,
            cut_off: false,
        }
    }

    /// A reply of another shape than declared.
    pub fn response(at: &str, expected: &str, received: &str) -> Self {
        let place = if at.is_empty() { "the reply" } else { at };
        let mut failure =
            Failure::new(Class::Response, [place, ": expected ", expected, ", got ", received].concat());
        failure.details.at = Some(at.to_owned());
        failure.expecting(expected, received)
    }

    /// Something else than the method takes.
    pub fn invalid(method: &str, argument: &str, expected: &str, received: &str) -> Self {
        let message = [method, "(): ", argument, ": expected ", expected, ", got ", received].concat();
        let mut failure = Failure::new(Class::InvalidArgument, message);
        failure.details.argument = Some(argument.to_owned());
        failure.expecting(expected, received)
    }

    fn expecting(mut self, expected: &str, received: &str) -> Self {
        self.details.expected = Some(expected.to_owned());
        self.details.received = Some(received.to_owned());
        self
    }

    /// The same without a token that the server sent back. Its body is rid of it already.
    pub fn without(mut self, token: &str) -> Self {
        let details = &mut *self.details;
        let texts = [&mut details.at, &mut details.errcode, &mut details.error, &mut details.trace_id];
        for text in texts.into_iter().flatten().chain([&mut self.message]) {
            *text = String::from_utf8_lossy(&redacted(text.as_bytes(), token, TOKEN)).into_owned();
        }
        self
    }
}

/// In place of a token.
pub const TOKEN: &str = "[access token]";
/// Anything shorter is part of other words.
const SHORTEST_SECRET: usize = 8;

/// The text with something else in the place of a secret, however JSON writes that.
pub fn redacted(text: &[u8], secret: &str, instead: &str) -> Vec<u8> {
    let mut clean = Vec::new();
    let mut rest = text;
    while let Some((next, after)) = rest.split_first() {
        rest = match behind(rest, secret) {
            Some(behind) if secret.len() >= SHORTEST_SECRET => {
                clean.extend_from_slice(instead.as_bytes());
                behind
            }
            _ => {
                clean.push(*next);
                after
            }
        };
    }
    clean
}

/// What follows the secret, if the text begins with it.
fn behind<'a>(mut text: &'a [u8], secret: &str) -> Option<&'a [u8]> {
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or(16);
    for byte in secret.bytes() {
        text = match text {
            [b'\\', b'u', b'0', b'0', a, b, rest @ ..] if 16 * digit(*a) + digit(*b) == u32::from(byte) => {
                rest
            }
            [b'\\', next, rest @ ..] | [next, rest @ ..] if *next == byte => rest,
            _ => return None,
        };
    }
    Some(text)
}

impl From<Box<Mismatch>> for Failure {
    fn from(mismatch: Box<Mismatch>) -> Self {
        Failure::from(*mismatch)
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        Failure::response(&mismatch.at, &mismatch.expected, &mismatch.received)
    }
}

/// The text as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    push_quoted(text, &mut json);
    json
}

/// Appends the text as a JSON string.
pub fn push_quoted(text: &str, json: &mut String) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\u{0}'..='\u{1f}' => {
                json.push_str("\\u00");
                let code = u32::from(character);
                for digit in [code >> 4, code & 15] {
                    json.extend(char::from_digit(digit, 16));
                }
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_is_json_whatever_it_holds() {
        for text in ["", "plain", "\"\\/", "\n\t\u{0}\u{1f}\u{7f}", "é😀\u{2028}"] {
            assert_eq!(serde_json::from_str::<String>(&quoted(text)).unwrap(), text);
        }
    }

    #[test]
    fn classes_are_named_as_in_javascript() {
        let classes = [
            (Class::Api, "ApiError"),
            (Class::Authentication, "AuthenticationError"),
            (Class::PermissionDenied, "PermissionDeniedError"),
            (Class::NotFound, "NotFoundError"),
            (Class::Conflict, "ConflictError"),
            (Class::RateLimit, "RateLimitError"),
            (Class::Unsupported, "UnsupportedError"),
            (Class::Server, "ServerError"),
            (Class::Connection, "ConnectionError"),
            (Class::Timeout, "TimeoutError"),
            (Class::Response, "ResponseError"),
            (Class::Job, "JobError"),
            (Class::InvalidArgument, "InvalidArgumentError"),
            (Class::Refused, "RefusedError"),
        ];
        for (class, name) in classes {
            assert_eq!(class.as_str(), name);
            let letters = |text: &str| text.replace('_', "").to_lowercase();
            assert_eq!(letters(class.code()) + "error", letters(name));
        }
    }

    #[test]
    fn properties_are_named_as_in_javascript_and_absent_unless_known() {
        assert_eq!(crate::wire::to_json(&Details::default()).unwrap(), "{}");
        let details = Details {
            argument: Some("a".into()),
            at: Some("b".into()),
            expected: Some("c".into()),
            received: Some("d".into()),
            errcode: Some("e".into()),
            error: Some("f".into()),
            retry_after_ms: Some(0),
            timeout_ms: Some(1),
            sent: Some(false),
            status: Some(404),
            trace_id: Some("g".into()),
            job: Some("h".into()),
            method: Some("GET"),
            path: Some("/p".into()),
        };
        let fields = serde_json::json!({
            "argument": "a", "at": "b", "expected": "c", "received": "d", "errcode": "e", "error": "f",
            "retryAfterMs": 0, "timeoutMs": 1, "sent": false, "status": 404, "traceId": "g", "job": "h",
            "method": "GET", "path": "/p",
        });
        assert_eq!(serde_json::to_value(&details).unwrap(), fields);
    }

    #[test]
    fn a_mismatch_becomes_a_failure_that_names_its_place() {
        let mismatch =
            |at: &str| Box::new(Mismatch { at: at.into(), ..*Mismatch::other("boolean", "number") });
        for (at, place) in [("a[1].b", "a[1].b"), ("", "the reply")] {
            let failure = Failure::from(mismatch(at));
            assert_eq!(failure.class, Class::Response);
            assert_eq!(failure.message, format!("{place}: expected boolean, got number"));
            assert_eq!(failure.details.at.as_deref(), Some(at));
        }
    }

    #[test]
    fn an_argument_is_refused_by_its_name() {
        let failure = Failure::invalid("users.list", "limit", "integer", "string");
        assert_eq!(failure.class, Class::InvalidArgument);
        assert_eq!(failure.message, "users.list(): limit: expected integer, got string");
        let fields = serde_json::json!({"argument": "limit", "expected": "integer", "received": "string"});
        assert_eq!(serde_json::to_value(&failure.details).unwrap(), fields);
    }

    #[test]
    fn a_secret_is_long_enough_to_be_no_part_of_other_words() {
        let message = |text: &str, secret| Failure::new(Class::Api, text).without(secret).message;
        assert_eq!(message("12345678", "12345678"), "[access token]");
        assert_eq!(message("1234567", "1234567"), "1234567");
        assert_eq!(message("1234567", "12345678"), "1234567");
        assert_eq!(message("12345678x", "123456789"), "12345678x");
    }

    #[test]
    fn control_characters_are_escaped_by_their_number() {
        assert_eq!(quoted("\u{0}\n\u{1f} \u{7f}\"\\/"), "\"\\u0000\\u000a\\u001f \u{7f}\\\"\\\\/\"");
    }

    #[test]
    fn a_failure_carries_its_properties() {
        let mut failure = Failure::response("users[3].admin", "boolean", "string");
        failure.details.status = Some(200);
        assert_eq!(failure.message, "users[3].admin: expected boolean, got string");
        let fields = serde_json::json!({
            "at": "users[3].admin", "expected": "boolean", "received": "string", "status": 200
        });
        assert_eq!(serde_json::to_value(&failure.details).unwrap(), fields);
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        for text in [
            "syt_a/b+\"\\",
            r#"syt_a\/b+\"\\"#,
            r"\u0073\u0079\u0074\u005F\u0061\u002f\u0062\u002b\u0022\u005c",
        ] {
            let text = format!("é \\n{text} ü");
            let text = String::from_utf8(redacted(text.as_bytes(), "syt_a/b+\"\\", "[it]")).unwrap();
            assert_eq!(text, "é \\n[it] ü");
        }
        for other in
            ["syt_a/b+\"", r"syt_a\u002", r"syt_a\u00é", "\\", "syt_au002fb+\"\\", "\\u0074yt_a/b+\"\\"]
        {
            let text = String::from_utf8(redacted(other.as_bytes(), "syt_a/b+\"\\", "[it]")).unwrap();
            assert_eq!(text, other);
        }
    }

    #[test]
    fn a_secret_with_backslashes_leaves_json_behind() {
        for secret in ["12345678\\", "\\\\1234567\\\\", "\\\\\\\\\\\\\\\\"] {
            let json = serde_json::json!([secret]).to_string();
            assert_eq!(redacted(json.as_bytes(), secret, "it"), br#"["it"]"#);
        }
    }

    #[test]
    fn a_secret_that_the_server_sends_back_is_in_no_part_of_the_failure() {
        let secret = "syt_\"secret\\";
        let mut failure = Failure::new(Class::Api, format!("é {secret}{secret} ü"));
        failure.details.error = Some(format!("no {secret}"));
        failure.details.errcode = Some(secret.into());
        let clean = failure.without(secret);
        assert_eq!(clean.message, "é [access token][access token] ü");
        assert_eq!(clean.details.error.as_deref(), Some("no [access token]"));
        assert_eq!(clean.details.errcode.as_deref(), Some("[access token]"));
        assert_eq!(Failure::new(Class::Api, "a short one").without("short").message, "a short one");
    }
}
