//! The wire: arguments to a request, a reply to checked JSON or a failure. Pure; nothing in here knows JavaScript.

mod check;
mod failure;
mod id;
mod json;
mod reply;
mod request;
mod retry;
mod url;

pub use check::{Mismatch, check};
pub use failure::{Class, Failure, decimal, quoted};
pub use json::{Json, Malformed};
pub use reply::read;
pub use request::{Request, arguments, prepare, raw};
pub use retry::delay;

/// The string that a JSON text holds.
pub fn string(text: impl AsRef<[u8]>) -> Option<String> {
    Json::parse(text.as_ref()).ok()?.as_str().map(|text| text.into_owned())
}
