//! Edge plans about the reservation timeout.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{DataMap, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = timing_out();
    plans.extend(slots());
    plans.extend(final_status());
    plans.extend(connected());
    plans.push(ends());
    plans.extend(returning());
    plans.extend(closed());
    plans
}

fn timing_out() -> Vec<EdgePlan> {
    vec![
        edge("a reservation after its deadline", &["CPS-24"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.wait_after(created);
            s.describe_both(session);
        }),
        edge(
            "a reservation of the single form after its deadline",
            &["CPS-24"],
            |s| {
                let session = s.active(10);
                let created = s.single(session, &player(1));
                s.wait_after(created);
                s.describe_both(session);
            },
        ),
        edge("a reservation before its deadline", &["CPS-24"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.wait_before(created);
            s.describe_both(session);
        }),
        edge("a batch after its deadline", &["CPS-24"], |s| {
            let session = s.active(25);
            let created = s.batch(session, &players(1, 25));
            s.wait_after(created);
            s.describe_both(session);
        }),
        edge("a look does not prolong a reservation", &["CPS-24"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.wait_before(created);
            s.describe_both(session);
            s.wait_after(created);
            s.describe_both(session);
        }),
        edge(
            "a refused call does not prolong a reservation",
            &["CPS-24"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.wait_before(created);
                s.batch(session, &[player(2)]);
                s.wait_after(created);
                s.describe_both(session);
            },
        ),
        edge("reservations of two ages", &["CPS-24"], |s| {
            let session = s.active(10);
            let first = s.batch(session, &[player(1)]);
            s.wait_before(first);
            let second = s.batch(session, &[player(2)]);
            s.wait_after(first);
            s.describe_both(session);
            s.wait_after(second);
            s.describe_both(session);
        }),
    ]
}

fn slots() -> Vec<EdgePlan> {
    vec![
        edge(
            "the slot of a timed-out player is taken without a look",
            &["CPS-24", "CPS-34"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.wait_after(created);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "the slot of a timed-out player is taken after a look",
            &["CPS-24", "CPS-34"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.wait_after(created);
                s.describe_both(session);
                s.batch(session, &[player(2)]);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a slot stays taken until the deadline",
            &["CPS-09", "CPS-24"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.wait_before(created);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "the slots of a timed-out batch are taken by another",
            &["CPS-24", "CPS-45"],
            |s| {
                let session = s.active(3);
                let created = s.batch(session, &players(1, 3));
                s.wait_after(created);
                s.batch(session, &players(4, 6));
                s.batch(session, &[player(7)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn final_status() -> Vec<EdgePlan> {
    vec![
        edge(
            "a timed-out player is accepted",
            &["CPS-24", "PSS-01", "PSS-03"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.wait_after(created);
                s.accept(created, 0);
                s.describe_both(session);
            },
        ),
        edge(
            "a timed-out player when the game session ends",
            &["CPS-24", "PSS-01"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.wait_after(created);
                s.describe_players(session);
                s.end(session);
                s.describe_players(session);
            },
        ),
        edge("a timed-out player is removed", &["CPS-24"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.wait_after(created);
            s.remove(created, 0);
            s.describe_both(session);
        }),
        edge(
            "a timed-out player keeps the data",
            &["CPS-17", "CPS-21", "CPS-24"],
            |s| {
                let session = s.active(10);
                let data = Text::Exact("red".to_owned());
                let entries = vec![(player(1), Some(data))];
                let created = s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                s.wait_after(created);
                s.describe_players(session);
            },
        ),
    ]
}

fn connected() -> Vec<EdgePlan> {
    vec![
        edge(
            "an accepted player stays past the deadline",
            &["CPS-24", "CPS-25", "PSS-05"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.describe_players(session);
                s.wait_after(created);
                s.describe_both(session);
            },
        ),
        edge(
            "an accepted player keeps the slot past the deadline",
            &["CPS-09", "CPS-25", "PSS-05"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.wait_after(created);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player is accepted just before the deadline",
            &["CPS-24", "CPS-25", "PSS-02", "PSS-05"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.wait_before(created);
                s.accept(created, 0);
                s.wait_after(created);
                s.describe_both(session);
            },
        ),
        edge(
            "a removed player stays COMPLETED past the deadline",
            &["CPS-25"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.wait_after(created);
                s.describe_both(session);
            },
        ),
        edge(
            "one of three players is accepted in time",
            &["CPS-24", "CPS-25"],
            |s| {
                let session = s.active(3);
                let created = s.batch(session, &players(1, 3));
                s.accept(created, 1);
                s.wait_after(created);
                s.describe_both(session);
                s.batch(session, &players(4, 5));
                s.batch(session, &[player(6)]);
            },
        ),
    ]
}

fn ends() -> EdgePlan {
    edge(
        "the times of two ends stay what they are",
        &["PSS-09", "PSS-10", "GSS-09", "GSS-10"],
        |s| {
            let session = s.active(3);
            let left = s.batch(session, &[player(1)]);
            s.accept(left, 0);
            s.remove(left, 0);
            let created = s.batch(session, &players(2, 3));
            s.accept(created, 0);
            s.describe_both(session);
            s.wait_after(created);
            s.describe_both(session);
            let last = s.batch(session, &[player(4)]);
            s.wait_after(last);
            s.describe_both(session);
            s.end(session);
            s.describe_both(session);
        },
    )
}

fn returning() -> Vec<EdgePlan> {
    vec![
        edge(
            "a timed-out player comes back",
            &["CPS-15", "CPS-38"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.wait_after(created);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a timed-out player comes back by the single form to the only slot",
            &["CPS-24", "CPS-38"],
            |s| {
                let session = s.active(1);
                let created = s.single(session, &player(1));
                s.wait_after(created);
                let again = s.single(session, &player(1));
                s.accept(again, 0);
                s.describe_both(session);
            },
        ),
        edge(
            "timed-out players come back with newcomers",
            &["CPS-38", "CPS-45"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &players(1, 2));
                s.wait_after(created);
                s.batch(session, &[player(3), player(2), player(4)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player whose visits ended in both ways comes back",
            &["CPS-38"],
            |s| {
                let session = s.active(10);
                let first = s.batch(session, &[player(1)]);
                s.accept(first, 0);
                s.remove(first, 0);
                let second = s.batch(session, &[player(1)]);
                s.wait_after(second);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn closed() -> Vec<EdgePlan> {
    vec![
        edge("a deadline under DENY_ALL", &["CPS-08", "CPS-24"], |s| {
            let session = s.active(1);
            let created = s.batch(session, &[player(1)]);
            s.deny_all(session);
            s.wait_after(created);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge("a deadline after the end", &["CPS-07"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.end(session);
            s.wait_after(created);
            s.describe_both(session);
        }),
        edge(
            "a deadline brings the players down to a lowered maximum",
            &["CPS-09", "CPS-24"],
            |s| {
                let session = s.active(3);
                let created = s.batch(session, &players(1, 3));
                s.accept(created, 0);
                s.set_maximum(session, 2);
                s.wait_after(created);
                s.batch(session, &[player(4)]);
                s.batch(session, &[player(5)]);
                s.describe_both(session);
            },
        ),
    ]
}
