//! The rows of `specs/` as they stand in the files, each with the file it comes from.
//!
//! Knows the keys of every kind of row; whether rows fit each other is held by `cross_check`.

use toml::Table;

use super::clause::{Clause, Guards, Level, Provenance, Suite};
use super::entry::Entry;
use super::fault::FaultRow;
use super::id::{ClauseId, ContextId};
use super::limit::Limit;
use super::question::{Answer, Context, Question, QuestionKind, Standing};
use crate::api::exception::ExceptionKind;

/// The error codes of the common front end that an action may answer without declaring them.
const FRONT_END: [&str; 9] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
];

/// A row and the place where it stands, as messages name it.
#[derive(Debug)]
pub(super) struct Row<T> {
    /// The file and the row's name: `describe.toml: clause DPS-01`.
    pub(super) place: String,
    /// What the row says.
    pub(super) value: T,
}

/// All rows, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The clauses.
    pub(super) clauses: Vec<Row<Clause>>,
    /// The questions.
    pub(super) questions: Vec<Row<Question>>,
    /// The limits.
    pub(super) limits: Vec<Row<Limit>>,
    /// The faults.
    pub(super) faults: Vec<Row<FaultRow>>,
}

impl Rows {
    /// Adds the rows of one file and returns what is wrong with it.
    pub(super) fn read(&mut self, file: &str, text: &str) -> Vec<String> {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => return vec![format!("{file}: {}", error.to_string().trim_end())],
        };
        let mut top = Entry::new(file.to_owned(), &table);
        read_all(&mut top, "clause", "id", clause, &mut self.clauses);
        read_all(&mut top, "question", "id", question, &mut self.questions);
        read_all(&mut top, "limit", "name", limit, &mut self.limits);
        read_all(&mut top, "fault", "name", fault, &mut self.faults);
        top.finish()
    }
}

/// Reads the tables `kind` of `parent`; messages call each by its value of `name_key`.
fn read_all<T>(
    parent: &mut Entry<'_>,
    kind: &'static str,
    name_key: &str,
    read: fn(&mut Entry<'_>) -> Option<T>,
    rows: &mut Vec<Row<T>>,
) {
    for (index, table) in parent.tables(kind).into_iter().enumerate() {
        let name = match table.get(name_key).and_then(toml::Value::as_str) {
            Some(name) => name.to_owned(),
            None => format!("number {}", index + 1),
        };
        let place = format!("{}: {kind} {name}", parent.place());
        let mut entry = Entry::new(place.clone(), table);
        let value = read(&mut entry);
        parent.absorb(entry.finish());
        rows.extend(value.map(|value| Row { place, value }));
    }
}

fn clause(entry: &mut Entry<'_>) -> Option<Clause> {
    let id = entry.word("id", ClauseId::parse);
    let level = entry.word("level", Level::parse);
    let provenance = entry.word("provenance", Provenance::parse);
    let suite = entry.word("suite", Suite::parse);
    let guards = entry.word("guards", guards);
    let title = entry.line("title");
    let text = entry.text("text");
    let source = entry.text("source");
    let exceptions = entry.words("exceptions", exception);
    let settles = entry.optional_text("settles");
    let half_of = entry.optional_word("half_of", ClauseId::parse);
    let unreachable = entry.optional_text("unreachable");
    Some(Clause {
        id: id?,
        level: level?,
        provenance: provenance?,
        suite: suite?,
        guards: guards?,
        title,
        text,
        source,
        exceptions,
        settles,
        half_of,
        unreachable,
    })
}

fn question(entry: &mut Entry<'_>) -> Option<Question> {
    let id = entry.word("id", question_id);
    let text = entry.text("text");
    let evidence = entry.text("evidence");
    let kind = entry.word("kind", kind);
    let mut contexts = Vec::new();
    read_all(entry, "context", "id", context, &mut contexts);
    let mut answers = Vec::new();
    read_all(entry, "answer", "name", answer, &mut answers);
    Some(Question {
        id: id?,
        text,
        evidence,
        kind: kind?,
        contexts: contexts.into_iter().map(|row| row.value).collect(),
        answers: answers.into_iter().map(|row| row.value).collect(),
    })
}

fn context(entry: &mut Entry<'_>) -> Option<Context> {
    let id = entry.text("id");
    let text = entry.text("text");
    let unasked = entry.optional_text("unasked");
    let predicted = entry.optional_text("predicted");
    // An id is copied freely and lives as long as the program, like one that stands in the code.
    (!id.is_empty()).then(|| Context {
        id: ContextId::of(id.leak()),
        text,
        unasked,
        predicted,
    })
}

fn answer(entry: &mut Entry<'_>) -> Option<Answer> {
    let name = entry.text("name");
    let text = entry.text("text");
    let standing = entry.word("standing", standing);
    let exceptions = entry.words("exceptions", exception);
    let includes = entry.words("includes", |name| Some(name.to_owned()));
    let contexts = entry.words("contexts", |name| Some(name.to_owned()));
    Some(Answer {
        name,
        text,
        standing: standing?,
        exceptions,
        includes,
        contexts,
    })
}

fn limit(entry: &mut Entry<'_>) -> Option<Limit> {
    let name = entry.text("name");
    let min = entry.integer("min");
    let max = entry.optional_integer("max");
    let punctuation = entry.optional_text("punctuation");
    let clause = entry.word("clause", ClauseId::parse);
    if max.is_some_and(|max| max < min) {
        entry.problem("max", "must not be below `min`");
    }
    Some(Limit {
        name,
        min,
        max,
        punctuation,
        clause: clause?,
    })
}

fn fault(entry: &mut Entry<'_>) -> Option<FaultRow> {
    let name = entry.text("name");
    let clause = entry.word("clause", ClauseId::parse);
    let or = entry.words("or", ClauseId::parse);
    let text = entry.text("text");
    Some(FaultRow {
        name,
        clause: clause?,
        or,
        text,
    })
}

fn guards(word: &str) -> Option<Guards> {
    match word {
        "state" => Some(Guards::State),
        "reply" => Some(Guards::Reply),
        _ => None,
    }
}

fn kind(word: &str) -> Option<QuestionKind> {
    match word {
        "consistent" => Some(QuestionKind::Consistent),
        "varying" => Some(QuestionKind::Varying),
        "unbounded" => Some(QuestionKind::Unbounded),
        _ => None,
    }
}

fn standing(words: &str) -> Option<Standing> {
    match words {
        "documented" => Some(Standing::Documented),
        "supported" => Some(Standing::Supported),
        "tolerated" => Some(Standing::Tolerated),
        _ => words
            .strip_prefix("contrary ")
            .and_then(ClauseId::parse)
            .map(Standing::Contrary),
    }
}

fn question_id(text: &str) -> Option<String> {
    let digits = text.strip_prefix("U-")?;
    (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

/// Returns the exception of that whole name, if some action declares it or the front end has it.
fn exception(name: &str) -> Option<ExceptionKind> {
    let kind = ExceptionKind::parse(name);
    let declared = ExceptionKind::DECLARED.contains(&kind) && kind.name() == name;
    (declared || FRONT_END.contains(&name)).then_some(kind)
}
