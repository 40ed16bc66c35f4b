//! Replies as types, and their documents.

use super::action::Action;
use super::document::{Document, Members, Problem, Structure, Timestamp};
use super::exception::Exception;
use super::game_session::GameSession;
use super::player_session::PlayerSession;

mod fleet;

pub use self::fleet::{Compute, FleetAttributes};

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// To `UpdateGameSession`; `None` where the member is absent.
    UpdateGameSession(Option<GameSession>),
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
    /// To `DeleteLocation`, `DeleteFleet` and `DeregisterCompute`, which have no members.
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
            | Self::UpdateGameSession(_)
            | Self::CreateLocation { .. }
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::RegisterCompute(_)
            | Self::GetComputeAuthToken { .. }
            | Self::Empty(_) => &[],
        }
    }

    /// Returns the game sessions that the response names.
    pub fn game_sessions(&self) -> &[GameSession] {
        match self {
            Self::CreateGameSession(session) | Self::UpdateGameSession(session) => {
                session.as_slice()
            }
            Self::DescribeGameSessions { game_sessions, .. } => game_sessions,
            Self::CreatePlayerSessions(_)
            | Self::CreatePlayerSession(_)
            | Self::DescribePlayerSessions { .. }
            | Self::CreateLocation { .. }
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::RegisterCompute(_)
            | Self::GetComputeAuthToken { .. }
            | Self::Empty(_) => &[],
        }
    }

    /// Returns the action that the response is to.
    pub fn action(&self) -> Action {
        match self {
            Self::CreatePlayerSessions(_) => Action::CreatePlayerSessions,
            Self::CreatePlayerSession(_) => Action::CreatePlayerSession,
            Self::DescribePlayerSessions { .. } => Action::DescribePlayerSessions,
            Self::CreateGameSession(_) => Action::CreateGameSession,
            Self::DescribeGameSessions { .. } => Action::DescribeGameSessions,
            Self::UpdateGameSession(_) => Action::UpdateGameSession,
            Self::CreateLocation { .. } => Action::CreateLocation,
            Self::CreateFleet(_) => Action::CreateFleet,
            Self::DescribeFleetAttributes(_) => Action::DescribeFleetAttributes,
            Self::RegisterCompute(_) => Action::RegisterCompute,
            Self::GetComputeAuthToken { .. } => Action::GetComputeAuthToken,
            Self::Empty(action) => *action,
        }
    }

    /// Reads a response of `action` out of a document, with everything that is wrong with it.
    pub fn read(action: Action, document: &Document) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut m = Members::open(document, String::new(), &mut problems);
        let response = match action {
            Action::CreatePlayerSessions => Self::CreatePlayerSessions(
                m.structures("PlayerSessions", PlayerSession::read)
                    .unwrap_or_default(),
            ),
            Action::CreatePlayerSession => {
                Self::CreatePlayerSession(m.structure("PlayerSession", PlayerSession::read))
            }
            Action::DescribePlayerSessions => Self::DescribePlayerSessions {
                player_sessions: m
                    .structures("PlayerSessions", PlayerSession::read)
                    .unwrap_or_default(),
                next_token: m.text("NextToken"),
            },
            Action::CreateGameSession => {
                Self::CreateGameSession(m.structure("GameSession", GameSession::read))
            }
            Action::DescribeGameSessions => Self::DescribeGameSessions {
                game_sessions: m
                    .structures("GameSessions", GameSession::read)
                    .unwrap_or_default(),
                next_token: m.text("NextToken"),
            },
            Action::UpdateGameSession => {
                Self::UpdateGameSession(m.structure("GameSession", GameSession::read))
            }
            Action::CreateLocation => {
                let location = m.structure("Location", |mut l| {
                    (l.text("LocationName"), l.text("LocationArn"))
                });
                let (name, arn) = location.unwrap_or_default();
                Self::CreateLocation { name, arn }
            }
            Action::CreateFleet => {
                Self::CreateFleet(m.structure("FleetAttributes", FleetAttributes::read))
            }
            Action::DescribeFleetAttributes => Self::DescribeFleetAttributes(
                m.structures("FleetAttributes", FleetAttributes::read)
                    .unwrap_or_default(),
            ),
            Action::RegisterCompute => Self::RegisterCompute(m.structure("Compute", Compute::read)),
            Action::GetComputeAuthToken => Self::GetComputeAuthToken {
                auth_token: m.text("AuthToken"),
                expiration: m.timestamp("ExpirationTimestamp"),
            },
            Action::DeleteLocation | Action::DeleteFleet | Action::DeregisterCompute => {
                Self::Empty(action)
            }
        };
        (response, problems)
    }

    /// Returns the response as a document.
    pub fn to_document(&self) -> Document {
        let players = |sessions: &[PlayerSession]| {
            Document::List(sessions.iter().map(PlayerSession::to_document).collect())
        };
        match self {
            Self::CreatePlayerSessions(sessions) => {
                Structure::default().member("PlayerSessions", Some(players(sessions)))
            }
            Self::CreatePlayerSession(session) => Structure::default().member(
                "PlayerSession",
                session.as_ref().map(PlayerSession::to_document),
            ),
            Self::DescribePlayerSessions {
                player_sessions,
                next_token,
            } => Structure::default()
                .member("PlayerSessions", Some(players(player_sessions)))
                .text("NextToken", next_token.as_deref()),
            Self::CreateGameSession(session) | Self::UpdateGameSession(session) => {
                Structure::default().member(
                    "GameSession",
                    session.as_ref().map(GameSession::to_document),
                )
            }
            Self::DescribeGameSessions {
                game_sessions,
                next_token,
            } => Structure::default()
                .member(
                    "GameSessions",
                    Some(Document::List(
                        game_sessions.iter().map(GameSession::to_document).collect(),
                    )),
                )
                .text("NextToken", next_token.as_deref()),
            Self::CreateLocation { name, arn } => {
                let location = Structure::default()
                    .text("LocationName", name.as_deref())
                    .text("LocationArn", arn.as_deref());
                Structure::default().member("Location", Some(location.build()))
            }
            Self::CreateFleet(fleet) => Structure::default().member(
                "FleetAttributes",
                fleet.as_ref().map(FleetAttributes::to_document),
            ),
            Self::DescribeFleetAttributes(fleets) => Structure::default().member(
                "FleetAttributes",
                Some(Document::List(
                    fleets.iter().map(FleetAttributes::to_document).collect(),
                )),
            ),
            Self::RegisterCompute(compute) => {
                Structure::default().member("Compute", compute.as_ref().map(Compute::to_document))
            }
            Self::GetComputeAuthToken {
                auth_token,
                expiration,
            } => Structure::default()
                .text("AuthToken", auth_token.as_deref())
                .timestamp("ExpirationTimestamp", *expiration),
            Self::Empty(_) => Structure::default(),
        }
        .build()
    }
}
