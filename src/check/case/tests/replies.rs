//! What the reply to a call must look like.

use super::{check, exercises, leaves, open};

/// Holds the reply to a call for two players, the second with data.
#[track_caller]
fn replied(reply: &str, expected: &str) {
    check(&open(5, &format!("batch p1 p2=data -> {reply}")), expected);
}

#[test]
fn a_success_names_one_player_session_for_each_player() {
    replied("ok", "conforms");
    replied("ok p2 p1", "conforms");
    replied(
        "ok p1",
        "CPS-11 @ 3: CreatePlayerSessions: expected success got missing PlayerSession",
    );
    replied("ok none", "CPS-11 @ 3");
    replied(
        "ok p1 p2 p3",
        "CPS-11 @ 3: CreatePlayerSessions: expected success got wrong PlayerSessions",
    );
    replied(
        "ok p1 p2[id=-]",
        "CPS-11 @ 3: CreatePlayerSessions: expected success got missing PlayerSessionId",
    );
    check(
        &open(5, "single p1 -> ok none"),
        "CPS-11 @ 3: CreatePlayerSession: expected success got missing PlayerSession",
    );
    exercises(&open(5, "batch p1 p2 -> ok"), "CPS-02 CPS-04 CPS-11");
}

#[test]
fn a_new_player_session_is_reserved() {
    replied(
        "ok p1 p2[status=ACTIVE]",
        "CPS-12 @ 3: CreatePlayerSessions: expected success got wrong Status",
    );
    replied(
        "ok p1 p2[status=-]",
        "CPS-12 @ 3: CreatePlayerSessions: expected success got missing Status",
    );
}

#[test]
fn a_player_session_names_its_player_its_game_session_and_its_fleet() {
    replied(
        "ok p1 p2[player=p9]",
        "CPS-13 @ 3: CreatePlayerSessions: expected success got wrong PlayerId",
    );
    replied(
        "ok p1 p2[player=-]",
        "CPS-13 @ 3: CreatePlayerSessions: expected success got missing PlayerId",
    );
    replied(
        "ok p1 p2[session=arn:aws:other]",
        "CPS-13 @ 3: CreatePlayerSessions: expected success got wrong GameSessionId",
    );
    replied(
        "ok p1 p2[fleet=fleet-9]",
        "CPS-13 @ 3: CreatePlayerSessions: expected success got wrong FleetId",
    );
    replied(
        "ok p1 p2[fleet-arn=arn:aws:other]",
        "CPS-13 @ 3: CreatePlayerSessions: expected success got wrong FleetArn",
    );
    replied(
        "ok p1[session=-,fleet=-,fleet-arn=-] p2[session=-,fleet=-,fleet-arn=-]",
        "conforms",
    );
}

#[test]
fn a_player_session_carries_the_connection_data_of_its_game_session() {
    replied(
        "ok p1 p2[ip=10.9.9.9]",
        "CPS-14 @ 3: CreatePlayerSessions: expected success got wrong IpAddress",
    );
    replied(
        "ok p1 p2[port=1]",
        "CPS-14 @ 3: CreatePlayerSessions: expected success got wrong Port",
    );
    replied("ok p1[ip=-,port=-] p2[ip=-,port=-]", "conforms");
    replied("ok p1[dns=host] p2[dns=host]", "conforms");
    exercises(&open(5, "batch p1 -> ok"), "CPS-14");
    leaves(&open(5, "batch p1 -> ok p1[ip=-,port=-]"), "CPS-14");
}

#[test]
fn a_player_session_id_is_well_formed_and_new() {
    for id in ["session-1", "psess-", "psess-*200"] {
        replied(
            &format!("ok p1 p2[id={id}]"),
            "CPS-15 @ 3: CreatePlayerSessions: expected success got wrong PlayerSessionId",
        );
    }
    replied("ok p1[id=psess-7] p2[id=psess-7]", "CPS-15 @ 3");
    let story = |id| {
        open(
            5,
            &format!(
                "
        single p1 -> ok p1[id=psess-7]
        accept p1 -> ok
        remove p1 -> ok
        single p1 -> ok p1[id={id}]
    "
            ),
        )
    };
    check(&story("psess-8"), "conforms");
    check(&story("psess-7"), "CPS-15 @ 6");
    check(
        "
        game-session 2 -> ok
        game-session 2 @b -> ok
        activate -> ok
        activate @b -> ok
        single p1 -> ok p1[id=psess-7]
        single p2 @b -> ok p2[id=psess-7]
    ",
        "CPS-15 @ 6",
    );
}

