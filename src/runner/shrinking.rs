//! The smallest plan for each group of violations, searched for after all cases have run.
//!
//! What to try is the shrinker's to say; here its candidates are carried out. The best so far
//! is kept whatever ends the search.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{Semaphore, watch};

use super::case::Ground;
use super::observer::Observer;
use super::turn::Turn;
use crate::check::case::{CaseJudgement, judge_accepting};
use crate::clock::Clock;
use crate::findings::{CaseIndex, CaseRecord, Counterexample, Findings, Group, GroupKey};
use crate::history::{Act, History};
use crate::model::terms::Terms;
use crate::plan::edge::has_wait;
use crate::plan::shrink::{Shrinker, Smallest};
use crate::plan::step::Plan;
use crate::provision::Stage;
use crate::verdict::Violation;
use crate::verdict::deviation::Deviations;

/// How often a final plan is carried out again, to see whether it fails every time.
const CONFIRMATIONS: u64 = 2;

/// The same for a plan with a race, whose outcome is a matter of luck.
const CONFIRMATIONS_OF_RACES: u64 = 9;

/// How often a plan with a race is tried before it counts as one that does not fail.
pub(super) const TRIES_OF_RACES: u64 = 6;

/// Where plans are shrunk, and for how long.
#[derive(Debug)]
pub struct Shrinking<'a> {
    /// The stages; as many groups at a time.
    pub stages: &'a [Arc<Stage>],
    /// The run's clock.
    pub clock: &'a Clock,
    /// The terms.
    pub terms: &'a Terms,
    /// The violations that the target's users accept; no plan is shrunk for these.
    pub deviations: &'a Arc<Deviations>,
    /// How long all groups together may take.
    pub time_limit: Duration,
}

/// A group whose plan is still to be shrunk; the number tells its cases from all others.
type Task = (usize, GroupKey, Group);

impl Shrinking<'_> {
    /// Shrinks the lowest case of every group, until the time is up or `interrupted` comes.
    pub async fn shrink_all(
        &self,
        findings: &mut Findings,
        observer: &dyn Observer,
        interrupted: impl Future<Output = ()>,
    ) {
        let groups = findings.groups.iter().enumerate();
        let tasks: Vec<Task> = groups
            .map(|(number, (key, group))| (number, key.clone(), group.clone()))
            .rev()
            .collect();
        let queue = Mutex::new(tasks);
        let found = Mutex::new(Vec::new());
        let over = watch::Sender::new(false);
        let work = join_all(self.stages.iter().map(|stage| async {
            let lane = Lane {
                ground: Ground {
                    stage,
                    clock: self.clock,
                    terms: self.terms,
                },
                deviations: self.deviations,
                over: over.subscribe(),
            };
            while let Some((number, key, group)) = next(&queue) {
                observer.shrinking_begun(&key);
                let counterexample = lane.shrink(number, &group).await;
                lock(&found).push((key, counterexample));
            }
        }));
        tokio::pin!(work);
        tokio::select! {
            _ = &mut work => {}
            () = first(self.clock.pause(self.time_limit), interrupted) => {
                over.send_replace(true);
                work.await;
            }
        }
        for (key, counterexample) in lock(&found).drain(..) {
            if let Some(group) = findings.groups.get_mut(&key) {
                group.counterexample = counterexample;
            }
        }
    }
}

/// A stage on which one group after the other is shrunk.
struct Lane<'a> {
    ground: Ground<'a>,
    deviations: &'a Arc<Deviations>,
    over: watch::Receiver<bool>,
}

