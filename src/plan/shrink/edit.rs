//! Edits that make a plan smaller, on the plan alone.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::Kept;
use super::merge::merge;
use crate::history::Label;
use crate::plan::breakages;
use crate::plan::step::{
    Changes, Creation, DataMap, FleetHandle, Form, GameQuery, Paging, Place, Plan, PlanStep,
    PlayerQuery, Search, Step, Text,
};

/// One edit; several together make a reduction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// Lets a step go over whichever wire there is.
    DropWire(Label),
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
    /// Leaves the status filter out of a description.
    DropStatus(Label),
    /// Leaves the location out of a description.
    DropLocation(Label),
    /// Describes game sessions in the plain form.
    DropDetails(Label),
    /// Leaves the maximum out of an update.
    DropMaximum(Label),
    /// Leaves the policy out of an update.
    DropPolicy(Label),
    /// Leaves the name out of a creation or an update.
    DropName(Label),
    /// Leaves the protection out of an update.
    DropProtection(Label),
    /// Leaves the properties out of a creation or an update.
    DropProperties(Label),
    /// Leaves the idempotency token out of a creation.
    DropToken(Label),
    /// Creates a game session on the first fleet.
    FirstFleet(Label),
    /// Has a request set the policy that a game server sets.
    AskForPolicy(Label),
    /// Asks for the players of one call in a batch, an earlier or a later one.
    Merge {
        /// The call, which goes.
        from: Label,
        /// The batch.
        into: Label,
    },
}

/// Edits that are made together.
pub(super) type Reduction = Vec<Edit>;

impl Edit {
    /// Returns whether the edit takes away what `step` says of `player`.
    pub(super) fn drops_data(&self, step: Label, player: &Text) -> bool {
        *self == Self::DropData(step)
            || matches!(self, Self::DropEntry { step: own, key } if *own == step && key == player)
    }
}

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
            unbroken(step, |step| edit.make(step));
        }
        if let Some(positions) = dropped.get(&step.label) {
            unbroken(step, |step| drop_players(&mut step.step, positions));
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

/// Changes a step, or the legal request under a broken one where it can be broken still.
fn unbroken(step: &mut PlanStep, change: impl FnOnce(&mut PlanStep)) {
    let Step::Broken(broken) = &step.step else {
        return change(step);
    };
    let mut broken = broken.clone();
    let mut legal = PlanStep {
        step: *broken.request,
        ..step.clone()
    };
    change(&mut legal);
    if breakages::fits(&legal.step, &broken.breakage) {
        broken.request = Box::new(legal.step);
        step.wire = legal.wire;
        step.step = Step::Broken(broken);
    }
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
        let is_own = |label: &Label| *label == step.label;
        match self {
            Self::DropWire(label) if is_own(label) => step.wire = None,
            Self::RenamePlayer { from, to } => rename(ids_of(&mut step.step), from, to),
            Self::RenameData { from, to } => rename(data_of(&mut step.step), from, to),
            Self::DropEntry { step: label, key } if is_own(label) => {
                drop_entry(&mut step.step, key);
            }
            Self::SetMaximum {
                step: label,
                maximum,
            } if is_own(label) => {
                set_maximum(&mut step.step, |_| *maximum);
            }
            Self::LowerMaximum { step: label, by } if is_own(label) => {
                set_maximum(&mut step.step, |maximum| (maximum - by).max(0));
            }
            Self::DropData(label)
            | Self::DropLimit(label)
            | Self::DropStatus(label)
            | Self::DropLocation(label)
            | Self::DropDetails(label)
            | Self::DropMaximum(label)
            | Self::DropPolicy(label)
            | Self::DropName(label)
            | Self::DropProtection(label)
            | Self::DropProperties(label)
            | Self::DropToken(label)
            | Self::FirstFleet(label)
                if is_own(label) =>
            {
                self.drop_member(&mut step.step);
            }
            Self::AskForPolicy(label) if is_own(label) => ask_for_policy(&mut step.step),
            Self::RemoveStep(_)
            | Self::DropWire(_)
            | Self::DropPlayer { .. }
            | Self::DropEntry { .. }
            | Self::DropData(_)
            | Self::SetMaximum { .. }
            | Self::LowerMaximum { .. }
            | Self::DropLimit(_)
            | Self::DropStatus(_)
            | Self::DropLocation(_)
            | Self::DropDetails(_)
            | Self::DropMaximum(_)
            | Self::DropPolicy(_)
            | Self::DropName(_)
            | Self::DropProtection(_)
            | Self::DropProperties(_)
            | Self::DropToken(_)
            | Self::FirstFleet(_)
            | Self::AskForPolicy(_)
            | Self::Merge { .. } => {}
        }
    }

    /// Leaves a member out of a step's request.
    fn drop_member(&self, step: &mut Step) {
        match (self, step) {
            (Self::DropData(_), Step::CreatePlayerSessions { data, .. }) => *data = DataMap::Absent,
            (Self::DropData(_), Step::CreatePlayerSession { data, .. }) => *data = None,
            (Self::DropLimit(_), step) => {
                if let Some(paging) = paging_of(step) {
                    paging.limit = None;
                }
            }
            (Self::DropStatus(_), Step::DescribePlayerSessions(query)) => query.status = None,
            (Self::DropStatus(_), Step::DescribeGameSessions(query)) => query.status = None,
            (Self::DropLocation(_), Step::DescribeGameSessions(query)) => query.location = None,
            (Self::DropDetails(_), Step::DescribeGameSessions(query)) => query.form = Form::Plain,
            (Self::DropMaximum(_), Step::UpdateGameSession { changes, .. }) => {
                changes.maximum = None;
            }
            (Self::DropPolicy(_), Step::UpdateGameSession { changes, .. }) => {
                changes.policy = None;
            }
            (Self::DropName(_), Step::UpdateGameSession { changes, .. }) => changes.name = None,
            (Self::DropProtection(_), Step::UpdateGameSession { changes, .. }) => {
                changes.protection = None;
            }
            (Self::DropProperties(_), Step::UpdateGameSession { changes, .. }) => {
                changes.properties.clear();
            }
            (_, Step::CreateGameSession(creation)) => self.drop_from_creation(creation),
            _ => {}
        }
    }
}

