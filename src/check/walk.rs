//! A walk along the operations of one game session, belief by belief.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::api::reply::Reply;
use crate::api::request::CreateGameSession;
use crate::history::{Act, Operation, Outcome};
use crate::model::answers::Answers;
use crate::model::call::{Call, Limits};
use crate::model::exceptions::is_fault;
use crate::model::judge;
use crate::model::judgement::{Belief, Elsewhere, Illegal, MemberFault, Notes, Repetition, Scene};
use crate::model::obligation::Obligation;
use crate::model::state::State;
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;
use crate::verdict::deviation::Deviations;

/// How many beliefs a walk keeps before it gives up.
pub(super) const BELIEFS_MAX: usize = 256;

/// The operations of one game session.
#[derive(Clone, Debug)]
pub(super) struct Track<'a> {
    /// The id of the game session, as the target gave it.
    pub(super) game_session_id: String,
    /// The operations, the creation first.
    pub(super) steps: Vec<Step<'a>>,
}

/// An operation of a game session.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    /// The position in the history.
    pub(super) position: usize,
    /// The operation.
    pub(super) operation: &'a Operation,
    /// The id by which it names the game session, where that is not the whole.
    pub(super) asked_for: Option<String>,
    /// The call that it is.
    pub(super) call: Option<Call>,
    /// What the limits say of the call, once that was asked for.
    pub(super) limits: OnceCell<Limits>,
    /// Whether it is a call that has succeeded before.
    pub(super) repetition: Repetition,
    /// The earlier creation with the same idempotency token, `None` where there is none.
    pub(super) original: Option<&'a CreateGameSession>,
}

impl Step<'_> {
    /// Returns the call that it is, with what the limits say of it.
    fn call(&self, catalog: &Catalog) -> Option<(&Call, &Limits)> {
        let call = self.call.as_ref()?;
        let limits = self.limits.get_or_init(|| Limits::of(call, catalog));
        Some((call, limits))
    }
}

impl Track<'_> {
    /// Returns whether the operation, which is a call, repeats an earlier one that succeeded.
    pub(super) fn repetition(&self, operation: &Operation, call: &Call) -> Repetition {
        repetition(&self.steps, operation, call)
    }
}

/// Returns whether the operation, which is a call, repeats one of those that succeeded.
fn repetition(steps: &[Step<'_>], operation: &Operation, call: &Call) -> Repetition {
    let mut repetition = Repetition::No;
    for step in steps {
        let has_succeeded = match &step.operation.outcome {
            Outcome::Replied(Reply::Response { .. }) => Some(true),
            Outcome::Replied(Reply::Exception(exception)) => is_fault(exception).then_some(false),
            Outcome::Replied(Reply::Unreadable { .. }) | Outcome::Lost { .. } => Some(false),
            Outcome::Done | Outcome::Refused { .. } => None,
        };
        match has_succeeded {
            Some(true) if is_same(&step.operation.act, &operation.act) => {
                return Repetition::Certain;
            }
            Some(_) if step.call.as_ref().is_some_and(|one| call.is_alike(one)) => {
                repetition = Repetition::Possible;
            }
            Some(_) | None => {}
        }
    }
    repetition
}

/// Returns whether two acts are the same request, whatever its form.
fn is_same(one: &Act, other: &Act) -> bool {
    let (Act::Command(one), Act::Command(other)) = (one, other) else {
        return one == other;
    };
    one == other
        || one
            .request()
            .is_some_and(|request| Some(request) == other.request())
}

impl Track<'_> {
    /// Returns the race that begins with the operation at `index`, up to `end`; none where that
    /// operation was sent by itself.
    fn race(&self, index: usize, end: usize) -> Range<usize> {
        let is_raced = |step: &&Step<'_>| step.operation.client != 0;
        let steps = self.steps.iter().take(end).skip(index);
        index..index + steps.take_while(is_raced).count()
    }

    /// Returns the race that the operation at `index` is part of; none where it was sent by itself.
    pub(super) fn race_around(&self, index: usize) -> Range<usize> {
        let before = self.steps[..index].iter().rev();
        let before = before.take_while(|step| step.operation.client != 0);
        let start = index - before.count();
        self.race(start, self.steps.len())
    }

    /// Returns whether an operation of a race repeats one that succeeded before, or may do so: of
    /// the others in the race, each may have come first.
    fn raced_repetition(&self, race: &Range<usize>, index: usize) -> Repetition {
        let step = &self.steps[index];
        let Some(call) = &step.call else {
            return Repetition::No;
        };
        let of = |steps: &[Step<'_>]| repetition(steps, step.operation, call);
        let before = of(&self.steps[..race.start]);
        let others = [
            &self.steps[race.start..index],
            &self.steps[index + 1..race.end],
        ];
        let is_met = others.into_iter().any(|steps| of(steps) != Repetition::No);
        if before == Repetition::No && is_met {
            return Repetition::Possible;
        }
        before
    }

    /// Returns what an operation of a race is judged in.
    pub(super) fn raced_scene<'b>(
        &'b self,
        race: &Range<usize>,
        index: usize,
        lifted: &'b [ClauseId],
        ground: Ground<'b>,
    ) -> Scene<'b> {
        Scene {
            // What the race itself has given out may have come before or after.
            position: self.steps[race.start].position,
            repetition: self.raced_repetition(race, index),
            ..self.scene(index, lifted, ground)
        }
    }

    /// Returns what the operation at `index` is judged in.
    pub(super) fn scene<'b>(
        &'b self,
        index: usize,
        lifted: &'b [ClauseId],
        ground: Ground<'b>,
    ) -> Scene<'b> {
        let step = &self.steps[index];
        let created = self.steps.first().map(|step| step.operation.target_time);
        Scene {
            catalog: ground.catalog,
            terms: ground.terms,
            game_session_id: &self.game_session_id,
            asked_for: step.asked_for.as_deref().unwrap_or(&self.game_session_id),
            elsewhere: ground.elsewhere,
            position: step.position,
            created: created.unwrap_or(step.operation.target_time),
            pages: &step.operation.pages,
            call: step.call(ground.catalog),
            original: step.original,
            is_first: index == 0,
            repetition: step.repetition,
            lifted,
        }
    }
}

