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
