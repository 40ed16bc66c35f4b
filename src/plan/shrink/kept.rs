//! The steps that stay in a plan from which others were taken, with their references.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::Label;
use crate::plan::step::{
    GameSessionHandle, GameSessionRef, PlanStep, PlayerSessionRef, Step, Wait,
};

/// What is left of a plan, as far as it has been gone through.
#[derive(Debug, Default)]
pub(super) struct Kept {
    handles: BTreeMap<GameSessionHandle, GameSessionHandle>,
    creations: Vec<Label>,
}

impl Kept {
    /// Returns whether a step stays, after bringing its references up to date.
    pub(super) fn keep(
        &mut self,
        step: &mut PlanStep,
        dropped: &BTreeMap<Label, BTreeSet<u32>>,
    ) -> bool {
        let stays = match &mut step.step {
            Step::CreateGameSession(creation) => {
                let next = u32::try_from(self.handles.len() + 1).unwrap_or(u32::MAX);
                self.handles
                    .insert(creation.handle, GameSessionHandle(next));
                creation.handle = GameSessionHandle(next);
                true
            }
            Step::CreatePlayerSessions {
                game_session,
                players,
                ..
            } => {
                let was_emptied = players.is_empty() && dropped.contains_key(&step.label);
                !was_emptied && self.rename(game_session)
            }
            Step::CreatePlayerSession { game_session, .. }
            | Step::DescribePlayerSessions { game_session, .. }
            | Step::DescribeGameSessions { game_session }
            | Step::UpdateGameSession { game_session, .. } => self.rename(game_session),
            Step::Activate(handle) | Step::EndProcess(handle) => match self.handles.get(handle) {
                Some(name) => {
                    *handle = *name;
                    true
                }
                None => false,
            },
            Step::Accept(session) | Step::Remove(session) => self.follow(session, dropped),
            Step::Wait(wait) => self.retarget(wait),
        };
        let creates = matches!(
            step.step,
            Step::CreatePlayerSessions { .. } | Step::CreatePlayerSession { .. }
        );
        if stays && creates {
            self.creations.push(step.label);
        }
        stays
    }

    fn rename(&self, reference: &mut GameSessionRef) -> bool {
        match reference {
            GameSessionRef::Handle(handle) | GameSessionRef::BareId(handle) => {
                let name = self.handles.get(handle).copied();
                *handle = name.unwrap_or(*handle);
                name.is_some()
            }
            GameSessionRef::Unknown
            | GameSessionRef::ForeignRegion
            | GameSessionRef::ForeignFleet
            | GameSessionRef::FleetId
            | GameSessionRef::Malformed
            | GameSessionRef::TooLong => true,
        }
    }

    fn follow(
        &self,
        session: &mut PlayerSessionRef,
        dropped: &BTreeMap<Label, BTreeSet<u32>>,
    ) -> bool {
        if !self.creations.contains(&session.created_by) {
            return false;
        }
        let Some(positions) = dropped.get(&session.created_by) else {
            return true;
        };
        if positions.contains(&session.position) {
            return false;
        }
        let before = positions
            .iter()
            .filter(|position| **position < session.position)
            .count();
        session.position -= u32::try_from(before).unwrap_or(0);
        true
    }

    /// Lets a wait refer to the last creation that is left, where its own is not.
    fn retarget(&self, wait: &mut Wait) -> bool {
        if self.creations.contains(&wait.deadline_of) {
            return true;
        }
        match self.creations.last() {
            Some(label) => {
                wait.deadline_of = *label;
                true
            }
            None => false,
        }
    }
}
