//! What holds after any inputs in any order.

use proptest::prelude::*;

use super::*;
use crate::api::player_session::PlayerSessionStatus;

/// What a sequence may do; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Move {
    Connect(u8),
    Say(u8, u8, u8),
    Close(u8),
    CreateGame(u8),
    Join(u8, u8),
    Update(u8, u8),
    Terminate(u8),
    Advance(u16),
    Reregister,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        3 => any::<u8>().prop_map(Move::Connect),
        8 => any::<(u8, u8, u8)>().prop_map(|(socket, call, subject)| {
            Move::Say(socket, call, subject)
        }),
        1 => any::<u8>().prop_map(Move::Close),
        3 => (0..5u8).prop_map(Move::CreateGame),
        6 => (any::<u8>(), 1..5u8).prop_map(|(game, count)| Move::Join(game, count)),
        1 => (any::<u8>(), 0..5u8).prop_map(|(game, maximum)| Move::Update(game, maximum)),
        1 => any::<u8>().prop_map(Move::Terminate),
        3 => (0..40_000u16).prop_map(Move::Advance),
        1 => Just(Move::Reregister),
    ];
    prop::collection::vec(one, 0..120)
}

/// A world under test, with everything a move can choose from.
struct Course {
    world: World,
    sockets: Vec<SocketId>,
    games: Vec<String>,
    players: Vec<String>,
}

fn pick<T: Clone>(items: &[T], number: u8) -> Option<T> {
    items.get(usize::from(number) % items.len().max(1)).cloned()
}

impl Course {
    fn make(&mut self, step: &Move) {
        match *step {
            Move::Connect(process) => {
                let opened = self.world.connect(&format!("process-{}", process % 8));
                self.sockets.extend(opened);
            }
            Move::Say(socket, call, subject) => self.say(socket, call, subject),
            Move::Close(socket) => {
                if let Some(socket) = pick(&self.sockets, socket) {
                    self.world.take(Input::Closed { socket });
                }
            }
            Move::CreateGame(maximum) => {
                let request = self.world.game_request(i64::from(maximum));
                let created = self.world.call("CreateGameSession", request);
                let id = |reply: Value| text(&reply["GameSession"]["GameSessionId"]);
                self.games.extend(created.map(id));
            }
            Move::Join(game, count) => {
                let ids: Vec<String> = (0..count).map(|player| player.to_string()).collect();
                let id = pick(&self.games, game).unwrap_or("arn:none".to_owned());
                let request = json!({ "GameSessionId": id, "PlayerIds": ids });
                if let Ok(reply) = self.world.call("CreatePlayerSessions", request) {
                    let created = reply["PlayerSessions"].as_array().unwrap();
                    let ids = created.iter().map(|p| text(&p["PlayerSessionId"]));
                    self.players.extend(ids);
                }
            }
            Move::Update(game, maximum) => {
                if let Some(id) = pick(&self.games, game) {
                    let request = json!({
                        "GameSessionId": id,
                        "MaximumPlayerSessionCount": maximum,
                    });
                    // An ended game session refuses it.
                    let _ = self.world.call("UpdateGameSession", request);
                }
            }
            Move::Terminate(game) => {
                if let Some(id) = pick(&self.games, game) {
                    let request = json!({
                        "GameSessionId": id,
                        "TerminationMode": "TRIGGER_ON_PROCESS_TERMINATE",
                    });
                    // One that ends or has ended refuses it.
                    let _ = self.world.call("TerminateGameSession", request);
                }
            }
            Move::Advance(step_ms) => self.world.advance(millis(u64::from(step_ms))),
            Move::Reregister => {
                let compute = json!({ "FleetId": self.world.fleet, "ComputeName": COMPUTE });
                self.world.ok("GetComputeAuthToken", compute);
            }
        }
    }

    fn say(&mut self, socket: u8, call: u8, subject: u8) {
        let Some(socket) = pick(&self.sockets, socket) else {
            return;
        };
        let action = [
            "ActivateServerProcess",
            "ActivateServerProcess",
            "ActivateGameSession",
            "ActivateGameSession",
            "AcceptPlayerSession",
            "AcceptPlayerSession",
            "RemovePlayerSession",
            "HeartbeatServerProcess",
            "DescribePlayerSessions",
            "TerminateServerProcess",
        ];
        self.world.count += 1;
        let frame = json!({
            "Action": action[usize::from(call) % action.len()],
            "RequestId": self.world.count.to_string(),
            "Port": 1,
            "HealthStatus": true,
            "GameSessionId": pick(&self.games, subject),
            "PlayerSessionId": pick(&self.players, subject),
        });
        let text = frame.to_string();
        self.world.take(Input::Message {
            socket,
            text: &text,
        });
    }

    fn check(&self) {
        let emulator = &self.world.emulator;
        let due = emulator.next_deadline();
        assert!(due.is_none_or(|due| due > emulator.now()), "{due:?}");
        for (_, game) in emulator.game_sessions.from(0) {
            let status = |key| emulator.player_sessions.get(key).status;
            let holds_slot = |key: &&_| {
                let held = [PlayerSessionStatus::Reserved, PlayerSessionStatus::Active];
                held.contains(&status(**key))
            };
            let holders = game.player_sessions.iter().filter(holds_slot).count();
            assert_eq!(i64::try_from(holders), Ok(game.taken));
            assert!(game.ended.is_none() || game.taken == 0);
            let is_triggered = game.status_reason.is_some();
            assert!(!is_triggered || game.ended.is_some());
            let process = emulator.processes.get(&game.process);
            assert_eq!(process.is_some(), game.ended.is_none());
        }
        for (socket, process) in &emulator.sockets {
            assert!(emulator.processes.contains_key(process), "{socket:?}");
        }
        for process in emulator.processes.values() {
            let socket = process.socket;
            assert!(socket.is_none_or(|socket| emulator.sockets.contains_key(&socket)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slots_processes_and_sockets_add_up_after_any_moves(moves in moves()) {
        let mut course = Course {
            world: World::new(),
            sockets: Vec::new(),
            games: Vec::new(),
            players: Vec::new(),
        };
        for step in &moves {
            course.make(step);
            course.check();
        }
    }
}
