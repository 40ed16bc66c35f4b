//! What histories say about open questions of game sessions and their ids.

use super::answers::table;
use super::open;

#[test]
fn maxima_at_the_edges() {
    let create = |max, reply: &str| format!("game-session {max} -> {reply}");
    table(
        "U-12",
        &[
            (create(0, "ok"), "accepted"),
            (create(0, "InvalidRequest"), "invalid-request"),
            (create(1, "ok"), "unasked"),
        ],
    );
    table(
        "U-19/create",
        &[
            (create(201, "ok"), "accepted"),
            (create(201, "InvalidRequest"), "invalid-request"),
            (create(201, "LimitExceeded"), "limit-exceeded"),
        ],
    );
    let update = |reply| open(2, &format!("batch p1 p2 -> ok\nupdate max=1 -> {reply}"));
    table(
        "U-13",
        &[
            (update("ok"), "accepted"),
            (update("InvalidRequest"), "invalid-request"),
            (update("Conflict"), "conflict"),
            (
                update("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
        ],
    );
    let update = |reply| open(2, &format!("update max=201 -> {reply}"));
    table(
        "U-19/update",
        &[
            (update("ok"), "accepted"),
            (update("InvalidRequest"), "invalid-request"),
        ],
    );
}

#[test]
fn game_sessions_that_take_no_players() {
    let denied = |reply| {
        open(
            2,
            &format!("update policy=DENY_ALL -> ok\nsingle p1 -> {reply}"),
        )
    };
    table(
        "U-14",
        &[
            (
                denied("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
            (denied("InvalidRequest"), "invalid-request"),
            (denied("GameSessionFull"), "game-session-full"),
            (
                format!("{}\nsingle p2 -> GameSessionFull", denied("InvalidRequest")),
                "none",
            ),
        ],
    );
    let full = "batch p1 p2 -> ok\nupdate policy=DENY_ALL -> ok\nsingle p3 -> GameSessionFull";
    table("U-14", &[(open(2, full), "unasked")]);
    let new = |reply| format!("game-session 2 -> ok\nsingle p1 -> {reply}");
    table(
        "U-15",
        &[
            (
                new("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
            (new("InvalidRequest"), "invalid-request"),
            (new("NotFound"), "not-found"),
        ],
    );
    let ended = |shown, reply| open(2, &format!("end -> ok{shown}\nsingle p1 -> {reply}"));
    for (reply, answer) in [
        ("InvalidGameSessionStatus", "invalid-game-session-status"),
        ("InvalidRequest", "invalid-request"),
        ("NotFound", "not-found"),
    ] {
        let seen = ended("\ndescribe -> TERMINATED", reply);
        table("U-16/terminated", &[(seen, answer)]);
        // It may be ending still, which is another context.
        for shown in ["", "\ndescribe -> TERMINATING"] {
            table("U-16/terminated", &[(ended(shown, reply), "unasked")]);
        }
    }
}

#[test]
fn a_refusal_does_not_say_whether_the_last_part_of_an_id_is_taken_for_it() {
    let story = |replies: &str| open(2, replies);
    table(
        "U-17/bare-id",
        &[
            (story("batch p1 @bare -> InvalidRequest"), "unasked"),
            (story("batch p1 @bare -> NotFound"), "unasked"),
            (
                story("batch p1 @bare -> InvalidRequest\nbatch p1 @bare -> ok"),
                "accepted",
            ),
        ],
    );
}

#[test]
fn between_calls_that_let_players_in_a_refusal_says_that_it_is_not() {
    let story = |replies: &str| open(4, replies);
    let between = |reply| format!("single p1 -> ok\nsingle p2 @bare -> {reply}\nsingle p2 -> ok");
    table(
        "U-17/bare-id",
        &[
            (story(&between("NotFound")), "not-found"),
            (story(&between("InvalidRequest")), "invalid-request"),
            (
                story("single p1 -> ok\nsingle p2 @bare -> NotFound\nsingle p3 -> ok"),
                "unasked",
            ),
            (
                story("single p1 -> ok\nsingle p2 @bare -> NotFound\nbatch p2 p3 -> ok"),
                "unasked",
            ),
            (
                story("single p2 @bare -> NotFound\nsingle p2 -> ok"),
                "unasked",
            ),
        ],
    );
}

#[test]
fn ids_that_name_no_game_session() {
    for (context, id) in [
        ("U-17/fleet-id", "@fleet"),
        ("U-18/unknown-id", "@unknown"),
        ("U-18/foreign-region", "@foreign-region"),
        ("U-18/foreign-fleet", "@foreign-fleet"),
        ("U-18/foreign-account", "@foreign-account"),
    ] {
        let story = |reply| open(2, &format!("batch p1 {id} -> {reply}"));
        table(
            context,
            &[
                (story("NotFound"), "not-found"),
                (story("InvalidRequest"), "invalid-request"),
                (
                    format!("{}\nbatch p1 {id} -> NotFound", story("InvalidRequest")),
                    "none",
                ),
            ],
        );
    }
    table(
        "U-17/bare-id",
        &[(open(2, "batch p1 @bare -> ok"), "accepted")],
    );
    for (context, act) in [
        ("U-33/describe-player-sessions", "players"),
        ("U-33/describe-game-sessions", "describe"),
    ] {
        let story = |reply| open(2, &format!("{act} @unknown -> {reply}"));
        table(
            context,
            &[
                (story("NotFound"), "not-found"),
                (story("InvalidRequest"), "invalid-request"),
                (story("none"), "empty-list"),
            ],
        );
    }
    let story = |reply| open(2, &format!("update max=1 @unknown -> {reply}"));
    table(
        "U-41",
        &[
            (story("NotFound"), "not-found"),
            (story("InvalidRequest"), "invalid-request"),
        ],
    );
}
