//! `[[deviation]]`: the violations that a project accepts of its target.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Reader;
use crate::cli::suggest;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;
use crate::verdict::Shape;
use crate::verdict::deviation::Deviation;

/// The keys of an entry.
const KEYS: [&str; 5] = ["clause", "shape", "reason", "link", "expires"];

/// What makes two entries the same, with the place of the first.
type Known = BTreeMap<(ClauseId, Option<Shape>), Range<usize>>;

impl Reader<'_> {
    /// Reads every entry.
    pub(super) fn deviations(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(entries) = value.get_ref().as_array() else {
            let found = value.get_ref().type_str();
            self.report(
                "`deviation` is no list",
                value.span(),
                &format!("of type {found}"),
                Some("write [[deviation]] above the keys of each, in double brackets".to_owned()),
            );
            return;
        };
        let mut known = Known::new();
        for entry in entries {
            match entry.get_ref().as_table() {
                Some(table) => self.deviation(table, entry.span(), &mut known),
                None => self.report(
                    "this is no deviation",
                    entry.span(),
                    &format!("of type {}", entry.get_ref().type_str()),
                    Some("write [[deviation]] and its keys below it".to_owned()),
                ),
            }
        }
    }

    fn deviation(&mut self, entry: &DeTable<'_>, span: Range<usize>, known: &mut Known) {
        let problems = self.problems.len();
        for (key, _) in entry {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                self.unknown("key of [[deviation]]", key.get_ref(), key.span(), &KEYS);
            }
        }
        let value = |key| entry.get(key);
        let clause = match value("clause") {
            Some(value) => self.clause(value),
            None => self.absent("clause", &span, "clause = \"CPS-17\""),
        };
        let shape = value("shape").and_then(|value| self.shape(value));
        let reason = match value("reason") {
            Some(value) => self.words("reason", value),
            None => self.absent(
                "reason",
                &span,
                "reason = \"player data is not stored yet\"",
            ),
        };
        let link = value("link").and_then(|value| self.words("link", value));
        let expires = value("expires").and_then(|value| self.day(value));
        let (Some(clause), Some(reason)) = (clause, reason) else {
            return;
        };
        if self.problems.len() > problems {
            return;
        }
        if known
            .insert((clause, shape.clone()), span.clone())
            .is_some()
        {
            let what = match &shape {
                Some(_) => format!("a shape of {clause} is accepted twice"),
                None => format!("{clause} is accepted twice"),
            };
            let help = "remove one of the two entries; both would match the same violations";
            self.report(&what, span, "accepted above already", Some(help.to_owned()));
            return;
        }
        self.config.deviations.0.push(Deviation {
            clause,
            shape,
            reason,
            link,
            expires,
        });
    }

    fn absent<T>(&mut self, key: &str, span: &Range<usize>, example: &str) -> Option<T> {
        self.report(
            &format!("a deviation has no `{key}`"),
            span.clone(),
            "of this entry",
            Some(format!("add one: {example}")),
        );
        None
    }

    fn clause(&mut self, value: &Spanned<DeValue<'_>>) -> Option<ClauseId> {
        let text = self.words("clause", value)?;
        let clauses = &Catalog::embedded().clauses;
        let clause = ClauseId::parse(&text).filter(|clause| clauses.contains_key(clause));
        if clause.is_none() {
            let known: Vec<String> = clauses.keys().map(ToString::to_string).collect();
            let all = "`gamelift-conformance spec list` lists them all";
            let help = suggest::hint(&text, known.iter().map(String::as_str), all);
            let what = format!("there is no clause `{text}`");
            self.report(&what, value.span(), "unknown", Some(help));
        }
        clause
    }

    fn shape(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Shape> {
        let text = self.words("shape", value)?;
        let shape = Shape::parse(&text);
        if shape.is_none() {
            let help = "copy the line that the report prints, such as \"CreatePlayerSessions: \
                        expected success got InvalidRequestException\", or leave `shape` out for \
                        the whole clause";
            let what = "this is no shape of a violation";
            let label = "not `<Action>: expected <answers> got <answer>`";
            self.report(what, value.span(), label, Some(help.to_owned()));
        }
        shape
    }

    /// Reads a text that says something.
    fn words(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let (what, label, help) = match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => return Some(text.to_owned()),
            Some(_) => (
                "is empty",
                "empty".to_owned(),
                format!("say what the {key} is"),
            ),
            None => (
                "is no text",
                format!("of type {}", value.get_ref().type_str()),
                format!("put it in quotes: {key} = \"…\""),
            ),
        };
        let what = format!("`{key}` of a deviation {what}");
        self.report(&what, value.span(), &label, Some(help));
        None
    }

    fn day(&mut self, value: &Spanned<DeValue<'_>>) -> Option<toml::value::Date> {
        let moment = value.get_ref().as_datetime();
        let day = moment
            .filter(|moment| moment.time.is_none())
            .and_then(|moment| moment.date);
        if day.is_none() {
            self.report(
                "`expires` of a deviation is no day",
                value.span(),
                "no day",
                Some("write year, month and day without quotes: expires = 2027-01-31".to_owned()),
            );
        }
        day
    }
}
