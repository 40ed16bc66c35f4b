//! Creating, updating and ending a game session.

use super::{check, exercises, leaves, open};

#[test]
fn a_new_game_session_is_what_was_asked_for() {
    let story = |reply| format!("game-session 2 -> {reply}");
    check(&story("ok"), "conforms");
    exercises(&story("ok"), "CGS-02 CGS-03 CGS-04");
    check(
        &story("ok[max=-,policy=-,count=-,status=-,fleet=-]"),
        "conforms",
    );
    check(&story("ok[status=ACTIVE]"), "conforms");
    check(
        &story("ok[max=3]"),
        "CGS-02 @ 0: CreateGameSession: expected success got wrong MaximumPlayerSessionCount",
    );
    check(
        &story("ok[fleet=fleet-9]"),
        "CGS-02 @ 0: CreateGameSession: expected success got wrong FleetId",
    );
    check(
        &story("ok[status=TERMINATED]"),
        "CGS-02 @ 0: CreateGameSession: expected success got wrong Status",
    );
    check(
        &story("ok[id=-]"),
        "CGS-02 @ 0: CreateGameSession: expected success got missing GameSessionId",
    );
    check(&story("ok[policy=DENY_ALL]"), "CGS-03 @ 0");
    check(&story("ok[count=1]"), "CGS-04 @ 0");
    check(&story("InvalidRequest"), "CGS-02 @ 0");
    check(&story("GameSessionFull"), "WIR-08 @ 0");
    for reply in [
        "FleetCapacityExceeded",
        "InvalidFleetStatus",
        "LimitExceeded",
    ] {
        check(&story(reply), "conforms");
    }
}

#[test]
fn a_maximum_is_not_negative() {
    check("game-session -1 -> InvalidRequest", "conforms");
    exercises("game-session -1 -> InvalidRequest", "CGS-05");
    check(
        "game-session -1 -> ok",
        "CGS-05 @ 0: CreateGameSession: expected InvalidRequestException|ValidationException got success",
    );
    let story = |act, reply| open(2, &format!("update {act} -> {reply}"));
    check(&story("max=-1", "InvalidRequest"), "conforms");
    check(&story("max=-1", "ok"), "UGS-05 @ 3");
    check(&story("policy=SOME", "InvalidRequest"), "conforms");
    check(&story("policy=SOME", "ok"), "UGS-05 @ 3");
}

#[test]
fn a_new_game_session_has_an_id_of_its_own() {
    let story = |id| {
        format!(
            "
        game-session 2 -> ok[id={id}1]
        game-session 2 @b -> ok[id={id}2]
    "
        )
    };
    check(&story("arn:x"), "conforms");
    exercises(&story("arn:x"), "CGS-06");
    check(
        "
        game-session 2 -> ok[id=arn:x]
        game-session 2 @b -> ok[id=arn:x]
    ",
        "CGS-06 @ 2",
    );
}

#[test]
fn a_new_maximum_is_returned_and_in_force() {
    check(&open(2, "update max=3 -> ok"), "conforms");
    exercises(&open(2, "update max=3 -> ok"), "UGS-01");
    leaves(&open(2, "update max=3 -> ok[max=-]"), "UGS-01");
    check(
        &open(2, "update max=3 -> ok[max=2]"),
        "UGS-01 @ 3: UpdateGameSession: expected success got wrong MaximumPlayerSessionCount",
    );
    check(&open(2, "update max=3 -> InvalidRequest"), "UGS-01 @ 3");
    let story = |told, reply| {
        open(
            1,
            &format!(
                "
        single p1    -> ok
        update max=2 -> ok{told}
        single p2    -> {reply}
    "
            ),
        )
    };
    check(&story("", "ok"), "conforms");
    check(
        &story("[max=-]", "GameSessionFull"),
        "UGS-01 @ 4, seen @ 5: CreatePlayerSession: expected success got GameSessionFullException",
    );
    check(&story("", "GameSessionFull"), "CPS-34 @ 5");
    // An update that was not carried out explains more than one call.
    check(
        &open(
            1,
            "
        single p1    -> ok
        update max=2 -> ok
        single p2    -> GameSessionFull
        single p3    -> GameSessionFull
    ",
        ),
        "UGS-01 @ 4, seen @ 5",
    );
}

#[test]
fn a_new_policy_is_returned_and_in_force() {
    check(&open(2, "update policy=DENY_ALL -> ok"), "conforms");
    exercises(&open(2, "update policy=DENY_ALL -> ok"), "UGS-02");
    check(
        &open(2, "update policy=DENY_ALL -> ok[policy=ACCEPT_ALL]"),
        "UGS-02 @ 3",
    );
    let story = |told, reply| {
        open(
            2,
            &format!(
                "
        describe                 -> ACTIVE
        update policy=DENY_ALL   -> ok
        update policy=ACCEPT_ALL -> ok{told}
        single p1                -> {reply}
    "
            ),
        )
    };
    check(&story("", "ok"), "conforms");
    check(
        &story("[policy=-]", "InvalidGameSessionStatus"),
        "UGS-02 @ 5, seen @ 6",
    );
    check(
        &open(
            2,
            "
        update policy=DENY_ALL   -> ok[policy=-]
        single p1                -> ok
    ",
        ),
        "UGS-02 @ 3, seen @ 4",
    );
}

