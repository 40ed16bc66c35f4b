//! The embedded emulator: a pure machine that answers as the service would, and a server around it.
//!
//! `Emulator` is synchronous and deterministic. It takes an `Input` at a time that the caller
//! states, and gives back `Output`s; ids come from a counter, times from the caller. So it can be
//! cloned, searched and replayed, in process or behind real HTTP and sockets (`server`).
//!
//! Every input first runs the timers that are due, each at its own deadline; a caller that wants
//! their outputs in time sends `Input::Tick` at `next_deadline`.
//!
//! It knows the API's words and codecs and nothing else of this crate: its limits and rules are
//! written by hand here, so that judging it proves something. What the documents leave open it
//! answers as its table of `questions` says, unless a `Variation` has it answer in another way; a
//! `Fault` makes it wrong on purpose.

mod admission;
mod aliases;
pub mod answers;
mod bodies;
mod calls;
mod constraints;
mod crowd;
mod describe;
mod distortions;
mod endings;
mod essence;
mod expression;
pub mod faults;
mod front;
mod game_sessions;
mod http;
mod ids;
mod lag;
mod lapses;
mod leniency;
pub mod manners;
mod meeting;
pub mod options;
mod paging;
mod patterns;
mod player_data;
mod player_sessions;
mod processes;
pub mod protocol;
mod provisioning;
pub mod questions;
mod refusal;
mod reply_body;
mod search;
pub mod server;
pub mod settings;
mod shapes;
mod shared;
mod socket;
mod state;
mod strangers;
mod tally;
mod timers;
mod updates;
pub mod variations;
mod visitors;
mod wire_faults;
mod wrong_limits;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::api::action::Action;
use crate::api::document::Timestamp;
use crate::api::exception::ExceptionKind;

use faults::Fault;
use ids::Ids;
use lag::Earlier;
use meeting::Seen;
use protocol::Protocol;
use settings::Settings;
use state::{Alias, Fleet, GameKey, GameSessions, PlayerSessions, Process, ProcessKey};
use timers::Timers;

/// The emulated service: all of its state, and nothing outside it.
#[derive(Clone, Debug)]
pub struct Emulator {
    settings: Arc<Settings>,
    now: Duration,
    ids: Ids,
    timers: Timers,
    locations: BTreeSet<String>,
    fleets: BTreeMap<String, Fleet>,
    aliases: BTreeMap<String, Alias>,
    alias_count: u64,
    processes: BTreeMap<ProcessKey, Process>,
    process_count: u64,
    /// The process ids that ended: none of them may connect again.
    ended_process_ids: BTreeSet<String>,
    sockets: BTreeMap<SocketId, ProcessKey>,
    game_sessions: GameSessions,
    /// Idempotency tokens in use, by fleet.
    idempotency_tokens: BTreeMap<(Arc<str>, String), GameKey>,
    player_sessions: PlayerSessions,
    /// Calls so far that would create player sessions.
    create_count: u64,
    /// What the current input has seen before its turn, where that makes a difference.
    seen: Option<Seen>,
    /// What was there a while ago, where descriptions are late.
    earlier: Earlier,
    /// What the current input has caused so far; empty between inputs.
    outputs: Vec<Output>,
}

/// Names one HTTP exchange, so that its reply finds the way back; chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(pub u64);

/// Names one socket; chosen by the caller and never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// What can happen to the emulator.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// An HTTP request has arrived, whole.
    Http {
        /// The exchange to reply to.
        exchange: ExchangeId,
        /// The request.
        request: HttpRequest<'a>,
    },
    /// A game server asks for a socket; answered by `Output::Accept` or `Output::Refuse`.
    SocketOpened {
        /// The socket it would get.
        socket: SocketId,
        /// The decoded pairs of the query.
        query: &'a [(String, String)],
    },
    /// A text frame has arrived.
    Message {
        /// The socket it came on.
        socket: SocketId,
        /// The frame.
        text: &'a str,
    },
    /// A socket has closed, whoever closed it.
    Closed {
        /// The socket.
        socket: SocketId,
    },
    /// Time has passed.
    Tick,
}

/// What the emulator needs of an HTTP request.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// The value of the `X-Amz-Target` header.
    pub target: Option<&'a str>,
    /// The value of the `smithy-protocol` header.
    pub protocol: Option<&'a str>,
    /// The value of the `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// What the emulator does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Replies to an HTTP request.
    Reply {
        /// The exchange.
        exchange: ExchangeId,
        /// The reply.
        reply: HttpReply,
    },
    /// Lets a game server connect.
    Accept {
        /// The socket that is now open.
        socket: SocketId,
    },
    /// Refuses a game server the socket it asked for.
    Refuse {
        /// The socket that never opened.
        socket: SocketId,
        /// The HTTP status of the refusal.
        status: u16,
        /// Its JSON body.
        body: &'static str,
    },
    /// Sends a text frame: an answer or a push.
    Frame {
        /// The socket to send it on.
        socket: SocketId,
        /// The frame.
        text: String,
    },
    /// Closes a socket.
    Close {
        /// The socket.
        socket: SocketId,
        /// The close code.
        code: u16,
    },
}

