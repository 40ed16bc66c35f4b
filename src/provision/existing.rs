//! The mode `existing`: game sessions that are given, and that others use as well.
//!
//! Nothing is created but player sessions, which time out by themselves; nothing is changed of the
//! game sessions, and nothing ended. How many slots the cases of a run may hold at a time is
//! bounded, so that nobody else is kept out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::{
    CreateGameSession, DescribeGameSessions, DescribePlayerSessions, Request,
};
use crate::clock::Clock;
use crate::history::{Command, Move, Outcome};
use crate::plan::binding::FleetSite;
use crate::plan::inputs::Capability;
use crate::plan::shared::SLOTS_MAX;
use crate::plan::step::Wire;

use super::adapter::NO_FLEET;
use super::case::{Case, Performed};
use super::mode::{Begun, Hosts, Mode, Provider};
use super::patience::Patience;
use super::requests::Requests;
use super::{Leftover, Needs, ProvisionError};

/// What can be done with given game sessions beyond what the target answers.
pub const ABILITIES: [Capability; 3] = [
    Capability::ProvidedGameSessions,
    Capability::SelfActivation,
    Capability::SharedGameSessions,
];

/// The actions that are sent to a target whose game sessions are given.
pub const ACTIONS: [Action; 5] = [
    Action::CreatePlayerSessions,
    Action::CreatePlayerSession,
    Action::DescribePlayerSessions,
    Action::DescribeGameSessions,
    Action::DescribeGameSessionDetails,
];

/// What a stage on given game sessions is made of.
#[derive(Clone, Debug)]
pub struct ExistingOptions {
    /// What the ids of players carry: letters, digits and hyphens, at most 40, and no other run's.
    pub run_id: String,
    /// The Region, for ids that are made up.
    pub region: String,
    /// How long to wait for what is not ready yet.
    pub patience: Patience,
    /// The actions that the target does not offer, or that are not asked for.
    pub lacking: BTreeSet<Action>,
    /// The game sessions; at least one.
    pub game_sessions: Vec<GameSessionId>,
    /// How long a slot may be held after the case that has taken it: until the reservation has
    /// timed out for certain.
    pub hold: Duration,
}

/// Game sessions that are given.
#[derive(Debug)]
pub(super) struct Existing {
    requests: Requests,
    given: Vec<GameSessionId>,
    /// The game sessions as they were found at set-up, in the order in which they were given.
    found: Mutex<Vec<GameSession>>,
    slots: Arc<Slots>,
}

/// The slots that the cases of a run hold.
#[derive(Debug)]
struct Slots {
    clock: Clock,
    hold: Duration,
    taken: Mutex<Ledger>,
    freed: Notify,
}

/// What is held, and how many cases have held something.
#[derive(Debug, Default)]
struct Ledger {
    taken: Vec<Taken>,
    count: u64,
}

/// Slots that a case may have taken.
#[derive(Debug)]
struct Taken {
    /// Which of all it is.
    number: u64,
    /// The position of the game session.
    game_session: usize,
    count: usize,
    /// When they are certainly free again, `None` while the case is running.
    until: Option<Duration>,
}

impl Existing {
    /// Returns the mode on game sessions that have not been looked at yet.
    pub(super) fn new(requests: Requests, given: Vec<GameSessionId>, hold: Duration) -> Self {
        let slots = Slots {
            clock: requests.clock.clone(),
            hold,
            taken: Mutex::default(),
            freed: Notify::new(),
        };
        Self {
            requests,
            given,
            found: Mutex::default(),
            slots: Arc::new(slots),
        }
    }

    async fn look_at_all(&self) -> Result<(), ProvisionError> {
        let mut found = Vec::new();
        for id in &self.given {
            found.push(self.look_at(id).await?);
        }
        *lock(&self.found) = found;
        Ok(())
    }

    /// Returns what the target tells of a given game session; it has to be ACTIVE.
    async fn look_at(&self, id: &GameSessionId) -> Result<GameSession, ProvisionError> {
        let unfit = |why: String| ProvisionError::UnfitGameSession {
            game_session_id: id.clone(),
            why,
        };
        let unknown = GameSession {
            game_session_id: Some(id.0.clone()),
            ..GameSession::default()
        };
        if self.requests.offers(Action::DescribeGameSessions) {
            let request = Request::DescribeGameSessions(DescribeGameSessions {
                game_session_id: Some(id.clone()),
                ..DescribeGameSessions::default()
            });
            let response = self
                .ask(request)
                .await
                .map_err(|error| refused(error, &unfit))?;
            let session = response.game_sessions().next().cloned();
            let session =
                session.ok_or_else(|| unfit("the target knows none of that id".to_owned()))?;
            if let Some(status) = session
                .status
                .filter(|one| *one != GameSessionStatus::Active)
            {
                return Err(unfit(format!("it is {status}")));
            }
            // A target that leaves out what it is called calls it what it was given as.
            let game_session_id = session.game_session_id.or(unknown.game_session_id);
            return Ok(GameSession {
                game_session_id,
                ..session
            });
        }
        if self.requests.offers(Action::DescribePlayerSessions) {
            let request = Request::DescribePlayerSessions(DescribePlayerSessions {
                game_session_id: Some(id.clone()),
                ..DescribePlayerSessions::default()
            });
            self.ask(request)
                .await
                .map_err(|error| refused(error, &unfit))?;
        }
        Ok(unknown)
    }

