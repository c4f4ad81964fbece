//! What can be declared: the shape of a value ([`Kind`], [`Model`]) and a call of the API ([`Endpoint`]).
//!
//! Rooms write plain structs under `#[model]` and bodiless methods under `#[handle]`; the macros turn them into
//! the tables of this module, and into the TypeScript of the same name.

mod endpoint;
mod shape;

pub use endpoint::{Argument, Endpoint, Method, Paging, Payload, Reply, Safety, Signature, Tracking};
pub use shape::{Cursor, Flag, Map, NonEmpty, Nullable, Object, Seconds, Secret, Shape, Unknown};
pub use shape::{EventId, RoomId, RoomIdOrAlias, UserId};

/// What a value must be. One walker checks replies and arguments against it.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Anything.
    Any,
    /// An object with any content.
    Object,
    String,
    Bool,
    /// A boolean that SQLite servers send as `0` or `1`; it reaches the user as a boolean.
    Flag,
    /// Any finite number.
    Number,
    /// A number without a fraction.
    Integer,
    /// An argument: a string with something in it.
    NonEmpty,
    /// An argument: an integer from 0 to 2^53 - 1.
    Natural,
    /// An argument: an integer from 1 to 2^53 - 1.
    Positive,
    /// Seconds since the epoch on the wire; they reach the user as milliseconds.
    Seconds,
    /// Where a page ends: a string or an integer, handed back as it came.
    Cursor,
    /// An argument: a Matrix identifier of the right form.
    Id(Id),
    /// An argument: one of these strings.
    OneOf(&'static [&'static str]),
    Nullable(&'static Kind),
    Array(&'static Kind),
    /// An object whose keys are data.
    Map(&'static Kind),
    Model(&'static Model),
    /// Checked as the kind, then written anew by the function, which is given the text.
    Rewritten(&'static Kind, fn(&[u8], &mut Vec<u8>)),
}

/// The identifiers of Matrix that stand in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    User,
    Room,
    RoomOrAlias,
    Event,
}

/// An object with declared fields. Fields that are not declared are kept as they are.
#[derive(Debug)]
pub struct Model {
    /// What a reply of it is called in JavaScript; empty for arguments.
    pub name: &'static str,
    pub fields: &'static [Field],
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}
