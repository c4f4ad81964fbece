//! What went wrong, in words and in data; `client` makes the JavaScript error of it.

use super::Mismatch;

/// The error class that the user gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Api,
    Authentication,
    PermissionDenied,
    NotFound,
    Conflict,
    RateLimit,
    Unsupported,
    Server,
    Connection,
    Timeout,
    Response,
    InvalidArgument,
}

impl Class {
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
            Class::InvalidArgument => "InvalidArgumentError",
        }
    }
}

#[derive(Debug)]
pub struct Failure {
    pub class: Class,
    pub message: String,
    /// The HTTP status of the reply; 0 without one.
    pub status: u16,
    /// How long the server asks to wait.
    pub retry_after_ms: Option<f64>,
    /// The rate limit was hit, rather than some other limit that waiting does not lift.
    pub limited: bool,
    /// The server does not know the token, so another one might do.
    pub unknown_token: bool,
    /// The error's own properties, as the inside of a JSON object.
    fields: String,
}

impl Failure {
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Failure {
            class,
            message: message.into(),
            status: 0,
            retry_after_ms: None,
            limited: false,
            unknown_token: false,
            fields: String::new(),
        }
    }

    /// Adds a property; the value is JSON text.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !self.fields.is_empty() {
            self.fields.push(',');
        }
        self.fields += &quoted(name);
        self.fields.push(':');
        self.fields += value;
        self
    }

    pub fn with_text(self, name: &str, value: &str) -> Self {
        self.with(name, &quoted(value))
    }

    /// The properties as a JSON object.
    pub fn fields(&self) -> String {
        ["{", &self.fields, "}"].concat()
    }

    /// A reply of another shape than declared.
    pub fn response(at: &str, expected: &str, received: &str) -> Self {
        let place = if at.is_empty() { "the reply" } else { at };
        Failure::new(Class::Response, [place, ": expected ", expected, ", got ", received].concat())
            .with_text("at", at)
            .with_text("expected", expected)
            .with_text("received", received)
    }

    /// Something else than the method takes.
    pub fn invalid(method: &str, argument: &str, expected: &str, received: &str) -> Self {
        let message = [method, "(): ", argument, ": expected ", expected, ", got ", received].concat();
        Failure::new(Class::InvalidArgument, message)
            .with_text("argument", argument)
            .with_text("expected", expected)
            .with_text("received", received)
    }

    /// An argument that is refused for a reason of its own.
    pub fn refused(method: &str, why: &str) -> Self {
        Failure::new(Class::InvalidArgument, [method, "(): ", why].concat())
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        Failure::response(&mismatch.at, &mismatch.expected, &mismatch.received)
    }
}

/// The digits of a number, without the formatting that the standard library's would bring along.
pub fn decimal(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' | (number % 10) as u8);
        number /= 10;
        if number == 0 {
            return digits.into_iter().rev().map(char::from).collect();
        }
    }
}

/// The text as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
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
    json
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_their_digits() {
        for number in [0, 7, 10, 429, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn quoted_text_is_json_whatever_it_holds() {
        for text in ["", "plain", "\"\\/", "\n\t\u{0}\u{1f}\u{7f}", "é😀\u{2028}"] {
            assert_eq!(serde_json::from_str::<String>(&quoted(text)).unwrap(), text);
        }
    }

    #[test]
    fn a_failure_carries_its_properties_as_json() {
        let failure = Failure::response("users[3].admin", "boolean", "string").with("status", "200");
        assert_eq!(failure.message, "users[3].admin: expected boolean, got string");
        let fields: serde_json::Value = serde_json::from_str(&failure.fields()).unwrap();
        assert_eq!(fields["at"], "users[3].admin");
        assert_eq!(fields["status"], 200);
    }
}
