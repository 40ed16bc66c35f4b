//! The conditions under which a call that creates player sessions may be refused.

use super::create::{
    Condition, Situation, Telling, U_03, U_04, U_05, U_14, U_15, U_16_TERMINATED, U_16_TERMINATING,
};
use super::judgement::Belief;
use super::state::{Count, State};
use crate::api::exception::ExceptionKind;
use crate::api::game_session::GameSessionStatus;
use crate::spec::id::{ClauseId, ContextId};

const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_22: ClauseId = ClauseId::of("CPS-22");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_43: ClauseId = ClauseId::of("CPS-43");

impl Situation<'_> {
    pub(super) fn add(&mut self, guard: Option<ClauseId>, context: Option<ContextId>) {
        let exceptions = guard.map_or(&[][..], |clause| self.exceptions_of(clause));
        self.conditions.push(Condition {
            guard,
            exceptions,
            context,
            telling: Telling::Answer,
        });
    }

    pub(super) fn add_limits(&mut self) {
        for clause in &self.limits.broken {
            self.add(Some(*clause), None);
        }
        let ignored = self.limits.ignored_value();
        for context in self.call.quirks.iter().copied().chain(ignored) {
            self.add(None, Some(context));
        }
    }

    pub(super) fn add_status(&mut self, state: &State) {
        use GameSessionStatus as S;
        let statuses = state.statuses_at(self.when, self.scene.terms);
        let guard = (!statuses.contains(&S::Active)).then_some(CPS_07);
        let is_over = [S::Terminating, S::Terminated]
            .iter()
            .all(|one| statuses.contains(one));
        for status in &statuses {
            let context = match status {
                S::Active => continue,
                S::Activating => U_15,
                S::Terminating => U_16_TERMINATING,
                S::Terminated | S::Error => U_16_TERMINATED,
            };
            self.add(guard, Some(context));
            // Whether it is still ending or has ended is not known.
            if is_over && let Some(condition) = self.conditions.last_mut() {
                condition.telling = Telling::Nothing;
            }
        }
    }

    /// Adds what others may have made of a game session that is theirs, too: closed, ended, or not
    /// activated yet.
    pub(super) fn add_foreign(&mut self) {
        for context in [U_14, U_15, U_16_TERMINATING, U_16_TERMINATED] {
            self.add(None, Some(context));
            if let Some(condition) = self.conditions.last_mut() {
                condition.telling = Telling::Nothing;
            }
        }
    }

    pub(super) fn add_players(&mut self) {
        if self.call.has_repeats() {
            self.add(None, Some(U_03));
        }
        if self.mentions.iter().any(|mention| mention.is_reserved) {
            let question = self.reserved_question();
            self.add(None, Some(question.unwrap_or(U_04)));
            if let (None, Some(condition)) = (question, self.conditions.last_mut()) {
                condition.telling = Telling::Nothing;
            }
        }
        if self.mentions.iter().any(|mention| mention.is_active) {
            let question = self.active_question();
            self.add(None, Some(U_05));
            if let (None, Some(condition)) = (question, self.conditions.last_mut()) {
                condition.telling = Telling::Nothing;
            }
        }
    }

    /// Counts the new player sessions that a success may need: U-03, U-04 and U-05 decide.
    pub(super) fn needed(&self, belief: &Belief) -> Count {
        let mut need = Count::default();
        for mention in &self.mentions {
            let has_one = (mention.is_reserved && self.may_return_reserved(belief))
                || (mention.is_active && self.may_return_active(belief));
            need.certain += if has_one {
                0
            } else if mention.count == 1 || belief.answers.allows(U_03, "one-session") {
                1
            } else {
                mention.count
            };
            need.possible += mention.count;
        }
        need
    }

    pub(super) fn add_capacity(&mut self) {
        let full = if self.open.certain <= 0 || self.call.player_ids.len() == 1 {
            CPS_35
        } else {
            CPS_43
        };
        for (clause, room) in [(full, self.open), (CPS_22, self.room)] {
            if self.need.possible > room.certain {
                // Where the maximum was lowered, a call that needs no slot may still succeed.
                let is_certain = self.need.certain > room.possible.max(0);
                self.conditions.push(Condition {
                    guard: is_certain.then_some(clause),
                    exceptions: self.exceptions_of(clause),
                    context: None,
                    telling: Telling::Answer,
                });
            }
        }
    }

    pub(super) fn exceptions_of(&self, clause: ClauseId) -> &'static [ExceptionKind] {
        let row = self.scene.catalog.clauses.get(&clause);
        row.map_or(&[], |row| &row.exceptions)
    }
}
