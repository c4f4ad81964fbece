//! Rooms: one of them ([`Room`]) and all of them ([`Rooms`]).

mod deletion;
mod list;
mod room;

pub use deletion::*;
pub use list::*;
pub use room::*;
