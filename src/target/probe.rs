//! Whether an endpoint speaks GameLift at all, found out before a run.
//!
//! Decided by a table of known refusals, never by failure as such: a reply that names an
//! exception of the action is an answer, whatever its status.
//! What an endpoint does not offer is told from what it does wrong here, and nowhere else.

use std::collections::BTreeMap;
use std::fmt;

use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreatePlayerSessions, Request};
use crate::history::{Command, Outcome};

use super::{Exchange, Sent, Target, TargetError};

/// What an endpoint offers, as far as asking without changing anything can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// The actions that it does not offer, with the refusal.
    pub unsupported: BTreeMap<Action, Refusal>,
}

/// A known way of saying that an action is not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A page for people.
    HtmlPage {
        /// The HTTP status.
        status: u16,
    },
    /// Status 404 without an exception of the action.
    NotFound,
    /// Status 501.
    NotImplemented,
    /// An exception that says that the action is not known, by its name on the wire.
    UnknownAction(String),
    /// The error of another service, another protocol or a proxy.
    Foreign {
        /// The HTTP status.
        status: u16,
        /// The error's name, or what the body is.
        what: String,
    },
}

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
    /// The endpoint does not accept the credentials.
    #[error("authenticate to {endpoint}: it answered {code}")]
    Unauthenticated {
        /// The endpoint.
        endpoint: String,
        /// The exception's name.
        code: String,
    },
}

impl ProbeError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Target(error) => error.hint(),
            Self::Silent { .. } => "a slow target needs a longer --command-timeout",
            Self::NotGameLift { .. } => {
                "give the URL at which POST / takes X-Amz-Target: GameLift.CreatePlayerSessions"
            }
            Self::Unauthenticated { .. } => {
                "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN"
            }
        }
    }
}

/// Asks the endpoint two questions that change nothing, and says what it offers.
///
/// `region` goes into the id of a game session that does not exist.
pub async fn probe(target: &dyn Target, region: &str) -> Result<Probed, ProbeError> {
    let unknown = format!(
        "arn:aws:gamelift:{region}::gamesession/fleet-00000000-0000-4000-8000-000000000000/gsess-00000000-0000-4000-8000-000000000000"
    );
    let questions = [
        Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: GameSessionId(unknown),
            player_ids: vec!["probe".into()],
            player_data_map: None,
        }),
        Request::DescribeFleetAttributes(Vec::new()),
    ];
    let count = questions.len();
    let mut probed = Probed::default();
    for question in questions {
        let action = question.action();
        let sent = target.send(&Command::Typed(question), None).await?;
        let endpoint = || target.endpoint().to_owned();
        if let Outcome::Lost { reason } = sent.outcome {
            let endpoint = endpoint();
            return Err(ProbeError::Silent { endpoint, reason });
        }
        if let Some(code) = unauthenticated(&sent.outcome) {
            let endpoint = endpoint();
            return Err(ProbeError::Unauthenticated { endpoint, code });
        }
        if let Some(refusal) = refusal(action, &sent) {
            probed.unsupported.insert(action, refusal);
        }
    }
    match probed.unsupported.pop_first() {
        Some((_, refusal)) if probed.unsupported.len() + 1 == count => {
            let endpoint = target.endpoint().to_owned();
            Err(ProbeError::NotGameLift { endpoint, refusal })
        }
        Some((action, refusal)) => {
            probed.unsupported.insert(action, refusal);
            Ok(probed)
        }
        None => Ok(probed),
    }
}

/// Returns how a reply says that `action` is not offered, `None` where it is an answer.
pub fn refusal(action: Action, sent: &Sent) -> Option<Refusal> {
    let Outcome::Replied(reply) = &sent.outcome else {
        return None;
    };
    let Exchange {
        status, response, ..
    } = &sent.exchange;
    let status = status.unwrap_or_default();
    match reply {
        Reply::Exception(exception) => refusing_exception(action, exception),
        Reply::Unreadable { .. } => Some(refusing_bytes(status, response)),
        // A service that accepts anything accepts players for a game session that is not there.
        Reply::Response {
            response: Response::CreatePlayerSessions(sessions),
            ..
        } if sessions.is_empty() => Some(Refusal::Foreign {
            status,
            what: "a structure without player sessions".to_owned(),
        }),
        Reply::Response { .. } => None,
    }
}

fn refusing_exception(action: Action, exception: &Exception) -> Option<Refusal> {
    let Exception { kind, status, .. } = exception;
    if action.exceptions().contains(kind) {
        return None;
    }
    let name = kind.name();
    match (name, status) {
        (
            "UnknownOperationException"
            | "UnknownOperation"
            | "InvalidAction"
            | "UnknownActionException"
            | "ApiNotSupportedException"
            | "NotImplementedException"
            | "NotImplemented"
            | "OperationNotSupportedException",
            _,
        ) => Some(Refusal::UnknownAction(name.to_owned())),
        (_, 501) => Some(Refusal::NotImplemented),
        (_, 404) => Some(Refusal::NotFound),
        // These speak of load, of trouble or of the request, not of the action.
        _ if kind.is_throttling() || *status >= 500 || is_common(name) => None,
        _ => Some(Refusal::Foreign {
            status: *status,
            what: format!("the error {name}"),
        }),
    }
}

/// Returns whether every AWS service may send the exception whatever its actions declare.
fn is_common(name: &str) -> bool {
    matches!(
        name,
        "ValidationException" | "ValidationError" | "SerializationException" | "InternalFailure"
    ) || ExceptionKind::DECLARED
        .iter()
        .any(|kind| kind.name() == name)
}

fn refusing_bytes(status: u16, body: &[u8]) -> Refusal {
    let head = String::from_utf8_lossy(&body[..body.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Refusal::HtmlPage { status };
    }
    if head.contains("unknownoperationexception") {
        return Refusal::UnknownAction("UnknownOperationException".to_owned());
    }
    match status {
        404 => Refusal::NotFound,
        501 => Refusal::NotImplemented,
        _ => Refusal::Foreign {
            status,
            what: if body.is_empty() {
                "no body".to_owned()
            } else if head.starts_with('<') {
                "an XML document".to_owned()
            } else {
                "a body of another protocol".to_owned()
            },
        },
    }
}

/// Returns the name of an exception that is about who asks and not about what.
fn unauthenticated(outcome: &Outcome) -> Option<String> {
    let Outcome::Replied(Reply::Exception(Exception { kind, .. })) = outcome else {
        return None;
    };
    matches!(
        kind.name(),
        "UnauthorizedException"
            | "AccessDeniedException"
            | "AccessDenied"
            | "NotAuthorized"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "SignatureDoesNotMatch"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "RequestExpired"
            | "OptInRequired"
    )
    .then(|| kind.name().to_owned())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HtmlPage { status } => write!(f, "an HTML page with status {status}"),
            Self::NotFound => f.write_str("status 404"),
            Self::NotImplemented => f.write_str("status 501"),
            Self::UnknownAction(name) => f.write_str(name),
            Self::Foreign { status, what } => write!(f, "{what} with status {status}"),
        }
    }
}

#[cfg(test)]
mod tests;
