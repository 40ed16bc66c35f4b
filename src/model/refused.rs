//! What a refused call that creates player sessions says.

use super::answers::Narrowing;
use super::create::{Situation, U_03, U_05};
use super::created::returning;
use super::exceptions::{self, is_common};
use super::judgement::{Belief, Illegal, Legal, Notes};
use super::state::{Existence, Statuses};
use super::twin::Refusal;
use super::{texts, wire};
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::spec::id::{ClauseId, ContextId};

const CPS_04: ClauseId = ClauseId::of("CPS-04");
const CPS_09: ClauseId = ClauseId::of("CPS-09");
const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_19: ClauseId = ClauseId::of("CPS-19");
const CPS_20: ClauseId = ClauseId::of("CPS-20");
const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_27: ClauseId = ClauseId::of("CPS-27");
const CPS_34: ClauseId = ClauseId::of("CPS-34");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const CPS_40: ClauseId = ClauseId::of("CPS-40");
const CPS_43: ClauseId = ClauseId::of("CPS-43");
const CPS_45: ClauseId = ClauseId::of("CPS-45");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const GSS_07: ClauseId = ClauseId::of("GSS-07");
const TGS_08: ClauseId = ClauseId::of("TGS-08");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const U_01: ContextId = ContextId::of("U-01");

/// Judges an exception that says nothing about the call.
pub(super) fn turned_away(belief: Belief, exception: &Exception, action: Action) -> Legal {
    let mut notes = Notes::default();
    wire::exception(exception, action, &mut notes);
    Legal::one(belief, notes)
}

/// Judges a refusal.
pub(super) fn judge(
    mut belief: Belief,
    situation: &Situation<'_>,
    exception: &Exception,
) -> Result<Legal, Illegal> {
    let kind = &exception.kind;
    let mut notes = Notes::default();
    wire::exception(exception, situation.call.action, &mut notes);
    let explanations = situation.explanations(kind);
    if explanations.is_empty() {
        let guard = guard(&belief, situation, kind);
        if !situation.scene.is_lifted(guard) {
            let due = situation.conditions.iter().filter_map(|one| one.guard);
            return Err(Illegal {
                guards: vec![guard],
                suspects: suspects(kind),
                expected: situation.expected(&due.collect::<Vec<_>>()),
                actual: kind.name().to_owned(),
                detail: exceptions::refusal_detail(situation, kind),
            });
        }
    } else {
        exercise(situation, kind, &mut notes);
        belief.state.refusal = Refusal::of(situation, kind);
    }
    belief.state.at_stake.insert(CPS_36);
    let mut beliefs = Vec::new();
    for belief in explained(belief, situation, kind, explanations) {
        leave(belief, situation, &mut beliefs);
    }
    Ok(Legal { beliefs, notes })
}

/// Returns one belief for each explanation of the refusal.
fn explained(
    mut belief: Belief,
    situation: &Situation<'_>,
    kind: &ExceptionKind,
    explanations: Vec<Vec<Narrowing>>,
) -> Vec<Belief> {
    if explanations.iter().any(Vec::is_empty) || explanations.is_empty() {
        if *kind == ExceptionKind::GameSessionFull && situation.is_open() {
            needs_more(&mut belief, situation);
        }
        return vec![belief];
    }
    let mut beliefs = Vec::with_capacity(explanations.len());
    for explanation in explanations {
        let mut belief = belief.clone();
        for narrowing in &explanation {
            belief.answers.narrow(narrowing);
        }
        beliefs.push(belief);
    }
    beliefs
}

/// Notes what a full game session says of calls that could have done with fewer slots.
fn needs_more(belief: &mut Belief, situation: &Situation<'_>) {
    if situation.need.certain > situation.open.possible.max(0) {
        if situation.call.player_ids.len() > 1 && situation.open.certain > 0 {
            let whole = Narrowing::new(U_01, &["refused-whole"]);
            belief.answers.narrow(&whole);
        }
        return;
    }
    if situation.need.certain > situation.open.certain.max(0) {
        return;
    }
    if !situation.mentions.iter().all(|mention| mention.is_clear) {
        return;
    }
    let is_reserved = situation.mentions.iter().any(|mention| mention.is_reserved);
    let reserved = situation.reserved_question();
    let asked = [
        (situation.asks(U_03), Some(U_03)),
        (is_reserved, reserved),
        (situation.asks(U_05), situation.active_question()),
    ];
    let mut asked = asked.into_iter().filter(|(is_asked, _)| *is_asked);
    let (Some((_, Some(context))), None) = (asked.next(), asked.next()) else {
        return;
    };
    let apart = if context == U_03 {
        "two-sessions"
    } else {
        "new-session"
    };
    let narrowing = Narrowing::new(context, &[apart, "invalid-request"]);
    belief.answers.narrow(&narrowing);
}

