//! Edge plans about lists of game sessions and searches: their keys, filters and pages.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, players};
use crate::plan::step::{
    AliasHandle, FleetHandle, Form, GameQuery, GameSessionHandle, GameSessionRef, LocationName,
    Paging, Place, Routing, Search, Step, Text,
};

const FIRST: Place = Place::Fleet(FleetHandle(1));
const SECOND: Place = Place::Fleet(FleetHandle(2));

/// The most game sessions on a page of a search, whatever its limit (SGS-01).
const PAGE_OF_A_SEARCH: usize = 20;

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = of_fleets();
    plans.extend(details());
    plans.extend(searches());
    plans.extend(limits());
    plans.extend(keys());
    plans
}

/// Creates game sessions on both fleets: one that is not activated, two that are ACTIVE, and one
/// that has ended.
fn several(s: &mut Script) -> [GameSessionHandle; 4] {
    let on = |s: &mut Script, fleet| s.create_on(FleetHandle(fleet), 5);
    let sessions = [on(s, 1), on(s, 1), on(s, 2), on(s, 1)];
    for session in &sessions[1..] {
        s.activate(*session);
    }
    s.batch(sessions[1], &players(1, 2));
    s.end(sessions[3]);
    sessions
}

fn both(place: Place) -> [GameQuery; 2] {
    [GameQuery::all(place), GameQuery::all(place).with_details()]
}

fn of_fleets() -> Vec<EdgePlan> {
    vec![
        edge(
            "the game sessions of each of two fleets",
            &["DGS-04", "DGS-09"],
            |s| {
                several(s);
                for place in [FIRST, SECOND] {
                    for query in both(place) {
                        s.list_games(query);
                    }
                }
            },
        ),
        edge("the game sessions of a fleet by status", &["DGS-08"], |s| {
            several(s);
            for status in ["ACTIVATING", "ACTIVE", "TERMINATED"] {
                for query in both(FIRST) {
                    s.list_games(query.with_status(status));
                }
            }
        }),
        edge(
            "the game sessions of a fleet at its location",
            &["DGS-08"],
            |s| {
                several(s);
                for query in both(FIRST) {
                    s.list_games(GameQuery {
                        location: Some(LocationName::Own),
                        ..query
                    });
                }
            },
        ),
        edge(
            "the game sessions of a fleet in pages",
            &["DGS-07", "DGS-10"],
            |s| {
                several(s);
                for limit in [1, 2, 100] {
                    for query in both(FIRST) {
                        s.list_games(query.in_pages(Some(limit)));
                    }
                }
            },
        ),
    ]
}

fn details() -> Vec<EdgePlan> {
    let details = |session| GameQuery::one(session).with_details();
    vec![
        edge(
            "the details of a game session",
            &["DGS-01", "DGS-02"],
            move |s| {
                let session = s.game_session(5);
                s.list_games(details(session.into()));
                s.activate(session);
                s.batch(session, &players(1, 2));
                s.deny_all(session);
                s.set_maximum(session, 7);
                s.list_games(details(session.into()));
                s.describe(session);
                s.end(session);
                s.list_games(details(session.into()));
            },
        ),
        edge(
            "the details of game sessions that are not there",
            &[],
            move |s| {
                let session = s.active(5);
                for reference in [
                    GameSessionRef::Unknown,
                    GameSessionRef::ForeignRegion(session),
                    GameSessionRef::ForeignFleet(session),
                ] {
                    s.list_games(details(reference));
                }
                s.list_games(details(session.into()));
            },
        ),
    ]
}

