//! Edge plans about names and properties of game sessions.

use super::{EdgePlan, edge};
use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{
    Changes, Chosen, FleetHandle, GameQuery, GameSessionRef, Place, Properties, Text,
};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = given();
    plans.extend(changed());
    plans.extend(changed_apart());
    plans.extend(protections());
    plans.push(after_the_server());
    plans.extend(limits());
    plans
}

fn text(text: &str) -> Text {
    Text::Exact(text.to_owned())
}

fn properties(pairs: &[(&str, &str)]) -> Properties {
    let pairs = pairs.iter();
    pairs.map(|(key, value)| (text(key), text(value))).collect()
}

/// Returns so many properties, counted from `first`.
fn numbered(first: u32, count: u32) -> Properties {
    let numbers = first..first + count;
    numbers
        .map(|n| (text(&format!("key{n}")), text("value")))
        .collect()
}

fn named(name: Text) -> Changes {
    Changes {
        name: Some(name),
        ..Changes::default()
    }
}

fn with(properties: Properties) -> Changes {
    Changes {
        properties,
        ..Changes::default()
    }
}

fn given() -> Vec<EdgePlan> {
    vec![
        edge("a name from the start", &["CGS-07", "UGS-03"], |s| {
            let session = s.create(2, |new| new.name = Some(text("a name")));
            s.activate(session);
            s.describe(session);
            s.set_maximum(session, 3);
            s.describe(session);
            s.batch(session, &[player(1)]);
            s.describe(session);
        }),
        edge("properties from the start", &["CGS-07", "UGS-03"], |s| {
            let given = properties(&[("map", "forest"), ("mode", "duel"), ("empty", "")]);
            let session = s.create(2, |new| new.properties = given);
            s.activate(session);
            s.describe(session);
            s.deny_all(session);
            s.describe(session);
        }),
        edge(
            "two game sessions of one name",
            &["CGS-06", "CGS-07"],
            |s| {
                for _ in 0..2 {
                    let session = s.create(1, |new| {
                        new.name = Some(text("twins"));
                        new.properties = properties(&[("map", "forest")]);
                    });
                    s.activate(session);
                    s.batch(session, &[player(1)]);
                    s.describe(session);
                }
            },
        ),
    ]
}

fn changed() -> Vec<EdgePlan> {
    vec![
        edge("a new name", &["UGS-07", "UGS-10", "UGS-03"], |s| {
            let session = s.active(2);
            s.batch(session, &[player(1)]);
            s.update(session, named(text("first")));
            s.describe(session);
            s.update(session, named(text("second name")));
            s.describe_both(session);
            s.batch(session, &[player(2)]);
        }),
        edge(
            "properties are added and overwritten",
            &["UGS-09", "UGS-10"],
            |s| {
                let first = properties(&[("map", "forest"), ("mode", "duel")]);
                let session = s.create(2, |new| new.properties = first);
                s.activate(session);
                s.update(session, with(properties(&[("level", "7")])));
                s.describe(session);
                s.update(session, with(properties(&[("map", "desert")])));
                s.describe(session);
                s.update(
                    session,
                    with(properties(&[("mode", ""), ("time", "night")])),
                );
                s.describe(session);
            },
        ),
        edge(
            "properties of a game session that had none",
            &["UGS-09", "UGS-10"],
            |s| {
                let session = s.active(2);
                s.update(session, with(properties(&[("map", "forest")])));
                s.describe(session);
                s.update(session, with(properties(&[("map", "forest")])));
                s.describe(session);
            },
        ),
        edge(
            "everything in one update",
            &["UGS-01", "UGS-02", "UGS-07", "UGS-09"],
            |s| {
                let session = s.active(1);
                s.update(
                    session,
                    Changes {
                        maximum: Some(2),
                        policy: Some(PlayerSessionCreationPolicy::DenyAll),
                        name: Some(text("all")),
                        protection: Some(Chosen::Known(ProtectionPolicy::FullProtection)),
                        properties: properties(&[("map", "forest")]),
                    },
                );
                s.describe(session);
                s.batch(session, &[player(1)]);
                s.accept_all(session);
                s.batch(session, &players(1, 2));
                s.describe_both(session);
            },
        ),
    ]
}

fn changed_apart() -> Vec<EdgePlan> {
    vec![edge(
        "names of two game sessions",
        &["UGS-07", "DGS-02"],
        |s| {
            let [one, other] = [s.active(1), s.active(1)];
            s.update(one, named(text("one")));
            s.update(other, named(text("other")));
            s.update(one, with(properties(&[("map", "forest")])));
            s.describe(one);
            s.describe(other);
        },
    )]
}

fn protected(policy: ProtectionPolicy) -> Changes {
    Changes {
        protection: Some(Chosen::Known(policy)),
        ..Changes::default()
    }
}

