//! What descriptions of player sessions and of game sessions must say.
//!
//! A description that contradicts the state is illegal, so that the breach is looked for where
//! it happened; lifting its own clause takes what it says for true, or ignores it.

use super::answers::Narrowing;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::members;
use super::state::{Change, Existence, Reservation, Statuses};
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::history::Interval;
use crate::spec::id::{ClauseId, ContextId};

const CPS_21: ClauseId = ClauseId::of("CPS-21");
const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DGS_02: ClauseId = ClauseId::of("DGS-02");
const DPS_01: ClauseId = ClauseId::of("DPS-01");
const DPS_02: ClauseId = ClauseId::of("DPS-02");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const GSS_03: ClauseId = ClauseId::of("GSS-03");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const GSS_05: ClauseId = ClauseId::of("GSS-05");
const PSS_01: ClauseId = ClauseId::of("PSS-01");
const PSS_05: ClauseId = ClauseId::of("PSS-05");
const PSS_08: ClauseId = ClauseId::of("PSS-08");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const U_22: ContextId = ContextId::of("U-22");
const U_24_RESERVED: ContextId = ContextId::of("U-24/reserved");
const U_24_ACTIVE: ContextId = ContextId::of("U-24/active");

/// A contradiction between a description and the state.
struct Contradiction {
    guard: ClauseId,
    suspects: Vec<ClauseId>,
    actual: String,
    detail: String,
}

/// Judges the list of a game session's player sessions, all pages of it.
pub(super) fn player_sessions(
    mut belief: Belief,
    sessions: &[PlayerSession],
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    let before = belief.clone();
    let contradictions = hold_list(&mut belief, sessions, when, scene, &mut notes);
    let unlifted: Vec<Contradiction> = contradictions
        .into_iter()
        .filter(|contradiction| !scene.is_lifted(contradiction.guard))
        .collect();
    if let Some(illegal) = illegal(unlifted) {
        return Err(illegal);
    }
    notes.exercise(&[DPS_01, DPS_02, CPS_31, CPS_36]);
    // CPS-26: the list outlives the game session.
    if before.state.end != Change::NotYet {
        notes.exercise(&[GSS_04]);
    }
    let is_adopted = !scene.lifted.is_empty() && belief.state != before.state;
    let mut beliefs = vec![belief];
    if is_adopted {
        beliefs.push(before);
    }
    Ok(Legal { beliefs, notes })
}

/// Takes a list into the belief, and returns where it contradicts it.
fn hold_list(
    belief: &mut Belief,
    sessions: &[PlayerSession],
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    let mut is_listed = vec![false; belief.state.reservations.len()];
    for session in sessions {
        let Some(index) = find(belief, session, &is_listed) else {
            contradictions.push(extra(belief, session));
            belief
                .state
                .reservations
                .push(adopted(session, when, scene));
            is_listed.push(true);
            continue;
        };
        if is_listed[index] {
            let detail = "a player session is listed more than once";
            notes.check(
                DPS_01,
                Some(MemberFault::wrong(DPS_01, "PlayerSessions", detail)),
            );
            continue;
        }
        is_listed[index] = true;
        let reservation = &mut belief.state.reservations[index];
        reservation.existence = Existence::Certain;
        if reservation.player_session_id.is_none() {
            reservation
                .player_session_id
                .clone_from(&session.player_session_id);
        }
        members::described(session, reservation, notes);
        contradictions.extend(hold_status(belief, index, session, when, notes));
    }
    let mut index = 0;
    belief.state.reservations.retain(|reservation| {
        let is_kept = is_listed[index];
        if !is_kept && reservation.existence == Existence::Certain {
            contradictions.push(Contradiction {
                guard: DPS_01,
                suspects: vec![CPS_31, UGS_04],
                actual: "missing PlayerSession".to_owned(),
                detail: "a player session of the game session is not listed".to_owned(),
            });
        }
        index += 1;
        is_kept
    });
    contradictions
}

