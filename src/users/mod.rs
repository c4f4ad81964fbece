//! Accounts: one of them ([`User`]) and all of them ([`Users`]).

mod account;
mod devices;
mod list;
mod media;
mod redaction;
mod registration;
mod sessions;
mod settings;
mod user;

pub use account::*;
pub use devices::*;
pub use list::*;
pub use media::*;
pub use redaction::*;
pub use registration::*;
pub use sessions::*;
pub use settings::*;
pub use user::*;

/// The text of a JSON object with one more member.
fn with_member(object: &str, member: &str) -> String {
    let rest = object.strip_suffix('}').unwrap_or(object);
    [rest, if rest == "{" { "" } else { "," }, member, "}"].concat()
}
