//! Edge plans about a maximum that is changed.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{Changes, GameSessionRef, Step};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = raised();
    plans.extend(lowered());
    plans.extend(refilled());
    plans.extend(odd());
    plans
}

fn raised() -> Vec<EdgePlan> {
    vec![
        edge(
            "a new maximum is seen",
            &["DGS-02", "UGS-01", "UGS-03"],
            |s| {
                let session = s.active(10);
                s.set_maximum(session, 20);
                s.describe(session);
                s.set_maximum(session, 5);
                s.describe(session);
            },
        ),
        edge(
            "a raised maximum opens a slot",
            &["CPS-09", "CPS-34", "UGS-01"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(1)]);
                s.set_maximum(session, 2);
                s.describe(session);
                s.batch(session, &[player(2)]);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a raised maximum opens slots for a batch",
            &["CPS-10", "CPS-45"],
            |s| {
                let session = s.active(2);
                s.batch(session, &players(1, 3));
                s.set_maximum(session, 3);
                s.batch(session, &players(1, 3));
                s.describe_both(session);
            },
        ),
        edge("a maximum raised from 0", &["CPS-09", "CPS-34"], |s| {
            let session = s.active(0);
            s.batch(session, &[player(1)]);
            s.set_maximum(session, 1);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
    ]
}

fn lowered() -> Vec<EdgePlan> {
    vec![
        edge("a maximum lowered above the players", &["CPS-34"], |s| {
            let session = s.active(10);
            s.batch(session, &[player(1)]);
            s.set_maximum(session, 2);
            s.describe_both(session);
            s.batch(session, &[player(2)]);
            s.batch(session, &[player(3)]);
            s.describe_both(session);
        }),
        edge(
            "a maximum lowered to the number of players",
            &["CPS-09", "CPS-35", "UGS-01", "UGS-04"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 2));
                s.set_maximum(session, 2);
                s.describe_both(session);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a maximum lowered below the number of players",
            &["CPS-09", "UGS-04"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 3));
                s.set_maximum(session, 2);
                s.describe_both(session);
                s.batch(session, &[player(4)]);
                s.describe_both(session);
            },
        ),
        edge("a maximum lowered to 0", &["CPS-09"], |s| {
            let session = s.active(10);
            s.set_maximum(session, 0);
            s.describe(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge("a maximum lowered to 0 with players", &["CPS-09"], |s| {
            let session = s.active(10);
            s.batch(session, &players(1, 2));
            s.set_maximum(session, 0);
            s.describe_both(session);
            s.batch(session, &[player(3)]);
        }),
    ]
}

fn refilled() -> Vec<EdgePlan> {
    vec![
        edge(
            "slots below a lowered maximum open one by one",
            &["CPS-09", "CPS-25"],
            |s| {
                let session = s.active(3);
                let created = s.batch(session, &players(1, 3));
                for position in 0..3 {
                    s.accept(created, position);
                }
                s.set_maximum(session, 2);
                s.remove(created, 0);
                s.batch(session, &[player(4)]);
                s.remove(created, 1);
                s.batch(session, &[player(5)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a reservation above a lowered maximum is accepted",
            &["CPS-25"],
            |s| {
                let session = s.active(2);
                let created = s.batch(session, &players(1, 2));
                s.set_maximum(session, 1);
                s.accept(created, 0);
                s.accept(created, 1);
                s.describe_both(session);
            },
        ),
        edge(
            "a maximum lowered and raised again",
            &["CPS-09", "CPS-34"],
            |s| {
                let session = s.active(3);
                s.batch(session, &players(1, 2));
                s.set_maximum(session, 1);
                s.batch(session, &[player(3)]);
                s.set_maximum(session, 3);
                s.batch(session, &[player(3)]);
                s.batch(session, &[player(4)]);
                s.describe_both(session);
            },
        ),
    ]
}

fn odd() -> Vec<EdgePlan> {
    vec![
        edge("the same maximum again", &["CPS-34"], |s| {
            let session = s.active(1);
            s.set_maximum(session, 1);
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
        edge("an update of nothing", &["UGS-03", "UGS-04"], |s| {
            let session = s.active(10);
            s.batch(session, &[player(1)]);
            s.push(Step::UpdateGameSession {
                game_session: GameSessionRef::Handle(session),
                changes: Changes::default(),
            });
            s.describe_both(session);
        }),
        edge("a maximum above 200 at creation", &["CPS-22"], |s| {
            let session = s.game_session(201);
            s.describe(session);
        }),
        edge("a maximum of 200 by an update", &[], |s| {
            let session = s.active(1);
            s.set_maximum(session, 200);
            s.describe(session);
        }),
        edge("a maximum above 200 by an update", &["CPS-22"], |s| {
            let session = s.active(1);
            s.set_maximum(session, 201);
            s.describe(session);
        }),
        edge("a negative maximum at creation", &["CGS-05"], |s| {
            s.game_session(-1);
        }),
        edge(
            "a negative maximum by an update",
            &["UGS-05", "UGS-06"],
            |s| {
                let session = s.active(10);
                s.set_maximum(session, -1);
                s.describe(session);
            },
        ),
        edge("maxima of two game sessions", &["CPS-09"], |s| {
            let small = s.active(1);
            let large = s.active(3);
            s.set_maximum(large, 2);
            s.batch(small, &players(1, 2));
            s.batch(large, &players(1, 2));
            s.describe_both(small);
            s.describe_both(large);
        }),
    ]
}
