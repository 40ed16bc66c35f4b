//! Player sessions: reserving, accepting, leaving, timing out, describing.

use super::*;

const FULL: &str = "GameSessionFull";

#[test]
fn a_reservation_tells_the_player_where_to_go() {
    let mut world = World::new();
    let game = world.game(2);
    world.advance(millis(1500));
    let request = json!({
        "GameSessionId": game.id,
        "PlayerIds": ["p-1", "p-2"],
        "PlayerDataMap": { "p-1": "blue", "stranger": "red" },
    });
    let reply = world.ok("CreatePlayerSessions", request);
    let sessions = reply["PlayerSessions"].as_array().unwrap();
    for (session, (player_id, data)) in sessions
        .iter()
        .zip([("p-1", json!("blue")), ("p-2", Value::Null)])
    {
        for (member, value) in [
            ("PlayerId", json!(player_id)),
            ("PlayerData", data),
            ("GameSessionId", json!(game.id)),
            ("FleetId", json!(world.fleet)),
            ("Status", json!("RESERVED")),
            ("CreationTime", json!(1_767_225_601.5)),
            ("TerminationTime", Value::Null),
            ("IpAddress", json!("10.0.0.1")),
            ("Port", json!(7777)),
        ] {
            assert_eq!(session[member], value, "{member}");
        }
        assert!(text(&session["FleetArn"]).ends_with(&world.fleet));
        let id = &session["PlayerSessionId"];
        assert!(text(id).starts_with("psess-"));
        let described = json!({ "PlayerSessionId": id });
        let described = world.ok("DescribePlayerSessions", described);
        assert_eq!(&described["PlayerSessions"][0], session);
    }
    assert_eq!(sessions.len(), 2);
    assert_eq!(world.describe(&game)["CurrentPlayerSessionCount"], 2);
}

#[test]
fn the_single_form_reserves_one_slot_with_its_data() {
    let mut world = World::new();
    let game = world.game(1);
    let request = json!({ "GameSessionId": game.id, "PlayerId": "p", "PlayerData": "x" });
    let reply = world.ok("CreatePlayerSession", request.clone());
    assert_eq!(reply["PlayerSession"]["PlayerData"], "x");
    assert_eq!(
        world.call("CreatePlayerSession", request),
        Err(FULL.to_owned())
    );
}

