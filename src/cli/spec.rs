//! `spec`: the clauses and open questions that this version holds a target against.

use std::fmt::Write as _;

use super::args::SpecCommand;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::{output, suggest};
use crate::api::exception::ExceptionKind;
use crate::spec::catalog::Catalog;
use crate::spec::clause::Clause;
use crate::spec::question::Question;

/// Carries the command out.
pub(super) fn execute(command: &SpecCommand) -> Result<ExitCode, CliError> {
    let catalog = Catalog::embedded();
    let text = match command {
        SpecCommand::List => list(catalog),
        SpecCommand::Show { id } => show(catalog, id)?,
    };
    output::data(text.as_bytes());
    Ok(ExitCode::Conforms)
}

fn list(catalog: &Catalog) -> String {
    let mut text = String::new();
    for clause in catalog.clauses.values() {
        let _ = writeln!(
            text,
            "{}  {:6}  {:10}  {:10}  {}",
            clause.id,
            clause.level.name(),
            clause.provenance.name(),
            clause.suite.name(),
            clause.title
        );
    }
    text.push('\n');
    for question in &catalog.questions {
        let _ = writeln!(text, "{}  {}", question.id, one_line(&question.text));
    }
    text
}

fn show(catalog: &Catalog, id: &str) -> Result<String, CliError> {
    let wanted = id.to_ascii_uppercase();
    let clause = catalog
        .clauses
        .values()
        .find(|clause| clause.id.to_string() == wanted);
    let question = catalog.questions.iter().find(|q| q.id == wanted);
    match (clause, question) {
        (Some(clause), _) => Ok(whole_clause(clause)),
        (None, Some(question)) => Ok(whole_question(question)),
        (None, None) => {
            let clauses = catalog.clauses.keys().map(ToString::to_string);
            let questions = catalog.questions.iter().map(|question| question.id.clone());
            let known: Vec<String> = clauses.chain(questions).collect();
            Err(CliError::Usage {
                what: format!("find {id:?} among the clauses and open questions"),
                hint: suggest::hint(
                    &wanted,
                    known.iter().map(String::as_str),
                    "`gamelift-conformance spec list` lists them all",
                ),
            })
        }
    }
}

fn whole_clause(clause: &Clause) -> String {
    let mut text = format!(
        "{} {}  {}\n\n{}\n\n",
        clause.id,
        clause.level,
        clause.title,
        clause.text.trim()
    );
    let exceptions: Vec<&str> = clause.exceptions.iter().map(ExceptionKind::name).collect();
    let half_of = clause.half_of.map(|half| half.to_string());
    let rows = [
        ("suite", Some(clause.suite.name())),
        ("provenance", Some(clause.provenance.name())),
        ("source", Some(clause.source.as_str())),
        ("half of", half_of.as_deref()),
        ("settles", clause.settles.as_deref()),
        ("never run", clause.unreachable.as_deref()),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            let _ = writeln!(text, "{name:11} {value}");
        }
    }
    if !exceptions.is_empty() {
        let _ = writeln!(text, "{:11} {}", "refused by", exceptions.join(", "));
    }
    text
}

fn whole_question(question: &Question) -> String {
    let mut text = format!(
        "{}  {}\n\n{}\n",
        question.id,
        one_line(&question.text),
        question.evidence.trim()
    );
    text.push_str("\ncontexts\n");
    for context in &question.contexts {
        let _ = writeln!(text, "  {}  {}", context.id, one_line(&context.text));
    }
    if !question.answers.is_empty() {
        text.push_str("\nanswers\n");
    }
    for answer in &question.answers {
        let _ = writeln!(
            text,
            "  {} ({})  {}",
            answer.name,
            answer.standing,
            one_line(&answer.text)
        );
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
