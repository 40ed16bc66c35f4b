//! Descriptions that show what was there a while ago (U-32).
//!
//! Under the manner the machine keeps copies of itself from before its latest changes, and every
//! other description is made from one of them. Fleets and aliases are those of the moment.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::Emulator;
use super::lapses::LATENESS;
use super::manners::Manner;

/// How far apart the copies are at the least; a description is late by so much less.
const SPACING: Duration = Duration::from_millis(100);

/// What was there a while ago.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// The machine as it was before the input of each moment, oldest first.
    copies: VecDeque<(Duration, Arc<Emulator>)>,
    /// Whether the description before was late.
    was_late: bool,
}

impl Emulator {
    /// Keeps a copy of the machine before an input at `now` changes it.
    pub(super) fn keep_copy(&mut self, now: Duration) {
        if !self.behaves(Manner::LateDescriptions) {
            return;
        }
        let mut earlier = std::mem::take(&mut self.earlier);
        while let Some((moment, _)) = earlier.copies.front()
            && *moment + LATENESS <= now
        {
            earlier.copies.pop_front();
        }
        let last = earlier.copies.back();
        if last.is_none_or(|(moment, _)| *moment + SPACING <= now) {
            earlier.copies.push_back((now, Arc::new(self.clone())));
        }
        self.earlier = earlier;
    }

    /// Returns the machine that a description is made from, where it is late.
    pub(super) fn late(&mut self) -> Option<Self> {
        let (_, copy) = self.earlier.copies.front()?;
        self.earlier.was_late = !self.earlier.was_late;
        if !self.earlier.was_late {
            return None;
        }
        let mut late = Self::clone(copy);
        late.run_timers(self.now.saturating_sub(LATENESS));
        late.fleets.clone_from(&self.fleets);
        late.aliases.clone_from(&self.aliases);
        Some(late)
    }
}
