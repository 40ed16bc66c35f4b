//! Edge plans that walk through every kind of update in every status.

use super::{EdgePlan, edge};
use crate::api::game_session::PlayerSessionCreationPolicy::{AcceptAll, DenyAll};
use crate::plan::script::{Script, players};
use crate::plan::step::{Changes, GameSessionHandle, GameSessionRef, Step};

pub(super) fn plans() -> Vec<EdgePlan> {
    vec![
        edge(
            "every update before activation",
            &["UGS-03", "UGS-06"],
            |s| {
                let session = s.game_session(10);
                update_every_way(s, session);
            },
        ),
        edge(
            "every update of an ACTIVE game session",
            &["UGS-03", "UGS-04"],
            |s| {
                let session = s.active(10);
                s.batch(session, &players(1, 3));
                update_every_way(s, session);
                s.describe_players(session);
            },
        ),
        edge("every update under DENY_ALL", &["UGS-03", "UGS-04"], |s| {
            let session = s.active(10);
            s.batch(session, &players(1, 3));
            s.deny_all(session);
            update_every_way(s, session);
            s.describe_players(session);
        }),
        edge("every update after the end", &["GSS-03", "UGS-06"], |s| {
            let session = s.active(10);
            s.batch(session, &players(1, 3));
            s.end(session);
            s.describe(session);
            update_every_way(s, session);
            s.describe_players(session);
        }),
        edge(
            "a refused update of the maximum and the policy",
            &["UGS-05", "UGS-06"],
            |s| {
                for maximum in [-1, 201] {
                    let session = s.active(10);
                    s.push(Step::UpdateGameSession {
                        game_session: GameSessionRef::Handle(session),
                        changes: Changes {
                            maximum: Some(maximum),
                            policy: Some(DenyAll),
                            ..Changes::default()
                        },
                    });
                    s.describe(session);
                    s.batch(session, &players(1, 2));
                }
            },
        ),
    ]
}

/// Changes the policy last, so that it is what it was until then.
fn update_every_way(s: &mut Script, session: GameSessionHandle) {
    let updates = [
        (None, None),
        (Some(12), None),
        (Some(5), None),
        (Some(2), None),
        (Some(6), Some(DenyAll)),
        (Some(7), Some(AcceptAll)),
        (None, Some(DenyAll)),
        (None, Some(AcceptAll)),
    ];
    for (maximum, policy) in updates {
        s.push(Step::UpdateGameSession {
            game_session: GameSessionRef::Handle(session),
            changes: Changes {
                maximum,
                policy,
                ..Changes::default()
            },
        });
        s.describe(session);
    }
}
