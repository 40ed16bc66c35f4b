//! The protocols of the front end: which one a request speaks, and replies in the same one.
//!
//! State is shared: what was reserved over one protocol is seen over the other.

use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::exception::ExceptionKind;
use crate::api::{cbor, json};

use super::HttpRequest;
use super::questions::Question;

/// A protocol that the emulator speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.1: one path, the action in a header.
    Json,
    /// Smithy RPC v2 CBOR: the action in the path.
    Cbor,
}

/// Why a request cannot be for any action.
pub(super) struct Misdirected {
    /// The status to refuse it with.
    pub(super) status: u16,
    /// The question how it is refused.
    pub(super) question: Question,
}

impl Protocol {
    /// Returns the protocol that a request speaks, by its path, or the header that names it.
    pub(super) fn of(request: &HttpRequest<'_>) -> Self {
        let is_named = request.protocol == Some(cbor::PROTOCOL);
        if is_named || request.path.starts_with(cbor::PATH_PREFIX) {
            Self::Cbor
        } else {
            Self::Json
        }
    }

    /// Returns the action that a request asks for; U-64 says whether its path means anything.
    pub(super) fn action(
        self,
        request: &HttpRequest<'_>,
        any_path: bool,
    ) -> Result<Action, Misdirected> {
        let is_post = request.method == "POST";
        let refused = |status, question| Misdirected { status, question };
        match self {
            Self::Json if request.path != "/" && !any_path => {
                Err(refused(404, Question::OtherPath))
            }
            Self::Json if !is_post => Err(refused(405, Question::NoJsonAction)),
            Self::Cbor if !is_post => Err(refused(405, Question::NoCborAction)),
            Self::Json => request
                .target
                .and_then(|target| target.strip_prefix(json::TARGET_PREFIX))
                .and_then(Action::parse)
                .ok_or(refused(400, Question::NoJsonAction)),
            // The protocol has a request refused that names a target, or not the protocol.
            Self::Cbor if request.target.is_some() || request.protocol != Some(cbor::PROTOCOL) => {
                Err(refused(400, Question::NotClaimed))
            }
            Self::Cbor => request
                .path
                .strip_prefix(cbor::PATH_PREFIX)
                .and_then(Action::parse)
                .ok_or(refused(404, Question::NoCborAction)),
        }
    }

    /// Reads a body, or says why it is none, as a fragment.
    pub(super) fn parse(self, body: &[u8]) -> Result<Document, String> {
        match self {
            Self::Json => json::parse(body),
            // An action without input may be asked for without a body.
            Self::Cbor if body.is_empty() => Ok(Document::Map(std::collections::BTreeMap::new())),
            Self::Cbor => cbor::parse(body),
        }
    }

    /// Returns the body of a success.
    pub(super) fn write(self, document: &Document) -> Vec<u8> {
        match self {
            Self::Json => json::write(document),
            Self::Cbor => cbor::write(document),
        }
    }

    /// Returns the body of an exception.
    pub(super) fn write_exception(self, kind: &ExceptionKind, message: Option<&str>) -> Vec<u8> {
        match self {
            Self::Json => json::write_exception(kind, message),
            Self::Cbor => cbor::write_exception(kind, message),
        }
    }

    /// Returns the headers that go with every reply, by lower-case name.
    pub(super) fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Json => &[("content-type", json::CONTENT_TYPE)],
            Self::Cbor => &[
                ("content-type", cbor::CONTENT_TYPE),
                ("smithy-protocol", cbor::PROTOCOL),
            ],
        }
    }
}
