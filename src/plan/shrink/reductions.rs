//! The reductions that are tried on a specimen, the bold and harmless ones first.

use std::collections::BTreeSet;

use super::edit::{Edit, Reduction};
use super::specimen::Specimen;
use crate::history::Label;
use crate::plan::step::{GameSessionHandle, Plan, PlanStep, Step, Text};

/// A list of reductions to try on a specimen, one after the other.
pub(super) type Pass = fn(&Specimen) -> Vec<Reduction>;

/// Every pass, in order.
pub(super) const PASSES: [Pass; 12] = [
    skipped,
    wires,
    whole_game_sessions,
    descriptions,
    chunks,
    players,
    freed,
    merges,
    pairs,
    maxima,
    values,
    names,
];

/// Steps of a plan up to which all pairs of them are tried.
const PAIRS_MAX: usize = 14;

fn remove(steps: &[&PlanStep]) -> Reduction {
    steps
        .iter()
        .map(|step| Edit::RemoveStep(step.label))
        .collect()
}

/// Steps that were not carried out, and those after the last that was.
fn skipped(specimen: &Specimen) -> Vec<Reduction> {
    let is_skipped = |step: &&PlanStep| specimen.operation(step.label).is_none();
    vec![remove(
        &specimen
            .plan
            .steps
            .iter()
            .filter(is_skipped)
            .collect::<Vec<_>>(),
    )]
}

/// The wires of all steps, then of one after the other.
fn wires(specimen: &Specimen) -> Vec<Reduction> {
    let steps = specimen.plan.steps.iter();
    let preferring = steps.filter(|step| step.wire.is_some());
    let drops: Vec<Edit> = preferring.map(|step| Edit::DropWire(step.label)).collect();
    let single = drops.iter().map(|drop| Reduction::from([drop.clone()]));
    let single: Vec<Reduction> = single.collect();
    [drops.into_iter().collect()]
        .into_iter()
        .chain(single)
        .collect()
}

fn whole_game_sessions(specimen: &Specimen) -> Vec<Reduction> {
    let creates = |step: &&PlanStep| matches!(step.step, Step::CreateGameSession { .. });
    specimen
        .plan
        .steps
        .iter()
        .rev()
        .filter(creates)
        .map(|step| remove(&[step]))
        .collect()
}

/// All descriptions together; single ones are chunks like any other.
fn descriptions(specimen: &Specimen) -> Vec<Reduction> {
    let describes = |step: &&PlanStep| step.step.is_description();
    let all: Vec<&PlanStep> = specimen.plan.steps.iter().filter(describes).collect();
    let but_last = &all[..all.len().saturating_sub(1)];
    vec![remove(&all), remove(but_last)]
}

/// Ever smaller chunks of steps, from the end to the start.
fn chunks(specimen: &Specimen) -> Vec<Reduction> {
    let steps: Vec<&PlanStep> = specimen.plan.steps.iter().collect();
    let mut chunks = Vec::new();
    let mut size = steps.len() / 2;
    while size > 0 {
        chunks.extend(steps.rchunks(size).map(remove));
        size /= 2;
    }
    chunks
}

/// Players out of batches and reservations out of plans, the maximum lowered with them or not.
fn players(specimen: &Specimen) -> Vec<Reduction> {
    let mut reductions = Vec::new();
    for step in specimen.plan.steps.iter().rev() {
        let Some((game_session, players)) = step.step.unbroken().call() else {
            continue;
        };
        let (handle, count) = (game_session.handle(), players.len());
        let freed = if specimen.succeeded(step.label) {
            count
        } else {
            0
        };
        let plain = remove(&[step]);
        reductions.extend(lowered(&specimen.plan, handle, freed, &plain));
        let mut size = count / 2;
        while size > 0 {
            for start in (0..count).step_by(size).rev() {
                let positions = start..(start + size).min(count);
                let fewer = positions.len();
                let plain: Reduction = positions
                    .filter_map(|position| u32::try_from(position).ok())
                    .map(|position| Edit::DropPlayer {
                        step: step.label,
                        position,
                    })
                    .collect();
                let lowered = lowered(&specimen.plan, handle, fewer, &plain);
                // A refused call has taken no slot that would be left over.
                if freed > 0 {
                    reductions.extend(lowered);
                    reductions.push(plain);
                } else {
                    reductions.push(plain);
                    reductions.extend(lowered);
                }
            }
            size /= 2;
        }
    }
    reductions
}