/// A clause lifted at one operation, by its index in the track.
pub(super) type Lift = (usize, ClauseId);

/// What all walks of a case have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) catalog: &'static Catalog,
    pub(super) terms: &'a Terms,
    pub(super) elsewhere: &'a Elsewhere,
    /// The violations that are accepted.
    pub(super) accepted: &'a Deviations,
}

/// How far a walk came.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    /// The index of the operation that left no belief; the track's length where none did.
    pub(super) reached: usize,
    /// The index of the operation that `illegal` is about: in a race any of its operations, while
    /// `reached` only tells how many of them are explained.
    pub(super) failed: usize,
    /// The beliefs after the last legal operation.
    pub(super) beliefs: Vec<Belief>,
    /// What each legal operation showed.
    pub(super) notes: Vec<Notes>,
    /// What is wrong with the operation at `reached`, one for each set of guards that some belief
    /// sees broken; none where the walk came to the end.
    pub(super) illegal: Vec<Illegal>,
    /// The situations in which commands were issued.
    pub(super) obligations: BTreeSet<Obligation>,
    /// Whether the walk gave up because the beliefs became too many.
    pub(super) is_overflown: bool,
}

/// What a walk keeps besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// Nothing: the walk is one of many that are tried.
    Nothing,
    /// The situations in which commands were issued.
    Obligations,
}

/// Walks along the whole track, or to the first operation that leaves no belief.
pub(super) fn walk(
    track: &Track<'_>,
    lifts: &BTreeSet<Lift>,
    ground: Ground<'_>,
    keep: Keep,
) -> Walk {
    let mut walk = Walk::new();
    walk.go_on(track, track.steps.len(), lifts, (ground, keep));
    walk
}

impl Walk {
    /// Returns a walk that has not begun.
    pub(super) fn new() -> Self {
        let first = Belief {
            state: State::new(0),
            answers: Answers::default(),
        };
        Self {
            reached: 0,
            failed: 0,
            beliefs: vec![first],
            notes: Vec::new(),
            illegal: Vec::new(),
            obligations: BTreeSet::new(),
            is_overflown: false,
        }
    }

