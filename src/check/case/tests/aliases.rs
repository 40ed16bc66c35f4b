//! Aliases in the place of a fleet, and of a game session.

use super::{check, exercises};

#[test]
fn a_game_session_by_an_alias_is_on_its_fleet() {
    let story = |reply| format!("alias @a -> ok\ngame-session 2 fleet=- alias=a -> {reply}");
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "CGS-11");
    check(&story("ok[fleet=fleet-9]"), "CGS-11 @ 1");
    check(&story("TerminalRoutingStrategy"), "CGS-11 @ 1");
    check(&story("NotFound"), "CGS-11 @ 1");
}

#[test]
fn a_terminal_alias_creates_no_game_session() {
    let story =
        |reply| format!("alias terminal @a -> ok\ngame-session 2 fleet=- alias=a -> {reply}");
    check(&story("TerminalRoutingStrategy"), "conforms");
    exercises(&story("TerminalRoutingStrategy"), "CGS-12");
    check(&story("ok"), "CGS-12 @ 1");
    check(&story("NotFound"), "CGS-12 @ 1");
}

#[test]
fn both_or_none_of_fleet_and_alias_is_open() {
    for words in ["alias=a", "fleet=-"] {
        for reply in ["ok", "InvalidRequest", "Validation"] {
            let story = format!("alias @a -> ok\ngame-session 2 {words} -> {reply}");
            check(&story, "conforms");
        }
        let story = format!("alias @a -> ok\ngame-session 2 {words} -> NotFound");
        check(&story, "CGS-02 @ 1");
    }
}

#[test]
fn an_alias_is_no_game_session() {
    let story = |kind: &str, name: &str, reply: &str| {
        format!(
            "
        game-session 2 -> ok
        activate -> ok
        alias {kind} @a -> ok
        single p1 @{name} -> {reply}
    "
        )
    };
    for name in ["a", "a-arn"] {
        for reply in ["NotFound", "InvalidRequest"] {
            check(&story("", name, reply), "conforms");
            check(&story("terminal", name, reply), "conforms");
        }
        check(
            &story("terminal", name, "TerminalRoutingStrategy"),
            "conforms",
        );
        check(&story("", name, "TerminalRoutingStrategy"), "CPS-07 @ 4");
        check(&story("", name, "ok"), "CPS-07 @ 4");
        check(&story("terminal", name, "ok"), "CPS-07 @ 4");
    }
    check(
        "
        game-session 2 -> ok
        single p1 @unknown -> TerminalRoutingStrategy
    ",
        "CPS-07 @ 2",
    );
}

#[test]
fn an_alias_that_is_refused_is_nobodys_fault() {
    check(
        "alias @a -> InvalidRequest\ngame-session 2 -> ok",
        "conforms",
    );
}

#[test]
fn the_reply_to_an_alias_has_a_form() {
    check("alias @a -> ok", "conforms");
    exercises("alias @a -> ok", "WIR-01 WIR-05");
    check(
        "alias @a -> ok !Alias.Name",
        "WIR-05 @ 0: CreateAlias: expected success got wrong Alias.Name",
    );
    check("alias @a -> ok !Alias.CreationTime", "WIR-06 @ 0");
    check(
        "alias @a -> unreadable 200",
        "WIR-01 @ 0: CreateAlias: expected success got status 200",
    );
    check("alias @a -> unreadable 400", "WIR-02 @ 0");
    check("alias @a -> unreadable 502", "conforms");
    check("alias @a -> lost", "conforms");
}

#[test]
fn a_terminal_alias_lists_no_game_sessions() {
    for (words, clause) in [
        ("games alias=a", "DGS-13"),
        ("details alias=a", "DGS-13"),
        ("search alias=a", "SGS-10"),
    ] {
        let story = |reply: &str| {
            format!(
                "
        game-session 2 -> ok
        activate -> ok
        alias terminal @a -> ok
        {words} -> {reply}
    "
            )
        };
        let right = story("TerminalRoutingStrategy");
        check(&right, "conforms");
        exercises(&right, clause);
        check(&story("Throttling"), "conforms");
        for wrong in ["none", "@:ACTIVE", "NotFound", "InvalidRequest"] {
            check(&story(wrong), &format!("{clause} @ 4"));
        }
    }
    // A value beyond its limits may be found first, and so may a status that is none.
    let limited = |words: &str, reply: &str| {
        format!("alias terminal @a -> ok\ngame-session 2 -> ok\ngames alias=a {words} -> {reply}")
    };
    for words in ["limit=0", "status=SOME"] {
        for reply in ["InvalidRequest", "TerminalRoutingStrategy"] {
            check(&limited(words, reply), "conforms");
        }
    }
    check(&limited("limit=0", "none"), "DGS-05 @ 2");
    check(&limited("status=SOME", "none"), "DGS-13 @ 2");
}

#[test]
fn an_alias_lists_the_game_sessions_of_its_fleet() {
    for verb in ["games", "details", "search"] {
        let story = |reply: &str| {
            format!(
                "
        game-session 2 -> ok
        activate -> ok
        alias @a -> ok
        {verb} alias=a -> {reply}
    "
            )
        };
        let (refused, foreign) = if verb == "search" {
            ("SGS-08 @ 4", "conforms")
        } else {
            ("DGS-04 @ 4", "DGS-04 @ 4")
        };
        check(&story("@:ACTIVE"), "conforms");
        check(&story("none"), foreign);
        check(&story("TerminalRoutingStrategy"), refused);
        check(&story("NotFound"), refused);
    }
    // Of an alias that others have created nothing is known.
    let theirs = "game-session 2 -> ok\ngames alias=theirs -> TerminalRoutingStrategy";
    check(theirs, "conforms");
}
