//! The mode `existing`: game sessions that are given, and that others use as well.
//!
//! Nothing is created but player sessions, which time out by themselves; nothing is changed of the
//! game sessions, and nothing ended. How many slots the cases of a run may hold at a time is
//! bounded, so that nobody else is kept out. A game session that others end is given to no further
//! case.

mod slots;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::{
    CreateGameSession, DescribeGameSessions, DescribePlayerSessions, Request,
};
use crate::history::{Command, Move, Outcome};
use crate::plan::binding::FleetSite;
use crate::plan::inputs::Capability;
use crate::plan::step::Wire;

use super::adapter::NO_FLEET;
use super::case::{Case, Performed};
use super::mode::{Begun, Hosts, Mode, Provider};
use super::patience::Patience;
use super::requests::Requests;
use super::{Leftover, Needs, ProvisionError};

use slots::Slots;

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

impl Existing {
    /// Returns the mode on game sessions that have not been looked at yet.
    pub(super) fn new(requests: Requests, given: Vec<GameSessionId>, hold: Duration) -> Self {
        Self {
            slots: Arc::new(Slots::new(requests.clock.clone(), hold)),
            requests,
            given,
            found: Mutex::default(),
        }
    }

    async fn look_at_all(&self) -> Result<(), ProvisionError> {
        let mut found = Vec::new();
        for id in &self.given {
            found.push(look_at(&self.requests, id).await?);
        }
        *lock(&self.found) = found;
        Ok(())
    }

    /// Waits until a game session has room for the players of a case.
    async fn begin(&self, slots: usize) -> Result<Begun, ProvisionError> {
        let found = lock(&self.found).clone();
        if found.is_empty() {
            return Err(ProvisionError::NotSetUp);
        }
        let Some((game_session, number)) = self.slots.take(found.len(), slots).await else {
            let ended = self.slots.ended().into_iter();
            let named = ended.map(|(position, why)| (self.given[position].clone(), why));
            return Err(ProvisionError::AllEnded {
                ended: named.collect(),
            });
        };
        let session = found[game_session].clone();
        let fleet_id = session.fleet_id.as_deref().unwrap_or(NO_FLEET);
        Ok(Begun {
            fleets: vec![FleetSite::without_location(fleet_id)],
            hosts: Arc::new(Guest {
                session,
                given: self.given[game_session].clone(),
                position: game_session,
                number,
                ended: Mutex::default(),
                slots: Arc::clone(&self.slots),
                requests: self.requests.clone(),
            }),
            lacks: None,
        })
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
    /// The id of the game session, as it was given, and its position.
    given: GameSessionId,
    position: usize,
    /// What it has taken of the slots.
    number: u64,
    /// Why the game session cannot be used any more, `None` as long as it can.
    ended: Mutex<Option<String>>,
    slots: Arc<Slots>,
    requests: Requests,
}

impl Guest {
    /// Takes note of a game session that others have ended by now, if they have.
    async fn look_again(&self) -> Result<(), ProvisionError> {
        match look_at(&self.requests, &self.given).await {
            Err(ProvisionError::UnfitGameSession { why, .. }) => {
                self.slots.close(self.position, &why);
                *lock(&self.ended) = Some(why);
                Ok(())
            }
            Err(ProvisionError::Target(error)) => Err(error.into()),
            // Who doesn't say anything of it does not say that it has ended.
            Ok(_) | Err(_) => Ok(()),
        }
    }
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

    /// It is not ours to end; whether others have is worth knowing before the next case.
    fn end<'a>(&'a self, _: &'a GameSessionId) -> BoxFuture<'a, Result<(), ProvisionError>> {
        self.look_again().boxed()
    }

    fn lacks(&self) -> Option<String> {
        let ended = lock(&self.ended);
        let why = ended.as_ref()?;
        let id = &self.given;
        Some(format!(
            "the game session {id}: {why}, so that cases in it were not checked to their end, and no further case is in it"
        ))
    }

    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            self.requests.clock.sleep_until(moment).await;
            Ok(())
        }
        .boxed()
    }
}

/// Returns what the target tells of a given game session; it has to be ACTIVE.
async fn look_at(requests: &Requests, id: &GameSessionId) -> Result<GameSession, ProvisionError> {
    let unfit = |why: String| ProvisionError::UnfitGameSession {
        game_session_id: id.clone(),
        why,
    };
    let unknown = GameSession {
        game_session_id: Some(id.0.clone()),
        ..GameSession::default()
    };
    if requests.offers(Action::DescribeGameSessions) {
        let request = Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(id.clone()),
            ..DescribeGameSessions::default()
        });
        let response = requests.ask(request).await;
        let response = response.map_err(|error| refused(error, &unfit))?;
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
    if requests.offers(Action::DescribePlayerSessions) {
        let request = Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id: Some(id.clone()),
            ..DescribePlayerSessions::default()
        });
        let response = requests.ask(request).await;
        response.map_err(|error| refused(error, &unfit))?;
    }
    Ok(unknown)
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
