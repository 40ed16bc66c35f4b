//! The members of requests and replies as a transcript shows them.

use std::collections::BTreeMap;

use super::names::Names;
use crate::api::document::{Document, Timestamp};

/// The members whose values are the service's own words.
const ENUMERATED: [&str; 6] = [
    "PlayerSessionCreationPolicy",
    "ProtectionPolicy",
    "Status",
    "StatusReason",
    "TerminationMode",
    "Type",
];

/// The members of replies that stand for where a game server is, or for pages.
const MASKED: [(&str, &str); 5] = [
    ("DnsName", "<dns-name>"),
    ("IpAddress", "<ip-address>"),
    ("LastUpdatedTime", "<last-updated-time>"),
    ("NextToken", "<next-token>"),
    ("Port", "<port>"),
];

/// How far two tellings of one time may be apart, in milliseconds: wires carry it more or less
/// exactly.
const SAME_TIME_MS: u64 = 1_000;

/// What a case has told so far of the times in it.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// When each record was created, as it was first told.
    created: BTreeMap<String, Timestamp>,
}

impl Members {
    /// Returns the members of a request.
    pub(super) fn sent(&self, names: &Names, document: &Document) -> Document {
        if let Document::Text(text) = document {
            return Document::Text(names.sent(text));
        }
        if let Document::List(items) = document {
            return Document::List(items.iter().map(|item| self.sent(names, item)).collect());
        }
        let Document::Map(members) = document else {
            return document.clone();
        };
        let members = members.iter().map(|(name, value)| {
            let value = if name == "PlayerDataMap" {
                self.player_data(names, value)
            } else {
                self.sent(names, value)
            };
            (name.clone(), value)
        });
        Document::Map(members.collect())
    }

    /// Returns the members of a map whose keys are players.
    fn player_data(&self, names: &Names, document: &Document) -> Document {
        let Document::Map(entries) = document else {
            return self.sent(names, document);
        };
        let entries = entries.iter();
        let entries = entries.map(|(key, value)| (names.sent(key), self.sent(names, value)));
        Document::Map(entries.collect())
    }

    /// Returns the members of a reply.
    pub(super) fn received(&mut self, names: &mut Names, document: &Document) -> Document {
        let Document::Map(members) = document else {
            return document.clone();
        };
        let record = text(members, "PlayerSessionId").or(text(members, "GameSessionId"));
        let record = record.or(text(members, "AliasId")).map(str::to_owned);
        let creation = time(members, "CreationTime");
        let mut shown = BTreeMap::new();
        for (name, value) in members {
            let value = match (name.as_str(), value) {
                (_, Document::List(items)) => self.list(names, name, items),
                (_, Document::Map(_)) => self.received(names, value),
                ("CreationTime", Document::Timestamp(time)) => {
                    Document::Text(self.creation(record.as_deref(), *time).to_owned())
                }
                ("TerminationTime", Document::Timestamp(time)) => {
                    Document::Text(termination(creation, *time).to_owned())
                }
                (name, value) => scalar(names, name, value),
            };
            shown.insert(name.clone(), value);
        }
        Document::Map(shown)
    }

    /// Returns a list of a reply: without what is not the plan's, and in the plan's order.
    fn list(&mut self, names: &mut Names, name: &str, items: &[Document]) -> Document {
        let mut items: Vec<&Document> = items.iter().collect();
        match name {
            "PlayerSessions" | "GameSessions" | "GameSessionDetails" => {
                items.retain(|item| is_ours(names, item));
                items.sort_by_key(|item| order(names, item));
                if name == "PlayerSessions" {
                    for item in &items {
                        let id = members_of(item).and_then(|one| text(one, "PlayerSessionId"));
                        names.number(id);
                    }
                }
            }
            "GameProperties" => items.sort_by_key(|item| {
                let key = members_of(item).and_then(|members| text(members, "Key"));
                key.map(str::to_owned)
            }),
            _ => {}
        }
        let items = items.into_iter().map(|item| {
            if members_of(item).is_some() {
                self.received(names, item)
            } else {
                scalar(names, name, item)
            }
        });
        Document::List(items.collect())
    }

    fn creation(&mut self, record: Option<&str>, time: Timestamp) -> &'static str {
        let Some(record) = record else {
            return "<creation-time>";
        };
        let told = *self.created.entry(record.to_owned()).or_insert(time);
        if told.0.abs_diff(time.0) < SAME_TIME_MS {
            "<creation-time>"
        } else {
            "<another-creation-time>"
        }
    }
}

fn termination(creation: Option<Timestamp>, time: Timestamp) -> &'static str {
    match creation {
        Some(creation) if time < creation => "<before creation>",
        Some(_) => "<not before creation>",
        None => "<termination-time>",
    }
}

/// Returns a value that is no structure.
fn scalar(names: &Names, name: &str, value: &Document) -> Document {
    if let Some((_, mask)) = MASKED.iter().find(|(masked, _)| *masked == name) {
        return Document::Text((*mask).to_owned());
    }
    let Document::Text(text) = value else {
        return value.clone();
    };
    if ENUMERATED.contains(&name) && is_word(text) {
        Document::Text(text.clone())
    } else {
        Document::Text(names.received(text))
    }
}

/// Returns whether a text is the name of a value.
fn is_word(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Returns whether a record is of a game session of the plan, or does not say of which.
fn is_ours(names: &Names, item: &Document) -> bool {
    let Some(members) = record(item) else {
        return true;
    };
    let id = text(members, "GameSessionId");
    id.is_none_or(|id| names.game_session(id).is_some())
}

/// Returns the place of a record in the plan's order.
fn order(names: &Names, item: &Document) -> (u32, usize, u32, String) {
    let Some(members) = record(item) else {
        return (u32::MAX, usize::MAX, u32::MAX, String::new());
    };
    let game_session = text(members, "GameSessionId");
    let game_session = game_session.and_then(|id| names.game_session(id));
    let status = text(members, "Status").unwrap_or_default().to_owned();
    (
        game_session.unwrap_or(u32::MAX),
        names.player(text(members, "PlayerId")),
        names.player_session(text(members, "PlayerSessionId")),
        status,
    )
}

/// Returns the members of a record, also of one inside its details.
fn record(item: &Document) -> Option<&BTreeMap<String, Document>> {
    let members = members_of(item)?;
    let inner = members.get("GameSession").and_then(members_of);
    inner.or(Some(members))
}

fn members_of(item: &Document) -> Option<&BTreeMap<String, Document>> {
    if let Document::Map(members) = item {
        Some(members)
    } else {
        None
    }
}

fn text<'a>(members: &'a BTreeMap<String, Document>, name: &str) -> Option<&'a str> {
    match members.get(name) {
        Some(Document::Text(text)) => Some(text),
        _ => None,
    }
}

fn time(members: &BTreeMap<String, Document>, name: &str) -> Option<Timestamp> {
    match members.get(name) {
        Some(Document::Timestamp(time)) => Some(*time),
        _ => None,
    }
}
