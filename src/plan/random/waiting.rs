//! Random plans that wait: what runs out, and what is done just before and just after it does.
//!
//! What a plan is about goes by its number, so that every run has some of each. Where the target
//! has no clock for it, or cannot do what it takes, reservations are what runs out instead.

use std::time::Duration;

use super::actions;
use super::candidates::{KINDS, Kind, Scene};
use super::timely::KINDS_IN_TIME;
use super::{Author, RandomPlans, values};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Label;
use crate::model::state::Change;
use crate::plan::inputs::Capability;
use crate::plan::outline;
use crate::plan::script::player;
use crate::plan::step::{GameSessionHandle, Offset, Period, PlayerQuery, Step, Wait};

/// What comes to its end in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    /// Reservations (CPS-24), among whatever else may happen.
    Anything,
    /// Reservations (CPS-24), among what takes slots and gives them back.
    Reservations,
    /// The time that a game session has to be activated (GSS-06).
    Activation,
    /// The time that records stay (CPS-26).
    Retention,
}

/// After so many plans the themes begin anew.
const THEMES: u64 = 4;

/// How many steps beyond those before its end a plan may have around a deadline.
const OVERSHOOT: usize = 3;

impl Theme {
    /// Returns the kinds of steps that are drawn, by weight.
    pub(super) fn kinds(self) -> &'static [(u64, Kind)] {
        match self {
            Self::Anything => &KINDS,
            Self::Reservations | Self::Activation | Self::Retention => &KINDS_IN_TIME,
        }
    }

    /// Returns how many game sessions a plan may create at the most, and how many steps it may
    /// have: one that comes to a second end gets all that there may be.
    pub(super) fn extent(self, game_sessions: u32, length: usize, steps: usize) -> (u32, usize) {
        match self {
            Self::Anything => (game_sessions, length),
            Self::Reservations => (game_sessions.min(2), length),
            Self::Activation => (game_sessions.min(2), steps),
            // A process that is left over would have to be kept alive for a month.
            Self::Retention => (1, steps),
        }
    }

    /// Returns how many steps a plan needs to come to its end, the last descriptions aside.
    pub(super) fn closing(self) -> usize {
        match self {
            Self::Anything | Self::Reservations => 7,
            Self::Activation => 13,
            Self::Retention => 18,
        }
    }
}

impl RandomPlans {
    /// Returns what the nth plan is about, where it waits.
    pub(super) fn theme(&self, number: u64) -> Theme {
        let capabilities = &self.inputs.capabilities;
        let has = |one| capabilities.has(one);
        let ends = |step: &Step| capabilities.lacking(step).is_none();
        match number % THEMES {
            2 if has(Capability::ActivationTimeout) && !has(Capability::SelfActivation) => {
                Theme::Activation
            }
            3 if has(Capability::AdvanceableClock)
                && ends(&Step::EndProcess(GameSessionHandle(1))) =>
            {
                Theme::Retention
            }
            0 => Theme::Anything,
            _ => Theme::Reservations,
        }
    }
}

