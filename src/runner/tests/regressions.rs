//! Runs that carry out counterexamples of earlier runs before their own plans.

use super::*;
use crate::findings::Findings;
use crate::findings::regression::{Fate, Regression};

/// Returns a regression of everything that was found.
fn kept(findings: &Findings) -> Vec<Arc<Regression>> {
    let groups = findings.groups.iter().enumerate();
    let regressions = groups.map(|(number, (key, group))| {
        Arc::new(Regression {
            file: format!("{number}.json"),
            key: key.clone(),
            guilty: group.violation.guilty,
            seed: 0,
            case: group.witness.index,
            plan: group.witness.plan.clone(),
            shrunk_from: 1,
        })
    });
    regressions.collect()
}

/// Notes in which order regressions and plans end.
#[derive(Default)]
struct Order(Mutex<Vec<String>>);

impl Observer for Order {
    fn case_ended(&self, plan: &NumberedPlan, _: &CaseRecord, _: &CaseJudgement) {
        self.0.lock().unwrap().push(plan.index.to_string());
    }

    fn case_broke_off(&self, _: &NumberedPlan, _: &str) {}

    fn regression_ended(&self, regression: &Regression, _: &Fate) {
        self.0.lock().unwrap().push(regression.file.clone());
    }

    fn shrinking_begun(&self, _: &GroupKey) {}
}

#[tokio::test]
async fn regressions_come_first_and_change_nothing_else() {
    let alone = run_faulty(1, options()).await;
    let regressions = kept(&alone.findings);
    assert!(!regressions.is_empty());
    let with = RunOptions {
        regressions: regressions.clone(),
        ..options()
    };
    let clock = Clock::system();
    let stages = stages(1, &[Fault::CapacityOffByOne], &clock).await;
    let order = Arc::new(Order::default());
    let observer = Arc::clone(&order) as _;
    let outcome = run(stages, with, clock, observer, std::future::pending()).await;
    assert_eq!(essence(&outcome), essence(&alone));
    assert_eq!(outcome.findings.obligations, alone.findings.obligations);
    assert!(outcome.replayed.iter().all(|one| one.fate == Fate::Fails));
    assert_eq!(outcome.replayed.len(), regressions.len());
    let ended = order.0.lock().unwrap();
    let files: Vec<&str> = regressions.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(ended[..files.len()], files[..]);
    assert!(
        ended[files.len()..]
            .iter()
            .all(|name| !name.ends_with("json"))
    );
}

#[tokio::test]
async fn a_regression_is_fixed_where_its_bug_is_and_ends_a_run_that_one_violation_is_enough_for() {
    let regressions = kept(&run_faulty(1, options()).await.findings);
    let with = RunOptions {
        regressions,
        fail_fast: Some(Level::Must),
        ..options()
    };
    let failing = run_faulty(1, with.clone()).await;
    assert_eq!(failing.stop, Stop::Violation);
    assert_eq!((failing.replayed.len(), failing.findings.cases), (1, 0));

    let clock = Clock::system();
    let stages = stages(2, &[], &clock).await;
    let nobody = Arc::new(Nobody);
    let mended = run(stages, with, clock, nobody, std::future::pending()).await;
    assert_eq!(mended.stop, Stop::NoMorePlans);
    assert!(mended.replayed.iter().all(|one| one.fate == Fate::Fixed));
    assert!(mended.findings.groups.is_empty());
}
