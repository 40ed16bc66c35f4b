//! The sequential specification: which replies are legal in which beliefs.
//!
//! The model judges, it does not predict. [`judge`] takes a belief and an operation and returns
//! the beliefs that follow, or the clauses that the operation breaks. What the target may choose
//! — ids, times, the winner among several applicable exceptions, the answer to an open
//! question — is taken from the reply; what it may not choose is held against it, clause by
//! clause. A clause can be *lifted* at one operation: the operation is then judged as if the
//! clause were not there, which is how a late symptom is traced to its cause (see `check`).
//!
//! Beliefs are about one game session each. Timers are no branches (see `state`), so beliefs
//! multiply only where a reply was lost or has two explanations.

pub mod absent;
mod acceptance;
pub mod answers;
mod applied;
mod attempt;
pub mod broken;
pub mod call;
mod change;
mod conditions;
mod contradiction;
mod counted;
mod create;
mod created;
mod creation;
mod describe;
mod description;
mod details;
mod ending;
mod endtimes;
pub mod exceptions;
mod giving_up;
pub mod judgement;
pub mod lag;
mod listed;
mod listing;
mod members;
mod mention;
mod moves;
pub mod obligation;
pub mod predict;
pub mod pages;
mod permit;
mod protection;
pub mod query;
mod refused;
mod removal;
mod repetition;
pub mod retention;
mod returned;
mod selection;
mod server_policy;
pub mod shared;
pub mod state;
mod statuses;
mod termination;
pub mod terms;
mod texts;
mod time;
mod twin;
mod update;
pub mod wire;

use self::judgement::{Belief, Illegal, Legal, Notes, Scene};
use self::query::Query;
use crate::api::request::Request;
use crate::history::{Act, Command, Interval, Operation, Outcome};

/// Judges an operation on a game session in one belief.
///
/// A game session begins with its `CreateGameSession`; the belief before it is ignored.
pub fn judge(belief: Belief, operation: &Operation, scene: &Scene<'_>) -> Result<Legal, Illegal> {
    let mut legal = after_time(belief, operation, scene)?;
    if scene.terms.is_shared() {
        legal.notes.exercised.retain(shared::decides);
    }
    Ok(legal)
}

/// Judges an operation in the beliefs that the time before it has led to.
fn after_time(belief: Belief, operation: &Operation, scene: &Scene<'_>) -> Result<Legal, Illegal> {
    let when = match operation.act {
        Act::Advance => Interval::at(operation.target_time.end),
        Act::Command(_) | Act::Provide(_) | Act::Move(_) => operation.target_time,
    };
    let passed = if scene.terms.is_shared() {
        shared::passed(&belief.state)
    } else {
        when
    };
    let mut beliefs = time::pass(belief, passed, scene);
    if beliefs.len() == 1
        && let Some(belief) = beliefs.pop()
    {
        return act(belief, operation, when, scene);
    }
    let mut legal = Legal {
        beliefs: Vec::new(),
        notes: Notes::default(),
    };
    let mut illegal: Option<Illegal> = None;
    for belief in beliefs {
        match act(belief, operation, when, scene) {
            Ok(one) => {
                if legal.beliefs.is_empty() {
                    legal.notes = one.notes;
                }
                legal.beliefs.extend(one.beliefs);
            }
            Err(one) => illegal = illegal.or(Some(one)),
        }
    }
    match illegal {
        Some(illegal) if legal.beliefs.is_empty() => Err(illegal),
        _ => Ok(legal),
    }
}

fn act(
    mut belief: Belief,
    operation: &Operation,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    if belief.state.may_be_removed(when, scene) && operation.act != Act::Advance {
        return Ok(retention::judge(belief, operation, when, scene));
    }
    let outcome = &operation.outcome;
    let command = match &operation.act {
        Act::Advance => return Ok(Legal::unchanged(belief)),
        Act::Provide(request) => return Ok(creation::provided(belief, request, outcome)),
        Act::Move(one) => {
            belief.state.refusal = None;
            return moves::judge(belief, one, outcome, when, scene);
        }
        Act::Command(Command::Broken(broken)) => {
            return broken::follow(
                belief,
                (&**broken, operation),
                scene,
                |belief, operation| act(belief, operation, when, scene),
            );
        }
        Act::Command(command) => command,
    };
    let mut legal = match command {
        Command::Typed(Request::CreateGameSession(request)) => match scene.original {
            Some(original) if !scene.is_first => {
                repetition::judge(belief, (request, original), outcome, when, scene)
            }
            _ => creation::judge(belief, request, outcome, scene),
        },
        Command::Typed(Request::TerminateGameSession(request)) => {
            belief.state.refusal = None;
            termination::judge(belief, request, outcome, when, scene)
        }
        Command::Typed(Request::UpdateGameSession(request)) => {
            belief.state.refusal = None;
            update::judge(belief, request, outcome, when, scene)
        }
        Command::Typed(request) if let Some(query) = Query::read(request) => {
            describe::judge(belief, &query, outcome, when, scene)
        }
        Command::Typed(_) | Command::Raw { .. } | Command::Broken(_) => {
            create::judge(belief, outcome, when, scene)
        }
    }?;
    if let Outcome::Replied(reply) = outcome {
        wire::read(command.action(), reply, &mut legal.notes);
    }
    Ok(legal)
}
