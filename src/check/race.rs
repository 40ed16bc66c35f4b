//! The judgement of a race: operations on one game session that several clients sent at a time.
//!
//! The model judges one operation after the other, so a race conforms where some order of its
//! operations does that fits the times at which they were sent and answered. Where there is none,
//! something of what was only *said* is left out of account: refusals, descriptions, the values in
//! replies to updates, answers to moves. No document forbids that these don't fit, and which of
//! them did not is the target's answer to U-34. Where what was *done* has no order whatever was
//! said, somebody was let in who should not have been.

mod kinds;
pub mod orders;

use std::collections::{BTreeMap, BTreeSet};

use self::kinds::{Kind, kinds, says};
use super::linear::search::{End, Refuted, Stuck, explore};
use super::linear::{Budget, Call, Certainty, Effect, Object};
use super::operations::returned;
use super::walk::{BELIEFS_MAX, Step, Walk, add, merged};
use crate::api::action::Action;
use crate::api::reply::{Reply, Response};
use crate::history::{Operation, Outcome};
use crate::model::answers::Narrowing;
use crate::model::judge;
use crate::model::judgement::{Belief, Illegal, MemberFault, Notes, Scene};
use crate::spec::id::{ClauseId, ContextId};

const LINEARIZABLE: &str = "linearizable";
const SAFE_ONLY: &str = "safe-only";
const CPS_15: ClauseId = ClauseId::of("CPS-15");

/// What has been said, in one of the contexts of U-34, need not fit.
type Waived = BTreeSet<ContextId>;

