//! Edge plans about lists of player sessions: their keys, filters and pages.

use super::{EdgePlan, edge};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Label;
use crate::plan::script::{Script, player, players};
use crate::plan::step::{
    FleetHandle, GameSessionHandle, GameSessionRef, Paging, PlayerQuery, PlayerSessionName,
    PlayerSessionRef, Text,
};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = filters();
    plans.push(statuses_by_turns());
    plans.extend(of_players());
    plans.extend(of_others());
    plans.extend(single());
    plans.extend(limits());
    plans.extend(keys());
    plans
}

/// Lets four players in, of whom two come and one of these leaves.
fn mixed(s: &mut Script) -> (GameSessionHandle, Label) {
    let session = s.active(10);
    let created = s.batch(session, &players(1, 4));
    s.accept(created, 0);
    s.accept(created, 1);
    s.remove(created, 1);
    (session, created)
}

fn of(session: GameSessionHandle) -> PlayerQuery {
    PlayerQuery::of(GameSessionRef::Handle(session))
}

fn known(created_by: Label, position: u32) -> PlayerQuery {
    PlayerQuery::one(PlayerSessionName::Known(PlayerSessionRef {
        created_by,
        position,
    }))
}

fn statuses_by_turns() -> EdgePlan {
    edge(
        "player sessions of two statuses by turns, in pages",
        &["DPS-04", "DPS-05"],
        |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 6));
            for position in [0, 2, 4] {
                s.accept(created, position);
            }
            for limit in [1, 2] {
                for status in ["ACTIVE", "RESERVED"] {
                    s.list(of(session).with_status(status).in_pages(Some(limit)));
                }
            }
        },
    )
}

fn filters() -> Vec<EdgePlan> {
    vec![
        edge("player sessions of each status", &["DPS-04"], |s| {
            let (session, _) = mixed(s);
            for status in PlayerSessionStatus::ALL {
                s.list(of(session).with_status(status.name()));
            }
            s.describe_players(session);
        }),
        edge(
            "player sessions of each status in pages",
            &["DPS-04", "DPS-05"],
            |s| {
                let (session, _) = mixed(s);
                for limit in [1, 2, 3] {
                    for status in ["RESERVED", "ACTIVE", "COMPLETED"] {
                        s.list(of(session).with_status(status).in_pages(Some(limit)));
                    }
                }
            },
        ),
        edge(
            "player sessions of a status that all have, and of one that nobody has",
            &["DPS-04"],
            |s| {
                let session = s.active(10);
                s.list(of(session).with_status("RESERVED"));
                s.batch(session, &players(1, 3));
                s.list(of(session).with_status("RESERVED"));
                s.list(of(session).with_status("ACTIVE"));
                s.list(of(session).with_status("TIMEDOUT"));
            },
        ),
        edge(
            "player sessions that time out leave the list of reservations",
            &["CPS-24", "DPS-04"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 3));
                s.accept(created, 0);
                s.wait_before(created);
                s.list(of(session).with_status("RESERVED"));
                s.wait_after(created);
                s.list(of(session).with_status("RESERVED"));
                s.list(of(session).with_status("TIMEDOUT").in_pages(Some(1)));
                s.list(of(session).with_status("ACTIVE"));
            },
        ),
        edge(
            "player sessions by status after the end of the game session",
            &["DPS-04"],
            |s| {
                let (session, _) = mixed(s);
                s.end(session);
                s.list(of(session).with_status("COMPLETED"));
                s.describe_players(session);
            },
        ),
    ]
}

fn ask(n: u32) -> PlayerQuery {
    PlayerQuery::of_player(player(n))
}

fn of_players() -> Vec<EdgePlan> {
    vec![
        edge(
            "the player sessions of a player in one game session",
            &["DPS-07", "DPS-08"],
            |s| {
                mixed(s);
                for n in 1..=3 {
                    s.list(ask(n));
                }
            },
        ),
        edge(
            "the player sessions of a player in four game sessions on two fleets",
            &["DPS-05", "DPS-07", "DPS-08"],
            move |s| {
                for fleet in [1, 2, 1, 2] {
                    let session = s.create_on(FleetHandle(fleet), 5);
                    s.activate(session);
                    s.batch(session, &players(1, 2));
                }
                s.list(ask(1));
                for limit in [1, 2, 4, 5] {
                    s.list(ask(1).in_pages(Some(limit)));
                }
                s.list(ask(2));
            },
        ),
        edge(
            "all player sessions of a player who comes back",
            &["DPS-07", "DPS-10"],
            move |s| {
                let session = s.active(5);
                for _ in 0..3 {
                    let created = s.single(session, &player(1));
                    s.accept(created, 0);
                    s.remove(created, 0);
                }
                s.single(session, &player(1));
                s.list(ask(1));
                s.list(ask(1).with_status("RESERVED"));
                s.list(ask(1).with_status("TIMEDOUT"));
                s.list(ask(1).in_pages(Some(3)));
            },
        ),
    ]
}

