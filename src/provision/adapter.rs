//! The mode `adapter`: a program of the user's provides the game sessions of its own backend.
//!
//! Game sessions come from the program and the moves of game servers go through it; all commands
//! go to the backend's endpoint. What the program does not list it is not asked for. How it is
//! spoken to is told in `docs/adapter.md`.

mod child;
mod error;
mod process;
mod protocol;
mod stderr;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::api::game_session::GameSessionStatus;
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::CreateGameSession;
use crate::clock::Clock;
use crate::history::{Command, Move, Outcome};
use crate::plan::binding::FleetSite;
use crate::plan::inputs::{Capability, MoveKind};
use crate::plan::step::Wire;
use crate::target::Target;

use super::aliases::Aliases;
use super::anywhere::AnywhereOptions;
use super::case::{Case, Performed};
use super::mode::{Begun, Hosts, Mode, Provider};
use super::requests::Requests;
use super::target_clock::{CountedClock, TargetClock};
use super::{Leftover, Needs, ProvisionError, Stage};

use child::Child;
use protocol::{Answer, Greeting, Operation, PROTOCOL};

pub use error::AdapterError;
pub use protocol::{Ability, Introduction};

/// The fleet in ids and queries of a backend that names none of its own; no backend has it.
pub(super) const NO_FLEET: &str = "fleet-00000000-0000-4000-8000-000000000001";

/// How an adapter is started.
#[derive(Clone, Debug)]
pub struct AdapterOptions<'a> {
    /// The program and its arguments, quoted as a shell has it.
    pub command: &'a str,
    /// What the names of the run's players begin with.
    pub run_id: &'a str,
    /// The Region that requests are signed for.
    pub region: &'a str,
    /// Where commands will go, `None` where the adapter is to say.
    pub endpoint: Option<&'a str>,
    /// How long each of its answers may take.
    pub timeout: Duration,
    /// Where the lines go that it writes to stderr.
    pub log: mpsc::UnboundedSender<String>,
}

/// A program that provides the game sessions of a backend; dropping it ends it.
#[derive(Debug)]
pub struct Adapter {
    child: Arc<Child>,
    introduction: Introduction,
}

impl Adapter {
    /// Starts the program and lets it introduce itself.
    pub async fn start(options: AdapterOptions<'_>) -> Result<Self, AdapterError> {
        let greeting = Greeting {
            protocol: PROTOCOL,
            tool: concat!("gamelift-conformance ", env!("CARGO_PKG_VERSION")),
            run: options.run_id,
            region: options.region,
            endpoint: options.endpoint,
        };
        let (child, introduction) =
            Child::start(options.command, &greeting, options.timeout, options.log).await?;
        Ok(Self {
            child: Arc::new(child),
            introduction,
        })
    }

    /// Returns what the program says of itself and its backend.
    pub fn introduction(&self) -> &Introduction {
        &self.introduction
    }
}

impl Stage {
    /// Returns a stage on `target`, the endpoint of the backend whose game sessions the adapter
    /// provides; `clock` is the run's.
    pub fn adapter(
        adapter: Adapter,
        target: Arc<dyn Target>,
        options: AnywhereOptions,
        clock: Clock,
    ) -> Self {
        let Adapter {
            child,
            introduction,
        } = adapter;
        let can_advance = introduction.abilities.contains(&Ability::AdvanceClock);
        let counted = can_advance.then(CountedClock::new);
        let target_clock = match &counted {
            Some(counted) => TargetClock::Counted(Arc::clone(counted)),
            None => TargetClock::Wall(clock.clone()),
        };
        let fleet_id = introduction.fleet_id.unwrap_or_else(|| NO_FLEET.into());
        let mode = ByAdapter(Arc::new(Shared {
            child,
            abilities: introduction.abilities,
            clock: clock.clone(),
            counted,
            fleet: FleetSite::without_location(fleet_id.as_str()),
            made: Mutex::default(),
        }));
        Self {
            requests: Requests {
                target,
                clock,
                patience: options.patience,
                journal: options.journal,
                lacking: options.lacking,
            },
            target_clock,
            aliases: Aliases::default(),
            run_id: options.run_id,
            region: options.region,
            mode: Box::new(mode),
        }
    }
}

