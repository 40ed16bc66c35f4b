//! The obligations that plans can reach.

use std::collections::BTreeSet;

use super::command::{CommandClass, Data, Form, Paging, Update};
use super::{Held, Obligation, OpenSlots};
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::spec::clause::Suite;

/// The statuses that a plan can bring a game session into.
const STATUSES: [GameSessionStatus; 3] = [
    GameSessionStatus::Activating,
    GameSessionStatus::Active,
    GameSessionStatus::Terminated,
];

/// Returns the obligations that plans of these suites can reach.
pub fn reachable(suites: &BTreeSet<Suite>) -> BTreeSet<Obligation> {
    let mut reachable = BTreeSet::new();
    for command in commands() {
        for status in STATUSES {
            for policy in PlayerSessionCreationPolicy::ALL {
                for open in OpenSlots::ALL {
                    for held in Held::ALL {
                        let situation = Obligation {
                            status,
                            policy,
                            open,
                            held,
                            command,
                        };
                        let is_whole = situation.without_irrelevant() == situation;
                        if is_whole && situation.is_possible() && situation.is_timely(suites) {
                            reachable.insert(situation);
                        }
                    }
                }
            }
        }
    }
    reachable
}

fn commands() -> Vec<CommandClass> {
    let mut commands = vec![
        CommandClass::DescribePlayerSessions(Paging::Default),
        CommandClass::DescribePlayerSessions(Paging::Limited),
        CommandClass::DescribeGameSessions,
        CommandClass::Activate,
        CommandClass::Accept,
        CommandClass::Remove,
        CommandClass::Terminate,
        CommandClass::SetPolicy,
        CommandClass::EndProcess,
    ];
    commands.extend(Update::ALL.map(CommandClass::Update));
    for form in Form::ALL {
        commands.extend(Data::ALL.map(|data| CommandClass::Create(form, data)));
    }
    commands
}

impl Obligation {
    /// Returns whether a plan of these suites has the time that the situation takes.
    fn is_timely(self, suites: &BTreeSet<Suite>) -> bool {
        // CPS-24: only waiting makes a player session TIMEDOUT.
        self.held != Held::TimedOut || suites.contains(&Suite::Temporal)
    }

    /// Returns whether the situation can come about.
    fn is_possible(self) -> bool {
        self.has_possible_command() && self.has_possible_players() && self.has_possible_slots()
    }

    fn has_possible_command(self) -> bool {
        let is_running = self.status != GameSessionStatus::Terminated;
        match self.command {
            // The single form has no map that could be empty or name somebody else.
            CommandClass::Create(Form::Single, Data::Empty | Data::Unknown) => false,
            // A process that has ended says nothing more, and nobody is in before activation.
            CommandClass::Accept | CommandClass::Remove => self.status == GameSessionStatus::Active,
            CommandClass::Activate | CommandClass::SetPolicy => is_running,
            // Nobody can be in before activation (CPS-07), so no maximum is below the players.
            CommandClass::Update(Update::LowerBelow) => {
                self.status != GameSessionStatus::Activating
            }
            // A process also ends when its game session was told to.
            CommandClass::EndProcess
            | CommandClass::Terminate
            | CommandClass::Create(..)
            | CommandClass::Update(_)
            | CommandClass::DescribePlayerSessions(_)
            | CommandClass::DescribeGameSessions => true,
        }
    }

    fn has_possible_players(self) -> bool {
        let is_one = matches!(
            self.command,
            CommandClass::Create(Form::Single | Form::Batch1, _)
                | CommandClass::Accept
                | CommandClass::Remove
        );
        let is_move = matches!(self.command, CommandClass::Accept | CommandClass::Remove);
        let is_create = matches!(self.command, CommandClass::Create(..));
        let is_activating = self.status == GameSessionStatus::Activating;
        match self.held {
            Held::Nothing => !is_move,
            // Nobody can be in before activation (CPS-07).
            Held::Reserved | Held::Active | Held::Completed | Held::TimedOut => !is_activating,
            // One player is not several.
            Held::Repeated => is_create && !is_one,
            Held::Mixed => !is_one && !is_activating,
        }
    }

    fn has_possible_slots(self) -> bool {
        let CommandClass::Create(form, _) = self.command else {
            // A game session without players and without a slot has a maximum of 0 (U-12).
            return true;
        };
        match (form, self.open) {
            // What is less than one slot is none, and what is less than two is one.
            (Form::Single | Form::Batch1, OpenSlots::OneLess | OpenSlots::One | OpenSlots::Few)
            | (Form::Batch2, OpenSlots::One) => false,
            // Behind another refusal any number that is too small counts as few.
            (Form::Batch2, OpenSlots::Few) => !self.is_joinable(),
            _ => true,
        }
    }

    fn is_joinable(self) -> bool {
        self.status == GameSessionStatus::Active
            && self.policy == PlayerSessionCreationPolicy::AcceptAll
    }
}
