//! Creating, updating and describing game sessions.

use std::collections::BTreeMap;

use super::calls::{exception, replied};
use super::fleets::Place;
use super::{FLEETS, GameSession, Machine};
use crate::api::game_property::GameProperty;
use crate::api::game_session::{
    self, GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy,
};
use crate::api::ids::{FleetId, GameSessionId};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Response;
use crate::api::request::{CreateGameSession, DescribeGameSessions, Request, UpdateGameSession};
use crate::history::{Act, Command, Outcome};

impl Machine {
    pub(super) fn is_creation(act: &Act) -> bool {
        matches!(
            act,
            Act::Command(Command::Typed(
                Request::CreateGameSession(_) | Request::CreateAlias(_)
            ))
        )
    }

    pub(super) fn create_game_session(&mut self) -> (Act, Outcome) {
        let maximum = [2, 1, 0, 3, 5, 200, 201][self.choices.pick(7)];
        let named = self.choices.pick(3) == 1;
        let mut place = self.choose_place();
        let token = (self.choices.pick(3) == 1).then(|| "token".to_owned());
        // What a token means on another fleet is a question of its own.
        if token.is_some() {
            place = Place {
                fleet_id: Some(FleetId::from(FLEETS[0])),
                alias_id: None,
                fleet: Some(FLEETS[0]),
            };
        }
        let request = CreateGameSession {
            fleet_id: place.fleet_id,
            alias_id: place.alias_id,
            maximum_player_session_count: maximum,
            name: named.then(|| "named".to_owned()),
            idempotency_token: token,
            ..CreateGameSession::default()
        };
        let act = typed(Request::CreateGameSession(request.clone()));
        if let Some(outcome) = self.repeated(&request) {
            return (act, outcome);
        }
        let refusal = match maximum {
            0 => self.answers.exception("U-12"),
            201 => self.answers.exception("U-19/create"),
            _ => None,
        };
        let Some(fleet) = place.fleet else {
            let terminal = "TerminalRoutingStrategyException";
            let refusal = refusal.filter(|_| self.choices.pick(2) == 1);
            return (act, exception(refusal.unwrap_or(terminal)));
        };
        if let Some(refusal) = refusal {
            return (act, exception(refusal));
        }
        let number = self.game_sessions.len() + 1;
        let is_active = self.choices.pick(5) == 1;
        let token = request.idempotency_token.clone();
        let last = token.unwrap_or_else(|| format!("gsess-{number}"));
        let created = GameSession {
            id: format!("arn:aws:gamelift:us-west-2::gamesession/{fleet}/home/{last}"),
            fleet,
            status: if is_active {
                GameSessionStatus::Active
            } else {
                GameSessionStatus::Activating
            },
            active_from: None,
            policy: PlayerSessionCreationPolicy::AcceptAll,
            protection: ProtectionPolicy::NoProtection,
            maximum,
            name: request.name.clone(),
            properties: BTreeMap::new(),
            request,
            is_told: false,
            players: Vec::new(),
        };
        let told = self.told(&created);
        self.game_sessions.push(created);
        (act, replied(Response::CreateGameSession(Some(told))))
    }

    /// Returns what comes of a creation with a token that was used before, `None` for any other.
    fn repeated(&self, request: &CreateGameSession) -> Option<Outcome> {
        let token = request.idempotency_token.as_ref()?;
        let mut known = self.game_sessions.iter();
        let known = known.find(|one| one.request.idempotency_token.as_ref() == Some(token))?;
        let maximum = request.maximum_player_session_count;
        let is_other = maximum != known.request.maximum_player_session_count
            || request.name != known.request.name;
        // One answer for whatever differs.
        if is_other && self.answers.are("U-52/maximum", "refused") {
            return Some(exception("IdempotentParameterMismatchException"));
        }
        // The limits come first, whatever the token.
        let refusal = match maximum {
            0 => self.answers.exception("U-12"),
            201 => self.answers.exception("U-19/create"),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return Some(exception(refusal));
        }
        Some(replied(Response::CreateGameSession(Some(self.told(known)))))
    }

    pub(super) fn told(&self, shown: &GameSession) -> game_session::GameSession {
        use PlayerSessionStatus as S;
        let count = |is_counted: fn(PlayerSessionStatus) -> bool| {
            let players = shown.players.iter();
            players.filter(|player| is_counted(player.status)).count()
        };
        let count = match self.answers.answer("U-22") {
            Some("reserved-and-active") => count(|one| matches!(one, S::Reserved | S::Active)),
            Some("active-only") => count(|one| one == S::Active),
            _ => 7 * shown.players.len().min(1),
        };
        game_session::GameSession {
            game_session_id: Some(shown.id.clone()),
            fleet_id: Some(shown.fleet.to_owned()),
            current_player_session_count: i64::try_from(count).ok(),
            maximum_player_session_count: Some(shown.maximum),
            status: Some(shown.status),
            ip_address: Some("10.0.0.1".to_owned()),
            port: Some(7777),
            player_session_creation_policy: Some(shown.policy),
            name: shown.name.clone(),
            game_properties: Some(
                shown
                    .properties
                    .iter()
                    .map(|(key, value)| GameProperty::new(key, value))
                    .collect(),
            ),
            status_reason: (shown.is_told && shown.status == GameSessionStatus::Terminated)
                .then(|| "TRIGGERED_ON_PROCESS_TERMINATE".to_owned()),
            ..game_session::GameSession::default()
        }
    }

