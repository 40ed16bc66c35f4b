//! AWS JSON 1.1 as it travels: bodies, headers and replies.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::api::action::Action;
use crate::api::json;
use crate::api::reply::Reply;
use crate::history::Command;

/// The header that names the action.
pub const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// Returns the body of a command.
pub fn body(command: &Command) -> Bytes {
    match command {
        Command::Typed(request) => json::write(&request.to_document()).into(),
        Command::Raw { body, .. } => Bytes::copy_from_slice(body),
        Command::Broken(broken) => broken.message().body.into(),
    }
}

/// Adds the headers by which a body is known as a request of `action`.
pub fn describe(action: Action, headers: &mut HeaderMap) {
    let target = HeaderValue::try_from(format!("{}{}", json::TARGET_PREFIX, action.name()))
        .expect("an action's name is ASCII");
    headers.insert(TARGET, target);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(json::CONTENT_TYPE),
    );
}

/// Reads the reply to a request of `action`; `error_type` is its `x-amzn-errortype` header.
pub fn reply(action: Action, status: u16, error_type: Option<&str>, body: &[u8]) -> Reply {
    json::read_reply(action, status, error_type, body)
}
