//! `UpdateGameSession`: name, protection and properties.

use super::*;

fn property(key: &str, value: &str) -> Value {
    json!({ "Key": key, "Value": value })
}

fn numbered(numbers: std::ops::Range<usize>) -> Value {
    numbers
        .map(|number| property(&number.to_string(), ""))
        .collect()
}

#[test]
fn properties_are_added_or_overwritten_and_never_removed() {
    let mut world = World::new();
    let socket = world.ready("process");
    let mut request = world.game_request(1);
    request["GameProperties"] = json!([property("map", "a"), property("mode", "b")]);
    request["GameSessionData"] = json!("opaque");
    let created = world.ok("CreateGameSession", request)["GameSession"].take();
    assert_eq!(created["GameSessionData"], "opaque");
    let push = &world.inbox[&socket][0];
    assert_eq!(push["GameProperties"], json!({ "map": "a", "mode": "b" }));
    assert_eq!(push["GameSessionData"], "opaque");
    let game = Game {
        id: text(&created["GameSessionId"]),
        socket,
    };
    for (changes, expected) in [
        (
            json!([property("mode", "c"), property("time", "d")]),
            json!([
                property("map", "a"),
                property("mode", "c"),
                property("time", "d")
            ]),
        ),
        (
            json!([]),
            json!([
                property("map", "a"),
                property("mode", "c"),
                property("time", "d")
            ]),
        ),
        (
            json!([property("map", "")]),
            json!([
                property("map", ""),
                property("mode", "c"),
                property("time", "d")
            ]),
        ),
    ] {
        let update = json!({ "GameSessionId": game.id, "GameProperties": changes });
        let told = world.ok("UpdateGameSession", update)["GameSession"].take();
        assert_eq!(told["GameProperties"], expected);
        assert_eq!(world.describe(&game)["GameProperties"], expected);
    }
}

#[test]
fn a_game_session_has_sixteen_properties_at_most() {
    let mut world = World::new();
    let game = world.game(1);
    let update =
        |properties: Value| json!({ "GameSessionId": game.id, "GameProperties": properties });
    world.ok("UpdateGameSession", update(numbered(0..16)));
    world.refuses(
        "UpdateGameSession",
        update(numbered(16..17)),
        "InvalidRequest",
    );
    world.refuses(
        "UpdateGameSession",
        update(numbered(0..17)),
        "InvalidRequest",
    );
    world.ok("UpdateGameSession", update(numbered(3..5)));
    let properties = world.describe(&game)["GameProperties"].take();
    assert_eq!(properties, numbered(0..16));
}

#[test]
fn keys_and_values_have_their_limits_and_a_refused_update_changes_nothing() {
    let mut world = World::new();
    let game = world.game(1);
    let before = world.describe(&game);
    for (key, value) in [
        ("k".repeat(33), String::new()),
        (String::new(), "v".repeat(97)),
    ] {
        let update = json!({
            "GameSessionId": game.id,
            "Name": "other",
            "GameProperties": [property(&key, &value)],
        });
        world.refuses("UpdateGameSession", update, "InvalidRequest");
    }
    let too_many = json!({
        "GameSessionId": game.id,
        "MaximumPlayerSessionCount": 201,
        "GameProperties": [property("a", "b")],
    });
    world.refuses("UpdateGameSession", too_many, "InvalidRequest");
    assert_eq!(world.describe(&game), before);
    let longest = property(&"k".repeat(32), &"v".repeat(96));
    let update = json!({ "GameSessionId": game.id, "GameProperties": [longest] });
    world.ok("UpdateGameSession", update);
}

#[test]
fn the_protection_is_told_by_the_details_alone() {
    let mut world = World::new();
    let game = world.game(1);
    let id = json!({ "GameSessionId": game.id });
    let details = |world: &mut World| {
        let reply = world.ok("DescribeGameSessionDetails", id.clone());
        reply["GameSessionDetails"][0].clone()
    };
    assert_eq!(details(&mut world)["ProtectionPolicy"], "NoProtection");
    let mut update = id.clone();
    update["ProtectionPolicy"] = json!("FullProtection");
    let told = world.ok("UpdateGameSession", update.clone())["GameSession"].take();
    let detail = details(&mut world);
    assert_eq!(detail["ProtectionPolicy"], "FullProtection");
    assert_eq!(detail["GameSession"], told);
    assert_eq!(told.get("ProtectionPolicy"), None);
    update["ProtectionPolicy"] = json!("Some");
    world.refuses("UpdateGameSession", update, "InvalidRequest");
}

#[test]
fn a_process_closes_and_opens_its_own_door() {
    let mut world = World::new();
    let (game, other) = (world.game(2), world.game(2));
    let say = |world: &mut World, policy: &str| {
        let fields = json!({ "GameSessionId": game.id, "PlayerSessionPolicy": policy });
        world.status(game.socket, "UpdatePlayerSessionCreationPolicy", fields)
    };
    assert_eq!(say(&mut world, "DENY_ALL"), 200);
    assert_eq!(
        world.describe(&game)["PlayerSessionCreationPolicy"],
        "DENY_ALL"
    );
    assert_eq!(
        world.join(&game, &["a"]).unwrap_err(),
        "InvalidGameSessionStatus"
    );
    world.join(&other, &["a"]).unwrap();
    assert_eq!(say(&mut world, "NOT_SET"), 400);
    assert_eq!(say(&mut world, "ACCEPT_ALL"), 200);
    world.join(&game, &["a"]).unwrap();
}