    async fn ask(&self, request: Request) -> Result<Response, ProvisionError> {
        self.requests.ask(request).await
    }

    /// Waits until a game session has room for the players of a case.
    async fn begin(&self, slots: usize) -> Result<Begun, ProvisionError> {
        let found = lock(&self.found).clone();
        if found.is_empty() {
            return Err(ProvisionError::NotSetUp);
        }
        let (game_session, number) = self.slots.take(found.len(), slots).await;
        let session = found[game_session].clone();
        let fleet_id = session.fleet_id.as_deref().unwrap_or(NO_FLEET);
        Ok(Begun {
            fleets: vec![FleetSite::without_location(fleet_id)],
            hosts: Arc::new(Guest {
                session,
                number,
                slots: Arc::clone(&self.slots),
                requests: self.requests.clone(),
            }),
            lacks: None,
        })
    }
}

impl Slots {
    /// Takes slots in the game session of which the run holds fewest, as soon as there is room, and
    /// returns its position and what is to be let go.
    async fn take(&self, game_sessions: usize, count: usize) -> (usize, u64) {
        loop {
            let freed = self.freed.notified();
            let next = match self.try_take(game_sessions, count) {
                Ok(taken) => return taken,
                Err(next) => next,
            };
            match next {
                Some(moment) => tokio::select! {
                    () = self.clock.sleep_until(moment) => {}
                    () = freed => {}
                },
                None => freed.await,
            }
        }
    }

    /// Takes slots where there is room, or returns when the next ones become free.
    fn try_take(
        &self,
        game_sessions: usize,
        count: usize,
    ) -> Result<(usize, u64), Option<Duration>> {
        let now = self.clock.now();
        let mut ledger = lock(&self.taken);
        let is_held = |one: &Taken| one.until.is_none_or(|until| until > now);
        ledger.taken.retain(is_held);
        let held = |index: usize| -> usize {
            let own = ledger.taken.iter().filter(|one| one.game_session == index);
            own.map(|one| one.count).sum()
        };
        let emptiest = (0..game_sessions).min_by_key(|index| held(*index));
        let game_session = emptiest.unwrap_or_default();
        let held = held(game_session);
        if count > 0 && held > 0 && held + count > SLOTS_MAX {
            return Err(ledger.taken.iter().filter_map(|one| one.until).min());
        }
        ledger.count += 1;
        let number = ledger.count;
        if count > 0 {
            ledger.taken.push(Taken {
                number,
                game_session,
                count,
                until: None,
            });
        }
        Ok((game_session, number))
    }

    /// Has the slots of a case that is over run out.
    fn let_go(&self, number: u64) {
        let until = self.clock.now() + self.hold;
        let mut ledger = lock(&self.taken);
        for one in &mut ledger.taken {
            if one.number == number {
                one.until = Some(until);
            }
        }
        drop(ledger);
        self.freed.notify_waiters();
    }
}

impl Mode for Existing {
    fn abilities(&self) -> Vec<Capability> {
        ABILITIES.to_vec()
    }

    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>> {
        self.look_at_all().boxed()
    }

    fn begin<'a>(
        &'a self,
        _: &'a str,
        needs: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>> {
        self.begin(needs.slots).boxed()
    }

    /// Player sessions go by themselves.
    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>> {
        std::future::ready(Vec::new()).boxed()
    }
}

/// A case's part in a given game session.
#[derive(Debug)]
struct Guest {
    session: GameSession,
    /// What it has taken of the slots.
    number: u64,
    slots: Arc<Slots>,
    requests: Requests,
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.slots.let_go(self.number);
    }
}

impl Provider for Guest {
    fn provide<'a>(
        &'a self,
        _: &'a CreateGameSession,
    ) -> BoxFuture<'a, Result<Outcome, ProvisionError>> {
        let outcome = Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(Some(self.session.clone())),
            problems: Vec::new(),
        });
        std::future::ready(Ok(outcome)).boxed()
    }
}

impl Hosts for Guest {
    fn provider(&self) -> Option<&dyn Provider> {
        Some(self)
    }

    fn create<'a>(
        &'a self,
        _: &'a Case<'_>,
        _: (&'a Command, Option<Wire>),
    ) -> BoxFuture<'a, Result<Performed, ProvisionError>> {
        std::future::ready(Err(ProvisionError::OnlyGiven)).boxed()
    }

    fn perform<'a>(
        &'a self,
        _: &'a Move,
    ) -> BoxFuture<'a, Result<Option<Outcome>, ProvisionError>> {
        std::future::ready(Ok(None)).boxed()
    }

    /// It is not ours to end.
    fn end<'a>(&'a self, _: &'a GameSessionId) -> BoxFuture<'a, Result<(), ProvisionError>> {
        std::future::ready(Ok(())).boxed()
    }

    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            self.requests.clock.sleep_until(moment).await;
            Ok(())
        }
        .boxed()
    }
}

/// Tells what the target says of an id that it refuses.
fn refused(error: ProvisionError, unfit: &dyn Fn(String) -> ProvisionError) -> ProvisionError {
    let ProvisionError::Refused { action, exception } = &error else {
        return error;
    };
    let is_about_id = matches!(
        exception.kind,
        ExceptionKind::NotFound | ExceptionKind::InvalidRequest
    ) || exception.kind.name() == "ValidationException";
    if is_about_id {
        unfit(format!("{action} was answered {}", exception.kind))
    } else {
        error
    }
}

/// Each change of what a stage keeps is whole before anything can panic.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
