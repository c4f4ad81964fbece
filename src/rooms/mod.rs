//! Rooms: one of them ([`Room`]) and all of them ([`Rooms`]).

mod deletion;
mod details;
mod extremities;
mod hierarchy;
mod history;
mod list;
mod messages;
mod room;

pub use deletion::*;
pub use details::*;
pub use extremities::*;
pub use hierarchy::*;
pub use history::*;
pub use list::*;
pub use messages::*;
pub use room::*;
