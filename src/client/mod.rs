//! The client: its options, the one loop that sends, calls, lists and jobs. Typed Rust in and out.

mod bulk;
mod call;
mod error;
mod guard;
mod homeserver;
mod hooks;
mod http;
mod items;
mod jobs;
mod options;
mod pace;
mod pages;
mod raw;
mod scope;
mod send;
mod tokens;
mod watch;

pub use bulk::{Bulk, BulkProgress};
pub(crate) use bulk::{Many, Outcome};
pub(crate) use call::{Arguments, LocalFuture, Prepared, Texts};
pub use call::{Bytes, Call, Created, Decode, Decoding};
pub use error::Error;
pub use homeserver::Client;
pub(crate) use hooks::tell;
pub use http::AbortSignal;
pub use items::Items;
pub(crate) use items::unless;
pub use jobs::Job;
pub(crate) use jobs::wait;
pub use options::{AccessToken, BulkOptions, CallOptions, ClientOptions, WaitOptions, WatchOptions};
pub(crate) use options::{function, in_the_past, is_signal, refused, signal, type_name};
pub use pages::{Listing, Pages};
pub use raw::{HttpMethod, RawRequest};
pub(crate) use raw::{RAW, checked, raw_request};
pub(crate) use send::{Received, send, send_and_look};
pub(crate) use watch::{Newest, watch};
