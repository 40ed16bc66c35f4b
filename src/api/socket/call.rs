//! Calls of a game server.

use serde_json::{Value, json};

use super::connect::{SDK_LANGUAGE, SDK_VERSION};
use super::{integer, object, text};

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
