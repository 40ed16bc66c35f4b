//! A case on a stage: its commands, its game servers' moves and its waits, each with its times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;

use crate::api::exception::ExceptionKind;
use crate::api::ids::{AliasId, FleetId, GameSessionId};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateAlias, CreateGameSession, Request};
use crate::api::socket::{Answer, Call};
use crate::game_server::SocketError;
use crate::history::{Command, Interval, Move, Outcome};
use crate::plan::binding::{FleetSite, Site};
use crate::plan::step::Wire;
use crate::target::Exchange;
use crate::target::pages::{self, Followed};

use super::pool::Pool;
use super::{ProvisionError, Stage};

/// The pauses before a create is repeated that found no ready process: the service may know of
/// one a little later than it has said so.
const CAPACITY_PAUSES: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

/// A case on a stage.
#[derive(Debug)]
pub struct Case<'a> {
    stage: &'a Stage,
    site: Site,
    /// The processes of each fleet, in the order of the site's fleets.
    pools: [Arc<Pool>; 2],
    /// What the case does without, with the reasons.
    lacks: Mutex<BTreeSet<String>>,
    /// The aliases that the case created, with the fleets that they lead to.
    aliases: Mutex<BTreeMap<AliasId, Option<FleetId>>>,
    /// The game sessions that the case created, with whether a host turned up.
    created: Mutex<BTreeMap<GameSessionId, bool>>,
}

/// What was done at a case's request, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// What came of it.
    pub outcome: Outcome,
    /// When it was begun and ended, on the run's monotonic clock.
    pub order: Interval,
    /// When it took effect, on the target's clock: a point where that is advanced.
    pub target_time: Interval,
    /// What travelled over HTTP, in order; empty for moves and waits.
    pub exchanges: Vec<Exchange>,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        stage: &'a Stage,
        site: Site,
        pools: [Arc<Pool>; 2],
        lacks: Option<String>,
    ) -> Self {
        Self {
            stage,
            site,
            pools,
            lacks: Mutex::new(lacks.into_iter().collect()),
            aliases: Mutex::default(),
            created: Mutex::default(),
        }
    }

    /// Returns where the case runs.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Returns what the case has had to do without so far, with the reasons.
    pub fn lacks(&self) -> BTreeSet<String> {
        lock(&self.lacks).clone()
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        self.stage.now()
    }

    /// Sends a command: a describe with all its pages, a `CreateGameSession` when a process is
    /// ready for it.
    ///
    /// After a `CreateGameSession` it waits, for a while, for the process that is to be the host
    /// to learn so; the times are those of the command alone.
    pub async fn send(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        if let Command::Typed(Request::CreateAlias(request)) = command {
            let performed = self.follow(command, wire).await?;
            self.note_alias(request, &performed.outcome);
            return Ok(performed);
        }
        let Command::Typed(Request::CreateGameSession(request)) = command else {
            return self.follow(command, wire).await;
        };
        let pool = self.pool(request);
        let slot = pool.ready().await?;
        let mut performed = self.follow(command, wire).await?;
        if self.stage.is_wall_time() {
            for pause in CAPACITY_PAUSES {
                if !lacks_capacity(&performed.outcome) {
                    break;
                }
                self.stage.clock.pause(pause).await;
                let earlier = performed.exchanges;
                performed = self.follow(command, wire).await?;
                performed.exchanges.splice(0..0, earlier);
            }
        }
        if let Some(game_session_id) = created(&performed.outcome) {
            // One that was there before has its host, or has ended.
            let is_new = !self.created().contains_key(&game_session_id);
            if is_new {
                // Without a host the game session is there all the same: moves will tell.
                let has_host = pool.await_host(&game_session_id).await;
                self.created().insert(game_session_id, has_host);
            }
        }
        drop(slot);
        Ok(performed)
    }

    /// Makes the game server move that hosts the game session.
    ///
    /// `None` means that no process hosts it (any more), so that nothing was sent.
    pub async fn perform(&self, movement: &Move) -> Result<Option<Performed>, ProvisionError> {
        let begun = self.times();
        let game_session_id = movement.game_session_id();
        let answered = match call(movement) {
            None => self.end_host(game_session_id).await,
            Some(call) => match self
                .pools
                .iter()
                .find_map(|pool| pool.host(game_session_id))
            {
                Some(host) => Some(host.call(&call).await),
                None => None,
            },
        };
        let outcome = match answered {
            None if self.created().get(game_session_id) == Some(&false) => {
                let game_session_id = game_session_id.clone();
                return Err(ProvisionError::Hostless { game_session_id });
            }
            None => return Ok(None),
            Some(Ok(answer)) => outcome_of(answer),
            Some(Err(SocketError::Lost { reason, .. })) => Outcome::Lost { reason },
            Some(Err(error)) => return Err(error.into()),
        };
        Ok(Some(self.performed(begun, outcome, Vec::new())))
    }

    /// Lets time pass until the target's clock shows `moment`.
    pub async fn wait_until(&self, moment: Duration) -> Result<Performed, ProvisionError> {
        let begun = self.times();
        self.stage.wait_until(moment, &self.pools).await?;
        Ok(self.performed(begun, Outcome::Done, Vec::new()))
    }

    /// Ends the processes that the case left running.
    pub async fn end(self) -> Result<(), ProvisionError> {
        // An embedded target forgets the whole case when the next begins.
        if !self.stage.is_wall_time() {
            return Ok(());
        }
        let aliases = std::mem::take(&mut *lock(&self.aliases));
        for id in aliases.keys() {
            // What cannot be deleted is tried again, and told, when the stage goes.
            let deleted = self.stage.aliases.delete(id, &self.stage.fleet).await;
            if let Err(ProvisionError::Target(error)) = deleted {
                return Err(error.into());
            }
        }
        let created = std::mem::take(&mut *self.created());
        let ended = join_all(created.keys().map(|id| self.end_host(id))).await;
        for answer in ended.into_iter().flatten() {
            // A refusal means that the service has ended it first.
            answer?;
        }
        Ok(())
    }

    /// Takes note of what came of the creation of an alias.
    fn note_alias(&self, request: &CreateAlias, outcome: &Outcome) {
        if let Some(id) = self.stage.aliases.note(&request.name, outcome) {
            let fleet_id = request.routing_strategy.fleet_id.clone();
            lock(&self.aliases).insert(id, fleet_id);
            return;
        }
        let reason = match outcome {
            Outcome::Replied(Reply::Exception(exception)) => {
                format!("the target answered {}", exception.kind)
            }
            Outcome::Replied(Reply::Unreadable { status, .. }) => {
                format!("the target answered status {status}")
            }
            Outcome::Replied(Reply::Response { .. }) | Outcome::Done | Outcome::Refused { .. } => {
                "the target left AliasId out of its reply".to_owned()
            }
            Outcome::Lost { reason } => reason.clone(),
        };
        lock(&self.lacks).insert(format!(
            "aliases: failed to carry out CreateAlias: {reason}"
        ));
    }

    /// Returns the processes of the fleet that a game session is to be created on.
    fn pool(&self, request: &CreateGameSession) -> &Arc<Pool> {
        let aliases = lock(&self.aliases);
        let alias = request.alias_id.as_ref().and_then(|id| aliases.get(id));
        let fleet_id = request.fleet_id.as_ref().or(alias.and_then(Option::as_ref));
        let is_asked = |fleet: &FleetSite| Some(&fleet.fleet_id) == fleet_id;
        let index = self.site.fleets.iter().position(is_asked);
        let index = index.unwrap_or_default();
        self.pools.get(index).unwrap_or(&self.pools[0])
    }

    /// Ends the process that hosts a game session, `None` where none does (any more).
    async fn end_host(&self, id: &GameSessionId) -> Option<Result<Answer, SocketError>> {
        for pool in &self.pools {
            if let Some(answer) = pool.end(id).await {
                return Some(answer);
            }
        }
        None
    }

    async fn follow(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        let begun = self.times();
        let Followed { outcome, exchanges } =
            pages::follow(self.stage.target(), &self.stage.clock, command, wire).await?;
        Ok(self.performed(begun, outcome, exchanges))
    }

    /// Returns the time on the run's clock and on the target's.
    fn times(&self) -> (Duration, Duration) {
        (self.stage.clock.now(), self.stage.now())
    }

    fn performed(
        &self,
        (order, target_time): (Duration, Duration),
        outcome: Outcome,
        exchanges: Vec<Exchange>,
    ) -> Performed {
        let ended = self.times();
        Performed {
            outcome,
            order: Interval {
                start: order,
                end: ended.0,
            },
            target_time: Interval {
                start: target_time,
                end: ended.1,
            },
            exchanges,
        }
    }

    fn created(&self) -> MutexGuard<'_, BTreeMap<GameSessionId, bool>> {
        lock(&self.created)
    }
}

