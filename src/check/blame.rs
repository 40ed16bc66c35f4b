//! Blame: which clause, lifted at which operation, makes an illegal history legal.
//!
//! A late symptom is put down to its cause: a reservation that never times out shows when a
//! slot is refused a minute later, and it is the time-out that is broken and not the refusal.
//! Every candidate costs a walk in the model and no command.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::excuse::{Allowance, is_accepted, reach};
use super::walk::{Ground, Keep, Lift, Track, Walk, walk};
use crate::api::action::Action;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::reply::Reply;
use crate::api::request::{Request, UpdateGameSession};
use crate::history::{Act, Command, Move, Operation, Outcome};
use crate::model::broken::Reading;
use crate::model::call::Call;
use crate::model::judgement::Illegal;
use crate::spec::clause::Guards;
use crate::spec::id::ClauseId;

/// How many operations back a cause is looked for.
const OPERATIONS_BACK_MAX: usize = 64;

const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const GSS_06: ClauseId = ClauseId::of("GSS-06");
const GSS_07: ClauseId = ClauseId::of("GSS-07");
const TGS_01: ClauseId = ClauseId::of("TGS-01");
const TGS_08: ClauseId = ClauseId::of("TGS-08");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const UGS_07: ClauseId = ClauseId::of("UGS-07");
const UGS_09: ClauseId = ClauseId::of("UGS-09");
const UGS_11: ClauseId = ClauseId::of("UGS-11");

/// The clauses that are broken when time passes: as late as at the operation that shows it.
const OF_TIME: [ClauseId; 2] = [CPS_24, GSS_06];

/// The clauses that are blamed for one symptom, and how far the walk comes without them.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The lifts, all of which stay in force; more than one where no single one suffices.
    pub(super) lifts: Vec<Lift>,
    /// The walk with the lifts.
    pub(super) walk: Walk,
    /// What is wrong, in the beliefs that the lifts keep alive.
    pub(super) illegal: Illegal,
    /// Whether the target's users accept the violation of each clause.
    pub(super) is_accepted: bool,
}

/// Finds out who is to blame for the operation at which a walk got stuck.
///
/// Each of several beliefs may see other guards broken; the fewest lifts are enough.
/// Where a deviation makes the operation legal, it is what shows, whatever else might: what was
/// accepted of a target is found in the same place in every run.
/// `None` means that nothing makes the operation legal.
pub(super) fn blame(
    track: &Track<'_>,
    lifted: &BTreeSet<Lift>,
    current: &Walk,
    ground: Ground<'_>,
) -> Option<Verdict> {
    let (failed, illegal) = (current.failed, &current.illegal);
    let symptom = track.steps[failed].operation;
    let legal = |(mut lifts, illegal): (Vec<Lift>, &Illegal)| {
        let mut with: BTreeSet<Lift> = lifted.iter().chain(&lifts).copied().collect();
        let mut walk = walk(track, &with, ground, Keep::Nothing);
        // Of a race, each operation that breaks the guard is one to blame.
        while let Some(lift) = alike(track, &lifts, (failed, illegal), &walk) {
            lifts.push(lift);
            with.insert(lift);
            walk = self::walk(track, &with, ground, Keep::Nothing);
        }
        (walk.reached > current.reached).then(|| Verdict {
            is_accepted: is_accepted(symptom, &lifts, illegal, ground),
            lifts,
            walk,
            illegal: illegal.clone(),
        })
    };
    let (accepted, others): (Vec<Verdict>, Vec<Verdict>) = candidates(track, failed, illegal)
        .into_iter()
        .filter_map(legal)
        .partition(|verdict| verdict.is_accepted);
    let known = accepted.into_iter().min_by_key(|verdict| {
        let reached = Reverse(verdict.walk.reached);
        (reached, rank(verdict, track, failed, ground))
    });
    let mut allowance = Allowance::default();
    known.or_else(|| {
        others.into_iter().min_by_key(|verdict| {
            let with: BTreeSet<Lift> = lifted.iter().chain(&verdict.lifts).copied().collect();
            let reach = reach(track, &with, &verdict.walk, ground, &mut allowance);
            (reach, rank(verdict, track, failed, ground))
        })
    })
}

