//! What comes of it: the right side of a line.

use super::request::{many, properties};
use super::words::{Marked, Words, text};
use super::{FLEET_ARN, FLEET_ID, REGION, Story};
use crate::api::action::Action;
use crate::api::alias::Alias;
use crate::api::document::{Problem, ProblemKind, Timestamp};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::{
    GameSession, GameSessionDetail, GameSessionStatus, PlayerSessionCreationPolicy,
    ProtectionPolicy,
};
use crate::api::ids::AliasId;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateGameSession, Request, UpdateGameSession};
use crate::history::{Act, Command, Outcome};
use crate::model::call::Call;

impl Story {
    pub(super) fn outcome(&mut self, act: &Act, name: &str, words: &mut Words) -> Outcome {
        if Self::is_wait(act) {
            return Outcome::Done;
        }
        let word = words.next();
        match (word.as_str(), act) {
            ("lost", _) => {
                let reason = "the connection was closed".to_owned();
                Outcome::Lost { reason }
            }
            ("unreadable", _) => Outcome::Replied(Reply::Unreadable {
                status: words.next().parse().expect("a status is a number"),
                reason: "the body is not JSON".to_owned(),
            }),
            ("refused", _) => Outcome::Refused {
                status_code: words.next().parse().expect("a status is a number"),
                message: None,
            },
            ("ok", Act::Move(_)) => Outcome::Done,
            (_, Act::Provide(request)) => Outcome::Replied(Reply::Response {
                response: Response::CreateGameSession(Some(self.provided(name, request, &word))),
                problems: Vec::new(),
            }),
            (_, Act::Command(command)) => {
                let problems = words.take_prefixed('!').map(|path| Problem {
                    kind: ProblemKind::WrongType {
                        expected: if path.ends_with("Time") {
                            "timestamp"
                        } else {
                            "string"
                        },
                        found: "boolean",
                    },
                    path,
                });
                Outcome::Replied(match self.response(command, name, &word, words) {
                    Some(response) => Reply::Response {
                        response,
                        problems: problems.into_iter().collect(),
                    },
                    None => Reply::Exception(exception(&word)),
                })
            }
            _ => panic!("`{word}` is nothing that can come of it"),
        }
    }

    /// Returns the response, `None` where the word names an exception.
    fn response(
        &mut self,
        command: &Command,
        name: &str,
        word: &str,
        words: &mut Words,
    ) -> Option<Response> {
        let is_ok = word == "ok" || word.starts_with("ok[");
        match command {
            Command::Typed(Request::CreateGameSession(request)) => is_ok.then(|| {
                let session = self.new_game_session(name, request, word);
                Response::CreateGameSession(Some(session))
            }),
            Command::Typed(Request::UpdateGameSession(request)) => {
                is_ok.then(|| Response::UpdateGameSession(Some(self.updated(name, request, word))))
            }
            Command::Typed(Request::TerminateGameSession(_)) => {
                is_ok.then(|| Response::TerminateGameSession(Some(self.terminated(name, word))))
            }
            Command::Typed(Request::CreateAlias(_)) => {
                is_ok.then(|| Response::CreateAlias(Some(self.new_alias(name))))
            }
            Command::Typed(Request::DescribePlayerSessions(_)) => {
                self.listed_players(name, word, words)
            }
            Command::Typed(
                Request::DescribeGameSessionDetails(_) | Request::SearchGameSessions(_),
            ) => self.listed_games(command, word, words),
            Command::Typed(Request::DescribeGameSessions(request))
                if request.fleet_id.is_some() || request.alias_id.is_some() =>
            {
                self.listed_games(command, word, words)
            }
            Command::Typed(Request::DescribeGameSessions(_)) => {
                let status = GameSessionStatus::parse(word);
                if status.is_none() && word != "none" && word != "-" {
                    return None;
                }
                let session = (word != "none").then(|| GameSession {
                    status,
                    ..self.described_game_session(name, &words.rest())
                });
                Some(Response::DescribeGameSessions {
                    game_sessions: session.into_iter().collect(),
                    next_token: None,
                })
            }
            _ => {
                let call = Call::read(command).expect("only calls are left");
                let mut items = words.rest();
                if items.is_empty() {
                    items.clone_from(&call.player_ids);
                }
                let items = items
                    .into_iter()
                    .filter(|item| item != "none")
                    .flat_map(many);
                let items: Vec<String> = items.collect();
                is_ok.then(|| {
                    let sessions = items.iter().map(|item| self.returned(name, &call, item));
                    let mut sessions: Vec<PlayerSession> = sessions.collect();
                    match command {
                        Command::Typed(Request::CreatePlayerSession(_)) => {
                            Response::CreatePlayerSession(sessions.pop())
                        }
                        _ => Response::CreatePlayerSessions(sessions),
                    }
                })
            }
        }
    }

