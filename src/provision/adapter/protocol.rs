//! The messages between this program and an adapter: one JSON object a line, in both directions.
//!
//! `docs/adapter.md` shows each of them; the first of each side says which version it speaks.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSession, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::FleetId;
use crate::history::Move;

/// The version of the protocol.
pub(super) const PROTOCOL: u64 = 1;

/// Something that an adapter may be able to do beyond creating game sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ability {
    /// It makes a game session ACTIVE.
    Activate,
    /// It accepts a player, as a game server does when the player connects.
    Accept,
    /// It removes a player, as a game server does when the player leaves.
    Remove,
    /// It sets the player-session creation policy as a game server.
    Policy,
    /// It ends the game server of a game session.
    Terminate,
    /// It takes back a game session that no case asks for any more.
    End,
    /// It advances the backend's clock, which stands still otherwise.
    AdvanceClock,
    /// It puts the backend back to how it was at first.
    Reset,
}

impl Ability {
    /// Every ability.
    pub const ALL: [Self; 8] = [
        Self::Activate,
        Self::Accept,
        Self::Remove,
        Self::Policy,
        Self::Terminate,
        Self::End,
        Self::AdvanceClock,
        Self::Reset,
    ];

    /// Returns the name by which an adapter lists it, and by which a request asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Accept => "accept",
            Self::Remove => "remove",
            Self::Policy => "policy",
            Self::Terminate => "terminate",
            Self::End => "end",
            Self::AdvanceClock => "advance-clock",
            Self::Reset => "reset",
        }
    }

    /// Returns the ability of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ability| ability.name() == name)
    }
}

/// What an adapter is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Operation {
    /// A new game session.
    Create {
        case: String,
        maximum: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        properties: BTreeMap<String, String>,
    },
    Activate {
        game_session_id: String,
    },
    Accept {
        game_session_id: String,
        player_session_id: String,
    },
    Remove {
        game_session_id: String,
        player_session_id: String,
    },
    Policy {
        game_session_id: String,
        policy: &'static str,
    },
    Terminate {
        game_session_id: String,
    },
    End {
        game_session_id: String,
    },
    AdvanceClock {
        milliseconds: u64,
    },
    Reset {
        case: String,
    },
}

impl Operation {
    /// Returns the name by which the request asks for it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Activate { .. } => Ability::Activate.name(),
            Self::Accept { .. } => Ability::Accept.name(),
            Self::Remove { .. } => Ability::Remove.name(),
            Self::Policy { .. } => Ability::Policy.name(),
            Self::Terminate { .. } => Ability::Terminate.name(),
            Self::End { .. } => Ability::End.name(),
            Self::AdvanceClock { .. } => Ability::AdvanceClock.name(),
            Self::Reset { .. } => Ability::Reset.name(),
        }
    }

    /// Returns the request that carries out a move, and the ability that it takes.
    pub(super) fn of_move(movement: &Move) -> (Ability, Self) {
        match movement.clone() {
            Move::Activate { game_session_id } => (
                Ability::Activate,
                Self::Activate {
                    game_session_id: game_session_id.0,
                },
            ),
            Move::Accept {
                game_session_id,
                player_session_id,
            } => (
                Ability::Accept,
                Self::Accept {
                    game_session_id: game_session_id.0,
                    player_session_id: player_session_id.0,
                },
            ),
            Move::Remove {
                game_session_id,
                player_session_id,
            } => (
                Ability::Remove,
                Self::Remove {
                    game_session_id: game_session_id.0,
                    player_session_id: player_session_id.0,
                },
            ),
            Move::UpdatePolicy {
                game_session_id,
                policy,
            } => (
                Ability::Policy,
                Self::Policy {
                    game_session_id: game_session_id.0,
                    policy: policy.name(),
                },
            ),
            Move::EndProcess { game_session_id } => (
                Ability::Terminate,
                Self::Terminate {
                    game_session_id: game_session_id.0,
                },
            ),
        }
    }
}

/// What this program says first.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Greeting<'a> {
    /// The version of the protocol.
    pub(super) protocol: u64,
    /// The name and version of this program.
    pub(super) tool: &'static str,
    /// What the names of the run's players begin with.
    pub(super) run: &'a str,
    /// The Region that requests are signed for.
    pub(super) region: &'a str,
    /// Where requests will go, where the user has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) endpoint: Option<&'a str>,
}

#[derive(Serialize)]
struct HelloLine<'a> {
    hello: &'a Greeting<'a>,
}

#[derive(Serialize)]
struct RequestLine<'a> {
    id: u64,
    #[serde(flatten)]
    operation: &'a Operation,
}

/// Returns the first line.
pub(super) fn hello(greeting: &Greeting<'_>) -> Vec<u8> {
    line(&HelloLine { hello: greeting })
}

/// Returns the line that asks for an operation.
pub(super) fn request(id: u64, operation: &Operation) -> Vec<u8> {
    line(&RequestLine { id, operation })
}

fn line(message: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(message).expect("messages have text keys and whole numbers");
    line.push(b'\n');
    line
}

