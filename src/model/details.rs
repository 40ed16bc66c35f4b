//! The name and the properties of a game session: their limits, and what a reply says of them.

use std::collections::BTreeMap;

use super::judgement::MemberFault;
use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSession, ProtectionPolicy};
use crate::api::request::UpdateGameSession;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;

/// What requests have said of a game session that decides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Details {
    /// `Name`, `None` where no request has given one.
    pub name: Option<String>,
    /// `ProtectionPolicy`, `None` where no request has given one.
    pub protection: Option<ProtectionPolicy>,
    /// `GameProperties`.
    pub properties: BTreeMap<String, String>,
    /// Whether there may be properties that no request has given.
    pub are_partial: bool,
}

/// Returns whether a name and properties in a request keep their limits.
pub(super) fn are_within_limits(
    name: Option<&str>,
    properties: Option<&[GameProperty]>,
    catalog: &Catalog,
) -> bool {
    let length = |text: &str| text.chars().count();
    let admits = |limit: &str, text: &str| catalog.limits[limit].admits(length(text));
    let fits = |property: &GameProperty| {
        admits("GamePropertyKey", &property.key) && admits("GamePropertyValue", &property.value)
    };
    let properties = properties.unwrap_or_default();
    name.is_none_or(|name| admits("Name", name))
        && catalog.limits["GameProperties"].admits(properties.len())
        && properties.iter().all(fits)
}

/// Returns whether a text can be an idempotency token.
pub(super) fn is_token(text: &str, catalog: &Catalog) -> bool {
    let limit = &catalog.limits["IdempotencyToken"];
    let punctuation = limit.punctuation.as_deref().unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || punctuation.contains(c);
    limit.admits(text.chars().count()) && text.chars().all(is_legal)
}

/// Returns properties by key.
pub(super) fn by_key(properties: &[GameProperty]) -> BTreeMap<String, String> {
    let properties = properties.iter();
    properties
        .map(|property| (property.key.clone(), property.value.clone()))
        .collect()
}

/// Returns the properties after an update: UGS-09, they are added or overwritten.
pub(super) fn merged(
    known: &BTreeMap<String, String>,
    added: &[GameProperty],
) -> BTreeMap<String, String> {
    let mut merged = known.clone();
    merged.extend(by_key(added));
    merged
}

/// Returns whether a reply tells another name than is known.
pub(super) fn is_other_name(details: &Details, session: &GameSession) -> bool {
    match (&session.name, &details.name) {
        (Some(found), Some(wanted)) => found != wanted,
        // Without one in any request it is the target's choice.
        (None, _) | (_, None) => false,
    }
}

/// Returns whether a reply tells other properties than are known.
pub(super) fn are_other_properties(details: &Details, session: &GameSession) -> bool {
    let found = session.game_properties.as_deref();
    found.is_some_and(|found| {
        if details.are_partial {
            let found = by_key(found);
            let is_known = |(key, value)| found.get(key) == Some(value);
            return !details.properties.iter().all(is_known);
        }
        found.len() != details.properties.len() || by_key(found) != details.properties
    })
}

/// Returns what the reply to an update lacks of the details that the request has set.
pub(super) fn missing(
    request: &UpdateGameSession,
    session: &GameSession,
    clause: ClauseId,
) -> Vec<MemberFault> {
    let mut missing = Vec::new();
    if request.name.is_some() && session.name.is_none() {
        missing.push(MemberFault::missing(clause, "Name"));
    }
    if request.game_properties.is_some() && session.game_properties.is_none() {
        missing.push(MemberFault::missing(clause, "GameProperties"));
    }
    missing
}