#[test]
fn a_new_player_session_has_a_creation_time_and_no_termination_time() {
    replied(
        "ok p1 p2[created=-]",
        "CPS-16 @ 3: CreatePlayerSessions: expected success got missing CreationTime",
    );
    replied(
        "ok p1 p2[ended=5]",
        "CPS-16 @ 3: CreatePlayerSessions: expected success got wrong TerminationTime",
    );
    exercises(&open(5, "batch p1 -> ok"), "CPS-16 WIR-06");
    replied(
        "ok p1 p2[created=1700000000000000]",
        "WIR-06 @ 3: CreatePlayerSessions: expected success got wrong CreationTime",
    );
}

#[test]
fn a_player_session_keeps_the_data_of_its_player() {
    replied("ok p1 p2[data=-]", "conforms");
    replied(
        "ok p1 p2[data=other]",
        "CPS-17 @ 3: CreatePlayerSessions: expected success got wrong PlayerData",
    );
    replied(
        "ok p1 p2[data=DATA]",
        "CPS-41 @ 3: CreatePlayerSessions: expected success got wrong PlayerData",
    );
    replied(
        "ok p1[data=data] p2",
        "CPS-18 @ 3: CreatePlayerSessions: expected success got wrong PlayerData",
    );
    let story = |data| {
        open(
            5,
            &format!(
                "
        batch p1 p2=data -> ok
        players          -> p1:RESERVED p2:RESERVED{data}
    "
            ),
        )
    };
    check(&story(""), "conforms");
    exercises(&story(""), "CPS-17 CPS-18 CPS-20 CPS-21 CPS-41");
    check(
        &story("[data=-]"),
        "CPS-17 @ 4: DescribePlayerSessions: expected success got missing PlayerData",
    );
    check(&story("[data=other]"), "CPS-17 @ 4");
    check(&story("[data=dat]"), "CPS-17 @ 4");
    check(
        &open(
            5,
            "
        batch p1 -> ok
        players  -> p1:RESERVED[data=other]
    ",
        ),
        "CPS-18 @ 4",
    );
    check(
        &open(
            5,
            "
        batch p1 -> ok
        players  -> p1:RESERVED[player=p9]
    ",
        ),
        "CPS-21 @ 4: DescribePlayerSessions: expected success got wrong PlayerId",
    );
}

#[test]
fn player_data_that_is_re_encoded_is_told_from_other_data() {
    let story = |given, found| open(5, &format!("batch p1=\"{given}\" -> ok p1[data={found}]"));
    check(&story("<b&", "&lt;b&amp;"), "CPS-41 @ 3");
    check(&story("<b&", "&gt;b&amp;"), "CPS-17 @ 3");
    check(&story("é", "\\u00e9"), "CPS-41 @ 3");
    check(&story("é", "\\u00e8"), "CPS-17 @ 3");
    check(&story("x*100", "X*100"), "CPS-41 @ 3");
    // What is cut is lost.
    check(&story("x*100", "x*50"), "CPS-17 @ 3");
}

#[test]
fn player_data_that_a_description_had_right_is_changed_and_not_lost() {
    let story = |before| {
        open(
            5,
            &format!(
                "
        batch p1=data -> ok
        {before}
        players       -> p1:RESERVED[data=other]
    "
            ),
        )
    };
    check(&story("players       -> p1:RESERVED"), "CPS-21 @ 5");
    check(&story("players       -> p1:RESERVED[data=-]"), "CPS-17 @ 4");
    check(&story("describe      -> ACTIVE"), "CPS-17 @ 5");
}

#[test]
fn no_content_of_player_data_decides_whether_a_call_succeeds() {
    check(
        &open(5, "single p1={ -> InvalidRequest"),
        "CPS-20 @ 3: CreatePlayerSession: expected success got InvalidRequestException",
    );
    check(&open(5, "single p1=data -> InvalidRequest"), "CPS-34 @ 3");
    check(&open(5, "batch p1={ p2 -> GameSessionFull"), "CPS-45 @ 3");
}

