//! What histories say about open questions of game sessions, their ids and their servers.

use super::answers::table;
use super::{check, open};

#[test]
fn maxima_at_the_edges() {
    let create = |max, reply: &str| format!("game-session {max} -> {reply}");
    table(
        "U-12",
        &[
            (create(0, "ok"), "accepted"),
            (create(0, "InvalidRequest"), "invalid-request"),
            (create(1, "ok"), "unasked"),
        ],
    );
    table(
        "U-19/create",
        &[
            (create(201, "ok"), "accepted"),
            (create(201, "InvalidRequest"), "invalid-request"),
            (create(201, "LimitExceeded"), "limit-exceeded"),
        ],
    );
    let update = |reply| open(2, &format!("batch p1 p2 -> ok\nupdate max=1 -> {reply}"));
    table(
        "U-13",
        &[
            (update("ok"), "accepted"),
            (update("InvalidRequest"), "invalid-request"),
            (update("Conflict"), "conflict"),
            (
                update("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
        ],
    );
    let update = |reply| open(2, &format!("update max=201 -> {reply}"));
    table(
        "U-19/update",
        &[
            (update("ok"), "accepted"),
            (update("InvalidRequest"), "invalid-request"),
        ],
    );
}

#[test]
fn game_sessions_that_take_no_players() {
    let denied = |reply| {
        open(
            2,
            &format!("update policy=DENY_ALL -> ok\nsingle p1 -> {reply}"),
        )
    };
    table(
        "U-14",
        &[
            (
                denied("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
            (denied("InvalidRequest"), "invalid-request"),
            (denied("GameSessionFull"), "game-session-full"),
            (
                format!("{}\nsingle p2 -> GameSessionFull", denied("InvalidRequest")),
                "none",
            ),
        ],
    );
    let full = "batch p1 p2 -> ok\nupdate policy=DENY_ALL -> ok\nsingle p3 -> GameSessionFull";
    table("U-14", &[(open(2, full), "unasked")]);
    let new = |reply| format!("game-session 2 -> ok\nsingle p1 -> {reply}");
    table(
        "U-15",
        &[
            (
                new("InvalidGameSessionStatus"),
                "invalid-game-session-status",
            ),
            (new("InvalidRequest"), "invalid-request"),
            (new("NotFound"), "not-found"),
        ],
    );
    let ended = |shown, reply| open(2, &format!("end -> ok{shown}\nsingle p1 -> {reply}"));
    for (reply, answer) in [
        ("InvalidGameSessionStatus", "invalid-game-session-status"),
        ("InvalidRequest", "invalid-request"),
        ("NotFound", "not-found"),
    ] {
        let seen = ended("\ndescribe -> TERMINATED", reply);
        table("U-16/terminated", &[(seen, answer)]);
        // It may be ending still, which is another context.
        for shown in ["", "\ndescribe -> TERMINATING"] {
            table("U-16/terminated", &[(ended(shown, reply), "unasked")]);
        }
    }
}

#[test]
fn ids_that_name_no_game_session() {
    for (context, id) in [
        ("U-17/bare-id", "@bare"),
        ("U-17/fleet-id", "@fleet"),
        ("U-18/unknown-id", "@unknown"),
        ("U-18/foreign-region", "@foreign-region"),
        ("U-18/foreign-fleet", "@foreign-fleet"),
        ("U-18/foreign-account", "@foreign-account"),
    ] {
        let story = |reply| open(2, &format!("batch p1 {id} -> {reply}"));
        table(
            context,
            &[
                (story("NotFound"), "not-found"),
                (story("InvalidRequest"), "invalid-request"),
                (
                    format!("{}\nbatch p1 {id} -> NotFound", story("InvalidRequest")),
                    "none",
                ),
            ],
        );
    }
    table(
        "U-17/bare-id",
        &[(open(2, "batch p1 @bare -> ok"), "accepted")],
    );
    for (context, act) in [
        ("U-33/describe-player-sessions", "players"),
        ("U-33/describe-game-sessions", "describe"),
    ] {
        let story = |reply| open(2, &format!("{act} @unknown -> {reply}"));
        table(
            context,
            &[
                (story("NotFound"), "not-found"),
                (story("InvalidRequest"), "invalid-request"),
                (story("none"), "empty-list"),
            ],
        );
    }
    let story = |reply| open(2, &format!("update max=1 @unknown -> {reply}"));
    table(
        "U-41",
        &[
            (story("NotFound"), "not-found"),
            (story("InvalidRequest"), "invalid-request"),
        ],
    );
}

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
    table("U-24/reserved", &[(late, "timed-out unchanged")]);
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
