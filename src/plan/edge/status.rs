//! Edge plans about the status of the game session: before it is ACTIVE and after it has ended.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::Step;

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = activating();
    plans.extend(terminated());
    plans.extend(left_behind());
    plans
}

fn activating() -> Vec<EdgePlan> {
    vec![
        edge(
            "a game session before activation",
            &["GSS-01", "GSS-05"],
            |s| {
                let session = s.game_session(10);
                s.describe(session);
                s.describe_players(session);
                s.push(Step::Activate(session));
                s.describe(session);
            },
        ),
        edge("a batch before activation", &["CPS-07"], |s| {
            let session = s.game_session(10);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a single player before activation",
            &["CPS-07", "CPS-32"],
            |s| {
                let session = s.game_session(10);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge(
            "a refusal before activation leaves nothing",
            &["CPS-07", "CPS-34", "CPS-36"],
            |s| {
                let session = s.game_session(2);
                s.batch(session, &players(1, 2));
                s.push(Step::Activate(session));
                s.batch(session, &players(1, 2));
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
        edge("a batch of 25 before activation", &["CPS-07"], |s| {
            let session = s.game_session(25);
            s.batch(session, &players(1, 25));
            s.describe_both(session);
        }),
        edge("an update before activation", &["UGS-06"], |s| {
            let session = s.game_session(1);
            s.set_maximum(session, 2);
            s.describe(session);
            s.push(Step::Activate(session));
            s.describe(session);
            s.batch(session, &players(1, 2));
        }),
        edge("a policy set before activation", &["CPS-08"], |s| {
            let session = s.game_session(10);
            s.deny_all(session);
            s.push(Step::Activate(session));
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
        edge("a second activation", &[], |s| {
            let session = s.active(10);
            s.push(Step::Activate(session));
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
    ]
}

fn terminated() -> Vec<EdgePlan> {
    vec![
        edge(
            "an ended game session",
            &["GSS-02", "GSS-03", "GSS-04", "SRV-07"],
            |s| {
                let session = s.active(10);
                s.end(session);
                s.describe(session);
                s.describe_players(session);
            },
        ),
        edge("a batch after the end", &["CPS-07", "GSS-03"], |s| {
            let session = s.active(10);
            s.end(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a single player after the end",
            &["CPS-07", "CPS-32"],
            |s| {
                let session = s.active(10);
                s.end(session);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge("a batch of 25 after the end", &["CPS-07"], |s| {
            let session = s.active(25);
            s.end(session);
            s.batch(session, &players(1, 25));
            s.describe_both(session);
        }),
        edge("an update after the end", &["GSS-03", "UGS-06"], |s| {
            let session = s.active(10);
            s.end(session);
            s.describe(session);
            s.set_maximum(session, 20);
            s.describe(session);
            s.deny_all(session);
            s.describe(session);
        }),
        edge("an end before activation", &["CPS-07"], |s| {
            let session = s.game_session(10);
            s.end(session);
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
        edge("the end of another game session", &["CPS-34"], |s| {
            let ended = s.active(10);
            let running = s.active(10);
            s.batch(ended, &[player(1)]);
            s.end(ended);
            s.batch(running, &[player(2)]);
            s.describe(ended);
            s.describe_both(running);
        }),
    ]
}

fn left_behind() -> Vec<EdgePlan> {
    vec![
        edge(
            "a reservation when the game session ends",
            &["CPS-21", "GSS-04"],
            |s| {
                let session = s.active(10);
                s.batch(session, &[player(1)]);
                s.end(session);
                s.describe_both(session);
            },
        ),
        edge(
            "a connected player when the game session ends",
            &["CPS-21"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.end(session);
                s.describe_both(session);
            },
        ),
        edge(
            "a removed player when the game session ends",
            &["CPS-25"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.accept(created, 0);
                s.remove(created, 0);
                s.end(session);
                s.describe_both(session);
            },
        ),
        edge("players come back after the end", &["CPS-07"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 3));
            s.accept(created, 1);
            s.accept(created, 2);
            s.remove(created, 2);
            s.end(session);
            for returning in 1..=3 {
                s.batch(session, &[player(returning)]);
            }
            s.describe_both(session);
        }),
        edge("a full game session has ended", &["CPS-07"], |s| {
            let session = s.active(1);
            s.batch(session, &[player(1)]);
            s.end(session);
            s.batch(session, &[player(2)]);
            s.describe_both(session);
        }),
    ]
}
