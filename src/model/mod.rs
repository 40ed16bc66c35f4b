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
//!
//! What guides generation is apart from judging: `obligation` names the situations that a run has
//! to bring about, and `predict` is the target as the first answer to each question has it.

pub mod absent;
pub mod answers;
pub mod call;
mod create;
mod created;
mod describe;
pub mod exceptions;
pub mod judgement;
mod members;
mod moves;
pub mod obligation;
pub mod predict;
mod refused;
pub mod state;
pub mod terms;
mod time;
mod update;

use self::call::Call;
use self::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::{Act, Command, Interval, Operation, Outcome};
use crate::spec::id::ClauseId;

const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DPS_01: ClauseId = ClauseId::of("DPS-01");
const GSS_04: ClauseId = ClauseId::of("GSS-04");
const WIR_01: ClauseId = ClauseId::of("WIR-01");
const WIR_02: ClauseId = ClauseId::of("WIR-02");
const WIR_08: ClauseId = ClauseId::of("WIR-08");

/// Judges an operation on a game session in one belief.
///
/// A game session begins with its `CreateGameSession`; the belief before it is ignored.
pub fn judge(belief: Belief, operation: &Operation, scene: &Scene<'_>) -> Result<Legal, Illegal> {
    let when = match operation.act {
        Act::Advance => Interval::at(operation.target_time.end),
        Act::Command(_) | Act::Move(_) => operation.target_time,
    };
    let mut legal: Option<Legal> = None;
    let mut illegal: Option<Illegal> = None;
    for belief in time::pass(belief, when, scene) {
        match act(belief, operation, when, scene) {
            Ok(one) => match &mut legal {
                Some(all) => all.beliefs.extend(one.beliefs),
                None => legal = Some(one),
            },
            Err(one) => illegal = illegal.or(Some(one)),
        }
    }
    match (legal, illegal) {
        (Some(legal), _) => Ok(legal),
        (None, Some(illegal)) => Err(illegal),
        (None, None) => Ok(Legal {
            beliefs: Vec::new(),
            notes: Notes::default(),
        }),
    }
}

fn act(
    belief: Belief,
    operation: &Operation,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let outcome = &operation.outcome;
    let command = match &operation.act {
        Act::Advance => {
            return Ok(Legal {
                beliefs: vec![belief],
                notes: Notes::default(),
            });
        }
        Act::Move(one) => return moves::judge(belief, one, outcome, when, scene),
        Act::Command(command) => command,
    };
    let mut wire = Notes::default();
    if let Outcome::Replied(reply) = outcome {
        read(command.action(), reply, &mut wire);
    }
    let mut legal = match command {
        Command::Typed(Request::CreateGameSession(request)) => {
            update::create(belief, request, outcome, scene)
        }
        Command::Typed(Request::UpdateGameSession(request)) => {
            update::update(belief, request, outcome, when, scene)
        }
        Command::Typed(Request::DescribePlayerSessions(_) | Request::DescribeGameSessions(_)) => {
            describe(belief, command.action(), outcome, when, scene)
        }
        Command::Typed(_) | Command::Raw { .. } => match Call::read(command) {
            Some(call) => create::judge(belief, &call, outcome, when, scene),
            None => Ok(Legal {
                beliefs: vec![belief],
                notes: Notes::default(),
            }),
        },
    }?;
    legal.notes.absorb(wire);
    Ok(legal)
}

/// Notes whether a reply could be read at all.
pub fn read(action: Action, reply: &Reply, notes: &mut Notes) {
    match reply {
        Reply::Response { .. } => notes.exercise(&[WIR_01]),
        Reply::Exception(_) => notes.exercise(&[WIR_02]),
        Reply::Unreadable { status, reason } => {
            let clause = if *status == 200 { WIR_01 } else { WIR_02 };
            // A front end that breaks down says nothing about the action.
            if !(500..600).contains(status) {
                let detail = format!("the reply to {action} cannot be read: {reason}");
                let actual = format!("status {status}");
                notes.check(
                    clause,
                    Some(MemberFault {
                        clause,
                        actual,
                        detail,
                    }),
                );
            }
        }
    }
}

fn describe(
    belief: Belief,
    action: Action,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let response = match outcome {
        Outcome::Replied(Reply::Response { response, problems }) => {
            let mut notes = Notes::default();
            members::types(problems, &mut notes);
            let mut legal = match response {
                Response::DescribePlayerSessions {
                    player_sessions, ..
                } => describe::player_sessions(belief, player_sessions, when, scene),
                Response::DescribeGameSessions { game_sessions, .. } => {
                    describe::game_sessions(belief, game_sessions, when, scene)
                }
                _ => Ok(Legal {
                    beliefs: vec![belief],
                    notes: Notes::default(),
                }),
            }?;
            legal.notes.absorb(notes);
            return Ok(legal);
        }
        Outcome::Replied(Reply::Exception(exception)) => exception,
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => {
            return Ok(Legal {
                beliefs: vec![belief],
                notes: Notes::default(),
            });
        }
    };
    refused_description(belief, action, response, scene)
}

fn refused_description(
    belief: Belief,
    action: Action,
    exception: &Exception,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let is_ended = belief.state.end != state::Change::NotYet;
    let guard = match action {
        _ if !(action.exceptions().contains(&exception.kind)
            || exceptions::is_common(&exception.kind)) =>
        {
            WIR_08
        }
        // GSS-04: the record outlives the game session.
        _ if is_ended => GSS_04,
        Action::DescribePlayerSessions => DPS_01,
        _ => DGS_01,
    };
    let is_silent = exceptions::is_turned_away(exception) || exceptions::is_fault(exception);
    if is_silent || scene.is_lifted(guard) {
        return Ok(Legal {
            beliefs: vec![belief],
            notes: Notes::default(),
        });
    }
    Err(Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: vec![exceptions::SUCCESS.to_owned()],
        actual: exception.kind.name().to_owned(),
        detail: format!("{action} was refused with {}", exception.kind),
    })
}