fn searches() -> Vec<EdgePlan> {
    let text = |text: &str| Some(Text::Exact(text.to_owned()));
    vec![
        edge(
            "a search of each of two fleets",
            &["SGS-02", "SGS-03", "SGS-08"],
            |s| {
                several(s);
                s.search(Search::all(FIRST));
                s.search(Search::all(SECOND));
            },
        ),
        edge(
            "a search of a fleet before its game session is ACTIVE",
            &["SGS-03", "SGS-08"],
            |s| {
                let session = s.game_session(5);
                s.search(Search::all(FIRST));
                s.activate(session);
                s.search(Search::all(FIRST));
                s.end(session);
                s.search(Search::all(FIRST));
            },
        ),
        edge("a search of more than a page", &["SGS-01"], |s| {
            for _ in 0..=PAGE_OF_A_SEARCH {
                s.active_on(FleetHandle(1), 5);
            }
            s.search(Search::all(FIRST));
        }),
        edge("a search in pages", &["SGS-07"], |s| {
            several(s);
            let on_first = s.create_on(FleetHandle(1), 5);
            s.activate(on_first);
            for limit in [1, 2, 20, 21, 100] {
                s.search(Search {
                    paging: Paging {
                        limit: Some(limit),
                        token: None,
                    },
                    ..Search::all(FIRST)
                });
            }
        }),
        edge("searches with expressions", &["SGS-06"], move |s| {
            several(s);
            for (filter, sort) in [
                ("hasAvailablePlayerSessions=true", "creationTimeMillis ASC"),
                ("maximumSessions>=5", "playerSessionCount DESC"),
                (
                    "maximumSessions>5 AND playerSessionCount<>3",
                    "maximumSessions ASC",
                ),
            ] {
                s.search(Search {
                    filter: text(filter),
                    sort: text(sort),
                    ..Search::all(FIRST)
                });
            }
            s.search(Search {
                filter: text("maximumSessions"),
                ..Search::all(FIRST)
            });
        }),
    ]
}

fn limits() -> Vec<EdgePlan> {
    let texts = || {
        let long = Text::Repeated {
            character: 'a',
            count: 1025,
        };
        [Text::Exact(String::new()), long]
    };
    vec![
        edge(
            "lists of game sessions beyond their limits",
            &["DGS-05", "DGS-06"],
            move |s| {
                several(s);
                for query in both(FIRST) {
                    for limit in [0, -1] {
                        s.list_games(query.clone().in_pages(Some(limit)));
                    }
                    for text in texts() {
                        s.list_games(GameQuery {
                            status: Some(text.clone()),
                            ..query.clone()
                        });
                        s.list_games(GameQuery {
                            paging: Paging {
                                limit: None,
                                token: Some(text),
                            },
                            ..query.clone()
                        });
                    }
                }
            },
        ),
        edge(
            "searches beyond their limits",
            &["SGS-04", "SGS-05"],
            move |s| {
                several(s);
                for limit in [0, -1] {
                    s.search(Search {
                        paging: Paging {
                            limit: Some(limit),
                            token: None,
                        },
                        ..Search::all(FIRST)
                    });
                }
                for text in texts() {
                    s.search(Search {
                        filter: Some(text.clone()),
                        ..Search::all(FIRST)
                    });
                    s.search(Search {
                        sort: Some(text.clone()),
                        ..Search::all(FIRST)
                    });
                }
            },
        ),
    ]
}

fn keys() -> Vec<EdgePlan> {
    vec![edge(
        "lists of game sessions of nothing and of several",
        &[],
        |s| {
            let session = s.active(5);
            for form in [Form::Plain, Form::Details] {
                s.list_games(GameQuery {
                    form,
                    ..GameQuery::all(Place::Nowhere)
                });
                s.list_games(GameQuery {
                    form,
                    game_session: Some(session.into()),
                    ..GameQuery::all(FIRST)
                });
            }
            s.search(Search::all(Place::Nowhere));
            let alias = AliasHandle(1);
            s.push(Step::CreateAlias {
                handle: alias,
                routing: Routing::Fleet(FleetHandle(1)),
            });
            s.search(Search::all(Place::Both(FleetHandle(1), alias)));
            s.describe(session);
        },
    )]
}
