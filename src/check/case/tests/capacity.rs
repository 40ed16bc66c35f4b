//! Slots: who gets one, and who is refused.

use super::{check, exercises};

#[test]
fn a_full_game_session_refuses_the_next_player() {
    let story = |reply| {
        format!(
            "
        game-session 2  -> ok
        activate        -> ok
        batch p1 p2     -> ok
        single p3       -> {reply}
        batch p3        -> GameSessionFull
        players         -> p1:RESERVED p2:RESERVED
    "
        )
    };
    check(&story("GameSessionFull"), "conforms");
    exercises(&story("GameSessionFull"), "CPS-09 CPS-35 CPS-36 CPS-45");
    check(&story("InvalidRequest"), "
        CPS-35 @ 4: CreatePlayerSession: expected GameSessionFullException got InvalidRequestException
    ");
    check(&story("NotFound"), "CPS-35 @ 4");
    check(
        "
        game-session 2  -> ok
        activate        -> ok
        batch p1 p2     -> ok
        single p3       -> ok
        players         -> p1:RESERVED p2:RESERVED p3:RESERVED
    ",
        "CPS-09 @ 4: CreatePlayerSession: expected GameSessionFullException got success",
    );
}

#[test]
fn a_batch_larger_than_the_open_slots_is_refused_whole() {
    let story = |reply| {
        format!(
            "
        game-session 2  -> ok
        activate        -> ok
        batch p1        -> ok
        batch p2 p3     -> {reply}
    "
        )
    };
    check(&story("GameSessionFull"), "conforms");
    check(
        &story("ok"),
        "
        CPS-10 @ 4: CreatePlayerSessions: expected GameSessionFullException got success
    ",
    );
    check(
        &story("ok p2"),
        "
        CPS-10 @ 4: CreatePlayerSessions: expected success got missing PlayerSession
    ",
    );
    check(&story("InvalidRequest"), "
        CPS-43 @ 4: CreatePlayerSessions: expected GameSessionFullException got InvalidRequestException
    ");
}

#[test]
fn a_game_session_with_room_takes_players() {
    let story = |one, two| {
        format!(
            "
        game-session 3  -> ok
        activate        -> ok
        single p1       -> {one}
        batch p2 p3     -> {two}
    "
        )
    };
    check(&story("ok", "ok"), "conforms");
    exercises(
        &story("ok", "ok"),
        "CPS-34 CPS-45 CPS-10 CPS-11 CPS-12 CPS-13",
    );
    check(
        &story("GameSessionFull", "ok"),
        "
        CPS-34 @ 3: CreatePlayerSession: expected success got GameSessionFullException
    ",
    );
    check(
        &story("ok", "GameSessionFull"),
        "
        CPS-45 @ 4: CreatePlayerSessions: expected success got GameSessionFullException
    ",
    );
}

#[test]
fn a_removed_player_gives_the_slot_back() {
    let story = |reply| {
        format!(
            "
        game-session 1  -> ok
        activate        -> ok
        single p1       -> ok
        accept p1       -> ok
        remove p1       -> ok
        single p2       -> {reply}
        single p3       -> GameSessionFull
    "
        )
    };
    check(&story("ok"), "conforms");
    check(
        &story("GameSessionFull"),
        "
        CPS-25 @ 5, seen @ 6: CreatePlayerSession: expected success got GameSessionFullException
    ",
    );
}

#[test]
fn a_timed_out_reservation_gives_the_slot_back() {
    let story = |reply| {
        format!(
            "
        game-session 1  -> ok
        activate        -> ok
        single p1       -> ok
        wait 61s
        single p2       -> {reply}
    "
        )
    };
    check(&story("ok"), "conforms");
    check(
        &story("GameSessionFull"),
        "
        CPS-24 @ 4, seen @ 5: CreatePlayerSession: expected success got GameSessionFullException
    ",
    );
}

#[test]
fn a_refused_call_leaves_nothing_reserved() {
    let story = |reply| {
        format!(
            "
        game-session 2  -> ok
        activate        -> ok
        single p1       -> ok
        batch p2 p3     -> GameSessionFull
        single p4       -> {reply}
    "
        )
    };
    check(&story("ok"), "conforms");
    check(
        &story("GameSessionFull"),
        "
        CPS-36 @ 4, seen @ 5: CreatePlayerSession: expected success got GameSessionFullException
    ",
    );
    let story = |left| {
        format!(
            "
        game-session 2  -> ok
        activate        -> ok
        single p1       -> ok
        batch p2 p3     -> GameSessionFull
        players         -> p1:RESERVED {left}
    "
        )
    };
    check(
        &story("p2:RESERVED"),
        "
        CPS-36 @ 4, seen @ 5: DescribePlayerSessions: expected success got wrong PlayerSessions
    ",
    );
    check(&story("p2:TIMEDOUT"), "CPS-36 @ 4, seen @ 5");
    check(&story("p4:TIMEDOUT"), "DPS-02 @ 5");
}
