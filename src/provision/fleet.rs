//! The mode `fleet`: game sessions on a fleet that is given or created, which become ACTIVE by
//! themselves or by the fleet's own servers. Nobody here plays a game server.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::TerminationMode;
use crate::api::ids::{FleetId, GameSessionId};
use crate::api::reply::Response;
use crate::api::request::{CreateFleet, CreateGameSession, Request, TerminateGameSession};
use crate::history::{Command, Move, Outcome};
use crate::plan::binding::FleetSite;
use crate::plan::inputs::Capability;
use crate::plan::step::Wire;

use super::case::{Case, Performed};
use super::journal::{Journal, Kind};
use super::mode::{Begun, Hosts, Mode};
use super::patience::Patience;
use super::requests::Requests;
use super::servers::with_capacity;
use super::{FleetCount, Leftover, Needs, ProvisionError};

/// What a stage on a fleet is made of.
#[derive(Clone, Debug)]
pub struct FleetOptions {
    /// What the names of fleets and players carry: letters, digits and hyphens, at most 40, and
    /// no other run's.
    pub run_id: String,
    /// The Region, for ids that are made up.
    pub region: String,
    /// How long to wait for what is not ready yet.
    pub patience: Patience,
    /// Where what is created is noted first.
    pub journal: Arc<Journal>,
    /// The actions that the target does not offer.
    pub lacking: BTreeSet<Action>,
    /// The fleet, and where on it game sessions are created; `None` where it is to be created.
    pub fleet: Option<FleetSite>,
}

/// The states of a fleet that is not ready yet.
const COMING: [&str; 5] = ["NEW", "DOWNLOADING", "VALIDATING", "BUILDING", "ACTIVATING"];

/// A fleet whose game sessions become ACTIVE by themselves.
#[derive(Debug)]
pub(super) struct OnFleet {
    requests: Requests,
    run_id: String,
    given: Option<FleetSite>,
    /// The names of the fleets that were created, in order, with their ids; `None` where what came
    /// of the creation was not told.
    created: Mutex<Vec<(String, Option<FleetId>)>>,
    /// Whether there is a second fleet, with the reason where there is none; `None` before it was
    /// needed.
    second: tokio::sync::Mutex<Option<Result<FleetId, String>>>,
}

impl OnFleet {
    /// Returns the mode on a fleet that is given, or of which nothing exists yet.
    pub(super) fn new(requests: Requests, run_id: &str, given: Option<FleetSite>) -> Self {
        Self {
            requests,
            run_id: run_id.to_owned(),
            given,
            created: Mutex::default(),
            second: tokio::sync::Mutex::new(None),
        }
    }

    async fn prepare(&self) -> Result<(), ProvisionError> {
        if let Some(site) = &self.given {
            return self.try_out(site).await;
        }
        let name = format!("conformance-{}", self.run_id);
        self.create_fleet(&name).await.map(drop)
    }

    /// Creates a game session on a given fleet, and ends it: what keeps a fleet from having any is
    /// better known before the first case, and is no verdict on the target.
    async fn try_out(&self, site: &FleetSite) -> Result<(), ProvisionError> {
        let request = Request::CreateGameSession(CreateGameSession {
            fleet_id: Some(site.fleet_id.clone()),
            location: site.location.clone(),
            maximum_player_session_count: 1,
            ..CreateGameSession::default()
        });
        let response = self.requests.ask(request).await.map_err(|error| {
            let ProvisionError::Refused { exception, .. } = error else {
                return error;
            };
            let fleet_id = site.fleet_id.clone();
            ProvisionError::UnfitFleet {
                fleet_id,
                exception,
            }
        })?;
        let created = response.game_sessions().next();
        match created.and_then(|session| session.game_session_id.clone()) {
            Some(id) => self.absent().terminate(&GameSessionId(id)).await,
            None => Ok(()),
        }
    }

    fn absent(&self) -> Absent {
        Absent {
            requests: self.requests.clone(),
        }
    }

