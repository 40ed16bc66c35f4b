//! What descriptions may be answered with.

use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::state::Change;
use super::{description, exceptions, listing, wire};
use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::reply::{Reply, Response};
use crate::history::{Interval, Outcome};
use crate::spec::id::ClauseId;

const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DPS_01: ClauseId = ClauseId::of("DPS-01");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const WIR_08: ClauseId = ClauseId::of("WIR-08");

/// Judges a description of a game session or of its player sessions.
pub(super) fn judge(
    belief: Belief,
    action: Action,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let (response, problems) = match outcome {
        Outcome::Replied(Reply::Response { response, problems }) => (response, problems),
        Outcome::Replied(Reply::Exception(exception)) => {
            return refused(belief, action, exception, scene);
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => return Ok(Legal::unchanged(belief)),
    };
    let mut legal = if let Response::DescribePlayerSessions {
        player_sessions, ..
    } = response
    {
        listing::judge(belief, player_sessions, when, scene)?
    } else if let Response::DescribeGameSessions { game_sessions, .. } = response {
        description::judge(belief, game_sessions, when, scene)?
    } else {
        return Ok(Legal::unchanged(belief));
    };
    wire::types(problems, &mut legal.notes);
    Ok(legal)
}

fn refused(
    belief: Belief,
    action: Action,
    exception: &Exception,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let kind = &exception.kind;
    let is_declared = action.exceptions().contains(kind) || exceptions::is_common(kind);
    let guard = if !is_declared {
        WIR_08
    } else if belief.state.end != Change::NotYet {
        // GSS-04: the record outlives the game session.
        GSS_04
    } else if action == Action::DescribePlayerSessions {
        DPS_01
    } else {
        DGS_01
    };
    let is_silent = exceptions::is_turned_away(exception) || exceptions::is_fault(exception);
    if is_silent || scene.is_lifted(guard) {
        let mut notes = Notes::default();
        wire::exception(exception, action, &mut notes);
        return Ok(Legal::one(belief, notes));
    }
    Err(Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: vec![exceptions::SUCCESS.to_owned()],
        actual: kind.name().to_owned(),
        detail: format!("{action} was refused with {kind}"),
    })
}
