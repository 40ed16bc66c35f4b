//! A small backend on loopback that knows some of the API and has one shape of many.
//!
//! It speaks JSON alone, has no server SDK, and knows neither idempotency tokens nor pages. `tests/targets/small_backend.py` is its twin for
//! people to read.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// How a backend refuses what it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusing {
    UnknownOperation,
    NotFound,
    NotImplemented,
    HtmlPage,
    /// With an exception that what it knows has, too, in words of its own.
    InvalidRequest,
    /// As if it had done what it was asked for.
    EmptyBody,
    /// Not at all: the connection is cut.
    HangingUp,
}

/// When its game sessions become ACTIVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activating {
    AtOnce,
    /// By themselves, when they are described for the third time.
    AtThirdLook,
}

/// What it does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    None,
    /// It lets one player in who has no slot.
    OversellsByOne,
    /// It says that it has created player sessions, and has not.
    CreatesNothing,
}

/// A backend's shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) actions: &'static [&'static str],
    pub(crate) refusing: Refusing,
    pub(crate) activating: Activating,
    pub(crate) has_arns: bool,
    pub(crate) defect: Defect,
}

impl Shape {
    /// What a small backend knows, without game sessions to describe.
    pub(crate) const SMALL: Self = Self {
        actions: &[
            "CreateFleet",
            "CreateGameSession",
            "CreatePlayerSession",
            "CreatePlayerSessions",
            "DescribePlayerSessions",
        ],
        refusing: Refusing::UnknownOperation,
        activating: Activating::AtOnce,
        has_arns: false,
        defect: Defect::None,
    };
}

#[derive(Default)]
struct State {
    count: u32,
    fleets: Vec<String>,
    game_sessions: BTreeMap<String, GameSession>,
    player_sessions: Vec<Value>,
}

struct GameSession {
    fleet_id: String,
    maximum: i64,
    looks: u32,
}

/// The name of an exception.
type Refused = &'static str;

/// Starts a backend and returns its URL; it lives as long as the process.
pub(crate) fn serve(shape: Shape) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let state = Arc::new(Mutex::new(State::default()));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let state = Arc::clone(&state);
            // Whoever hangs up is not answered.
            std::thread::spawn(move || converse(stream.unwrap(), shape, &state));
        }
    });
    url
}

fn converse(stream: TcpStream, shape: Shape, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut writer = stream;
    loop {
        let (mut action, mut length, mut is_json) = (String::new(), 0, false);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            is_json |= line.starts_with("POST / ");
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().ok()?;
                }
                Some((name, value)) if name.eq_ignore_ascii_case("x-amz-target") => {
                    value.strip_prefix("GameLift.")?.clone_into(&mut action);
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (status, kind, text) = if is_json && shape.actions.contains(&action.as_str()) {
            let request = serde_json::from_slice(&body).ok()?;
            let answer = state.lock().unwrap().answer(shape, &action, &request);
            let (status, answer) = match answer {
                Ok(answer) => (200, answer),
                Err(refused) => (400, json!({ "__type": refused, "Message": "no" })),
            };
            (status, "application/x-amz-json-1.1", answer.to_string())
        } else {
            refuse(shape.refusing)?
        };
        let length = text.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\nx-amzn-requestid: 1\r\ncontent-length: {length}\r\n\r\n{text}"
        );
        writer.write_all(head.as_bytes()).ok()?;
    }
}

fn refuse(refusing: Refusing) -> Option<(u16, &'static str, String)> {
    Some(match refusing {
        Refusing::UnknownOperation => (
            400,
            "application/x-amz-json-1.1",
            json!({ "__type": "UnknownOperationException" }).to_string(),
        ),
        Refusing::NotFound => (404, "text/plain", String::new()),
        Refusing::NotImplemented => (501, "text/plain", String::new()),
        Refusing::HtmlPage => (
            200,
            "text/html",
            "<!DOCTYPE html><title>Welcome</title>".to_owned(),
        ),
        Refusing::InvalidRequest => (
            400,
            "application/x-amz-json-1.1",
            json!({ "__type": "InvalidRequestException", "Message": "no such action" }).to_string(),
        ),
        Refusing::EmptyBody => (200, "application/x-amz-json-1.1", String::new()),
        Refusing::HangingUp => return None,
    })
}