/// Returns the reduction together with as many slots less, `None` where there is none to lower.
fn lowered(
    plan: &Plan,
    handle: Option<GameSessionHandle>,
    by: usize,
    reduction: &Reduction,
) -> Option<Reduction> {
    let by = i64::try_from(by).ok().filter(|by| *by > 0)?;
    let mut lowered = reduction.clone();
    for (step, _) in maxima_of(plan, handle?) {
        lowered.push(Edit::LowerMaximum { step, by });
    }
    Some(lowered)
}

/// Returns the steps that set the maximum of a game session, with the values.
fn maxima_of(plan: &Plan, handle: GameSessionHandle) -> Vec<(Label, i64)> {
    let is_own = |step: &Step| match step {
        Step::CreateGameSession(creation) => creation.handle == handle,
        Step::UpdateGameSession { game_session, .. } => game_session.handle() == Some(handle),
        Step::CreatePlayerSessions { .. }
        | Step::CreatePlayerSession { .. }
        | Step::DescribePlayerSessions(_)
        | Step::DescribeGameSessions(_)
        | Step::SearchGameSessions(_)
        | Step::TerminateGameSession { .. }
        | Step::CreateAlias { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::SetPolicy { .. }
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => false,
    };
    let setters = plan.steps.iter().filter(|step| is_own(&step.step));
    setters
        .filter_map(|step| Some((step.label, step.step.maximum()?)))
        .collect()
}

/// Slots that need not be freed where a later batch asks for one player less.
fn freed(specimen: &Specimen) -> Vec<Reduction> {
    let steps = &specimen.plan.steps;
    let mut reductions = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        if !matches!(step.step, Step::Remove(_) | Step::Wait(_)) {
            continue;
        }
        for later in &steps[index + 1..] {
            let count = later.step.call().map_or(0, |(_, players)| players.len());
            if let Some(last) = count
                .checked_sub(1)
                .and_then(|last| u32::try_from(last).ok())
                && last > 0
            {
                let fewer = Edit::DropPlayer {
                    step: later.label,
                    position: last,
                };
                reductions.push(vec![Edit::RemoveStep(step.label), fewer]);
            }
        }
    }
    reductions
}

/// Calls whose players can be asked for in an earlier batch, or in a later one.
fn merges(specimen: &Specimen) -> Vec<Reduction> {
    let creates = |step: &&PlanStep| step.step.call().is_some() && specimen.succeeded(step.label);
    let calls: Vec<&PlanStep> = specimen.plan.steps.iter().filter(creates).collect();
    let is_batch = |step: &PlanStep| matches!(step.step, Step::CreatePlayerSessions { .. });
    let mut merges = Vec::new();
    for (index, earlier) in calls.iter().enumerate() {
        for later in &calls[index + 1..] {
            let (from, into) = if is_batch(later) && !is_batch(earlier) {
                (earlier.label, later.label)
            } else {
                (later.label, earlier.label)
            };
            merges.push(vec![Edit::Merge { from, into }]);
        }
    }
    merges
}