/// What an adapter says of itself and its backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introduction {
    /// What it can do beyond creating game sessions.
    pub abilities: BTreeSet<Ability>,
    /// Where the backend's HTTP endpoint is, `None` where the user has to say.
    pub endpoint: Option<String>,
    /// How late the backend may be, `None` where it is as late as any endpoint.
    pub tolerance: Option<Duration>,
    /// How long the backend holds a reservation, `None` where that is as usual.
    pub reservation_timeout: Option<Duration>,
    /// The fleet that game sessions are on, `None` where the backend has none.
    pub fleet_id: Option<FleetId>,
}

/// What is wrong with a line of an adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It speaks another version.
    Protocol(String),
    /// It is not what it should be; why, as a fragment.
    Malformed(String),
}

#[derive(Deserialize)]
struct IntroductionLine {
    hello: Hello,
}

#[derive(Deserialize)]
struct Hello {
    protocol: serde_json::Value,
    #[serde(default)]
    capabilities: Vec<String>,
    endpoint: Option<String>,
    tolerance: Option<String>,
    reservation_timeout: Option<String>,
    fleet_id: Option<String>,
}

/// Reads the first line of an adapter.
pub(super) fn introduction(line: &[u8]) -> Result<Introduction, Flaw> {
    let IntroductionLine { hello } = read(line)?;
    if hello.protocol != PROTOCOL {
        return Err(Flaw::Protocol(hello.protocol.to_string()));
    }
    let ability = |name: &String| {
        Ability::parse(name).ok_or_else(|| {
            let known = Ability::ALL.map(Ability::name).join(", ");
            Flaw::Malformed(format!("{name:?} is no capability, known are: {known}"))
        })
    };
    let abilities: Result<BTreeSet<Ability>, Flaw> =
        hello.capabilities.iter().map(ability).collect();
    Ok(Introduction {
        abilities: abilities?,
        endpoint: hello.endpoint,
        tolerance: duration("tolerance", hello.tolerance.as_deref())?,
        reservation_timeout: duration("reservation_timeout", hello.reservation_timeout.as_deref())?,
        fleet_id: hello.fleet_id.map(FleetId),
    })
}

fn duration(member: &str, text: Option<&str>) -> Result<Option<Duration>, Flaw> {
    let Some(text) = text else {
        return Ok(None);
    };
    let read = humantime::parse_duration(text);
    read.map(Some)
        .map_err(|error| Flaw::Malformed(format!("{member}, {text:?}: {error}")))
}

/// What an adapter answers where it could ask its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was done.
    Ok(Box<Made>),
    /// The backend would not do it.
    Refused {
        /// The status, as a game server's socket would have it.
        status: i64,
        /// The prose.
        message: Option<String>,
    },
}

/// What an adapter says of a game session that it has created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Made {
    pub(super) game_session_id: Option<String>,
    #[serde(default)]
    active: bool,
    maximum: Option<i64>,
    policy: Option<String>,
    name: Option<String>,
    properties: Option<BTreeMap<String, String>>,
    fleet_id: Option<String>,
}

#[derive(Deserialize)]
struct AnswerLine {
    id: u64,
    ok: Option<Box<Made>>,
    refused: Option<Refusal>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    status: i64,
    message: Option<String>,
}

/// Reads an answer, or the adapter's own trouble, with the number of the request that it is to.
pub(super) fn answer(line: &[u8]) -> Result<(u64, Result<Answer, String>), Flaw> {
    let line: AnswerLine = read(line)?;
    let answer = match (line.ok, line.refused, line.error) {
        (Some(made), None, None) => Ok(Answer::Ok(made)),
        (None, Some(Refusal { status, message }), None) => Ok(Answer::Refused { status, message }),
        (None, None, Some(error)) => Err(error),
        _ => {
            let why = "it has not exactly one of ok, refused and error".to_owned();
            return Err(Flaw::Malformed(why));
        }
    };
    Ok((line.id, answer))
}

fn read<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Flaw> {
    serde_json::from_slice(line).map_err(|error| Flaw::Malformed(error.to_string()))
}

impl Made {
    /// Returns the game session as a reply would have it; `Err` is what is wrong, as a fragment.
    pub(super) fn game_session(self) -> Result<GameSession, String> {
        let policy = self.policy.as_deref().map(|name| {
            PlayerSessionCreationPolicy::parse(name).ok_or_else(|| format!("{name:?} is no policy"))
        });
        let properties = self.properties.map(|properties| {
            let properties = properties.into_iter();
            properties
                .map(|(key, value)| GameProperty::new(key, value))
                .collect()
        });
        Ok(GameSession {
            game_session_id: Some(self.game_session_id.ok_or("it lacks game_session_id")?),
            name: self.name,
            fleet_id: self.fleet_id,
            maximum_player_session_count: self.maximum,
            status: Some(if self.active {
                GameSessionStatus::Active
            } else {
                GameSessionStatus::Activating
            }),
            game_properties: properties,
            player_session_creation_policy: policy.transpose()?,
            ..GameSession::default()
        })
    }
}
