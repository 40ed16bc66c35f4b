//! What is done: the left side of a line.

use std::collections::BTreeMap;

use super::words::{Words, text};
use super::{FLEET_ID, Story};
use crate::api::action::Action;
use crate::api::alias::RoutingStrategy;
use crate::api::document::Document;
use crate::api::game_property::GameProperty;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::json;
use crate::api::request::{
    CreateAlias, CreateGameSession, CreatePlayerSession, CreatePlayerSessions,
    DescribeGameSessions, DescribePlayerSessions, Request, SearchGameSessions,
    TerminateGameSession, UpdateGameSession,
};
use crate::history::{Act, Command, Move};

impl Story {
    pub(super) fn act(&mut self, verb: &str, name: &str, words: &mut Words) -> Act {
        if verb == "wait" {
            return Act::Advance;
        }
        if verb == "game-session" {
            let maximum = words.next().parse().expect("a maximum is a number");
            return typed(creation(maximum, words));
        }
        if verb == "provided" {
            let maximum = words.next().parse().expect("a maximum is a number");
            return typed(creation(maximum, words)).provided();
        }
        if verb == "alias" {
            return typed(alias(&words.next()));
        }
        let game_session_id = GameSessionId(self.game_session_id(name));
        match verb {
            "batch" => Act::Command(batch(game_session_id, words)),
            "single" => typed(single(game_session_id, words)),
            "players" => typed(self.players(name, game_session_id, &words.rest())),
            "describe" => typed(Request::DescribeGameSessions(DescribeGameSessions {
                game_session_id: Some(game_session_id),
                ..DescribeGameSessions::default()
            })),
            "games" => typed(Request::DescribeGameSessions(games(
                &game_session_id,
                words,
            ))),
            "details" => typed(Request::DescribeGameSessionDetails(games(
                &game_session_id,
                words,
            ))),
            "search" => typed(Request::SearchGameSessions(search(words))),
            "update" => typed(update(game_session_id, words)),
            "terminate" => typed(Request::TerminateGameSession(TerminateGameSession {
                game_session_id,
                termination_mode: match words.next().as_str() {
                    "" => "TRIGGER_ON_PROCESS_TERMINATE".to_owned(),
                    "force" => "FORCE_TERMINATE".to_owned(),
                    other => other.to_owned(),
                },
            })),
            "server-policy" => Act::Move(Move::UpdatePolicy {
                game_session_id,
                policy: PlayerSessionCreationPolicy::parse(&words.next()).expect("a policy"),
            }),
            "activate" => Act::Move(Move::Activate { game_session_id }),
            "end" => Act::Move(Move::EndProcess { game_session_id }),
            "accept" => Act::Move(Move::Accept {
                player_session_id: self.player_session_id(name, &words.next()),
                game_session_id,
            }),
            "remove" => Act::Move(Move::Remove {
                player_session_id: self.player_session_id(name, &words.next()),
                game_session_id,
            }),
            _ => panic!("`{verb}` is not something that can be done"),
        }
    }

    fn players(&self, name: &str, game_session_id: GameSessionId, words: &[String]) -> Request {
        let mut request = DescribePlayerSessions {
            game_session_id: Some(game_session_id),
            ..DescribePlayerSessions::default()
        };
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("anywhere", _) => request.game_session_id = None,
                ("player", id) => request.player_id = Some(PlayerId(text(id))),
                ("session", id) => {
                    request.player_session_id = Some(self.player_session_id(name, id));
                }
                ("status", status) => request.status_filter = Some(text(status)),
                ("limit", limit) => request.limit = Some(limit.parse().expect("a number")),
                ("token", token) => request.next_token = Some(text(token)),
                (name, _) => panic!("a list of player sessions has no `{name}`"),
            }
        }
        Request::DescribePlayerSessions(request)
    }

    fn player_session_id(&self, name: &str, handle: &str) -> PlayerSessionId {
        if handle == "?" {
            return PlayerSessionId::from("psess-unknown");
        }
        let session = self.player_session(name, handle);
        let id = session.and_then(|session| session.player_session_id.as_deref());
        PlayerSessionId::from(id.unwrap_or_else(|| panic!("`{handle}` has no player session")))
    }
}

fn games(game_session_id: &GameSessionId, words: &mut Words) -> DescribeGameSessions {
    let mut request = DescribeGameSessions {
        fleet_id: Some(FleetId::from(FLEET_ID)),
        ..DescribeGameSessions::default()
    };
    for word in words.rest() {
        match word.split_once('=').unwrap_or((&word, "")) {
            ("anywhere", _) => request.fleet_id = None,
            ("game-session", _) => {
                request.fleet_id = None;
                request.game_session_id = Some(game_session_id.clone());
            }
            ("fleet", id) => request.fleet_id = Some(FleetId::from(id)),
            ("alias", id) => {
                request.fleet_id = None;
                request.alias_id = Some(AliasId(format!("alias-{id}")));
            }
            ("location", location) => request.location = Some(location.to_owned()),
            ("status", status) => request.status_filter = Some(text(status)),
            ("limit", limit) => request.limit = Some(limit.parse().expect("a number")),
            ("token", token) => request.next_token = Some(text(token)),
            (name, _) => panic!("a list of game sessions has no `{name}`"),
        }
    }
    request
}

