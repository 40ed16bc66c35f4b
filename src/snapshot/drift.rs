//! Drift: how two recordings differ, by meaning.
//!
//! Two profiles are compared question by question, two transcripts of the same plan line by
//! line. What only one of two runs could see is no difference.

use std::collections::{BTreeMap, BTreeSet};

use similar::{ChangeTag, TextDiff};

use super::file::SnapshotFile;
use super::recorder::{ADVANCED, CLAUSES, CLOCK, PLAN};
use super::{Kind, Recording, inputs, profile};

/// How many lines around a change are shown.
const CONTEXT: usize = 2;

/// How many lines of a change are shown.
const LINES_MAX: usize = 40;

/// How many lines are compared one by one: what is longer, no run has recorded.
const COMPARED_MAX: usize = 5_000;

/// How many names a note has.
const NAMES_MAX: usize = 5;

/// Something that a target does otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The name of the snapshot.
    pub snapshot: String,
    /// The question or the clauses that it touches, or what else it is about.
    pub about: String,
    /// What it was and what it is.
    pub lines: Vec<String>,
}

/// Whether two runs could see the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inputs {
    /// They were made from the same inputs.
    Same,
    /// They were not.
    Other,
}

/// Where a snapshot stands against the recorded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It says the same.
    Same,
    /// It says something else.
    Changed,
    /// It is of another plan, so that nothing follows.
    OtherPlan,
    /// It was not recorded before.
    Unseen,
    /// It was recorded before and not now.
    Missing,
}

/// How two recordings differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// What is otherwise, by snapshot.
    pub changes: Vec<Change>,
    /// What can be told besides, which is no difference.
    pub notes: Vec<String>,
    /// Where each snapshot stands.
    pub states: BTreeMap<String, State>,
}

impl Drift {
    /// Compares what was recorded with what is.
    pub fn between(before: &Recording, now: &Recording) -> Self {
        let mut drift = Self::default();
        let (mut before, mut now) = (before.clone(), now.clone());
        if let (Some(old), Some(new)) = (before.origin(), now.origin())
            && old != new
        {
            now.without_transcripts();
            let count = before.without_transcripts();
            let [seed, effort] = old;
            drift.notes.push(format!(
                "{count} transcripts not compared: they are of seed {seed} and effort {effort}"
            ));
        }
        let names: BTreeSet<&String> = before
            .snapshots
            .keys()
            .chain(now.snapshots.keys())
            .collect();
        for name in names {
            let state = match (before.snapshots.get(name), now.snapshots.get(name)) {
                (Some(before), Some(now)) => drift.compare(name, before, now),
                (Some(_), None) => State::Missing,
                (None, _) => State::Unseen,
            };
            drift.states.insert(name.clone(), state);
        }
        drift.note(State::OtherPlan, "not compared: of another plan", &now);
        drift.note(State::Unseen, "not recorded before", &now);
        drift.note(State::Missing, "not seen by this run", &now);
        drift
    }

    /// Returns the snapshots in a state.
    pub fn names(&self, state: State) -> impl Iterator<Item = &String> {
        let states = self
            .states
            .iter()
            .filter(move |(_, known)| **known == state);
        states.map(|(name, _)| name)
    }

    fn compare(&mut self, name: &str, before: &SnapshotFile, now: &SnapshotFile) -> State {
        let kind = Kind::of(name);
        if kind == Kind::Profile {
            // On wall time it is a matter of luck what a busy machine has seen in time.
            let is_timely = now.info(CLOCK) == Some(ADVANCED);
            let inputs = if before.info == now.info && is_timely {
                Inputs::Same
            } else {
                Inputs::Other
            };
            let (mut changes, note) = inputs::compare(before, now);
            let (answers, notes) = profile::compare(&before.body, &now.body, inputs);
            changes.extend(answers);
            self.notes.extend(note);
            let state = if changes.is_empty() {
                State::Same
            } else {
                State::Changed
            };
            self.changes.extend(changes);
            self.notes.extend(notes);
            return state;
        }
        let is_transcript = kind != Kind::Messages;
        if is_transcript && before.info(PLAN) != now.info(PLAN) {
            return State::OtherPlan;
        }
        if before.body == now.body {
            return State::Same;
        }
        let about = match now.info(CLAUSES) {
            Some(clauses) => format!("\"{}\" ({clauses})", now.description),
            None => format!("\"{}\"", now.description),
        };
        self.changes.push(Change {
            snapshot: name.to_owned(),
            about,
            lines: difference(&before.body, &now.body),
        });
        State::Changed
    }

    /// Says how many snapshots are in a state that is no difference.
    fn note(&mut self, state: State, what: &str, now: &Recording) {
        let mut kinds: BTreeMap<(Kind, String), Vec<&String>> = BTreeMap::new();
        for name in self.names(state) {
            let why = match now.unfit.get(name) {
                Some(reason) => format!("{what}: {reason}"),
                None => what.to_owned(),
            };
            kinds.entry((Kind::of(name), why)).or_default().push(name);
        }
        let notes: Vec<String> = kinds
            .into_iter()
            .filter(|((kind, _), _)| *kind != Kind::Messages)
            .map(|((kind, why), names)| match (kind, names.len()) {
                (Kind::Profile, _) => format!("{} {why}", kind.noun()),
                (_, 1) => format!("1 {} {why}: {}", kind.noun(), listed(&names)),
                (_, count) => format!("{count} {}s {why}: {}", kind.noun(), listed(&names)),
            })
            .collect();
        self.notes.extend(notes);
    }
}

