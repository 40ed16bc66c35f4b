//! What a refused call that creates player sessions says.

use super::create::{Situation, U_03, U_04, U_05, lost};
use super::created::{SPLIT, returning};
use super::exceptions::{self, is_common, is_fault, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, Notes};
use super::members;
use super::state::Existence;
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::model::answers::Narrowing;
use crate::spec::id::ClauseId;

const CPS_09: ClauseId = ClauseId::of("CPS-09");
const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_19: ClauseId = ClauseId::of("CPS-19");
const CPS_24: ClauseId = ClauseId::of("CPS-24");
const CPS_25: ClauseId = ClauseId::of("CPS-25");
const CPS_27: ClauseId = ClauseId::of("CPS-27");
const CPS_32: ClauseId = ClauseId::of("CPS-32");
const CPS_34: ClauseId = ClauseId::of("CPS-34");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_36: ClauseId = ClauseId::of("CPS-36");
const CPS_43: ClauseId = ClauseId::of("CPS-43");
const CPS_45: ClauseId = ClauseId::of("CPS-45");
const CPS_22: ClauseId = ClauseId::of("CPS-22");
const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_08: ClauseId = ClauseId::of("CPS-08");
const GSS_01: ClauseId = ClauseId::of("GSS-01");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");

/// Judges a refusal.
pub(super) fn judge(
    belief: Belief,
    situation: &Situation<'_>,
    exception: &Exception,
) -> Result<Legal, Illegal> {
    if is_turned_away(exception) {
        return Ok(Legal {
            beliefs: vec![belief],
            notes: Notes::default(),
        });
    }
    if is_fault(exception) {
        return Ok(lost(belief, situation));
    }
    let mut notes = Notes::default();
    members::exception(exception, &mut notes);
    let explanations = situation.explanations(&exception.kind);
    let guard = guard(&belief, situation, &exception.kind);
    if explanations.is_empty() && !situation.scene.is_lifted(guard) {
        let due: Vec<ClauseId> = situation
            .conditions
            .iter()
            .filter_map(|one| one.guard)
            .collect();
        return Err(Illegal {
            guards: vec![guard],
            suspects: suspects(&exception.kind),
            expected: situation.expected(&due),
            actual: exception.kind.name().to_owned(),
            detail: exceptions::refusal_detail(situation, &exception.kind),
        });
    }
    exercise(situation, &exception.kind, &mut notes);
    let beliefs = explained(belief, situation, &exception.kind, explanations);
    let beliefs = beliefs
        .into_iter()
        .flat_map(|belief| leftovers(belief, situation))
        .collect();
    Ok(Legal { beliefs, notes })
}

/// Returns one belief for each explanation of the refusal.
fn explained(
    belief: Belief,
    situation: &Situation<'_>,
    kind: &ExceptionKind,
    explanations: Vec<Vec<Narrowing>>,
) -> Vec<Belief> {
    if explanations.iter().any(Vec::is_empty) || explanations.is_empty() {
        let mut belief = belief;
        if *kind == ExceptionKind::GameSessionFull {
            needs_more(&mut belief, situation);
        }
        return vec![belief];
    }
    explanations
        .into_iter()
        .map(|explanation| {
            let mut belief = belief.clone();
            for narrowing in &explanation {
                belief.answers.narrow(narrowing);
            }
            belief
        })
        .collect()
}

/// Notes what a full game session says of calls that could have done with fewer slots.
fn needs_more(belief: &mut Belief, situation: &Situation<'_>) {
    let is_policy = situation
        .conditions
        .iter()
        .any(|one| one.guard == Some(CPS_08));
    if is_policy || situation.need.certain > situation.open.certain {
        if situation.call.player_ids.len() > 1 && situation.open.certain > 0 {
            belief
                .answers
                .narrow(&Narrowing::new(SPLIT, &["refused-whole"]));
        }
        return;
    }
    // Only where one question alone made the difference does the refusal answer it.
    let mut asked = [
        (U_03, ["two-sessions", "invalid-request"]),
        (U_04, ["new-session", "invalid-request"]),
        (U_05, ["new-session", "invalid-request"]),
    ]
    .into_iter()
    .filter(|(context, _)| {
        situation
            .conditions
            .iter()
            .any(|one| one.context == Some(*context))
    });
    if let (Some((context, answers)), None) = (asked.next(), asked.next()) {
        belief.answers.narrow(&Narrowing::new(context, &answers));
    }
}

