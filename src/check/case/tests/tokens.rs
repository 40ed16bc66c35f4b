//! Idempotency tokens.

use super::{check, exercises};

#[test]
fn a_token_is_the_last_part_of_the_id() {
    check("game-session 2 token=t -> ok", "conforms");
    exercises("game-session 2 token=t -> ok", "CGS-09");
    check(
        "game-session 2 token=t -> ok[id=arn:a/b/gsess-1]",
        "CGS-09 @ 0: CreateGameSession: expected success got wrong GameSessionId",
    );
    for token in ["t*49", "t_1"] {
        let story = |reply| format!("game-session 2 token={token} -> {reply}");
        check(&story("InvalidRequest"), "conforms");
        check(&story("ok"), "CGS-10 @ 0");
    }
}

#[test]
fn a_token_that_is_used_again_returns_the_game_session_that_exists() {
    let story = |told| {
        format!(
            "
        game-session 2 token=t -> ok
        activate -> ok
        single p1 -> ok
        game-session 2 token=t @b -> {told}
        single p2 @b -> ok p2
        players -> p1:RESERVED p2:RESERVED
    "
        )
    };
    check(
        &story("ok[status=ACTIVE]").replace("single p2 @b", "single p2"),
        "conforms",
    );
    exercises(&story("ok[status=ACTIVE]").replace("p2 @b", "p2"), "CGS-08");
    check(
        &story("ok").replace("p2 @b", "p2"),
        "CGS-08 @ 4: CreateGameSession: expected success got wrong Status",
    );
    check(
        &story("ok[id=arn:a/b/t,status=ACTIVE]")
            .replace("single p2 @b -> ok p2", "later 1s")
            .replace(" p2:RESERVED", ""),
        "CGS-08 @ 4: CreateGameSession: expected success got wrong GameSessionId",
    );
    check(
        &story("IdempotentParameterMismatch")
            .replace("single p2 @b -> ok p2", "later 1s")
            .replace(" p2:RESERVED", ""),
        "CGS-08 @ 4",
    );
}

#[test]
fn a_token_is_in_use_after_the_end() {
    let story = |told| {
        format!(
            "
        game-session 2 token=t -> ok
        activate -> ok
        end -> ok
        describe -> TERMINATED
        game-session 2 token=t @b -> {told}
    "
        )
    };
    check(&story("ok[status=TERMINATED]"), "conforms");
    check(&story("ok"), "CGS-08 @ 5");
    check(&story("ok[status=ACTIVE]"), "CGS-08 @ 5");
}

#[test]
fn which_parameters_are_compared_is_open() {
    let story = |words, reply| {
        format!(
            "
        game-session 2 token=t name=n -> ok
        game-session {words} token=t @b -> {reply}
    "
        )
    };
    for words in ["3 name=n", "2 name=m", "2 name=n props=map:forest"] {
        check(&story(words, "IdempotentParameterMismatch"), "conforms");
        check(&story(words, "ok"), "conforms");
        check(&story(words, "Conflict"), "CGS-08 @ 2");
        check(&story(words, "ok[id=arn:a/b/t]"), "CGS-08 @ 2");
    }
    // A token may be one of its fleet.
    for reply in ["ok", "IdempotentParameterMismatch"] {
        check(&story("2 name=n fleet=fleet-2", reply), "conforms");
    }
    // What an update has changed may count.
    let updated = |reply| {
        format!(
            "
        game-session 2 token=t -> ok
        activate -> ok
        update max=3 -> ok
        game-session 2 token=t @b -> {reply}
    "
        )
    };
    check(&updated("ok[status=ACTIVE]"), "conforms");
    check(&updated("IdempotentParameterMismatch"), "conforms");
    check(&updated("NotFound"), "CGS-08 @ 4");
}

#[test]
fn a_lost_creation_may_be_repeated() {
    let story = |reply| {
        format!(
            "
        game-session 2 token=t -> lost
        game-session 3 token=t -> {reply}
    "
        )
    };
    check(&story("ok"), "conforms");
    check(&story("IdempotentParameterMismatch"), "conforms");
    check(&story("NotFound"), "CGS-02 @ 2");
    check(
        "game-session 3 token=t -> IdempotentParameterMismatch",
        "CGS-02 @ 0",
    );
}