#[test]
fn a_wrong_member_is_told_once_and_the_case_goes_on() {
    check(
        &open(
            2,
            "
        batch p1=data p2 -> ok p1[data=other] p2
        players          -> p1:RESERVED[data=other] p2:RESERVED
        single p3        -> ok
    ",
        ),
        "
        CPS-17 @ 3
        CPS-09 @ 5
    ",
    );
}

#[test]
fn player_data_for_players_who_are_not_in_the_call_is_ignored() {
    check(&open(2, "batch p1 +p9=data -> ok"), "conforms");
    exercises(&open(2, "batch p1 +p9=data -> ok"), "CPS-19");
    check(
        &open(2, "batch p1 +p9=data -> InvalidRequest"),
        "CPS-19 @ 3: CreatePlayerSessions: expected success got InvalidRequestException",
    );
}

#[test]
fn distinct_player_ids_stay_distinct_and_come_back_exactly() {
    check(&open(4, "batch p1 P1 \"p1 \" é -> ok"), "conforms");
    exercises(&open(4, "batch p1 P1 \"p1 \" é -> ok"), "CPS-40");
    check(
        &open(4, "batch P1 -> ok P1[player=p1]"),
        "CPS-40 @ 3: CreatePlayerSessions: expected success got wrong PlayerId",
    );
    check(
        &open(
            4,
            "
        single p1   -> ok
        single P1   -> InvalidRequest
    ",
        ),
        "CPS-40 @ 4",
    );
    check(
        &open(
            4,
            "
        single p1   -> ok
        single p10  -> InvalidRequest
    ",
        ),
        "CPS-34 @ 4",
    );
}

#[test]
fn a_reply_that_cannot_be_read_is_told_apart_from_a_broken_front_end() {
    check(
        &open(2, "single p1 -> unreadable 200"),
        "WIR-01 @ 3: CreatePlayerSession: expected success got status 200",
    );
    check(
        &open(2, "single p1 -> unreadable 404"),
        "WIR-02 @ 3: CreatePlayerSession: expected success got status 404",
    );
    check(
        &open(2, "single p1 -> unreadable 201"),
        "WIR-01 @ 3: CreatePlayerSession: expected success got status 201",
    );
    check(&open(2, "single p1 -> unreadable 503"), "conforms");
    check(&open(2, "single p1 -> unreadable 429"), "conforms");
    check(
        &open(2, "batch p1 -> ok !PlayerSessions[0].Port"),
        "WIR-05 @ 3: CreatePlayerSessions: expected success got wrong PlayerSessions.Port",
    );
    check(
        &open(2, "batch p1 -> ok !PlayerSessions[0].CreationTime"),
        "WIR-06 @ 3",
    );
    // What is there in another form is not missing.
    check(
        &open(
            2,
            "batch p1 -> ok p1[created=-] !PlayerSessions[0].CreationTime",
        ),
        "WIR-06 @ 3",
    );
    check(
        &open(2, "batch p1 -> ok p1[created=-] !PlayerSessions[0].Port"),
        "
        CPS-16 @ 3
        WIR-05 @ 3
    ",
    );
}

#[test]
fn an_exception_has_its_status_and_a_message() {
    let story = |reply| open(0, &format!("single p1 -> {reply}"));
    check(&story("GameSessionFull"), "conforms");
    exercises(&story("GameSessionFull"), "CPS-27 CPS-28 CPS-44 WIR-02");
    check(
        &story("GameSessionFull[status=404]"),
        "CPS-28 @ 3: CreatePlayerSession: expected GameSessionFullException got status 404",
    );
    check(
        &story("GameSessionFull[message=-]"),
        "CPS-44 @ 3: CreatePlayerSession: expected GameSessionFullException got missing Message",
    );
    check(&story("InternalService"), "conforms");
    check(&story("InternalService[status=400]"), "CPS-28 @ 3");
    let story = |reply| open(5, &format!("update max=-1 -> {reply}"));
    check(&story("InvalidRequest"), "conforms");
    exercises(&story("InvalidRequest"), "WIR-03 WIR-04 WIR-08 UGS-05");
    check(&story("InvalidRequest[status=500]"), "WIR-04 @ 3");
    check(&story("InvalidRequest[message=-]"), "WIR-03 @ 3");
}