    /// Creates a fleet in the first form that the target takes, and waits for it.
    async fn create_fleet(&self, name: &str) -> Result<FleetId, ProvisionError> {
        if !self.requests.offers(Action::CreateFleet) {
            return Err(ProvisionError::NoFleet);
        }
        let forms = [None, Some("ANYWHERE".to_owned())];
        let mut refused = None;
        let journal = &self.requests.journal;
        journal.begin(Kind::Fleet, name, None)?;
        for compute_type in forms {
            let request = Request::CreateFleet(CreateFleet {
                name: name.to_owned(),
                compute_type,
                locations: Vec::new(),
                tags: journal.tags(),
            });
            let fleet_id = match self.requests.ask(request).await {
                Ok(Response::CreateFleet(Some(fleet))) => fleet.fleet_id,
                Ok(_) => None,
                Err(error) if is_about_form(&error) => {
                    refused = Some(error);
                    continue;
                }
                Err(error) => {
                    // What the target refuses was not created.
                    if matches!(&error, ProvisionError::Refused { exception, .. } if exception.status < 500)
                    {
                        journal.end(Kind::Fleet, name)?;
                    } else {
                        self.note(name, None);
                    }
                    return Err(error);
                }
            };
            self.note(name, fleet_id.clone());
            let fleet_id = fleet_id.ok_or(ProvisionError::Incomplete { member: "FleetId" })?;
            journal.learn(Kind::Fleet, name, fleet_id.as_str())?;
            self.await_ready(&fleet_id).await?;
            return Ok(fleet_id);
        }
        journal.end(Kind::Fleet, name)?;
        Err(match refused {
            Some(ProvisionError::Refused { exception, .. }) => {
                ProvisionError::NoSuchFleet { exception }
            }
            Some(_) | None => ProvisionError::NoFleet,
        })
    }

    /// Waits while the target says that the fleet is on its way.
    async fn await_ready(&self, fleet_id: &FleetId) -> Result<(), ProvisionError> {
        if !self.requests.offers(Action::DescribeFleetAttributes) {
            return Ok(());
        }
        let mut pauses = self.requests.patience.pauses();
        loop {
            let fleet = match self.requests.find_fleet(Some(fleet_id), "").await {
                // Who doesn't tell does not say that it is on its way.
                Err(ProvisionError::Refused { .. }) => return Ok(()),
                found => found?,
            };
            let status = fleet.and_then(|fleet| fleet.status).unwrap_or_default();
            if !COMING.contains(&status.as_str()) {
                return Ok(());
            }
            let Some(pause) = pauses.next() else {
                let fleet_id = fleet_id.clone();
                return Err(ProvisionError::NotActive { fleet_id, status });
            };
            self.requests.clock.pause(pause).await;
        }
    }

    async fn fleets(&self, count: FleetCount) -> Result<Begun, ProvisionError> {
        let site = |fleet_id| FleetSite {
            fleet_id,
            location: None,
        };
        let created = self.created().first().and_then(|(_, id)| id.clone());
        let first = self.given.clone().or(created.map(site));
        let mut fleets = vec![first.ok_or(ProvisionError::NotSetUp)?];
        let mut lacks = None;
        if count == FleetCount::Two {
            match self.second_fleet().await? {
                Ok(fleet_id) => fleets.push(site(fleet_id)),
                Err(reason) => lacks = Some(reason),
            }
        }
        Ok(Begun {
            fleets,
            hosts: Arc::new(self.absent()),
            lacks,
        })
    }

    /// Creates a second fleet when it is needed first; a target may not have it.
    async fn second_fleet(&self) -> Result<Result<FleetId, String>, ProvisionError> {
        let mut second = self.second.lock().await;
        if let Some(second) = &*second {
            return Ok(second.clone());
        }
        let made = if self.given.is_some() {
            Err("a second fleet: one was given".to_owned())
        } else {
            let name = format!("conformance-{}-2", self.run_id);
            match self.create_fleet(&name).await {
                Ok(fleet_id) => Ok(fleet_id),
                Err(ProvisionError::Target(error)) => return Err(error.into()),
                Err(error) => Err(format!("a second fleet: failed to {error}")),
            }
        };
        *second = Some(made.clone());
        Ok(made)
    }

    async fn remove(&self) -> Vec<Leftover> {
        let mut left = Vec::new();
        let created = self.created();
        for (name, fleet_id) in created {
            match self.remove_one(&name, fleet_id).await {
                Ok(()) => {
                    self.forget(&name);
                    // Where that cannot be noted, whoever looks finds it gone.
                    let _ = self.requests.journal.end(Kind::Fleet, &name);
                }
                Err(reason) => left.push(Leftover {
                    name: format!("fleet {name}"),
                    reason,
                }),
            }
        }
        left
    }

