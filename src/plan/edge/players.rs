//! Edge plans about players who are, or have been, in the game session already.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = completed();
    plans.extend(reserved());
    plans.extend(active());
    plans.extend(repeated());
    plans.extend(elsewhere());
    plans
}

fn completed() -> Vec<EdgePlan> {
    vec![
        edge(
            "a player comes back after leaving",
            &["CPS-15", "CPS-37"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player comes back by the single form",
            &["CPS-15", "CPS-37"],
            |s| {
                let session = s.active(10);
                let created = s.single(session, &player(1));
                s.accept(created, 0);
                s.remove(created, 0);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge(
            "a player comes back to the only slot",
            &["CPS-25", "CPS-37"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player who has left comes back with newcomers",
            &["CPS-37", "CPS-45"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 2));
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(3), player(1)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn reserved() -> Vec<EdgePlan> {
    vec![
        edge("a player with a reservation asks again", &[], |s| {
            let session = s.active(10);
            s.batch(session, &[player(1)]);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a player with a reservation asks again by the single form",
            &["CPS-42"],
            |s| {
                let session = s.active(10);
                s.single(session, &player(1));
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge("a batch is repeated", &[], |s| {
            let session = s.active(10);
            s.batch(session, &players(1, 3));
            s.batch(session, &players(1, 3));
            s.describe_both(session);
        }),
        edge(
            "a player with a reservation asks again in a full game session",
            &["CPS-09"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player with a reservation comes with newcomers",
            &["CPS-23"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 2));
                s.batch(session, &[player(3), player(1), player(4)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a reservation and a repetition share the slots",
            &["CPS-09", "CPS-23"],
            |s| {
                let session = s.active(2);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(2)]);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn active() -> Vec<EdgePlan> {
    vec![
        edge("a connected player asks again", &[], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a connected player asks again by the single form",
            &["CPS-42"],
            |s| {
                let session = s.active(10);
                let created = s.single(session, &player(1));
                s.accept(created, 0);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge(
            "a connected player asks again in a full game session",
            &["CPS-09"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a connected player comes with newcomers",
            &["CPS-23"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 2));
                s.accept(created, 1);
                s.batch(session, &[player(3), player(2), player(4)]);
                s.describe_both(session);
            },
        ),
        edge("players in every status come together", &["CPS-23"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 3));
            s.accept(created, 1);
            s.accept(created, 2);
            s.remove(created, 2);
            s.batch(session, &players(1, 4));
            s.describe_both(session);
        }),
    ]
}

fn repeated() -> Vec<EdgePlan> {
    vec![
        edge("a player twice in a batch", &["CPS-23"], |s| {
            let session = s.active(10);
            s.batch(session, &[player(1), player(1)]);
            s.describe_both(session);
        }),
        edge("a player twice in a batch with others", &["CPS-23"], |s| {
            let session = s.active(10);
            s.batch(session, &[player(1), player(2), player(1), player(3)]);
            s.describe_both(session);
        }),
        edge(
            "a player twice in a batch for one slot",
            &["CPS-10", "CPS-23"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(1), player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player twice in a batch for the last two slots",
            &["CPS-09", "CPS-23"],
            |s| {
                let session = s.active(2);
                s.batch(session, &[player(1), player(1)]);
                s.batch(session, &[player(2)]);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn elsewhere() -> Vec<EdgePlan> {
    vec![
        edge(
            "a player in two game sessions",
            &["CPS-15", "CPS-39", "DPS-02"],
            |s| {
                let here = s.active(10);
                let there = s.active(10);
                s.batch(here, &[player(1)]);
                s.batch(there, &[player(1)]);
                s.describe_both(here);
                s.describe_both(there);
            },
        ),
        edge(
            "the pages of two game sessions",
            &["DPS-01", "DPS-02"],
            |s| {
                let here = s.active(10);
                let there = s.active(10);
                s.batch(here, &players(1, 4));
                s.batch(there, &players(5, 8));
                for limit in [1, 3] {
                    s.describe_pages(here, limit);
                    s.describe_pages(there, limit);
                }
            },
        ),
        edge(
            "a connected player in a second game session",
            &["CPS-25", "CPS-39"],
            |s| {
                let here = s.active(1);
                let there = s.active(1);
                let created = s.single(here, &player(1));
                s.accept(created, 0);
                s.single(there, &player(1));
                s.describe_both(here);
                s.remove(created, 0);
                s.describe_both(here);
                s.describe_both(there);
            },
        ),
    ]
}
