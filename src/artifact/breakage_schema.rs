//! Ways of breaking a request in files, by their names.

use serde::{Deserialize, Serialize};

use crate::history::broken::{Breakage, Form, Head, Protocol, Spoil, Whole};

/// A protocol as it stands in a file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ProtocolEntry {
    Json,
    Cbor,
}

impl From<Protocol> for ProtocolEntry {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Json => Self::Json,
            Protocol::Cbor => Self::Cbor,
        }
    }
}

impl From<ProtocolEntry> for Protocol {
    fn from(entry: ProtocolEntry) -> Self {
        match entry {
            ProtocolEntry::Json => Self::Json,
            ProtocolEntry::Cbor => Self::Cbor,
        }
    }
}

/// A way of breaking a request as it stands in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Words", into = "Words")]
pub(super) struct BreakageEntry(pub(super) Breakage);

/// The names that make up a way of breaking a request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Words {
    Whole(String),
    Member { name: String, spoil: String },
    Head(String),
    Form(String),
}

impl From<BreakageEntry> for Words {
    fn from(BreakageEntry(breakage): BreakageEntry) -> Self {
        match breakage {
            Breakage::Whole(whole) => Self::Whole(whole.name().to_owned()),
            Breakage::Member { name, spoil } => Self::Member {
                name,
                spoil: spoil.name().to_owned(),
            },
            Breakage::Head(head) => Self::Head(head.name().to_owned()),
            Breakage::Form(form) => Self::Form(form.name().to_owned()),
        }
    }
}

impl TryFrom<Words> for BreakageEntry {
    type Error = String;

    fn try_from(words: Words) -> Result<Self, String> {
        Ok(Self(match words {
            Words::Whole(name) => Breakage::Whole(known(&name, Whole::parse)?),
            Words::Member { name, spoil } => Breakage::Member {
                name,
                spoil: known(&spoil, Spoil::parse)?,
            },
            Words::Head(name) => Breakage::Head(known(&name, Head::parse)?),
            Words::Form(name) => Breakage::Form(known(&name, Form::parse)?),
        }))
    }
}

fn known<T>(name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    parse(name).ok_or_else(|| format!("{name:?} is no way of breaking a request"))
}
