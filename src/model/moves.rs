//! What a game server's moves may be answered with, and what they do.

use super::answers::Narrowing;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::state::{Change, Reservation, Statuses};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Move, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const PSS_02: ClauseId = ClauseId::of("PSS-02");
const PSS_03: ClauseId = ClauseId::of("PSS-03");
const PSS_04: ClauseId = ClauseId::of("PSS-04");
const PSS_06: ClauseId = ClauseId::of("PSS-06");
const SRV_02: ClauseId = ClauseId::of("SRV-02");
const SRV_07: ClauseId = ClauseId::of("SRV-07");
const U_23_DENY_ALL: ContextId = ContextId::of("U-23/deny-all");
const U_23_LOWERED: ContextId = ContextId::of("U-23/lowered");
const U_36: ContextId = ContextId::of("U-36");
const U_37_COMPLETED: ContextId = ContextId::of("U-37/completed");
const U_37_TIMED_OUT: ContextId = ContextId::of("U-37/timed-out");
const U_39: ContextId = ContextId::of("U-39");

/// Judges a move.
pub(super) fn judge(
    belief: Belief,
    act: &Move,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    match act {
        Move::Activate { .. } => activate(belief, outcome, when, scene),
        Move::EndProcess { .. } => end(belief, outcome, when, scene),
        Move::Accept {
            player_session_id, ..
        } => {
            match belief.state.find(player_session_id.as_str()) {
                Some(index) => accept(belief, index, outcome, when, scene),
                // PSS-07 is about ids that no plan of this version sends.
                None => Ok(unchanged(belief)),
            }
        }
        Move::Remove {
            player_session_id, ..
        } => match belief.state.find(player_session_id.as_str()) {
            Some(index) => remove(belief, index, outcome, when, scene),
            None => Ok(unchanged(belief)),
        },
    }
}

