//! A case on a stage: its commands, its game servers' moves and its waits, each with its times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;

use crate::api::action::Action;
use crate::api::ids::{AliasId, FleetId, GameSessionId};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateAlias, CreateGameSession, Request};
use crate::history::{Command, Heads, Interval, Move, Outcome};
use crate::plan::binding::{FleetSite, Site};
use crate::plan::step::Wire;
use crate::target::pages::{self, Followed};
use crate::target::probe::{self, ProbeError, Refusal};
use crate::target::{Exchange, Sent, is_throttled};

use super::journal::Kind;
use super::mode::{Begun, Hosts};
use super::{ProvisionError, Stage};

/// A case on a stage.
#[derive(Debug)]
pub struct Case<'a> {
    stage: &'a Stage,
    site: Site,
    /// Who hosts its game sessions.
    hosts: Arc<dyn Hosts>,
    /// What the case does without, with the reasons.
    lacks: Mutex<BTreeSet<String>>,
    /// The aliases that the case created, with the fleets that they lead to.
    aliases: Mutex<BTreeMap<AliasId, Option<FleetId>>>,
    /// The game sessions that the case created.
    created: Mutex<BTreeSet<GameSessionId>>,
}

/// What was done at a case's request, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// What came of it.
    pub outcome: Outcome,
    /// How many records each page of a describe held, in order.
    pub pages: Vec<usize>,
    /// What the heads of the replies were like.
    pub heads: Heads,
    /// When it was begun and ended, on the run's monotonic clock.
    pub order: Interval,
    /// When it took effect, on the target's clock: a point where that is advanced.
    pub target_time: Interval,
    /// What travelled over HTTP, in order; empty for moves and waits.
    pub exchanges: Vec<Exchange>,
}

