//! What steps about game sessions and aliases are made of.

use std::fmt;

use super::{AliasHandle, FleetHandle, GameSessionHandle, PlayerSessionName, Text};
use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy, TerminationMode};

/// A value of an enumeration, or one that it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chosen<T> {
    /// A value of the enumeration.
    Known(T),
    /// A text that is none.
    Unknown,
}

/// The text that stands for no value of any enumeration.
const UNKNOWN: &str = "SOMETHING_ELSE";

impl Chosen<TerminationMode> {
    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known(mode) => mode.name(),
            Self::Unknown => UNKNOWN,
        }
    }
}

impl Chosen<ProtectionPolicy> {
    /// Returns the value on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known(policy) => policy.name(),
            Self::Unknown => UNKNOWN,
        }
    }
}

/// Game properties, in order.
pub type Properties = Vec<(Text, Text)>;

/// Where a game session is to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// On a fleet.
    Fleet(FleetHandle),
    /// On the fleet that an alias leads to.
    Alias(AliasHandle),
    /// On a fleet and an alias at once.
    Both(FleetHandle, AliasHandle),
    /// Neither fleet nor alias is given.
    Nowhere,
}

impl Place {
    /// Returns the fleet that is named, `None` where none is.
    pub fn fleet(self) -> Option<FleetHandle> {
        match self {
            Self::Fleet(fleet) | Self::Both(fleet, _) => Some(fleet),
            Self::Alias(_) | Self::Nowhere => None,
        }
    }

    /// Returns the alias that is named, `None` where none is.
    pub fn alias(self) -> Option<AliasHandle> {
        match self {
            Self::Alias(alias) | Self::Both(_, alias) => Some(alias),
            Self::Fleet(_) | Self::Nowhere => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fleet(FleetHandle(fleet)) => write!(f, "fleet-{fleet}"),
            Self::Alias(AliasHandle(alias)) => write!(f, "alias-{alias}"),
            Self::Both(FleetHandle(fleet), AliasHandle(alias)) => {
                write!(f, "fleet-{fleet} and alias-{alias}")
            }
            Self::Nowhere => f.write_str("no fleet"),
        }
    }
}

/// How a game session is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creation {
    /// The handle by which later steps name it.
    pub handle: GameSessionHandle,
    /// Where.
    pub place: Place,
    /// The most players it may have.
    pub maximum: i64,
    /// Its name, `None` to give none.
    pub name: Option<Text>,
    /// Its properties; none to leave the member out.
    pub properties: Properties,
    /// The idempotency token, `None` to give none.
    pub token: Option<Text>,
}

impl Creation {
    /// Returns the creation of a game session on the plan's first fleet.
    pub fn new(handle: GameSessionHandle, maximum: i64) -> Self {
        Self {
            handle,
            place: Place::Fleet(FleetHandle(1)),
            maximum,
            name: None,
            properties: Vec::new(),
            token: None,
        }
    }
}

/// What an update changes; `None` leaves a value as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The new maximum.
    pub maximum: Option<i64>,
    /// The new policy.
    pub policy: Option<PlayerSessionCreationPolicy>,
    /// The new name.
    pub name: Option<Text>,
    /// The new protection.
    pub protection: Option<Chosen<ProtectionPolicy>>,
    /// Properties to add or to overwrite; none to leave the member out.
    pub properties: Properties,
}

impl Changes {
    /// Returns the change of the maximum alone.
    pub fn maximum(maximum: i64) -> Self {
        Self {
            maximum: Some(maximum),
            ..Self::default()
        }
    }

    /// Returns the change of the policy alone.
    pub fn policy(policy: PlayerSessionCreationPolicy) -> Self {
        Self {
            policy: Some(policy),
            ..Self::default()
        }
    }
}

/// Where an alias leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Routing {
    /// To a fleet.
    Fleet(FleetHandle),
    /// Nowhere.
    Terminal,
}

impl Routing {
    /// Returns the fleet that it leads to, `None` where there is none.
    pub fn fleet(self) -> Option<FleetHandle> {
        match self {
            Self::Fleet(fleet) => Some(fleet),
            Self::Terminal => None,
        }
    }
}

/// A game server's request about a player session that is not in its game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stray {
    /// Whose game server.
    pub game_session: GameSessionHandle,
    /// What it asks for.
    pub request: StrayRequest,
    /// The player session.
    pub player_session: PlayerSessionName,
}

/// What a game server asks for a player session that is not in its game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrayRequest {
    /// That the player be accepted (PSS-07).
    Accept,
    /// That the player be removed (U-38).
    Remove,
}
