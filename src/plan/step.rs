//! Steps of a plan.

mod broken;
mod queries;
mod raced;
mod sessions;
mod values;
mod wait;

use std::fmt;

use crate::api::game_session::{PlayerSessionCreationPolicy, TerminationMode};
use crate::history::Label;

pub use self::broken::BrokenStep;
pub use self::queries::{
    Form, GameQuery, LocationName, Paging, PlayerQuery, PlayerSessionName, Search,
};
pub use self::raced::Raced;
pub use self::values::{
    Changes, Chosen, Creation, Place, Properties, Routing, Stray, StrayRequest,
};
pub use self::wait::{Offset, Period, Wait};

/// A generated or hand-written sequence of steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<PlanStep>,
}

impl Plan {
    /// Returns whether the plan needs more than one fleet.
    pub fn has_second_fleet(&self) -> bool {
        let fleet = |step: &PlanStep| match step.step.unbroken() {
            Step::CreateAlias { routing, .. } => routing.fleet(),
            Step::CreateGameSession(creation) => creation.place.fleet(),
            Step::DescribeGameSessions(query) => query.place.fleet(),
            Step::SearchGameSessions(search) => search.place.fleet(),
            Step::CreatePlayerSessions { .. }
            | Step::CreatePlayerSession { .. }
            | Step::DescribePlayerSessions(_)
            | Step::UpdateGameSession { .. }
            | Step::TerminateGameSession { .. }
            | Step::Activate(_)
            | Step::Accept(_)
            | Step::Remove(_)
            | Step::Stray(_)
            | Step::SetPolicy { .. }
            | Step::EndProcess(_)
            | Step::Broken(_)
            | Step::Wait(_) => None,
        };
        self.steps.iter().filter_map(fleet).any(|fleet| fleet.0 > 1)
    }
}

/// A step with its label and wire preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// The label; unique in the plan.
    pub label: Label,
    /// The wire to send it over, `None` for the first that the target answers.
    pub wire: Option<Wire>,
    /// Its part in a race, `None` where it is carried out by itself.
    pub race: Option<Raced>,
    /// What to do.
    pub step: Step,
}

/// A way in which requests travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// AWS JSON 1.1.
    Json,
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// `aws-sdk-gamelift`, which speaks Smithy RPC v2 CBOR by itself.
    Sdk,
}

impl Wire {
    /// Every wire.
    pub const ALL: [Self; 3] = [Self::Json, Self::Cbor, Self::Sdk];

    /// Returns the wire's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Cbor => "cbor",
            Self::Sdk => "sdk",
        }
    }

    /// Returns the wire of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wire| wire.name() == name)
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A game session of the plan: the nth that it creates, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameSessionHandle(pub u32);

/// A fleet of the plan, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FleetHandle(pub u32);

/// An alias of the plan: the nth that it creates, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasHandle(pub u32);

/// Which game session a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GameSessionRef {
    /// One that the plan creates.
    Handle(GameSessionHandle),
    /// A well-formed id that no game session has, on the plan's fleet (U-18/unknown-id).
    Unknown,
    /// The id of one of the plan in another Region (U-18/foreign-region).
    ForeignRegion(GameSessionHandle),
    /// The id of one of the plan on another fleet (U-18/foreign-fleet).
    ForeignFleet(GameSessionHandle),
    /// The id of one of the plan in another account (U-18/foreign-account).
    ForeignAccount(GameSessionHandle),
    /// The last part of the id only (U-17/bare-id).
    BareId(GameSessionHandle),
    /// The fleet's id in its place (U-17/fleet-id).
    FleetId,
    /// An alias's id in its place (U-17/alias).
    AliasId(AliasHandle),
    /// An alias's ARN in its place (U-17/alias).
    AliasArn(AliasHandle),
    /// A text with a character that no id has (CPS-03).
    Malformed,
    /// A text of 513 characters (CPS-03).
    TooLong,
}

impl GameSessionRef {
    /// Returns the game session of the plan that the reference needs, `None` for the others.
    pub fn handle(self) -> Option<GameSessionHandle> {
        match self {
            Self::Handle(handle)
            | Self::BareId(handle)
            | Self::ForeignRegion(handle)
            | Self::ForeignFleet(handle)
            | Self::ForeignAccount(handle) => Some(handle),
            Self::Unknown
            | Self::FleetId
            | Self::AliasId(_)
            | Self::AliasArn(_)
            | Self::Malformed
            | Self::TooLong => None,
        }
    }

    /// Returns the alias of the plan that the reference needs, `None` for the others.
    pub fn alias(self) -> Option<AliasHandle> {
        match self {
            Self::AliasId(handle) | Self::AliasArn(handle) => Some(handle),
            Self::Handle(_)
            | Self::Unknown
            | Self::ForeignRegion(_)
            | Self::ForeignFleet(_)
            | Self::ForeignAccount(_)
            | Self::BareId(_)
            | Self::FleetId
            | Self::Malformed
            | Self::TooLong => None,
        }
    }
}

/// A text of a player's choosing: an id or data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Text {
    /// A text that gets the case's prefix, so that no case sees another's players.
    Scoped(String),
    /// A text as it is.
    Exact(String),
    /// One character, many times.
    Repeated {
        /// The character.
        character: char,
        /// How many times.
        count: u32,
    },
}

