//! Calls within the limits of the API and outside them, and the two forms of a call.

use super::{check, exercises, leaves, open};

#[test]
fn a_batch_of_illegal_size_is_refused() {
    check(&open(30, "batch p1..p26 -> InvalidRequest"), "conforms");
    check(&open(30, "batch p1..p26 -> Validation"), "conforms");
    exercises(&open(30, "batch p1..p26 -> InvalidRequest"), "CPS-05");
    check(
        &open(30, "batch p1..p26 -> ok"),
        "CPS-05 @ 3: CreatePlayerSessions: expected InvalidRequestException|ValidationException got success",
    );
    check(&open(30, "batch none -> InvalidRequest"), "conforms");
    check(&open(30, "batch none -> ok none"), "CPS-05 @ 3");
}

#[test]
fn a_batch_of_the_largest_size_is_taken() {
    check(&open(30, "batch p1..p25 -> ok"), "conforms");
    exercises(&open(30, "batch p1..p25 -> ok"), "CPS-05");
    leaves(&open(30, "batch p1..p24 -> ok"), "CPS-05 CPS-06");
    check(
        &open(30, "batch p1..p25 -> InvalidRequest"),
        "CPS-05 @ 3: CreatePlayerSessions: expected success got InvalidRequestException",
    );
    check(&open(30, "batch p1..p24 -> InvalidRequest"), "CPS-45 @ 3");
}

#[test]
fn player_ids_have_1_to_1024_characters() {
    check(&open(3, "single p*1024 -> ok"), "conforms");
    exercises(&open(3, "single p*1024 -> ok"), "CPS-05");
    check(&open(3, "single p*1024 -> InvalidRequest"), "CPS-05 @ 3");
    check(&open(3, "single p*1025 -> InvalidRequest"), "conforms");
    check(&open(3, "single p*1025 -> ok"), "CPS-05 @ 3");
    check(&open(3, "single \"\" -> ok"), "CPS-05 @ 3");
    check(&open(3, "single \"\" -> InvalidRequest"), "conforms");
}

#[test]
fn player_data_has_1_to_2048_characters() {
    check(&open(3, "batch p1=d*2048 -> ok"), "conforms");
    exercises(&open(3, "batch p1=d*2048 -> ok"), "CPS-06");
    check(&open(3, "batch p1=d*2048 -> InvalidRequest"), "CPS-06 @ 3");
    check(&open(3, "batch p1=d*2049 -> InvalidRequest"), "conforms");
    check(&open(3, "batch p1=d*2049 -> ok"), "CPS-06 @ 3");
    check(&open(3, "batch p1=d*0 -> InvalidRequest"), "conforms");
    check(&open(3, "batch p1=d*0 -> ok"), "CPS-06 @ 3");
}

#[test]
fn an_exception_that_is_not_declared_is_never_legal() {
    check(
        &open(3, "single p1 -> Conflict"),
        "CPS-27 @ 3: CreatePlayerSession: expected success got ConflictException",
    );
    check(
        &open(0, "single p1 -> LimitExceeded"),
        "CPS-27 @ 3: CreatePlayerSession: expected GameSessionFullException got LimitExceededException",
    );
    check(&open(3, "describe -> Conflict"), "WIR-08 @ 3");
    check(&open(3, "update max=1 -> GameSessionFull"), "WIR-08 @ 3");
}

#[test]
fn an_active_game_session_is_found_by_its_arn() {
    check(&open(3, "single p1 -> NotFound"), "CPS-04 @ 3");
    exercises(&open(3, "single p1 -> ok"), "CPS-04");
}

#[test]
fn the_single_form_gets_the_verdict_of_a_batch_of_one() {
    let story = |single, batch| {
        open(
            3,
            &format!(
                "
        update policy=DENY_ALL  -> ok
        batch p1                -> {batch}
        single p1               -> {single}
    "
            ),
        )
    };
    check(&story("InvalidRequest", "InvalidRequest"), "conforms");
    exercises(&story("InvalidRequest", "InvalidRequest"), "CPS-42");
    check(
        &story("InvalidGameSessionStatus", "InvalidRequest"),
        "CPS-42 @ 5: CreatePlayerSession: expected InvalidRequestException got InvalidGameSessionStatusException",
    );
    check(
        &open(
            3,
            "
        batch p1 p1  -> InvalidRequest
        single p1=x  -> ok
        batch p1     -> InvalidRequest
        single p1    -> ok
    ",
        ),
        "CPS-42 @ 6: CreatePlayerSession: expected InvalidRequestException got success",
    );
    // Another player, or something in between, makes another matter of it.
    leaves(
        &open(
            0,
            "
        batch p1     -> GameSessionFull
        single p2    -> GameSessionFull
        update max=0 -> ok
        batch p2     -> GameSessionFull
    ",
        ),
        "CPS-42",
    );
}

#[test]
fn a_player_who_left_can_come_back() {
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> ok
        single p1  -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "CPS-37");
    check(
        &story("InvalidRequest"),
        "CPS-37 @ 6: CreatePlayerSession: expected success got InvalidRequestException",
    );
}

#[test]
fn a_player_who_came_too_late_can_come_back() {
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1  -> ok
        wait 61s
        single p1  -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "CPS-38");
    check(&story("InvalidRequest"), "CPS-38 @ 5");
}

#[test]
fn a_player_can_be_in_several_game_sessions() {
    let story = |reply| {
        format!(
            "
        game-session 1 -> ok
        game-session 1 @b -> ok
        activate -> ok
        activate @b -> ok
        single p1 -> ok
        single p1 @b -> {reply}
    "
        )
    };
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "CPS-39 CGS-06");
    check(&story("InvalidRequest"), "CPS-39 @ 6");
}

#[test]
fn no_game_session_holds_more_than_200_players() {
    let fill = "
        game-session 250 -> ok
        activate         -> ok
        batch p1..p25    -> ok
        batch p26..p50   -> ok
        batch p51..p75   -> ok
        batch p76..p100  -> ok
        batch p101..p125 -> ok
        batch p126..p150 -> ok
        batch p151..p175 -> ok
        batch p176..p200 -> ok
    ";
    let story = |reply| format!("{fill}single p201 -> {reply}");
    check(&story("GameSessionFull"), "conforms");
    check(&story("InvalidRequest"), "conforms");
    exercises(&story("InvalidRequest"), "CPS-22");
    check(
        &story("ok"),
        "CPS-22 @ 11: CreatePlayerSession: expected GameSessionFullException|InvalidRequestException got success",
    );
    check(&story("NotFound"), "CPS-22 @ 11");
}
