//! What is believed of one game session and its player sessions.
//!
//! A timer that may or may not have run out is no branch: the player session has a set of
//! possible statuses, and the game session an interval of occupied slots. Both contain the
//! truth, so they may miss a violation inside the window and never invent one.

use std::collections::BTreeSet;
use std::time::Duration;

pub use super::change::Change;
pub use super::details::Details;
use super::lag::{Stale, may_lag};
pub use super::statuses::Statuses;
use super::terms::Terms;
use super::twin::Refusal;
use crate::api::document::Timestamp;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Interval;
use crate::spec::id::ClauseId;

/// Whether a player session is known to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Existence {
    /// It exists.
    Certain,
    /// It may exist: a reply named fewer players than were asked for, or a refusal left it.
    Possible,
}

/// What is believed of one player session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reservation {
    /// The id, `None` while no reply has told it.
    pub player_session_id: Option<String>,
    /// The player it was made for.
    pub player_id: String,
    /// The player's data.
    pub player_data: Option<String>,
    /// Whether replies about the player id or data have been wrong already; one finding is enough.
    pub suspect: bool,
    /// Whether a description has had its data right.
    pub is_stored: bool,
    /// Whether a description has shown it after the end of its game session.
    pub is_kept: bool,
    /// Whether it exists.
    pub existence: Existence,
    /// The possible statuses, the timer aside.
    pub statuses: Statuses,
    /// When it was created.
    pub made: Interval,
    /// The creation time that the reply told, `None` where none did.
    pub creation_time: Option<Timestamp>,
    /// The time of the end that a description has told, `None` where none has.
    pub termination_time: Option<Timestamp>,
    /// The statuses before they changed last, and when that was.
    pub was: Option<(Statuses, Interval)>,
    /// When the reservation runs out, `None` once it cannot.
    pub deadline: Option<Interval>,
    /// When it gave its slot back, `None` where it has not or long ago.
    pub freed: Option<Interval>,
    /// The status it had when its game session ended, `None` while that runs.
    pub status_at_end: Option<PlayerSessionStatus>,
}

impl Reservation {
    /// Returns a player session that was reserved at `when`.
    pub fn new(
        player_id: String,
        player_data: Option<String>,
        when: Interval,
        terms: &Terms,
    ) -> Self {
        // CPS-24: the time-out counts from the call.
        let deadline = Interval {
            start: when.start + terms.reservation_timeout,
            end: when.end + terms.reservation_timeout,
        };
        Self {
            player_session_id: None,
            player_id,
            player_data,
            suspect: false,
            is_stored: false,
            is_kept: false,
            existence: Existence::Certain,
            statuses: Statuses::only(PlayerSessionStatus::Reserved),
            made: when,
            creation_time: None,
            termination_time: None,
            was: None,
            deadline: Some(deadline),
            freed: None,
            status_at_end: None,
        }
    }

    /// Returns the statuses that are possible at `when`.
    pub fn statuses_at(&self, when: Interval) -> Statuses {
        match self.deadline {
            // U-20: before the deadline it stands, from then on it may have run out.
            Some(deadline)
                if self.statuses.contains(PlayerSessionStatus::Reserved)
                    && when.end >= deadline.start =>
            {
                self.statuses.with(PlayerSessionStatus::TimedOut)
            }
            _ => self.statuses,
        }
    }

    /// Sets the status, which changed at `when`.
    pub fn become_one(&mut self, status: PlayerSessionStatus, when: Interval, terms: &Terms) {
        self.remember(when, terms);
        self.statuses = Statuses::only(status);
        if status != PlayerSessionStatus::Reserved {
            self.deadline = None;
        }
    }

    /// Remembers the statuses that change at `when`, with those that may still be shown then.
    pub fn remember(&mut self, when: Interval, terms: &Terms) {
        let mut statuses = self.statuses_at(when);
        if let Some((was, since)) = self.was
            && may_lag(since, when, terms)
        {
            statuses = statuses.or(was);
        }
        self.was = Some((statuses, when));
    }

    /// Remembers that it was RESERVED until a deadline, where a description shows that it has run
    /// out and another one may lag (U-32).
    pub fn run_out(&mut self, deadline: Interval, when: Interval, terms: &Terms) {
        let is_shown = |(_, since): &(Statuses, Interval)| may_lag(*since, when, terms);
        if !terms.tolerance.is_zero() && !self.was.as_ref().is_some_and(is_shown) {
            self.was = Some((Statuses::only(PlayerSessionStatus::Reserved), deadline));
        }
    }

