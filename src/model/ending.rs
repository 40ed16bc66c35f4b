//! What the end of a game session leaves open of its player sessions (U-24).

use super::answers::Narrowing;
use super::state::{Reservation, State};
use super::terms::Terms;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Interval;
use crate::spec::id::ContextId;

const U_24_RESERVED: ContextId = ContextId::of("U-24/reserved");
const U_24_ACTIVE: ContextId = ContextId::of("U-24/active");

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

/// Returns what a status after the end of the game session says (U-24).
pub(super) fn ending(
    at_end: PlayerSessionStatus,
    status: PlayerSessionStatus,
    is_due: bool,
) -> Option<Narrowing> {
    let context = match at_end {
        PlayerSessionStatus::Reserved => U_24_RESERVED,
        PlayerSessionStatus::Active => U_24_ACTIVE,
        PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut => return None,
    };
    let answers: &[&'static str] = match status {
        _ if status == at_end => &["unchanged"],
        PlayerSessionStatus::Completed => &["completed"],
        // It may have run out by itself.
        PlayerSessionStatus::TimedOut if is_due => &["timed-out", "unchanged"],
        PlayerSessionStatus::TimedOut => &["timed-out"],
        PlayerSessionStatus::Reserved | PlayerSessionStatus::Active => return None,
    };
    Some(Narrowing::new(context, answers))
}