/// Finds what is believed of a listed player session.
fn find(belief: &Belief, session: &PlayerSession, is_listed: &[bool]) -> Option<usize> {
    let id = session.player_session_id.as_deref()?;
    belief.state.find(id).or_else(|| {
        // One whose id no reply has told: paired by player.
        belief
            .state
            .reservations
            .iter()
            .enumerate()
            .position(|(index, reservation)| {
                reservation.player_session_id.is_none()
                    && !is_listed[index]
                    && Some(&reservation.player_id) == session.player_id.as_ref()
            })
    })
}

fn extra(belief: &Belief, session: &PlayerSession) -> Contradiction {
    let is_player_known = belief
        .state
        .reservations
        .iter()
        .any(|reservation| Some(&reservation.player_id) == session.player_id.as_ref());
    Contradiction {
        guard: DPS_02,
        suspects: vec![CPS_36],
        actual: "wrong PlayerSessions".to_owned(),
        detail: if is_player_known {
            "a player has more player sessions in the list than were created".to_owned()
        } else {
            "the list holds a player session that no reply has told of".to_owned()
        },
    }
}

/// Returns a belief in a listed player session that was not known.
fn adopted(session: &PlayerSession, when: Interval, scene: &Scene<'_>) -> Reservation {
    let mut reservation = Reservation::new(
        session.player_id.clone().unwrap_or_default(),
        session.player_data.clone(),
        when,
        scene.terms,
    );
    reservation
        .player_session_id
        .clone_from(&session.player_session_id);
    reservation.suspect = true;
    // When it was made is unknown: it may run out at any time.
    reservation.deadline = reservation.deadline.map(|deadline| Interval {
        start: when.start,
        end: deadline.end,
    });
    reservation.statuses = session.status.map_or(reservation.statuses, Statuses::only);
    reservation
}

/// Holds a listed status against the belief, and takes it over.
fn hold_status(
    belief: &mut Belief,
    index: usize,
    session: &PlayerSession,
    when: Interval,
    notes: &mut Notes,
) -> Option<Contradiction> {
    let Some(status) = session.status else {
        notes.check(DPS_01, Some(MemberFault::missing(DPS_01, "Status")));
        return None;
    };
    let reservation = &mut belief.state.reservations[index];
    let statuses = reservation.statuses_at(when);
    let contradiction = (!statuses.contains(status)).then(|| {
        let expected: Vec<&str> = statuses.iter().map(PlayerSessionStatus::name).collect();
        let (guard, suspects) = blame(statuses, status);
        Contradiction {
            guard,
            suspects,
            actual: "wrong Status".to_owned(),
            detail: format!(
                "a player session is {status} and not {}",
                expected.join(" or ")
            ),
        }
    });
    if contradiction.is_none() {
        notes.exercise(held_by(reservation, status));
        let at_end = reservation.status_at_end;
        let is_due = reservation
            .deadline
            .is_some_and(|deadline| when.end >= deadline.start);
        if let Some(answered) = at_end.and_then(|at_end| ending(at_end, status, is_due)) {
            belief.answers.narrow(&answered);
        }
    }
    settle(&mut belief.state.reservations[index], status, when);
    contradiction
}

/// Takes over an observed status.
fn settle(reservation: &mut Reservation, status: PlayerSessionStatus, when: Interval) {
    if !matches!(status, PlayerSessionStatus::Reserved) {
        reservation.deadline = None;
    }
    let gave_slot_back = matches!(
        status,
        PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut
    );
    if gave_slot_back && !reservation.statuses.is(status) && reservation.freed.is_none() {
        reservation.freed = Some(when);
    }
    reservation.statuses = Statuses::only(status);
}

/// Returns the clause that a wrong status breaks, and those whose breach could show like it.
fn blame(expected: Statuses, actual: PlayerSessionStatus) -> (ClauseId, Vec<ClauseId>) {
    use PlayerSessionStatus as S;
    let one = |status| expected.is(status);
    match actual {
        S::Reserved if one(S::TimedOut) => (CPS_24, vec![CPS_24]),
        S::TimedOut if one(S::Reserved) => (CPS_24, Vec::new()),
        S::Reserved if one(S::Active) => (CPS_25, vec![CPS_25]),
        S::Active if one(S::Completed) => (CPS_25, vec![CPS_25]),
        S::TimedOut if one(S::Active) => (PSS_05, vec![CPS_25]),
        _ if expected.without(S::Completed).without(S::TimedOut) == Statuses::NONE => {
            (PSS_01, vec![CPS_24, CPS_25])
        }
        _ => (PSS_08, vec![CPS_24, CPS_25, UGS_04]),
    }
}