    /// Returns whether a description at `when` may show the status because it lags (U-32).
    pub fn may_lag(&self, status: PlayerSessionStatus, when: Interval, terms: &Terms) -> bool {
        self.was
            .is_some_and(|(was, since)| was.contains(status) && may_lag(since, when, terms))
    }

    /// Returns whether every description at `when` shows it as it is.
    pub fn is_settled(&self, when: Interval, terms: &Terms) -> bool {
        let is_past = |change: Interval| when.start >= change.end + terms.tolerance;
        is_past(self.made) && self.was.is_none_or(|(_, since)| is_past(since))
    }

    /// Returns whether the deadline and the tolerance have certainly passed at `when`.
    pub fn is_overdue(&self, when: Interval, terms: &Terms) -> bool {
        self.deadline
            .is_some_and(|deadline| when.start > deadline.end + terms.tolerance)
    }

    fn certainly_takes_slot(&self, when: Interval) -> bool {
        self.existence == Existence::Certain && self.statuses_at(when).certainly_takes_slot()
    }

    fn possibly_takes_slot(&self, when: Interval, tolerance: Duration) -> bool {
        // U-21: a slot may become free as late as the tolerance says.
        let is_lingering = self
            .freed
            .is_some_and(|freed| when.start < freed.end + tolerance);
        is_lingering || self.statuses_at(when).possibly_takes_slot()
    }
}

/// How many of something there are at the least and at the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count {
    /// The least.
    pub certain: i64,
    /// The most.
    pub possible: i64,
}

/// What replies have told of where players connect.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// `IpAddress`.
    pub ip_address: Option<String>,
    /// `DnsName`.
    pub dns_name: Option<String>,
    /// `Port`.
    pub port: Option<i64>,
    /// `FleetArn`.
    pub fleet_arn: Option<String>,
}

/// What is believed of one game session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The fleet that it was created on, as the request named it.
    pub fleet_id: Option<String>,
    /// Where players connect.
    pub connection: Connection,
    /// Whether its game server has activated it.
    pub activation: Change,
    /// Until when it is to be activated, `None` where nobody knows.
    pub activation_deadline: Option<Interval>,
    /// Whether its process has ended.
    pub end: Change,
    /// When it ended: no sooner than this begins, and by its end; `None` where it has not, or
    /// nobody knows.
    pub ended: Option<Interval>,
    /// The time of the end that a description has told, `None` where none has.
    pub termination_time: Option<Timestamp>,
    /// Whether it ended because nobody activated it in time.
    pub is_given_up: bool,
    /// Whether it was told to end.
    pub termination: Change,
    /// Whether a termination was forced that should have been refused; only a lifted clause does
    /// that.
    pub is_forced: bool,
    /// Whether it takes new players.
    pub policy: PlayerSessionCreationPolicy,
    /// The most players it may have.
    pub maximum: i64,
    /// Its name and the like.
    pub details: Details,
    /// Slots that are gone although no player session takes them; only a lifted clause does that.
    pub leaked: i64,
    /// Its player sessions, in the order of their creation.
    pub reservations: Vec<Reservation>,
    /// Values that a description may still show (U-32).
    pub stale: Vec<Stale>,
    /// Statuses that it may still show, and when each was over.
    pub was: Vec<(GameSessionStatus, Interval)>,
    /// The clauses that the next description decides.
    pub at_stake: BTreeSet<ClauseId>,
    /// The refused call for one player that came last, `None` where anything has changed since.
    pub refusal: Option<Refusal>,
    /// The last moment at which it had certainly not ended; kept where others could end it.
    pub ran_at: Duration,
}

impl State {
    /// Returns a game session that has just been created.
    pub fn new(maximum: i64) -> Self {
        Self {
            fleet_id: None,
            connection: Connection::default(),
            activation: Change::NotYet,
            activation_deadline: None,
            end: Change::NotYet,
            ended: None,
            termination_time: None,
            is_given_up: false,
            termination: Change::NotYet,
            is_forced: false,
            // CGS-03: a new game session takes players.
            policy: PlayerSessionCreationPolicy::AcceptAll,
            maximum,
            details: Details::default(),
            leaked: 0,
            reservations: Vec::new(),
            stale: Vec::new(),
            was: Vec::new(),
            at_stake: BTreeSet::new(),
            refusal: None,
            ran_at: Duration::ZERO,
        }
    }

