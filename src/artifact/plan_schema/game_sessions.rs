//! Creations and updates of game sessions, in files.

use serde::{Deserialize, Serialize};

use super::values::{PolicyEntry, ProtectionEntry, ReferenceEntry, TextEntry};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::plan::step::{
    AliasHandle, Changes, Chosen, Creation, FleetHandle, GameSessionHandle, GameSessionRef, Place,
    Properties, Step, Text,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreationEntry {
    handle: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fleet: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alias: Option<u32>,
    maximum: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    properties: Vec<(TextEntry, TextEntry)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<TextEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateEntry {
    game_session: ReferenceEntry,
    maximum: Option<i64>,
    policy: Option<PolicyEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protection: Option<ProtectionEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    properties: Vec<(TextEntry, TextEntry)>,
}

impl From<&Creation> for CreationEntry {
    fn from(creation: &Creation) -> Self {
        Self {
            handle: creation.handle.0,
            fleet: creation.place.fleet().map(|fleet| fleet.0),
            alias: creation.place.alias().map(|alias| alias.0),
            maximum: creation.maximum,
            name: creation.name.as_ref().map(TextEntry::from),
            properties: properties(&creation.properties),
            token: creation.token.as_ref().map(TextEntry::from),
        }
    }
}

impl From<CreationEntry> for Creation {
    fn from(entry: CreationEntry) -> Self {
        Self {
            handle: GameSessionHandle(entry.handle),
            place: place(entry.fleet, entry.alias),
            maximum: entry.maximum,
            name: entry.name.map(Text::from),
            properties: texts(entry.properties),
            token: entry.token.map(Text::from),
        }
    }
}

impl UpdateEntry {
    pub(super) fn of(game_session: GameSessionRef, changes: &Changes) -> Self {
        Self {
            game_session: ReferenceEntry::from(game_session),
            maximum: changes.maximum,
            policy: changes.policy.map(PolicyEntry::from),
            name: changes.name.as_ref().map(TextEntry::from),
            protection: changes.protection.map(ProtectionEntry::from),
            properties: properties(&changes.properties),
        }
    }

    pub(super) fn into_step(self) -> Step {
        Step::UpdateGameSession {
            game_session: GameSessionRef::from(self.game_session),
            changes: Changes {
                maximum: self.maximum,
                policy: self.policy.map(PlayerSessionCreationPolicy::from),
                name: self.name.map(Text::from),
                protection: self.protection.map(Chosen::from),
                properties: texts(self.properties),
            },
        }
    }
}

/// Returns game properties as they stand in files.
fn properties(properties: &[(Text, Text)]) -> Vec<(TextEntry, TextEntry)> {
    let properties = properties.iter();
    properties
        .map(|(key, value)| (TextEntry::from(key), TextEntry::from(value)))
        .collect()
}

/// Returns game properties that stand in a file.
fn texts(properties: Vec<(TextEntry, TextEntry)>) -> Properties {
    let properties = properties.into_iter();
    properties
        .map(|(key, value)| (Text::from(key), Text::from(value)))
        .collect()
}

/// Returns where a game session is to be created.
fn place(fleet: Option<u32>, alias: Option<u32>) -> Place {
    match (fleet.map(FleetHandle), alias.map(AliasHandle)) {
        (Some(fleet), None) => Place::Fleet(fleet),
        (None, Some(alias)) => Place::Alias(alias),
        (Some(fleet), Some(alias)) => Place::Both(fleet, alias),
        (None, None) => Place::Nowhere,
    }
}
