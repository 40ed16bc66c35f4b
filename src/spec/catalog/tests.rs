//! The catalog reads what is embedded, and names everything that is wrong with anything else.

use super::*;
use crate::api::exception::ExceptionKind;
use crate::spec::question::{QuestionKind, Standing};

/// A clause without a mistake, to which a test adds one line.
const CLAUSE: &str = r#"
[[clause]]
id = "CPS-99"
level = "SHOULD"
provenance = "inferred"
suite = "core"
guards = "reply"
title = "a title"
text = "A text."
source = "a source"
"#;

/// A question without a mistake but the lack of contexts and answers.
const QUESTION: &str = r#"
[[question]]
id = "U-99"
text = "Why?"
evidence = "None."
kind = "consistent"
"#;

const CONTEXT: &str = r#"
[[question.context]]
id = "U-99/here"
text = "here"
"#;

const ANSWERS: &str = r#"
[[question.answer]]
name = "yes"
text = "yes"
standing = "supported"
[[question.answer]]
name = "no"
text = "no"
standing = "tolerated"
"#;

const LIMIT: &str = r#"
[[limit]]
name = "Length"
min = 1
clause = "CPS-09"
"#;

const FAULT: &str = r#"
[[fault]]
name = "some-fault"
clause = "CPS-09"
text = "A text."
"#;

/// Adds a file to the embedded ones and holds its problems, without the file's name, to `expected`.
#[track_caller]
fn check(parts: &[&str], expected: &[&str]) {
    let text = parts.concat();
    let files = FILES
        .into_iter()
        .chain([("extra.toml", text.as_str())])
        .collect::<Vec<_>>();
    let problems = Catalog::parse(&files).err().unwrap_or_default();
    let problems: Vec<&str> = problems
        .iter()
        .map(|problem| problem.trim_start_matches("extra.toml: "))
        .collect();
    assert_eq!(problems, expected);
}

#[test]
fn the_embedded_catalog_parses() {
    assert_eq!(
        Catalog::parse(&FILES).err().unwrap_or_default(),
        Vec::<String>::new()
    );
    let catalog = Catalog::embedded();
    let full = &catalog.clauses[&ClauseId::of("CPS-35")];
    assert_eq!(full.exceptions, [ExceptionKind::GameSessionFull]);
    assert_eq!(catalog.limits["PlayerIds"].max, Some(25));
    assert_eq!(
        catalog.limits["GameSessionId"].punctuation.as_deref(),
        Some(":/-")
    );
}

#[test]
fn answers_are_those_of_the_context_with_the_predicted_one_first() {
    let names = |context: ContextId| -> Vec<&str> {
        let question = Catalog::embedded()
            .question(context)
            .expect("an embedded question");
        question
            .allowed(context)
            .map(|answer| answer.name.as_str())
            .collect()
    };
    assert_eq!(names(ContextId::of("U-01")), ["refused-whole"]);
    assert_eq!(
        names(ContextId::of("U-17/bare-id")),
        ["not-found", "invalid-request", "accepted"]
    );
    assert_eq!(
        names(ContextId::of("U-17/alias")),
        ["not-found", "invalid-request"]
    );
    assert_eq!(names(ContextId::of("U-31/port")), ["present", "absent"]);
    assert_eq!(names(ContextId::of("U-31/dns-name")), ["absent", "present"]);
    assert_eq!(names(ContextId::of("U-09")), Vec::<&str>::new());
}

#[test]
fn the_questions_without_an_answer_set_are_the_unbounded_ones() {
    let unbounded: Vec<&str> = Catalog::embedded()
        .questions
        .iter()
        .filter(|question| question.kind == QuestionKind::Unbounded)
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(unbounded, ["U-09", "U-20", "U-21", "U-26", "U-32"]);
}

#[test]
fn rows_without_a_mistake_are_accepted() {
    check(&[CLAUSE, QUESTION, CONTEXT, ANSWERS, LIMIT, FAULT], &[]);
}

#[test]
fn a_file_that_is_not_toml_is_named_with_the_place() {
    let problems = Catalog::parse(&[("broken.toml", "[[clause")]).expect_err("not TOML");
    assert!(
        problems[0].starts_with("broken.toml: TOML parse error at line 1"),
        "{problems:?}"
    );
}

