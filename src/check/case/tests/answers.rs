//! What histories say about open questions of calls.

use super::{answers, open};

/// Holds the answers of each line `history: answers`, for one context and one player to come.
#[track_caller]
pub(super) fn table(context: &str, rows: &[(String, &str)]) {
    for (story, expected) in rows {
        answers(story, &format!("{context}: {expected}"));
    }
}

#[test]
fn a_batch_that_does_not_fit_is_refused_whole() {
    table(
        "U-01",
        &[
            (open(1, "batch p1 p2 -> GameSessionFull"), "refused-whole"),
            (open(0, "batch p1 p2 -> GameSessionFull"), "unasked"),
        ],
    );
}

#[test]
fn a_refused_call_leaves_nothing() {
    table(
        "U-02",
        &[
            (
                open(1, "batch p1 p2 -> GameSessionFull\nplayers -> none"),
                "nothing-reserved",
            ),
            (open(1, "batch p1 -> ok\nplayers -> p1:RESERVED"), "unasked"),
        ],
    );
}

#[test]
fn a_player_named_twice() {
    table(
        "U-03",
        &[
            (open(3, "batch p1 p1 -> ok"), "two-sessions"),
            (open(3, "batch p1 p1 -> InvalidRequest"), "invalid-request"),
            (open(3, "batch p1 p1 -> ok p1"), "one-session"),
            (
                open(3, "batch p1 p1 -> ok p1[id=psess-1] p1[id=psess-1]"),
                "one-session",
            ),
            (
                open(1, "batch p1 p1 -> GameSessionFull"),
                "invalid-request two-sessions",
            ),
            (open(3, "batch p1 p1 -> ok\nbatch p2 p2 -> ok p2"), "none"),
        ],
    );
}

#[test]
fn a_player_who_is_here() {
    let reserved = |max, reply| {
        open(
            max,
            &format!(
                "
        single p1     -> ok
        batch p1 p2   -> {reply}
    "
            ),
        )
    };
    table(
        "U-04",
        &[
            (reserved(4, "ok"), "new-session"),
            (reserved(4, "InvalidRequest"), "invalid-request"),
            (reserved(4, "ok p1#1 p2"), "existing-session"),
            (
                reserved(2, "GameSessionFull"),
                "invalid-request new-session",
            ),
            (open(4, "single p1 -> ok\nsingle p1=x -> ok"), "new-session"),
            (open(4, "single p1 -> ok\nsingle p1 -> ok"), "unasked"),
            (
                open(
                    4,
                    "single p1 -> ok\nsingle p1=x -> ok\nbatch p1 -> InvalidRequest",
                ),
                "none",
            ),
        ],
    );
    let active = |max, reply| {
        open(
            max,
            &format!(
                "
        single p1     -> ok
        accept p1     -> ok
        batch p1 p2   -> {reply}
    "
            ),
        )
    };
    table(
        "U-05",
        &[
            (active(4, "ok"), "new-session"),
            (active(4, "InvalidRequest"), "invalid-request"),
            (active(4, "ok p1#1[status=ACTIVE] p2"), "existing-session"),
            (active(2, "GameSessionFull"), "invalid-request new-session"),
        ],
    );
}

#[test]
fn an_exception_with_two_explanations_leaves_both_open() {
    let story = open(
        5,
        "
        single p1       -> ok
        batch p1 p2 p2  -> InvalidRequest
    ",
    );
    answers(
        &story,
        "
        U-03: unasked
        U-04: unasked
    ",
    );
    // What comes later may tell which it was.
    answers(
        &format!("{story}batch p2 p2 -> ok"),
        "
        U-03: two-sessions
        U-04: invalid-request
    ",
    );
}

#[test]
fn players_who_return() {
    let story = open(
        2,
        "
        single p1 -> ok
        accept p1 -> ok
        remove p1 -> ok
        single p1 -> ok
    ",
    );
    answers(&story, "U-06: success");
    answers(
        &open(2, "single p1 -> ok\nwait 61s\nsingle p1 -> ok"),
        "U-07: success",
    );
    let story = "
        game-session 1 -> ok
        game-session 1 @b -> ok
        activate -> ok
        activate @b -> ok
        single p1 -> ok
        single p1 @b -> ok
    ";
    answers(story, "U-08: success");
    answers(&open(2, "batch p1 P1 -> ok"), "U-25: success");
}

#[test]
fn the_order_of_player_sessions_may_vary() {
    table(
        "U-10",
        &[
            (open(4, "batch p1 p2 -> ok"), "request-order"),
            (open(4, "batch p1 p2 -> ok p2 p1"), "other-order"),
            (
                open(4, "batch p1 p2 -> ok\nbatch p3 p4 -> ok p4 p3"),
                "other-order request-order",
            ),
            (open(4, "batch p1 -> ok"), "unasked"),
        ],
    );
}

#[test]
fn borderline_data_maps() {
    for (context, map) in [
        ("U-11/empty-map", "{}"),
        ("U-11/null-map", "<null>"),
        ("U-11/null-value", "p2=<null>"),
        ("U-11/ignored-value", "+p9=d*2049"),
    ] {
        let story = |reply| open(4, &format!("batch p1 {map} -> {reply}"));
        table(
            context,
            &[
                (story("ok"), "accepted"),
                (story("InvalidRequest"), "invalid-request"),
            ],
        );
    }
}
