//! What game servers do with player sessions.

use super::{check, exercises, open};

#[test]
fn a_reservation_can_be_accepted_once() {
    let story = |reply| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "PSS-02 CPS-33");
    check(
        &story("refused 400"),
        "PSS-02 @ 4: AcceptPlayerSession: expected success got status 400",
    );
    let story = |reply| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        accept p1  -> {reply}
    "
            ),
        )
    };
    check(&story("refused 400"), "conforms");
    exercises(&story("refused 400"), "PSS-06");
    check(
        &story("ok"),
        "PSS-06 @ 5: AcceptPlayerSession: expected status 400 got success",
    );
}

#[test]
fn an_ended_player_session_cannot_be_accepted() {
    let story = |reply| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> ok
        accept p1  -> {reply}
    "
            ),
        )
    };
    check(&story("refused 409"), "conforms");
    exercises(&story("refused 409"), "PSS-03 PSS-04");
    check(&story("ok"), "PSS-03 @ 6");
    let story = |reply| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        wait 61s
        players    -> p1:TIMEDOUT
        accept p1  -> {reply}
    "
            ),
        )
    };
    check(&story("refused 400"), "conforms");
    check(&story("ok"), "PSS-03 @ 6");
    check(
        &open(
            2,
            "
        single p1  -> ok
        wait 61s
        accept p1  -> ok
    ",
        ),
        "CPS-24 @ 4, seen @ 5",
    );
}

#[test]
fn a_player_session_of_another_game_session_cannot_be_accepted() {
    let story = |id, reply| {
        format!(
            "
        game-session 2 -> ok
        game-session 2 @b -> ok
        activate -> ok
        activate @b -> ok
        single p1 -> ok
        accept {id} @b -> {reply}
    "
        )
    };
    check(&story("/p1", "refused 404"), "conforms");
    exercises(&story("/p1", "refused 404"), "PSS-07");
    check(
        &story("/p1", "ok"),
        "PSS-07 @ 6: AcceptPlayerSession: expected status 400 got success",
    );
    check(&story("?", "refused 404"), "conforms");
    check(&story("?", "ok"), "PSS-07 @ 6");
}

#[test]
fn a_connected_player_can_be_removed() {
    let story = |reply| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    check(
        &story("refused 400"),
        "PSS-04 @ 5: RemovePlayerSession: expected success got status 400",
    );
}

#[test]
fn a_status_follows_the_moves() {
    let story = |status| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        players    -> p1:{status}
    "
            ),
        )
    };
    check(&story("ACTIVE"), "conforms");
    exercises(&story("ACTIVE"), "CPS-25");
    check(
        &story("RESERVED"),
        "CPS-25 @ 4, seen @ 5: DescribePlayerSessions: expected success got wrong Status",
    );
    check(&story("TIMEDOUT"), "PSS-05 @ 5");
    check(&story("COMPLETED"), "PSS-08 @ 5");
    let story = |status| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        players    -> p1:ACTIVE
        remove p1  -> ok
        players    -> p1:{status}
    "
            ),
        )
    };
    check(&story("COMPLETED"), "conforms");
    check(&story("ACTIVE"), "CPS-25 @ 6, seen @ 7");
    check(&story("TIMEDOUT"), "PSS-01 @ 7");
    check(
        &open(
            2,
            "
        single p1  -> ok
        players    -> p1:COMPLETED
    ",
        ),
        "PSS-08 @ 4",
    );
}

#[test]
fn an_ended_player_session_stays_what_it_is() {
    let story = |status| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> ok
        players    -> p1:COMPLETED
        single p1  -> ok
        players    -> p1:{status} p1#2:RESERVED
    "
            ),
        )
    };
    check(&story("COMPLETED"), "conforms");
    exercises(&story("COMPLETED"), "PSS-01");
    check(&story("RESERVED"), "PSS-01 @ 8");
}
