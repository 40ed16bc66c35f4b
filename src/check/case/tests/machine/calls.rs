//! Calls that create player sessions.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{GameSession, Machine, Player, Role};
use crate::api::action::Action;
use crate::api::document::{Document, Timestamp};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::json;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreatePlayerSession, CreatePlayerSessions, Request};
use crate::history::{Act, Command, Outcome};

pub(super) const PLAYERS: [&str; 7] = ["p1", "p2", "p3", "p4", "P1", "p1 ", "é"];

/// A call as the machine reads it.
struct Call {
    is_single: bool,
    players: Vec<String>,
    data: BTreeMap<String, String>,
    is_odd: bool,
    is_null: bool,
}

impl Machine {
    pub(super) fn call(&mut self, at: usize) -> (Act, Outcome) {
        let call = self.choose_call();
        let mut id = self.game_sessions[at].id.clone();
        let mut refusals: Vec<Option<&'static str>> = self.limits(&call);
        let stranger = self.choices.pick(15);
        if stranger == 1 {
            id.push('0');
            refusals.push(self.answers.exception("U-18/unknown-id"));
        } else if stranger == 2 && !self.aliases.is_empty() {
            let alias = self.aliases[self.choices.pick(self.aliases.len())].clone();
            id = alias.id;
            let is_terminal = alias.fleet.is_none();
            let context = if is_terminal { "U-28" } else { "U-17/alias" };
            refusals.push(self.answers.exception(context));
        } else {
            refusals.extend(self.conditions(at, &call));
        }
        let act = Act::Command(command(&call, id));
        let refusals: Vec<&'static str> = refusals.into_iter().flatten().collect();
        if refusals.is_empty() {
            let outcome = self.reserve(at, &call);
            return (act, outcome);
        }
        let refusal = refusals[self.choices.pick(refusals.len())];
        (act, exception(refusal))
    }

    fn choose_call(&mut self) -> Call {
        let is_single = self.choices.pick(3) == 1;
        let count = match (is_single, self.choices.pick(20)) {
            (true, _) => 1,
            (false, 1) => 26,
            (false, n) => 1 + n % 3,
        };
        let mut players = Vec::new();
        for number in 0..count {
            players.push(match count {
                26 => format!("p{number}"),
                _ => PLAYERS[self.choices.pick(PLAYERS.len())].to_owned(),
            });
            if self.role == Role::Other {
                // Nobody else has our players.
                players[number] = format!("other {}", players[number]);
            }
        }
        let mut data = BTreeMap::new();
        let (mut is_odd, mut is_null) = (false, false);
        match self.choices.pick(10) {
            1..=3 => {
                data.insert(players[0].clone(), "data".to_owned());
            }
            4 if !is_single => {
                data.insert("nobody".to_owned(), "data".to_owned());
            }
            5 if !is_single => {
                data.insert("nobody".to_owned(), "d".repeat(2049));
            }
            6 if !is_single => is_odd = true,
            7 if !is_single => is_null = true,
            _ => {}
        }
        Call {
            is_single,
            players,
            data,
            is_odd,
            is_null,
        }
    }

