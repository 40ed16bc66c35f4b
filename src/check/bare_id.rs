//! A refusal of the last part of a game session's id, between calls by the whole of it (U-17).
//!
//! By itself such a refusal tells nothing, because a target that takes bare ids may refuse for
//! another reason, such as the status.

use super::operations::returned;
use crate::api::reply::Reply;
use crate::history::{Act, History, Operation, Outcome};
use crate::model::answers::{Narrowing, allowed};
use crate::model::call::Call;
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;

const U_17_BARE_ID: ContextId = ContextId::of("U-17/bare-id");

/// Returns what the refusal of a call by a bare id shows, `None` where it may have another reason.
///
/// It has none where the whole id has just let players in, and lets in right afterwards whom the
/// bare one did not.
pub(super) fn refusal(
    history: &History,
    position: usize,
    terms: &Terms,
    catalog: &'static Catalog,
) -> Option<Narrowing> {
    let operations = &history.operations;
    let refused = operations.get(position)?;
    let Outcome::Replied(Reply::Exception(exception)) = &refused.outcome else {
        return None;
    };
    let bare = call(refused)?;
    let before = operations.get(position.checked_sub(1)?)?;
    let after = operations.get(position + 1)?;
    let is_in_turn =
        before.order.end <= refused.order.start && refused.order.end <= after.order.start;
    let same = let_in(after, &bare)
        .filter(|call| call.player_ids == bare.player_ids && call.data == bare.data && is_in_turn);
    let is_open = same.is_some() && let_in(before, &bare).is_some();
    // Others may have changed the policy for a moment.
    if !is_open || terms.is_shared() {
        return None;
    }
    let shows = allowed(catalog, U_17_BARE_ID, |answer| {
        answer.exceptions.contains(&exception.kind)
    });
    (!shows.is_empty()).then(|| Narrowing::new(U_17_BARE_ID, &shows))
}

/// Returns the call by the whole of a bare id that has let players in, `None` where it is none.
fn let_in(operation: &Operation, bare: &Call) -> Option<Call> {
    let whole = call(operation)?;
    let rest = whole.game_session_id.strip_suffix(&bare.game_session_id)?;
    (rest.ends_with('/') && !returned(operation).is_empty()).then_some(whole)
}

fn call(operation: &Operation) -> Option<Call> {
    match &operation.act {
        Act::Command(command) => Call::read(command),
        Act::Provide(_) | Act::Move(_) | Act::Advance => None,
    }
}
