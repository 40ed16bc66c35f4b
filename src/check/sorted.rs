//! A history sorted by game session.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::operations::{addressed, created_session, creation, fleet, request, returned};
use super::walk::{Step, Track};
use crate::api::action::Action;
use crate::api::ids::{AliasId, FleetId};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateAlias, CreateGameSession, Request};
use crate::history::broken::Broken;
use crate::history::{Act, Command, History, Interval, Operation, Outcome};
use crate::model::absent::Stranger;
use crate::model::answers::allowed;
use crate::model::broken::{Reading, blamed, derails};
use crate::model::exceptions::{is_fault, is_turned_away};
use crate::model::judgement::{Elsewhere, Repetition};
use crate::model::lag::may_lag;
use crate::model::pages::{self, Look, Standing};
use crate::model::query::{Key, Query};
use crate::model::retention::RETENTION;
use crate::model::terms::Terms;
use crate::model::wire::read;
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;
use crate::spec::question::Answer;

const U_17_BARE_ID: ContextId = ContextId::of("U-17/bare-id");

/// A history sorted by game session.
#[derive(Debug)]
pub(super) struct Sorted<'a> {
    /// The operations of each game session, in the order of creation.
    pub(super) tracks: Vec<Track<'a>>,
    /// The operations about game sessions that are not there, with their positions.
    pub(super) strangers: Vec<(usize, &'a Operation, Stranger)>,
    /// The descriptions and searches.
    pub(super) looks: Vec<Looked<'a>>,
    /// The requests that were broken on purpose, with their positions.
    pub(super) broken: Vec<(usize, &'a Operation, &'a Broken)>,
    /// The creations of aliases, with their positions.
    pub(super) aliases: Vec<(usize, &'a Operation)>,
    /// Whether a request was taken that should have been refused: what follows tells nothing.
    is_derailed: bool,
    /// What the game sessions know of each other.
    pub(super) elsewhere: Elsewhere,
    /// The fleets on which some game session was created.
    fleets: BTreeSet<String>,
}

/// A description or a search, to be judged for itself.
#[derive(Debug)]
pub(super) struct Looked<'a> {
    /// The position in the history.
    pub(super) position: usize,
    /// The operation.
    pub(super) operation: &'a Operation,
    /// What it asks for.
    query: Query<'a>,
    /// What was known of its key.
    standing: Standing,
    /// When its key came to be, as far as that is told.
    made: Option<Interval>,
}

impl Looked<'_> {
    /// Judges it for itself.
    pub(super) fn judge(&self, catalog: &'static Catalog, terms: &Terms) -> Look {
        let known = (self.standing, self.is_fresh(terms), terms.traffic);
        let mut look = pages::judge(&self.query, self.operation, known, catalog);
        if let Outcome::Replied(reply) = &self.operation.outcome {
            read(self.query.action, reply, &mut look.notes);
        }
        if let Act::Command(Command::Broken(broken)) = &self.operation.act {
            let outcome = &self.operation.outcome;
            look.illegal = look.illegal.map(|one| blamed(one, broken, outcome));
        }
        look
    }

    /// Returns whether what it asks for may be there and not shown yet (U-32).
    fn is_fresh(&self, terms: &Terms) -> bool {
        let when = self.operation.target_time;
        self.made.is_some_and(|made| may_lag(made, when, terms))
    }
}

impl<'a> Sorted<'a> {
    /// Sorts a history.
    pub(super) fn of(history: &'a History, catalog: &'static Catalog) -> Self {
        let mut sorted = Self {
            tracks: Vec::new(),
            strangers: Vec::new(),
            looks: Vec::new(),
            broken: Vec::new(),
            aliases: Vec::new(),
            is_derailed: false,
            elsewhere: Elsewhere::default(),
            fleets: BTreeSet::new(),
        };
        for (position, operation) in history.operations.iter().enumerate() {
            sorted.add(position, operation, catalog);
        }
        sorted
    }

