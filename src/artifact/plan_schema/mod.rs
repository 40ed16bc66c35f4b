//! Plans in files.

use serde::{Deserialize, Serialize};

use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::history::Label;
use crate::plan::step::{
    Changes, Creation, DataMap, FleetHandle, GameSessionHandle, GameSessionRef, Offset, Plan,
    PlanStep, PlayerSessionRef, Step, Text, Wait, Wire,
};

use values::{DataEntry, OffsetEntry, PlayerEntry, PolicyEntry, ReferenceEntry, TextEntry};

mod values;

/// A plan as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct PlanEntry(Vec<PlanStepEntry>);

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanStepEntry {
    label: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wire: Option<WireEntry>,
    step: StepEntry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireEntry {
    Json,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StepEntry {
    CreateGameSession {
        handle: u32,
        fleet: u32,
        maximum: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TextEntry>,
    },
    CreatePlayerSessions {
        game_session: ReferenceEntry,
        players: Vec<TextEntry>,
        data: DataEntry,
    },
    CreatePlayerSession {
        game_session: ReferenceEntry,
        player: TextEntry,
        data: Option<TextEntry>,
    },
    DescribePlayerSessions {
        game_session: ReferenceEntry,
        limit: Option<i64>,
    },
    DescribeGameSessions {
        game_session: ReferenceEntry,
    },
    UpdateGameSession {
        game_session: ReferenceEntry,
        maximum: Option<i64>,
        policy: Option<PolicyEntry>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TextEntry>,
    },
    Activate(u32),
    Accept(PlayerEntry),
    Remove(PlayerEntry),
    EndProcess(u32),
    Wait {
        deadline_of: u32,
        offset: OffsetEntry,
    },
}

impl From<&Plan> for PlanEntry {
    fn from(plan: &Plan) -> Self {
        let entry = |step: &PlanStep| PlanStepEntry {
            label: step.label.0,
            wire: step.wire.map(|Wire::Json| WireEntry::Json),
            step: StepEntry::from(&step.step),
        };
        Self(plan.steps.iter().map(entry).collect())
    }
}

impl From<PlanEntry> for Plan {
    fn from(PlanEntry(steps): PlanEntry) -> Self {
        let step = |entry: PlanStepEntry| PlanStep {
            label: Label(entry.label),
            wire: entry.wire.map(|WireEntry::Json| Wire::Json),
            step: Step::from(entry.step),
        };
        Self {
            steps: steps.into_iter().map(step).collect(),
        }
    }
}

impl From<&Step> for StepEntry {
    fn from(step: &Step) -> Self {
        match step {
            Step::CreateGameSession(creation) => Self::CreateGameSession {
                handle: creation.handle.0,
                fleet: creation.fleet.0,
                maximum: creation.maximum,
                name: creation.name.as_ref().map(TextEntry::from),
            },
            Step::CreatePlayerSessions {
                game_session,
                players,
                data,
            } => Self::CreatePlayerSessions {
                game_session: ReferenceEntry::from(*game_session),
                players: players.iter().map(TextEntry::from).collect(),
                data: DataEntry::from(data),
            },
            Step::CreatePlayerSession {
                game_session,
                player,
                data,
            } => Self::CreatePlayerSession {
                game_session: ReferenceEntry::from(*game_session),
                player: TextEntry::from(player),
                data: data.as_ref().map(TextEntry::from),
            },
            Step::DescribePlayerSessions {
                game_session,
                limit,
            } => Self::DescribePlayerSessions {
                game_session: ReferenceEntry::from(*game_session),
                limit: *limit,
            },
            Step::DescribeGameSessions { game_session } => Self::DescribeGameSessions {
                game_session: ReferenceEntry::from(*game_session),
            },
            Step::UpdateGameSession {
                game_session,
                changes,
            } => Self::UpdateGameSession {
                game_session: ReferenceEntry::from(*game_session),
                maximum: changes.maximum,
                policy: changes.policy.map(PolicyEntry::from),
                name: changes.name.as_ref().map(TextEntry::from),
            },
            Step::Activate(handle) => Self::Activate(handle.0),
            Step::Accept(player) => Self::Accept(PlayerEntry::from(*player)),
            Step::Remove(player) => Self::Remove(PlayerEntry::from(*player)),
            Step::EndProcess(handle) => Self::EndProcess(handle.0),
            Step::Wait(wait) => Self::Wait {
                deadline_of: wait.deadline_of.0,
                offset: OffsetEntry::from(wait.offset),
            },
        }
    }
}

impl From<StepEntry> for Step {
    fn from(entry: StepEntry) -> Self {
        match entry {
            StepEntry::CreateGameSession {
                handle,
                fleet,
                maximum,
                name,
            } => Self::CreateGameSession(Creation {
                handle: GameSessionHandle(handle),
                fleet: FleetHandle(fleet),
                maximum,
                name: name.map(Text::from),
            }),
            StepEntry::CreatePlayerSessions {
                game_session,
                players,
                data,
            } => Self::CreatePlayerSessions {
                game_session: GameSessionRef::from(game_session),
                players: players.into_iter().map(Text::from).collect(),
                data: DataMap::from(data),
            },
            StepEntry::CreatePlayerSession {
                game_session,
                player,
                data,
            } => Self::CreatePlayerSession {
                game_session: GameSessionRef::from(game_session),
                player: Text::from(player),
                data: data.map(Text::from),
            },
            StepEntry::DescribePlayerSessions {
                game_session,
                limit,
            } => Self::DescribePlayerSessions {
                game_session: GameSessionRef::from(game_session),
                limit,
            },
            StepEntry::DescribeGameSessions { game_session } => Self::DescribeGameSessions {
                game_session: GameSessionRef::from(game_session),
            },
            StepEntry::UpdateGameSession {
                game_session,
                maximum,
                policy,
                name,
            } => Self::UpdateGameSession {
                game_session: GameSessionRef::from(game_session),
                changes: Changes {
                    maximum,
                    policy: policy.map(PlayerSessionCreationPolicy::from),
                    name: name.map(Text::from),
                },
            },
            StepEntry::Activate(handle) => Self::Activate(GameSessionHandle(handle)),
            StepEntry::Accept(player) => Self::Accept(PlayerSessionRef::from(player)),
            StepEntry::Remove(player) => Self::Remove(PlayerSessionRef::from(player)),
            StepEntry::EndProcess(handle) => Self::EndProcess(GameSessionHandle(handle)),
            StepEntry::Wait {
                deadline_of,
                offset,
            } => Self::Wait(Wait {
                deadline_of: Label(deadline_of),
                offset: Offset::from(offset),
            }),
        }
    }
}
