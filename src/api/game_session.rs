//! A game session as replies carry it.

use std::fmt;

use super::document::{Document, Members, Structure, Timestamp};
use super::game_property::GameProperty;

/// The status of a game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GameSessionStatus {
    /// The game server has been asked to start the game session.
    Activating,
    /// The game session can have player sessions.
    Active,
    /// The game session is about to end.
    Terminating,
    /// The game session has ended.
    Terminated,
    /// The game session could not be started.
    Error,
}

impl GameSessionStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Activating,
        Self::Active,
        Self::Terminating,
        Self::Terminated,
        Self::Error,
    ];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activating => "ACTIVATING",
            Self::Active => "ACTIVE",
            Self::Terminating => "TERMINATING",
            Self::Terminated => "TERMINATED",
            Self::Error => "ERROR",
        }
    }

    /// Returns the status of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for GameSessionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a game session takes new players.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlayerSessionCreationPolicy {
    /// New player sessions may be created.
    AcceptAll,
    /// No new player session may be created.
    DenyAll,
}

impl PlayerSessionCreationPolicy {
    /// Every policy.
    pub const ALL: [Self; 2] = [Self::AcceptAll, Self::DenyAll];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptAll => "ACCEPT_ALL",
            Self::DenyAll => "DENY_ALL",
        }
    }

    /// Returns the policy of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

impl fmt::Display for PlayerSessionCreationPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a game session is protected from ending when its fleet shrinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtectionPolicy {
    /// It is not.
    NoProtection,
    /// It is.
    FullProtection,
}

impl ProtectionPolicy {
    /// Every policy.
    pub const ALL: [Self; 2] = [Self::NoProtection, Self::FullProtection];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoProtection => "NoProtection",
            Self::FullProtection => "FullProtection",
        }
    }

    /// Returns the policy of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

impl fmt::Display for ProtectionPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How `TerminateGameSession` ends a game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerminationMode {
    /// The process is asked to end.
    TriggerOnProcessTerminate,
    /// The process is ended.
    ForceTerminate,
}

impl TerminationMode {
    /// Every mode.
    pub const ALL: [Self; 2] = [Self::TriggerOnProcessTerminate, Self::ForceTerminate];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::TriggerOnProcessTerminate => "TRIGGER_ON_PROCESS_TERMINATE",
            Self::ForceTerminate => "FORCE_TERMINATE",
        }
    }

    /// Returns the mode of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

impl fmt::Display for TerminationMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A game session; every member is optional on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GameSession {
    /// `GameSessionId`.
    pub game_session_id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `FleetId`.
    pub fleet_id: Option<String>,
    /// `FleetArn`.
    pub fleet_arn: Option<String>,
    /// `CreationTime`.
    pub creation_time: Option<Timestamp>,
    /// `TerminationTime`.
    pub termination_time: Option<Timestamp>,
    /// `CurrentPlayerSessionCount`.
    pub current_player_session_count: Option<i64>,
    /// `MaximumPlayerSessionCount`.
    pub maximum_player_session_count: Option<i64>,
    /// `Status`.
    pub status: Option<GameSessionStatus>,
    /// `StatusReason`, outside any enumeration of ours.
    pub status_reason: Option<String>,
    /// `GameProperties`.
    pub game_properties: Option<Vec<GameProperty>>,
    /// `IpAddress`.
    pub ip_address: Option<String>,
    /// `DnsName`.
    pub dns_name: Option<String>,
    /// `Port`.
    pub port: Option<i64>,
    /// `PlayerSessionCreationPolicy`.
    pub player_session_creation_policy: Option<PlayerSessionCreationPolicy>,
    /// `CreatorId`.
    pub creator_id: Option<String>,
    /// `GameSessionData`.
    pub game_session_data: Option<String>,
    /// `Location`.
    pub location: Option<String>,
}

impl GameSession {
    /// Reads a game session out of a document.
    pub fn read(mut members: Members<'_>) -> Self {
        // Nothing is made of these, but they have types, too.
        for name in ["MatchmakerData", "ComputeName"] {
            members.text(name);
        }
        members.enumerated("PlayerGatewayStatus", |name| {
            matches!(name, "DISABLED" | "ENABLED").then_some(())
        });
        Self {
            game_session_id: members.text("GameSessionId"),
            name: members.text("Name"),
            fleet_id: members.text("FleetId"),
            fleet_arn: members.text("FleetArn"),
            creation_time: members.timestamp("CreationTime"),
            termination_time: members.timestamp("TerminationTime"),
            current_player_session_count: members.integer("CurrentPlayerSessionCount"),
            maximum_player_session_count: members.integer("MaximumPlayerSessionCount"),
            status: members.enumerated("Status", GameSessionStatus::parse),
            status_reason: members.text("StatusReason"),
            game_properties: GameProperty::read_list(&mut members),
            ip_address: members.text("IpAddress"),
            dns_name: members.text("DnsName"),
            port: members.integer("Port"),
            player_session_creation_policy: members.enumerated(
                "PlayerSessionCreationPolicy",
                PlayerSessionCreationPolicy::parse,
            ),
            creator_id: members.text("CreatorId"),
            game_session_data: members.text("GameSessionData"),
            location: members.text("Location"),
        }
    }

    /// Returns the game session as a document.
    pub fn to_document(&self) -> Document {
        let properties = self.game_properties.as_deref().map(GameProperty::list);
        let policy = self
            .player_session_creation_policy
            .map(PlayerSessionCreationPolicy::name);
        Structure::default()
            .text("GameSessionId", self.game_session_id.as_deref())
            .text("Name", self.name.as_deref())
            .text("FleetId", self.fleet_id.as_deref())
            .text("FleetArn", self.fleet_arn.as_deref())
            .timestamp("CreationTime", self.creation_time)
            .timestamp("TerminationTime", self.termination_time)
            .integer(
                "CurrentPlayerSessionCount",
                self.current_player_session_count,
            )
            .integer(
                "MaximumPlayerSessionCount",
                self.maximum_player_session_count,
            )
            .text("Status", self.status.map(GameSessionStatus::name))
            .text("StatusReason", self.status_reason.as_deref())
            .member("GameProperties", properties)
            .text("IpAddress", self.ip_address.as_deref())
            .text("DnsName", self.dns_name.as_deref())
            .integer("Port", self.port)
            .text("PlayerSessionCreationPolicy", policy)
            .text("CreatorId", self.creator_id.as_deref())
            .text("GameSessionData", self.game_session_data.as_deref())
            .text("Location", self.location.as_deref())
            .build()
    }
}

/// A game session with its protection; every member is optional on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GameSessionDetail {
    /// `GameSession`.
    pub game_session: Option<GameSession>,
    /// `ProtectionPolicy`.
    pub protection_policy: Option<ProtectionPolicy>,
}

impl GameSessionDetail {
    /// Reads a detail out of a document.
    pub fn read(mut members: Members<'_>) -> Self {
        Self {
            game_session: members.structure("GameSession", GameSession::read),
            protection_policy: members.enumerated("ProtectionPolicy", ProtectionPolicy::parse),
        }
    }

    /// Returns the detail as a document.
    pub fn to_document(&self) -> Document {
        let game_session = self.game_session.as_ref();
        Structure::default()
            .member("GameSession", game_session.map(GameSession::to_document))
            .text(
                "ProtectionPolicy",
                self.protection_policy.map(ProtectionPolicy::name),
            )
            .build()
    }
}
