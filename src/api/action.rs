//! The API actions a run uses, with the exceptions each of them declares.

use std::fmt;

use super::exception::{ExceptionKind, ExceptionKind as E};

/// An API action of GameLift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// `CreatePlayerSessions`.
    CreatePlayerSessions,
    /// `CreatePlayerSession`.
    CreatePlayerSession,
    /// `DescribePlayerSessions`.
    DescribePlayerSessions,
    /// `CreateGameSession`.
    CreateGameSession,
    /// `DescribeGameSessions`.
    DescribeGameSessions,
    /// `DescribeGameSessionDetails`.
    DescribeGameSessionDetails,
    /// `SearchGameSessions`.
    SearchGameSessions,
    /// `UpdateGameSession`.
    UpdateGameSession,
    /// `TerminateGameSession`.
    TerminateGameSession,
    /// `CreateLocation`.
    CreateLocation,
    /// `DeleteLocation`.
    DeleteLocation,
    /// `CreateFleet`.
    CreateFleet,
    /// `DescribeFleetAttributes`.
    DescribeFleetAttributes,
    /// `DeleteFleet`.
    DeleteFleet,
    /// `RegisterCompute`.
    RegisterCompute,
    /// `DeregisterCompute`.
    DeregisterCompute,
    /// `GetComputeAuthToken`.
    GetComputeAuthToken,
    /// `CreateAlias`.
    CreateAlias,
    /// `UpdateAlias`.
    UpdateAlias,
    /// `DeleteAlias`.
    DeleteAlias,
    /// `ResolveAlias`.
    ResolveAlias,
}

impl Action {
    /// Every action, in the order of the enum.
    pub const ALL: [Self; 21] = [
        Self::CreatePlayerSessions,
        Self::CreatePlayerSession,
        Self::DescribePlayerSessions,
        Self::CreateGameSession,
        Self::DescribeGameSessions,
        Self::DescribeGameSessionDetails,
        Self::SearchGameSessions,
        Self::UpdateGameSession,
        Self::TerminateGameSession,
        Self::CreateLocation,
        Self::DeleteLocation,
        Self::CreateFleet,
        Self::DescribeFleetAttributes,
        Self::DeleteFleet,
        Self::RegisterCompute,
        Self::DeregisterCompute,
        Self::GetComputeAuthToken,
        Self::CreateAlias,
        Self::UpdateAlias,
        Self::DeleteAlias,
        Self::ResolveAlias,
    ];

    /// Returns the action's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreatePlayerSessions => "CreatePlayerSessions",
            Self::CreatePlayerSession => "CreatePlayerSession",
            Self::DescribePlayerSessions => "DescribePlayerSessions",
            Self::CreateGameSession => "CreateGameSession",
            Self::DescribeGameSessions => "DescribeGameSessions",
            Self::DescribeGameSessionDetails => "DescribeGameSessionDetails",
            Self::SearchGameSessions => "SearchGameSessions",
            Self::UpdateGameSession => "UpdateGameSession",
            Self::TerminateGameSession => "TerminateGameSession",
            Self::CreateLocation => "CreateLocation",
            Self::DeleteLocation => "DeleteLocation",
            Self::CreateFleet => "CreateFleet",
            Self::DescribeFleetAttributes => "DescribeFleetAttributes",
            Self::DeleteFleet => "DeleteFleet",
            Self::RegisterCompute => "RegisterCompute",
            Self::DeregisterCompute => "DeregisterCompute",
            Self::GetComputeAuthToken => "GetComputeAuthToken",
            Self::CreateAlias => "CreateAlias",
            Self::UpdateAlias => "UpdateAlias",
            Self::DeleteAlias => "DeleteAlias",
            Self::ResolveAlias => "ResolveAlias",
        }
    }

    /// Returns the action of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    /// Returns the exceptions that the service model declares for the action.
    pub fn exceptions(self) -> &'static [ExceptionKind] {
        let row = DECLARED.iter().find(|(actions, _)| actions.contains(&self));
        row.map_or(&[], |(_, exceptions)| exceptions)
    }
}

