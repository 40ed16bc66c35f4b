//! What a list of player sessions must say of those of a game session.
//!
//! A list that contradicts the state is illegal, so that the breach is looked for where it
//! happened; lifting its own clause takes what it says for true, or ignores it.

use super::answers::Narrowing;
use super::contradiction::{Contradiction, illegal};
use super::ending::ending;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::selection::{Home, Selection};
use super::state::{Change, Existence, Reservation, Statuses};
use super::terms::Terms;
use super::{endtimes, members, shared};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::history::Interval;
use crate::spec::id::{ClauseId, ContextId};

const CPS_21: ClauseId = ClauseId::of("CPS-21");
const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_26: ClauseId = ClauseId::of("CPS-26");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const DPS_01: ClauseId = ClauseId::of("DPS-01");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const PSS_01: ClauseId = ClauseId::of("PSS-01");
const PSS_05: ClauseId = ClauseId::of("PSS-05");
const PSS_08: ClauseId = ClauseId::of("PSS-08");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const U_02: ContextId = ContextId::of("U-02");

/// Judges a list of player sessions, all pages of it.
pub(super) fn judge(
    mut belief: Belief,
    (sessions, selection): (&[PlayerSession], Selection<'_>),
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    let before = (!scene.lifted.is_empty()).then(|| belief.clone());
    let list = (sessions, selection);
    let contradictions = hold(&mut belief, list, when, scene, &mut notes);
    if let Some(illegal) = illegal(&contradictions, scene) {
        return Err(illegal);
    }
    let is_loose = selection.is_moved_by_others(scene);
    let shows_ours = !scene.terms.is_shared() || !belief.state.reservations.is_empty();
    if shows_ours && !is_loose {
        notes.exercise(selection.held(&belief.state));
    }
    // The list outlives the game session.
    if selection.is_all() && belief.state.end != Change::NotYet {
        notes.exercise(&[GSS_04]);
    }
    let is_kept = |one: &Reservation| one.is_kept;
    if belief.state.is_last_day(when) && belief.state.reservations.iter().any(is_kept) {
        notes.exercise(&[CPS_26]);
    }
    if selection.is_all() && contradictions.is_empty() && !is_loose {
        settle_stakes(&mut belief, &mut notes);
    }
    let before = before.filter(|before| before.state != belief.state);
    Ok(Legal {
        beliefs: std::iter::once(belief).chain(before).collect(),
        notes,
    })
}

/// Notes the clauses that earlier operations put at stake and that the list shows to hold.
fn settle_stakes(belief: &mut Belief, notes: &mut Notes) {
    for clause in [CPS_31, CPS_36, UGS_04] {
        if belief.state.at_stake.remove(&clause) {
            notes.exercise(&[clause]);
            if clause == CPS_36 {
                let answer = Narrowing::new(U_02, &["nothing-reserved"]);
                belief.answers.narrow(&answer);
            }
        }
    }
}

/// Takes a list into the belief, and returns where it contradicts it.
fn hold(
    belief: &mut Belief,
    (sessions, selection): (&[PlayerSession], Selection<'_>),
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    let mut is_listed = vec![false; belief.state.reservations.len()];
    let mut has_doubtful = false;
    let ended = belief.state.ended;
    let is_over = ended.is_some_and(|ended| when.start >= ended.end);
    for (position, session) in sessions.iter().enumerate() {
        let home = selection.home(session, scene);
        has_doubtful |= home == Home::Unknown;
        if home == Home::Elsewhere {
            continue;
        }
        let found = find(belief, session, &is_listed, (position, when));
        if home == Home::Unknown && found.is_none() {
            continue;
        }
        let Some(index) = found else {
            if shared::is_strangers(session, scene) {
                continue;
            }
            contradictions.push(extra(belief, session, selection));
            let adopted = adopted(session, when, scene);
            belief.state.reservations.push(adopted);
            is_listed.push(true);
            continue;
        };
        if is_listed[index] {
            // A list that changes between two pages may show one on both.
            if selection.may_move(&belief.state, when, scene) {
                continue;
            }
            let detail = "a player session is listed more than once";
            let clause = selection.completeness(None);
            let fault = MemberFault::wrong(clause, "PlayerSessions", detail);
            notes.check(clause, Some(fault));
            continue;
        }
        is_listed[index] = true;
        members::place(session, members::DPS_03, scene, &belief.state, notes);
        if let Some(id) = &session.player_session_id {
            belief.state.tell(index, id);
        }
        let reservation = &mut belief.state.reservations[index];
        reservation.existence = Existence::Certain;
        reservation.is_kept |= is_over;
        members::described(session, reservation, notes);
        endtimes::of_player(belief, index, session, (when, scene), notes);
        contradictions.extend(hold_status(belief, index, session, (when, scene), notes));
    }
    let state = &belief.state;
    let is_kept = |(index, reservation): (usize, &Reservation)| {
        let is_doubtful = has_doubtful && reservation.player_session_id.is_none();
        is_listed[index] || is_doubtful || !selection.needs(reservation, state, when, scene)
    };
    let reservations = state.reservations.iter().enumerate();
    let is_kept: Vec<bool> = reservations.map(is_kept).collect();
    let mut kept = is_kept.into_iter();
    belief.state.reservations.retain(|reservation| {
        let is_kept = kept.next() == Some(true);
        if !is_kept && reservation.existence == Existence::Certain {
            let statuses = reservation.statuses_at(when);
            contradictions.push(if reservation.is_kept && selection.is_all() {
                removed()
            } else {
                missing(selection, statuses)
            });
        }
        is_kept
    });
    contradictions
}

/// Returns the contradiction of a list without a player session that lists had after the end.
fn removed() -> Contradiction {
    Contradiction {
        guard: CPS_26,
        suspects: Vec::new(),
        actual: "missing PlayerSession".to_owned(),
        detail: "a player session of a game session that has ended is not listed any more"
            .to_owned(),
    }
}

fn missing(selection: Selection<'_>, statuses: Statuses) -> Contradiction {
    let suspects = if selection.is_all() {
        vec![CPS_31, UGS_04]
    } else if selection.has_status() {
        vec![CPS_24, CPS_25]
    } else {
        Vec::new()
    };
    Contradiction {
        guard: selection.completeness(Some(statuses)),
        suspects,
        actual: "missing PlayerSession".to_owned(),
        detail: "a player session that the list is asked for is not in it".to_owned(),
    }
}

/// Finds what is believed of a listed player session; lists are mostly in the order of creation.
fn find(
    belief: &Belief,
    session: &PlayerSession,
    is_listed: &[bool],
    (position, when): (usize, Interval),
) -> Option<usize> {
    let reservations = &belief.state.reservations;
    let id = session.player_session_id.as_deref();
    if let Some(id) = id {
        let here = reservations.get(position);
        if here.is_some_and(|one| one.player_session_id.as_deref() == Some(id)) {
            return Some(position);
        }
        if let Some(index) = belief.state.find(id) {
            return Some(index);
        }
    }
    // One whose id is not told, there or here: paired by player, and by what its status may be.
    let is_it = |(index, one): &(usize, &Reservation)| {
        !is_listed[*index]
            && (id.is_none() || one.player_session_id.is_none())
            && Some(&one.player_id) == session.player_id.as_ref()
    };
    let fit = |one: &Reservation| {
        let statuses = one.statuses_at(when);
        let is_fitting = session
            .status
            .is_none_or(|status| statuses.contains(status));
        (!is_fitting, statuses.iter().count())
    };
    let untold = reservations.iter().enumerate().filter(is_it);
    let best = untold.min_by_key(|(_, one)| fit(one));
    best.map(|(index, _)| index)
}

fn extra(belief: &Belief, session: &PlayerSession, selection: Selection<'_>) -> Contradiction {
    let is_player_known = belief
        .state
        .reservations
        .iter()
        .any(|reservation| Some(&reservation.player_id) == session.player_id.as_ref());
    Contradiction {
        guard: selection.purity(),
        suspects: vec![CPS_23, CPS_33, CPS_36],
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
    if let Some(status) = session.status {
        settle(&mut reservation, status, when, scene.terms);
    }
    if scene.terms.is_shared() {
        shared::reopen(&mut reservation);
    }
    reservation
}

/// Holds a listed status against the belief, and takes it over.
fn hold_status(
    belief: &mut Belief,
    index: usize,
    session: &PlayerSession,
    (when, scene): (Interval, &Scene<'_>),
    notes: &mut Notes,
) -> Option<Contradiction> {
    let Some(status) = session.status else {
        let fault = MemberFault::missing(DPS_01, "Status");
        notes.check(DPS_01, Some(fault));
        return None;
    };
    let ran_at = belief.state.ran_at;
    let reservation = &mut belief.state.reservations[index];
    let statuses = reservation.statuses_at(when);
    if reservation.may_lag(status, when, scene.terms) {
        return None;
    }
    let contradiction = (!statuses.contains(status)).then(|| {
        let expected: Vec<&str> = statuses.iter().map(PlayerSessionStatus::name).collect();
        let is_late = shared::has_outlasted(reservation, ran_at, scene);
        let (guard, suspects) = if is_late && status == PlayerSessionStatus::Reserved {
            (CPS_24, vec![CPS_24])
        } else {
            blame(statuses, status)
        };
        let expected = expected.join(" or ");
        Contradiction {
            guard,
            suspects,
            actual: "wrong Status".to_owned(),
            detail: format!("a player session is {status} and not {expected}"),
        }
    });
    if contradiction.is_none() {
        notes.exercise(if scene.terms.is_shared() {
            shared::held(reservation, ran_at, scene)
        } else {
            held_by(reservation, status)
        });
        let is_due = reservation
            .deadline
            .is_some_and(|deadline| when.end >= deadline.start);
        let at_end = reservation.status_at_end;
        let answered = at_end.and_then(|at_end| ending(at_end, status, is_due));
        if let Some(answered) = answered {
            belief.answers.narrow(&answered);
        }
        // U-24: what has become of it tells once; seen again it says nothing of how it came.
        if at_end.is_some_and(|at_end| at_end != status) {
            reservation.status_at_end = None;
        }
    }
    if scene.terms.is_shared() {
        reservation.remember(when, scene.terms);
    }
    settle(reservation, status, when, scene.terms);
    if scene.terms.is_shared() {
        shared::reopen(reservation);
    }
    if belief.state.end == Change::NotYet && belief.state.termination != Change::NotYet {
        // U-24: while the game session ends, its player sessions may end at any time.
        let reservation = &mut belief.state.reservations[index];
        let live = [PlayerSessionStatus::Reserved, PlayerSessionStatus::Active];
        if live.contains(&status) {
            reservation.statuses = Statuses::only(status)
                .with(PlayerSessionStatus::Completed)
                .with(PlayerSessionStatus::TimedOut);
        }
    }
    contradiction
}

/// Takes over an observed status.
fn settle(
    reservation: &mut Reservation,
    status: PlayerSessionStatus,
    when: Interval,
    terms: &Terms,
) {
    if !matches!(status, PlayerSessionStatus::Reserved)
        && let Some(deadline) = reservation.deadline.take()
        && status == PlayerSessionStatus::TimedOut
    {
        reservation.run_out(deadline, when, terms);
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
        S::Reserved | S::Active | S::Completed | S::TimedOut => {
            if expected.without(S::Completed).without(S::TimedOut) == Statuses::NONE {
                (PSS_01, vec![CPS_24, CPS_25])
            } else {
                (PSS_08, vec![CPS_24, CPS_25, UGS_04])
            }
        }
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
