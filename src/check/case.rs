//! The judgement of one case: its history, split by game session and judged part by part.

use std::collections::{BTreeMap, BTreeSet};

use super::bare_id;
use super::blame::blame;
use super::shapes;
use super::sorted::{Looked, Sorted};
use super::walk::{Ground, Keep, Lift, Step, Track, Walk, faults, walk};
use crate::history::broken::Broken;
use crate::history::{Act, History, Label, Operation, Outcome};
use crate::model;
use crate::model::absent::{self, Stranger};
use crate::model::answers::{Answers, Narrowing};
use crate::model::judgement::{Belief, Illegal, MemberFault, Notes};
use crate::model::obligation::Obligation;
use crate::model::terms::Terms;
use crate::model::wire::{form, heads, read};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};
use crate::spec::question::QuestionKind;
use crate::verdict::deviation::Deviations;
use crate::verdict::{Blame, Verdict, Violation};

/// How many symptoms of one game session are traced before the rest is given up.
const SYMPTOMS_MAX: usize = 16;

/// What judging a case yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseJudgement {
    /// The violations that nobody accepts, in the order of their symptoms.
    pub violations: Vec<Violation>,
    /// The violations that the target's users accept, in the order of their symptoms.
    pub accepted: Vec<Violation>,
    /// The clauses that were exercised.
    pub verdicts: BTreeMap<ClauseId, Verdict>,
    /// The answers that the target may be giving, for each context in which it was asked; none
    /// where it has contradicted itself.
    pub answers: BTreeMap<ContextId, BTreeSet<String>>,
    /// The situations in which commands were issued, up to the first violation that nobody
    /// accepts.
    pub obligations: BTreeSet<Obligation>,
    /// The player session ids that creations gave out.
    pub given_out: BTreeSet<String>,
    /// Why the case could not be decided to its end, `None` where it could.
    pub inconclusive: Option<String>,
}

/// Judges the history of one case by the specification alone.
pub fn judge_case(history: &History, terms: &Terms) -> CaseJudgement {
    judge_accepting(history, terms, &Deviations::default())
}

/// Judges the history of one case of a target with deviations.
///
/// They are lifted wherever they show, so that the rest of the case is judged as well. Where
/// several explanations leave as much of the history legal, it is the deviation that shows.
pub fn judge_accepting(history: &History, terms: &Terms, accepted: &Deviations) -> CaseJudgement {
    let catalog = Catalog::embedded();
    let sorted = Sorted::of(history, catalog);
    let ground = Ground {
        catalog,
        terms,
        elsewhere: &sorted.elsewhere,
        accepted,
    };
    let mut judgement = Building {
        given_out: sorted.elsewhere.given_out(),
        ..Building::default()
    };
    for track in &sorted.tracks {
        judgement.track(track, ground);
    }
    for (position, operation, stranger) in &sorted.strangers {
        judgement.stranger(*position, operation, *stranger, catalog);
        if *stranger == Stranger::BareId {
            let shown = bare_id::refusal(history, *position, terms, catalog);
            judgement.narrow(shown.as_slice(), catalog);
        }
    }
    for (position, operation) in &sorted.aliases {
        judgement.form(*position, operation);
    }
    for (position, operation, broken) in &sorted.broken {
        judgement.broken(*position, operation, broken, catalog);
    }
    for (position, operation) in history.operations.iter().enumerate() {
        let mut notes = Notes::default();
        heads(&operation.heads, &mut notes);
        judgement.notes(&notes, position, operation);
    }
    for looked in &sorted.looks {
        judgement.look(looked, ground);
    }
    judgement.finish(accepted)
}

/// Returns what may be believed of each game session after a history, in the order of creation.
///
/// `None` where none of them can be, because the history shows a violation.
pub fn beliefs(history: &History, terms: &Terms) -> Option<Vec<Vec<Belief>>> {
    let catalog = Catalog::embedded();
    let sorted = Sorted::of(history, catalog);
    let ground = Ground {
        catalog,
        terms,
        elsewhere: &sorted.elsewhere,
        accepted: &Deviations::default(),
    };
    let believed = |track: &Track<'_>| {
        let walk = walk(track, &BTreeSet::new(), ground, Keep::Nothing);
        walk.illegal.is_empty().then_some(walk.beliefs)
    };
    sorted.tracks.iter().map(believed).collect()
}