impl Edit {
    /// Leaves a member out of the creation of a game session.
    fn drop_from_creation(&self, creation: &mut Creation) {
        if let Self::DropName(_) = self {
            creation.name = None;
        }
        if let Self::DropProperties(_) = self {
            creation.properties.clear();
        }
        if let Self::DropToken(_) = self {
            creation.token = None;
        }
        if let Self::FirstFleet(_) = self {
            creation.place = Place::Fleet(FleetHandle(1));
        }
    }
}

fn ask_for_policy(step: &mut Step) {
    if let Step::SetPolicy {
        game_session,
        policy,
    } = *step
    {
        *step = Step::UpdateGameSession {
            game_session: game_session.into(),
            changes: Changes::policy(policy),
        };
    }
}

fn rename(texts: Vec<&mut Text>, from: &Text, to: &Text) {
    for text in texts {
        if text == from {
            *text = to.clone();
        }
    }
}

fn drop_entry(step: &mut Step, key: &Text) {
    if let Step::CreatePlayerSessions {
        data: DataMap::Entries(entries),
        ..
    } = step
    {
        entries.retain(|(known, _)| known != key);
    }
}

fn set_maximum(step: &mut Step, change: impl Fn(i64) -> i64) {
    if let Step::CreateGameSession(Creation { maximum, .. })
    | Step::UpdateGameSession {
        changes: Changes {
            maximum: Some(maximum),
            ..
        },
        ..
    } = step
    {
        *maximum = change(*maximum);
    }
}

/// Returns how a description is divided into pages, `None` for other steps.
fn paging_of(step: &mut Step) -> Option<&mut Paging> {
    if let Step::DescribePlayerSessions(PlayerQuery { paging, .. })
    | Step::DescribeGameSessions(GameQuery { paging, .. })
    | Step::SearchGameSessions(Search { paging, .. }) = step
    {
        return Some(paging);
    }
    None
}

/// Returns the player ids of a step, map keys among them.
fn ids_of(step: &mut Step) -> Vec<&mut Text> {
    if let Step::DescribePlayerSessions(query) = step {
        return query.player.iter_mut().collect();
    }
    if let Step::CreatePlayerSession { player, .. } = step {
        return vec![player];
    }
    let Step::CreatePlayerSessions { players, data, .. } = step else {
        return Vec::new();
    };
    let keys = entries_of(data).iter_mut().map(|(key, _)| key);
    players.iter_mut().chain(keys).collect()
}

/// Returns the player data of a step.
fn data_of(step: &mut Step) -> Vec<&mut Text> {
    if let Step::CreatePlayerSession { data, .. } = step {
        return data.iter_mut().collect();
    }
    let Step::CreatePlayerSessions { data, .. } = step else {
        return Vec::new();
    };
    entries_of(data)
        .iter_mut()
        .filter_map(|(_, value)| value.as_mut())
        .collect()
}

fn entries_of(data: &mut DataMap) -> &mut [(Text, Option<Text>)] {
    match data {
        DataMap::Entries(entries) => entries,
        DataMap::Absent | DataMap::Null => &mut [],
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
