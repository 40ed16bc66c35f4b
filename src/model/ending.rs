//! What the end of a game session leaves open of its player sessions (U-24).

use super::state::{Reservation, State};
use super::terms::Terms;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Interval;

/// Opens what the player sessions may be once their game session has ended.
pub(super) fn open_ends(state: &mut State, when: Interval, terms: &Terms) {
    for reservation in &mut state.reservations {
        open_end(reservation, when, terms);
    }
}

fn open_end(reservation: &mut Reservation, when: Interval, terms: &Terms) {
    let statuses = reservation.statuses_at(when);
    let live = [PlayerSessionStatus::Reserved, PlayerSessionStatus::Active];
    let Some(status) = live.into_iter().find(|status| statuses.contains(*status)) else {
        return;
    };
    if statuses.is(status) {
        reservation.status_at_end = Some(status);
    }
    reservation.remember(when, terms);
    reservation.statuses = statuses
        .with(PlayerSessionStatus::Completed)
        .with(PlayerSessionStatus::TimedOut);
}
