//! Tests of the races.

use std::collections::BTreeSet;

use super::*;
use crate::plan::edge::tests::check_references;
use crate::plan::step::PlanStep;

fn inputs(effort: Effort, seed: u64) -> PlanInputs {
    PlanInputs {
        effort,
        seed,
        ..PlanInputs::default()
    }
}

fn races(inputs: &PlanInputs, count: u64) -> Vec<Plan> {
    (0..count).map(|number| race(inputs, number).1).collect()
}

#[test]
fn the_same_inputs_give_the_same_races_and_others_give_others() {
    let standard = inputs(Effort::Standard, 0);
    assert_eq!(races(&standard, 40), races(&standard, 40));
    assert_ne!(
        races(&standard, 40),
        races(&inputs(Effort::Standard, 1), 40)
    );
    assert_ne!(races(&standard, 40), races(&inputs(Effort::Certify, 0), 40));
}

#[test]
fn every_race_has_several_clients_who_do_few_things() {
    for effort in [Effort::Standard, Effort::Certify] {
        for plan in races(&inputs(effort, 0), 130) {
            let raced: Vec<&[PlanStep]> =
                plan.parts().filter(|part| part[0].race.is_some()).collect();
            assert_eq!(raced.len(), 1, "{plan:#?}");
            let clients: BTreeSet<NonZeroU32> = raced[0]
                .iter()
                .filter_map(|step| step.race.map(|raced| raced.client))
                .collect();
            assert!((2..=24).contains(&clients.len()), "{plan:#?}");
            assert!(raced[0].len() <= 48, "{plan:#?}");
        }
    }
}

#[test]
fn every_race_is_looked_at_when_all_is_at_rest() {
    for plan in races(&inputs(Effort::Standard, 3), 130) {
        let last = plan.steps.iter().rposition(|step| step.race.is_some());
        let rest = &plan.steps[last.unwrap() + 1..];
        let looks = rest.iter().take_while(|step| step.step.is_description());
        assert_eq!(looks.count(), 2, "{plan:#?}");
        let named: BTreeSet<Label> = plan.steps.iter().map(|step| step.label).collect();
        assert_eq!(named.len(), plan.steps.len());
        check_references(&format!("{plan:?}"), &plan.steps);
    }
}
