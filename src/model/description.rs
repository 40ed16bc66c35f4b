//! What the description of a game session must say.
//!
//! A description that contradicts the state is illegal, so that the breach is looked for where
//! it happened; lifting its own clause takes what it says for true, or ignores it.

use super::contradiction::{Contradiction, illegal};
use super::exceptions::SUCCESS;
use super::giving_up::GSS_06;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::lag::{Stale, may_lag};
use super::state::{Change, State};
use super::terms::Activation;
use super::{counted, details, endtimes, members, shared};
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::reply::Response;
use crate::history::Interval;
use crate::spec::id::ClauseId;

pub(super) const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DGS_02: ClauseId = ClauseId::of("DGS-02");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const GSS_03: ClauseId = ClauseId::of("GSS-03");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const GSS_05: ClauseId = ClauseId::of("GSS-05");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
/// The reason of a graceful termination.
const TRIGGERED: &str = "TRIGGERED_ON_PROCESS_TERMINATE";

const GSS_07: ClauseId = ClauseId::of("GSS-07");
const GSS_08: ClauseId = ClauseId::of("GSS-08");
const TGS_01: ClauseId = ClauseId::of("TGS-01");
const TGS_03: ClauseId = ClauseId::of("TGS-03");
const TGS_04: ClauseId = ClauseId::of("TGS-04");
const TGS_05: ClauseId = ClauseId::of("TGS-05");
const TGS_08: ClauseId = ClauseId::of("TGS-08");
const UGS_07: ClauseId = ClauseId::of("UGS-07");
const UGS_09: ClauseId = ClauseId::of("UGS-09");

/// Judges the description of a game session that was asked for by its id.
pub(super) fn judge(
    belief: Belief,
    response: &Response,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut sessions = response.game_sessions();
    match (sessions.next(), sessions.next()) {
        (Some(session), None) => one(belief, session, when, scene),
        // U-32: a description may lag.
        (None, _) if !scene.is_shown(when) => Ok(Legal::unchanged(belief)),
        (first, _) => not_one(belief, first.is_none(), scene),
    }
}

/// Judges what a description says of a game session.
pub(super) fn one(
    mut belief: Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    if scene.terms.is_shared() {
        return Ok(shared::described(belief, session, when, scene));
    }
    let mut notes = Notes::default();
    let before = (!scene.lifted.is_empty()).then(|| belief.clone());
    let contradictions = hold(&mut belief, session, when, scene, &mut notes);
    if let Some(illegal) = illegal(&contradictions, scene) {
        return Err(illegal);
    }
    notes.exercise(&[DGS_01]);
    let is_telling = session.maximum_player_session_count.is_some()
        || session.player_session_creation_policy.is_some();
    if is_telling {
        notes.exercise(&[DGS_02]);
    }
    if is_telling && contradictions.is_empty() {
        for clause in [UGS_03, UGS_06, GSS_07] {
            if belief.state.at_stake.remove(&clause) {
                notes.exercise(&[clause]);
            }
        }
    }
    members::learn_connection(&mut belief.state, session);
    let before = before.filter(|before| before.state != belief.state);
    Ok(Legal {
        beliefs: std::iter::once(belief).chain(before).collect(),
        notes,
    })
}

fn not_one(belief: Belief, is_none: bool, scene: &Scene<'_>) -> Result<Legal, Illegal> {
    if scene.is_lifted(DGS_01) {
        return Ok(Legal::unchanged(belief));
    }
    let (actual, detail) = if is_none {
        ("missing GameSession", "the game session is not described")
    } else {
        (
            "wrong GameSessions",
            "more than one game session is described",
        )
    };
    Err(Illegal {
        guards: vec![DGS_01],
        suspects: Vec::new(),
        expected: vec![SUCCESS.to_owned()],
        actual: actual.to_owned(),
        detail: detail.to_owned(),
    })
}