    /// Deletes a fleet, which is looked for by its name where its id is not known.
    async fn remove_one(&self, name: &str, fleet_id: Option<FleetId>) -> Result<(), String> {
        let told = |error: ProvisionError| error.to_string();
        let fleet_id = match fleet_id {
            Some(fleet_id) => fleet_id,
            None if !self.requests.offers(Action::DescribeFleetAttributes) => {
                return Err("what came of its creation was not told, so it may exist".to_owned());
            }
            None => {
                let found = self.requests.find_fleet(None, name).await.map_err(told)?;
                match found.and_then(|fleet| fleet.fleet_id) {
                    Some(fleet_id) => fleet_id,
                    None => return Ok(()),
                }
            }
        };
        let request = Request::DeleteFleet(fleet_id);
        self.requests.remove_one(request).await.map_err(told)
    }

    fn created(&self) -> Vec<(String, Option<FleetId>)> {
        let created = self.created.lock();
        // Each change is whole before anything can panic.
        created.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, name: &str, fleet_id: Option<FleetId>) {
        let created = self.created.lock();
        created
            .unwrap_or_else(PoisonError::into_inner)
            .push((name.to_owned(), fleet_id));
    }

    fn forget(&self, name: &str) {
        let created = self.created.lock();
        created
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(one, _)| one != name);
    }
}

impl Mode for OnFleet {
    fn abilities(&self) -> Vec<Capability> {
        vec![Capability::SelfActivation]
    }

    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>> {
        self.prepare().boxed()
    }

    fn begin<'a>(
        &'a self,
        _: &'a str,
        needs: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>> {
        self.fleets(needs.fleets).boxed()
    }

    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>> {
        self.remove().boxed()
    }
}

/// Nobody of ours: the fleet hosts its game sessions by itself.
#[derive(Debug)]
struct Absent {
    requests: Requests,
}

impl Absent {
    async fn create_on_fleet(
        &self,
        case: &Case<'_>,
        command: (&Command, Option<Wire>),
    ) -> Result<Performed, ProvisionError> {
        let performed = case.follow(command.0, command.1).await?;
        with_capacity(case, &self.requests.clock, command, performed).await
    }

    /// Ends a game session as far as the target lets anybody.
    async fn terminate(&self, game_session_id: &GameSessionId) -> Result<(), ProvisionError> {
        if !self.requests.offers(Action::TerminateGameSession) {
            return Ok(());
        }
        let request = Request::TerminateGameSession(TerminateGameSession {
            game_session_id: game_session_id.clone(),
            termination_mode: TerminationMode::ForceTerminate.name().to_owned(),
        });
        match self.requests.ask_once(&request).await {
            Err(ProvisionError::Target(error)) => Err(error.into()),
            // One that stays is the fleet's, and goes with it.
            _ => Ok(()),
        }
    }
}

impl Hosts for Absent {
    fn create<'a>(
        &'a self,
        case: &'a Case<'_>,
        command: (&'a Command, Option<Wire>),
    ) -> BoxFuture<'a, Result<Performed, ProvisionError>> {
        self.create_on_fleet(case, command).boxed()
    }

    fn perform<'a>(
        &'a self,
        _: &'a Move,
    ) -> BoxFuture<'a, Result<Option<Outcome>, ProvisionError>> {
        std::future::ready(Ok(None)).boxed()
    }

    fn end<'a>(
        &'a self,
        game_session_id: &'a GameSessionId,
    ) -> BoxFuture<'a, Result<(), ProvisionError>> {
        self.terminate(game_session_id).boxed()
    }

    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            self.requests.clock.sleep_until(moment).await;
            Ok(())
        }
        .boxed()
    }
}

/// Returns whether a refusal may be about the form of the request, so that another may do.
fn is_about_form(error: &ProvisionError) -> bool {
    matches!(
        error,
        ProvisionError::Refused { exception, .. }
            if exception.kind == ExceptionKind::InvalidRequest
                || exception.kind.name() == "ValidationException"
    )
}
