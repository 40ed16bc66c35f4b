//! Game sessions that are told to end.

use super::{check, exercises, open};

#[test]
fn a_termination_lasts_until_the_process_has_ended() {
    let story = |shown, ended| {
        open(
            2,
            &format!(
                "
        terminate -> ok
        describe  -> {shown}
        describe  -> TERMINATING
        end       -> ok
        describe  -> {ended}
    "
            ),
        )
    };
    let reason = "TERMINATED reason=TRIGGERED_ON_PROCESS_TERMINATE";
    check(&story("TERMINATING", reason), "conforms");
    exercises(
        &story("TERMINATING", reason),
        "TGS-01 TGS-02 TGS-03 TGS-04 TGS-05 GSS-02",
    );
    let ignored = open(2, "terminate -> ok\ndescribe -> ACTIVE\ndescribe -> ACTIVE");
    check(&ignored, "TGS-01 @ 3, seen @ 4");
    check(
        &story("TERMINATING", "TERMINATED reason=INTERRUPTED"),
        "TGS-04 @ 7: DescribeGameSessions: expected success got wrong StatusReason",
    );
    check(
        &story("TERMINATING", "TERMINATED"),
        "TGS-05 @ 7: DescribeGameSessions: expected success got missing StatusReason",
    );
    check(&story("TERMINATING", "ACTIVE"), "GSS-02 @ 7");
    check(
        &open(
            2,
            "
        terminate -> ok
        describe  -> TERMINATED reason=TRIGGERED_ON_PROCESS_TERMINATE
    ",
        ),
        "TGS-03 @ 4",
    );
}

#[test]
fn an_end_that_nobody_asked_for_has_no_such_reason() {
    let story = |shown: &str| open(2, &format!("end -> ok\ndescribe -> TERMINATED {shown}"));
    check(&story(""), "conforms");
    exercises(&story(""), "GSS-08");
    check(&story("reason=INTERRUPTED"), "conforms");
    for reason in ["TRIGGERED_ON_PROCESS_TERMINATE", "FORCE_TERMINATED"] {
        check(&story(&format!("reason={reason}")), "GSS-08 @ 4");
    }
}

#[test]
fn the_reply_to_a_termination_shows_the_game_session_ending() {
    let story = |told| open(2, &format!("terminate -> ok{told}"));
    check(&story(""), "conforms");
    check(&story("[status=-]"), "conforms");
    check(
        &story("[status=ACTIVE]"),
        "TGS-02 @ 3: TerminateGameSession: expected success got wrong Status",
    );
    check(&story("[status=TERMINATED]"), "TGS-02 @ 3");
    check(&story("[id=arn:x]"), "TGS-02 @ 3");
    for reply in ["InvalidGameSessionStatus", "NotFound"] {
        check(&open(2, &format!("terminate -> {reply}")), "TGS-01 @ 3");
    }
    check(&open(2, "terminate -> Conflict"), "WIR-08 @ 3");
}

#[test]
fn a_game_session_that_ends_takes_no_players() {
    let story = |reply| {
        open(
            2,
            &format!(
                "
        terminate -> ok
        single p1 -> {reply}
        batch p1  -> {reply}
    "
            ),
        )
    };
    for reply in ["InvalidGameSessionStatus", "NotFound", "InvalidRequest"] {
        check(&story(reply), "conforms");
        exercises(&story(reply), "CPS-07 CPS-42");
    }
    check(&story("GameSessionFull"), "CPS-07 @ 4\nCPS-07 @ 5");
    check(&story("ok"), "TGS-01 @ 3, seen @ 4");
    check(
        &open(
            2,
            "
        terminate -> ok
        describe  -> TERMINATING
        single p1 -> ok
    ",
        ),
        "CPS-07 @ 5",
    );
}

#[test]
fn what_becomes_of_players_while_a_game_session_ends_is_open() {
    for (first, second) in [
        ("RESERVED", "RESERVED"),
        ("RESERVED", "COMPLETED"),
        ("TIMEDOUT", "TIMEDOUT"),
        ("COMPLETED", "COMPLETED"),
    ] {
        check(
            &open(
                2,
                &format!(
                    "
            single p1 -> ok
            terminate -> ok
            players   -> p1:{first}
            accept p1 -> refused 400
            end       -> ok
            players   -> p1:{second}
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
            single p1 -> ok
            terminate -> ok
            players   -> p1:ACTIVE
        ",
        ),
        "PSS-08 @ 5",
    );
}

#[test]
fn a_termination_by_force_or_in_an_unknown_mode_is_refused() {
    for (mode, clause) in [("force", "TGS-06"), ("SOME", "TGS-07")] {
        let story = |reply| {
            open(
                2,
                &format!(
                    "
            terminate {mode} -> {reply}
            describe         -> ACTIVE
            single p1        -> ok
        "
                ),
            )
        };
        check(&story("InvalidRequest"), "conforms");
        exercises(&story("InvalidRequest"), &format!("{clause} TGS-08"));
        check(&story("ok"), &format!("{clause} @ 3"));
        check(&story("InvalidGameSessionStatus"), &format!("{clause} @ 3"));
    }
    check(&open(2, "terminate SOME -> Validation"), "conforms");
    check(
        &open(
            2,
            "
        terminate force -> InvalidRequest
        describe        -> TERMINATING
    ",
        ),
        "TGS-08 @ 3, seen @ 4",
    );
    check(
        &open(
            2,
            "
        terminate force -> ok
        describe        -> TERMINATED reason=FORCE_TERMINATED
    ",
        ),
        "TGS-06 @ 3",
    );
}

#[test]
fn a_termination_in_other_statuses_is_open() {
    for reply in [
        "ok",
        "InvalidGameSessionStatus",
        "InvalidRequest",
        "NotReady",
    ] {
        check(
            &format!("game-session 2 -> ok\nterminate -> {reply}"),
            "conforms",
        );
    }
    check("game-session 2 -> ok\nterminate -> NotFound", "TGS-01 @ 1");
    for before in ["terminate -> ok", "end -> ok"] {
        for reply in [
            "ok",
            "InvalidGameSessionStatus",
            "InvalidRequest",
            "NotFound",
        ] {
            let story = format!("{before}\nterminate -> {reply}");
            check(&open(2, &story), "conforms");
        }
        check(
            &open(2, &format!("{before}\nterminate -> NotReady")),
            "TGS-01 @ 4",
        );
    }
    check(
        "game-session 2 -> ok\nterminate @unknown -> NotFound",
        "conforms",
    );
    check(
        "game-session 2 -> ok\nterminate @unknown -> InvalidRequest",
        "conforms",
    );
    check(
        "game-session 2 -> ok\nterminate @unknown -> ok",
        "TGS-01 @ 1",
    );
}

#[test]
fn a_termination_without_a_reply_may_have_begun() {
    let story = |shown, reply| {
        open(
            2,
            &format!(
                "
        terminate -> lost
        describe  -> {shown}
        single p1 -> {reply}
    "
            ),
        )
    };
    check(
        &story("TERMINATING", "InvalidGameSessionStatus"),
        "conforms",
    );
    check(&story("ACTIVE", "ok"), "conforms");
    check(&story("TERMINATING", "ok"), "CPS-07 @ 5");
    check(&story("ACTIVE", "InvalidGameSessionStatus"), "CPS-34 @ 5");
}
