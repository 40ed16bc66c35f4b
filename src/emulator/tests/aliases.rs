//! Aliases: what they lead to, and what a terminal one refuses.

use super::*;

fn simple(fleet: &str) -> Value {
    json!({ "Type": "SIMPLE", "FleetId": fleet })
}

fn terminal() -> Value {
    json!({ "Type": "TERMINAL", "Message": "gone fishing" })
}

#[test]
fn an_alias_tells_what_it_was_made_of_and_has_an_arn_without_an_account() {
    let mut world = World::new();
    let request = json!({
        "Name": "best",
        "Description": "the best fleet",
        "RoutingStrategy": simple(&world.fleet),
    });
    let alias = world.ok("CreateAlias", request)["Alias"].take();
    let id = text(&alias["AliasId"]);
    assert!(id.starts_with("alias-"), "{id}");
    let arn = format!("arn:aws:gamelift:us-east-1::alias/{id}");
    assert_eq!(alias["AliasArn"], json!(arn));
    assert_eq!(alias["Name"], "best");
    assert_eq!(alias["Description"], "the best fleet");
    assert_eq!(alias["RoutingStrategy"], simple(&world.fleet));
    assert_eq!(alias["CreationTime"], alias["LastUpdatedTime"]);
    let fleet = world.fleet.clone();
    for name in [id, arn] {
        let resolved = world.ok("ResolveAlias", json!({ "AliasId": name }));
        assert_eq!(resolved["FleetId"], json!(fleet));
        assert!(text(&resolved["FleetArn"]).ends_with(&fleet));
    }
}

#[test]
fn a_terminal_strategy_drops_the_fleet_and_keeps_the_message() {
    let mut world = World::new();
    let mut strategy = terminal();
    strategy["FleetId"] = json!(world.fleet);
    let request = json!({ "Name": "alias", "RoutingStrategy": strategy });
    let alias = world.ok("CreateAlias", request)["Alias"].take();
    assert_eq!(alias["RoutingStrategy"], terminal());
    let id = json!({ "AliasId": alias["AliasId"] });
    let reply = world.post("ResolveAlias", id.to_string().as_bytes());
    let members: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(members["__type"], "TerminalRoutingStrategyException");
    assert_eq!(members["Message"], "gone fishing");
}

#[test]
fn a_strategy_that_leads_nowhere_is_refused() {
    let mut world = World::new();
    let arn = format!("arn:aws:gamelift:us-east-1:1:fleet/{}", world.fleet);
    for strategy in [
        json!({}),
        json!({ "Message": "gone" }),
        json!({ "Type": "OTHER" }),
        json!({ "Type": "SIMPLE" }),
        json!({ "Type": "SIMPLE", "Message": "gone" }),
        simple("fleet-unknown"),
        simple(&arn),
    ] {
        let request = json!({ "Name": "alias", "RoutingStrategy": strategy });
        world.refuses("CreateAlias", request, "InvalidRequest");
    }
    for name in ["", "   "] {
        let request = json!({ "Name": name, "RoutingStrategy": terminal() });
        world.refuses("CreateAlias", request, "InvalidRequest");
    }
    world.alias(terminal());
}

#[test]
fn an_update_changes_an_alias_and_turns_it_around() {
    let mut world = World::new();
    let id = world.alias(simple(&world.fleet.clone()));
    world.advance(seconds(5));
    let request = json!({ "AliasId": id, "Name": "other" });
    let alias = world.ok("UpdateAlias", request)["Alias"].take();
    assert_eq!(alias["Name"], "other");
    assert_eq!(alias["RoutingStrategy"], simple(&world.fleet));
    let age = |alias: &Value| {
        alias["LastUpdatedTime"].as_f64().unwrap() - alias["CreationTime"].as_f64().unwrap()
    };
    assert!((age(&alias) - 5.0).abs() < 1e-3, "{alias}");
    let close = json!({ "AliasId": id, "RoutingStrategy": terminal() });
    assert_eq!(world.ok("UpdateAlias", close)["Alias"]["Name"], "other");
    world.refuses(
        "ResolveAlias",
        json!({ "AliasId": id }),
        "TerminalRoutingStrategy",
    );
    let open = json!({ "AliasId": id, "RoutingStrategy": simple(&world.fleet) });
    world.ok("UpdateAlias", open);
    world.ok("ResolveAlias", json!({ "AliasId": id }));
    let wrong = json!({ "AliasId": id, "RoutingStrategy": simple("fleet-unknown") });
    world.refuses("UpdateAlias", wrong, "InvalidRequest");
    world.ok("ResolveAlias", json!({ "AliasId": id }));
}

