//! Whether an endpoint speaks GameLift at all, found out before a run.
//!
//! Decided by a table of known refusals, never by failure as such: a reply that names an
//! exception of the action is an answer, whatever its status.
//! What an endpoint does not offer is told from what it does wrong here, and nowhere else.

use std::collections::BTreeMap;
use std::fmt;

use crate::api::action::Action;
use crate::api::cbor;
use crate::api::document::Document;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreatePlayerSessions, DescribePlayerSessions, Request};
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::{Exchange, Sent, Target, TargetError};

/// What an endpoint offers, as far as asking without changing anything can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// The wires that it answers, in the order asked; at least one.
    pub wires: Vec<Wire>,
    /// The wires that it does not answer, with the refusal.
    pub unanswered: BTreeMap<Wire, Refusal>,
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
    /// Nothing that could be kept, with the reason, as a fragment.
    Silence(String),
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

/// Asks the endpoint two questions that change nothing, over each wire, and says what it offers.
///
/// `region` goes into the id of a game session that does not exist. The endpoint is GameLift
/// where it answers either question over one of the wires.
pub async fn probe(
    target: &dyn Target,
    region: &str,
    wires: &[Wire],
) -> Result<Probed, ProbeError> {
    let mut probed = Probed::default();
    let mut first = None;
    for wire in wires {
        let refusals = ask(target, region, *wire).await;
        let refusals = match refusals {
            // An endpoint that says nothing at all is slow or gone; one that is silent on a
            // further wire does not speak it.
            Err(ProbeError::Silent { reason, .. }) if !probed.wires.is_empty() => {
                probed.unanswered.insert(*wire, Refusal::Silence(reason));
                continue;
            }
            refusals => refusals?,
        };
        match refusals {
            Refusals::Wire(refusal) => {
                first.get_or_insert_with(|| refusal.clone());
                probed.unanswered.insert(*wire, refusal);
            }
            Refusals::Actions(actions) => {
                if probed.wires.is_empty() {
                    probed.unsupported = actions;
                }
                probed.wires.push(*wire);
            }
        }
    }
    match first {
        Some(refusal) if probed.wires.is_empty() => {
            let endpoint = target.endpoint().to_owned();
            Err(ProbeError::NotGameLift { endpoint, refusal })
        }
        _ => Ok(probed),
    }
}

/// What an endpoint refuses over one wire.
enum Refusals {
    /// Everything.
    Wire(Refusal),
    /// These actions.
    Actions(BTreeMap<Action, Refusal>),
}

async fn ask(target: &dyn Target, region: &str, wire: Wire) -> Result<Refusals, ProbeError> {
    let unknown = format!(
        "arn:aws:gamelift:{region}::gamesession/fleet-00000000-0000-4000-8000-000000000000/gsess-00000000-0000-4000-8000-000000000000"
    );
    let questions = [
        Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: GameSessionId(unknown),
            player_ids: vec!["probe".into()],
            player_data_map: None,
        }),
        // The SDK does not drive the other actions.
        if wire == Wire::Sdk {
            Request::DescribePlayerSessions(DescribePlayerSessions {
                player_id: Some("probe".into()),
                ..DescribePlayerSessions::default()
            })
        } else {
            Request::DescribeFleetAttributes(Vec::new())
        },
    ];
    let count = questions.len();
    let mut refusals = BTreeMap::new();
    for question in questions {
        let action = question.action();
        let sent = target.send(&Command::Typed(question), Some(wire)).await?;
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
            refusals.insert(action, refusal);
        }
    }
    Ok(match refusals.pop_first() {
        Some((_, refusal)) if refusals.len() + 1 == count => Refusals::Wire(refusal),
        Some((action, refusal)) => {
            refusals.insert(action, refusal);
            Refusals::Actions(refusals)
        }
        None => Refusals::Actions(refusals),
    })
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
        // A structure of the protocol is an answer, however badly it is wrapped.
        Reply::Unreadable { .. } if is_cbor(sent) => None,
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

/// Returns whether what came back for a request in CBOR is a structure in CBOR.
fn is_cbor(sent: &Sent) -> bool {
    let Exchange { wire, response, .. } = &sent.exchange;
    *wire != Wire::Json && matches!(cbor::parse(response), Ok(Document::Map(_)))
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
            Self::Silence(reason) => write!(f, "nothing ({reason})"),
            Self::UnknownAction(name) => f.write_str(name),
            Self::Foreign { status, what } => write!(f, "{what} with status {status}"),
        }
    }
}

#[cfg(test)]
mod tests;