/// Returns the guard that another operation of the same race breaks, where it is what was lifted.
fn alike(
    track: &Track<'_>,
    lifts: &[Lift],
    (failed, illegal): (usize, &Illegal),
    walk: &Walk,
) -> Option<Lift> {
    let own = walk
        .illegal
        .iter()
        .find(|one| one.guards == illegal.guards)?;
    let lift = (walk.failed, *own.guards.first()?);
    let is_guard = lifts.contains(&(failed, lift.1));
    let is_same_race = track.race_around(failed).contains(&walk.failed);
    (is_guard && is_same_race && own.guards.len() == 1 && !lifts.contains(&lift)).then_some(lift)
}

/// Returns what may be lifted so that the operation at `failed` is legal, with what is then
/// explained: the guards of the operation, or one clause of the state at an earlier one.
pub(super) fn candidates<'a>(
    track: &Track<'_>,
    failed: usize,
    illegal: &'a [Illegal],
) -> Vec<(Vec<Lift>, &'a Illegal)> {
    let mut candidates: Vec<(Vec<Lift>, &Illegal)> = Vec::new();
    for one in illegal {
        let guards = one.guards.iter().map(|clause| (failed, *clause));
        candidates.push((guards.collect(), one));
        for index in failed.saturating_sub(OPERATIONS_BACK_MAX)..=failed {
            for clause in &one.suspects {
                // Time may have passed at the operation itself.
                let may_be_here = index < failed || OF_TIME.contains(clause);
                if may_be_here && is_candidate(track, index, failed, *clause) {
                    candidates.push((vec![(index, *clause)], one));
                }
            }
        }
    }
    candidates
}

/// Orders candidates that leave as much legal: the fewest lifts, a state clause, the earliest
/// operation, the lower id.
fn rank(
    verdict: &Verdict,
    track: &Track<'_>,
    failed: usize,
    ground: Ground<'_>,
) -> (usize, Likelihood, Lift) {
    let (index, clause) = verdict.lifts[0];
    let row = ground.catalog.clauses.get(&clause);
    let is_call = creates(&track.steps[failed].operation.act);
    let is_reply = row.is_none_or(|row| row.guards == Guards::Reply);
    let is_of_creation = [CPS_31, CPS_33].contains(&clause);
    let likelihood = if is_of_creation && is_move(&track.steps[failed].operation.act) {
        Likelihood::Doubted
    } else if is_reply || (index == failed && !OF_TIME.contains(&clause)) {
        Likelihood::Reply
    } else if !is_confirmed(track, index, clause) {
        Likelihood::State
    } else if is_call {
        Likelihood::Contradicted
    } else {
        Likelihood::Confirmed
    };
    (verdict.lifts.len(), likelihood, (index, clause))
}

/// How likely a candidate is, the most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likelihood {
    /// The clause guards the state.
    State,
    /// The clause guards the state, and the reply to the operation says that it was held to.
    Confirmed,
    /// The clause guards the reply.
    Reply,
    /// A call makes it appear that a change was not carried out that was confirmed.
    Contradicted,
    /// A game server is refused a player session that the reply to its creation has told of.
    Doubted,
}

/// Returns whether the reply to an operation says that the clause was held to.
fn is_confirmed(track: &Track<'_>, index: usize, clause: ClauseId) -> bool {
    let operation = track.steps[index].operation;
    match &operation.act {
        Act::Command(command)
            if let Some(Request::UpdateGameSession(request)) = command.request() =>
        {
            [UGS_01, UGS_02, UGS_07, UGS_09].contains(&clause) && is_echoed(request, operation)
        }
        Act::Move(_) => clause == GSS_02,
        Act::Command(_) | Act::Provide(_) | Act::Advance => false,
    }
}

