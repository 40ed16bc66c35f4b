//! What a plan is predicted to lead to: the state it is in after each step, and the situations
//! that its commands are issued in.

use std::collections::BTreeMap;
use std::time::Duration;

use super::aspect::{Aspect, aspects};
use super::binding::{Binding, FleetSite, Site};
use super::deed::{Deed, deed};
use super::step::{
    GameSessionHandle, GameSessionRef, Plan, PlanStep, PlayerSessionRef, Step, Text, Wait,
};
use crate::api::exception::ExceptionKind;
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Reply;
use crate::history::{Act, Command, Interval, Label, Move, Outcome};
use crate::model::broken::Expectation;
use crate::model::call::{Call, Limits};
use crate::model::obligation::Obligation;
use crate::model::predict::Predictor;
use crate::model::state::State;
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;

/// How long a game session is predicted to wait for its activation: longer than reservations.
const ACTIVATION_TIMEOUT: Duration = Duration::from_mins(10);

/// A plan's predicted course, as far as it has been followed.
#[derive(Clone, Debug)]
pub(crate) struct Forecast {
    binding: Binding,
    predictor: Predictor,
    /// When each step was carried out with which a period begins.
    begun: BTreeMap<Label, Duration>,
    members: BTreeMap<GameSessionHandle, Vec<Member>>,
    /// What was last done to each game session.
    deeds: BTreeMap<GameSessionHandle, Deed>,
}

/// A player who has been let into a game session.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The player.
    pub(crate) player: Text,
    /// The player session.
    pub(crate) session: PlayerSessionRef,
}

/// How often each situation is predicted to have come about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coverage {
    obligations: BTreeMap<Obligation, u64>,
    aspects: BTreeMap<Aspect, u64>,
}

impl Coverage {
    /// Counts the situations of a plan.
    pub(crate) fn add_plan(&mut self, plan: &Plan) {
        let mut forecast = Forecast::new();
        for step in &plan.steps {
            self.add(&forecast, &step.step);
            forecast.follow(step);
        }
    }

    /// Counts the situation of a step, and the kinds of its values.
    pub(crate) fn add(&mut self, forecast: &Forecast, step: &Step) {
        if let Some(obligation) = forecast.obligation(step) {
            *self.obligations.entry(obligation).or_default() += 1;
        }
        let sequel = forecast.sequel(step);
        for aspect in forecast.aspects(step).into_iter().chain(sequel) {
            *self.aspects.entry(aspect).or_default() += 1;
        }
    }

    /// Returns the situations that have come about.
    #[cfg(test)]
    pub(crate) fn obligations(&self) -> impl Iterator<Item = Obligation> {
        self.obligations.keys().copied()
    }

    /// Returns how often a situation has come about.
    pub(crate) fn count(&self, obligation: Obligation) -> u64 {
        self.obligations.get(&obligation).copied().unwrap_or(0)
    }

    /// Returns how often what a step does has followed on what was done before it, `None` where
    /// it does nothing, or nothing was done.
    pub(crate) fn sequels(&self, forecast: &Forecast, step: &Step) -> Option<u64> {
        let sequel = forecast.sequel(step)?;
        Some(self.aspects.get(&sequel).copied().unwrap_or(0))
    }

    /// Returns how often the rarest kind of value in a step has been drawn, `None` where it has
    /// none.
    pub(crate) fn rarest(&self, forecast: &Forecast, step: &Step) -> Option<u64> {
        let aspects = forecast.aspects(step).into_iter();
        let count = |aspect| self.aspects.get(&aspect).copied().unwrap_or(0);
        aspects.map(count).min()
    }
}

