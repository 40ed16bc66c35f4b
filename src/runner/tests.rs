//! Whole runs on the embedded emulator, behind a target that meddles where a test says so.

mod regressions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

use super::case::{Executed, Ground};
use super::observer::{Nobody, Observer};
use super::schedule::{RunOptions, RunOutcome, Stop, WAITING_MAX, run};
use super::shrinking::Shrinking;
use super::turn::Turn;
use super::*;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::{Reply, Response};
use crate::check::case::{CaseJudgement, judge_case};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::options::{Options, Time};
use crate::emulator::server::Server;
use crate::findings::{CaseIndex, CaseRecord, Group, GroupKey};
use crate::game_server::Authorities;
use crate::history::{Command, Heads, Label, Operation, Outcome};
use crate::model::terms::Terms;
use crate::plan::generate::NumberedPlan;
use crate::plan::inputs::{Effort, PlanInputs};
use crate::plan::step::{
    Creation, DataMap, GameSessionHandle, GameSessionRef, Offset, Period, Plan, PlanStep,
    PlayerQuery, Step, Text, Wait, Wire,
};
use crate::provision::Stage;
use crate::provision::anywhere::AnywhereOptions;
use crate::provision::embedded::EmbeddedOptions;
use crate::provision::patience::Patience;
use crate::spec::clause::{Level, Suite};
use crate::spec::id::ClauseId;
use crate::target::credentials::Credentials;
use crate::target::http::{HttpOptions, HttpTarget};
use crate::target::{Exchange, Sent, Target};
use crate::verdict::deviation::{Deviation, Deviations};

async fn stages(count: usize, faults: &[Fault], clock: &Clock) -> Vec<Arc<Stage>> {
    let mut stages = Vec::new();
    for _ in 0..count {
        let options = EmbeddedOptions {
            faults: faults.iter().copied().collect(),
            ..EmbeddedOptions::default()
        };
        stages.push(Arc::new(
            Stage::embedded(options, clock.clone()).await.unwrap(),
        ));
    }
    stages
}

fn options() -> RunOptions {
    let clauses = ["CPS-09", "CPS-10", "CPS-24"];
    RunOptions {
        inputs: PlanInputs {
            effort: Effort::Smoke,
            only: Some(clauses.map(ClauseId::of).into()),
            // What races show is a matter of luck.
            suites: [Suite::Core, Suite::Wire, Suite::Temporal].into(),
            ..PlanInputs::default()
        },
        terms: Terms::default(),
        deviations: Arc::default(),
        waiting: WAITING_MAX,
        jobs: 4,
        time_budget: None,
        fail_fast: None,
        regressions: Vec::new(),
    }
}

/// Runs against a fault.
async fn run_faulty(jobs: usize, options: RunOptions) -> RunOutcome {
    let clock = Clock::system();
    let stages = stages(jobs, &[Fault::CapacityOffByOne], &clock).await;
    let never = std::future::pending();
    run(stages, options, clock, Arc::new(Nobody), never).await
}

/// Runs against a fault, and shrinks what is found.
async fn shrink_faulty(jobs: usize, options: RunOptions) -> RunOutcome {
    let clock = Clock::system();
    let stages = stages(jobs, &[Fault::CapacityOffByOne], &clock).await;
    let never = std::future::pending;
    let observer = Arc::new(Nobody);
    let mut outcome = run(stages.clone(), options, clock.clone(), observer, never()).await;
    let shrinking = Shrinking {
        stages: &stages,
        clock: &clock,
        terms: &Terms::default(),
        deviations: &Arc::default(),
        time_limit: Duration::from_mins(1),
    };
    let findings = &mut outcome.findings;
    shrinking.shrink_all(findings, &Nobody, never()).await;
    outcome
}

/// What of the findings must not depend on how many cases run at a time.
fn essence(outcome: &RunOutcome) -> impl PartialEq + std::fmt::Debug + use<> {
    let findings = &outcome.findings;
    let groups: Vec<_> = findings
        .groups
        .iter()
        .map(|(key, group)| {
            let witness = &group.witness;
            let found = group.counterexample.as_ref();
            (
                (key.clone(), group.count, group.violation.clone()),
                (witness.index, witness.plan.clone(), witness.commands),
                found.map(|found| (found.case.plan.clone(), found.commands_spent)),
            )
        })
        .collect();
    (
        (findings.cases, findings.commands, findings.skipped),
        findings.clauses.clone(),
        findings.questions.clone(),
        findings.inconclusive.clone(),
        groups,
    )
}

#[tokio::test]
async fn findings_do_not_depend_on_how_many_cases_run_at_a_time() {
    let one = run_faulty(1, options()).await;
    let four = run_faulty(4, options()).await;
    assert_eq!(one.stop, Stop::NoMorePlans);
    assert!(
        one.findings.trouble.is_empty(),
        "{:?}",
        one.findings.trouble
    );
    assert!(
        one.findings
            .groups
            .keys()
            .any(|key| key.clause == ClauseId::of("CPS-09"))
    );
    assert_eq!(essence(&one), essence(&four));
}

