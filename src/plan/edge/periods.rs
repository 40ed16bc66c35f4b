//! Edge plans about periods that few clocks come to the end of: how long a game session may take
//! to be activated, and how long records stay.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{Offset, Period, PlayerQuery, Step};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = activation();
    plans.extend(retention());
    plans
}

/// Returns the plans about the moment itself at which reservations run out, which a target may
/// count to either side.
pub(super) fn moments() -> Vec<EdgePlan> {
    vec![
        edge(
            "a slot is asked for at the deadline",
            &["CPS-09", "CPS-24"],
            |s| {
                let session = s.active(1);
                let created = s.batch(session, &[player(1)]);
                s.wait_at(created);
                s.batch(session, &[player(2)]);
                s.describe_both(session);
                s.wait_after(created);
                s.batch(session, &[player(3)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a player is accepted at the deadline",
            &["CPS-24", "CPS-25", "PSS-01", "PSS-05"],
            |s| {
                let session = s.active(2);
                let created = s.batch(session, &players(1, 2));
                s.wait_at(created);
                s.accept(created, 0);
                s.describe_both(session);
                s.wait_after(created);
                s.describe_both(session);
                s.batch(session, &players(3, 4));
            },
        ),
    ]
}

fn activation() -> Vec<EdgePlan> {
    vec![
        edge(
            "a game session that nobody activates in time",
            &["GSS-06"],
            |s| {
                let (session, created) = s.waiting(2);
                s.describe(session);
                s.wait((created, Period::Activation), Offset::Before);
                s.describe(session);
                s.wait((created, Period::Activation), Offset::After);
                s.describe(session);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            },
        ),
        edge(
            "a game session that is activated at the last moment",
            &["GSS-01", "GSS-06"],
            |s| {
                let (session, created) = s.waiting(2);
                s.wait((created, Period::Activation), Offset::Before);
                s.activate(session);
                s.wait((created, Period::Activation), Offset::After);
                s.describe(session);
                s.batch(session, &players(1, 2));
            },
        ),
        edge(
            "a game session that is activated too late",
            &["GSS-06"],
            |s| {
                let (session, created) = s.waiting(2);
                s.wait((created, Period::Activation), Offset::After);
                s.activate(session);
                s.describe(session);
            },
        ),
    ]
}

fn retention() -> Vec<EdgePlan> {
    vec![
        edge(
            "records until 30 days from the end",
            &["CPS-26", "GSS-04"],
            |s| {
                let session = s.active(5);
                let created = s.batch(session, &players(1, 3));
                s.accept(created, 0);
                s.accept(created, 1);
                s.remove(created, 0);
                s.wait_after(created);
                let ended = s.push(Step::EndProcess(session));
                s.describe_both(session);
                s.wait((ended, Period::Retention), Offset::Before);
                s.describe_both(session);
                s.wait((ended, Period::Retention), Offset::After);
                s.describe_both(session);
            },
        ),
        edge(
            "the records of a player and of one visit until 30 days from the end",
            &["CPS-26"],
            |s| {
                let session = s.active(5);
                s.single(session, &player(1));
                let ended = s.push(Step::EndProcess(session));
                s.describe_players(session);
                s.wait((ended, Period::Retention), Offset::Before);
                s.list(PlayerQuery::of_player(player(1)));
                s.describe_players(session);
                s.wait((ended, Period::Retention), Offset::After);
                s.list(PlayerQuery::of_player(player(1)));
                s.describe_players(session);
            },
        ),
    ]
}