    /// Returns a list of player sessions: `p1:RESERVED b/p1:ACTIVE`.
    fn listed_players(&mut self, name: &str, word: &str, words: &mut Words) -> Option<Response> {
        if !(word == "none" || word.contains(':')) {
            return None;
        }
        let (words, next_token) = listed(word, words);
        let words = words.into_iter().flat_map(spread);
        let player_sessions = words.map(|word| self.described(name, &word)).collect();
        Some(Response::DescribePlayerSessions {
            player_sessions,
            next_token,
        })
    }

    /// Returns a list of game sessions: `@:ACTIVE @b:ACTIVATING`.
    fn listed_games(
        &mut self,
        command: &Command,
        word: &str,
        words: &mut Words,
    ) -> Option<Response> {
        if !(word == "none" || word.contains(':')) {
            return None;
        }
        let (words, next_token) = listed(word, words);
        let mut marked: Vec<Marked> = words.iter().map(|word| Marked::of(word)).collect();
        let protections: Vec<_> = marked.iter_mut().map(take_protection).collect();
        let game_sessions: Vec<GameSession> =
            marked.iter_mut().map(|marked| self.game(marked)).collect();
        Some(match command.action() {
            Action::SearchGameSessions => Response::SearchGameSessions {
                game_sessions,
                next_token,
            },
            Action::DescribeGameSessionDetails => {
                let details = game_sessions.into_iter().zip(protections);
                let details = details.map(|(session, protection)| GameSessionDetail {
                    game_session: Some(session),
                    protection_policy: protection,
                });
                Response::DescribeGameSessionDetails {
                    details: details.collect(),
                    next_token,
                }
            }
            _ => Response::DescribeGameSessions {
                game_sessions,
                next_token,
            },
        })
    }

    /// Returns a game session of a list.
    fn game(&self, marked: &mut Marked) -> GameSession {
        let (name, status) = marked.word.split_once(':').expect("a status is listed");
        let name = name.strip_prefix('@').expect("a game session has a name");
        let id = match self.game_sessions.get(name) {
            Some(id) => id.clone(),
            None => format!("arn:aws:gamelift:{REGION}::gamesession/{FLEET_ID}/gsess-{name}"),
        };
        let mut session = GameSession {
            game_session_id: Some(id),
            fleet_id: Some(FLEET_ID.to_owned()),
            status: GameSessionStatus::parse(status),
            ..GameSession::default()
        };
        put_game_session(marked, &mut session);
        session
    }

    fn terminated(&self, name: &str, word: &str) -> GameSession {
        let mut session = GameSession {
            game_session_id: Some(self.game_session_id(name)),
            status: Some(GameSessionStatus::Terminating),
            ..GameSession::default()
        };
        put_game_session(&mut Marked::of(word), &mut session);
        session
    }

    fn new_alias(&mut self, name: &str) -> Alias {
        let alias_id = format!("alias-{name}");
        let arn = format!("arn:aws:gamelift:{REGION}::alias/{alias_id}");
        for (name, id) in [(name.to_owned(), &alias_id), (format!("{name}-arn"), &arn)] {
            self.game_sessions.insert(name, id.clone());
        }
        Alias {
            alias_id: Some(AliasId(alias_id)),
            alias_arn: Some(arn),
            ..Alias::default()
        }
    }

    fn new_game_session(
        &mut self,
        name: &str,
        request: &CreateGameSession,
        word: &str,
    ) -> GameSession {
        let mut marked = Marked::of(word);
        let number = self.game_sessions.len() + 1;
        let token = request.idempotency_token.clone();
        let last = token.unwrap_or_else(|| format!("gsess-{number}"));
        let fleet = request.fleet_id.as_ref().map_or(FLEET_ID, |id| id.as_str());
        let id = format!("arn:aws:gamelift:{REGION}::gamesession/{fleet}/custom-home/{last}");
        let mut session = GameSession {
            game_session_id: Some(id),
            fleet_id: Some(fleet.to_owned()),
            fleet_arn: Some(FLEET_ARN.replace(FLEET_ID, fleet)),
            name: request.name.clone(),
            game_properties: request.game_properties.clone(),
            creation_time: Some(self.timestamp()),
            current_player_session_count: Some(0),
            maximum_player_session_count: Some(request.maximum_player_session_count),
            status: Some(GameSessionStatus::Activating),
            ip_address: Some("10.0.0.1".to_owned()),
            port: Some(7777),
            player_session_creation_policy: Some(PlayerSessionCreationPolicy::AcceptAll),
            ..GameSession::default()
        };
        put_game_session(&mut marked, &mut session);
        let id = session.game_session_id.clone().unwrap_or_default();
        self.game_sessions.insert(name.to_owned(), id);
        session
    }