#[test]
fn a_deleted_alias_and_an_unknown_one_are_not_found() {
    let mut world = World::new();
    let id = world.alias(terminal());
    assert_eq!(
        world.ok("DeleteAlias", json!({ "AliasId": id })),
        Value::Null
    );
    for id in [id.as_str(), "alias-unknown"] {
        for action in ["DeleteAlias", "ResolveAlias", "UpdateAlias"] {
            world.refuses(action, json!({ "AliasId": id }), "NotFound");
        }
        for action in ["DescribeGameSessions", "SearchGameSessions"] {
            world.refuses(action, json!({ "AliasId": id }), "NotFound");
        }
    }
}

#[test]
fn an_alias_of_a_deleted_fleet_leads_to_nothing() {
    let mut world = World::new();
    let id = world.alias(simple(&world.fleet.clone()));
    let fleet = json!({ "FleetId": world.fleet });
    world.ok("DeleteFleet", fleet);
    world.refuses("ResolveAlias", json!({ "AliasId": id }), "NotFound");
}

#[test]
fn a_game_session_is_created_and_listed_by_alias() {
    let mut world = World::new();
    let alias = world.alias(simple(&world.fleet.clone()));
    world.ready("process");
    let mut request = world.game_request(1);
    request["AliasId"] = json!(alias);
    world.refuses("CreateGameSession", request.clone(), "InvalidRequest");
    request["FleetId"] = Value::Null;
    let game = world.ok("CreateGameSession", request)["GameSession"].take();
    assert_eq!(game["FleetId"], json!(world.fleet));
    for action in ["DescribeGameSessions", "DescribeGameSessionDetails"] {
        let by_alias = world.ok(action, json!({ "AliasId": alias }));
        let by_fleet = world.ok(action, json!({ "FleetId": world.fleet }));
        assert_eq!(by_alias, by_fleet);
    }
    let both = json!({ "AliasId": alias, "FleetId": world.fleet });
    world.refuses("DescribeGameSessions", both.clone(), "InvalidRequest");
    world.refuses("SearchGameSessions", both, "InvalidRequest");
}

#[test]
fn a_terminal_alias_is_refused_wherever_it_stands_for_a_fleet() {
    let mut world = World::new();
    let alias = world.alias(terminal());
    world.ready("process");
    let mut create = world.game_request(1);
    create["FleetId"] = Value::Null;
    create["AliasId"] = json!(alias);
    let terminal = "TerminalRoutingStrategy";
    world.refuses("CreateGameSession", create, terminal);
    for action in [
        "DescribeGameSessions",
        "DescribeGameSessionDetails",
        "SearchGameSessions",
    ] {
        world.refuses(action, json!({ "AliasId": alias }), terminal);
    }
}

#[test]
fn an_alias_is_no_game_session_and_a_terminal_one_says_so_in_its_way() {
    let mut world = World::new();
    world.game(1);
    let open = world.alias(simple(&world.fleet.clone()));
    let closed = world.alias(terminal());
    for (alias, exception) in [(open, "NotFound"), (closed, "TerminalRoutingStrategy")] {
        let arn = format!("arn:aws:gamelift:us-east-1::alias/{alias}");
        for id in [alias, arn] {
            let batch = json!({ "GameSessionId": id, "PlayerIds": ["a"] });
            world.refuses("CreatePlayerSessions", batch, exception);
            let single = json!({ "GameSessionId": id, "PlayerId": "a" });
            world.refuses("CreatePlayerSession", single, exception);
            // Neither action declares the exception.
            let only = json!({ "GameSessionId": id });
            world.refuses("DescribePlayerSessions", only.clone(), "NotFound");
            world.refuses("UpdateGameSession", only, "NotFound");
        }
    }
}
