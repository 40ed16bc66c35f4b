//! The members of a reply, each held against what is believed.
//!
//! A wrong member breaks its clause and leaves the belief alive: the case goes on.

use super::answers::Narrowing;
use super::create::Situation;
use super::judgement::{Belief, MemberFault, Notes};
use super::state::{Reservation, State, Statuses};
use crate::api::document::Problem;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::spec::id::{ClauseId, ContextId};

const CPS_11: ClauseId = ClauseId::of("CPS-11");
const CPS_12: ClauseId = ClauseId::of("CPS-12");
const CPS_13: ClauseId = ClauseId::of("CPS-13");
const CPS_14: ClauseId = ClauseId::of("CPS-14");
const CPS_15: ClauseId = ClauseId::of("CPS-15");
const CPS_16: ClauseId = ClauseId::of("CPS-16");
const CPS_17: ClauseId = ClauseId::of("CPS-17");
const CPS_18: ClauseId = ClauseId::of("CPS-18");
const CPS_21: ClauseId = ClauseId::of("CPS-21");
const CPS_28: ClauseId = ClauseId::of("CPS-28");
const CPS_20: ClauseId = ClauseId::of("CPS-20");
const CPS_40: ClauseId = ClauseId::of("CPS-40");
const CPS_41: ClauseId = ClauseId::of("CPS-41");
const CPS_44: ClauseId = ClauseId::of("CPS-44");
const DPS_03: ClauseId = ClauseId::of("DPS-03");
const WIR_05: ClauseId = ClauseId::of("WIR-05");

/// Notes members of the wrong type.
pub(super) fn types(problems: &[Problem], notes: &mut Notes) {
    notes.exercise(&[WIR_05]);
    for problem in problems {
        let member = without_indices(&problem.path);
        notes.check(
            WIR_05,
            Some(MemberFault::wrong(WIR_05, &member, without_values(problem))),
        );
    }
}

/// Holds an exception's form against the clauses.
pub(super) fn exception(exception: &Exception, notes: &mut Notes) {
    if matches!(exception.kind, ExceptionKind::Other(_)) {
        return;
    }
    let expected = if exception.kind == ExceptionKind::InternalService {
        500
    } else {
        400
    };
    let fault = (exception.status != expected).then(|| MemberFault {
        clause: CPS_28,
        actual: format!("status {}", exception.status),
        detail: format!(
            "{} came with HTTP status {}",
            exception.kind, exception.status
        ),
    });
    notes.check(CPS_28, fault);
    let fault = exception
        .message
        .is_none()
        .then(|| MemberFault::missing(CPS_44, "Message"));
    notes.check(CPS_44, fault);
}

/// Holds a new player session against the call, and completes what is believed of it.
pub(super) fn created(
    session: &PlayerSession,
    reservation: &mut Reservation,
    situation: &Situation<'_>,
    belief: &mut Belief,
    notes: &mut Notes,
) {
    reservation
        .player_session_id
        .clone_from(&session.player_session_id);
    identity(session, reservation, situation, notes);
    place(session, situation, belief, notes);
    status(
        session,
        Statuses::only(PlayerSessionStatus::Reserved),
        notes,
    );
    data(session, reservation, belief, notes);
    times(session, notes);
}

/// Holds a player session that the player had before against what is believed of it.
pub(super) fn existing(
    session: &PlayerSession,
    statuses: Statuses,
    situation: &Situation<'_>,
    belief: &mut Belief,
    notes: &mut Notes,
) {
    place(session, situation, belief, notes);
    status(session, statuses, notes);
}

/// Notes two new player sessions of one id.
pub(super) fn repeated_id(notes: &mut Notes) {
    let detail = "two player sessions of the reply have the same id";
    notes.check(
        CPS_15,
        Some(MemberFault::wrong(CPS_15, "PlayerSessionId", detail)),
    );
}

