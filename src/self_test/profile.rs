//! What a run says of the emulator's answers, held against what the emulator was told to answer.
//!
//! The emulator names its questions and answers by itself; here they are looked up in the catalog.

use std::collections::BTreeSet;
use std::fmt;

use crate::emulator::questions::Question;
use crate::emulator::variations::Variations;
use crate::findings::{Findings, Observed};
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;
use crate::spec::question::QuestionKind;

/// The contexts in which a run does not say what the emulator answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Those in which it says something else.
    pub differing: Vec<Difference>,
    /// Those in which it leaves the answer open.
    pub undecided: Vec<Undecided>,
}

/// A context in which a run says something else than the emulator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The context.
    pub context: ContextId,
    /// What the emulator answers.
    pub answered: &'static str,
    /// What the run leaves possible; nothing where it is contradictory.
    pub inferred: Vec<String>,
}

/// A context in which a run leaves the answer open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The context.
    pub context: ContextId,
    /// The answers left, none where no case asked.
    pub left: Vec<String>,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = self.context;
        if !self.left.is_empty() {
            return write!(f, "{context} ({} fit)", self.left.join(" and "));
        }
        write!(f, "{context} (no case asked)")
    }
}

impl Profile {
    /// Compares what a run has found with what the emulator was told.
    pub fn of(findings: &Findings, variations: &Variations) -> Self {
        let mut profile = Self::default();
        let is_among_others = variations.iter().count() > 1;
        for question in Question::ALL {
            let context = ContextId::of(question.name());
            let answered = variations.answer(question).name();
            let observed = findings.questions.get(&context);
            let left = observed.map_or_else(Vec::new, |observed| left(context, observed));
            let is_decided = left.len() == 1;
            let is_shown = left.iter().any(|answer| answer == answered);
            let is_hidden = !is_shown && is_among_others && may_hide(context, answered, &left);
            if is_hidden {
                profile.undecided.push(Undecided { context, left });
            } else if observed.is_some() && !is_shown {
                profile.differing.push(Difference {
                    context,
                    answered,
                    inferred: left,
                });
            } else if !is_decided && is_asked(context) {
                profile.undecided.push(Undecided { context, left });
            }
        }
        profile
    }
}

/// Returns whether this version asks the question in that context at all.
fn is_asked(context: ContextId) -> bool {
    let question = Catalog::embedded().question(context);
    let mut known = question.iter().flat_map(|question| &question.contexts);
    known.any(|known| known.id == context && known.unasked.is_none())
}

/// Returns whether an answer may look like those that a run leaves possible.
///
/// Who gives a general answer may happen to give its special case alone. Where nothing else
/// is varied that does not count, for then a run has to bring the difference about.
fn may_hide(context: ContextId, answered: &str, left: &[String]) -> bool {
    let question = Catalog::embedded().question(context);
    let answer = question.and_then(|question| question.answer(answered));
    !left.is_empty()
        && answer.is_some_and(|one| left.iter().all(|name| one.includes.contains(name)))
}

