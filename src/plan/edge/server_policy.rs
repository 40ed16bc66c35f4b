//! Edge plans about the policy that a game server sets.

use super::{EdgePlan, edge};
use crate::api::game_session::PlayerSessionCreationPolicy::{AcceptAll, DenyAll};
use crate::plan::script::{player, players};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = in_turn();
    plans.extend(in_other_statuses());
    plans
}

fn in_turn() -> Vec<EdgePlan> {
    vec![
        edge(
            "the game server denies players and lets them in again",
            &["GSS-07", "SRV-08", "CPS-08"],
            |s| {
                let session = s.active(3);
                s.server_sets(session, DenyAll);
                s.describe(session);
                s.single(session, &player(1));
                s.batch(session, &[player(1)]);
                s.server_sets(session, AcceptAll);
                s.describe(session);
                s.single(session, &player(1));
                s.batch(session, &players(2, 3));
                s.describe_both(session);
            },
        ),
        edge(
            "the game server and an update set the policy in turn",
            &["GSS-07", "UGS-02"],
            |s| {
                let session = s.active(3);
                s.deny_all(session);
                s.server_sets(session, AcceptAll);
                s.batch(session, &[player(1)]);
                s.server_sets(session, DenyAll);
                s.batch(session, &[player(2)]);
                s.accept_all(session);
                s.batch(session, &[player(2)]);
                s.server_sets(session, AcceptAll);
                s.describe_both(session);
            },
        ),
        edge(
            "the game server denies players who hold reservations",
            &["GSS-07", "UGS-03"],
            |s| {
                let session = s.active(3);
                let made = s.batch(session, &players(1, 2));
                s.server_sets(session, DenyAll);
                s.describe_both(session);
                s.accept(made, 0);
                s.remove(made, 0);
                s.single(session, &player(3));
                s.describe_both(session);
            },
        ),
    ]
}

fn in_other_statuses() -> Vec<EdgePlan> {
    vec![
        edge(
            "the game server sets the policy before activation",
            &[],
            |s| {
                let session = s.game_session(2);
                s.server_sets(session, DenyAll);
                s.describe(session);
                s.activate(session);
                s.describe(session);
                s.batch(session, &[player(1)]);
            },
        ),
        edge(
            "the game server of one of two game sessions denies players",
            &["GSS-07", "CPS-34"],
            |s| {
                let [one, other] = [s.active(2), s.active(2)];
                s.server_sets(one, DenyAll);
                for session in [one, other] {
                    s.single(session, &player(1));
                    s.describe(session);
                }
            },
        ),
    ]
}
