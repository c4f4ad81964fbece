//! The library on a real Synapse, in the JavaScript runtime that the runner chooses.
//!
//! Where that Synapse is, and how its admin logs in, is compiled in from the environment: `SYNAPSE_URL`,
//! `SYNAPSE_ADMIN`, `SYNAPSE_PASSWORD`.

#![cfg(target_arch = "wasm32")]

mod arguments;
mod errors;
mod fetch;
mod homeserver;
mod javascript;
mod list;
mod replies;
mod requests;
mod user;
