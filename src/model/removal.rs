//! What a game server's removal of a player may be answered with, and what it does.

use super::answers::Narrowing;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::moves::refused;
use super::terms::Terms;
use crate::api::game_session::GameSessionStatus;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const CPS_25: ClauseId = ClauseId::of("CPS-25");
const PSS_04: ClauseId = ClauseId::of("PSS-04");
const U_36: ContextId = ContextId::of("U-36");
const U_37_COMPLETED: ContextId = ContextId::of("U-37/completed");
const U_37_TIMED_OUT: ContextId = ContextId::of("U-37/timed-out");
const U_38_UNKNOWN: ContextId = ContextId::of("U-38/unknown");
const U_38_FOREIGN: ContextId = ContextId::of("U-38/foreign");

/// Judges the removal of a player session of the game session.
pub(super) fn judge(
    mut belief: Belief,
    index: usize,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    use PlayerSessionStatus as S;
    let statuses = belief.state.reservations[index].statuses_at(when);
    let only = S::ALL.into_iter().find(|status| statuses.is(*status));
    let is_lost = matches!(outcome, Outcome::Lost { .. });
    let question = only.and_then(removal_question);
    let narrow = |belief: &mut Belief, answer| {
        if let (Some(context), false) = (question, is_lost) {
            belief.answers.narrow(&Narrowing::new(context, &[answer]));
        }
    };
    if matches!(outcome, Outcome::Refused { .. }) {
        if only == Some(S::Active) && !scene.is_lifted(PSS_04) {
            return Err(refused("RemovePlayerSession", PSS_04, outcome));
        }
        narrow(&mut belief, "refused");
        return Ok(Legal::unchanged(belief));
    }
    match only {
        Some(S::Active) if !is_lost => {
            let mut notes = Notes::default();
            notes.exercise(&[PSS_04]);
            let mut beliefs = Vec::new();
            if scene.is_lifted(CPS_25) {
                // It stays, or it goes and its slot does not come back.
                beliefs.push(belief.clone());
                let mut leaked = belief.clone();
                complete(&mut leaked, index, when, scene.terms);
                leaked.state.reservations[index].freed = None;
                leaked.state.leaked += 1;
                beliefs.push(leaked);
            }
            complete(&mut belief, index, when, scene.terms);
            beliefs.push(belief);
            Ok(Legal { beliefs, notes })
        }
        Some(S::Completed | S::TimedOut) => {
            narrow(&mut belief, "accepted");
            Ok(Legal::unchanged(belief))
        }
        // It may have been completed, or stay what it is (U-36).
        Some(S::Reserved | S::Active) | None => {
            let mut completed = belief.clone();
            complete(&mut completed, index, when, scene.terms);
            narrow(&mut completed, "completed");
            narrow(&mut belief, "unchanged");
            Ok(Legal {
                beliefs: vec![completed, belief],
                notes: Notes::default(),
            })
        }
    }
}

/// Judges the removal of a player session that is not in the game session (U-38).
///
/// Before and after the game session is ACTIVE, its status alone may be the reason for the answer.
pub(super) fn stranger(
    mut belief: Belief,
    is_foreign: bool,
    outcome: &Outcome,
    when: Interval,
    terms: &Terms,
) -> Legal {
    if belief.state.statuses_at(when, terms) != [GameSessionStatus::Active] {
        return Legal::unchanged(belief);
    }
    let context = if is_foreign {
        U_38_FOREIGN
    } else {
        U_38_UNKNOWN
    };
    match outcome {
        Outcome::Refused { .. } => {
            let answer = Narrowing::new(context, &["refused"]);
            belief.answers.narrow(&answer);
        }
        Outcome::Done | Outcome::Replied(_) => {
            let answer = Narrowing::new(context, &["accepted"]);
            belief.answers.narrow(&answer);
        }
        Outcome::Lost { .. } => {}
    }
    Legal::unchanged(belief)
}

fn complete(belief: &mut Belief, index: usize, when: Interval, terms: &Terms) {
    let reservation = &mut belief.state.reservations[index];
    reservation.become_one(PlayerSessionStatus::Completed, when, terms);
    reservation.freed = Some(when);
}

fn removal_question(status: PlayerSessionStatus) -> Option<ContextId> {
    match status {
        PlayerSessionStatus::Reserved => Some(U_36),
        PlayerSessionStatus::Completed => Some(U_37_COMPLETED),
        PlayerSessionStatus::TimedOut => Some(U_37_TIMED_OUT),
        PlayerSessionStatus::Active => None,
    }
}
