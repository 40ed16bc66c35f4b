//! The removal of what a run has created: in the reverse order, past failures, as often as it
//! takes.
//!
//! What is gone already counts as removed. What is still in use is tried again, for a while.

use crate::api::exception::ExceptionKind;
use crate::api::ids::FleetId;
use crate::api::request::{ComputeRef, Request};

use super::anywhere::{AnywhereFleet, Existence};
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
            }
            Err(error) => left.push(Leftover {
                name: format!("fleet {}", self.names().fleet),
                reason: error.to_string(),
            }),
        }
        if self.created().location {
            let request = Request::DeleteLocation(self.names().location.clone());
            match self.remove_one(request).await {
                Ok(()) => self.created().location = false,
                Err(error) => left.push(Leftover {
                    name: format!("location {}", self.names().location),
                    reason: error.to_string(),
                }),
            }
        }
        left
    }

    async fn remove_fleet(&self) -> Result<(), ProvisionError> {
        let existence = self.created().fleet.clone();
        let fleet_id = match existence {
            Existence::No => return Ok(()),
            Existence::Known(fleet_id) => fleet_id,
            Existence::Possible => {
                let fleet = self.find_fleet(None).await?;
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
            if self.remove_one(request).await.is_ok() {
                self.created().compute = false;
            }
        }
        self.remove_one(Request::DeleteFleet(fleet_id.clone()))
            .await?;
        self.await_deleted(&fleet_id).await
    }

    /// Deletes one thing, again and again while the target may mean that it is in use.
    pub(super) async fn remove_one(&self, request: Request) -> Result<(), ProvisionError> {
        let mut pauses = self.patience.pauses();
        loop {
            let Err(error) = self.ask_once(&request).await else {
                return Ok(());
            };
            if is_not_found(&error) {
                return Ok(());
            }
            match pauses.next() {
                Some(pause) if may_pass(&error) => self.clock.pause(pause).await,
                _ => return Err(error),
            }
        }
    }

    async fn await_deleted(&self, fleet_id: &FleetId) -> Result<(), ProvisionError> {
        let mut pauses = self.patience.pauses();
        loop {
            let fleet = self.find_fleet(Some(fleet_id)).await?;
            let status = fleet.map(|fleet| fleet.status.unwrap_or_default());
            match status {
                None => return Ok(()),
                Some(status) if status == "TERMINATED" => return Ok(()),
                Some(status) => {
                    let Some(pause) = pauses.next() else {
                        return Err(ProvisionError::NotDeleted {
                            fleet_id: fleet_id.clone(),
                            status,
                        });
                    };
                    self.clock.pause(pause).await;
                }
            }
        }
    }
}

fn is_not_found(error: &ProvisionError) -> bool {
    matches!(
        error,
        ProvisionError::Refused { exception, .. } if exception.kind == ExceptionKind::NotFound
    )
}

/// Returns whether what kept something from being deleted may be a state that passes.
///
/// What is in use was seen refused with `InvalidRequestException`, not with the exceptions that
/// are declared for it.
fn may_pass(error: &ProvisionError) -> bool {
    let ProvisionError::Refused { exception, .. } = error else {
        // What was lost can be asked for again: at worst it is not found.
        return matches!(
            error,
            ProvisionError::Lost { .. } | ProvisionError::Unreadable { .. }
        );
    };
    exception.status >= 500
        || exception.kind.is_throttling()
        || matches!(
            exception.kind,
            ExceptionKind::InvalidRequest
                | ExceptionKind::InvalidFleetStatus
                | ExceptionKind::Conflict
                | ExceptionKind::NotReady
        )
}
