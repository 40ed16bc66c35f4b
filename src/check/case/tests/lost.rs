//! Replies that never came, and replies that say nothing.

use super::{check, open};

#[test]
fn a_lost_call_may_have_taken_effect_or_not() {
    for lost in ["lost", "InternalService", "unreadable 503"] {
        let story = |rest| {
            open(
                1,
                &format!(
                    "
            single p1 -> {lost}
            {rest}
        "
                ),
            )
        };
        check(&story("single p2 -> ok"), "conforms");
        check(&story("single p2 -> GameSessionFull"), "conforms");
        check(&story("players -> none"), "conforms");
        check(&story("players -> p1:RESERVED"), "conforms");
        check(&story("players -> p2:RESERVED"), "DPS-02 @ 4");
    }
    check(
        &open(
            1,
            "
        single p1 -> lost
        players   -> p1:RESERVED
        single p2 -> ok
    ",
        ),
        "CPS-09 @ 5",
    );
    check(
        &open(
            1,
            "
        single p1 -> lost
        players   -> none
        single p2 -> GameSessionFull
    ",
        ),
        "CPS-34 @ 5",
    );
}

#[test]
fn a_call_whose_effect_is_unknown_brings_no_player_beyond_the_maximum() {
    for lost in ["lost", "InternalService", "unreadable 503"] {
        let story = |rest: &str| {
            open(
                1,
                &format!(
                    "
            single p1 -> ok
            single p2 -> {lost}
            {rest}
        "
                ),
            )
        };
        check(&story("players -> p1:RESERVED"), "conforms");
        check(
            &story("players -> p1:RESERVED p2:RESERVED"),
            "CPS-23 @ 4, seen @ 5",
        );
        check(&story("players -> p1:RESERVED p3:RESERVED"), "DPS-02 @ 5");
        let left = |reply| {
            story(&format!(
                "accept p1 -> ok\nremove p1 -> ok\nsingle p3 -> {reply}"
            ))
        };
        check(&left("ok"), "conforms");
        check(&left("GameSessionFull"), "CPS-23 @ 4, seen @ 7");
        let batch = |maximum| {
            open(
                maximum,
                &format!(
                    "
            single p1   -> ok
            batch p2 p3 -> {lost}
            players     -> p1:RESERVED p2:RESERVED p3:RESERVED
        "
                ),
            )
        };
        check(&batch(3), "conforms");
        check(&batch(2), "CPS-23 @ 4, seen @ 5");
    }
    // What is refused and what succeeds has clauses of its own.
    let story = |reply| {
        open(
            1,
            &format!(
                "
        single p1 -> ok
        single p2 -> {reply}
        players   -> p1:RESERVED p2:RESERVED
    "
            ),
        )
    };
    check(&story("GameSessionFull"), "CPS-36 @ 4, seen @ 5");
    check(&story("ok"), "CPS-09 @ 4");
}

#[test]
fn a_throttled_call_has_no_effect() {
    check(
        &open(
            1,
            "
        single p1 -> Throttling
        players   -> none
        single p2 -> ok
    ",
        ),
        "conforms",
    );
    check(
        &open(
            1,
            "
        single p1 -> Throttling
        single p2 -> GameSessionFull
    ",
        ),
        "CPS-34 @ 4",
    );
}

#[test]
fn a_lost_batch_took_effect_whole_or_not_at_all() {
    check(
        &open(
            2,
            "
        single p1   -> ok
        batch p2 p3 -> lost
        single p4   -> ok
        players     -> p1:RESERVED p4:RESERVED
    ",
        ),
        "conforms",
    );
    check(
        &open(
            3,
            "
        batch p2 p3 -> lost
        batch p4 p5 -> GameSessionFull
        players     -> p2:RESERVED p3:RESERVED
    ",
        ),
        "conforms",
    );
    // What the one player has may have been returned, or not.
    check(
        &open(
            5,
            "
        single p1   -> ok
        batch p1 p2 -> lost
        players     -> p1:RESERVED p2:RESERVED
    ",
        ),
        "conforms",
    );
    check(
        &open(
            5,
            "
        batch p1 p1 -> lost
        players     -> p1:RESERVED
    ",
        ),
        "conforms",
    );
}

