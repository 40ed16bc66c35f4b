//! Which case runs when, and what all of them come to.

use std::collections::BTreeSet;
use std::future::Future;
use std::iter::Enumerate;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::vec::IntoIter;

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::CaseError;
use super::case::{Executed, Ground};
use super::observer::Observer;
use super::shrinking::TRIES_OF_RACES;
use super::turn::Turn;
use crate::check::case::{CaseJudgement, judge_accepting};
use crate::clock::Clock;
use crate::findings::regression::{Fate, Regression, Replayed};
use crate::findings::{CPS_15, CaseIndex, CaseRecord, Findings};
use crate::model::terms::Terms;
use crate::plan::generate::{NumberedPlan, Planner};
use crate::plan::inputs::PlanInputs;
use crate::plan::step::Plan;
use crate::provision::Stage;
use crate::spec::catalog::Catalog;
use crate::spec::clause::Level;
use crate::spec::id::ClauseId;
use crate::verdict::deviation::Deviations;

/// How many cases may wait for time to pass on one stage at a time, if there are sockets for them.
pub const WAITING_MAX: usize = 1_000;

/// How many cases may break off before the run does.
const BROKEN_CASES_MAX: usize = 3;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// What its plans are made from.
    pub inputs: PlanInputs,
    /// What the target is judged by.
    pub terms: Terms,
    /// The violations that the target's users accept.
    pub deviations: Arc<Deviations>,
    /// How many cases send at a time on a stage that takes several.
    pub jobs: usize,
    /// How many cases may wait for time to pass at a time on such a stage.
    pub waiting: usize,
    /// When to start no more cases, `None` for never.
    pub time_budget: Option<Duration>,
    /// Which violation that nobody accepts ends the run, `None` for none.
    pub fail_fast: Option<Level>,
    /// What is carried out before the plans; nothing else differs with it.
    pub regressions: Vec<Arc<Regression>>,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOutcome {
    /// What was found.
    pub findings: Findings,
    /// Why no more cases were started.
    pub stop: Stop,
    /// The regressions that were carried out, in order; not among the findings yet.
    pub replayed: Vec<Replayed>,
}

/// Why no more cases are started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// There is none left.
    NoMorePlans,
    /// The time budget is spent.
    OutOfTime,
    /// A violation was found, and one is enough.
    Violation,
    /// The target or the set-up failed.
    Broken,
    /// The user wants it so.
    Interrupted,
}

/// Runs all plans on the stages, and returns what was found when `interrupted` came first.
pub async fn run(
    stages: Vec<Arc<Stage>>,
    options: RunOptions,
    clock: Clock,
    observer: Arc<dyn Observer>,
    interrupted: impl Future<Output = ()>,
) -> RunOutcome {
    let workers: Vec<Arc<Stage>> = stages
        .into_iter()
        .flat_map(|stage| {
            let count = match stage.case_limit() {
                Some(limit) => limit,
                None => options.jobs.max(options.waiting),
            };
            std::iter::repeat_n(stage, count)
        })
        .collect();
    // A case that has a stage for itself always has its turn.
    let turns = if workers.iter().any(|stage| stage.case_limit().is_none()) {
        options.jobs
    } else {
        workers.len()
    };
    let shared = Arc::new(Shared {
        regressions: Mutex::new(options.regressions.clone().into_iter().enumerate()),
        planner: Mutex::new(Planner::new(options.inputs.clone())),
        gathered: Mutex::default(),
        stop: watch::Sender::new(None),
        turns: Semaphore::new(turns),
        options,
        clock,
        observer,
    });
    let mut tasks = JoinSet::new();
    for stage in workers {
        tasks.spawn(work(Arc::clone(&shared), stage));
    }
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended
                && error.is_panic()
            {
                std::panic::resume_unwind(error.into_panic());
            }
        }
    };
    tokio::pin!(all);
    tokio::select! {
        () = &mut all => {}
        () = interrupted => {
            shared.stop(Stop::Interrupted);
            all.await;
        }
    }
    let stop = shared.stop.borrow().unwrap_or(Stop::NoMorePlans);
    let mut gathered = std::mem::take(&mut *shared.gathered());
    gathered
        .replayed
        .sort_by(|a, b| a.regression.file.cmp(&b.regression.file));
    RunOutcome {
        findings: gathered.findings,
        stop,
        replayed: gathered.replayed,
    }
}

