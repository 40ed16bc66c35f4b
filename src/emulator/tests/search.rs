//! `SearchGameSessions`: filters, sort orders and pages.

use super::*;

/// A world with game sessions of different maxima, players, names and properties.
fn arena() -> (World, Vec<Game>) {
    let mut world = World::new();
    let mut games = Vec::new();
    for (maximum, name, mode, players) in [
        (2, Some("it's"), Some("duel"), vec!["a", "b"]),
        (10, Some("b"), None, vec!["a"]),
        (5, None, Some("team"), vec![]),
    ] {
        let game = world.game(maximum);
        let mut update = json!({ "GameSessionId": game.id });
        if let Some(name) = name {
            update["Name"] = json!(name);
        }
        if let Some(mode) = mode {
            update["GameProperties"] = json!([
                { "Key": "mode", "Value": mode },
                { "Key": "dotted.key", "Value": mode },
            ]);
        }
        world.ok("UpdateGameSession", update);
        if !players.is_empty() {
            world.join(&game, &players).unwrap();
        }
        world.advance(seconds(1));
        games.push(game);
    }
    (world, games)
}

fn search(world: &mut World, mut request: Value) -> Result<Vec<String>, String> {
    request["FleetId"] = json!(world.fleet);
    let reply = world.call("SearchGameSessions", request)?;
    let found = reply["GameSessions"].as_array().unwrap();
    Ok(found
        .iter()
        .map(|game| text(&game["GameSessionId"]))
        .collect())
}

#[test]
fn a_filter_finds_the_game_sessions_it_describes() {
    let (mut world, games) = arena();
    let by_id = format!("gameSessionId = '{}'", games[1].id);
    let not_by_id = format!("gameSessionId <> '{}'", games[1].id);
    // The second was created one second after the first.
    let second = Settings::default().epoch_ms + 1000;
    let at = |comparator: &str| format!("creationTimeMillis {comparator} {second}");
    for (filter, expected) in [
        (by_id.as_str(), vec![1]),
        (not_by_id.as_str(), vec![0, 2]),
        ("gameSessionName = 'b'", vec![1]),
        ("gameSessionName = 'B'", vec![]),
        ("gameSessionName = 'it\\'s'", vec![0]),
        ("gameSessionName = \"it's\"", vec![0]),
        ("gameSessionName <> 'b'", vec![0]),
        ("gameSessionProperties.mode = 'duel'", vec![0]),
        ("gameSessionProperties.mode<>'duel'", vec![2]),
        ("NOT gameSessionProperties.mode = 'duel'", vec![1, 2]),
        ("gameSessionProperties.none = 'duel'", vec![]),
        ("gameSessionProperties.dotted.key = 'duel'", vec![]),
        ("maximumSessions=10", vec![1]),
        ("maximumSessions<>10", vec![0, 2]),
        ("maximumSessions>5", vec![1]),
        ("maximumSessions>=5", vec![1, 2]),
        ("maximumSessions<5", vec![0]),
        ("maximumSessions<=5", vec![0, 2]),
        ("maximumSessions > -1", vec![0, 1, 2]),
        (at("=").as_str(), vec![1]),
        (at("<").as_str(), vec![0]),
        (at(">").as_str(), vec![2]),
        ("playerSessionCount=1", vec![1]),
        ("hasAvailablePlayerSessions=true", vec![1, 2]),
        ("hasAvailablePlayerSessions<>true", vec![0]),
        ("hasAvailablePlayerSessions=false", vec![0]),
        (
            "maximumSessions>=10 AND hasAvailablePlayerSessions=true",
            vec![1],
        ),
        // AND binds closer than OR, NOT closer than AND.
        (
            "maximumSessions=2 OR maximumSessions=10 AND playerSessionCount=0",
            vec![0],
        ),
        (
            "(maximumSessions=2 OR maximumSessions=10) AND playerSessionCount=0",
            vec![],
        ),
        ("NOT maximumSessions=2 AND NOT maximumSessions=5", vec![1]),
        ("NOT (maximumSessions=2 OR maximumSessions=5)", vec![1]),
    ] {
        let expected = expected.into_iter().map(|at: usize| games[at].id.clone());
        assert_eq!(
            search(&mut world, json!({ "FilterExpression": filter })),
            Ok(expected.collect()),
            "{filter}"
        );
    }
}

