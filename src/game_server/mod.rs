//! Game-server processes: what a server SDK would do, one process per WebSocket.
//!
//! A process makes calls and matches the answers, takes pushes, reports its health and changes
//! its socket when the service asks for it. It never sends a call twice and checks nothing that
//! it sends, so that illegal calls can be made.
//! Which process hosts what is not known here.

mod link;
mod socket;
mod trust;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use uuid::Uuid;

use crate::api::socket::{Answer, Call, ConnectQuery, Push};
use crate::clock::{self, Clock};

use link::Link;

pub use trust::Authorities;

/// How long a call may take to be answered; what every official SDK allows.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);

/// How long `ActivateServerProcess` may take: the least that an official SDK allows.
const READY_TIMEOUT: Duration = Duration::from_secs(6);

/// How often a process reports its health.
pub const HEARTBEAT_INTERVAL: Duration = Duration::from_mins(1);

/// Where a process connects, and as what.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The URL of the service's socket, without a query.
    pub endpoint: String,
    /// The fleet.
    pub fleet_id: String,
    /// The compute that the process runs on.
    pub compute_name: String,
    /// The compute's token.
    pub auth_token: String,
    /// Whom its socket trusts beside the authorities of this machine.
    pub authorities: Authorities,
}

/// What reaches a process without a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The service sent a push.
    Push(Push),
    /// The socket is gone although the process has not ended.
    Disconnected {
        /// Why, as a fragment.
        reason: String,
    },
}

/// A game-server process.
///
/// Dropping it closes its socket without ending the process.
#[derive(Debug)]
pub struct GameServer {
    process_id: String,
    link: Arc<Link>,
    last_heartbeat: Mutex<Option<Duration>>,
}

impl GameServer {
    /// Connects a new process, whose id no other has.
    pub async fn connect(
        address: Address,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<Self, SocketError> {
        let process_id = Uuid::new_v4().to_string();
        let link = Link::open(address, process_id.clone(), events).await?;
        Ok(Self {
            process_id,
            link,
            last_heartbeat: Mutex::new(None),
        })
    }

    /// Returns the process's id.
    pub fn process_id(&self) -> &str {
        &self.process_id
    }

    /// Returns whether the process has a socket.
    pub fn is_connected(&self) -> bool {
        self.link.is_open()
    }

    /// Makes a call, once, and returns its answer, be it success or failure.
    pub async fn call(&self, call: &Call) -> Result<Answer, SocketError> {
        let limit = if matches!(call, Call::ActivateServerProcess { .. }) {
            READY_TIMEOUT
        } else {
            CALL_TIMEOUT
        };
        let request_id = Uuid::new_v4().to_string();
        let answered = self.link.call(call, &request_id)?;
        match clock::within(limit, answered).await {
            Some(Ok(Ok(answer))) => Ok(answer),
            Some(Ok(Err(reason))) => Err(self.lost(call, reason)),
            Some(Err(_)) => Err(self.lost(call, "the process was dropped".to_owned())),
            None => {
                self.link.forget(&request_id);
                Err(self.lost(call, format!("no answer within {limit:?}")))
            }
        }
    }

    /// Reports health where the last report was an interval ago or there was none.
    ///
    /// `now` is on the target's clock. Returns when the report has been answered.
    pub async fn heartbeat_if_due(&self, now: Duration) -> Result<(), SocketError> {
        {
            let mut last = self.last_heartbeat();
            if last.is_some_and(|last| now < last + HEARTBEAT_INTERVAL) {
                return Ok(());
            }
            *last = Some(now);
        }
        let healthy = Call::HeartbeatServerProcess { healthy: true };
        self.call(&healthy).await.map(|_| ())
    }

    /// Reports health at once and then at every interval of `clock`, until the process is dropped
    /// or has no socket.
    pub fn keep_healthy(self: &Arc<Self>, clock: Clock) {
        let process = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut next = clock.now();
            loop {
                clock.sleep_until(next).await;
                let Some(process) = process.upgrade().filter(|process| process.is_connected())
                else {
                    return;
                };
                // A report that is lost is followed by the next: the service allows for three.
                let _ = process.heartbeat_if_due(next).await;
                next += HEARTBEAT_INTERVAL;
            }
        });
    }

    /// Ends the process, then closes its socket; the answer is that of `TerminateServerProcess`.
    ///
    /// A process whose end is refused lives on.
    pub async fn terminate(&self) -> Result<Answer, SocketError> {
        self.link.expect_end();
        let answer = self.call(&Call::TerminateServerProcess).await;
        match &answer {
            Ok(answer) if answer.status_code != 200 => self.link.expect_life(),
            _ => self.link.close(),
        }
        answer
    }

    fn last_heartbeat(&self) -> std::sync::MutexGuard<'_, Option<Duration>> {
        // The value is whole whoever panicked.
        self.last_heartbeat
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lost(&self, call: &Call, reason: String) -> SocketError {
        SocketError::Lost {
            action: call.action().to_owned(),
            process_id: self.process_id.clone(),
            reason,
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("endpoint", &self.endpoint)
            .field("fleet_id", &self.fleet_id)
            .field("compute_name", &self.compute_name)
            .finish_non_exhaustive()
    }
}

impl Address {
    fn query(&self, process_id: &str) -> ConnectQuery {
        ConnectQuery {
            process_id: process_id.to_owned(),
            compute_name: self.compute_name.clone(),
            fleet_id: self.fleet_id.clone(),
            idempotency_token: Some(Uuid::new_v4().to_string()),
            auth_token: self.auth_token.clone(),
        }
    }
}

/// Why a process could not do its part; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// The endpoint of the service's socket is no WebSocket URL.
    #[error("connect a game server to {endpoint:?}: it is no WebSocket URL")]
    Endpoint {
        /// The endpoint.
        endpoint: String,
    },
    /// The service refused the process a socket.
    #[error("connect a game server to {endpoint}: the service answered status {status}")]
    Refused {
        /// The endpoint.
        endpoint: String,
        /// The HTTP status.
        status: u16,
    },
    /// No socket came about.
    #[error("connect a game server to {endpoint}: {reason}")]
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// Why, as a fragment.
        reason: String,
    },
    /// A call was not sent, because the process has no socket.
    #[error("call {action}: process {process_id} has no socket, {reason}")]
    NotConnected {
        /// The call's action.
        action: String,
        /// The process.
        process_id: String,
        /// Why, as a fragment.
        reason: String,
    },
    /// A call was sent and its answer did not come.
    #[error("learn what came of {action} of process {process_id}: {reason}")]
    Lost {
        /// The call's action.
        action: String,
        /// The process.
        process_id: String,
        /// Why, as a fragment.
        reason: String,
    },
}

impl SocketError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Endpoint { .. } => {
                "the target must name its socket in GameLiftServiceSdkEndpoint, as ws:// or wss://"
            }
            Self::Refused { .. } => {
                "a refused handshake means that token, fleet, compute or process id do not match"
            }
            Self::Unreachable { .. } => {
                "check that the GameLiftServiceSdkEndpoint of RegisterCompute is reachable from here"
            }
            Self::NotConnected { .. } | Self::Lost { .. } => {
                "the target's log should say why it dropped the socket"
            }
        }
    }
}