    /// Returns the statuses that the game session may have at `when`.
    pub fn statuses_at(&self, when: Interval, terms: &Terms) -> Vec<GameSessionStatus> {
        use GameSessionStatus as S;
        let settled = |change: Interval| when.start >= change.end + terms.tolerance;
        let mut statuses = match self.end {
            Change::Seen => return vec![S::Terminated],
            Change::Answered(ended) if settled(ended) => {
                return vec![S::Terminated, S::Terminating];
            }
            Change::Answered(_) => vec![S::Terminated, S::Terminating],
            Change::NotYet => Vec::with_capacity(2),
        };
        match self.termination {
            Change::Answered(told) if self.end == Change::NotYet && !settled(told) => {
                statuses.push(S::Terminating);
            }
            Change::Answered(_) | Change::Seen if self.end == Change::NotYet => {
                return vec![S::Terminating];
            }
            Change::NotYet | Change::Answered(_) | Change::Seen => {}
        }
        match self.activation {
            // GSS-06: from its deadline on it may have been given up.
            Change::NotYet if self.may_be_given_up(when) => {
                statuses.extend([S::Activating, S::Terminating, S::Terminated]);
            }
            Change::NotYet => statuses.push(S::Activating),
            Change::Answered(activated) if !settled(activated) => {
                statuses.extend([S::Active, S::Activating]);
            }
            Change::Answered(_) | Change::Seen => statuses.push(S::Active),
        }
        statuses
    }

    /// Returns whether the game session is ending or has ended.
    pub fn is_ending(&self) -> bool {
        self.end != Change::NotYet || self.termination != Change::NotYet
    }

    /// Returns how many slots are taken at `when`.
    pub fn occupancy(&self, when: Interval, terms: &Terms) -> Count {
        let mut count = Count {
            certain: self.leaked,
            possible: self.leaked,
        };
        for reservation in &self.reservations {
            count.certain += i64::from(reservation.certainly_takes_slot(when));
            count.possible += i64::from(reservation.possibly_takes_slot(when, terms.tolerance));
        }
        count
    }

    /// Returns how many slots are open at `when`; negative where the maximum was lowered.
    pub fn open_slots(&self, when: Interval, terms: &Terms) -> Count {
        let taken = self.occupancy(when, terms);
        Count {
            certain: self.maximum - taken.possible,
            possible: self.maximum - taken.certain,
        }
    }

    /// Returns how many player sessions are ACTIVE at `when`.
    pub fn active(&self, when: Interval) -> Count {
        let mut count = Count {
            certain: 0,
            possible: 0,
        };
        for reservation in &self.reservations {
            let statuses = reservation.statuses_at(when);
            let certain = reservation.existence == Existence::Certain
                && statuses.is(PlayerSessionStatus::Active);
            count.certain += i64::from(certain);
            count.possible += i64::from(statuses.contains(PlayerSessionStatus::Active));
        }
        count
    }

    /// Takes the id of a player session that no reply has told, if none has.
    ///
    /// Where several of a player are untold, any of them may be the one.
    pub fn tell(&mut self, index: usize, player_session_id: &str) {
        if self.reservations[index].player_session_id.is_some() {
            return;
        }
        let player_id = self.reservations[index].player_id.clone();
        let is_untold =
            |one: &&mut Reservation| one.player_session_id.is_none() && one.player_id == player_id;
        let reservations = self.reservations.iter_mut();
        let mut untold: Vec<&mut Reservation> = reservations.filter(is_untold).collect();
        if untold.len() > 1 {
            let deadlines = untold.iter().filter_map(|one| one.deadline);
            let hull = deadlines.reduce(Interval::hull);
            for one in &mut untold {
                one.deadline = one.deadline.and(hull);
            }
        }
        let id = player_session_id.to_owned();
        self.reservations[index].player_session_id = Some(id);
    }

    /// Returns the player session of that id, `None` where no reply has told of it.
    pub fn find(&self, player_session_id: &str) -> Option<usize> {
        self.reservations.iter().position(|reservation| {
            reservation.player_session_id.as_deref() == Some(player_session_id)
        })
    }
}