impl State {
    fn answer(&mut self, shape: Shape, action: &str, request: &Value) -> Result<Value, Refused> {
        match action {
            "CreateFleet" => self.create_fleet(request),
            "CreateLocation" => Ok(json!({ "Location": { "LocationName": "custom-1" } })),
            // Nothing listens at this socket.
            "RegisterCompute" => Ok(json!({
                "Compute": { "GameLiftServiceSdkEndpoint": "ws://127.0.0.1:1" },
            })),
            "GetComputeAuthToken" => Ok(json!({ "AuthToken": "token" })),
            "CreateGameSession" => self.create_game_session(shape, request),
            "DescribeGameSessions" => self.describe_game_sessions(shape, request),
            "CreatePlayerSession" => {
                let players = vec![request["PlayerId"].clone()];
                let data = json!({});
                let mut data = data.as_object().unwrap().clone();
                if let Some(text) = request["PlayerData"].as_str() {
                    let player = request["PlayerId"].as_str().unwrap_or_default();
                    data.insert(player.to_owned(), json!(text));
                }
                let sessions = self.reserve(shape, request, &players, &Value::Object(data))?;
                Ok(json!({ "PlayerSession": sessions[0] }))
            }
            "CreatePlayerSessions" => {
                let players = request["PlayerIds"].as_array().cloned().unwrap_or_default();
                let sessions = self.reserve(shape, request, &players, &request["PlayerDataMap"])?;
                Ok(json!({ "PlayerSessions": sessions }))
            }
            _ => self.describe_player_sessions(request),
        }
    }

