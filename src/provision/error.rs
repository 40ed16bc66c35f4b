//! Why a stage could not do its part.

use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::ids::{FleetId, GameSessionId};
use crate::emulator::server::EmulatorError;
use crate::game_server::SocketError;
use crate::target::TargetError;

use super::adapter::AdapterError;
use super::journal::JournalError;
use super::{Leftover, hints};

/// Why a stage could not do its part; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A command could not be sent.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// What was to be created could not be noted first.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A game server could not do its part.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// The adapter could not do its part.
    #[error(transparent)]
    Adapter(#[from] AdapterError),
    /// The embedded emulator could not do its part.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// The target answered an exception.
    #[error("carry out {action}: the target answered {}", told_by(.exception))]
    Refused {
        /// The action.
        action: Action,
        /// The exception.
        exception: Exception,
    },
    /// The target answered what is no reply.
    #[error("read the reply to {action}, status {status}: {reason}")]
    Unreadable {
        /// The action.
        action: Action,
        /// The HTTP status.
        status: u16,
        /// Why, as a fragment.
        reason: String,
    },
    /// No reply came back.
    #[error("learn what came of {action}: {reason}")]
    Lost {
        /// The action.
        action: Action,
        /// Why, as a fragment.
        reason: String,
    },
    /// No fleet is given, and the target creates none.
    #[error("find a fleet: the target does not offer CreateFleet, and none is given")]
    NoFleet,
    /// A reply lacks what cannot be done without.
    #[error("set up a fleet: the target left {member} out of its reply")]
    Incomplete {
        /// The member.
        member: &'static str,
    },
    /// The fleet does not become ready.
    #[error("see fleet {fleet_id} become ACTIVE: its status is {status:?}")]
    NotActive {
        /// The fleet.
        fleet_id: FleetId,
        /// Its last status, empty where it was not found.
        status: String,
    },
    /// The fleet does not go away.
    #[error("see fleet {fleet_id} deleted: its status is {status:?}")]
    NotDeleted {
        /// The fleet.
        fleet_id: FleetId,
        /// Its last status.
        status: String,
    },
    /// The service did not take a process that says that it is ready.
    #[error("make a game-server process ready: status {status_code}, {message:?}")]
    ProcessRefused {
        /// The status code on the socket.
        status_code: i64,
        /// The prose, empty where there was none.
        message: String,
    },
    /// No process has learnt that it hosts a game session of the case.
    #[error("find the host of {game_session_id}: no process was pushed CreateGameSession for it")]
    Hostless {
        /// The game session.
        game_session_id: GameSessionId,
    },
    /// The target creates no fleet in a form that needs nothing else.
    #[error("create a fleet: the target answered {}", told_by(.exception))]
    NoSuchFleet {
        /// What it answered to the last form.
        exception: Exception,
    },
    /// A fleet that was given cannot be used.
    #[error("create a game session on the fleet {fleet_id}: the target answered {}", told_by(.exception))]
    UnfitFleet {
        /// The fleet, as it was given.
        fleet_id: FleetId,
        /// What it answered.
        exception: Exception,
    },
    /// A game session that was given cannot be used.
    #[error("use the game session {game_session_id}: {why}")]
    UnfitGameSession {
        /// The game session, as it was given.
        game_session_id: GameSessionId,
        /// Why, as a fragment.
        why: String,
    },
    /// Others have ended every game session that was given.
    #[error("go on: every game session that was given has ended: {}", told(.ended))]
    AllEnded {
        /// The game sessions, as they were given, with what the target tells of them.
        ended: Vec<(GameSessionId, String)>,
    },
    /// A game session was to be created although game sessions are given.
    #[error("create a game session: all game sessions are given, and none is created")]
    OnlyGiven,
    /// A case was begun on a stage that is not set up.
    #[error("begin a case: the stage is not set up")]
    NotSetUp,
    /// The set-up failed, and not all that it had created could be removed.
    #[error("{source}; left behind: {}", names(.left))]
    HalfMade {
        /// Why the set-up failed.
        source: Box<ProvisionError>,
        /// What is left.
        left: Vec<Leftover>,
    },
}

impl ProvisionError {
    /// Returns whether the target has spoken, so that it is its choice not to play along.
    pub fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Socket(_)
                | Self::ProcessRefused { .. }
                | Self::Refused { .. }
                | Self::Unreadable { .. }
                | Self::Incomplete { .. }
                | Self::NotActive { .. }
        )
    }

    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Target(error) => error.hint(),
            Self::Journal(error) => error.hint(),
            Self::Socket(error) => error.hint(),
            Self::Adapter(error) => error.hint(),
            Self::HalfMade { source, .. } => source.hint(),
            Self::Emulator(_) => "check that loopback ports may be opened here",
            Self::Refused { action, exception } => hints::refused(*action, &exception.kind),
            Self::Unreadable { .. } | Self::Incomplete { .. } => hints::NEEDED,
            Self::NoFleet => "give the fleet's id with --fleet",
            Self::NoSuchFleet { .. } => {
                "give a fleet's id with --fleet, or leave --provision out where the target has Anywhere fleets"
            }
            Self::UnfitFleet { .. } => {
                "it has to be ACTIVE and have a game server free; game sessions of an Anywhere fleet need a location, --fleet ID@LOCATION; without --fleet a run makes a fleet of its own"
            }
            Self::Lost { .. } => "a slow target needs a longer --command-timeout",
            Self::NotActive { .. } | Self::NotDeleted { .. } => {
                "the target's fleet events should say what the fleet waits for"
            }
            Self::ProcessRefused { .. } => {
                "the target must answer ActivateServerProcess on its socket with StatusCode 200"
            }
            Self::Hostless { .. } => {
                "the target must push CreateGameSession to a ready process of the fleet, and to no other"
            }
            Self::UnfitGameSession { .. } | Self::AllEnded { .. } => {
                "give with --game-session the ids of game sessions that are ACTIVE, as the target names them"
            }
            Self::NotSetUp | Self::OnlyGiven => "this is a defect of the program: please report it",
        }
    }
}

fn names(left: &[Leftover]) -> String {
    let names: Vec<&str> = left.iter().map(|leftover| leftover.name.as_str()).collect();
    names.join(", ")
}

fn told_by(exception: &Exception) -> String {
    let Exception { kind, message, .. } = exception;
    match message {
        Some(message) => format!("{kind}, {message}"),
        None => kind.to_string(),
    }
}

fn told(ended: &[(GameSessionId, String)]) -> String {
    let told: Vec<String> = ended
        .iter()
        .map(|(id, why)| format!("{id}: {why}"))
        .collect();
    told.join("; ")
}
