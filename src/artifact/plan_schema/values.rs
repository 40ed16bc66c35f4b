//! What steps are made of, in files.

use serde::{Deserialize, Serialize};

use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy, TerminationMode};
use crate::history::Label;
use crate::plan::step::{
    AliasHandle, Chosen, DataMap, GameSessionHandle, GameSessionRef, PlayerSessionRef, Text,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReferenceEntry {
    Handle(u32),
    Unknown,
    ForeignRegion(u32),
    ForeignFleet(u32),
    ForeignAccount(u32),
    BareId(u32),
    FleetId,
    AliasId(u32),
    AliasArn(u32),
    Malformed,
    TooLong,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum TextEntry {
    Scoped(String),
    Exact(String),
    Repeated { character: char, count: u32 },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DataEntry {
    Absent,
    Null,
    Entries(Vec<(TextEntry, Option<TextEntry>)>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum PolicyEntry {
    AcceptAll,
    DenyAll,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProtectionEntry {
    NoProtection,
    FullProtection,
    Unknown,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ModeEntry {
    TriggerOnProcessTerminate,
    ForceTerminate,
    Unknown,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlayerEntry {
    created_by: u32,
    position: u32,
}

impl From<GameSessionRef> for ReferenceEntry {
    fn from(reference: GameSessionRef) -> Self {
        match reference {
            GameSessionRef::Handle(handle) => Self::Handle(handle.0),
            GameSessionRef::Unknown => Self::Unknown,
            GameSessionRef::ForeignRegion(handle) => Self::ForeignRegion(handle.0),
            GameSessionRef::ForeignFleet(handle) => Self::ForeignFleet(handle.0),
            GameSessionRef::ForeignAccount(handle) => Self::ForeignAccount(handle.0),
            GameSessionRef::BareId(handle) => Self::BareId(handle.0),
            GameSessionRef::FleetId => Self::FleetId,
            GameSessionRef::AliasId(handle) => Self::AliasId(handle.0),
            GameSessionRef::AliasArn(handle) => Self::AliasArn(handle.0),
            GameSessionRef::Malformed => Self::Malformed,
            GameSessionRef::TooLong => Self::TooLong,
        }
    }
}

impl From<ReferenceEntry> for GameSessionRef {
    fn from(entry: ReferenceEntry) -> Self {
        match entry {
            ReferenceEntry::Handle(handle) => Self::Handle(GameSessionHandle(handle)),
            ReferenceEntry::Unknown => Self::Unknown,
            ReferenceEntry::ForeignRegion(handle) => Self::ForeignRegion(GameSessionHandle(handle)),
            ReferenceEntry::ForeignFleet(handle) => Self::ForeignFleet(GameSessionHandle(handle)),
            ReferenceEntry::ForeignAccount(handle) => {
                Self::ForeignAccount(GameSessionHandle(handle))
            }
            ReferenceEntry::BareId(handle) => Self::BareId(GameSessionHandle(handle)),
            ReferenceEntry::FleetId => Self::FleetId,
            ReferenceEntry::AliasId(handle) => Self::AliasId(AliasHandle(handle)),
            ReferenceEntry::AliasArn(handle) => Self::AliasArn(AliasHandle(handle)),
            ReferenceEntry::Malformed => Self::Malformed,
            ReferenceEntry::TooLong => Self::TooLong,
        }
    }
}

impl From<&Text> for TextEntry {
    fn from(text: &Text) -> Self {
        match text {
            Text::Scoped(text) => Self::Scoped(text.clone()),
            Text::Exact(text) => Self::Exact(text.clone()),
            Text::Repeated { character, count } => Self::Repeated {
                character: *character,
                count: *count,
            },
        }
    }
}

impl From<TextEntry> for Text {
    fn from(entry: TextEntry) -> Self {
        match entry {
            TextEntry::Scoped(text) => Self::Scoped(text),
            TextEntry::Exact(text) => Self::Exact(text),
            TextEntry::Repeated { character, count } => Self::Repeated { character, count },
        }
    }
}

impl From<&DataMap> for DataEntry {
    fn from(data: &DataMap) -> Self {
        let pair = |(key, value): &(Text, Option<Text>)| {
            (TextEntry::from(key), value.as_ref().map(TextEntry::from))
        };
        match data {
            DataMap::Absent => Self::Absent,
            DataMap::Null => Self::Null,
            DataMap::Entries(entries) => Self::Entries(entries.iter().map(pair).collect()),
        }
    }
}

impl From<DataEntry> for DataMap {
    fn from(entry: DataEntry) -> Self {
        let pair =
            |(key, value): (TextEntry, Option<TextEntry>)| (key.into(), value.map(Text::from));
        match entry {
            DataEntry::Absent => Self::Absent,
            DataEntry::Null => Self::Null,
            DataEntry::Entries(entries) => Self::Entries(entries.into_iter().map(pair).collect()),
        }
    }
}

impl From<PlayerSessionCreationPolicy> for PolicyEntry {
    fn from(policy: PlayerSessionCreationPolicy) -> Self {
        match policy {
            PlayerSessionCreationPolicy::AcceptAll => Self::AcceptAll,
            PlayerSessionCreationPolicy::DenyAll => Self::DenyAll,
        }
    }
}

impl From<PolicyEntry> for PlayerSessionCreationPolicy {
    fn from(entry: PolicyEntry) -> Self {
        match entry {
            PolicyEntry::AcceptAll => Self::AcceptAll,
            PolicyEntry::DenyAll => Self::DenyAll,
        }
    }
}

impl From<Chosen<ProtectionPolicy>> for ProtectionEntry {
    fn from(policy: Chosen<ProtectionPolicy>) -> Self {
        match policy {
            Chosen::Known(ProtectionPolicy::NoProtection) => Self::NoProtection,
            Chosen::Known(ProtectionPolicy::FullProtection) => Self::FullProtection,
            Chosen::Unknown => Self::Unknown,
        }
    }
}

impl From<ProtectionEntry> for Chosen<ProtectionPolicy> {
    fn from(entry: ProtectionEntry) -> Self {
        match entry {
            ProtectionEntry::NoProtection => Self::Known(ProtectionPolicy::NoProtection),
            ProtectionEntry::FullProtection => Self::Known(ProtectionPolicy::FullProtection),
            ProtectionEntry::Unknown => Self::Unknown,
        }
    }
}

impl From<Chosen<TerminationMode>> for ModeEntry {
    fn from(mode: Chosen<TerminationMode>) -> Self {
        match mode {
            Chosen::Known(TerminationMode::TriggerOnProcessTerminate) => {
                Self::TriggerOnProcessTerminate
            }
            Chosen::Known(TerminationMode::ForceTerminate) => Self::ForceTerminate,
            Chosen::Unknown => Self::Unknown,
        }
    }
}

impl From<ModeEntry> for Chosen<TerminationMode> {
    fn from(entry: ModeEntry) -> Self {
        match entry {
            ModeEntry::TriggerOnProcessTerminate => {
                Self::Known(TerminationMode::TriggerOnProcessTerminate)
            }
            ModeEntry::ForceTerminate => Self::Known(TerminationMode::ForceTerminate),
            ModeEntry::Unknown => Self::Unknown,
        }
    }
}

impl From<PlayerSessionRef> for PlayerEntry {
    fn from(player: PlayerSessionRef) -> Self {
        Self {
            created_by: player.created_by.0,
            position: player.position,
        }
    }
}

impl From<PlayerEntry> for PlayerSessionRef {
    fn from(entry: PlayerEntry) -> Self {
        Self {
            created_by: Label(entry.created_by),
            position: entry.position,
        }
    }
}
