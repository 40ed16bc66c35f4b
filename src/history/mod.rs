//! Histories: the operations of one case, in the order in which they were begun.
//!
//! A history holds everything that judging needs and nothing that only a report needs.
//! It does not know what any reply means.

pub mod broken;
pub mod pages;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use crate::api::action::Action;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::ids::{GameSessionId, PlayerSessionId};
use crate::api::reply::Reply;
use crate::api::request::{CreateGameSession, Request};
use crate::api::{cbor, json};

use self::broken::{Broken, Protocol};

/// A closed interval of time since the run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first moment that is possible.
    pub start: Duration,
    /// The last moment that is possible.
    pub end: Duration,
}

impl Interval {
    /// Returns the interval that holds one moment.
    pub fn at(moment: Duration) -> Self {
        Self {
            start: moment,
            end: moment,
        }
    }

    /// Returns the shortest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// The label of a plan's step; it stays with the step when others are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u32);

/// The bit that marks the operations by which a step settles.
const SETTLING: u32 = 1 << 31;

impl Label {
    /// Returns the label of the describe that waits for the step's effect to show.
    #[must_use]
    pub fn settling(self) -> Self {
        Self(self.0 | SETTLING)
    }

    /// Returns the label of the step itself, also for the describe by which it settles.
    #[must_use]
    pub fn step(self) -> Self {
        Self(self.0 & !SETTLING)
    }
}

/// What was done and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The step of the plan that it carries out.
    pub label: Label,
    /// The sequential caller that did it.
    pub client: u32,
    /// What was done.
    pub act: Act,
    /// What came of it.
    pub outcome: Outcome,
    /// How many records each page of a describe held, in order; each but the last had a token.
    /// None for everything else, and where the pages are not known.
    pub pages: Vec<usize>,
    /// What the heads of its replies were like.
    pub heads: Heads,
    /// When it was begun and ended, on the harness's monotonic clock.
    pub order: Interval,
    /// When it took effect, on the target's clock.
    pub target_time: Interval,
}

/// What the heads of the replies to one operation were like; those of a describe's pages together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// How many heads there were; none where they are not known.
    pub count: usize,
    /// How many of them had no request id.
    pub without_request_id: usize,
    /// The content types other than that of the protocol, cut short; an absent one is empty.
    pub foreign_types: BTreeSet<String>,
}

/// How much of a content type is kept, in characters.
const CONTENT_TYPE_MAX: usize = 64;

/// The headers of one reply that matter, `None` for those that it does not have.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReplyHeaders<'a> {
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// `x-amzn-requestid`.
    pub request_id: Option<&'a str>,
}

impl Heads {
    /// Returns what the head of one reply was like; what is no reply of the service has none.
    pub fn of(reply: &Reply, protocol: Protocol, body: &[u8], headers: ReplyHeaders<'_>) -> Self {
        if matches!(reply, Reply::Unreadable { .. }) {
            return Self::default();
        }
        let expected = match protocol {
            Protocol::Json => json::CONTENT_TYPE,
            Protocol::Cbor => cbor::CONTENT_TYPE,
        };
        let found = headers.content_type.unwrap_or_default();
        let bare = found.split(';').next().unwrap_or_default().trim();
        // A reply without members has no body, and a body that is not there has no type.
        let is_foreign = !body.is_empty() && !bare.eq_ignore_ascii_case(expected);
        let foreign = is_foreign.then(|| bare.chars().take(CONTENT_TYPE_MAX).collect());
        Self {
            count: 1,
            without_request_id: usize::from(headers.request_id.is_none_or(str::is_empty)),
            foreign_types: foreign.into_iter().collect(),
        }
    }

    /// Adds the heads of further replies.
    pub fn add(&mut self, other: Self) {
        self.count += other.count;
        self.without_request_id += other.without_request_id;
        self.foreign_types.extend(other.foreign_types);
    }
}