/// The exceptions that the service model declares.
const DECLARED: [(&[Action], &[ExceptionKind]); 15] = [
    // CPS-27: exactly these seven.
    (
        &[Action::CreatePlayerSessions, Action::CreatePlayerSession],
        &[
            E::InternalService,
            E::Unauthorized,
            E::InvalidGameSessionStatus,
            E::GameSessionFull,
            E::TerminalRoutingStrategy,
            E::InvalidRequest,
            E::NotFound,
        ],
    ),
    (
        &[
            Action::DescribePlayerSessions,
            Action::DescribeFleetAttributes,
        ],
        &[
            E::InternalService,
            E::NotFound,
            E::InvalidRequest,
            E::Unauthorized,
        ],
    ),
    (
        &[Action::CreateGameSession],
        &[
            E::Conflict,
            E::InternalService,
            E::Unauthorized,
            E::InvalidFleetStatus,
            E::TerminalRoutingStrategy,
            E::InvalidRequest,
            E::NotFound,
            E::FleetCapacityExceeded,
            E::LimitExceeded,
            E::IdempotentParameterMismatch,
            E::UnsupportedRegion,
        ],
    ),
    (
        &[
            Action::DescribeGameSessions,
            Action::DescribeGameSessionDetails,
            Action::SearchGameSessions,
        ],
        &[
            E::InternalService,
            E::NotFound,
            E::InvalidRequest,
            E::Unauthorized,
            E::TerminalRoutingStrategy,
            E::UnsupportedRegion,
        ],
    ),
    (
        &[Action::UpdateGameSession],
        &[
            E::NotFound,
            E::Conflict,
            E::InternalService,
            E::Unauthorized,
            E::InvalidGameSessionStatus,
            E::InvalidRequest,
            E::NotReady,
        ],
    ),
    (
        &[Action::CreateLocation],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::LimitExceeded,
            E::Conflict,
            E::TaggingFailed,
            E::UnsupportedRegion,
            E::InternalService,
        ],
    ),
    (
        &[Action::CreateFleet],
        &[
            E::InternalService,
            E::NotFound,
            E::NotReady,
            E::Conflict,
            E::LimitExceeded,
            E::InvalidRequest,
            E::Unauthorized,
            E::TaggingFailed,
            E::UnsupportedRegion,
        ],
    ),
    (
        &[Action::RegisterCompute],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::Conflict,
            E::InternalService,
            E::NotReady,
            E::LimitExceeded,
            E::UnsupportedRegion,
        ],
    ),
    (
        &[Action::DeleteFleet],
        &[
            E::NotFound,
            E::InternalService,
            E::InvalidFleetStatus,
            E::Unauthorized,
            E::InvalidRequest,
            E::TaggingFailed,
        ],
    ),
    (
        &[
            Action::DeleteLocation,
            Action::DeregisterCompute,
            Action::GetComputeAuthToken,
        ],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::NotFound,
            E::InternalService,
            E::UnsupportedRegion,
        ],
    ),
    (
        &[Action::TerminateGameSession],
        &[
            E::InternalService,
            E::InvalidRequest,
            E::NotFound,
            E::Unauthorized,
            E::InvalidGameSessionStatus,
            E::NotReady,
        ],
    ),
    (
        &[Action::CreateAlias],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::Conflict,
            E::InternalService,
            E::LimitExceeded,
            E::TaggingFailed,
        ],
    ),
    (
        &[Action::UpdateAlias],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::NotFound,
            E::InternalService,
        ],
    ),
    (
        &[Action::DeleteAlias],
        &[
            E::Unauthorized,
            E::NotFound,
            E::InvalidRequest,
            E::TaggingFailed,
            E::InternalService,
        ],
    ),
    (
        &[Action::ResolveAlias],
        &[
            E::Unauthorized,
            E::InvalidRequest,
            E::NotFound,
            E::TerminalRoutingStrategy,
            E::InternalService,
        ],
    ),
];

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
