//! When player sessions and game sessions ended, by their own times.

use super::{answers, check, exercises, leaves, open};

/// When stories begin, in milliseconds since 1970.
const BEGIN: i64 = 1_700_000_000_000;

/// Returns a member for an end so many milliseconds after the beginning.
fn ended(after: i64) -> String {
    format!("[ended={}]", BEGIN + after)
}

/// Returns the story of a player who has left at once, and is described 61 seconds later and again
/// after 10 more, with these members.
fn left(first: &str, second: &str) -> String {
    open(
        2,
        &format!(
            "
        single p1  -> ok
        accept p1  -> ok
        remove p1  -> ok
        wait 61s
        players    -> p1:COMPLETED{first}
        wait 10s
        players    -> p1:COMPLETED{second}
    "
        ),
    )
}

#[test]
fn an_end_lies_between_creation_and_description() {
    for after in [0, 61_000, -999, 61_999] {
        let story = left(&ended(after), &ended(after));
        check(&story, "conforms");
        exercises(&story, "PSS-10");
    }
    for after in [-1_000, -3_600_000, 62_000, 3_600_000] {
        check(
            &left(&ended(after), "[ended=-]"),
            "PSS-10 @ 7: DescribePlayerSessions: expected success got wrong TerminationTime",
        );
    }
    let late = |after| format!("tolerance 2s{}", left(&ended(after), "[ended=-]"));
    check(&late(63_999), "conforms");
    check(&late(64_000), "PSS-10 @ 7");
}

#[test]
fn an_end_stays_what_it_was() {
    check(&left(&ended(0), &ended(999)), "conforms");
    check(&left(&ended(0), &ended(1_000)), "PSS-10 @ 9");
    check(&left(&ended(61_000), &ended(0)), "PSS-10 @ 9");
    // The description is later, too.
    check(&left("[ended=-]", &ended(71_000)), "conforms");
}

#[test]
fn what_has_not_ended_has_no_end() {
    let story =
        |act: &str, shown: &str| open(2, &format!("single p1 -> ok\n{act}\nplayers -> p1:{shown}"));
    let mark = ended(0);
    for (act, status) in [
        ("describe -> ACTIVE", "RESERVED"),
        ("accept p1 -> ok", "ACTIVE"),
    ] {
        exercises(&story(act, status), "PSS-09");
        check(
            &story(act, &format!("{status}{mark}")),
            "PSS-09 @ 5: DescribePlayerSessions: expected success got wrong TerminationTime",
        );
    }
    // U-24: what becomes of it when its game session ends is open.
    let unchanged = story("end -> ok", &format!("RESERVED{mark}"));
    check(&unchanged, "conforms");
    leaves(&unchanged, "PSS-09");
}

#[test]
fn a_game_session_ends_once_and_after_its_creation() {
    let described = |after: i64| format!(" created={BEGIN} ended={}", BEGIN + after);
    let story = |first: &str, second: &str| {
        open(
            2,
            &format!(
                "
        wait 30s
        end        -> ok
        describe   -> TERMINATED{first}
        wait 10s
        describe   -> TERMINATED{second}
    "
            ),
        )
    };
    let right = story(&described(30_000), &described(30_000));
    check(&right, "conforms");
    exercises(&right, "GSS-10");
    check(&story(&described(30_000), &described(31_000)), "GSS-10 @ 7");
    for after in [-1_000, 31_000] {
        check(
            &story(&described(after), ""),
            "GSS-10 @ 5: DescribeGameSessions: expected success got wrong TerminationTime",
        );
    }
    let running = |members: &str| open(2, &format!("describe -> ACTIVE{members}"));
    exercises(&running(""), "GSS-09");
    check(
        &running(&described(0)),
        "GSS-09 @ 3: DescribeGameSessions: expected success got wrong TerminationTime",
    );
}

#[test]
fn whether_an_end_is_told_is_an_answer() {
    answers(&left(&ended(0), &ended(0)), "U-66/completed: present");
    answers(&left("", ""), "U-66/completed: absent");
    answers(&left("", &ended(0)), "U-66/completed: none");
    let lapsed = |members: &str| {
        open(
            2,
            &format!("single p1 -> ok\nwait 61s\nplayers -> p1:TIMEDOUT{members}"),
        )
    };
    answers(&lapsed(&ended(60_000)), "U-66/timed-out: present");
    answers(&lapsed(""), "U-66/timed-out: absent");
    let over = |members: &str| open(2, &format!("end -> ok\ndescribe -> TERMINATED{members}"));
    answers(&over(""), "U-66/game-session: absent");
    answers(
        &over(&format!(" ended={BEGIN}")),
        "U-66/game-session: present",
    );
}
