//! The policy that a game server sets.

use super::{check, exercises, open};

#[test]
fn a_policy_of_the_game_server_is_in_force() {
    let story = |shown, reply| {
        open(
            2,
            &format!(
                "
        server-policy DENY_ALL -> ok
        describe  -> ACTIVE {shown}
        single p1 -> {reply}
    "
            ),
        )
    };
    check(
        &story("policy=DENY_ALL", "InvalidGameSessionStatus"),
        "conforms",
    );
    exercises(
        &story("policy=DENY_ALL", "InvalidGameSessionStatus"),
        "GSS-07 SRV-08 CPS-08",
    );
    check(&story("policy=ACCEPT_ALL", "ok"), "GSS-07 @ 3, seen @ 4");
    check(&story("", "ok"), "GSS-07 @ 3, seen @ 5");
    check(&story("policy=DENY_ALL", "ok"), "CPS-08 @ 5");
    check(
        &open(
            2,
            "
        update policy=DENY_ALL   -> ok
        server-policy ACCEPT_ALL -> ok
        single p1                -> ok
        describe                 -> ACTIVE policy=ACCEPT_ALL max=2
    ",
        ),
        "conforms",
    );
}

#[test]
fn a_game_server_may_set_the_policy() {
    check(
        &open(2, "server-policy DENY_ALL -> refused 400"),
        "SRV-08 @ 3: UpdatePlayerSessionCreationPolicy: expected success got status 400",
    );
    check(
        &open(
            2,
            "
        server-policy DENY_ALL -> refused 400
        single p1 -> ok
    ",
        ),
        "SRV-08 @ 3",
    );
    for (reply, then) in [
        ("lost", "ok"),
        ("lost", "InvalidGameSessionStatus"),
        ("refused 500", "ok"),
    ] {
        let story = format!("server-policy DENY_ALL -> {reply}\nsingle p1 -> {then}");
        check(&open(2, &story), "conforms");
    }
}

#[test]
fn the_policy_before_activation_is_open() {
    for (reply, shown) in [("ok", "DENY_ALL"), ("refused 400", "ACCEPT_ALL")] {
        check(
            &format!(
                "
        game-session 2 -> ok
        server-policy DENY_ALL -> {reply}
        activate -> ok
        describe -> ACTIVE policy={shown}
    "
            ),
            "conforms",
        );
    }
    check(
        "
        game-session 2 -> ok
        server-policy DENY_ALL -> refused 400
        activate -> ok
        describe -> ACTIVE policy=DENY_ALL
    ",
        "DGS-02 @ 4",
    );
}

#[test]
fn the_old_policy_may_be_shown_within_the_tolerance() {
    let story = |later| {
        format!(
            "
        tolerance 2s
        game-session 2 -> ok
        activate -> ok
        later 5s
        server-policy DENY_ALL -> ok
        later {later}
        describe -> ACTIVE policy=ACCEPT_ALL
    "
        )
    };
    check(&story("1s"), "conforms");
    check(&story("3s"), "GSS-07 @ 5, seen @ 7");
}
