//! What an endpoint offers of the GameLift API, found out before a run, action by action.
//!
//! Decided by a table of known refusals, never by failure as such: a reply that names an
//! exception of the action is an answer, whatever its status.
//! What an endpoint does not offer is told from what it does wrong here, and nowhere else.

mod error;
mod nobody;
mod questions;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::api::action::Action;
use crate::api::cbor;
use crate::api::document::Document;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::Reply;
use crate::clock::Clock;
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::access::Denial;
use super::{Exchange, Target, is_throttled, pages};

pub use error::ProbeError;

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
    /// An exception that a known action may have, by its name on the wire, in the words that the
    /// endpoint has for an action that nobody has.
    LikeNobody(String),
    /// An exception that says that who asks may not use the action, by its name on the wire.
    Denied(String),
    /// The error of another service, another protocol or a proxy.
    Foreign {
        /// The HTTP status.
        status: u16,
        /// The error's name, or what the body is.
        what: String,
    },
}

/// The actions that tell whether a wire is answered at all; the SDK drives the first two of them.
const TELLING: [Action; 4] = [
    Action::CreatePlayerSessions,
    Action::DescribePlayerSessions,
    Action::CreateGameSession,
    Action::DescribeFleetAttributes,
];

/// How soon a reply is lost where asking once more costs next to nothing.
const QUICK: Duration = Duration::from_secs(1);

/// Asks the endpoint a question for each action that changes nothing, over each wire, and says
/// what it offers.
///
/// `region` goes into ids of what does not exist. The endpoint is GameLift where it answers one
/// of the telling questions over one of the wires. A further wire counts as answered where it
/// offers all that the first one does.
pub async fn probe(
    asked: (&dyn Target, &Clock),
    region: &str,
    wires: &[Wire],
) -> Result<Probed, ProbeError> {
    probe_for(asked, region, wires, &Action::ALL).await
}

