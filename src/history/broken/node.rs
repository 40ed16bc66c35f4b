//! A document that is about to be broken: members may come twice and in any order, and a value
//! may be bytes that are none.

use crate::api::document::Document;
use crate::api::{cbor, json};

use super::{MISCASED, Protocol, Spoil, writer};

/// How deep an unknown member is nested, and how deep a very deep one is.
const DEPTHS: [usize; 2] = [1_000, 100_000];

/// How long a text is that is longer than that of any member, in characters.
const LONG_TEXT: usize = 400_000;

/// A character that is in no pattern, and takes two bytes.
const ODD: &str = "\u{e9} ";

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// One that has no parts.
    Leaf(Document),
    /// Bytes in the place of one.
    Raw(Vec<u8>),
    /// A list.
    List(Vec<Self>),
    /// A structure or a map.
    Map(Vec<(String, Self)>),
}

impl From<Document> for Node {
    fn from(document: Document) -> Self {
        match document {
            Document::List(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Document::Map(members) => Self::Map(
                members
                    .into_iter()
                    .map(|(name, value)| (name, Self::from(value)))
                    .collect(),
            ),
            leaf @ (Document::Null
            | Document::Bool(_)
            | Document::Integer(_)
            | Document::Float(_)
            | Document::Text(_)
            | Document::Timestamp(_)
            | Document::Foreign(_)) => Self::Leaf(leaf),
        }
    }
}

impl Node {
    /// Returns a text.
    pub(super) fn text(text: &str) -> Self {
        Self::Leaf(Document::Text(text.to_owned()))
    }

    /// Returns lists in lists.
    pub(super) fn nested(is_very_deep: bool, protocol: Protocol) -> Self {
        let depth = DEPTHS[usize::from(is_very_deep)];
        Self::Raw(match protocol {
            Protocol::Json => "["
                .repeat(depth)
                .into_bytes()
                .into_iter()
                .chain("]".repeat(depth).into_bytes())
                .collect(),
            // A list of one item, and at last one of none.
            Protocol::Cbor => std::iter::repeat_n(0x81, depth - 1).chain([0x80]).collect(),
        })
    }

    /// Spoils a member of a structure.
    pub(super) fn spoil(&mut self, name: &str, spoil: Spoil, protocol: Protocol) {
        let Self::Map(members) = self else {
            return;
        };
        let position = members.iter().position(|(known, _)| known == name);
        let position = position.unwrap_or_else(|| {
            let value = if spoil == Spoil::Miscased {
                Self::text(MISCASED)
            } else {
                Self::Leaf(Document::Null)
            };
            members.push((name.to_owned(), value));
            members.len() - 1
        });
        if spoil == Spoil::Absent {
            members.remove(position);
        } else if spoil == Spoil::Miscased {
            members[position].0 = miscased(name);
        } else if spoil == Spoil::Twice {
            let twin = members[position].clone();
            members.push(twin);
        } else if spoil == Spoil::Contradicted {
            let other = members[position].1.clone().different();
            members.push((name.to_owned(), other));
        } else {
            let value = members[position].1.clone();
            members[position].1 = value.spoilt(spoil, protocol);
        }
    }

