//! What histories say about open questions of descriptions, lengths and game servers.

use super::answers::table;
use super::{answers, check, open};

#[test]
fn what_the_count_counts() {
    let story = |count| {
        open(
            3,
            &format!("batch p1 p2 -> ok\naccept p1 -> ok\ndescribe -> ACTIVE count={count}"),
        )
    };
    table(
        "U-22",
        &[
            (story(2), "other reserved-and-active"),
            (story(1), "active-only other"),
            (story(0), "other"),
            (open(3, "describe -> ACTIVE count=0"), "unasked"),
        ],
    );
}

#[test]
fn reservations_of_a_closed_game_session() {
    let denied = |reply| {
        open(
            2,
            &format!("single p1 -> ok\nupdate policy=DENY_ALL -> ok\naccept p1 -> {reply}"),
        )
    };
    table(
        "U-23/deny-all",
        &[
            (denied("ok"), "accepted"),
            (denied("refused 400"), "refused"),
        ],
    );
    let lowered = |reply| {
        open(
            2,
            &format!("batch p1 p2 -> ok\nupdate max=1 -> ok\naccept p1 -> {reply}"),
        )
    };
    table(
        "U-23/lowered",
        &[
            (lowered("ok"), "accepted"),
            (lowered("refused 400"), "refused"),
        ],
    );
    let both = open(
        2,
        "batch p1 p2 -> ok\nupdate max=1 policy=DENY_ALL -> ok\naccept p1 -> refused 400",
    );
    table("U-23/lowered", &[(both, "unasked")]);
}

#[test]
fn player_sessions_of_an_ended_game_session() {
    let story = |reserved, active| {
        open(
            2,
            &format!(
                "
        batch p1 p2 -> ok
        accept p2   -> ok
        end         -> ok
        players     -> p1:{reserved} p2:{active}
    "
            ),
        )
    };
    table(
        "U-24/reserved",
        &[
            (story("RESERVED", "ACTIVE"), "unchanged"),
            (story("COMPLETED", "ACTIVE"), "completed"),
            (story("TIMEDOUT", "ACTIVE"), "timed-out"),
        ],
    );
    table(
        "U-24/active",
        &[
            (story("RESERVED", "ACTIVE"), "unchanged"),
            (story("RESERVED", "COMPLETED"), "completed"),
            (story("RESERVED", "TIMEDOUT"), "timed-out"),
        ],
    );
    let late = open(
        2,
        "single p1 -> ok\nend -> ok\nwait 61s\nplayers -> p1:TIMEDOUT",
    );
    let again = format!("{late}\nplayers -> p1:TIMEDOUT");
    let seen_before = open(
        2,
        "single p1 -> ok\nend -> ok\nplayers -> p1:RESERVED\nwait 61s\nplayers -> p1:TIMEDOUT\n\
         players -> p1:TIMEDOUT",
    );
    table(
        "U-24/reserved",
        &[
            (late, "timed-out unchanged"),
            (again, "timed-out unchanged"),
            (seen_before, "unchanged"),
        ],
    );
}

#[test]
fn the_repetition_of_a_call() {
    let story = |reply| open(5, &format!("batch p1 p2 -> ok\nbatch p1 p2 -> {reply}"));
    table(
        "U-27",
        &[
            (story("ok"), "new-session"),
            (story("ok p1#1 p2#1"), "existing-session"),
            (story("InvalidRequest"), "invalid-request"),
            (open(5, "batch p1 p2 -> ok\nbatch p1 -> ok"), "unasked"),
        ],
    );
    table("U-04", &[(story("ok p1#1 p2#1"), "unasked")]);
}

#[test]
fn a_repetition_is_no_call_for_players_who_hold_reservations() {
    // Returned what exists for the same call, a new one for another call.
    let told_apart =
        |second, third| format!("single p1 -> ok\nsingle p1 -> {second}\nsingle p1=x -> {third}");
    answers(
        &open(5, &told_apart("ok p1#1", "InvalidRequest")),
        "U-27: existing-session\nU-04: invalid-request",
    );
    answers(
        &open(5, &told_apart("InvalidRequest", "ok p1#1[data=-]")),
        "U-27: invalid-request\nU-04: existing-session",
    );
    // The slot that exists is enough for a repetition, and for nobody else.
    let full = |reply| open(1, &format!("single p1 -> ok\n{reply}"));
    check(&full("single p1 -> ok p1#1"), "conforms");
    check(&full("single p1 -> ok p1#1\nsingle p2 -> ok"), "CPS-09 @ 5");
    let known = "single p1 -> ok\nsingle p1 -> ok p1#1\nsingle p1=x -> ok\n";
    answers(
        &open(2, &format!("{known}single p1 -> ok p1#1")),
        "U-27: existing-session\nU-04: new-session",
    );
}

#[test]
fn data_of_others_need_not_make_a_call_another_one() {
    for reply in ["ok", "InvalidRequest"] {
        let story = open(5, &format!("batch p1 -> ok\nbatch p1 +p9=x -> {reply}"));
        table("U-04", &[(story.clone(), "unasked")]);
        table("U-27", &[(story, "unasked")]);
    }
    let own = |reply| open(5, &format!("batch p1 -> ok\nbatch p1=x -> {reply}"));
    table("U-04", &[(own("InvalidRequest"), "invalid-request")]);
}