/// A reply over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// The protocol that it is in.
    pub protocol: Protocol,
    /// The headers that go with every reply in the protocol, by lower-case name.
    pub fixed_headers: &'static [(&'static str, &'static str)],
    /// The value of the `x-amzn-requestid` header, empty for no such header.
    pub request_id: String,
    /// The value of the `x-amzn-errortype` header, `None` where there is none.
    pub error_type: Option<String>,
    /// The body, empty for actions without output members.
    pub body: Vec<u8>,
    /// Whether the connection is cut in the middle of it.
    pub is_cut: bool,
    /// The action that was asked for, `None` where the request named none.
    pub action: Option<Action>,
    /// The exception in the body, `None` on success.
    pub exception: Option<ExceptionKind>,
    /// The resource that was created, changed or deleted, for logs; never a player.
    pub subject: Option<String>,
}

impl HttpReply {
    /// Returns the headers by lower-case name, without those that any HTTP server adds.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let request_id = ("x-amzn-requestid", self.request_id.as_str());
        let request_id = (!self.request_id.is_empty()).then_some(request_id);
        let error_type = self.error_type.as_deref();
        let error_type = error_type.map(|name| ("x-amzn-errortype", name));
        let headers = self.fixed_headers.iter().copied();
        headers.chain(request_id).chain(error_type)
    }
}

impl Emulator {
    /// Returns an emulator without any resources, at time zero.
    pub fn new(settings: Settings) -> Self {
        Self {
            ids: Ids::new(settings.id_seed),
            settings: Arc::new(settings),
            now: Duration::ZERO,
            timers: Timers::default(),
            locations: BTreeSet::new(),
            fleets: BTreeMap::new(),
            aliases: BTreeMap::new(),
            alias_count: 0,
            processes: BTreeMap::new(),
            process_count: 0,
            ended_process_ids: BTreeSet::new(),
            sockets: BTreeMap::new(),
            game_sessions: GameSessions::default(),
            idempotency_tokens: BTreeMap::new(),
            player_sessions: PlayerSessions::default(),
            create_count: 0,
            seen: None,
            earlier: Earlier::default(),
            outputs: Vec::new(),
        }
    }

    /// Runs the timers due at `now`, then takes the input; returns what both have caused, in order.
    ///
    /// `now` is the time since the emulator's origin. A `now` before an earlier one counts as that
    /// earlier one: time never goes back.
    pub fn handle(&mut self, now: Duration, input: Input<'_>) -> Vec<Output> {
        self.keep_copy(now.max(self.now));
        self.run_timers(now);
        match input {
            Input::Http { exchange, request } => {
                let reply = self.reply(&request);
                self.outputs.push(Output::Reply { exchange, reply });
            }
            Input::SocketOpened { socket, query } => self.open_socket(socket, query),
            Input::Message { socket, text } => self.take_message(socket, text),
            Input::Closed { socket } => self.lose_socket(socket),
            Input::Tick => {}
        }
        std::mem::take(&mut self.outputs)
    }

    /// Takes an input like `handle`, one that has seen the machine before its turn came.
    fn handle_seeing(
        &mut self,
        now: Duration,
        input: Input<'_>,
        seen: Option<Seen>,
    ) -> Vec<Output> {
        self.seen = seen;
        let outputs = self.handle(now, input);
        self.seen = None;
        outputs
    }

    /// Returns when the next timer is due, `None` where none is set.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.timers.next_deadline()
    }

    /// Returns the time of the latest input.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the sockets that are open, as far as the emulator knows.
    pub fn sockets(&self) -> impl Iterator<Item = SocketId> + '_ {
        self.sockets.keys().copied()
    }

    /// Makes all further ids those of another seed, which never repeat the ids of this one.
    pub fn reseed(&mut self, id_seed: u64) {
        self.ids = Ids::new(id_seed);
    }

    /// Returns whether a fault is switched on.
    fn has(&self, fault: Fault) -> bool {
        self.settings.has(fault)
    }

    /// Returns the point in time `since_origin` after the origin, as the wire carries it.
    fn timestamp(&self, since_origin: Duration) -> Timestamp {
        let millis = i64::try_from(since_origin.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.settings.epoch_ms.saturating_add(millis))
    }
}
