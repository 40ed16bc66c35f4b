//! What is asked of a target outside any case: again and again while it is not ready.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::ids::FleetId;
use crate::api::reply::{FleetAttributes, Reply, Response};
use crate::api::request::Request;
use crate::clock::Clock;
use crate::history::{Command, Outcome};
use crate::target::Target;

use super::ProvisionError;
use super::journal::Journal;
use super::patience::Patience;

/// A target that is asked with patience.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    pub(super) target: Arc<dyn Target>,
    pub(super) clock: Clock,
    pub(super) patience: Patience,
    /// Where what is created is noted first.
    pub(super) journal: Arc<Journal>,
    /// The actions that the target does not offer.
    pub(super) lacking: BTreeSet<Action>,
}

impl Requests {
    /// Returns whether the target offers an action.
    pub(super) fn offers(&self, action: Action) -> bool {
        !self.lacking.contains(&action)
    }

    /// Asks for something, again and again while the target says that it is not ready.
    pub(super) async fn ask(&self, request: Request) -> Result<Response, ProvisionError> {
        let mut pauses = self.patience.pauses();
        loop {
            let refused = match self.ask_once(&request).await {
                Err(ProvisionError::Refused { exception, .. })
                    if exception.kind == ExceptionKind::NotReady
                        || exception.kind.is_throttling() =>
                {
                    exception
                }
                answered => return answered,
            };
            let Some(pause) = pauses.next() else {
                return Err(ProvisionError::Refused {
                    action: request.action(),
                    exception: refused,
                });
            };
            self.clock.pause(pause).await;
        }
    }

    /// Asks for something once.
    pub(super) async fn ask_once(&self, request: &Request) -> Result<Response, ProvisionError> {
        let action = request.action();
        let command = Command::Typed(request.clone());
        let sent = self.target.send(&command, None).await?;
        match sent.outcome {
            Outcome::Replied(Reply::Response { response, .. }) => Ok(response),
            Outcome::Replied(Reply::Exception(exception)) => {
                Err(ProvisionError::Refused { action, exception })
            }
            Outcome::Replied(Reply::Unreadable { status, reason }) => {
                Err(ProvisionError::Unreadable {
                    action,
                    status,
                    reason,
                })
            }
            Outcome::Lost { reason } => Err(ProvisionError::Lost { action, reason }),
            Outcome::Done | Outcome::Refused { .. } => Err(ProvisionError::Lost {
                action,
                reason: "the target answered as if it were a move".to_owned(),
            }),
        }
    }

    /// Deletes one thing, again and again while the target may mean that it is in use.
    ///
    /// A target that does not offer the action leaves nothing to be done.
    pub(super) async fn remove_one(&self, request: Request) -> Result<(), ProvisionError> {
        if !self.offers(request.action()) {
            return Ok(());
        }
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

    /// Returns the fleet of that id, or of that name where the id is not known.
    pub(super) async fn find_fleet(
        &self,
        fleet_id: Option<&FleetId>,
        name: &str,
    ) -> Result<Option<FleetAttributes>, ProvisionError> {
        let request = Request::DescribeFleetAttributes(fleet_id.cloned().into_iter().collect());
        let fleets = match self.ask(request).await {
            Ok(Response::DescribeFleetAttributes(fleets)) => fleets,
            Ok(_) => Vec::new(),
            // Documented is that unknown ids are left out, but NotFound is declared.
            Err(error) if is_not_found(&error) => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(fleets.into_iter().find(|fleet| match fleet_id {
            Some(id) => fleet.fleet_id.as_ref() == Some(id),
            None => fleet.name.as_deref() == Some(name),
        }))
    }

    /// Waits for a fleet to become ACTIVE.
    pub(super) async fn await_active(&self, fleet_id: &FleetId) -> Result<(), ProvisionError> {
        if !self.offers(Action::DescribeFleetAttributes) {
            return Ok(());
        }
        let mut pauses = self.patience.pauses();
        loop {
            let fleet = self.find_fleet(Some(fleet_id), "").await?;
            let status = fleet.and_then(|fleet| fleet.status).unwrap_or_default();
            if status == "ACTIVE" {
                return Ok(());
            }
            let Some(pause) = pauses.next() else {
                return Err(ProvisionError::NotActive {
                    fleet_id: fleet_id.clone(),
                    status,
                });
            };
            self.clock.pause(pause).await;
        }
    }

    /// Waits for a fleet that was deleted to be gone.
    pub(super) async fn await_deleted(&self, fleet_id: &FleetId) -> Result<(), ProvisionError> {
        if !self.offers(Action::DescribeFleetAttributes) {
            return Ok(());
        }
        let mut pauses = self.patience.pauses();
        loop {
            let fleet = self.find_fleet(Some(fleet_id), "").await?;
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
