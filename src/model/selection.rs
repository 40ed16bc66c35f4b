//! Which player sessions of a game session a list asks for.

use super::judgement::Scene;
use super::query::{Key, Query};
use super::state::{Existence, Reservation, State, Statuses};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::history::Interval;
use crate::spec::id::ClauseId;

const DPS_01: ClauseId = ClauseId::of("DPS-01");
const DPS_02: ClauseId = ClauseId::of("DPS-02");
const DPS_04: ClauseId = ClauseId::of("DPS-04");
const DPS_07: ClauseId = ClauseId::of("DPS-07");
const DPS_08: ClauseId = ClauseId::of("DPS-08");
const DPS_09: ClauseId = ClauseId::of("DPS-09");
const DPS_10: ClauseId = ClauseId::of("DPS-10");
const DPS_12: ClauseId = ClauseId::of("DPS-12");

/// The player sessions of a game session that a list asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selection<'a> {
    kind: Kind<'a>,
    /// The status that the request names beside a key with which it has no effect.
    idle: Option<PlayerSessionStatus>,
    /// Whether the request asks for pages although one player session has none.
    is_paged: bool,
    /// Whether the list was not followed to its end.
    is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    /// All of them.
    All,
    /// Those of one status.
    Status(PlayerSessionStatus),
    /// Those of a player.
    Player(&'a str),
    /// The one of that id.
    One(&'a str),
}

/// Whether a listed player session is in the game session in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// It is.
    Here,
    /// It is in another one.
    Elsewhere,
    /// It does not say.
    Unknown,
}

impl<'a> Selection<'a> {
    /// Returns what a query selects, `None` where what it selects is not known.
    pub(super) fn of(query: &Query<'a>) -> Option<Self> {
        let status = match query.status {
            // What a filter that is no status selects is not said.
            Some(name) => Some(PlayerSessionStatus::parse(name)?),
            None => None,
        };
        let (kind, idle) = match (query.key, status) {
            (Key::GameSession(_), None) => (Kind::All, None),
            (Key::GameSession(_), Some(status)) => (Kind::Status(status), None),
            (Key::Player(player), idle) => (Kind::Player(player), idle),
            (Key::PlayerSession(id), idle) => (Kind::One(id), idle),
            (Key::Fleet(_) | Key::Alias(_) | Key::None | Key::Several, _) => return None,
        };
        let is_paged = matches!(kind, Kind::One(_)) && query.is_paged();
        Some(Self {
            kind,
            idle,
            is_paged,
            is_cut: false,
        })
    }

    /// Returns the selection for a list that ends with a token: what it does not hold may still
    /// come.
    pub(super) fn ending_with(self, token: Option<&str>) -> Self {
        // One player session has no pages.
        let is_cut = token.is_some() && !matches!(self.kind, Kind::One(_));
        Self { is_cut, ..self }
    }

    /// Returns whether the list shows all player sessions of the game session.
    pub(super) fn is_all(self) -> bool {
        self.kind == Kind::All && !self.is_cut
    }

    /// Returns whether one status alone is asked for.
    pub(super) fn has_status(self) -> bool {
        matches!(self.kind, Kind::Status(_))
    }

    /// Returns where a listed player session is.
    pub(super) fn home(self, session: &PlayerSession, scene: &Scene<'_>) -> Home {
        if matches!(self.kind, Kind::All | Kind::Status(_)) {
            return Home::Here;
        }
        let id = session.player_session_id.as_deref();
        let known = id.and_then(|id| scene.elsewhere.home(id));
        let told = session.game_session_id.as_deref();
        match (known, told) {
            (Some(home), _) if home == scene.game_session_id => Home::Here,
            (None, Some(home)) if scene.is_own(home) => Home::Here,
            (None, None) => Home::Unknown,
            (Some(_), _) | (None, Some(_)) => Home::Elsewhere,
        }
    }

    /// Returns whether a player session is among those asked for, whatever its status.
    pub(super) fn holds(self, reservation: &Reservation) -> bool {
        match self.kind {
            Kind::All | Kind::Status(_) => true,
            Kind::Player(player) => reservation.player_id == player,
            Kind::One(id) => reservation.player_session_id.as_deref() == Some(id),
        }
    }

