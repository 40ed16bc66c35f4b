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
    /// The steps that begin another period than that of reservations.
    beginnings: Vec<Label>,
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
        let begins = matches!(step.step, Step::CreateGameSession(_) | Step::EndProcess(_));
        if stays && creates {
            self.creations.push(label);
        }
        if stays && begins {
            self.beginnings.push(label);
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

    /// Lets a wait refer to the last creation that is left, where its own is not.
    fn retarget(&self, wait: &mut Wait) -> bool {
        if wait.period != Period::Reservation {
            return self.beginnings.contains(&wait.deadline_of);
        }
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

/// Brings a handle up to date, and returns whether what it names is left.
fn renamed<T: Copy + Ord>(names: &BTreeMap<T, T>, handle: &mut T) -> bool {
    let name = names.get(handle).copied();
    *handle = name.unwrap_or(*handle);
    name.is_some()
}
