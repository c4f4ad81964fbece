//! The library on a real Synapse, in the JavaScript runtime that the runner chooses.
//!
//! Where that Synapse is, how its admin logs in, and with what secret users register, is compiled in from the environment:
//! `SYNAPSE_URL`, `SYNAPSE_ADMIN`, `SYNAPSE_PASSWORD`, `SYNAPSE_SHARED_SECRET`.

#![cfg(target_arch = "wasm32")]

mod arguments;
mod dropped;
mod endpoints;
mod errors;
mod fetch;
mod homeserver;
mod javascript;
mod list;
mod replies;
mod requests;
mod user;
