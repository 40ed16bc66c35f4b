//! Game sessions: creating, describing, updating, ending.

use super::*;

#[test]
fn a_new_game_session_is_activating_and_open_and_its_process_is_told() {
    let mut world = World::new();
    let socket = world.ready("process");
    let mut request = world.game_request(3);
    request["Name"] = json!("chess");
    let game = world.ok("CreateGameSession", request)["GameSession"].take();
    let prefix = format!(
        "arn:aws:gamelift:us-east-1::gamesession/{}/{LOCATION}/gsess-",
        world.fleet
    );
    assert!(text(&game["GameSessionId"]).starts_with(&prefix), "{game}");
    for (member, value) in [
        ("Status", json!("ACTIVATING")),
        ("PlayerSessionCreationPolicy", json!("ACCEPT_ALL")),
        ("CurrentPlayerSessionCount", json!(0)),
        ("MaximumPlayerSessionCount", json!(3)),
        ("Name", json!("chess")),
        ("IpAddress", json!("10.0.0.1")),
        ("Port", json!(7777)),
        ("FleetId", json!(world.fleet)),
        ("Location", json!(LOCATION)),
        ("TerminationTime", Value::Null),
    ] {
        assert_eq!(game[member], value, "{member}");
    }
    let pushes = world.inbox.remove(&socket).unwrap();
    assert_eq!(pushes.len(), 1);
    assert_eq!(pushes[0]["Action"], "CreateGameSession");
    assert_eq!(pushes[0]["GameSessionId"], game["GameSessionId"]);
    assert_eq!(pushes[0]["GameSessionName"], "chess");
    assert_eq!(pushes[0]["MaximumPlayerSessionCount"], 3);
    assert_eq!(pushes[0].get("RequestId"), None);
}

#[test]
fn a_game_session_needs_a_ready_process_that_hosts_none() {
    let mut world = World::new();
    let request = world.game_request(1);
    let full = Err("FleetCapacityExceeded".to_owned());
    assert_eq!(world.call("CreateGameSession", request.clone()), full);
    world.connect("not-ready").unwrap();
    assert_eq!(world.call("CreateGameSession", request.clone()), full);
    world.game(1);
    assert_eq!(world.call("CreateGameSession", request.clone()), full);
    let lost = world.ready("lost");
    world.take(Input::Closed { socket: lost });
    assert_eq!(world.call("CreateGameSession", request.clone()), full);
    world.ready("free");
    world.ok("CreateGameSession", request);
}

#[test]
fn a_create_without_a_place_to_go_is_refused() {
    for (member, value, expected) in [
        ("FleetId", json!("fleet-unknown"), "NotFound"),
        ("FleetId", Value::Null, "InvalidRequest"),
        ("AliasId", json!("alias-1"), "InvalidRequest"),
        ("Location", Value::Null, "InvalidRequest"),
        ("Location", json!("custom-there"), "InvalidRequest"),
    ] {
        let mut world = World::new();
        world.ready("process");
        let mut request = world.game_request(1);
        request[member] = value;
        let outcome = world.call("CreateGameSession", request.clone());
        assert_eq!(outcome.err().as_deref(), Some(expected), "{request}");
    }
}

#[test]
fn an_idempotency_token_names_the_game_session_and_returns_it_again() {
    let mut world = World::new();
    let socket = world.ready("process");
    let mut request = world.game_request(1);
    request["IdempotencyToken"] = json!("token-1");
    let game = world.ok("CreateGameSession", request.clone())["GameSession"].take();
    let id = text(&game["GameSessionId"]);
    assert!(id.ends_with("/token-1"), "{id}");
    let own = json!({ "GameSessionId": id });
    assert_eq!(world.status(socket, "ActivateGameSession", own), 200);
    let again = world.ok("CreateGameSession", request.clone())["GameSession"].take();
    assert_eq!(again["GameSessionId"], json!(id));
    assert_eq!(again["Status"], "ACTIVE");
    request["MaximumPlayerSessionCount"] = json!(2);
    assert_eq!(
        world.call("CreateGameSession", request),
        Err("IdempotentParameterMismatch".to_owned())
    );
}