impl Performed {
    /// Returns the id of the game session that a creation was answered with.
    pub(super) fn created(&self) -> Option<GameSessionId> {
        let Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(Some(session)),
            ..
        }) = &self.outcome
        else {
            return None;
        };
        session.game_session_id.clone().map(GameSessionId)
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(stage: &'a Stage, begun: Begun, scope: String) -> Self {
        Self {
            stage,
            site: Site {
                region: stage.region.clone(),
                fleets: begun.fleets,
                scope,
            },
            hosts: begun.hosts,
            lacks: Mutex::new(begun.lacks.into_iter().collect()),
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
        let mut lacks = lock(&self.lacks).clone();
        lacks.extend(self.hosts.lacks());
        lacks
    }

    /// Takes note of something that the case has to do without, with the reason.
    pub fn do_without(&self, what: String) {
        lock(&self.lacks).insert(what);
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        self.stage.now()
    }

    /// Sends a command: a describe with all its pages, a `CreateGameSession` when there is room
    /// for the game session.
    pub async fn send(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        match command {
            Command::Typed(Request::CreateAlias(request)) => {
                let journal = &self.stage.requests.journal;
                journal.begin(Kind::Alias, &request.name, None)?;
                let tagged = Command::Typed(Request::CreateAlias(CreateAlias {
                    tags: journal.tags(),
                    ..request.clone()
                }));
                let performed = self.follow(&tagged, wire).await?;
                self.note_alias(request, &performed.outcome)?;
                Ok(performed)
            }
            Command::Typed(_) | Command::Raw { .. } | Command::Broken(_)
                if matches!(command.request(), Some(Request::CreateGameSession(_))) =>
            {
                let performed = self.hosts.create(self, (command, wire)).await?;
                lock(&self.created).extend(performed.created());
                Ok(performed)
            }
            Command::Typed(_) | Command::Raw { .. } | Command::Broken(_) => {
                self.follow(command, wire).await
            }
        }
    }

    /// Sends a command once and has its reply lost, where the target can have that.
    pub async fn send_losing(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        let (order, target_time) = self.times();
        let Sent {
            outcome,
            exchange,
            waited,
        } = self.stage.target().send_losing(command, wire).await?;
        let followed = Followed {
            outcome,
            pages: Vec::new(),
            exchanges: vec![exchange],
            waited,
        };
        Ok(self.performed((order + waited, target_time + waited), followed))
    }

    /// Returns how the target refuses an action that it has offered before, `None` where what it
    /// answered is about the command.
    ///
    /// A reply that looks like a refusal of the action is none where the action is still offered.
    pub async fn withdrawal(
        &self,
        action: Action,
        performed: &Performed,
    ) -> Result<Option<Refusal>, ProvisionError> {
        let Some(exchange) = performed.exchanges.last() else {
            return Ok(None);
        };
        let answer = (&performed.outcome, exchange);
        if !self.stage.is_wall_time() || probe::refusal(action, answer).is_none() {
            return Ok(None);
        }
        let asked = (action, exchange.wire);
        let Stage {
            region, requests, ..
        } = self.stage;
        match probe::lacks((self.stage.target(), &requests.clock), region, asked).await {
            Err(ProbeError::Target(error)) => Err(error.into()),
            // Who is silent now has answered the command all the same.
            Err(_) => Ok(None),
            Ok(refusal) => Ok(refusal),
        }
    }

    /// Returns whether game sessions are made by other means than commands.
    pub fn is_provided(&self) -> bool {
        self.hosts.provider().is_some()
    }

    /// Has a game session made by other means than a command, `None` where only commands do.
    pub async fn provide(
        &self,
        request: &CreateGameSession,
    ) -> Result<Option<Performed>, ProvisionError> {
        let Some(provider) = self.hosts.provider() else {
            return Ok(None);
        };
        let begun = self.times();
        let outcome = provider.provide(request).await?;
        let performed = self.performed(begun, Followed::silently(outcome));
        lock(&self.created).extend(performed.created());
        if let Outcome::Refused {
            status_code,
            message,
        } = &performed.outcome
        {
            let message = message.as_deref().unwrap_or("without a word why");
            lock(&self.lacks).insert(format!(
                "some game sessions: the adapter refused to create them, status {status_code}, {message}"
            ));
        }
        Ok(Some(performed))
    }

    /// Makes the game server move that hosts the game session.
    ///
    /// `None` means that no process hosts it (any more), so that nothing was sent.
    pub async fn perform(&self, movement: &Move) -> Result<Option<Performed>, ProvisionError> {
        let begun = self.times();
        let outcome = self.hosts.perform(movement).await?;
        Ok(outcome.map(|outcome| self.performed(begun, Followed::silently(outcome))))
    }

    /// Lets time pass until the target's clock shows `moment`.
    pub async fn wait_until(&self, moment: Duration) -> Result<Performed, ProvisionError> {
        let begun = self.times();
        self.hosts.wait_until(moment).await?;
        Ok(self.performed(begun, Followed::silently(Outcome::Done)))
    }

    /// Ends the processes that the case left running.
    pub async fn end(&self) -> Result<(), ProvisionError> {
        if self.stage.mode.is_ephemeral() {
            return Ok(());
        }
        let aliases = std::mem::take(&mut *lock(&self.aliases));
        for id in aliases.keys() {
            // What cannot be deleted is tried again, and told, when the stage goes.
            let deleted = self.stage.aliases.delete(id, &self.stage.requests).await;
            if let Err(ProvisionError::Target(error)) = deleted {
                return Err(error.into());
            }
        }
        let created = std::mem::take(&mut *lock(&self.created));
        let ended = created.iter().map(|id| self.hosts.end(id));
        join_all(ended).await.into_iter().collect()
    }

    /// Takes note of what came of the creation of an alias.
    fn note_alias(&self, request: &CreateAlias, outcome: &Outcome) -> Result<(), ProvisionError> {
        // It is asked for again.
        if is_throttled(outcome) {
            return Ok(());
        }
        let Stage {
            aliases, requests, ..
        } = self.stage;
        if let Some(id) = aliases.note(&request.name, outcome, &requests.journal)? {
            let fleet_id = request.routing_strategy.fleet_id.clone();
            lock(&self.aliases).insert(id, fleet_id);
            return Ok(());
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
        self.do_without(format!(
            "aliases: failed to carry out CreateAlias: {reason}"
        ));
        Ok(())
    }

    /// Returns the position of the fleet that a game session is to be created on.
    pub(super) fn fleet_index(&self, command: &Command) -> usize {
        let Command::Typed(Request::CreateGameSession(request)) = command else {
            return 0;
        };
        let aliases = lock(&self.aliases);
        let alias = request.alias_id.as_ref().and_then(|id| aliases.get(id));
        let fleet_id = request.fleet_id.as_ref().or(alias.and_then(Option::as_ref));
        let is_asked = |fleet: &FleetSite| Some(&fleet.fleet_id) == fleet_id;
        let index = self.site.fleets.iter().position(is_asked);
        index.unwrap_or_default()
    }

    /// Sends a command, and follows the pages of a describe to the last.
    pub(super) async fn follow(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        let (order, target_time) = self.times();
        let target = self.stage.target();
        let followed = pages::follow(target, &self.stage.requests.clock, command, wire).await?;
        // It was not under way while it waited for its turn.
        let begun = (order + followed.waited, target_time + followed.waited);
        Ok(self.performed(begun, followed))
    }

    /// Returns the time on the run's clock and on the target's.
    fn times(&self) -> (Duration, Duration) {
        (self.stage.requests.clock.now(), self.stage.now())
    }

    fn performed(
        &self,
        (order, target_time): (Duration, Duration),
        followed: Followed,
    ) -> Performed {
        let ended = self.times();
        let mut heads = Heads::default();
        for exchange in &followed.exchanges {
            heads.add(exchange.heads.clone());
        }
        Performed {
            heads,
            outcome: followed.outcome,
            pages: followed.pages,
            // A clock that is advanced stands still while a command waits for its turn.
            order: Interval {
                start: order.min(ended.0),
                end: ended.0,
            },
            target_time: Interval {
                start: target_time.min(ended.1),
                end: ended.1,
            },
            exchanges: followed.exchanges,
        }
    }
}

/// Each change of what a case keeps is whole before anything can panic.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
