//! Accounts: one of them ([`User`]) and all of them ([`Users`]).

mod account;
mod list;
mod media;
mod sessions;
mod user;

pub use account::*;
pub use list::*;
pub use media::*;
pub use sessions::*;
pub use user::*;