    fn spoilt(self, spoil: Spoil, protocol: Protocol) -> Self {
        let leaf = |document| Self::Leaf(document);
        match spoil {
            Spoil::Absent | Spoil::Miscased | Spoil::Twice | Spoil::Contradicted => self,
            Spoil::Null => leaf(Document::Null),
            Spoil::Bool => leaf(Document::Bool(true)),
            Spoil::Number => leaf(Document::Integer(1)),
            Spoil::Text => Self::text("1"),
            Spoil::List => Self::List(vec![self]),
            Spoil::Map => Self::Map(vec![("Value".to_owned(), self)]),
            Spoil::NullItem => self.with_item(leaf(Document::Null)),
            Spoil::NumberItem => self.with_number(),
            Spoil::Fraction => leaf(Document::Float(self.number() + 0.25)),
            Spoil::Float => leaf(Document::Float(self.number())),
            Spoil::Huge => Self::Raw(match protocol {
                Protocol::Json => b"9223372036854775808".to_vec(),
                Protocol::Cbor => vec![0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0],
            }),
            Spoil::Enormous => Self::Raw(match protocol {
                Protocol::Json => b"1e400".to_vec(),
                // A big number: tag 2 of the bytes 01 00 00 00 00 00 00 00 00.
                Protocol::Cbor => vec![0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            }),
            Spoil::Zero => leaf(Document::Integer(0)),
            Spoil::MinusOne => leaf(Document::Integer(-1)),
            Spoil::LoneSurrogate => {
                let mut bytes = writer::write(&Self::text(&self.words()), None, protocol);
                bytes.pop();
                bytes.extend_from_slice(b"\\ud800\"");
                Self::Raw(bytes)
            }
            Spoil::Long49 => self.padded(49),
            Spoil::Long513 => self.padded(513),
            Spoil::Long1025 => self.padded(1025),
            Spoil::Long2049 => self.padded(2049),
            Spoil::InvalidUtf8 => {
                let mut bytes = self.words().into_bytes();
                bytes.push(0xff);
                Self::Raw(writer::text_of(&bytes, protocol))
            }
            Spoil::ByteString => Self::Raw(writer::byte_string(self.words().as_bytes())),
            Spoil::Tagged => Self::Raw(writer::tagged(&self)),
            Spoil::Undefined => Self::Raw(vec![0xf7]),
            Spoil::EmptyText => Self::text(""),
            Spoil::LongText => Self::text(&"a".repeat(LONG_TEXT)),
            Spoil::OddText => Self::text(ODD),
        }
    }

    /// Returns the text, made so many characters long.
    fn padded(&self, length: usize) -> Self {
        let text = self.words();
        let missing = length.saturating_sub(text.chars().count());
        Self::text(&(text + &"a".repeat(missing)))
    }

    /// Returns another value of the same kind, and as legal.
    fn different(self) -> Self {
        match self {
            Self::Leaf(Document::Text(text)) => Self::text(&(text + "2")),
            Self::Leaf(Document::Integer(number)) => {
                Self::Leaf(Document::Integer(number.saturating_add(1)))
            }
            Self::List(items) => Self::List(items.into_iter().map(Self::different).collect()),
            Self::Map(entries) => {
                let entries = entries.into_iter();
                Self::Map(entries.map(|(key, one)| (key, one.different())).collect())
            }
            other @ (Self::Leaf(_) | Self::Raw(_)) => other,
        }
    }

    /// Returns a list with a number added, or a map whose first value is one.
    fn with_number(mut self) -> Self {
        let number = Self::Leaf(Document::Integer(1));
        if let Self::Map(entries) = &mut self
            && let Some((_, first)) = entries.first_mut()
        {
            *first = number;
            return self;
        }
        self.with_item(number)
    }

    fn with_item(self, item: Self) -> Self {
        match self {
            Self::List(mut items) => {
                items.push(item);
                Self::List(items)
            }
            Self::Map(mut entries) => {
                entries.push(("another".to_owned(), item));
                Self::Map(entries)
            }
            Self::Leaf(_) | Self::Raw(_) => Self::List(vec![item]),
        }
    }

    fn number(&self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the numbers of requests are far below 2^53"
        )]
        match self {
            Self::Leaf(Document::Integer(number)) => *number as f64,
            Self::Leaf(_) | Self::Raw(_) | Self::List(_) | Self::Map(_) => 1.0,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Leaf(Document::Text(text)) => text.clone(),
            Self::Leaf(_) | Self::Raw(_) | Self::List(_) | Self::Map(_) => "a".to_owned(),
        }
    }

    /// Returns the bytes of a leaf.
    pub(super) fn leaf_bytes(document: &Document, protocol: Protocol) -> Vec<u8> {
        match protocol {
            Protocol::Json => json::write(document),
            Protocol::Cbor => cbor::write(document),
        }
    }
}

/// Returns a name that begins in lower case.
pub(super) fn miscased(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next();
    first.map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + characters.as_str()
    })
}
