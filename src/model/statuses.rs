//! Sets of statuses of a player session.

use crate::api::player_session::PlayerSessionStatus;

/// A set of statuses of a player session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Statuses(u8);

impl Statuses {
    /// No status at all.
    pub const NONE: Self = Self(0);

    /// Every status.
    pub const ANY: Self = Self(0b1111);

    /// Returns the set that holds one status.
    pub fn only(status: PlayerSessionStatus) -> Self {
        Self(1 << status as u8)
    }

    /// Returns the set with one status more.
    #[must_use]
    pub fn with(self, status: PlayerSessionStatus) -> Self {
        Self(self.0 | Self::only(status).0)
    }

    /// Returns the set that holds what either holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the set with one status less.
    #[must_use]
    pub fn without(self, status: PlayerSessionStatus) -> Self {
        Self(self.0 & !Self::only(status).0)
    }

    /// Returns whether the status is in the set.
    pub fn contains(self, status: PlayerSessionStatus) -> bool {
        self.0 & Self::only(status).0 != 0
    }

    /// Returns whether the status is the only one in the set.
    pub fn is(self, status: PlayerSessionStatus) -> bool {
        self == Self::only(status)
    }

    /// Returns the statuses in the set, in the order of the API's enumeration.
    pub fn iter(self) -> impl Iterator<Item = PlayerSessionStatus> {
        PlayerSessionStatus::ALL
            .into_iter()
            .filter(move |status| self.contains(*status))
    }

    /// Returns whether every status in the set takes a slot.
    pub(super) fn certainly_takes_slot(self) -> bool {
        self.without(PlayerSessionStatus::Reserved)
            .without(PlayerSessionStatus::Active)
            == Self::NONE
    }

    /// Returns whether some status in the set takes a slot.
    pub(super) fn possibly_takes_slot(self) -> bool {
        self.contains(PlayerSessionStatus::Reserved) || self.contains(PlayerSessionStatus::Active)
    }
}
