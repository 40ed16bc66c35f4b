//! Why an adapter could not do its part.

use std::fmt;
use std::time::Duration;

/// Why an adapter could not do its part; each completes "failed to …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdapterError {
    /// The text names no program.
    #[error("start the adapter {command:?}: it names no program, or a quote is not closed")]
    Command {
        /// The text.
        command: String,
    },
    /// The program could not be started.
    #[error("start the adapter {program:?}: {reason}")]
    Start {
        /// The program.
        program: String,
        /// Why, as a fragment.
        reason: String,
    },
    /// It speaks another version of the protocol.
    #[error("talk to the adapter: it speaks protocol {found}, this version speaks {expected}")]
    Protocol {
        /// The version that it speaks.
        found: String,
        /// The version that is spoken here.
        expected: u64,
    },
    /// A line of it is not what it should be.
    #[error("read what the adapter answered to {asked}: {reason}: {line}")]
    Malformed {
        /// What it was last asked for.
        asked: String,
        /// Why, as a fragment.
        reason: String,
        /// The beginning of the line.
        line: String,
    },
    /// A line of it does not end.
    #[error("read what the adapter answered to {asked}: its line is longer than {limit} bytes")]
    TooLong {
        /// What it was last asked for.
        asked: String,
        /// The longest that a line may be.
        limit: usize,
    },
    /// It has not answered in time.
    #[error("learn what came of {asked}: the adapter has not answered within {limit:?}")]
    Timeout {
        /// What it was asked for.
        asked: String,
        /// How long it may take.
        limit: Duration,
    },
    /// It has ended before the run has.
    #[error("learn what came of {asked}: the adapter has ended, {status}{}", Quoted(.last_words))]
    Ended {
        /// What it was last asked for.
        asked: String,
        /// How it ended.
        status: String,
        /// What it last said on stderr.
        last_words: Vec<String>,
    },
    /// It says that something is wrong with itself or with its backend.
    #[error("carry out {asked}: the adapter says {message:?}")]
    Failed {
        /// What it was asked for.
        asked: String,
        /// What it says.
        message: String,
    },
    /// It does not say what it has created.
    #[error("use the game session that the adapter has created: {reason}")]
    Incomplete {
        /// Why, as a fragment.
        reason: String,
    },
    /// It gives the same game session again.
    #[error(
        "use {game_session_id:?} for a case: the adapter has created it in case {case} already"
    )]
    Repeated {
        /// The game session.
        game_session_id: String,
        /// The case that it was for.
        case: String,
    },
    /// A game session has not become ACTIVE, and nothing can make it so.
    #[error(
        "make {game_session_id:?} ACTIVE: it is not when it is created, and the adapter does not list activate"
    )]
    NotActive {
        /// The game session.
        game_session_id: String,
    },
    /// Nobody has said where the backend is.
    #[error("find the backend: neither the adapter nor --target says where its endpoint is")]
    NoEndpoint,
}

impl AdapterError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Command { .. } | Self::Start { .. } => {
                "give the program and its arguments in one text: --adapter \"python3 adapter.py\""
            }
            Self::Protocol { .. } => {
                "the adapter must answer hello with the protocol version that hello names"
            }
            Self::Malformed { .. } => {
                "an adapter writes one JSON object a line to stdout and all else to stderr; docs/adapter.md has every message"
            }
            Self::TooLong { .. } => "each answer of an adapter must be a line of its own",
            Self::Timeout { .. } => {
                "an adapter flushes stdout after each line; a slow one needs a longer --command-timeout"
            }
            Self::Ended { .. } => {
                "an adapter goes on answering until its stdin ends; its stderr should say why it did not"
            }
            Self::Failed { .. } => {
                "an adapter answers `error` for trouble of its own, and `refused` where the backend refuses"
            }
            Self::Incomplete { .. } => "docs/adapter.md shows the answer to create",
            Self::Repeated { .. } => {
                "every create must make a game session with an id of its own, also after reset"
            }
            Self::NotActive { .. } => {
                "the adapter must answer create with \"active\": true, or list activate"
            }
            Self::NoEndpoint => "give --target URL, or name the endpoint in the adapter's hello",
        }
    }

    /// Returns whether the adapter can still be asked for something else.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Failed { .. } | Self::Incomplete { .. } | Self::Repeated { .. }
        )
    }
}

/// The last lines of stderr at the end of a message.
struct Quoted<'a>(&'a [String]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(", and said nothing on stderr");
        }
        write!(f, "; it last said: {}", self.0.join(" / "))
    }
}
