//! The deliberate bugs that the emulator carries, each switched on by its name.
//!
//! Knows names and descriptions; the bug itself is one branch, where the rule it breaks stands.
//! Does not know which clause finds it.

use std::fmt;

/// A deliberate bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Takes the maximum for one more than it is.
    CapacityOffByOne,
    /// Looks for one open slot, however many players come.
    BatchChecksOneSlot,
    /// Forgets the data of players.
    PlayerDataDropped,
    /// Refuses data for players that the call does not name.
    UnknownDataKeyRefused,
    /// Ignores the creation policy.
    DenyAllIgnored,
    /// Reserves slots before the game session is active.
    ReservesWhileActivating,
    /// Calls a full game session an invalid request.
    FullAnsweredInvalidRequest,
    /// Holds a reservation until the game session ends.
    ReservationNeverTimesOut,
}

impl Fault {
    /// Every fault, in the order of the enum.
    pub const ALL: [Self; 8] = [
        Self::CapacityOffByOne,
        Self::BatchChecksOneSlot,
        Self::PlayerDataDropped,
        Self::UnknownDataKeyRefused,
        Self::DenyAllIgnored,
        Self::ReservesWhileActivating,
        Self::FullAnsweredInvalidRequest,
        Self::ReservationNeverTimesOut,
    ];

    /// Returns the name by which it is switched on.
    pub fn name(self) -> &'static str {
        match self {
            Self::CapacityOffByOne => "capacity-off-by-one",
            Self::BatchChecksOneSlot => "batch-checks-one-slot",
            Self::PlayerDataDropped => "player-data-dropped",
            Self::UnknownDataKeyRefused => "unknown-data-key-refused",
            Self::DenyAllIgnored => "deny-all-ignored",
            Self::ReservesWhileActivating => "reserves-while-activating",
            Self::FullAnsweredInvalidRequest => "full-answered-invalid-request",
            Self::ReservationNeverTimesOut => "reservation-never-times-out",
        }
    }

    /// Returns the fault of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// Returns what an emulator with this fault does, as one sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::CapacityOffByOne => "Admits one player more than the maximum.",
            Self::BatchChecksOneSlot => "Admits a whole batch whenever one slot is open.",
            Self::PlayerDataDropped => "Neither stores nor returns player data.",
            Self::UnknownDataKeyRefused => {
                "Refuses a batch whose data map names a player outside the batch."
            }
            Self::DenyAllIgnored => "Creates player sessions although the policy is DENY_ALL.",
            Self::ReservesWhileActivating => {
                "Creates player sessions while the game session is ACTIVATING."
            }
            Self::FullAnsweredInvalidRequest => {
                "Answers InvalidRequestException where the game session is full."
            }
            Self::ReservationNeverTimesOut => "Never times a reservation out.",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
