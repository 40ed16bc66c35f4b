//! Blame: which clause, lifted at which operation, makes an illegal history legal.
//!
//! A late symptom is put down to its cause: a reservation that never times out shows when a
//! slot is refused a minute later, and it is the time-out that is broken and not the refusal.
//! Every candidate costs a walk in the model and no command.

use std::collections::BTreeSet;

use super::walk::{Ground, Lift, Track, Walk, walk};
use crate::api::reply::{Reply, Response};
use crate::api::request::{Request, UpdateGameSession};
use crate::history::{Act, Command, Move, Operation, Outcome};
use crate::model::call::Call;
use crate::model::judgement::Illegal;
use crate::spec::clause::Guards;
use crate::spec::id::ClauseId;

/// How many operations back a cause is looked for.
const OPERATIONS_BACK_MAX: usize = 64;

const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");

/// The clauses that are blamed for one symptom, and how far the walk comes without them.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The lifts, all of which stay in force; more than one where no single one suffices.
    pub(super) lifts: Vec<Lift>,
    /// The walk with the lifts.
    pub(super) walk: Walk,
}

/// Finds out who is to blame for the operation at `failed`, which `illegal` is about.
///
/// `None` means that nothing makes the operation legal.
pub(super) fn blame(
    track: &Track<'_>,
    lifted: &BTreeSet<Lift>,
    failed: usize,
    illegal: &Illegal,
    ground: Ground<'_>,
) -> Option<Verdict> {
    let guards: Vec<Lift> = illegal
        .guards
        .iter()
        .map(|clause| (failed, *clause))
        .collect();
    let mut candidates = vec![guards];
    for index in failed.saturating_sub(OPERATIONS_BACK_MAX)..failed {
        for clause in &illegal.suspects {
            if is_candidate(track, index, failed, *clause) {
                candidates.push(vec![(index, *clause)]);
            }
        }
    }
    candidates
        .into_iter()
        .filter_map(|lifts| {
            let with: BTreeSet<Lift> = lifted.iter().chain(&lifts).copied().collect();
            let walk = walk(track, &with, ground);
            (walk.reached > failed).then_some(Verdict { lifts, walk })
        })
        .min_by_key(|verdict| rank(verdict, ground))
}

/// Orders candidates: the longest legal rest, a state clause, the earliest operation, the lower id.
fn rank(verdict: &Verdict, ground: Ground<'_>) -> (std::cmp::Reverse<usize>, usize, bool, Lift) {
    let (index, clause) = verdict.lifts[0];
    let is_reply = ground
        .catalog
        .clauses
        .get(&clause)
        .is_none_or(|clause| clause.guards == Guards::Reply);
    (
        std::cmp::Reverse(verdict.walk.reached),
        verdict.lifts.len(),
        is_reply,
        (index, clause),
    )
}

/// Returns whether the clause had a say at that operation.
fn is_candidate(track: &Track<'_>, index: usize, failed: usize, clause: ClauseId) -> bool {
    let operation = track.operations[index].1;
    let act = &operation.act;
    let is_success = matches!(operation.outcome, Outcome::Replied(Reply::Response { .. }));
    match clause {
        CPS_24 => is_later_than_before(track, index),
        // An accept that has no effect frees no slot and takes none.
        CPS_25 if creates(&track.operations[failed].1.act) => {
            matches!(act, Act::Move(Move::Remove { .. }))
        }
        CPS_25 => matches!(act, Act::Move(Move::Accept { .. } | Move::Remove { .. })),
        CPS_31 => creates(act) && is_success,
        CPS_36 => creates(act) && !is_success,
        GSS_01 => matches!(act, Act::Move(Move::Activate { .. })),
        GSS_02 => matches!(act, Act::Move(Move::EndProcess { .. })),
        UGS_01 | UGS_02 | UGS_03 | UGS_04 => {
            let Act::Command(Command::Typed(Request::UpdateGameSession(request))) = act else {
                return false;
            };
            // An update that shows the new value has been carried out as far as a call can tell.
            let is_call = creates(&track.operations[failed].1.act);
            is_success && !(is_call && is_echoed(request, operation))
        }
        _ => false,
    }
}

fn creates(act: &Act) -> bool {
    matches!(act, Act::Command(command) if Call::read(command).is_some())
}

/// Returns whether time has passed on the target's clock since the operation before.
fn is_later_than_before(track: &Track<'_>, index: usize) -> bool {
    index > 0
        && track.operations[index].1.target_time.end > track.operations[index - 1].1.target_time.end
}

fn is_echoed(request: &UpdateGameSession, operation: &Operation) -> bool {
    let Outcome::Replied(Reply::Response {
        response: Response::UpdateGameSession(Some(session)),
        ..
    }) = &operation.outcome
    else {
        return false;
    };
    let maximum = request.maximum_player_session_count;
    let policy = request.player_session_creation_policy.as_deref();
    (maximum.is_none() || maximum == session.maximum_player_session_count)
        && (policy.is_none()
            || policy
                == session
                    .player_session_creation_policy
                    .map(|found| found.name()))
}
