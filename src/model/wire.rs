//! Whether a reply could be read, and what its form says.

use super::judgement::{MemberFault, Notes};
use crate::api::action::Action;
use crate::api::document::{Problem, ProblemKind, Timestamp};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::{Reply, Response};
use crate::history::Heads;
use crate::spec::id::ClauseId;

const CPS_28: ClauseId = ClauseId::of("CPS-28");
const CPS_44: ClauseId = ClauseId::of("CPS-44");
const WIR_01: ClauseId = ClauseId::of("WIR-01");
const WIR_02: ClauseId = ClauseId::of("WIR-02");
const WIR_03: ClauseId = ClauseId::of("WIR-03");
const WIR_04: ClauseId = ClauseId::of("WIR-04");
const WIR_05: ClauseId = ClauseId::of("WIR-05");
const WIR_06: ClauseId = ClauseId::of("WIR-06");
const WIR_07: ClauseId = ClauseId::of("WIR-07");
const WIR_09: ClauseId = ClauseId::of("WIR-09");

/// The first moment of the year 3000: a time beyond it does not count seconds.
const FAR_FUTURE: Timestamp = Timestamp(32_503_680_000_000);

/// Notes whether a reply could be read at all.
pub fn read(action: Action, reply: &Reply, notes: &mut Notes) {
    match reply {
        Reply::Response { response, .. } => {
            notes.exercise(&[WIR_01]);
            times(response, notes);
        }
        Reply::Exception(_) => notes.exercise(&[WIR_02]),
        Reply::Unreadable { status, reason } => {
            let is_success = (200..300).contains(status);
            let clause = if is_success { WIR_01 } else { WIR_02 };
            // A front end that breaks down or turns away says nothing about the action.
            let is_silent = *status == 429 || (500..600).contains(status);
            let fault = (!is_silent).then(|| MemberFault {
                clause,
                actual: format!("status {status}"),
                detail: format!("the reply to {action} cannot be read: {reason}"),
            });
            notes.members.extend(fault);
        }
    }
}

/// Notes what the form of a reply is like that nothing else is held against.
pub fn form(action: Action, reply: &Reply, notes: &mut Notes) {
    read(action, reply, notes);
    match reply {
        Reply::Response { problems, .. } => types(problems, notes),
        Reply::Exception(refused) => exception(refused, action, notes),
        Reply::Unreadable { .. } => {}
    }
}

/// Notes members of the wrong type, which are not missing; comes after all that notes those.
pub(super) fn types(problems: &[Problem], notes: &mut Notes) {
    forgive_misread(problems, notes);
    notes.exercise(&[WIR_05]);
    for problem in problems {
        if let ProblemKind::Status(status) = problem.kind {
            let fault = MemberFault {
                clause: WIR_01,
                actual: format!("status {status}"),
                detail: format!("a success came with HTTP status {status}"),
            };
            notes.check(WIR_01, Some(fault));
            continue;
        }
        let is_time = matches!(
            problem.kind,
            ProblemKind::WrongType {
                expected: "timestamp",
                ..
            }
        );
        let clause = if is_time { WIR_06 } else { WIR_05 };
        let member = without_indices(&problem.path);
        let fault = MemberFault::wrong(clause, &member, without_values(problem));
        notes.check(clause, Some(fault));
    }
}

/// Takes back that members are missing which are there in a form that cannot be read.
fn forgive_misread(problems: &[Problem], notes: &mut Notes) {
    let is_misread = |fault: &MemberFault| {
        let missing = fault.actual.strip_prefix("missing ");
        let mut paths = problems.iter().map(|problem| problem.path.as_str());
        missing.is_some_and(|name| paths.any(|path| path.rsplit('.').next() == Some(name)))
    };
    notes.members.retain(|fault| !is_misread(fault));
}

/// Notes what the heads of the replies to an operation were like.
pub fn heads(heads: &Heads, notes: &mut Notes) {
    if heads.count == 0 {
        return;
    }
    let is_nameless = heads.without_request_id > 0;
    let fault = is_nameless.then(|| MemberFault::missing(WIR_07, "x-amzn-requestid"));
    notes.check(WIR_07, fault);
    let fault = heads.foreign_types.first().map(|found| {
        let detail = format!("the reply has the content type {found:?}");
        MemberFault::wrong(WIR_09, "Content-Type", detail)
    });
    notes.check(WIR_09, fault);
}

/// Holds an exception's form against the clauses.
pub(super) fn exception(exception: &Exception, action: Action, notes: &mut Notes) {
    let is_other = matches!(exception.kind, ExceptionKind::Other(_));
    let is_called_fine = (200..300).contains(&exception.status);
    if is_other && !is_called_fine {
        return;
    }
    let is_create = matches!(
        action,
        Action::CreatePlayerSessions | Action::CreatePlayerSession
    );
    let (status_clause, message_clause) = if is_create {
        (CPS_28, CPS_44)
    } else {
        (WIR_04, WIR_03)
    };
    let expected = if exception.kind == ExceptionKind::InternalService {
        500
    } else {
        400
    };
    let fault = (exception.status != expected).then(|| MemberFault {
        clause: status_clause,
        actual: format!("status {}", exception.status),
        detail: format!(
            "{} came with HTTP status {}",
            exception.kind, exception.status
        ),
    });
    notes.check(status_clause, fault);
    if is_other {
        return;
    }
    let is_silent = exception.message.as_ref().is_none_or(String::is_empty);
    let fault = is_silent.then(|| MemberFault::missing(message_clause, "Message"));
    notes.check(message_clause, fault);
}

/// Holds the times of a response against the unit in which they are counted.
fn times(response: &Response, notes: &mut Notes) {
    let mut time = |member: &str, time: Option<Timestamp>| {
        if let Some(time) = time {
            let detail = format!("{member} does not count seconds since 1970");
            let fault = (time > FAR_FUTURE).then(|| MemberFault::wrong(WIR_06, member, detail));
            notes.check(WIR_06, fault);
        }
    };
    for session in response.player_sessions() {
        time("CreationTime", session.creation_time);
        time("TerminationTime", session.termination_time);
    }
    for session in response.game_sessions() {
        time("CreationTime", session.creation_time);
        time("TerminationTime", session.termination_time);
    }
    if let Response::CreateAlias(Some(alias)) = response {
        time("CreationTime", alias.creation_time);
        time("LastUpdatedTime", alias.last_updated_time);
    }
}

/// Returns a path without the positions in its lists, so that it can be a key.
fn without_indices(path: &str) -> String {
    let mut depth = 0;
    let is_kept = |c: &char| {
        let is_outside = depth == 0;
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => return is_outside,
        }
        false
    };
    path.chars().filter(is_kept).collect()
}

/// Tells a problem without the value on the wire, which may be a player's.
fn without_values(problem: &Problem) -> String {
    let path = without_indices(&problem.path);
    match &problem.kind {
        ProblemKind::Missing => format!("{path} is missing"),
        ProblemKind::WrongType { expected, found } => {
            format!("{path} is a {found} where a {expected} is modelled")
        }
        ProblemKind::UnknownValue(_) => format!("{path} has a value outside its enumeration"),
        ProblemKind::Status(_) => problem.to_string(),
    }
}
