//! Edge plans that ask one player in by both forms, back to back, in each situation: what is
//! refused to one form is refused to the other in the same way (CPS-42).

use super::{EdgePlan, edge};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::plan::script::{Script, player, players};
use crate::plan::step::{DataMap, GameSessionHandle, GameSessionRef, Text};

/// A situation: what it is called, and how a game session comes into it.
type Situation = (&'static str, fn(&mut Script) -> GameSessionHandle);

const SITUATIONS: [Situation; 9] = [
    ("before activation", |s| s.game_session(2)),
    ("in a game session that is told to end", |s| {
        let session = s.active(2);
        s.terminate(session);
        s.describe(session);
        session
    }),
    ("after the end", |s| {
        let session = s.active(2);
        s.end(session);
        s.describe(session);
        session
    }),
    ("under DENY_ALL", |s| {
        let session = s.active(2);
        s.deny_all(session);
        session
    }),
    ("under DENY_ALL of the game server", |s| {
        let session = s.active(2);
        s.server_sets(session, PlayerSessionCreationPolicy::DenyAll);
        session
    }),
    ("without a slot from the start", |s| s.active(0)),
    ("without a slot that is left", |s| {
        let session = s.active(2);
        s.batch(session, &players(1, 2));
        session
    }),
    ("without a slot after all were accepted", |s| {
        let session = s.active(1);
        let made = s.batch(session, &[player(1)]);
        s.accept(made, 0);
        session
    }),
    ("below the players that are there", |s| {
        let session = s.active(3);
        s.batch(session, &players(1, 3));
        s.set_maximum(session, 1);
        session
    }),
];

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans: Vec<EdgePlan> = SITUATIONS.into_iter().map(refused).collect();
    plans.extend(ill_formed());
    plans.push(edge(
        "both forms for what is no game session",
        &["CPS-27"],
        |s| {
            let session = s.active(2);
            for reference in [
                GameSessionRef::Unknown,
                GameSessionRef::ForeignRegion(session),
                GameSessionRef::ForeignFleet(session),
                GameSessionRef::ForeignAccount(session),
                GameSessionRef::BareId(session),
                GameSessionRef::FleetId,
                GameSessionRef::Malformed,
                GameSessionRef::TooLong,
            ] {
                s.single(reference, &player(1));
                s.batch(reference, &[player(1)]);
            }
        },
    ));
    plans
}

/// Asks one player in by either form first, without data and with the same data.
fn refused((what, open): Situation) -> EdgePlan {
    edge(format!("both forms {what}"), &["CPS-42", "CPS-32"], |s| {
        let session = open(s);
        let newcomer = player(9);
        s.single(session, &newcomer);
        s.batch(session, std::slice::from_ref(&newcomer));
        s.single(session, &newcomer);
        let data = Text::Exact("data".to_owned());
        let entries = vec![(newcomer.clone(), Some(data.clone()))];
        s.batch_with(
            session,
            std::slice::from_ref(&newcomer),
            DataMap::Entries(entries),
        );
        s.single_with(session, &newcomer, data);
        s.describe_both(session);
    })
}

fn ill_formed() -> Vec<EdgePlan> {
    let long = |character, count| Text::Repeated { character, count };
    let mut plans = Vec::new();
    for (what, id) in [
        ("an empty player id", Text::Exact(String::new())),
        ("a player id of 1025 characters", long('p', 1025)),
    ] {
        plans.push(edge(
            format!("both forms for {what}"),
            &["CPS-42", "CPS-05"],
            |s| {
                let session = s.active(2);
                s.single(session, &id);
                s.batch(session, std::slice::from_ref(&id));
                s.single(session, &id);
                s.describe_both(session);
            },
        ));
    }
    for (what, data) in [
        ("empty data", Text::Exact(String::new())),
        ("data of 2049 characters", long('d', 2049)),
    ] {
        plans.push(edge(
            format!("both forms with {what}"),
            &["CPS-42", "CPS-06"],
            |s| {
                let session = s.active(2);
                s.single_with(session, &player(1), data.clone());
                let entries = vec![(player(1), Some(data.clone()))];
                s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                s.single_with(session, &player(1), data.clone());
                s.describe_both(session);
            },
        ));
    }
    plans
}
