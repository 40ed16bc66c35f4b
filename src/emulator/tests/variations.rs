//! Each variation gives its own answer to its question.

use super::*;
use crate::api::exception::ExceptionKind;
use crate::emulator::questions::Question;
use crate::emulator::variations::VariationConflict;

const INVALID: &str = "InvalidRequest";

fn end(world: &mut World, game: &Game) {
    world.status(game.socket, "TerminateServerProcess", json!({}));
}

fn close(world: &mut World, game: &Game) {
    let update = json!({
        "GameSessionId": game.id,
        "PlayerSessionCreationPolicy": "DENY_ALL",
    });
    world.ok("UpdateGameSession", update);
}

#[test]
fn a_reserved_player_can_be_refused() {
    let mut world = World::with_variation("U-04=invalid-request");
    let game = world.game(3);
    let other = world.game(3);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    assert_eq!(world.join(&game, &["q", "p"]), Err(INVALID.to_owned()));
    assert_eq!(world.statuses(&game), ["RESERVED"]);
    assert!(world.join(&other, &["p"]).is_ok());
    world.act(&game, "AcceptPlayerSession", &player);
    assert!(world.join(&game, &["p"]).is_ok());
}

#[test]
fn a_reserved_player_can_be_given_the_same_reservation() {
    let mut world = World::with_variation("U-04=existing-session");
    let game = world.game(2);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    let both = world.join(&game, &["q", "p"]).unwrap();
    assert_eq!(both[1], player);
    assert_ne!(both[0], player);
    assert_eq!(world.statuses(&game).len(), 2);
    assert_eq!(
        world.join(&game, &["p", "q"]).unwrap(),
        [player.as_str(), both[0].as_str()]
    );
    // U-27: the same request again is another matter.
    let again = world.join(&game, &["p"]);
    assert_eq!(again, Err("GameSessionFull".to_owned()));
    world.act(&game, "AcceptPlayerSession", &player);
    assert!(world.join(&game, &["p"]).is_err());
    let twice = world.join(&game, &["q", "q"]);
    assert_eq!(twice, Err("GameSessionFull".to_owned()));
}

