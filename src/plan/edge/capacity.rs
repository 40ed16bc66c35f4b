//! Edge plans about the number of slots: filled exactly, one more, and a batch at the brim.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};

/// The sizes of batches at which a limit or its neighbour stands.
const BATCHES: [u32; 5] = [2, 3, 5, 24, 25];

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = one_by_one();
    plans.push(freed());
    plans.extend(without_room());
    for size in BATCHES {
        plans.extend(batches(size));
    }
    plans.extend(partial_room());
    plans.extend(both_forms());
    plans.extend(refusals_leave_nothing());
    plans.extend(quota());
    plans
}

fn one_by_one() -> Vec<EdgePlan> {
    let mut plans = vec![
        edge("the last slot", &["CPS-34"], |s| {
            let session = s.active(1);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "the last slot by the single form",
            &["CPS-32", "CPS-34"],
            |s| {
                let session = s.active(1);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
    ];
    for maximum in [1, 2, 3] {
        plans.push(edge(
            format!("one player more than {maximum}"),
            &["CPS-09", "CPS-23", "CPS-34", "CPS-35"],
            |s| {
                let session = s.active(i64::from(maximum));
                for taken in 1..=maximum {
                    s.batch(session, &[player(taken)]);
                }
                s.batch(session, &[player(maximum + 1)]);
                s.describe_both(session);
            },
        ));
        plans.push(edge(
            format!("one player more than {maximum} by the single form"),
            &["CPS-09", "CPS-32", "CPS-35", "CPS-42"],
            |s| {
                let session = s.active(i64::from(maximum));
                for taken in 1..=maximum {
                    s.single(session, &player(taken));
                }
                s.single(session, &player(maximum + 1));
                s.describe_both(session);
            },
        ));
    }
    plans
}

fn freed() -> EdgePlan {
    edge(
        "the slot of a removed player, and no other, opens",
        &["CPS-09", "CPS-25", "CPS-34"],
        |s| {
            let session = s.active(2);
            let created = s.batch(session, &players(1, 2));
            s.accept(created, 0);
            s.remove(created, 0);
            s.batch(session, &[player(3)]);
            s.batch(session, &[player(4)]);
            s.describe_both(session);
        },
    )
}

fn without_room() -> Vec<EdgePlan> {
    vec![
        edge("a maximum of 0", &["CPS-09", "CPS-35"], |s| {
            let session = s.active(0);
            s.batch(session, &[player(1)]);
            s.single(session, &player(2));
            s.describe_both(session);
        }),
        edge("a batch for a maximum of 0", &["CPS-09", "CPS-35"], |s| {
            let session = s.active(0);
            s.batch(session, &players(1, 2));
            s.describe_both(session);
        }),
    ]
}

fn batches(size: u32) -> Vec<EdgePlan> {
    let slots = i64::from(size);
    vec![
        edge(
            format!("a batch of {size} that fills the game session"),
            &["CPS-10", "CPS-11", "CPS-45"],
            |s| {
                let session = s.active(slots);
                s.batch(session, &players(1, size));
                s.describe_both(session);
                s.batch(session, &[player(size + 1)]);
            },
        ),
        edge(
            format!("a batch of {size} that leaves one slot"),
            &["CPS-09", "CPS-34", "CPS-45"],
            |s| {
                let session = s.active(slots + 1);
                s.batch(session, &players(1, size));
                s.batch(session, &[player(size + 1)]);
                s.single(session, &player(size + 2));
                s.describe_both(session);
            },
        ),
        edge(
            format!("a batch of {size} that lacks one slot"),
            &["CPS-10", "CPS-36", "CPS-43"],
            |s| {
                let session = s.active(slots - 1);
                s.batch(session, &players(1, size));
                s.describe_both(session);
                s.batch(session, &players(size + 1, 2 * size - 1));
                s.describe_both(session);
            },
        ),
        edge(
            format!("a batch of {size} for a full game session"),
            &["CPS-09", "CPS-35"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(size + 1)]);
                s.batch(session, &players(1, size));
                s.describe_both(session);
            },
        ),
    ]
}

fn partial_room() -> Vec<EdgePlan> {
    let cases = [(5, 3, 3), (3, 2, 2), (25, 1, 25), (30, 25, 24), (4, 2, 25)];
    cases
        .into_iter()
        .map(|(maximum, first, second)| {
            edge(
                format!("a batch of {second} after {first} of {maximum} slots"),
                &["CPS-10", "CPS-23", "CPS-36", "CPS-43"],
                |s| {
                    let session = s.active(i64::from(maximum));
                    s.batch(session, &players(1, first));
                    s.batch(session, &players(first + 1, first + second));
                    s.describe_both(session);
                    s.batch(session, &players(101, 100 + maximum - first));
                    s.describe_both(session);
                },
            )
        })
        .collect()
}

fn both_forms() -> Vec<EdgePlan> {
    vec![
        edge(
            "batches and single players share the slots",
            &["CPS-09", "CPS-32"],
            |s| {
                let session = s.active(3);
                s.single(session, &player(1));
                s.batch(session, &players(2, 3));
                s.single(session, &player(4));
                s.batch(session, &[player(5)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a single player after a batch",
            &["CPS-09", "CPS-32"],
            |s| {
                let session = s.active(2);
                s.batch(session, &players(1, 2));
                s.single(session, &player(3));
                s.describe_both(session);
            },
        ),
        edge(
            "one player refused in both forms",
            &["CPS-32", "CPS-35", "CPS-42"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(1)]);
                s.batch(session, &[player(2)]);
                s.single(session, &player(2));
                s.describe_both(session);
            },
        ),
        edge(
            "game sessions have slots of their own",
            &["CPS-34", "DPS-02"],
            |s| {
                let full = s.active(1);
                let open = s.active(1);
                s.batch(full, &[player(1)]);
                s.batch(open, &[player(2)]);
                s.batch(full, &[player(3)]);
                s.describe_both(full);
                s.describe_both(open);
            },
        ),
    ]
}

fn refusals_leave_nothing() -> Vec<EdgePlan> {
    vec![
        edge(
            "a refused batch takes no slot, seen by filling up",
            &["CPS-36", "CPS-45"],
            |s| {
                let session = s.active(4);
                s.batch(session, &players(1, 5));
                s.batch(session, &players(6, 9));
                s.describe_both(session);
            },
        ),
        edge(
            "a refused batch takes no slot, seen one by one",
            &["CPS-34", "CPS-36"],
            |s| {
                let session = s.active(3);
                s.batch(session, &[player(1)]);
                s.batch(session, &players(2, 4));
                for next in 5..=6 {
                    s.batch(session, &[player(next)]);
                }
                s.batch(session, &[player(7)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player of a refused batch can come",
            &["CPS-34", "CPS-36"],
            |s| {
                let session = s.active(1);
                s.batch(session, &players(1, 2));
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "refusals for a full game session, again and again",
            &["CPS-35", "CPS-36"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                for refused in 2..=4 {
                    s.batch(session, &[player(refused)]);
                }
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(5)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn quota() -> Vec<EdgePlan> {
    let fill = |s: &mut crate::plan::script::Script, session| {
        for batch in 0..8 {
            s.batch(session, &players(batch * 25 + 1, batch * 25 + 25));
        }
    };
    vec![
        edge("200 players", &["CPS-09", "CPS-22", "CPS-45"], |s| {
            let session = s.active(200);
            fill(s, session);
            s.describe_both(session);
            s.batch(session, &[player(201)]);
            s.describe_both(session);
        }),
        edge(
            "more than 200 players by the maximum at creation",
            &["CPS-22"],
            |s| {
                let session = s.active(201);
                fill(s, session);
                s.batch(session, &[player(201)]);
                s.describe_both(session);
            },
        ),
        edge("more than 200 players by an update", &["CPS-22"], |s| {
            let session = s.active(200);
            fill(s, session);
            s.set_maximum(session, 201);
            s.single(session, &player(201));
            s.describe_both(session);
        }),
        edge(
            "a batch across the limit of 200 players",
            &["CPS-22"],
            |s| {
                let session = s.active(199);
                for batch in 0..7 {
                    s.batch(session, &players(batch * 25 + 1, batch * 25 + 25));
                }
                s.batch(session, &players(176, 199));
                s.set_maximum(session, 225);
                s.batch(session, &players(200, 201));
                s.describe_both(session);
            },
        ),
    ]
}