impl Text {
    /// Returns the text within the scope of a case.
    pub fn render(&self, scope: &str) -> String {
        match self {
            Self::Scoped(text) => format!("{scope}{text}"),
            Self::Exact(text) => text.clone(),
            Self::Repeated { character, count } => {
                std::iter::repeat_n(*character, *count as usize).collect()
            }
        }
    }
}

/// A player session of the plan: what the step with that label made for one of its players.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlayerSessionRef {
    /// The step that creates it.
    pub created_by: Label,
    /// The player's position in that step's request, counted from 0.
    pub position: u32,
}

/// The data map of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataMap {
    /// The member is left out.
    Absent,
    /// The member is null.
    Null,
    /// The member is a map, possibly empty; a value of `None` is null.
    Entries(Vec<(Text, Option<Text>)>),
}

/// What one step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Starts a ready process where there is none, then creates a game session.
    CreateGameSession(Creation),
    /// Reserves slots for several players.
    CreatePlayerSessions {
        /// Where.
        game_session: GameSessionRef,
        /// For whom.
        players: Vec<Text>,
        /// With which data.
        data: DataMap,
    },
    /// Reserves a slot for one player.
    CreatePlayerSession {
        /// Where.
        game_session: GameSessionRef,
        /// For whom.
        player: Text,
        /// With which data.
        data: Option<Text>,
    },
    /// Describes player sessions, page by page.
    DescribePlayerSessions(PlayerQuery),
    /// Describes game sessions in either form, page by page.
    DescribeGameSessions(GameQuery),
    /// Searches game sessions, page by page.
    SearchGameSessions(Search),
    /// Changes a game session.
    UpdateGameSession {
        /// Which one.
        game_session: GameSessionRef,
        /// What becomes of it.
        changes: Changes,
    },
    /// Asks for the end of a game session.
    TerminateGameSession {
        /// Which one.
        game_session: GameSessionRef,
        /// How.
        mode: Chosen<TerminationMode>,
    },
    /// Creates an alias.
    CreateAlias {
        /// The handle by which later steps name it.
        handle: AliasHandle,
        /// Where it leads to.
        routing: Routing,
    },
    /// The game server activates its game session.
    Activate(GameSessionHandle),
    /// The game server accepts a player.
    Accept(PlayerSessionRef),
    /// The game server removes a player.
    Remove(PlayerSessionRef),
    /// A game server accepts or removes a player session that is not in its game session.
    Stray(Stray),
    /// The game server changes the policy of its game session.
    SetPolicy {
        /// Which one.
        game_session: GameSessionHandle,
        /// The policy.
        policy: PlayerSessionCreationPolicy,
    },
    /// The game server's process ends.
    EndProcess(GameSessionHandle),
    /// A request is sent that is broken in one known way.
    Broken(BrokenStep),
    /// Time passes until a moment given by symbol.
    Wait(Wait),
}

impl Step {
    /// Returns the game session and the players of a call that creates player sessions.
    pub fn call(&self) -> Option<(GameSessionRef, &[Text])> {
        match self {
            Self::CreatePlayerSessions {
                game_session,
                players,
                ..
            } => Some((*game_session, players)),
            Self::CreatePlayerSession {
                game_session,
                player,
                ..
            } => Some((*game_session, std::slice::from_ref(player))),
            Self::CreateGameSession { .. }
            | Self::DescribePlayerSessions(_)
            | Self::DescribeGameSessions(_)
            | Self::SearchGameSessions(_)
            | Self::UpdateGameSession { .. }
            | Self::TerminateGameSession { .. }
            | Self::CreateAlias { .. }
            | Self::Activate(_)
            | Self::Accept(_)
            | Self::Remove(_)
            | Self::Stray(_)
            | Self::SetPolicy { .. }
            | Self::EndProcess(_)
            | Self::Broken(_)
            | Self::Wait(_) => None,
        }
    }

    /// Returns the data of a call, by player; the value is `None` for a null.
    pub fn data(&self) -> Vec<(&Text, Option<&Text>)> {
        if let Self::CreatePlayerSession {
            player,
            data: Some(data),
            ..
        } = self
        {
            return vec![(player, Some(data))];
        }
        let Self::CreatePlayerSessions {
            data: DataMap::Entries(entries),
            ..
        } = self
        else {
            return Vec::new();
        };
        let entries = entries.iter();
        entries.map(|(key, value)| (key, value.as_ref())).collect()
    }

    /// Returns the maximum that the step sets, `None` where it sets none.
    pub fn maximum(&self) -> Option<i64> {
        match self {
            Self::CreateGameSession(creation) => Some(creation.maximum),
            Self::UpdateGameSession { changes, .. } => changes.maximum,
            Self::CreatePlayerSessions { .. }
            | Self::CreatePlayerSession { .. }
            | Self::DescribePlayerSessions(_)
            | Self::DescribeGameSessions(_)
            | Self::SearchGameSessions(_)
            | Self::TerminateGameSession { .. }
            | Self::CreateAlias { .. }
            | Self::Activate(_)
            | Self::Accept(_)
            | Self::Remove(_)
            | Self::Stray(_)
            | Self::SetPolicy { .. }
            | Self::EndProcess(_)
            | Self::Broken(_)
            | Self::Wait(_) => None,
        }
    }

    /// Returns whether the step only looks.
    pub fn is_description(&self) -> bool {
        matches!(
            self,
            Self::DescribePlayerSessions(_)
                | Self::DescribeGameSessions(_)
                | Self::SearchGameSessions(_)
        )
    }
}
