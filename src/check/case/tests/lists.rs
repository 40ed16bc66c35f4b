//! What lists of player sessions must hold, by whichever key, filter and page they are asked for.

use super::{answers, check, exercises, leaves, open};

/// Returns the story of three players of whom the first is ACTIVE, with one list.
fn three(list: &str) -> String {
    open(
        9,
        &format!(
            "
        batch p1 p2 p3 -> ok
        accept p1      -> ok
        {list}
    "
        ),
    )
}

/// Returns the story of a player in two game sessions, with one list.
fn two_sessions(list: &str) -> String {
    open(
        9,
        &format!(
            "
        batch p1 p2      -> ok
        game-session 9 @b -> ok
        activate @b      -> ok
        batch p1 @b      -> ok
        {list}
    "
        ),
    )
}

#[test]
fn a_filter_keeps_the_player_sessions_of_one_status() {
    let reserved = |list: &str| three(&format!("players status=RESERVED -> {list}"));
    check(&reserved("p3:RESERVED p2:RESERVED"), "conforms");
    exercises(&reserved("p2:RESERVED p3:RESERVED"), "DPS-02 DPS-04");
    leaves(&reserved("p2:RESERVED p3:RESERVED"), "DPS-01");
    check(&reserved("p2:RESERVED"), "DPS-04 @ 5");
    check(
        &reserved("p1:ACTIVE p2:RESERVED p3:RESERVED"),
        "DPS-04 @ 5: DescribePlayerSessions: expected success got wrong Status",
    );
    check(
        &reserved("p2:RESERVED p3:RESERVED p9:RESERVED"),
        "DPS-02 @ 5",
    );
    check(&three("players status=TIMEDOUT -> none"), "conforms");
    check(&three("players status=ACTIVE -> p1:ACTIVE"), "conforms");
    check(&reserved("NotFound"), "DPS-04 @ 5");
    // What a filter selects that is no status is not said.
    check(&three("players status=SOME -> none"), "conforms");
    check(&three("players status=SOME -> InvalidRequest"), "conforms");
}

#[test]
fn a_filter_says_nothing_of_a_player_session_whose_status_is_in_doubt() {
    let story = |wait, list| {
        open(
            9,
            &format!(
                "
        tolerance 2s
        batch p1 -> ok
        wait {wait}
        players status=RESERVED -> {list}
    "
            ),
        )
    };
    check(&story("61s", "none"), "conforms");
    check(&story("61s", "p1:RESERVED"), "conforms");
    check(&story("58s", "p1:RESERVED"), "conforms");
    check(&story("58s", "none"), "DPS-04 @ 6");
}

#[test]
fn what_has_no_effect_beside_a_key_may_be_out_of_its_limits() {
    let one = |words: &str, reply| three(&format!("players anywhere {words} -> {reply}"));
    for words in [
        "session=p1 limit=0",
        "session=p1 status=",
        "player=p1 status=",
    ] {
        check(&one(words, "p1:ACTIVE"), "conforms");
        check(&one(words, "InvalidRequest"), "conforms");
        check(&one(words, "Validation"), "conforms");
    }
    check(&one("session=p1 limit=0", "NotFound"), "DPS-12 @ 5");
    check(&one("session=p1 limit=1", "InvalidRequest"), "DPS-12 @ 5");
    check(&one("session=p1", "InvalidRequest"), "DPS-09 @ 5");
    // A page size has an effect beside a player.
    check(&one("player=p1 limit=0", "InvalidRequest"), "conforms");
    check(&one("player=p1 limit=0", "none"), "DPS-06 @ 5");
}

