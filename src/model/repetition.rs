//! A creation that is repeated with its idempotency token: the game session that exists is
//! returned, with the status that it has by now.

use super::creation;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::state::State;
use super::{details, wire};
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::reply::Reply;
use crate::api::request::CreateGameSession;
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

pub(super) const CGS_08: ClauseId = ClauseId::of("CGS-08");
const U_52_MAXIMUM: ContextId = ContextId::of("U-52/maximum");
const U_52_NAME: ContextId = ContextId::of("U-52/name");
const U_52_PROPERTIES: ContextId = ContextId::of("U-52/properties");
pub(super) const U_52_FLEET: ContextId = ContextId::of("U-52/fleet");

/// Judges a creation with the token of `original`, which has created the game session.
pub(super) fn judge(
    mut belief: Belief,
    (request, original): (&CreateGameSession, &CreateGameSession),
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut permit = creation::permit(request, scene);
    permit.plain = CGS_08;
    for context in differences(request, original) {
        permit.ask(context);
    }
    // What an update has changed since may count as a difference.
    let state = &belief.state;
    let is_changed = state.maximum != original.maximum_player_session_count
        || state.details.name != original.name
        || state.details.properties
            != details::by_key(original.game_properties.as_deref().unwrap_or_default());
    if is_changed {
        let mismatch = ExceptionKind::IdempotentParameterMismatch;
        permit.exceptions.push(mismatch);
    }
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => permit.refuse(belief, exception, scene),
        Outcome::Replied(Reply::Response { response, problems }) => {
            if let Some(illegal) = permit.success(scene) {
                return Err(illegal);
            }
            let mut notes = Notes::default();
            wire::types(problems, &mut notes);
            permit.accept(&mut belief);
            hold(
                &belief.state,
                response.game_sessions().next(),
                when,
                scene,
                &mut notes,
            );
            Ok(Legal::one(belief, notes))
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok(Legal::unchanged(belief)),
    }
}

/// Returns the questions that the differences between two requests with one token ask.
pub(super) fn differences(one: &CreateGameSession, other: &CreateGameSession) -> Vec<ContextId> {
    let properties = |request: &CreateGameSession| {
        details::by_key(request.game_properties.as_deref().unwrap_or_default())
    };
    let is_elsewhere = one.fleet_id != other.fleet_id || one.alias_id != other.alias_id;
    let differs = [
        (
            U_52_MAXIMUM,
            one.maximum_player_session_count != other.maximum_player_session_count,
        ),
        (U_52_NAME, one.name != other.name),
        (U_52_PROPERTIES, properties(one) != properties(other)),
        (U_52_FLEET, is_elsewhere),
    ];
    let differing = differs.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(context, _)| context).collect()
}

/// Holds the game session in the reply against what it is by now.
fn hold(
    state: &State,
    session: Option<&GameSession>,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) {
    use GameSessionStatus as S;
    let Some(session) = session else {
        let fault = MemberFault::missing(CGS_08, "GameSession");
        notes.check(CGS_08, Some(fault));
        return;
    };
    notes.exercise(&[CGS_08]);
    if session.game_session_id.is_none() {
        let fault = MemberFault::missing(CGS_08, "GameSessionId");
        notes.check(CGS_08, Some(fault));
    }
    let Some(status) = session.status else {
        return;
    };
    let statuses = state.statuses_at(when, scene.terms);
    // GSS-05: one that its server does not activate may end in its time.
    let is_given_up =
        statuses == [S::Activating] && matches!(status, S::Terminating | S::Terminated);
    if !statuses.contains(&status) && !is_given_up {
        let detail = "a repeated request returns the game session with a status that it has not";
        let fault = MemberFault::wrong(CGS_08, "Status", detail);
        notes.check(CGS_08, Some(fault));
    }
}
