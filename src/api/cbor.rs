//! Smithy RPC v2 CBOR: documents and replies to and from bytes.
//!
//! Reads what the protocol permits a peer to write: lengths given or left open, numbers of any
//! width, null and undefined for what is absent. Writes one form only.
//! Bytes that are no CBOR are a value (`Reply::Unreadable`), never a panic; nothing is allocated
//! for a length before its bytes are there.

use std::collections::BTreeMap;

use minicbor::Encoder;
use minicbor::data::{IanaTag, Tag};

use super::action::Action;
use super::document::{Document, Times, Timestamp};
use super::exception::{Exception, ExceptionKind};
use super::reply::{Reply, Response};

mod parse;

#[cfg(test)]
mod tests;

pub use self::parse::parse;

/// The content type of the protocol.
pub const CONTENT_TYPE: &str = "application/cbor";

/// The value of the `smithy-protocol` header, on requests and replies alike.
pub const PROTOCOL: &str = "rpc-v2-cbor";

/// What goes before the action's name in the path of a request.
pub const PATH_PREFIX: &str = "/service/GameLift/operation/";

/// What goes before the name of an exception in `__type`.
const NAMESPACE: &str = "com.amazonaws.gamelift#";

/// Returns the document as CBOR bytes; a timestamp becomes a tagged double of seconds.
pub fn write(document: &Document) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    put(document, &mut encoder).expect("a vector takes every byte");
    encoder.into_writer()
}

/// Returns the body of an exception, with its absolute shape id as the protocol wants it.
pub fn write_exception(kind: &ExceptionKind, message: Option<&str>) -> Vec<u8> {
    let id = format!("{NAMESPACE}{}", kind.name());
    let mut members = BTreeMap::from([("__type".to_owned(), Document::Text(id))]);
    if let Some(message) = message {
        members.insert("Message".to_owned(), Document::Text(message.to_owned()));
    }
    write(&Document::Map(members))
}

/// Reads the reply to a request of `action`; `protocol` is the value of its `smithy-protocol`
/// header, `None` where there is none.
///
/// Without the right one a client sees no more than the status.
pub fn read_reply(action: Action, status: u16, protocol: Option<&str>, body: &[u8]) -> Reply {
    let unreadable = |reason: String| Reply::Unreadable { status, reason };
    if protocol != Some(PROTOCOL) {
        return unreadable(format!("it has no header smithy-protocol: {PROTOCOL}"));
    }
    let document = if body.is_empty() && status == 200 && Response::is_void(action) {
        Ok(Document::Map(BTreeMap::new()))
    } else {
        parse(body)
    };
    let document = match document {
        Ok(document @ Document::Map(_)) => document,
        Ok(other) => {
            let reason = format!("the body is a {}, not a structure", other.type_name());
            return unreadable(reason);
        }
        Err(reason) => return unreadable(reason),
    };
    // `__type` alone counts: the protocol knows no `code`, and the header is to be ignored.
    let code = document.text_at("__type");
    let despite = Reply::despite_status((action, status), &document, code, Times::Tagged);
    if let Some(reply) = despite {
        return reply;
    }
    match (status, code) {
        (200, _) => {
            let (response, problems) = Response::read(action, &document, Times::Tagged);
            Reply::Response { response, problems }
        }
        (_, Some(code)) => Reply::Exception(Exception {
            kind: ExceptionKind::parse(code),
            message: document.message(),
            status,
        }),
        (_, None) => unreadable("the body names no exception".to_owned()),
    }
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn put(document: &Document, encoder: &mut Encoder<Vec<u8>>) -> Written {
    match document {
        Document::Null | Document::Foreign(_) => encoder.null()?,
        Document::Bool(value) => encoder.bool(*value)?,
        Document::Integer(value) => encoder.i64(*value)?,
        Document::Float(value) => encoder.f64(*value)?,
        Document::Text(text) => encoder.str(text)?,
        Document::Timestamp(Timestamp(millis)) => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a double holds milliseconds until the year 287396"
            )]
            let seconds = *millis as f64 / 1000.0;
            encoder.tag(Tag::from(IanaTag::Timestamp))?.f64(seconds)?
        }
        Document::List(items) => {
            encoder.array(items.len() as u64)?;
            return items.iter().try_for_each(|item| put(item, encoder));
        }
        Document::Map(map) => {
            encoder.map(map.len() as u64)?;
            return map.iter().try_for_each(|(key, value)| {
                encoder.str(key)?;
                put(value, encoder)
            });
        }
    };
    Ok(())
}
