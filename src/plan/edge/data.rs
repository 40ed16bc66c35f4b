//! Edge plans about player data: who gets it, its limits and its bytes.

use super::{EdgePlan, edge};
use crate::plan::script::{player, players};
use crate::plan::step::{DataMap, Text};

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = assignment();
    plans.extend(unknown_players());
    plans.extend(borderline());
    plans.extend(lengths());
    plans.extend(contents());
    plans.extend(memory());
    plans
}

fn exact(text: &str) -> Text {
    Text::Exact(text.to_owned())
}

fn entry(n: u32, data: &str) -> (Text, Option<Text>) {
    (player(n), Some(exact(data)))
}

fn repeated(character: char, count: u32) -> Text {
    Text::Repeated { character, count }
}

fn assignment() -> Vec<EdgePlan> {
    let maps = [
        (
            "data for every player",
            vec![entry(1, "red"), entry(2, "blue"), entry(3, "green")],
        ),
        ("data for the second player", vec![entry(2, "blue")]),
        (
            "data for the first and the last player",
            vec![entry(3, "green"), entry(1, "red")],
        ),
        (
            "data in another order than the players",
            vec![entry(3, "green"), entry(2, "blue"), entry(1, "red")],
        ),
    ];
    let mut plans: Vec<EdgePlan> = maps
        .into_iter()
        .map(|(name, entries)| {
            edge(name, &["CPS-17", "CPS-18"], |s| {
                let session = s.active(10);
                s.batch_with(session, &players(1, 3), DataMap::Entries(entries));
                s.describe_players(session);
            })
        })
        .collect();
    plans.push(edge(
        "data for players who are not in the order of their ids",
        &["CPS-17"],
        |s| {
            let session = s.active(10);
            let entries = vec![entry(1, "red"), entry(2, "blue"), entry(3, "green")];
            let unsorted = [player(2), player(3), player(1)];
            s.batch_with(session, &unsorted, DataMap::Entries(entries));
            s.describe_players(session);
        },
    ));
    plans.push(edge("data for 25 players", &["CPS-06", "CPS-17"], |s| {
        let session = s.active(25);
        let entries = (1..=25).map(|n| entry(n, &format!("data {n}"))).collect();
        s.batch_with(session, &players(1, 25), DataMap::Entries(entries));
        s.describe_players(session);
    }));
    plans
}

fn unknown_players() -> Vec<EdgePlan> {
    let many = (10..=60).map(|n| entry(n, "nobody")).collect();
    let maps = [
        ("data for an unknown player only", vec![entry(9, "nobody")]),
        (
            "data for an unknown player as well",
            vec![entry(1, "red"), entry(9, "nobody")],
        ),
        ("data for more players than a batch may have", many),
    ];
    let mut plans: Vec<EdgePlan> = maps
        .into_iter()
        .map(|(name, entries)| {
            edge(name, &["CPS-06", "CPS-18", "CPS-19"], |s| {
                let session = s.active(10);
                s.batch_with(session, &players(1, 2), DataMap::Entries(entries));
                s.describe_players(session);
            })
        })
        .collect();
    plans.push(edge(
        "data for a player who is in the game session already",
        &["CPS-19", "CPS-21"],
        |s| {
            let session = s.active(10);
            let first = vec![entry(1, "red")];
            s.batch_with(session, &[player(1)], DataMap::Entries(first));
            let second = vec![entry(1, "blue"), entry(2, "green")];
            s.batch_with(session, &[player(2)], DataMap::Entries(second));
            s.describe_players(session);
        },
    ));
    plans
}

fn borderline() -> Vec<EdgePlan> {
    let null_value = vec![(player(1), None), entry(2, "blue")];
    let ignored = |data: Text| DataMap::Entries(vec![(player(9), Some(data))]);
    let maps = [
        ("an empty data map", DataMap::Entries(Vec::new())),
        ("a null data map", DataMap::Null),
        ("a null among the data", DataMap::Entries(null_value)),
        ("empty data for an unknown player", ignored(exact(""))),
        (
            "data of 2,049 characters for an unknown player",
            ignored(repeated('d', 2049)),
        ),
    ];
    maps.into_iter()
        .map(|(name, data)| {
            edge(name, &["CPS-18"], |s| {
                let session = s.active(10);
                s.batch_with(session, &players(1, 2), data);
                s.describe_players(session);
            })
        })
        .collect()
}