    pub(super) fn describe(&mut self, at: usize) -> (Act, Outcome) {
        let act = typed(Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(self.id(at)),
            ..DescribeGameSessions::default()
        }));
        let view = self.view(at);
        if let Some(refused) = self.refused_as_absent(view.as_ref()) {
            return (act, refused);
        }
        let told = view.iter().map(|view| self.told(view));
        let response = Response::DescribeGameSessions {
            game_sessions: told.collect(),
            next_token: None,
        };
        (act, replied(response))
    }

    pub(super) fn update(&mut self, at: usize) -> (Act, Outcome) {
        let maximum = [
            None,
            Some(1),
            Some(2),
            Some(4),
            Some(0),
            Some(-1),
            Some(201),
        ];
        let maximum = maximum[self.choices.pick(7)];
        let policy = [None, Some("ACCEPT_ALL"), Some("DENY_ALL"), Some("SOME")];
        let policy = policy[self.choices.pick(4)];
        let name = (self.choices.pick(4) == 1).then(|| "other name".to_owned());
        let property = [
            None,
            Some(("map", "forest")),
            Some(("map", "desert")),
            Some(("mode", "")),
        ][self.choices.pick(4)];
        let added = property.map(|(key, value)| vec![GameProperty::new(key, value)]);
        let protections = ProtectionPolicy::ALL;
        let protection = [None, None, Some(protections[0]), Some(protections[1])];
        let protection = protection[self.choices.pick(4)];
        let request = UpdateGameSession {
            maximum_player_session_count: maximum,
            player_session_creation_policy: policy.map(str::to_owned),
            name: name.clone(),
            protection_policy: protection.map(|one| one.name().to_owned()),
            game_properties: added,
            ..UpdateGameSession::unchanged(self.id(at))
        };
        let is_empty = request == UpdateGameSession::unchanged(self.id(at));
        let act = typed(Request::UpdateGameSession(request));
        let mut refusals = self.update_refusals(at, maximum, policy);
        if is_empty {
            refusals.extend(self.answers.exception("U-42"));
        }
        if !refusals.is_empty() {
            let refusal = refusals[self.choices.pick(refusals.len())];
            return (act, exception(refusal));
        }
        let game_session = &mut self.game_sessions[at];
        game_session.maximum = maximum.unwrap_or(game_session.maximum);
        let parsed = policy.and_then(PlayerSessionCreationPolicy::parse);
        game_session.policy = parsed.unwrap_or(game_session.policy);
        game_session.protection = protection.unwrap_or(game_session.protection);
        game_session.name = name.or(game_session.name.take());
        if let Some((key, value)) = property {
            let properties = &mut game_session.properties;
            properties.insert(key.to_owned(), value.to_owned());
        }
        let mut told = self.told(&self.game_sessions[at]);
        told.status = None;
        (act, replied(Response::UpdateGameSession(Some(told))))
    }

    fn update_refusals(
        &self,
        at: usize,
        maximum: Option<i64>,
        policy: Option<&str>,
    ) -> Vec<&'static str> {
        let game_session = &self.game_sessions[at];
        let answers = &self.answers;
        let mut refusals: Vec<Option<&'static str>> = Vec::new();
        if maximum == Some(-1) || policy == Some("SOME") {
            refusals.push(answers.exception("limits"));
        }
        if maximum == Some(201) {
            refusals.push(answers.exception("U-19/update"));
        }
        let taken = game_session.taken(self.moment);
        if maximum.is_some_and(|maximum| maximum < taken) {
            refusals.push(answers.exception("U-13"));
        }
        match game_session.status {
            GameSessionStatus::Activating => refusals.push(answers.exception("U-40/activating")),
            GameSessionStatus::Active => {}
            GameSessionStatus::Terminating => refusals.push(answers.exception("U-40/terminating")),
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                refusals.push(answers.exception("U-40/terminated"));
            }
        }
        refusals.into_iter().flatten().collect()
    }

    pub(super) fn id(&self, at: usize) -> GameSessionId {
        GameSessionId(self.game_sessions[at].id.clone())
    }
}

fn typed(request: Request) -> Act {
    Act::Command(Command::Typed(request))
}
