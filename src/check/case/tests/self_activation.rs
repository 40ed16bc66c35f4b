//! Game sessions that become ACTIVE by themselves: nobody here activates them.

use super::{check, exercises};

/// Returns the story of a game session that nobody activates; the first line of `rest` has
/// number 3.
fn by_itself(status: &str, rest: &str) -> String {
    format!(
        "\nself-activation\ngame-session 2 -> ok[status={status}]\n{}",
        rest.trim()
    )
}

#[test]
fn it_is_either_until_it_shows_that_it_is_active() {
    check(
        &by_itself(
            "ACTIVATING",
            "
        describe -> ACTIVATING
        single p1 -> InvalidGameSessionStatus
        single p1 -> ok
        describe -> ACTIVE
    ",
        ),
        "conforms",
    );
    // Nobody knows when it became ACTIVE, so that it may be so at once.
    check(&by_itself("ACTIVATING", "single p1 -> ok"), "conforms");
    check(&by_itself("ACTIVE", "single p1 -> ok"), "conforms");
}

#[test]
fn once_it_has_shown_that_it_is_active_it_is() {
    let refused = "single p1 -> InvalidGameSessionStatus";
    let shown = format!("describe -> ACTIVE\n{refused}");
    check(&by_itself("ACTIVATING", &shown), "CPS-34 @ 4");
    check(&by_itself("ACTIVE", refused), "CPS-34 @ 3");
    let entered = "single p2 -> ok\nlater 1s\n";
    check(
        &by_itself("ACTIVATING", &format!("{entered}{refused}")),
        "CPS-34 @ 5",
    );
    check(
        &by_itself("ACTIVATING", &format!("{entered}describe -> ACTIVATING")),
        "GSS-01 @ 5",
    );
}

#[test]
fn what_it_refuses_or_lets_in_is_judged_as_ever() {
    check(
        &by_itself("ACTIVATING", "batch p1 p2 -> ok\nsingle p3 -> ok"),
        "CPS-09 @ 4",
    );
    check(
        &by_itself(
            "ACTIVATING",
            "batch p1 p2 -> ok\nsingle p3 -> GameSessionFull",
        ),
        "conforms",
    );
    exercises(
        &by_itself("ACTIVATING", "describe -> ACTIVE\nsingle p1 -> ok"),
        "CPS-34",
    );
}
