//! Two calls made into one.

use crate::history::Label;
use crate::plan::step::{DataMap, GameSessionRef, PlanStep, Step, Text};
use crate::spec::catalog::Catalog;

/// Moves the players of one call to another, where both are legal and that one is, too.
pub(super) fn merge(steps: &mut Vec<PlanStep>, from: Label, into: Label) {
    let step_of = |label| steps.iter().position(|step| step.label == label);
    let (Some(source), Some(goal)) = (step_of(from), step_of(into)) else {
        return;
    };
    let Some((game_session, moved, moved_data)) = call_of(&steps[source].step) else {
        return;
    };
    let Some((own_session, mut players, mut data)) = call_of(&steps[goal].step) else {
        return;
    };
    let offset = players.len();
    players.extend(moved);
    data.extend(moved_data);
    let longest = Catalog::embedded().limits["PlayerIds"].largest();
    if own_session != game_session || players.len() > longest {
        return;
    }
    steps[goal].step = Step::CreatePlayerSessions {
        game_session,
        players,
        data: if data.is_empty() {
            DataMap::Absent
        } else {
            DataMap::Entries(data)
        },
    };
    steps.remove(source);
    for step in steps {
        match &mut step.step {
            Step::Accept(session) | Step::Remove(session) if session.created_by == from => {
                session.created_by = into;
                session.position += u32::try_from(offset).unwrap_or(0);
            }
            Step::Wait(wait) if wait.deadline_of == from => wait.deadline_of = into,
            _ => {}
        }
    }
}

/// A call's game session, players and data.
type Call = (GameSessionRef, Vec<Text>, Vec<(Text, Option<Text>)>);

/// Returns what a step calls for, `None` where it is no call that can be merged.
fn call_of(step: &Step) -> Option<Call> {
    match step {
        Step::CreatePlayerSessions {
            game_session,
            players,
            data,
        } => {
            let data = match data {
                DataMap::Absent => Vec::new(),
                DataMap::Entries(entries) => entries.clone(),
                DataMap::Null => return None,
            };
            Some((*game_session, players.clone(), data))
        }
        Step::CreatePlayerSession {
            game_session,
            player,
            data,
        } => {
            let data = data
                .iter()
                .map(|data| (player.clone(), Some(data.clone())))
                .collect();
            Some((*game_session, vec![player.clone()], data))
        }
        _ => None,
    }
}
