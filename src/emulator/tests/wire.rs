//! The front end: what is refused before any action runs.

use super::*;

fn many(text: &str, count: usize) -> String {
    text.repeat(count)
}

/// Returns a legal batch for an unknown game session, with one member replaced.
fn batch_with(member: &str, value: Value) -> Value {
    let mut request = json!({ "GameSessionId": "arn:x", "PlayerIds": ["p"] });
    request[member] = value;
    request
}

#[track_caller]
fn check(action: &str, body: Value, expected: &str) {
    let shown: String = body.to_string().chars().take(120).collect();
    let outcome = World::new().call(action, body);
    assert_eq!(outcome.err().as_deref(), Some(expected), "{action} {shown}");
}

#[test]
fn a_request_without_a_known_operation_is_an_unknown_operation() {
    let mut world = World::new();
    for (method, path, target, status) in [
        ("POST", "/", None, 400),
        ("POST", "/", Some("CreatePlayerSessions"), 400),
        ("POST", "/", Some("GameLift.createPlayerSessions"), 400),
        ("POST", "/", Some("Athena.CreatePlayerSessions"), 400),
        ("POST", "/", Some("GameLift.StartMatchmaking"), 400),
        ("GET", "/", Some("GameLift.DescribeFleetAttributes"), 405),
    ] {
        let reply = world.http(HttpRequest {
            method,
            path,
            target,
            protocol: None,
            authorization: None,
            body: b"{}",
        });
        assert_eq!(reply.status, status, "{method} {path} {target:?}");
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(body["__type"], "UnknownOperationException");
    }
}

#[test]
fn a_body_that_is_no_json_structure_is_a_serialization_failure() {
    for body in [
        "",
        "x",
        "{",
        "null",
        "\"x\"",
        "[]",
        "{\"a\":1,}",
        "\u{feff}{}",
    ] {
        let reply = World::new().post("DescribeFleetAttributes", body.as_bytes());
        let members: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(reply.status, 400, "{body:?}");
        assert_eq!(members["__type"], "SerializationException", "{body:?}");
    }
}

#[test]
fn a_wrong_type_is_a_serialization_failure_even_beside_a_broken_limit() {
    let type_error = "Serialization";
    check(
        "CreatePlayerSessions",
        batch_with("PlayerIds", json!("p")),
        type_error,
    );
    check(
        "CreatePlayerSessions",
        batch_with("PlayerIds", json!([7])),
        type_error,
    );
    check(
        "CreatePlayerSessions",
        batch_with("GameSessionId", json!(true)),
        type_error,
    );
    check(
        "CreatePlayerSessions",
        batch_with("PlayerDataMap", json!({ "p": 1 })),
        type_error,
    );
    check(
        "CreatePlayerSessions",
        json!({ "PlayerIds": ["", 7] }),
        type_error,
    );
    check(
        "CreateGameSession",
        json!({ "MaximumPlayerSessionCount": "2" }),
        type_error,
    );
    check("CreateFleet", json!({ "Locations": ["x"] }), type_error);
}

#[test]
fn a_required_member_that_is_absent_or_null_is_an_invalid_request() {
    for (action, body) in [
        ("CreatePlayerSessions", json!({ "PlayerIds": ["p"] })),
        ("CreatePlayerSessions", json!({ "GameSessionId": "arn:x" })),
        ("CreatePlayerSessions", batch_with("PlayerIds", Value::Null)),
        (
            "CreatePlayerSessions",
            batch_with("PlayerIds", json!([null])),
        ),
        (
            "CreatePlayerSessions",
            batch_with("PlayerDataMap", json!({ "p": null })),
        ),
        ("CreatePlayerSession", json!({ "GameSessionId": "arn:x" })),
        ("CreateGameSession", json!({ "FleetId": "fleet-1" })),
        ("UpdateGameSession", json!({})),
        ("CreateLocation", json!({})),
        ("DeleteLocation", json!({})),
        ("CreateFleet", json!({})),
        ("DeleteFleet", json!({})),
        ("RegisterCompute", json!({ "FleetId": "fleet-1" })),
        ("DeregisterCompute", json!({ "ComputeName": "c" })),
        ("GetComputeAuthToken", json!({})),
        ("DescribePlayerSessions", json!({})),
        ("DescribeGameSessions", json!({})),
    ] {
        check(action, body, "InvalidRequest");
    }
}

