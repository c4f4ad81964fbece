//! Accounts: one of them ([`User`]) and all of them ([`Users`]).

mod media;
mod sessions;
mod user;
mod users;

pub use media::*;
pub use sessions::*;
pub use user::*;
pub use users::*;