/// What a race has shown.
#[derive(Clone, Debug)]
enum Raced {
    /// Nobody was let in who should not have been.
    Safe(Ended),
    /// Somebody was.
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
struct Ended {
    /// The beliefs after it.
    beliefs: Vec<Belief>,
    /// One legal order, by index in the race; what had no place in it is left out.
    order: Vec<usize>,
}

impl Walk {
    /// Takes a race at once; returns whether the walk can go on.
    pub(super) fn race(&mut self, race: &[(&Step<'_>, Scene<'_>)]) -> bool {
        let ended = match judge_race(self.beliefs.clone(), race, Budget::default()) {
            Raced::Safe(ended) => ended,
            Raced::Unsafe { operation, illegal } => {
                self.beliefs.clear();
                self.failed = self.reached + operation;
                // Each lift explains one operation more.
                let lifted = race.iter().filter(|(_, scene)| !scene.lifted.is_empty());
                self.reached += lifted.count().min(race.len() - 1);
                for one in illegal {
                    add(&mut self.illegal, one);
                }
                return false;
            }
            Raced::Unknown => {
                self.is_overflown = true;
                return false;
            }
        };
        // What the operations show by themselves is read along one of the orders.
        let mut notes = vec![Notes::default(); race.len()];
        let mut along = Self {
            beliefs: std::mem::take(&mut self.beliefs),
            ..Self::new()
        };
        for index in ended.order {
            let (step, scene) = &race[index];
            if !along.step(step.operation, scene) {
                break;
            }
            let mut shown = along.notes.pop().unwrap_or_default();
            // U-04: what a player had before may have changed its status at the same time.
            shown
                .members
                .retain(|fault| !depends_on_order(step, fault) && fault.actual != "wrong Status");
            notes[index] = shown;
        }
        repeated_ids(race, &mut notes);
        self.notes.extend(notes);
        self.beliefs = ended.beliefs;
        self.reached += race.len();
        self.is_overflown = self.beliefs.len() > BELIEFS_MAX;
        !self.is_overflown
    }
}

/// Judges a race; each operation has its scene.
fn judge_race(beliefs: Vec<Belief>, race: &[(&Step<'_>, Scene<'_>)], budget: Budget) -> Raced {
    let kinds = kinds(race, &beliefs);
    judge_kinds(beliefs, (race, &kinds), budget)
}

fn judge_kinds(
    beliefs: Vec<Belief>,
    (race, kinds): (&[(&Step<'_>, Scene<'_>)], &[Kind]),
    budget: Budget,
) -> Raced {
    let beliefs: Vec<Belief> = beliefs.into_iter().map(plain).collect();
    let asked = says_all(race);
    let explored = |waived: &Waived| {
        let object = Concurrent {
            race,
            kinds,
            waived,
        };
        let calls = object.calls();
        match explore(&object, beliefs.clone(), &calls, budget) {
            Ok(ends) => Ok(ended(ends, &calls, (&asked, waived))),
            Err(Stuck::Unknown(_)) => Err(Raced::Unknown),
            Err(Stuck::Refuted(refuted)) => Err(object.refuse(&refuted, &calls)),
        }
    };
    // With everything waived, whatever may have happened is among the ends.
    let all = match explored(&asked) {
        Ok(all) => all,
        Err(raced) => return raced,
    };
    let mut found: Option<Ended> = None;
    for waived in subsets(&asked) {
        let more = match explored(&waived) {
            Ok(more) => more,
            Err(Raced::Unknown) => return Raced::Unknown,
            Err(_) => continue,
        };
        // An outcome that fits some order may come of another one all the same: what comes after
        // the race decides between them.
        let found = match &mut found {
            None => found.insert(more),
            Some(found) => {
                found.beliefs.extend(more.beliefs);
                found
            }
        };
        found.beliefs = merged(std::mem::take(&mut found.beliefs));
        let is_known = |end: &Belief| found.beliefs.iter().any(|one| one.state == end.state);
        if all.beliefs.iter().all(is_known) {
            break;
        }
    }
    found.map_or(Raced::Unknown, Raced::Safe)
}

/// Returns the contexts in which something is said.
fn says_all(race: &[(&Step<'_>, Scene<'_>)]) -> Waived {
    race.iter().filter_map(|(step, _)| says(step)).collect()
}

/// Returns the subsets, those of fewer elements first, the whole last.
fn subsets(all: &BTreeSet<ContextId>) -> Vec<Waived> {
    let mut subsets = vec![Waived::new()];
    for context in all {
        let with = subsets.clone().into_iter().map(|mut subset| {
            subset.insert(*context);
            subset
        });
        subsets.extend(with.collect::<Vec<_>>());
    }
    subsets.sort_by_key(BTreeSet::len);
    subsets
}

/// Returns how a race may have ended where what was said in some of the contexts need not fit.
fn ended(
    ends: Vec<End<Belief>>,
    calls: &[Call<usize>],
    (asked, waived): (&Waived, &Waived),
) -> Ended {
    let order = ends.first().map(|end| &end.order);
    let order = order.into_iter().flatten().map(|index| calls[*index].act);
    let order = order.collect();
    let mut beliefs: Vec<Belief> = ends.into_iter().map(|end| end.state).collect();
    for context in asked {
        let answers: &[_] = if waived.contains(context) {
            &[SAFE_ONLY]
        } else {
            &[LINEARIZABLE, SAFE_ONLY]
        };
        for belief in &mut beliefs {
            belief.answers.narrow(&Narrowing::new(*context, answers));
        }
    }
    Ended {
        beliefs: merged(beliefs),
        order,
    }
}

/// Returns whether a fault of a reply depends on the order of what happened, and not on the
/// request alone.
fn depends_on_order(step: &Step<'_>, fault: &MemberFault) -> bool {
    step.call.is_none() && !fault.clause.to_string().starts_with("WIR-")
}

/// Returns an operation without what its outcome says beyond that it has happened.
fn untold(operation: &Operation) -> Operation {
    let outcome = match &operation.outcome {
        // An answer to a move that need not fit tells as much as none.
        Outcome::Done | Outcome::Refused { .. } => Outcome::Lost {
            reason: String::new(),
        },
        Outcome::Replied(Reply::Response { response, .. }) => {
            let action = response.action();
            let response = if action == Action::UpdateGameSession {
                Response::UpdateGameSession(None)
            } else if action == Action::TerminateGameSession {
                Response::TerminateGameSession(None)
            } else {
                response.clone()
            };
            Outcome::Replied(Reply::Response {
                response,
                problems: Vec::new(),
            })
        }
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. }) | Outcome::Lost { .. } => {
            operation.outcome.clone()
        }
    };
    Operation {
        outcome,
        ..operation.clone()
    }
}

