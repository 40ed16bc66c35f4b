//! Steps of a plan in words.

use std::collections::BTreeMap;

use super::queries;
use super::text::{self, list};
use crate::history::Label;
use crate::history::broken::Breakage;
use crate::plan::step::{
    AliasHandle, BrokenStep, Changes, Creation, DataMap, FleetHandle, GameSessionHandle,
    GameSessionRef, Place, Plan, PlayerSessionName, PlayerSessionRef, Routing, Step, Stray,
    StrayRequest, Text, Wait, Wire,
};

/// The numbers by which a reader knows steps, and the players that they name.
#[derive(Debug)]
pub(super) struct Numbers {
    steps: BTreeMap<Label, (usize, Vec<String>)>,
}

/// Returns what a step does, without its arguments.
pub(super) fn verb(step: &Step) -> &'static str {
    match step {
        Step::CreateGameSession { .. } => "create game session",
        Step::CreatePlayerSessions { .. } => "create player sessions",
        Step::CreatePlayerSession { .. } => "create player session",
        Step::DescribePlayerSessions(_) => "describe player sessions",
        Step::DescribeGameSessions(query) => queries::verb(query),
        Step::SearchGameSessions(_) => "search game sessions",
        Step::UpdateGameSession { .. } => "update game session",
        Step::TerminateGameSession { .. } => "terminate game session",
        Step::CreateAlias { .. } => "create alias",
        Step::Activate(_) => "activate",
        Step::Accept(_) => "accept",
        Step::Remove(_) => "remove",
        Step::Stray(stray) => match stray.request {
            StrayRequest::Accept => "accept",
            StrayRequest::Remove => "remove",
        },
        Step::SetPolicy { .. } => "set policy",
        Step::EndProcess(_) => "end process",
        Step::Broken(broken) => verb(&broken.request),
        Step::Wait(_) => "wait",
    }
}

