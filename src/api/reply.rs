//! Replies as types, and their documents.

use super::action::Action;
use super::alias::Alias;
use super::document::{Problem, Timestamp};
use super::exception::Exception;
use super::game_session::{GameSession, GameSessionDetail};
use super::ids::FleetId;
use super::player_session::PlayerSession;

mod fleet;
mod read;
mod write;

pub use self::fleet::{Compute, FleetAttributes};

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every reply is a response, so boxing it saves nothing"
)]
pub enum Reply {
    /// A success.
    Response {
        /// The members that could be read.
        response: Response,
        /// The members that could not.
        problems: Vec<Problem>,
    },
    /// An exception, declared for the action or not.
    Exception(Exception),
    /// Bytes that are neither.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// Why the bytes could not be read, as a fragment.
        reason: String,
    },
}

impl Reply {
    /// Returns whether it says "slow down" and nothing about the request.
    pub fn is_throttling(&self) -> bool {
        match self {
            Self::Response { .. } => false,
            Self::Exception(exception) => exception.kind.is_throttling(),
            Self::Unreadable { status, .. } => *status == 429,
        }
    }
}

/// The members of a successful reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// To `CreatePlayerSessions`.
    CreatePlayerSessions(Vec<PlayerSession>),
    /// To `CreatePlayerSession`; `None` where the member is absent.
    CreatePlayerSession(Option<PlayerSession>),
    /// To `DescribePlayerSessions`: one page.
    DescribePlayerSessions {
        /// The player sessions of the page; absent reads as empty.
        player_sessions: Vec<PlayerSession>,
        /// Where the next page begins, `None` on the last.
        next_token: Option<String>,
    },
    /// To `CreateGameSession`; `None` where the member is absent.
    CreateGameSession(Option<GameSession>),
    /// To `DescribeGameSessions`: one page.
    DescribeGameSessions {
        /// The game sessions of the page; absent reads as empty.
        game_sessions: Vec<GameSession>,
        /// Where the next page begins, `None` on the last.
        next_token: Option<String>,
    },
    /// To `DescribeGameSessionDetails`: one page.
    DescribeGameSessionDetails {
        /// The details of the page; absent reads as empty.
        details: Vec<GameSessionDetail>,
        /// Where the next page begins, `None` on the last.
        next_token: Option<String>,
    },
    /// To `SearchGameSessions`: one page.
    SearchGameSessions {
        /// The game sessions of the page; absent reads as empty.
        game_sessions: Vec<GameSession>,
        /// Where the next page begins, `None` on the last.
        next_token: Option<String>,
    },
    /// To `UpdateGameSession`; `None` where the member is absent.
    UpdateGameSession(Option<GameSession>),
    /// To `TerminateGameSession`; `None` where the member is absent.
    TerminateGameSession(Option<GameSession>),
    /// To `CreateLocation`: the location's name and ARN.
    CreateLocation {
        /// `LocationName`.
        name: Option<String>,
        /// `LocationArn`.
        arn: Option<String>,
    },
    /// To `CreateFleet`; `None` where the member is absent.
    CreateFleet(Option<FleetAttributes>),
    /// To `DescribeFleetAttributes`.
    DescribeFleetAttributes(Vec<FleetAttributes>),
    /// To `RegisterCompute`; `None` where the member is absent.
    RegisterCompute(Option<Compute>),
    /// To `GetComputeAuthToken`.
    GetComputeAuthToken {
        /// `AuthToken`.
        auth_token: Option<String>,
        /// `ExpirationTimestamp`.
        expiration: Option<Timestamp>,
    },
    /// To `CreateAlias`; `None` where the member is absent.
    CreateAlias(Option<Alias>),
    /// To `UpdateAlias`; `None` where the member is absent.
    UpdateAlias(Option<Alias>),
    /// To `ResolveAlias`: the fleet that the alias stands for.
    ResolveAlias {
        /// `FleetId`.
        fleet_id: Option<FleetId>,
        /// `FleetArn`.
        fleet_arn: Option<String>,
    },
    /// To `DeleteLocation`, `DeleteFleet`, `DeregisterCompute` and `DeleteAlias`, which have no
    /// members.
    Empty(Action),
}