#[test]
fn a_batch_is_admitted_whole_or_not_at_all() {
    for (maximum, taken, wanted, is_admitted) in [
        (0, 0, 1, false),
        (1, 0, 1, true),
        (1, 1, 1, false),
        (2, 1, 1, true),
        (2, 1, 2, false),
        (25, 0, 25, true),
        (24, 0, 25, false),
        (26, 1, 25, true),
        (25, 1, 25, false),
    ] {
        let mut world = World::new();
        let game = world.game(maximum);
        for index in 0..taken {
            world.join(&game, &[&format!("early-{index}")]).unwrap();
        }
        let ids: Vec<String> = (0..wanted).map(|index| format!("late-{index}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let outcome = world.join(&game, &ids);
        let case = format!("maximum {maximum}, taken {taken}, wanted {wanted}");
        if is_admitted {
            assert_eq!(outcome.map(|ids| ids.len()), Ok(wanted), "{case}");
        } else {
            assert_eq!(outcome, Err(FULL.to_owned()), "{case}");
            assert_eq!(world.statuses(&game).len(), taken, "{case}");
        }
    }
}

#[test]
fn two_hundred_players_fit_and_not_one_more() {
    let mut world = World::new();
    let game = world.game(200);
    for batch in 0..8 {
        let ids: Vec<String> = (0..25).map(|index| format!("{batch}-{index}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        world.join(&game, &ids).unwrap();
    }
    assert_eq!(world.join(&game, &["late"]), Err(FULL.to_owned()));
}

#[test]
fn a_lower_maximum_keeps_who_is_there_and_lets_nobody_in() {
    let mut world = World::new();
    let game = world.game(3);
    let players = world.join(&game, &["a", "b"]).unwrap();
    let lower = json!({ "GameSessionId": game.id, "MaximumPlayerSessionCount": 1 });
    world.ok("UpdateGameSession", lower);
    for player in &players {
        assert_eq!(world.join(&game, &["c"]), Err(FULL.to_owned()));
        assert_eq!(world.act(&game, "AcceptPlayerSession", player), 200);
        assert_eq!(world.act(&game, "RemovePlayerSession", player), 200);
    }
    assert!(world.join(&game, &["c"]).is_ok());
}

#[test]
fn a_reservation_lapses_at_its_deadline_and_not_before() {
    for timeout in [millis(1), seconds(2), seconds(60)] {
        let mut world = World::with(Settings {
            reservation_timeout: timeout,
            ..Settings::default()
        });
        let game = world.game(1);
        world.join(&game, &["p"]).unwrap();
        assert_eq!(world.emulator.next_deadline(), Some(timeout));
        world.advance(just_before(timeout));
        assert_eq!(world.statuses(&game), ["RESERVED"]);
        assert_eq!(world.join(&game, &["q"]), Err(FULL.to_owned()));
        world.advance(millis(1));
        assert_eq!(world.statuses(&game), ["TIMEDOUT"]);
        assert_eq!(world.describe(&game)["CurrentPlayerSessionCount"], 0);
        assert!(world.join(&game, &["p"]).is_ok());
    }
}

#[test]
fn a_late_tick_times_a_reservation_out_as_of_its_deadline() {
    let mut world = World::new();
    let game = world.game(1);
    let players = world.join(&game, &["p"]).unwrap();
    world.advance(seconds(100));
    let request = json!({ "PlayerSessionId": players[0] });
    let reply = world.ok("DescribePlayerSessions", request);
    let ended = &reply["PlayerSessions"][0]["TerminationTime"];
    assert_eq!(ended, &json!(1_767_225_660.0));
}

#[test]
fn a_player_session_goes_from_reserved_to_active_to_completed() {
    let mut world = World::new();
    let game = world.game(1);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    assert_eq!(world.act(&game, "RemovePlayerSession", &player), 400);
    world.advance(seconds(59));
    assert_eq!(world.act(&game, "AcceptPlayerSession", &player), 200);
    assert_eq!(world.statuses(&game), ["ACTIVE"]);
    world.advance(seconds(60));
    assert_eq!(world.statuses(&game), ["ACTIVE"]);
    assert_eq!(world.join(&game, &["q"]), Err(FULL.to_owned()));
    assert_eq!(world.act(&game, "AcceptPlayerSession", &player), 400);
    assert_eq!(world.act(&game, "RemovePlayerSession", &player), 200);
    assert_eq!(world.statuses(&game), ["COMPLETED"]);
    for action in ["AcceptPlayerSession", "RemovePlayerSession"] {
        assert_eq!(world.act(&game, action, &player), 400);
    }
    let again = world.join(&game, &["p"]).unwrap().remove(0);
    assert_ne!(again, player);
}

#[test]
fn a_session_that_is_not_active_or_not_open_admits_nobody() {
    let status = Err("InvalidGameSessionStatus".to_owned());
    let mut world = World::new();
    let game = world.activating_game(1);
    assert_eq!(world.join(&game, &["p"]), status);
    let own = json!({ "GameSessionId": game.id });
    world.status(game.socket, "ActivateGameSession", own);
    let mut update = json!({ "GameSessionId": game.id });
    update["PlayerSessionCreationPolicy"] = json!("DENY_ALL");
    world.ok("UpdateGameSession", update.clone());
    assert_eq!(world.join(&game, &["p"]), status);
    update["PlayerSessionCreationPolicy"] = json!("ACCEPT_ALL");
    world.ok("UpdateGameSession", update);
    assert!(world.join(&game, &["p"]).is_ok());
}

#[test]
fn a_reservation_outlives_a_closed_door() {
    let mut world = World::new();
    let game = world.game(1);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    let policy = json!({ "GameSessionId": game.id, "PlayerSessionPolicy": "DENY_ALL" });
    let action = "UpdatePlayerSessionCreationPolicy";
    assert_eq!(world.status(game.socket, action, policy), 200);
    assert_eq!(world.act(&game, "AcceptPlayerSession", &player), 200);
}

#[test]
fn ids_that_differ_in_anything_are_different_players() {
    let mut world = World::new();
    let game = world.game(200);
    let ids = ["p", "P", " p", "p ", "p\u{0}", "é", "e\u{301}", "\n", "🎲"];
    let request = json!({ "GameSessionId": game.id, "PlayerIds": ids });
    let reply = world.ok("CreatePlayerSessions", request);
    for (session, id) in reply["PlayerSessions"].as_array().unwrap().iter().zip(ids) {
        assert_eq!(session["PlayerId"], id);
        let of_player = world.ok("DescribePlayerSessions", json!({ "PlayerId": id }));
        assert_eq!(of_player["PlayerSessions"], json!([session]));
    }
}

#[test]
fn a_repeated_player_gets_a_player_session_each_time() {
    let mut world = World::new();
    let game = world.game(3);
    assert_eq!(world.join(&game, &["p", "p"]).unwrap().len(), 2);
    assert_eq!(world.join(&game, &["p"]).unwrap().len(), 1);
    assert_eq!(world.join(&game, &["p"]), Err(FULL.to_owned()));
}

#[test]
fn a_describe_takes_exactly_one_key_and_filters_by_game_session_only() {
    let mut world = World::new();
    let game = world.game(2);
    let players = world.join(&game, &["a", "b"]).unwrap();
    world.act(&game, "AcceptPlayerSession", &players[1]);
    let id = &game.id;
    for (request, expected) in [
        (json!({ "GameSessionId": id }), Ok(2)),
        (
            json!({ "GameSessionId": id, "PlayerSessionStatusFilter": "ACTIVE" }),
            Ok(1),
        ),
        (
            json!({ "GameSessionId": id, "PlayerSessionStatusFilter": "active" }),
            Ok(0),
        ),
        (
            json!({ "PlayerId": "a", "PlayerSessionStatusFilter": "ACTIVE" }),
            Ok(1),
        ),
        (
            json!({ "PlayerSessionId": players[0], "PlayerSessionStatusFilter": "ACTIVE",
                    "Limit": 1, "NextToken": "any" }),
            Ok(1),
        ),
        (json!({ "PlayerId": "nobody" }), Ok(0)),
        (json!({ "PlayerSessionId": "psess-none" }), Err("NotFound")),
        (json!({ "GameSessionId": "arn:none" }), Err("NotFound")),
        (
            json!({ "GameSessionId": id, "PlayerId": "a" }),
            Err("InvalidRequest"),
        ),
    ] {
        let outcome = world
            .call("DescribePlayerSessions", request.clone())
            .map(|reply| reply["PlayerSessions"].as_array().unwrap().len());
        let expected = expected.map_err(str::to_owned);
        assert_eq!(outcome, expected, "{request}");
    }
}

#[test]
fn pages_of_player_sessions_join_to_the_whole_even_while_players_come() {
    for (count, limit, page_count) in [
        (1, Some(1), 1),
        (4, Some(2), 2),
        (5, Some(2), 3),
        (100, None, 1),
        (101, None, 2),
        (150, Some(1000), 2),
    ] {
        let mut world = World::new();
        let game = world.game(200);
        let mut created = Vec::new();
        for index in 0..count {
            created.extend(world.join(&game, &[&format!("p-{index}")]).unwrap());
        }
        let mut request = json!({ "GameSessionId": game.id });
        if let Some(limit) = limit {
            request["Limit"] = json!(limit);
        }
        let mut found = Vec::new();
        let mut pages = 0;
        while pages == 0 || !request["NextToken"].is_null() {
            let reply = world.ok("DescribePlayerSessions", request.clone());
            let page = reply["PlayerSessions"].as_array().unwrap();
            found.extend(page.iter().map(|session| text(&session["PlayerSessionId"])));
            request["NextToken"] = reply["NextToken"].clone();
            pages += 1;
        }
        assert_eq!(
            (found, pages),
            (created, page_count),
            "{count} by {limit:?}"
        );
    }
}