    fn add(&mut self, position: usize, operation: &'a Operation, catalog: &'static Catalog) {
        let step = |call| Step {
            position,
            operation,
            asked_for: None,
            call,
            repetition: Repetition::No,
            limits: OnceCell::new(),
            original: None,
        };
        if !self.concerns_state(position, operation) {
            return;
        }
        let request = request(operation);
        let (id, call) = match &operation.act {
            Act::Advance => {
                for track in &mut self.tracks {
                    track.steps.push(step(None));
                }
                return;
            }
            Act::Move(one) => (one.game_session_id().as_str().to_owned(), None),
            Act::Command(_) if let Some(Request::CreateGameSession(request)) = request => {
                self.add_creation(request, step(None));
                return;
            }
            Act::Provide(_) => {
                self.add_provided(step(None));
                return;
            }
            Act::Command(_) if let Some(Request::CreateAlias(request)) = request => {
                self.add_alias(request, position, operation);
                return;
            }
            Act::Command(_) if let Some(query) = request.and_then(Query::read) => {
                self.look(position, operation, query);
                let Key::GameSession(id) = query.key else {
                    return self.add_list(&query, &step(None));
                };
                (id.to_owned(), None)
            }
            Act::Command(command) => match addressed(command) {
                Some(addressed) => addressed,
                None => return,
            },
        };
        for player_id in call.iter().flat_map(|call| &call.player_ids) {
            self.elsewhere
                .note_named(position, operation.target_time, player_id);
        }
        let Some(index) = self.find(&id, operation, catalog) else {
            self.add_stranger(position, operation, &id, catalog);
            return;
        };
        let track = &mut self.tracks[index];
        if call.is_some() {
            for session in returned(operation) {
                let id = &track.game_session_id;
                self.elsewhere.note(position, id, session);
            }
        }
        track.steps.push(Step {
            repetition: call
                .as_ref()
                .map_or(Repetition::No, |call| track.repetition(operation, call)),
            asked_for: (id != track.game_session_id).then_some(id),
            call,
            ..step(None)
        });
    }

    fn add_stranger(
        &mut self,
        position: usize,
        operation: &'a Operation,
        id: &str,
        catalog: &'static Catalog,
    ) {
        if matches!(&operation.act, Act::Command(Command::Broken(_))) {
            return;
        }
        let known = self.tracks.iter();
        let known = known.map(|track| track.game_session_id.as_str());
        let stranger = match self.elsewhere.alias(id) {
            Some(Some(_)) => Stranger::Alias,
            Some(None) => Stranger::TerminalAlias,
            None => Stranger::of(id, known, catalog),
        };
        self.strangers.push((position, operation, stranger));
    }

    /// Returns whether what is there has a say in an operation, or it in what is there.
    fn concerns_state(&mut self, position: usize, operation: &'a Operation) -> bool {
        let concerns = match &operation.act {
            Act::Command(Command::Broken(broken)) => self.concerns(position, operation, broken),
            Act::Command(_) | Act::Provide(_) | Act::Move(_) | Act::Advance => true,
        };
        concerns && !self.is_derailed
    }

    /// Notes a broken request, and returns whether it may have done anything in the sequel.
    fn concerns(&mut self, position: usize, operation: &'a Operation, broken: &'a Broken) -> bool {
        self.broken.push((position, operation, broken));
        self.is_derailed |= derails(broken, &operation.outcome);
        if Reading::of(broken, &operation.outcome) == Reading::Taken {
            return true;
        }
        // What was refused, or got lost, can have changed what is there.
        let changes = [
            Action::CreatePlayerSessions,
            Action::CreatePlayerSession,
            Action::UpdateGameSession,
            Action::TerminateGameSession,
        ];
        changes.contains(&broken.action())
    }

    fn look(&mut self, position: usize, operation: &'a Operation, query: Query<'a>) {
        let standing = self.standing(&query, position);
        let made = self.elsewhere.made(query.key);
        self.looks.push(Looked {
            position,
            operation,
            query,
            standing,
            made,
        });
    }

    /// Adds a list that may hold something of every game session.
    fn add_list(&mut self, query: &Query<'_>, step: &Step<'a>) {
        if matches!(query.key, Key::None | Key::Several) {
            return;
        }
        for track in &mut self.tracks {
            if !track.game_session_id.is_empty() {
                track.steps.push(step.clone());
            }
        }
    }

    /// Returns what is known so far of the key of a list.
    fn standing(&self, query: &Query<'_>, position: usize) -> Standing {
        let is_known = match query.key {
            Key::Player(player) => {
                return if self.elsewhere.is_named(player, position) {
                    Standing::Doubtful
                } else {
                    Standing::Unknown
                };
            }
            Key::PlayerSession(id) => self.elsewhere.home(id).is_some(),
            Key::GameSession(id) => self.tracks.iter().any(|track| track.game_session_id == id),
            Key::Fleet(fleet) if self.fleets.contains(fleet) => true,
            Key::Alias(alias) => match self.elsewhere.alias(alias) {
                Some(Some(fleet)) if self.fleets.contains(fleet) => true,
                Some(None) => return Standing::Terminal,
                Some(Some(_)) | None => return Standing::Doubtful,
            },
            Key::Fleet(_) | Key::None | Key::Several => return Standing::Doubtful,
        };
        if is_known {
            Standing::Known
        } else {
            Standing::Unknown
        }
    }