    /// Walks on to before the operation at `end`, or to the first one that leaves no belief.
    pub(super) fn go_on(
        &mut self,
        track: &Track<'_>,
        end: usize,
        lifts: &BTreeSet<Lift>,
        (ground, keep): (Ground<'_>, Keep),
    ) {
        while self.reached < end.min(track.steps.len()) {
            let index = self.reached;
            let race = track.race(index, end);
            let can_go_on = if race.is_empty() {
                let (step, lifted) = (&track.steps[index], lifted(lifts, index));
                let scene = track.scene(index, &lifted, ground);
                if keep == Keep::Obligations
                    && let Some(belief) = self.beliefs.first()
                {
                    let Operation {
                        act, target_time, ..
                    } = step.operation;
                    let situation = Obligation::of(&belief.state, act, *target_time, ground.terms);
                    self.obligations.extend(situation);
                }
                self.step(step.operation, &scene)
            } else {
                let lifted: Vec<Vec<ClauseId>> =
                    race.clone().map(|index| lifted(lifts, index)).collect();
                let scenes = race.clone().zip(&lifted);
                let scenes =
                    scenes.map(|(index, lifted)| track.raced_scene(&race, index, lifted, ground));
                let steps = track.steps[race.clone()].iter();
                self.race(&steps.zip(scenes).collect::<Vec<_>>())
            };
            if !can_go_on {
                return;
            }
        }
    }

    /// Takes one step; returns whether the walk can go on.
    pub(super) fn step(&mut self, operation: &Operation, scene: &Scene<'_>) -> bool {
        let mut next = Vec::new();
        let mut notes: Option<Notes> = None;
        let mut illegal: Vec<Illegal> = Vec::new();
        let before = std::mem::take(&mut self.beliefs);
        for belief in before {
            match judge(belief, operation, scene) {
                Ok(legal) => {
                    next.extend(legal.beliefs);
                    notes = Some(match notes.take() {
                        None => legal.notes,
                        Some(common) => in_common(common, legal.notes),
                    });
                }
                Err(one) => add(&mut illegal, one),
            }
        }
        if next.is_empty() {
            self.failed = self.reached;
            self.illegal = illegal;
            return false;
        }
        self.beliefs = merged(next);
        self.notes.push(notes.unwrap_or_default());
        self.reached += 1;
        self.is_overflown = self.beliefs.len() > BELIEFS_MAX;
        !self.is_overflown
    }
}

/// Returns the clauses that are lifted at one operation.
fn lifted(lifts: &BTreeSet<Lift>, index: usize) -> Vec<ClauseId> {
    let lifts = lifts.iter().filter(|(at, _)| *at == index);
    lifts.map(|(_, clause)| *clause).collect()
}

/// Returns what two beliefs agree on: a member is wrong only where it is wrong in all of them.
fn in_common(mut one: Notes, other: Notes) -> Notes {
    one.members.retain(|fault| other.members.contains(fault));
    one.exercised.extend(other.exercised);
    one
}

/// Adds what is wrong in a belief to what is wrong in others with the same guards.
pub(super) fn add(illegal: &mut Vec<Illegal>, one: Illegal) {
    match illegal.iter_mut().find(|known| known.guards == one.guards) {
        Some(known) => {
            known.suspects.extend(one.suspects);
            known.suspects.sort();
            known.suspects.dedup();
        }
        None => illegal.push(one),
    }
}

/// Merges beliefs: of two in the same state, the one whose answers are within the other's goes.
pub(super) fn merged(mut beliefs: Vec<Belief>) -> Vec<Belief> {
    if beliefs.len() < 2 {
        return beliefs;
    }
    beliefs.sort();
    beliefs.dedup();
    let mut kept: Vec<Belief> = Vec::with_capacity(beliefs.len());
    for belief in beliefs {
        let is_covered = |other: &Belief| {
            other.state == belief.state && belief.answers.is_within(&other.answers)
        };
        if kept.iter().any(is_covered) {
            continue;
        }
        kept.retain(|other| {
            !(other.state == belief.state && other.answers.is_within(&belief.answers))
        });
        kept.push(belief);
    }
    kept
}

/// Returns the faults of an operation's notes, each once.
pub(super) fn faults(notes: &Notes) -> BTreeSet<&MemberFault> {
    notes.members.iter().collect()
}
