//! The steps that stay in a plan from which others were taken, with their references.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::Label;
use crate::plan::step::{
    AliasHandle, GameSessionHandle, GameSessionRef, Period, Place, PlanStep, PlayerSessionName,
    PlayerSessionRef, Step, Wait,
};

/// What is left of a plan, as far as it has been gone through.
#[derive(Debug, Default)]
pub(super) struct Kept {
    handles: BTreeMap<GameSessionHandle, GameSessionHandle>,
    aliases: BTreeMap<AliasHandle, AliasHandle>,
    creations: Vec<Label>,
    /// The steps with which a period begins.
    beginnings: Vec<(Period, Label)>,
}

impl Kept {
    /// Returns whether a step stays, after bringing its references up to date.
    pub(super) fn keep(
        &mut self,
        step: &mut PlanStep,
        dropped: &BTreeMap<Label, BTreeSet<u32>>,
    ) -> bool {
        let label = step.label;
        let stays = self.keep_step(label, &mut step.step, dropped);
        let creates = matches!(
            step.step.unbroken(),
            Step::CreatePlayerSessions { .. } | Step::CreatePlayerSession { .. }
        );
        if stays && creates {
            self.creations.push(label);
            self.beginnings.push((Period::Reservation, label));
        }
        if stays && matches!(step.step, Step::CreateGameSession(_)) {
            self.beginnings.push((Period::Activation, label));
        }
        if stays && matches!(step.step, Step::EndProcess(_)) {
            self.beginnings.push((Period::Retention, label));
        }
        stays
    }

    fn keep_step(
        &mut self,
        label: Label,
        step: &mut Step,
        dropped: &BTreeMap<Label, BTreeSet<u32>>,
    ) -> bool {
        match step {
            Step::CreateGameSession(creation) => {
                if !self.place(&mut creation.place) {
                    return false;
                }
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
                let was_emptied = players.is_empty() && dropped.contains_key(&label);
                !was_emptied && self.rename(game_session)
            }
            Step::CreatePlayerSession { game_session, .. }
            | Step::UpdateGameSession { game_session, .. }
            | Step::TerminateGameSession { game_session, .. } => self.rename(game_session),
            Step::DescribePlayerSessions(query) => {
                let keeps = |one: &mut GameSessionRef| self.rename(one);
                let session = &mut query.player_session;
                let named = |one: &mut PlayerSessionName| self.named(one, dropped);
                session.as_mut().is_none_or(named) && query.game_session.as_mut().is_none_or(keeps)
            }
            Step::DescribeGameSessions(query) => {
                let keeps = |one: &mut GameSessionRef| self.rename(one);
                self.place(&mut query.place) && query.game_session.as_mut().is_none_or(keeps)
            }
            Step::SearchGameSessions(search) => self.place(&mut search.place),
            Step::CreateAlias { handle, .. } => {
                let next = u32::try_from(self.aliases.len() + 1).unwrap_or(u32::MAX);
                self.aliases.insert(*handle, AliasHandle(next));
                *handle = AliasHandle(next);
                true
            }
            Step::Activate(handle)
            | Step::SetPolicy {
                game_session: handle,
                ..
            }
            | Step::EndProcess(handle) => renamed(&self.handles, handle),
            Step::Accept(session) | Step::Remove(session) => self.follow(session, dropped),
            Step::Broken(broken) => self.keep_step(label, &mut broken.request, dropped),
            Step::Stray(stray) => {
                renamed(&self.handles, &mut stray.game_session)
                    && self.named(&mut stray.player_session, dropped)
            }
            Step::Wait(wait) => self.retarget(wait),
        }
    }

    fn place(&self, place: &mut Place) -> bool {
        match place {
            Place::Alias(alias) | Place::Both(_, alias) => renamed(&self.aliases, alias),
            Place::Fleet(_) | Place::Nowhere => true,
        }
    }

    fn rename(&self, reference: &mut GameSessionRef) -> bool {
        match reference {
            GameSessionRef::Handle(handle)
            | GameSessionRef::BareId(handle)
            | GameSessionRef::ForeignRegion(handle)
            | GameSessionRef::ForeignFleet(handle)
            | GameSessionRef::ForeignAccount(handle) => renamed(&self.handles, handle),
            GameSessionRef::AliasId(handle) | GameSessionRef::AliasArn(handle) => {
                renamed(&self.aliases, handle)
            }
            GameSessionRef::Unknown
            | GameSessionRef::FleetId
            | GameSessionRef::Malformed
            | GameSessionRef::TooLong => true,
        }
    }

    fn named(
        &self,
        session: &mut PlayerSessionName,
        dropped: &BTreeMap<Label, BTreeSet<u32>>,
    ) -> bool {
        match session {
            PlayerSessionName::Known(session) => self.follow(session, dropped),
            PlayerSessionName::Unknown | PlayerSessionName::Malformed => true,
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

    /// Lets a wait refer to the last such period that is left, where its own is not.
    fn retarget(&self, wait: &mut Wait) -> bool {
        let left = self.beginnings.iter();
        let left = left.filter(|(period, _)| *period == wait.period);
        let mut labels = left.map(|(_, label)| *label).rev();
        let last = labels.clone().next();
        if !labels.any(|label| label == wait.deadline_of) {
            wait.deadline_of = last.unwrap_or(wait.deadline_of);
        }
        last.is_some()
    }
}

/// Brings a handle up to date, and returns whether what it names is left.
fn renamed<T: Copy + Ord>(names: &BTreeMap<T, T>, handle: &mut T) -> bool {
    let name = names.get(handle).copied();
    *handle = name.unwrap_or(*handle);
    name.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::script::{Script, player};
    use crate::plan::step::Offset;

    /// Returns the step whose period a plan waits for, after one step was taken from it.
    fn waited(script: Script, gone: Label) -> Option<Label> {
        let mut kept = Kept::default();
        let steps = script.into_plan().steps.into_iter();
        let left = steps.filter_map(|mut step| {
            let stays = step.label != gone && kept.keep(&mut step, &BTreeMap::new());
            stays.then_some(step.step)
        });
        let left: Vec<Step> = left.collect();
        left.iter().find_map(|step| {
            if let Step::Wait(wait) = step {
                Some(wait.deadline_of)
            } else {
                None
            }
        })
    }

    #[test]
    fn a_wait_whose_period_is_gone_waits_for_the_last_one_of_its_kind_that_is_left() {
        let mut script = Script::default();
        let (session, first) = script.waiting(2);
        script.activate(session);
        script.batch(session, &[player(1)]);
        let (_, second) = script.waiting(2);
        let mut one = script.clone();
        one.wait((second, Period::Activation), Offset::After);
        assert_eq!(waited(one.clone(), second), Some(first));
        assert_eq!(waited(one, first), Some(second));
        let created = script.batch(session, &[player(2)]);
        script.wait_after(created);
        assert_eq!(waited(script, created), Some(Label(3)));
    }

    #[test]
    fn a_wait_goes_with_the_only_period_of_its_kind() {
        let mut script = Script::default();
        let session = script.active(1);
        script.end(session);
        script.wait((Label(3), Period::Retention), Offset::Before);
        assert_eq!(waited(script, Label(3)), None);
    }
}
