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
        if let Some(mut session) = step.step.player_session()
            && session.created_by == from
        {
            session.created_by = into;
            session.position += u32::try_from(offset).unwrap_or(0);
            step.step.rename_player_session(session);
        }
        if let Step::Wait(wait) = &mut step.step
            && wait.deadline_of == from
        {
            wait.deadline_of = into;
        }
    }
}

/// A call's game session, players and data.
type Call = (GameSessionRef, Vec<Text>, Vec<(Text, Option<Text>)>);

/// Returns what a step calls for, `None` where it is no call that can be merged.
fn call_of(step: &Step) -> Option<Call> {
    let (game_session, players) = step.call()?;
    if matches!(
        step,
        Step::CreatePlayerSessions {
            data: DataMap::Null,
            ..
        }
    ) {
        return None;
    }
    let data = step
        .data()
        .into_iter()
        .map(|(key, value)| (key.clone(), value.cloned()));
    Some((game_session, players.to_vec(), data.collect()))
}
