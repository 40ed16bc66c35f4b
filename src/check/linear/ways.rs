//! The orders in which calls took effect on the way to each configuration, as far as they differ.

/// The way on which nothing has taken effect.
pub(super) const ROOT: usize = usize::MAX;

/// So many steps are kept whatever leads nowhere.
const STEPS_MIN: usize = 4_096;

/// The last call that took effect on a way, and the way before it.
#[derive(Clone, Copy, Debug)]
struct Step {
    before: usize,
    call: usize,
}

/// Ways that share their beginnings.
#[derive(Debug)]
pub(super) struct Ways {
    steps: Vec<Step>,
    /// With so many steps it is time to forget some.
    steps_max: usize,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            steps_max: STEPS_MIN,
        }
    }
}

impl Ways {
    /// Returns the way that goes one call further.
    pub(super) fn push(&mut self, before: usize, call: usize) -> usize {
        self.steps.push(Step { before, call });
        self.steps.len() - 1
    }

    /// Returns the calls on a way, in order.
    pub(super) fn order(&self, mut way: usize) -> Vec<usize> {
        let mut order = Vec::new();
        while way != ROOT {
            let Step { before, call } = self.steps[way];
            order.push(call);
            way = before;
        }
        order.reverse();
        order
    }

    /// Returns whether there are at least twice as many steps as led anywhere the last time.
    pub(super) fn are_many(&self) -> bool {
        self.steps.len() >= self.steps_max
    }

    /// Forgets every step that is on none of these ways, and names the ways anew.
    pub(super) fn forget_all_but(&mut self, ways: &mut [&mut usize]) {
        let mut is_kept = vec![false; self.steps.len()];
        for way in &*ways {
            let mut way = **way;
            while way != ROOT && !is_kept[way] {
                is_kept[way] = true;
                way = self.steps[way].before;
            }
        }
        let mut names = vec![ROOT; self.steps.len()];
        let mut kept: Vec<Step> = Vec::new();
        for (way, Step { before, call }) in self.steps.iter().enumerate() {
            if is_kept[way] {
                names[way] = kept.len();
                // What comes before has its name already.
                let before = names.get(*before).copied().unwrap_or(ROOT);
                kept.push(Step {
                    before,
                    call: *call,
                });
            }
        }
        for way in ways {
            **way = names.get(**way).copied().unwrap_or(ROOT);
        }
        self.steps_max = STEPS_MIN.max(kept.len() * 2);
        self.steps = kept;
    }
}
