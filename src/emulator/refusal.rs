//! Why an action is refused: an exception and its prose.

use crate::api::exception::ExceptionKind;

/// A refusal of an action, over HTTP an exception, on the socket a status code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The type of the exception.
    pub(super) kind: ExceptionKind,
    /// The prose; it never repeats player ids, player data or tokens.
    pub(super) message: String,
}

impl Refusal {
    /// Returns a refusal of any kind.
    pub(super) fn new(kind: ExceptionKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Returns an `InvalidRequestException`.
    pub(super) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::InvalidRequest, message)
    }

    /// Returns a `NotFoundException`.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::NotFound, message)
    }

    /// Returns the front end's `SerializationException`.
    pub(super) fn serialization(message: impl Into<String>) -> Self {
        let kind = ExceptionKind::Other("SerializationException".to_owned());
        Self::new(kind, message)
    }

    /// Returns whether it is the front end's `SerializationException`.
    pub(super) fn is_serialization(&self) -> bool {
        self.kind.name() == "SerializationException"
    }

    /// Returns the HTTP status: CPS-28 has 400 for all but the internal failure.
    pub(super) fn http_status(&self) -> u16 {
        if self.kind == ExceptionKind::InternalService {
            500
        } else {
            400
        }
    }

    /// Returns the status code on the socket, which tells what is not found from the rest.
    pub(super) fn socket_status(&self) -> i64 {
        if self.kind == ExceptionKind::NotFound {
            404
        } else {
            400
        }
    }
}
