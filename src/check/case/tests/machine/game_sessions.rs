//! Creating, updating and describing game sessions.

use super::calls::{exception, replied};
use super::{GameSession, Machine};
use crate::api::game_session::{self, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::{FleetId, GameSessionId};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Response;
use crate::api::request::{
    CreateGameSession, DescribeGameSessions, DescribePlayerSessions, Request, UpdateGameSession,
};
use crate::history::{Act, Command, Outcome};

impl Machine {
    pub(super) fn is_creation(act: &Act) -> bool {
        matches!(
            act,
            Act::Command(Command::Typed(Request::CreateGameSession(_)))
        )
    }

    pub(super) fn create_game_session(&mut self) -> (Act, Outcome) {
        let maximum = [2, 1, 0, 3, 5, 200, 201][self.choices.pick(7)];
        let act = typed(Request::CreateGameSession(CreateGameSession {
            fleet_id: Some(FleetId::from("fleet-1")),
            maximum_player_session_count: maximum,
            ..CreateGameSession::default()
        }));
        let refusal = match maximum {
            0 => self.answers.exception("U-12"),
            201 => self.answers.exception("U-19/create"),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return (act, exception(refusal));
        }
        let number = self.game_sessions.len() + 1;
        let is_active = self.choices.pick(5) == 1;
        let created = GameSession {
            id: format!("arn:aws:gamelift:us-west-2::gamesession/fleet-1/home/gsess-{number}"),
            status: if is_active {
                GameSessionStatus::Active
            } else {
                GameSessionStatus::Activating
            },
            active_from: None,
            policy: PlayerSessionCreationPolicy::AcceptAll,
            maximum,
            players: Vec::new(),
        };
        let told = self.told(&created);
        self.game_sessions.push(created);
        (act, replied(Response::CreateGameSession(Some(told))))
    }

    fn told(&self, shown: &GameSession) -> game_session::GameSession {
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
            fleet_id: Some("fleet-1".to_owned()),
            current_player_session_count: i64::try_from(count).ok(),
            maximum_player_session_count: Some(shown.maximum),
            status: Some(shown.status),
            ip_address: Some("10.0.0.1".to_owned()),
            port: Some(7777),
            player_session_creation_policy: Some(shown.policy),
            ..game_session::GameSession::default()
        }
    }

    pub(super) fn describe(&mut self, at: usize) -> (Act, Outcome) {
        let act = typed(Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(self.id(at)),
            ..DescribeGameSessions::default()
        }));
        let view = self.view(at);
        let told = self.told(&view);
        let response = Response::DescribeGameSessions {
            game_sessions: vec![told],
            next_token: None,
        };
        (act, replied(response))
    }

    pub(super) fn describe_players(&mut self, at: usize) -> (Act, Outcome) {
        let act = typed(Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id: Some(self.id(at)),
            ..DescribePlayerSessions::default()
        }));
        let view = self.view(at);
        let players = view.players.iter();
        let told = players.map(|player| Self::player_session(&view, player));
        let mut player_sessions: Vec<_> = told.collect();
        if self.choices.pick(3) == 1 {
            player_sessions.reverse();
        }
        let response = Response::DescribePlayerSessions {
            player_sessions,
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
        let act = typed(Request::UpdateGameSession(UpdateGameSession {
            maximum_player_session_count: maximum,
            player_session_creation_policy: policy.map(str::to_owned),
            ..UpdateGameSession::unchanged(self.id(at))
        }));
        let refusals = self.update_refusals(at, maximum, policy);
        if !refusals.is_empty() {
            let refusal = refusals[self.choices.pick(refusals.len())];
            return (act, exception(refusal));
        }
        let game_session = &mut self.game_sessions[at];
        game_session.maximum = maximum.unwrap_or(game_session.maximum);
        let parsed = policy.and_then(PlayerSessionCreationPolicy::parse);
        game_session.policy = parsed.unwrap_or(game_session.policy);
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
        if maximum.is_none() && policy.is_none() {
            refusals.push(answers.exception("U-42"));
        }
        match game_session.status {
            GameSessionStatus::Activating => refusals.push(answers.exception("U-40/activating")),
            GameSessionStatus::Active => {}
            GameSessionStatus::Terminating
            | GameSessionStatus::Terminated
            | GameSessionStatus::Error => refusals.push(answers.exception("U-40/terminated")),
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
