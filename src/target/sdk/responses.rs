//! The SDK's outputs as responses.

use aws_sdk_gamelift::operation::describe_game_session_details::DescribeGameSessionDetailsOutput;
use aws_sdk_gamelift::operation::describe_game_sessions::DescribeGameSessionsOutput;
use aws_sdk_gamelift::operation::describe_player_sessions::DescribePlayerSessionsOutput;
use aws_sdk_gamelift::operation::search_game_sessions::SearchGameSessionsOutput;
use aws_sdk_gamelift::primitives::DateTime;
use aws_sdk_gamelift::types;

use crate::api::alias::{Alias, RoutingStrategy};
use crate::api::document::{Problem, ProblemKind, Timestamp};
use crate::api::game_property::GameProperty;
use crate::api::game_session::{
    GameSession, GameSessionDetail, GameSessionStatus, PlayerSessionCreationPolicy,
    ProtectionPolicy,
};
use crate::api::ids::{AliasId, FleetId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};

/// Reads outputs and notes the values that are outside their enumerations.
#[derive(Debug, Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn reply(self, response: Response) -> Reply {
        Reply::Response {
            response,
            problems: self.problems,
        }
    }

    fn enumerated<T>(
        &mut self,
        path: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = text?;
        let value = parse(text);
        if value.is_none() {
            self.problems.push(Problem {
                path: path.to_owned(),
                kind: ProblemKind::UnknownValue(text.to_owned()),
            });
        }
        value
    }

    fn player_session(&mut self, path: &str, one: &types::PlayerSession) -> PlayerSession {
        let text = |text: Option<&str>| text.map(str::to_owned);
        PlayerSession {
            player_session_id: text(one.player_session_id()),
            player_id: text(one.player_id()),
            game_session_id: text(one.game_session_id()),
            fleet_id: text(one.fleet_id()),
            fleet_arn: text(one.fleet_arn()),
            creation_time: time(one.creation_time()),
            termination_time: time(one.termination_time()),
            status: self.enumerated(
                &format!("{path}.Status"),
                one.status().map(types::PlayerSessionStatus::as_str),
                PlayerSessionStatus::parse,
            ),
            ip_address: text(one.ip_address()),
            dns_name: text(one.dns_name()),
            port: one.port().map(i64::from),
            player_data: text(one.player_data()),
        }
    }

    fn player_sessions(&mut self, sessions: &[types::PlayerSession]) -> Vec<PlayerSession> {
        let sessions = sessions.iter().enumerate();
        sessions
            .map(|(index, one)| self.player_session(&format!("PlayerSessions[{index}]"), one))
            .collect()
    }

    fn game_session(&mut self, path: &str, one: &types::GameSession) -> GameSession {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let properties = one.game_properties.as_ref();
        GameSession {
            game_session_id: text(one.game_session_id()),
            name: text(one.name()),
            fleet_id: text(one.fleet_id()),
            fleet_arn: text(one.fleet_arn()),
            creation_time: time(one.creation_time()),
            termination_time: time(one.termination_time()),
            current_player_session_count: one.current_player_session_count().map(i64::from),
            maximum_player_session_count: one.maximum_player_session_count().map(i64::from),
            status: self.enumerated(
                &format!("{path}.Status"),
                one.status().map(types::GameSessionStatus::as_str),
                GameSessionStatus::parse,
            ),
            status_reason: one.status_reason().map(|reason| reason.as_str().to_owned()),
            game_properties: properties.map(|properties| {
                let property =
                    |one: &types::GameProperty| Some(GameProperty::new(one.key()?, one.value()?));
                properties.iter().filter_map(property).collect()
            }),
            ip_address: text(one.ip_address()),
            dns_name: text(one.dns_name()),
            port: one.port().map(i64::from),
            player_session_creation_policy: self.enumerated(
                &format!("{path}.PlayerSessionCreationPolicy"),
                one.player_session_creation_policy()
                    .map(types::PlayerSessionCreationPolicy::as_str),
                PlayerSessionCreationPolicy::parse,
            ),
            creator_id: text(one.creator_id()),
            game_session_data: text(one.game_session_data()),
            location: text(one.location()),
        }
    }

    fn game_sessions(&mut self, sessions: &[types::GameSession]) -> Vec<GameSession> {
        let sessions = sessions.iter().enumerate();
        sessions
            .map(|(index, one)| self.game_session(&format!("GameSessions[{index}]"), one))
            .collect()
    }

    fn only_game_session(&mut self, one: Option<&types::GameSession>) -> Option<GameSession> {
        one.map(|one| self.game_session("GameSession", one))
    }
}

/// Returns the reply to `CreatePlayerSessions`.
pub(super) fn created(sessions: &[types::PlayerSession]) -> Reply {
    let mut reader = Reader::default();
    let sessions = reader.player_sessions(sessions);
    reader.reply(Response::CreatePlayerSessions(sessions))
}