    fn limits(&self, call: &Call) -> Vec<Option<&'static str>> {
        let mut refusals = Vec::new();
        if call.players.len() > 25 {
            refusals.push(self.answers.exception("limits"));
        }
        if call.is_odd {
            refusals.push(self.answers.exception("U-11/empty-map"));
        }
        if call.is_null {
            refusals.push(self.answers.exception("U-11/null-map"));
        }
        if call
            .data
            .get("nobody")
            .is_some_and(|value| value.len() > 2048)
        {
            refusals.push(self.answers.exception("U-11/ignored-value"));
        }
        refusals
    }

    fn conditions(&self, at: usize, call: &Call) -> Vec<Option<&'static str>> {
        use GameSessionStatus as S;
        let game_session = &self.game_sessions[at];
        let answers = &self.answers;
        let mut refusals = Vec::new();
        match game_session.status {
            S::Activating => refusals.push(answers.exception("U-15")),
            S::Active
                if game_session
                    .active_from
                    .is_some_and(|from| self.moment < from) =>
            {
                refusals.push(answers.exception("U-15"));
            }
            S::Active => {}
            S::Terminating => {
                refusals.push(answers.exception("U-16/terminating"));
            }
            S::Terminated | S::Error => {
                refusals.push(answers.exception("U-16/terminated"));
            }
        }
        if game_session.policy == PlayerSessionCreationPolicy::DenyAll {
            refusals.push(answers.exception("U-14"));
        }
        if is_repeated(call) {
            refusals.push(answers.exception("U-03"));
        }
        let holds = |status| {
            let mut players = game_session.players.iter();
            players.any(|one| one.status == status && call.players.contains(&one.name))
        };
        if holds(PlayerSessionStatus::Reserved) {
            refusals.push(answers.exception("U-04"));
        }
        if holds(PlayerSessionStatus::Active) {
            refusals.push(answers.exception("U-05"));
        }
        let need = self
            .plan(game_session, call)
            .iter()
            .filter(|one| one.1.is_none())
            .count();
        let need = i64::try_from(need).expect("players are few");
        if need > 0 && need > game_session.maximum - game_session.taken(self.moment) {
            refusals.push(Some("GameSessionFullException"));
        }
        refusals
    }

    /// Returns what each player gets: an existing player session, or a new one.
    fn plan(&self, game_session: &GameSession, call: &Call) -> Vec<(String, Option<usize>)> {
        use PlayerSessionStatus as S;
        let mut plan: Vec<(String, Option<usize>)> = Vec::new();
        for player in &call.players {
            let is_again = plan.iter().any(|(one, _)| one == player);
            if is_again && self.answers.are("U-03", "one-session") {
                continue;
            }
            let find = |context, status| {
                let mut players = game_session.players.iter();
                let index = players.position(|one| one.name == *player && one.status == status);
                index.filter(|_| self.answers.are(context, "existing-session"))
            };
            let existing = find("U-04", S::Reserved).or_else(|| find("U-05", S::Active));
            plan.push((player.clone(), existing));
        }
        plan
    }

    fn reserve(&mut self, at: usize, call: &Call) -> Outcome {
        let plan = self.plan(&self.game_sessions[at], call);
        let mut indices = Vec::new();
        for (player, existing) in plan {
            let late = self.lag();
            let players = &mut self.game_sessions[at].players;
            indices.push(existing.unwrap_or(players.len()));
            if existing.is_none() {
                self.player_session_count += 1;
                players.push(Player {
                    id: format!("psess-{}", self.player_session_count),
                    data: call.data.get(&player).cloned(),
                    name: player,
                    status: PlayerSessionStatus::Reserved,
                    created: self.moment,
                    deadline: self.moment + Duration::from_mins(1),
                    late,
                    slot_until: Duration::ZERO,
                });
            }
        }
        if self.choices.pick(4) == 1 {
            indices.reverse();
        }
        let game_session = &self.game_sessions[at];
        let mut sessions = Vec::new();
        for index in indices {
            let player = &game_session.players[index];
            let mut session = Self::player_session(game_session, player);
            if self.answers.are("U-31/player-data", "absent") {
                session.player_data = None;
            }
            if self.answers.are("U-31/ip-address", "absent") {
                session.ip_address = None;
            }
            sessions.push(session);
        }
        replied(if call.is_single {
            Response::CreatePlayerSession(sessions.pop())
        } else {
            Response::CreatePlayerSessions(sessions)
        })
    }

    pub(super) fn player_session(game_session: &GameSession, player: &Player) -> PlayerSession {
        let created = i64::try_from(player.created.as_millis()).expect("times are short");
        PlayerSession {
            player_session_id: Some(player.id.clone()),
            player_id: Some(player.name.clone()),
            game_session_id: Some(game_session.id.clone()),
            fleet_id: Some(game_session.fleet.to_owned()),
            creation_time: Some(Timestamp(created)),
            status: Some(player.status),
            ip_address: Some("10.0.0.1".to_owned()),
            port: Some(7777),
            player_data: player.data.clone(),
            ..PlayerSession::default()
        }
    }
}

fn is_repeated(call: &Call) -> bool {
    let mut players = call.players.clone();
    players.sort();
    players.dedup();
    players.len() < call.players.len()
}

fn command(call: &Call, id: String) -> Command {
    let game_session_id = GameSessionId(id);
    if call.is_single {
        return Command::Typed(Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id,
            player_id: PlayerId(call.players[0].clone()),
            player_data: call.data.get(&call.players[0]).cloned(),
        }));
    }
    let has_map = call.is_odd || !call.data.is_empty();
    let request = Request::CreatePlayerSessions(CreatePlayerSessions {
        game_session_id,
        player_ids: call.players.iter().cloned().map(PlayerId).collect(),
        player_data_map: has_map.then(|| call.data.clone()),
    });
    match request.to_document() {
        Document::Map(mut members) if call.is_null => {
            members.insert("PlayerDataMap".to_owned(), Document::Null);
            Command::Raw {
                action: Action::CreatePlayerSessions,
                body: json::write(&Document::Map(members)),
            }
        }
        _ => Command::Typed(request),
    }
}

pub(super) fn replied(response: Response) -> Outcome {
    Outcome::Replied(Reply::Response {
        response,
        problems: Vec::new(),
    })
}

pub(super) fn exception(name: &str) -> Outcome {
    Outcome::Replied(Reply::Exception(Exception {
        kind: ExceptionKind::parse(name),
        message: Some("because".to_owned()),
        status: 400,
    }))
}
