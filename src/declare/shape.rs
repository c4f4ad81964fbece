//! The words that declarations are written in: which word stands for which [`Kind`]. `macros/src/rust.rs` says which
//! Rust type a value of it has.

use std::fmt::{Debug, Formatter, Result};
use std::marker::PhantomData;
use std::num::NonZeroU64;

use super::{Id, Kind};

/// A type that a field, an argument or a reply can be declared with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that a declaration can use",
    label = "expected a word of src/declare/shape.rs, such as `String`, `bool`, `i64` or `Vec<T>`; or a struct under #[model]"
)]
pub trait Shape {
    const KIND: Kind;
}

/// A boolean that SQLite servers send as `0` or `1`.
pub struct Flag;
/// A time in seconds that reaches the user in milliseconds.
pub struct Seconds;
/// Where a page ends; opaque.
pub struct Cursor;
/// Any JSON value.
pub struct Unknown;
/// An object of any content.
pub struct Object;
/// An object whose keys are data.
pub struct Map<T>(PhantomData<T>);
/// The value, or `null`.
pub struct Nullable<T>(PhantomData<T>);
/// A string with something in it.
pub struct NonEmpty;
/// `@localpart:server`.
pub struct UserId;
/// `!opaque:server`, or from room version 12 `!opaque`.
pub struct RoomId;
/// A room id, or `#alias:server`.
pub struct RoomIdOrAlias;
/// `$opaque`, in old rooms `$opaque:server`.
pub struct EventId;

/// In place of a secret.
pub struct Secret;

impl Debug for Secret {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str("[secret]")
    }
}

macro_rules! shapes {
    ($($type:ty => $kind:expr;)*) => { $(#[diagnostic::do_not_recommend] impl Shape for $type { const KIND: Kind = $kind; })* };
}

shapes! {
    String => Kind::String;
    bool => Kind::Bool;
    f64 => Kind::Number;
    i64 => Kind::Integer;
    u64 => Kind::Natural;
    NonZeroU64 => Kind::Positive;
    NonEmpty => Kind::NonEmpty;
    Flag => Kind::Flag;
    Seconds => Kind::Seconds;
    Cursor => Kind::Cursor;
    Unknown => Kind::Any;
    Object => Kind::Object;
    UserId => Kind::Id(Id::User);
    RoomId => Kind::Id(Id::Room);
    RoomIdOrAlias => Kind::Id(Id::RoomOrAlias);
    EventId => Kind::Id(Id::Event);
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Shape for Vec<T> {
    const KIND: Kind = Kind::Array(&T::KIND);
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Shape for Map<T> {
    const KIND: Kind = Kind::Map(&T::KIND);
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Shape for Nullable<T> {
    const KIND: Kind = Kind::Nullable(&T::KIND);
}
