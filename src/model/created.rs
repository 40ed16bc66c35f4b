//! What a successful call that creates player sessions does and must look like.
//!
//! The observed reply fixes the effect: the player sessions that it names exist from now on,
//! whether it should have been a success or not.

use std::collections::BTreeSet;

use super::answers::{Narrowing, allowed};
use super::create::{CPS_05, CPS_06, Situation, U_03, U_04, U_05};
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes};
use super::state::{Existence, Reservation, Statuses};
use super::{exceptions, members};
use crate::api::action::Action;
use crate::api::document::Problem;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::spec::id::{ClauseId, ContextId};

const CPS_02: ClauseId = ClauseId::of("CPS-02");
const CPS_09: ClauseId = ClauseId::of("CPS-09");
const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_11: ClauseId = ClauseId::of("CPS-11");
const CPS_13: ClauseId = ClauseId::of("CPS-13");
const CPS_19: ClauseId = ClauseId::of("CPS-19");
const CPS_22: ClauseId = ClauseId::of("CPS-22");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_32: ClauseId = ClauseId::of("CPS-32");
const CPS_34: ClauseId = ClauseId::of("CPS-34");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_37: ClauseId = ClauseId::of("CPS-37");
const CPS_38: ClauseId = ClauseId::of("CPS-38");
const CPS_39: ClauseId = ClauseId::of("CPS-39");
const CPS_43: ClauseId = ClauseId::of("CPS-43");
const CPS_45: ClauseId = ClauseId::of("CPS-45");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const CPS_08: ClauseId = ClauseId::of("CPS-08");
const U_01: ContextId = ContextId::of("U-01");
const U_06: ContextId = ContextId::of("U-06");
const U_07: ContextId = ContextId::of("U-07");
const U_08: ContextId = ContextId::of("U-08");
const U_10: ContextId = ContextId::of("U-10");

/// How a returned player session relates to what is believed.
enum Returned {
    /// It is new.
    New(Reservation),
    /// It is one that the player had before.
    Existing(usize),
}

/// Judges a success that named `sessions`.
pub(super) fn judge(
    mut belief: Belief,
    situation: &Situation<'_>,
    sessions: &[PlayerSession],
    problems: &[Problem],
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    members::types(problems, &mut notes);
    let pairs = pair(situation, sessions, &mut notes);
    let returned = classify(&mut belief, situation, &pairs, &mut notes);
    let new_count = returned
        .iter()
        .filter(|returned| matches!(returned, Returned::New(one) if one.existence == Existence::Certain))
        .count();
    let new_count = i64::try_from(new_count).unwrap_or(i64::MAX);
    let guards = broken_guards(situation, new_count);
    if !guards.is_empty() {
        let mut suspects = Vec::new();
        if guards.contains(&CPS_09) || guards.contains(&CPS_10) {
            suspects.push(UGS_01);
        }
        if guards.contains(&CPS_08) {
            suspects.push(UGS_02);
        }
        let listing: Vec<ClauseId> = guards.iter().copied().map(listing).collect();
        return Err(Illegal {
            guards,
            suspects,
            expected: situation.expected(&listing),
            actual: exceptions::SUCCESS.to_owned(),
            detail: exceptions::success_detail(situation, sessions.len()),
        });
    }
    narrow(&mut belief, situation, &returned, sessions);
    exercise(&belief, situation, &mut notes);
    let before = situation.scene.is_lifted(CPS_31).then(|| belief.clone());
    for returned in returned {
        if let Returned::New(reservation) = returned {
            belief.state.reservations.push(reservation);
        }
    }
    Ok(Legal {
        beliefs: std::iter::once(belief).chain(before).collect(),
        notes,
    })
}

/// Returns the clause that lists the exceptions for a call that runs into `guard`.
fn listing(guard: ClauseId) -> ClauseId {
    if [CPS_09, CPS_10].contains(&guard) {
        CPS_35
    } else {
        guard
    }
}

