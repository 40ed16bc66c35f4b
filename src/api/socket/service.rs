//! What the service sends: answers and pushes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{integer, object, text};
use crate::api::document::Timestamp;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};

/// The answer to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The call's action; SDKs choose their parser by it.
    pub action: String,
    /// The call's request id.
    pub request_id: String,
    /// 200 for success, 4xx and 5xx as over HTTP.
    pub status_code: i64,
    /// The prose of a failure.
    pub error_message: Option<String>,
    /// The player sessions of a describe, `None` for every other call.
    pub player_sessions: Option<Vec<PlayerSession>>,
    /// Where the next page of a describe begins.
    pub next_token: Option<String>,
}

/// What the service sends on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Push {
    /// The process shall host this game session.
    CreateGameSession {
        /// The game session.
        game_session_id: String,
        /// Its name for people, empty where it has none.
        name: String,
        /// The most players it may have.
        maximum_player_session_count: i64,
        /// The address players are told.
        ip_address: String,
        /// The port players are told.
        port: i64,
        /// Data for the game server, empty where there is none.
        game_session_data: String,
        /// Its properties; an object on the socket, so each key once.
        game_properties: BTreeMap<String, String>,
    },
    /// The process shall end.
    TerminateProcess {
        /// When it will be ended, in epoch milliseconds.
        termination_time: i64,
    },
    /// The process shall connect anew.
    RefreshConnection {
        /// Where to.
        endpoint: String,
        /// With which token.
        auth_token: String,
    },
    /// Any other action, by its name.
    Other(String),
}

impl Push {
    /// Returns the push as a frame: no request id and no status code, or SDKs drop it.
    pub fn write(&self) -> String {
        match self {
            Self::CreateGameSession {
                game_session_id,
                name,
                maximum_player_session_count,
                ip_address,
                port,
                game_session_data,
                game_properties,
            } => json!({
                "Action": "CreateGameSession",
                "GameSessionId": game_session_id,
                "GameSessionName": name,
                "GameSessionData": game_session_data,
                "MaximumPlayerSessionCount": maximum_player_session_count,
                "IpAddress": ip_address,
                "Port": port,
                "GameProperties": game_properties,
            }),
            Self::TerminateProcess { termination_time } => {
                json!({ "Action": "TerminateProcess", "TerminationTime": termination_time })
            }
            Self::RefreshConnection {
                endpoint,
                auth_token,
            } => json!({
                "Action": "RefreshConnection",
                "RefreshConnectionEndpoint": endpoint,
                "AuthToken": auth_token,
            }),
            Self::Other(action) => json!({ "Action": action }),
        }
        .to_string()
    }
}

/// A frame from the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromService {
    /// The answer to a call of ours.
    Answer(Answer),
    /// A push.
    Push(Push),
}

impl FromService {
    /// Reads a frame of the service; anything with a request id is an answer.
    pub fn read(frame: &str) -> Result<Self, String> {
        let fields = object(frame)?;
        let text = |name: &str| text(&fields, name);
        let action = text("Action").unwrap_or_default();
        if let Some(request_id) = text("RequestId") {
            let player_sessions = fields.get("PlayerSessions").and_then(Value::as_array);
            return Ok(Self::Answer(Answer {
                action,
                request_id,
                // A missing status code is a failure in every SDK.
                status_code: integer(&fields, "StatusCode").unwrap_or_default(),
                error_message: text("ErrorMessage"),
                player_sessions: player_sessions.map(|items| {
                    items
                        .iter()
                        .filter_map(Value::as_object)
                        .map(read_player_session)
                        .collect()
                }),
                next_token: text("NextToken"),
            }));
        }
        let required = |name: &str| text(name).unwrap_or_default();
        let number = |name: &str| integer(&fields, name).unwrap_or_default();
        Ok(Self::Push(match action.as_str() {
            "CreateGameSession" => Push::CreateGameSession {
                game_session_id: required("GameSessionId"),
                name: required("GameSessionName"),
                maximum_player_session_count: number("MaximumPlayerSessionCount"),
                ip_address: required("IpAddress"),
                port: number("Port"),
                game_session_data: required("GameSessionData"),
                game_properties: properties(&fields),
            },
            "TerminateProcess" => Push::TerminateProcess {
                termination_time: number("TerminationTime"),
            },
            "RefreshConnection" => Push::RefreshConnection {
                endpoint: required("RefreshConnectionEndpoint"),
                auth_token: required("AuthToken"),
            },
            _ => Push::Other(action),
        }))
    }

    /// Returns the frame.
    pub fn write(&self) -> String {
        match self {
            Self::Push(push) => push.write(),
            Self::Answer(answer) => {
                let mut fields = json!({
                    "Action": answer.action,
                    "RequestId": answer.request_id,
                    "StatusCode": answer.status_code,
                });
                if let Some(message) = &answer.error_message {
                    fields["ErrorMessage"] = Value::from(message.as_str());
                }
                if let Some(sessions) = &answer.player_sessions {
                    fields["PlayerSessions"] = sessions.iter().map(write_player_session).collect();
                    fields["NextToken"] = answer
                        .next_token
                        .as_deref()
                        .map_or(Value::Null, Value::from);
                }
                fields.to_string()
            }
        }
    }
}

fn properties(fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let properties = fields.get("GameProperties").and_then(Value::as_object);
    let texts = properties.into_iter().flatten().filter_map(|(key, value)| {
        let value = value.as_str()?;
        Some((key.clone(), value.to_owned()))
    });
    texts.collect()
}

fn write_player_session(session: &PlayerSession) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    put("PlayerId", session.player_id.as_deref().map(Value::from));
    put(
        "PlayerSessionId",
        session.player_session_id.as_deref().map(Value::from),
    );
    put(
        "GameSessionId",
        session.game_session_id.as_deref().map(Value::from),
    );
    put("FleetId", session.fleet_id.as_deref().map(Value::from));
    put(
        "PlayerData",
        session.player_data.as_deref().map(Value::from),
    );
    put("IpAddress", session.ip_address.as_deref().map(Value::from));
    put("Port", session.port.map(Value::from));
    put("DnsName", session.dns_name.as_deref().map(Value::from));
    put(
        "CreationTime",
        session.creation_time.map(|time| Value::from(time.0)),
    );
    put(
        "TerminationTime",
        session.termination_time.map(|time| Value::from(time.0)),
    );
    put(
        "Status",
        session.status.map(|status| Value::from(status.name())),
    );
    Value::Object(fields)
}

fn read_player_session(fields: &Map<String, Value>) -> PlayerSession {
    let text = |name: &str| text(fields, name);
    PlayerSession {
        player_session_id: text("PlayerSessionId"),
        player_id: text("PlayerId"),
        game_session_id: text("GameSessionId"),
        fleet_id: text("FleetId"),
        fleet_arn: None,
        creation_time: integer(fields, "CreationTime").map(Timestamp),
        termination_time: integer(fields, "TerminationTime").map(Timestamp),
        status: text("Status")
            .as_deref()
            .and_then(PlayerSessionStatus::parse),
        ip_address: text("IpAddress"),
        dns_name: text("DnsName"),
        port: integer(fields, "Port"),
        player_data: text("PlayerData"),
    }
}
