//! The Synapse (Matrix homeserver) Admin API for Rust in WebAssembly, and for JavaScript and TypeScript.
//!
//! A map of the rooms, from the top; each stands on those below it:
//!
//! - `js`: the JavaScript face: the client and its handles as JavaScript sees them.
//! - [`users`], [`rooms`], [`media`] …: one room an area: its models, its endpoints, its compositions.
//! - [`client`]: the typed client: options, the one loop that sends, lists, jobs, the error.
//! - [`wire`]: arguments to requests, replies to checked JSON or failures. Pure.
//! - [`declare`]: how a model and an endpoint are declared, as tables. Pure.
//!
//! ```no_run
//! # async fn example() -> Result<(), matrix_admin_sdk::Error> {
//! use matrix_admin_sdk::{Client, ClientOptions};
//!
//! let client = Client::new(ClientOptions::new("https://matrix.example.com", "syt_…"))?;
//! let rooms = client.user("@alice:example.com")?.get_rooms().await?;
//! println!("{} rooms: {:?}", rooms.total, rooms.joined_rooms);
//! # Ok(())
//! # }
//! ```

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
#[doc(hidden)]
pub mod js;
pub mod media;
pub mod registration_tokens;
pub mod rooms;
pub mod scheduled_tasks;
pub mod server;
pub mod server_notices;
pub mod statistics;
pub mod user_reports;
pub mod users;
pub mod wire;

pub use background_updates::*;
pub use client::*;
pub use event_reports::*;
pub use events::*;
pub use federation::*;
pub use media::*;
pub use registration_tokens::*;
pub use rooms::*;
pub use scheduled_tasks::*;
pub use server::*;
pub use server_notices::*;
pub use statistics::*;
pub use user_reports::*;
pub use users::*;
pub use wire::Class;

/// Every endpoint there is, whether a method calls it or not.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub fn endpoints() -> impl Iterator<Item = &'static declare::Endpoint> {
    js::AREAS.iter().flat_map(|area| area.endpoints.iter().copied())
}

/// A third of the size of the standard one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