#[tokio::test]
async fn counterexamples_do_not_depend_on_how_many_are_searched_for_at_a_time() {
    let mut options = options();
    options.inputs.only = Some([ClauseId::of("CPS-10")].into());
    let one = shrink_faulty(1, options.clone()).await;
    let four = shrink_faulty(4, options).await;
    assert!(!one.findings.groups.is_empty());
    assert_eq!(essence(&one), essence(&four));
}

#[tokio::test]
async fn what_was_found_and_accepted_is_found_again_apart_and_ends_no_run() {
    let shown = |groups: &BTreeMap<GroupKey, Group>| {
        let groups = groups.iter();
        let of = |(key, group): (&GroupKey, &Group)| (key.clone(), group.witness.index);
        groups.map(of).collect::<Vec<_>>()
    };
    let found = run_faulty(1, options()).await.findings;
    let deviations = found.groups.keys().map(|key| Deviation {
        clause: key.clause,
        shape: Some(key.shape.clone()),
        reason: "known".to_owned(),
        link: None,
        expires: None,
    });
    let mut options = options();
    options.deviations = Arc::new(Deviations(deviations.collect()));
    options.fail_fast = Some(Level::Should);
    let outcome = run_faulty(2, options).await;
    assert_eq!(outcome.stop, Stop::NoMorePlans);
    assert!(outcome.findings.groups.is_empty());
    assert!(!found.groups.is_empty());
    assert_eq!(shown(&outcome.findings.accepted), shown(&found.groups));
}

#[tokio::test]
async fn the_first_violation_can_end_a_run() {
    let mut options = options();
    options.fail_fast = Some(Level::Must);
    let outcome = run_faulty(1, options).await;
    assert_eq!(outcome.stop, Stop::Violation);
    let failed = outcome.findings.clauses.values();
    assert_eq!(failed.filter(|tally| tally.failed > 0).count(), 1);
}

#[tokio::test]
async fn a_spent_time_budget_ends_a_run() {
    let mut options = options();
    options.time_budget = Some(Duration::ZERO);
    let outcome = run_faulty(2, options).await;
    assert_eq!(outcome.stop, Stop::OutOfTime);
    assert_eq!(outcome.findings.cases, 0);
}

#[tokio::test]
async fn only_the_clauses_that_were_asked_for_are_decided() {
    let mut options = options();
    let wanted = ClauseId::of("CPS-10");
    options.inputs.only = Some(BTreeSet::from([wanted]));
    let outcome = run_faulty(2, options).await;
    assert_eq!(
        outcome.findings.clauses.keys().collect::<Vec<_>>(),
        [&wanted]
    );
    assert!(
        outcome
            .findings
            .groups
            .keys()
            .all(|key| key.clause == wanted)
    );
}

#[tokio::test]
async fn what_fails_is_shrunk_to_a_plan_that_fails_every_time() {
    let mut options = options();
    options.inputs.only = Some([ClauseId::of("CPS-09")].into());
    options.fail_fast = Some(Level::Must);
    let findings = shrink_faulty(2, options).await.findings;
    assert!(!findings.groups.is_empty());
    for (key, group) in &findings.groups {
        let found = group.counterexample.as_ref().unwrap();
        assert_eq!(found.reproduced, (3, 3));
        let violation = &found.violation;
        assert_eq!(
            (violation.clause, &violation.shape),
            (key.clause, &key.shape)
        );
        let steps = found.case.plan.steps.len();
        assert!(steps <= 5, "{:?}", found.case.plan);
    }
}

/// Wants a run to stop after so many cases.
struct Impatient {
    left: Mutex<usize>,
    stop: Semaphore,
}

impl Observer for Impatient {
    fn case_ended(&self, _: &NumberedPlan, _: &CaseRecord, _: &CaseJudgement) {
        let mut left = self.left.lock().unwrap();
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.stop.add_permits(1);
        }
    }

    fn case_broke_off(&self, _: &NumberedPlan, _: &str) {}

    fn shrinking_begun(&self, _: &GroupKey) {}
}

#[tokio::test]
async fn an_interrupted_run_keeps_what_it_has_found() {
    let clock = Clock::system();
    let stages = stages(1, &[], &clock).await;
    let impatient = Arc::new(Impatient {
        left: Mutex::new(5),
        stop: Semaphore::new(0),
    });
    let observer = Arc::clone(&impatient);
    let interrupted = async move {
        impatient.stop.acquire().await.unwrap().forget();
    };
    let outcome = run(stages, options(), clock, observer, interrupted).await;
    assert_eq!(outcome.stop, Stop::Interrupted);
    assert!(outcome.findings.cases >= 5);
    assert!(outcome.findings.cases < 30);
}