#[test]
fn describing_finds_by_id_fleet_location_and_status() {
    let mut world = World::new();
    let active = world.game(1);
    let activating = world.activating_game(1);
    let fleet = world.fleet.clone();
    for (request, expected) in [
        (
            json!({ "FleetId": fleet }),
            vec![&active.id, &activating.id],
        ),
        (
            json!({ "FleetId": fleet, "StatusFilter": "ACTIVE" }),
            vec![&active.id],
        ),
        (
            json!({ "FleetId": fleet, "StatusFilter": "TERMINATED" }),
            vec![],
        ),
        (
            json!({ "FleetId": fleet, "Location": LOCATION }),
            vec![&active.id, &activating.id],
        ),
        (
            json!({ "FleetId": fleet, "Location": "custom-there" }),
            vec![],
        ),
        (
            json!({ "GameSessionId": activating.id }),
            vec![&activating.id],
        ),
    ] {
        let reply = world.ok("DescribeGameSessions", request.clone());
        let found: Vec<String> = reply["GameSessions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|game| text(&game["GameSessionId"]))
            .collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{request}");
    }
    for request in [
        json!({ "GameSessionId": "arn:unknown" }),
        json!({ "FleetId": "fleet-unknown" }),
        json!({ "AliasId": "alias-1" }),
    ] {
        assert_eq!(
            world.call("DescribeGameSessions", request),
            Err("NotFound".to_owned())
        );
    }
}

#[test]
fn pages_of_game_sessions_join_to_the_whole() {
    let mut world = World::new();
    let ids: Vec<String> = (0..5).map(|_| world.game(1).id).collect();
    let mut found = Vec::new();
    let mut request = json!({ "FleetId": world.fleet, "Limit": 2 });
    let mut page_count = 0;
    loop {
        let reply = world.ok("DescribeGameSessions", request.clone());
        page_count += 1;
        let page = reply["GameSessions"].as_array().unwrap();
        found.extend(page.iter().map(|game| text(&game["GameSessionId"])));
        match reply.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!((found, page_count), (ids, 3));
    request["NextToken"] = json!("forged");
    assert_eq!(
        world.call("DescribeGameSessions", request),
        Err("InvalidRequest".to_owned())
    );
}

#[test]
fn an_update_changes_what_it_names_and_nothing_else() {
    let mut world = World::new();
    let game = world.game(1);
    let id = &game.id;
    for (update, maximum, policy, name) in [
        (json!({}), 1, "ACCEPT_ALL", Value::Null),
        (json!({ "Name": "go" }), 1, "ACCEPT_ALL", json!("go")),
        (
            json!({ "MaximumPlayerSessionCount": 200 }),
            200,
            "ACCEPT_ALL",
            json!("go"),
        ),
        (
            json!({ "PlayerSessionCreationPolicy": "DENY_ALL" }),
            200,
            "DENY_ALL",
            json!("go"),
        ),
    ] {
        let mut request = update;
        request["GameSessionId"] = json!(id);
        let reply = world.ok("UpdateGameSession", request)["GameSession"].take();
        assert_eq!(reply, world.describe(&game));
        assert_eq!(reply["MaximumPlayerSessionCount"], maximum);
        assert_eq!(reply["PlayerSessionCreationPolicy"], policy);
        assert_eq!(reply["Name"], name);
    }
    let beyond = json!({ "GameSessionId": id, "MaximumPlayerSessionCount": 201 });
    assert_eq!(
        world.call("UpdateGameSession", beyond),
        Err("InvalidRequest".to_owned())
    );
    assert_eq!(
        world.call("UpdateGameSession", json!({ "GameSessionId": "arn:x" })),
        Err("NotFound".to_owned())
    );
}

#[test]
fn an_ended_game_session_cannot_be_updated_or_joined() {
    let mut world = World::new();
    let game = world.game(1);
    world.status(game.socket, "TerminateServerProcess", json!({}));
    let status = Err("InvalidGameSessionStatus".to_owned());
    let update = json!({ "GameSessionId": game.id });
    assert_eq!(world.call("UpdateGameSession", update), status);
    assert_eq!(
        world.join(&game, &["p"]).unwrap_err(),
        "InvalidGameSessionStatus"
    );
}

#[test]
fn the_end_of_a_game_session_ends_its_player_sessions() {
    let mut world = World::new();
    let game = world.game(3);
    let players = world.join(&game, &["a", "b", "c"]).unwrap();
    world.act(&game, "AcceptPlayerSession", &players[1]);
    world.act(&game, "AcceptPlayerSession", &players[2]);
    world.act(&game, "RemovePlayerSession", &players[2]);
    world.advance(seconds(10));
    world.status(game.socket, "TerminateServerProcess", json!({}));
    assert_eq!(
        world.statuses(&game),
        ["TIMEDOUT", "COMPLETED", "COMPLETED"]
    );
    let ended = world.describe(&game);
    assert_eq!(ended["Status"], "TERMINATED");
    assert_eq!(ended["CurrentPlayerSessionCount"], 0);
    assert_eq!(ended["TerminationTime"], json!(1_767_225_610.0));
}

#[test]
fn a_game_session_that_does_not_activate_in_time_is_terminated() {
    let mut world = World::with(Settings {
        activation_timeout: Some(seconds(30)),
        ..Settings::default()
    });
    let late = world.activating_game(1);
    let in_time = world.game(1);
    world.advance(just_before(seconds(30)));
    assert_eq!(world.describe(&late)["Status"], "ACTIVATING");
    world.advance(millis(1));
    assert_eq!(world.describe(&late)["Status"], "TERMINATED");
    assert_eq!(world.closed.get(&late.socket), Some(&1000));
    assert_eq!(world.describe(&in_time)["Status"], "ACTIVE");
}

#[test]
fn records_are_dropped_thirty_days_after_the_end() {
    let mut world = World::new();
    let game = world.game(1);
    let players = world.join(&game, &["p"]).unwrap();
    world.status(game.socket, "TerminateServerProcess", json!({}));
    world.advance(just_before(seconds(30 * 24 * 3600)));
    assert_eq!(world.statuses(&game), ["TIMEDOUT"]);
    world.advance(millis(1));
    for (action, request) in [
        ("DescribeGameSessions", json!({ "GameSessionId": game.id })),
        (
            "DescribePlayerSessions",
            json!({ "PlayerSessionId": players[0] }),
        ),
    ] {
        assert_eq!(world.call(action, request), Err("NotFound".to_owned()));
    }
    let of_player = world.ok("DescribePlayerSessions", json!({ "PlayerId": "p" }));
    assert_eq!(of_player["PlayerSessions"], json!([]));
}
