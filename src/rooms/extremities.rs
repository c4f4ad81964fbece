use matrix_admin_sdk_macros::model;

use crate::declare::Nullable;

/// The newest events of a room, those that no other event follows yet.
#[model]
pub struct ForwardExtremities {
    /// Many of them, more than about ten, make a room slow.
    pub count: i64,
    /// The events, in no order.
    pub results: Vec<ForwardExtremity>,
}

/// An event that no other event follows yet.
#[model]
pub struct ForwardExtremity {
    /// The id of the event.
    pub event_id: String,
    /// A number of this server's for the state of the room at the event.
    pub state_group: i64,
    /// How many events stand before it, one after the other.
    pub depth: i64,
    /// When this server got it, in ms since the epoch.
    pub received_ts: Nullable<i64>,
}
