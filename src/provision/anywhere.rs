//! An Anywhere fleet of a run's own: a custom location, the fleet, one compute and its token.
//!
//! Names are noted before anything of that name is created, here and in the journal, so that
//! whatever interrupts the set-up, everything can be removed. How removal goes is told in `removal`.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::api::action::Action;
use crate::api::ids::FleetId;
use crate::api::reply::{FleetAttributes, Response};
use crate::api::request::{ComputeRef, CreateFleet, CreateLocation, RegisterCompute, Request};
use crate::game_server::{Address, Authorities};

use super::ProvisionError;
use super::journal::{Journal, Kind};
use super::patience::Patience;
use super::requests::Requests;

/// The time left on a token below which the service gives out a new one, in milliseconds.
const TOKEN_RENEWAL_MS: i64 = 15 * 60 * 1000;

/// What a stage on an Anywhere fleet is made of.
#[derive(Clone, Debug)]
pub struct AnywhereOptions {
    /// What the names of location, fleet, compute and players carry: letters, digits and hyphens,
    /// at most 40, and no other run's.
    pub run_id: String,
    /// The Region, for ids that are made up.
    pub region: String,
    /// How long to wait for what is not ready yet.
    pub patience: Patience,
    /// Where what is created is noted first.
    pub journal: Arc<Journal>,
    /// The actions that the target does not offer.
    pub lacking: BTreeSet<Action>,
    /// Whom the sockets of game servers trust beside the authorities of this machine.
    pub authorities: Authorities,
}

/// An Anywhere fleet of a run's own.
#[derive(Debug)]
pub(super) struct AnywhereFleet {
    pub(super) requests: Requests,
    names: Names,
    pub(super) authorities: Authorities,
    created: Mutex<Created>,
    token: tokio::sync::Mutex<Option<Token>>,
}

/// The names that a run gives.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) location: String,
    pub(super) fleet: String,
    pub(super) compute: String,
}

/// What exists, or may exist, under a run's names.
#[derive(Clone, Debug, Default)]
pub(super) struct Created {
    pub(super) location: bool,
    pub(super) fleet: Existence,
    pub(super) compute: bool,
    pub(super) sdk_endpoint: Option<String>,
}

/// Whether there is a fleet.
#[derive(Clone, Debug, Default)]
pub(super) enum Existence {
    /// There is none.
    #[default]
    No,
    /// Its creation was begun and its id is not known.
    Possible,
    /// There is one.
    Known(FleetId),
}

struct Token {
    text: String,
    /// In milliseconds since the Unix epoch; `None` where the target did not say.
    expires_ms: Option<i64>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token")
            .field("expires_ms", &self.expires_ms)
            .finish_non_exhaustive()
    }
}

impl AnywhereFleet {
    /// Returns a fleet of which nothing exists yet.
    pub(super) fn new(requests: Requests, run_id: &str) -> Self {
        Self {
            requests,
            names: Names {
                location: format!("custom-conformance-{run_id}"),
                fleet: format!("conformance-{run_id}"),
                compute: format!("conformance-{run_id}"),
            },
            authorities: Authorities::default(),
            created: Mutex::default(),
            token: tokio::sync::Mutex::new(None),
        }
    }

    /// Has the sockets of game servers trust further authorities.
    pub(super) fn trusting(self, authorities: Authorities) -> Self {
        Self {
            authorities,
            ..self
        }
    }

    /// Creates the location, the fleet and the compute.
    pub(super) async fn set_up(&self) -> Result<(), ProvisionError> {
        let Names {
            location, compute, ..
        } = self.names.clone();
        self.journal().begin(Kind::Location, &location, None)?;
        self.created().location = true;
        let request = Request::CreateLocation(CreateLocation {
            name: location.clone(),
            tags: self.journal().tags(),
        });
        self.create(request, (Kind::Location, &location), |created| {
            created.location = false;
        })
        .await?;
        let fleet_id = self.create_fleet().await?;
        self.requests.await_active(&fleet_id).await?;
        let id = fleet_id.as_str();
        self.journal().begin(Kind::Compute, &compute, Some(id))?;
        self.created().compute = true;
        let request = Request::RegisterCompute(RegisterCompute {
            fleet_id,
            compute_name: compute.clone(),
            ip_address: Some("127.0.0.1".to_owned()),
            location: Some(location),
        });
        let response = self
            .create(request, (Kind::Compute, &compute), |created| {
                created.compute = false;
            })
            .await?;
        let Response::RegisterCompute(Some(compute)) = response else {
            return Err(ProvisionError::Incomplete { member: "Compute" });
        };
        let endpoint = compute
            .service_sdk_endpoint
            .ok_or(ProvisionError::Incomplete {
                member: "GameLiftServiceSdkEndpoint",
            })?;
        self.created().sdk_endpoint = Some(endpoint);
        Ok(())
    }