fn protections() -> Vec<EdgePlan> {
    use ProtectionPolicy::{FullProtection, NoProtection};
    vec![
        edge(
            "a new protection",
            &["UGS-11", "DGS-11", "DGS-12", "UGS-03"],
            |s| {
                let session = s.create(2, |new| new.name = Some(text("kept")));
                s.activate(session);
                s.describe_details(session);
                for policy in [FullProtection, NoProtection, FullProtection] {
                    s.update(session, protected(policy));
                    s.describe_details(session);
                }
                s.describe(session);
                s.batch(session, &[player(1)]);
            },
        ),
        edge(
            "a protection beside other changes",
            &["UGS-03", "DGS-11"],
            |s| {
                let session = s.active(2);
                s.update(session, protected(FullProtection));
                s.describe_details(session);
                s.update(session, named(text("another")));
                s.describe_details(session);
                s.set_maximum(session, 3);
                s.describe_details(session);
                s.deny_all(session);
                s.update(session, with(properties(&[("map", "forest")])));
                s.describe_details(session);
            },
        ),
        edge("protections of two game sessions", &["DGS-11"], |s| {
            let one = s.active(2);
            s.update(one, protected(FullProtection));
            s.describe_details(one);
            let other = s.active(2);
            s.describe_details(one);
            s.describe_details(other);
            s.list_games(GameQuery::all(Place::Fleet(FleetHandle(1))).with_details());
            s.end(other);
            s.describe_details(one);
            s.describe_details(other);
        }),
        edge("a protection in a refused update", &["UGS-06"], |s| {
            let session = s.active(2);
            s.describe_details(session);
            s.update(
                session,
                Changes {
                    maximum: Some(-1),
                    ..protected(FullProtection)
                },
            );
            s.describe_details(session);
            s.update(
                session,
                Changes {
                    maximum: Some(201),
                    ..protected(FullProtection)
                },
            );
            s.describe_details(session);
        }),
    ]
}

fn after_the_server() -> EdgePlan {
    use PlayerSessionCreationPolicy::{AcceptAll, DenyAll};
    edge(
        "an update after the game server has changed the policy",
        &["UGS-03", "GSS-07"],
        |s| {
            let session = s.active(2);
            for policy in [DenyAll, AcceptAll] {
                s.server_sets(session, policy);
                s.describe(session);
                s.set_maximum(session, 3);
                s.describe(session);
                s.update(session, named(text("named")));
                s.describe(session);
                s.batch(session, &[player(1)]);
            }
        },
    )
}

fn limits() -> Vec<EdgePlan> {
    let longest = |character, count| Text::Repeated { character, count };
    let too_much: [(&str, Changes); 6] = [
        ("a name of 1025 characters", named(longest('n', 1025))),
        ("an empty name", named(text(""))),
        ("17 properties", with(numbered(1, 17))),
        (
            "a property key of 33 characters",
            with(vec![(longest('k', 33), text("value"))]),
        ),
        (
            "a property value of 97 characters",
            with(vec![(text("key"), longest('v', 97))]),
        ),
        (
            "an unknown protection",
            Changes {
                protection: Some(Chosen::Unknown),
                ..Changes::default()
            },
        ),
    ];
    let refused = |(what, changes): (&str, Changes)| {
        edge(
            format!("an update with {what}"),
            &["UGS-08", "UGS-06"],
            |s| {
                let session = s.create(2, |new| new.name = Some(text("before")));
                s.activate(session);
                s.update(session, changes);
                s.describe(session);
                s.batch(session, &[player(1)]);
            },
        )
    };
    let mut plans: Vec<EdgePlan> = too_much.into_iter().map(refused).collect();
    plans.push(edge(
        "a longest name and properties",
        &["UGS-07", "UGS-09"],
        |s| {
            let session = s.active(2);
            s.update(session, named(longest('n', 1024)));
            s.update(
                session,
                with(vec![
                    (longest('k', 32), longest('v', 96)),
                    (text("k"), text("")),
                ]),
            );
            s.describe(session);
            s.update(session, with(numbered(1, 14)));
            s.describe(session);
            s.update(session, with(numbered(15, 1)));
            s.describe(session);
        },
    ));
    plans.push(edge(
        "a creation beyond its limits",
        &["CGS-10"],
        refused_creations,
    ));
    plans.push(edge(
        "an update of an unknown game session with 17 properties",
        &[],
        |s| {
            s.active(1);
            s.update(GameSessionRef::Unknown, with(numbered(1, 17)));
        },
    ));
    plans
}

fn refused_creations(s: &mut Script) {
    s.create(1, |new| new.properties = numbered(1, 17));
    s.create(1, |new| {
        new.name = Some(Text::Repeated {
            character: 'n',
            count: 1025,
        });
    });
    s.create(1, |new| {
        new.token = Some(Text::Repeated {
            character: 't',
            count: 49,
        });
    });
    s.create(1, |new| new.token = Some(text("not_a_token")));
    let session = s.create(1, |new| new.properties = numbered(1, 16));
    s.describe(session);
}
