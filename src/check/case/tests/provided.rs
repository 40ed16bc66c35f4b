//! Game sessions that were made by other means than a command.

use super::{check, exercises, leaves};

#[test]
fn a_provided_game_session_is_judged_like_one_that_was_created() {
    let story = |status, reply| {
        format!(
            "
        provided 1 -> ok[status={status}]
        single p1  -> ok
        single p2  -> {reply}
    "
        )
    };
    exercises(&story("ACTIVE", "GameSessionFull"), "CPS-09 CPS-34");
    check(&story("ACTIVE", "ok"), "CPS-09 @ 3");
    check(
        &story("ACTIVATING", "ok"),
        "CPS-07 @ 2\nCPS-07 @ 3\nCPS-09 @ 3",
    );
    check(
        "
        provided 1 -> ok[status=ACTIVATING]
        activate   -> ok
        single p1  -> ok
    ",
        "conforms",
    );
}

#[test]
fn no_clause_is_about_how_a_game_session_was_provided() {
    leaves(
        "
        provided 2 -> ok[status=ACTIVE]
        single p1  -> ok
    ",
        "CGS-02 CGS-03 CGS-04 CGS-06",
    );
    check("provided 2 -> refused 400", "conforms");
}

#[test]
fn a_provided_game_session_has_the_maximum_and_the_policy_that_it_is_said_to_have() {
    let story = |said, reply| {
        format!(
            "
        provided 3 -> ok[status=ACTIVE,{said}]
        single p1  -> ok
        single p2  -> {reply}
    "
        )
    };
    check(&story("max=1", "GameSessionFull"), "conforms");
    check(&story("max=1", "ok"), "CPS-09 @ 3");
    check(&story("max=2", "ok"), "conforms");
    check(
        "
        provided 3 -> ok[status=ACTIVE,policy=DENY_ALL]
        single p1  -> InvalidGameSessionStatus
    ",
        "conforms",
    );
    check(
        "
        provided 3 -> ok[status=ACTIVE,policy=DENY_ALL]
        single p1  -> ok
    ",
        "CPS-08 @ 2",
    );
}

#[test]
fn what_is_not_said_of_a_provided_game_session_is_not_held_against_it() {
    let story = |said, shown| {
        format!(
            "
        provided 3 name=n props=map:forest -> ok[status=ACTIVE{said}]
        describe -> ACTIVE {shown}
    "
        )
    };
    check(&story("", "name=other props=mode:duel"), "conforms");
    check(&story("", "name=n props=map:forest"), "conforms");
    check(&story(",name=n", "name=n"), "conforms");
    check(&story(",name=n", "name=other"), "DGS-02 @ 2");
    check(&story(",props=map:forest", "props=map:forest"), "conforms");
    check(&story(",props=map:forest", "props=mode:duel"), "DGS-02 @ 2");
}

#[test]
fn a_token_is_no_matter_of_a_provided_game_session() {
    check(
        "
        provided 1 token=t    -> ok[status=ACTIVE]
        provided 1 token=t @b -> ok[status=ACTIVE]
        single p1             -> ok
        single p1 @b          -> ok
    ",
        "conforms",
    );
}
