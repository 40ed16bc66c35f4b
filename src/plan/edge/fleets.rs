//! Edge plans with several game sessions on two fleets: what is done to one shows in no other.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{DataMap, FleetHandle, GameSessionHandle, Text};

const FIRST: FleetHandle = FleetHandle(1);
const SECOND: FleetHandle = FleetHandle(2);

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = players_in_several();
    plans.extend(CLOSINGS.map(one_of_four_closes));
    plans.extend(updates());
    plans.push(edge(
        "time runs out in game sessions on two fleets",
        &["CPS-24"],
        |s| {
            let sessions = on_both(s, 2);
            let mut calls = Vec::new();
            for session in sessions {
                calls.push(s.batch(session, &players(1, 2)));
            }
            s.accept(calls[1], 0);
            s.wait_after(calls[1]);
            look_at_all(s, &sessions);
            for session in sessions {
                s.batch(session, &players(3, 4));
            }
        },
    ));
    plans
}

fn players_in_several() -> Vec<EdgePlan> {
    vec![
        edge(
            "a game session on each of two fleets",
            &["CGS-02", "CGS-06", "CPS-13", "DPS-02"],
            |s| {
                let sessions = on_both(s, 2);
                for session in sessions {
                    s.batch(session, &[player(1)]);
                }
                look_at_all(s, &sessions);
            },
        ),
        edge(
            "a player in four game sessions on two fleets",
            &["CPS-15", "CPS-17", "CPS-25", "CPS-39", "DPS-02"],
            |s| {
                let sessions = four(s, 2);
                let mut calls = Vec::new();
                for (number, session) in (1..).zip(sessions) {
                    let data = Text::Exact(format!("data {number}"));
                    let entries = vec![(player(1), Some(data))];
                    calls.push(s.batch_with(session, &players(1, 2), DataMap::Entries(entries)));
                }
                s.accept(calls[1], 0);
                s.accept(calls[2], 0);
                s.remove(calls[2], 0);
                look_at_all(s, &sessions);
                for session in sessions {
                    s.single(session, &player(3));
                }
            },
        ),
        edge(
            "full and open game sessions on two fleets",
            &["CPS-09", "CPS-34", "CPS-45"],
            |s| {
                let sessions = four(s, 2);
                s.batch(sessions[0], &players(1, 2));
                s.batch(sessions[3], &players(1, 2));
                for session in sessions {
                    s.single(session, &player(3));
                }
                s.batch(sessions[1], &players(4, 5));
                s.batch(sessions[2], &[player(4)]);
                look_at_all(s, &sessions);
            },
        ),
    ]
}

fn updates() -> Vec<EdgePlan> {
    vec![
        edge(
            "maxima of four game sessions on two fleets",
            &["UGS-01", "UGS-04", "CPS-45"],
            |s| {
                let sessions = four(s, 3);
                for (maximum, session) in (4..).zip(sessions) {
                    s.set_maximum(session, maximum);
                }
                for session in sessions {
                    s.batch(session, &players(1, 4));
                }
                look_at_all(s, &sessions);
            },
        ),
        edge(
            "an update of one of two game sessions on two fleets",
            &["UGS-01", "UGS-02", "UGS-03", "DGS-02"],
            |s| {
                let sessions = on_both(s, 3);
                s.set_maximum(sessions[0], 0);
                look_at_all(s, &sessions);
                s.deny_all(sessions[1]);
                look_at_all(s, &sessions);
                s.set_maximum(sessions[0], 3);
                for session in sessions {
                    s.batch(session, &players(1, 3));
                }
            },
        ),
    ]
}

/// What closes one of several game sessions.
type Closing = (&'static str, fn(&mut Script, GameSessionHandle));

const CLOSINGS: [Closing; 2] = [
    ("denies players", |s, session| {
        s.deny_all(session);
    }),
    ("ends", Script::end),
];

fn one_of_four_closes((what, close): Closing) -> EdgePlan {
    let name = format!("one of four game sessions on two fleets {what}");
    edge(name, &["CPS-34", "CPS-45", "DPS-01"], |s| {
        let sessions = four(s, 5);
        for session in sessions {
            s.batch(session, &[player(1)]);
        }
        close(s, sessions[1]);
        for session in sessions {
            s.single(session, &player(2));
            s.batch(session, &players(3, 4));
        }
        look_at_all(s, &sessions);
    })
}

fn on_both(s: &mut Script, maximum: i64) -> [GameSessionHandle; 2] {
    [FIRST, SECOND].map(|fleet| s.active_on(fleet, maximum))
}

fn four(s: &mut Script, maximum: i64) -> [GameSessionHandle; 4] {
    [FIRST, SECOND, FIRST, SECOND].map(|fleet| s.active_on(fleet, maximum))
}

fn look_at_all(s: &mut Script, sessions: &[GameSessionHandle]) {
    for session in sessions {
        s.describe_both(*session);
    }
}
