//! The shrinker: finds a small plan that shows the same violation, and is sparing with commands.
//!
//! It asks the model first. The recorded replies are replayed on smaller plans in the model
//! alone, link by link, to the smallest in which the finding is still there; only that one is
//! carried out. Where it doesn't show the finding, the link that went too far is found by
//! halving, struck off, and the rest is tried anew. At last each single step is taken out for
//! real. What is asked for is the same clause and the same shape.

mod edit;
mod goal;
mod kept;
mod merge;
mod patch;
mod reductions;
mod specimen;

use self::edit::{Edit, Reduction};
use self::goal::{Goal, Refuted};
use self::specimen::Specimen;
use super::step::{Plan, PlanStep, Step};
use crate::check::case::{CaseJudgement, judge_accepting};
use crate::history::{Act, History, Operation};
use crate::model::terms::Terms;
use crate::verdict::Violation;
use crate::verdict::deviation::Deviations;

/// What shrinking may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Commands that may be sent.
    pub commands: u64,
    /// Plans that may be carried out.
    pub candidates: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            commands: 300,
            candidates: 100,
        }
    }
}

/// The smallest plan so far that has shown the violation, with the run in which it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest {
    /// The plan.
    pub plan: Plan,
    /// What happened.
    pub history: History,
    /// The violation in it.
    pub violation: Violation,
}

/// Shrinks one plan; the caller carries out what it proposes and feeds back what came of it.
#[derive(Clone, Debug)]
pub struct Shrinker {
    goal: Goal,
    budget: Budget,
    spent: Budget,
    smallest: Smallest,
    refuted: Refuted,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Looks for the last link of a chain that shows the finding for real.
    Confirm(Search),
    /// Takes out single steps for real; the last one first.
    Polish {
        queue: Vec<Reduction>,
        trying: Option<Reduction>,
    },
    /// Nothing is left to try.
    Done,
}

/// The search for the last link of a chain that shows the finding for real.
#[derive(Clone, Debug)]
struct Search {
    chain: Vec<(Reduction, Specimen)>,
    /// How many links are known to be good.
    good: usize,
    /// The first link that is known to be bad, counted from 1.
    bad: Option<usize>,
    /// The link that is tried, counted from 1.
    trying: usize,
}

impl Search {
    fn of(chain: Vec<(Reduction, Specimen)>) -> Self {
        let trying = chain.len();
        Self {
            chain,
            good: 0,
            bad: None,
            trying,
        }
    }

    /// Takes in whether the link that was tried is good; returns the search, or why it is over.
    fn fed(mut self, is_good: bool) -> Result<Self, Option<Reduction>> {
        if is_good {
            self.good = self.trying;
        } else {
            self.bad = Some(self.trying);
        }
        let Some(bad) = self.bad else {
            return Err(None);
        };
        if self.good + 1 == bad {
            return Err(Some(self.chain.swap_remove(bad - 1).0));
        }
        self.trying = usize::midpoint(self.good, bad);
        Ok(self)
    }
}

impl Shrinker {
    /// Returns a shrinker of a plan whose run has shown `violation`.
    pub fn new(plan: Plan, history: History, violation: Violation, terms: &Terms) -> Self {
        Self::accepting(plan, history, violation, (terms, &Deviations::default()))
    }

    /// Returns a shrinker of a plan that was carried out on a target with deviations.
    pub fn accepting(
        plan: Plan,
        history: History,
        violation: Violation,
        (terms, accepted): (&Terms, &Deviations),
    ) -> Self {
        let judgement = judge_accepting(&history, terms, accepted);
        let goal = Goal::new(&violation, &judgement, *terms, accepted.clone());
        let mut shrinker = Self {
            goal,
            budget: Budget::default(),
            spent: Budget {
                commands: 0,
                candidates: 0,
            },
            smallest: Smallest {
                plan,
                history,
                violation,
            },
            refuted: Refuted::default(),
            stage: Stage::Done,
        };
        shrinker.reduce_in_model();
        shrinker
    }

    /// Returns the shrinker with another budget than the default.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Returns the next plan to carry out, `None` where shrinking is over.
    pub fn next_candidate(&mut self) -> Option<Plan> {
        let candidate = self.propose()?;
        let is_affordable = self.spent.candidates < self.budget.candidates
            && self.spent.commands + command_count(&candidate) <= self.budget.commands;
        if !is_affordable {
            self.stage = Stage::Done;
            return None;
        }
        Some(candidate)
    }

