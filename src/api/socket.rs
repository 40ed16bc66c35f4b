//! The messages of the server-SDK socket: text frames, one JSON object each.
//!
//! A game server sends calls and gets an answer to each; the service also sends pushes, which
//! are not answered. Names here follow the wire, which differs from the public API:
//! `ActivateServerProcess`, `PlayerSessionPolicy`, times as integer milliseconds.

use serde_json::{Map, Value, json};

use super::document::Timestamp;
use super::player_session::{PlayerSession, PlayerSessionStatus};

/// A call of a game server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// The process is ready to host a game session.
    ActivateServerProcess {
        /// Where players connect.
        port: i64,
    },
    /// The process reports its health.
    HeartbeatServerProcess {
        /// Whether it is healthy.
        healthy: bool,
    },
    /// The game session is ready for players.
    ActivateGameSession {
        /// The game session.
        game_session_id: String,
    },
    /// A player has come: validates the reservation.
    AcceptPlayerSession {
        /// The game session.
        game_session_id: String,
        /// The player session.
        player_session_id: String,
    },
    /// A player has left.
    RemovePlayerSession {
        /// The game session.
        game_session_id: String,
        /// The player session.
        player_session_id: String,
    },
    /// Opens or closes the game session for new players.
    UpdatePlayerSessionCreationPolicy {
        /// The game session.
        game_session_id: String,
        /// The policy, as text.
        policy: String,
    },
    /// Lists player sessions.
    DescribePlayerSessions {
        /// By game session.
        game_session_id: Option<String>,
        /// By player.
        player_id: Option<String>,
        /// By player session.
        player_session_id: Option<String>,
        /// Keeps one status only.
        status_filter: Option<String>,
        /// The page size.
        limit: Option<i64>,
        /// Where to go on.
        next_token: Option<String>,
    },
    /// The process ends.
    TerminateServerProcess,
    /// Any other action, by its name.
    Other(String),
}

impl Call {
    /// Returns the action's name on the wire.
    pub fn action(&self) -> &str {
        match self {
            Self::ActivateServerProcess { .. } => "ActivateServerProcess",
            Self::HeartbeatServerProcess { .. } => "HeartbeatServerProcess",
            Self::ActivateGameSession { .. } => "ActivateGameSession",
            Self::AcceptPlayerSession { .. } => "AcceptPlayerSession",
            Self::RemovePlayerSession { .. } => "RemovePlayerSession",
            Self::UpdatePlayerSessionCreationPolicy { .. } => "UpdatePlayerSessionCreationPolicy",
            Self::DescribePlayerSessions { .. } => "DescribePlayerSessions",
            Self::TerminateServerProcess => "TerminateServerProcess",
            Self::Other(action) => action,
        }
    }

