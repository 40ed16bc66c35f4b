//! Edge plans that make do with a game session that others use as well: few players, whose ids no
//! other run has, and no game server's move.

use super::{EdgePlan, edge};
use crate::history::Label;
use crate::plan::script::{Script, player, players};
use crate::plan::step::{
    DataMap, GameSessionHandle, GameSessionRef, PlayerQuery, PlayerSessionName, PlayerSessionRef,
    Text,
};

/// The smallest page in which a list is asked for that others may fill.
const PAGE: i64 = 10;

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = ids();
    plans.extend(lists());
    plans.extend(deadlines());
    plans
}

fn ids() -> Vec<EdgePlan> {
    let pairs = [
        ("letter case", "Player", "player"),
        ("a space at the end", "player", "player "),
        ("spaces inside", "play er", "play  er"),
        ("the composition of an accent", "Andr\u{e9}", "Andre\u{301}"),
        ("what is no letter", "a\"b\\c\n\u{1}", "👩‍🚀🎮-プレイヤー"),
    ];
    let plan = |(name, first, second): (&str, &str, &str)| {
        let ids = [first, second].map(|id| Text::Scoped(id.to_owned()));
        let data = |id: &Text, data: &str| (id.clone(), Some(Text::Exact(data.to_owned())));
        let entries = vec![data(&ids[0], "first"), data(&ids[1], "second")];
        edge(
            format!("ids of guests that differ by {name}"),
            &["CPS-17", "CPS-40"],
            |s| {
                let session = s.active(10);
                s.batch_with(session, &ids, DataMap::Entries(entries));
                s.describe_players(session);
            },
        )
    };
    pairs.into_iter().map(plan).collect()
}

/// Lets three players in, of whom one has data.
fn three(s: &mut Script) -> (GameSessionHandle, Label) {
    let session = s.active(10);
    let data = (player(2), Some(Text::Exact("blue".to_owned())));
    let created = s.batch_with(session, &players(1, 3), DataMap::Entries(vec![data]));
    (session, created)
}

fn one(created_by: Label, position: u32) -> PlayerQuery {
    PlayerQuery::one(PlayerSessionName::Known(PlayerSessionRef {
        created_by,
        position,
    }))
}

fn lists() -> Vec<EdgePlan> {
    vec![
        edge(
            "guests by player and by player session",
            &["DPS-07", "DPS-08", "DPS-09", "DPS-10", "DPS-12"],
            |s| {
                let (_, created) = three(s);
                let by_player = || PlayerQuery::of_player(player(2));
                s.list(by_player());
                s.list(by_player().in_pages(Some(1)));
                s.list(one(created, 1));
                s.list(one(created, 2).in_pages(Some(1)));
                for status in ["RESERVED", "ACTIVE"] {
                    s.list(by_player().with_status(status));
                    s.list(one(created, 0).with_status(status));
                }
            },
        ),
        edge(
            "guests in the list of their game session",
            &["CPS-31", "DPS-01", "DPS-03", "DPS-04", "DPS-05"],
            |s| {
                let (session, _) = three(s);
                let all = || PlayerQuery::of(GameSessionRef::Handle(session));
                s.list(all());
                s.list(all().in_pages(Some(PAGE)));
                for status in ["RESERVED", "ACTIVE", "COMPLETED"] {
                    s.list(all().with_status(status));
                }
                s.describe(session);
                s.describe_details(session);
            },
        ),
    ]
}

fn deadlines() -> Vec<EdgePlan> {
    vec![edge(
        "a guest's reservation after its deadline",
        &["CPS-24", "PSS-01"],
        |s| {
            let session = s.active(10);
            let created = s.batch(session, &players(1, 2));
            s.wait_after(created);
            // That it has not ended makes the time-out due.
            s.single(session, &player(3));
            s.describe(session);
            s.describe_players(session);
            s.describe_players(session);
        },
    )]
}
