//! Which wire each step of a plan would go over.
//!
//! A plan mixes the wires that the target answers, so that what one of them changed is looked at
//! over another. What a step does never depends on its wire.

use super::inputs::Capabilities;
use super::step::{Plan, Step, Wire};

/// How often each wire comes; the raw ones more often, because a call of the SDK costs several
/// times as much.
const SHARES: [Wire; 5] = [Wire::Json, Wire::Cbor, Wire::Json, Wire::Cbor, Wire::Sdk];

/// Gives each step of the plan of that number a wire, where there is more than one.
pub(super) fn assign(plan: &mut Plan, number: u64, capabilities: &Capabilities) {
    let wires = capabilities.wires();
    if wires.len() < 2 {
        return;
    }
    let shares: Vec<Wire> = SHARES
        .into_iter()
        .filter(|wire| wires.contains(wire))
        .collect();
    for step in &mut plan.steps {
        if let Step::Broken(broken) = &step.step {
            step.wire = Some(broken.protocol.into());
        }
        // A step may have a wire already, that of its plan or of its request.
        if step.wire.is_some() {
            continue;
        }
        let mixed = mix(number << 32 | u64::from(step.label.0));
        let index = usize::try_from(mixed % shares.len() as u64).unwrap_or_default();
        step.wire = shares.get(index).copied();
    }
}

/// Spreads numbers that follow one another (the finalizer of `SplitMix64`).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::history::Label;
    use crate::plan::inputs::Capability;
    use crate::plan::step::{GameSessionHandle, PlanStep};

    fn assigned(number: u64, wires: &[Wire]) -> Vec<Option<Wire>> {
        let step = |label| PlanStep {
            label: Label(label),
            wire: None,
            race: None,
            step: Step::Activate(GameSessionHandle(1)),
        };
        let mut plan = Plan {
            steps: (1..=200).map(step).collect(),
        };
        let capabilities: BTreeSet<Capability> =
            wires.iter().copied().map(Capability::from).collect();
        assign(&mut plan, number, &Capabilities(capabilities));
        plan.steps.iter().map(|step| step.wire).collect()
    }

    #[test]
    fn a_plan_mixes_the_wires_that_there_are() {
        let mut counts: BTreeMap<Option<Wire>, u32> = BTreeMap::new();
        for wire in assigned(7, &Wire::ALL) {
            *counts.entry(wire).or_default() += 1;
        }
        let wires: Vec<Option<Wire>> = counts.keys().copied().collect();
        assert_eq!(wires, Wire::ALL.map(Some));
        assert!(counts.values().all(|count| *count >= 25), "{counts:?}");
        let raw = assigned(7, &[Wire::Json, Wire::Cbor]);
        assert!(!raw.contains(&Some(Wire::Sdk)));
    }

    #[test]
    fn the_same_number_gives_the_same_wires() {
        assert_eq!(assigned(3, &Wire::ALL), assigned(3, &Wire::ALL));
        assert_ne!(assigned(3, &Wire::ALL), assigned(4, &Wire::ALL));
    }

    #[test]
    fn a_single_wire_needs_no_preference() {
        assert!(assigned(1, &[Wire::Json]).iter().all(Option::is_none));
        assert!(assigned(1, &[]).iter().all(Option::is_none));
    }
}
