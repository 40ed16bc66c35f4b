//! Edge plans in which a game server speaks of a player session that is not in its game session.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{PlayerSessionName, PlayerSessionRef, Step, Stray, StrayRequest};

pub(super) fn plans() -> Vec<EdgePlan> {
    let requests = [
        (
            "the acceptance",
            StrayRequest::Accept,
            &["PSS-07", "PSS-08"],
        ),
        ("the removal", StrayRequest::Remove, &["PSS-08", "PSS-04"]),
    ];
    let mut plans = Vec::new();
    for (what, request, clauses) in requests {
        plans.push(edge(
            format!("{what} of an unknown player session"),
            clauses,
            |s| {
                let session = s.active(2);
                s.batch(session, &[player(1)]);
                let player_session = PlayerSessionName::Unknown;
                s.push(Step::Stray(Stray {
                    game_session: session,
                    request,
                    player_session,
                }));
                s.describe_both(session);
            },
        ));
        plans.push(edge(
            format!("{what} of player sessions of another game session"),
            clauses,
            |s| elsewhere(s, request),
        ));
    }
    plans
}

/// Lets a game server speak of players who are RESERVED and ACTIVE in another game session.
fn elsewhere(s: &mut Script, request: StrayRequest) {
    let home = s.active(3);
    let stranger = s.active(3);
    let created_by = s.batch(home, &players(1, 2));
    s.accept(created_by, 1);
    s.batch(stranger, &[player(1)]);
    for position in [0, 1] {
        let session = PlayerSessionRef {
            created_by,
            position,
        };
        s.push(Step::Stray(Stray {
            game_session: stranger,
            request,
            player_session: PlayerSessionName::Known(session),
        }));
        s.describe_both(home);
    }
    s.describe_both(stranger);
    // The game server whose players they are is heard as before.
    s.accept(created_by, 0);
    s.remove(created_by, 1);
    s.describe_both(home);
}