impl Forecast {
    /// Returns the course of a plan before its first step.
    pub(crate) fn new() -> Self {
        let site = Site {
            region: "us-east-1".to_owned(),
            fleets: ["fleet-1", "fleet-2"]
                .map(FleetSite::without_location)
                .to_vec(),
            scope: "case-".to_owned(),
        };
        Self {
            binding: Binding::new(site),
            predictor: Predictor::new(Terms::default().reservation_timeout)
                .giving_up_after(ACTIVATION_TIMEOUT),
            begun: BTreeMap::new(),
            members: BTreeMap::new(),
            deeds: BTreeMap::new(),
        }
    }

    /// Returns the situation in which a step would be carried out, `None` where it is none.
    pub(crate) fn obligation(&self, step: &Step) -> Option<Obligation> {
        let act = self.binding.resolve(step)?;
        let state = match &act {
            Act::Move(game_server_move) => self
                .predictor
                .game_session(game_server_move.game_session_id().as_str())?,
            Act::Command(_) | Act::Provide(_) | Act::Advance => self.state(subject(step)?)?,
        };
        let when = Interval::at(self.predictor.now());
        Obligation::of(state, &act, when, self.predictor.terms())
    }

    /// Returns the kinds of values in a step.
    fn aspects(&self, step: &Step) -> Vec<Aspect> {
        let handle = step
            .call()
            .and_then(|(game_session, _)| game_session.handle());
        let members = handle.map_or(&[][..], |handle| self.members(handle));
        aspects(step, |player| {
            members.iter().any(|member| member.player == *player)
        })
    }

    /// Returns the step as what follows on what was done to its game session last.
    fn sequel(&self, step: &Step) -> Option<Aspect> {
        let (handle, deed) = self.deed(step)?;
        Some(Aspect::After(*self.deeds.get(&handle)?, deed))
    }

    /// Returns how many players a call may let in, whatever the room; none that has to be refused.
    pub(crate) fn let_in(&self, step: &Step) -> usize {
        let Some(Act::Command(command)) = self.binding.resolve(step) else {
            return 0;
        };
        let call = Call::read(&command).filter(|call| !is_to_be_refused(&command, call));
        call.map_or(0, |call| call.player_ids.len())
    }

    /// Returns whether a call is predicted to find too few slots.
    pub(crate) fn is_too_full_for(&self, step: &Step) -> bool {
        let Some(act) = self.binding.resolve(step) else {
            return false;
        };
        let outcome = self.predictor.clone().predict(&act);
        let Outcome::Replied(Reply::Exception(exception)) = outcome else {
            return false;
        };
        exception.kind == ExceptionKind::GameSessionFull
    }

    /// Returns what a step does to a game session.
    fn deed(&self, step: &Step) -> Option<(GameSessionHandle, Deed)> {
        deed(step, |session| self.home(session))
    }

    /// Follows one step, `None` where what it names never came to be.
    pub(crate) fn follow(&mut self, step: &PlanStep) -> Option<()> {
        if let Step::Wait(wait) = step.step {
            self.wait(wait);
        }
        let act = self.binding.resolve(&step.step)?;
        // A description changes nothing.
        if !step.step.is_description() {
            let outcome = self.predictor.predict(&act);
            self.binding.learn(step, &act, &outcome);
            self.remember(step, &outcome);
        }
        if let Some((handle, deed)) = self.deed(&step.step) {
            self.deeds.insert(handle, deed);
        }
        Some(())
    }

    /// Returns the predicted state of a game session, `None` where it never came to be.
    pub(crate) fn state(&self, handle: GameSessionHandle) -> Option<&State> {
        let id = self.binding.game_session(handle)?;
        self.predictor.game_session(id.as_str())
    }

    /// Returns how many slots of a game session are taken.
    pub(crate) fn taken(&self, handle: GameSessionHandle) -> i64 {
        let when = Interval::at(self.predictor.now());
        let occupancy = self
            .state(handle)
            .map(|state| state.occupancy(when, self.predictor.terms()));
        occupancy.map_or(0, |taken| taken.certain)
    }

    /// Returns the players who have been let into a game session.
    pub(crate) fn members(&self, handle: GameSessionHandle) -> &[Member] {
        self.members.get(&handle).map_or(&[], Vec::as_slice)
    }