    /// Returns whether a player session that exists has to be listed at `when`.
    pub(super) fn needs(
        self,
        reservation: &Reservation,
        state: &State,
        when: Interval,
        scene: &Scene<'_>,
    ) -> bool {
        // What others change between two pages may make a record slip.
        if self.is_cut || self.is_moved_by_others(scene) {
            return false;
        }
        // U-32: a list may lag.
        if !self.holds(reservation) || when.start < reservation.made.end + scene.terms.tolerance {
            return false;
        }
        let is_still = || !self.may_move(state, when, scene);
        match self.kind {
            Kind::Player(_) | Kind::One(_) => true,
            Kind::All => is_still(),
            Kind::Status(status) => {
                let statuses = reservation.statuses_at(when);
                is_firm(reservation, when, scene) && statuses.is(status) && is_still()
            }
        }
    }

    /// Returns whether what is listed may change between two pages, so that a record slips or
    /// comes twice.
    pub(super) fn may_move(self, state: &State, when: Interval, scene: &Scene<'_>) -> bool {
        if scene.pages.len() <= 1 {
            return false;
        }
        if self.is_moved_by_others(scene) {
            return true;
        }
        let mut reservations = state.reservations.iter();
        match self.kind {
            Kind::All => !reservations.all(|one| one.is_settled(when, scene.terms)),
            Kind::Status(_) => !reservations.all(|one| is_firm(one, when, scene)),
            // Those in other game sessions are not looked at here.
            Kind::Player(_) | Kind::One(_) => !scene.terms.tolerance.is_zero(),
        }
    }

    /// Returns whether others may have changed what is listed between two pages.
    pub(super) fn is_moved_by_others(self, scene: &Scene<'_>) -> bool {
        let is_of_all = matches!(self.kind, Kind::All | Kind::Status(_));
        scene.terms.is_shared() && is_of_all && scene.pages.len() > 1
    }

    /// Returns the clause that a list breaks without a player session that is asked for.
    pub(super) fn completeness(self, missing: Option<Statuses>) -> ClauseId {
        // DPS-10: with these keys a status says nothing.
        let is_filtered = |statuses: Statuses| self.idle.is_some_and(|idle| !statuses.is(idle));
        match self.kind {
            Kind::Player(_) | Kind::One(_) if missing.is_some_and(is_filtered) => DPS_10,
            Kind::All => DPS_01,
            Kind::Status(_) => DPS_04,
            Kind::Player(_) => DPS_07,
            Kind::One(_) if self.is_paged => DPS_12,
            Kind::One(_) => DPS_09,
        }
    }

    /// Returns the clause that a list breaks with a player session that nobody created.
    pub(super) fn purity(self) -> ClauseId {
        match self.kind {
            Kind::All | Kind::Status(_) => DPS_02,
            Kind::Player(_) => DPS_08,
            Kind::One(_) => DPS_09,
        }
    }

    /// Returns the clauses that a legal list shows to hold in a game session.
    pub(super) fn held(self, state: &State) -> &'static [ClauseId] {
        if self.is_cut || (!self.is_all() && !state.reservations.iter().any(|one| self.holds(one)))
        {
            return &[];
        }
        match (self.kind, self.idle) {
            (Kind::All, _) => &[DPS_01, DPS_02],
            (Kind::Status(_), _) => &[DPS_02, DPS_04],
            (Kind::Player(_), None) => &[DPS_07, DPS_08],
            (Kind::Player(_), Some(_)) => &[DPS_07, DPS_08, DPS_10],
            (Kind::One(_), _) if self.is_paged => &[DPS_09, DPS_12],
            (Kind::One(_), None) => &[DPS_09],
            (Kind::One(_), Some(_)) => &[DPS_09, DPS_10],
        }
    }

    /// Returns whether a refusal contradicts the state: what is asked for certainly exists.
    pub(super) fn is_certain(self, state: &State, when: Interval, scene: &Scene<'_>) -> bool {
        let is_there = |one: &Reservation| {
            one.existence == Existence::Certain && self.needs(one, state, when, scene)
        };
        match self.kind {
            Kind::All | Kind::Status(_) => true,
            Kind::Player(_) | Kind::One(_) => state.reservations.iter().any(is_there),
        }
    }
}

/// Returns whether a player session has one status for certain, and shows it.
fn is_firm(one: &Reservation, when: Interval, scene: &Scene<'_>) -> bool {
    one.is_settled(when, scene.terms) && one.statuses_at(when).iter().count() == 1
}
