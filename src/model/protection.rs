//! What the details of a game session must say of its protection.

use super::description::is_stale;
use super::exceptions::SUCCESS;
use super::judgement::{Belief, Illegal, Legal, MemberFault, Scene};
use super::lag::Stale;
use super::state::Details;
use crate::api::game_session::{GameSessionDetail, ProtectionPolicy};
use crate::api::reply::Response;
use crate::history::Interval;
use crate::spec::id::ClauseId;

const DGS_11: ClauseId = ClauseId::of("DGS-11");
const DGS_12: ClauseId = ClauseId::of("DGS-12");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const UGS_11: ClauseId = ClauseId::of("UGS-11");

/// Returns what is wrong with the protection that details tell, `None` where nothing is.
pub(super) fn broken(
    belief: &Belief,
    response: &Response,
    when: Interval,
    scene: &Scene<'_>,
) -> Option<Illegal> {
    let found = own(response, scene)?.protection_policy?;
    let is_wrong = is_wrong(belief, found, when, scene) && !scene.is_lifted(DGS_11);
    is_wrong.then(|| illegal(found))
}

/// Holds the protection that details tell against what is left of the beliefs.
pub(super) fn hold(
    mut legal: Legal,
    response: &Response,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let Some(detail) = own(response, scene) else {
        return Ok(legal);
    };
    let Some(found) = detail.protection_policy else {
        let fault = MemberFault::missing(DGS_12, "ProtectionPolicy");
        legal.notes.check(DGS_12, Some(fault));
        return Ok(legal);
    };
    let mut kept = Vec::new();
    for mut belief in std::mem::take(&mut legal.beliefs) {
        if !is_wrong(&belief, found, when, scene) {
            if belief.state.at_stake.remove(&UGS_11) {
                legal.notes.exercise(&[UGS_11]);
            }
            if belief.state.details.protection.is_some() {
                legal.notes.exercise(&[DGS_11]);
            }
            // The one before any was set is the target's choice.
            belief.state.details.protection.get_or_insert(found);
            kept.push(belief);
        } else if scene.is_lifted(DGS_11) {
            let mut adopted: Belief = belief.clone();
            adopted.state.details.protection = Some(found);
            kept.extend([belief, adopted]);
        }
    }
    if kept.is_empty() {
        return Err(illegal(found));
    }
    legal.notes.exercise(&[DGS_12]);
    legal.beliefs = kept;
    Ok(legal)
}

fn illegal(found: ProtectionPolicy) -> Illegal {
    Illegal {
        guards: vec![DGS_11],
        suspects: vec![UGS_03, UGS_06, UGS_11],
        expected: vec![SUCCESS.to_owned()],
        actual: "wrong ProtectionPolicy".to_owned(),
        detail: format!("the details tell {found}, which is not what was set or told last"),
    }
}

/// Returns whether details tell a protection that is neither in force nor may still be told.
fn is_wrong(belief: &Belief, found: ProtectionPolicy, when: Interval, scene: &Scene<'_>) -> bool {
    let is_shown = |stale: &Stale| !is_other(&stale.details, found);
    // Another may have changed it.
    !scene.terms.is_shared()
        && is_other(&belief.state.details, found)
        && !is_stale(&belief.state, when, scene, is_shown)
}

/// Returns the details of the game session, `None` where a reply has none.
fn own<'a>(response: &'a Response, scene: &Scene<'_>) -> Option<&'a GameSessionDetail> {
    response.details().iter().find(|detail| {
        let session = detail.game_session.as_ref();
        let id = session.and_then(|session| session.game_session_id.as_deref());
        id.is_some_and(|id| scene.is_own(id))
    })
}

/// Returns whether details tell another protection than is known.
fn is_other(details: &Details, found: ProtectionPolicy) -> bool {
    details.protection.is_some_and(|known| known != found)
}
