//! Other legal answers to questions that the documents leave open.
//!
//! Without any variation the emulator answers: a player who has a reservation gets another one
//! (U-04), player sessions come in the order of the request (U-10), `DENY_ALL` and an ended game
//! session are an invalid game-session status (U-14, U-16), all members are present (U-31).

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

/// An answer other than the default one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// U-04: a player who has a reservation is an invalid request.
    ReservedPlayerRefused,
    /// U-04: a player who has a reservation gets the same one again.
    ReservedPlayerReturned,
    /// U-10: created player sessions come in reverse order.
    ReverseOrder,
    /// U-14: `DENY_ALL` makes a create an invalid request.
    DenyAllInvalidRequest,
    /// U-14: `DENY_ALL` makes the game session full.
    DenyAllFull,
    /// U-16: an ended game session is not found.
    TerminatedNotFound,
    /// U-16: an ended game session makes a create an invalid request.
    TerminatedInvalidRequest,
    /// U-31: player sessions tell neither the address nor the fleet.
    Sparse,
}

impl Variation {
    /// Every variation, in the order of the enum.
    pub const ALL: [Self; 8] = [
        Self::ReservedPlayerRefused,
        Self::ReservedPlayerReturned,
        Self::ReverseOrder,
        Self::DenyAllInvalidRequest,
        Self::DenyAllFull,
        Self::TerminatedNotFound,
        Self::TerminatedInvalidRequest,
        Self::Sparse,
    ];

    /// Returns the name by which it is switched on: the question, `=`, the answer.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReservedPlayerRefused => "U-04=invalid-request",
            Self::ReservedPlayerReturned => "U-04=existing-session",
            Self::ReverseOrder => "U-10=reverse-order",
            Self::DenyAllInvalidRequest => "U-14=invalid-request",
            Self::DenyAllFull => "U-14=game-session-full",
            Self::TerminatedNotFound => "U-16=not-found",
            Self::TerminatedInvalidRequest => "U-16=invalid-request",
            Self::Sparse => "U-31=sparse",
        }
    }

    /// Returns the id of the question.
    pub fn question(self) -> &'static str {
        let name = self.name();
        name.split_once('=').map_or(name, |(question, _)| question)
    }

    /// Returns the variation of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|variation| variation.name() == name)
    }

    /// Returns what an emulator with this variation does, as one sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::ReservedPlayerRefused => {
                "Refuses a player who has a reservation with InvalidRequestException."
            }
            Self::ReservedPlayerReturned => {
                "Returns the reservation that a player has already, and takes no slot."
            }
            Self::ReverseOrder => "Returns created player sessions in reverse order.",
            Self::DenyAllInvalidRequest => "Answers DENY_ALL with InvalidRequestException.",
            Self::DenyAllFull => "Answers DENY_ALL with GameSessionFullException.",
            Self::TerminatedNotFound => {
                "Answers a create in a TERMINATED game session with NotFoundException."
            }
            Self::TerminatedInvalidRequest => {
                "Answers a create in a TERMINATED game session with InvalidRequestException."
            }
            Self::Sparse => {
                "Leaves IpAddress, Port, DnsName, FleetId and FleetArn out of player sessions."
            }
        }
    }
}

impl fmt::Display for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Variations of which no two answer the same question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variations(BTreeMap<&'static str, Variation>);

/// Two answers to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("choose between the variations {first} and {second}: they answer the same question")]
pub struct VariationConflict {
    /// The answer given first.
    pub first: Variation,
    /// The answer that differs from it.
    pub second: Variation,
}

impl Variations {
    /// Collects variations; the same one may come twice.
    pub fn new(variations: impl IntoIterator<Item = Variation>) -> Result<Self, VariationConflict> {
        let mut answers = BTreeMap::new();
        for second in variations {
            match answers.insert(second.question(), second) {
                Some(first) if first != second => {
                    return Err(VariationConflict { first, second });
                }
                _ => {}
            }
        }
        Ok(Self(answers))
    }

    /// Returns whether the variation is one of them.
    pub fn contains(&self, variation: Variation) -> bool {
        self.0.get(variation.question()) == Some(&variation)
    }

    /// Returns the variations by question.
    pub fn iter(&self) -> impl Iterator<Item = Variation> + '_ {
        self.0.values().copied()
    }
}
