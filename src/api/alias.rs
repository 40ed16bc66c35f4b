//! An alias, and where it routes to.

use std::fmt;

use super::document::{Document, Members, Structure, Timestamp};
use super::ids::{AliasId, FleetId};

/// The kind of a routing strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoutingStrategyType {
    /// The alias stands for a fleet.
    Simple,
    /// The alias stands for no fleet: who uses it is told a message.
    Terminal,
}

impl RoutingStrategyType {
    /// Every type.
    pub const ALL: [Self; 2] = [Self::Simple, Self::Terminal];

    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Simple => "SIMPLE",
            Self::Terminal => "TERMINAL",
        }
    }

    /// Returns the type of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl fmt::Display for RoutingStrategyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where an alias routes to, in requests and replies alike; every member is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoutingStrategy {
    /// `Type`, as text: an illegal value can be sent.
    pub strategy_type: Option<String>,
    /// `FleetId`, of a simple strategy.
    pub fleet_id: Option<FleetId>,
    /// `Message`, of a terminal strategy.
    pub message: Option<String>,
}

impl RoutingStrategy {
    /// Returns the strategy that leads to a fleet.
    pub fn simple(fleet_id: FleetId) -> Self {
        Self {
            strategy_type: Some(RoutingStrategyType::Simple.name().to_owned()),
            fleet_id: Some(fleet_id),
            message: None,
        }
    }

    /// Returns the strategy that leads nowhere and says so.
    pub fn terminal(message: impl Into<String>) -> Self {
        Self {
            strategy_type: Some(RoutingStrategyType::Terminal.name().to_owned()),
            fleet_id: None,
            message: Some(message.into()),
        }
    }

    /// Reads a routing strategy out of a document.
    pub fn read(mut members: Members<'_>) -> Self {
        Self {
            strategy_type: members.text("Type"),
            fleet_id: members.text("FleetId").map(FleetId),
            message: members.text("Message"),
        }
    }

    /// Returns the routing strategy as a document.
    pub fn to_document(&self) -> Document {
        Structure::default()
            .text("Type", self.strategy_type.as_deref())
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text("Message", self.message.as_deref())
            .build()
    }
}

/// An alias; every member is optional on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alias {
    /// `AliasId`.
    pub alias_id: Option<AliasId>,
    /// `Name`.
    pub name: Option<String>,
    /// `AliasArn`.
    pub alias_arn: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `RoutingStrategy`.
    pub routing_strategy: Option<RoutingStrategy>,
    /// `CreationTime`.
    pub creation_time: Option<Timestamp>,
    /// `LastUpdatedTime`.
    pub last_updated_time: Option<Timestamp>,
}

impl Alias {
    /// Reads an alias out of a document.
    pub fn read(mut members: Members<'_>) -> Self {
        Self {
            alias_id: members.text("AliasId").map(AliasId),
            name: members.text("Name"),
            alias_arn: members.text("AliasArn"),
            description: members.text("Description"),
            routing_strategy: members.structure("RoutingStrategy", RoutingStrategy::read),
            creation_time: members.timestamp("CreationTime"),
            last_updated_time: members.timestamp("LastUpdatedTime"),
        }
    }

    /// Returns the alias as a document.
    pub fn to_document(&self) -> Document {
        let strategy = self.routing_strategy.as_ref();
        Structure::default()
            .text("AliasId", self.alias_id.as_ref().map(AliasId::as_str))
            .text("Name", self.name.as_deref())
            .text("AliasArn", self.alias_arn.as_deref())
            .text("Description", self.description.as_deref())
            .member(
                "RoutingStrategy",
                strategy.map(RoutingStrategy::to_document),
            )
            .timestamp("CreationTime", self.creation_time)
            .timestamp("LastUpdatedTime", self.last_updated_time)
            .build()
    }
}