    /// Returns the call as a frame, leaving out what is absent.
    pub fn write(&self, request_id: &str) -> String {
        let mut fields = json!({ "Action": self.action(), "RequestId": request_id });
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields[name] = value;
            }
        };
        match self {
            Self::ActivateServerProcess { port } => {
                put("SdkVersion", Some(Value::from(SDK_VERSION)));
                put("SdkLanguage", Some(Value::from(SDK_LANGUAGE)));
                put("Port", Some(Value::from(*port)));
                put("LogPaths", Some(Value::Array(Vec::new())));
            }
            Self::HeartbeatServerProcess { healthy } => {
                put("HealthStatus", Some(Value::from(*healthy)));
            }
            Self::ActivateGameSession { game_session_id } => {
                put("GameSessionId", Some(Value::from(game_session_id.as_str())));
            }
            Self::AcceptPlayerSession {
                game_session_id,
                player_session_id,
            }
            | Self::RemovePlayerSession {
                game_session_id,
                player_session_id,
            } => {
                put("GameSessionId", Some(Value::from(game_session_id.as_str())));
                put(
                    "PlayerSessionId",
                    Some(Value::from(player_session_id.as_str())),
                );
            }
            Self::UpdatePlayerSessionCreationPolicy {
                game_session_id,
                policy,
            } => {
                put("GameSessionId", Some(Value::from(game_session_id.as_str())));
                put("PlayerSessionPolicy", Some(Value::from(policy.as_str())));
            }
            Self::DescribePlayerSessions {
                game_session_id,
                player_id,
                player_session_id,
                status_filter,
                limit,
                next_token,
            } => {
                put("GameSessionId", game_session_id.as_deref().map(Value::from));
                put("PlayerId", player_id.as_deref().map(Value::from));
                put(
                    "PlayerSessionId",
                    player_session_id.as_deref().map(Value::from),
                );
                put(
                    "PlayerSessionStatusFilter",
                    status_filter.as_deref().map(Value::from),
                );
                put("Limit", limit.map(Value::from));
                put("NextToken", next_token.as_deref().map(Value::from));
            }
            Self::TerminateServerProcess | Self::Other(_) => {}
        }
        fields.to_string()
    }

    /// Reads a frame of a game server: its request id (empty where absent) and the call.
    ///
    /// Absent, null and empty texts are the same, as the SDKs send all three.
    pub fn read(frame: &str) -> Result<(String, Self), String> {
        let fields = object(frame)?;
        let text = |name: &str| text(&fields, name);
        let required = |name: &str| text(name).unwrap_or_default();
        let action = text("Action").ok_or("the frame has no Action")?;
        let call = match action.as_str() {
            "ActivateServerProcess" => Self::ActivateServerProcess {
                port: integer(&fields, "Port").unwrap_or_default(),
            },
            "HeartbeatServerProcess" => Self::HeartbeatServerProcess {
                healthy: fields
                    .get("HealthStatus")
                    .and_then(Value::as_bool)
                    .unwrap_or_default(),
            },
            "ActivateGameSession" => Self::ActivateGameSession {
                game_session_id: required("GameSessionId"),
            },
            "AcceptPlayerSession" => Self::AcceptPlayerSession {
                game_session_id: required("GameSessionId"),
                player_session_id: required("PlayerSessionId"),
            },
            "RemovePlayerSession" => Self::RemovePlayerSession {
                game_session_id: required("GameSessionId"),
                player_session_id: required("PlayerSessionId"),
            },
            "UpdatePlayerSessionCreationPolicy" => Self::UpdatePlayerSessionCreationPolicy {
                game_session_id: required("GameSessionId"),
                policy: required("PlayerSessionPolicy"),
            },
            "DescribePlayerSessions" => Self::DescribePlayerSessions {
                game_session_id: text("GameSessionId"),
                player_id: text("PlayerId"),
                player_session_id: text("PlayerSessionId"),
                status_filter: text("PlayerSessionStatusFilter"),
                limit: integer(&fields, "Limit"),
                next_token: text("NextToken"),
            },
            "TerminateServerProcess" => Self::TerminateServerProcess,
            _ => Self::Other(action),
        };
        Ok((required("RequestId"), call))
    }
}

/// The version of the server SDK whose protocol this is.
pub const SDK_VERSION: &str = "5.6.0";

/// The SDK language a game server of ours names; one that official SDKs use.
pub const SDK_LANGUAGE: &str = "Go";

/// The names and values of the connection's query, before any encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectQuery {
    /// `pID`: the process id, chosen by the game server.
    pub process_id: String,
    /// `ComputeId`: the name of the registered compute.
    pub compute_name: String,
    /// `FleetId`.
    pub fleet_id: String,
    /// `IdempotencyToken`, absent in old SDKs.
    pub idempotency_token: Option<String>,
    /// `Authorization`: the compute's token.
    pub auth_token: String,
}

impl ConnectQuery {
    /// Returns the query's pairs in alphabetical order.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![
            ("Authorization", self.auth_token.as_str()),
            ("ComputeId", self.compute_name.as_str()),
            ("FleetId", self.fleet_id.as_str()),
        ];
        pairs.extend(
            self.idempotency_token
                .as_deref()
                .map(|token| ("IdempotencyToken", token)),
        );
        pairs.push(("pID", self.process_id.as_str()));
        pairs.push(("sdkLanguage", SDK_LANGUAGE));
        pairs.push(("sdkVersion", SDK_VERSION));
        pairs
    }

    /// Reads the query from decoded pairs, `None` where a needed one is absent or empty.
    pub fn read(pairs: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let needed = |name: &str| value(name).filter(|value| !value.is_empty());
        Some(Self {
            process_id: needed("pID")?,
            compute_name: needed("ComputeId")?,
            fleet_id: needed("FleetId")?,
            idempotency_token: value("IdempotencyToken"),
            auth_token: needed("Authorization")?,
        })
    }
}

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
            } => json!({
                "Action": "CreateGameSession",
                "GameSessionId": game_session_id,
                "GameSessionName": name,
                "GameSessionData": "",
                "MaximumPlayerSessionCount": maximum_player_session_count,
                "IpAddress": ip_address,
                "Port": port,
                "GameProperties": {},
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

fn object(frame: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(frame) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("the frame is no JSON object".to_owned()),
        Err(error) => Err(format!("the frame is not JSON: {error}")),
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn integer(fields: &Map<String, Value>, name: &str) -> Option<i64> {
    fields.get(name).and_then(Value::as_i64)
}
