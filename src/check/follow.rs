//! The last operation of a case that goes on, judged for the cost of that operation.

use std::collections::BTreeSet;

use super::case::judge_case;
use super::sorted::Sorted;
use super::walk::{Ground, Keep, Walk};
use crate::history::History;
use crate::model::judgement::Notes;
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;
use crate::verdict::deviation::Deviations;

/// How far a case has been followed.
#[derive(Debug, Default)]
pub struct Follower {
    /// A walk for each game session, in the order of creation; none has taken the last operation.
    walks: Vec<Walk>,
}

impl Follower {
    /// Returns whether the last operation of a case shows a violation.
    ///
    /// From one call to the next the history grows, and another last operation may replace the
    /// one before; the terms stay the same. The answer is the one of `judge_case`.
    pub fn is_broken(&mut self, history: &History, terms: &Terms) -> bool {
        let Some((last, operation)) = history.operations.iter().enumerate().next_back() else {
            return false;
        };
        let catalog = Catalog::embedded();
        let sorted = Sorted::of(history, catalog);
        let ground = Ground {
            catalog,
            terms,
            elsewhere: &sorted.elsewhere,
            accepted: &Deviations::default(),
        };
        self.walks.resize_with(sorted.tracks.len(), Walk::new);
        let is_stranger = |(position, ..): &(usize, _, _)| *position == last;
        let is_last = |(position, _): &(usize, _)| *position == last;
        let mut is_plain =
            !sorted.strangers.iter().any(is_stranger) && !sorted.aliases.iter().any(is_last);
        let mut is_broken = false;
        for (walk, track) in self.walks.iter_mut().zip(&sorted.tracks) {
            let concerned = track.steps.last().filter(|step| step.position == last);
            if concerned.is_none() {
                continue;
            }
            let end = track.steps.len() - 1;
            let lifts = BTreeSet::new();
            walk.go_on(track, end, &lifts, (ground, Keep::Nothing));
            // What is broken already hides what comes after it.
            is_plain &= walk.reached == end && !walk.is_overflown;
            let mut ahead = Walk {
                beliefs: walk.beliefs.clone(),
                reached: end,
                ..Walk::new()
            };
            ahead.go_on(track, end + 1, &lifts, (ground, Keep::Nothing));
            let shows_fault = |notes: &Notes| !notes.members.is_empty();
            is_broken |= !ahead.illegal.is_empty() || ahead.notes.iter().any(shows_fault);
        }
        for look in sorted.looks.iter().filter(|look| look.position == last) {
            let look = look.judge(catalog, terms);
            is_broken |= look.illegal.is_some() || !look.notes.members.is_empty();
        }
        if is_plain {
            return is_broken;
        }
        let shown = judge_case(history, terms).violations;
        shown
            .iter()
            .any(|one| one.symptom == operation.label.step())
    }
}
