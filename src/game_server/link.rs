//! The link of one process to the service: its newest socket, and the calls that wait for answers.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

use crate::api::socket::{Answer, Call, FromService, Push};

use super::socket;
use super::{Address, Event, SocketError};

/// What a caller waits for: the answer, or why it will not come.
pub(super) type Answered = oneshot::Receiver<Result<Answer, String>>;

/// The link of one process to the service.
pub(super) struct Link {
    process_id: String,
    state: Mutex<State>,
    events: mpsc::UnboundedSender<Event>,
}

struct State {
    address: Address,
    socket: Socket,
    socket_count: u64,
    /// By request id, with the socket that the call went over.
    waiting: BTreeMap<String, (u64, oneshot::Sender<Result<Answer, String>>)>,
    ends: bool,
}

enum Socket {
    Open {
        number: u64,
        outgoing: mpsc::UnboundedSender<String>,
    },
    Gone {
        reason: String,
    },
}

impl Link {
    /// Connects a process.
    pub(super) async fn open(
        address: Address,
        process_id: String,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<Arc<Self>, SocketError> {
        let stream = socket::connect(&address, &process_id).await?;
        let link = Arc::new(Self {
            process_id,
            state: Mutex::new(State {
                address,
                socket: Socket::Gone {
                    reason: "it has not connected".to_owned(),
                },
                socket_count: 0,
                waiting: BTreeMap::new(),
                ends: false,
            }),
            events,
        });
        link.take(stream);
        Ok(link)
    }

    /// Returns whether there is a socket to call over.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state().socket, Socket::Open { .. })
    }

    /// Sends a call.
    pub(super) fn call(&self, call: &Call, request_id: &str) -> Result<Answered, SocketError> {
        let mut state = self.state();
        let not_connected = |reason: &str| SocketError::NotConnected {
            action: call.action().to_owned(),
            process_id: self.process_id.clone(),
            reason: reason.to_owned(),
        };
        let (number, outgoing) = match &state.socket {
            Socket::Open { number, outgoing } => (*number, outgoing),
            Socket::Gone { reason } => return Err(not_connected(reason)),
        };
        if outgoing.send(call.write(request_id)).is_err() {
            return Err(not_connected("it is closing"));
        }
        let (answer, answered) = oneshot::channel();
        state
            .waiting
            .insert(request_id.to_owned(), (number, answer));
        Ok(answered)
    }

    /// Waits no longer for the answer to a call.
    pub(super) fn forget(&self, request_id: &str) {
        self.state().waiting.remove(request_id);
    }

    /// Takes the end of the socket for what is meant to happen.
    pub(super) fn expect_end(&self) {
        self.state().ends = true;
    }

    /// Takes the end of the socket for what is not meant to happen.
    pub(super) fn expect_life(&self) {
        self.state().ends = false;
    }

    /// Closes the socket.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.ends = true;
        state.socket = Socket::Gone {
            reason: "the process has ended".to_owned(),
        };
    }

    /// Takes a frame of the service; what is neither an answer nor a push is passed over.
    pub(super) fn receive(self: &Arc<Self>, frame: &str) {
        match FromService::read(frame) {
            Ok(FromService::Answer(answer)) => {
                if let Some((_, caller)) = self.state().waiting.remove(&answer.request_id) {
                    // A caller that has given up needs no answer.
                    let _ = caller.send(Ok(answer));
                }
            }
            Ok(FromService::Push(push)) => {
                if let Push::RefreshConnection {
                    endpoint,
                    auth_token,
                } = &push
                {
                    self.refresh(endpoint.clone(), auth_token.clone());
                }
                // Nobody has to listen.
                let _ = self.events.send(Event::Push(push));
            }
            Err(_) => {}
        }
    }

    /// Notes that a socket is gone; the calls that went over it are lost.
    pub(super) fn gone(&self, number: u64, reason: &str) {
        let mut state = self.state();
        let lost: Vec<String> = state
            .waiting
            .iter()
            .filter(|(_, (socket, _))| *socket == number)
            .map(|(request_id, _)| request_id.clone())
            .collect();
        for request_id in lost {
            if let Some((_, caller)) = state.waiting.remove(&request_id) {
                let _ = caller.send(Err(reason.to_owned()));
            }
        }
        let is_newest =
            matches!(state.socket, Socket::Open { number: newest, .. } if newest == number);
        if is_newest {
            state.socket = Socket::Gone {
                reason: reason.to_owned(),
            };
            if !state.ends {
                let reason = reason.to_owned();
                let _ = self.events.send(Event::Disconnected { reason });
            }
        }
    }

    /// Makes a socket the newest; the one before it is closed by its own task.
    fn take(self: &Arc<Self>, stream: socket::Stream) {
        let (outgoing, frames) = mpsc::unbounded_channel();
        let mut state = self.state();
        if state.ends {
            return;
        }
        state.socket_count += 1;
        let number = state.socket_count;
        state.socket = Socket::Open { number, outgoing };
        tokio::spawn(socket::run(stream, frames, Arc::downgrade(self), number));
    }

    /// Connects anew, as the service asked; where that fails the service asks again.
    fn refresh(self: &Arc<Self>, endpoint: String, auth_token: String) {
        let link = Arc::downgrade(self);
        let address = {
            let state = self.state();
            Address {
                endpoint,
                auth_token,
                ..state.address.clone()
            }
        };
        let process_id = self.process_id.clone();
        tokio::spawn(async move {
            let connected = socket::connect(&address, &process_id).await;
            if let (Ok(stream), Some(link)) = (connected, link.upgrade()) {
                link.state().address = address;
                link.take(stream);
            }
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change of the state is whole before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("process_id", &self.process_id)
            .field("is_open", &self.is_open())
            .finish_non_exhaustive()
    }
}
