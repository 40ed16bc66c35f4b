//! Edge plans about the player session creation policy.

use super::{EdgePlan, edge};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::plan::script::{player, players};
use crate::plan::step::{Changes, GameSessionRef, Step};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = refusals();
    plans.extend(reopening());
    plans.extend(players_inside());
    plans
}

fn refusals() -> Vec<EdgePlan> {
    vec![
        edge(
            "a policy of DENY_ALL is seen",
            &["DGS-02", "UGS-02", "UGS-03"],
            |s| {
                let session = s.active(10);
                s.deny_all(session);
                s.describe(session);
            },
        ),
        edge("a batch under DENY_ALL", &["CPS-08"], |s| {
            let session = s.active(10);
            s.deny_all(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a single player under DENY_ALL",
            &["CPS-08", "CPS-32"],
            |s| {
                let session = s.active(10);
                s.deny_all(session);
                s.single(session, &player(1));
                s.describe_both(session);
            },
        ),
        edge("a batch of 25 under DENY_ALL", &["CPS-08"], |s| {
            let session = s.active(25);
            s.deny_all(session);
            s.batch(session, &players(1, 25));
            s.describe_both(session);
        }),
        edge(
            "a full game session under DENY_ALL",
            &["CPS-08", "CPS-09"],
            |s| {
                let session = s.active(1);
                s.batch(session, &[player(1)]);
                s.deny_all(session);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a batch too large under DENY_ALL",
            &["CPS-08", "CPS-10"],
            |s| {
                let session = s.active(2);
                s.deny_all(session);
                s.batch(session, &players(1, 3));
                s.describe_both(session);
            },
        ),
        edge(
            "a policy holds for its own game session",
            &["CPS-08", "CPS-34"],
            |s| {
                let closed = s.active(10);
                let open = s.active(10);
                s.deny_all(closed);
                s.batch(open, &[player(1)]);
                s.batch(closed, &[player(2)]);
                s.describe_both(closed);
                s.describe_both(open);
            },
        ),
    ]
}

fn reopening() -> Vec<EdgePlan> {
    vec![
        edge(
            "ACCEPT_ALL after DENY_ALL",
            &["CPS-08", "CPS-34", "UGS-02"],
            |s| {
                let session = s.active(10);
                s.deny_all(session);
                s.accept_all(session);
                s.describe(session);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a refusal under DENY_ALL leaves nothing",
            &["CPS-08", "CPS-36", "CPS-45"],
            |s| {
                let session = s.active(2);
                s.deny_all(session);
                s.batch(session, &players(1, 2));
                s.accept_all(session);
                s.batch(session, &players(3, 4));
                s.describe_both(session);
            },
        ),
        edge("DENY_ALL twice", &["CPS-08"], |s| {
            let session = s.active(10);
            s.deny_all(session);
            s.deny_all(session);
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
        edge("ACCEPT_ALL from the start", &["CPS-34"], |s| {
            let session = s.active(10);
            s.accept_all(session);
            s.describe(session);
            s.batch(session, &[player(1)]);
        }),
        edge(
            "another maximum under DENY_ALL",
            &["CPS-08", "UGS-01", "UGS-03"],
            |s| {
                let session = s.active(10);
                s.deny_all(session);
                s.set_maximum(session, 20);
                s.describe(session);
                s.batch(session, &[player(1)]);
            },
        ),
        edge(
            "a maximum and a policy in one update",
            &["CPS-08", "UGS-01", "UGS-02"],
            |s| {
                let session = s.active(1);
                s.push(Step::UpdateGameSession {
                    game_session: GameSessionRef::Handle(session),
                    changes: Changes {
                        maximum: Some(2),
                        policy: Some(PlayerSessionCreationPolicy::DenyAll),
                        ..Changes::default()
                    },
                });
                s.describe(session);
                s.batch(session, &[player(1)]);
                s.accept_all(session);
                s.batch(session, &players(1, 2));
                s.describe_both(session);
            },
        ),
    ]
}

fn players_inside() -> Vec<EdgePlan> {
    vec![
        edge(
            "a reservation is accepted under DENY_ALL",
            &["CPS-25", "UGS-04"],
            |s| {
                let session = s.active(10);
                let created = s.batch(session, &[player(1)]);
                s.deny_all(session);
                s.describe_both(session);
                s.accept(created, 0);
                s.describe_both(session);
            },
        ),
        edge("a player is removed under DENY_ALL", &["CPS-25"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &[player(1)]);
            s.accept(created, 0);
            s.deny_all(session);
            s.remove(created, 0);
            s.describe_both(session);
        }),
        edge("players come back under DENY_ALL", &["CPS-08"], |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 3));
            s.accept(created, 1);
            s.accept(created, 2);
            s.remove(created, 2);
            s.deny_all(session);
            for returning in 1..=3 {
                s.batch(session, &[player(returning)]);
            }
            s.describe_both(session);
        }),
        edge(
            "a slot that opens under DENY_ALL stays closed",
            &["CPS-08", "CPS-25"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.deny_all(session);
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(2)]);
                s.accept_all(session);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
            },
        ),
    ]
}
