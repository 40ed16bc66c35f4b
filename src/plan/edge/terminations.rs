//! Edge plans about game sessions that are told to end.

use super::{EdgePlan, edge};
use crate::api::game_session::{PlayerSessionCreationPolicy, TerminationMode};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{Changes, Chosen, GameSessionHandle, GameSessionRef, Step};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = vec![
        edge(
            "a graceful termination",
            &["TGS-01", "TGS-02", "TGS-03", "TGS-04", "TGS-05", "GSS-02"],
            |s| {
                let session = s.active(2);
                s.terminate(session);
                s.describe(session);
                s.describe(session);
                s.end(session);
                s.describe(session);
                s.describe(session);
            },
        ),
        edge("an end that nobody asked for", &["GSS-08"], |s| {
            let session = s.active(2);
            s.end(session);
            s.describe(session);
        }),
        edge(
            "players of a game session that is told to end",
            &["CPS-07", "TGS-01", "GSS-04"],
            |s| {
                let session = s.active(5);
                let made = s.batch(session, &players(1, 3));
                s.accept(made, 0);
                s.terminate(session);
                ask_in(s, session);
                s.describe_both(session);
                s.accept(made, 1);
                s.remove(made, 0);
                s.describe_players(session);
                s.end(session);
                ask_in(s, session);
                s.describe_both(session);
            },
        ),
    ];
    plans.extend(other_statuses());
    plans.extend(refusals());
    plans.extend(beside_others());
    plans.extend(waiting());
    plans
}

fn ask_in(s: &mut Script, session: GameSessionHandle) {
    s.single(session, &player(8));
    s.batch(session, &[player(8)]);
    s.batch(session, &players(8, 9));
}

fn other_statuses() -> Vec<EdgePlan> {
    vec![
        edge("a termination before activation", &["TGS-01"], |s| {
            let session = s.game_session(2);
            s.terminate(session);
            s.describe(session);
            ask_in(s, session);
            s.end(session);
            s.describe(session);
        }),
        edge("a second termination", &["TGS-01", "TGS-08"], |s| {
            let session = s.active(2);
            s.terminate(session);
            s.terminate(session);
            s.describe(session);
            s.end(session);
            s.describe(session);
        }),
        edge("a termination after the end", &["GSS-03", "TGS-08"], |s| {
            let session = s.active(2);
            s.end(session);
            s.describe(session);
            s.terminate(session);
            s.describe(session);
        }),
        edge(
            "updates while a game session ends",
            &["UGS-06", "TGS-01"],
            |s| {
                let session = s.active(2);
                s.batch(session, &[player(1)]);
                s.terminate(session);
                s.set_maximum(session, 5);
                s.describe(session);
                s.deny_all(session);
                s.update(session, Changes::default());
                s.describe(session);
                s.server_sets(session, PlayerSessionCreationPolicy::AcceptAll);
                s.end(session);
                s.describe(session);
            },
        ),
    ]
}

fn refusals() -> Vec<EdgePlan> {
    let refused = |what: &str, clause, mode| {
        edge(format!("a termination {what}"), &[clause, "TGS-08"], |s| {
            let session = s.active(2);
            s.batch(session, &[player(1)]);
            s.push(Step::TerminateGameSession {
                game_session: GameSessionRef::Handle(session),
                mode,
            });
            s.describe_both(session);
            s.batch(session, &[player(2)]);
            s.end(session);
            s.describe(session);
        })
    };
    let forced = Chosen::Known(TerminationMode::ForceTerminate);
    vec![
        refused("by force", "TGS-06", forced),
        refused("in an unknown mode", "TGS-07", Chosen::Unknown),
        edge("terminations of what is not there", &[], |s| {
            let session = s.active(2);
            s.terminate(GameSessionRef::Unknown);
            s.terminate(GameSessionRef::ForeignFleet(session));
            s.terminate(GameSessionRef::Malformed);
            s.describe(session);
        }),
    ]
}

fn beside_others() -> Vec<EdgePlan> {
    vec![edge(
        "the termination of another game session",
        &["CPS-34", "TGS-01"],
        |s| {
            let [ending, other] = [s.active(2), s.active(2)];
            for session in [ending, other] {
                s.batch(session, &[player(1)]);
            }
            s.terminate(ending);
            s.single(other, &player(2));
            s.describe_both(other);
            s.end(ending);
            s.describe_both(other);
            s.describe_both(ending);
        },
    )]
}

fn waiting() -> Vec<EdgePlan> {
    vec![edge(
        "a game session that is told to end waits for its process",
        &["TGS-03", "TGS-04"],
        |s| {
            let session = s.active(3);
            let made = s.batch(session, &players(1, 2));
            s.accept(made, 0);
            s.terminate(session);
            s.describe(session);
            s.wait_after(made);
            s.describe_both(session);
            s.end(session);
            s.describe_both(session);
        },
    )]
}
