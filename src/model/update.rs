//! What updating a game session may be answered with, and what it does.

use super::creation::is_above_cap;
use super::exceptions::{is_fault, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::permit::Permit;
use super::state::{Existence, Stale, State, Statuses};
use super::wire;
use crate::api::action::Action;
use crate::api::game_session::{GameSession, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Reply;
use crate::api::request::UpdateGameSession;
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const UGS_05: ClauseId = ClauseId::of("UGS-05");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const U_13: ContextId = ContextId::of("U-13");
const U_19_UPDATE: ContextId = ContextId::of("U-19/update");
const U_40_ACTIVATING: ContextId = ContextId::of("U-40/activating");
const U_40_TERMINATING: ContextId = ContextId::of("U-40/terminating");
const U_40_TERMINATED: ContextId = ContextId::of("U-40/terminated");
const U_42: ContextId = ContextId::of("U-42");

/// Judges an update of a game session.
pub(super) fn judge(
    belief: Belief,
    request: &UpdateGameSession,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let permit = permit(&belief, request, when, scene);
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            let happened = |belief: &Belief| applied(belief, request, when, scene);
            if is_fault(exception) {
                let mut legal = either(belief, &permit, happened);
                wire::exception(exception, Action::UpdateGameSession, &mut legal.notes);
                return Ok(legal);
            }
            let mut legal = permit.refuse(belief, exception, scene)?;
            if is_turned_away(exception) {
                return Ok(legal);
            }
            for belief in &mut legal.beliefs {
                belief.state.at_stake.insert(UGS_06);
            }
            if scene.is_lifted(UGS_06) {
                let before = legal.beliefs.clone();
                for part in parts(request) {
                    let happened = before
                        .iter()
                        .map(|belief| applied(belief, &part, when, scene));
                    legal.beliefs.extend(happened);
                }
            }
            Ok(legal)
        }
        Outcome::Replied(Reply::Response { response, problems }) => {
            if let Some(illegal) = permit.success(scene) {
                return Err(illegal);
            }
            let mut notes = Notes::default();
            let session = response.game_sessions().next();
            let mut belief = belief;
            permit.accept(&mut belief);
            let beliefs = updated(&belief, request, session, (when, scene), &mut notes);
            wire::types(problems, &mut notes);
            Ok(Legal { beliefs, notes })
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok(either(belief, &permit, |belief| {
            applied(belief, request, when, scene)
        })),
    }
}

fn permit(
    belief: &Belief,
    request: &UpdateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Permit {
    let maximum = request.maximum_player_session_count;
    let plain = if maximum.is_none() { UGS_02 } else { UGS_01 };
    let mut permit = Permit::new(Action::UpdateGameSession, plain);
    add_status(&mut permit, &belief.state, when, scene);
    if let Some(maximum) = maximum {
        if maximum < scene.catalog.limits["MaximumPlayerSessionCount"].min {
            permit.forbid(UGS_05, scene.catalog);
        }
        if is_above_cap(maximum, scene.catalog) {
            permit.ask(U_19_UPDATE);
        }
        let taken = belief.state.occupancy(when, scene.terms);
        if maximum < taken.certain {
            permit.ask(U_13);
        } else if maximum < taken.possible {
            permit.contexts.push(U_13);
        }
    }
    let policy = request.player_session_creation_policy.as_deref();
    if policy.is_some_and(|policy| PlayerSessionCreationPolicy::parse(policy).is_none()) {
        permit.forbid(UGS_05, scene.catalog);
    }
    if maximum.is_none() && policy.is_none() && request.name.is_none() {
        permit.ask(U_42);
    }
    permit
}

fn add_status(permit: &mut Permit, state: &State, when: Interval, scene: &Scene<'_>) {
    use GameSessionStatus as S;
    let statuses = state.statuses_at(when, scene.terms);
    let mut contexts = Vec::new();
    for status in &statuses {
        contexts.push(match status {
            S::Active => continue,
            // A game session that is ending counts as one that has ended, which it may have.
            S::Terminating if statuses.contains(&S::Terminated) => continue,
            S::Activating => U_40_ACTIVATING,
            S::Terminating => U_40_TERMINATING,
            S::Terminated | S::Error => U_40_TERMINATED,
        });
    }
    if let ([context], false) = (contexts.as_slice(), statuses.contains(&S::Active)) {
        permit.ask(*context);
    } else {
        permit.contexts.extend(contexts);
    }
}

/// Returns the beliefs after an update that succeeded.
fn updated(
    before: &Belief,
    request: &UpdateGameSession,
    session: Option<&GameSession>,
    (when, scene): (Interval, &Scene<'_>),
    notes: &mut Notes,
) -> Vec<Belief> {
    let mut after = applied(before, request, when, scene);
    after.state.at_stake.insert(UGS_03);
    if !after.state.reservations.is_empty() {
        after.state.at_stake.insert(UGS_04);
    }
    let faults = session.map_or_else(Vec::new, |session| {
        exercise(request, session, notes);
        wrong_members(request, session, &after.state)
    });
    let mut beliefs = Vec::new();
    if !faults.is_empty() {
        beliefs.push(before.clone());
        beliefs.push(shown(&after, session));
    }
    notes.members.extend(faults);
    // It was not carried out at all, or one of its values was not.
    if scene.is_lifted(UGS_01) || scene.is_lifted(UGS_02) {
        beliefs.push(before.clone());
        let mut partial = after.clone();
        if scene.is_lifted(UGS_01) {
            partial.state.maximum = before.state.maximum;
        } else {
            partial.state.policy = before.state.policy;
        }
        beliefs.push(partial);
    }
    if scene.is_lifted(UGS_04) {
        beliefs.push(shaken(&after));
    }
    if scene.is_lifted(UGS_03) && request.player_session_creation_policy.is_none() {
        // A value that was not named was reset to what a new game session has.
        let mut reset = after.clone();
        reset.state.policy = PlayerSessionCreationPolicy::AcceptAll;
        beliefs.push(reset);
    }
    beliefs.push(after);
    beliefs
}

/// Holds the values in the reply to an update against those that are set now.
fn wrong_members(
    request: &UpdateGameSession,
    session: &GameSession,
    after: &State,
) -> Vec<MemberFault> {
    let mut faults = Vec::new();
    let maximum = session.maximum_player_session_count;
    if maximum.is_some_and(|found| found != after.maximum) {
        let is_named = request.maximum_player_session_count.is_some();
        let clause = if is_named { UGS_01 } else { UGS_03 };
        let detail = "an update returns another maximum than was set last";
        let fault = MemberFault::wrong(clause, "MaximumPlayerSessionCount", detail);
        faults.push(fault);
    }
    let policy = session.player_session_creation_policy;
    if policy.is_some_and(|found| found != after.policy) {
        let is_named = request.player_session_creation_policy.is_some();
        let clause = if is_named { UGS_02 } else { UGS_03 };
        let detail = "an update returns another policy than was set last";
        let fault = MemberFault::wrong(clause, "PlayerSessionCreationPolicy", detail);
        faults.push(fault);
    }
    faults
}

/// Notes the clauses that the reply to an update decides.
fn exercise(request: &UpdateGameSession, session: &GameSession, notes: &mut Notes) {
    if session.maximum_player_session_count.is_some() {
        let is_named = request.maximum_player_session_count.is_some();
        notes.exercise(&[if is_named { UGS_01 } else { UGS_03 }]);
    }
    if session.player_session_creation_policy.is_some() {
        let is_named = request.player_session_creation_policy.is_some();
        notes.exercise(&[if is_named { UGS_02 } else { UGS_03 }]);
    }
}

/// Returns the belief in what the reply to an update shows.
fn shown(after: &Belief, session: Option<&GameSession>) -> Belief {
    let mut shown = after.clone();
    if let Some(session) = session {
        let (maximum, policy) = (
            session.maximum_player_session_count,
            session.player_session_creation_policy,
        );
        shown.state.maximum = maximum.unwrap_or(shown.state.maximum);
        shown.state.policy = policy.unwrap_or(shown.state.policy);
    }
    shown
}

/// Returns the belief that the update may have done anything to the player sessions.
fn shaken(after: &Belief) -> Belief {
    let mut shaken = after.clone();
    for reservation in &mut shaken.state.reservations {
        reservation.existence = Existence::Possible;
        reservation.statuses = PlayerSessionStatus::ALL
            .into_iter()
            .fold(reservation.statuses, Statuses::with);
    }
    shaken
}

/// Returns the beliefs after an update of which nothing was heard.
fn either(belief: Belief, permit: &Permit, happened: impl Fn(&Belief) -> Belief) -> Legal {
    let happened = permit.guards.is_empty().then(|| happened(&belief));
    Legal {
        beliefs: std::iter::once(belief).chain(happened).collect(),
        notes: Notes::default(),
    }
}

/// Returns what may have come of an update: the whole of it, or of two members one.
fn parts(request: &UpdateGameSession) -> Vec<UpdateGameSession> {
    let mut parts = vec![request.clone()];
    let is_double = request.maximum_player_session_count.is_some()
        && request.player_session_creation_policy.is_some();
    if is_double {
        parts.push(UpdateGameSession {
            maximum_player_session_count: None,
            ..request.clone()
        });
        parts.push(UpdateGameSession {
            player_session_creation_policy: None,
            ..request.clone()
        });
    }
    parts
}

/// Returns the belief after the update.
fn applied(
    belief: &Belief,
    request: &UpdateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Belief {
    let mut after = belief.clone();
    let state = &mut after.state;
    let tolerance = scene.terms.tolerance;
    state
        .stale
        .retain(|stale| when.start < stale.since.end + tolerance);
    if !tolerance.is_zero() {
        state.stale.push(Stale {
            maximum: state.maximum,
            policy: state.policy,
            since: when,
        });
    }
    if let Some(maximum) = request.maximum_player_session_count {
        state.maximum = maximum;
    }
    let policy = request.player_session_creation_policy.as_deref();
    if let Some(policy) = policy.and_then(PlayerSessionCreationPolicy::parse) {
        state.policy = policy;
    }
    after
}
