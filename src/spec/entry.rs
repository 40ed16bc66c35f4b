//! One table of a file in `specs/`, read key by key.
//!
//! Every problem is kept with its file, the table's name and the key, so that one reading of the
//! files tells everything that is wrong with them. A key that nobody asked for is a problem too.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// A table under reading.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    place: String,
    table: &'a Table,
    asked: BTreeSet<&'static str>,
    problems: Vec<String>,
}

impl<'a> Entry<'a> {
    /// Starts reading `table`, which messages call `place`: `describe.toml: clause DPS-01`.
    pub(super) fn new(place: String, table: &'a Table) -> Self {
        Self {
            place,
            table,
            asked: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Returns what messages call this table.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Keeps a problem with the value of `key`.
    pub(super) fn problem(&mut self, key: &str, what: &str) {
        self.problems
            .push(format!("{}: key `{key}`: {what}", self.place));
    }

    /// Keeps the problems that a table inside this one had.
    pub(super) fn absorb(&mut self, problems: Vec<String>) {
        self.problems.extend(problems);
    }

    /// Returns the required text at `key`; empty where there is none.
    pub(super) fn text(&mut self, key: &'static str) -> String {
        if self.table.contains_key(key) {
            self.optional_text(key).unwrap_or_default()
        } else {
            self.asked.insert(key);
            self.problem(key, "missing");
            String::new()
        }
    }

    /// Returns the required text at `key`, which must be one line without a full stop.
    pub(super) fn line(&mut self, key: &'static str) -> String {
        let text = self.text(key);
        if text.contains('\n') || text.ends_with('.') {
            self.problem(key, "must be one line without a full stop");
        }
        text
    }

    /// Returns the text at `key`, `None` where the key is absent.
    pub(super) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let text = self.value(key)?.as_str().map(str::trim);
        match text {
            Some("") => self.problem(key, "must not be empty"),
            Some(text) => return Some(text.to_owned()),
            None => self.problem(key, "must be a string"),
        }
        None
    }

    /// Returns what `parse` makes of the required text at `key`.
    pub(super) fn word<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key);
        self.parsed(key, &text, parse)
    }

    /// Returns what `parse` makes of the text at `key`, `None` where the key is absent.
    pub(super) fn optional_word<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.optional_text(key)?;
        self.parsed(key, &text, parse)
    }

    /// Returns what `parse` makes of each text of the list at `key`, which may be absent.
    pub(super) fn words<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
        if texts.is_empty() || texts.len() < items.len() {
            self.problem(key, "must be a non-empty list of strings");
        }
        let mut words = Vec::new();
        for text in texts {
            words.extend(self.parsed(key, text, &parse));
        }
        words
    }

    /// Returns the required integer at `key`; 0 where there is none.
    pub(super) fn integer(&mut self, key: &'static str) -> i64 {
        if !self.table.contains_key(key) {
            self.problem(key, "missing");
        }
        self.optional_integer(key).unwrap_or_default()
    }

    /// Returns the integer at `key`, `None` where the key is absent.
    pub(super) fn optional_integer(&mut self, key: &'static str) -> Option<i64> {
        let number = self.value(key)?.as_integer();
        if number.is_none() {
            self.problem(key, "must be an integer");
        }
        number
    }

    /// Returns the tables at `key`, which may be absent.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<&'a Table> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let tables: Vec<&Table> = items.iter().filter_map(Value::as_table).collect();
        if tables.is_empty() || tables.len() < items.len() {
            self.problem(key, "must be a non-empty list of tables");
        }
        tables
    }

    /// Ends the reading and returns the problems, with each key that was never asked for.
    pub(super) fn finish(mut self) -> Vec<String> {
        let table = self.table;
        for key in table
            .keys()
            .filter(|key| !self.asked.contains(key.as_str()))
        {
            self.problems
                .push(format!("{}: key `{key}`: unknown", self.place));
        }
        self.problems
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.insert(key);
        self.table.get(key)
    }

    fn parsed<T>(&mut self, key: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let parsed = parse(text);
        if parsed.is_none() && !text.is_empty() {
            self.problem(key, &format!("`{text}` is not one of its values"));
        }
        parsed
    }
}
