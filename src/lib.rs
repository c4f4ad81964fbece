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

use declare::Endpoint;

/// Every endpoint of the package, by handle.
pub const ENDPOINTS: &[&[&Endpoint]] = &[
    background_updates::BackgroundUpdates::ENDPOINTS,
    event_reports::EventReports::ENDPOINTS,
    events::Events::ENDPOINTS,
    federation::Federation::ENDPOINTS,
    media::Media::ENDPOINTS,
    registration_tokens::RegistrationTokens::ENDPOINTS,
    rooms::Room::ENDPOINTS,
    rooms::Rooms::ENDPOINTS,
    scheduled_tasks::ScheduledTasks::ENDPOINTS,
    server::Server::ENDPOINTS,
    server_notices::ServerNotices::ENDPOINTS,
    statistics::Statistics::ENDPOINTS,
    user_reports::UserReports::ENDPOINTS,
    users::User::ENDPOINTS,
    users::Users::ENDPOINTS,
];
