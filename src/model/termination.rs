//! What the termination of a game session may be answered with, and what it does.

use super::attempt::Attempt;
use super::ending::open_ends;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::permit::Permit;
use super::state::{Change, State};
use super::wire;
use crate::api::action::Action;
use crate::api::game_session::{GameSession, GameSessionStatus, TerminationMode};
use crate::api::reply::Reply;
use crate::api::request::TerminateGameSession;
use crate::history::{Interval, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

pub(super) const TGS_01: ClauseId = ClauseId::of("TGS-01");
const TGS_02: ClauseId = ClauseId::of("TGS-02");
const TGS_06: ClauseId = ClauseId::of("TGS-06");
const TGS_07: ClauseId = ClauseId::of("TGS-07");
const TGS_08: ClauseId = ClauseId::of("TGS-08");
const U_50_ACTIVATING: ContextId = ContextId::of("U-50/activating");
const U_50_TERMINATING: ContextId = ContextId::of("U-50/terminating");
const U_50_TERMINATED: ContextId = ContextId::of("U-50/terminated");

/// Judges the termination of a game session.
pub(super) fn judge(
    belief: Belief,
    request: &TerminateGameSession,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let permit = permit(&belief.state, request, when, scene);
    let told = |belief: &Belief| told(belief, when, scene);
    let attempt = Attempt {
        permit: &permit,
        unchanged: TGS_08,
        whole: told,
        parts: |belief: &Belief| vec![told(belief)],
    };
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => attempt.refused(belief, exception, scene),
        Outcome::Replied(Reply::Response { response, problems }) => {
            if let Some(illegal) = permit.success(scene) {
                return Err(illegal);
            }
            let mut notes = Notes::default();
            wire::types(problems, &mut notes);
            let mut belief = belief;
            permit.accept(&mut belief);
            let after = told(&belief);
            shown(
                &after.state,
                response.game_sessions().next(),
                scene,
                &mut notes,
            );
            let mut beliefs = vec![after];
            if scene.is_lifted(TGS_06) || scene.is_lifted(TGS_07) {
                beliefs.push(ended(&belief, when, scene));
            }
            if [TGS_01, TGS_06, TGS_07]
                .iter()
                .any(|one| scene.is_lifted(*one))
            {
                beliefs.push(belief);
            }
            Ok(Legal { beliefs, notes })
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok(attempt.unheard(belief)),
    }
}

/// Adds what the mode of a termination forbids.
pub(super) fn forbid_mode(permit: &mut Permit, mode: &str, catalog: &Catalog) {
    match TerminationMode::parse(mode) {
        Some(TerminationMode::TriggerOnProcessTerminate) => {}
        Some(TerminationMode::ForceTerminate) => permit.forbid(TGS_06, catalog),
        None => permit.forbid(TGS_07, catalog),
    }
}

fn permit(
    state: &State,
    request: &TerminateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Permit {
    use GameSessionStatus as S;
    let mut permit = Permit::new(Action::TerminateGameSession, TGS_01);
    forbid_mode(&mut permit, &request.termination_mode, scene.catalog);
    let statuses = state.statuses_at(when, scene.terms);
    let contexts: Vec<ContextId> = statuses
        .iter()
        .filter_map(|status| match status {
            S::Active => None,
            S::Activating => Some(U_50_ACTIVATING),
            S::Terminating => Some(U_50_TERMINATING),
            S::Terminated | S::Error => Some(U_50_TERMINATED),
        })
        .collect();
    if let ([context], false) = (contexts.as_slice(), statuses.contains(&S::Active)) {
        permit.ask(*context);
    } else {
        permit.contexts.extend(contexts);
    }
    permit
}

/// Holds the game session in the reply against the state after the termination.
fn shown(state: &State, session: Option<&GameSession>, scene: &Scene<'_>, notes: &mut Notes) {
    use GameSessionStatus as S;
    let Some(session) = session else {
        let fault = MemberFault::missing(TGS_02, "GameSession");
        notes.check(TGS_02, Some(fault));
        return;
    };
    let id = session.game_session_id.as_deref();
    if id.is_some_and(|id| !scene.is_own(id)) {
        let detail = "a termination returns another game session than was named";
        let fault = MemberFault::wrong(TGS_02, "GameSessionId", detail);
        notes.check(TGS_02, Some(fault));
    }
    let Some(status) = session.status else {
        return;
    };
    let is_right =
        status == S::Terminating || (status == S::Terminated && state.end != Change::NotYet);
    let detail = format!("a termination returns the game session as {status}");
    let fault = (!is_right).then(|| MemberFault::wrong(TGS_02, "Status", detail));
    notes.check(TGS_02, fault);
}

/// Returns the belief after the game session was told to end.
fn told(belief: &Belief, when: Interval, scene: &Scene<'_>) -> Belief {
    let mut after = belief.clone();
    if !after.state.is_ending() {
        after.state.leave_statuses(when, scene.terms);
        after.state.termination = Change::Answered(when);
        open_ends(&mut after.state, when, scene.terms);
        // U-24: when its player sessions end is the target's choice as well.
        for reservation in &mut after.state.reservations {
            reservation.status_at_end = None;
        }
    }
    after
}

/// Returns the belief after the game session was ended by force.
fn ended(belief: &Belief, when: Interval, scene: &Scene<'_>) -> Belief {
    let mut after = belief.clone();
    if after.state.end == Change::NotYet {
        after.state.leave_statuses(when, scene.terms);
        after.state.end = Change::Answered(when);
        after.state.ended = Some(when);
        after.state.is_forced = true;
        open_ends(&mut after.state, when, scene.terms);
    }
    after
}
