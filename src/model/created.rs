//! What a successful call that creates player sessions does and must look like.
//!
//! The observed reply fixes the effect: the player sessions that it names exist from now on,
//! whether it should have been a success or not.

use super::answers::{Narrowing, allowed};
use super::call::Ignored;
use super::create::{Situation, U_03};
use super::judgement::{Belief, Illegal, Legal, Notes};
use super::returned::{Returned, read, told};
use super::state::{Change, Existence, Reservation};
use super::{exceptions, members, shared, texts, wire};
use crate::api::action::Action;
use crate::api::document::Problem;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::spec::id::{ClauseId, ContextId};

const CPS_02: ClauseId = ClauseId::of("CPS-02");
const CPS_04: ClauseId = ClauseId::of("CPS-04");
const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_08: ClauseId = ClauseId::of("CPS-08");
const CPS_09: ClauseId = ClauseId::of("CPS-09");
const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_11: ClauseId = ClauseId::of("CPS-11");
const CPS_19: ClauseId = ClauseId::of("CPS-19");
const CPS_22: ClauseId = ClauseId::of("CPS-22");
const CPS_31: ClauseId = ClauseId::of("CPS-31");
const CPS_33: ClauseId = ClauseId::of("CPS-33");
const CPS_34: ClauseId = ClauseId::of("CPS-34");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_37: ClauseId = ClauseId::of("CPS-37");
const CPS_38: ClauseId = ClauseId::of("CPS-38");
const CPS_39: ClauseId = ClauseId::of("CPS-39");
const CPS_43: ClauseId = ClauseId::of("CPS-43");
const CPS_45: ClauseId = ClauseId::of("CPS-45");
const GSS_07: ClauseId = ClauseId::of("GSS-07");
const TGS_01: ClauseId = ClauseId::of("TGS-01");
const GSS_02: ClauseId = ClauseId::of("GSS-02");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const U_06: ContextId = ContextId::of("U-06");
const U_07: ContextId = ContextId::of("U-07");
const U_08: ContextId = ContextId::of("U-08");
const U_10: ContextId = ContextId::of("U-10");
const U_17_BARE_ID: ContextId = ContextId::of("U-17/bare-id");
const U_25: ContextId = ContextId::of("U-25");

/// Judges a success that named `sessions`.
pub(super) fn judge(
    belief: Belief,
    situation: &Situation<'_>,
    sessions: &[PlayerSession],
    problems: &[Problem],
) -> Result<Legal, Illegal> {
    let told = told(&belief, situation, sessions);
    let plain = judge_one(belief, situation, sessions, problems);
    let Some(told) = told else {
        return plain;
    };
    match (plain, judge_one(told, situation, sessions, problems)) {
        (Ok(mut legal), Ok(other)) => {
            legal.beliefs.extend(other.beliefs);
            let is_common = |fault: &_| other.notes.members.contains(fault);
            legal.notes.members.retain(is_common);
            Ok(legal)
        }
        (Err(_), Ok(legal)) => Ok(legal),
        (plain, Err(_)) => plain,
    }
}

fn judge_one(
    mut belief: Belief,
    situation: &Situation<'_>,
    sessions: &[PlayerSession],
    problems: &[Problem],
) -> Result<Legal, Illegal> {
    let mut notes = Notes::default();
    let returned = read(&belief, situation, sessions, &mut notes);
    let guards = broken_guards(situation, &returned);
    if !guards.is_empty() {
        return Err(Illegal {
            suspects: suspects(&belief, &guards),
            expected: situation.expected(&guards),
            guards,
            actual: exceptions::SUCCESS.to_owned(),
            detail: exceptions::success_detail(situation, sessions.len()),
        });
    }
    if !situation.scene.is_lifted(CPS_07) {
        // CPS-07: a game session that takes players is ACTIVE.
        belief.state.activation.has_happened_by(situation.when.end);
    }
    if situation.scene.terms.is_shared() {
        shared::ran(&mut belief.state, situation.when.start);
    }
    narrow(&mut belief, situation, &returned, sessions);
    members::presence(sessions, &situation.call.data, &mut belief);
    exercise(&mut belief, situation, &mut notes);
    wire::types(problems, &mut notes);
    let before = situation.scene.is_lifted(CPS_31).then(|| belief.clone());
    for returned in returned {
        if let Returned::New(mut reservation) = returned {
            if situation.scene.is_lifted(CPS_33) {
                reservation.player_session_id = None;
            }
            belief.state.reservations.push(*reservation);
        }
    }
    Ok(Legal {
        beliefs: std::iter::once(belief).chain(before).collect(),
        notes,
    })
}