fn identity(
    session: &PlayerSession,
    reservation: &mut Reservation,
    situation: &Situation<'_>,
    notes: &mut Notes,
) {
    let wanted = reservation.player_id.as_str();
    let fault = match session.player_id.as_deref() {
        None => Some(MemberFault::missing(CPS_13, "PlayerId")),
        Some(id) if id == wanted => None,
        Some(id) => {
            let clause = if is_altered(id, wanted) {
                CPS_40
            } else {
                CPS_13
            };
            let detail = "a player session is for another player than was asked for";
            Some(MemberFault::wrong(clause, "PlayerId", detail))
        }
    };
    notes.exercise(&[CPS_13]);
    if is_awkward(wanted) {
        notes.exercise(&[CPS_40]);
    }
    if let Some(fault) = fault {
        reservation.suspect = true;
        notes.members.push(fault);
    }
    let fault = match session.player_session_id.as_deref() {
        None => Some(MemberFault::missing(CPS_11, "PlayerSessionId")),
        Some(id) => {
            let is_known = situation.scene.is_given_out(id);
            let detail = if is_known {
                "a new player session has an id that was given out before"
            } else {
                "a player session id is no `psess-` id of at most 128 characters without spaces"
            };
            (is_known || !is_player_session_id(id))
                .then(|| MemberFault::wrong(CPS_15, "PlayerSessionId", detail))
        }
    };
    notes.exercise(&[CPS_15]);
    notes.members.extend(fault);
}

/// Holds the game session, the fleet and the connection data of a player session.
pub(super) fn place(
    session: &PlayerSession,
    situation: &Situation<'_>,
    belief: &mut Belief,
    notes: &mut Notes,
) {
    let state = &belief.state;
    let known = &state.connection;
    let text = |member, clause, found: &Option<String>, wanted: Option<&str>| {
        let is_wrong = matches!((found, wanted), (Some(found), Some(wanted)) if found != wanted);
        is_wrong.then(|| {
            let detail = format!("a player session has a {member} that is not its game session's");
            MemberFault::wrong(clause, member, detail)
        })
    };
    let faults = [
        text(
            "GameSessionId",
            CPS_13,
            &session.game_session_id,
            Some(situation.scene.game_session_id),
        ),
        text(
            "FleetId",
            CPS_13,
            &session.fleet_id,
            state.fleet_id.as_deref(),
        ),
        text(
            "FleetArn",
            CPS_13,
            &session.fleet_arn,
            known.fleet_arn.as_deref(),
        ),
        text(
            "IpAddress",
            CPS_14,
            &session.ip_address,
            known.ip_address.as_deref(),
        ),
        text(
            "DnsName",
            CPS_14,
            &session.dns_name,
            known.dns_name.as_deref(),
        ),
        (session.port.is_some() && known.port.is_some() && session.port != known.port).then(|| {
            MemberFault::wrong(
                CPS_14,
                "Port",
                "a player session has another port than its game session",
            )
        }),
    ];
    if session.ip_address.is_some() || session.port.is_some() {
        notes.exercise(&[CPS_14]);
    }
    notes.members.extend(faults.into_iter().flatten());
    for (context, is_present) in [
        ("U-31/ip-address", session.ip_address.is_some()),
        ("U-31/port", session.port.is_some()),
        ("U-31/dns-name", session.dns_name.is_some()),
        ("U-31/fleet-id", session.fleet_id.is_some()),
        ("U-31/fleet-arn", session.fleet_arn.is_some()),
        ("U-31/game-session-id", session.game_session_id.is_some()),
    ] {
        presence(belief, ContextId::of(context), is_present);
    }
}

fn presence(belief: &mut Belief, context: ContextId, is_present: bool) {
    let answer = if is_present { "present" } else { "absent" };
    belief.answers.narrow(&Narrowing::new(context, &[answer]));
}

fn status(session: &PlayerSession, expected: Statuses, notes: &mut Notes) {
    let fault = match session.status {
        None => Some(MemberFault::missing(CPS_12, "Status")),
        Some(status) if expected.contains(status) => None,
        Some(status) => {
            let detail = format!("a player session is returned as {status}");
            Some(MemberFault::wrong(CPS_12, "Status", detail))
        }
    };
    notes.check(CPS_12, fault);
}

fn data(
    session: &PlayerSession,
    reservation: &mut Reservation,
    belief: &mut Belief,
    notes: &mut Notes,
) {
    match (&session.player_data, &reservation.player_data) {
        (Some(found), Some(wanted)) => {
            presence(belief, ContextId::of("U-31/player-data"), true);
            notes.exercise(&[CPS_17, CPS_20]);
            let fault = (found != wanted).then(|| wrong_data(found, wanted));
            reservation.suspect |= fault.is_some();
            notes.members.extend(fault);
        }
        (None, Some(_)) => presence(belief, ContextId::of("U-31/player-data"), false),
        (Some(_), None) => {
            let detail = "a player for whom no data was given has data";
            reservation.suspect = true;
            notes.check(
                CPS_18,
                Some(MemberFault::wrong(CPS_18, "PlayerData", detail)),
            );
        }
        (None, None) => notes.exercise(&[CPS_18]),
    }
}

