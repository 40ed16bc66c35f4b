//! The judgement of a race with and without what is known of its operations beforehand.

use proptest::prelude::*;

use super::{Kind, Raced, judge_kinds, judge_race};
use crate::check::case::tests::story::Story;
use crate::check::linear::Budget;
use crate::check::sorted::Sorted;
use crate::check::walk::{Ground, Keep, Walk};
use crate::spec::catalog::Catalog;
use crate::verdict::deviation::Deviations;

/// Returns what a story's race has shown, as a text: with what is known beforehand, and without.
fn both(story: &str) -> (String, String) {
    let story = Story::parse(story);
    let catalog = Catalog::embedded();
    let sorted = Sorted::of(&story.history, catalog);
    let ground = Ground {
        catalog,
        terms: &story.terms,
        elsewhere: &sorted.elsewhere,
        accepted: &Deviations::default(),
    };
    let track = &sorted.tracks[0];
    let raced = |index: &usize| track.steps[*index].operation.client != 0;
    let race: Vec<usize> = (0..track.steps.len()).filter(raced).collect();
    let lifts = std::collections::BTreeSet::new();
    let mut walk = Walk::new();
    walk.go_on(track, race[0], &lifts, (ground, Keep::Nothing));
    let race: Vec<_> = race
        .iter()
        .map(|index| (&track.steps[*index], track.scene(*index, &[], ground)))
        .collect();
    let known = judge_race(walk.beliefs.clone(), &race, Budget::default());
    let unknown: Vec<Kind> = race
        .iter()
        .map(|(step, _)| match Kind::of(step) {
            Kind::Look => Kind::Revelation,
            kind @ (Kind::Revelation | Kind::Alike(_) | Kind::Change | Kind::Lost | Kind::Void) => {
                kind
            }
        })
        .collect();
    let plain = judge_kinds(walk.beliefs, (&race, &unknown), Budget::default());
    (told(known), told(plain))
}

fn told(raced: Raced) -> String {
    match raced {
        Raced::Safe(ended) => format!("{:?}", ended.beliefs),
        Raced::Unsafe { .. } => "unsafe".to_owned(),
        Raced::Unknown => panic!("the budget is ample"),
    }
}

/// An operation of client `number` in a race, with an outcome that may or may not be legal.
fn line(number: usize) -> impl Strategy<Value = String> {
    let act = prop_oneof![
        4 => Just(format!("single p{number} -> ok")),
        2 => Just(format!("single p{number} -> GameSessionFull")),
        2 => Just(format!("batch p{number} q{number} -> ok")),
        1 => Just(format!("batch p{number} q{number} -> GameSessionFull")),
        1 => Just("single same -> ok".to_owned()),
        1 => Just(format!("single p{number} -> lost")),
        1 => Just(format!("single p{number} -> InvalidGameSessionStatus")),
        1 => (0..4).prop_map(|maximum| format!("update max={maximum} -> ok")),
        1 => Just("update policy=DENY_ALL -> ok".to_owned()),
        1 => Just("accept old -> ok".to_owned()),
        1 => Just("remove old -> ok".to_owned()),
        1 => Just("players -> old:RESERVED".to_owned()),
        1 => Just("players -> none".to_owned()),
    ];
    (act, 0..8, 0..6).prop_map(move |(act, start, length)| {
        let client = char::from(b'a' + u8::try_from(number).expect("there are few"));
        format!("by {client} {start}..{} {act}\n", start + length)
    })
}

fn story() -> impl Strategy<Value = String> {
    let lines = (1usize..=5).prop_flat_map(|count| (0..count).map(line).collect::<Vec<_>>());
    (1..4, lines).prop_map(|(maximum, lines)| {
        format!(
            "game-session {maximum} -> ok\nactivate -> ok\nsingle old -> ok\nrace\n{}rest\n",
            lines.concat()
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_known_beforehand_changes_no_judgement(story in story()) {
        let (known, plain) = both(&story);
        prop_assert_eq!(known, plain, "{}", story);
    }
}
