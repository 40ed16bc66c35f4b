//! Each variation gives its own answer to its question.

use super::*;
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