#[test]
fn created_player_sessions_can_come_in_reverse() {
    let mut world = World::with_variation("U-10=other-order");
    let game = world.game(3);
    let request = json!({ "GameSessionId": game.id, "PlayerIds": ["a", "b", "c"] });
    let reply = world.ok("CreatePlayerSessions", request);
    let order: Vec<String> = reply["PlayerSessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| text(&session["PlayerId"]))
        .collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[test]
fn a_closed_or_ended_game_session_can_be_refused_in_other_words() {
    let status = "InvalidGameSessionStatus";
    for (variation, closed, ended) in [
        ("U-14=invalid-request", INVALID, status),
        ("U-14=game-session-full", "GameSessionFull", status),
        ("U-16/terminated=not-found", status, "NotFound"),
        ("U-16/terminated=invalid-request", status, INVALID),
    ] {
        let mut world = World::with_variation(variation);
        let game = world.game(1);
        close(&mut world, &game);
        let outcome = world.join(&game, &["p"]);
        assert_eq!(outcome, Err(closed.to_owned()), "{variation}");
        end(&mut world, &game);
        let outcome = world.join(&game, &["p"]);
        assert_eq!(outcome, Err(ended.to_owned()), "{variation}");
        assert_eq!(world.describe(&game)["Status"], "TERMINATED");
    }
}

#[test]
fn optional_members_of_player_sessions_can_be_left_out() {
    let all = [
        "CreationTime",
        "FleetArn",
        "FleetId",
        "GameSessionId",
        "IpAddress",
        "PlayerData",
        "PlayerId",
        "PlayerSessionId",
        "Port",
        "Status",
    ];
    for (variation, absent) in [
        ("U-31/fleet-id=absent", "FleetId"),
        ("U-31/fleet-arn=absent", "FleetArn"),
        ("U-31/ip-address=absent", "IpAddress"),
        ("U-31/port=absent", "Port"),
    ] {
        let mut world = World::with_variation(variation);
        let game = world.game(1);
        let request = json!({
            "GameSessionId": game.id,
            "PlayerIds": ["p"],
            "PlayerDataMap": { "p": "data" },
        });
        let reply = world.ok("CreatePlayerSessions", request);
        let session = reply["PlayerSessions"][0].as_object().unwrap();
        let left = all.into_iter().filter(|name| *name != absent);
        assert!(session.keys().eq(left), "{variation}: {session:?}");
    }
}

fn variation(name: &str) -> Variation {
    Variation::parse(name).unwrap()
}

#[test]
fn one_question_has_one_answer() {
    let (first, second) = (
        variation("U-04=invalid-request"),
        variation("U-04=existing-session"),
    );
    let other = variation("U-31/port=absent");
    let conflict = Variations::new([first, other, second]).unwrap_err();
    assert_eq!(conflict, VariationConflict { first, second });
    assert!(conflict.to_string().contains("U-04=existing-session"));
    let chosen = Variations::new([first, other, first]).unwrap();
    assert_eq!(chosen.iter().collect::<Vec<_>>(), [first, other]);
    assert_eq!(Variations::that_fit([first, other, second]), chosen);
}

#[test]
fn names_of_variations_are_read_back_and_no_default_answer_is_one() {
    for variation in Variation::all() {
        assert_eq!(Variation::parse(&variation.to_string()), Some(variation));
    }
    for question in Question::ALL {
        let default = question.answers()[0].name();
        let name = format!("{}={default}", question.name());
        assert_eq!(Variation::parse(&name), None);
    }
    assert_eq!(Variation::parse("U-04"), None);
}

/// Returns the reply to a description of an unknown game session, over JSON.
fn refused(manner: &str) -> (HttpReply, Value) {
    let mut world = World::with_variation(manner);
    world.game(1);
    let unknown = json!({ "GameSessionId": "arn:aws:gamelift:us-east-1::gamesession/f/x" });
    let reply = world.post("DescribePlayerSessions", unknown.to_string().as_bytes());
    let body = serde_json::from_slice(&reply.body).expect("the body is JSON");
    (reply, body)
}

#[test]
fn an_exception_can_be_named_by_a_header_or_at_length() {
    let (reply, body) = refused("error-type-in-header");
    let named = reply.error_type.expect("there is a header");
    assert!(named.starts_with("NotFoundException:"));
    assert_eq!((&body["__type"], reply.status), (&Value::Null, 400));
    let (reply, body) = refused("error-type-with-namespace");
    let name = body["__type"].as_str().expect("it has a name");
    assert!(name.contains("#NotFoundException:"));
    assert_eq!(reply.error_type, None);
}

#[test]
fn manners_change_members_prose_ids_and_order() {
    assert_eq!(refused("other-prose").1["Message"], "…");
    let mut world = World::with_variation("unknown-members");
    let game = world.game(2);
    let created = world.call(
        "CreatePlayerSessions",
        json!({ "GameSessionId": game.id, "PlayerIds": ["p"] }),
    );
    let created = created.expect("the player gets in");
    assert!(created["PlayerSessions"][0].get("NewSince2030").is_some());
    let players = |manner| {
        let mut world = World::with_variation(manner);
        let game = world.game(2);
        let ids = world.join(&game, &["a", "b"]).expect("both get in");
        let list = world.ok(
            "DescribePlayerSessions",
            json!({ "GameSessionId": game.id }),
        );
        (ids, list["PlayerSessions"][0]["PlayerId"].clone())
    };
    assert_eq!(players("lists-reversed").1, "b");
    assert_eq!(players("U-04=invalid-request").1, "a");
    assert!(players("other-ids").0[0].contains('~'));
}

#[test]
fn every_other_description_can_show_what_was_there_a_second_ago() {
    let mut world = World::with_variation("late-descriptions");
    let game = world.game(2);
    let list = |world: &mut World| {
        let asked = json!({ "GameSessionId": game.id });
        let listed = world.call("DescribePlayerSessions", asked);
        listed.map(|list| list["PlayerSessions"].as_array().map(Vec::len))
    };
    assert!(list(&mut world).is_err_and(|kind| kind.contains("NotFound")));
    assert_eq!(list(&mut world), Ok(Some(0)));
    world.advance(Duration::from_secs(5));
    world.join(&game, &["a"]).expect("there is room");
    assert_eq!(list(&mut world), Ok(Some(0)));
    assert_eq!(list(&mut world), Ok(Some(1)));
    world.advance(Duration::from_secs(1));
    assert_eq!(list(&mut world), Ok(Some(1)));
}

#[test]
fn a_throttled_request_is_told_so_and_does_nothing() {
    let mut world = World::with_variation("throttling");
    let created = json!({ "LocationName": "custom-throttled" });
    let mut told = std::collections::BTreeSet::new();
    let mut made = 0;
    for _ in 0..2000 {
        let reply = world.post("CreateLocation", created.to_string().as_bytes());
        let name = reply.exception.as_ref().map(ExceptionKind::name);
        match (name, reply.status) {
            // What was created is there after that, and not before.
            (None, 200) => made += 1,
            (Some("ConflictException"), 400) if made == 1 => {}
            (Some("ThrottlingException"), 400) | (Some("TooManyRequestsException"), 429) => {
                told.insert(reply.status);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((made, told), (1, [400, 429].into()));
}