/// Adds the beliefs after the refusal: nothing is left reserved, unless that is lifted.
fn leave(belief: Belief, situation: &Situation<'_>, beliefs: &mut Vec<Belief>) {
    if !situation.scene.is_lifted(CPS_36) {
        beliefs.push(belief);
        return;
    }
    let mut visible = belief.clone();
    for player in &situation.call.player_ids {
        let mut reservation = situation.reservation(player);
        reservation.existence = Existence::Possible;
        reservation.statuses = Statuses::ANY;
        visible.state.reservations.push(reservation);
    }
    beliefs.push(visible);
    let all = i64::try_from(situation.call.player_ids.len()).unwrap_or(i64::MAX);
    let mut leaks = vec![1, all, situation.open.possible.clamp(1, all.max(1))];
    leaks.sort_unstable();
    leaks.dedup();
    for count in leaks {
        let mut leaked = belief.clone();
        leaked.state.leaked += count;
        beliefs.push(leaked);
    }
}

/// Returns the clause that guards the refusal.
fn guard(belief: &Belief, situation: &Situation<'_>, kind: &ExceptionKind) -> ClauseId {
    let is_declared = situation.call.action.exceptions().contains(kind);
    if !is_declared && !is_common(kind) {
        return CPS_27;
    }
    // A refusal was due, but another one: the clause that lists the exceptions is broken.
    let mut guards = situation.conditions.iter().filter_map(|one| one.guard);
    if let Some(clause) = guards.next() {
        return clause;
    }
    // A success was due: whatever is special about the call is blamed before the plain rule.
    if *kind == ExceptionKind::NotFound {
        return CPS_04;
    }
    let is_full = *kind == ExceptionKind::GameSessionFull;
    if !is_full && situation.call.has_unknown_key() {
        return CPS_19;
    }
    if !is_full && let Some(clause) = situation.limits.edges.last() {
        return *clause;
    }
    if !is_full && let Some(clause) = returning(situation).first() {
        return *clause;
    }
    if !is_full && has_unusual_data(situation) {
        return CPS_20;
    }
    if !is_full && is_mistakable(belief, situation) {
        return CPS_40;
    }
    if situation.call.player_ids.len() == 1 {
        CPS_34
    } else {
        CPS_45
    }
}

/// Returns whether the call gives data that somebody who looked into it could stumble over.
fn has_unusual_data(situation: &Situation<'_>) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == ' ';
    situation
        .call
        .data
        .values()
        .any(|data| !data.chars().all(is_plain))
}

/// Returns whether a careless target would take a player of the call for another one.
fn is_mistakable(belief: &Belief, situation: &Situation<'_>) -> bool {
    let players = || situation.mentions.iter().map(|mention| mention.player);
    let here = || {
        belief
            .state
            .reservations
            .iter()
            .map(|one| one.player_id.as_str())
    };
    players().any(|player| {
        let mut others = players().chain(here());
        texts::is_unusual(player) || others.any(|other| texts::is_alike(player, other))
    })
}

/// Returns the clauses of the state whose earlier breach could explain the refusal.
fn suspects(kind: &ExceptionKind) -> Vec<ClauseId> {
    if *kind == ExceptionKind::GameSessionFull {
        vec![
            CPS_23, CPS_24, CPS_25, CPS_36, UGS_01, UGS_02, UGS_06, GSS_07, TGS_08,
        ]
    } else if *kind == ExceptionKind::InvalidGameSessionStatus {
        vec![GSS_01, UGS_02, UGS_06, GSS_07, TGS_08]
    } else {
        vec![UGS_02, UGS_06, GSS_07, TGS_08]
    }
}

/// Notes the clauses that the refusal put at stake and that held.
fn exercise(situation: &Situation<'_>, kind: &ExceptionKind, notes: &mut Notes) {
    notes.exercise(&[CPS_27]);
    for clause in situation.conditions.iter().filter_map(|one| one.guard) {
        if clause != CPS_35 && clause != CPS_43 {
            notes.exercise(&[clause]);
            continue;
        }
        let is_none_open = situation.open.possible <= 0;
        notes.exercise(&[CPS_23, if is_none_open { CPS_09 } else { CPS_10 }]);
        if *kind == ExceptionKind::GameSessionFull && situation.is_open() {
            notes.exercise(&[clause]);
        }
    }
}
