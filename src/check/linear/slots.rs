//! The slots of one game session as an object that several clients use.
//!
//! A projection of the model: of a game session it keeps what calls at the same time can decide
//! for each other, which is how many slots are taken, how many there are, whether new players are
//! let in, whether it runs, and who has come in as far as somebody looked. What an outcome needs
//! is given as conditions, of which one must hold, so that whatever the documents leave open is
//! open here.

use super::{Call, Effect, Object, occupancy};

/// The slots of one game session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slots;

/// What the slots are in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// How many are taken.
    pub taken: i64,
    /// How many there are.
    pub maximum: i64,
    /// Whether new players are let in.
    pub policy: Policy,
    /// Whether the game session runs.
    pub stage: Stage,
    /// How many acts of each group have taken effect.
    pub groups: Vec<u32>,
}

/// Whether new players are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// They are.
    AcceptAll,
    /// They are not.
    DenyAll,
}

/// How far a game session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Its server has not activated it.
    Activating,
    /// It runs.
    Active,
    /// It was told to end.
    Terminating,
    /// It has ended.
    Terminated,
}

/// What one outcome needs of the slots, all of it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needs {
    /// So many slots are open, at the least.
    pub open_min: Option<i64>,
    /// So many slots are open, at the most.
    pub open_max: Option<i64>,
    /// So many slots are taken.
    pub taken: Option<i64>,
    /// There are so many slots.
    pub maximum: Option<i64>,
    /// The policy.
    pub policy: Option<Policy>,
    /// The game session is in one of these; any where there are none.
    pub stages: Vec<Stage>,
    /// For each of these groups, so many of its acts have taken effect.
    pub groups: Vec<(usize, u32)>,
}

/// What an act does to the slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// It takes so many slots, or gives so many back where that is negative.
    Take {
        /// How many.
        count: i64,
        /// The group that it belongs to, `None` where nobody looked.
        group: Option<usize>,
    },
    /// It sets the maximum, the policy, or both.
    Set {
        /// The maximum.
        maximum: Option<i64>,
        /// The policy.
        policy: Option<Policy>,
    },
    /// It takes the game session on.
    Enter(Stage),
}

/// An act on the slots with its outcome.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    /// What the outcome needs: one of these; nothing at all where there are none.
    pub needs: Vec<Needs>,
    /// What it does.
    pub change: Change,
    /// A number that all acts share which need and do the same.
    pub kind: u64,
}

impl Needs {
    fn are_met(&self, slots: &Taken) -> bool {
        let open = slots.maximum - slots.taken;
        self.open_min.is_none_or(|least| open >= least)
            && self.open_max.is_none_or(|most| open <= most)
            && self.taken.is_none_or(|taken| slots.taken == taken)
            && self.maximum.is_none_or(|maximum| slots.maximum == maximum)
            && self.policy.is_none_or(|policy| slots.policy == policy)
            && (self.stages.is_empty() || self.stages.contains(&slots.stage))
            && self
                .groups
                .iter()
                .all(|(group, count)| slots.groups.get(*group) == Some(count))
    }
}

impl Object for Slots {
    type State = Taken;
    type Act = Act;

    fn apply(&self, slots: &Taken, act: &Act) -> Vec<Taken> {
        if !self.is_legal(slots, act) {
            return Vec::new();
        }
        let mut next = slots.clone();
        match act.change {
            Change::Nothing => {}
            Change::Take { count, group } => {
                next.taken += count;
                if let Some(seen) = group.and_then(|group| next.groups.get_mut(group)) {
                    *seen += 1;
                }
            }
            Change::Set { maximum, policy } => {
                next.maximum = maximum.unwrap_or(next.maximum);
                next.policy = policy.unwrap_or(next.policy);
            }
            // Nothing leads back.
            Change::Enter(stage) => next.stage = next.stage.max(stage),
        }
        vec![next]
    }

    fn is_legal(&self, slots: &Taken, act: &Act) -> bool {
        act.needs.is_empty() || act.needs.iter().any(|needs| needs.are_met(slots))
    }

    fn effect(&self, act: &Act) -> Effect {
        match act.change {
            Change::Nothing => Effect::Nothing,
            Change::Take { .. } | Change::Set { .. } | Change::Enter(_) => Effect::Alike(act.kind),
        }
    }

    fn misfit(&self, initial: &Taken, calls: &[Call<Act>]) -> Option<usize> {
        occupancy::misfit(initial, calls)
    }
}