/// Returns the answers that a run leaves possible, or has seen where they may vary.
fn left(context: ContextId, observed: &Observed) -> Vec<String> {
    let question = Catalog::embedded().question(context);
    if question.is_some_and(|question| question.kind == QuestionKind::Varying) {
        let seen: BTreeSet<&String> = observed.sets.keys().flatten().collect();
        return seen.into_iter().cloned().collect();
    }
    observed.narrowest(question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::variations::Variation;
    use crate::findings::CaseIndex;

    fn findings(answers: &[(&'static str, &[&str])]) -> Findings {
        let mut findings = Findings::default();
        for (context, left) in answers {
            let left = left.iter().map(|answer| (*answer).to_owned()).collect();
            let observed = findings.questions.entry(ContextId::of(context));
            observed.or_default().sets.insert(left, CaseIndex(0));
        }
        findings
    }

    #[test]
    fn an_answer_that_was_not_configured_differs() {
        let closed = Variation::parse("U-14=invalid-request").unwrap();
        let variations = Variations::new([closed]).unwrap();
        let plain = Variations::default();
        let found = findings(&[("U-14", &["invalid-request"])]);
        assert_eq!(Profile::of(&found, &variations).differing, []);
        let differing = Profile::of(&found, &plain).differing;
        assert_eq!(
            differing,
            [Difference {
                context: ContextId::of("U-14"),
                answered: "invalid-game-session-status",
                inferred: vec!["invalid-request".to_owned()],
            }]
        );
    }

    #[test]
    fn a_general_answer_may_hide_behind_its_special_case_among_other_variations() {
        let variations = |names: &[&str]| {
            let all = names.iter().map(|name| Variation::parse(name).unwrap());
            Variations::new(all.collect::<Vec<_>>()).unwrap()
        };
        let alone = variations(&["U-34/descriptions=safe-only"]);
        let among_others = variations(&["U-34/descriptions=safe-only", "throttling"]);
        let special = findings(&[("U-34/descriptions", &["linearizable", "safe-only"])]);
        assert_eq!(Profile::of(&special, &alone).differing.len(), 1);
        let profile = Profile::of(&special, &among_others);
        assert_eq!(profile.differing, []);
        let context = ContextId::of("U-34/descriptions");
        let mut undecided = profile.undecided.iter();
        assert!(undecided.any(|one| one.context == context));
        // The other way round nothing is hidden.
        let general = findings(&[("U-34/descriptions", &["safe-only"])]);
        let others = variations(&["U-14=invalid-request", "throttling"]);
        assert_eq!(Profile::of(&general, &others).differing.len(), 1);
    }

    #[test]
    fn contradictory_answers_differ_from_any() {
        let found = findings(&[
            ("U-14", &["invalid-request"]),
            ("U-14", &["game-session-full"]),
        ]);
        let differing = Profile::of(&found, &Variations::default()).differing;
        assert_eq!(differing.len(), 1);
        assert_eq!(differing[0].inferred, [""; 0]);
    }

    #[test]
    fn what_several_answers_fit_is_undecided_and_a_special_case_is_not() {
        let found = findings(&[
            ("U-22", &["reserved-and-active", "other"]),
            ("U-04", &["new-session", "invalid-request"]),
        ]);
        let profile = Profile::of(&found, &Variations::default());
        assert_eq!(profile.differing, []);
        let left = |name| {
            let context = ContextId::of(name);
            let mut undecided = profile.undecided.iter();
            undecided.find(|one| one.context == context)
        };
        assert_eq!(left("U-22"), None);
        assert_eq!(
            left("U-04").unwrap().left,
            ["invalid-request", "new-session"]
        );
        assert_eq!(left("U-14").unwrap().left, [""; 0]);
    }

    #[test]
    fn the_emulator_answers_open_questions_only_and_as_they_may_be_answered() {
        let catalog = Catalog::embedded();
        for question in Question::ALL {
            let context = ContextId::of(question.name());
            let open = catalog
                .question(context)
                .filter(|open| open.contexts.iter().any(|known| known.id == context))
                .unwrap_or_else(|| panic!("{context} is no context of an open question"));
            let allowed: Vec<&str> = open.allowed(context).map(|one| one.name.as_str()).collect();
            for answer in question.answers() {
                let name = answer.name();
                assert!(allowed.contains(&name), "{context} has no answer {name}");
            }
        }
    }

    #[test]
    fn the_emulator_has_a_default_answer_to_every_question_that_is_asked() {
        let names: BTreeSet<&str> = Question::ALL.map(Question::name).into();
        let questions = &Catalog::embedded().questions;
        let unanswered: Vec<&str> = questions
            .iter()
            .filter(|question| question.kind != QuestionKind::Unbounded)
            .flat_map(|question| &question.contexts)
            .filter(|context| context.unasked.is_none())
            .map(|context| context.id.name())
            .filter(|name| !names.contains(name))
            .collect();
        assert_eq!(unanswered, [""; 0], "without a row in the emulator");
    }
}