impl Lane<'_> {
    /// Returns the smallest plan that was found, `None` where there was no time to look.
    async fn shrink(&self, number: usize, group: &Group) -> Option<Counterexample> {
        if *self.over.borrow() {
            return None;
        }
        let witness = &group.witness;
        let mut smallest = Smallest {
            plan: witness.plan.clone(),
            history: witness.history.clone(),
            violation: group.violation.clone(),
        };
        let (start, terms) = (smallest.clone(), *self.ground.terms);
        let deviations = Arc::clone(self.deviations);
        let begin = move || {
            let Smallest {
                plan,
                history,
                violation,
            } = start;
            let by = (&terms, &*deviations);
            proposing(Shrinker::accepting(plan, history, violation, by))
        };
        let mut proposed = self.aside(begin).await;
        let (mut tried, mut commands_spent) = (0, 0);
        while let Some((mut shrinker, Some(plan))) = proposed {
            tried += 1;
            let label = format!("{}-{number}-{tried}", witness.index.0);
            let Some((history, judgement)) = self.attempt(&label, &plan, &smallest.violation).await
            else {
                break;
            };
            let take_in = move || {
                shrinker.feed(history, &judgement);
                let smallest = shrinker.smallest().clone();
                let spent = shrinker.commands_spent();
                (smallest, spent, proposing(shrinker))
            };
            let Some(fed) = self.aside(take_in).await else {
                break;
            };
            let next;
            (smallest, commands_spent, next) = fed;
            proposed = Some(next);
        }
        let label = format!("{}-{number}-x", witness.index.0);
        Some(Counterexample {
            reproduced: self.confirm(&label, &smallest).await,
            case: record(witness, &smallest),
            violation: smallest.violation,
            shrunk_from: witness.plan.steps.len() as u64,
            commands_spent,
        })
    }

    fn judge(&self, history: &History) -> CaseJudgement {
        judge_accepting(history, self.ground.terms, self.deviations)
    }

    /// Computes on a thread of its own, `None` where the time is up first.
    ///
    /// The shrinker can take long to think, and others must be answered meanwhile.
    async fn aside<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let mut over = self.over.clone();
        tokio::select! {
            computed = tokio::task::spawn_blocking(compute) => match computed {
                Ok(computed) => Some(computed),
                Err(error) if error.is_panic() => {
                    std::panic::resume_unwind(error.into_panic())
                }
                Err(_) => None,
            },
            _ = over.wait_for(|is_over| *is_over) => None,
        }
    }

    /// Carries a plan out, one with a race again and again until it shows the violation.
    ///
    /// `None` where the time is up or the target is in trouble.
    async fn attempt(
        &self,
        label: &str,
        plan: &Plan,
        violation: &Violation,
    ) -> Option<(History, CaseJudgement)> {
        let tries = if plan.has_race() { TRIES_OF_RACES } else { 1 };
        let mut last = None;
        for number in 0..tries {
            let label = format!("{label}-{number}");
            let history = self.carry_out(&label, plan).await?;
            let judgement = self.judge(&history);
            let is_shown = judgement
                .violations
                .iter()
                .any(|one| is_same(one, violation));
            last = Some((history, judgement));
            if is_shown {
                break;
            }
        }
        last
    }

    /// Returns how often the plan has failed, of how many times it was carried out.
    async fn confirm(&self, label: &str, smallest: &Smallest) -> (u64, u64) {
        let (mut failed, mut tries) = (1, 1);
        if self.ground.stage.is_wall_time() && has_wait(&smallest.plan) {
            return (failed, tries);
        }
        let confirmations = if smallest.plan.has_race() {
            CONFIRMATIONS_OF_RACES
        } else {
            CONFIRMATIONS
        };
        for number in 0..confirmations {
            let label = format!("{label}{number}");
            let Some(history) = self.carry_out(&label, &smallest.plan).await else {
                break;
            };
            tries += 1;
            let judgement = self.judge(&history);
            let is_shown = |found: &Violation| is_same(found, &smallest.violation);
            failed += u64::from(judgement.violations.iter().any(is_shown));
        }
        (failed, tries)
    }

    /// Carries a plan out, `None` where the time is up or the target is in trouble.
    async fn carry_out(&self, label: &str, plan: &Plan) -> Option<History> {
        let turns = Semaphore::new(1);
        let mut turn = Turn::take(&turns).await;
        let mut over = self.over.clone();
        tokio::select! {
            executed = self.ground.execute((CaseIndex(0), label), plan, &mut turn) => {
                executed.trouble.is_none().then_some(executed.record.history)
            }
            _ = over.wait_for(|is_over| *is_over) => None,
        }
    }
}

/// Returns whether two violations are one finding.
fn is_same(one: &Violation, other: &Violation) -> bool {
    one.clause == other.clause && one.shape == other.shape
}

/// Returns the shrinker with what it wants to see carried out next.
fn proposing(mut shrinker: Shrinker) -> (Shrinker, Option<Plan>) {
    let plan = shrinker.next_candidate();
    (shrinker, plan)
}

fn record(witness: &CaseRecord, smallest: &Smallest) -> CaseRecord {
    let operations = &smallest.history.operations;
    let commands = operations
        .iter()
        .filter(|operation| operation.act != Act::Advance);
    CaseRecord {
        index: witness.index,
        commands: commands.count() as u64,
        skipped: smallest.plan.steps.len().saturating_sub(operations.len()) as u64,
        plan: smallest.plan.clone(),
        history: smallest.history.clone(),
    }
}

async fn first(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    tokio::select! {
        () = one => {}
        () = other => {}
    }
}

fn next(queue: &Mutex<Vec<Task>>) -> Option<Task> {
    lock(queue).pop()
}

/// A poisoned lock guards a list that is whole all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
