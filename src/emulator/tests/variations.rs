//! Each variation gives its own answer to its question.

use super::*;
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
    let mut world = World::with_variation(Variation::ReservedPlayerRefused);
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
    let mut world = World::with_variation(Variation::ReservedPlayerReturned);
    let game = world.game(2);
    let player = world.join(&game, &["p"]).unwrap().remove(0);
    let both = world.join(&game, &["q", "p"]).unwrap();
    assert_eq!(both[1], player);
    assert_ne!(both[0], player);
    assert_eq!(world.statuses(&game).len(), 2);
    assert_eq!(world.join(&game, &["p"]).unwrap(), [player.as_str()]);
    world.act(&game, "AcceptPlayerSession", &player);
    assert!(world.join(&game, &["p"]).is_err());
    let twice = world.join(&game, &["q", "q"]);
    assert_eq!(twice, Err("GameSessionFull".to_owned()));
}

#[test]
fn created_player_sessions_can_come_in_reverse() {
    let mut world = World::with_variation(Variation::ReverseOrder);
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
        (Variation::DenyAllInvalidRequest, INVALID, status),
        (Variation::DenyAllFull, "GameSessionFull", status),
        (Variation::TerminatedNotFound, status, "NotFound"),
        (Variation::TerminatedInvalidRequest, status, INVALID),
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
fn sparse_player_sessions_tell_neither_address_nor_fleet() {
    let mut world = World::with_variation(Variation::Sparse);
    let game = world.game(1);
    world.join(&game, &["p"]).unwrap();
    let request = json!({ "GameSessionId": game.id });
    let reply = world.ok("DescribePlayerSessions", request);
    let session = reply["PlayerSessions"][0].as_object().unwrap();
    let members: Vec<&str> = session.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "CreationTime",
            "GameSessionId",
            "PlayerId",
            "PlayerSessionId",
            "Status"
        ]
    );
}

#[test]
fn one_question_has_one_answer() {
    let (first, second) = (
        Variation::ReservedPlayerRefused,
        Variation::ReservedPlayerReturned,
    );
    let conflict = Variations::new([first, Variation::Sparse, second]).unwrap_err();
    assert_eq!(conflict, VariationConflict { first, second });
    assert!(conflict.to_string().contains("U-04=existing-session"));
    let chosen = Variations::new([first, Variation::Sparse, first]).unwrap();
    assert_eq!(
        chosen.iter().collect::<Vec<_>>(),
        [first, Variation::Sparse]
    );
}

#[test]
fn names_of_variations_are_read_back_and_begin_with_their_question() {
    for variation in Variation::ALL {
        assert_eq!(Variation::parse(variation.name()), Some(variation));
        assert!(variation.name().starts_with(variation.question()));
        assert!(variation.describe().ends_with('.'));
    }
    assert_eq!(Variation::parse("U-04"), None);
}
