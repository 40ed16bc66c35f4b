//! Edge plans that walk through what a game server can do with players of every status.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, players};
use crate::plan::step::GameSessionHandle;

/// What the game session is like meanwhile.
const SCENES: [(&str, i64, Door); 4] = [
    ("an open game session", 20, Door::Open),
    ("a full game session", 4, Door::Open),
    ("a closed game session", 20, Door::Closed),
    ("a full and closed game session", 4, Door::Closed),
];

/// Whether new players are let in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Open,
    Closed,
}

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = Vec::new();
    for (name, maximum, door) in SCENES {
        plans.push(edge(
            format!("every acceptance in {name}"),
            &["PSS-01", "PSS-02", "PSS-03", "PSS-06", "PSS-08"],
            |s| {
                let session = s.active(20);
                let created = s.batch(session, &players(1, 5));
                for position in 0..2 {
                    s.accept(created, position);
                }
                s.remove(created, 0);
                set_scene(s, session, maximum, door);
                for position in 0..3 {
                    s.accept(created, position);
                }
                s.describe_both(session);
            },
        ));
        plans.push(edge(
            format!("every removal in {name}"),
            &["PSS-01", "PSS-04", "PSS-08"],
            |s| {
                let session = s.active(20);
                let created = s.batch(session, &players(1, 5));
                for position in 0..2 {
                    s.accept(created, position);
                }
                s.remove(created, 0);
                set_scene(s, session, maximum, door);
                s.remove(created, 0);
                s.describe_pages(session, 2);
                s.remove(created, 2);
                s.set_maximum(session, maximum.min(3));
                s.remove(created, 1);
                s.describe_both(session);
            },
        ));
        plans.push(edge(
            format!("moves after the deadline in {name}"),
            &["CPS-24", "PSS-01", "PSS-03"],
            |s| {
                let session = s.active(20);
                let kept = s.batch(session, &players(1, 4));
                for position in 0..4 {
                    s.accept(kept, position);
                }
                let late = s.batch(session, &players(5, 6));
                set_scene(s, session, maximum, door);
                s.wait_after(late);
                s.accept(late, 0);
                s.remove(late, 1);
                s.describe_both(session);
            },
        ));
    }
    plans
}

fn set_scene(s: &mut Script, session: GameSessionHandle, maximum: i64, door: Door) {
    s.set_maximum(session, maximum);
    if door == Door::Closed {
        s.deny_all(session);
    }
}