    /// Adds the creation of a game session, or its repetition to the game session that exists.
    fn add_creation(&mut self, request: &'a CreateGameSession, step: Step<'a>) {
        let original = self.original(request, step.operation.target_time);
        if let Some(token) = &request.idempotency_token {
            self.elsewhere.note_token(step.position, token);
        }
        let step = Step {
            original: original.map(|(_, original)| original),
            ..step
        };
        let id =
            created_session(step.operation).and_then(|session| session.game_session_id.clone());
        if let Some((index, _)) = original {
            let track = &mut self.tracks[index];
            if id.as_ref().is_none_or(|id| *id == track.game_session_id) {
                track.steps.push(step);
                return;
            }
        }
        if let Some(id) = &id {
            let when = step.operation.target_time;
            self.elsewhere.note_game_session(step.position, when, id);
            self.fleets.extend(fleet(step.operation));
        }
        self.tracks.push(Track {
            game_session_id: id.unwrap_or_default(),
            steps: vec![step],
        });
    }

    /// Adds a game session that was made by other means than a command.
    fn add_provided(&mut self, step: Step<'a>) {
        let session = created_session(step.operation);
        let id = session.and_then(|session| session.game_session_id.clone());
        if let Some(id) = &id {
            let when = step.operation.target_time;
            self.elsewhere.note_game_session(step.position, when, id);
        }
        self.fleets
            .extend(session.and_then(|session| session.fleet_id.clone()));
        self.tracks.push(Track {
            game_session_id: id.unwrap_or_default(),
            steps: vec![step],
        });
    }

    /// Finds the game session that was created with the idempotency token of a request.
    fn original(
        &self,
        request: &CreateGameSession,
        when: Interval,
    ) -> Option<(usize, &'a CreateGameSession)> {
        let token = request.idempotency_token.as_ref()?;
        let mut tracks = self.tracks.iter().enumerate();
        tracks.find_map(|(index, track)| {
            let original = creation(track.steps.first()?.operation)?;
            // CPS-26: from then on the token may be free again.
            let made = track.steps.first()?.operation.target_time.start;
            let is_in_use = when.end < made + RETENTION;
            let is_same = is_in_use && original.idempotency_token.as_ref() == Some(token);
            (is_same && !track.game_session_id.is_empty()).then_some((index, original))
        })
    }

    fn add_alias(&mut self, request: &CreateAlias, position: usize, operation: &'a Operation) {
        if matches!(&operation.act, Act::Command(Command::Typed(_))) {
            self.aliases.push((position, operation));
        }
        let Outcome::Replied(Reply::Response {
            response: Response::CreateAlias(Some(alias)),
            ..
        }) = &operation.outcome
        else {
            return;
        };
        let fleet_id = request.routing_strategy.fleet_id.as_ref();
        let (fleet_id, when) = (fleet_id.map(FleetId::as_str), operation.target_time);
        let id = alias.alias_id.as_ref().map(AliasId::as_str);
        for name in id.into_iter().chain(alias.alias_arn.as_deref()) {
            self.elsewhere.note_alias(name, when, fleet_id);
        }
    }

    /// Finds the game session that an operation is about.
    fn find(&self, id: &str, operation: &Operation, catalog: &'static Catalog) -> Option<usize> {
        let is_own = |track: &Track<'_>| track.game_session_id == id;
        // The latest, should a target give an id out twice.
        if let Some(index) = self.tracks.iter().rposition(is_own) {
            return Some(index);
        }
        // U-17: a target that takes the last part of an id for the id does so in full.
        let ends = |track: &Track<'_>| {
            let rest = track.game_session_id.strip_suffix(id);
            rest.is_some_and(|rest| rest.ends_with('/'))
        };
        let index = self.tracks.iter().position(ends)?;
        (!is_not_found(operation, catalog)).then_some(index)
    }
}

/// Returns whether an outcome says that there is no game session of that id.
fn is_not_found(operation: &Operation, catalog: &'static Catalog) -> bool {
    match &operation.outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            let shows = |answer: &Answer| answer.exceptions.contains(&exception.kind);
            is_turned_away(exception)
                || is_fault(exception)
                || !allowed(catalog, U_17_BARE_ID, shows).is_empty()
        }
        Outcome::Replied(Reply::Response { response, .. }) => {
            response.player_sessions().is_empty() && response.game_sessions().next().is_none()
        }
        Outcome::Replied(Reply::Unreadable { .. }) | Outcome::Lost { .. } => false,
        Outcome::Done | Outcome::Refused { .. } => true,
    }
}
