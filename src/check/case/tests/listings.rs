//! What lists of game sessions and searches must hold.

use super::{answers, check, exercises, open};
use crate::history::pages::SHARED_PAGE_LIMIT;

/// Returns the story of two game sessions, the second of which is not activated, with one list.
fn two(list: &str) -> String {
    open(
        9,
        &format!(
            "
        game-session 9 @b -> ok
        {list}
    "
        ),
    )
}

#[test]
fn a_fleets_list_holds_its_game_sessions() {
    for verb in ["games", "details"] {
        let list = |list: &str| two(&format!("{verb} -> {list}"));
        let both = "@:ACTIVE @b:ACTIVATING";
        check(&list(both), "conforms");
        exercises(&list(both), "DGS-04 DGS-09");
        check(
            &list("@theirs:TERMINATED @b:ACTIVATING @:ACTIVE"),
            "conforms",
        );
        check(&list("@:ACTIVE"), "DGS-04 @ 4");
        check(&list("none"), "DGS-04 @ 4");
        check(&list("NotFound"), "DGS-04 @ 4");
        check(&list("@:ACTIVE @b:ACTIVATING @:ACTIVE"), "DGS-04 @ 4");
        check(&list("@:ACTIVE @b:ACTIVE"), "GSS-05 @ 4");
        check(&list("@:ACTIVE[max=3] @b:ACTIVATING"), "DGS-02 @ 4");
        check(
            &list("@:ACTIVE @b:ACTIVATING @theirs:ACTIVE[fleet=fleet-2]"),
            "DGS-09 @ 4",
        );
    }
    let other = |list: &str| two(&format!("games fleet=fleet-2 -> {list}"));
    check(&other("none"), "conforms");
    check(&other("NotFound"), "conforms");
    check(&other("@:ACTIVE[fleet=-]"), "DGS-09 @ 4");
}

#[test]
fn a_fleets_list_keeps_one_status() {
    let list = |list: &str| two(&format!("games status=ACTIVE -> {list}"));
    check(&list("@:ACTIVE"), "conforms");
    exercises(&list("@:ACTIVE"), "DGS-08");
    check(&list("none"), "DGS-08 @ 4");
    check(&list("@:ACTIVE @b:ACTIVATING"), "DGS-08 @ 4");
    // One that its server does not activate may end in its time.
    check(&two("games status=ACTIVATING -> none"), "conforms");
}

#[test]
fn a_fleets_list_comes_in_pages() {
    let list = |list: &str| two(&format!("games limit=1 -> {list}"));
    check(&list("@:ACTIVE | @b:ACTIVATING"), "conforms");
    exercises(&list("@:ACTIVE | @b:ACTIVATING"), "DGS-07 DGS-10");
    check(&list("@:ACTIVE @b:ACTIVATING"), "DGS-07 @ 4");
    check(&list("@:ACTIVE | @b:ACTIVATING ..."), "DGS-07 @ 4");
    check(&list("@:ACTIVE | NotFound"), "DGS-07 @ 4");
    check(&list("@:ACTIVE | none"), "DGS-10 @ 4");
    check(&list("@:ACTIVE | @b:ACTIVATING | @:ACTIVE"), "DGS-10 @ 4");
}

#[test]
fn a_list_that_others_have_made_long_is_not_followed_to_its_end() {
    let theirs: Vec<String> = (0..SHARED_PAGE_LIMIT)
        .map(|n| format!("@{n}:ACTIVE"))
        .collect();
    let list = |pages: &[String], rest: &str| {
        let pages = pages.join(" | ");
        two(&format!("games limit=1 -> {pages} {rest}"))
    };
    check(&list(&theirs, "..."), "conforms");
    // One that ends is whole, and one that is shorter has to end.
    check(&list(&theirs, ""), "DGS-10 @ 4");
    check(&list(&theirs[1..], "..."), "DGS-07 @ 4");
    check(&list(&theirs, "@more:ACTIVE ..."), "DGS-07 @ 4");
    let repeated = [&theirs[1..], &["@1:ACTIVE".to_owned()]].concat();
    check(&list(&repeated, "..."), "DGS-10 @ 4");
}

#[test]
fn lists_beyond_their_limits_are_refused() {
    for (request, clause) in [
        ("games limit=0", "DGS-05"),
        ("details limit=-1", "DGS-05"),
        ("games status=", "DGS-06"),
        ("games token=a*1025", "DGS-06"),
        ("search limit=0", "SGS-04"),
        ("search filter=", "SGS-05"),
        ("search filter=maximumSessions", "SGS-06"),
    ] {
        let list = |reply: &str| two(&format!("{request} -> {reply}"));
        check(&list("InvalidRequest"), "conforms");
        exercises(&list("InvalidRequest"), clause);
        check(&list("none"), &format!("{clause} @ 4"));
        check(&list("NotFound"), &format!("{clause} @ 4"));
    }
}

#[test]
fn details_are_of_the_game_session_that_is_asked_for() {
    let list = |list: &str| two(&format!("details game-session -> {list}"));
    check(&list("@:ACTIVE"), "conforms");
    exercises(&list("@:ACTIVE"), "DGS-01");
    check(&list("none"), "DGS-01 @ 4");
    check(&list("@:ACTIVATING"), "GSS-01 @ 2, seen @ 4");
    check(&list("@:ACTIVE @b:ACTIVATING"), "DGS-01 @ 4");
    answers(
        &two("details game-session @unknown -> none"),
        "U-33/describe-game-session-details: empty-list",
    );
}

#[test]
fn a_search_lags_and_finds_nothing_that_was_never_active() {
    let search = |list: &str| two(&format!("search -> {list}"));
    check(&search("@:ACTIVE"), "conforms");
    exercises(&search("@:ACTIVE"), "SGS-01 SGS-02 SGS-03");
    // What it finds is a snapshot.
    check(&search("none"), "conforms");
    check(&search("@:ACTIVE[max=1,count=7]"), "conforms");
    check(&search("@:ACTIVE @b:ACTIVE"), "SGS-03 @ 4");
    check(&search("@:ACTIVE[fleet=fleet-2]"), "SGS-02 @ 4");
    check(&search("InvalidRequest"), "SGS-08 @ 4");
    let ended = open(
        9,
        "
        end    -> ok
        search -> @:ACTIVE
    ",
    );
    check(&ended, "conforms");
}

#[test]
fn a_page_of_a_search_holds_20_at_most() {
    let page = |count: usize| {
        let theirs: Vec<String> = (0..count).map(|n| format!("@{n}:ACTIVE")).collect();
        theirs.join(" ")
    };
    let search = |limit: &str, list: &str| two(&format!("search {limit} -> {list}"));
    check(&search("", &page(20)), "conforms");
    check(
        &search("limit=100", &format!("{} | @x:ACTIVE", page(20))),
        "conforms",
    );
    check(&search("", &page(21)), "SGS-01 @ 4");
    check(&search("limit=100", &page(21)), "SGS-01 @ 4");
    check(&search("limit=5", &page(6)), "SGS-07 @ 4");
    exercises(&search("limit=5", &page(5)), "SGS-07");
}

#[test]
fn lists_of_nothing_and_of_several_are_open() {
    for (reply, answer) in [("none", "success"), ("InvalidRequest", "invalid-request")] {
        for (request, context) in [
            ("games anywhere", "U-43/game-sessions-none"),
            (
                "games game-session fleet=fleet-1111",
                "U-43/game-sessions-several",
            ),
            ("search anywhere", "U-43/search-none"),
        ] {
            answers(
                &two(&format!("{request} -> {reply}")),
                &format!("{context}: {answer}"),
            );
        }
    }
}