fn search(words: &mut Words) -> SearchGameSessions {
    let mut request = SearchGameSessions {
        fleet_id: Some(FleetId::from(FLEET_ID)),
        ..SearchGameSessions::default()
    };
    for word in words.rest() {
        match word.split_once('=').unwrap_or((&word, "")) {
            ("anywhere", _) => request.fleet_id = None,
            ("fleet", id) => request.fleet_id = Some(FleetId::from(id)),
            ("alias", id) => {
                request.fleet_id = None;
                request.alias_id = Some(AliasId(format!("alias-{id}")));
            }
            ("filter", filter) => request.filter_expression = Some(text(filter)),
            ("limit", limit) => request.limit = Some(limit.parse().expect("a number")),
            (name, _) => panic!("a search has no `{name}`"),
        }
    }
    request
}

fn typed(request: Request) -> Act {
    Act::Command(Command::Typed(request))
}

fn creation(maximum: i64, words: &mut Words) -> Request {
    let mut request = CreateGameSession {
        fleet_id: Some(FleetId::from(FLEET_ID)),
        maximum_player_session_count: maximum,
        location: Some("custom-home".to_owned()),
        ..CreateGameSession::default()
    };
    for word in words.rest() {
        match word.split_once('=').expect("a creation sets values") {
            ("token", value) => request.idempotency_token = Some(text(value)),
            ("name", value) => request.name = Some(text(value)),
            ("props", value) => request.game_properties = Some(properties(value)),
            ("fleet", "-") => request.fleet_id = None,
            ("fleet", value) => request.fleet_id = Some(FleetId::from(value)),
            ("alias", value) => request.alias_id = Some(AliasId(format!("alias-{value}"))),
            (name, _) => panic!("a creation has no `{name}`"),
        }
    }
    Request::CreateGameSession(request)
}

fn alias(kind: &str) -> Request {
    let routing_strategy = match kind {
        "terminal" => RoutingStrategy::terminal("closed"),
        _ => RoutingStrategy::simple(FleetId::from(FLEET_ID)),
    };
    Request::CreateAlias(CreateAlias {
        name: "an alias".to_owned(),
        description: None,
        routing_strategy,
        tags: Vec::new(),
    })
}

/// Returns the properties that `map:forest/mode:duel` stands for.
pub(super) fn properties(words: &str) -> Vec<GameProperty> {
    let pairs = words.split('/').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once(':').expect("a property has a value"));
    pairs
        .map(|(key, value)| GameProperty::new(text(key), text(value)))
        .collect()
}

fn single(game_session_id: GameSessionId, words: &mut Words) -> Request {
    let word = words.next();
    let (player, data) = player(&word);
    Request::CreatePlayerSession(CreatePlayerSession {
        game_session_id,
        player_id: PlayerId(player),
        player_data: data,
    })
}

fn batch(game_session_id: GameSessionId, words: &mut Words) -> Command {
    let mut player_ids = Vec::new();
    let mut data: BTreeMap<String, Document> = BTreeMap::new();
    let (mut has_map, mut is_null) = (false, false);
    for word in words.rest() {
        match word.as_str() {
            "{}" => has_map = true,
            "<null>" => is_null = true,
            _ => {
                let (id, value) = player(word.strip_prefix('+').unwrap_or(&word));
                if let Some(value) = value {
                    has_map = true;
                    is_null |= value == "<null>";
                    let value = match value.as_str() {
                        "<null>" => Document::Null,
                        _ => Document::Text(value),
                    };
                    data.insert(id.clone(), value);
                }
                if !word.starts_with('+') {
                    player_ids.extend(many(id));
                }
            }
        }
    }
    let typed = |player_data_map| {
        Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id,
            player_ids: player_ids.into_iter().map(PlayerId).collect(),
            player_data_map,
        })
    };
    if is_null {
        let Document::Map(mut members) = typed(None).to_document() else {
            panic!("a request is a structure");
        };
        let map = if has_map {
            Document::Map(data)
        } else {
            Document::Null
        };
        members.insert("PlayerDataMap".to_owned(), map);
        return Command::Raw {
            action: Action::CreatePlayerSessions,
            body: json::write(&Document::Map(members)),
        };
    }
    let text = |value| match value {
        Document::Text(text) => text,
        _ => unreachable!("only texts are left"),
    };
    let map = data.into_iter().map(|(key, value)| (key, text(value)));
    Command::Typed(typed(has_map.then(|| map.collect())))
}

/// Returns the players that a word stands for: `p1..p25` is 25 of them, `none` is nobody.
pub(super) fn many(word: String) -> Vec<String> {
    if word == "none" {
        return Vec::new();
    }
    let range = word.split_once("..").and_then(|(first, last)| {
        let letters = first.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = |text: &str| text.strip_prefix(letters)?.parse::<u32>().ok();
        Some((letters, number(first)?..=number(last)?))
    });
    match range {
        Some((letters, numbers)) => numbers.map(|number| format!("{letters}{number}")).collect(),
        None => vec![word],
    }
}

fn player(word: &str) -> (String, Option<String>) {
    match word.split_once('=') {
        Some((player, data)) => (text(player), Some(text(data))),
        None => (text(word), None),
    }
}

fn update(game_session_id: GameSessionId, words: &mut Words) -> Request {
    let mut request = UpdateGameSession::unchanged(game_session_id);
    for word in words.rest() {
        match word.split_once('=').expect("an update sets values") {
            ("max", value) => {
                request.maximum_player_session_count = Some(value.parse().expect("a number"));
            }
            ("policy", value) => request.player_session_creation_policy = Some(value.to_owned()),
            ("name", value) => request.name = Some(text(value)),
            ("props", value) => request.game_properties = Some(properties(value)),
            ("protection", value) => request.protection_policy = Some(value.to_owned()),
            (name, _) => panic!("an update has no `{name}`"),
        }
    }
    Request::UpdateGameSession(request)
}