/// Returns the clauses that a success breaks here and that are not lifted.
fn broken_guards(situation: &Situation<'_>, returned: &[Returned]) -> Vec<ClauseId> {
    let new = returned.iter().filter(|returned| returned.is_new());
    let new_count = i64::try_from(new.count()).unwrap_or(i64::MAX);
    let guards = situation.conditions.iter().filter_map(|one| one.guard);
    // Whether there was room is judged by what was really created.
    let mut guards: Vec<ClauseId> = guards.filter(|clause| !is_about_room(*clause)).collect();
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

/// Returns whether a clause has calls refused for which there is no room.
pub(super) fn is_about_room(clause: ClauseId) -> bool {
    [CPS_22, CPS_35, CPS_43].contains(&clause)
}

/// Returns the clauses of the state whose earlier breach could explain the success.
fn suspects(belief: &Belief, guards: &[ClauseId]) -> Vec<ClauseId> {
    let mut suspects = Vec::new();
    if guards.contains(&CPS_09) || guards.contains(&CPS_10) {
        suspects.extend([UGS_01, UGS_06]);
    }
    if guards.contains(&CPS_08) {
        suspects.extend([UGS_02, UGS_06, GSS_07]);
    }
    if guards.contains(&CPS_07) && belief.state.end != Change::NotYet {
        suspects.push(GSS_02);
    }
    if guards.contains(&CPS_07) && belief.state.termination != Change::NotYet {
        suspects.push(TGS_01);
    }
    suspects
}

/// Notes what the success says about open questions.
fn narrow(
    belief: &mut Belief,
    situation: &Situation<'_>,
    returned: &[Returned],
    sessions: &[PlayerSession],
) {
    let (call, answers) = (situation.call, &mut belief.answers);
    for narrowing in &situation.limits.kept_by {
        answers.narrow(narrowing);
    }
    let ignored = situation.limits.ignored_value();
    // U-11: a value that breaks a limit in some unit only may have kept it.
    let ignored = ignored.filter(|_| situation.limits.ignored == Ignored::Bad);
    for context in call.quirks.iter().copied().chain(ignored) {
        answers.narrow(&Narrowing::new(context, &["accepted"]));
    }
    if call.game_session_id != situation.scene.game_session_id {
        answers.narrow(&Narrowing::new(U_17_BARE_ID, &["accepted"]));
    }
    here_before(belief, situation, returned);
    let is_existing = |returned: &Returned| matches!(returned, Returned::Existing(_));
    let answers = &mut belief.answers;
    if call.has_repeats() {
        if !returned.iter().any(is_existing) {
            let is_each = returned.len() == call.player_ids.len();
            let answer = if is_each {
                "two-sessions"
            } else {
                "one-session"
            };
            answers.narrow(&Narrowing::new(U_03, &[answer]));
        }
    } else if call.action == Action::CreatePlayerSessions && sessions.len() > 1 {
        let ids = call.player_ids.iter().map(|id| Some(id.as_str()));
        let is_same = sessions
            .iter()
            .map(|session| session.player_id.as_deref())
            .eq(ids);
        let answer = if is_same {
            "request-order"
        } else {
            "other-order"
        };
        answers.collect(&Narrowing::new(U_10, &[answer]));
    }
    let is_exact = |session: &PlayerSession| {
        let id = session.player_id.as_deref();
        id.is_some_and(|id| call.player_ids.iter().any(|one| one == id))
    };
    if call.player_ids.iter().any(|id| texts::is_awkward(id)) && sessions.iter().all(is_exact) {
        answers.narrow(&Narrowing::new(U_25, &["success"]));
    }
    for (context, clause) in [(U_06, CPS_37), (U_07, CPS_38), (U_08, CPS_39)] {
        if returning(situation).contains(&clause) {
            let catalog = situation.scene.catalog;
            let names = allowed(catalog, context, |answer| answer.exceptions.is_empty());
            answers.narrow(&Narrowing {
                context,
                answers: names,
            });
        }
    }
}

/// Notes what became of players who hold a player session here already.
fn here_before(belief: &mut Belief, situation: &Situation<'_>, returned: &[Returned]) {
    use PlayerSessionStatus as S;
    let mut existing: Vec<usize> = Vec::new();
    existing.extend(returned.iter().filter_map(|returned| match returned {
        Returned::Existing(index) => Some(*index),
        Returned::New(_) => None,
    }));
    let when = situation.when;
    let asked = [
        (situation.reserved_question(), S::Reserved),
        (situation.active_question(), S::Active),
    ];
    for (context, status) in asked {
        let Some(context) = context else {
            continue;
        };
        for mention in &situation.mentions {
            if !(mention.is_reserved || mention.is_active) {
                continue;
            }
            let own = belief.state.reservations.iter().enumerate();
            let is_held = |one: &Reservation| {
                one.player_id == mention.player
                    && one.existence == Existence::Certain
                    && one.statuses_at(when).is(status)
            };
            let mut held = own.filter(|(_, one)| is_held(one)).peekable();
            if held.peek().is_none() {
                continue;
            }
            let answer = if held.any(|(index, _)| existing.contains(&index)) {
                "existing-session"
            } else if existing.is_empty() {
                "new-session"
            } else {
                continue;
            };
            belief.answers.narrow(&Narrowing::new(context, &[answer]));
        }
    }
}

/// Returns the clauses about returning players that the call puts at stake.
pub(super) fn returning(situation: &Situation<'_>) -> Vec<ClauseId> {
    let mut clauses = Vec::new();
    for mention in &situation.mentions {
        if mention.has_been_here && mention.has_left && mention.is_clear {
            clauses.push(if mention.has_timed_out {
                CPS_38
            } else {
                CPS_37
            });
        }
        if situation.scene.is_elsewhere(mention.player) {
            clauses.push(CPS_39);
        }
    }
    clauses.sort();
    clauses.dedup();
    clauses
}

/// Notes the clauses that the success put at stake and that held.
fn exercise(belief: &mut Belief, situation: &Situation<'_>, notes: &mut Notes) {
    let call = situation.call;
    notes.exercise(&[CPS_11]);
    notes.exercise(&situation.limits.edges);
    let is_for_one = call.player_ids.len() == 1;
    notes.exercise(&[if is_for_one { CPS_34 } else { CPS_45 }]);
    if call.action == Action::CreatePlayerSessions {
        notes.exercise(&[CPS_10]);
    }
    if call.data.is_empty() && call.quirks.is_empty() {
        notes.exercise(&[CPS_02]);
    }
    if call.has_unknown_key() {
        notes.exercise(&[CPS_19]);
    }
    if call.game_session_id.starts_with("arn:") {
        notes.exercise(&[CPS_04]);
    }
    notes.exercise(&returning(situation));
    belief.state.at_stake.insert(CPS_31);
}