#[test]
fn an_unknown_key_is_named() {
    check(
        &[CLAUSE, "colour = 1"],
        &["clause CPS-99: key `colour`: unknown"],
    );
    check(&["[[claus]]"], &["key `claus`: unknown"]);
    check(
        &[QUESTION, CONTEXT, "x = 1", ANSWERS],
        &["question U-99: context U-99/here: key `x`: unknown"],
    );
    check(&[LIMIT, "x = 1"], &["limit Length: key `x`: unknown"]);
    check(&[FAULT, "x = 1"], &["fault some-fault: key `x`: unknown"]);
}

#[test]
fn a_missing_key_is_named() {
    let missing = |key: &str| format!("fault number 1: key `{key}`: missing");
    check(
        &["[[fault]]"],
        &[&missing("name"), &missing("clause"), &missing("text")],
    );
    check(
        &["[[limit]]\nname = \"a\"\nclause = \"CPS-09\""],
        &["limit a: key `min`: missing"],
    );
    check(
        &[QUESTION, ANSWERS],
        &["question U-99: key `context`: missing"],
    );
}

#[test]
fn a_value_of_the_wrong_type_is_named() {
    check(
        &[CLAUSE, "settles = 1"],
        &["clause CPS-99: key `settles`: must be a string"],
    );
    check(
        &[CLAUSE, "settles = ''"],
        &["clause CPS-99: key `settles`: must not be empty"],
    );
    for exceptions in ["exceptions = 'x'", "exceptions = [1]", "exceptions = []"] {
        check(
            &[CLAUSE, exceptions],
            &["clause CPS-99: key `exceptions`: must be a non-empty list of strings"],
        );
    }
    check(
        &[LIMIT, "max = '2'"],
        &["limit Length: key `max`: must be an integer"],
    );
    check(
        &["fault = 1"],
        &["key `fault`: must be a non-empty list of tables"],
    );
}

#[test]
fn a_value_outside_its_set_is_named() {
    for (key, right, wrong) in [
        ("id", "CPS-99", "CPS-9"),
        ("level", "SHOULD", "should"),
        ("provenance", "inferred", "guessed"),
        ("suite", "core", "cores"),
        ("guards", "reply", "replies"),
    ] {
        let name = if key == "id" { wrong } else { "CPS-99" };
        check(
            &[&CLAUSE.replace(&format!("\"{right}\""), &format!("\"{wrong}\""))],
            &[&format!(
                "clause {name}: key `{key}`: `{wrong}` is not one of its values"
            )],
        );
    }
    check(
        &[&CLAUSE.replace("a title", "A title.")],
        &["clause CPS-99: key `title`: must be one line without a full stop"],
    );
    check(
        &[LIMIT, "max = 0"],
        &["limit Length: key `max`: must not be below `min`"],
    );
}

#[test]
fn an_exception_is_a_declared_one_or_one_of_the_front_end() {
    check(
        &[
            CLAUSE,
            "exceptions = ['NotFoundException', 'SerializationException']",
        ],
        &[],
    );
    for name in ["NotFound", "x#NotFoundException", "TeapotException"] {
        check(
            &[CLAUSE, &format!("exceptions = ['{name}']")],
            &[&format!(
                "clause CPS-99: key `exceptions`: `{name}` is not one of its values"
            )],
        );
    }
}

#[test]
fn a_name_that_is_taken_is_named_with_its_first_place() {
    check(
        &[&CLAUSE.replace("CPS-99", "CPS-09")],
        &["clause CPS-09: its name is taken already by create-player-sessions.toml: clause CPS-09"],
    );
    check(
        &[LIMIT, LIMIT],
        &["limit Length: its name is taken already by extra.toml: limit Length"],
    );
    check(
        &[FAULT, FAULT],
        &["fault some-fault: its name is taken already by extra.toml: fault some-fault"],
    );
    check(
        &[QUESTION, CONTEXT, ANSWERS, QUESTION, CONTEXT, ANSWERS],
        &["question U-99: its name is taken already by extra.toml: question U-99"],
    );
    check(
        &[QUESTION, CONTEXT, CONTEXT, ANSWERS, ANSWERS],
        &[
            "question U-99: key `answer`: a name is given twice",
            "question U-99: key `context`: an id is given twice",
        ],
    );
}

#[test]
fn a_must_needs_a_document_or_the_model() {
    for provenance in ["observed", "inferred"] {
        let clause = CLAUSE
            .replace("SHOULD", "MUST")
            .replace("inferred", provenance);
        check(
            &[&clause],
            &[&format!(
                "clause CPS-99: key `level`: MUST cannot be {provenance}"
            )],
        );
    }
    for provenance in ["documented", "modelled"] {
        check(
            &[&CLAUSE
                .replace("SHOULD", "MUST")
                .replace("inferred", provenance)],
            &[],
        );
    }
}