/// Returns names in a line: the first ones, and how many there are besides.
pub(super) fn listed<T: ToString>(names: &[T]) -> String {
    let more = names.len().saturating_sub(NAMES_MAX);
    let more = (more > 0).then(|| format!("{more} more"));
    let shown = names.iter().take(NAMES_MAX).map(ToString::to_string);
    shown.chain(more).collect::<Vec<String>>().join(", ")
}

/// Returns the lines that differ, with those around them and the step that they are in.
pub fn difference(before: &str, now: &str) -> Vec<String> {
    // A last line without an end would not be the same line as one within.
    let ends = [before, now].map(|text| {
        let lines = text.lines().take(COMPARED_MAX);
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    });
    let [old, new] = &ends;
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let first = group.first().map_or(0, |op| op.new_range().start);
        if let Some(step) = now.lines().take(first).filter(|line| is_step(line)).last() {
            lines.push(format!("  {step}"));
            lines.push("  …".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            lines.push(format!("{sign} {}", change.value().trim_end_matches('\n')));
        }
    }
    let [old, new] = [before, now].map(|text| text.lines().count());
    if old.max(new) > COMPARED_MAX {
        lines.truncate(LINES_MAX);
        lines.push(format!("… {old} lines, now {new}"));
    } else if lines.len() > LINES_MAX {
        let more = lines.len() - LINES_MAX;
        lines.truncate(LINES_MAX);
        lines.push(format!("… {more} more lines"));
    }
    lines
}

/// Returns whether a line begins a step: with its number.
fn is_step(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::recorder::WALL;
    use super::*;

    fn recording(name: &str, plan: &str, body: &str) -> Recording {
        let snapshot = SnapshotFile {
            description: "a batch".to_owned(),
            info: vec![
                (PLAN.to_owned(), plan.to_owned()),
                (CLAUSES.to_owned(), "CPS-08".to_owned()),
            ],
            body: body.to_owned(),
        };
        Recording::of(name, snapshot)
    }

    const NAME: &str = "scenarios/a-batch";

    fn state(before: &Recording, now: &Recording) -> (State, usize) {
        let drift = Drift::between(before, now);
        (drift.states[NAME], drift.changes.len())
    }

    #[test]
    fn a_question_that_a_run_on_wall_time_did_not_ask_is_no_drift() {
        let profile = |clock: &str, body: &str| {
            let snapshot = SnapshotFile {
                description: "what the target answers".to_owned(),
                info: vec![(CLOCK.to_owned(), clock.to_owned())],
                body: body.to_owned(),
            };
            Recording::of("profile", snapshot)
        };
        let asked = "U-01  refused-whole  supported\nU-22  other  tolerated";
        let less = "U-01  refused-whole  supported";
        for (clock, changes, notes) in [(ADVANCED, 1, 0), (WALL, 0, 1)] {
            let drift = Drift::between(&profile(clock, asked), &profile(clock, less));
            assert_eq!((drift.changes.len(), drift.notes.len()), (changes, notes));
        }
    }

    #[test]
    fn a_scenario_drifts_where_the_same_plan_went_otherwise() {
        let before = recording(NAME, "1", "1 A\n< success");
        let check = |plan, body, expected| {
            assert_eq!(state(&before, &recording(NAME, plan, body)), expected);
        };
        check("1", "1 A\n< success", (State::Same, 0));
        check("1", "1 A\n< done", (State::Changed, 1));
        check("2", "1 A\n< done", (State::OtherPlan, 0));
        let none = Recording::default();
        assert_eq!(state(&before, &none), (State::Missing, 0));
        assert_eq!(state(&none, &before), (State::Unseen, 0));
    }

    #[test]
    fn a_change_shows_the_step_that_it_is_in() {
        let before = "1 A\n> a\n> b\n> c\n< d\n2 B";
        let lines = difference(before, &before.replace('d', "e"));
        assert_eq!(
            lines,
            ["  1 A", "  …", "  > b", "  > c", "- < d", "+ < e", "  2 B"]
        );
    }

    #[test]
    fn a_last_line_is_the_same_line_within_another_text() {
        assert_eq!(
            difference("1 A\n< a", "1 A\n< a\n< b"),
            ["  1 A", "  < a", "+ < b"]
        );
    }

    #[test]
    fn a_text_that_no_run_has_recorded_is_told_by_its_length() {
        let text = |word: &str| {
            let lines = (0..100_000).map(|number| format!("{word} {number}\n"));
            lines.collect::<String>()
        };
        let lines = difference(&text("a"), "1 A");
        assert_eq!(lines.len(), LINES_MAX + 1);
        assert_eq!(lines.last().unwrap(), "… 100000 lines, now 1");
    }

    #[test]
    fn what_a_run_could_not_record_is_told_with_its_reason() {
        let before = recording(NAME, "1", "1 A");
        let mut now = Recording::default();
        now.unfit
            .insert(NAME.to_owned(), "a reply was lost".to_owned());
        let drift = Drift::between(&before, &now);
        assert_eq!(
            drift.notes,
            ["1 scenario not seen by this run: a reply was lost: scenarios/a-batch"]
        );
    }
}