fn times(session: &PlayerSession, notes: &mut Notes) {
    let fault = session
        .creation_time
        .is_none()
        .then(|| MemberFault::missing(CPS_16, "CreationTime"));
    notes.check(CPS_16, fault);
    let detail = "a player session that has just been created has a TerminationTime";
    let fault = session
        .termination_time
        .is_some()
        .then(|| MemberFault::wrong(CPS_16, "TerminationTime", detail));
    notes.check(CPS_16, fault);
}

/// Holds the members of a described player session against what is believed of it.
pub(super) fn described(session: &PlayerSession, reservation: &mut Reservation, notes: &mut Notes) {
    if reservation.suspect {
        return;
    }
    let mut faults = Vec::new();
    match session.player_id.as_deref() {
        None => faults.push(MemberFault::missing(DPS_03, "PlayerId")),
        Some(id) if id == reservation.player_id => {}
        Some(_) => {
            let detail = "a player session is described with another player";
            faults.push(MemberFault::wrong(CPS_21, "PlayerId", detail));
        }
    }
    match (&session.player_data, &reservation.player_data) {
        (Some(found), Some(wanted)) if found == wanted => {
            notes.exercise(&[CPS_17, CPS_20, CPS_41]);
        }
        (Some(found), Some(wanted)) => faults.push(wrong_data(found, wanted)),
        (None, Some(_)) => faults.push(MemberFault {
            clause: CPS_17,
            actual: "missing PlayerData".to_owned(),
            detail: "a player session is described without the data it was created with".to_owned(),
        }),
        (Some(_), None) => {
            let detail = "a player for whom no data was given is described with data";
            faults.push(MemberFault::wrong(CPS_18, "PlayerData", detail));
        }
        (None, None) => notes.exercise(&[CPS_18]),
    }
    notes.exercise(&[DPS_03, CPS_21]);
    reservation.suspect = !faults.is_empty();
    notes.members.extend(faults);
}

/// Completes what is known of where players connect, from a game session in a reply.
pub(super) fn learn_connection(state: &mut State, session: &crate::api::game_session::GameSession) {
    let known = &mut state.connection;
    for (known, found) in [
        (&mut known.ip_address, &session.ip_address),
        (&mut known.dns_name, &session.dns_name),
        (&mut known.fleet_arn, &session.fleet_arn),
    ] {
        if found.is_some() {
            known.clone_from(found);
        }
    }
    known.port = session.port.or(known.port);
}

/// Blames data that was altered on the clause of exactness, and other data on the clause of data.
fn wrong_data(found: &str, wanted: &str) -> MemberFault {
    let clause = if is_altered(found, wanted) {
        CPS_41
    } else {
        CPS_17
    };
    MemberFault::wrong(
        clause,
        "PlayerData",
        "a player session has other data than was given",
    )
}

/// Returns whether `found` is a normalised, trimmed or cut form of `wanted`.
fn is_altered(found: &str, wanted: &str) -> bool {
    let folded = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    !found.is_empty() && (wanted.starts_with(found) || folded(found) == folded(wanted))
}

/// Returns whether a player id is one that a careless target would alter.
fn is_awkward(player_id: &str) -> bool {
    player_id
        .chars()
        .any(|c| !c.is_ascii_graphic() || c.is_ascii_uppercase())
        || player_id.chars().count() > 255
}

/// Returns whether a text has the form of a player session id (CPS-15).
fn is_player_session_id(id: &str) -> bool {
    let rest = id.strip_prefix("psess-").unwrap_or_default();
    !rest.is_empty() && id.chars().count() <= 128 && !rest.contains(char::is_whitespace)
}

/// Returns a path without the positions in its lists, so that it can be a key.
fn without_indices(path: &str) -> String {
    let mut depth = 0;
    path.chars()
        .filter(|c| match c {
            '[' => {
                depth += 1;
                false
            }
            ']' => {
                depth -= 1;
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// Tells a problem without the value on the wire, which may be a player's.
fn without_values(problem: &Problem) -> String {
    use crate::api::document::ProblemKind;
    let path = without_indices(&problem.path);
    match &problem.kind {
        ProblemKind::Missing => format!("{path} is missing"),
        ProblemKind::WrongType { expected, found } => {
            format!("{path} is a {found} where a {expected} is modelled")
        }
        ProblemKind::UnknownValue(_) => format!("{path} has a value outside its enumeration"),
    }
}
