//! The removal of what a run has created: in the reverse order, past failures, as often as it
//! takes.
//!
//! What is gone already counts as removed. What is still in use is tried again, for a while.

use crate::api::request::{ComputeRef, Request};

use super::anywhere::{AnywhereFleet, Existence};
use super::journal::Kind;
use super::{Leftover, ProvisionError};

impl AnywhereFleet {
    /// Removes the compute, the fleet and the location, and returns what is left.
    ///
    /// What has been removed is forgotten, so that a further call tries the rest.
    pub(super) async fn remove(&self) -> Vec<Leftover> {
        let mut left = Vec::new();
        match self.remove_fleet().await {
            Ok(()) => {
                let mut created = self.created();
                created.fleet = Existence::No;
                // A compute goes with its fleet.
                created.compute = false;
                created.sdk_endpoint = None;
                drop(created);
                self.note_gone(Kind::Compute, &self.names().compute);
                self.note_gone(Kind::Fleet, &self.names().fleet);
            }
            Err(error) => left.push(Leftover {
                name: format!("fleet {}", self.names().fleet),
                reason: error.to_string(),
            }),
        }
        if self.created().location {
            let request = Request::DeleteLocation(self.names().location.clone());
            match self.requests.remove_one(request).await {
                Ok(()) => {
                    self.created().location = false;
                    self.note_gone(Kind::Location, &self.names().location);
                }
                Err(error) => left.push(Leftover {
                    name: format!("location {}", self.names().location),
                    reason: error.to_string(),
                }),
            }
        }
        left
    }

    /// Notes that something is gone; where that cannot be noted, whoever looks finds it gone.
    fn note_gone(&self, kind: Kind, name: &str) {
        let _ = self.journal().end(kind, name);
    }

    async fn remove_fleet(&self) -> Result<(), ProvisionError> {
        let existence = self.created().fleet.clone();
        let fleet_id = match existence {
            Existence::No => return Ok(()),
            Existence::Known(fleet_id) => fleet_id,
            Existence::Possible => {
                let fleet = self.requests.find_fleet(None, &self.names().fleet).await?;
                let Some(fleet_id) = fleet.and_then(|fleet| fleet.fleet_id) else {
                    return Ok(());
                };
                self.created().fleet = Existence::Known(fleet_id.clone());
                fleet_id
            }
        };
        if self.created().compute {
            let request = Request::DeregisterCompute(ComputeRef {
                fleet_id: fleet_id.clone(),
                compute_name: self.names().compute.clone(),
            });
            // What keeps a compute keeps its fleet, and is reported there.
            if self.requests.remove_one(request).await.is_ok() {
                self.created().compute = false;
            }
        }
        self.requests
            .remove_one(Request::DeleteFleet(fleet_id.clone()))
            .await?;
        self.requests.await_deleted(&fleet_id).await
    }
}
