//! The second fleet of a run: created when the first case needs it, removed with the stage.
//!
//! A target may have no room for it, which keeps some cases from part of what they would show and
//! is no trouble.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::ProvisionError;
use super::anywhere::AnywhereFleet;

/// The second fleet of a run.
#[derive(Debug)]
pub(super) struct SecondFleet {
    fleet: Arc<AnywhereFleet>,
    /// Whether there is one, with the reason where there is none; `None` before it was needed.
    made: Mutex<Option<Result<(), String>>>,
}

impl SecondFleet {
    /// Returns a second fleet beside `first`, of which nothing exists yet.
    pub(super) fn new(first: &AnywhereFleet, run_id: &str) -> Self {
        let fleet = AnywhereFleet::new(first.requests.clone(), &format!("{run_id}-2"));
        let fleet = fleet.trusting(first.authorities.clone());
        Self {
            fleet: Arc::new(fleet),
            made: Mutex::new(None),
        }
    }

    /// Returns the fleet, of which nothing may exist yet.
    pub(super) fn fleet(&self) -> &Arc<AnywhereFleet> {
        &self.fleet
    }

    /// Makes sure that there is a second fleet, and returns why there is none where the target
    /// won't have it.
    pub(super) async fn ready(&self) -> Result<Result<(), String>, ProvisionError> {
        let mut made = self.made.lock().await;
        if let Some(made) = &*made {
            return Ok(made.clone());
        }
        let answer = match self.fleet.set_up().await {
            Ok(()) => Ok(()),
            Err(error) => {
                let left = self.fleet.remove().await;
                if !error.is_answer() || !left.is_empty() {
                    let source = Box::new(error);
                    return Err(ProvisionError::HalfMade { source, left });
                }
                Err(format!("a second fleet: failed to {error}"))
            }
        };
        *made = Some(answer.clone());
        Ok(answer)
    }
}