/// Asks the endpoint the questions for these actions alone, and says what it offers of them.
pub async fn probe_for(
    (target, clock): (&dyn Target, &Clock),
    region: &str,
    wires: &[Wire],
    actions: &[Action],
) -> Result<Probed, ProbeError> {
    let mut probed = Probed::default();
    let mut first = None;
    for wire in wires {
        let refusals = ask_all((target, clock), region, *wire, actions).await;
        let refusals = match refusals {
            // An endpoint that says nothing at all is slow or gone; one that is silent on a
            // further wire does not speak it.
            Err(ProbeError::Silent { reason, .. }) if !probed.wires.is_empty() => {
                probed.unanswered.insert(*wire, Refusal::Silence(reason));
                continue;
            }
            refusals => refusals?,
        };
        let known = &probed.unsupported;
        let refused = match refusals {
            Refusals::Wire(refusal) => Some(refusal),
            Refusals::Actions(mut actions) if !probed.wires.is_empty() => {
                actions.retain(|action, _| !known.contains_key(action));
                actions.pop_first().map(|(_, refusal)| refusal)
            }
            Refusals::Actions(actions) => {
                probed.unsupported = actions;
                None
            }
        };
        match refused {
            Some(refusal) => {
                first.get_or_insert_with(|| refusal.clone());
                probed.unanswered.insert(*wire, refusal);
            }
            None => probed.wires.push(*wire),
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

/// Returns how the endpoint refuses to offer an action over a wire, `None` where it offers it.
///
/// An endpoint that asks to slow down is asked again, later.
pub async fn lacks(
    asked: (&dyn Target, &Clock),
    region: &str,
    about: (Action, Wire),
) -> Result<Option<Refusal>, ProbeError> {
    Ok(ask(asked, region, about).await?.err())
}

/// What an endpoint that offers an action answers to its question: an exception, if it is one.
type Answer = Result<Option<Exception>, Refusal>;

/// Asks the question for an action over a wire.
async fn ask(
    (target, clock): (&dyn Target, &Clock),
    region: &str,
    (action, wire): (Action, Wire),
) -> Result<Answer, ProbeError> {
    let endpoint = || target.endpoint().to_owned();
    let question = Command::Typed(questions::question(action, region));
    let begun = clock.now();
    let mut sent = pages::patiently(target, clock, &question, Some(wire)).await?;
    // Any connection may break for a reason of its own.
    if matches!(sent.outcome, Outcome::Lost { .. }) && clock.now() < begun + QUICK {
        sent = pages::patiently(target, clock, &question, Some(wire)).await?;
    }
    if is_throttled(&sent.outcome) {
        let endpoint = endpoint();
        return Err(ProbeError::Throttled { endpoint, action });
    }
    if let Outcome::Lost { reason } = sent.outcome {
        let endpoint = endpoint();
        return Err(ProbeError::Silent { endpoint, reason });
    }
    if let Some((denial, code)) = unauthenticated(&sent.outcome) {
        return Err(ProbeError::Unauthenticated {
            endpoint: endpoint(),
            code,
            action,
            denial,
        });
    }
    if let Outcome::Replied(Reply::Response { response, .. }) = &sent.outcome
        && let Some(request) = questions::undoing(response)
    {
        // What cannot be taken back is the target's own doing.
        pages::patiently(target, clock, &Command::Typed(request), Some(wire)).await?;
    }
    let refusal = refusal(action, (&sent.outcome, &sent.exchange));
    Ok(match (refusal, sent.outcome) {
        (Some(refusal), _) => Err(refusal),
        (None, Outcome::Replied(Reply::Exception(exception))) => Ok(Some(exception)),
        (None, _) => Ok(None),
    })
}

/// What an endpoint refuses over one wire.
enum Refusals {
    /// Everything.
    Wire(Refusal),
    /// These actions.
    Actions(BTreeMap<Action, Refusal>),
}

async fn ask_all(
    asked: (&dyn Target, &Clock),
    region: &str,
    wire: Wire,
    actions: &[Action],
) -> Result<Refusals, ProbeError> {
    // The SDK does not drive the other actions.
    let count = if wire == Wire::Sdk { 2 } else { TELLING.len() };
    let mut telling = TELLING[..count].to_vec();
    telling.retain(|action| actions.contains(action));
    let (mut refusals, mut answers) = (BTreeMap::new(), BTreeMap::new());
    for action in &telling {
        let answer = match ask(asked, region, (*action, wire)).await {
            // One that answers another question is not gone.
            Err(ProbeError::Silent { reason, .. }) if *action != telling[0] => {
                Err(Refusal::Silence(reason))
            }
            answered => answered?,
        };
        match answer {
            Ok(exception) => answers.extend(exception.map(|exception| (*action, exception))),
            Err(refusal) => refusals.extend([(*action, refusal)]),
        }
    }
    if refusals.len() == telling.len()
        && let Some((_, refusal)) = refusals.pop_first()
    {
        return Ok(Refusals::Wire(refusal));
    }
    if wire == Wire::Sdk {
        return Ok(Refusals::Actions(refusals));
    }
    for action in actions {
        if telling.contains(action) {
            continue;
        }
        let answer = match ask(asked, region, (*action, wire)).await {
            Err(ProbeError::Silent { reason, .. }) => Err(Refusal::Silence(reason)),
            Err(ProbeError::Unauthenticated { code, .. }) => Err(Refusal::Denied(code)),
            answered => answered?,
        };
        match answer {
            Ok(exception) => answers.extend(exception.map(|exception| (*action, exception))),
            Err(refusal) => refusals.extend([(*action, refusal)]),
        }
    }
    // A guest asks for nothing but what a run sends.
    if actions.len() == Action::ALL.len()
        && let Some(nobody) = nobody::ask(asked, region, wire).await?
    {
        refusals.extend(nobody::alike(&answers, &nobody));
    }
    Ok(Refusals::Actions(refusals))
}

/// Returns how a reply says that `action` is not offered, `None` where it is an answer.
pub fn refusal(action: Action, (outcome, exchange): (&Outcome, &Exchange)) -> Option<Refusal> {
    let Outcome::Replied(reply) = outcome else {
        return None;
    };
    let Exchange {
        status, response, ..
    } = exchange;
    let status = status.unwrap_or_default();
    match reply {
        // It speaks of load, whether it names an exception or not.
        _ if reply.is_throttling() => None,
        Reply::Exception(exception) => refusing_exception(action, exception),
        // A structure of the protocol is an answer, however badly it is wrapped.
        Reply::Unreadable { .. } if is_cbor(exchange) => None,
        Reply::Unreadable { .. } => Some(refusing_bytes(status, response)),
        // A service that accepts anything accepts players for a game session that is not there.
        Reply::Response { response, .. } if questions::is_hollow(response) => {
            Some(Refusal::Foreign {
                status,
                what: "a structure without what it says it has created".to_owned(),
            })
        }
        Reply::Response { .. } => None,
    }
}

/// Returns whether what came back for a request in CBOR is a structure in CBOR.
fn is_cbor(exchange: &Exchange) -> bool {
    let Exchange { wire, response, .. } = exchange;
    *wire != Wire::Json && matches!(cbor::parse(response), Ok(Document::Map(_)))
}

fn refusing_exception(action: Action, exception: &Exception) -> Option<Refusal> {
    let Exception { kind, status, .. } = exception;
    // Some say what another action declares, such as NotFoundException for a missing fleet.
    if action.exceptions().contains(kind) || ExceptionKind::DECLARED.contains(kind) {
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
        // These speak of trouble or of the request, not of the action.
        _ if *status >= 500 || is_common(name) => None,
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
            } else if head.starts_with('{') {
                "a JSON document that names no exception".to_owned()
            } else {
                "a body of another protocol".to_owned()
            },
        },
    }
}

/// Returns what an exception denies that is about who asks and not about what, with its name.
fn unauthenticated(outcome: &Outcome) -> Option<(Denial, String)> {
    let Outcome::Replied(Reply::Exception(Exception { kind, .. })) = outcome else {
        return None;
    };
    Some((Denial::of(kind)?, kind.name().to_owned()))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HtmlPage { status } => write!(f, "an HTML page with status {status}"),
            Self::NotFound => f.write_str("status 404"),
            Self::NotImplemented => f.write_str("status 501"),
            Self::Silence(reason) => write!(f, "nothing ({reason})"),
            Self::UnknownAction(name) | Self::Denied(name) => f.write_str(name),
            Self::LikeNobody(name) => write!(f, "{name}, as to an action that nobody has"),
            Self::Foreign { status, what } => write!(f, "{what} with status {status}"),
        }
    }
}

#[cfg(test)]
mod tests;
