//! Status and policy: when a game session takes players.

use super::check;

#[test]
fn a_game_session_that_denies_all_refuses_players() {
    let story = |reply| {
        format!(
            "
        game-session 2          -> ok
        activate                -> ok
        update policy=DENY_ALL  -> ok
        single p1               -> {reply}
    "
        )
    };
    for reply in [
        "InvalidGameSessionStatus",
        "InvalidRequest",
        "GameSessionFull",
    ] {
        check(&story(reply), "conforms");
    }
    check(&story("ok"), "
        CPS-08 @ 4: CreatePlayerSession: expected GameSessionFullException|InvalidGameSessionStatusException|InvalidRequestException got success
    ");
    check(&story("NotFound"), "CPS-08 @ 4");
}

#[test]
fn a_game_session_that_is_not_active_refuses_players() {
    let story = |reply| {
        format!(
            "
        game-session 2  -> ok
        single p1       -> {reply}
    "
        )
    };
    for reply in ["InvalidGameSessionStatus", "InvalidRequest", "NotFound"] {
        check(&story(reply), "conforms");
    }
    check(&story("ok"), "
        CPS-07 @ 2: CreatePlayerSession: expected InvalidGameSessionStatusException|InvalidRequestException|NotFoundException got success
    ");
    check(&story("GameSessionFull"), "CPS-07 @ 2");
}

#[test]
fn a_game_session_that_has_ended_refuses_players() {
    let story = |reply| {
        format!(
            "
        game-session 2  -> ok
        activate        -> ok
        end             -> ok
        single p1       -> {reply}
        describe        -> TERMINATED
    "
        )
    };
    for reply in ["InvalidGameSessionStatus", "InvalidRequest", "NotFound"] {
        check(&story(reply), "conforms");
    }
    check(&story("ok"), "CPS-07 @ 4");
    check(&story("GameSessionFull"), "CPS-07 @ 4");
}
