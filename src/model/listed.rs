//! What the list of a fleet's game sessions, and a search of it, must say of one of them.

use super::description;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, Scene};
use super::query::{Key, Query};
use super::state::Change;
use crate::api::action::Action;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::reply::Response;
use crate::history::Interval;
use crate::spec::id::ClauseId;

const DGS_04: ClauseId = ClauseId::of("DGS-04");
const DGS_08: ClauseId = ClauseId::of("DGS-08");
const DGS_09: ClauseId = ClauseId::of("DGS-09");
const DGS_10: ClauseId = ClauseId::of("DGS-10");
const SGS_02: ClauseId = ClauseId::of("SGS-02");
const SGS_03: ClauseId = ClauseId::of("SGS-03");

/// Judges a list of a fleet's game sessions, or a search, as far as it is about one of them.
pub(super) fn judge(
    belief: Belief,
    (response, query): (&Response, &Query<'_>),
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    if scene.terms.is_shared() {
        return Ok(Legal::unchanged(belief));
    }
    let id = scene.game_session_id;
    let is_own = |one: &&GameSession| one.game_session_id.as_deref() == Some(id);
    let own = response.game_sessions().find(is_own);
    let is_search = query.action == Action::SearchGameSessions;
    let is_here = is_on(&belief, query, scene);
    // What a list that was not followed to its end does not hold may still come.
    let is_whole = response.next_token().is_none();
    match own {
        Some(_) if is_here == Some(false) => {
            let clause = if is_search { SGS_02 } else { DGS_09 };
            let detail = "a game session of another fleet is listed";
            lifted(belief, clause, ("wrong GameSessions", detail), scene)
        }
        // SGS-03: values lag, and what was never ACTIVE was ACTIVE at no time.
        Some(_) if is_search && belief.state.activation == Change::NotYet => {
            let detail = "a search finds a game session that was never ACTIVE";
            lifted(belief, SGS_03, ("wrong GameSessions", detail), scene)
        }
        Some(_) if is_search => {
            let mut legal = Legal::unchanged(belief);
            legal.notes.exercise(&[SGS_02, SGS_03]);
            Ok(legal)
        }
        Some(session) => {
            let mut legal = description::one(belief, session, when, scene)?;
            legal.notes.exercise(&[completeness(query, scene), DGS_09]);
            Ok(legal)
        }
        None if is_here == Some(true)
            && !is_search
            && is_whole
            && needs(&belief, query, when, scene) =>
        {
            let detail = "a game session of the fleet is not listed";
            let clause = completeness(query, scene);
            lifted(belief, clause, ("missing GameSession", detail), scene)
        }
        None => Ok(Legal::unchanged(belief)),
    }
}

/// Returns whether the game session is on the fleet that is asked for, `None` where it is not
/// known of either.
fn is_on(belief: &Belief, query: &Query<'_>, scene: &Scene<'_>) -> Option<bool> {
    let asked = match query.key {
        Key::Fleet(fleet) => Some(fleet),
        Key::Alias(alias) => scene.elsewhere.alias(alias).flatten(),
        Key::GameSession(_) | Key::Player(_) | Key::PlayerSession(_) | Key::None | Key::Several => {
            None
        }
    };
    Some(asked? == belief.state.fleet_id.as_deref()?)
}

/// Returns the clause that a list breaks without a game session that it must hold.
fn completeness(query: &Query<'_>, scene: &Scene<'_>) -> ClauseId {
    // DGS-10: others may change the list between two pages.
    if scene.pages.len() > 1 {
        DGS_10
    } else if query.status.is_some() {
        DGS_08
    } else {
        DGS_04
    }
}

/// Returns whether the list must hold the game session.
fn needs(belief: &Belief, query: &Query<'_>, when: Interval, scene: &Scene<'_>) -> bool {
    // U-32: a list may lag.
    // Which location it is at is not believed of it.
    if !scene.is_shown(when) || query.location.is_some() {
        return false;
    }
    let Some(name) = query.status else {
        return true;
    };
    let Some(status) = GameSessionStatus::parse(name) else {
        return false;
    };
    // One that leaves the list between two pages may make another one slip.
    let is_still = scene.pages.len() <= 1;
    // GSS-05: one that its server does not activate may end in its time.
    let is_firm = status != GameSessionStatus::Activating;
    let statuses = belief.state.statuses_at(when, scene.terms);
    let is_settled = !belief.state.may_show_old(when, scene.terms);
    is_still && is_firm && is_settled && statuses.iter().all(|one| *one == status)
}

fn lifted(
    belief: Belief,
    clause: ClauseId,
    (actual, detail): (&str, &str),
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    if scene.is_lifted(clause) {
        return Ok(Legal::unchanged(belief));
    }
    Err(Illegal {
        guards: vec![clause],
        suspects: Vec::new(),
        expected: vec![SUCCESS.to_owned()],
        actual: actual.to_owned(),
        detail: detail.to_owned(),
    })
}