#[test]
fn an_expression_that_is_none_is_refused() {
    let (mut world, _) = arena();
    let deep = format!("{}maximumSessions=1{}", "(".repeat(60), ")".repeat(60));
    for filter in [
        " ",
        "maximumSessions",
        "maximumSessions=",
        "=1",
        "maximumSessions=1 1",
        "maximumSessions==1",
        "maximumSessions=1 AND",
        "maximumSessions=1 and maximumSessions=2",
        "(maximumSessions=1",
        "maximumSessions=1)",
        "NOT",
        "maximumSessions='1'",
        "maximumSessions=1.5",
        "gameSessionName=b",
        "gameSessionName='b",
        "gameSessionName='b\\",
        "gameSessionName>'b'",
        "gameSessionProperties='b'",
        "gameSessionProperties.mode>'b'",
        "gameSessionProperties.mode=1",
        "hasAvailablePlayerSessions>false",
        "hasAvailablePlayerSessions='true'",
        "status='ACTIVE'",
        &deep,
    ] {
        assert_eq!(
            search(&mut world, json!({ "FilterExpression": filter })),
            Err("InvalidRequest".to_owned()),
            "{filter}"
        );
    }
    for sort in [
        "maximumSessions",
        "maximumSessions asc",
        "ASC maximumSessions",
        "maximumSessions ASC DESC",
        "status ASC",
    ] {
        assert_eq!(
            search(&mut world, json!({ "SortExpression": sort })),
            Err("InvalidRequest".to_owned()),
            "{sort}"
        );
    }
}

#[test]
fn a_sort_expression_orders_and_puts_what_has_no_value_last() {
    let (mut world, games) = arena();
    for (sort, expected) in [
        ("maximumSessions ASC", [0, 2, 1]),
        ("maximumSessions DESC", [1, 2, 0]),
        ("creationTimeMillis DESC", [2, 1, 0]),
        ("playerSessionCount ASC", [2, 1, 0]),
        ("gameSessionName ASC", [1, 0, 2]),
        ("gameSessionName DESC", [0, 1, 2]),
        ("gameSessionProperties.mode ASC", [0, 2, 1]),
        ("gameSessionProperties.mode DESC", [2, 0, 1]),
    ] {
        assert_eq!(
            search(&mut world, json!({ "SortExpression": sort })),
            Ok(expected.map(|at| games[at].id.clone()).to_vec()),
            "{sort}"
        );
    }
}

#[test]
fn only_active_game_sessions_at_the_location_are_found() {
    let mut world = World::new();
    let active = world.game(1);
    world.activating_game(1);
    let terminating = world.game(1);
    let terminated = world.game(1);
    let trigger = json!({
        "GameSessionId": terminating.id,
        "TerminationMode": "TRIGGER_ON_PROCESS_TERMINATE",
    });
    world.ok("TerminateGameSession", trigger);
    world.status(terminated.socket, "TerminateServerProcess", json!({}));
    let found = Ok(vec![active.id]);
    assert_eq!(search(&mut world, json!({})), found);
    assert_eq!(search(&mut world, json!({ "Location": LOCATION })), found);
    let elsewhere = json!({ "Location": "custom-there" });
    assert_eq!(search(&mut world, elsewhere), Ok(vec![]));
    world.refuses("SearchGameSessions", json!({}), "InvalidRequest");
    let unknown = json!({ "FleetId": "fleet-unknown" });
    world.refuses("SearchGameSessions", unknown, "NotFound");
}

#[test]
fn a_page_has_twenty_game_sessions_at_most() {
    let mut world = World::new();
    let ids: Vec<String> = (0..45).map(|_| world.game(1).id).collect();
    for (limit, sizes) in [
        (Value::Null, vec![20, 20, 5]),
        (json!(1000), vec![20, 20, 5]),
        (json!(19), vec![19, 19, 7]),
    ] {
        let request = json!({
            "FleetId": world.fleet,
            "SortExpression": "creationTimeMillis ASC",
            "Limit": limit,
        });
        let pages = world.pages(
            "SearchGameSessions",
            request,
            "GameSessions",
            "GameSessionId",
        );
        let found: Vec<usize> = pages.iter().map(Vec::len).collect();
        assert_eq!(found, sizes);
        assert_eq!(Value::from(pages.concat()), json!(ids));
    }
}
