//! What a game server's moves may be answered with, and what they do.

use super::answers::Narrowing;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::lifecycle;
use super::state::{Change, Statuses};
use super::terms::Terms;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Move, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const PSS_02: ClauseId = ClauseId::of("PSS-02");
const PSS_03: ClauseId = ClauseId::of("PSS-03");
const PSS_04: ClauseId = ClauseId::of("PSS-04");
const PSS_06: ClauseId = ClauseId::of("PSS-06");
const PSS_07: ClauseId = ClauseId::of("PSS-07");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const U_23_DENY_ALL: ContextId = ContextId::of("U-23/deny-all");
const U_23_LOWERED: ContextId = ContextId::of("U-23/lowered");
const U_36: ContextId = ContextId::of("U-36");
const U_37_COMPLETED: ContextId = ContextId::of("U-37/completed");
const U_37_TIMED_OUT: ContextId = ContextId::of("U-37/timed-out");
const U_38_UNKNOWN: ContextId = ContextId::of("U-38/unknown");
const U_38_FOREIGN: ContextId = ContextId::of("U-38/foreign");

/// A refusal on the socket, as a shape has it.
const REFUSED: &str = "status 400";

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
        Move::Activate { .. } => return lifecycle::activate(belief, outcome, when, scene),
        Move::EndProcess { .. } => return lifecycle::end(belief, outcome, when, scene),
        Move::Accept {
            player_session_id, ..
        }
        | Move::Remove {
            player_session_id, ..
        } => player_session_id.as_str(),
    };
    let is_accept = matches!(act, Move::Accept { .. });
    match belief.state.find(player_session_id) {
        Some(index) if belief.state.end != Change::NotYet => {
            Ok(too_late(belief, index, when, scene))
        }
        Some(index) if is_accept => accept(belief, index, outcome, when, scene),
        Some(index) => remove(belief, index, outcome, when, scene),
        None if is_accept => accept_stranger(belief, outcome, scene),
        None => {
            let is_foreign = scene.is_given_out(player_session_id);
            Ok(remove_stranger(belief, is_foreign, outcome))
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

/// Judges the acceptance of a player session that is not in the game session.
fn accept_stranger(belief: Belief, outcome: &Outcome, scene: &Scene<'_>) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    // It may be one whose id no reply has told.
    let mut reservations = belief.state.reservations.iter();
    let may_be_here = reservations.any(|one| one.player_session_id.is_none());
    match outcome {
        Outcome::Refused { .. } => notes.exercise(&[PSS_07]),
        Outcome::Done | Outcome::Replied(_) if !may_be_here && !scene.is_lifted(PSS_07) => {
            return Err(Illegal {
                guards: vec![PSS_07],
                suspects: Vec::new(),
                expected: vec![REFUSED.to_owned()],
                actual: SUCCESS.to_owned(),
                detail: "a player session that is not in the game session was accepted".to_owned(),
            });
        }
        Outcome::Done | Outcome::Replied(_) | Outcome::Lost { .. } => {}
    }
    Ok(Legal::one(belief, notes))
}

/// Judges the removal of a player session that is not in the game session (U-38).
fn remove_stranger(mut belief: Belief, is_foreign: bool, outcome: &Outcome) -> Legal {
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
    let restriction = Restriction::of(&belief, when, scene);
    let refusing = if statuses.is(PlayerSessionStatus::Active) {
        PSS_06
    } else {
        PSS_03
    };
    match outcome {
        Outcome::Done | Outcome::Replied(_) => {
            if !may_be_reserved && !scene.is_lifted(refusing) {
                let has_timed_out = statuses.is(PlayerSessionStatus::TimedOut);
                return Err(Illegal {
                    guards: vec![refusing],
                    // CPS-24: it may not have timed out at all.
                    suspects: has_timed_out.then_some(CPS_24).into_iter().collect(),
                    expected: vec![REFUSED.to_owned()],
                    actual: SUCCESS.to_owned(),
                    detail: format!("a player session that is {} was accepted", names(statuses)),
                });
            }
            notes.exercise(&[PSS_02, CPS_33]);
            if is_reserved {
                restriction.narrow(&mut belief, "accepted");
            }
            let before = scene.is_lifted(CPS_25).then(|| belief.clone());
            // CPS-25: from now on the player is in.
            belief.state.reservations[index].become_one(
                PlayerSessionStatus::Active,
                when,
                scene.terms,
            );
            Ok(Legal {
                beliefs: std::iter::once(belief).chain(before).collect(),
                notes,
            })
        }
        Outcome::Refused { .. } => {
            if is_reserved && restriction.is_any() {
                if restriction.is_certain() {
                    restriction.narrow(&mut belief, "refused");
                }
            } else if is_reserved && !scene.is_lifted(PSS_02) {
                let mut illegal = refused("AcceptPlayerSession", PSS_02, outcome);
                illegal.suspects = vec![UGS_02, UGS_04];
                return Err(illegal);
            } else if !may_be_reserved {
                notes.exercise(&[refusing]);
            }
            Ok(Legal::one(belief, notes))
        }
        Outcome::Lost { .. } => {
            let mut beliefs = vec![belief.clone()];
            if may_be_reserved {
                belief.state.reservations[index].become_one(
                    PlayerSessionStatus::Active,
                    when,
                    scene.terms,
                );
                beliefs.push(belief);
            }
            Ok(Legal { beliefs, notes })
        }
    }
}

/// Why a reservation may be refused although it stands (U-23).
#[derive(Clone, Copy, Debug)]
struct Restriction {
    /// The policy is DENY_ALL.
    is_denied: bool,
    /// The maximum is below what is taken, certainly or possibly.
    lowered: Option<bool>,
}

impl Restriction {
    fn of(belief: &Belief, when: Interval, scene: &Scene<'_>) -> Self {
        let open = belief.state.open_slots(when, scene.terms);
        Self {
            is_denied: belief.state.policy == PlayerSessionCreationPolicy::DenyAll,
            lowered: (open.certain < 0).then_some(open.possible < 0),
        }
    }

    fn is_any(self) -> bool {
        self.is_denied || self.lowered.is_some()
    }

    /// Returns whether it is one restriction and no other.
    fn is_certain(self) -> bool {
        self.is_denied != (self.lowered == Some(true)) && self.lowered != Some(false)
    }

    fn narrow(self, belief: &mut Belief, answer: &'static str) {
        let is_lowered = self.lowered == Some(true);
        for (context, is_asked) in [(U_23_DENY_ALL, self.is_denied), (U_23_LOWERED, is_lowered)] {
            if is_asked {
                let answer = Narrowing::new(context, &[answer]);
                belief.answers.narrow(&answer);
            }
        }
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

/// Tells a move that was refused and should not have been.
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

fn names(statuses: Statuses) -> String {
    statuses
        .iter()
        .map(PlayerSessionStatus::name)
        .collect::<Vec<_>>()
        .join(" or ")
}
