//! The JavaScript face: the client and its handles as JavaScript sees them. The only room that knows of JavaScript values
//! and of the areas.

mod area;
mod client;
mod errors;
mod lists;
mod options;

pub use area::{Area, Given, Operation};
pub use client::{Core, start_matrix_admin_sdk as start};
pub use errors::to_js;

use crate::{
    background_updates, event_reports, events, federation, media, registration_tokens, rooms,
    scheduled_tasks, server, server_notices, statistics, user_reports, users,
};

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
