//! The headers of requests that are broken on purpose.

use http::{HeaderMap, HeaderValue, header};

use super::cbor_wire::PROTOCOL;
use super::json_wire::TARGET;
use crate::api::{cbor, json};
use crate::history::broken::Protocol;

/// Adds the headers of a request: the content type is right, the target and the protocol are as
/// given.
pub(super) fn describe(
    written: Protocol,
    (target, protocol): (Option<String>, Option<&'static str>),
    headers: &mut HeaderMap,
) {
    let content_type = HeaderValue::from_static(match written {
        Protocol::Json => json::CONTENT_TYPE,
        Protocol::Cbor => cbor::CONTENT_TYPE,
    });
    if written == Protocol::Cbor {
        headers.insert(header::ACCEPT, content_type.clone());
    }
    headers.insert(header::CONTENT_TYPE, content_type);
    if let Some(target) = target.and_then(|target| HeaderValue::try_from(target).ok()) {
        headers.insert(TARGET, target);
    }
    if let Some(protocol) = protocol {
        headers.insert(PROTOCOL, HeaderValue::from_static(protocol));
    }
}
