//! A machine whose game session others use as well: what they do leaves no operation in the
//! history.

use super::{Machine, OPERATIONS, Role, hold, told};
use crate::check::case::judge_case;
use crate::history::{Act, History, Outcome};
use crate::model::terms::{Terms, Traffic};

impl Machine {
    /// Plays our part and that of others by turns, as it comes.
    fn run_visited(mut self) -> (History, Terms) {
        self.role = Role::Guest;
        self.operate(0);
        self.role = Role::Other;
        self.operate(1);
        for index in 2..2 * OPERATIONS {
            self.role = [Role::Guest, Role::Other][self.choices.pick(2)];
            self.operate(index);
        }
        let terms = Terms {
            tolerance: self.tolerance,
            traffic: Traffic::Foreign,
            ..Terms::default()
        };
        (self.history, terms)
    }

    /// Chooses what we do in a game session of others.
    pub(super) fn act_as_guest(&mut self, index: usize) -> (Act, Outcome) {
        if index == 0 {
            let mut made = self.create_game_session();
            while self.game_sessions.is_empty() {
                made = self.create_game_session();
            }
            return (made.0.provided(), made.1);
        }
        match self.choices.pick(10) {
            1 => self.wait(),
            2..=5 => self.list_players(0),
            6 => self.describe(0),
            7 => self.details(0),
            _ => self.call(0),
        }
    }

    /// Chooses what others do.
    pub(super) fn act_as_other(&mut self, index: usize) -> (Act, Outcome) {
        if index == 1 {
            return self.activate(0);
        }
        match self.choices.pick(12) {
            1..=3 => self.accept(0),
            4 | 5 => self.remove(0),
            6 | 7 => self.update(0),
            8 => self.set_policy(0),
            9 if self.choices.pick(4) == 1 => self.end(0),
            9 if self.choices.pick(3) == 1 => self.terminate(0),
            9 => self.wait(),
            _ => self.call(0),
        }
    }
}

#[test]
fn no_legal_traffic_of_others_is_a_violation() {
    hold(1500, |stream| {
        let (history, terms) = Machine::new(stream).run_visited();
        let judgement = judge_case(&history, &terms);
        let fail = |what: String| Err(format!("{what}\n{}\n{terms:?}", told(&history)));
        if !judgement.violations.is_empty() {
            return fail(format!("{:#?}", judgement.violations));
        }
        judgement.inconclusive.map_or(Ok(()), fail)
    });
}
