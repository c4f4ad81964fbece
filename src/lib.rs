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

pub mod background_updates;
pub mod client;
pub mod declare;
pub mod event_reports;
pub mod events;
pub mod federation;
mod jobs;
pub mod media;
mod pages;
pub mod registration_tokens;
pub mod rooms;
pub mod scheduled_tasks;
pub mod server;
pub mod server_notices;
pub mod statistics;
pub mod user_reports;
pub mod users;
pub mod wire;

use client::Area;
#[cfg(not(target_arch = "wasm32"))]
use declare::Endpoint;

/// The whole Admin API, by handle.
pub const AREAS: &[Area] = &[
    background_updates::BackgroundUpdates::AREA,
    event_reports::EventReports::AREA,
    events::Events::AREA,
    federation::Federation::AREA,
    media::Media::AREA,
    registration_tokens::RegistrationTokens::AREA,
    rooms::Room::AREA,
    rooms::Rooms::AREA,
    scheduled_tasks::ScheduledTasks::AREA,
    server::Server::AREA,
    server_notices::ServerNotices::AREA,
    statistics::Statistics::AREA,
    user_reports::UserReports::AREA,
    users::User::AREA,
    users::Users::AREA,
];

/// Every endpoint there is, whether a method calls it or not.
#[cfg(not(target_arch = "wasm32"))]
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    AREAS.iter().flat_map(|area| area.endpoints.iter().copied())
}

/// A third of the size of the standard one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
