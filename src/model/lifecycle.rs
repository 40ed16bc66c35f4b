//! How a game server's moves begin and end its game session.

use super::answers::Narrowing;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::moves::refused;
use super::state::{Change, Reservation};
use super::terms::Terms;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const SRV_02: ClauseId = ClauseId::of("SRV-02");
const SRV_07: ClauseId = ClauseId::of("SRV-07");
const U_39: ContextId = ContextId::of("U-39");

/// Judges the activation of a game session.
pub(super) fn activate(
    mut belief: Belief,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let is_first = belief.state.activation == Change::NotYet;
    // A game session that was given up cannot be activated any more.
    let is_due = is_first && belief.state.end == Change::NotYet;
    let mut notes = Notes::default();
    match outcome {
        Outcome::Refused { .. } if is_due && !scene.is_lifted(SRV_02) => {
            Err(refused("ActivateGameSession", SRV_02, outcome))
        }
        Outcome::Refused { .. } => {
            if !is_first {
                let answer = Narrowing::new(U_39, &["refused"]);
                belief.answers.narrow(&answer);
            }
            Ok(Legal::one(belief, notes))
        }
        Outcome::Done | Outcome::Replied(_) | Outcome::Lost { .. } => {
            let is_lost = matches!(outcome, Outcome::Lost { .. });
            let mut beliefs = Vec::new();
            if is_lost || scene.is_lifted(GSS_01) {
                beliefs.push(belief.clone());
            }
            if is_first {
                belief.state.activation = Change::Answered(when);
            }
            match (is_lost, is_first) {
                (true, _) => {}
                (false, true) => notes.exercise(&[SRV_02]),
                (false, false) => {
                    let answer = Narrowing::new(U_39, &["accepted"]);
                    belief.answers.narrow(&answer);
                }
            }
            beliefs.push(belief);
            Ok(Legal { beliefs, notes })
        }
    }
}

/// Judges the end of the process that hosts the game session.
pub(super) fn end(
    mut belief: Belief,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    if matches!(outcome, Outcome::Refused { .. }) {
        return if scene.is_lifted(SRV_07) {
            Ok(Legal::unchanged(belief))
        } else {
            Err(refused("TerminateServerProcess", SRV_07, outcome))
        };
    }
    let is_lost = matches!(outcome, Outcome::Lost { .. });
    let mut beliefs = Vec::new();
    if is_lost || scene.is_lifted(GSS_02) {
        beliefs.push(belief.clone());
    }
    if !is_lost {
        notes.exercise(&[SRV_07]);
    }
    if belief.state.end == Change::NotYet {
        belief.state.end = Change::Answered(when);
        for reservation in &mut belief.state.reservations {
            end_reservation(reservation, when, scene.terms);
        }
    }
    beliefs.push(belief);
    Ok(Legal { beliefs, notes })
}

/// Opens what a player session may be once its game session has ended (U-24).
fn end_reservation(reservation: &mut Reservation, when: Interval, terms: &Terms) {
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