/// Notes the player session ids that calls of a race have given to different players (CPS-15).
fn repeated_ids(race: &[(&Step<'_>, Scene<'_>)], notes: &mut [Notes]) {
    let mut given: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for ((step, _), notes) in race.iter().zip(notes) {
        for session in step.call.iter().flat_map(|_| returned(step.operation)) {
            let Some(id) = session.player_session_id.as_deref() else {
                continue;
            };
            let player = session.player_id.as_deref();
            // U-04: the same player may be given the same player session.
            if *given.entry(id).or_insert(player) != player {
                let detail = "another player has been given a player session of that id";
                let fault = MemberFault::wrong(CPS_15, "PlayerSessionId", detail);
                notes.check(CPS_15, Some(fault));
            }
        }
    }
}

fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The model as an object of several clients.
struct Concurrent<'a> {
    race: &'a [(&'a Step<'a>, Scene<'a>)],
    kinds: &'a [Kind],
    waived: &'a Waived,
}

impl Concurrent<'_> {
    /// Returns the operations that count.
    fn calls(&self) -> Vec<Call<usize>> {
        let counting = (0..self.race.len()).filter(|act| self.counts(*act));
        let call = |act: usize| {
            let operation = self.race[act].0.operation;
            Call {
                act,
                invoked: nanoseconds(operation.order.start),
                returned: nanoseconds(operation.order.end),
                certainty: if self.kinds[act] == Kind::Lost {
                    Certainty::Open
                } else {
                    Certainty::Certain
                },
            }
        };
        counting.map(call).collect()
    }

    /// Returns whether what was said need not fit.
    fn is_waived(&self, act: usize) -> bool {
        says(self.race[act].0).is_some_and(|context| self.waived.contains(&context))
    }

    fn counts(&self, act: usize) -> bool {
        match self.kinds[act] {
            Kind::Void => false,
            Kind::Look | Kind::Revelation => !self.is_waived(act),
            Kind::Alike(_) | Kind::Change | Kind::Lost => true,
        }
    }

    fn judge(&self, belief: &Belief, act: usize) -> Result<Vec<Belief>, Illegal> {
        let (step, scene) = &self.race[act];
        let is_waived = self.is_waived(act);
        let untold = is_waived.then(|| untold(step.operation));
        let operation = untold.as_ref().unwrap_or(step.operation);
        let legal = judge(belief.clone(), operation, scene)?;
        let is_amiss = |fault: &MemberFault| depends_on_order(step, fault);
        if !is_waived && legal.notes.members.iter().any(is_amiss) {
            return Ok(Vec::new());
        }
        let kept = legal.beliefs.into_iter().map(|mut next| {
            next.answers.clone_from(&belief.answers);
            plain(next)
        });
        Ok(kept.collect())
    }

    fn refuse(&self, refuted: &Refuted<Belief>, calls: &[Call<usize>]) -> Raced {
        let operation = calls[refuted.call].act;
        let states = refuted.states.iter();
        let illegal = states.filter_map(|belief| self.judge(belief, operation).err());
        let illegal: Vec<Illegal> = illegal.collect();
        if illegal.is_empty() {
            return Raced::Unknown;
        }
        Raced::Unsafe { operation, illegal }
    }
}

impl Object for Concurrent<'_> {
    type State = Belief;
    type Act = usize;

    fn apply(&self, belief: &Belief, act: &usize) -> Vec<Belief> {
        self.judge(belief, *act).unwrap_or_default()
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