fn of_others() -> Vec<EdgePlan> {
    vec![
        edge(
            "the player sessions of a player whose game session has ended",
            &["DPS-07"],
            move |s| {
                let session = s.active(5);
                s.batch(session, &players(1, 2));
                let other = s.active(5);
                s.single(other, &player(1));
                s.end(session);
                s.list(ask(1));
                s.list(ask(2));
            },
        ),
        edge(
            "the player sessions of a player who was never let in",
            &[],
            move |s| {
                let session = s.active(5);
                s.single(session, &player(1));
                s.list(ask(2));
                s.list(ask(1));
            },
        ),
        edge(
            "the player sessions of players whose ids are near each other",
            &["DPS-07", "DPS-08"],
            |s| {
                let near = ["near", "Near", "near ", "nearly", "nea"];
                let near = near.map(|text| Text::Scoped(text.to_owned()));
                let session = s.active(10);
                s.batch(session, &near);
                for player in near {
                    s.list(PlayerQuery::of_player(player));
                }
            },
        ),
    ]
}

fn single() -> Vec<EdgePlan> {
    vec![
        edge("a player session by its id", &["DPS-03", "DPS-09"], |s| {
            let (_, created) = mixed(s);
            for position in 0..4 {
                s.list(known(created, position));
            }
        }),
        edge(
            "each player session of a player by its id",
            &["DPS-03", "DPS-09"],
            |s| {
                let [one, other] = [s.active(5), s.active(5)];
                let first = s.batch(one, &players(1, 2));
                let second = s.batch(other, &players(1, 2));
                s.accept(first, 0);
                s.remove(first, 0);
                let again = s.batch(one, &[player(1)]);
                for created in [first, second, again] {
                    s.list(known(created, 0));
                }
            },
        ),
        edge(
            "a player session by its id, with a filter, a page size and a token",
            &["DPS-10", "DPS-12"],
            |s| {
                let (_, created) = mixed(s);
                s.list(known(created, 0).with_status("COMPLETED"));
                s.list(known(created, 1).with_status("RESERVED"));
                s.list(known(created, 2).in_pages(Some(1)));
                let mut query = known(created, 3);
                query.paging.token = Some(Text::Exact("token".to_owned()));
                s.list(query);
            },
        ),
        edge("player sessions of no such id", &["DPS-11"], |s| {
            let session = s.active(5);
            s.single(session, &player(1));
            s.list(PlayerQuery::one(PlayerSessionName::Unknown));
            s.list(PlayerQuery::one(PlayerSessionName::Malformed));
            s.describe_players(session);
        }),
    ]
}

fn limits() -> Vec<EdgePlan> {
    let long = |count| Text::Repeated {
        character: 'a',
        count,
    };
    vec![
        edge("pages of less than one player session", &["DPS-06"], |s| {
            let (session, _) = mixed(s);
            for limit in [0, -1] {
                s.list(of(session).in_pages(Some(limit)));
            }
            s.list(of(session).in_pages(Some(i64::from(i32::MAX))));
        }),
        edge(
            "lists of player sessions with texts beyond their limits",
            &["DPS-11"],
            move |s| {
                let (session, _) = mixed(s);
                for text in [Text::Exact(String::new()), long(1025)] {
                    s.list(PlayerQuery {
                        status: Some(text.clone()),
                        ..of(session)
                    });
                    s.list(PlayerQuery {
                        paging: Paging {
                            limit: None,
                            token: Some(text.clone()),
                        },
                        ..of(session)
                    });
                    s.list(PlayerQuery::of_player(text));
                }
                s.list(PlayerQuery::of_player(long(1024)));
                s.describe_players(session);
            },
        ),
    ]
}

fn keys() -> Vec<EdgePlan> {
    vec![edge(
        "lists of player sessions of nobody and of several",
        &[],
        |s| {
            let (session, created) = mixed(s);
            s.list(PlayerQuery::default());
            s.list(PlayerQuery {
                player: Some(player(1)),
                ..of(session)
            });
            s.list(PlayerQuery {
                player: Some(player(1)),
                ..known(created, 0)
            });
            s.describe_players(session);
        },
    )]
}
