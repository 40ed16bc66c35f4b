//! What a game server's moves may be answered with, and what they do.

use super::answers::Narrowing;
use super::ending::open_ends;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::state::{Change, Statuses};
use super::{acceptance, removal, server_policy};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Move, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const SRV_02: ClauseId = ClauseId::of("SRV-02");
const SRV_07: ClauseId = ClauseId::of("SRV-07");
const U_39: ContextId = ContextId::of("U-39");

/// A refusal on the socket, as a shape has it.
pub(super) const REFUSED: &str = "status 400";

/// Judges a move.
pub(super) fn judge(
    belief: Belief,
    act: &Move,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let lost = Outcome::Lost {
        reason: "the service failed".to_owned(),
    };
    let outcome = match outcome {
        // Too many requests: it was not looked at.
        Outcome::Refused {
            status_code: 429, ..
        } => return Ok(Legal::unchanged(belief)),
        // What a failing service has done with it is unknown; SDKs take all these for failures.
        Outcome::Refused { status_code, .. } if !(400..500).contains(status_code) => &lost,
        Outcome::Refused { .. } | Outcome::Done | Outcome::Replied(_) | Outcome::Lost { .. } => {
            outcome
        }
    };
    let player_session_id = match act {
        Move::Activate { .. } => return activate(belief, outcome, when, scene),
        // Nothing is said of it yet.
        Move::UpdatePolicy { policy, .. } => {
            return server_policy::judge(belief, *policy, outcome, when, scene);
        }
        Move::EndProcess { .. } => return end(belief, outcome, when, scene),
        Move::Accept {
            player_session_id, ..
        }
        | Move::Remove {
            player_session_id, ..
        } => player_session_id.as_str(),
    };
    let is_accept = matches!(act, Move::Accept { .. });
    match belief.state.find(player_session_id) {
        Some(index) if belief.state.is_ending() => Ok(too_late(belief, index, when, scene)),
        Some(index) if is_accept => acceptance::judge(belief, index, outcome, when, scene),
        Some(index) => removal::judge(belief, index, outcome, when, scene),
        None if is_accept => acceptance::stranger(belief, outcome, scene),
        None => {
            let is_foreign = scene.is_given_out(player_session_id);
            Ok(removal::stranger(
                belief,
                is_foreign,
                outcome,
                when,
                scene.terms,
            ))
        }
    }
}

/// Judges a move after the end of the game session: nothing is said of it.
fn too_late(mut belief: Belief, index: usize, when: Interval, scene: &Scene<'_>) -> Legal {
    let reservation = &mut belief.state.reservations[index];
    reservation.status_at_end = None;
    let live = [PlayerSessionStatus::Reserved, PlayerSessionStatus::Active];
    if live.iter().any(|one| reservation.statuses.contains(*one)) {
        reservation.remember(when, scene.terms);
        let all = PlayerSessionStatus::ALL.into_iter();
        reservation.statuses = all.fold(Statuses::NONE, Statuses::with);
    }
    Legal::unchanged(belief)
}

fn activate(
    mut belief: Belief,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let is_first = belief.state.activation == Change::NotYet;
    // A game session that was given up cannot be activated any more.
    let is_ending = belief.state.is_ending();
    let is_due = is_first && !is_ending && !belief.state.may_be_given_up(when);
    let is_second = !is_first && !is_ending;
    let mut notes = Notes::default();
    match outcome {
        Outcome::Refused { .. } if is_due && !scene.is_lifted(SRV_02) => {
            Err(refused("ActivateGameSession", SRV_02, outcome))
        }
        Outcome::Refused { .. } => {
            if belief.state.may_be_given_up(when) {
                belief.state.give_up();
            }
            if is_second {
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
                belief.state.leave_statuses(when, scene.terms);
                belief.state.activation = Change::Answered(when);
            }
            if !is_lost && is_first {
                notes.exercise(&[SRV_02]);
            }
            if !is_lost && is_second {
                let answer = Narrowing::new(U_39, &["accepted"]);
                belief.answers.narrow(&answer);
            }
            beliefs.push(belief);
            Ok(Legal { beliefs, notes })
        }
    }
}

fn end(
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
        belief.state.leave_statuses(when, scene.terms);
        belief.state.end = Change::Answered(when);
        belief.state.ended = Some(when);
        open_ends(&mut belief.state, when, scene.terms);
    }
    beliefs.push(belief);
    Ok(Legal { beliefs, notes })
}

/// Returns what is illegal about a refusal.
pub(super) fn refused(action: &str, guard: ClauseId, outcome: &Outcome) -> Illegal {
    let status = match outcome {
        Outcome::Refused { status_code, .. } => *status_code,
        Outcome::Replied(_) | Outcome::Done | Outcome::Lost { .. } => 0,
    };
    Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: vec![SUCCESS.to_owned()],
        actual: format!("status {status}"),
        detail: format!("{action} was refused with status {status}"),
    }
}
