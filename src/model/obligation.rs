//! Obligations: the situations in which a run that covers the specification issues a command.
//!
//! A situation is the status and policy of the game session, its open slots relative to the
//! number of players asked for, what these players have here already, and the kind of command.
//! What cannot decide an answer is left out of it, so that the obligations stay few: behind a
//! status or policy that refuses everybody the data and the exact number of slots say nothing.

mod command;
mod reachable;

use std::collections::BTreeSet;
use std::fmt;

pub use self::command::{CommandClass, Data, Form, Paging, Update};
pub use self::reachable::reachable;
use super::call::Call;
use super::state::{Reservation, State};
use super::terms::Terms;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::PlayerSessionId;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Act, Command, Interval, Move};

/// A situation in which a command is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Obligation {
    /// The status of the game session: ACTIVATING, ACTIVE or TERMINATED.
    pub status: GameSessionStatus,
    /// Whether the game session takes new players.
    pub policy: PlayerSessionCreationPolicy,
    /// The open slots, beside the number of players that the command is about.
    pub open: OpenSlots,
    /// What these players have in the game session already.
    pub held: Held,
    /// The kind of command.
    pub command: CommandClass,
}

/// Open slots beside the number of players asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenSlots {
    /// None.
    Zero,
    /// One, for three players or more.
    One,
    /// Two or more, and too few by two or more.
    Few,
    /// Too few by one.
    OneLess,
    /// As many as players.
    Exact,
    /// One more than players.
    OneMore,
    /// More than that.
    Many,
}

impl OpenSlots {
    /// Every relation, from the fewest slots to the most.
    pub const ALL: [Self; 7] = [
        Self::Zero,
        Self::One,
        Self::Few,
        Self::OneLess,
        Self::Exact,
        Self::OneMore,
        Self::Many,
    ];

    /// Returns the relation of `open` slots to `players`.
    pub fn of(open: i64, players: i64) -> Self {
        match open - players {
            _ if open <= 0 => Self::Zero,
            -1 => Self::OneLess,
            0 => Self::Exact,
            1 => Self::OneMore,
            surplus if surplus > 1 => Self::Many,
            _ if open == 1 => Self::One,
            _ => Self::Few,
        }
    }

    /// Returns whether every player gets a slot.
    pub fn is_enough(self) -> bool {
        self >= Self::Exact
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zero => "no slot",
            Self::One => "one slot",
            Self::Few => "few slots",
            Self::OneLess => "one slot too few",
            Self::Exact => "just enough slots",
            Self::OneMore => "one slot to spare",
            Self::Many => "many slots",
        }
    }
}

/// What the players of a command have in the game session already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// Some have a RESERVED player session, and nobody anything else.
    Reserved,
    /// Some have an ACTIVE one, and nobody anything else.
    Active,
    /// Some have only COMPLETED ones, and nobody anything else.
    Completed,
    /// Some have a TIMEDOUT one and none that is open, and nobody anything else.
    TimedOut,
    /// A player is named twice.
    Repeated,
    /// Two of the above come together.
    Mixed,
}

impl Held {
    /// Everything that players can have.
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Reserved,
        Self::Active,
        Self::Completed,
        Self::TimedOut,
        Self::Repeated,
        Self::Mixed,
    ];

    fn of(status: PlayerSessionStatus) -> Self {
        match status {
            PlayerSessionStatus::Reserved => Self::Reserved,
            PlayerSessionStatus::Active => Self::Active,
            PlayerSessionStatus::Completed => Self::Completed,
            PlayerSessionStatus::TimedOut => Self::TimedOut,
        }
    }

    fn of_all(held: &BTreeSet<Self>) -> Self {
        match held.len() {
            0 => Self::Nothing,
            1 => held.first().copied().unwrap_or(Self::Nothing),
            _ => Self::Mixed,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Nothing => "new",
            Self::Reserved => "RESERVED",
            Self::Active => "ACTIVE",
            Self::Completed => "COMPLETED",
            Self::TimedOut => "TIMEDOUT",
            Self::Repeated => "repeated",
            Self::Mixed => "mixed",
        }
    }
}

impl Obligation {
    /// Returns the situation of an act in a belief, `None` where no obligation is like it.
    ///
    /// Where the belief leaves a choice, what is due by the clock counts as done.
    pub fn of(state: &State, act: &Act, when: Interval, terms: &Terms) -> Option<Self> {
        // What others have led a game session to is no situation that is known.
        if terms.is_shared() {
            return None;
        }
        let open = state.open_slots(when, terms).possible;
        let mut situation = Self {
            status: *state.statuses_at(when, terms).first()?,
            policy: state.policy,
            open: OpenSlots::of(open, 1),
            held: Held::Nothing,
            command: CommandClass::EndProcess,
        };
        // What a game server says while its game session ends decides nothing.
        let is_said = matches!(act, Act::Move(one) if !matches!(one, Move::EndProcess { .. }));
        if situation.status == GameSessionStatus::Terminating && is_said {
            return None;
        }
        match act {
            // How it is broken decides, and not the state.
            Act::Command(Command::Broken(_)) | Act::Provide(_) | Act::Advance => return None,
            Act::Command(command) => {
                if let Some(call) = Call::read(command) {
                    let count = i64::try_from(call.player_ids.len()).unwrap_or(i64::MAX);
                    situation.open = OpenSlots::of(open, count);
                    situation.held = held_by_players(state, &call, when);
                    situation.command = CommandClass::of_call(&call)?;
                } else {
                    situation.command = CommandClass::of_command(command, state, when, terms)?;
                    situation.held = held_by_anybody(state, when);
                }
            }
            Act::Move(Move::Accept {
                player_session_id, ..
            }) => {
                situation.command = CommandClass::Accept;
                situation.held = held_as(state, player_session_id, when)?;
            }
            Act::Move(Move::Remove {
                player_session_id, ..
            }) => {
                situation.command = CommandClass::Remove;
                situation.held = held_as(state, player_session_id, when)?;
            }
            Act::Move(Move::Activate { .. }) => situation.command = CommandClass::Activate,
            Act::Move(Move::EndProcess { .. }) => {}
            Act::Move(Move::UpdatePolicy { .. }) => situation.command = CommandClass::SetPolicy,
        }
        Some(situation.without_irrelevant())
    }