/// Returns the beliefs after the refusal: nothing is left reserved, unless that is lifted.
fn leftovers(belief: Belief, situation: &Situation<'_>) -> Vec<Belief> {
    if !situation.scene.is_lifted(CPS_36) {
        return vec![belief];
    }
    let mut visible = belief.clone();
    for player in &situation.call.player_ids {
        let mut reservation = situation.reservation(player);
        reservation.existence = Existence::Possible;
        visible.state.reservations.push(reservation);
    }
    let all = i64::try_from(situation.call.player_ids.len()).unwrap_or(i64::MAX);
    let mut leaks = vec![1, all, situation.open.possible.clamp(1, all)];
    leaks.sort_unstable();
    leaks.dedup();
    let leaked = leaks.into_iter().map(|count| {
        let mut leaked = belief.clone();
        leaked.state.leaked += count;
        leaked
    });
    std::iter::once(visible).chain(leaked).collect()
}

/// Returns the clause that guards the refusal.
fn guard(belief: &Belief, situation: &Situation<'_>, kind: &ExceptionKind) -> ClauseId {
    let is_declared = situation.call.action.exceptions().contains(kind);
    if !is_declared && !is_common(kind) {
        return CPS_27;
    }
    // A refusal was due, but another one: the clause that lists the exceptions is broken.
    if let Some(clause) = situation
        .conditions
        .iter()
        .find_map(|condition| condition.guard)
    {
        return clause;
    }
    // A success was due: whatever is special about the call is blamed before the plain rule.
    if *kind != ExceptionKind::GameSessionFull {
        if situation.call.has_unknown_key() {
            return CPS_19;
        }
        if let Some(clause) = situation.limits.edges.last() {
            return *clause;
        }
        if let Some(clause) = returning(belief, situation).first() {
            return *clause;
        }
    }
    if situation.call.player_ids.len() == 1 {
        CPS_34
    } else {
        CPS_45
    }
}

/// Returns the clauses of the state whose earlier breach could explain the refusal.
fn suspects(kind: &ExceptionKind) -> Vec<ClauseId> {
    match kind {
        ExceptionKind::GameSessionFull => vec![CPS_24, CPS_25, CPS_36, UGS_01],
        ExceptionKind::InvalidGameSessionStatus => vec![GSS_01, UGS_02],
        _ => vec![UGS_02],
    }
}

/// Notes the clauses that the refusal put at stake and that held.
fn exercise(situation: &Situation<'_>, kind: &ExceptionKind, notes: &mut Notes) {
    notes.exercise(&[CPS_27]);
    for condition in &situation.conditions {
        match condition.guard {
            Some(clause) if clause == CPS_35 || clause == CPS_43 => {
                notes.exercise(&[CPS_23]);
                if situation.open.possible <= 0 {
                    notes.exercise(&[CPS_09]);
                } else {
                    notes.exercise(&[CPS_10]);
                }
                if *kind == ExceptionKind::GameSessionFull {
                    notes.exercise(&[clause]);
                }
            }
            Some(clause) => notes.exercise(&[clause]),
            None => {}
        }
    }
    if situation.call.action == Action::CreatePlayerSession {
        notes.exercise(&[CPS_32]);
    }
    if situation
        .conditions
        .iter()
        .any(|one| one.guard == Some(CPS_22))
    {
        notes.exercise(&[CPS_22]);
    }
    if situation
        .conditions
        .iter()
        .any(|one| one.guard == Some(CPS_07))
    {
        notes.exercise(&[CPS_07]);
    }
}
