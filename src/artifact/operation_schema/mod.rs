//! Operations in files: what was done, with every member of what came back.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Flaw;
use super::breakage_schema::{BreakageEntry, ProtocolEntry};
use crate::api::action::Action;
use crate::api::document::{Document, Problem};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::ids::{GameSessionId, PlayerSessionId};
use crate::api::json;
use crate::api::request::Request;
use crate::history::broken::{Broken, Protocol};
use crate::history::{Act, Command, Interval, Label, Move, Operation};

use heads::HeadsEntry;
use outcome::OutcomeEntry;

mod heads;
mod outcome;

/// An operation as it stands in a file; intervals are in nanoseconds since the run began.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationEntry {
    label: u32,
    client: u32,
    act: ActEntry,
    outcome: OutcomeEntry,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pages: Vec<usize>,
    #[serde(default, skip_serializing_if = "HeadsEntry::is_empty")]
    heads: HeadsEntry,
    order: [u64; 2],
    target_time: [u64; 2],
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ActEntry {
    Send {
        action: String,
        request: Value,
    },
    SendText {
        action: String,
        body: String,
    },
    SendBytes {
        action: String,
        body: Vec<u8>,
    },
    Provide {
        request: Value,
    },
    SendBroken {
        action: String,
        request: Value,
        breakage: BreakageEntry,
        protocol: ProtocolEntry,
    },
    Activate {
        game_session: String,
    },
    Accept {
        game_session: String,
        player_session: String,
    },
    Remove {
        game_session: String,
        player_session: String,
    },
    UpdatePolicy {
        game_session: String,
        policy: String,
    },
    EndProcess {
        game_session: String,
    },
    Advance,
}

impl From<&Operation> for OperationEntry {
    fn from(operation: &Operation) -> Self {
        Self {
            label: operation.label.0,
            client: operation.client,
            act: ActEntry::from(&operation.act),
            outcome: OutcomeEntry::from(&operation.outcome),
            pages: operation.pages.clone(),
            heads: HeadsEntry::from(&operation.heads),
            order: nanoseconds(operation.order),
            target_time: nanoseconds(operation.target_time),
        }
    }
}

impl TryFrom<OperationEntry> for Operation {
    type Error = Flaw;

    fn try_from(entry: OperationEntry) -> Result<Self, Flaw> {
        Ok(Self {
            label: Label(entry.label),
            client: entry.client,
            act: entry.act.try_into()?,
            outcome: entry.outcome.try_into()?,
            pages: entry.pages,
            heads: entry.heads.into(),
            order: interval(entry.order),
            target_time: interval(entry.target_time),
        })
    }
}

impl From<&Act> for ActEntry {
    fn from(act: &Act) -> Self {
        let movement = match act {
            Act::Command(Command::Typed(request)) => {
                return Self::Send {
                    action: request.action().name().to_owned(),
                    request: value(&request.to_document()),
                };
            }
            Act::Command(Command::Broken(broken)) => {
                return Self::SendBroken {
                    action: broken.action().name().to_owned(),
                    request: value(&broken.request.to_document()),
                    breakage: BreakageEntry(broken.breakage.clone()),
                    protocol: ProtocolEntry::from(broken.protocol),
                };
            }
            Act::Command(Command::Raw { action, body }) => {
                let action = action.name().to_owned();
                return match String::from_utf8(body.clone()) {
                    Ok(body) => Self::SendText { action, body },
                    Err(error) => Self::SendBytes {
                        action,
                        body: error.into_bytes(),
                    },
                };
            }
            Act::Provide(request) => {
                let request = Request::CreateGameSession(request.clone());
                return Self::Provide {
                    request: value(&request.to_document()),
                };
            }
            Act::Move(movement) => movement,
            Act::Advance => return Self::Advance,
        };
        let game_session = movement.game_session_id().0.clone();
        match movement {
            Move::Activate { .. } => Self::Activate { game_session },
            Move::Accept {
                player_session_id, ..
            } => Self::Accept {
                game_session,
                player_session: player_session_id.0.clone(),
            },
            Move::Remove {
                player_session_id, ..
            } => Self::Remove {
                game_session,
                player_session: player_session_id.0.clone(),
            },
            Move::UpdatePolicy { policy, .. } => Self::UpdatePolicy {
                game_session,
                policy: policy.name().to_owned(),
            },
            Move::EndProcess { .. } => Self::EndProcess { game_session },
        }
    }
}

