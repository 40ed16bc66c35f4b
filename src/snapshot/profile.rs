//! The profile as text, one line for each question in a context, and how two of them differ.

use std::collections::{BTreeMap, BTreeSet};

use super::PROFILE;
use super::drift::{Change, Inputs, listed};
use crate::findings::CaseIndex;
use crate::findings::profile::{Answered, QuestionRow};
use crate::spec::catalog::Catalog;

/// What separates the columns of a line.
const COLUMN: &str = "  ";

/// What the last column of a line begins with.
const SEEN: &str = "  seen in ";

/// What a profile says of one question in one context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    how: How,
    answers: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Answered,
    Undecided,
    Inconsistent,
    Varies,
}

/// Returns the profile as text; a case is named by `witness`.
pub(super) fn body(rows: &[QuestionRow], witness: impl Fn(CaseIndex) -> String) -> String {
    let lines = rows.iter().map(|row| {
        let mut columns = vec![row.context.to_string(), Said::of(&row.answer).text()];
        columns.extend(row.standing.clone());
        let seen: Vec<String> = row.witnesses.iter().map(|case| witness(*case)).collect();
        format!("{}{SEEN}{}", columns.join(COLUMN), seen.join(" and "))
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// Compares two profiles; says what changed, and what only one of them decides.
pub(super) fn compare(before: &str, now: &str, inputs: Inputs) -> (Vec<Change>, Vec<String>) {
    let (before, now) = (parse(before), parse(now));
    let mut changes = Vec::new();
    let mut open: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let contexts: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for context in contexts {
        match judge(context, (before.get(context), now.get(context)), inputs) {
            Judgement::Same => {}
            Judgement::Open(why) => open.entry(why).or_default().push(context),
            Judgement::Changed => {
                let text =
                    |said: Option<&Said>| said.map_or_else(|| "not asked".to_owned(), Said::text);
                changes.push(Change {
                    snapshot: PROFILE.to_owned(),
                    about: context.clone(),
                    lines: vec![
                        format!("was {}", text(before.get(context))),
                        format!("now {}", text(now.get(context))),
                    ],
                });
            }
        }
    }
    let notes = open.into_iter().map(|(why, contexts)| {
        let noun = if contexts.len() == 1 {
            "question"
        } else {
            "questions"
        };
        format!("{} {noun} {why}: {}", contexts.len(), listed(&contexts))
    });
    (changes, notes.collect())
}

enum Judgement {
    Same,
    /// They can both be true of one target.
    Open(&'static str),
    Changed,
}

fn judge(
    context: &str,
    (before, now): (Option<&Said>, Option<&Said>),
    inputs: Inputs,
) -> Judgement {
    // What equal inputs decide once, they decide always.
    let less = |why| match inputs {
        Inputs::Same => Judgement::Changed,
        Inputs::Other => Judgement::Open(why),
    };
    let (before, now) = match (before, now) {
        (Some(before), Some(now)) if before == now => return Judgement::Same,
        (Some(before), Some(now)) => (before, now),
        (None, Some(_)) => return less("not recorded before"),
        (Some(_), None) => return less("not asked by this run"),
        (None, None) => return Judgement::Same,
    };
    if now.how == How::Inconsistent || is_disjoint(context, before, now) {
        return Judgement::Changed;
    }
    match (before.how, now.how) {
        (How::Varies, _) | (_, How::Varies) => Judgement::Open("answered within what was seen"),
        (How::Undecided, _) => less("not decided before"),
        (_, How::Undecided) => less("not decided by this run"),
        _ => less("looked at more closely by one of the two runs"),
    }
}

/// Returns whether no target can be what both say.
///
/// An answer may show as a special case of itself where a run does not look closely.
fn is_disjoint(context: &str, before: &Said, now: &Said) -> bool {
    let question = context.split('/').next().unwrap_or(context);
    let questions = &Catalog::embedded().questions;
    let question = questions.iter().find(|known| known.id == question);
    let wide = |said: &Said| {
        let mut wide = said.answers.clone();
        let all = question.iter().flat_map(|question| &question.answers);
        let general = all.filter(|one| one.includes.iter().any(|name| said.answers.contains(name)));
        wide.extend(general.map(|one| one.name.clone()));
        wide
    };
    // What contradicts itself is beside everything that does not.
    before.how == How::Inconsistent || wide(before).is_disjoint(&wide(now))
}

/// Returns the first line of a profile that is none of ours, counted from 1, and what is wrong
/// with it; `None` where all are.
pub(super) fn flaw(body: &str) -> Option<(usize, &'static str)> {
    let mut contexts = BTreeSet::new();
    body.lines().zip(1..).find_map(|(line, number)| {
        let is_whole = line.starts_with("U-") && line.contains(SEEN);
        let flaw = match columns(line).filter(|_| is_whole) {
            None => Some("it is no line of a profile"),
            Some((context, _)) if !contexts.insert(context) => Some("its question comes twice"),
            Some(_) => None,
        };
        flaw.map(|flaw| (number, flaw))
    })
}

fn parse(body: &str) -> BTreeMap<String, Said> {
    let said = body.lines().filter_map(columns);
    said.map(|(context, answer)| (context.to_owned(), Said::parse(answer)))
        .collect()
}

/// Returns the question and the answer in a line.
fn columns(line: &str) -> Option<(&str, &str)> {
    let mut columns = line.split(COLUMN);
    Some((columns.next()?, columns.next()?))
}

impl How {
    const ALL: [Self; 4] = [
        Self::Answered,
        Self::Undecided,
        Self::Inconsistent,
        Self::Varies,
    ];

    /// Returns what stands before the answers.
    fn prefix(self) -> &'static str {
        match self {
            Self::Answered => "",
            Self::Undecided => "undecided: ",
            Self::Inconsistent => "inconsistent: ",
            Self::Varies => "varies: ",
        }
    }
}

impl Said {
    fn of(answer: &Answered) -> Self {
        let (how, answers) = match answer {
            Answered::Answer(answer) => (How::Answered, std::slice::from_ref(answer)),
            Answered::Undecided(answers) => (How::Undecided, answers.as_slice()),
            Answered::Inconsistent(answers) => (How::Inconsistent, answers.as_slice()),
            Answered::Varies(answers) => (How::Varies, answers.as_slice()),
        };
        Self {
            how,
            answers: answers.iter().cloned().collect(),
        }
    }

    fn parse(text: &str) -> Self {
        let mut kinds = How::ALL.into_iter().rev();
        let found = kinds.find_map(|how| Some((how, text.strip_prefix(how.prefix())?)));
        let (how, answers) = found.unwrap_or((How::Answered, text));
        Self {
            how,
            answers: answers.split(" | ").map(str::to_owned).collect(),
        }
    }

    fn text(&self) -> String {
        let answers: Vec<&str> = self.answers.iter().map(String::as_str).collect();
        format!("{}{}", self.how.prefix(), answers.join(" | "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::id::ContextId;

    fn row(context: &'static str, answer: Answered) -> QuestionRow {
        QuestionRow {
            context: ContextId::of(context),
            answer,
            standing: Some("supported".to_owned()),
            witnesses: vec![CaseIndex(3)],
        }
    }

    fn one(answer: &str) -> String {
        body(
            &[row("U-16/terminated", Said::parse(answer).into())],
            |case| format!("case {}", case.0),
        )
    }

    impl From<Said> for Answered {
        fn from(said: Said) -> Self {
            let mut answers: Vec<String> = said.answers.into_iter().collect();
            match said.how {
                How::Answered => Self::Answer(answers.remove(0)),
                How::Undecided => Self::Undecided(answers),
                How::Inconsistent => Self::Inconsistent(answers),
                How::Varies => Self::Varies(answers),
            }
        }
    }

    #[test]
    fn a_line_tells_the_answer_its_standing_and_where_it_was_seen() {
        assert_eq!(
            one("undecided: a | b"),
            "U-16/terminated  undecided: a | b  supported  seen in case 3"
        );
    }

    #[test]
    fn a_line_that_is_torn_or_comes_twice_is_found() {
        let whole = one("undecided: a | b");
        assert_eq!(flaw(&whole), None);
        assert_eq!(flaw(""), None);
        let check = |body: String| flaw(&body).map(|(line, _)| line);
        assert_eq!(check(format!("{whole}\n{whole}")), Some(2));
        assert_eq!(check(format!("<<<<<<< ours\n{whole}")), Some(1));
        for torn in ["U-1", "U-16/terminated", "U-16/terminated  undecided: a"] {
            assert_eq!(check(format!("{whole}\n{torn}")), Some(2), "{torn}");
        }
    }

    #[test]
    fn two_profiles_differ_where_no_target_can_be_both() {
        let check = |before: &str, now: &str, inputs, changed, noted| {
            let (changes, notes) = compare(&one(before), &one(now), inputs);
            assert_eq!(
                (changes.len(), notes.len()),
                (changed, noted),
                "{before} {now} {notes:?}"
            );
        };
        let (same, other) = (Inputs::Same, Inputs::Other);
        check("a", "a", same, 0, 0);
        check("a", "b", same, 1, 0);
        check("a", "b", other, 1, 0);
        check("a", "undecided: a | b", same, 1, 0);
        check("a", "undecided: a | b", other, 0, 1);
        check("a", "undecided: b | c", other, 1, 0);
        check("undecided: a | b", "a", same, 1, 0);
        check("undecided: a | b", "a", other, 0, 1);
        check("undecided: a | b", "c", other, 1, 0);
        check("a", "inconsistent: a | b", other, 1, 0);
        check("inconsistent: a | b", "a", other, 1, 0);
        check("varies: a | b", "varies: a", same, 0, 1);
        check("varies: a | b", "varies: c", same, 1, 0);
    }

    #[test]
    fn a_question_that_only_one_run_asked_is_no_change_unless_both_could() {
        let nothing = String::new();
        let count = |before: &str, now: &str, inputs| {
            let (changes, notes) = compare(before, now, inputs);
            (changes.len(), notes.len())
        };
        assert_eq!(count(&nothing, &one("a"), Inputs::Same), (1, 0));
        assert_eq!(count(&nothing, &one("a"), Inputs::Other), (0, 1));
        assert_eq!(count(&one("a"), &nothing, Inputs::Same), (1, 0));
        assert_eq!(count(&one("a"), &nothing, Inputs::Other), (0, 1));
    }
}