/// What a meddling target does with the command of its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meddling {
    Throttle,
    ServerError,
    /// Says that there are no player sessions.
    ShowNone,
    /// Says nothing that the API has.
    Babble,
    /// Cuts the connection.
    HangUp,
}

/// A target that answers some commands of one action itself.
#[derive(Debug)]
struct Meddler {
    inner: HttpTarget,
    action: Action,
    /// What to do with the next commands of the action, the last one first.
    script: Mutex<Vec<Meddling>>,
}

impl Target for Meddler {
    fn endpoint(&self) -> &str {
        self.inner.endpoint()
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        let meddling = (command.action() == self.action)
            .then(|| self.script.lock().unwrap().pop())
            .flatten();
        let exception = |kind, status| {
            Outcome::Replied(Reply::Exception(Exception {
                kind,
                message: None,
                status,
            }))
        };
        let outcome = match meddling {
            None => return self.inner.send(command, wire),
            Some(Meddling::Throttle) => {
                exception(ExceptionKind::Other("ThrottlingException".to_owned()), 400)
            }
            Some(Meddling::ServerError) => exception(ExceptionKind::InternalService, 500),
            Some(Meddling::HangUp) => Outcome::Lost {
                reason: "the test says so".to_owned(),
            },
            Some(Meddling::Babble) => Outcome::Replied(Reply::Unreadable {
                status: 501,
                reason: "the test says so".to_owned(),
            }),
            Some(Meddling::ShowNone) => Outcome::Replied(Reply::Response {
                response: Response::DescribePlayerSessions {
                    player_sessions: Vec::new(),
                    next_token: None,
                },
                problems: Vec::new(),
            }),
        };
        async move {
            Ok(Sent {
                outcome,
                exchange: Exchange {
                    wire: Wire::Json,
                    status: Some(200),
                    request: Bytes::new(),
                    response: Bytes::new(),
                    request_id: None,
                    heads: Heads::default(),
                },
                waited: Duration::ZERO,
            })
        }
        .boxed()
    }
}

/// Carries the plan out on wall time, behind a target that meddles.
async fn execute(action: Action, script: &[Meddling], terms: Terms) -> Executed {
    let server = Server::start(Options {
        time: Time::Wall,
        reservation_timeout: terms.reservation_timeout,
        ..Options::default()
    })
    .await
    .unwrap();
    let http = HttpOptions {
        credentials: Some(Credentials::dummy()),
        ..HttpOptions::default()
    };
    let clock = Clock::system();
    let target = Arc::new(Meddler {
        inner: HttpTarget::new(&server.url(), http).unwrap(),
        action,
        script: Mutex::new(script.iter().rev().copied().collect()),
    });
    let options = AnywhereOptions {
        run_id: "test".to_owned(),
        region: "us-east-1".to_owned(),
        patience: Patience::LOOPBACK,
        journal: Arc::default(),
        lacking: BTreeSet::new(),
        authorities: Authorities::default(),
    };
    let stage = Stage::anywhere(target, options, clock.clone());
    stage.set_up().await.unwrap();
    let ground = Ground {
        stage: &stage,
        clock: &clock,
        terms: &terms,
    };
    let turns = Semaphore::new(1);
    let mut turn = Turn::take(&turns).await;
    let executed = ground
        .execute((CaseIndex(0), "0"), &plan(), &mut turn)
        .await;
    assert_eq!(stage.tear_down().await, []);
    server.shutdown().await;
    executed
}

/// One player reserves a slot, does not come, and is described before and after.
fn plan() -> Plan {
    let handle = GameSessionHandle(1);
    let game_session = GameSessionRef::Handle(handle);
    let describe = Step::DescribePlayerSessions(PlayerQuery::of(game_session));
    let steps = [
        Step::CreateGameSession(Creation::new(handle, 2)),
        Step::Activate(handle),
        Step::CreatePlayerSessions {
            game_session,
            players: vec![Text::Scoped("p-1".to_owned())],
            data: DataMap::Absent,
        },
        describe.clone(),
        Step::Wait(Wait {
            deadline_of: Label(3),
            period: Period::Reservation,
            offset: Offset::After,
        }),
        describe,
        Step::Activate(GameSessionHandle(2)),
    ];
    let label = |(step, label)| PlanStep {
        label: Label(label),
        wire: None,
        race: None,
        step,
    };
    Plan {
        steps: steps.into_iter().zip(1..).map(label).collect(),
    }
}

fn terms(tolerance: Duration) -> Terms {
    Terms {
        reservation_timeout: Duration::from_millis(300),
        tolerance,
        ..Terms::default()
    }
}