/// What can be done to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A request is sent.
    Command(Command),
    /// A game session is made by other means than a command: by whoever provides the target's
    /// game sessions. The reply holds what is known of it, and was not sent by the target.
    Provide(CreateGameSession),
    /// A game server says something.
    Move(Move),
    /// Time passes.
    Advance,
}

impl Act {
    /// Returns the act by which whoever provides game sessions makes the one that this would
    /// create; every other act is as it is.
    #[must_use]
    pub fn provided(self) -> Self {
        match self {
            // A token is a matter of the command.
            Self::Command(Command::Typed(Request::CreateGameSession(request))) => {
                Self::Provide(CreateGameSession {
                    idempotency_token: None,
                    ..request
                })
            }
            Self::Command(_) | Self::Provide(_) | Self::Move(_) | Self::Advance => self,
        }
    }
}

/// A request we decided to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// One that the API's types can express.
    Typed(Request),
    /// A body as bytes, for what they cannot.
    Raw {
        /// The action it is sent to.
        action: Action,
        /// The body.
        body: Vec<u8>,
    },
    /// One that is broken in one known way, or written in another form than usual.
    Broken(Box<Broken>),
}

impl Command {
    /// Returns the action that the command is sent to.
    pub fn action(&self) -> Action {
        match self {
            Self::Typed(request) => request.action(),
            Self::Raw { action, .. } => *action,
            Self::Broken(broken) => broken.action(),
        }
    }

    /// Returns the request that the command is, or was made from; `None` where it is bytes.
    pub fn request(&self) -> Option<&Request> {
        match self {
            Self::Typed(request) => Some(request),
            Self::Broken(broken) => Some(&broken.request),
            Self::Raw { .. } => None,
        }
    }
}

/// What a game server does; each names the game session that its process hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// `ActivateGameSession`.
    Activate {
        /// The game session.
        game_session_id: GameSessionId,
    },
    /// `AcceptPlayerSession`.
    Accept {
        /// The game session.
        game_session_id: GameSessionId,
        /// The player session.
        player_session_id: PlayerSessionId,
    },
    /// `RemovePlayerSession`.
    Remove {
        /// The game session.
        game_session_id: GameSessionId,
        /// The player session.
        player_session_id: PlayerSessionId,
    },
    /// `UpdatePlayerSessionCreationPolicy`.
    UpdatePolicy {
        /// The game session.
        game_session_id: GameSessionId,
        /// The policy from now on.
        policy: PlayerSessionCreationPolicy,
    },
    /// `TerminateServerProcess`.
    EndProcess {
        /// The game session.
        game_session_id: GameSessionId,
    },
}

impl Move {
    /// Returns the game session that the move is about.
    pub fn game_session_id(&self) -> &GameSessionId {
        match self {
            Self::Activate { game_session_id }
            | Self::Accept {
                game_session_id, ..
            }
            | Self::Remove {
                game_session_id, ..
            }
            | Self::UpdatePolicy {
                game_session_id, ..
            }
            | Self::EndProcess { game_session_id } => game_session_id,
        }
    }

    /// Returns the action's name on the server-SDK socket.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Activate { .. } => "ActivateGameSession",
            Self::Accept { .. } => "AcceptPlayerSession",
            Self::Remove { .. } => "RemovePlayerSession",
            Self::UpdatePolicy { .. } => "UpdatePlayerSessionCreationPolicy",
            Self::EndProcess { .. } => "TerminateServerProcess",
        }
    }
}

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every outcome is a reply, so boxing it saves nothing"
)]
pub enum Outcome {
    /// A command was replied to; a describe's reply holds all its pages.
    Replied(Reply),
    /// A move was answered with success, or the time has passed.
    Done,
    /// A move was answered with a failure.
    Refused {
        /// The status code on the socket.
        status_code: i64,
        /// The prose.
        message: Option<String>,
    },
    /// Nothing came back: whether it took effect is unknown.
    Lost {
        /// Why, as a fragment.
        reason: String,
    },
}

/// The operations of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// In the order in which they were begun.
    pub operations: Vec<Operation>,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
