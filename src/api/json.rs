//! AWS JSON 1.1: documents and replies to and from bytes.
//!
//! Bytes that are no JSON are a value (`Reply::Unreadable`), never a panic.

use std::collections::BTreeMap;

use serde_json::{Value, to_writer};

use super::action::Action;
use super::document::{Document, Times, Timestamp};
use super::exception::{Exception, ExceptionKind};
use super::reply::{Reply, Response};

mod torn;

#[cfg(test)]
mod tests;

/// The content type of the protocol.
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The prefix of the `X-Amz-Target` header, before the action's name.
pub const TARGET_PREFIX: &str = "GameLift.";

/// Returns the document as JSON bytes; a timestamp becomes a number of seconds.
pub fn write(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(document, &mut bytes);
    bytes
}

/// Reads JSON bytes, or says why they are none, as a fragment.
pub fn parse(bytes: &[u8]) -> Result<Document, String> {
    serde_json::from_slice::<Value>(bytes)
        .map(from_value)
        .map_err(|error| format!("the body is not JSON: {error}"))
}

/// Returns the body of an exception, with its bare shape name as the service's JSON front ends do.
pub fn write_exception(kind: &ExceptionKind, message: Option<&str>) -> Vec<u8> {
    let mut members =
        BTreeMap::from([("__type".to_owned(), Document::Text(kind.name().to_owned()))]);
    if let Some(message) = message {
        members.insert("Message".to_owned(), Document::Text(message.to_owned()));
    }
    write(&Document::Map(members))
}

/// Reads the reply to a request of `action`.
///
/// `error_type` is the value of the `x-amzn-errortype` header, `None` where there is none.
pub fn read_reply(action: Action, status: u16, error_type: Option<&str>, body: &[u8]) -> Reply {
    let document = if body.is_empty() && status == 200 && Response::is_void(action) {
        Ok(Document::Map(BTreeMap::new()))
    } else {
        // What a target took from a request it may say again as it came.
        let mended = |reason| torn::mend(body).map_or(Err(reason), |body| parse(&body));
        parse(body).or_else(mended)
    };
    let unreadable = |reason| Reply::Unreadable { status, reason };
    let (document, reason) = match document {
        Ok(document @ Document::Map(_)) => (document, "the body names no exception".to_owned()),
        Ok(other) => {
            let found = other.type_name();
            (other, format!("the body is a {found}, not a structure"))
        }
        Err(reason) => (Document::Null, reason),
    };
    // All three carriers are permitted; the header wins.
    let code = error_type
        .or_else(|| document.text_at("code"))
        .or_else(|| document.text_at("__type"));
    let is_structure = matches!(document, Document::Map(_));
    if is_structure
        && let Some(reply) = Reply::despite_status((action, status), &document, code, Times::Plain)
    {
        return reply;
    }
    match (status, code) {
        (200, _) if is_structure => {
            let (response, problems) = Response::read(action, &document, Times::Plain);
            Reply::Response { response, problems }
        }
        (200, _) | (_, None) => unreadable(reason),
        (_, Some(code)) => Reply::Exception(Exception {
            kind: ExceptionKind::parse(code),
            message: document.message(),
            status,
        }),
    }
}

const TAKEN: &str = "a vector takes all that is written to it";

/// Writes a document; a number that JSON does not have becomes null.
fn put(document: &Document, out: &mut Vec<u8>) {
    let written = match document {
        Document::Null | Document::Foreign(_) => to_writer(out, &()),
        Document::Bool(value) => to_writer(out, value),
        Document::Integer(value) => to_writer(out, value),
        Document::Float(value) => to_writer(out, value),
        Document::Text(text) => to_writer(out, text),
        Document::Timestamp(Timestamp(millis)) => to_writer(out, &seconds(*millis)),
        Document::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                put(item, out);
            }
            out.push(b']');
            Ok(())
        }
        Document::Map(map) => {
            out.push(b'{');
            for (index, (key, value)) in map.iter().enumerate() {
                separate(index, out);
                to_writer(&mut *out, key).expect(TAKEN);
                out.push(b':');
                put(value, out);
            }
            out.push(b'}');
            Ok(())
        }
    };
    written.expect(TAKEN);
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

fn from_value(value: Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Document::Integer(integer),
            (None, float) => Document::Float(float.unwrap_or(f64::INFINITY)),
        },
        Value::String(text) => Document::Text(text),
        Value::Array(items) => Document::List(items.into_iter().map(from_value).collect()),
        Value::Object(map) => Document::Map(
            map.into_iter()
                .map(|(key, value)| (key, from_value(value)))
                .collect(),
        ),
    }
}

/// Returns epoch seconds with a fraction of milliseconds, as JSON numbers carry times.
fn seconds(millis: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a double holds milliseconds until the year 287396"
    )]
    let millis = millis as f64;
    millis / 1000.0
}