    /// Returns the game session of a player session.
    pub(crate) fn home(&self, session: PlayerSessionRef) -> Option<GameSessionHandle> {
        let holds = |members: &Vec<Member>| members.iter().any(|member| member.session == session);
        let home = self.members.iter().find(|(_, members)| holds(members));
        home.map(|(handle, _)| *handle)
    }

    /// Returns the predicted status of a player session.
    pub(crate) fn status(&self, session: PlayerSessionRef) -> Option<PlayerSessionStatus> {
        let Act::Move(Move::Accept {
            game_session_id,
            player_session_id,
        }) = self.binding.resolve(&Step::Accept(session))?
        else {
            return None;
        };
        let state = self.predictor.game_session(game_session_id.as_str())?;
        let reservation = state
            .reservations
            .get(state.find(player_session_id.as_str())?)?;
        reservation.statuses.iter().next()
    }

    /// Returns the time on the predicted clock.
    pub(crate) fn now(&self) -> Duration {
        self.predictor.now()
    }

    /// Returns how long a reservation is predicted to last.
    pub(crate) fn reservation_timeout(&self) -> Duration {
        self.predictor.terms().reservation_timeout
    }

    /// Returns when a wait would end, `None` where what it waits for has not begun.
    pub(crate) fn moment(&self, wait: Wait) -> Option<Duration> {
        let begun = self.begun.get(&wait.deadline_of).copied()?;
        wait.moment(Interval::at(begun), self.predictor.terms())
    }

    fn wait(&mut self, wait: Wait) {
        let Some(moment) = self.moment(wait) else {
            return;
        };
        for deed in self.deeds.values_mut() {
            *deed = Deed::Waited;
        }
        self.predictor.advance_to(moment);
    }

    fn remember(&mut self, step: &PlanStep, outcome: &Outcome) {
        if matches!(step.step, Step::CreateGameSession(_) | Step::EndProcess(_)) {
            self.begun.insert(step.label, self.predictor.now());
        }
        let Some((GameSessionRef::Handle(handle), players)) = step.step.call() else {
            return;
        };
        let is_success = matches!(outcome, Outcome::Replied(Reply::Response { .. }));
        if !is_success {
            return;
        }
        self.begun.insert(step.label, self.predictor.now());
        let members = self.members.entry(handle).or_default();
        members.extend((0..).zip(players).map(|(position, player)| Member {
            player: player.clone(),
            session: PlayerSessionRef {
                created_by: step.label,
                position,
            },
        }));
    }
}

/// Returns whether a call breaks a limit in every reading, or is broken beyond doubt.
fn is_to_be_refused(command: &Command, call: &Call) -> bool {
    if let Command::Broken(broken) = command
        && matches!(Expectation::of(broken), Expectation::Refusal(..))
    {
        return true;
    }
    !Limits::of(call, Catalog::embedded()).broken.is_empty()
}

/// Returns the game session of the plan that a request is about.
fn subject(step: &Step) -> Option<GameSessionHandle> {
    match step {
        Step::CreatePlayerSessions { game_session, .. }
        | Step::CreatePlayerSession { game_session, .. }
        | Step::UpdateGameSession { game_session, .. }
        | Step::TerminateGameSession { game_session, .. } => whole(*game_session),
        Step::DescribePlayerSessions(query) => whole(query.game_session?),
        Step::DescribeGameSessions(query) => whole(query.game_session?),
        Step::CreateGameSession { .. }
        | Step::SearchGameSessions(_)
        | Step::CreateAlias { .. }
        | Step::SetPolicy { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => None,
    }
}

/// Returns the game session that a reference names by its whole id.
fn whole(game_session: GameSessionRef) -> Option<GameSessionHandle> {
    let handle = game_session.handle();
    handle.filter(|handle| game_session == GameSessionRef::Handle(*handle))
}