/// A judgement as it grows.
#[derive(Default)]
struct Building {
    violations: Vec<(usize, Violation)>,
    exercised: BTreeSet<ClauseId>,
    answers: BTreeMap<ContextId, BTreeSet<String>>,
    obligations: BTreeSet<Obligation>,
    given_out: BTreeSet<String>,
    inconclusive: Option<String>,
}

impl Building {
    /// Judges the operations of one game session, going on after each symptom.
    fn track(&mut self, track: &Track<'_>, ground: Ground<'_>) {
        let mut lifts: BTreeSet<Lift> = BTreeSet::new();
        let mut current = walk(track, &lifts, ground, Keep::Obligations);
        self.obligations.extend(&current.obligations);
        let mut is_as_accepted = true;
        let mut symptoms = 0;
        while symptoms < SYMPTOMS_MAX {
            let Some(first) = current.illegal.first() else {
                break;
            };
            let failed = current.failed;
            let Some(verdict) = blame(track, &lifts, &current, ground) else {
                self.guess(&track.steps[failed], first);
                break;
            };
            let symptomatic = &track.steps[failed];
            for (guilty, clause) in &verdict.lifts {
                let guilty = track.steps[*guilty].operation;
                let violation = symptom(guilty, symptomatic.operation, *clause, &verdict.illegal);
                self.violations.push((symptomatic.position, violation));
            }
            lifts.extend(verdict.lifts);
            current = verdict.walk;
            is_as_accepted &= verdict.is_accepted;
            if is_as_accepted {
                current = walk(track, &lifts, ground, Keep::Obligations);
                self.obligations.extend(&current.obligations);
            }
            // A deviation may show at every operation of a case; each brings the walk further.
            symptoms += usize::from(!verdict.is_accepted);
        }
        if current.is_overflown {
            self.inconclusive = Some("a game session may be in too many states".to_owned());
        } else if !current.illegal.is_empty() {
            let why = "a game session shows more violations than are traced in one case";
            self.inconclusive = Some(why.to_owned());
        }
        self.take(track, &current, ground.catalog);
    }

    /// Blames the clause that guards the reply, where nothing explains it.
    fn guess(&mut self, step: &Step<'_>, illegal: &Illegal) {
        if let Some(clause) = illegal.guards.first() {
            let mut violation = symptom(step.operation, step.operation, *clause, illegal);
            violation.blame = Blame::Unexplained;
            self.violations.push((step.position, violation));
        }
    }

    /// Takes over what a walk has shown.
    fn take(&mut self, track: &Track<'_>, walk: &Walk, catalog: &'static Catalog) {
        for (notes, step) in walk.notes.iter().zip(&track.steps) {
            self.notes(notes, step.position, step.operation);
        }
        // Where some belief makes the target consistent, those in which it is not say nothing.
        let contradictions = |belief: &Belief| belief.answers.contradictions();
        let fewest = walk.beliefs.iter().map(contradictions).min();
        let mut beliefs = walk.beliefs.iter();
        let mut likely = beliefs
            .by_ref()
            .filter(|one| Some(contradictions(one)) == fewest);
        let Some(first) = likely.next() else {
            return;
        };
        let mut known: BTreeMap<ContextId, BTreeSet<String>> = first.answers.asked().collect();
        for belief in likely {
            let asked: BTreeMap<ContextId, BTreeSet<String>> = belief.answers.asked().collect();
            // What one belief was not asked says nothing; what both were, either may be true of.
            known.retain(|context, _| asked.contains_key(context));
            for (context, answers) in asked {
                let known = known.entry(context);
                known.and_modify(|known| known.extend(answers));
            }
        }
        for (context, answers) in known {
            self.answer(context, answers, catalog);
        }
    }

    fn answer(&mut self, context: ContextId, answers: BTreeSet<String>, catalog: &'static Catalog) {
        let question = catalog.question(context);
        let is_varying = question.is_some_and(|one| one.kind == QuestionKind::Varying);
        match self.answers.get_mut(&context) {
            Some(known) if is_varying => known.extend(answers),
            Some(known) => known.retain(|answer| answers.contains(answer)),
            None => {
                self.answers.insert(context, answers);
            }
        }
    }

    fn notes(&mut self, notes: &Notes, position: usize, operation: &Operation) {
        self.exercised.extend(&notes.exercised);
        for fault in faults(notes) {
            self.violations.push((position, member(operation, fault)));
        }
    }