impl TryFrom<ActEntry> for Act {
    type Error = Flaw;

    fn try_from(entry: ActEntry) -> Result<Self, Flaw> {
        let raw = |action: &str, body: Vec<u8>| {
            let action = self::action(action)?;
            Ok(Self::Command(Command::Raw { action, body }))
        };
        Ok(Self::Move(match entry {
            ActEntry::Send { action, request } => {
                let request = self::request(&action, &request)?;
                return Ok(Self::Command(Command::Typed(request)));
            }
            ActEntry::Provide { request } => {
                let request = self::request(Action::CreateGameSession.name(), &request)?;
                let Request::CreateGameSession(request) = request else {
                    let why = "it creates no game session".to_owned();
                    return Err(Flaw::field("request", why));
                };
                return Ok(Self::Provide(request));
            }
            ActEntry::SendBroken {
                action,
                request,
                breakage: BreakageEntry(breakage),
                protocol,
            } => {
                return Ok(Self::Command(Command::Broken(Box::new(Broken {
                    request: self::request(&action, &request)?,
                    breakage,
                    protocol: Protocol::from(protocol),
                }))));
            }
            ActEntry::SendText { action, body } => return raw(&action, body.into_bytes()),
            ActEntry::SendBytes { action, body } => return raw(&action, body),
            ActEntry::Activate { game_session } => Move::Activate {
                game_session_id: GameSessionId(game_session),
            },
            ActEntry::Accept {
                game_session,
                player_session,
            } => Move::Accept {
                game_session_id: GameSessionId(game_session),
                player_session_id: PlayerSessionId(player_session),
            },
            ActEntry::Remove {
                game_session,
                player_session,
            } => Move::Remove {
                game_session_id: GameSessionId(game_session),
                player_session_id: PlayerSessionId(player_session),
            },
            ActEntry::UpdatePolicy {
                game_session,
                policy,
            } => Move::UpdatePolicy {
                game_session_id: GameSessionId(game_session),
                policy: PlayerSessionCreationPolicy::parse(&policy).ok_or_else(|| {
                    Flaw::field("policy", format!("{policy:?} is no policy of the API"))
                })?,
            },
            ActEntry::EndProcess { game_session } => Move::EndProcess {
                game_session_id: GameSessionId(game_session),
            },
            ActEntry::Advance => return Ok(Self::Advance),
        }))
    }
}

fn request(action: &str, members: &Value) -> Result<Request, Flaw> {
    Request::read(self::action(action)?, &document(members)?).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
        Flaw::field("request", problems.join(", "))
    })
}

fn action(name: &str) -> Result<Action, Flaw> {
    Action::parse(name)
        .ok_or_else(|| Flaw::field("action", format!("{name:?} is no action of the API")))
}

fn value(document: &Document) -> Value {
    serde_json::from_slice(&json::write(document)).expect("what the codec writes is JSON")
}

fn document(value: &Value) -> Result<Document, Flaw> {
    json::parse(value.to_string().as_bytes()).map_err(|reason| Flaw::field("members", reason))
}

fn nanoseconds(interval: Interval) -> [u64; 2] {
    // 584 years fit.
    let count = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    [count(interval.start), count(interval.end)]
}

fn interval([start, end]: [u64; 2]) -> Interval {
    Interval {
        start: Duration::from_nanos(start),
        end: Duration::from_nanos(end),
    }
}