#[test]
fn pages_are_no_longer_than_their_limit_and_come_to_an_end() {
    let list = |list: &str| three(&format!("players limit=2 -> {list}"));
    let whole = "p1:ACTIVE p2:RESERVED | p3:RESERVED";
    check(&list(whole), "conforms");
    exercises(&list(whole), "DPS-01 DPS-05");
    check(
        &list("none | p1:ACTIVE p2:RESERVED | none | p3:RESERVED"),
        "conforms",
    );
    check(
        &list("p1:ACTIVE p2:RESERVED p3:RESERVED"),
        "DPS-05 @ 5: DescribePlayerSessions: expected success got wrong PlayerSessions",
    );
    check(&list("p1:ACTIVE p2:RESERVED | none"), "DPS-01 @ 5");
    check(
        &list("p1:ACTIVE p2:RESERVED | p2:RESERVED p3:RESERVED"),
        "DPS-01 @ 5",
    );
    check(
        &list("p1:ACTIVE p2:RESERVED | p3:RESERVED ..."),
        "DPS-05 @ 5: DescribePlayerSessions: expected success got wrong NextToken",
    );
    check(
        &list("p1:ACTIVE p2:RESERVED | InvalidRequest"),
        "DPS-05 @ 5: DescribePlayerSessions: expected success got InvalidRequestException",
    );
    check(&list("p1:ACTIVE p2:RESERVED | InternalService"), "conforms");
    // The target's own pages may have any length.
    let own = three("players -> p1:ACTIVE | p2:RESERVED p3:RESERVED");
    exercises(&own, "DPS-05");
}

#[test]
fn a_filtered_list_that_changes_between_pages_may_slip() {
    let story = |list| {
        open(
            9,
            &format!(
                "
        batch p1 -> ok
        later 50s
        batch p2 p3 -> ok
        players status=RESERVED limit=1 during 15s -> {list}
    "
            ),
        )
    };
    check(
        &story("p1:RESERVED | p2:RESERVED | p3:RESERVED"),
        "conforms",
    );
    check(&story("p1:RESERVED | p3:RESERVED"), "conforms");
    check(&story("p2:RESERVED p3:RESERVED"), "DPS-05 @ 6");
}

#[test]
fn a_limit_below_1_is_refused() {
    for limit in ["0", "-1"] {
        let list = |reply: &str| three(&format!("players limit={limit} -> {reply}"));
        check(&list("InvalidRequest"), "conforms");
        check(&list("Validation"), "conforms");
        exercises(&list("InvalidRequest"), "DPS-06");
        check(&list("none ..."), "DPS-06 @ 5");
        check(&list("p1:ACTIVE p2:RESERVED p3:RESERVED"), "DPS-06 @ 5");
        check(&list("NotFound"), "DPS-06 @ 5");
        let unknown = three(&format!("players limit={limit} @unknown -> NotFound"));
        check(&unknown, "conforms");
    }
}

#[test]
fn a_text_beyond_its_limits_is_refused() {
    for request in [
        "players status=a*1025",
        "players status=",
        "players token=",
        "players token=a*1025",
        "players anywhere player=a*1025",
        "players anywhere player=",
    ] {
        let list = |reply: &str| three(&format!("{request} -> {reply}"));
        check(&list("InvalidRequest"), "conforms");
        exercises(&list("InvalidRequest"), "DPS-11");
        check(&list("none"), "DPS-11 @ 5");
    }
    check(&three("players status=a*1024 -> none"), "conforms");
    check(&three("players anywhere player=a*1024 -> none"), "conforms");
    // No page has given this token: what comes of it is not said.
    check(&three("players token=ours -> none"), "conforms");
    check(&three("players token=ours -> InvalidRequest"), "conforms");
}

#[test]
fn a_players_list_spans_game_sessions() {
    let list = |list: &str| two_sessions(&format!("players anywhere player=p1 -> {list}"));
    let both = "p1:RESERVED b/p1:RESERVED";
    check(&list(both), "conforms");
    check(&list("b/p1:RESERVED p1:RESERVED"), "conforms");
    exercises(&list(both), "DPS-07 DPS-08");
    leaves(&list(both), "DPS-01 DPS-02");
    check(&list("p1:RESERVED"), "DPS-07 @ 7");
    check(&list("b/p1:RESERVED"), "DPS-07 @ 7");
    check(&list("NotFound"), "DPS-07 @ 7");
    check(
        &list("p1:RESERVED b/p1:RESERVED p2:RESERVED"),
        "DPS-08 @ 7: DescribePlayerSessions: expected success got wrong PlayerId",
    );
    check(
        &list("p1:RESERVED p1#2:RESERVED b/p1:RESERVED"),
        "DPS-08 @ 7",
    );
    check(&list("p1:RESERVED b/p1:ACTIVE"), "PSS-08 @ 7");
    check(&list("p1:RESERVED b/p1:RESERVED[data=x]"), "CPS-18 @ 7");
    // What others have made for a player of that id is theirs.
    let theirs = "p1:RESERVED b/p1:RESERVED p1#2:RESERVED[session=theirs]";
    check(&list(theirs), "conforms");
    check(
        &list("p1:RESERVED b/p1:RESERVED b/p1:RESERVED"),
        "DPS-07 @ 7",
    );
}