/// Returns the players that a step creates sessions for, in words.
pub(super) fn players(step: &Step) -> Vec<String> {
    match step {
        Step::CreatePlayerSessions { players, .. } => players.iter().map(words).collect(),
        Step::CreatePlayerSession { player, .. } => vec![words(player)],
        Step::CreateGameSession { .. }
        | Step::DescribePlayerSessions(_)
        | Step::DescribeGameSessions(_)
        | Step::SearchGameSessions(_)
        | Step::UpdateGameSession { .. }
        | Step::TerminateGameSession { .. }
        | Step::CreateAlias { .. }
        | Step::SetPolicy { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => Vec::new(),
    }
}

/// Returns a text of the plan in words: scoped ones as names, exact ones in quotes.
pub(super) fn words(text: &Text) -> String {
    match text {
        Text::Scoped(text) => text::bare(text),
        Text::Exact(text) => text::quoted(text),
        Text::Repeated { character, count } => text::repeated(*character, *count as usize),
    }
}

/// Returns the name of a game session of the plan.
pub(super) fn game_session(GameSessionHandle(number): GameSessionHandle) -> String {
    format!("gs-{number}")
}

impl Numbers {
    /// Numbers the steps of a plan from 1.
    pub(super) fn of(plan: &Plan) -> Self {
        let numbered = plan.steps.iter().zip(1..);
        Self {
            steps: numbered
                .map(|(step, number)| (step.label, (number, players(step.step.unbroken()))))
                .collect(),
        }
    }

    /// Returns the arguments of a step in words.
    pub(super) fn arguments(&self, step: &Step) -> String {
        match step {
            Step::CreateGameSession(creation) => self::creation(creation),
            Step::CreatePlayerSessions {
                game_session, data, ..
            } => {
                let place = reference(*game_session);
                format!("{place} {}{}", list(&players(step), "players"), map(data))
            }
            Step::CreatePlayerSession {
                game_session,
                player,
                data,
            } => {
                let data = data.as_ref().map(|data| format!(" data {}", value(data)));
                let place = reference(*game_session);
                format!("{place} {}{}", words(player), data.unwrap_or_default())
            }
            Step::DescribePlayerSessions(query) => {
                let session = step.player_session().map(|session| self.player(session));
                queries::players(query, session)
            }
            Step::DescribeGameSessions(query) => queries::games(query),
            Step::SearchGameSessions(search) => queries::search(search),
            Step::UpdateGameSession {
                game_session,
                changes,
            } => format!("{}{}", reference(*game_session), self::changes(changes)),
            Step::TerminateGameSession { game_session, mode } => {
                format!("{} {}", reference(*game_session), mode.name())
            }
            Step::CreateAlias { handle, routing } => routed(*handle, *routing),
            Step::SetPolicy {
                game_session: handle,
                policy,
            } => format!("{} {policy}", game_session(*handle)),
            Step::Activate(handle) | Step::EndProcess(handle) => game_session(*handle),
            Step::Accept(player) | Step::Remove(player) => self.player(*player),
            Step::Broken(broken) => {
                let arguments = self.arguments(&broken.request);
                format!("{arguments}, {}", how(broken))
            }
            Step::Stray(stray) => self.stray(stray),
            Step::Wait(wait) => self.wait(*wait),
        }
    }

    fn player(&self, player: PlayerSessionRef) -> String {
        let Some((number, players)) = self.steps.get(&player.created_by) else {
            return "a player of a step that is gone".to_owned();
        };
        let position = player.position as usize;
        let name = players.get(position).map_or("a player", String::as_str);
        format!("{name} of step {number}")
    }

    fn stray(&self, stray: &Stray) -> String {
        let session = match stray.player_session {
            PlayerSessionName::Known(player) => self.player(player),
            name @ (PlayerSessionName::Unknown | PlayerSessionName::Malformed) => {
                queries::made_up(name).unwrap_or_default()
            }
        };
        let home = game_session(stray.game_session);
        format!("{session} by the game server of {home}")
    }

    fn wait(&self, wait: Wait) -> String {
        let step = self.steps.get(&wait.deadline_of).map_or_else(
            || "a step that is gone".to_owned(),
            |(number, _)| format!("step {number}"),
        );
        wait.describe(&step)
    }
}

/// Returns how a request is broken, in words.
fn how(broken: &BrokenStep) -> String {
    let wire = Wire::from(broken.protocol);
    match &broken.breakage {
        Breakage::Whole(whole) => format!("{wire} body broken: {}", whole.name()),
        Breakage::Member { name, spoil } => format!("{wire} {name} broken: {}", spoil.name()),
        Breakage::Head(head) => format!("{wire} head broken: {}", head.name()),
        Breakage::Form(form) => format!("{wire} form: {}", form.name()),
    }
}

fn creation(creation: &Creation) -> String {
    let maximum = format!("maximum {}", creation.maximum);
    let is_usual = creation.place == Place::Fleet(FleetHandle(1));
    let place = (!is_usual).then(|| format!(" on {}", creation.place));
    let name = creation.name.as_ref().map(name);
    let token = creation
        .token
        .as_ref()
        .map(|token| format!(" token {}", value(token)));
    let properties = properties(&creation.properties);
    [Some(maximum), place, name, properties, token]
        .into_iter()
        .flatten()
        .collect()
}

fn changes(changes: &Changes) -> String {
    let maximum = changes.maximum.map(|maximum| format!(" maximum {maximum}"));
    let policy = changes.policy.map(|policy| format!(" policy {policy}"));
    let name = changes.name.as_ref().map(name);
    let protection = changes.protection;
    let protection = protection.map(|policy| format!(" protection {}", policy.name()));
    let properties = properties(&changes.properties);
    [maximum, policy, name, protection, properties]
        .into_iter()
        .flatten()
        .collect()
}

fn properties(properties: &[(Text, Text)]) -> Option<String> {
    let pairs = properties.iter();
    let pairs: Vec<String> = pairs
        .map(|(key, text)| format!("{}: {}", words(key), value(text)))
        .collect();
    let all = text::enumeration(&pairs, 3, "properties");
    (!pairs.is_empty()).then(|| format!(" properties {{{all}}}"))
}

fn routed(handle: AliasHandle, routing: Routing) -> String {
    match routing {
        Routing::Fleet(fleet) => format!("{} to fleet-{}", alias(handle), fleet.0),
        Routing::Terminal => format!("{} to nowhere", alias(handle)),
    }
}

fn alias(AliasHandle(number): AliasHandle) -> String {
    format!("alias-{number}")
}

fn name(name: &Text) -> String {
    format!(" name {}", value(name))
}

pub(super) fn reference(reference: GameSessionRef) -> String {
    match reference {
        GameSessionRef::Handle(handle) => game_session(handle),
        GameSessionRef::Unknown => "unknown id".to_owned(),
        GameSessionRef::ForeignRegion(handle) => {
            format!("id of {} in another Region", game_session(handle))
        }
        GameSessionRef::ForeignFleet(handle) => {
            format!("id of {} on another fleet", game_session(handle))
        }
        GameSessionRef::ForeignAccount(handle) => {
            format!("id of {} in another account", game_session(handle))
        }
        GameSessionRef::BareId(handle) => format!("bare id of {}", game_session(handle)),
        GameSessionRef::FleetId => "fleet's id".to_owned(),
        GameSessionRef::AliasId(handle) => format!("id of {}", alias(handle)),
        GameSessionRef::AliasArn(handle) => format!("ARN of {}", alias(handle)),
        GameSessionRef::Malformed => "malformed id".to_owned(),
        GameSessionRef::TooLong => "id of 513 characters".to_owned(),
    }
}

fn map(data: &DataMap) -> String {
    match data {
        DataMap::Absent => String::new(),
        DataMap::Null => " data null".to_owned(),
        DataMap::Entries(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, data)| {
                    let data = data.as_ref().map_or_else(|| "null".to_owned(), value);
                    format!("{}: {data}", words(key))
                })
                .collect();
            format!(" data {{{}}}", text::enumeration(&entries, 3, "entries"))
        }
    }
}

/// Returns a value in words: always in quotes, so that it is no player.
pub(super) fn value(data: &Text) -> String {
    match data {
        Text::Scoped(text) | Text::Exact(text) => text::quoted(text),
        Text::Repeated { .. } => words(data),
    }
}
