//! A player session as replies carry it.

use std::fmt;

use super::document::{Document, Members, Structure, Timestamp};

/// The status of a player session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlayerSessionStatus {
    /// A slot is held for the player.
    Reserved,
    /// The player has been validated by the game server.
    Active,
    /// The player has left.
    Completed,
    /// The player did not come in time.
    TimedOut,
}

impl PlayerSessionStatus {
    /// Every status, in the order of the API's enumeration.
    pub const ALL: [Self; 4] = [
        Self::Reserved,
        Self::Active,
        Self::Completed,
        Self::TimedOut,
    ];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reserved => "RESERVED",
            Self::Active => "ACTIVE",
            Self::Completed => "COMPLETED",
            Self::TimedOut => "TIMEDOUT",
        }
    }

    /// Returns the status of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for PlayerSessionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A player session; every member is optional on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayerSession {
    /// `PlayerSessionId`.
    pub player_session_id: Option<String>,
    /// `PlayerId`.
    pub player_id: Option<String>,
    /// `GameSessionId`.
    pub game_session_id: Option<String>,
    /// `FleetId`.
    pub fleet_id: Option<String>,
    /// `FleetArn`.
    pub fleet_arn: Option<String>,
    /// `CreationTime`.
    pub creation_time: Option<Timestamp>,
    /// `TerminationTime`.
    pub termination_time: Option<Timestamp>,
    /// `Status`.
    pub status: Option<PlayerSessionStatus>,
    /// `IpAddress`.
    pub ip_address: Option<String>,
    /// `DnsName`.
    pub dns_name: Option<String>,
    /// `Port`.
    pub port: Option<i64>,
    /// `PlayerData`.
    pub player_data: Option<String>,
}

impl PlayerSession {
    /// Reads a player session out of a document.
    pub fn read(mut members: Members<'_>) -> Self {
        Self {
            player_session_id: members.text("PlayerSessionId"),
            player_id: members.text("PlayerId"),
            game_session_id: members.text("GameSessionId"),
            fleet_id: members.text("FleetId"),
            fleet_arn: members.text("FleetArn"),
            creation_time: members.timestamp("CreationTime"),
            termination_time: members.timestamp("TerminationTime"),
            status: members.enumerated("Status", PlayerSessionStatus::parse),
            ip_address: members.text("IpAddress"),
            dns_name: members.text("DnsName"),
            port: members.integer("Port"),
            player_data: members.text("PlayerData"),
        }
    }

    /// Returns the player session as a document.
    pub fn to_document(&self) -> Document {
        Structure::default()
            .text("PlayerSessionId", self.player_session_id.as_deref())
            .text("PlayerId", self.player_id.as_deref())
            .text("GameSessionId", self.game_session_id.as_deref())
            .text("FleetId", self.fleet_id.as_deref())
            .text("FleetArn", self.fleet_arn.as_deref())
            .timestamp("CreationTime", self.creation_time)
            .timestamp("TerminationTime", self.termination_time)
            .text("Status", self.status.map(PlayerSessionStatus::name))
            .text("IpAddress", self.ip_address.as_deref())
            .text("DnsName", self.dns_name.as_deref())
            .integer("Port", self.port)
            .text("PlayerData", self.player_data.as_deref())
            .build()
    }
}
