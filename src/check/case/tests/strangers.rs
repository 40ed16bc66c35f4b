//! Game sessions that are not there.

use super::{answers, check, exercises, open};

#[test]
fn an_unknown_game_session_is_not_found() {
    for id in [
        "@unknown",
        "@foreign-region",
        "@foreign-fleet",
        "@foreign-account",
        "@bare",
        "@fleet",
    ] {
        let story = |reply| open(2, &format!("batch p1 {id} -> {reply}"));
        check(&story("NotFound"), "conforms");
        check(&story("InvalidRequest"), "conforms");
        exercises(&story("NotFound"), "CPS-27");
        check(&story("LimitExceeded"), "CPS-27 @ 3");
        if id != "@bare" {
            check(&story("ok p1[session=-]"), "CPS-07 @ 3");
            check(&story("GameSessionFull"), "CPS-07 @ 3");
        }
    }
}

#[test]
fn a_malformed_id_is_refused_as_invalid() {
    let story = |reply| open(2, &format!("batch p1 @malformed -> {reply}"));
    check(&story("InvalidRequest"), "conforms");
    exercises(&story("InvalidRequest"), "CPS-03");
    check(&story("Validation"), "conforms");
    check(&story("NotFound"), "CPS-03 @ 3");
    check(&story("ok"), "CPS-03 @ 3");
}

#[test]
fn other_reasons_to_refuse_hold_for_an_unknown_game_session_too() {
    check(&open(2, "batch p1..p26 @unknown -> Validation"), "conforms");
    check(&open(2, "batch p1..p26 @unknown -> NotFound"), "conforms");
    check(&open(2, "batch é*1024 @unknown -> Validation"), "conforms");
    check(
        &open(2, "batch p1 <null> @unknown -> Serialization"),
        "conforms",
    );
    check(&open(2, "update max=-1 @unknown -> Validation"), "conforms");
}

#[test]
fn descriptions_and_updates_of_an_unknown_game_session_are_refused_or_empty() {
    for act in ["players", "describe"] {
        for reply in ["none", "NotFound", "InvalidRequest"] {
            check(&open(2, &format!("{act} @unknown -> {reply}")), "conforms");
        }
    }
    check(&open(2, "players @unknown -> p1:RESERVED"), "DPS-02 @ 3");
    check(&open(2, "describe @unknown -> ACTIVE"), "DGS-01 @ 3");
    check(
        &open(2, "describe @unknown -> TerminalRoutingStrategy"),
        "DGS-01 @ 3",
    );
    check(&open(2, "update max=1 @unknown -> NotFound"), "conforms");
    check(&open(2, "update max=1 @unknown -> ok"), "UGS-01 @ 3");
}

#[test]
fn an_empty_list_for_a_bare_id_may_be_that_of_the_game_session() {
    answers(
        &open(1, "players @bare -> none"),
        "U-33/describe-player-sessions: unasked",
    );
    answers(
        &open(1, "players @unknown -> none"),
        "U-33/describe-player-sessions: empty-list",
    );
}

#[test]
fn a_target_that_takes_bare_ids_is_held_to_all_the_rest() {
    check(
        &open(
            1,
            "
        batch p1 @bare -> ok
        batch p2 @bare -> GameSessionFull
        players @bare  -> p1:RESERVED
        describe @bare -> ACTIVE max=1
        batch p2       -> GameSessionFull
    ",
        ),
        "conforms",
    );
    check(
        &open(
            1,
            "
        batch p1 @bare -> ok
        batch p2 @bare -> ok
    ",
        ),
        "CPS-09 @ 4",
    );
}
