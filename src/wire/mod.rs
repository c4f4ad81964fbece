//! The wire: arguments to a request, a reply to checked JSON or a failure. Pure; nothing in here knows JavaScript.

mod check;
mod de;
mod failure;
mod id;
mod joined;
mod json;
mod reply;
mod request;
mod retry;
mod ser;
mod url;
mod value;

pub use check::{Mismatch, check};
pub use de::from_json;
pub use failure::{Class, Details, Failure, push_quoted, quoted};
pub use joined::join;
pub use json::{Json, Malformed, decimal};
pub use reply::{as_sent, read};
pub use request::{Request, arguments, prepare, raw};
pub use retry::delay;
pub use ser::to_json;
pub use value::{Cursor, Value};
