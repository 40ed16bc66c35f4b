//! Game-server sockets: who may connect, what every call is answered, how processes end.

use super::*;

#[test]
fn a_socket_needs_a_known_fleet_compute_and_token() {
    let mut world = World::new();
    for (name, value, expected) in [
        ("Authorization", "wrong", Err(403)),
        ("Authorization", "", Err(403)),
        ("ComputeId", "host-2", Err(403)),
        ("FleetId", "fleet-unknown", Err(403)),
        ("pID", "", Err(403)),
        ("sdkLanguage", "Rust", Ok(())),
        ("Authorization", "SigV4", Ok(())),
    ] {
        let mut query = world.query("process");
        for pair in &mut query {
            if pair.0 == name {
                value.clone_into(&mut pair.1);
            }
        }
        assert_eq!(world.open(&query).map(drop), expected, "{name}={value}");
    }
}

#[test]
fn a_process_is_ready_once_and_at_a_legal_port() {
    let mut world = World::new();
    let socket = world.connect("process").unwrap();
    let action = "ActivateServerProcess";
    for (port, expected) in [(0, 400), (60_001, 400), (60_000, 200), (1, 400)] {
        let outcome = world.status(socket, action, json!({ "Port": port }));
        assert_eq!(outcome, expected, "{port}");
    }
}

#[test]
fn nothing_else_is_taken_from_a_process_that_is_not_ready() {
    let mut world = World::new();
    let socket = world.connect("process").unwrap();
    for action in [
        "HeartbeatServerProcess",
        "ActivateGameSession",
        "DescribePlayerSessions",
        "TerminateServerProcess",
    ] {
        assert_eq!(world.status(socket, action, json!({})), 400, "{action}");
    }
}

#[test]
fn a_process_speaks_for_its_own_game_session_only() {
    let mut world = World::new();
    let own = world.game(1);
    let other = world.game(1);
    let player = world.join(&other, &["p"]).unwrap().remove(0);
    for (game_session_id, player_session_id, expected) in [
        (other.id.as_str(), player.as_str(), 400),
        (own.id.as_str(), player.as_str(), 400),
        (own.id.as_str(), "psess-none", 404),
        ("arn:none", player.as_str(), 404),
        ("", player.as_str(), 404),
    ] {
        let fields = json!({
            "GameSessionId": game_session_id,
            "PlayerSessionId": player_session_id,
        });
        for action in ["AcceptPlayerSession", "RemovePlayerSession"] {
            let outcome = world.status(own.socket, action, fields.clone());
            assert_eq!(outcome, expected, "{action} {fields}");
        }
    }
    let fields = json!({ "GameSessionId": other.id, "PlayerSessionPolicy": "DENY_ALL" });
    let action = "UpdatePlayerSessionCreationPolicy";
    assert_eq!(world.status(own.socket, action, fields), 400);
    let again = json!({ "GameSessionId": own.id });
    assert_eq!(world.status(own.socket, "ActivateGameSession", again), 400);
}

#[test]
fn a_refused_accept_names_both_statuses() {
    let mut world = World::new();
    let game = world.game(1);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    world.act(&game, "AcceptPlayerSession", &player);
    let fields = json!({ "GameSessionId": game.id, "PlayerSessionId": player });
    let answer = world.say(game.socket, "AcceptPlayerSession", fields);
    assert_eq!(
        answer["ErrorMessage"],
        format!("PlayerSession ({player}) has a status of ACTIVE instead of RESERVED")
    );
}

#[test]
fn a_policy_that_is_none_is_refused() {
    let mut world = World::new();
    let game = world.game(1);
    for (policy, expected) in [("NOT_SET", 400), ("DENY_ALL", 200), ("ACCEPT_ALL", 200)] {
        let fields = json!({ "GameSessionId": game.id, "PlayerSessionPolicy": policy });
        let action = "UpdatePlayerSessionCreationPolicy";
        assert_eq!(world.status(game.socket, action, fields), expected);
    }
}

#[test]
fn a_process_describes_player_sessions_with_times_in_milliseconds() {
    let mut world = World::new();
    let game = world.game(2);
    world.join(&game, &["a", "b"]).unwrap();
    let fields = json!({ "GameSessionId": game.id, "Limit": 1, "PlayerId": null });
    let answer = world.say(game.socket, "DescribePlayerSessions", fields.clone());
    assert_eq!(answer["StatusCode"], 200);
    let session = &answer["PlayerSessions"][0];
    assert_eq!(session["PlayerId"], "a");
    assert_eq!(session["CreationTime"], json!(1_767_225_600_000_i64));
    let mut next = fields;
    next["NextToken"] = answer["NextToken"].clone();
    let answer = world.say(game.socket, "DescribePlayerSessions", next);
    assert_eq!(answer["PlayerSessions"][0]["PlayerId"], "b");
    assert_eq!(answer["NextToken"], Value::Null);
}