    /// Returns what whoever provides a game session says of it: its id, and what the word gives.
    fn provided(&mut self, name: &str, request: &CreateGameSession, word: &str) -> GameSession {
        let id = self.new_game_session(name, request, "ok").game_session_id;
        let mut session = GameSession {
            game_session_id: id,
            ..GameSession::default()
        };
        put_game_session(&mut Marked::of(word), &mut session);
        session
    }

    fn updated(&self, name: &str, request: &UpdateGameSession, word: &str) -> GameSession {
        let policy = request.player_session_creation_policy.as_deref();
        let mut session = GameSession {
            game_session_id: Some(self.game_session_id(name)),
            maximum_player_session_count: request.maximum_player_session_count,
            player_session_creation_policy: policy.and_then(PlayerSessionCreationPolicy::parse),
            name: request.name.clone(),
            ..GameSession::default()
        };
        put_game_session(&mut Marked::of(word), &mut session);
        session
    }

    fn described_game_session(&self, name: &str, words: &[String]) -> GameSession {
        let mut session = GameSession {
            game_session_id: Some(self.game_session_id(name)),
            ..GameSession::default()
        };
        let mut marked = Marked::of(&format!("x[{}]", words.join(",")));
        put_game_session(&mut marked, &mut session);
        session
    }

    /// Returns a player session of a reply: one that was made before, or a new one.
    fn returned(&mut self, name: &str, call: &Call, item: &str) -> PlayerSession {
        let mut marked = Marked::of(item);
        if marked.word.contains('#') {
            let found = self.player_session(name, &marked.word);
            let mut session = found.expect("the player session was made before").clone();
            put_player_session(&mut marked, &mut session);
            return session;
        }
        let player = text(&marked.word);
        let data = call.data.get(&player).cloned();
        let mut session = self.new_player_session(name, &player, data);
        let mut told = session.clone();
        put_player_session(&mut marked, &mut told);
        session
            .player_session_id
            .clone_from(&told.player_session_id);
        self.player_sessions.push((name.to_owned(), session));
        told
    }

    /// Returns a player session of a list: `p1:RESERVED`.
    fn described(&mut self, name: &str, item: &str) -> PlayerSession {
        let mut marked = Marked::of(item);
        let (handle, status) = marked.word.rsplit_once(':').expect("a status is listed");
        let handle = text(handle);
        let status = PlayerSessionStatus::parse(status);
        let known = self.player_session(name, &handle).cloned();
        let mut session = known.unwrap_or_else(|| {
            let player = handle.split('#').next().unwrap_or_default();
            let session = self.new_player_session(name, player, None);
            let made = (name.to_owned(), session.clone());
            self.player_sessions.push(made);
            session
        });
        session.status = status;
        put_player_session(&mut marked, &mut session);
        session
    }

    fn new_player_session(&self, name: &str, player: &str, data: Option<String>) -> PlayerSession {
        let number = self.player_sessions.len() + 1;
        PlayerSession {
            player_session_id: Some(format!("psess-{number}")),
            player_id: Some(player.to_owned()),
            game_session_id: Some(self.game_session_id(name)),
            fleet_id: Some(FLEET_ID.to_owned()),
            fleet_arn: Some(FLEET_ARN.to_owned()),
            creation_time: Some(self.timestamp()),
            status: Some(PlayerSessionStatus::Reserved),
            ip_address: Some("10.0.0.1".to_owned()),
            port: Some(7777),
            player_data: data,
            ..PlayerSession::default()
        }
    }

    fn timestamp(&self) -> Timestamp {
        let millis = i64::try_from(self.now.as_millis()).expect("stories are short");
        Timestamp(1_700_000_000_000 + millis)
    }
}