    /// Returns the id of the fleet, and the name of its location.
    pub(super) fn place(&self) -> Result<(FleetId, String), ProvisionError> {
        match &*self.created() {
            Created {
                fleet: Existence::Known(fleet_id),
                sdk_endpoint: Some(_),
                ..
            } => Ok((fleet_id.clone(), self.names.location.clone())),
            Created { .. } => Err(ProvisionError::NotSetUp),
        }
    }

    /// Returns where a process connects, with a token that is good for a while.
    ///
    /// `now_ms` is the target's date and time in milliseconds since the Unix epoch.
    pub(super) async fn address(&self, now_ms: i64) -> Result<Address, ProvisionError> {
        let (fleet_id, _) = self.place()?;
        let endpoint = self.created().sdk_endpoint.clone();
        Ok(Address {
            endpoint: endpoint.ok_or(ProvisionError::NotSetUp)?,
            auth_token: self.token(&fleet_id, now_ms).await?,
            fleet_id: fleet_id.0,
            compute_name: self.names.compute.clone(),
            authorities: self.authorities.clone(),
        })
    }

    /// Returns the names that the run gives.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Returns what exists, or may exist.
    pub(super) fn created(&self) -> MutexGuard<'_, Created> {
        // Each change is of one member.
        self.created.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the journal of the run.
    pub(super) fn journal(&self) -> &Journal {
        &self.requests.journal
    }

    /// Asks for something to be created; `forget` takes the note of it back.
    ///
    /// What the target refuses was not created, and what it has of that name is another's.
    async fn create(
        &self,
        request: Request,
        (kind, name): (Kind, &str),
        forget: impl FnOnce(&mut Created),
    ) -> Result<Response, ProvisionError> {
        let answered = self.requests.ask(request).await;
        if let Err(ProvisionError::Refused { exception, .. }) = &answered
            && exception.status < 500
        {
            forget(&mut self.created());
            self.journal().end(kind, name)?;
        }
        answered
    }

    async fn create_fleet(&self) -> Result<FleetId, ProvisionError> {
        let name = &self.names.fleet;
        self.journal().begin(Kind::Fleet, name, None)?;
        self.created().fleet = Existence::Possible;
        let request = Request::CreateFleet(CreateFleet {
            name: self.names.fleet.clone(),
            compute_type: Some("ANYWHERE".to_owned()),
            locations: vec![self.names.location.clone()],
            tags: self.journal().tags(),
        });
        let response = self
            .create(request, (Kind::Fleet, name), |created| {
                created.fleet = Existence::No;
            })
            .await?;
        let Response::CreateFleet(Some(FleetAttributes {
            fleet_id: Some(fleet_id),
            ..
        })) = response
        else {
            return Err(ProvisionError::Incomplete { member: "FleetId" });
        };
        self.created().fleet = Existence::Known(fleet_id.clone());
        self.journal().learn(Kind::Fleet, name, fleet_id.as_str())?;
        Ok(fleet_id)
    }

    async fn token(&self, fleet_id: &FleetId, now_ms: i64) -> Result<String, ProvisionError> {
        let mut token = self.token.lock().await;
        let is_good = |token: &Token| {
            token
                .expires_ms
                .is_none_or(|expires_ms| expires_ms - now_ms >= TOKEN_RENEWAL_MS)
        };
        if let Some(token) = token.as_ref().filter(|token| is_good(token)) {
            return Ok(token.text.clone());
        }
        let response = self
            .requests
            .ask(Request::GetComputeAuthToken(ComputeRef {
                fleet_id: fleet_id.clone(),
                compute_name: self.names.compute.clone(),
            }))
            .await?;
        let Response::GetComputeAuthToken {
            auth_token: Some(text),
            expiration,
        } = response
        else {
            return Err(ProvisionError::Incomplete {
                member: "AuthToken",
            });
        };
        *token = Some(Token {
            text: text.clone(),
            expires_ms: expiration.map(|expiration| expiration.0),
        });
        Ok(text)
    }
}