#[test]
fn a_repetition_for_players_who_are_connected_decides_nothing() {
    let story = |reply| {
        open(
            5,
            &format!("batch p1 -> ok\naccept p1 -> ok\nbatch p1 -> {reply}"),
        )
    };
    for reply in ["ok", "ok p1#1[status=ACTIVE]", "InvalidRequest"] {
        table("U-05", &[(story(reply), "unasked")]);
        table("U-27", &[(story(reply), "unasked")]);
    }
    // Whatever came of it, another call for the player may be answered in another way.
    for (answer, reply) in [
        ("new-session", "ok"),
        ("existing-session", "ok p1#1[status=ACTIVE]"),
        ("invalid-request", "InvalidRequest"),
    ] {
        let apart = format!("{}\nsingle p1 -> {reply}", story("InvalidRequest"));
        table("U-05", &[(apart, answer)]);
    }
}

#[test]
fn a_call_whose_reply_was_lost_may_or_may_not_be_repeated() {
    for reply in ["ok", "InvalidRequest"] {
        let story = format!("single p1 -> lost\nsingle p1 -> {reply}");
        table("U-27", &[(open(5, &story), "unasked")]);
        table("U-04", &[(open(5, &story), "unasked")]);
    }
    check(
        &open(
            1,
            "single p1 -> lost\nplayers -> none\nsingle p1 -> InvalidRequest",
        ),
        "CPS-34 @ 5",
    );
}

#[test]
fn a_repetition_and_its_twin_may_be_answered_differently() {
    let story = |batch| {
        open(
            5,
            &format!("single p1 -> ok\nsingle p1 -> InvalidRequest\nbatch p1 -> {batch}"),
        )
    };
    check(&story("ok"), "conforms");
    check(&story("InvalidRequest"), "conforms");
    let denied = |batch| {
        open(
            5,
            &format!(
                "update policy=DENY_ALL -> ok\nsingle p1 -> InvalidRequest\nbatch p1 -> {batch}"
            ),
        )
    };
    check(&denied("InvalidRequest"), "conforms");
    check(&denied("GameSessionFull"), "CPS-42 @ 5");
}

#[test]
fn the_members_of_a_reply() {
    for (context, member, value) in [
        ("U-31/game-session-id", "session", ""),
        ("U-31/fleet-id", "fleet", ""),
        ("U-31/fleet-arn", "fleet-arn", ""),
        ("U-31/ip-address", "ip", ""),
        ("U-31/port", "port", ""),
        ("U-31/dns-name", "dns", "[dns=host]"),
        ("U-31/player-data", "data", ""),
    ] {
        table(
            context,
            &[
                (open(5, &format!("batch p1=x -> ok p1{value}")), "present"),
                (
                    open(5, &format!("batch p1=x -> ok p1[{member}=-]")),
                    "absent",
                ),
                (
                    open(
                        5,
                        &format!("batch p1=x p2=x -> ok p1{value} p2[{member}=-]"),
                    ),
                    "none",
                ),
            ],
        );
    }
    table(
        "U-31/player-data",
        &[(open(5, "batch p1 -> ok"), "unasked")],
    );
}

#[test]
fn the_unit_of_lengths() {
    let id = |id: &str, reply: &str| open(5, &format!("single {id} -> {reply}"));
    table(
        "U-35/player-id",
        &[
            (id("🎮*1024", "ok"), "code-points"),
            (id("🎮*512", "ok"), "code-points utf16-units"),
            (id("é*1024", "InvalidRequest"), "bytes"),
            (
                format!("{}\nsingle 🎮*513 -> InvalidRequest", id("é*1024", "ok")),
                "utf16-units",
            ),
            (id("🎮*200", "ok"), "unasked"),
            (
                format!("{}\nsingle é*1024 -> InvalidRequest", id("🎮*1024", "ok")),
                "none",
            ),
        ],
    );
    table(
        "U-35/player-data",
        &[
            (open(5, "batch p1=🎮*2048 -> ok"), "code-points"),
            (open(5, "batch p1=é*2048 -> InvalidRequest"), "bytes"),
            (
                open(
                    5,
                    "batch p1=é*2048 -> ok\nbatch p2=🎮*2048 -> InvalidRequest",
                ),
                "utf16-units",
            ),
        ],
    );
    check(&open(5, "single é*1025 -> ok"), "CPS-05 @ 3");
    check(&open(5, "single é*512 -> InvalidRequest"), "CPS-40 @ 3");
}

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
fn moves_while_the_game_session_is_not_active_answer_nothing() {
    for reply in ["ok", "refused 400"] {
        let story = format!("game-session 2 -> ok\nremove ? -> {reply}");
        table("U-38/unknown", &[(story, "unasked")]);
        let story = open(2, &format!("end -> ok\nactivate -> {reply}"));
        table("U-39", &[(story, "unasked")]);
        let story = open(2, &format!("end -> ok\nremove ? -> {reply}"));
        table("U-38/unknown", &[(story, "unasked")]);
    }
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
