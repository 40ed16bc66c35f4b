//! What creating a game session may be answered with, and what the reply must say.

use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::permit::Permit;
use super::state::{Change, State};
use super::{members, wire};
use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSession, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::reply::Reply;
use crate::api::request::CreateGameSession;
use crate::history::Outcome;
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const CGS_02: ClauseId = ClauseId::of("CGS-02");
const CGS_03: ClauseId = ClauseId::of("CGS-03");
const CGS_04: ClauseId = ClauseId::of("CGS-04");
const CGS_05: ClauseId = ClauseId::of("CGS-05");
const CGS_06: ClauseId = ClauseId::of("CGS-06");
const U_12: ContextId = ContextId::of("U-12");
const U_19_CREATE: ContextId = ContextId::of("U-19/create");

/// The exceptions that are about the fleet, the account or the Region, not about the request.
const CIRCUMSTANCES: [ExceptionKind; 3] = [
    ExceptionKind::FleetCapacityExceeded,
    ExceptionKind::InvalidFleetStatus,
    ExceptionKind::LimitExceeded,
];

/// Judges the creation of a game session; `belief` is one in a game session not there yet.
pub(super) fn judge(
    mut belief: Belief,
    request: &CreateGameSession,
    outcome: &Outcome,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let permit = permit(request, scene.catalog);
    let Outcome::Replied(reply) = outcome else {
        return Ok(Legal::unchanged(belief));
    };
    let (response, problems) = match reply {
        Reply::Exception(exception) => return permit.refuse(belief, exception, scene),
        Reply::Response { response, problems } => (response, problems),
        Reply::Unreadable { .. } => return Ok(Legal::unchanged(belief)),
    };
    if let Some(illegal) = permit.success(scene) {
        return Err(illegal);
    }
    let mut notes = Notes::default();
    permit.accept(&mut belief);
    notes.exercise(&permit.guards);
    belief.state = State::new(request.maximum_player_session_count);
    let fleet_id = request.fleet_id.as_ref().map(|id| id.0.clone());
    belief.state.fleet_id = fleet_id.filter(|id| !id.contains(':'));
    let Some(session) = response.game_sessions().next() else {
        let fault = MemberFault::missing(CGS_02, "GameSession");
        notes.check(CGS_02, Some(fault));
        wire::types(problems, &mut notes);
        return Ok(Legal::one(belief, notes));
    };
    created(&belief.state, session, &mut notes);
    if scene
        .elsewhere
        .is_taken(scene.game_session_id, scene.position)
    {
        let detail = "a new game session has the id of another one";
        let fault = MemberFault::wrong(CGS_06, "GameSessionId", detail);
        notes.check(CGS_06, Some(fault));
    } else if scene.position > 0 {
        notes.exercise(&[CGS_06]);
    }
    members::learn_connection(&mut belief.state, session);
    if session.status == Some(GameSessionStatus::Active) {
        belief.state.activation = Change::Seen;
    }
    wire::types(problems, &mut notes);
    Ok(Legal::one(belief, notes))
}

fn permit(request: &CreateGameSession, catalog: &Catalog) -> Permit {
    let mut permit = Permit::new(Action::CreateGameSession, CGS_02);
    permit.circumstances = &CIRCUMSTANCES;
    let maximum = request.maximum_player_session_count;
    if maximum < catalog.limits["MaximumPlayerSessionCount"].min {
        permit.circumstances = &[];
        permit.forbid(CGS_05, catalog);
    }
    if maximum == 0 {
        permit.ask(U_12);
    }
    if is_above_cap(maximum, catalog) {
        permit.ask(U_19_CREATE);
    }
    permit
}

/// Returns whether a maximum is above the quota of players (CPS-22).
pub(super) fn is_above_cap(maximum: i64, catalog: &Catalog) -> bool {
    catalog.limits["PlayersPerGameSession"]
        .max
        .is_some_and(|cap| maximum > cap)
}

/// Holds a new game session against the request.
fn created(state: &State, session: &GameSession, notes: &mut Notes) {
    let mut hold = |clause, member: &str, is_right: Option<bool>| {
        let detail = format!("a new game session has another {member} than it should have");
        let is_wrong = is_right == Some(false);
        let fault = is_wrong.then(|| MemberFault::wrong(clause, member, detail));
        notes.check(clause, fault);
    };
    let maximum = session.maximum_player_session_count;
    let is_right = maximum.map(|maximum| maximum == state.maximum);
    hold(CGS_02, "MaximumPlayerSessionCount", is_right);
    let fleet = (session.fleet_id.as_ref(), state.fleet_id.as_ref());
    let is_other = matches!(fleet, (Some(found), Some(asked)) if found != asked);
    hold(CGS_02, "FleetId", Some(!is_other));
    let is_new = |status| {
        matches!(
            status,
            GameSessionStatus::Activating | GameSessionStatus::Active
        )
    };
    hold(CGS_02, "Status", session.status.map(is_new));
    if let Some(policy) = session.player_session_creation_policy {
        let is_right = policy == PlayerSessionCreationPolicy::AcceptAll;
        hold(CGS_03, "PlayerSessionCreationPolicy", Some(is_right));
    }
    let count = session.current_player_session_count;
    let is_right = count.map(|count| count == 0);
    hold(CGS_04, "CurrentPlayerSessionCount", is_right);
    if session.game_session_id.is_none() {
        let fault = MemberFault::missing(CGS_02, "GameSessionId");
        notes.check(CGS_02, Some(fault));
    }
}