/// Returns the reply to `CreatePlayerSession`.
pub(super) fn created_one(session: Option<&types::PlayerSession>) -> Reply {
    let mut reader = Reader::default();
    let session = session.map(|one| reader.player_session("PlayerSession", one));
    reader.reply(Response::CreatePlayerSession(session))
}

/// Returns the reply to `DescribePlayerSessions`.
pub(super) fn player_sessions(output: &DescribePlayerSessionsOutput) -> Reply {
    let mut reader = Reader::default();
    let player_sessions = reader.player_sessions(output.player_sessions());
    reader.reply(Response::DescribePlayerSessions {
        player_sessions,
        next_token: output.next_token().map(str::to_owned),
    })
}

/// Returns the reply to `CreateGameSession`.
pub(super) fn game_session_created(session: Option<&types::GameSession>) -> Reply {
    let mut reader = Reader::default();
    let session = reader.only_game_session(session);
    reader.reply(Response::CreateGameSession(session))
}

/// Returns the reply to `UpdateGameSession`.
pub(super) fn game_session_updated(session: Option<&types::GameSession>) -> Reply {
    let mut reader = Reader::default();
    let session = reader.only_game_session(session);
    reader.reply(Response::UpdateGameSession(session))
}

/// Returns the reply to `TerminateGameSession`.
pub(super) fn game_session_terminated(session: Option<&types::GameSession>) -> Reply {
    let mut reader = Reader::default();
    let session = reader.only_game_session(session);
    reader.reply(Response::TerminateGameSession(session))
}

/// Returns the reply to `DescribeGameSessions`.
pub(super) fn game_sessions(output: &DescribeGameSessionsOutput) -> Reply {
    let mut reader = Reader::default();
    let game_sessions = reader.game_sessions(output.game_sessions());
    reader.reply(Response::DescribeGameSessions {
        game_sessions,
        next_token: output.next_token().map(str::to_owned),
    })
}

/// Returns the reply to `SearchGameSessions`.
pub(super) fn found(output: &SearchGameSessionsOutput) -> Reply {
    let mut reader = Reader::default();
    let game_sessions = reader.game_sessions(output.game_sessions());
    reader.reply(Response::SearchGameSessions {
        game_sessions,
        next_token: output.next_token().map(str::to_owned),
    })
}

/// Returns the reply to `DescribeGameSessionDetails`.
pub(super) fn details(output: &DescribeGameSessionDetailsOutput) -> Reply {
    let mut reader = Reader::default();
    let details = output.game_session_details().iter().enumerate();
    let details = details.map(|(index, one)| {
        let path = format!("GameSessionDetails[{index}]");
        let session = one.game_session();
        GameSessionDetail {
            game_session: session
                .map(|one| reader.game_session(&format!("{path}.GameSession"), one)),
            protection_policy: reader.enumerated(
                &format!("{path}.ProtectionPolicy"),
                one.protection_policy().map(types::ProtectionPolicy::as_str),
                ProtectionPolicy::parse,
            ),
        }
    });
    let details = details.collect();
    reader.reply(Response::DescribeGameSessionDetails {
        details,
        next_token: output.next_token().map(str::to_owned),
    })
}

/// Returns the reply to `CreateAlias`.
pub(super) fn alias_created(one: Option<&types::Alias>) -> Reply {
    Reader::default().reply(Response::CreateAlias(one.map(alias)))
}

/// Returns the reply to `UpdateAlias`.
pub(super) fn alias_updated(one: Option<&types::Alias>) -> Reply {
    Reader::default().reply(Response::UpdateAlias(one.map(alias)))
}

fn alias(one: &types::Alias) -> Alias {
    let strategy = |one: &types::RoutingStrategy| RoutingStrategy {
        strategy_type: one.r#type().map(|kind| kind.as_str().to_owned()),
        fleet_id: one.fleet_id().map(FleetId::from),
        message: one.message().map(str::to_owned),
    };
    Alias {
        alias_id: one.alias_id().map(|id| AliasId(id.to_owned())),
        name: one.name().map(str::to_owned),
        alias_arn: one.alias_arn().map(str::to_owned),
        description: one.description().map(str::to_owned),
        routing_strategy: one.routing_strategy().map(strategy),
        creation_time: time(one.creation_time()),
        last_updated_time: time(one.last_updated_time()),
    }
}

/// Returns a time in milliseconds, `None` for one that no client could tell.
///
/// The SDK cuts a double off after the millisecond, so that it may tell the one before.
fn time(time: Option<&DateTime>) -> Option<Timestamp> {
    time.and_then(|time| time.to_millis().ok()).map(Timestamp)
}
