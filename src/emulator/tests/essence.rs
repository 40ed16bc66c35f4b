//! What emulators that go on alike have in common.

use serde_json::json;

use super::World;

#[test]
fn a_question_leaves_no_trace_and_a_change_does() {
    let mut world = World::new();
    let game = world.game(2);
    let essence = world.emulator.essence();
    world.ok("DescribeGameSessions", json!({ "GameSessionId": game.id }));
    assert_eq!(world.emulator.essence(), essence);
    let update = json!({ "GameSessionId": game.id, "MaximumPlayerSessionCount": 3 });
    world.ok("UpdateGameSession", update);
    assert_ne!(world.emulator.essence(), essence);
}

#[test]
fn anchored_ids_depend_on_what_exists_alone() {
    let essence = |questions: u32| {
        let mut world = World::new();
        let game = world.game(2);
        for _ in 0..questions {
            world.ok("DescribeGameSessions", json!({ "GameSessionId": game.id }));
        }
        world.emulator.anchor_ids();
        let player = json!({ "GameSessionId": game.id, "PlayerId": "p-1" });
        world.ok("CreatePlayerSession", player);
        world.emulator.essence()
    };
    assert_eq!(essence(0), essence(3));
}
