//! Tests of the emulator: the machine in process, the server over loopback.

mod aliases;
mod cbor;
mod endings;
mod essence;
mod faults;
mod fleets;
mod games;
mod listings;
mod search;
mod updates;
mod invariants;
mod players;
mod server;
mod sockets;
mod variations;
mod wire;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::faults::Fault;
use super::settings::Settings;
use super::variations::{Variation, Variations};
use super::{Emulator, ExchangeId, HttpReply, HttpRequest, Input, Output, SocketId};

/// The location, and the compute, of every world.
const LOCATION: &str = "custom-here";
const COMPUTE: &str = "host-1";

/// A machine with a clock, one fleet with one compute, and mailboxes for its sockets.
struct World {
    emulator: Emulator,
    now: Duration,
    fleet: String,
    token: String,
    count: u64,
    inbox: BTreeMap<SocketId, Vec<Value>>,
    closed: BTreeMap<SocketId, u16>,
}

/// A game session, and the socket of its process.
struct Game {
    id: String,
    socket: SocketId,
}

impl World {
    fn new() -> Self {
        Self::with(Settings::default())
    }

    fn with_fault(fault: Fault) -> Self {
        Self::with(Settings {
            faults: [fault].into(),
            ..Settings::default()
        })
    }

    fn with_variation(variation: Variation) -> Self {
        Self::with(Settings {
            variations: Variations::new([variation]).unwrap(),
            ..Settings::default()
        })
    }

    fn with(settings: Settings) -> Self {
        let mut world = Self {
            emulator: Emulator::new(settings),
            now: Duration::ZERO,
            fleet: String::new(),
            token: String::new(),
            count: 0,
            inbox: BTreeMap::new(),
            closed: BTreeMap::new(),
        };
        world.ok("CreateLocation", json!({ "LocationName": LOCATION }));
        world.move_to_new_fleet();
        world
    }

    /// Makes a fleet with a compute; everything goes on there. Returns the fleet's id.
    fn move_to_new_fleet(&mut self) -> String {
        let fleet = self.ok(
            "CreateFleet",
            json!({
                "Name": "fleet",
                "ComputeType": "ANYWHERE",
                "Locations": [{ "Location": LOCATION }],
            }),
        );
        self.fleet = text(&fleet["FleetAttributes"]["FleetId"]);
        let compute = json!({
            "FleetId": self.fleet,
            "ComputeName": COMPUTE,
            "IpAddress": "10.0.0.1",
            "Location": LOCATION,
        });
        self.ok("RegisterCompute", compute);
        let of_fleet = json!({ "FleetId": self.fleet, "ComputeName": COMPUTE });
        self.token = text(&self.ok("GetComputeAuthToken", of_fleet)["AuthToken"]);
        self.fleet.clone()
    }

    fn take(&mut self, input: Input<'_>) -> Vec<Output> {
        let outputs = self.emulator.handle(self.now, input);
        for output in &outputs {
            match output {
                Output::Frame { socket, text } => {
                    let frame = serde_json::from_str(text).unwrap();
                    self.inbox.entry(*socket).or_default().push(frame);
                }
                Output::Close { socket, code } => {
                    self.closed.insert(*socket, *code);
                }
                Output::Reply { .. } | Output::Accept { .. } | Output::Refuse { .. } => {}
            }
        }
        outputs
    }

    fn http(&mut self, request: HttpRequest<'_>) -> HttpReply {
        self.count += 1;
        let exchange = ExchangeId(self.count);
        match self.take(Input::Http { exchange, request }).pop() {
            Some(Output::Reply {
                exchange: replied,
                reply,
            }) => {
                assert_eq!(replied, exchange);
                reply
            }
            other => panic!("a request is replied to last: {other:?}"),
        }
    }

    fn post(&mut self, action: &str, body: &[u8]) -> HttpReply {
        let target = format!("GameLift.{action}");
        self.http(HttpRequest {
            method: "POST",
            path: "/",
            target: Some(&target),
            protocol: None,
            authorization: None,
            body,
        })
    }