#[test]
fn a_reference_to_nothing_is_named() {
    check(
        &[CLAUSE, "half_of = 'CPS-98'"],
        &["clause CPS-99: key `half_of`: there is no clause CPS-98"],
    );
    check(
        &[CLAUSE, "settles = 'U-98'"],
        &["clause CPS-99: key `settles`: there is no question U-98"],
    );
    check(
        &[&LIMIT.replace("CPS-09", "CPS-98")],
        &["limit Length: key `clause`: there is no clause CPS-98"],
    );
    check(
        &[&FAULT.replace("CPS-09", "CPS-98")],
        &["fault some-fault: key `clause`: there is no clause CPS-98"],
    );
    check(
        &[
            QUESTION,
            CONTEXT,
            ANSWERS,
            "includes = ['no', 'maybe']\ncontexts = ['U-99/there']",
        ],
        &[
            "question U-99: key `answer`: no: includes: there is no other answer `no`",
            "question U-99: key `answer`: no: includes: there is no other answer `maybe`",
            "question U-99: key `answer`: no: contexts: there is no context `U-99/there`",
        ],
    );
    check(
        &[
            QUESTION,
            CONTEXT,
            ANSWERS,
            &ANSWERS
                .replace("supported", "contrary CPS-98")
                .replace("yes", "often")
                .replace("\"no\"", "\"seldom\""),
        ],
        &["question U-99: key `answer`: often: standing: there is no clause CPS-98"],
    );
    check(
        &[QUESTION, &CONTEXT.replace("U-99", "U-98"), ANSWERS],
        &["question U-99: key `context`: `U-98/here` belongs to another question"],
    );
}

#[test]
fn a_question_has_answers_for_every_context_or_is_unbounded() {
    check(
        &[QUESTION, CONTEXT],
        &["question U-99: key `answer`: only an unbounded question has no answers"],
    );
    check(
        &[&QUESTION.replace("consistent", "unbounded"), CONTEXT],
        &[],
    );
    check(
        &[
            QUESTION,
            CONTEXT,
            &CONTEXT.replace("here", "there"),
            &ANSWERS.replace("text =", "contexts = ['U-99/there']\ntext ="),
        ],
        &["question U-99: key `context`: `U-99/here` has no allowed answer"],
    );
    check(
        &[QUESTION, CONTEXT, "predicted = 'maybe'", ANSWERS],
        &["question U-99: key `context`: `U-99/here` predicts no answer it allows"],
    );
}

#[test]
fn a_single_allowed_answer_and_a_clause_that_settles_go_together() {
    let contrary = ANSWERS.replace("tolerated", "contrary CPS-09");
    check(
        &[QUESTION, CONTEXT, &contrary],
        &["question U-99: its only allowed answer is settled by no clause"],
    );
    check(
        &[CLAUSE, "settles = 'U-99'", QUESTION, CONTEXT, &contrary],
        &[],
    );
    check(
        &[CLAUSE, "settles = 'U-99'", QUESTION, CONTEXT, ANSWERS],
        &["clause CPS-99: key `settles`: U-99 has not exactly one allowed answer"],
    );
    let settled = Catalog::embedded()
        .clauses
        .values()
        .filter_map(|c| c.settles.as_deref());
    let settled: Vec<&str> = settled.collect();
    assert_eq!(settled, ["U-02", "U-06", "U-07", "U-08", "U-25", "U-01"]);
}

#[test]
fn the_numbered_questions_are_all_there() {
    let problems = Catalog::parse(&[]).expect_err("no file has a question");
    assert_eq!(problems.len(), 35);
    assert_eq!(problems[34], "question U-35: missing from all files");
}

#[test]
fn a_standing_is_read_with_its_clause() {
    let standing = |context: ContextId, name: &str| {
        let question = Catalog::embedded()
            .question(context)
            .expect("an embedded question");
        question.answer(name).expect("an embedded answer").standing
    };
    let partial = standing(ContextId::of("U-01"), "partial");
    assert_eq!(partial, Standing::Contrary(ClauseId::of("CPS-10")));
    assert_eq!(
        standing(ContextId::of("U-18"), "not-found"),
        Standing::Documented
    );
}