/// What all cases of a run share.
#[derive(Debug)]
struct Shared {
    child: Arc<Child>,
    abilities: BTreeSet<Ability>,
    clock: Clock,
    /// The backend's clock, where it is advanced.
    counted: Option<Arc<CountedClock>>,
    fleet: FleetSite,
    /// The game sessions that were made, with the cases that they were made for.
    made: Mutex<BTreeMap<GameSessionId, String>>,
}

/// Game sessions that an adapter provides.
#[derive(Debug)]
struct ByAdapter(Arc<Shared>);

impl Shared {
    fn can(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
    }

    /// Asks for something that is done or is trouble.
    async fn order(&self, operation: Operation) -> Result<(), ProvisionError> {
        match self.child.ask(&operation).await? {
            Answer::Ok(_) => Ok(()),
            Answer::Refused { status, message } => Err(AdapterError::Failed {
                asked: operation.name().to_owned(),
                message: message.unwrap_or_else(|| format!("status {status}")),
            }
            .into()),
        }
    }

    async fn begin(self: &Arc<Self>, label: &str) -> Result<Begun, ProvisionError> {
        let case = label.to_owned();
        if self.can(Ability::Reset) {
            self.order(Operation::Reset { case: case.clone() }).await?;
        }
        Ok(Begun {
            fleets: vec![self.fleet.clone()],
            hosts: Arc::new(Hosting {
                shared: Arc::clone(self),
                case,
            }),
            lacks: None,
        })
    }

    /// Takes note of a game session, which no other has been before.
    fn note(&self, id: &GameSessionId, case: &str) -> Result<(), AdapterError> {
        // The change is whole before anything can panic.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        match made.insert(id.clone(), case.to_owned()) {
            None => Ok(()),
            Some(case) => Err(AdapterError::Repeated {
                game_session_id: id.0.clone(),
                case,
            }),
        }
    }

    async fn advance(&self, clock: &CountedClock, moment: Duration) -> Result<(), ProvisionError> {
        let ahead = moment.saturating_sub(clock.now());
        if ahead.is_zero() {
            return Ok(());
        }
        // A part of a millisecond more is late by less than anything is told apart by.
        let milliseconds = ahead.as_nanos().div_ceil(1_000_000);
        let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
        self.order(Operation::AdvanceClock { milliseconds }).await?;
        clock.advance(Duration::from_millis(milliseconds));
        Ok(())
    }
}

impl Mode for ByAdapter {
    fn abilities(&self) -> Vec<Capability> {
        let mut abilities = vec![Capability::ProvidedGameSessions];
        abilities.extend(self.0.abilities.iter().filter_map(|one| capability(*one)));
        if !self.0.can(Ability::Activate) {
            abilities.push(Capability::SelfActivation);
        }
        abilities
    }

    /// The adapter has set up what it needs before it introduced itself.
    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>> {
        std::future::ready(Ok(())).boxed()
    }

    fn begin<'a>(
        &'a self,
        label: &'a str,
        _: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>> {
        self.0.begin(label).boxed()
    }

    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>> {
        async {
            self.0.child.end().await;
            Vec::new()
        }
        .boxed()
    }

    /// What is reset or whose clock is advanced is in the hands of one case.
    fn case_limit(&self) -> Option<usize> {
        let is_exclusive = self.0.can(Ability::Reset) || self.0.can(Ability::AdvanceClock);
        is_exclusive.then_some(1)
    }
}

/// The game sessions of a case.
#[derive(Debug)]
struct Hosting {
    shared: Arc<Shared>,
    /// The case's label.
    case: String,
}

