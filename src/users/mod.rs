//! Accounts: one of them ([`User`]) and all of them ([`Users`]).

mod account;
mod devices;
mod export;
mod list;
mod media;
mod offboarding;
mod power;
mod redaction;
mod registration;
mod sessions;
mod settings;
mod user;

pub use account::*;
pub use devices::*;
pub use export::*;
pub use list::*;
pub use media::*;
pub use offboarding::*;
pub use power::*;
pub use redaction::*;
pub use registration::*;
pub use sessions::*;
pub use settings::*;
pub use user::*;
