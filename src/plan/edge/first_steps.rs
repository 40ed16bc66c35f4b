//! Edge plans in which one player does one thing in a fresh game session.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{DataMap, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = opening();
    plans.extend(creating());
    plans.extend(connecting());
    plans
}

fn opening() -> Vec<EdgePlan> {
    vec![
        edge(
            "a fresh game session",
            &[
                "CGS-01", "CGS-02", "CGS-03", "CGS-04", "DGS-01", "DGS-02", "GSS-01", "SRV-01",
                "SRV-02",
            ],
            |s| {
                let session = s.active(10);
                s.describe_both(session);
            },
        ),
        edge(
            "two fresh game sessions",
            &["CGS-02", "CGS-06", "DGS-01"],
            |s| {
                let first = s.active(1);
                let second = s.active(2);
                s.describe(first);
                s.describe(second);
            },
        ),
    ]
}

fn creating() -> Vec<EdgePlan> {
    let data = || Text::Exact("red team".to_owned());
    vec![
        edge(
            "one player in a batch",
            &[
                "CPS-02", "CPS-04", "CPS-10", "CPS-11", "CPS-12", "CPS-13", "CPS-14", "CPS-15",
                "CPS-16", "CPS-18", "CPS-31", "CPS-34", "DPS-03",
            ],
            |s| {
                let session = s.active(10);
                s.describe(session);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "one player by the single form",
            &["CPS-32", "CPS-34", "CPS-42"],
            |s| {
                let session = s.active(10);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge("one player with data", &["CPS-17", "CPS-41"], |s| {
            let session = s.active(10);
            let entries = vec![(player(1), Some(data()))];
            s.batch_with(session, &[player(1)], DataMap::Entries(entries));
            s.describe_players(session);
        }),
        edge(
            "one player with data by the single form",
            &["CPS-17", "CPS-32"],
            |s| {
                let session = s.active(10);
                s.single_with(session, &player(1), data());
                s.describe_players(session);
            },
        ),
        edge(
            "two players",
            &["CPS-10", "CPS-11", "CPS-15", "DPS-01"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 2));
                s.describe_both(session);
            },
        ),
        edge(
            "one call after the other",
            &["CPS-15", "CPS-34", "DPS-01"],
            |s| {
                let session = s.active(10);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(2)]);
                s.single(session, &player(3));
                s.describe_both(session);
            },
        ),
    ]
}

fn connecting() -> Vec<EdgePlan> {
    vec![
        edge("an accepted player", &["CPS-25", "CPS-33", "PSS-02"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.describe_both(session);
        }),
        edge(
            "an accepted player of the single form",
            &["CPS-25", "CPS-33"],
            |s| {
                let session = s.active(10);
                let created = s.single(session, &player(1));
                s.accept(created, 0);
                s.describe_both(session);
            },
        ),
        edge("a removed player", &["CPS-25", "PSS-04"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.remove(created, 0);
            s.describe_both(session);
        }),
    ]
}