/// Returns the clauses that an expected status shows to hold.
fn held_by(reservation: &Reservation, status: PlayerSessionStatus) -> &'static [ClauseId] {
    match status {
        PlayerSessionStatus::Reserved => &[PSS_08, CPS_21],
        PlayerSessionStatus::Active if reservation.statuses.is(status) => &[CPS_25, PSS_05],
        PlayerSessionStatus::Active => &[],
        PlayerSessionStatus::Completed => &[CPS_25, PSS_01],
        PlayerSessionStatus::TimedOut => &[CPS_24, PSS_01],
    }
}

/// Returns what a status after the end of the game session says (U-24).
fn ending(
    at_end: PlayerSessionStatus,
    status: PlayerSessionStatus,
    is_due: bool,
) -> Option<Narrowing> {
    let context = match at_end {
        PlayerSessionStatus::Reserved => U_24_RESERVED,
        PlayerSessionStatus::Active => U_24_ACTIVE,
        PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut => return None,
    };
    let answers: &[&'static str] = match status {
        _ if status == at_end => &["unchanged"],
        PlayerSessionStatus::Completed => &["completed"],
        // It may have run out by itself.
        PlayerSessionStatus::TimedOut if is_due => &["timed-out", "unchanged"],
        PlayerSessionStatus::TimedOut => &["timed-out"],
        PlayerSessionStatus::Reserved | PlayerSessionStatus::Active => return None,
    };
    Some(Narrowing::new(context, answers))
}

/// Judges the description of a game session.
pub(super) fn game_sessions(
    mut belief: Belief,
    sessions: &[GameSession],
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    let [session] = sessions else {
        if scene.is_lifted(DGS_01) {
            return Ok(Legal {
                beliefs: vec![belief],
                notes,
            });
        }
        let (actual, detail) = if sessions.is_empty() {
            ("missing GameSession", "the game session is not described")
        } else {
            (
                "wrong GameSessions",
                "more than one game session is described",
            )
        };
        return Err(Illegal {
            guards: vec![DGS_01],
            suspects: Vec::new(),
            expected: vec![SUCCESS.to_owned()],
            actual: actual.to_owned(),
            detail: detail.to_owned(),
        });
    };
    let before = belief.clone();
    let contradictions = hold_game_session(&mut belief, session, when, scene, &mut notes);
    let unlifted: Vec<Contradiction> = contradictions
        .into_iter()
        .filter(|contradiction| !scene.is_lifted(contradiction.guard))
        .collect();
    if let Some(illegal) = illegal(unlifted) {
        return Err(illegal);
    }
    notes.exercise(&[DGS_01, DGS_02]);
    members::learn_connection(&mut belief.state, session);
    let is_adopted = !scene.lifted.is_empty() && belief.state != before.state;
    let mut beliefs = vec![belief];
    if is_adopted {
        beliefs.push(before);
    }
    Ok(Legal { beliefs, notes })
}

fn hold_game_session(
    belief: &mut Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    if session
        .game_session_id
        .as_deref()
        .is_some_and(|id| id != scene.game_session_id)
    {
        let detail = "another game session is described than was asked for";
        notes.check(
            DGS_01,
            Some(MemberFault::wrong(DGS_01, "GameSessionId", detail)),
        );
    }
    let state = &mut belief.state;
    if let Some(maximum) = session.maximum_player_session_count
        && maximum != state.maximum
    {
        contradictions.push(Contradiction {
            guard: DGS_02,
            suspects: vec![UGS_01, UGS_03],
            actual: "wrong MaximumPlayerSessionCount".to_owned(),
            detail: format!(
                "the maximum is described as {maximum} and was set to {}",
                state.maximum
            ),
        });
        state.maximum = maximum;
    }
    if let Some(policy) = session.player_session_creation_policy
        && policy != state.policy
    {
        contradictions.push(Contradiction {
            guard: DGS_02,
            suspects: vec![UGS_02, UGS_03],
            actual: "wrong PlayerSessionCreationPolicy".to_owned(),
            detail: format!(
                "the policy is described as {policy} and was set to {}",
                state.policy
            ),
        });
        state.policy = policy;
    }
    contradictions.extend(hold_game_session_status(
        belief,
        session.status,
        when,
        scene,
        notes,
    ));
    count(belief, session, when, scene, notes);
    contradictions
}