impl Response {
    /// Returns the player sessions that the response names.
    pub fn player_sessions(&self) -> &[PlayerSession] {
        match self {
            Self::CreatePlayerSessions(sessions)
            | Self::DescribePlayerSessions {
                player_sessions: sessions,
                ..
            } => sessions,
            Self::CreatePlayerSession(session) => session.as_slice(),
            Self::CreateGameSession(_)
            | Self::DescribeGameSessions { .. }
            | Self::DescribeGameSessionDetails { .. }
            | Self::SearchGameSessions { .. }
            | Self::UpdateGameSession(_)
            | Self::TerminateGameSession(_)
            | Self::CreateLocation { .. }
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::RegisterCompute(_)
            | Self::GetComputeAuthToken { .. }
            | Self::CreateAlias(_)
            | Self::UpdateAlias(_)
            | Self::ResolveAlias { .. }
            | Self::Empty(_) => &[],
        }
    }

    /// Returns the game sessions that the response names.
    pub fn game_sessions(&self) -> impl Iterator<Item = &GameSession> {
        let sessions: &[GameSession] = match self {
            Self::CreateGameSession(session)
            | Self::UpdateGameSession(session)
            | Self::TerminateGameSession(session) => session.as_slice(),
            Self::DescribeGameSessions { game_sessions, .. }
            | Self::SearchGameSessions { game_sessions, .. } => game_sessions,
            Self::DescribeGameSessionDetails { .. }
            | Self::CreatePlayerSessions(_)
            | Self::CreatePlayerSession(_)
            | Self::DescribePlayerSessions { .. }
            | Self::CreateLocation { .. }
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::RegisterCompute(_)
            | Self::GetComputeAuthToken { .. }
            | Self::CreateAlias(_)
            | Self::UpdateAlias(_)
            | Self::ResolveAlias { .. }
            | Self::Empty(_) => &[],
        };
        let details = self.details().iter();
        let of_details = details.filter_map(|one| one.game_session.as_ref());
        sessions.iter().chain(of_details)
    }

    /// Returns the details of game sessions that the response has.
    pub fn details(&self) -> &[GameSessionDetail] {
        if let Self::DescribeGameSessionDetails { details, .. } = self {
            details
        } else {
            &[]
        }
    }

    /// Returns where the next page begins, `None` on the last and where there are no pages.
    ///
    /// An empty token is none: no request may have it, and the SDKs end their pages with it.
    pub fn next_token(&self) -> Option<&str> {
        let token = match self {
            Self::DescribePlayerSessions { next_token, .. }
            | Self::DescribeGameSessions { next_token, .. }
            | Self::DescribeGameSessionDetails { next_token, .. }
            | Self::SearchGameSessions { next_token, .. } => next_token.as_deref(),
            Self::CreatePlayerSessions(_)
            | Self::CreatePlayerSession(_)
            | Self::CreateGameSession(_)
            | Self::UpdateGameSession(_)
            | Self::TerminateGameSession(_)
            | Self::CreateLocation { .. }
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::RegisterCompute(_)
            | Self::GetComputeAuthToken { .. }
            | Self::CreateAlias(_)
            | Self::UpdateAlias(_)
            | Self::ResolveAlias { .. }
            | Self::Empty(_) => None,
        };
        token.filter(|token| !token.is_empty())
    }

    /// Returns the action that the response is to.
    pub fn action(&self) -> Action {
        match self {
            Self::CreatePlayerSessions(_) => Action::CreatePlayerSessions,
            Self::CreatePlayerSession(_) => Action::CreatePlayerSession,
            Self::DescribePlayerSessions { .. } => Action::DescribePlayerSessions,
            Self::CreateGameSession(_) => Action::CreateGameSession,
            Self::DescribeGameSessions { .. } => Action::DescribeGameSessions,
            Self::DescribeGameSessionDetails { .. } => Action::DescribeGameSessionDetails,
            Self::SearchGameSessions { .. } => Action::SearchGameSessions,
            Self::UpdateGameSession(_) => Action::UpdateGameSession,
            Self::TerminateGameSession(_) => Action::TerminateGameSession,
            Self::CreateLocation { .. } => Action::CreateLocation,
            Self::CreateFleet(_) => Action::CreateFleet,
            Self::DescribeFleetAttributes(_) => Action::DescribeFleetAttributes,
            Self::RegisterCompute(_) => Action::RegisterCompute,
            Self::GetComputeAuthToken { .. } => Action::GetComputeAuthToken,
            Self::CreateAlias(_) => Action::CreateAlias,
            Self::UpdateAlias(_) => Action::UpdateAlias,
            Self::ResolveAlias { .. } => Action::ResolveAlias,
            Self::Empty(action) => *action,
        }
    }
}
