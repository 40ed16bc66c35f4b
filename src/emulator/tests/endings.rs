//! `TerminateGameSession`: the process is asked to end, and ends the game session with it.

use super::*;

const TRIGGER: &str = "TRIGGER_ON_PROCESS_TERMINATE";

fn trigger(game: &Game) -> Value {
    json!({ "GameSessionId": game.id, "TerminationMode": TRIGGER })
}

#[test]
fn a_game_session_terminates_until_its_process_has_ended() {
    let mut world = World::new();
    let game = world.game(2);
    let told = world.ok("TerminateGameSession", trigger(&game))["GameSession"].take();
    assert_eq!(told["Status"], "TERMINATING");
    assert_eq!(told, world.describe(&game));
    let pushes = world.inbox.remove(&game.socket).unwrap();
    let push = pushes.last().unwrap();
    assert_eq!(push["Action"], "TerminateProcess");
    assert!(push["TerminationTime"].is_i64(), "{push}");
    assert_eq!(push.get("RequestId"), None);
    // Without the process's own word it does not end, whatever the notice said.
    for _ in 0..10 {
        world.advance(seconds(60));
        let healthy = json!({ "HealthStatus": true });
        assert_eq!(
            world.status(game.socket, "HeartbeatServerProcess", healthy),
            200
        );
    }
    let waiting = world.describe(&game);
    assert_eq!(waiting["Status"], "TERMINATING");
    assert_eq!(waiting.get("TerminationTime"), None);
    assert_eq!(waiting.get("StatusReason"), None);
    assert_eq!(
        world.status(game.socket, "TerminateServerProcess", json!({})),
        200
    );
    let ended = world.describe(&game);
    assert_eq!(ended["Status"], "TERMINATED");
    assert_eq!(ended["StatusReason"], "TRIGGERED_ON_PROCESS_TERMINATE");
    assert!(ended["TerminationTime"].is_number(), "{ended}");
    assert_eq!(world.closed[&game.socket], 1000);
}

#[test]
fn an_ordinary_end_has_no_reason() {
    let mut world = World::new();
    let game = world.game(1);
    world.status(game.socket, "TerminateServerProcess", json!({}));
    let ended = world.describe(&game);
    assert_eq!(ended["Status"], "TERMINATED");
    assert_eq!(ended.get("StatusReason"), None);
}

#[test]
fn a_terminating_game_session_takes_nobody_and_keeps_whom_it_has() {
    let mut world = World::new();
    let game = world.game(3);
    let players = world.join(&game, &["a", "b"]).unwrap();
    world.act(&game, "AcceptPlayerSession", &players[0]);
    world.ok("TerminateGameSession", trigger(&game));
    let status = "InvalidGameSessionStatus";
    assert_eq!(world.join(&game, &["c"]).unwrap_err(), status);
    world.refuses(
        "UpdateGameSession",
        json!({ "GameSessionId": game.id }),
        status,
    );
    assert_eq!(world.statuses(&game), ["ACTIVE", "RESERVED"]);
    assert_eq!(world.act(&game, "RemovePlayerSession", &players[0]), 200);
    assert_eq!(world.act(&game, "AcceptPlayerSession", &players[1]), 200);
    world.status(game.socket, "TerminateServerProcess", json!({}));
    assert_eq!(world.statuses(&game), ["COMPLETED", "COMPLETED"]);
}

#[test]
fn an_activating_game_session_can_be_terminated_and_then_not_activated() {
    let settings = Settings {
        activation_timeout: Some(seconds(10)),
        ..Settings::default()
    };
    let mut world = World::with(settings);
    let game = world.activating_game(1);
    world.ok("TerminateGameSession", trigger(&game));
    let own = json!({ "GameSessionId": game.id });
    assert_eq!(world.status(game.socket, "ActivateGameSession", own), 400);
    world.advance(seconds(11));
    assert_eq!(world.describe(&game)["Status"], "TERMINATING");
}

#[test]
fn what_is_ending_or_has_ended_cannot_be_terminated() {
    let mut world = World::new();
    let game = world.game(1);
    let status = "InvalidGameSessionStatus";
    world.ok("TerminateGameSession", trigger(&game));
    world.refuses("TerminateGameSession", trigger(&game), status);
    world.status(game.socket, "TerminateServerProcess", json!({}));
    world.refuses("TerminateGameSession", trigger(&game), status);
    let unknown = json!({ "GameSessionId": "arn:none", "TerminationMode": TRIGGER });
    world.refuses("TerminateGameSession", unknown, "NotFound");
}

#[test]
fn force_needs_an_agent_and_an_unknown_mode_is_none() {
    let mut world = World::new();
    let game = world.game(1);
    for mode in [json!("FORCE_TERMINATE"), json!("NOW"), Value::Null] {
        let request = json!({ "GameSessionId": game.id, "TerminationMode": mode });
        world.refuses("TerminateGameSession", request, "InvalidRequest");
    }
    assert_eq!(world.describe(&game)["Status"], "ACTIVE");
    world.join(&game, &["a"]).unwrap();
}

#[test]
fn a_terminating_game_session_ends_with_its_unhealthy_process() {
    let mut world = World::new();
    let game = world.game(1);
    world.ok("TerminateGameSession", trigger(&game));
    world.advance(seconds(180));
    assert_eq!(world.describe(&game)["Status"], "TERMINATED");
}