fn lengths() -> Vec<EdgePlan> {
    let values = [
        ("data of 1 character", repeated('d', 1)),
        ("data of 2,048 characters", repeated('d', 2048)),
        ("data of 2,049 characters", repeated('d', 2049)),
        ("data of no character", exact("")),
        // U-35: code points, UTF-16 code units and bytes part ways between these lengths.
        ("data of 1,024 accented letters", repeated('é', 1024)),
        ("data of 1,025 accented letters", repeated('é', 1025)),
        ("data of 2,048 accented letters", repeated('é', 2048)),
        ("data of 2,049 accented letters", repeated('é', 2049)),
        ("data of 1,024 emoji", repeated('🎮', 1024)),
        ("data of 1,025 emoji", repeated('🎮', 1025)),
        ("data of 2,048 emoji", repeated('🎮', 2048)),
    ];
    let mut plans: Vec<EdgePlan> = values
        .into_iter()
        .map(|(name, data)| {
            edge(name, &["CPS-06", "CPS-17", "CPS-41"], |s| {
                let session = s.active(10);
                let entries = vec![(player(1), Some(data.clone()))];
                s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                s.single_with(session, &player(2), data);
                s.describe_players(session);
            })
        })
        .collect();
    let keys = [
        ("a map key of 1 character", repeated('k', 1)),
        ("a map key of 1,024 characters", repeated('k', 1024)),
        ("a map key of 1,025 characters", repeated('k', 1025)),
        ("a map key of no character", exact("")),
    ];
    plans.extend(keys.into_iter().map(|(name, key)| {
        edge(name, &["CPS-06", "CPS-19"], |s| {
            let session = s.active(10);
            let entries = vec![(key, Some(exact("nobody")))];
            s.batch_with(session, &[player(1)], DataMap::Entries(entries));
            s.describe_players(session);
        })
    }));
    plans.push(edge(
        "data of illegal length leaves nothing",
        &["CPS-06", "CPS-36"],
        |s| {
            let session = s.active(2);
            let entries = vec![(player(1), Some(repeated('d', 2049)))];
            s.batch_with(session, &players(1, 2), DataMap::Entries(entries));
            s.batch(session, &players(1, 2));
            s.describe_both(session);
        },
    ));
    plans
}

fn contents() -> Vec<EdgePlan> {
    let contents = [
        ("quotes and backslashes", "\"a\\\"b\\\\c\\u0041'"),
        ("line breaks", "a\nb\r\nc\td"),
        ("spaces at both ends", "  data  "),
        ("one space", " "),
        ("control characters", "a\u{1}b\u{1f}c\u{7f}"),
        ("a NUL character", "a\u{0}b"),
        (
            "JSON",
            "{\"skill\": {\"N\": 10}, \"team\": [\"red\", null]}",
        ),
        ("an unfinished JSON text", "{\"skill\": [1,"),
        ("markup", "<a href=\"x\">&amp;&lt;</a>"),
        ("emoji", "👩‍🚀🎮🇪🇺"),
        ("a decomposed accent", "e\u{301} is not \u{e9}"),
        ("several scripts", "игрок プレイヤー لاعب"),
        ("a byte order mark", "\u{feff}data"),
        ("a number", "007"),
        ("the word null", "null"),
        ("a placeholder", "${player} %s {0}"),
    ];
    contents
        .into_iter()
        .map(|(name, data)| {
            edge(
                format!("data of {name}"),
                &["CPS-17", "CPS-20", "CPS-41"],
                |s| {
                    let session = s.active(10);
                    let entries = vec![(player(1), Some(exact(data)))];
                    s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                    s.single_with(session, &player(2), exact(data));
                    s.describe_players(session);
                },
            )
        })
        .collect()
}

fn memory() -> Vec<EdgePlan> {
    vec![
        edge(
            "data stays through accept and remove",
            &["CPS-17", "CPS-21"],
            |s| {
                let session = s.active(10);
                let entries = vec![entry(1, "red"), entry(2, "blue")];
                let created = s.batch_with(session, &players(1, 2), DataMap::Entries(entries));
                s.accept(created, 0);
                s.describe_players(session);
                s.remove(created, 0);
                s.describe_players(session);
            },
        ),
        edge(
            "data of an earlier visit",
            &["CPS-18", "CPS-21", "CPS-37"],
            |s| {
                let session = s.active(10);
                let entries = vec![entry(1, "red")];
                let created = s.batch_with(session, &[player(1)], DataMap::Entries(entries));
                s.accept(created, 0);
                s.remove(created, 0);
                s.batch(session, &[player(1)]);
                s.describe_players(session);
            },
        ),
        edge(
            "other data on a second visit",
            &["CPS-17", "CPS-21", "CPS-37"],
            |s| {
                let session = s.active(10);
                let first = vec![entry(1, "red")];
                let created = s.batch_with(session, &[player(1)], DataMap::Entries(first));
                s.accept(created, 0);
                s.remove(created, 0);
                s.describe_players(session);
                let second = vec![entry(1, "blue")];
                s.batch_with(session, &[player(1)], DataMap::Entries(second));
                s.describe_players(session);
            },
        ),
        edge(
            "data in two game sessions",
            &["CPS-17", "CPS-18", "CPS-39"],
            |s| {
                let here = s.active(10);
                let there = s.active(10);
                let entries = vec![entry(1, "red")];
                s.batch_with(here, &[player(1)], DataMap::Entries(entries));
                s.batch(there, &[player(1)]);
                s.describe_players(here);
                s.describe_players(there);
            },
        ),
        edge("data of a refused call", &["CPS-18", "CPS-36"], |s| {
            let session = s.active(1);
            let entries = vec![entry(1, "red"), entry(2, "blue")];
            s.batch_with(session, &players(1, 2), DataMap::Entries(entries));
            s.batch(session, &[player(1)]);
            s.describe_players(session);
        }),
    ]
}
