//! The runner: carries plans out on a target, has the histories judged, and gathers findings.
//!
//! What it finds does not depend on how many cases run at a time: each is judged by itself, and
//! findings are merged in any order. It knows neither files nor terminals; whoever wants to
//! watch gives it an observer.

pub mod case;
pub mod observer;
mod racing;
pub mod schedule;
mod sending;
mod settling;
pub mod shrinking;
pub mod turn;

#[cfg(test)]
mod tests;

use crate::api::action::Action;
use crate::provision::ProvisionError;
use crate::target::TargetError;
use crate::target::access::Denial;
use crate::target::probe::Refusal;

/// What goes wrong in a case and is no verdict; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The stage could not do its part.
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    /// The target asked to slow down until patience ran out.
    #[error("carry out {action}: the target kept throttling it")]
    Throttled {
        /// The action.
        action: Action,
    },
    /// The target turned the caller away.
    #[error("carry out {action}: the target answered {answer} to gamelift:{action}; {}", .denial.hint())]
    Denied {
        /// The action.
        action: Action,
        /// The exception's name.
        answer: String,
        /// What it denies.
        denial: Denial,
    },
    /// The target does not offer an action any more.
    #[error("carry out {action}: the target offered it before and now answers {refusal}")]
    Withdrawn {
        /// The action.
        action: Action,
        /// How it refuses.
        refusal: Refusal,
    },
    /// The target failed in the same way again and again.
    #[error("carry out {action}: the target answered {answer} three times in a row")]
    Failing {
        /// The action.
        action: Action,
        /// What it answered.
        answer: String,
    },
    /// The target failed each time that it was asked, now in one way and now in another.
    #[error(
        "carry out {action}: the target failed {count} times in a row, the last time with {answer}"
    )]
    Unsteady {
        /// The action.
        action: Action,
        /// How often it failed.
        count: u32,
        /// What it answered at last.
        answer: String,
    },
}

impl CaseError {
    /// Returns whether no other case can fare better.
    pub fn ends_run(&self) -> bool {
        if let Self::Provision(ProvisionError::Adapter(error)) = self {
            return !error.is_passing();
        }
        matches!(
            self,
            Self::Denied { .. }
                | Self::Provision(
                    ProvisionError::Target(TargetError::Unreachable { .. })
                        | ProvisionError::AllEnded { .. }
                        | ProvisionError::NotSetUp
                        | ProvisionError::Emulator(_)
                )
        )
    }
}