/// Splits a list at its pages; returns it without the marks, and how long each page is.
///
/// What follows the last mark may be an exception: then it alone came of it.
pub(super) fn pages(right: &str) -> (String, Vec<usize>) {
    let pages: Vec<&str> = right.split('|').collect();
    let is_item = |word: &&str| word.contains(':');
    let count = |page: &&str| -> usize {
        let items = page.split_whitespace().filter(is_item);
        items.map(|item| spread(item.to_owned()).len()).sum()
    };
    let last = pages.last().copied().unwrap_or_default().trim();
    let is_list = last.contains(':') || last == "none" || last.is_empty();
    if pages.len() == 1 {
        let is_list = is_list && !last.is_empty() && !last.starts_with("ok");
        let lengths = is_list.then(|| count(&last));
        return (right.to_owned(), lengths.into_iter().collect());
    }
    if is_list {
        return (pages.join(" "), pages.iter().map(count).collect());
    }
    let before = &pages[..pages.len() - 1];
    (last.to_owned(), before.iter().map(count).collect())
}

/// Returns the items of a list, and the token of the next page where it does not end.
fn listed(first: &str, words: &mut Words) -> (Vec<String>, Option<String>) {
    let mut items = vec![first.to_owned()];
    items.extend(words.rest());
    let is_endless = items.iter().any(|item| item == "...");
    items.retain(|item| item != "none" && item != "...");
    (items, is_endless.then(|| "more".to_owned()))
}

/// Returns `p1:RESERVED`, `p2:RESERVED`, … for `p1..p9:RESERVED`.
fn spread(word: String) -> Vec<String> {
    match word.split_once(':') {
        Some((players, status)) if players.contains("..") => many(players.to_owned())
            .into_iter()
            .map(|player| format!("{player}:{status}"))
            .collect(),
        _ => vec![word],
    }
}

/// Returns `GameSessionFullException` for `GameSessionFull[status=404,message=-]`.
fn exception(word: &str) -> Exception {
    let mut marked = Marked::of(word);
    let kind = ExceptionKind::parse(&format!("{}Exception", marked.word));
    let is_fault = kind == ExceptionKind::InternalService;
    let mut status = Some(if is_fault { 500 } else { 400 });
    let mut message = Some("because".to_owned());
    marked.put_parsed("status", &mut status, |text| text.parse().ok());
    marked.put("message", &mut message);
    marked.finish();
    Exception {
        kind,
        message,
        status: status.unwrap_or_default(),
    }
}

fn put_player_session(marked: &mut Marked, session: &mut PlayerSession) {
    marked.put("id", &mut session.player_session_id);
    marked.put("player", &mut session.player_id);
    marked.put("session", &mut session.game_session_id);
    marked.put("fleet", &mut session.fleet_id);
    marked.put("fleet-arn", &mut session.fleet_arn);
    marked.put_parsed("created", &mut session.creation_time, time);
    marked.put_parsed("ended", &mut session.termination_time, time);
    marked.put_parsed("status", &mut session.status, PlayerSessionStatus::parse);
    marked.put("ip", &mut session.ip_address);
    marked.put("dns", &mut session.dns_name);
    marked.put_parsed("port", &mut session.port, |text| text.parse().ok());
    marked.put("data", &mut session.player_data);
    marked.finish();
}

fn take_protection(marked: &mut Marked) -> Option<ProtectionPolicy> {
    let mut protection = Some(ProtectionPolicy::NoProtection);
    marked.put_parsed("protection", &mut protection, ProtectionPolicy::parse);
    protection
}

fn put_game_session(marked: &mut Marked, session: &mut GameSession) {
    let number = |text: &str| text.parse().ok();
    marked.put("id", &mut session.game_session_id);
    marked.put("fleet", &mut session.fleet_id);
    marked.put("location", &mut session.location);
    marked.put("name", &mut session.name);
    marked.put("reason", &mut session.status_reason);
    let all = |text: &str| Some(properties(text));
    marked.put_parsed("props", &mut session.game_properties, all);
    marked.put_parsed("max", &mut session.maximum_player_session_count, number);
    marked.put_parsed("count", &mut session.current_player_session_count, number);
    marked.put_parsed("status", &mut session.status, GameSessionStatus::parse);
    let policy = PlayerSessionCreationPolicy::parse;
    marked.put_parsed(
        "policy",
        &mut session.player_session_creation_policy,
        policy,
    );
    marked.put_parsed("created", &mut session.creation_time, time);
    marked.put_parsed("ended", &mut session.termination_time, time);
    marked.put("ip", &mut session.ip_address);
    marked.put_parsed("port", &mut session.port, number);
    marked.finish();
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok().map(Timestamp)
}