/// Pairs the players of the call with returned sessions, by player id and then by order.
fn pair<'s>(
    situation: &Situation<'_>,
    sessions: &'s [PlayerSession],
    notes: &mut Notes,
) -> Vec<(usize, Option<&'s PlayerSession>)> {
    let call = situation.call;
    let mut left: Vec<&PlayerSession> = sessions.iter().collect();
    let mut pairs: Vec<(usize, Option<&PlayerSession>)> = Vec::new();
    for (position, player) in call.player_ids.iter().enumerate() {
        let found = left
            .iter()
            .position(|session| session.player_id.as_ref() == Some(player));
        pairs.push((position, found.map(|index| left.remove(index))));
    }
    // U-03: a repeated player may have one session for all mentions of it.
    let first_mentions: BTreeSet<usize> = call
        .distinct()
        .into_iter()
        .filter_map(|player| call.player_ids.iter().position(|id| id == player))
        .collect();
    pairs.retain(|(position, session)| session.is_some() || first_mentions.contains(position));
    for (_, session) in pairs.iter_mut().filter(|(_, session)| session.is_none()) {
        if left.is_empty() {
            let detail = "the reply names fewer players than were asked for";
            notes.check(
                CPS_10,
                Some(MemberFault {
                    clause: CPS_10,
                    actual: "missing PlayerSession".to_owned(),
                    detail: detail.to_owned(),
                }),
            );
        } else {
            *session = Some(left.remove(0));
        }
    }
    if !left.is_empty() {
        let detail = "the reply names a player session that was not asked for";
        notes.check(
            CPS_13,
            Some(MemberFault::wrong(CPS_13, "PlayerSessions", detail)),
        );
    }
    pairs
}

fn classify(
    belief: &mut Belief,
    situation: &Situation<'_>,
    pairs: &[(usize, Option<&PlayerSession>)],
    notes: &mut Notes,
) -> Vec<Returned> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut returned = Vec::new();
    for (position, session) in pairs {
        let player = situation.call.player_ids[*position].as_str();
        let mut reservation = situation.reservation(player);
        let Some(session) = session else {
            reservation.existence = Existence::Possible;
            returned.push(Returned::New(reservation));
            continue;
        };
        let id = session.player_session_id.as_deref();
        let existing = id.and_then(|id| belief.state.find(id)).filter(|index| {
            let known = &belief.state.reservations[*index];
            let live =
                Statuses::only(PlayerSessionStatus::Reserved).with(PlayerSessionStatus::Active);
            known.player_id == player
                && live
                    .iter()
                    .any(|status| known.statuses_at(situation.when).contains(status))
        });
        if let Some(index) = existing {
            let known = &belief.state.reservations[index];
            let statuses = known.statuses_at(situation.when);
            members::existing(session, statuses, situation, belief, notes);
            returned.push(Returned::Existing(index));
            continue;
        }
        if let Some(id) = id
            && !seen.insert(id)
            && situation
                .call
                .player_ids
                .iter()
                .filter(|other| *other == player)
                .count()
                > 1
        {
            // U-03: the one session of a repeated player, listed for each mention.
            continue;
        }
        members::created(session, &mut reservation, situation, belief, notes);
        if pairs
            .iter()
            .filter(|(_, other)| other.is_some_and(|o| o.player_session_id.as_deref() == id))
            .count()
            > 1
        {
            members::repeated_id(notes);
        }
        returned.push(Returned::New(reservation));
    }
    returned
}

/// Returns the clauses that a success breaks here and that are not lifted.
fn broken_guards(situation: &Situation<'_>, new_count: i64) -> Vec<ClauseId> {
    let mut guards: Vec<ClauseId> = situation
        .conditions
        .iter()
        .filter_map(|condition| condition.guard)
        // Whether there was room is judged by what was really created.
        .filter(|clause| ![CPS_22, CPS_35, CPS_43].contains(clause))
        .collect();
    // A lowered maximum leaves a negative number of slots; a call that needs none is fine.
    if new_count > situation.open.possible.max(0) {
        guards.push(if situation.open.possible <= 0 {
            CPS_09
        } else {
            CPS_10
        });
    }
    if new_count > situation.room.possible.max(0) {
        guards.push(CPS_22);
    }
    guards.retain(|clause| !situation.scene.is_lifted(*clause));
    guards.sort();
    guards.dedup();
    guards
}

