//! Smithy RPC v2 CBOR as it travels: bodies and headers.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::api::{cbor, json};
use crate::history::Command;

/// The header that names the protocol, on requests and replies.
pub(super) const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

/// Returns the body of a command, `None` where it is no document that CBOR could carry.
pub fn body(command: &Command) -> Option<Bytes> {
    let document = match command {
        Command::Typed(request) => request.to_document(),
        // What the API's types cannot express is written down in JSON.
        Command::Raw { body, .. } => json::parse(body).ok()?,
        Command::Broken(broken) => return Some(broken.message().body.into()),
    };
    Some(cbor::write(&document).into())
}

/// Adds the headers by which a body is known as a request; the path names the action.
pub fn describe(headers: &mut HeaderMap) {
    headers.insert(PROTOCOL, HeaderValue::from_static(cbor::PROTOCOL));
    let content_type = HeaderValue::from_static(cbor::CONTENT_TYPE);
    headers.insert(header::ACCEPT, content_type.clone());
    headers.insert(header::CONTENT_TYPE, content_type);
}
