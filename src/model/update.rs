//! What updating a game session may be answered with, and what it does.

use super::applied::{applied, parts};
use super::attempt::Attempt;
use super::creation::is_above_cap;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::permit::Permit;
use super::state::{Existence, State, Statuses};
use super::{details, wire};
use crate::api::action::Action;
use crate::api::game_session::{
    GameSession, GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy,
};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Reply;
use crate::api::request::UpdateGameSession;
use crate::history::{Interval, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const UGS_05: ClauseId = ClauseId::of("UGS-05");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const UGS_07: ClauseId = ClauseId::of("UGS-07");
const UGS_08: ClauseId = ClauseId::of("UGS-08");
const UGS_09: ClauseId = ClauseId::of("UGS-09");
const UGS_10: ClauseId = ClauseId::of("UGS-10");
const UGS_11: ClauseId = ClauseId::of("UGS-11");
const U_13: ContextId = ContextId::of("U-13");
const U_19_UPDATE: ContextId = ContextId::of("U-19/update");
const U_40_ACTIVATING: ContextId = ContextId::of("U-40/activating");
const U_40_TERMINATING: ContextId = ContextId::of("U-40/terminating");
const U_40_TERMINATED: ContextId = ContextId::of("U-40/terminated");
const U_42: ContextId = ContextId::of("U-42");
const U_55: ContextId = ContextId::of("U-55");

/// Judges an update of a game session.
pub(super) fn judge(
    belief: Belief,
    request: &UpdateGameSession,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let permit = permit(&belief, request, when, scene);
    let applied = |belief: &Belief, part: &UpdateGameSession| applied(belief, part, when, scene);
    let attempt = Attempt {
        permit: &permit,
        unchanged: UGS_06,
        whole: |belief: &Belief| applied(belief, request),
        parts: |belief: &Belief| {
            let parts = parts(request);
            parts.iter().map(|part| applied(belief, part)).collect()
        },
    };
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => attempt.refused(belief, exception, scene),
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
        | Outcome::Lost { .. } => Ok(attempt.unheard(belief)),
    }
}

/// Returns the clause that says that a plain update succeeds.
fn plain(request: &UpdateGameSession) -> ClauseId {
    if request.maximum_player_session_count.is_some() {
        UGS_01
    } else if request.name.is_some() {
        UGS_07
    } else if request.game_properties.is_some() {
        UGS_09
    } else if request.player_session_creation_policy.is_none()
        && request.protection_policy.is_some()
    {
        UGS_11
    } else {
        UGS_02
    }
}

fn permit(
    belief: &Belief,
    request: &UpdateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Permit {
    let maximum = request.maximum_player_session_count;
    let plain = plain(request);
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
    if !has_legal_details(request, scene.catalog) {
        permit.forbid(UGS_08, scene.catalog);
    }
    let properties = request.game_properties.as_deref().unwrap_or_default();
    let after = details::merged(&belief.state.details.properties, properties);
    if !properties.is_empty() && !scene.catalog.limits["GameProperties"].admits(after.len()) {
        permit.ask(U_55);
    }
    if *request == UpdateGameSession::unchanged(request.game_session_id.clone()) {
        permit.ask(U_42);
    }
    permit
}

/// Returns whether name, protection and properties of an update are legal (UGS-08).
pub(super) fn has_legal_details(request: &UpdateGameSession, catalog: &Catalog) -> bool {
    let protection = request.protection_policy.as_deref();
    let (name, properties) = (request.name.as_deref(), request.game_properties.as_deref());
    protection.is_none_or(|policy| ProtectionPolicy::parse(policy).is_some())
        && details::are_within_limits(name, properties, catalog)
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
    if request.protection_policy.is_some() {
        after.state.at_stake.insert(UGS_11);
    }
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
    if let Some(session) = session {
        let missing = details::missing(request, session, UGS_10);
        notes.members.extend(missing);
    }
    // It was not carried out at all, or one of its values was not.
    let values = [UGS_01, UGS_02, UGS_07, UGS_09, UGS_11];
    if let Some(clause) = values.into_iter().find(|one| scene.is_lifted(*one)) {
        beliefs.push(before.clone());
        beliefs.extend(partial(clause, &before.state, &after, request));
    }
    if scene.is_lifted(UGS_04) {
        beliefs.push(shaken(&after));
    }
    if scene.is_lifted(UGS_03) {
        beliefs.extend(reset(&after, request));
    }
    beliefs.push(after);
    beliefs
}

/// Returns the beliefs in which values that an update did not name are what a new game session
/// has.
fn reset(after: &Belief, request: &UpdateGameSession) -> Vec<Belief> {
    let mut beliefs = Vec::new();
    if request.player_session_creation_policy.is_none() {
        let mut reset = after.clone();
        reset.state.policy = PlayerSessionCreationPolicy::AcceptAll;
        beliefs.push(reset);
    }
    if request.protection_policy.is_none() {
        let mut reset = after.clone();
        reset.state.details.protection = None;
        beliefs.push(reset);
    }
    let mut reset = after.clone();
    if request.name.is_none() {
        reset.state.details.name = None;
    }
    if request.game_properties.is_none() {
        reset.state.details.properties.clear();
    }
    beliefs.push(reset);
    beliefs
}

/// Returns the beliefs in which one value of an update was not taken over, or not as it should.
fn partial(
    clause: ClauseId,
    before: &State,
    after: &Belief,
    request: &UpdateGameSession,
) -> Vec<Belief> {
    let mut partial = after.clone();
    if clause == UGS_01 {
        partial.state.maximum = before.maximum;
    } else if clause == UGS_02 {
        partial.state.policy = before.policy;
    } else if clause == UGS_07 {
        partial.state.details.name.clone_from(&before.details.name);
    } else if clause == UGS_11 {
        partial.state.details.protection = before.details.protection;
    } else {
        let mut replaced = after.clone();
        let properties = request.game_properties.as_deref().unwrap_or_default();
        replaced.state.details.properties = details::by_key(properties);
        let known = &before.details.properties;
        partial.state.details.properties.clone_from(known);
        let mut added = known.clone();
        for (key, value) in details::by_key(properties) {
            added.entry(key).or_insert(value);
        }
        let mut only_added = after.clone();
        only_added.state.details.properties = added;
        return vec![partial, replaced, only_added];
    }
    vec![partial]
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
    if details::is_other_name(&after.details, session) {
        let clause = if request.name.is_some() {
            UGS_07
        } else {
            UGS_03
        };
        let detail = "an update returns another name than was set last";
        faults.push(MemberFault::wrong(clause, "Name", detail));
    }
    if details::are_other_properties(&after.details, session) {
        let is_named = request.game_properties.is_some();
        let clause = if is_named { UGS_09 } else { UGS_03 };
        let detail = "an update returns other properties than were set";
        faults.push(MemberFault::wrong(clause, "GameProperties", detail));
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
    if session.name.is_some() && request.name.is_some() {
        notes.exercise(&[UGS_07, UGS_10]);
    }
    if session.game_properties.is_some() && request.game_properties.is_some() {
        notes.exercise(&[UGS_09, UGS_10]);
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
        if session.name.is_some() {
            shown.state.details.name.clone_from(&session.name);
        }
        if let Some(properties) = &session.game_properties {
            shown.state.details.properties = details::by_key(properties);
        }
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
