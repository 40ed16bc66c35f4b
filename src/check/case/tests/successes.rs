//! What a success says of player sessions, held against what is seen of them later.

use super::{check, exercises, open};

/// Returns the story of a batch of three, with what comes after it; that begins in line 4.
fn three(rest: &str) -> String {
    open(9, &format!("batch p1 p2 p3 -> ok\n{rest}"))
}

#[test]
fn the_player_sessions_of_a_success_exist() {
    let all = "players -> p1:RESERVED p2:RESERVED p3:RESERVED";
    check(&three(all), "conforms");
    exercises(&three(all), "CPS-31");
    check(&three("players -> none"), "CPS-31 @ 3, seen @ 4");
    // A call is for all or for none: one that is missing is lost by the list.
    check(&three("players -> p1:RESERVED p2:RESERVED"), "DPS-01 @ 4");
    // What was seen to exist is lost by the list, too.
    check(&three(&format!("{all}\nplayers -> none")), "DPS-01 @ 5");
}

#[test]
fn a_player_session_that_does_not_exist_is_refused_to_the_game_server_too() {
    let refused = |list| three(&format!("accept p3 -> refused 400\nplayers -> {list}"));
    check(&refused("none"), "CPS-31 @ 3, seen @ 4");
    let all = "p1:RESERVED p2:RESERVED p3:RESERVED";
    check(&refused(all), "PSS-02 @ 4");
    let accepted = "accept p3 -> ok\nplayers -> p1:RESERVED p2:RESERVED p3:ACTIVE";
    check(&three(accepted), "conforms");
}

#[test]
fn the_id_of_the_reply_is_that_of_the_player_session() {
    let listed = |member| {
        three(&format!(
            "players -> p1:RESERVED p2:RESERVED p3:RESERVED{member}"
        ))
    };
    check(&listed(""), "conforms");
    check(&listed("[id=psess-9]"), "CPS-33 @ 3, seen @ 4");
    // A list that shows an id which no other shows is wrong itself.
    let once = "players -> p1:RESERVED p2:RESERVED p3:RESERVED[id=psess-9]";
    let again = "players -> p1:RESERVED p2:RESERVED p3:RESERVED";
    check(
        &three(&format!("{again}\n{once}\n{again}")),
        "DPS-01 @ 5\nDPS-02 @ 5",
    );
}

#[test]
fn a_game_server_accepts_a_player_by_the_id_of_the_reply() {
    let told = |rest| open(9, &format!("single p1 -> ok\naccept p1 -> {rest}"));
    check(&told("ok\nplayers -> p1:ACTIVE"), "conforms");
    exercises(&told("ok\nplayers -> p1:ACTIVE"), "CPS-33 PSS-02");
    check(
        &told("refused 400\nplayers -> p1:RESERVED[id=psess-9]"),
        "CPS-33 @ 3, seen @ 4",
    );
    check(&told("refused 400\nplayers -> p1:RESERVED"), "PSS-02 @ 4");
    check(&told("refused 400"), "PSS-02 @ 4");
}