    /// Judges an operation about a game session that is not there.
    fn stranger(
        &mut self,
        position: usize,
        operation: &Operation,
        stranger: Stranger,
        catalog: &'static Catalog,
    ) {
        let Act::Command(command) = &operation.act else {
            return;
        };
        let mut wire = Notes::default();
        if let Outcome::Replied(reply) = &operation.outcome {
            read(command.action(), reply, &mut wire);
        }
        self.notes(&wire, position, operation);
        match absent::judge(command, stranger, &operation.outcome, catalog) {
            Ok((notes, narrowings)) => {
                self.notes(&notes, position, operation);
                self.narrow(&narrowings, catalog);
            }
            Err(illegal) => self.refuse(position, operation, &illegal),
        }
    }

    /// Judges the form of a reply, and nothing else of it.
    fn form(&mut self, position: usize, operation: &Operation) {
        if let (Act::Command(command), Outcome::Replied(reply)) =
            (&operation.act, &operation.outcome)
        {
            let mut notes = Notes::default();
            form(command.action(), reply, &mut notes);
            self.notes(&notes, position, operation);
        }
    }

    /// Judges a broken request for itself.
    fn broken(
        &mut self,
        position: usize,
        operation: &Operation,
        broken: &Broken,
        catalog: &'static Catalog,
    ) {
        let shown = model::broken::judge(broken, &operation.outcome, catalog);
        self.notes(&shown.notes, position, operation);
        self.narrow(&shown.answers, catalog);
        if let Some(illegal) = &shown.illegal {
            self.refuse(position, operation, illegal);
        }
    }

    /// Judges a description or a search for itself.
    fn look(&mut self, looked: &Looked<'_>, ground: Ground<'_>) {
        let (position, operation) = (looked.position, looked.operation);
        let look = looked.judge(ground.catalog, ground.terms);
        self.notes(&look.notes, position, operation);
        self.narrow(&look.answers, ground.catalog);
        if let Some(illegal) = &look.illegal {
            self.refuse(position, operation, illegal);
        }
    }

    fn narrow(&mut self, narrowings: &[Narrowing], catalog: &'static Catalog) {
        let mut answers = Answers::default();
        for narrowing in narrowings {
            answers.narrow(narrowing);
        }
        for (context, answers) in answers.asked() {
            self.answer(context, answers, catalog);
        }
    }

    /// Blames an operation for what is illegal about it.
    fn refuse(&mut self, position: usize, operation: &Operation, illegal: &Illegal) {
        for clause in &illegal.guards {
            let violation = symptom(operation, operation, *clause, illegal);
            self.violations.push((position, violation));
        }
    }

    fn finish(mut self, deviations: &Deviations) -> CaseJudgement {
        self.violations.sort();
        self.violations.dedup();
        let found = self.violations.into_iter().map(|(_, violation)| violation);
        let is_accepted = |one: &Violation| deviations.accept(one.clause, &one.shape);
        let (accepted, violations): (Vec<Violation>, Vec<Violation>) = found.partition(is_accepted);
        let mut verdicts: BTreeMap<ClauseId, Verdict> = self
            .exercised
            .into_iter()
            .map(|clause| (clause, Verdict::Pass))
            .collect();
        let all = |violations: &[Violation], verdict| {
            let clauses = violations.iter().map(|one| (one.clause, verdict));
            clauses.collect::<Vec<_>>()
        };
        verdicts.extend(all(&accepted, Verdict::Deviates));
        verdicts.extend(all(&violations, Verdict::Fail));
        CaseJudgement {
            violations,
            accepted,
            verdicts,
            answers: self.answers,
            obligations: self.obligations,
            given_out: self.given_out,
            inconclusive: self.inconclusive,
        }
    }
}

fn symptom(
    guilty: &Operation,
    symptom: &Operation,
    clause: ClauseId,
    illegal: &Illegal,
) -> Violation {
    Violation {
        clause,
        guilty: guilty.label.step(),
        symptom: symptom.label.step(),
        shape: shapes::of(symptom, illegal),
        detail: illegal.detail.clone(),
        blame: Blame::Explained,
    }
}

fn member(operation: &Operation, fault: &MemberFault) -> Violation {
    let label: Label = operation.label.step();
    Violation {
        clause: fault.clause,
        guilty: label,
        symptom: label,
        shape: shapes::of_member(operation, fault),
        detail: fault.detail.clone(),
        blame: Blame::Explained,
    }
}

#[cfg(test)]
pub(super) mod tests;
