//! Reservations in time, and how late a target may be.

use super::{check, exercises, open};

#[test]
fn a_reservation_times_out_and_not_earlier() {
    let story = |wait, status| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        wait {wait}
        players    -> p1:{status}
    "
            ),
        )
    };
    check(&story("59s", "RESERVED"), "conforms");
    check(
        &story("59s", "TIMEDOUT"),
        "CPS-24 @ 5: DescribePlayerSessions: expected success got wrong Status",
    );
    check(&story("60s", "RESERVED"), "conforms");
    check(&story("60s", "TIMEDOUT"), "conforms");
    check(&story("61s", "TIMEDOUT"), "conforms");
    exercises(&story("61s", "TIMEDOUT"), "CPS-24");
    check(
        &story("61s", "RESERVED"),
        "CPS-24 @ 4, seen @ 5: DescribePlayerSessions: expected success got wrong Status",
    );
    check(&story("61s", "COMPLETED"), "PSS-01 @ 5");
}

#[test]
fn a_reservation_that_never_times_out_is_told_once() {
    check(
        &open(
            1,
            "
        single p1  -> ok
        wait 61s
        single p2  -> GameSessionFull
        players    -> p1:RESERVED
        wait 61s
        players    -> p1:RESERVED
    ",
        ),
        "CPS-24 @ 4, seen @ 5",
    );
    check(
        &open(
            2,
            "
        batch p1 p2  -> ok
        wait 61s
        players      -> p1:RESERVED p2:RESERVED
        single p3    -> GameSessionFull
        accept p1    -> ok
        players      -> p1:ACTIVE p2:RESERVED
    ",
        ),
        "CPS-24 @ 4, seen @ 5",
    );
}

#[test]
fn time_may_pass_between_operations() {
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1  -> ok
        later 61s
        single p2  -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    check(&story("GameSessionFull"), "CPS-24 @ 5");
}

#[test]
fn a_slot_that_a_time_out_does_not_open_is_found() {
    check(
        &open(
            1,
            "
        single p1  -> ok
        wait 61s
        players    -> p1:TIMEDOUT
        single p2  -> GameSessionFull
    ",
        ),
        "CPS-24 @ 4, seen @ 6: CreatePlayerSession: expected success got GameSessionFullException",
    );
}

#[test]
fn an_accepted_player_does_not_time_out() {
    let story = |status| {
        open(
            1,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        players    -> p1:ACTIVE
        wait 61s
        players    -> p1:{status}
    "
            ),
        )
    };
    check(&story("ACTIVE"), "conforms");
    exercises(&story("ACTIVE"), "PSS-05");
    check(&story("TIMEDOUT"), "PSS-05 @ 7");
}

#[test]
fn a_target_may_be_late_within_the_tolerance() {
    let story = |wait, rest: &str| {
        format!(
            "tolerance 2s{}",
            open(
                1,
                &format!(
                    "
        single p1  -> ok
        wait {wait}
        {rest}
    "
                )
            )
        )
    };
    for rest in [
        "players -> p1:RESERVED",
        "players -> p1:TIMEDOUT",
        "single p2 -> ok",
        "single p2 -> GameSessionFull",
    ] {
        check(&story("60s", rest), "conforms");
        check(&story("62s", rest), "conforms");
    }
    check(&story("59s", "single p2 -> ok"), "CPS-09 @ 5");
    check(
        &story("63s", "single p2 -> GameSessionFull"),
        "CPS-24 @ 4, seen @ 5",
    );
    let story = |wait, reply| {
        format!(
            "tolerance 2s{}",
            open(
                1,
                &format!(
                    "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> ok
        wait {wait}
        single p2  -> {reply}
    "
                )
            )
        )
    };
    check(&story("1s", "ok"), "conforms");
    check(&story("1s", "GameSessionFull"), "conforms");
    check(&story("3s", "GameSessionFull"), "CPS-25 @ 5, seen @ 7");
}

#[test]
fn a_description_may_lag_within_the_tolerance() {
    let story = |wait, act: &str, shown: &str| {
        format!(
            "tolerance 2s{}",
            open(
                2,
                &format!(
                    "
        wait 5s
        single p1  -> ok
        {act}
        wait {wait}
        {shown}
    "
                )
            )
        )
    };
    let lags = [
        ("single p2 -> ok", "players -> p1:RESERVED", "DPS-01 @ 7"),
        (
            "accept p1 -> ok",
            "players -> p1:RESERVED",
            "CPS-25 @ 5, seen @ 7",
        ),
        (
            "update max=5 -> ok",
            "describe -> ACTIVE max=2",
            "UGS-01 @ 5, seen @ 7",
        ),
        (
            "update policy=DENY_ALL -> ok",
            "describe -> ACTIVE policy=ACCEPT_ALL",
            "UGS-02 @ 5, seen @ 7",
        ),
        ("end -> ok", "describe -> ACTIVE", "GSS-02 @ 5, seen @ 7"),
    ];
    for (act, shown, late) in lags {
        check(&story("1s", act, shown), "conforms");
        let late = late.replace("DPS-01 @ 7", "CPS-31 @ 5, seen @ 7");
        check(&story("3s", act, shown), &late);
    }
    check(
        &story("1s", "update max=5 -> ok", "describe -> ACTIVE max=9"),
        "DGS-02 @ 7",
    );
}

#[test]
fn operations_that_take_time_may_fall_anywhere_within_it() {
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1 during 10s -> ok
        wait 55s
        single p2            -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    check(&story("GameSessionFull"), "conforms");
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1            -> ok
        wait 55s
        single p2 during 10s -> {reply}
    "
            ),
        )
    };
    check(&story("ok"), "conforms");
    check(&story("GameSessionFull"), "conforms");
}

#[test]
fn the_timeout_is_configuration() {
    let story = |status| {
        format!(
            "timeout 2s{}",
            open(
                1,
                &format!(
                    "
        single p1 -> ok
        wait 3s
        players   -> p1:{status}
    "
                )
            )
        )
    };
    check(&story("TIMEDOUT"), "conforms");
    check(&story("RESERVED"), "CPS-24 @ 4, seen @ 5");
}
