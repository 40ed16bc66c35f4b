//! What descriptions and searches may say of one game session.

use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::query::{Key, Query};
use super::selection::Selection;
use super::state::Change;
use super::{description, exceptions, listed, listing, protection, wire};
use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::reply::{Reply, Response};
use crate::history::{Interval, Outcome};
use crate::spec::id::ClauseId;

const CPS_26: ClauseId = ClauseId::of("CPS-26");
const DGS_01: ClauseId = ClauseId::of("DGS-01");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const WIR_08: ClauseId = ClauseId::of("WIR-08");

/// Judges a description or a search.
///
/// What it must say for itself, whichever game sessions it holds, is judged elsewhere (see
/// `pages`).
pub(super) fn judge(
    belief: Belief,
    query: &Query<'_>,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    if !query.is_whole || !query.limits(scene.catalog).broken.is_empty() {
        return Ok(Legal::unchanged(belief));
    }
    let (response, problems) = match outcome {
        Outcome::Replied(Reply::Response { response, problems }) => (response, problems),
        Outcome::Replied(Reply::Exception(exception)) if scene.pages.is_empty() => {
            return refused(belief, query, exception, (when, scene));
        }
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => return Ok(Legal::unchanged(belief)),
    };
    let protection = protection::broken(&belief, response, when, scene);
    let described = match (query.key, response) {
        (
            _,
            Response::DescribePlayerSessions {
                player_sessions, ..
            },
        ) => {
            let Some(selection) = Selection::of(query) else {
                return Ok(Legal::unchanged(belief));
            };
            let selection = selection.ending_with(response.next_token());
            listing::judge(belief, (player_sessions, selection), when, scene)
        }
        (Key::GameSession(_), _) if query.status.is_none() && query.location.is_none() => {
            description::judge(belief, response, when, scene)
        }
        (Key::Fleet(_) | Key::Alias(_), _) => listed::judge(belief, (response, query), when, scene),
        _ => return Ok(Legal::unchanged(belief)),
    };
    // Whoever tells everything as it was before tells the protection as well.
    let mut legal = described.map_err(|mut illegal| {
        if let Some(also) = protection {
            illegal.guards.extend(also.guards);
            illegal.suspects.extend(also.suspects);
        }
        illegal
    })?;
    wire::types(problems, &mut legal.notes);
    protection::hold(legal, response, when, scene)
}

fn refused(
    mut belief: Belief,
    query: &Query<'_>,
    exception: &Exception,
    (when, scene): (Interval, &Scene<'_>),
) -> Result<Legal, Illegal> {
    let (action, kind) = (query.action, &exception.kind);
    let selection = Selection::of(query).filter(|_| action == Action::DescribePlayerSessions);
    let is_certain = match (query.key, selection) {
        (_, Some(selection)) => selection.is_certain(&belief.state, when, scene),
        (Key::GameSession(_), None) => query.location.is_none() && query.status.is_none(),
        (_, None) => false,
    };
    // U-32: a description may lag, and not have the game session yet.
    let is_shown = scene.is_shown(when) || !exceptions::is_absence(kind);
    if !is_certain || !is_shown {
        return Ok(Legal::unchanged(belief));
    }
    let is_declared = action.exceptions().contains(kind) || exceptions::is_common(kind);
    let guard = if !is_declared {
        WIR_08
    } else if has_lost_players(&belief, query) {
        CPS_26
    } else if matches!(query.key, Key::GameSession(_)) && belief.state.end != Change::NotYet {
        // GSS-04: the record outlives the game session.
        GSS_04
    } else if let Some(selection) = selection {
        selection.completeness(None)
    } else {
        DGS_01
    };
    let is_silent = exceptions::is_turned_away(exception) || exceptions::is_fault(exception);
    // What has no effect may be out of its limits all the same, in one unit or another (U-35).
    let doubtful = query.limits(scene.catalog).doubtful;
    let is_excused = |clause: &ClauseId| scene.catalog.clauses[clause].exceptions.contains(kind);
    let is_excused = doubtful.iter().any(is_excused);
    if is_silent || is_excused || scene.is_lifted(guard) {
        let mut notes = Notes::default();
        wire::exception(exception, action, &mut notes);
        if guard == CPS_26 && scene.is_lifted(guard) {
            belief.state.reservations.clear();
        }
        return Ok(Legal::one(belief, notes));
    }
    Err(Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: vec![exceptions::SUCCESS.to_owned()],
        actual: kind.name().to_owned(),
        detail: format!("{action} was refused with {kind}"),
    })
}

/// Returns whether the player sessions of a game session that has ended are not found although
/// lists had them after its end.
fn has_lost_players(belief: &Belief, query: &Query<'_>) -> bool {
    let is_of_players = query.action == Action::DescribePlayerSessions;
    let mut reservations = belief.state.reservations.iter();
    is_of_players && matches!(query.key, Key::GameSession(_)) && reservations.any(|one| one.is_kept)
}
