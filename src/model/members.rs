//! The members of a reply, each held against what is believed.
//!
//! A wrong member breaks its clause and leaves the belief alive: the case goes on.

use std::collections::BTreeMap;

use super::answers::Narrowing;
use super::create::Situation;
use super::judgement::{Belief, MemberFault, Notes, Scene};
use super::state::{Reservation, State, Statuses};
use super::texts;
use crate::api::game_session::GameSession;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::spec::id::{ClauseId, ContextId};

const CPS_11: ClauseId = ClauseId::of("CPS-11");
const CPS_12: ClauseId = ClauseId::of("CPS-12");
pub(super) const CPS_13: ClauseId = ClauseId::of("CPS-13");
const CPS_14: ClauseId = ClauseId::of("CPS-14");
const CPS_15: ClauseId = ClauseId::of("CPS-15");
const CPS_16: ClauseId = ClauseId::of("CPS-16");
const CPS_17: ClauseId = ClauseId::of("CPS-17");
const CPS_18: ClauseId = ClauseId::of("CPS-18");
const CPS_21: ClauseId = ClauseId::of("CPS-21");
const CPS_20: ClauseId = ClauseId::of("CPS-20");
const CPS_40: ClauseId = ClauseId::of("CPS-40");
const CPS_41: ClauseId = ClauseId::of("CPS-41");
pub(super) const DPS_03: ClauseId = ClauseId::of("DPS-03");

/// Holds a new player session against the call, and completes what is believed of it.
pub(super) fn created(
    session: &PlayerSession,
    reservation: &mut Reservation,
    situation: &Situation<'_>,
    notes: &mut Notes,
) {
    let id = &session.player_session_id;
    reservation.player_session_id.clone_from(id);
    reservation.creation_time = session.creation_time;
    identity(session, reservation, situation, notes);
    let expected = Statuses::only(PlayerSessionStatus::Reserved);
    status(session, expected, notes);
    data(session, reservation, notes);
    times(session, notes);
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
            let clause = if texts::is_altered(id, wanted) {
                CPS_40
            } else {
                CPS_13
            };
            let detail = "a player session is for another player than was asked for";
            Some(MemberFault::wrong(clause, "PlayerId", detail))
        }
    };
    notes.exercise(&[CPS_13]);
    if texts::is_awkward(wanted) {
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
            (is_known || !texts::is_player_session_id(id))
                .then(|| MemberFault::wrong(CPS_15, "PlayerSessionId", detail))
        }
    };
    notes.exercise(&[CPS_15]);
    notes.members.extend(fault);
}

/// Holds the game session, the fleet and the connection data of a player session.
///
/// `clause` is the one that says so of its game session and fleet.
pub(super) fn place(
    session: &PlayerSession,
    clause: ClauseId,
    scene: &Scene<'_>,
    state: &State,
    notes: &mut Notes,
) {
    let known = &state.connection;
    let own_id = session.game_session_id.as_deref();
    let own_id = own_id.filter(|id| scene.is_own(id));
    let wanted_id = Some(own_id.unwrap_or(scene.game_session_id));
    let fleet_id = state.fleet_id.as_deref();
    let fleet_arn = known.fleet_arn.as_deref();
    let ip_address = known.ip_address.as_deref();
    let dns_name = known.dns_name.as_deref();
    let texts = [
        ("GameSessionId", clause, &session.game_session_id, wanted_id),
        ("FleetId", clause, &session.fleet_id, fleet_id),
        ("FleetArn", clause, &session.fleet_arn, fleet_arn),
        ("IpAddress", CPS_14, &session.ip_address, ip_address),
        ("DnsName", CPS_14, &session.dns_name, dns_name),
    ];
    for (member, clause, found, wanted) in texts {
        if let (Some(found), Some(wanted)) = (found, wanted)
            && found != wanted
        {
            let detail = format!("a player session has a {member} that is not its game session's");
            let fault = MemberFault::wrong(clause, member, detail);
            notes.members.push(fault);
        }
    }
    if session.port.is_some() && known.port.is_some() && session.port != known.port {
        let detail = "a player session has another port than its game session";
        let fault = MemberFault::wrong(CPS_14, "Port", detail);
        notes.members.push(fault);
    }
    if session.ip_address.is_some() || session.port.is_some() {
        notes.exercise(&[CPS_14]);
    }
}

