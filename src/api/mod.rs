//! The words of the API as types, and the codecs between them and bytes.
//!
//! Knows the public actions a run uses, the JSON and CBOR wires and the server-SDK socket.
//! Does not know what any of it means: limits, states and rules live in `spec` and `model`,
//! and the emulator writes its own.
//! Nothing here does I/O.

pub mod action;
pub mod cbor;
pub mod alias;
pub mod document;
pub mod exception;
pub mod game_property;
pub mod game_session;
pub mod ids;
pub mod json;
pub mod player_session;
pub mod reply;
pub mod request;
pub mod socket;
pub mod tag;

#[cfg(test)]
mod tests;
