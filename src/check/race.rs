//! The judgement of a race: operations on one game session that several clients sent at a time.
//!
//! The model judges one operation after the other, so a race conforms where some order of its
//! operations does that fits the times at which they were sent and answered. Where there is none,
//! the operations that have an effect are looked at alone: they must have an order, or somebody was let in
//! who should not have been. If they have, what was refused or shown at the same time did not fit,
//! which no document forbids (U-34).

use std::collections::{BTreeMap, BTreeSet};

use super::linear::search::{End, Refuted, Stuck, explore};
use super::linear::{Budget, Call, Certainty, Effect, Object};
use super::walk::{Step, merged};
use crate::api::reply::Reply;
use crate::history::{Act, Command, Move, Outcome};
use crate::model::exceptions::{is_fault, is_turned_away};
use crate::model::judge;
use crate::model::judgement::{Belief, Illegal, Scene};
use crate::model::query::Query;

/// What a race has shown.
#[derive(Clone, Debug)]
pub(super) enum Raced {
    /// It has a legal order.
    Linearizable(Ended),
    /// Nobody was let in who should not have been, but not everything fits one order (U-34).
    Safe(Ended),
    /// Somebody was let in who should not have been.
    Unsafe {
        /// The operation that no order has room for, by its index in the race.
        operation: usize,
        /// What is wrong with it, one for each set of guards that some belief sees broken.
        illegal: Vec<Illegal>,
    },
    /// It would have cost too much to find out.
    Unknown,
}

/// How a race may have ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    /// The beliefs after it.
    pub(super) beliefs: Vec<Belief>,
    /// One legal order, by index in the race; what had no place in it is left out.
    pub(super) order: Vec<usize>,
}

/// Judges a race; each operation has its scene.
pub(super) fn judge_race(
    beliefs: Vec<Belief>,
    race: &[(&Step<'_>, Scene<'_>)],
    budget: Budget,
) -> Raced {
    let kinds = kinds(race, &beliefs);
    judge_kinds(beliefs, (race, &kinds), budget)
}

fn judge_kinds(
    beliefs: Vec<Belief>,
    (race, kinds): (&[(&Step<'_>, Scene<'_>)], &[Kind]),
    budget: Budget,
) -> Raced {
    let object = Concurrent { race, kinds };
    let beliefs: Vec<Belief> = beliefs.into_iter().map(plain).collect();
    let all: Vec<Call<usize>> = calls(race, kinds, |_| true);
    match explore(&object, beliefs.clone(), &all, budget) {
        Ok(ends) => return Raced::Linearizable(ended(ends, &all)),
        Err(Stuck::Unknown(_)) => return Raced::Unknown,
        Err(Stuck::Refuted(_)) => {}
    }
    let says = |kind: &Kind| matches!(kind, Kind::Look | Kind::Revelation);
    let changes = calls(race, kinds, |kind| !says(kind));
    match explore(&object, beliefs, &changes, budget) {
        Ok(ends) => Raced::Safe(ended(ends, &changes)),
        Err(Stuck::Unknown(_)) => Raced::Unknown,
        Err(Stuck::Refuted(refuted)) => refuse(&object, &refuted, &changes),
    }
}

fn ended(ends: Vec<End<Belief>>, calls: &[Call<usize>]) -> Ended {
    let order = ends.first().map(|end| &end.order);
    let order = order.into_iter().flatten().map(|index| calls[*index].act);
    let order = order.collect();
    let beliefs = ends.into_iter().map(|end| end.state).collect();
    Ended {
        beliefs: merged(beliefs),
        order,
    }
}

fn refuse(object: &Concurrent<'_>, refuted: &Refuted<Belief>, calls: &[Call<usize>]) -> Raced {
    let operation = calls[refuted.call].act;
    let (step, scene) = &object.race[operation];
    let states = refuted.states.iter().cloned();
    let illegal = states.filter_map(|belief| judge(belief, step.operation, scene).err());
    Raced::Unsafe {
        operation,
        illegal: illegal.collect(),
    }
}

/// What an operation of a race is for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
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
    fn of(step: &Step<'_>) -> Self {
        match &step.operation.outcome {
            Outcome::Lost { .. } | Outcome::Replied(Reply::Unreadable { .. }) => Self::Lost,
            Outcome::Replied(Reply::Exception(exception)) if is_turned_away(exception) => {
                Self::Void
            }
            Outcome::Replied(Reply::Exception(exception)) if is_fault(exception) => Self::Lost,
            Outcome::Replied(Reply::Exception(_)) | Outcome::Refused { .. } => Self::Look,
            Outcome::Replied(Reply::Response { .. }) if is_description(step) => Self::Look,
            Outcome::Replied(Reply::Response { .. }) | Outcome::Done => Self::Change,
        }
    }
}

fn calls(
    race: &[(&Step<'_>, Scene<'_>)],
    kinds: &[Kind],
    is_wanted: impl Fn(&Kind) -> bool,
) -> Vec<Call<usize>> {
    let wanted = race.iter().zip(kinds).enumerate();
    let wanted = wanted.filter(|(_, (_, kind))| **kind != Kind::Void && is_wanted(kind));
    let call = |(act, ((step, _), kind)): (usize, (&(&Step<'_>, _), &Kind))| Call {
        act,
        invoked: nanoseconds(step.operation.order.start),
        returned: nanoseconds(step.operation.order.end),
        certainty: if *kind == Kind::Lost {
            Certainty::Open
        } else {
            Certainty::Certain
        },
    };
    wanted.map(call).collect()
}

fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Returns what each operation is for the others.
///
/// Two calls that let in equally many players are alike where nobody can tell them apart: no
/// other operation of the race names their players, and each that shows player sessions shows
/// those of both or those of neither.
fn kinds(race: &[(&Step<'_>, Scene<'_>)], beliefs: &[Belief]) -> Vec<Kind> {
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
    for (step, _) in race {
        let kind = Kind::of(step);
        let kind = match kind {
            Kind::Look if is_revealing && is_description(step) => Kind::Revelation,
            Kind::Change if !is_revealing => match likeness(step, race, &named) {
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

/// The model as an object of several clients.
struct Concurrent<'a> {
    race: &'a [(&'a Step<'a>, Scene<'a>)],
    kinds: &'a [Kind],
}

impl Object for Concurrent<'_> {
    type State = Belief;
    type Act = usize;

    fn apply(&self, belief: &Belief, act: &usize) -> Vec<Belief> {
        let (step, scene) = &self.race[*act];
        let legal = judge(belief.clone(), step.operation, scene);
        let next = legal.map_or_else(|_| Vec::new(), |legal| legal.beliefs);
        let kept = next.into_iter().map(|mut next| {
            next.answers.clone_from(&belief.answers);
            plain(next)
        });
        kept.collect()
    }

    fn effect(&self, act: &usize) -> Effect {
        match self.kinds[*act] {
            Kind::Look | Kind::Void => Effect::Nothing,
            Kind::Alike(number) => Effect::Alike(number),
            Kind::Revelation | Kind::Change | Kind::Lost => Effect::Own,
        }
    }
}

/// Returns the belief without what depends on the order in which it came about and decides
/// nothing.
///
/// Open questions are not answered by races: which of two answers was given depends on the order,
/// and that is not known.
fn plain(mut belief: Belief) -> Belief {
    let state = &mut belief.state;
    state.refusal = None;
    state.at_stake.clear();
    state.reservations.sort();
    state.stale.sort();
    state.stale.dedup();
    belief
}

#[cfg(test)]
mod tests;
