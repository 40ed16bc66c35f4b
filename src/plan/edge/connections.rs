//! Edge plans about what a game server does with its players, and the slots that it frees.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = twice();
    plans.extend(reservations());
    plans.extend(one_of_several());
    plans.extend(one_slot());
    plans.extend(several_slots());
    plans.extend(pages());
    plans
}

fn twice() -> Vec<EdgePlan> {
    vec![
        edge("a player is accepted twice", &["CPS-25", "PSS-06"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.accept(created, 0);
            s.describe_both(session);
        }),
        edge("a player is removed twice", &["CPS-25", "PSS-01"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.remove(created, 0);
            s.remove(created, 0);
            s.describe_both(session);
        }),
    ]
}

fn reservations() -> Vec<EdgePlan> {
    vec![
        edge("a reservation is removed", &[], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.remove(created, 0);
            s.describe_both(session);
        }),
        edge("a removed reservation is accepted", &[], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.remove(created, 0);
            s.accept(created, 0);
            s.describe_both(session);
        }),
        edge(
            "a player who has left is accepted",
            &["CPS-25", "PSS-01", "PSS-03"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.accept(created, 0);
                s.describe_both(session);
            },
        ),
    ]
}

fn one_of_several() -> Vec<EdgePlan> {
    vec![
        edge(
            "one of several players is accepted",
            &["CPS-25", "PSS-08"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 3));
                s.accept(created, 1);
                s.describe_both(session);
            },
        ),
        edge(
            "one of several players is removed",
            &["CPS-25", "PSS-08"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 3));
                for position in 0..3 {
                    s.accept(created, position);
                }
                s.remove(created, 1);
                s.describe_both(session);
            },
        ),
        edge(
            "the second session of a player is accepted",
            &["CPS-25", "CPS-37"],
            |s| {
                let session = s.active(10);
                let first = s.batch(session, &[player(1)]);
                s.accept(first, 0);
                s.remove(first, 0);
                let second = s.batch(session, &[player(1)]);
                s.accept(second, 0);
                s.describe_both(session);
                s.remove(second, 0);
                s.describe_both(session);
            },
        ),
    ]
}

fn one_slot() -> Vec<EdgePlan> {
    vec![
        edge(
            "a connected player keeps the slot",
            &["CPS-09", "CPS-25"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a slot is taken again without a look",
            &["CPS-25", "CPS-34"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a slot is taken again after a look",
            &["CPS-25", "CPS-34"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.describe_both(session);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn several_slots() -> Vec<EdgePlan> {
    vec![
        edge("one slot opens and no more", &["CPS-09", "CPS-25"], |s| {
            let session = s.active(2);
            let created = s.batch(session, &players(1, 2));
            s.accept(created, 0);
            s.remove(created, 0);
            s.batch(session, &[player(3)]);
            s.batch(session, &[player(4)]);
            s.describe_both(session);
        }),
        edge(
            "two removals of one player open one slot",
            &["CPS-09", "CPS-25"],
            |s| {
                let session = s.active(2);
                let created = s.batch(session, &players(1, 2));
                s.accept(created, 0);
                s.remove(created, 0);
                s.remove(created, 0);
                s.batch(session, &players(3, 4));
                s.batch(session, &[player(5)]);
                s.describe_both(session);
            },
        ),
        edge("slots open for a batch", &["CPS-25", "CPS-45"], |s| {
            let session = s.active(3);
            let created = s.batch(session, &players(1, 3));
            for position in 0..2 {
                s.accept(created, position);
                s.remove(created, position);
            }
            s.batch(session, &players(4, 5));
            s.describe_both(session);
        }),
        edge("a removed reservation and its slot", &["CPS-23"], |s| {
            let session = s.active(1);
            let created = s.batch(session, &[player(1)]);
            s.remove(created, 0);
            s.batch(session, &[player(2)]);
            s.describe_both(session);
        }),
        edge(
            "a slot changes hands many times",
            &["CPS-15", "CPS-25"],
            |s| {
                let session = s.active(1);
                for next in 1..=3 {
                    let created = s.batch(session, &[player(next)]);
                    s.accept(created, 0);
                    s.remove(created, 0);
                }
                s.describe_both(session);
            },
        ),
    ]
}

fn pages() -> Vec<EdgePlan> {
    let mut plans = vec![edge("a page for no player session", &["DPS-05"], |s| {
        let session = s.active(10);
        s.describe_pages(session, 1);
    })];
    plans.extend([1, 2, 3, 4, 50].into_iter().map(|limit| {
        edge(
            format!("three player sessions, {limit} to a page"),
            &["DPS-01", "DPS-05"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 3));
                s.describe_pages(session, limit);
            },
        )
    }));
    plans.push(edge(
        "30 player sessions in pages",
        &["DPS-01", "DPS-05"],
        |s| {
            let session = s.active(30);
            s.batch(session, &players(1, 25));
            s.batch(session, &players(26, 30));
            s.describe_pages(session, 10);
            s.describe_pages(session, 29);
            s.describe_players(session);
        },
    ));
    plans.push(edge(
        "player sessions of every status in pages",
        &["DPS-01", "DPS-05"],
        |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 3));
            s.accept(created, 0);
            s.accept(created, 1);
            s.remove(created, 1);
            s.describe_pages(session, 2);
        },
    ));
    plans
}