fn hold_game_session_status(
    belief: &mut Belief,
    status: Option<GameSessionStatus>,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Option<Contradiction> {
    let state = &mut belief.state;
    let Some(status) = status else {
        notes.check(DGS_01, Some(MemberFault::missing(DGS_01, "Status")));
        return None;
    };
    let statuses = state.statuses_at(when, scene.terms);
    if statuses.contains(&status) {
        match status {
            GameSessionStatus::Activating => notes.exercise(&[GSS_05]),
            GameSessionStatus::Active if state.activation != Change::NotYet => {
                state.activation = Change::Seen;
                notes.exercise(&[GSS_01]);
            }
            GameSessionStatus::Terminated => {
                if state.end == Change::Seen {
                    notes.exercise(&[GSS_03]);
                }
                state.end = Change::Seen;
                notes.exercise(&[GSS_02, GSS_04]);
            }
            GameSessionStatus::Active
            | GameSessionStatus::Terminating
            | GameSessionStatus::Error => {}
        }
        return None;
    }
    let (guard, suspects) = match (state.end, status) {
        (Change::NotYet, GameSessionStatus::Activating) => (GSS_01, vec![GSS_01]),
        (Change::NotYet, GameSessionStatus::Active) => (GSS_05, Vec::new()),
        (Change::Seen, _) => (GSS_03, Vec::new()),
        (Change::Answered(_), _) => (GSS_02, vec![GSS_02]),
        _ => (DGS_01, Vec::new()),
    };
    let expected: Vec<&str> = statuses.iter().map(|status| status.name()).collect();
    match status {
        GameSessionStatus::Activating => state.activation = Change::NotYet,
        GameSessionStatus::Active => {
            state.activation = Change::Seen;
            state.end = Change::NotYet;
        }
        GameSessionStatus::Terminating
        | GameSessionStatus::Terminated
        | GameSessionStatus::Error => state.end = Change::Seen,
    }
    Some(Contradiction {
        guard,
        suspects,
        actual: "wrong Status".to_owned(),
        detail: format!(
            "the game session is {status} and not {}",
            expected.join(" or ")
        ),
    })
}

/// Notes which player sessions the current count counts (U-22).
fn count(
    belief: &mut Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) {
    if belief.state.end != Change::NotYet {
        return;
    }
    let Some(found) = session.current_player_session_count else {
        return;
    };
    let mut answers = vec!["other"];
    let all = belief.state.occupancy(when, scene.terms);
    if (all.certain..=all.possible).contains(&found) {
        answers.insert(0, "reserved-and-active");
        notes.exercise(&[CPS_23]);
    }
    let active = belief.state.active(when);
    if (active.certain..=active.possible).contains(&found) {
        answers.insert(0, "active-only");
    }
    belief.answers.narrow(&Narrowing {
        context: U_22,
        answers,
    });
}

fn illegal(contradictions: Vec<Contradiction>) -> Option<Illegal> {
    let first = contradictions.first()?;
    let (actual, detail) = (first.actual.clone(), first.detail.clone());
    let expected = vec![SUCCESS.to_owned()];
    let mut guards: Vec<ClauseId> = contradictions.iter().map(|one| one.guard).collect();
    let mut suspects: Vec<ClauseId> = contradictions
        .iter()
        .flat_map(|one| one.suspects.iter().copied())
        .collect();
    guards.sort();
    guards.dedup();
    suspects.sort();
    suspects.dedup();
    Some(Illegal {
        guards,
        suspects,
        expected,
        actual,
        detail,
    })
}