    fn name(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}-00000000-0000-4000-8000-{:012}", self.count)
    }

    fn create_fleet(&mut self, request: &Value) -> Result<Value, Refused> {
        if request["Name"].as_str().is_none_or(str::is_empty) {
            return Err("InvalidRequestException");
        }
        let fleet_id = self.name("fleet");
        self.fleets.push(fleet_id.clone());
        Ok(json!({ "FleetAttributes": { "FleetId": fleet_id, "Status": "ACTIVE" } }))
    }

    fn create_game_session(&mut self, shape: Shape, request: &Value) -> Result<Value, Refused> {
        let maximum = request["MaximumPlayerSessionCount"].as_i64();
        let maximum = maximum.filter(|maximum| (0..=200).contains(maximum));
        let maximum = maximum.ok_or("InvalidRequestException")?;
        let fleet_id = request["FleetId"].as_str();
        let fleet_id = fleet_id.ok_or("InvalidRequestException")?.to_owned();
        // Where none are created, whatever is named is one.
        if !self.fleets.contains(&fleet_id) && shape.actions.contains(&"CreateFleet") {
            return Err("NotFoundException");
        }
        let mut id = self.name("gsess");
        if shape.has_arns {
            id = format!("arn:aws:gamelift:us-east-1::gamesession/{fleet_id}/{id}");
        }
        let game_session = GameSession {
            fleet_id,
            maximum,
            looks: 0,
        };
        let described = described(&id, &game_session, shape);
        self.game_sessions.insert(id, game_session);
        Ok(json!({ "GameSession": described }))
    }

    fn describe_game_sessions(&mut self, shape: Shape, request: &Value) -> Result<Value, Refused> {
        let id = request["GameSessionId"].as_str().unwrap_or_default();
        let Some(game_session) = self.game_sessions.get_mut(id) else {
            return Err("NotFoundException");
        };
        game_session.looks += 1;
        Ok(json!({ "GameSessions": [described(id, game_session, shape)] }))
    }

    fn reserve(
        &mut self,
        shape: Shape,
        request: &Value,
        players: &[Value],
        data: &Value,
    ) -> Result<Vec<Value>, Refused> {
        let id = request["GameSessionId"].as_str().unwrap_or_default();
        let is_legal = |text: &Value, most: usize| {
            let text = text.as_str().unwrap_or_default();
            (1..=most).contains(&text.chars().count())
        };
        let data_is_legal = data.as_object().is_none_or(|data| {
            data.values()
                .all(|text| text.is_null() || is_legal(text, 2048))
        });
        if !is_id(id)
            || !(1..=25).contains(&players.len())
            || !players.iter().all(|player| is_legal(player, 1024))
            || !data_is_legal
        {
            return Err("InvalidRequestException");
        }
        let Some(game_session) = self.game_sessions.get(id) else {
            return Err("NotFoundException");
        };
        if status(game_session, shape) != "ACTIVE" {
            return Err("InvalidGameSessionStatusException");
        }
        let (maximum, fleet_id) = (game_session.maximum, game_session.fleet_id.clone());
        let is_here = |session: &&Value| session["GameSessionId"] == id;
        let taken = self.player_sessions.iter().filter(is_here).count() + players.len();
        let most = maximum + i64::from(shape.defect == Defect::OversellsByOne);
        if i64::try_from(taken).unwrap() > most {
            return Err("GameSessionFullException");
        }
        let mut created = Vec::new();
        for player in players {
            let mut session = json!({
                "PlayerSessionId": self.name("psess"),
                "PlayerId": player,
                "GameSessionId": id,
                "FleetId": fleet_id,
                "Status": "RESERVED",
                "CreationTime": 1_700_000_000.5,
            });
            if let Some(text) = data.get(player.as_str().unwrap_or_default()) {
                session["PlayerData"] = text.clone();
            }
            created.push(session);
        }
        if shape.defect != Defect::CreatesNothing {
            self.player_sessions.extend(created.iter().cloned());
        }
        Ok(created)
    }

    fn describe_player_sessions(&self, request: &Value) -> Result<Value, Refused> {
        let keys = ["GameSessionId", "PlayerId", "PlayerSessionId"];
        let mut given = keys.into_iter().filter(|key| request[key].is_string());
        let (Some(key), None) = (given.next(), given.next()) else {
            return Err("InvalidRequestException");
        };
        let id = request[key].as_str().unwrap_or_default();
        if (key == "GameSessionId" && !is_id(id))
            || (key == "PlayerSessionId" && !id.starts_with("psess-"))
        {
            return Err("InvalidRequestException");
        }
        let status = request["PlayerSessionStatusFilter"].as_str();
        let is_asked = |session: &&Value| {
            let is_kept = status.is_none_or(|status| session["Status"] == status);
            session[key] == request[key] && (is_kept || key != "GameSessionId")
        };
        let found: Vec<&Value> = self.player_sessions.iter().filter(is_asked).collect();
        // An empty list is left out.
        Ok(if found.is_empty() {
            json!({})
        } else {
            json!({ "PlayerSessions": found })
        })
    }
}

fn is_id(text: &str) -> bool {
    let is_legal = |one: char| one.is_ascii_alphanumeric() || ":/-".contains(one);
    (1..=512).contains(&text.len()) && text.chars().all(is_legal)
}

fn status(game_session: &GameSession, shape: Shape) -> &'static str {
    match shape.activating {
        Activating::AtThirdLook if game_session.looks < 3 => "ACTIVATING",
        Activating::AtThirdLook | Activating::AtOnce => "ACTIVE",
    }
}

/// Returns a game session as it is described: zero counts are left out.
fn described(id: &str, game_session: &GameSession, shape: Shape) -> Value {
    json!({
        "GameSessionId": id,
        "FleetId": game_session.fleet_id,
        "MaximumPlayerSessionCount": game_session.maximum,
        "Status": status(game_session, shape),
        "CreationTime": 1_700_000_000.5,
    })
}
