//! What creating a game session may be answered with, and what the reply must say.

use super::giving_up;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::permit::Permit;
use super::repetition::{self, CGS_08, U_52_FLEET};
use super::state::{Change, Details, State};
use super::terms::Activation;
use super::{details, members, wire};
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
const CGS_07: ClauseId = ClauseId::of("CGS-07");
const CGS_09: ClauseId = ClauseId::of("CGS-09");
const CGS_10: ClauseId = ClauseId::of("CGS-10");
const CGS_11: ClauseId = ClauseId::of("CGS-11");
const CGS_12: ClauseId = ClauseId::of("CGS-12");
const U_54_BOTH: ContextId = ContextId::of("U-54/both");
const U_54_NONE: ContextId = ContextId::of("U-54/none");
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
    let mut permit = permit(request, scene);
    repeat(&mut permit, request, scene);
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
    let routed = routed(request, scene);
    let fleet_id = request.fleet_id.as_ref().map(|id| id.0.clone());
    let is_plain = fleet_id.is_none() || request.alias_id.is_none();
    let fleet_id = fleet_id.or_else(|| routed.map(str::to_owned));
    belief.state.fleet_id = fleet_id.filter(|id| !id.contains(':') && is_plain);
    let properties = request.game_properties.as_deref().unwrap_or_default();
    belief.state.details = Details {
        name: request.name.clone(),
        protection: None,
        properties: details::by_key(properties),
        are_partial: false,
    };
    let Some(session) = response.game_sessions().next() else {
        let fault = MemberFault::missing(CGS_02, "GameSession");
        notes.check(CGS_02, Some(fault));
        wire::types(problems, &mut notes);
        return Ok(Legal::one(belief, notes));
    };
    let placing = if routed.is_some() { CGS_11 } else { CGS_02 };
    created(&belief.state, session, placing, &mut notes);
    token(request, session, &mut notes);
    if scene.original.is_some() && permit.separate.is_none() {
        let detail = "a request that is repeated with its token creates another game session";
        let fault = MemberFault::wrong(CGS_08, "GameSessionId", detail);
        notes.check(CGS_08, Some(fault));
    }
    if scene
        .elsewhere
        .is_taken(scene.game_session_id, scene.position, scene.created)
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
    } else if scene.terms.activation == Activation::ByItself {
        belief.state.activation = Change::at_any_moment_since(scene.created.start);
    } else {
        belief.state.activation_deadline = giving_up::deadline(scene.created, scene.terms);
    }
    wire::types(problems, &mut notes);
    Ok(Legal::one(belief, notes))
}

/// Returns what is believed of a game session that was made by other means than a command.
///
/// What the reply leaves out is as a new game session has it by the documents; where that is open,
/// nothing is believed of it. No clause is about such a reply.
pub(super) fn provided(
    mut belief: Belief,
    request: &CreateGameSession,
    outcome: &Outcome,
) -> Legal {
    let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
        return Legal::unchanged(belief);
    };
    let Some(session) = response.game_sessions().next() else {
        return Legal::unchanged(belief);
    };
    let maximum = session.maximum_player_session_count;
    belief.state = State::new(maximum.unwrap_or(request.maximum_player_session_count));
    let state = &mut belief.state;
    state.fleet_id.clone_from(&session.fleet_id);
    state.policy = session
        .player_session_creation_policy
        .unwrap_or(state.policy);
    let properties = session.game_properties.as_deref();
    state.details = Details {
        name: session.name.clone(),
        protection: None,
        properties: details::by_key(properties.unwrap_or_default()),
        are_partial: properties.is_none(),
    };
    members::learn_connection(state, session);
    if session.status == Some(GameSessionStatus::Active) {
        state.activation = Change::Seen;
    }
    Legal::one(belief, Notes::default())
}

/// Returns what a creation may be answered with, as far as the request goes.
pub(super) fn permit(request: &CreateGameSession, scene: &Scene<'_>) -> Permit {
    let catalog = scene.catalog;
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
    let token = request.idempotency_token.as_deref();
    let (name, properties) = (request.name.as_deref(), request.game_properties.as_deref());
    if !details::are_within_limits(name, properties, catalog)
        || token.is_some_and(|token| !details::is_token(token, catalog))
    {
        permit.forbid(CGS_10, catalog);
    }
    match (&request.fleet_id, &request.alias_id) {
        (Some(_), None) => {}
        (None, None) => permit.ask(U_54_NONE),
        (Some(_), Some(_)) => permit.ask(U_54_BOTH),
        (None, Some(alias)) => match scene.elsewhere.alias(alias.as_str()) {
            Some(None) => permit.forbid(CGS_12, catalog),
            Some(Some(_)) => permit.plain = CGS_11,
            None => {}
        },
    }
    permit
}

/// Adds what a token that was used before permits: the game session of a fleet of its own at most.
fn repeat(permit: &mut Permit, request: &CreateGameSession, scene: &Scene<'_>) {
    let token = request.idempotency_token.as_deref();
    if token.is_some_and(|token| scene.elsewhere.is_token_tried(token, scene.position)) {
        // What became of the earlier request may not be known.
        let mismatch = ExceptionKind::IdempotentParameterMismatch;
        permit.exceptions.push(mismatch);
    }
    let Some(original) = scene.original else {
        return;
    };
    let differences = repetition::differences(request, original);
    if differences.contains(&U_52_FLEET) {
        permit.contexts.extend(differences);
        permit.separate = Some(U_52_FLEET);
    }
}

/// Returns the fleet that the alias of a request leads to, `None` where none does.
fn routed<'a>(request: &CreateGameSession, scene: &Scene<'a>) -> Option<&'a str> {
    let alias = request.alias_id.as_ref()?;
    scene.elsewhere.alias(alias.as_str()).flatten()
}

/// Holds the id of a new game session against the token of the request (CGS-09).
fn token(request: &CreateGameSession, session: &GameSession, notes: &mut Notes) {
    let (Some(token), Some(id)) = (&request.idempotency_token, &session.game_session_id) else {
        return;
    };
    let is_last = id.rsplit('/').next() == Some(token.as_str());
    let detail = "the id of a game session does not end with the token of its request";
    let fault = (!is_last).then(|| MemberFault::wrong(CGS_09, "GameSessionId", detail));
    notes.check(CGS_09, fault);
}

/// Returns whether a maximum is above the quota of players (CPS-22).
pub(super) fn is_above_cap(maximum: i64, catalog: &Catalog) -> bool {
    catalog.limits["PlayersPerGameSession"]
        .max
        .is_some_and(|cap| maximum > cap)
}

/// Holds a new game session against the request.
fn created(state: &State, session: &GameSession, placing: ClauseId, notes: &mut Notes) {
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
    hold(placing, "FleetId", Some(!is_other));
    let is_named = state.details.name.is_some() && session.name.is_some();
    let is_right = is_named.then(|| !details::is_other_name(&state.details, session));
    if is_right.is_some() {
        hold(CGS_07, "Name", is_right);
    }
    let has_properties = session.game_properties.is_some();
    let is_right = has_properties.then(|| !details::are_other_properties(&state.details, session));
    if is_right.is_some() {
        hold(CGS_07, "GameProperties", is_right);
    }
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
