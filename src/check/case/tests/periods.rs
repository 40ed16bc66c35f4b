//! How long a game session waits to be activated, and how long records stay.

use super::{answers, check, exercises, leaves, open};

/// Returns the story of a game session that its server has a minute and a half to activate; the
/// first line of `rest` has number 3.
fn waiting(rest: &str) -> String {
    format!("\nactivation-timeout 90s\ngame-session 2 -> ok\n{rest}")
}

#[test]
fn a_game_session_that_nobody_activates_is_given_up_and_not_earlier() {
    let story = |wait, status| waiting(&format!("wait {wait}\ndescribe -> {status}"));
    check(&story("89s", "ACTIVATING"), "conforms");
    for status in ["TERMINATED", "TERMINATING"] {
        check(
            &story("89s", status),
            "GSS-06 @ 4: DescribeGameSessions: expected success got wrong Status",
        );
    }
    for status in ["ACTIVATING", "TERMINATED", "TERMINATING"] {
        check(&story("90s", status), "conforms");
    }
    check(&story("91s", "TERMINATED"), "conforms");
    check(&story("91s", "TERMINATING"), "conforms");
    check(&story("91s", "ACTIVATING"), "GSS-06 @ 3, seen @ 4");
    for status in ["ERROR", "ACTIVE"] {
        check(&story("91s", status), "GSS-06 @ 4");
    }
    exercises(&story("91s", "TERMINATED"), "GSS-06");
    leaves(&story("89s", "ACTIVATING"), "GSS-06");
}

#[test]
fn giving_up_may_be_late_within_the_tolerance() {
    let story = |wait, status| {
        format!(
            "tolerance 2s{}",
            waiting(&format!("wait {wait}\ndescribe -> {status}"))
        )
    };
    check(&story("92s", "ACTIVATING"), "conforms");
    check(&story("93s", "ACTIVATING"), "GSS-06 @ 3, seen @ 4");
}

#[test]
fn where_no_timeout_is_known_a_game_session_may_end_at_any_time_or_never() {
    for wait in ["1s", "700s"] {
        for status in ["ACTIVATING", "TERMINATED"] {
            let story = format!("\ngame-session 2 -> ok\nwait {wait}\ndescribe -> {status}");
            check(&story, "conforms");
            leaves(&story, "GSS-06");
        }
    }
}

#[test]
fn an_activation_in_time_ends_the_timeout() {
    let story = |status| {
        waiting(&format!(
            "wait 89s\nactivate -> ok\nwait 2s\ndescribe -> {status}"
        ))
    };
    check(&story("ACTIVE"), "conforms");
    check(&story("TERMINATED"), "GSS-06 @ 6");
    check(
        &waiting("wait 89s\nactivate -> refused 400"),
        "SRV-02 @ 4: ActivateGameSession: expected success got status 400",
    );
}

#[test]
fn an_activation_around_the_deadline_may_come_too_late() {
    let story = |reply, status| {
        waiting(&format!(
            "wait 90s\nactivate -> {reply}\ndescribe -> {status}"
        ))
    };
    check(&story("ok", "ACTIVE"), "conforms");
    check(&story("refused 400", "TERMINATED"), "conforms");
    check(&story("refused 400", "ACTIVE"), "GSS-06 @ 5");
    check(
        &waiting("wait 91s\nactivate -> refused 400\ndescribe -> TERMINATED"),
        "conforms",
    );
    check(
        &waiting("wait 91s\nactivate -> ok\ndescribe -> ACTIVE"),
        "GSS-06 @ 3, seen @ 5",
    );
}

#[test]
fn a_game_session_that_was_given_up_takes_no_players() {
    let story = |reply| waiting(&format!("wait 91s\nsingle p1 -> {reply}"));
    check(&story("InvalidGameSessionStatus"), "conforms");
    check(&story("NotFound"), "conforms");
    check(&story("ok"), "CPS-07 @ 4");
    answers(
        &waiting("wait 90s\nsingle p1 -> InvalidGameSessionStatus"),
        "U-15: unasked\nU-16/terminated: unasked",
    );
}

/// Returns the story of a game session that has ended with two players; the first line of `rest`
/// has number 6.
fn ended(rest: &str) -> String {
    open(2, &format!("batch p1 p2 -> ok\nend -> ok\n{rest}"))
}

const BOTH: &str = "players -> p1:TIMEDOUT p2:TIMEDOUT";

#[test]
fn records_stay_for_30_days_from_the_end() {
    let story = |wait, shown| ended(&format!("{BOTH}\nwait {wait}\n{shown}"));
    for lost in [
        "players -> p1:TIMEDOUT",
        "players -> none",
        "players -> NotFound",
    ] {
        check(&story("719h", lost), "CPS-26 @ 7");
        check(&story("1s", lost), "CPS-26 @ 7");
        check(&story("720h", lost), "conforms");
        check(&story("721h", lost), "conforms");
    }
    check(&story("719h", BOTH), "conforms");
    exercises(&story("719h", BOTH), "CPS-26 GSS-04");
    leaves(&story("600h", BOTH), "CPS-26");
    check(&story("719h", "describe -> NotFound"), "GSS-04 @ 7");
    check(&story("720h", "describe -> NotFound"), "conforms");
}

#[test]
fn the_30_days_count_from_the_end() {
    let story = |wait| {
        open(
            2,
            &format!(
                "
        single p1  -> ok
        accept p1  -> ok
        wait 48h
        end        -> ok
        players    -> p1:COMPLETED
        wait {wait}
        players    -> none
    "
            ),
        )
    };
    check(&story("719h"), "CPS-26 @ 9");
    check(&story("720h"), "conforms");
}

#[test]
fn what_was_never_listed_after_the_end_is_missing_from_the_list() {
    check(&ended("players -> p1:TIMEDOUT"), "DPS-01 @ 5");
}

#[test]
fn what_becomes_of_records_after_30_days_is_an_answer() {
    let story = |wait, shown: &str| ended(&format!("{BOTH}\nwait {wait}\n{shown}"));
    let gone = "players -> NotFound\ndescribe -> NotFound";
    let kept = "players -> p1:TIMEDOUT p2:TIMEDOUT\ndescribe -> TERMINATED";
    answers(
        &story("721h", gone),
        "U-65/player-sessions: removed\nU-65/game-sessions: removed",
    );
    answers(
        &story("721h", "players -> none\ndescribe -> none"),
        "U-65/player-sessions: removed\nU-65/game-sessions: removed",
    );
    answers(
        &story("721h", kept),
        "U-65/player-sessions: kept\nU-65/game-sessions: kept",
    );
    answers(
        &story("720h", gone),
        "U-65/player-sessions: unasked\nU-65/game-sessions: unasked",
    );
    let late = format!("tolerance 2s{}", story("720h", gone));
    answers(&late, "U-65/player-sessions: unasked");
    // Without players nothing is asked of them.
    let empty = open(2, "end -> ok\nwait 721h\nplayers -> none");
    answers(&empty, "U-65/player-sessions: unasked");
}

#[test]
fn a_token_is_free_again_when_the_record_is_gone() {
    let story = |wait| {
        format!(
            "
        game-session 2 token=t -> ok
        activate -> ok
        end -> ok
        wait {wait}
        game-session 2 token=t @b -> ok
    "
        )
    };
    check(&story("721h"), "conforms");
    check(&story("700h"), "CGS-08 @ 5");
}
