//! Game sessions that others use as well.

use super::{check, exercises, judged, leaves};

/// Returns the story of a game session that others use, too; the first line of `rest` has number 3.
fn shared(rest: &str) -> String {
    format!(
        "\nshared\nprovided 2 -> ok[status=ACTIVE]\n{}",
        rest.trim_start()
    )
}

#[test]
fn a_refusal_is_legal_that_others_may_be_the_reason_of() {
    let story = |reply| shared(&format!("single p1 -> {reply}"));
    for reply in [
        "GameSessionFull",
        "InvalidGameSessionStatus",
        "InvalidRequest",
        "NotFound",
        "Throttling",
        "InternalService",
    ] {
        check(&story(reply), "conforms");
    }
    check(&story("Conflict"), "CPS-27 @ 3");
    check(&story("Validation"), "CPS-34 @ 3");
    check(&story("TerminalRoutingStrategy"), "CPS-34 @ 3");
}

#[test]
fn what_is_ill_formed_is_refused_whatever_others_do() {
    let story = |reply| shared(&format!("batch p1..p26 -> {reply}"));
    for reply in ["InvalidRequest", "GameSessionFull", "NotFound"] {
        check(&story(reply), "conforms");
    }
    exercises(&story("InvalidRequest"), "CPS-05 CPS-27");
    check(&story("ok"), "CPS-05 @ 3");
    check(&story("Conflict"), "CPS-27 @ 3");
    check(&shared("single p*1025 -> ok"), "CPS-05 @ 3");
    check(&shared("single p1=d*2049 -> ok"), "CPS-06 @ 3");
}

#[test]
fn nothing_is_believed_of_the_room() {
    check(&shared("batch p1 p2 p3 -> ok"), "conforms");
    check(
        &shared(
            "
        batch p1 p2 -> ok
        single p3   -> GameSessionFull
        single p4   -> ok
    ",
        ),
        "conforms",
    );
    leaves(
        &shared(
            "
        batch p1 p2 -> ok
        single p3   -> ok
        players     -> p1:RESERVED p2:RESERVED p3:RESERVED
    ",
        ),
        "CPS-07 CPS-08 CPS-09 CPS-10 CPS-34 CPS-45 DPS-02",
    );
    check(&shared("batch p1 p2 -> ok p1"), "CPS-11 @ 3");
    check(&shared("batch p1 p2 -> ok p1 p2 p3"), "CPS-11 @ 3");
}

#[test]
fn a_reply_says_of_our_players_what_is_right() {
    exercises(
        &shared("batch p1=red p2 -> ok"),
        "CPS-11 CPS-12 CPS-13 CPS-15 CPS-16 CPS-17 CPS-18",
    );
    check(&shared("single p1 -> ok p1[status=ACTIVE]"), "CPS-12 @ 3");
    check(&shared("single p1 -> ok p1[id=-]"), "CPS-11 @ 3");
    check(
        &shared("batch p1 p2 -> ok p1[id=psess-7] p2[id=psess-7]"),
        "CPS-15 @ 3",
    );
    check(&shared("single p1=red -> ok p1[data=blue]"), "CPS-17 @ 3");
}

#[test]
fn a_list_holds_our_players_beside_others() {
    let story = |list| {
        shared(&format!(
            "
        single p1 -> ok
        players   -> {list}
    "
        ))
    };
    check(
        &story("q1:ACTIVE p1:RESERVED q2:TIMEDOUT q1:RESERVED"),
        "conforms",
    );
    exercises(&story("q1:ACTIVE p1:RESERVED"), "CPS-31 DPS-01 DPS-03");
    assert_eq!(judged(&story("q1:ACTIVE")).violations.len(), 1);
    assert_eq!(judged(&story("none")).violations.len(), 1);
    check(&story("p1:RESERVED p1:RESERVED"), "DPS-01 @ 4");
    // What others do between two pages may move it.
    let story = |list| {
        shared(&format!(
            "
        single p1       -> ok
        players limit=2 -> {list}
    "
        ))
    };
    check(&story("q1:ACTIVE q2:ACTIVE | q3:ACTIVE"), "conforms");
    check(&story("p1:RESERVED q2:ACTIVE | p1:RESERVED"), "conforms");
    check(
        &story("q1:ACTIVE q2:ACTIVE q3:ACTIVE | p1:RESERVED"),
        "DPS-05 @ 4",
    );
}

