//! What descriptions must say.

use super::{check, exercises, open};

#[test]
fn a_list_holds_every_player_session_once_and_no_other() {
    let story = |list| {
        open(
            3,
            &format!(
                "
        batch p1 p2 -> ok
        players     -> {list}
    "
            ),
        )
    };
    check(&story("p1:RESERVED p2:RESERVED"), "conforms");
    check(&story("p2:RESERVED p1:RESERVED"), "conforms");
    exercises(
        &story("p2:RESERVED p1:RESERVED"),
        "DPS-01 DPS-02 DPS-03 CPS-31 PSS-08",
    );
    check(&story("none"), "CPS-31 @ 3, seen @ 4");
    check(
        &story("p1:RESERVED"),
        "DPS-01 @ 4: DescribePlayerSessions: expected success got missing PlayerSession",
    );
    check(
        &story("p1:RESERVED p2:RESERVED p2:RESERVED"),
        "DPS-01 @ 4: DescribePlayerSessions: expected success got wrong PlayerSessions",
    );
    check(
        &story("p1:RESERVED p2:RESERVED p3:RESERVED"),
        "DPS-02 @ 4: DescribePlayerSessions: expected success got wrong PlayerSessions",
    );
    // One that does not belong is not held to this game session besides.
    check(
        &story("p1:RESERVED p2:RESERVED p3:RESERVED[port=1]"),
        "DPS-02 @ 4",
    );
    check(&story("p1:RESERVED p2:RESERVED[port=1]"), "CPS-14 @ 4");
    check(
        &story("p1:RESERVED p2:-"),
        "DPS-01 @ 4: DescribePlayerSessions: expected success got missing Status",
    );
    check(
        &story("NotFound"),
        "DPS-01 @ 4: DescribePlayerSessions: expected success got NotFoundException",
    );
    check(&story("InternalService"), "conforms");
}

#[test]
fn a_list_that_loses_a_player_session_later_is_itself_at_fault() {
    check(
        &open(
            3,
            "
        batch p1 p2 -> ok
        players     -> p1:RESERVED p2:RESERVED
        players     -> p1:RESERVED
        players     -> p1:RESERVED p2:RESERVED
    ",
        ),
        "DPS-01 @ 5",
    );
}

#[test]
fn a_description_has_the_members_of_the_creation() {
    let story = |member| {
        open(
            3,
            &format!(
                "
        batch p1 -> ok
        players  -> p1:RESERVED[{member}]
    "
            ),
        )
    };
    check(
        &story("session=-,fleet=-,fleet-arn=-,created=-,ip=-,port=-"),
        "conforms",
    );
    check(
        &story("session=arn:aws:other"),
        "DPS-03 @ 4: DescribePlayerSessions: expected success got wrong GameSessionId",
    );
    check(
        &story("fleet=fleet-9"),
        "DPS-03 @ 4: DescribePlayerSessions: expected success got wrong FleetId",
    );
    check(
        &story("created=1600000000000"),
        "DPS-03 @ 4: DescribePlayerSessions: expected success got wrong CreationTime",
    );
    check(&story("created=1700000000999"), "conforms");
    check(
        &story("id=-"),
        "DPS-03 @ 4: DescribePlayerSessions: expected success got missing PlayerSessionId",
    );
    check(
        &story("player=-"),
        "DPS-03 @ 4: DescribePlayerSessions: expected success got missing PlayerId",
    );
    check(&story("ip=10.9.9.9"), "CPS-14 @ 4");
}

#[test]
fn a_description_is_of_the_game_session_asked_for() {
    let story = |reply| open(3, &format!("describe -> {reply}"));
    check(&story("ACTIVE"), "conforms");
    check(
        &story("none"),
        "DGS-01 @ 3: DescribeGameSessions: expected success got missing GameSession",
    );
    check(
        &story("ACTIVE id=arn:aws:other"),
        "DGS-01 @ 3: DescribeGameSessions: expected success got wrong GameSessionId",
    );
    check(
        &story("-"),
        "DGS-01 @ 3: DescribeGameSessions: expected success got missing Status",
    );
    check(&story("NotFound"), "DGS-01 @ 3");
    check(&story("ACTIVE max=3 policy=ACCEPT_ALL"), "conforms");
    exercises(&story("ACTIVE max=3 policy=ACCEPT_ALL"), "DGS-02");
    check(
        &story("ACTIVE max=4"),
        "DGS-02 @ 3: DescribeGameSessions: expected success got wrong MaximumPlayerSessionCount",
    );
    check(&story("ACTIVE policy=DENY_ALL"), "DGS-02 @ 3");
}

#[test]
fn the_lists_of_an_ended_game_session_stay() {
    let story = |list| {
        open(
            3,
            &format!(
                "
        batch p1 p2 -> ok
        accept p1   -> ok
        end         -> ok
        players     -> {list}
    "
            ),
        )
    };
    for list in [
        "p1:COMPLETED p2:COMPLETED",
        "p1:ACTIVE p2:RESERVED",
        "p1:COMPLETED p2:TIMEDOUT",
        "p1:TIMEDOUT p2:TIMEDOUT",
    ] {
        check(&story(list), "conforms");
        exercises(&story(list), "GSS-04");
    }
    check(&story("p1:COMPLETED"), "DPS-01 @ 6");
    check(&story("NotFound"), "GSS-04 @ 6");
    check(&story("p1:RESERVED p2:TIMEDOUT"), "CPS-25 @ 4, seen @ 6");
}

#[test]
fn two_guards_at_one_operation_are_both_told() {
    check(
        &open(3, "describe -> ACTIVATING max=4"),
        "
        DGS-02 @ 3
        GSS-01 @ 3
    ",
    );
    check(
        "
        game-session 0 -> ok
        single p1      -> ok
    ",
        "
        CPS-07 @ 2
        CPS-09 @ 2
    ",
    );
}
