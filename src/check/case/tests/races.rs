//! Operations of several clients at the same time.

use super::{answers, check, open};

/// Returns the story of a race in an ACTIVE game session; the first line of it has number 4.
fn race(maximum: i64, lines: &str, rest: &str) -> String {
    let (lines, rest) = (lines.trim(), rest.trim());
    open(maximum, &format!("race\n{lines}\nrest\n{rest}"))
}

#[test]
fn the_last_slot_goes_to_one_of_two() {
    for (first, second) in [("ok", "GameSessionFull"), ("GameSessionFull", "ok")] {
        let lines = format!(
            "by a 0..5 single p1 -> {first}
             by b 1..6 single p2 -> {second}"
        );
        check(&race(1, &lines, ""), "conforms");
    }
    check(
        &race(
            1,
            "by a 0..5 single p1 -> ok
             by b 1..6 single p2 -> ok",
            "",
        ),
        "CPS-09 @ 5",
    );
}

#[test]
fn a_description_during_a_race_shows_some_order() {
    let lines = |shown: &str| {
        format!(
            "by a 0..5 single p1 -> ok
             by b 1..6 single p2 -> ok
             by c 2..4 players -> {shown}"
        )
    };
    for shown in [
        "none",
        "p1:RESERVED",
        "p2:RESERVED",
        "p1:RESERVED p2:RESERVED",
    ] {
        check(&race(2, &lines(shown), ""), "conforms");
    }
}

#[test]
fn what_is_shown_after_a_race_fits_what_was_answered() {
    let lines = "by a 0..5 single p1 -> ok
                 by b 1..6 batch p2 p3 -> ok";
    let shown = "players -> p1:RESERVED p2:RESERVED p3:RESERVED";
    check(&race(3, lines, shown), "conforms");
    check(
        &race(3, lines, "players -> p2:RESERVED p3:RESERVED"),
        "CPS-31 @ 4, seen @ 7",
    );
    check(
        &race(3, lines, "players -> p1:RESERVED p2:RESERVED"),
        "DPS-01 @ 7",
    );
}

#[test]
fn a_refusal_without_cause_is_safe() {
    // Two slots are open: nobody need have been refused.
    let lines = "by a 0..5 single p1 -> ok
                 by b 1..6 single p2 -> GameSessionFull";
    check(&race(2, lines, "players -> p1:RESERVED"), "conforms");
}

#[test]
fn what_was_said_and_does_not_fit_answers_the_question() {
    let two = |outcome| {
        race(
            2,
            &format!("by a 0..5 single p1 -> ok\nby b 1..6 single p2 -> {outcome}"),
            "",
        )
    };
    let one = race(
        1,
        "by a 0..5 single p1 -> ok
         by b 1..6 single p2 -> GameSessionFull",
        "",
    );
    answers(&two("GameSessionFull"), "U-34/refusals: safe-only");
    answers(&two("ok"), "U-34/refusals: unasked");
    answers(&one, "U-34/refusals: linearizable safe-only");
    let seen = |shown| {
        race(
            1,
            &format!("by a 0..5 single p1 -> ok\nby b 7..9 players -> {shown}"),
            "",
        )
    };
    answers(
        &seen("p1:RESERVED"),
        "U-34/descriptions: linearizable safe-only",
    );
    answers(&seen("none"), "U-34/descriptions: safe-only");
}

#[test]
fn a_refusal_that_fits_by_chance_decides_nothing() {
    // Set to 5 and then to 1 it is full; but it was set to 1 first, and the refusal had no cause.
    let lines = "by a 0..5 update max=5 -> ok
                 by b 1..6 update max=1 -> ok
                 by c 7..9 batch p1 p2 -> GameSessionFull";
    let shown = |maximum| race(3, lines, &format!("describe -> ACTIVE max={maximum}"));
    answers(&shown(1), "U-34/refusals: linearizable safe-only");
    answers(&shown(5), "U-34/refusals: safe-only");
}

#[test]
fn each_of_several_who_were_let_in_too_many_is_blamed() {
    check(
        &race(
            1,
            "by a 0..5 update policy=DENY_ALL -> ok
             by b 6..9 single p1 -> ok
             by c 7..9 single p2 -> ok",
            "describe -> ACTIVE policy=DENY_ALL",
        ),
        "CPS-08 @ 5\nCPS-08 @ 6\nCPS-09 @ 6",
    );
}

#[test]
fn a_policy_that_changes_at_the_same_time_may_come_first_or_last() {
    for outcome in ["ok", "InvalidGameSessionStatus"] {
        let lines = format!(
            "by a 0..5 update policy=DENY_ALL -> ok
             by b 1..6 single p1 -> {outcome}"
        );
        check(&race(1, &lines, ""), "conforms");
    }
    check(
        &race(
            1,
            "by a 0..5 update policy=DENY_ALL -> ok
             by b 6..9 single p1 -> ok",
            "",
        ),
        "CPS-08 @ 5",
    );
}

#[test]
fn a_lost_call_holds_its_slot_or_not() {
    let lines = |second| {
        format!(
            "by a 0..5 single p1 -> lost
             by b 1..6 single p2 -> {second}"
        )
    };
    check(&race(1, &lines("ok"), "players -> p2:RESERVED"), "conforms");
    check(
        &race(1, &lines("GameSessionFull"), "players -> p1:RESERVED"),
        "conforms",
    );
}

#[test]
fn thirty_two_clients_share_sixteen_slots() {
    let client = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    let line = |number: usize, outcome: &str| {
        let at = number % 3;
        format!(
            "by {0}{number} {at}..{1} single p{number} -> {outcome}\n",
            client(number),
            90 - number
        )
    };
    let lines = |winners: usize| -> String {
        let outcome = |number| {
            if number < winners {
                "ok"
            } else {
                "GameSessionFull"
            }
        };
        (0..32)
            .map(|number| line(number, outcome(number)))
            .collect()
    };
    check(&race(16, &lines(16), ""), "conforms");
    // The clients return from the last to the first, so that the first is one too many.
    check(&race(16, &lines(17), ""), "CPS-09 @ 4");
}