/// Returns whether the clause had a say at that operation.
fn is_candidate(track: &Track<'_>, index: usize, failed: usize, clause: ClauseId) -> bool {
    let operation = track.steps[index].operation;
    let act = &operation.act;
    let is_success = matches!(operation.outcome, Outcome::Replied(Reply::Response { .. }));
    let is_refused = is_refused(operation);
    match clause {
        CPS_24 | GSS_06 => is_later_than_before(track, index),
        // An accept that has no effect frees no slot and takes none.
        CPS_25 if creates(&track.steps[failed].operation.act) => {
            matches!(act, Act::Move(Move::Remove { .. }))
        }
        CPS_25 => matches!(act, Act::Move(Move::Accept { .. } | Move::Remove { .. })),
        CPS_23 => creates(act) && !is_success,
        CPS_31 | CPS_33 => creates(act) && is_success,
        CPS_36 => creates(act) && is_refused,
        GSS_01 => matches!(act, Act::Move(Move::Activate { .. })),
        GSS_02 => matches!(act, Act::Move(Move::EndProcess { .. })),
        GSS_07 => matches!(act, Act::Move(Move::UpdatePolicy { .. })),
        TGS_01 | TGS_08 => {
            let is_due = if clause == TGS_01 {
                is_success
            } else {
                is_refused
            };
            is_due && is_of(act, Action::TerminateGameSession)
        }
        UGS_01 | UGS_02 | UGS_03 | UGS_04 | UGS_07 | UGS_09 | UGS_11 => {
            let Some(request) = update(act) else {
                return false;
            };
            let sets_maximum = request.maximum_player_session_count.is_some();
            let sets_policy = request.player_session_creation_policy.is_some();
            is_success
                && match clause {
                    UGS_01 => sets_maximum,
                    UGS_02 => sets_policy,
                    UGS_03 => {
                        !sets_policy
                            || request.name.is_none()
                            || request.game_properties.is_none()
                            || request.protection_policy.is_none()
                    }
                    UGS_11 => request.protection_policy.is_some(),
                    UGS_07 => request.name.is_some(),
                    UGS_09 => request.game_properties.is_some(),
                    _ => true,
                }
        }
        UGS_06 => is_of(act, Action::UpdateGameSession) && is_refused,
        _ => false,
    }
}

/// Returns whether an operation was refused, a broken one in any way.
fn is_refused(operation: &Operation) -> bool {
    if let Act::Command(Command::Broken(broken)) = &operation.act {
        return Reading::of(broken, &operation.outcome) == Reading::Refused;
    }
    matches!(operation.outcome, Outcome::Replied(Reply::Exception(_)))
}

fn update(act: &Act) -> Option<&UpdateGameSession> {
    let Act::Command(command) = act else {
        return None;
    };
    if let Some(Request::UpdateGameSession(request)) = command.request() {
        Some(request)
    } else {
        None
    }
}

fn is_move(act: &Act) -> bool {
    matches!(act, Act::Move(_))
}

fn creates(act: &Act) -> bool {
    matches!(act, Act::Command(command) if Call::read(command).is_some())
}

fn is_of(act: &Act, action: Action) -> bool {
    matches!(act, Act::Command(command) if command.action() == action)
}

/// Returns whether time has passed on the target's clock since the operation before.
fn is_later_than_before(track: &Track<'_>, index: usize) -> bool {
    index > 0
        && track.steps[index].operation.target_time.end
            > track.steps[index - 1].operation.target_time.end
}

/// Returns whether the reply to an update shows the values that were set.
fn is_echoed(request: &UpdateGameSession, operation: &Operation) -> bool {
    let Outcome::Replied(Reply::Response { response, .. }) = &operation.outcome else {
        return false;
    };
    let Some(session) = response.game_sessions().next() else {
        return false;
    };
    let maximum = request.maximum_player_session_count;
    let policy = request.player_session_creation_policy.as_deref();
    let found = session.player_session_creation_policy;
    let found_properties = session.game_properties.as_deref().unwrap_or_default();
    let named = request.game_properties.as_deref().unwrap_or_default();
    (request.name.is_none() || request.name == session.name)
        && named.iter().all(|one| found_properties.contains(one))
        && (maximum.is_none() || maximum == session.maximum_player_session_count)
        && (policy.is_none() || policy == found.map(PlayerSessionCreationPolicy::name))
}