/// Each change of what a case keeps is whole before anything can panic.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the call that a move is, `None` for the end of the process.
fn call(movement: &Move) -> Option<Call> {
    match movement.clone() {
        Move::Activate { game_session_id } => Some(Call::ActivateGameSession {
            game_session_id: game_session_id.0,
        }),
        Move::Accept {
            game_session_id,
            player_session_id,
        } => Some(Call::AcceptPlayerSession {
            game_session_id: game_session_id.0,
            player_session_id: player_session_id.0,
        }),
        Move::Remove {
            game_session_id,
            player_session_id,
        } => Some(Call::RemovePlayerSession {
            game_session_id: game_session_id.0,
            player_session_id: player_session_id.0,
        }),
        Move::UpdatePolicy {
            game_session_id,
            policy,
        } => Some(Call::UpdatePlayerSessionCreationPolicy {
            game_session_id: game_session_id.0,
            policy: policy.name().to_owned(),
        }),
        Move::EndProcess { .. } => None,
    }
}

fn outcome_of(answer: Answer) -> Outcome {
    if answer.status_code == 200 {
        Outcome::Done
    } else {
        Outcome::Refused {
            status_code: answer.status_code,
            message: answer.error_message,
        }
    }
}

fn lacks_capacity(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Replied(Reply::Exception(exception))
            if exception.kind == ExceptionKind::FleetCapacityExceeded
    )
}

fn created(outcome: &Outcome) -> Option<GameSessionId> {
    let Outcome::Replied(Reply::Response {
        response: Response::CreateGameSession(Some(session)),
        ..
    }) = outcome
    else {
        return None;
    };
    session.game_session_id.clone().map(GameSessionId)
}
