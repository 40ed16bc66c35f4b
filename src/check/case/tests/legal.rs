//! Legal targets that do unusual things.

use super::{check, open};

#[test]
fn any_exception_whose_condition_holds_is_legal() {
    let story = |reply| {
        open(
            0,
            &format!(
                "
        update policy=DENY_ALL -> ok
        batch p1..p26 -> {reply}
    "
            ),
        )
    };
    for reply in [
        "InvalidRequest",
        "GameSessionFull",
        "InvalidGameSessionStatus",
        "Validation",
    ] {
        check(&story(reply), "conforms");
    }
    check(&story("NotFound"), "CPS-05 @ 4");
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1 -> ok
        end       -> ok
        batch p1  -> {reply}
    "
            ),
        )
    };
    for reply in [
        "InvalidRequest",
        "GameSessionFull",
        "InvalidGameSessionStatus",
        "NotFound",
    ] {
        check(&story(reply), "conforms");
    }
}

#[test]
fn a_game_session_may_be_active_at_once() {
    check(
        "
        game-session 2 -> ok[status=ACTIVE]
        single p1      -> ok
        activate       -> refused 400
        describe       -> ACTIVE count=1
    ",
        "conforms",
    );
}

#[test]
fn a_game_session_that_is_never_activated_may_end() {
    check(
        "
        game-session 2 -> ok
        wait 300s
        describe       -> TERMINATED
        activate       -> refused 404
        single p1      -> NotFound
        describe       -> TERMINATED
    ",
        "conforms",
    );
}

#[test]
fn a_maximum_may_be_lowered_below_what_is_taken() {
    check(
        &open(
            3,
            "
        batch p1 p2 p3 -> ok
        update max=1   -> ok
        single p4      -> GameSessionFull
        accept p1      -> ok
        accept p2      -> refused 400
        remove p1      -> ok
        single p4      -> GameSessionFull
        describe       -> ACTIVE max=1 count=2
        single p2      -> ok p2#1
    ",
        ),
        "conforms",
    );
    for reply in ["InvalidRequest", "Conflict", "InvalidGameSessionStatus"] {
        check(
            &open(
                3,
                &format!(
                    "
            batch p1 p2 p3 -> ok
            update max=1   -> {reply}
            describe       -> ACTIVE max=3
        "
                ),
            ),
            "conforms",
        );
    }
}

#[test]
fn a_player_who_is_here_may_get_a_second_slot_the_first_one_or_none() {
    for reply in ["ok", "ok p1#1", "InvalidRequest"] {
        check(
            &open(
                3,
                &format!(
                    "
            single p1    -> ok
            batch p1 p2  -> {reply}
        "
                ),
            )
            .replace("ok p1#1", "ok p1#1 p2"),
            "conforms",
        );
        check(
            &open(
                3,
                &format!(
                    "
            single p1    -> ok
            accept p1    -> ok
            single p1    -> {}
        ",
                    reply.replace("p1#1", "p1#1[status=ACTIVE]")
                ),
            ),
            "conforms",
        );
    }
    check(
        &open(
            1,
            "
        single p1    -> ok
        single p1    -> ok
    ",
        ),
        "CPS-09 @ 4",
    );
    check(
        &open(
            1,
            "
        single p1    -> ok
        single p1    -> ok p1#1
        single p1    -> GameSessionFull
    ",
        ),
        "conforms",
    );
}

#[test]
fn a_player_named_twice_may_get_two_slots_one_or_none() {
    for reply in [
        "ok",
        "ok p1",
        "ok p1[id=psess-1] p1[id=psess-1]",
        "InvalidRequest",
    ] {
        check(&open(3, &format!("batch p1 p1 -> {reply}")), "conforms");
    }
    check(&open(1, "batch p1 p1 -> ok p1"), "conforms");
    check(&open(1, "batch p1 p1 -> GameSessionFull"), "conforms");
    check(&open(1, "batch p1 p1 -> ok"), "CPS-10 @ 3");
}

#[test]
fn borderline_data_maps_are_taken_or_refused() {
    for map in [
        "{}",
        "<null>",
        "p2=<null>",
        "+p9=d*2049",
        "+p9=é*2000",
        "+k*1025=d",
    ] {
        check(&open(3, &format!("batch p1 {map} -> ok")), "conforms");
        check(
            &open(3, &format!("batch p1 {map} -> InvalidRequest")),
            "conforms",
        );
        check(
            &open(3, &format!("batch p1 {map} -> NotFound")),
            "CPS-04 @ 3",
        );
    }
    check(&open(3, "batch p1 <null> -> Serialization"), "conforms");
}

#[test]
fn large_maxima_are_taken_or_refused() {
    for reply in ["ok", "InvalidRequest", "LimitExceeded"] {
        check(&format!("game-session 201 -> {reply}"), "conforms");
    }
    for reply in ["ok", "InvalidRequest"] {
        check(&open(3, &format!("update max=201 -> {reply}")), "conforms");
        check(&format!("game-session 0 -> {reply}"), "conforms");
    }
    check("game-session 200 -> InvalidRequest", "CGS-02 @ 0");
}

#[test]
fn updates_of_a_game_session_that_is_not_active_are_taken_or_refused() {
    for reply in [
        "ok",
        "InvalidGameSessionStatus",
        "InvalidRequest",
        "Conflict",
        "NotReady",
    ] {
        check(
            &format!(
                "
            game-session 2 -> ok
            update max=3   -> {reply}
            activate       -> ok
            describe       -> ACTIVE max={}
        ",
                if reply == "ok" { 3 } else { 2 }
            ),
            "conforms",
        );
    }
    for reply in [
        "ok",
        "InvalidGameSessionStatus",
        "InvalidRequest",
        "Conflict",
        "NotFound",
    ] {
        check(
            &open(
                2,
                &format!(
                    "
            end          -> ok
            update max=3 -> {reply}
        "
                ),
            ),
            "conforms",
        );
    }
    check(
        "
        game-session 2 -> ok
        update max=3   -> NotFound
    ",
        "UGS-01 @ 2",
    );
}

#[test]
fn a_lone_update_may_be_refused() {
    for reply in ["ok", "InvalidRequest"] {
        check(&open(2, &format!("update -> {reply}")), "conforms");
    }
    check(&open(2, "update name=x -> InvalidRequest"), "UGS-07 @ 3");
}

#[test]
fn a_count_of_active_players_only_is_legal() {
    check(
        &open(
            2,
            "
        single p1 -> ok
        describe  -> ACTIVE count=0
        accept p1 -> ok
        describe  -> ACTIVE count=1
        describe  -> ACTIVE count=7
    ",
        ),
        "conforms",
    );
}

#[test]
fn removals_that_are_not_due_are_taken_or_refused() {
    check(
        &open(
            2,
            "
        single p1 -> ok
        remove p1 -> refused 400
        accept p1 -> ok
        remove p1 -> ok
        remove p1 -> ok
        remove p1 -> refused 400
        remove ?  -> ok
        remove ?  -> refused 400
        activate  -> ok
        activate  -> refused 400
    ",
        ),
        "conforms",
    );
    for status in ["COMPLETED", "RESERVED"] {
        check(
            &open(
                1,
                &format!(
                    "
            single p1 -> ok
            remove p1 -> ok
            players   -> p1:{status}
            single p2 -> {}
        ",
                    if status == "RESERVED" {
                        "GameSessionFull"
                    } else {
                        "ok"
                    }
                ),
            ),
            "conforms",
        );
    }
}
