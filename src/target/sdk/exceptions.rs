//! What the SDK makes of an exception.

use aws_sdk_gamelift::Error;
use aws_sdk_gamelift::config::http::HttpResponse;
use aws_sdk_gamelift::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

use super::Failure;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::Reply;

/// Returns the reply that an error of the SDK stands for.
///
/// The type is the one that the SDK's users would match on; a code that the action does not
/// declare is all that they would see of it.
pub(super) fn reply<E>(error: SdkError<E, HttpResponse>) -> Result<Reply, Failure>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    Error: From<SdkError<E, HttpResponse>>,
{
    let status = error.raw_response().map(|raw| raw.status().as_u16());
    let service = error.as_service_error();
    let code = service
        .and_then(ProvideErrorMetadata::code)
        .map(str::to_owned);
    let message = service
        .and_then(ProvideErrorMetadata::message)
        .map(str::to_owned);
    let reason = format!("the SDK cannot read it: {}", DisplayErrorContext(&error));
    let exception = |kind, message| {
        Reply::Exception(Exception {
            kind,
            message,
            status: status.unwrap_or_default(),
        })
    };
    match (typed(&Error::from(error)), code) {
        (Some((kind, message)), _) => Ok(exception(kind, message)),
        (None, Some(code)) => Ok(exception(ExceptionKind::parse(&code), message)),
        (None, None) => Err(Failure { reason }),
    }
}

/// Returns the type and prose of an exception that the SDK knows, `None` for any other error.
fn typed(error: &Error) -> Option<(ExceptionKind, Option<String>)> {
    macro_rules! known {
        ($($variant:ident => $kind:ident,)*) => {
            $(if let Error::$variant(exception) = error {
                let message = exception.message().map(str::to_owned);
                return Some((ExceptionKind::$kind, message));
            })*
        };
    }
    known! {
        InternalServiceException => InternalService,
        UnauthorizedException => Unauthorized,
        InvalidGameSessionStatusException => InvalidGameSessionStatus,
        GameSessionFullException => GameSessionFull,
        TerminalRoutingStrategyException => TerminalRoutingStrategy,
        InvalidRequestException => InvalidRequest,
        NotFoundException => NotFound,
        ConflictException => Conflict,
        InvalidFleetStatusException => InvalidFleetStatus,
        FleetCapacityExceededException => FleetCapacityExceeded,
        LimitExceededException => LimitExceeded,
        IdempotentParameterMismatchException => IdempotentParameterMismatch,
        UnsupportedRegionException => UnsupportedRegion,
        NotReadyException => NotReady,
        TaggingFailedException => TaggingFailed,
    }
    None
}
