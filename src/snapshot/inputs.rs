//! What two runs were made with: it tells why one of them has not seen what the other has.

use std::collections::BTreeSet;

use super::PROFILE;
use super::drift::Change;
use super::file::SnapshotFile;
use super::recorder::{CLOCK, LACKS, VERSION};
use crate::api::action::Action;

/// What sets runs apart, in the order in which it is told.
const INPUTS: [&str; 11] = [
    VERSION,
    "effort",
    "seed",
    "suites",
    "only",
    "cases",
    "offers",
    LACKS,
    CLOCK,
    "reservation_timeout",
    "apart",
];

/// How many characters of an input are told.
const SHOWN: usize = 60;

/// Compares what two profiles were made with: an action that is not offered any more is a change,
/// the rest is worth a note.
pub(super) fn compare(before: &SnapshotFile, now: &SnapshotFile) -> (Vec<Change>, Option<String>) {
    // Another version may know of more actions.
    let is_comparable = before.info(VERSION) == now.info(VERSION);
    let actions = if is_comparable {
        let [before, now] = [before, now].map(lacking);
        let is_other = |action: &&Action| before.contains(action) != now.contains(action);
        let others = Action::ALL.iter().filter(is_other);
        others
            .map(|action| offered(*action, now.contains(action)))
            .collect()
    } else {
        Vec::new()
    };
    let is_told = |key: &&str| *key != LACKS || actions.is_empty();
    let keys = INPUTS.into_iter().filter(is_told);
    let others: Vec<String> = keys
        .filter_map(|key| {
            let [before, now] = [before, now].map(|profile| profile.info(key));
            let text = |value: Option<&str>| shortened(value.unwrap_or("not said"));
            (before != now).then(|| {
                let key = key.replace('_', " ");
                format!("{key} was {}, is {}", text(before), text(now))
            })
        })
        .collect();
    let note = (!others.is_empty()).then(|| format!("made otherwise: {}", others.join("; ")));
    (actions, note)
}

/// Returns the actions that a target did not offer.
fn lacking(profile: &SnapshotFile) -> BTreeSet<Action> {
    let names = profile.info(LACKS).unwrap_or_default().split(' ');
    names.filter_map(Action::parse).collect()
}

fn offered(action: Action, is_lacking: bool) -> Change {
    let (was, is) = if is_lacking {
        ("offered", "not offered")
    } else {
        ("not offered", "offered")
    };
    Change {
        snapshot: PROFILE.to_owned(),
        about: action.to_string(),
        lines: vec![format!("was {was}"), format!("now {is}")],
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(info: &[(&str, &str)]) -> SnapshotFile {
        let info = info.iter();
        SnapshotFile {
            info: info
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            ..SnapshotFile::default()
        }
    }

    #[test]
    fn what_was_made_with_the_same_inputs_is_made_alike() {
        let own = profile(&[(VERSION, "1"), (LACKS, "SearchGameSessions")]);
        assert_eq!(compare(&own, &own), (Vec::new(), None));
    }

    #[test]
    fn an_action_that_is_not_offered_any_more_is_a_change_and_one_that_is_offered_too() {
        let [all, less] = ["nothing", "SearchGameSessions sdk-wire"]
            .map(|lacks| profile(&[(VERSION, "1"), (LACKS, lacks)]));
        let (lost, note) = compare(&all, &less);
        assert_eq!(lost[0].about, "SearchGameSessions");
        assert_eq!(lost[0].lines, ["was offered", "now not offered"]);
        assert_eq!((lost.len(), note), (1, None));
        let (found, _) = compare(&less, &all);
        assert_eq!(found[0].lines, ["was not offered", "now offered"]);
    }

    #[test]
    fn another_version_and_other_flags_are_worth_a_note() {
        let before = profile(&[(VERSION, "1"), (LACKS, "nothing"), (CLOCK, "wall")]);
        let now = profile(&[
            (VERSION, "2"),
            (LACKS, "SearchGameSessions"),
            (CLOCK, "wall"),
        ]);
        let (changes, note) = compare(&before, &now);
        assert_eq!(changes, []);
        assert_eq!(
            note.unwrap(),
            "made otherwise: version was 1, is 2; lacks was nothing, is SearchGameSessions"
        );
        let only = profile(&[(VERSION, "1"), ("only", &"CPS-01 ".repeat(20))]);
        let (_, note) = compare(&profile(&[(VERSION, "1")]), &only);
        let note = note.unwrap();
        assert!(
            note.starts_with("made otherwise: only was not said, is CPS-01 "),
            "{note}"
        );
        assert!(note.ends_with('…'), "{note}");
    }
}