    /// Takes in what came of the plan that was proposed last.
    pub fn feed(&mut self, history: History, judgement: &CaseJudgement) {
        self.spent.candidates += 1;
        let is_command = |operation: &&Operation| operation.act != Act::Advance;
        self.spent.commands += history.operations.iter().filter(is_command).count() as u64;
        let Some(plan) = self.propose() else { return };
        let shown = self.goal.found_in(judgement).cloned();
        let is_shown = shown.is_some();
        match shown {
            Some(violation) => {
                self.smallest = Smallest {
                    plan,
                    history,
                    violation,
                }
            }
            None => self.refuted.add_plan(plan),
        }
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Confirm(search) => match search.fed(is_shown) {
                Ok(search) => self.stage = Stage::Confirm(search),
                Err(culprit) => {
                    if let Some(culprit) = culprit {
                        self.refuted.add(culprit);
                    }
                    self.reduce_in_model();
                }
            },
            Stage::Polish { .. } if is_shown => self.reduce_in_model(),
            Stage::Polish { queue, trying } => {
                if let Some(trying) = trying {
                    self.refuted.add(trying);
                }
                self.stage = Stage::Polish {
                    queue,
                    trying: None,
                };
            }
            Stage::Done => {}
        }
    }

    /// Returns the smallest plan so far.
    pub fn smallest(&self) -> &Smallest {
        &self.smallest
    }

    /// Returns how many commands shrinking has sent.
    pub fn commands_spent(&self) -> u64 {
        self.spent.commands
    }

    fn specimen(&self) -> Specimen {
        Specimen {
            plan: self.smallest.plan.clone(),
            history: self.smallest.history.clone(),
        }
    }

    /// Starts over from the smallest plan, in the model.
    fn reduce_in_model(&mut self) {
        let chain = self.goal.chain(&self.specimen(), &self.refuted);
        self.stage = if chain.is_empty() {
            self.polishing()
        } else {
            Stage::Confirm(Search::of(chain))
        };
    }

    fn polishing(&self) -> Stage {
        let violation = &self.smallest.violation;
        let essential = [violation.guilty, violation.symptom];
        let steps = self.smallest.plan.steps.iter();
        // Fewer fleets are tried after fewer steps, which come last in the queue.
        let is_creation = |step: &&PlanStep| matches!(step.step, Step::CreateGameSession(_));
        let fleets = steps.clone().filter(is_creation);
        let fleets = fleets.map(|step| vec![Edit::FirstFleet(step.label)]);
        // What a request has set its reply confirms, and what a game server has only a description.
        let is_set = |step: &&PlanStep| matches!(step.step, Step::SetPolicy { .. });
        let policies = steps.clone().filter(is_set);
        let policies = policies.map(|step| vec![Edit::AskForPolicy(step.label)]);
        let steps = steps.filter(|step| !essential.contains(&step.label));
        let queue = fleets
            .chain(policies)
            .chain(steps.map(|step| vec![Edit::RemoveStep(step.label)]))
            .collect();
        Stage::Polish {
            queue,
            trying: None,
        }
    }

    /// Returns the plan that is to be carried out, or is being carried out.
    fn propose(&mut self) -> Option<Plan> {
        let violation = &self.smallest.violation;
        let essential = [violation.guilty, violation.symptom];
        match &mut self.stage {
            Stage::Confirm(search) => {
                let (_, specimen) = search.chain.get(search.trying.checked_sub(1)?)?;
                Some(specimen.plan.clone())
            }
            Stage::Polish { queue, trying } => loop {
                if trying.is_none() {
                    *trying = Some(queue.pop()?);
                }
                let plan = edit::edited(&self.smallest.plan, trying.as_deref()?);
                let holds = |label| plan.steps.iter().any(|step| step.label == label);
                let is_news = plan != self.smallest.plan && !self.refuted.has_plan(&plan);
                if is_news && essential.into_iter().all(holds) {
                    return Some(plan);
                }
                *trying = None;
            },
            Stage::Done => None,
        }
    }
}

/// Returns how many commands a plan sends: everything but waiting.
pub fn command_count(plan: &Plan) -> u64 {
    let is_command = |step: &&PlanStep| !matches!(step.step, Step::Wait(_));
    plan.steps.iter().filter(is_command).count() as u64
}

#[cfg(test)]
mod tests;