/// Notes what the success says about open questions.
fn narrow(
    belief: &mut Belief,
    situation: &Situation<'_>,
    returned: &[Returned],
    sessions: &[PlayerSession],
) {
    let call = situation.call;
    for narrowing in &situation.limits.kept_by {
        belief.answers.narrow(narrowing);
    }
    for context in call
        .quirks
        .iter()
        .copied()
        .chain(situation.limits.ignored_value())
    {
        belief
            .answers
            .narrow(&Narrowing::new(context, &["accepted"]));
    }
    let has_returned_existing = returned
        .iter()
        .any(|returned| matches!(returned, Returned::Existing(_)));
    for (context, status) in [
        (U_04, PlayerSessionStatus::Reserved),
        (U_05, PlayerSessionStatus::Active),
    ] {
        let mut is_new = false;
        let mut is_existing = false;
        for player in call.distinct() {
            let held: Vec<usize> = held(belief, situation, player, status);
            if held.is_empty() {
                continue;
            }
            let returns = |index: &usize| {
                returned
                    .iter()
                    .any(|one| matches!(one, Returned::Existing(at) if at == index))
            };
            if held.iter().any(returns) {
                is_existing = true;
            } else if !has_returned_existing {
                is_new = true;
            }
        }
        if is_existing {
            belief
                .answers
                .narrow(&Narrowing::new(context, &["existing-session"]));
        } else if is_new {
            belief
                .answers
                .narrow(&Narrowing::new(context, &["new-session"]));
        }
    }
    if call.has_repeats() && !has_returned_existing {
        let is_each = returned.len() == call.player_ids.len();
        let answer = if is_each {
            "two-sessions"
        } else {
            "one-session"
        };
        belief.answers.narrow(&Narrowing::new(U_03, &[answer]));
    }
    if call.action == Action::CreatePlayerSessions && sessions.len() > 1 && !call.has_repeats() {
        let is_same = sessions
            .iter()
            .map(|session| session.player_id.as_deref())
            .eq(call.player_ids.iter().map(|id| Some(id.as_str())));
        let answer = if is_same {
            "request-order"
        } else {
            "other-order"
        };
        belief.answers.narrow(&Narrowing::new(U_10, &[answer]));
    }
    settle(belief, situation);
}

/// Notes the questions that a single allowed answer settles.
fn settle(belief: &mut Belief, situation: &Situation<'_>) {
    let catalog = situation.scene.catalog;
    for (context, clause) in [(U_06, CPS_37), (U_07, CPS_38), (U_08, CPS_39)] {
        if returning(belief, situation).contains(&clause) {
            let answers = allowed(catalog, context, |answer| answer.exceptions.is_empty());
            belief.answers.narrow(&Narrowing { context, answers });
        }
    }
}

/// Returns the clauses about returning players that the call puts at stake.
pub(super) fn returning(belief: &Belief, situation: &Situation<'_>) -> Vec<ClauseId> {
    let mut clauses = Vec::new();
    for player in situation.call.distinct() {
        let all = |status| {
            let mut own = belief
                .state
                .reservations
                .iter()
                .filter(|one| one.player_id == player && one.existence == Existence::Certain)
                .peekable();
            own.peek().is_some() && own.all(|one| one.statuses_at(situation.when).is(status))
        };
        if all(PlayerSessionStatus::Completed) {
            clauses.push(CPS_37);
        }
        if all(PlayerSessionStatus::TimedOut) {
            clauses.push(CPS_38);
        }
        let is_elsewhere = situation.scene.is_elsewhere(player);
        if is_elsewhere {
            clauses.push(CPS_39);
        }
    }
    clauses.sort();
    clauses.dedup();
    clauses
}

fn held(
    belief: &Belief,
    situation: &Situation<'_>,
    player: &str,
    status: PlayerSessionStatus,
) -> Vec<usize> {
    let is_held = |reservation: &Reservation| {
        reservation.player_id == player && reservation.statuses_at(situation.when).is(status)
    };
    (0..belief.state.reservations.len())
        .filter(|index| is_held(&belief.state.reservations[*index]))
        .collect()
}

/// Notes the clauses that the success put at stake and that held.
fn exercise(belief: &Belief, situation: &Situation<'_>, notes: &mut Notes) {
    let call = situation.call;
    notes.exercise(&[CPS_02, CPS_11]);
    notes.exercise(&situation.limits.edges);
    match call.action {
        Action::CreatePlayerSession => notes.exercise(&[CPS_32, CPS_34]),
        _ if call.player_ids.len() == 1 => notes.exercise(&[CPS_10, CPS_34]),
        _ => notes.exercise(&[CPS_10, CPS_45]),
    }
    if call.has_unknown_key() {
        notes.exercise(&[CPS_19]);
    }
    if !call.data.is_empty() {
        notes.exercise(&[CPS_06]);
    }
    notes.exercise(&[CPS_05]);
    notes.exercise(&returning(belief, situation));
}

/// The question whether a batch may be split; its only allowed answer is given by a refusal.
pub(super) const SPLIT: ContextId = U_01;
