//! The single form of a call beside the batch of one: the same verdict (CPS-42).
//!
//! Compared are two calls for the same player with nothing in between that could change the
//! verdict, where a single condition decides: which of several exceptions wins is open (U-09).

use super::create::{Situation, Telling};
use super::judgement::Illegal;
use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::spec::id::{ClauseId, ContextId};

pub(super) const CPS_42: ClauseId = ClauseId::of("CPS-42");

/// A refused call for one player.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    action: Action,
    player_id: String,
    player_data: Option<String>,
    /// The question that the call asked: another one may have another answer.
    context: Option<ContextId>,
    kind: ExceptionKind,
}

impl Refusal {
    /// Returns the refusal of a call, `None` where it is no fit one to be compared with.
    pub(super) fn of(situation: &Situation<'_>, kind: &ExceptionKind) -> Option<Self> {
        let [player] = situation.call.player_ids.as_slice() else {
            return None;
        };
        let is_clear = situation.open.certain == situation.open.possible
            && situation.mentions.iter().all(|mention| mention.is_clear)
            && situation.conditions.len() == 1
            // The status may be just changing.
            && (situation.is_open() || situation.conditions[0].guard.is_some())
            && situation.conditions[0].telling == Telling::Answer
            && situation.limits.broken_by.is_empty();
        is_clear.then(|| Self {
            action: situation.call.action,
            player_id: player.clone(),
            player_data: situation.call.data.get(player).cloned(),
            context: situation.conditions[0].context,
            kind: kind.clone(),
        })
    }
}

/// Compares a call with the one before it; `kind` is its exception, `None` for a success.
///
/// Returns whether there was one to compare it with.
pub(super) fn compare(
    before: Option<&Refusal>,
    situation: &Situation<'_>,
    kind: Option<&ExceptionKind>,
) -> Result<bool, Illegal> {
    let own = Refusal::of(situation, kind.unwrap_or(&ExceptionKind::InvalidRequest));
    let (Some(before), Some(own)) = (before, own) else {
        return Ok(false);
    };
    let is_twin = before.action != own.action
        && before.context == own.context
        && before.player_id == own.player_id
        && before.player_data == own.player_data;
    // A reply that breaks another clause too is told once.
    if !is_twin || !situation.scene.lifted.is_empty() {
        return Ok(false);
    }
    if kind == Some(&before.kind) {
        return Ok(true);
    }
    let actual = kind.map_or("success", ExceptionKind::name);
    Err(Illegal {
        guards: vec![CPS_42],
        suspects: Vec::new(),
        expected: vec![before.kind.name().to_owned()],
        actual: actual.to_owned(),
        detail: format!(
            "{} for one player was answered otherwise than {} just before",
            own.action, before.action
        ),
    })
}