    /// Returns the situation without what cannot decide the answer.
    fn without_irrelevant(mut self) -> Self {
        use PlayerSessionCreationPolicy::AcceptAll;
        if self.status == GameSessionStatus::Terminating {
            self.status = GameSessionStatus::Terminated;
        }
        if self.status != GameSessionStatus::Active {
            // CPS-07 refuses everybody, whatever the policy.
            self.policy = AcceptAll;
        }
        match self.command {
            CommandClass::Create(form, data) => {
                let is_legal = form != Form::Batch26;
                let is_joinable =
                    self.status == GameSessionStatus::Active && self.policy == AcceptAll;
                let can_succeed = is_legal && is_joinable && self.open.is_enough();
                if !can_succeed || self.held != Held::Nothing {
                    self.command = CommandClass::Create(form, Data::Absent);
                } else {
                    self.command = CommandClass::Create(form, data);
                }
                if !is_legal {
                    self.held = Held::Nothing;
                }
                if !is_legal || !is_joinable {
                    self.open = self.open.coarse();
                }
            }
            CommandClass::Accept | CommandClass::Remove => self.open = self.open.any(),
            CommandClass::DescribeGameSessions => {
                self.open = self.open.any();
                self.policy = AcceptAll;
            }
            CommandClass::DescribePlayerSessions(_) => {
                self.open = OpenSlots::Many;
                self.policy = AcceptAll;
            }
            CommandClass::Update(_) | CommandClass::SetPolicy => {
                self.open = OpenSlots::Many;
                self.held = Held::Nothing;
            }
            CommandClass::Activate | CommandClass::Terminate | CommandClass::EndProcess => {
                self.open = OpenSlots::Many;
                self.policy = AcceptAll;
                self.held = Held::Nothing;
            }
        }
        self
    }
}

impl OpenSlots {
    /// Returns the relation as far as it shows behind a refusal that has another reason.
    fn coarse(self) -> Self {
        match self {
            Self::Zero => Self::Zero,
            Self::One | Self::Few | Self::OneLess => Self::Few,
            Self::Exact | Self::OneMore | Self::Many => Self::Many,
        }
    }

    /// Returns whether there is a slot at all.
    fn any(self) -> Self {
        match self {
            Self::Zero => Self::Zero,
            Self::One | Self::Few | Self::OneLess | Self::Exact | Self::OneMore | Self::Many => {
                Self::Many
            }
        }
    }
}

/// Returns the status that a player session has most likely.
fn likely_status(reservation: &Reservation, when: Interval) -> Option<PlayerSessionStatus> {
    let statuses = reservation.statuses_at(when);
    if reservation.status_at_end.is_some() {
        return reservation.status_at_end;
    }
    if statuses.contains(PlayerSessionStatus::TimedOut) {
        return Some(PlayerSessionStatus::TimedOut);
    }
    statuses.iter().next()
}

fn held_as(state: &State, id: &PlayerSessionId, when: Interval) -> Option<Held> {
    let reservation = state.reservations.get(state.find(id.as_str())?)?;
    likely_status(reservation, when).map(Held::of)
}

fn held_by_anybody(state: &State, when: Interval) -> Held {
    let statuses = state
        .reservations
        .iter()
        .filter_map(|known| likely_status(known, when));
    Held::of_all(&statuses.map(Held::of).collect())
}

fn held_by_players(state: &State, call: &Call, when: Interval) -> Held {
    if call.has_repeats() {
        return Held::Repeated;
    }
    let held_by = |player: &str| {
        let own = state
            .reservations
            .iter()
            .filter(|known| known.player_id == player);
        let held: BTreeSet<Held> = own
            .filter_map(|known| likely_status(known, when))
            .map(Held::of)
            .collect();
        // A player session that is open decides before one that has ended, TIMEDOUT before COMPLETED (U-07).
        let order = [
            Held::Reserved,
            Held::Active,
            Held::TimedOut,
            Held::Completed,
        ];
        order.into_iter().find(|kind| held.contains(kind))
    };
    Held::of_all(&call.distinct().into_iter().filter_map(held_by).collect())
}

impl fmt::Display for Obligation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}, {}, {}: {}",
            self.status,
            self.policy,
            self.open.name(),
            self.held.name(),
            self.command
        )
    }
}

#[cfg(test)]
mod tests;
