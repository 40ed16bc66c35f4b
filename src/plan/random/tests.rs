//! Tests of random plans.

use super::*;
use crate::plan::edge::edge_plans;
use crate::plan::inputs::Effort;

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