fn activate(
    mut belief: Belief,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let is_first = belief.state.activation == Change::NotYet;
    let mut notes = Notes::default();
    match outcome {
        Outcome::Refused { .. } if is_first && !scene.is_lifted(SRV_02) => {
            Err(refused("ActivateGameSession", SRV_02, outcome))
        }
        Outcome::Refused { .. } => {
            if !is_first {
                belief.answers.narrow(&Narrowing::new(U_39, &["refused"]));
            }
            Ok(Legal {
                beliefs: vec![belief],
                notes,
            })
        }
        Outcome::Done | Outcome::Replied(_) | Outcome::Lost { .. } => {
            let mut beliefs = Vec::new();
            if matches!(outcome, Outcome::Lost { .. }) || scene.is_lifted(GSS_01) {
                beliefs.push(belief.clone());
            }
            if is_first {
                belief.state.activation = Change::Answered(when);
                notes.exercise(&[SRV_02]);
            } else {
                belief.answers.narrow(&Narrowing::new(U_39, &["accepted"]));
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
            Ok(unchanged(belief))
        } else {
            Err(refused("TerminateServerProcess", SRV_07, outcome))
        };
    }
    let mut beliefs = Vec::new();
    if scene.is_lifted(GSS_02) {
        beliefs.push(belief.clone());
    }
    notes.exercise(&[SRV_07]);
    belief.state.end = Change::Answered(when);
    for reservation in &mut belief.state.reservations {
        end_reservation(reservation, when);
    }
    beliefs.push(belief);
    Ok(Legal { beliefs, notes })
}

/// Opens what a player session may be once its game session has ended (U-24).
fn end_reservation(reservation: &mut Reservation, when: Interval) {
    let statuses = reservation.statuses_at(when);
    let live = [PlayerSessionStatus::Reserved, PlayerSessionStatus::Active];
    let Some(status) = live.into_iter().find(|status| statuses.contains(*status)) else {
        return;
    };
    if statuses.is(status) {
        reservation.status_at_end = Some(status);
    }
    reservation.statuses = statuses
        .with(PlayerSessionStatus::Completed)
        .with(PlayerSessionStatus::TimedOut);
}

fn accept(
    mut belief: Belief,
    index: usize,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let statuses = belief.state.reservations[index].statuses_at(when);
    let may_be_reserved = statuses.contains(PlayerSessionStatus::Reserved);
    let is_reserved = statuses.is(PlayerSessionStatus::Reserved);
    let mut notes = Notes::default();
    let restriction = restriction(&belief, when, scene);
    let refusing = if statuses.is(PlayerSessionStatus::Active) {
        PSS_06
    } else {
        PSS_03
    };
    match outcome {
        Outcome::Done | Outcome::Replied(_) => {
            if !may_be_reserved && !scene.is_lifted(refusing) {
                return Err(Illegal {
                    guards: vec![refusing],
                    suspects: Vec::new(),
                    expected: vec!["status 400".to_owned()],
                    actual: "success".to_owned(),
                    detail: format!("a player session that is {} was accepted", names(statuses)),
                });
            }
            notes.exercise(&[PSS_02, CPS_33]);
            if let (Some(context), true) = (restriction, is_reserved) {
                belief
                    .answers
                    .narrow(&Narrowing::new(context, &["accepted"]));
            }
            let mut beliefs = Vec::new();
            if scene.is_lifted(CPS_25) {
                beliefs.push(belief.clone());
            }
            // CPS-25: from now on the player is in.
            let reservation = &mut belief.state.reservations[index];
            reservation.statuses = Statuses::only(PlayerSessionStatus::Active);
            reservation.deadline = None;
            beliefs.push(belief);
            Ok(Legal { beliefs, notes })
        }
        Outcome::Refused { .. } => {
            if let (Some(context), true) = (restriction, is_reserved) {
                belief
                    .answers
                    .narrow(&Narrowing::new(context, &["refused"]));
                return Ok(Legal {
                    beliefs: vec![belief],
                    notes,
                });
            }
            if is_reserved && !scene.is_lifted(PSS_02) {
                return Err(refused("AcceptPlayerSession", PSS_02, outcome));
            }
            if !may_be_reserved {
                notes.exercise(&[refusing]);
            }
            Ok(Legal {
                beliefs: vec![belief],
                notes,
            })
        }
        Outcome::Lost { .. } => {
            let mut beliefs = vec![belief.clone()];
            if may_be_reserved {
                let reservation = &mut belief.state.reservations[index];
                reservation.statuses = Statuses::only(PlayerSessionStatus::Active);
                reservation.deadline = None;
                beliefs.push(belief);
            }
            Ok(Legal { beliefs, notes })
        }
    }
}

/// Returns the question that an accept asks where new players would be turned away (U-23).
fn restriction(belief: &Belief, when: Interval, scene: &Scene<'_>) -> Option<ContextId> {
    if belief.state.policy == PlayerSessionCreationPolicy::DenyAll {
        Some(U_23_DENY_ALL)
    } else if belief.state.open_slots(when, scene.terms).certain < 0 {
        Some(U_23_LOWERED)
    } else {
        None
    }
}

fn remove(
    mut belief: Belief,
    index: usize,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    use PlayerSessionStatus as S;
    let statuses = belief.state.reservations[index].statuses_at(when);
    let only = S::ALL.into_iter().find(|status| statuses.is(*status));
    let mut notes = Notes::default();
    match (outcome, only) {
        (Outcome::Refused { .. }, Some(S::Active)) if !scene.is_lifted(PSS_04) => {
            Err(refused("RemovePlayerSession", PSS_04, outcome))
        }
        (Outcome::Refused { .. }, _) => {
            if let Some(context) = only.and_then(removal_question) {
                belief
                    .answers
                    .narrow(&Narrowing::new(context, &["refused"]));
            }
            Ok(Legal {
                beliefs: vec![belief],
                notes,
            })
        }
        (Outcome::Done | Outcome::Replied(_), Some(S::Active)) => {
            notes.exercise(&[PSS_04]);
            let mut beliefs = Vec::new();
            if scene.is_lifted(CPS_25) {
                // It stays, or it goes and its slot does not come back.
                beliefs.push(belief.clone());
                let mut leaked = belief.clone();
                complete(&mut leaked, index, None);
                leaked.state.leaked += 1;
                beliefs.push(leaked);
            }
            complete(&mut belief, index, Some(when));
            beliefs.push(belief);
            Ok(Legal { beliefs, notes })
        }
        (Outcome::Done | Outcome::Replied(_), Some(S::Completed | S::TimedOut)) => {
            if let Some(context) = only.and_then(removal_question) {
                belief
                    .answers
                    .narrow(&Narrowing::new(context, &["accepted"]));
            }
            Ok(Legal {
                beliefs: vec![belief],
                notes,
            })
        }
        // RESERVED, or one of several: it may have been completed, or stay what it is (U-36).
        _ => {
            let mut completed = belief.clone();
            complete(&mut completed, index, Some(when));
            if only == Some(S::Reserved) && !matches!(outcome, Outcome::Lost { .. }) {
                completed
                    .answers
                    .narrow(&Narrowing::new(U_36, &["completed"]));
                belief.answers.narrow(&Narrowing::new(U_36, &["unchanged"]));
            }
            Ok(Legal {
                beliefs: vec![completed, belief],
                notes,
            })
        }
    }
}

fn complete(belief: &mut Belief, index: usize, freed: Option<Interval>) {
    let reservation = &mut belief.state.reservations[index];
    reservation.statuses = Statuses::only(PlayerSessionStatus::Completed);
    reservation.deadline = None;
    reservation.freed = freed;
}

fn removal_question(status: PlayerSessionStatus) -> Option<ContextId> {
    match status {
        PlayerSessionStatus::Reserved => Some(U_36),
        PlayerSessionStatus::Completed => Some(U_37_COMPLETED),
        PlayerSessionStatus::TimedOut => Some(U_37_TIMED_OUT),
        PlayerSessionStatus::Active => None,
    }
}

fn unchanged(belief: Belief) -> Legal {
    Legal {
        beliefs: vec![belief],
        notes: Notes::default(),
    }
}

fn refused(action: &str, guard: ClauseId, outcome: &Outcome) -> Illegal {
    let status = match outcome {
        Outcome::Refused { status_code, .. } => *status_code,
        Outcome::Replied(_) | Outcome::Done | Outcome::Lost { .. } => 0,
    };
    Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: vec!["success".to_owned()],
        actual: format!("status {status}"),
        detail: format!("{action} was refused with status {status}"),
    }
}

fn names(statuses: Statuses) -> String {
    statuses
        .iter()
        .map(PlayerSessionStatus::name)
        .collect::<Vec<_>>()
        .join(" or ")
}
