//! Edge plans about aliases: in the place of a fleet, and of a game session.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{FleetHandle, GameQuery, GameSessionRef, Place, Routing, Search};

const FIRST: FleetHandle = FleetHandle(1);
const SECOND: FleetHandle = FleetHandle(2);

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = creations();
    plans.extend(lists());
    for (name, routing) in [
        ("an alias", Routing::Fleet(FIRST)),
        ("a terminal alias", Routing::Terminal),
    ] {
        plans.push(edge(
            format!("{name} in the place of a game session"),
            &["CPS-27"],
            |s| {
                let session = s.active(5);
                let alias = s.alias(routing);
                for reference in [
                    GameSessionRef::AliasId(alias),
                    GameSessionRef::AliasArn(alias),
                ] {
                    s.single(reference, &player(1));
                    s.batch(reference, &[player(1)]);
                    s.batch(reference, &players(1, 2));
                }
                s.describe_both(session);
                s.batch(session, &players(1, 5));
            },
        ));
    }
    plans
}

fn creations() -> Vec<EdgePlan> {
    vec![
        edge("a game session by an alias", &["CGS-11", "CPS-13"], |s| {
            let alias = s.alias(Routing::Fleet(FIRST));
            let session = s.create(2, |new| new.place = Place::Alias(alias));
            s.activate(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "game sessions by aliases of two fleets",
            &["CGS-11", "CPS-13"],
            |s| {
                for fleet in [SECOND, FIRST] {
                    let alias = s.alias(Routing::Fleet(fleet));
                    let session = s.create(2, |new| new.place = Place::Alias(alias));
                    s.activate(session);
                    s.batch(session, &[player(1)]);
                    s.describe_both(session);
                }
            },
        ),
        edge("a game session by a terminal alias", &["CGS-12"], |s| {
            let alias = s.alias(Routing::Terminal);
            s.create(2, |new| new.place = Place::Alias(alias));
            let session = s.active(1);
            s.batch(session, &[player(1)]);
        }),
        edge("a game session by a fleet and an alias", &["CGS-06"], |s| {
            let alias = s.alias(Routing::Fleet(FIRST));
            s.create(2, |new| new.place = Place::Both(FIRST, alias));
            s.active(1);
        }),
        edge("a game session nowhere", &["CGS-06"], |s| {
            s.create(2, |new| new.place = Place::Nowhere);
            s.active(1);
        }),
    ]
}

fn lists() -> Vec<EdgePlan> {
    let list = |s: &mut Script, place: Place| {
        s.list_games(GameQuery::all(place));
        s.list_games(GameQuery::all(place).with_details());
        s.search(Search::all(place));
    };
    vec![
        edge(
            "lists and searches by aliases of two fleets",
            &["DGS-04", "DGS-09", "SGS-02", "SGS-08"],
            |s| {
                for fleet in [FIRST, SECOND] {
                    let session = s.active_on(fleet, 2);
                    s.batch(session, &[player(1)]);
                }
                for fleet in [FIRST, SECOND] {
                    let alias = s.alias(Routing::Fleet(fleet));
                    list(s, Place::Alias(alias));
                }
            },
        ),
        edge(
            "lists and searches by a terminal alias",
            &["DGS-13", "SGS-10"],
            |s| {
                s.active(2);
                let alias = s.alias(Routing::Terminal);
                list(s, Place::Alias(alias));
            },
        ),
    ]
}
