//! A target as the specification predicts it: each open question gets the answer listed first.
//!
//! It guides what is tried and never judges. Time stands still between acts unless it is told
//! otherwise, and every change takes effect at once.

mod aliases;
mod calls;
mod game_sessions;
mod lists;
mod moves;
mod terminations;

use std::collections::BTreeMap;
use std::time::Duration;

use super::broken::Expectation;
use super::call;
use super::query::Query;
use super::retention::RETENTION;
use super::state::State;
use super::terms::Terms;
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::ids::FleetId;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateGameSession, Request};
use crate::history::{Act, Command, Interval, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;
use crate::spec::question::Answer;

const U_17_ALIAS: ContextId = ContextId::of("U-17/alias");
const U_28: ContextId = ContextId::of("U-28");
const U_17_BARE_ID: ContextId = ContextId::of("U-17/bare-id");
const U_18_UNKNOWN_ID: ContextId = ContextId::of("U-18/unknown-id");

/// The predicted state of a target.
#[derive(Clone, Debug)]
pub struct Predictor {
    catalog: &'static Catalog,
    terms: Terms,
    now: Duration,
    game_sessions: BTreeMap<String, State>,
    player_session_count: u64,
    /// The requests that have created game sessions with a token, with what they have created.
    tokens: BTreeMap<(Option<FleetId>, String), (CreateGameSession, String)>,
    /// Where each alias leads to, by id and by ARN; `None` where it leads nowhere.
    aliases: BTreeMap<String, Option<FleetId>>,
}

impl Predictor {
    /// Returns a target without game sessions whose reservations last as long as given.
    pub fn new(reservation_timeout: Duration) -> Self {
        Self {
            catalog: Catalog::embedded(),
            terms: Terms {
                reservation_timeout,
                tolerance: Duration::ZERO,
                ..Terms::default()
            },
            now: Duration::ZERO,
            game_sessions: BTreeMap::new(),
            player_session_count: 0,
            tokens: BTreeMap::new(),
            aliases: BTreeMap::new(),
        }
    }

    /// Returns the target as one that gives a game session up which is not activated by then.
    #[must_use]
    pub fn giving_up_after(mut self, activation_timeout: Duration) -> Self {
        self.terms.activation_timeout = Some(activation_timeout);
        self
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Returns the terms of the target.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Returns the state of a game session, `None` where there is none of that id.
    pub fn game_session(&self, id: &str) -> Option<&State> {
        self.game_sessions.get(id)
    }

    /// Returns the state of a game session for bugs to be planted in.
    #[cfg(test)]
    pub(crate) fn game_session_mut(&mut self, id: &str) -> Option<&mut State> {
        self.game_sessions.get_mut(id)
    }

    /// Lets time pass; a moment in the past changes nothing.
    pub fn advance_to(&mut self, moment: Duration) {
        self.now = self.now.max(moment);
        let now = self.now;
        for state in self.game_sessions.values_mut() {
            // GSS-06: nobody has activated it in time.
            if state.may_be_given_up(Interval::at(now)) {
                state.give_up();
            }
        }
        // CPS-26: the records are removed.
        let is_kept = |state: &State| state.ended.is_none_or(|ended| ended.end + RETENTION > now);
        self.game_sessions.retain(|_, state| is_kept(state));
        for state in self.game_sessions.values_mut() {
            for reservation in &mut state.reservations {
                // CPS-24: the reservation runs out, and its slot opens.
                if reservation
                    .deadline
                    .is_some_and(|deadline| deadline.end <= now)
                {
                    reservation.end_as(PlayerSessionStatus::TimedOut);
                }
            }
        }
    }

    /// Carries out an act and returns what comes of it.
    pub fn predict(&mut self, act: &Act) -> Outcome {
        match act {
            Act::Advance => Outcome::Done,
            Act::Move(game_server_move) => self.carry_out(game_server_move),
            Act::Command(command) => outcome(self.reply(command)),
            Act::Provide(request) => outcome(self.create_game_session(request)),
        }
    }

    fn reply(&mut self, command: &Command) -> Result<Response, ExceptionKind> {
        if let Command::Broken(broken) = command {
            let context = Expectation::of(broken).context();
            if let Some(kind) = context.and_then(|context| self.refusal(context)) {
                return Err(kind);
            }
        }
        if let Some(call) = call::Call::read(command) {
            return self.create_player_sessions(&call);
        }
        let Some(request) = command.request() else {
            return Err(ExceptionKind::InvalidRequest);
        };
        if let Some(query) = Query::read(request) {
            return self.list(&query);
        }
        match request {
            Request::CreateGameSession(request) => self.create_game_session(request),
            Request::UpdateGameSession(request) => self.update_game_session(request),
            Request::TerminateGameSession(request) => self.terminate_game_session(request),
            Request::CreateAlias(request) => Ok(self.create_alias(request)),
            Request::CreatePlayerSessions(_)
            | Request::CreatePlayerSession(_)
            | Request::DescribePlayerSessions(_)
            | Request::DescribeGameSessions(_)
            | Request::DescribeGameSessionDetails(_)
            | Request::SearchGameSessions(_)
            | Request::CreateLocation(_)
            | Request::DeleteLocation(_)
            | Request::CreateFleet(_)
            | Request::DescribeFleetAttributes(_)
            | Request::DeleteFleet(_)
            | Request::RegisterCompute(_)
            | Request::DeregisterCompute(_)
            | Request::GetComputeAuthToken(_)
            | Request::UpdateAlias(_)
            | Request::DeleteAlias(_)
            | Request::ResolveAlias(_) => Err(ExceptionKind::InvalidRequest),
        }
    }

    fn when(&self) -> Interval {
        Interval::at(self.now)
    }

    /// Returns the answer that is predicted in a context.
    fn answer(&self, context: ContextId) -> Option<&'static Answer> {
        self.catalog.question(context)?.allowed(context).next()
    }

    /// Returns the exception that is predicted in a context, `None` where none is.
    fn refusal(&self, context: ContextId) -> Option<ExceptionKind> {
        self.answer(context)?.exceptions.first().cloned()
    }

    /// Returns the predicted exception of a context in which every answer is a refusal.
    fn refused(&self, context: ContextId) -> ExceptionKind {
        self.refusal(context)
            .unwrap_or(ExceptionKind::InvalidRequest)
    }

    /// Returns the predicted exception of a call for an id that names no game session.
    fn unknown(&self, id: &str) -> ExceptionKind {
        if !self.is_well_formed(id) {
            return ExceptionKind::InvalidRequest;
        }
        let is_arn = id.contains("gamesession/");
        self.refused(match self.aliases.get(id) {
            Some(Some(_)) => U_17_ALIAS,
            Some(None) => U_28,
            None if is_arn => U_18_UNKNOWN_ID,
            None => U_17_BARE_ID,
        })
    }

    /// Returns the predicted exception of a description, where an empty list is not predicted.
    fn describe_unknown(&self, id: &str, context: ContextId) -> Result<(), ExceptionKind> {
        if !self.is_well_formed(id) {
            return Err(ExceptionKind::InvalidRequest);
        }
        self.refusal(context).map_or(Ok(()), Err)
    }

    fn is_well_formed(&self, id: &str) -> bool {
        call::is_game_session_id(id, self.catalog)
    }
}

fn outcome(answer: Result<Response, ExceptionKind>) -> Outcome {
    Outcome::Replied(match answer {
        Ok(response) => Reply::Response {
            response,
            problems: Vec::new(),
        },
        Err(kind) => Reply::Exception(exception(kind)),
    })
}

fn exception(kind: ExceptionKind) -> Exception {
    Exception {
        kind,
        message: Some("refused".to_owned()),
        status: 400,
    }
}

/// Returns the predicted response to a call of either form.
fn created(action: Action, sessions: Vec<PlayerSession>) -> Response {
    if action == Action::CreatePlayerSession {
        Response::CreatePlayerSession(sessions.into_iter().next())
    } else {
        Response::CreatePlayerSessions(sessions)
    }
}

#[cfg(test)]
mod tests;