fn hold(
    belief: &mut Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Vec<Contradiction> {
    hold_id(session, scene, notes);
    let state = &mut belief.state;
    let mut contradictions = Vec::new();
    contradictions.extend(hold_maximum(state, session, when, scene));
    contradictions.extend(hold_policy(state, session, when, scene));
    contradictions.extend(hold_details(state, session, when, scene));
    contradictions.extend(hold_status(state, session.status, when, scene, notes));
    hold_reason(state, session, notes);
    endtimes::of_game_session(belief, session, (when, scene), notes);
    counted::hold(belief, session, when, scene, notes);
    contradictions
}

/// Holds the id of a described game session.
pub(super) fn hold_id(session: &GameSession, scene: &Scene<'_>, notes: &mut Notes) {
    let id = session.game_session_id.as_deref();
    if id.is_some_and(|id| !scene.is_own(id)) {
        let detail = "another game session is described than was asked for";
        let fault = MemberFault::wrong(DGS_01, "GameSessionId", detail);
        notes.check(DGS_01, Some(fault));
    }
}

/// Notes that a description has no status.
pub(super) fn without_status(notes: &mut Notes) -> Option<GameSessionStatus> {
    let fault = MemberFault::missing(DGS_01, "Status");
    notes.check(DGS_01, Some(fault));
    None
}

/// Returns whether a description may still show values that an update has replaced (U-32).
pub(super) fn is_stale(
    state: &State,
    when: Interval,
    scene: &Scene<'_>,
    holds: impl Fn(&Stale) -> bool,
) -> bool {
    let mut replaced = state.stale.iter();
    replaced.any(|stale| holds(stale) && may_lag(stale.since, when, scene.terms))
}

fn hold_maximum(
    state: &mut State,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Option<Contradiction> {
    let maximum = session.maximum_player_session_count?;
    let is_known =
        maximum == state.maximum || is_stale(state, when, scene, |stale| stale.maximum == maximum);
    if is_known {
        return None;
    }
    let was = std::mem::replace(&mut state.maximum, maximum);
    Some(Contradiction {
        guard: DGS_02,
        suspects: vec![UGS_01, UGS_03, UGS_06],
        actual: "wrong MaximumPlayerSessionCount".to_owned(),
        detail: format!("the maximum is described as {maximum} and was set to {was}"),
    })
}

fn hold_policy(
    state: &mut State,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Option<Contradiction> {
    let policy = session.player_session_creation_policy?;
    let is_known =
        policy == state.policy || is_stale(state, when, scene, |stale| stale.policy == policy);
    if is_known {
        return None;
    }
    let was = std::mem::replace(&mut state.policy, policy);
    Some(Contradiction {
        guard: DGS_02,
        suspects: vec![UGS_02, UGS_03, UGS_06, GSS_07],
        actual: "wrong PlayerSessionCreationPolicy".to_owned(),
        detail: format!("the policy is described as {policy} and was set to {was}"),
    })
}

fn hold_details(
    state: &mut State,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    let is_stale_name = |stale: &Stale| !details::is_other_name(&stale.details, session);
    if details::is_other_name(&state.details, session)
        && !is_stale(state, when, scene, is_stale_name)
    {
        state.details.name.clone_from(&session.name);
        contradictions.push(Contradiction {
            guard: DGS_02,
            suspects: vec![UGS_07, UGS_03, UGS_06],
            actual: "wrong Name".to_owned(),
            detail: "the game session is described with another name than was set".to_owned(),
        });
    }
    let are_stale = |stale: &Stale| !details::are_other_properties(&stale.details, session);
    if details::are_other_properties(&state.details, session)
        && !is_stale(state, when, scene, are_stale)
    {
        let found = session.game_properties.as_deref().unwrap_or_default();
        state.details.properties = details::by_key(found);
        contradictions.push(Contradiction {
            guard: DGS_02,
            suspects: vec![UGS_09, UGS_03, UGS_06],
            actual: "wrong GameProperties".to_owned(),
            detail: "the game session is described with other properties than were set".to_owned(),
        });
    }
    contradictions
}

fn hold_status(
    state: &mut State,
    status: Option<GameSessionStatus>,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) -> Option<Contradiction> {
    use GameSessionStatus as S;
    let status = status.or_else(|| without_status(notes))?;
    let statuses = state.statuses_at(when, scene.terms);
    // GSS-05: one that its server does not activate may end in its time.
    let may_be_activating = match scene.terms.activation {
        Activation::ByServer => state.activation == Change::NotYet,
        Activation::ByItself => statuses.contains(&S::Activating),
    };
    let may_be_over = state.activation_deadline.is_none() || state.may_be_given_up(when);
    let is_given_up = may_be_activating
        && may_be_over
        && !state.is_ending()
        && matches!(status, S::Terminating | S::Terminated);
    if statuses.contains(&status) || is_given_up {
        match status {
            S::Activating if state.activation == Change::NotYet => notes.exercise(&[GSS_05]),
            S::Active if state.activation != Change::NotYet && !state.is_ending() => {
                state.activation = Change::Seen;
                // Of those that nobody here activates GSS-01 says nothing.
                if scene.terms.activation == Activation::ByServer {
                    notes.exercise(&[GSS_01]);
                }
            }
            S::Terminated => {
                let is_in_time = is_given_up && state.activation_deadline.is_some();
                if is_in_time || (state.is_given_up && state.end != Change::Seen) {
                    notes.exercise(&[GSS_06]);
                } else if !is_given_up {
                    let is_again = state.end == Change::Seen;
                    notes.exercise(&[GSS_04, if is_again { GSS_03 } else { GSS_02 }]);
                }
                if state.ended.is_none() {
                    state.ended = Some(Interval {
                        start: scene.created.start,
                        end: when.end,
                    });
                }
                state.end = Change::Seen;
            }
            S::Terminating if state.end == Change::NotYet && !is_given_up => {
                state.termination = Change::Seen;
                let is_again = state.at_stake.remove(&TGS_03);
                notes.exercise(if is_again {
                    &[TGS_01, TGS_03]
                } else {
                    &[TGS_01]
                });
                state.at_stake.insert(TGS_03);
            }
            S::Activating | S::Active | S::Terminating | S::Error => {}
        }
        if state.at_stake.remove(&TGS_08) {
            notes.exercise(&[TGS_08]);
        }
        return None;
    }
    if state.may_still_be(status, when, scene.terms) {
        return None;
    }
    let (guard, suspects) = broken_by(status, state, when);
    let expected: Vec<&str> = statuses.iter().map(|status| status.name()).collect();
    let expected = expected.join(" or ");
    adopt(status, state);
    Some(Contradiction {
        guard,
        suspects,
        actual: "wrong Status".to_owned(),
        detail: format!("the game session is {status} and not {expected}"),
    })
}

/// Returns the clause that a wrong status breaks, and those whose breach could show like it.
fn broken_by(
    status: GameSessionStatus,
    state: &State,
    when: Interval,
) -> (ClauseId, Vec<ClauseId>) {
    use GameSessionStatus as S;
    match (state.end, status) {
        (Change::NotYet, S::Terminated) if state.termination != Change::NotYet => {
            (TGS_03, Vec::new())
        }
        (Change::NotYet, _) if state.termination != Change::NotYet => (TGS_01, vec![TGS_01]),
        (Change::NotYet, S::Terminating | S::Terminated) if state.is_wrongly_given_up(when) => {
            (GSS_06, vec![TGS_08])
        }
        (Change::NotYet, S::Terminating | S::Terminated) => (DGS_01, vec![TGS_08]),
        (Change::NotYet, S::Activating) => (GSS_01, vec![GSS_01]),
        (Change::NotYet, S::Active) => (GSS_05, Vec::new()),
        (Change::Seen, _) => (GSS_03, Vec::new()),
        (Change::Answered(_), _) if state.is_given_up => (GSS_06, vec![GSS_06]),
        (Change::Answered(_), _) => (GSS_02, vec![GSS_02]),
        _ => (DGS_01, Vec::new()),
    }
}

/// Takes a status over that the belief had not expected.
fn adopt(status: GameSessionStatus, state: &mut State) {
    use GameSessionStatus as S;
    match status {
        S::Activating => state.activation = Change::NotYet,
        S::Active => {
            state.activation = Change::Seen;
            state.end = Change::NotYet;
            state.termination = Change::NotYet;
        }
        S::Terminating if state.end == Change::NotYet => state.termination = Change::Seen,
        S::Terminating | S::Terminated | S::Error => state.end = Change::Seen,
    }
}

/// Holds the reason of the end against what has led to it.
fn hold_reason(state: &State, session: &GameSession, notes: &mut Notes) {
    if session.status != Some(GameSessionStatus::Terminated) || state.is_forced {
        return;
    }
    let reason = session.status_reason.as_deref();
    let is_of_termination = matches!(reason, Some(TRIGGERED | "FORCE_TERMINATED"));
    let detail = "the reason of the end is another than what has led to it";
    let wrong = |clause| MemberFault::wrong(clause, "StatusReason", detail);
    if state.termination == Change::NotYet {
        notes.check(GSS_08, is_of_termination.then(|| wrong(GSS_08)));
    } else if let Some(reason) = reason {
        notes.exercise(&[TGS_05]);
        notes.check(TGS_04, (reason != TRIGGERED).then(|| wrong(TGS_04)));
    } else {
        let fault = MemberFault::missing(TGS_05, "StatusReason");
        notes.check(TGS_05, Some(fault));
    }
}