#[test]
fn an_unknown_action_and_an_unreadable_frame_are_answered() {
    let mut world = World::new();
    let socket = world.ready("process");
    assert_eq!(world.status(socket, "StartMatchBackfill", json!({})), 400);
    for text in ["", "x", "[]", "{}"] {
        world.take(Input::Message { socket, text });
        let answer = world.inbox.get_mut(&socket).and_then(Vec::pop).unwrap();
        assert_eq!(answer["message"], "Bad Request", "{text:?}");
    }
}

#[test]
fn a_request_that_comes_again_is_answered_again_and_done_once() {
    let mut world = World::new();
    let game = world.game(1);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    let frame = json!({
        "Action": "AcceptPlayerSession",
        "RequestId": "same",
        "GameSessionId": game.id,
        "PlayerSessionId": player,
    })
    .to_string();
    world.inbox.remove(&game.socket);
    for _ in 0..2 {
        world.take(Input::Message {
            socket: game.socket,
            text: &frame,
        });
    }
    let answers = world.inbox.remove(&game.socket).unwrap();
    assert_eq!(answers[0]["StatusCode"], 200);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_process_that_ends_closes_normally_and_never_comes_back() {
    let mut world = World::new();
    let game = world.game(1);
    let process_id = world.emulator.processes.values().next().unwrap().id.clone();
    let answer = world.say(game.socket, "TerminateServerProcess", json!({}));
    assert_eq!(answer["StatusCode"], 200);
    assert_eq!(world.closed.get(&game.socket), Some(&1000));
    assert_eq!(world.describe(&game)["Status"], "TERMINATED");
    assert_eq!(world.connect(&process_id), Err(403));
}

#[test]
fn a_newer_socket_takes_over_and_the_older_one_is_closed_a_little_later() {
    let mut world = World::new();
    let old = world.ready("process");
    let new = world.connect("process").unwrap();
    let request = world.game_request(1);
    world.ok("CreateGameSession", request);
    assert_eq!(world.inbox[&new][0]["Action"], "CreateGameSession");
    let healthy = json!({ "HealthStatus": true });
    let action = "HeartbeatServerProcess";
    assert_eq!(world.status(old, action, healthy), 200);
    world.advance(just_before(seconds(5)));
    assert!(world.closed.is_empty());
    world.advance(millis(1));
    assert_eq!(world.closed, BTreeMap::from([(old, 1000)]));
}

#[test]
fn a_process_without_healthy_reports_ends_after_three_minutes() {
    for (reports, ends_at) in [
        (vec![], 180),
        (vec![(60, true), (120, true)], 300),
        (vec![(60, true), (120, false), (200, false)], 240),
    ] {
        let mut world = World::new();
        let game = world.game(1);
        for (at, is_healthy) in reports {
            world.now = seconds(at);
            let report = json!({ "HealthStatus": is_healthy });
            world.status(game.socket, "HeartbeatServerProcess", report);
        }
        world.now = just_before(seconds(ends_at));
        assert_eq!(world.describe(&game)["Status"], "ACTIVE", "{ends_at}");
        world.advance(millis(1));
        assert_eq!(world.describe(&game)["Status"], "TERMINATED", "{ends_at}");
        let last = world
            .inbox
            .get_mut(&game.socket)
            .and_then(Vec::pop)
            .unwrap();
        assert_eq!(last["Action"], "TerminateProcess");
        assert_eq!(world.closed.get(&game.socket), Some(&1000));
    }
}

#[test]
fn a_lost_socket_keeps_the_game_session_until_health_times_out() {
    let mut world = World::new();
    let game = world.game(1);
    world.take(Input::Closed {
        socket: game.socket,
    });
    assert!(world.join(&game, &["p"]).is_ok());
    world.advance(just_before(seconds(180)));
    assert_eq!(world.describe(&game)["Status"], "ACTIVE");
    world.advance(millis(1));
    assert_eq!(world.describe(&game)["Status"], "TERMINATED");
}

#[test]
fn a_process_that_connects_anew_goes_on_where_it_was() {
    let mut world = World::new();
    let mut game = world.game(1);
    let process_id = world.emulator.processes.values().next().unwrap().id.clone();
    world.take(Input::Closed {
        socket: game.socket,
    });
    game.socket = world.connect(&process_id).unwrap();
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    assert_eq!(world.act(&game, "AcceptPlayerSession", &player), 200);
}

#[test]
fn a_process_that_never_was_ready_leaves_no_trace() {
    let mut world = World::new();
    let socket = world.connect("process").unwrap();
    world.take(Input::Closed { socket });
    assert!(world.emulator.processes.is_empty());
    assert!(world.connect("process").is_ok());
}

#[test]
fn a_process_that_is_not_ready_lives_as_long_as_any_of_its_sockets() {
    let mut world = World::new();
    let old = world.connect("process").unwrap();
    let new = world.connect("process").unwrap();
    world.take(Input::Closed { socket: new });
    let port = json!({ "Port": 7777 });
    assert_eq!(world.status(old, "ActivateServerProcess", port), 200);
    assert_eq!(world.emulator.processes.len(), 1);
}