#[tokio::test]
async fn an_action_that_is_not_offered_any_more_is_trouble() {
    let action = Action::CreatePlayerSessions;
    let babble = Meddling::Babble;
    let executed = execute(action, &[babble, babble], terms(Duration::ZERO)).await;
    let trouble = executed.trouble.map(|trouble| trouble.to_string());
    let expected = "carry out CreatePlayerSessions: the target offered it before and now answers no body with status 200";
    assert_eq!(trouble.as_deref(), Some(expected));
    // One that is offered still has been answered badly, which is no trouble.
    let executed = execute(action, &[babble], terms(Duration::ZERO)).await;
    assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
}

#[tokio::test]
async fn commands_and_skipped_steps_are_counted_and_waits_are_not() {
    let executed = execute(Action::DeleteFleet, &[], terms(Duration::ZERO)).await;
    assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
    assert_eq!((executed.record.commands, executed.record.skipped), (5, 1));
    assert_eq!(executed.record.history.operations.len(), 6);
}

#[tokio::test]
async fn a_throttled_command_is_sent_again_and_counted_once() {
    let script = [Meddling::Throttle, Meddling::Throttle];
    let executed = execute(
        Action::CreatePlayerSessions,
        &script,
        terms(Duration::from_secs(1)),
    )
    .await;
    assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
    assert_eq!(executed.record.commands, 5);
    let judgement = judge_case(&executed.record.history, &terms(Duration::from_secs(1)));
    assert_eq!(judgement.violations, []);
}

#[tokio::test]
async fn the_same_server_error_three_times_is_trouble() {
    let executed = execute(
        Action::DescribePlayerSessions,
        &[Meddling::ServerError; 3],
        terms(Duration::ZERO),
    )
    .await;
    let trouble = executed.trouble.unwrap().to_string();
    assert_eq!(
        trouble,
        "carry out DescribePlayerSessions: the target answered InternalServiceException three times in a row"
    );
    assert_eq!(executed.record.history.operations.len(), 3);
}

#[tokio::test]
async fn a_reply_that_is_lost_three_times_is_trouble() {
    let executed = execute(
        Action::DescribePlayerSessions,
        &[Meddling::HangUp; 3],
        terms(Duration::ZERO),
    )
    .await;
    let trouble = executed.trouble.unwrap().to_string();
    assert_eq!(
        trouble,
        "carry out DescribePlayerSessions: the target answered nothing three times in a row"
    );
}

#[tokio::test]
async fn what_follows_a_lost_call_waits_until_it_can_have_no_effect_any_more() {
    let tolerance = Duration::from_millis(500);
    let script = [Meddling::HangUp];
    let executed = execute(Action::CreatePlayerSessions, &script, terms(tolerance)).await;
    assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
    let operations = &executed.record.history.operations;
    let is_lost = |operation: &Operation| matches!(operation.outcome, Outcome::Lost { .. });
    let lost = operations.iter().position(is_lost).unwrap();
    let ended = operations[lost].target_time.end;
    let begun = operations[lost + 1].target_time.start;
    assert!(begun >= ended + tolerance, "{begun:?} after {ended:?}");
}

#[tokio::test]
async fn a_describe_that_fails_now_in_one_way_and_now_in_another_is_trouble() {
    let script = [Meddling::ServerError, Meddling::HangUp].repeat(4);
    let executed = execute(
        Action::DescribePlayerSessions,
        &script,
        terms(Duration::ZERO),
    )
    .await;
    let trouble = executed.trouble.unwrap().to_string();
    assert_eq!(
        trouble,
        "carry out DescribePlayerSessions: the target failed 8 times in a row, the last time with nothing"
    );
}

#[tokio::test]
async fn a_describe_that_failed_is_asked_again() {
    for script in [
        [Meddling::ServerError, Meddling::ServerError],
        [Meddling::HangUp, Meddling::ServerError],
        [Meddling::HangUp, Meddling::HangUp],
    ] {
        let executed = execute(
            Action::DescribePlayerSessions,
            &script,
            terms(Duration::ZERO),
        )
        .await;
        assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
        assert_eq!(executed.record.commands, 5);
    }
}

#[tokio::test]
async fn a_describe_may_lag_until_the_tolerance_has_passed() {
    let terms = terms(Duration::from_secs(1));
    let script = [Meddling::ShowNone, Meddling::ShowNone];
    let executed = execute(Action::DescribePlayerSessions, &script, terms).await;
    assert!(executed.trouble.is_none(), "{:?}", executed.trouble);
    assert_eq!(executed.record.commands, 5);
    let judgement = judge_case(&executed.record.history, &terms);
    assert_eq!(judgement.violations, []);

    let for_ever = [Meddling::ShowNone; 200];
    let executed = execute(Action::DescribePlayerSessions, &for_ever, terms).await;
    let judgement = judge_case(&executed.record.history, &terms);
    assert_ne!(judgement.violations, []);
}
