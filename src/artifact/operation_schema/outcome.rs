//! Outcomes in files.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{document, value};
use crate::api::document::{Problem, ProblemKind, Times};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::{Reply, Response};
use crate::artifact::Flaw;
use crate::history::Outcome;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum OutcomeEntry {
    Response {
        action: String,
        members: Value,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        problems: Vec<ProblemEntry>,
    },
    Exception {
        kind: String,
        message: Option<String>,
        status: u16,
    },
    Unreadable {
        status: u16,
        reason: String,
    },
    Done,
    Refused {
        status_code: i64,
        message: Option<String>,
    },
    Lost {
        reason: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ProblemEntry {
    Missing {
        path: String,
    },
    WrongType {
        path: String,
        expected: String,
        found: String,
    },
    UnknownValue {
        path: String,
        value: String,
    },
    Status {
        path: String,
        status: u16,
    },
}

impl From<&Outcome> for OutcomeEntry {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Replied(Reply::Response { response, problems }) => Self::Response {
                action: response.action().name().to_owned(),
                members: value(&response.to_document()),
                problems: problems.iter().map(ProblemEntry::from).collect(),
            },
            Outcome::Replied(Reply::Exception(exception)) => Self::Exception {
                kind: exception.kind.name().to_owned(),
                message: exception.message.clone(),
                status: exception.status,
            },
            Outcome::Replied(Reply::Unreadable { status, reason }) => Self::Unreadable {
                status: *status,
                reason: reason.clone(),
            },
            Outcome::Done => Self::Done,
            Outcome::Refused {
                status_code,
                message,
            } => Self::Refused {
                status_code: *status_code,
                message: message.clone(),
            },
            Outcome::Lost { reason } => Self::Lost {
                reason: reason.clone(),
            },
        }
    }
}

impl TryFrom<OutcomeEntry> for Outcome {
    type Error = Flaw;

    fn try_from(entry: OutcomeEntry) -> Result<Self, Flaw> {
        Ok(Self::Replied(match entry {
            OutcomeEntry::Response {
                action,
                members,
                problems,
            } => {
                let (response, _) =
                    Response::read(super::action(&action)?, &document(&members)?, Times::Plain);
                let problems: Result<_, Flaw> =
                    problems.into_iter().map(Problem::try_from).collect();
                Reply::Response {
                    response,
                    problems: problems?,
                }
            }
            OutcomeEntry::Exception {
                kind,
                message,
                status,
            } => Reply::Exception(Exception {
                kind: ExceptionKind::parse(&kind),
                message,
                status,
            }),
            OutcomeEntry::Unreadable { status, reason } => Reply::Unreadable { status, reason },
            OutcomeEntry::Done => return Ok(Self::Done),
            OutcomeEntry::Refused {
                status_code,
                message,
            } => {
                return Ok(Self::Refused {
                    status_code,
                    message,
                });
            }
            OutcomeEntry::Lost { reason } => return Ok(Self::Lost { reason }),
        }))
    }
}

impl From<&Problem> for ProblemEntry {
    fn from(problem: &Problem) -> Self {
        let path = problem.path.clone();
        match &problem.kind {
            ProblemKind::Missing => Self::Missing { path },
            ProblemKind::WrongType { expected, found } => Self::WrongType {
                path,
                expected: (*expected).to_owned(),
                found: (*found).to_owned(),
            },
            ProblemKind::UnknownValue(value) => Self::UnknownValue {
                path,
                value: value.clone(),
            },
            ProblemKind::Status(status) => Self::Status {
                path,
                status: *status,
            },
        }
    }
}

impl TryFrom<ProblemEntry> for Problem {
    type Error = Flaw;

    fn try_from(entry: ProblemEntry) -> Result<Self, Flaw> {
        let (path, kind) = match entry {
            ProblemEntry::Missing { path } => (path, ProblemKind::Missing),
            ProblemEntry::WrongType {
                path,
                expected,
                found,
            } => {
                let kind = ProblemKind::WrongType {
                    expected: type_name(&expected)?,
                    found: type_name(&found)?,
                };
                (path, kind)
            }
            ProblemEntry::UnknownValue { path, value } => (path, ProblemKind::UnknownValue(value)),
            ProblemEntry::Status { path, status } => (path, ProblemKind::Status(status)),
        };
        Ok(Self { path, kind })
    }
}

/// Every name of a type that a problem can carry.
const TYPE_NAMES: [&str; 9] = [
    "null",
    "boolean",
    "integer",
    "number",
    "string",
    "timestamp",
    "list",
    "structure",
    "map",
];

fn type_name(name: &str) -> Result<&'static str, Flaw> {
    TYPE_NAMES
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| Flaw::field("problems", format!("{name:?} is no type")))
}
