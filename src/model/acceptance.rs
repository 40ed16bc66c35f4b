//! What a game server's acceptance of a player may be answered with, and what it does.

use super::answers::Narrowing;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::moves::{REFUSED, refused};
use super::state::Statuses;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const PSS_02: ClauseId = ClauseId::of("PSS-02");
const PSS_03: ClauseId = ClauseId::of("PSS-03");
const PSS_06: ClauseId = ClauseId::of("PSS-06");
const PSS_07: ClauseId = ClauseId::of("PSS-07");
const GSS_07: ClauseId = ClauseId::of("GSS-07");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const U_23_DENY_ALL: ContextId = ContextId::of("U-23/deny-all");
const U_23_LOWERED: ContextId = ContextId::of("U-23/lowered");

/// Judges the acceptance of a player session of the game session.
pub(super) fn judge(
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
                illegal.suspects = vec![UGS_02, UGS_04, GSS_07, CPS_31, CPS_33];
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

/// Judges the acceptance of a player session that is not in the game session.
pub(super) fn stranger(
    belief: Belief,
    outcome: &Outcome,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
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

/// Why a reservation may be refused although it stands (U-23).
#[derive(Clone, Copy, Debug)]
struct Restriction {
    /// The policy is `DENY_ALL`.
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

fn names(statuses: Statuses) -> String {
    statuses
        .iter()
        .map(PlayerSessionStatus::name)
        .collect::<Vec<_>>()
        .join(" or ")
}