/// What the tasks of a run share.
struct Shared {
    regressions: Mutex<Enumerate<IntoIter<Arc<Regression>>>>,
    planner: Mutex<Planner>,
    gathered: Mutex<Gathered>,
    stop: watch::Sender<Option<Stop>>,
    turns: Semaphore,
    options: RunOptions,
    clock: Clock,
    observer: Arc<dyn Observer>,
}

/// What has been found so far.
#[derive(Debug, Default)]
struct Gathered {
    findings: Findings,
    replayed: Vec<Replayed>,
    broken_cases: usize,
}

/// What a case carries out.
enum Work {
    /// A counterexample of an earlier run.
    Regression(usize, Arc<Regression>),
    /// A plan of this run.
    Plan(NumberedPlan),
}

impl Work {
    /// Returns the number of its case, a label that no other case has, and the plan, for the time
    /// of that number.
    fn case(&self, number: u64) -> (CaseIndex, String, &Plan) {
        match self {
            Self::Regression(position, regression) => {
                let label = format!("r{position}-{number}");
                (regression.case, label, &regression.plan)
            }
            Self::Plan(plan) => (CaseIndex(plan.index), plan.index.to_string(), &plan.plan),
        }
    }

    /// Returns how often it is carried out: a race that fails now and then is no sooner fixed.
    fn tries(&self) -> u64 {
        match self {
            Self::Regression(_, regression) if regression.plan.has_race() => TRIES_OF_RACES,
            Self::Regression(..) | Self::Plan(_) => 1,
        }
    }
}

/// Carries out one case after the other on one stage.
async fn work(shared: Arc<Shared>, stage: Arc<Stage>) {
    let mut stop = shared.stop.subscribe();
    let interrupted = async {
        let is_final = |stop: &Option<Stop>| *stop >= Some(Stop::Broken);
        // The sender lives as long as the run.
        let _ = stop.wait_for(is_final).await;
    };
    tokio::pin!(interrupted);
    loop {
        let mut turn = tokio::select! {
            turn = Turn::take(&shared.turns) => turn,
            () = &mut interrupted => return,
        };
        let Some(work) = shared.next() else {
            return;
        };
        let ground = Ground {
            stage: &stage,
            clock: &shared.clock,
            terms: &shared.options.terms,
        };
        let mut number = 0;
        let executed = loop {
            let (index, label, plan) = work.case(number);
            let executed = tokio::select! {
                executed = ground.execute((index, &label), plan, &mut turn) => executed,
                // What a case leaves running goes away with its stage.
                () = &mut interrupted => return,
            };
            number += 1;
            if number >= work.tries() || shared.settles(&work, &executed) {
                break executed;
            }
        };
        match work {
            Work::Regression(_, regression) => shared.gather_regression(regression, executed),
            Work::Plan(plan) => shared.gather(&plan, &executed),
        }
    }
}

impl Shared {
    fn next(&self) -> Option<Work> {
        if self.stop.borrow().is_some() {
            return None;
        }
        let budget = self.options.time_budget;
        if budget.is_some_and(|budget| self.clock.now() >= budget) {
            self.stop(Stop::OutOfTime);
            return None;
        }
        if let Some((number, regression)) = lock(&self.regressions).next() {
            return Some(Work::Regression(number, regression));
        }
        lock(&self.planner).next().map(Work::Plan)
    }