#[test]
fn a_refused_player_is_in_no_list() {
    let story = |list| {
        shared(&format!(
            "
        single p1 -> GameSessionFull
        players   -> {list}
    "
        ))
    };
    exercises(&story("q1:ACTIVE"), "CPS-36");
    check(&story("q1:ACTIVE p1:RESERVED"), "CPS-36 @ 3, seen @ 4");
}

#[test]
fn our_players_alone_are_listed_by_player_and_by_player_session() {
    let story = |query, list| {
        shared(&format!(
            "
        single p1 -> ok
        players anywhere {query} -> {list}
    "
        ))
    };
    check(&story("player=p1", "p1:RESERVED"), "conforms");
    check(&story("player=p1", "q1:ACTIVE p1:RESERVED"), "DPS-08 @ 4");
    check(&story("player=p1", "none"), "DPS-07 @ 4");
    check(&story("session=p1", "p1:ACTIVE"), "conforms");
    check(&story("session=p1", "none"), "DPS-09 @ 4");
    check(&story("player=p1 status=ACTIVE", "none"), "DPS-10 @ 4");
}

#[test]
fn whoever_knows_a_player_session_may_accept_and_remove_it() {
    let story = |first, second| {
        shared(&format!(
            "
        single p1 -> ok
        players   -> p1:{first}
        players   -> p1:{second}
    "
        ))
    };
    for (first, second) in [
        ("RESERVED", "ACTIVE"),
        ("RESERVED", "COMPLETED"),
        ("RESERVED", "TIMEDOUT"),
        ("ACTIVE", "COMPLETED"),
        ("ACTIVE", "TIMEDOUT"),
    ] {
        check(&story(first, second), "conforms");
    }
    exercises(&story("COMPLETED", "COMPLETED"), "PSS-01");
    check(&story("COMPLETED", "TIMEDOUT"), "PSS-01 @ 5");
    check(&story("TIMEDOUT", "ACTIVE"), "PSS-01 @ 5");
    check(&story("ACTIVE", "RESERVED"), "PSS-08 @ 5");
}

#[test]
fn a_reservation_runs_out_in_a_game_session_that_has_not_ended() {
    let story = |evidence: &str, status: &str| {
        shared(&format!(
            "
        tolerance 1s
        single p1 -> ok
        later 62s
        {evidence}
        players -> p1:{status}
    "
        ))
    };
    // Whoever has ended it may have left its players as they were.
    check(
        &story("single p2 -> GameSessionFull", "RESERVED"),
        "conforms",
    );
    check(&story("describe -> TERMINATED", "RESERVED"), "conforms");
    // It may have ended since.
    check(&story("describe -> ACTIVE", "RESERVED"), "conforms");
    let ran = |status| story("single p2 -> ok", &format!("{status} p2:RESERVED"));
    for status in ["TIMEDOUT", "ACTIVE", "COMPLETED"] {
        check(&ran(status), "conforms");
    }
    exercises(&ran("TIMEDOUT"), "CPS-24");
    check(&ran("RESERVED"), "CPS-24 @ 7");
    let seen = shared(
        "
        single p1 -> ok
        later 61s
        describe  -> ACTIVE
        players   -> p1:RESERVED
    ",
    );
    check(&seen, "CPS-24 @ 6");
}

#[test]
fn what_is_described_of_the_game_session_is_the_affair_of_others() {
    check(
        &shared(
            "
        describe  -> ACTIVE max=1 policy=DENY_ALL name=x count=9
        single p1 -> ok
        describe  -> TERMINATED max=7 policy=ACCEPT_ALL name=y
        single p2 -> ok
        describe  -> ACTIVE
    ",
        ),
        "conforms",
    );
    check(&shared("describe -> none"), "DGS-01 @ 3");
    check(&shared("describe -> -"), "DGS-01 @ 3");
    check(&shared("describe -> InvalidRequest"), "DGS-01 @ 3");
}

#[test]
fn an_unknown_id_is_unknown_whatever_others_do() {
    check(&shared("single p1 @unknown -> NotFound"), "conforms");
    check(&shared("single p1 @unknown -> ok"), "CPS-07 @ 3");
    check(
        &shared("single p1 @unknown -> GameSessionFull"),
        "CPS-07 @ 3",
    );
    check(&shared("single p1 @malformed -> ok"), "CPS-03 @ 3");
}

#[test]
fn no_situation_is_reached_for_certain() {
    let judgement = judged(&shared("single p1 -> ok"));
    assert!(judgement.obligations.is_empty());
}
