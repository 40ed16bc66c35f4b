//! Listings: their pages and tokens, and what belongs to another fleet.

use super::*;

const LISTINGS: [(&str, &str, &str); 3] = [
    ("DescribeGameSessions", "GameSessions", "GameSessionId"),
    (
        "DescribeGameSessionDetails",
        "GameSessionDetails",
        "GameSession.GameSessionId",
    ),
    ("SearchGameSessions", "GameSessions", "GameSessionId"),
];

#[test]
fn every_page_size_joins_to_the_same_whole() {
    let mut world = World::new();
    let ids: Vec<String> = (0..5).map(|_| world.game(1).id).collect();
    for (action, list, member) in LISTINGS {
        for limit in 1..7 {
            let request = json!({ "FleetId": world.fleet, "Limit": limit });
            let pages = world.pages(action, request, list, member);
            assert_eq!(Value::from(pages.concat()), json!(ids), "{action}");
            let (last, full) = pages.split_last().unwrap();
            assert!(full.iter().all(|page| page.len() == limit), "{action}");
            assert!((1..=limit).contains(&last.len()), "{action}");
        }
    }
}

#[test]
fn a_filtered_listing_has_pages_of_what_passes() {
    let mut world = World::new();
    let mut active = Vec::new();
    for _ in 0..3 {
        world.activating_game(1);
        active.push(world.game(1).id);
    }
    let request = json!({ "FleetId": world.fleet, "StatusFilter": "ACTIVE", "Limit": 2 });
    for (action, list, member) in &LISTINGS[..2] {
        let pages = world.pages(action, request.clone(), list, member);
        assert_eq!(pages.len(), 2, "{action}");
        assert_eq!(Value::from(pages.concat()), json!(active), "{action}");
    }
}

#[test]
fn a_token_is_good_for_its_own_listing_only() {
    let mut world = World::new();
    let (first, other) = (world.game(3), world.game(3));
    for game in [&first, &other] {
        world.join(game, &["a", "b"]).unwrap();
    }
    let action = "DescribePlayerSessions";
    let of = |game: &Game| json!({ "GameSessionId": game.id, "Limit": 1 });
    let token = world.ok(action, of(&first))["NextToken"].take();
    let mut again = of(&first);
    again["NextToken"] = token.clone();
    world.ok(action, again.clone());
    again["Limit"] = json!(7);
    world.ok(action, again);
    let by_player = json!({ "PlayerId": "a" });
    let filtered = json!({ "GameSessionId": first.id, "PlayerSessionStatusFilter": "RESERVED" });
    for mut request in [of(&other), by_player, filtered] {
        request["NextToken"] = token.clone();
        world.refuses(action, request, "InvalidRequest");
    }
    for forged in ["", "page-", "page-1", "page-0-0", "token"] {
        let mut request = of(&first);
        request["NextToken"] = json!(forged);
        world.refuses(action, request, "InvalidRequest");
    }
    let by_fleet = json!({ "FleetId": world.fleet, "NextToken": token });
    for (action, _, _) in LISTINGS {
        world.refuses(action, by_fleet.clone(), "InvalidRequest");
    }
}

#[test]
fn a_limit_below_one_is_refused_and_a_single_record_has_no_pages() {
    let mut world = World::new();
    let game = world.game(1);
    for (action, _, _) in LISTINGS {
        for limit in [0, -1] {
            let request = json!({ "FleetId": world.fleet, "Limit": limit });
            world.refuses(action, request, "InvalidRequest");
        }
    }
    for (action, list, _) in &LISTINGS[..2] {
        let reply = world.ok(action, json!({ "GameSessionId": game.id, "Limit": 1 }));
        assert_eq!(reply[list].as_array().unwrap().len(), 1);
        assert_eq!(reply.get("NextToken"), None);
    }
}

#[test]
fn a_describe_of_game_sessions_takes_exactly_one_key() {
    let mut world = World::new();
    let game = world.game(1);
    let both = json!({ "GameSessionId": game.id, "FleetId": world.fleet });
    for (action, _, _) in &LISTINGS[..2] {
        world.refuses(action, json!({}), "InvalidRequest");
        world.refuses(action, both.clone(), "InvalidRequest");
        world.refuses(action, json!({ "GameSessionId": "arn:none" }), "NotFound");
    }
}

#[test]
fn fleets_side_by_side_share_nothing() {
    let mut world = World::new();
    let first = world.fleet.clone();
    let here = world.game(1);
    let second = world.move_to_new_fleet();
    // The first fleet's process is not this fleet's capacity.
    let request = world.game_request(1);
    world.ready("second-process");
    let elsewhere = |fleet: &str| {
        let mut request = request.clone();
        request["FleetId"] = json!(fleet);
        request
    };
    world.refuses(
        "CreateGameSession",
        elsewhere(&first),
        "FleetCapacityExceeded",
    );
    let there = world.ok("CreateGameSession", elsewhere(&second))["GameSession"].take();
    for (action, list, member) in &LISTINGS[..2] {
        for (fleet, id) in [
            (&first, json!(here.id)),
            (&second, there["GameSessionId"].clone()),
        ] {
            let pages = world.pages(action, json!({ "FleetId": fleet }), list, member);
            assert_eq!(pages, [vec![id]], "{action}");
        }
    }
    // The same player in both, each with a slot of its own.
    let there = Game {
        id: text(&there["GameSessionId"]),
        socket: SocketId(0),
    };
    world.join(&here, &["a"]).unwrap();
    assert_eq!(world.join(&here, &["b"]).unwrap_err(), "GameSessionFull");
    assert_eq!(
        world.join(&there, &["a"]).unwrap_err(),
        "InvalidGameSessionStatus"
    );
    let reply = world.ok("DescribePlayerSessions", json!({ "PlayerId": "a" }));
    let found = reply["PlayerSessions"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["FleetId"], json!(first));
}

#[test]
fn a_token_names_a_game_session_of_its_fleet_whichever_way_it_is_given() {
    let mut world = World::new();
    let alias = world.alias(json!({ "Type": "SIMPLE", "FleetId": world.fleet }));
    world.ready("process");
    let mut request = world.game_request(1);
    request["IdempotencyToken"] = json!("token-1");
    let id = world.ok("CreateGameSession", request.clone())["GameSession"]["GameSessionId"].take();
    assert!(text(&id).ends_with("/token-1"), "{id}");
    let mut by_alias = request.clone();
    by_alias["FleetId"] = Value::Null;
    by_alias["AliasId"] = json!(alias);
    let mut older = request.clone();
    older["IdempotencyToken"] = Value::Null;
    older["GameSessionId"] = json!("token-1");
    for same in [by_alias, older.clone()] {
        let again = world.ok("CreateGameSession", same)["GameSession"].take();
        assert_eq!(again["GameSessionId"], id);
    }
    older["IdempotencyToken"] = json!("token-1");
    world.refuses("CreateGameSession", older, "InvalidRequest");
    for (member, value) in [
        ("Name", json!("other")),
        ("GameProperties", json!([{ "Key": "a", "Value": "b" }])),
        ("GameSessionData", json!("other")),
        ("CreatorId", json!("somebody")),
        ("MaximumPlayerSessionCount", json!(2)),
    ] {
        let mut other = request.clone();
        other[member] = value;
        world.refuses("CreateGameSession", other, "IdempotentParameterMismatch");
    }
    // The same token on another fleet is another game session's.
    world.move_to_new_fleet();
    world.ready("second-process");
    request["FleetId"] = json!(world.fleet);
    let other = world.ok("CreateGameSession", request)["GameSession"].take();
    assert_ne!(other["GameSessionId"], id);
}
