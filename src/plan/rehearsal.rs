//! Plans carried out against functions from acts to outcomes, for tests.

use std::collections::BTreeMap;
use std::time::Duration;

use super::binding::{Binding, FleetSite, Site};
use super::step::{Plan, Step};
use crate::history::{Act, Heads, History, Interval, Label, Operation, Outcome};
use crate::model::predict::Predictor;
use crate::model::terms::Terms;

/// How long an act takes.
const TICK: Duration = Duration::from_millis(1);

/// What a target makes of an act, the predicted target being at hand.
pub(crate) type Target<'a> = &'a dyn Fn(&mut Predictor, &Act) -> Outcome;

/// The target that the specification predicts.
pub(crate) fn predicted(predictor: &mut Predictor, act: &Act) -> Outcome {
    predictor.predict(act)
}

/// Carries out a plan.
pub(crate) fn rehearse(plan: &Plan, target: Target<'_>) -> History {
    let site = Site {
        region: "us-east-1".to_owned(),
        fleets: ["fleet-1", "fleet-2"]
            .map(FleetSite::without_location)
            .to_vec(),
        scope: "case-".to_owned(),
    };
    let mut binding = Binding::new(site);
    let timeout = Terms::default().reservation_timeout;
    let mut predictor = Predictor::new(timeout);
    let mut ended: BTreeMap<Label, Duration> = BTreeMap::new();
    let mut history = History::default();
    for step in &plan.steps {
        let Some(act) = binding.resolve(&step.step) else {
            continue;
        };
        let start = predictor.now() + TICK;
        if let Step::Wait(wait) = step.step {
            let begun = ended.get(&wait.deadline_of).copied().map(Interval::at);
            let moment = begun.and_then(|begun| wait.moment(begun, predictor.terms()));
            let Some(moment) = moment else {
                continue;
            };
            predictor.advance_to(moment);
        }
        predictor.advance_to(start);
        let outcome = target(&mut predictor, &act);
        binding.learn(step, &act, &outcome);
        let end = predictor.now();
        ended.insert(step.label, end);
        let interval = Interval {
            start: start.min(end),
            end,
        };
        history.operations.push(Operation {
            label: step.label,
            client: 0,
            act,
            outcome,
            pages: Vec::new(),
            heads: Heads::default(),
            order: interval,
            target_time: interval,
        });
    }
    history
}