    fn gather(&self, plan: &NumberedPlan, executed: &Executed) {
        let record = &executed.record;
        let judgement = self.judge(record);
        let mut findings = Findings::of_case(record, &judgement);
        if let Some(trouble) = &executed.trouble {
            let reason = trouble.to_string();
            self.observer.case_broke_off(plan, &reason);
            findings.trouble.insert(reason, record.index);
        }
        findings.lacks.extend(
            executed
                .lacks
                .iter()
                .map(|lack| (lack.clone(), record.index)),
        );
        self.observer.case_ended(plan, record, &judgement);
        self.add(executed.trouble.as_ref(), &judgement, |gathered| {
            gathered.findings.merge(findings);
        });
    }

    fn gather_regression(&self, regression: Arc<Regression>, executed: Executed) {
        let Executed {
            record, trouble, ..
        } = executed;
        let judgement = self.judge(&record);
        let reason = trouble.as_ref().map(|one| format!("failed to {one}"));
        let finding = (&regression.key, regression.guilty);
        let fate = Fate::of(finding, (&record.history, reason), &judgement);
        self.observer.regression_ended(&regression, &fate);
        let replayed = Replayed {
            regression,
            record,
            judgement: judgement.clone(),
            fate,
        };
        self.add(trouble.as_ref(), &judgement, |gathered| {
            if let Some(trouble) = &trouble {
                let reason = format!("{trouble}, replaying {}", replayed.regression.file);
                let troubles = &mut gathered.findings.trouble;
                troubles.insert(reason, replayed.regression.case);
            }
            gathered.replayed.push(replayed);
        });
    }

    /// Returns whether there is no need to carry a regression out once more.
    fn settles(&self, work: &Work, executed: &Executed) -> bool {
        let Work::Regression(_, regression) = work else {
            return true;
        };
        let history = &executed.record.history;
        let finding = (&regression.key, regression.guilty);
        let fate = Fate::of(finding, (history, None), &self.judge(&executed.record));
        executed.trouble.is_some() || fate != Fate::Fixed
    }

    fn judge(&self, record: &CaseRecord) -> CaseJudgement {
        let options = &self.options;
        let mut judgement = judge_accepting(&record.history, &options.terms, &options.deviations);
        if let Some(only) = &options.inputs.only {
            keep(&mut judgement, only);
        }
        judgement
    }

    /// Adds what came of a case, and stops where no other case can fare better or it is enough.
    fn add(
        &self,
        trouble: Option<&CaseError>,
        judgement: &CaseJudgement,
        take_in: impl FnOnce(&mut Gathered),
    ) {
        let is_enough = self.options.fail_fast.is_some_and(|level| {
            let clauses = &Catalog::embedded().clauses;
            judgement.violations.iter().any(|violation| {
                let clause = clauses.get(&violation.clause);
                clause.is_none_or(|clause| clause.level >= level)
            })
        });
        let mut gathered = self.gathered();
        take_in(&mut gathered);
        if let Some(trouble) = trouble {
            gathered.broken_cases += 1;
            if trouble.ends_run() || gathered.broken_cases >= BROKEN_CASES_MAX {
                self.stop(Stop::Broken);
            }
        }
        drop(gathered);
        if is_enough {
            self.stop(Stop::Violation);
        }
    }

    /// Starts no more cases; the gravest reason is kept.
    fn stop(&self, stop: Stop) {
        self.stop.send_if_modified(|known| {
            let is_graver = Some(stop) > *known;
            if is_graver {
                *known = Some(stop);
            }
            is_graver
        });
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        lock(&self.gathered)
    }
}

/// A poisoned lock guards findings that are whole all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leaves the clauses that were asked for.
pub(super) fn keep(judgement: &mut CaseJudgement, only: &BTreeSet<ClauseId>) {
    judgement.verdicts.retain(|clause, _| only.contains(clause));
    for violations in [&mut judgement.violations, &mut judgement.accepted] {
        violations.retain(|violation| only.contains(&violation.clause));
    }
    if !only.contains(&CPS_15) {
        judgement.given_out.clear();
    }
}
