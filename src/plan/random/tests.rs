//! Tests of random plans.

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::model::state::Change;
use crate::plan::edge::edge_plans;
use crate::plan::inputs::Effort;
use crate::plan::step::{Offset, Period};

fn random_plans() -> RandomPlans {
    let inputs = PlanInputs {
        effort: Effort::Smoke,
        ..PlanInputs::default()
    };
    RandomPlans::new(&inputs, edge_plans().iter())
}

#[test]
fn a_plan_that_waits_can_be_made_out_of_turn() {
    let mut in_turn = random_plans();
    for number in 0..16 {
        in_turn.plan(number);
    }
    assert_eq!(in_turn.suite(16), Some(Suite::Temporal));
    assert_eq!(random_plans().plan(16), in_turn.plan(16));
}

#[test]
fn most_steps_can_be_carried_out() {
    let mut random = random_plans();
    let (mut meant, mut done) = (0, 0);
    for number in 0..9 {
        let plan = random.plan(number);
        let mut forecast = Forecast::new();
        for step in &plan.steps {
            meant += 1;
            done += u32::from(forecast.follow(step).is_some());
        }
    }
    assert!(done * 10 >= meant * 9, "{done} of {meant}");
}

#[test]
fn more_calls_let_somebody_in_than_not() {
    let mut random = random_plans();
    let (mut open, mut closed) = (0, 0);
    for number in 0..9 {
        let mut forecast = Forecast::new();
        for step in &random.plan(number).steps {
            let situation = forecast.obligation(&step.step);
            if let Some(situation) = situation
                && matches!(situation.command, CommandClass::Create(..))
            {
                if reasons_to_refuse(situation) > 0 {
                    closed += 1;
                } else {
                    open += 1;
                }
            }
            forecast.follow(step);
        }
    }
    assert!(open > 0 && closed > 0, "{open} and {closed}");
}

/// Returns the random plans that wait, of a run that knows these times.
fn waiting(capabilities: Capabilities) -> Vec<Plan> {
    let inputs = PlanInputs {
        suites: BTreeSet::from([Suite::Temporal]),
        capabilities,
        ..PlanInputs::default()
    };
    let mut random = RandomPlans::new(&inputs, edge_plans().iter());
    (0..40).map(|number| random.plan(number)).collect()
}

fn waits(plan: &Plan) -> impl Iterator<Item = (Period, Offset)> {
    plan.steps.iter().filter_map(|step| {
        if let Step::Wait(wait) = step.step {
            Some((wait.period, wait.offset))
        } else {
            None
        }
    })
}

#[test]
fn every_period_comes_to_its_end_on_both_sides_where_there_is_a_clock_for_it() {
    let usual = PlanInputs::default().capabilities;
    let periods = |capabilities| {
        let plans = waiting(capabilities);
        let met: BTreeSet<_> = plans.iter().flat_map(waits).collect();
        met
    };
    let on_both_sides = |period| [Offset::Before, Offset::After].map(|offset| (period, offset));
    let both = Period::ALL.into_iter().flat_map(on_both_sides);
    // The moment itself is met for reservations, and only where the clock can be set to it.
    let all = both.chain([(Period::Reservation, Offset::At)]).collect();
    assert_eq!(periods(usual.clone().with_times()), all);
    let reservations = on_both_sides(Period::Reservation).into();
    assert_eq!(periods(usual), reservations);
}

#[test]
fn one_timeout_is_the_most_that_is_waited_for_on_wall_time() {
    let longest = Duration::from_secs(60 + 2);
    for plan in waiting(PlanInputs::default().capabilities) {
        let mut forecast = Forecast::new();
        for step in &plan.steps {
            forecast.follow(step);
        }
        let waited = forecast.now();
        assert!(!waited.is_zero() && waited <= longest, "{plan:?}");
    }
}

#[test]
fn no_process_runs_for_a_month() {
    for plan in waiting(PlanInputs::default().capabilities.with_times()) {
        let mut forecast = Forecast::new();
        for step in &plan.steps {
            if let Step::Wait(wait) = step.step
                && wait.period == Period::Retention
                && wait.offset == Offset::Before
            {
                let creations = plan
                    .steps
                    .iter()
                    .filter(|step| matches!(step.step, Step::CreateGameSession(_)));
                let handles = (1..).map(GameSessionHandle).take(creations.count());
                for handle in handles {
                    let state = forecast.state(handle).expect("it came to be");
                    assert_ne!(state.end, Change::NotYet, "{handle:?} of {plan:?}");
                }
            }
            forecast.follow(step);
        }
    }
}
