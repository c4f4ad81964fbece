//! The Synapse (Matrix homeserver) Admin API for JavaScript and TypeScript.
//!
//! - [`declare`]: how a model and an endpoint are declared.
//! - [`wire`]: arguments to requests, replies to checked JSON or failures. Pure.
//! - [`client`]: `MatrixAdminClient`, its options, and the one loop that sends.
//! - [`users`] and the rooms like it: the models and endpoints of one area, nothing else.

// A panic in async WebAssembly is a promise that never settles.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

pub mod client;
pub mod declare;
mod jobs;
mod pages;
pub mod rooms;
pub mod scheduled_tasks;
pub mod users;
pub mod wire;

use declare::Endpoint;

/// Every endpoint of the package, by handle.
pub const ENDPOINTS: &[&[&Endpoint]] = &[
    rooms::Room::ENDPOINTS,
    rooms::Rooms::ENDPOINTS,
    scheduled_tasks::ScheduledTasks::ENDPOINTS,
    users::User::ENDPOINTS,
    users::Users::ENDPOINTS,
];
