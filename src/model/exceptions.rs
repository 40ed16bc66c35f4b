//! How replies are named in shapes and told in details, and which exceptions say nothing.

use super::create::Situation;
use crate::api::exception::{Exception, ExceptionKind};
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;

/// A success, as a shape has it.
pub(super) const SUCCESS: &str = "success";

/// Returns whether an exception says nothing about the request and leaves its effect unknown.
pub fn is_fault(exception: &Exception) -> bool {
    matches!(exception.kind, ExceptionKind::InternalService)
        || matches!(exception.kind.name(), "InternalFailure" | "ServiceUnavailable")
        // A declared exception is an answer, whatever its status code.
        || (exception.status >= 500 && matches!(exception.kind, ExceptionKind::Other(_)))
}

/// Returns whether an exception turns the caller away before the request is looked at.
pub fn is_turned_away(exception: &Exception) -> bool {
    exception.kind.is_throttling() || is_authentication(&exception.kind)
}

/// Returns whether an exception is about who calls (U-29).
pub fn is_authentication(kind: &ExceptionKind) -> bool {
    matches!(
        kind.name(),
        "UnauthorizedException"
            | "AccessDeniedException"
            | "NotAuthorized"
            | "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "ExpiredTokenException"
            | "ExpiredToken"
            | "RequestExpired"
            | "OptInRequired"
    )
}

/// Returns whether any action may answer the exception although none declares it.
pub fn is_common(kind: &ExceptionKind) -> bool {
    kind.is_throttling()
        || is_authentication(kind)
        || matches!(
            kind.name(),
            "ValidationException"
                | "ValidationError"
                | "SerializationException"
                | "MalformedQueryString"
                | "InvalidAction"
                | "UnknownOperationException"
                | "InternalFailure"
                | "ServiceUnavailable"
        )
}

/// Returns whether an exception says that there is no such record (U-33).
pub(super) fn is_absence(kind: &ExceptionKind) -> bool {
    matches!(
        kind,
        ExceptionKind::NotFound | ExceptionKind::InvalidRequest
    )
}

/// Returns the exceptions that the allowed answers of a question list.
pub(super) fn answering(context: ContextId, catalog: &'static Catalog) -> Vec<String> {
    let answers = catalog
        .question(context)
        .into_iter()
        .flat_map(|question| question.allowed(context));
    answers
        .flat_map(|answer| &answer.exceptions)
        .map(|kind| kind.name().to_owned())
        .collect()
}

/// Tells a success that should have been a refusal.
pub(super) fn success_detail(situation: &Situation<'_>, returned: usize) -> String {
    format!(
        "a call for {} was answered with {}{}",
        players(situation.call.player_ids.len()),
        match returned {
            1 => "one player session".to_owned(),
            count => format!("{count} player sessions"),
        },
        room(situation),
    )
}

/// Tells a refusal that should have been a success, or another refusal.
pub(super) fn refusal_detail(situation: &Situation<'_>, kind: &ExceptionKind) -> String {
    let count = players(situation.call.player_ids.len());
    format!(
        "a call for {count} was refused with {kind}{}",
        room(situation)
    )
}

fn players(count: usize) -> String {
    if count == 1 {
        "one player".to_owned()
    } else {
        format!("{count} players")
    }
}

fn room(situation: &Situation<'_>) -> String {
    if situation.scene.terms.is_shared() {
        return String::new();
    }
    let (least, most) = (
        situation.open.certain.max(0),
        situation.open.possible.max(0),
    );
    match (least, most) {
        (0, 0) => ", with no slot open".to_owned(),
        (1, 1) => ", with one slot open".to_owned(),
        _ if least == most => format!(", with {least} slots open"),
        _ => format!(", with {least} to {most} slots open"),
    }
}
