//! The players of a call, and what each of them already has in the game session.

use super::call::Call;
use super::state::{Existence, Reservation, State};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Interval;

/// A player of a call.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all combinations occur"
)]
pub(super) struct Mention<'a> {
    pub(super) player: &'a str,
    /// How often the call names the player.
    pub(super) count: i64,
    /// Whether the player may hold a reservation here.
    pub(super) is_reserved: bool,
    /// Whether the player may be connected here.
    pub(super) is_active: bool,
    /// Whether the status of everything the player has here is certain.
    pub(super) is_clear: bool,
    /// Whether the player has been here before.
    pub(super) has_been_here: bool,
    /// Whether every player session of the player here has certainly ended.
    pub(super) has_left: bool,
    /// Whether one of them ended by time-out.
    pub(super) has_timed_out: bool,
}

impl<'a> Mention<'a> {
    fn new(player: &'a str) -> Self {
        Self {
            player,
            count: 0,
            is_reserved: false,
            is_active: false,
            is_clear: true,
            has_been_here: false,
            has_left: true,
            has_timed_out: false,
        }
    }

    fn add(&mut self, reservation: &Reservation, when: Interval) {
        use PlayerSessionStatus as S;
        let statuses = reservation.statuses_at(when);
        self.is_reserved |= statuses.contains(S::Reserved);
        self.is_active |= statuses.contains(S::Active);
        self.is_clear &=
            reservation.existence == Existence::Certain && statuses.iter().count() == 1;
        self.has_been_here = true;
        self.has_left &= statuses.is(S::Completed) || statuses.is(S::TimedOut);
        self.has_timed_out |= statuses.is(S::TimedOut);
    }
}

/// Returns the players of a call in the order of their ids, each once.
pub(super) fn mentions<'a>(call: &'a Call, state: &State, when: Interval) -> Vec<Mention<'a>> {
    let ids = call.player_ids.iter().map(String::as_str);
    let mut mentions: Vec<Mention<'a>> = ids.map(Mention::new).collect();
    mentions.sort_by_key(|mention| mention.player);
    mentions.dedup_by_key(|mention| mention.player);
    let find = |mentions: &[Mention<'a>], player: &str| {
        mentions.binary_search_by_key(&player, |mention| mention.player)
    };
    for id in &call.player_ids {
        if let Ok(index) = find(&mentions, id) {
            mentions[index].count += 1;
        }
    }
    for reservation in &state.reservations {
        if let Ok(index) = find(&mentions, &reservation.player_id) {
            mentions[index].add(reservation, when);
        }
    }
    mentions
}
