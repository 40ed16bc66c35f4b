//! CBOR bytes to documents.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::{IanaTag, Tag, Type};

use crate::api::document::{Document, from_seconds};

/// How deep values may be nested; the API's own are three deep.
const DEPTH_MAX: u32 = 128;

/// Reads CBOR bytes that hold one value, or says why they don't, as a fragment.
pub fn parse(bytes: &[u8]) -> Result<Document, String> {
    let mut decoder = Decoder::new(bytes);
    let document =
        value(&mut decoder, DEPTH_MAX).map_err(|fault| fault.told(decoder.position()))?;
    if decoder.position() < bytes.len() {
        let rest = bytes.len() - decoder.position();
        return Err(format!("the body has {rest} bytes after its value"));
    }
    Ok(document)
}

/// Why bytes cannot be read.
enum Fault {
    Decode(minicbor::decode::Error),
    TooDeep,
    Key(Type),
}

impl Fault {
    fn told(&self, position: usize) -> String {
        match self {
            Self::Decode(error) => format!("the body is not CBOR: {error}, at byte {position}"),
            Self::TooDeep => format!("the body nests deeper than {DEPTH_MAX} values"),
            Self::Key(found) => format!("the body has a key of type {found}, at byte {position}"),
        }
    }
}

impl From<minicbor::decode::Error> for Fault {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Decode(error)
    }
}

fn value(decoder: &mut Decoder<'_>, depth: u32) -> Result<Document, Fault> {
    let depth = depth.checked_sub(1).ok_or(Fault::TooDeep)?;
    Ok(match decoder.datatype()? {
        Type::Null => {
            decoder.null()?;
            Document::Null
        }
        // The protocol has undefined read as null.
        Type::Undefined => {
            decoder.undefined()?;
            Document::Null
        }
        Type::Bool => Document::Bool(decoder.bool()?),
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => integer(decoder)?,
        Type::F16 => Document::Float(f64::from(decoder.f16()?)),
        Type::F32 => Document::Float(f64::from(decoder.f32()?)),
        Type::F64 => Document::Float(decoder.f64()?),
        Type::String | Type::StringIndef => Document::Text(text(decoder)?),
        Type::Array | Type::ArrayIndef => list(decoder, depth)?,
        Type::Map | Type::MapIndef => map(decoder, depth)?,
        Type::Tag => tagged(decoder, depth)?,
        Type::Bytes | Type::BytesIndef => skipped(decoder, "byte string")?,
        Type::Simple => skipped(decoder, "simple value")?,
        Type::Break | Type::Unknown(_) => {
            return Err(Fault::Decode(minicbor::decode::Error::message(
                "a value was expected",
            )));
        }
    })
}

fn skipped(decoder: &mut Decoder<'_>, name: &'static str) -> Result<Document, Fault> {
    decoder.skip()?;
    Ok(Document::Foreign(name))
}

fn integer(decoder: &mut Decoder<'_>) -> Result<Document, Fault> {
    let number = i128::from(decoder.int()?);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a number outside the range of every modelled integer need not be exact"
    )]
    Ok(i64::try_from(number).map_or(Document::Float(number as f64), Document::Integer))
}

fn text(decoder: &mut Decoder<'_>) -> Result<String, Fault> {
    let mut whole = String::new();
    for piece in decoder.str_iter()? {
        whole.push_str(piece?);
    }
    Ok(whole)
}

fn list(decoder: &mut Decoder<'_>, depth: u32) -> Result<Document, Fault> {
    let mut left = decoder.array()?;
    let mut items = Vec::new();
    while has_more(decoder, &mut left)? {
        items.push(value(decoder, depth)?);
    }
    Ok(Document::List(items))
}

fn map(decoder: &mut Decoder<'_>, depth: u32) -> Result<Document, Fault> {
    let mut left = decoder.map()?;
    let mut members = BTreeMap::new();
    while has_more(decoder, &mut left)? {
        let found = decoder.datatype()?;
        if !matches!(found, Type::String | Type::StringIndef) {
            return Err(Fault::Key(found));
        }
        let key = text(decoder)?;
        // Of a key that comes twice the last counts, as on the JSON wire.
        members.insert(key, value(decoder, depth)?);
    }
    Ok(Document::Map(members))
}

/// Returns whether a list or map has another entry; `left` is `None` where its length is open.
fn has_more(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, Fault> {
    if let Some(left) = left {
        let has_more = *left > 0;
        *left = left.saturating_sub(1);
        return Ok(has_more);
    }
    if decoder.datatype()? == Type::Break {
        // The break is one byte.
        decoder.set_position(decoder.position() + 1);
        return Ok(false);
    }
    Ok(true)
}

fn tagged(decoder: &mut Decoder<'_>, depth: u32) -> Result<Document, Fault> {
    let tag = decoder.tag()?;
    let inner = value(decoder, depth)?;
    let named = |iana: IanaTag| tag == Tag::from(iana);
    if named(IanaTag::PosBignum) || named(IanaTag::NegBignum) || named(IanaTag::Decimal) {
        return Ok(Document::Foreign("big number"));
    }
    if !named(IanaTag::Timestamp) {
        // Any other tag says nothing about the value that a member of the API could use.
        return Ok(inner);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds beyond 2^53 are no time that the API can tell"
    )]
    let seconds = if let Document::Integer(seconds) = inner {
        Some(seconds as f64)
    } else if let Document::Float(seconds) = inner {
        Some(seconds)
    } else {
        None
    };
    let time = seconds.and_then(from_seconds);
    Ok(time.map_or(
        Document::Foreign("tagged value that is no time"),
        Document::Timestamp,
    ))
}