#[test]
fn every_limit_of_a_batch_holds_at_its_edge_and_not_one_past_it() {
    let ids = |count: usize| json!((0..count).map(|i| i.to_string()).collect::<Vec<_>>());
    // At the edge the request gets as far as the unknown game session.
    for (member, at_edge, past_edge) in [
        ("PlayerIds", ids(25), ids(26)),
        ("PlayerIds", ids(1), ids(0)),
        ("PlayerIds", json!(["x"]), json!([""])),
        (
            "PlayerIds",
            json!([many("x", 1024)]),
            json!([many("x", 1025)]),
        ),
        (
            "PlayerIds",
            json!([many("🎲", 1024)]),
            json!([many("🎲", 1025)]),
        ),
        (
            "PlayerDataMap",
            json!({ "p": many("x", 2048) }),
            json!({ "p": many("x", 2049) }),
        ),
        ("PlayerDataMap", json!({}), json!({ "p": "" })),
        (
            "PlayerDataMap",
            json!({ many("k", 1024): "x" }),
            json!({ many("k", 1025): "x" }),
        ),
        ("PlayerDataMap", json!({ "k": "x" }), json!({ "": "x" })),
        (
            "GameSessionId",
            json!(many("x", 512)),
            json!(many("x", 513)),
        ),
        ("GameSessionId", json!("x"), json!("")),
        ("GameSessionId", json!("a:/-Z9"), json!("a_b")),
    ] {
        check(
            "CreatePlayerSessions",
            batch_with(member, at_edge),
            "NotFound",
        );
        check(
            "CreatePlayerSessions",
            batch_with(member, past_edge),
            "InvalidRequest",
        );
    }
}

#[test]
fn limits_of_other_actions_are_kept_too() {
    let game = |member: &str, value: Value| {
        let mut request = json!({ "FleetId": "fleet-1", "MaximumPlayerSessionCount": 1 });
        request[member] = value;
        request
    };
    let refused = "InvalidRequest";
    for (member, at_edge, past_edge) in [
        ("MaximumPlayerSessionCount", json!(0), json!(-1)),
        ("MaximumPlayerSessionCount", json!(200), json!(201)),
        ("MaximumPlayerSessionCount", json!(1), json!(1e30)),
        ("Name", json!(many("x", 1024)), json!(many("x", 1025))),
        (
            "IdempotencyToken",
            json!(many("x", 48)),
            json!(many("x", 49)),
        ),
        ("IdempotencyToken", json!("a-1"), json!("a_1")),
        (
            "GameProperties",
            json!([{ "Key": "", "Value": "" }]),
            json!([{ "Key": "" }]),
        ),
        ("FleetId", json!("fleet-1"), json!("fleet")),
    ] {
        check("CreateGameSession", game(member, at_edge), "NotFound");
        check("CreateGameSession", game(member, past_edge), refused);
    }
    for limit in [0, -1, i64::from(i32::MAX) + 1] {
        let request = json!({ "GameSessionId": "arn:x", "Limit": limit });
        check("DescribePlayerSessions", request.clone(), refused);
        check("DescribeGameSessions", request, refused);
    }
    let policy = json!({ "GameSessionId": "arn:x", "PlayerSessionCreationPolicy": "NOT_SET" });
    check("UpdateGameSession", policy, refused);
    check(
        "DescribePlayerSessions",
        json!({ "PlayerSessionId": "psess-" }),
        refused,
    );
    check(
        "CreateLocation",
        json!({ "LocationName": "custom-" }),
        refused,
    );
    check(
        "CreateLocation",
        json!({ "LocationName": format!("custom-{}", many("x", 58)) }),
        refused,
    );
}

#[test]
fn limits_of_searches_and_aliases_are_kept_too() {
    let refused = "InvalidRequest";
    for (member, at_edge, past_edge) in [
        ("FilterExpression", "x".to_owned(), String::new()),
        ("SortExpression", many("x", 1024), many("x", 1025)),
        ("FleetId", "fleet-1".to_owned(), "alias-1".to_owned()),
        ("AliasId", "alias-1".to_owned(), "fleet-1".to_owned()),
    ] {
        let request = |value: String| {
            let mut request = json!({});
            if member != "AliasId" {
                request["FleetId"] = json!("fleet-1");
            }
            request[member] = json!(value);
            request
        };
        check("SearchGameSessions", request(at_edge), "NotFound");
        check("SearchGameSessions", request(past_edge), refused);
    }
    for action in ["ResolveAlias", "DeleteAlias", "UpdateAlias"] {
        check(action, json!({ "AliasId": "alias-1" }), "NotFound");
        check(action, json!({ "AliasId": "alias-" }), refused);
        check(action, json!({}), refused);
    }
}

#[test]
fn unknown_members_are_ignored_and_actions_without_output_have_no_body() {
    let mut world = World::new();
    let location = json!({ "LocationName": "custom-other", "Colour": 7 });
    world.ok("CreateLocation", location.clone());
    let reply = world.post("DeleteLocation", location.to_string().as_bytes());
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[test]
fn every_reply_has_an_id_of_its_own_and_the_content_type() {
    let mut world = World::new();
    let first = world.post("DescribeFleetAttributes", b"{}");
    let second = world.post("DescribeFleetAttributes", b"");
    assert_ne!(first.request_id, second.request_id);
    let headers: Vec<_> = second.headers().collect();
    assert_eq!(
        headers,
        [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amzn-requestid", second.request_id.as_str()),
        ]
    );
}

#[test]
fn same_inputs_give_same_outputs_and_other_seeds_give_other_ids() {
    let reply = |id_seed| {
        let mut world = World::with(Settings {
            id_seed,
            ..Settings::default()
        });
        let game = world.game(1);
        world.join(&game, &["p"]).unwrap()
    };
    assert_eq!(reply(1), reply(1));
    assert_ne!(reply(1), reply(2));
}
