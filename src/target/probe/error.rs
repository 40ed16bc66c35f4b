//! Why a run cannot begin.

use super::Refusal;
use crate::api::action::Action;
use crate::target::TargetError;
use crate::target::access::Denial;

/// Why a run cannot begin; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The endpoint could not be reached.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The endpoint took a request and sent nothing back that could be kept.
    #[error("get a reply from {endpoint}: {reason}")]
    Silent {
        /// The endpoint.
        endpoint: String,
        /// Why, as a fragment.
        reason: String,
    },
    /// The endpoint does not offer the GameLift API.
    #[error("find the GameLift API at {endpoint}: it answered {refusal}")]
    NotGameLift {
        /// The endpoint.
        endpoint: String,
        /// How it refused.
        refusal: Refusal,
    },
    /// The endpoint asked to slow down until patience ran out.
    #[error("get an answer from {endpoint}: it kept throttling {action}")]
    Throttled {
        /// The endpoint.
        endpoint: String,
        /// What it answered so.
        action: Action,
    },
    /// The endpoint does not accept the credentials.
    #[error("authenticate to {endpoint}: it answered {code} to gamelift:{action}")]
    Unauthenticated {
        /// The endpoint.
        endpoint: String,
        /// The exception's name.
        code: String,
        /// What it answered so.
        action: Action,
        /// What it denies.
        denial: Denial,
    },
}

impl ProbeError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Target(error) => error.hint(),
            Self::Silent { .. } => {
                "check that it speaks HTTP/1.1 there; a slow target needs a longer --command-timeout"
            }
            Self::NotGameLift { .. } => {
                "give the URL at which POST / takes X-Amz-Target: GameLift.CreatePlayerSessions"
            }
            Self::Throttled { .. } => "ask it when it is idle, or at a lower --rate",
            Self::Unauthenticated { denial, .. } => denial.hint(),
        }
    }
}
