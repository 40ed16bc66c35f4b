//! Edits that make a plan smaller, on the plan alone.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::Kept;
use super::merge::merge;
use crate::history::Label;
use crate::plan::step::{
    DataMap, GameSessionHandle, GameSessionRef, Plan, PlanStep, PlayerSessionRef, Step, Text, Wait,
};
use crate::spec::catalog::Catalog;

/// One edit; several together make a reduction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// Takes a step out, and every step that refers to it.
    RemoveStep(Label),
    /// Takes a player out of a batch.
    DropPlayer {
        /// The batch.
        step: Label,
        /// The player's position before the reduction.
        position: u32,
    },
    /// Takes a key out of a data map.
    DropEntry {
        /// The batch.
        step: Label,
        /// The key.
        key: Text,
    },
    /// Leaves the data out.
    DropData(Label),
    /// Sets the maximum of a creation or an update.
    SetMaximum {
        /// The step.
        step: Label,
        /// The value.
        maximum: i64,
    },
    /// Takes slots off the maximum of a creation or an update, down to none.
    LowerMaximum {
        /// The step.
        step: Label,
        /// How many.
        by: i64,
    },
    /// Calls a player by another id, everywhere.
    RenamePlayer {
        /// The id.
        from: Text,
        /// The other id.
        to: Text,
    },
    /// Gives other data, everywhere.
    RenameData {
        /// The data.
        from: Text,
        /// The other data.
        to: Text,
    },
    /// Leaves the page size out.
    DropLimit(Label),
    /// Leaves the maximum out of an update.
    DropMaximum(Label),
    /// Leaves the policy out of an update.
    DropPolicy(Label),
    /// Asks for the players of one call in an earlier batch.
    Merge {
        /// The call, which goes.
        from: Label,
        /// The batch.
        into: Label,
    },
}

/// Edits that are made together.
pub(super) type Reduction = Vec<Edit>;

/// Returns the plan after a reduction.
pub(super) fn edited(plan: &Plan, edits: &[Edit]) -> Plan {
    let dropped = dropped_players(edits);
    let mut steps: Vec<PlanStep> = plan
        .steps
        .iter()
        .filter(|step| !edits.contains(&Edit::RemoveStep(step.label)))
        .cloned()
        .collect();
    for step in &mut steps {
        for edit in edits {
            edit.make(step);
        }
        if let Some(positions) = dropped.get(&step.label) {
            drop_players(&mut step.step, positions);
        }
    }
    for edit in edits {
        if let Edit::Merge { from, into } = edit {
            merge(&mut steps, *from, *into);
        }
    }
    let mut kept = Kept::default();
    steps.retain_mut(|step| kept.keep(step, &dropped));
    Plan { steps }
}

/// Returns the positions of the players that a reduction takes out, by batch.
pub(super) fn dropped_players(edits: &[Edit]) -> BTreeMap<Label, BTreeSet<u32>> {
    let mut dropped: BTreeMap<Label, BTreeSet<u32>> = BTreeMap::new();
    for edit in edits {
        if let Edit::DropPlayer { step, position } = edit {
            dropped.entry(*step).or_default().insert(*position);
        }
    }
    dropped
}

impl Edit {
    /// Makes the edit on a step, where it is about that step; removal is made elsewhere.
    fn make(&self, step: &mut PlanStep) {
        match (self, &mut step.step) {
            (Self::DropEntry { step: label, key }, Step::CreatePlayerSessions { data, .. })
                if *label == step.label =>
            {
                if let DataMap::Entries(entries) = data {
                    entries.retain(|(known, _)| known != key);
                }
            }
            (Self::DropData(label), Step::CreatePlayerSessions { data, .. })
                if *label == step.label =>
            {
                *data = DataMap::Absent;
            }
            (Self::DropData(label), Step::CreatePlayerSession { data, .. })
                if *label == step.label =>
            {
                *data = None;
            }
            (
                Self::SetMaximum {
                    step: label,
                    maximum: new,
                },
                Step::CreateGameSession { maximum, .. }
                | Step::UpdateGameSession {
                    maximum: Some(maximum),
                    ..
                },
            ) if *label == step.label => *maximum = *new,
            (
                Self::LowerMaximum { step: label, by },
                Step::CreateGameSession { maximum, .. }
                | Step::UpdateGameSession {
                    maximum: Some(maximum),
                    ..
                },
            ) if *label == step.label => *maximum = (*maximum - by).max(0),
            (Self::DropMaximum(label), Step::UpdateGameSession { maximum, .. })
                if *label == step.label =>
            {
                *maximum = None;
            }
            (Self::DropPolicy(label), Step::UpdateGameSession { policy, .. })
                if *label == step.label =>
            {
                *policy = None;
            }
            (Self::DropLimit(label), Step::DescribePlayerSessions { limit, .. })
                if *label == step.label =>
            {
                *limit = None;
            }
            (Self::RenamePlayer { from, to }, own) => {
                ids_of(own)
                    .into_iter()
                    .filter(|id| *id == from)
                    .for_each(|id| *id = to.clone());
            }
            (Self::RenameData { from, to }, own) => {
                data_of(own)
                    .into_iter()
                    .filter(|data| *data == from)
                    .for_each(|data| {
                        *data = to.clone();
                    });
            }
            _ => {}
        }
    }
}

/// Returns the player ids of a step, map keys among them.
pub(super) fn ids_of(step: &mut Step) -> Vec<&mut Text> {
    match step {
        Step::CreatePlayerSessions {
            players,
            data: DataMap::Entries(entries),
            ..
        } => players
            .iter_mut()
            .chain(entries.iter_mut().map(|(key, _)| key))
            .collect(),
        Step::CreatePlayerSessions { players, .. } => players.iter_mut().collect(),
        Step::CreatePlayerSession { player, .. } => vec![player],
        _ => Vec::new(),
    }
}

/// Returns the player data of a step.
pub(super) fn data_of(step: &mut Step) -> Vec<&mut Text> {
    match step {
        Step::CreatePlayerSessions {
            data: DataMap::Entries(entries),
            ..
        } => entries
            .iter_mut()
            .filter_map(|(_, value)| value.as_mut())
            .collect(),
        Step::CreatePlayerSession { data, .. } => data.iter_mut().collect(),
        _ => Vec::new(),
    }
}

fn drop_players(step: &mut Step, positions: &BTreeSet<u32>) {
    let Step::CreatePlayerSessions { players, data, .. } = step else {
        return;
    };
    let gone: Vec<Text> = (0..)
        .zip(players.iter())
        .filter(|(position, _)| positions.contains(position))
        .map(|(_, player)| player.clone())
        .collect();
    let mut position = 0;
    players.retain(|_| {
        position += 1;
        !positions.contains(&(position - 1))
    });
    // A key that has lost its player would be one for somebody else (CPS-19).
    if let DataMap::Entries(entries) = data {
        let is_lost = |key: &Text| gone.contains(key) && !players.contains(key);
        entries.retain(|(key, _)| !is_lost(key));
    }
}
