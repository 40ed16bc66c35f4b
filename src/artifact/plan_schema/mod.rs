//! Plans in files.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::artifact::breakage_schema::{BreakageEntry, ProtocolEntry};
use crate::history::Label;
use crate::history::broken::Protocol;
use crate::plan::step::{
    AliasHandle, BrokenStep, Chosen, Creation, DataMap, FleetHandle, Form, GameSessionHandle,
    GameSessionRef, Plan, PlanStep, PlayerQuery, PlayerSessionRef, Raced, Routing, Search, Step,
    Stray, Text, Wait, Wire,
};

use game_sessions::{CreationEntry, UpdateEntry};
use queries::{GameQueryEntry, PlayerQueryEntry, SearchEntry};
use stray::StrayEntry;
use values::{DataEntry, ModeEntry, PlayerEntry, PolicyEntry, ReferenceEntry, TextEntry};
use wait::WaitEntry;

mod game_sessions;
mod queries;
mod stray;
mod values;
mod wait;

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    race: Option<RacedEntry>,
    step: StepEntry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RacedEntry {
    client: NonZeroU32,
    pause_us: u32,
    #[serde(default, skip_serializing_if = "is_false")]
    loses_reply: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives it a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl From<Raced> for RacedEntry {
    fn from(raced: Raced) -> Self {
        let Raced {
            client,
            pause_us,
            loses_reply,
        } = raced;
        Self {
            client,
            pause_us,
            loses_reply,
        }
    }
}

impl From<RacedEntry> for Raced {
    fn from(raced: RacedEntry) -> Self {
        let RacedEntry {
            client,
            pause_us,
            loses_reply,
        } = raced;
        Self {
            client,
            pause_us,
            loses_reply,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireEntry {
    Json,
    Cbor,
    Sdk,
}

impl From<Wire> for WireEntry {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Json => Self::Json,
            Wire::Cbor => Self::Cbor,
            Wire::Sdk => Self::Sdk,
        }
    }
}

impl From<WireEntry> for Wire {
    fn from(entry: WireEntry) -> Self {
        match entry {
            WireEntry::Json => Self::Json,
            WireEntry::Cbor => Self::Cbor,
            WireEntry::Sdk => Self::Sdk,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StepEntry {
    CreateGameSession(CreationEntry),
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
    DescribePlayerSessions(PlayerQueryEntry),
    DescribeGameSessions(GameQueryEntry),
    DescribeGameSessionDetails(GameQueryEntry),
    SearchGameSessions(SearchEntry),
    UpdateGameSession(UpdateEntry),
    TerminateGameSession {
        game_session: ReferenceEntry,
        mode: ModeEntry,
    },
    CreateAlias {
        handle: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fleet: Option<u32>,
    },
    Activate(u32),
    Accept(PlayerEntry),
    Remove(PlayerEntry),
    Stray(StrayEntry),
    SetPolicy {
        game_session: u32,
        policy: PolicyEntry,
    },
    EndProcess(u32),
    Broken {
        request: Box<StepEntry>,
        breakage: BreakageEntry,
        protocol: ProtocolEntry,
    },
    Wait(WaitEntry),
}

impl From<&Plan> for PlanEntry {
    fn from(plan: &Plan) -> Self {
        let entry = |step: &PlanStep| PlanStepEntry {
            label: step.label.0,
            wire: step.wire.map(WireEntry::from),
            race: step.race.map(RacedEntry::from),
            step: StepEntry::from(&step.step),
        };
        Self(plan.steps.iter().map(entry).collect())
    }
}

impl From<PlanEntry> for Plan {
    fn from(PlanEntry(steps): PlanEntry) -> Self {
        let step = |entry: PlanStepEntry| PlanStep {
            label: Label(entry.label),
            wire: entry.wire.map(Wire::from),
            race: entry.race.map(Raced::from),
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
            Step::CreateGameSession(creation) => {
                Self::CreateGameSession(CreationEntry::from(creation))
            }
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
            Step::DescribePlayerSessions(query) => {
                Self::DescribePlayerSessions(PlayerQueryEntry::from(query))
            }
            Step::DescribeGameSessions(query) => match query.form {
                Form::Plain => Self::DescribeGameSessions(GameQueryEntry::from(query)),
                Form::Details => Self::DescribeGameSessionDetails(GameQueryEntry::from(query)),
            },
            Step::SearchGameSessions(search) => Self::SearchGameSessions(SearchEntry::from(search)),
            Step::UpdateGameSession {
                game_session,
                changes,
            } => Self::UpdateGameSession(UpdateEntry::of(*game_session, changes)),
            Step::TerminateGameSession { game_session, mode } => Self::TerminateGameSession {
                game_session: ReferenceEntry::from(*game_session),
                mode: ModeEntry::from(*mode),
            },
            Step::CreateAlias { handle, routing } => Self::CreateAlias {
                handle: handle.0,
                fleet: routing.fleet().map(|fleet| fleet.0),
            },
            Step::Activate(handle) => Self::Activate(handle.0),
            Step::Accept(player) => Self::Accept(PlayerEntry::from(*player)),
            Step::Remove(player) => Self::Remove(PlayerEntry::from(*player)),
            Step::Stray(stray) => Self::Stray(StrayEntry::from(*stray)),
            Step::SetPolicy {
                game_session,
                policy,
            } => Self::SetPolicy {
                game_session: game_session.0,
                policy: PolicyEntry::from(*policy),
            },
            Step::EndProcess(handle) => Self::EndProcess(handle.0),
            Step::Broken(broken) => Self::Broken {
                request: Box::new(Self::from(&*broken.request)),
                breakage: BreakageEntry(broken.breakage.clone()),
                protocol: ProtocolEntry::from(broken.protocol),
            },
            Step::Wait(wait) => Self::Wait(WaitEntry::from(*wait)),
        }
    }
}

impl From<StepEntry> for Step {
    fn from(entry: StepEntry) -> Self {
        match entry {
            StepEntry::CreateGameSession(entry) => Self::CreateGameSession(Creation::from(entry)),
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
            StepEntry::DescribePlayerSessions(entry) => {
                Self::DescribePlayerSessions(PlayerQuery::from(entry))
            }
            StepEntry::DescribeGameSessions(entry) => {
                Self::DescribeGameSessions(entry.into_query(Form::Plain))
            }
            StepEntry::DescribeGameSessionDetails(entry) => {
                Self::DescribeGameSessions(entry.into_query(Form::Details))
            }
            StepEntry::SearchGameSessions(entry) => Self::SearchGameSessions(Search::from(entry)),
            StepEntry::UpdateGameSession(entry) => entry.into_step(),
            StepEntry::TerminateGameSession { game_session, mode } => Self::TerminateGameSession {
                game_session: GameSessionRef::from(game_session),
                mode: Chosen::from(mode),
            },
            StepEntry::CreateAlias { handle, fleet } => Self::CreateAlias {
                handle: AliasHandle(handle),
                routing: fleet.map_or(Routing::Terminal, |fleet| {
                    Routing::Fleet(FleetHandle(fleet))
                }),
            },
            StepEntry::Activate(handle) => Self::Activate(GameSessionHandle(handle)),
            StepEntry::Accept(player) => Self::Accept(PlayerSessionRef::from(player)),
            StepEntry::Remove(player) => Self::Remove(PlayerSessionRef::from(player)),
            StepEntry::Stray(entry) => Self::Stray(Stray::from(entry)),
            StepEntry::SetPolicy {
                game_session,
                policy,
            } => Self::SetPolicy {
                game_session: GameSessionHandle(game_session),
                policy: PlayerSessionCreationPolicy::from(policy),
            },
            StepEntry::EndProcess(handle) => Self::EndProcess(GameSessionHandle(handle)),
            StepEntry::Broken {
                request,
                breakage: BreakageEntry(breakage),
                protocol,
            } => Self::Broken(BrokenStep {
                request: Box::new(Self::from(*request)),
                breakage,
                protocol: Protocol::from(protocol),
            }),
            StepEntry::Wait(entry) => Self::Wait(Wait::from(entry)),
        }
    }
}
