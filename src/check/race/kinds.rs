//! What the operations of a race are for each other, whatever the order.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::reply::Reply;
use crate::check::walk::Step;
use crate::history::{Act, Command, Move, Outcome};
use crate::model::exceptions::{is_fault, is_turned_away};
use crate::model::judgement::{Belief, Scene};
use crate::model::query::Query;
use crate::spec::id::ContextId;

const U_34_REFUSALS: ContextId = ContextId::of("U-34/refusals");
const U_34_DESCRIPTIONS: ContextId = ContextId::of("U-34/descriptions");
const U_34_UPDATES: ContextId = ContextId::of("U-34/updates");
const U_34_MOVES: ContextId = ContextId::of("U-34/moves");

/// What an operation of a race is for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It says something and changes nothing.
    Look,
    /// It says something, and with it which of several beliefs is true.
    Revelation,
    /// It changes something, as every other operation of that number does.
    Alike(u64),
    /// It changes something.
    Change,
    /// It says nothing and may have changed something.
    Lost,
    /// It says nothing and has changed nothing.
    Void,
}

impl Kind {
    /// Returns what an operation is whatever the others are.
    pub(super) fn of(step: &Step<'_>) -> Self {
        let changes = if is_description(step) {
            Self::Void
        } else {
            Self::Lost
        };
        match &step.operation.outcome {
            Outcome::Lost { .. } | Outcome::Replied(Reply::Unreadable { .. }) => changes,
            Outcome::Replied(Reply::Exception(exception)) if is_turned_away(exception) => {
                Self::Void
            }
            Outcome::Replied(Reply::Exception(exception)) if is_fault(exception) => changes,
            Outcome::Refused {
                status_code: 429, ..
            } => Self::Void,
            Outcome::Refused { status_code, .. } if !(400..500).contains(status_code) => Self::Lost,
            Outcome::Replied(Reply::Exception(_)) | Outcome::Refused { .. } => Self::Look,
            Outcome::Replied(Reply::Response { .. }) if is_description(step) => Self::Look,
            Outcome::Replied(Reply::Response { .. }) | Outcome::Done => Self::Change,
        }
    }
}

/// Returns the context of U-34 in which an operation says something, `None` where what it says is
/// judged for itself.
pub(super) fn says(step: &Step<'_>) -> Option<ContextId> {
    match (&step.operation.act, Kind::of(step)) {
        (_, Kind::Lost | Kind::Void) => None,
        (Act::Move(Move::Accept { .. } | Move::Remove { .. }), _) | (Act::Move(_), Kind::Look) => {
            Some(U_34_MOVES)
        }
        (Act::Command(_), _) if is_description(step) => Some(U_34_DESCRIPTIONS),
        (Act::Command(_), Kind::Look) => Some(U_34_REFUSALS),
        (Act::Command(_), _) if step.call.is_none() => Some(U_34_UPDATES),
        (Act::Move(_) | Act::Command(_) | Act::Provide(_) | Act::Advance, _) => None,
    }
}

/// Returns what each operation is for the others.
///
/// Two calls that let in equally many players are alike where nobody can tell them apart: no
/// other operation of the race names their players, and each that shows player sessions shows
/// those of both or those of neither. Where a clause is lifted at an operation, it may do anything.
pub(super) fn kinds(race: &[(&Step<'_>, Scene<'_>)], beliefs: &[Belief]) -> Vec<Kind> {
    let is_lost = |(step, _): &(&Step<'_>, Scene<'_>)| Kind::of(step) == Kind::Lost;
    let is_untold = |belief: &Belief| {
        let mut reservations = belief.state.reservations.iter();
        reservations.any(|one| one.player_session_id.is_none())
    };
    let is_revealing =
        race.iter().any(is_lost) || beliefs.len() > 1 || beliefs.iter().any(is_untold);
    let named = named(race);
    let mut numbers: BTreeMap<(usize, Vec<bool>), u64> = BTreeMap::new();
    let mut kinds = Vec::with_capacity(race.len());
    for (step, scene) in race {
        let is_lifted = !scene.lifted.is_empty();
        let kind = Kind::of(step);
        let kind = match kind {
            Kind::Look if is_lifted => Kind::Revelation,
            Kind::Look if is_revealing && is_description(step) => Kind::Revelation,
            Kind::Change if !is_revealing && !is_lifted => match likeness(step, race, &named) {
                Some(likeness) => {
                    let next = numbers.len() as u64;
                    Kind::Alike(*numbers.entry(likeness).or_insert(next))
                }
                None => Kind::Change,
            },
            Kind::Look
            | Kind::Revelation
            | Kind::Alike(_)
            | Kind::Change
            | Kind::Lost
            | Kind::Void => kind,
        };
        kinds.push(kind);
    }
    kinds
}

fn is_description(step: &Step<'_>) -> bool {
    matches!(
        &step.operation.act,
        Act::Command(Command::Typed(request)) if Query::read(request).is_some()
    )
}

/// Returns how often each player is named by the calls of the race.
fn named<'a>(race: &[(&'a Step<'_>, Scene<'_>)]) -> BTreeMap<&'a str, usize> {
    let mut named = BTreeMap::new();
    for (step, _) in race {
        for player in step.call.iter().flat_map(|call| &call.player_ids) {
            *named.entry(player.as_str()).or_default() += 1;
        }
    }
    named
}

/// Returns how many players a call has let in and which descriptions show them, `None` where it
/// is like no other.
fn likeness(
    step: &Step<'_>,
    race: &[(&Step<'_>, Scene<'_>)],
    named: &BTreeMap<&str, usize>,
) -> Option<(usize, Vec<bool>)> {
    let call = step.call.as_ref()?;
    let mut players = call.player_ids.iter();
    if players.any(|player| named.get(player.as_str()) != Some(&1)) {
        return None;
    }
    let ids = shown(step);
    if ids.len() != call.player_ids.len() {
        return None;
    }
    let mut views = Vec::new();
    for (other, _) in race {
        if touches(other, &ids) {
            return None;
        }
        if is_description(other) {
            let seen = shown(other);
            let count = ids.intersection(&seen).count();
            if count != 0 && count != ids.len() {
                return None;
            }
            views.push(count != 0);
        }
    }
    Some((ids.len(), views))
}

/// Returns the ids of the player sessions that a reply holds.
fn shown<'a>(step: &'a Step<'_>) -> BTreeSet<&'a str> {
    let Outcome::Replied(Reply::Response { response, .. }) = &step.operation.outcome else {
        return BTreeSet::new();
    };
    let sessions = response.player_sessions().iter();
    sessions
        .filter_map(|session| session.player_session_id.as_deref())
        .collect()
}

/// Returns whether an operation is a move about one of these player sessions.
fn touches(step: &Step<'_>, ids: &BTreeSet<&str>) -> bool {
    match &step.operation.act {
        Act::Move(
            Move::Accept {
                player_session_id, ..
            }
            | Move::Remove {
                player_session_id, ..
            },
        ) => ids.contains(player_session_id.as_str()),
        Act::Move(Move::Activate { .. } | Move::UpdatePolicy { .. } | Move::EndProcess { .. })
        | Act::Command(_)
        | Act::Provide(_)
        | Act::Advance => false,
    }
}
