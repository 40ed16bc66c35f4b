//! The catalog: everything in `specs/`, parsed and cross-checked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::clause::Clause;
use super::cross_check;
use super::fault::FaultRow;
use super::id::{ClauseId, ContextId};
use super::limit::Limit;
use super::question::Question;
use super::rows::Rows;

/// The files of `specs/`, by name.
const FILES: [(&str, &str); 9] = [
    (
        "create-player-sessions.toml",
        include_str!("../../specs/create-player-sessions.toml"),
    ),
    (
        "player-sessions.toml",
        include_str!("../../specs/player-sessions.toml"),
    ),
    (
        "game-sessions.toml",
        include_str!("../../specs/game-sessions.toml"),
    ),
    ("describe.toml", include_str!("../../specs/describe.toml")),
    (
        "server-sdk.toml",
        include_str!("../../specs/server-sdk.toml"),
    ),
    ("wire.toml", include_str!("../../specs/wire.toml")),
    ("limits.toml", include_str!("../../specs/limits.toml")),
    ("questions.toml", include_str!("../../specs/questions.toml")),
    ("faults.toml", include_str!("../../specs/faults.toml")),
];

/// Everything in `specs/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The clauses by id.
    pub clauses: BTreeMap<ClauseId, Clause>,
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// The limits by name.
    pub limits: BTreeMap<String, Limit>,
    /// The table of faults, in order.
    pub faults: Vec<FaultRow>,
}

impl Catalog {
    /// Returns the catalog of this version.
    pub fn embedded() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
            Catalog::parse(&FILES).unwrap_or_else(|problems| {
                panic!(
                    "specs/ is embedded and held by a test: {}",
                    problems.join("; ")
                )
            })
        });
        &CATALOG
    }

    /// Parses files given as `(name, text)`, or returns everything that is wrong with them.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        let mut rows = Rows::default();
        let mut problems = Vec::new();
        for (name, text) in files {
            problems.extend(rows.read(name, text));
        }
        problems.extend(cross_check::problems(&rows));
        if problems.is_empty() {
            Ok(Self::of(rows))
        } else {
            Err(problems)
        }
    }

    /// Returns the question that `context` belongs to.
    pub fn question(&self, context: ContextId) -> Option<&Question> {
        self.questions
            .iter()
            .find(|question| question.id == context.question())
    }

    fn of(rows: Rows) -> Self {
        let by_id = |clause: Clause| (clause.id, clause);
        let by_name = |limit: Limit| (limit.name.clone(), limit);
        Self {
            clauses: rows
                .clauses
                .into_iter()
                .map(|row| by_id(row.value))
                .collect(),
            questions: rows.questions.into_iter().map(|row| row.value).collect(),
            limits: rows
                .limits
                .into_iter()
                .map(|row| by_name(row.value))
                .collect(),
            faults: rows.faults.into_iter().map(|row| row.value).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
