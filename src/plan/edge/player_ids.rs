//! Edge plans about the form of player ids and the number of them in a request.

use super::{EdgePlan, edge};
use crate::plan::script::{Script, player, players};
use crate::plan::step::{DataMap, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = counts();
    plans.extend(lengths());
    plans.extend(distinct());
    plans.extend(awkward());
    plans
}

fn counts() -> Vec<EdgePlan> {
    vec![
        edge("25 players", &["CPS-05", "CPS-10", "CPS-11"], |s| {
            let session = s.active(100);
            s.batch(session, &players(1, 25));
            s.describe_both(session);
        }),
        edge("26 players", &["CPS-05"], |s| {
            let session = s.active(100);
            s.batch(session, &players(1, 26));
            s.describe_both(session);
        }),
        edge(
            "26 players, then 25",
            &["CPS-05", "CPS-36", "CPS-45"],
            |s| {
                let session = s.active(25);
                s.batch(session, &players(1, 26));
                s.batch(session, &players(1, 25));
                s.describe_both(session);
            },
        ),
        edge("no player", &["CPS-05"], |s| {
            let session = s.active(10);
            s.batch(session, &[]);
            s.describe_both(session);
        }),
    ]
}

fn repeated(character: char, count: u32) -> Text {
    Text::Repeated { character, count }
}

fn exact(text: &str) -> Text {
    Text::Exact(text.to_owned())
}

/// Sends one id by both forms and describes what came of it.
fn one_id(s: &mut Script, id: &Text) {
    let in_batch = s.active(10);
    s.batch(in_batch, std::slice::from_ref(id));
    s.describe_players(in_batch);
    let alone = s.active(10);
    s.single(alone, id);
    s.describe_players(alone);
}

fn lengths() -> Vec<EdgePlan> {
    let legal = [
        ("a player id of 1 character", repeated('x', 1)),
        ("a player id of 1,024 characters", repeated('x', 1024)),
    ];
    let illegal = [
        ("a player id of no character", exact("")),
        ("a player id of 1,025 characters", repeated('x', 1025)),
        ("a player id of 1,025 accented letters", repeated('é', 1025)),
        ("a player id of 1,025 emoji", repeated('🎮', 1025)),
    ];
    // U-35: code points, UTF-16 code units and bytes part ways between these lengths.
    let open = [
        ("a player id of 512 accented letters", repeated('é', 512)),
        ("a player id of 513 accented letters", repeated('é', 513)),
        ("a player id of 1,024 accented letters", repeated('é', 1024)),
        ("a player id of 256 emoji", repeated('🎮', 256)),
        ("a player id of 512 emoji", repeated('🎮', 512)),
        ("a player id of 513 emoji", repeated('🎮', 513)),
        ("a player id of 1,024 emoji", repeated('🎮', 1024)),
    ];
    let mut plans: Vec<EdgePlan> = [&legal[..], &illegal[..], &open[..]]
        .concat()
        .into_iter()
        .map(|(name, id)| edge(name, &["CPS-05", "CPS-40"], |s| one_id(s, &id)))
        .collect();
    plans.push(edge(
        "a player id of illegal length among others",
        &["CPS-05", "CPS-36"],
        |s| {
            let session = s.active(3);
            s.batch(session, &[player(1), repeated('x', 1025), player(2)]);
            s.describe_both(session);
            s.batch(session, &players(1, 3));
            s.describe_both(session);
        },
    ));
    plans
}

fn distinct() -> Vec<EdgePlan> {
    let pairs = [
        ("letter case", "Player", "player"),
        ("a space at the end", "player", "player "),
        ("a space at the start", "player", " player"),
        ("spaces inside", "play er", "play  er"),
        ("an accent", "André", "Andre"),
        ("the composition of an accent", "Andr\u{e9}", "Andre\u{301}"),
        ("zeros in front", "7", "007"),
        ("a tab for a space", "a b", "a\tb"),
    ];
    let alone = [
        ("capital letters", "PLAYER"),
        ("a space at the end", "player "),
        ("a space at the start", " player"),
        ("a decomposed accent", "Andre\u{301}"),
    ];
    let mut plans: Vec<EdgePlan> = alone
        .into_iter()
        .map(|(name, id)| {
            edge(format!("a player id with {name}"), &["CPS-40"], |s| {
                one_id(s, &exact(id));
            })
        })
        .collect();
    for (name, first, second) in pairs {
        let ids = [exact(first), exact(second)];
        let entries = vec![
            (ids[0].clone(), Some(exact("first"))),
            (ids[1].clone(), Some(exact("second"))),
        ];
        plans.push(edge(
            format!("player ids that differ by {name}"),
            &["CPS-17", "CPS-40"],
            |s| {
                let together = s.active(2);
                s.batch_with(together, &ids, DataMap::Entries(entries));
                s.describe_both(together);
                let apart = s.active(2);
                s.batch(apart, &ids[..1]);
                s.single(apart, &ids[1]);
                s.describe_both(apart);
            },
        ));
    }
    plans
}

fn awkward() -> Vec<EdgePlan> {
    let ids = [
        ("one space", " "),
        ("quotes and backslashes", "a\"b\\c\\n'd"),
        ("line breaks", "a\nb\r\nc"),
        ("control characters", "a\u{1}b\u{7f}c"),
        ("a NUL character", "a\u{0}b"),
        ("JSON", "{\"PlayerId\":null}"),
        ("markup", "<b>&amp;</b>"),
        ("a path", "../../etc/passwd"),
        ("emoji", "👩‍🚀🎮"),
        ("several scripts", "игрок-プレイヤー-لاعب"),
        ("the word null", "null"),
        (
            "a player session id",
            "psess-00000000-0000-4000-8000-000000000000",
        ),
    ];
    ids.into_iter()
        .map(|(name, id)| {
            edge(
                format!("a player id of {name}"),
                &["CPS-05", "CPS-40"],
                |s| one_id(s, &exact(id)),
            )
        })
        .collect()
}
