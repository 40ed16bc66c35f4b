//! What a game server's change of the policy may be answered with, and what it does.

use super::answers::Narrowing;
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::moves::refused;
use super::state::Change;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

const GSS_07: ClauseId = ClauseId::of("GSS-07");
const SRV_08: ClauseId = ClauseId::of("SRV-08");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const U_53: ContextId = ContextId::of("U-53");

/// Judges the change of the policy.
pub(super) fn judge(
    mut belief: Belief,
    policy: PlayerSessionCreationPolicy,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let statuses = belief.state.statuses_at(when, scene.terms);
    let is_active = statuses == [GameSessionStatus::Active];
    let is_early = statuses == [GameSessionStatus::Activating];
    let mut notes = Notes::default();
    let mut before = None;
    match outcome {
        Outcome::Refused { .. } => {
            if is_active && !scene.is_lifted(SRV_08) {
                return Err(refused(
                    "UpdatePlayerSessionCreationPolicy",
                    SRV_08,
                    outcome,
                ));
            }
            if is_early {
                belief.answers.narrow(&Narrowing::new(U_53, &["refused"]));
            }
            return Ok(Legal::one(belief, notes));
        }
        Outcome::Lost { .. } => before = Some(belief.clone()),
        Outcome::Done | Outcome::Replied(_) => {
            if is_active {
                notes.exercise(&[SRV_08]);
            }
            if is_early {
                belief.answers.narrow(&Narrowing::new(U_53, &["accepted"]));
            }
            // What such a call does while the game session ends is not said.
            if scene.is_lifted(GSS_07) || belief.state.is_ending() {
                before = Some(belief.clone());
            }
        }
    }
    let state = &mut belief.state;
    state.supersede(when, scene.terms);
    state.policy = policy;
    state.at_stake.insert(UGS_03);
    if state.end == Change::NotYet {
        state.at_stake.insert(GSS_07);
    }
    Ok(Legal {
        beliefs: std::iter::once(belief).chain(before).collect(),
        notes,
    })
}