    /// Returns the reply's members, or the exception's name without its suffix.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "bodies are written at the call"
    )]
    fn call(&mut self, action: &str, body: Value) -> Result<Value, String> {
        let reply = self.post(action, body.to_string().as_bytes());
        let members = if reply.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&reply.body).unwrap()
        };
        if reply.status == 200 {
            return Ok(members);
        }
        assert_eq!(reply.status, 400);
        assert!(members["Message"].is_string(), "{members}");
        let name = text(&members["__type"]);
        Err(name.strip_suffix("Exception").unwrap().to_owned())
    }

    #[track_caller]
    fn ok(&mut self, action: &str, body: Value) -> Value {
        self.call(action, body).unwrap()
    }

    /// Checks that an action is refused with an exception, named without its suffix.
    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "bodies are written at the call"
    )]
    fn refuses(&mut self, action: &str, body: Value, exception: &str) {
        let outcome = self.call(action, body.clone());
        assert_eq!(outcome, Err(exception.to_owned()), "{action} {body}");
    }

    /// Returns the pages of a listing: the values of `member` in the items of `list`.
    fn pages(
        &mut self,
        action: &str,
        mut body: Value,
        list: &str,
        member: &str,
    ) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        loop {
            let reply = self.ok(action, body.clone());
            let items = reply[list].as_array().unwrap();
            let pointer = format!("/{}", member.replace('.', "/"));
            let values = items
                .iter()
                .map(|item| item.pointer(&pointer).unwrap().clone());
            pages.push(values.collect());
            match reply.get("NextToken") {
                Some(token) => body["NextToken"] = token.clone(),
                None => return pages,
            }
        }
    }

    /// Creates an alias and returns its id.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "strategies are written at the call"
    )]
    fn alias(&mut self, strategy: Value) -> String {
        let request = json!({ "Name": "alias", "RoutingStrategy": strategy });
        text(&self.ok("CreateAlias", request)["Alias"]["AliasId"])
    }

    fn advance(&mut self, step: Duration) {
        self.now += step;
        self.take(Input::Tick);
    }

    fn query(&self, process_id: &str) -> Vec<(String, String)> {
        [
            ("Authorization", self.token.as_str()),
            ("ComputeId", COMPUTE),
            ("FleetId", self.fleet.as_str()),
            ("pID", process_id),
            ("sdkLanguage", "Go"),
            ("sdkVersion", "5.6.0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    fn open(&mut self, query: &[(String, String)]) -> Result<SocketId, u16> {
        self.count += 1;
        let socket = SocketId(self.count);
        match self.take(Input::SocketOpened { socket, query }).pop() {
            Some(Output::Accept { socket }) => Ok(socket),
            Some(Output::Refuse { status, .. }) => Err(status),
            other => panic!("an opening is accepted or refused: {other:?}"),
        }
    }

    fn connect(&mut self, process_id: &str) -> Result<SocketId, u16> {
        let query = self.query(process_id);
        self.open(&query)
    }

    /// Sends a call and returns its answer.
    fn say(&mut self, socket: SocketId, action: &str, fields: Value) -> Value {
        self.count += 1;
        let mut frame = fields;
        frame["Action"] = json!(action);
        frame["RequestId"] = json!(format!("request-{}", self.count));
        self.take(Input::Message {
            socket,
            text: &frame.to_string(),
        });
        let answer = self.inbox.get_mut(&socket).and_then(Vec::pop).unwrap();
        assert_eq!(answer["Action"], frame["Action"]);
        assert_eq!(answer["RequestId"], frame["RequestId"]);
        answer
    }

    /// Sends a call and returns the status code of its answer.
    fn status(&mut self, socket: SocketId, action: &str, fields: Value) -> i64 {
        self.say(socket, action, fields)["StatusCode"]
            .as_i64()
            .unwrap()
    }

    /// Connects a process and makes it ready.
    fn ready(&mut self, process_id: &str) -> SocketId {
        let socket = self.connect(process_id).unwrap();
        let port = json!({ "Port": 7777, "LogPaths": null });
        assert_eq!(self.status(socket, "ActivateServerProcess", port), 200);
        socket
    }

    fn game_request(&self, maximum: i64) -> Value {
        json!({
            "FleetId": self.fleet,
            "Location": LOCATION,
            "MaximumPlayerSessionCount": maximum,
        })
    }

    /// Returns an ACTIVATING game session on a process of its own.
    fn activating_game(&mut self, maximum: i64) -> Game {
        let process_id = format!("process-{}", self.count);
        let socket = self.ready(&process_id);
        let request = self.game_request(maximum);
        let reply = self.ok("CreateGameSession", request);
        let id = text(&reply["GameSession"]["GameSessionId"]);
        Game { id, socket }
    }

    /// Returns an ACTIVE game session on a process of its own.
    fn game(&mut self, maximum: i64) -> Game {
        let game = self.activating_game(maximum);
        let own = json!({ "GameSessionId": game.id });
        assert_eq!(self.status(game.socket, "ActivateGameSession", own), 200);
        game
    }

    /// Creates player sessions and returns their ids, or the exception's name.
    fn join(&mut self, game: &Game, player_ids: &[&str]) -> Result<Vec<String>, String> {
        let request = json!({ "GameSessionId": game.id, "PlayerIds": player_ids });
        let reply = self.call("CreatePlayerSessions", request)?;
        let sessions = reply["PlayerSessions"].as_array().unwrap();
        Ok(sessions
            .iter()
            .map(|session| text(&session["PlayerSessionId"]))
            .collect())
    }

    /// Makes a game-server move on a player session and returns its status code.
    fn act(&mut self, game: &Game, action: &str, player_session_id: &str) -> i64 {
        let fields = json!({
            "GameSessionId": game.id,
            "PlayerSessionId": player_session_id,
        });
        self.status(game.socket, action, fields)
    }

    /// Returns the statuses of a game session's player sessions, in order of creation.
    fn statuses(&mut self, game: &Game) -> Vec<String> {
        let request = json!({ "GameSessionId": game.id });
        let reply = self.ok("DescribePlayerSessions", request);
        let sessions = reply["PlayerSessions"].as_array().unwrap();
        sessions
            .iter()
            .map(|session| text(&session["Status"]))
            .collect()
    }

    fn describe(&mut self, game: &Game) -> Value {
        let request = json!({ "GameSessionId": game.id });
        self.ok("DescribeGameSessions", request)["GameSessions"][0].take()
    }
}

#[track_caller]
fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Returns the last point in time before a deadline that the wire can tell from it.
fn just_before(deadline: Duration) -> Duration {
    deadline.saturating_sub(millis(1))
}
