//! What the targets share: `cargo xtask fuzz` runs them.
//!
//! - [`tables`]: what is declared, here and in the library.
//! - [`near`]: documents of a declared kind, or nearly.
//! - [`oracle`]: what is right, said over `serde_json`'s values.

pub mod near;
pub mod oracle;
pub mod tables;

use matrix_admin_sdk::declare::{Endpoint, Method, Reply, Safety};
use matrix_admin_sdk::wire::Request;

/// The request that an endpoint's reply is read for; nothing of it but the reply matters there.
pub fn request(endpoint: Option<&'static Endpoint>, reply: &'static Reply) -> Request {
    Request {
        of: ("Things", "call"),
        ids: Vec::new(),
        method: Method::Get,
        template: "".into(),
        target: String::new(),
        body: None,
        reply,
        safety: endpoint.map_or(Safety::Read, |endpoint| endpoint.safety),
        since: endpoint.map_or("", |endpoint| endpoint.since),
        mas: endpoint.and_then(|endpoint| endpoint.mas),
        mas_query: endpoint.and_then(|endpoint| endpoint.mas_query),
    }
}

/// One of many, by a byte of the input. `A` is the first, so that seeds can be read.
pub fn select<T: Copy>(from: &[T], byte: u8) -> Option<T> {
    from.get(usize::from(byte.wrapping_sub(b'A') & 0x7f) % from.len().max(1)).copied()
}
