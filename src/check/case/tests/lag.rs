//! Descriptions that show what was there before: until the tolerance is over they may (U-32).

use super::{check, open};

/// Returns the story of a target that may be two seconds late.
fn late(rest: &str) -> String {
    format!("tolerance 2s\n{rest}")
}

#[test]
fn a_game_session_that_was_just_created_need_not_be_there_yet() {
    let story = |wait, line: &str| late(&format!("game-session 2 -> ok\nwait {wait}\n{line}"));
    for (line, clause) in [
        ("describe -> NotFound", "DGS-01"),
        ("describe -> none", "DGS-01"),
        ("details game-session -> NotFound", "DGS-01"),
        ("players -> NotFound", "DPS-01"),
        ("players -> InvalidRequest", "DPS-01"),
        ("games -> none", "DGS-04"),
    ] {
        check(&story("1s", line), "conforms");
        check(&story("3s", line), &format!("{clause} @ 3"));
        let punctual = format!("game-session 2 -> ok\n{line}");
        check(&punctual, &format!("{clause} @ 1"));
    }
    // It says of no other error.
    check(&story("1s", "describe -> NotReady"), "WIR-08 @ 3");
    // Nor does an action that is no description.
    check(&story("1s", "update max=3 -> NotFound"), "UGS-01 @ 3");
}

#[test]
fn a_page_may_come_from_before_the_creation() {
    let story = |wait| {
        let pages = "players limit=1 -> p1:RESERVED | NotFound";
        late(&open(
            2,
            &format!("batch p1 p2 -> ok\nwait {wait}\n{pages}"),
        ))
    };
    check(&story("1s"), "conforms");
    check(&story("3s"), "DPS-05 @ 6");
}

#[test]
fn an_alias_that_was_just_created_need_not_be_there_yet() {
    let story = |wait, reply| {
        let alias = "game-session 2 -> ok\nalias @a -> ok";
        late(&format!("{alias}\nwait {wait}\ngames alias=a -> {reply}"))
    };
    check(&story("1s", "NotFound"), "conforms");
    check(&story("3s", "NotFound"), "DGS-04 @ 4");
    let story = |wait, reply| {
        let alias = "game-session 2 -> ok\nalias terminal @a -> ok";
        late(&format!("{alias}\nwait {wait}\ngames alias=a -> {reply}"))
    };
    check(&story("1s", "NotFound"), "conforms");
    check(&story("1s", "none"), "DGS-13 @ 4");
    check(&story("3s", "NotFound"), "DGS-13 @ 4");
}

#[test]
fn a_later_description_may_show_what_is_older() {
    for (act, now, before, clause) in [
        ("end -> ok", "TERMINATED", "ACTIVE", "GSS-03"),
        ("terminate -> ok", "TERMINATING", "ACTIVE", "TGS-01"),
    ] {
        let story = |wait| {
            let seen = format!("describe -> {now}\nwait {wait}\ndescribe -> {before}");
            late(&open(2, &format!("wait 5s\n{act}\n{seen}")))
        };
        check(&story("1s"), "conforms");
        check(&story("3s"), &format!("{clause} @ 8"));
    }
    let story = |wait| {
        let seen = format!("describe -> ACTIVE\nwait {wait}\ndescribe -> ACTIVATING");
        late(&open(2, &seen))
    };
    check(&story("1s"), "conforms");
    check(&story("3s"), "GSS-01 @ 6");
    let story = |wait| {
        let seen = format!("players -> p1:TIMEDOUT\nwait {wait}\nplayers -> p1:RESERVED");
        late(&open(2, &format!("single p1 -> ok\nwait 60s\n{seen}")))
    };
    check(&story("1s"), "conforms");
    check(&story("3s"), "CPS-24 @ 8");
}