/// Any two steps of a plan that is short already.
fn pairs(specimen: &Specimen) -> Vec<Reduction> {
    let steps = &specimen.plan.steps;
    if steps.len() > PAIRS_MAX {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (index, first) in steps.iter().enumerate() {
        pairs.extend(
            steps[index + 1..]
                .iter()
                .map(|second| remove(&[first, second])),
        );
    }
    pairs
}

/// Smaller maxima, and the last maximum from the start instead of an update.
fn maxima(specimen: &Specimen) -> Vec<Reduction> {
    let mut reductions = Vec::new();
    for step in &specimen.plan.steps {
        let Step::CreateGameSession(creation) = &step.step else {
            continue;
        };
        let setters = maxima_of(&specimen.plan, creation.handle);
        for (label, maximum) in &setters {
            if *label != step.label {
                let from_the_start = Edit::SetMaximum {
                    step: step.label,
                    maximum: *maximum,
                };
                for gone in [Edit::RemoveStep(*label), Edit::DropMaximum(*label)] {
                    reductions.push(vec![gone.clone(), from_the_start.clone()]);
                    reductions.push(vec![gone]);
                }
            }
        }
        for (label, maximum) in setters {
            let mut smaller = BTreeSet::from([0, 1, 2, 3, maximum / 2, maximum - 1]);
            smaller.retain(|value| (0..maximum).contains(value));
            let set = |maximum| {
                vec![Edit::SetMaximum {
                    step: label,
                    maximum,
                }]
            };
            reductions.extend(smaller.into_iter().map(set));
        }
    }
    reductions
}

/// Members that can be left out: data, page sizes, filters, policies, names, properties and tokens.
fn values(specimen: &Specimen) -> Vec<Reduction> {
    let mut reductions = Vec::new();
    for step in &specimen.plan.steps {
        reductions.extend([
            vec![Edit::DropData(step.label)],
            vec![Edit::DropLimit(step.label)],
            vec![Edit::DropStatus(step.label)],
            vec![Edit::DropLocation(step.label)],
            vec![Edit::DropDetails(step.label)],
            vec![Edit::DropPolicy(step.label)],
            vec![Edit::DropName(step.label)],
            vec![Edit::DropProtection(step.label)],
            vec![Edit::DropProperties(step.label)],
            vec![Edit::DropToken(step.label)],
        ]);
        if let Step::Broken(_) = step.step {
            reductions.push(vec![Edit::DropMaximum(step.label)]);
        }
        let keys = step
            .step
            .unbroken()
            .data()
            .into_iter()
            .map(|(key, _)| key.clone());
        reductions.extend(keys.map(|key| {
            vec![Edit::DropEntry {
                step: step.label,
                key,
            }]
        }));
    }
    reductions
}

/// Plain names for players, in the order of their appearance, and plain data.
fn names(specimen: &Specimen) -> Vec<Reduction> {
    let mut ids: Vec<Text> = Vec::new();
    let mut data: Vec<Text> = Vec::new();
    for step in &specimen.plan.steps {
        let step = step.step.unbroken();
        let players = step.call().map_or(&[][..], |(_, players)| players);
        ids.extend(players.iter().cloned());
        for (key, value) in step.data() {
            ids.push(key.clone());
            data.extend(value.cloned());
        }
    }
    let plain = |n: usize| Text::Scoped(format!("p-{n}"));
    let mut reductions = Vec::new();
    let mut seen: BTreeSet<Text> = BTreeSet::new();
    let mut taken: BTreeSet<Text> = ids.iter().cloned().collect();
    for from in ids {
        if !seen.insert(from.clone()) || (1..=seen.len()).any(|n| plain(n) == from) {
            continue;
        }
        if let Some(to) = (1..=seen.len()).map(plain).find(|to| !taken.contains(to)) {
            taken.insert(to.clone());
            reductions.push(vec![Edit::RenamePlayer { from, to }]);
        }
    }
    let plain = Text::Exact("data".to_owned());
    data.sort();
    data.dedup();
    if !data.contains(&plain) {
        let rename = |from: Text| {
            vec![Edit::RenameData {
                from,
                to: plain.clone(),
            }]
        };
        reductions.extend(data.into_iter().map(rename));
    }
    reductions
}
