//! Edge plans about ids that name no game session.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{DataMap, GameSessionHandle, GameSessionRef, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = Vec::new();
    for (name, reference, clauses) in references() {
        plans.push(edge(format!("a batch for {name}"), clauses, |s| {
            let session = s.active(10);
            s.batch(reference, &[player(1)]);
            s.describe_both(session);
        }));
        plans.push(edge(format!("a single player for {name}"), clauses, |s| {
            let session = s.active(10);
            s.single(reference, &player(1));
            s.describe_both(session);
        }));
    }
    for (name, reference, _) in references() {
        plans.push(edge(format!("a description of {name}"), &[], |s| {
            s.active(10);
            s.describe(reference);
            s.describe_players(reference);
        }));
        plans.push(edge(format!("an update of {name}"), &[], |s| {
            let session = s.active(10);
            s.set_maximum(reference, 5);
            s.describe(session);
        }));
    }
    plans.push(edge(
        "a bare game session id between two whole ones",
        &["CPS-04"],
        |s| {
            let session = s.active(10);
            s.single(session, &player(1));
            s.single(GameSessionRef::BareId(session), &player(2));
            s.single(session, &player(2));
            s.describe_both(session);
        },
    ));
    plans.extend(several_faults());
    plans
}

fn references() -> [(&'static str, GameSessionRef, &'static [&'static str]); 8] {
    let first = GameSessionHandle(1);
    [
        (
            "an unknown game session",
            GameSessionRef::Unknown,
            &["CPS-04"],
        ),
        (
            "a game session's id in another Region",
            GameSessionRef::ForeignRegion(first),
            &["CPS-04"],
        ),
        (
            "a game session's id on another fleet",
            GameSessionRef::ForeignFleet(first),
            &["CPS-04"],
        ),
        (
            "a game session's id in another account",
            GameSessionRef::ForeignAccount(first),
            &["CPS-04"],
        ),
        (
            "a bare game session id",
            GameSessionRef::BareId(first),
            &["CPS-04"],
        ),
        ("a fleet id", GameSessionRef::FleetId, &["CPS-04"]),
        (
            "a malformed game session id",
            GameSessionRef::Malformed,
            &["CPS-03"],
        ),
        (
            "a game session id of 513 characters",
            GameSessionRef::TooLong,
            &["CPS-03"],
        ),
    ]
}

/// Requests with which two things are wrong: any exception that applies is right (U-09).
fn several_faults() -> Vec<EdgePlan> {
    vec![
        edge(
            "26 players for an unknown game session",
            &["CPS-05", "CPS-27"],
            |s| {
                s.batch(GameSessionRef::Unknown, &players(1, 26));
            },
        ),
        edge(
            "26 players for a full game session",
            &["CPS-05", "CPS-27"],
            |s| {
                let session = s.active(0);
                s.batch(session, &players(1, 26));
                s.describe_both(session);
            },
        ),
        edge(
            "26 players before activation",
            &["CPS-05", "CPS-07", "CPS-27"],
            |s| {
                let session = s.game_session(10);
                s.batch(session, &players(1, 26));
                s.describe_both(session);
            },
        ),
        edge(
            "26 players under DENY_ALL",
            &["CPS-05", "CPS-08", "CPS-27"],
            |s| {
                let session = s.active(100);
                s.deny_all(session);
                s.batch(session, &players(1, 26));
                s.describe_both(session);
            },
        ),
        edge(
            "26 players after the end",
            &["CPS-05", "CPS-07", "CPS-27"],
            |s| {
                let session = s.active(100);
                s.end(session);
                s.batch(session, &players(1, 26));
                s.describe_both(session);
            },
        ),
        edge(
            "data of illegal length before activation",
            &["CPS-06", "CPS-07", "CPS-27"],
            |s| {
                let session = s.game_session(10);
                let data = Text::Repeated {
                    character: 'd',
                    count: 2049,
                };
                let entries = vec![(player(1), Some(data))];
                s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                s.describe_both(session);
            },
        ),
        edge("DENY_ALL and then the end", &["CPS-07", "CPS-08"], |s| {
            let session = s.active(10);
            s.deny_all(session);
            s.end(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
    ]
}