impl Hosting {
    async fn make(&self, request: &CreateGameSession) -> Result<Outcome, ProvisionError> {
        let properties = request.game_properties.iter().flatten();
        let operation = Operation::Create {
            case: self.case.clone(),
            maximum: request.maximum_player_session_count,
            name: request.name.clone(),
            properties: properties
                .map(|property| (property.key.clone(), property.value.clone()))
                .collect(),
        };
        let made = match self.shared.child.ask(&operation).await? {
            Answer::Ok(made) => made,
            refused @ Answer::Refused { .. } => return Ok(outcome(refused)),
        };
        let session = made
            .game_session()
            .map_err(|reason| AdapterError::Incomplete { reason })?;
        let id = session.game_session_id.clone().unwrap_or_default();
        self.shared.note(&GameSessionId(id.clone()), &self.case)?;
        let is_active = session.status == Some(GameSessionStatus::Active);
        if !is_active && !self.shared.can(Ability::Activate) {
            let game_session_id = id;
            return Err(AdapterError::NotActive { game_session_id }.into());
        }
        Ok(Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(Some(session)),
            problems: Vec::new(),
        }))
    }

    async fn carry_out(&self, movement: &Move) -> Result<Option<Outcome>, ProvisionError> {
        let (ability, operation) = Operation::of_move(movement);
        if !self.shared.can(ability) {
            return Ok(None);
        }
        let answer = self.shared.child.ask(&operation).await?;
        Ok(Some(outcome(answer)))
    }

    async fn give_back(&self, id: &GameSessionId) -> Result<(), ProvisionError> {
        let game_session_id = id.0.clone();
        if self.shared.can(Ability::Reset) {
            // The next case does not find it any more.
            return Ok(());
        }
        let operation = if self.shared.can(Ability::End) {
            Operation::End { game_session_id }
        } else if self.shared.can(Ability::Terminate) {
            Operation::Terminate { game_session_id }
        } else {
            return Ok(());
        };
        // A refusal means that it has ended already.
        self.shared.child.ask(&operation).await?;
        Ok(())
    }
}

impl Provider for Hosting {
    fn provide<'a>(
        &'a self,
        request: &'a CreateGameSession,
    ) -> BoxFuture<'a, Result<Outcome, ProvisionError>> {
        self.make(request).boxed()
    }
}

impl Hosts for Hosting {
    fn provider(&self) -> Option<&dyn Provider> {
        Some(self)
    }

    fn create<'a>(
        &'a self,
        case: &'a Case<'_>,
        (command, wire): (&'a Command, Option<Wire>),
    ) -> BoxFuture<'a, Result<Performed, ProvisionError>> {
        case.follow(command, wire).boxed()
    }

    fn perform<'a>(
        &'a self,
        movement: &'a Move,
    ) -> BoxFuture<'a, Result<Option<Outcome>, ProvisionError>> {
        self.carry_out(movement).boxed()
    }

    fn end<'a>(
        &'a self,
        game_session_id: &'a GameSessionId,
    ) -> BoxFuture<'a, Result<(), ProvisionError>> {
        self.give_back(game_session_id).boxed()
    }

    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            match &self.shared.counted {
                Some(clock) => self.shared.advance(clock, moment).await?,
                None => self.shared.clock.sleep_until(moment).await,
            }
            Ok(())
        }
        .boxed()
    }
}

/// Returns the capability of a target that an ability of its adapter is, `None` where it is none.
fn capability(ability: Ability) -> Option<Capability> {
    Some(match ability {
        Ability::Activate => Capability::Move(MoveKind::Activate),
        Ability::Accept => Capability::Move(MoveKind::Accept),
        Ability::Remove => Capability::Move(MoveKind::Remove),
        Ability::Policy => Capability::Move(MoveKind::SetPolicy),
        Ability::Terminate => Capability::Move(MoveKind::EndProcess),
        Ability::AdvanceClock => Capability::AdvanceableClock,
        Ability::End | Ability::Reset => return None,
    })
}

fn outcome(answer: Answer) -> Outcome {
    match answer {
        Answer::Ok(_) => Outcome::Done,
        Answer::Refused { status, message } => Outcome::Refused {
            status_code: status,
            message,
        },
    }
}
