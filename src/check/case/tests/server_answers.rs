//! What histories say about open questions of game servers' moves and of updates out of turn.

use super::answers::table;
use super::open;

#[test]
fn removals_and_activations_that_are_not_due() {
    let story = |reply, status| {
        open(
            2,
            &format!("single p1 -> ok\nremove p1 -> {reply}\nplayers -> p1:{status}"),
        )
    };
    table(
        "U-36",
        &[
            (story("ok", "COMPLETED"), "completed"),
            (story("ok", "RESERVED"), "unchanged"),
            (story("refused 400", "RESERVED"), "refused"),
            (
                open(2, "single p1 -> ok\nremove p1 -> ok"),
                "completed unchanged",
            ),
        ],
    );
    let story = |reply| {
        open(
            2,
            &format!("single p1 -> ok\naccept p1 -> ok\nremove p1 -> ok\nremove p1 -> {reply}"),
        )
    };
    table(
        "U-37/completed",
        &[(story("ok"), "accepted"), (story("refused 400"), "refused")],
    );
    let story = |reply| {
        open(
            2,
            &format!("single p1 -> ok\nwait 61s\nremove p1 -> {reply}"),
        )
    };
    table(
        "U-37/timed-out",
        &[(story("ok"), "accepted"), (story("refused 400"), "refused")],
    );
    let story = |reply| open(2, &format!("remove ? -> {reply}"));
    table(
        "U-38/unknown",
        &[(story("ok"), "accepted"), (story("refused 400"), "refused")],
    );
    let story = |reply| {
        format!(
            "
        game-session 2 -> ok
        game-session 2 @b -> ok
        activate -> ok
        activate @b -> ok
        single p1 -> ok
        remove /p1 @b -> {reply}
    "
        )
    };
    table(
        "U-38/foreign",
        &[(story("ok"), "accepted"), (story("refused 400"), "refused")],
    );
    let story = |reply| open(2, &format!("activate -> {reply}"));
    table(
        "U-39",
        &[(story("ok"), "accepted"), (story("refused 400"), "refused")],
    );
}

#[test]
fn updates_of_game_sessions_that_are_not_active() {
    let both = [
        ("ok", "accepted"),
        ("InvalidGameSessionStatus", "invalid-game-session-status"),
        ("InvalidRequest", "invalid-request"),
        ("Conflict", "conflict"),
    ];
    for (reply, answer) in both.iter().chain(&[("NotReady", "not-ready")]) {
        table(
            "U-40/activating",
            &[(
                format!("game-session 2 -> ok\nupdate max=1 -> {reply}"),
                answer,
            )],
        );
    }
    for (reply, answer) in both.iter().chain(&[("NotFound", "not-found")]) {
        table(
            "U-40/terminated",
            &[(
                open(2, &format!("end -> ok\nupdate max=1 -> {reply}")),
                answer,
            )],
        );
    }
    let story = |reply| open(2, &format!("update -> {reply}"));
    table(
        "U-42",
        &[
            (story("ok"), "accepted"),
            (story("InvalidRequest"), "invalid-request"),
        ],
    );
}
