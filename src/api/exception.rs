//! Exceptions in replies: values, never errors of ours.

use std::fmt;

/// The type of an exception, by the name it has on the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionKind {
    /// `InternalServiceException`.
    InternalService,
    /// `UnauthorizedException`.
    Unauthorized,
    /// `InvalidGameSessionStatusException`.
    InvalidGameSessionStatus,
    /// `GameSessionFullException`.
    GameSessionFull,
    /// `TerminalRoutingStrategyException`.
    TerminalRoutingStrategy,
    /// `InvalidRequestException`.
    InvalidRequest,
    /// `NotFoundException`.
    NotFound,
    /// `ConflictException`.
    Conflict,
    /// `InvalidFleetStatusException`.
    InvalidFleetStatus,
    /// `FleetCapacityExceededException`.
    FleetCapacityExceeded,
    /// `LimitExceededException`.
    LimitExceeded,
    /// `IdempotentParameterMismatchException`.
    IdempotentParameterMismatch,
    /// `UnsupportedRegionException`.
    UnsupportedRegion,
    /// `NotReadyException`.
    NotReady,
    /// `TaggingFailedException`.
    TaggingFailed,
    /// Any other name, kept as the target sent it (namespace and suffix cut off).
    Other(String),
}

impl ExceptionKind {
    /// Every exception that some action of `Action` declares.
    pub const DECLARED: [Self; 15] = [
        Self::InternalService,
        Self::Unauthorized,
        Self::InvalidGameSessionStatus,
        Self::GameSessionFull,
        Self::TerminalRoutingStrategy,
        Self::InvalidRequest,
        Self::NotFound,
        Self::Conflict,
        Self::InvalidFleetStatus,
        Self::FleetCapacityExceeded,
        Self::LimitExceeded,
        Self::IdempotentParameterMismatch,
        Self::UnsupportedRegion,
        Self::NotReady,
        Self::TaggingFailed,
    ];

    /// Returns the shape name on the wire, with its suffix `Exception` where it has one.
    pub fn name(&self) -> &str {
        match self {
            Self::InternalService => "InternalServiceException",
            Self::Unauthorized => "UnauthorizedException",
            Self::InvalidGameSessionStatus => "InvalidGameSessionStatusException",
            Self::GameSessionFull => "GameSessionFullException",
            Self::TerminalRoutingStrategy => "TerminalRoutingStrategyException",
            Self::InvalidRequest => "InvalidRequestException",
            Self::NotFound => "NotFoundException",
            Self::Conflict => "ConflictException",
            Self::InvalidFleetStatus => "InvalidFleetStatusException",
            Self::FleetCapacityExceeded => "FleetCapacityExceededException",
            Self::LimitExceeded => "LimitExceededException",
            Self::IdempotentParameterMismatch => "IdempotentParameterMismatchException",
            Self::UnsupportedRegion => "UnsupportedRegionException",
            Self::NotReady => "NotReadyException",
            Self::TaggingFailed => "TaggingFailedException",
            Self::Other(name) => name,
        }
    }

    /// Returns the kind for an error code as it stands on the wire.
    ///
    /// A code may carry a namespace before `#` and a URI after the first `:`; both are cut off.
    pub fn parse(code: &str) -> Self {
        let bare = code.split(':').next().unwrap_or(code);
        let bare = bare.rsplit('#').next().unwrap_or(bare).trim();
        Self::DECLARED
            .into_iter()
            .find(|kind| kind.name() == bare)
            .unwrap_or_else(|| Self::Other(bare.to_owned()))
    }

    /// Returns whether nothing but an exception has such a name.
    pub(super) fn is_named_like_one(&self) -> bool {
        !matches!(self, Self::Other(name) if !name.ends_with("Exception"))
    }

    /// Returns whether the code says "slow down" rather than anything about the request.
    ///
    /// The list is the retry class of the AWS SDKs without `LimitExceededException`, which
    /// several GameLift actions declare as a quota error.
    pub fn is_throttling(&self) -> bool {
        matches!(
            self.name(),
            "Throttling"
                | "ThrottlingException"
                | "ThrottledException"
                | "RequestThrottledException"
                | "RequestThrottled"
                | "TooManyRequestsException"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "BandwidthLimitExceeded"
                | "SlowDown"
                | "PriorRequestNotComplete"
                | "EC2ThrottledException"
        )
    }
}

impl fmt::Display for ExceptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An exception in a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The type of the exception.
    pub kind: ExceptionKind,
    /// The prose, `None` where the reply carries no `Message` (or `message`) of type string.
    pub message: Option<String>,
    /// The HTTP status of the reply.
    pub status: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_with_and_without_its_namespace_and_suffix() {
        for code in [
            "NotFoundException",
            "com.amazonaws.gamelift#NotFoundException",
            "NotFoundException:http://internal.amazon.com/coral/com.amazonaws.gamelift/",
            "com.amazonaws.gamelift#NotFoundException:http://example.com/#x",
        ] {
            assert_eq!(
                ExceptionKind::parse(code),
                ExceptionKind::NotFound,
                "{code}"
            );
        }
        assert_eq!(
            ExceptionKind::parse("aws.test#Elsewhere"),
            ExceptionKind::Other("Elsewhere".to_owned())
        );
    }
}
