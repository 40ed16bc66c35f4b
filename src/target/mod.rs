//! The system under test, reached over one or more wires.
//!
//! A target sends one command and returns what came back, as bytes and as a reply.
//! It never retries, follows no redirect and knows nothing of what a reply means; whether an
//! endpoint speaks GameLift at all is found out by `probe`.

pub mod access;
pub mod account;
mod broken_wire;
pub mod cbor_wire;
mod connections;
pub mod credentials;
pub mod http;
pub mod json_wire;
pub mod paced;
pub mod pages;
pub mod probe;
pub mod rates;
mod relay;
#[cfg(feature = "sdk")]
mod sdk;
mod signing;

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

use crate::history::{Command, Heads, Outcome};
use crate::plan::step::Wire;

/// A system under test.
pub trait Target: Send + Sync + fmt::Debug {
    /// Returns the name by which messages call the target: its endpoint, without secrets.
    fn endpoint(&self) -> &str;

    /// Sends `command` once, over `wire` or the first wire that the target answers.
    ///
    /// A timeout or a connection that is cut after sending is a lost outcome;
    /// an error means that nothing was sent.
    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>>;

    /// Sends `command` once, in such a way that it arrives and its reply does not come back.
    ///
    /// Where a target cannot have its replies lost, it is sent as any other.
    fn send_losing<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        self.send(command, wire)
    }
}

/// A command that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What came of it: replied or lost.
    pub outcome: Outcome,
    /// What travelled.
    pub exchange: Exchange,
    /// How long it waited for its turn before it was sent.
    pub waited: Duration,
}

/// A request and what came back for it, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The wire that it went over, which need not be the one that was preferred.
    pub wire: Wire,
    /// The HTTP status, `None` where none came back or the transport has none.
    pub status: Option<u16>,
    /// The body that was sent.
    pub request: Bytes,
    /// The body that came back, empty where none did.
    pub response: Bytes,
    /// The id that the target gave the request, `None` where it gave none.
    pub request_id: Option<String>,
    /// What the head of the reply was like, if it was a reply of the service.
    pub heads: Heads,
}

/// Why a command was not sent; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The text is no endpoint.
    #[error("use {endpoint:?} as an endpoint: {reason}")]
    Endpoint {
        /// The text.
        endpoint: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The HTTP client could not be made.
    #[error("set up the connections to {endpoint}")]
    Setup {
        /// The endpoint.
        endpoint: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The relay that loses replies could not be opened.
    #[error("open a port of this machine for lost replies")]
    Relay(#[source] std::io::Error),
    /// No connection came about: the name is unknown, the port closed or the handshake refused.
    #[error("connect to {endpoint}{}", cause(.source))]
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The request could not be signed.
    #[error("sign a request to {endpoint}: the {part} does not fit in a header")]
    Sign {
        /// The endpoint.
        endpoint: String,
        /// Which part of the credentials.
        part: &'static str,
    },
}

impl TargetError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Endpoint { .. } => "give a URL such as http://localhost:4566",
            Self::Relay(_) => "let the program listen on 127.0.0.1",
            Self::Setup { .. } => "check the certificates that this machine trusts",
            Self::Unreachable { .. } => "check that the target is running and the URL is right",
            Self::Sign { .. } => "check the AWS_… environment variables for stray line breaks",
        }
    }
}

/// Returns the innermost cause, which alone says what the system refused.
fn cause(error: &dyn Error) -> String {
    let mut innermost = None;
    let mut next = error.source();
    while let Some(source) = next {
        innermost = Some(source);
        next = source.source();
    }
    innermost.map_or_else(String::new, |source| format!(": {source}"))
}

/// Returns whether an answer says "slow down" and nothing about the command.
pub fn is_throttled(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Replied(reply) if reply.is_throttling())
}