impl Author<'_> {
    /// Lets a reservation run out now and then, and surely where it is due, in a plan of so many
    /// steps; `false` where none is waited for.
    pub(super) fn pass_time(&mut self, body: usize, is_due: bool) -> bool {
        let is_first = self.forecast.now().is_zero();
        let is_time = (is_due && is_first) || self.draw.is_one_in(3);
        if !is_time {
            return false;
        }
        let Some((label, handle)) = self.deadline() else {
            return false;
        };
        if self.room(body) > 2 && self.draw.is_one_in(3) {
            self.add(|scene| scene.exact_batch(handle));
        }
        let period = (label, Period::Reservation);
        if self.room(body) > 3 && self.is_ahead(period) && !self.draw.is_one_in(3) {
            self.wait(period, Offset::Before);
            let count = self.draw.between(1, 3);
            for _ in 0..count {
                if self.room(body) > 2 {
                    self.add(|scene| scene.just_before(handle));
                }
            }
        }
        if self.room(body) > 2 && self.can_stop_at(period) && self.draw.is_one_in(4) {
            self.wait(period, Offset::At);
            self.add(|scene| scene.just_before(handle));
        }
        self.wait(period, Offset::After);
        if self.room(body) > 1 && self.draw.is_one_in(3) {
            // As many slots are open as there are, and not one more.
            self.add(|scene| scene.exact_batch(handle));
            self.add(|scene| scene.newcomer_alone(handle));
        } else {
            self.add(|scene| scene.just_after(handle));
        }
        if self.room(body) > 0 && !self.draw.is_one_in(3) {
            self.look_at_players(handle);
        }
        true
    }

    /// Returns how many steps there is room for around a deadline, in a plan that has so many
    /// before its end.
    fn room(&self, body: usize) -> usize {
        (body + OVERSHOOT).saturating_sub(self.script.steps().len())
    }

    /// Returns how many steps a plan may have until its end begins: few more where no time is left
    /// for another reservation to run out, and nothing else is of interest.
    pub(super) fn until_time_is_up(&mut self, theme: Theme, body: usize) -> usize {
        let next = self.forecast.now() + self.forecast.reservation_timeout();
        if next <= outline::patience(self.capabilities) || theme == Theme::Anything {
            return body;
        }
        let left = usize::try_from(self.draw.between(0, 4)).unwrap_or(0);
        body.min(self.script.steps().len() + left)
    }

    /// Comes to the end that a plan is about.
    pub(super) fn conclude(&mut self, theme: Theme) {
        match theme {
            Theme::Anything | Theme::Reservations => self.end_reservations(),
            Theme::Activation => self.wait_for_activation(),
            Theme::Retention => self.wait_for_removal(),
        }
        let mut steps = self.script.steps().iter();
        if !steps.any(|step| matches!(step.step, Step::Wait(_))) {
            self.wait_for_somebody();
        }
    }

    /// Opens what a plan is about beside its first game session, where it has room for that.
    pub(super) fn prepare(&mut self, theme: Theme, has_room: bool) {
        let count = match theme {
            Theme::Anything | Theme::Reservations => 0,
            Theme::Activation => self.draw.between(1, 2),
            // One more whose end may come at another time.
            Theme::Retention => u64::from(has_room && self.draw.is_one_in(2)),
        };
        for _ in 0..count {
            let handle = self.script.next_game_session();
            let maximum = values::legal_maximum(&mut self.draw).max(1);
            let label = self.push_labelled(actions::create_game_session(handle, maximum));
            if theme == Theme::Retention {
                self.push(Step::Activate(handle));
            } else {
                self.left_alone.extend(label.map(|label| (handle, label)));
            }
        }
    }

    /// Draws a deadline that is still to come and not too late, mostly the one that comes first,
    /// with its game session.
    fn deadline(&mut self) -> Option<(Label, GameSessionHandle)> {
        let mut held: Vec<(Label, GameSessionHandle)> = Vec::new();
        for handle in self.handles() {
            let members = self.forecast.members(handle).iter();
            let reserved = members.filter(|member| {
                self.forecast.status(member.session) == Some(PlayerSessionStatus::Reserved)
            });
            held.extend(reserved.map(|member| (member.session.created_by, handle)));
        }
        let patience = outline::patience(self.capabilities);
        held.retain(|(label, _)| {
            let moment = self.moment((*label, Period::Reservation), Offset::After);
            moment.is_some_and(|moment| moment <= patience)
        });
        held.sort();
        held.dedup();
        let weighted = held.into_iter().enumerate();
        let weighted: Vec<_> = weighted
            .map(|(place, one)| (if place == 0 { 3 } else { 1 }, one))
            .collect();
        (!weighted.is_empty()).then(|| self.draw.pick(weighted))
    }

    /// Returns whether the moment just before a deadline is still to come.
    fn is_ahead(&self, period: (Label, Period)) -> bool {
        let moment = self.moment(period, Offset::Before);
        moment.is_some_and(|moment| moment > self.forecast.now())
    }

    /// Returns whether the clock can be set to a deadline that is still to come.
    fn can_stop_at(&self, period: (Label, Period)) -> bool {
        let moment = self.moment(period, Offset::At);
        let is_ahead = moment.is_some_and(|moment| moment > self.forecast.now());
        is_ahead && self.capabilities.has(Capability::AdvanceableClock)
    }

    fn moment(&self, (deadline_of, period): (Label, Period), offset: Offset) -> Option<Duration> {
        self.forecast.moment(Wait {
            deadline_of,
            period,
            offset,
        })
    }

    fn wait(&mut self, (deadline_of, period): (Label, Period), offset: Offset) {
        self.push(Step::Wait(Wait {
            deadline_of,
            period,
            offset,
        }));
    }

    fn is_running(&self, handle: GameSessionHandle) -> bool {
        let state = self.forecast.state(handle);
        state.is_some_and(|state| state.end == Change::NotYet)
    }

    fn handles(&self) -> impl Iterator<Item = GameSessionHandle> + use<> {
        (1..self.script.next_game_session().0).map(GameSessionHandle)
    }

    /// Appends a step of a kind, unless the target offers none.
    fn add(&mut self, draw: impl Fn(&mut Scene<'_>) -> Step) {
        let game_sessions = self.script.next_game_session().0 - 1;
        if let Some(step) = self.choose(game_sessions, draw) {
            self.push(step);
        }
    }

    /// Appends a step, and returns the label it has; `None` where the target does not offer it.
    fn push_labelled(&mut self, step: Step) -> Option<Label> {
        let before = self.script.steps().len();
        self.push(step);
        self.script.steps().get(before).map(|step| step.label)
    }

    /// Ends the first game session now and then: what was over before stays as it was (PSS-01).
    fn end_reservations(&mut self) {
        let handle = GameSessionHandle(1);
        let has_waited = !self.forecast.now().is_zero();
        if has_waited && self.is_running(handle) && self.draw.is_one_in(3) {
            self.look_at_players(handle);
            self.push(Step::EndProcess(handle));
        }
    }

    /// Makes a reservation in a fresh game session and waits for its deadline.
    fn wait_for_somebody(&mut self) {
        let handle = self.script.next_game_session();
        self.push(actions::create_game_session(handle, 2));
        self.push(Step::Activate(handle));
        self.player_count += 1;
        let label = self.push_labelled(actions::single(handle, player(self.player_count)));
        if let Some(label) = label {
            self.wait((label, Period::Reservation), Offset::After);
        }
    }

    /// Waits for what becomes of game sessions that nobody activates, or at the last moment, or
    /// too late.
    fn wait_for_activation(&mut self) {
        let ends = (
            self.left_alone.first().copied(),
            self.left_alone.last().copied(),
        );
        let (Some((first, earliest)), Some((last, latest))) = ends else {
            return;
        };
        if !self.draw.is_one_in(3) {
            self.wait((earliest, Period::Activation), Offset::Before);
            let [_, game_session] = actions::look_at(last.0);
            self.push(game_session);
            if self.draw.is_one_in(3) {
                self.push(Step::Activate(first));
            }
        }
        self.wait((latest, Period::Activation), Offset::After);
        for _ in 0..self.draw.between(0, 2) {
            self.add(|scene| scene.while_activating(first));
        }
    }

    /// Ends every process, so that the clock may run on for a month, and waits for the end of the
    /// records.
    fn wait_for_removal(&mut self) {
        if self.forecast.now().is_zero() {
            // The end is to come later than the beginning.
            self.add(|scene| scene.call(GameSessionHandle(1)));
            if let Some((label, _)) = self.deadline() {
                self.wait((label, Period::Reservation), Offset::After);
            }
        }
        for handle in self.handles() {
            if self.is_running(handle) {
                self.push(Step::EndProcess(handle));
            }
        }
        let mut steps = self.script.steps().iter().rev();
        let last = steps.find(|step| matches!(step.step, Step::EndProcess(_)));
        let Some(ended) = last.map(|step| (step.label, Period::Retention)) else {
            return;
        };
        if self.draw.is_one_in(2) {
            self.look_at_players(GameSessionHandle(1));
        }
        self.wait(ended, Offset::Before);
        self.look_at_everything();
        if self.player_count > 0 && self.draw.is_one_in(2) {
            let number = self.draw.between(1, u64::from(self.player_count));
            let number = u32::try_from(number).unwrap_or(1);
            let visits = PlayerQuery::of_player(player(number));
            self.push(Step::DescribePlayerSessions(visits));
        }
        self.wait(ended, Offset::After);
        if self.draw.is_one_in(3) {
            self.add(|scene| scene.call(GameSessionHandle(1)));
        }
    }

    fn look_at_players(&mut self, handle: GameSessionHandle) {
        let [players, _] = actions::look_at(handle.0);
        self.push(players);
    }
}