/// Notes which optional members the player sessions of a create reply have (U-31).
pub(super) fn presence(
    sessions: &[PlayerSession],
    data: &BTreeMap<String, String>,
    belief: &mut Belief,
) {
    let Belief { state, answers } = belief;
    let mut note = |context, has: &dyn Fn(&PlayerSession) -> Option<bool>| {
        for (is_present, answer) in [(true, "present"), (false, "absent")] {
            if sessions
                .iter()
                .any(|session| has(session) == Some(is_present))
            {
                answers.narrow(&Narrowing::new(ContextId::of(context), &[answer]));
            }
        }
    };
    note("U-31/ip-address", &|one| Some(one.ip_address.is_some()));
    note("U-31/port", &|one| Some(one.port.is_some()));
    note("U-31/dns-name", &|one| Some(one.dns_name.is_some()));
    note("U-31/fleet-id", &|one| Some(one.fleet_id.is_some()));
    note("U-31/fleet-arn", &|one| Some(one.fleet_arn.is_some()));
    note("U-31/game-session-id", &|one| {
        Some(one.game_session_id.is_some())
    });
    if data.is_empty() {
        return;
    }
    note("U-31/player-data", &|one| {
        // A player session that was there before has the data it had.
        let id = one.player_session_id.as_deref();
        let is_known = id.is_some_and(|id| state.find(id).is_some());
        let player = one.player_id.as_ref().filter(|_| !is_known);
        let is_given = player.is_some_and(|player| data.contains_key(player));
        is_given.then_some(one.player_data.is_some())
    });
}

/// Holds the status of a player session in a create reply.
pub(super) fn status(session: &PlayerSession, expected: Statuses, notes: &mut Notes) {
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

fn data(session: &PlayerSession, reservation: &mut Reservation, notes: &mut Notes) {
    match (&session.player_data, &reservation.player_data) {
        (Some(found), Some(wanted)) => {
            notes.exercise(&[CPS_17, CPS_20]);
            let fault = (found != wanted).then(|| wrong_data(found, wanted));
            reservation.suspect |= fault.is_some();
            notes.members.extend(fault);
        }
        // U-31: the reply may leave it out.
        (None, Some(_)) => {}
        (Some(_), None) => {
            let detail = "a player for whom no data was given has data";
            reservation.suspect = true;
            let fault = MemberFault::wrong(CPS_18, "PlayerData", detail);
            notes.check(CPS_18, Some(fault));
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
            reservation.is_stored = true;
        }
        // A description has had it right: it was changed since.
        (Some(_), Some(_)) if reservation.is_stored => {
            let detail = "a player session is described with other data than before";
            faults.push(MemberFault::wrong(CPS_21, "PlayerData", detail));
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
    if session.player_session_id.is_none() {
        faults.push(MemberFault::missing(DPS_03, "PlayerSessionId"));
    }
    if let (Some(found), Some(wanted)) = (session.creation_time, reservation.creation_time)
        // A description may tell fewer digits.
        && (found.0 - wanted.0).abs() >= 1000
    {
        let detail = "a player session is described with another creation time";
        faults.push(MemberFault::wrong(DPS_03, "CreationTime", detail));
    }
    notes.exercise(&[DPS_03, CPS_21]);
    reservation.suspect = !faults.is_empty();
    notes.members.extend(faults);
}

/// Completes what is known of where players connect, from a game session in a reply.
pub(super) fn learn_connection(state: &mut State, session: &GameSession) {
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
    let clause = if texts::is_recoded(found, wanted) {
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