#[test]
fn an_update_leaves_alone_what_it_does_not_name() {
    check(&open(2, "update policy=DENY_ALL -> ok[max=2]"), "conforms");
    check(
        &open(2, "update policy=DENY_ALL -> ok[max=3]"),
        "UGS-03 @ 3: UpdateGameSession: expected success got wrong MaximumPlayerSessionCount",
    );
    let story = |policy| {
        open(
            2,
            &format!(
                "
        update policy=DENY_ALL -> ok
        update max=3           -> ok
        describe               -> ACTIVE max=3 policy={policy}
    "
            ),
        )
    };
    check(&story("DENY_ALL"), "conforms");
    exercises(&story("DENY_ALL"), "UGS-03 DGS-02");
    check(
        &story("ACCEPT_ALL"),
        "UGS-03 @ 4, seen @ 5: DescribeGameSessions: expected success got wrong PlayerSessionCreationPolicy",
    );
}

#[test]
fn an_update_leaves_the_player_sessions_alone() {
    let story = |list| {
        open(
            2,
            &format!(
                "
        batch p1 p2  -> ok
        update max=1 -> ok
        players      -> {list}
    "
            ),
        )
    };
    check(&story("p1:RESERVED p2:RESERVED"), "conforms");
    exercises(&story("p1:RESERVED p2:RESERVED"), "UGS-04 CPS-31");
    check(
        &story("p1:RESERVED p2:COMPLETED"),
        "UGS-04 @ 4, seen @ 5: DescribePlayerSessions: expected success got wrong Status",
    );
    check(&story("p1:RESERVED"), "UGS-04 @ 4, seen @ 5");
}

#[test]
fn a_refused_update_changes_nothing() {
    let story = |max| {
        open(
            2,
            &format!(
                "
        batch p1 p2  -> ok
        update max=1 -> InvalidRequest
        describe     -> ACTIVE max={max}
    "
            ),
        )
    };
    check(&story("2"), "conforms");
    exercises(&story("2"), "UGS-06");
    check(
        &story("1"),
        "UGS-06 @ 4, seen @ 5: DescribeGameSessions: expected success got wrong MaximumPlayerSessionCount",
    );
    let story = |found| {
        open(
            2,
            &format!(
                "
        update max=-1 policy=DENY_ALL -> InvalidRequest
        describe                      -> ACTIVE {found}
    "
            ),
        )
    };
    check(&story("max=2 policy=ACCEPT_ALL"), "conforms");
    // Half of it is too much.
    check(&story("max=2 policy=DENY_ALL"), "UGS-06 @ 3, seen @ 4");
    check(&story("max=-1 policy=ACCEPT_ALL"), "UGS-06 @ 3, seen @ 4");
}

#[test]
fn a_game_session_becomes_active_when_its_server_activates_it() {
    let story = |status| {
        format!(
            "
        game-session 2 -> ok
        activate       -> ok
        describe       -> {status}
    "
        )
    };
    check(&story("ACTIVE"), "conforms");
    exercises(&story("ACTIVE"), "GSS-01 DGS-01 SRV-02");
    check(
        &story("ACTIVATING"),
        "GSS-01 @ 2, seen @ 3: DescribeGameSessions: expected success got wrong Status",
    );
    check(&story("TERMINATED"), "DGS-01 @ 3");
    let story = |status| {
        format!(
            "
        game-session 2 -> ok
        describe       -> {status}
    "
        )
    };
    check(&story("ACTIVATING"), "conforms");
    exercises(&story("ACTIVATING"), "GSS-05");
    check(&story("ACTIVE"), "GSS-05 @ 2");
    check(
        "
        game-session 2 -> ok
        activate       -> refused 400
    ",
        "SRV-02 @ 2: ActivateGameSession: expected success got status 400",
    );
    check(
        &open(2, "single p1 -> InvalidGameSessionStatus"),
        "GSS-01 @ 2, seen @ 3",
    );
}

#[test]
fn a_game_session_ends_with_its_process() {
    let story = |status| {
        open(
            2,
            &format!(
                "
        end       -> ok
        describe  -> {status}
    "
            ),
        )
    };
    check(&story("TERMINATED"), "conforms");
    check(&story("TERMINATING"), "conforms");
    exercises(&story("TERMINATED"), "GSS-02 GSS-04 SRV-07");
    check(
        &story("ACTIVE"),
        "GSS-02 @ 3, seen @ 4: DescribeGameSessions: expected success got wrong Status",
    );
    check(
        &story("NotFound"),
        "GSS-04 @ 4: DescribeGameSessions: expected success got NotFoundException",
    );
    check(&open(2, "end -> refused 400"), "SRV-07 @ 3");
    check(&open(2, "end -> refused 500"), "conforms");
    check(&open(2, "end -> refused 429"), "conforms");
    let story = |status| {
        open(
            2,
            &format!(
                "
        end       -> ok
        describe  -> TERMINATED
        describe  -> {status}
    "
            ),
        )
    };
    check(&story("TERMINATED"), "conforms");
    exercises(&story("TERMINATED"), "GSS-03");
    check(&story("ACTIVE"), "GSS-03 @ 5");
    check(
        &open(
            2,
            "
        end       -> ok
        single p1 -> ok
        describe  -> ACTIVE
    ",
        ),
        "GSS-02 @ 3, seen @ 4: CreatePlayerSession: expected InvalidGameSessionStatusException|InvalidRequestException|NotFoundException got success",
    );
}

#[test]
fn an_update_that_was_not_carried_out_at_all_is_told_once() {
    check(
        &open(
            2,
            "
        update max=5 policy=DENY_ALL -> ok[max=-,policy=-]
        describe                     -> ACTIVE max=2 policy=ACCEPT_ALL
    ",
        ),
        "UGS-01 @ 3, seen @ 4",
    );
    check(
        &open(
            2,
            "
        update max=5 policy=DENY_ALL -> ok[max=-,policy=-]
        describe                     -> ACTIVE max=2 policy=DENY_ALL
    ",
        ),
        "UGS-01 @ 3, seen @ 4",
    );
}