#[test]
fn a_repeated_call_may_return_what_the_lost_one_made() {
    check(
        &open(
            2,
            "
        single p1    -> lost
        wait 30s
        single p1    -> ok
        wait 31s
        players      -> p1:TIMEDOUT
    ",
        ),
        "conforms",
    );
    check(
        &open(
            2,
            "
        single p1    -> lost
        wait 30s
        single p1    -> ok
        wait 31s
        players      -> p1:RESERVED
    ",
        ),
        "conforms",
    );
}

#[test]
fn lost_updates_may_have_taken_effect_or_not() {
    for max in ["2", "5"] {
        check(
            &open(
                2,
                &format!(
                    "
            update max=5 -> lost
            describe     -> ACTIVE max={max}
        "
                ),
            ),
            "conforms",
        );
    }
    check(
        &open(
            2,
            "
        update max=5 -> InternalService
        describe     -> ACTIVE max=3
    ",
        ),
        "DGS-02 @ 4",
    );
}

#[test]
fn lost_moves_may_have_taken_effect_or_not() {
    for status in ["ACTIVATING", "ACTIVE"] {
        check(
            &format!(
                "
            game-session 2 -> ok
            activate       -> lost
            describe       -> {status}
        "
            ),
            "conforms",
        );
    }
    for status in ["ACTIVE", "TERMINATED"] {
        check(
            &open(
                2,
                &format!(
                    "
            end      -> lost
            describe -> {status}
        "
                ),
            ),
            "conforms",
        );
    }
    for status in ["RESERVED", "ACTIVE"] {
        check(
            &open(
                2,
                &format!(
                    "
            single p1 -> ok
            accept p1 -> lost
            players   -> p1:{status}
        "
                ),
            ),
            "conforms",
        );
    }
    for status in ["ACTIVE", "COMPLETED"] {
        check(
            &open(
                2,
                &format!(
                    "
            single p1 -> ok
            accept p1 -> ok
            remove p1 -> lost
            players   -> p1:{status}
        "
                ),
            ),
            "conforms",
        );
    }
}

#[test]
fn a_game_session_that_could_be_in_too_many_states_is_inconclusive() {
    let lost = (0..9).map(|number| format!("single p{number} -> lost\n"));
    let story = open(100, &lost.collect::<String>());
    let judgement = super::judged(&story);
    assert_eq!(judgement.violations, []);
    assert!(judgement.inconclusive.is_some());
}

#[test]
fn which_of_two_lost_calls_made_which_player_session_is_left_open() {
    for list in ["p1:RESERVED p1#2:TIMEDOUT", "p1:TIMEDOUT p1#2:RESERVED"] {
        check(
            &open(
                3,
                &format!(
                    "
            single p1 -> lost
            wait 30s
            single p1 -> lost
            players   -> p1:RESERVED p1#2:RESERVED
            wait 31s
            players   -> {list}
        "
                ),
            ),
            "conforms",
        );
    }
}

#[test]
fn a_lost_call_that_is_repeated_often_stays_decidable() {
    let again = "single p1 -> ok\n".repeat(30);
    check(
        &open(200, &format!("single p1 -> lost\n{again}")),
        "conforms",
    );
}

#[test]
fn one_session_for_each_mention_of_a_player_is_that_of_one_reservation() {
    let story = |players: &str| {
        let rest = "batch p1 p1 p2 -> lost\nbatch p1 p2 p1 -> ok p1[id=psess-a] p2[id=psess-b] p1[id=psess-a]";
        open(5, &format!("{rest}\nplayers -> {players}"))
    };
    let listed = "p1:RESERVED[id=psess-a] p1:RESERVED[id=psess-c] p2:RESERVED[id=psess-b]";
    check(&story(listed), "conforms");
}
