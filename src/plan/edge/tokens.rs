//! Edge plans about idempotency tokens.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{Creation, FleetHandle, GameSessionHandle, Place, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = vec![
        edge("a token is the end of the id", &["CGS-09"], |s| {
            let session = with_token(s, 2, |_| {});
            s.activate(session);
            s.batch(session, &[player(1)]);
            s.describe_both(session);
        }),
        edge(
            "a request is repeated with its token",
            &["CGS-08", "CGS-09"],
            |s| {
                let session = with_token(s, 3, |_| {});
                let again = with_token(s, 3, |_| {});
                s.describe(again);
                s.activate(session);
                with_token(s, 3, |_| {});
                s.batch(again, &players(1, 2));
                let last = with_token(s, 3, |_| {});
                s.describe_both(last);
            },
        ),
        edge("a token is used again after the end", &["CGS-08"], |s| {
            let session = with_token(s, 2, |_| {});
            s.activate(session);
            s.batch(session, &[player(1)]);
            s.end(session);
            let again = with_token(s, 2, |_| {});
            s.describe(again);
            s.batch(again, &[player(2)]);
        }),
        edge(
            "a token is used again while its game session ends",
            &["CGS-08"],
            |s| {
                let session = with_token(s, 2, |_| {});
                s.activate(session);
                s.terminate(session);
                let again = with_token(s, 2, |_| {});
                s.describe(again);
            },
        ),
        edge("a token is used again after an update", &["CGS-08"], |s| {
            let session = with_token(s, 2, |_| {});
            s.activate(session);
            s.set_maximum(session, 3);
            with_token(s, 2, |_| {});
            s.describe(session);
        }),
        edge("two tokens", &["CGS-06", "CGS-09"], |s| {
            for token in ["one", "two"] {
                let session = s.create(1, |new| new.token = Some(Text::Scoped(token.to_owned())));
                s.activate(session);
                s.batch(session, &[player(1)]);
                s.describe_both(session);
            }
        }),
    ];
    plans.extend(differences());
    plans
}

fn with_token(
    s: &mut Script,
    maximum: i64,
    describe: impl FnOnce(&mut Creation),
) -> GameSessionHandle {
    s.create(maximum, |new| {
        new.token = Some(Text::Scoped("token".to_owned()));
        new.name = Some(Text::Exact("name".to_owned()));
        describe(new);
    })
}

fn differences() -> Vec<EdgePlan> {
    let text = |text: &str| Text::Exact(text.to_owned());
    let differing = |what: &str, describe: &dyn Fn(&mut Creation)| {
        edge(format!("a token with another {what}"), &["CGS-09"], |s| {
            let session = with_token(s, 2, |_| {});
            s.activate(session);
            with_token(s, 2, describe);
            s.describe(session);
            s.batch(session, &players(1, 2));
        })
    };
    vec![
        differing("maximum", &|new| new.maximum = 3),
        differing("name", &|new| new.name = Some(text("other"))),
        differing("set of properties", &|new| {
            new.properties = vec![(text("map"), text("forest"))];
        }),
        differing("fleet", &|new| new.place = Place::Fleet(FleetHandle(2))),
    ]
}