#[test]
fn a_players_list_comes_in_pages() {
    let list = |list: &str| two_sessions(&format!("players anywhere player=p1 limit=1 -> {list}"));
    exercises(&list("p1:RESERVED | b/p1:RESERVED"), "DPS-05 DPS-07");
    check(&list("p1:RESERVED b/p1:RESERVED"), "DPS-05 @ 7");
    check(&list("p1:RESERVED | none"), "DPS-07 @ 7");
}

#[test]
fn a_status_says_nothing_beside_a_player_or_a_player_session() {
    let list = |list: &str| {
        two_sessions(&format!(
            "players anywhere player=p1 status=ACTIVE -> {list}"
        ))
    };
    exercises(&list("p1:RESERVED b/p1:RESERVED"), "DPS-07 DPS-10");
    check(&list("none"), "DPS-10 @ 7");
    let one = |list: &str| {
        three(&format!(
            "players anywhere session=p1 status=RESERVED -> {list}"
        ))
    };
    exercises(&one("p1:ACTIVE"), "DPS-09 DPS-10");
    check(&one("none"), "DPS-10 @ 5");
}

#[test]
fn an_id_stands_for_one_player_session() {
    let list = |list: &str| three(&format!("players anywhere session=p2 -> {list}"));
    check(&list("p2:RESERVED"), "conforms");
    exercises(&list("p2:RESERVED"), "DPS-03 DPS-09");
    check(&list("none"), "DPS-09 @ 5");
    check(&list("NotFound"), "DPS-09 @ 5");
    check(&list("p3:RESERVED"), "DPS-09 @ 5");
    check(&list("p2:RESERVED p3:RESERVED"), "DPS-09 @ 5");
    check(&list("p2:ACTIVE"), "PSS-08 @ 5");
    let paged = |list: &str| {
        three(&format!(
            "players anywhere session=p2 limit=1 token=ours -> {list}"
        ))
    };
    exercises(&paged("p2:RESERVED"), "DPS-09 DPS-12");
    check(&paged("none"), "DPS-12 @ 5");
    check(&paged("InvalidRequest"), "DPS-12 @ 5");
}

#[test]
fn nobody_may_be_unknown_or_have_an_empty_list() {
    for (reply, answer) in [
        ("none", "empty-list"),
        ("NotFound", "not-found"),
        ("InvalidRequest", "invalid-request"),
    ] {
        answers(
            &three(&format!("players anywhere player=p9 -> {reply}")),
            &format!("U-33/player: {answer}"),
        );
        answers(
            &three(&format!("players anywhere session=? -> {reply}")),
            &format!("U-33/player-session: {answer}"),
        );
    }
    // A refused call may have named a player who is not there.
    answers(
        &open(
            1,
            "
        single p1 -> ok
        single p9 -> GameSessionFull
        players anywhere player=p9 -> none
    ",
        ),
        "U-33/player: unasked",
    );
}

#[test]
fn no_key_and_several_are_open() {
    for (reply, answer) in [
        ("none", "success"),
        ("p1:ACTIVE p2:RESERVED", "success"),
        ("InvalidRequest", "invalid-request"),
        ("NotFound", "not-found"),
    ] {
        answers(
            &three(&format!("players anywhere -> {reply}")),
            &format!("U-43/player-sessions-none: {answer}"),
        );
        answers(
            &three(&format!("players player=p1 -> {reply}")),
            &format!("U-43/player-sessions-several: {answer}"),
        );
    }
    check(&three("players anywhere -> Conflict"), "WIR-08 @ 5");
}

#[test]
fn a_lost_call_leaves_a_players_list_open() {
    let story = |list: &str| {
        open(
            9,
            &format!(
                "
        single p1 -> lost
        players anywhere player=p1 -> {list}
    "
            ),
        )
    };
    check(&story("none"), "conforms");
    check(&story("NotFound"), "conforms");
    check(&story("p1:RESERVED"), "conforms");
    check(&story("p1:RESERVED p1#2:RESERVED"), "DPS-08 @ 4");
}
