//! `conformance.toml`: what a project says about its target once and for all.
//!
//! Every key but the deviations has a flag, and the flag wins. Everything wrong with a file is said
//! at once, each with its place.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use miette::{Diagnostic, NamedSource, SourceSpan};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::args::{provision, wire};
use super::error::CliError;
use super::snapshots::Mode;
use super::{regressions, suggest};
use crate::plan::step::Wire;
use crate::verdict::deviation::Deviations;

mod deviations;

/// The file that is read where no other is named.
pub(super) const DEFAULT_PATH: &str = "conformance.toml";

/// What a file says; `None` is left to flags and defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// `target.name`.
    pub(super) name: Option<String>,
    /// `target.endpoint`.
    pub(super) endpoint: Option<String>,
    /// `target.region`.
    pub(super) region: Option<String>,
    /// `target.wires`; none is left to flags and defaults.
    pub(super) wires: Vec<Wire>,
    /// `provision.mode`.
    pub(super) provision: Option<String>,
    /// `provision.fleet`.
    pub(super) fleet: Option<String>,
    /// `provision.adapter`.
    pub(super) adapter: Option<String>,
    /// `provision.game_sessions`.
    pub(super) game_sessions: Vec<String>,
    /// `timing.reservation_timeout`.
    pub(super) reservation_timeout: Option<Duration>,
    /// `timing.activation_timeout`.
    pub(super) activation_timeout: Option<Duration>,
    /// `timing.tolerance`.
    pub(super) tolerance: Option<Duration>,
    /// `[snapshots]`.
    pub(super) snapshots: SnapshotConfig,
    /// `[[deviation]]`, in the order of the file.
    pub(super) deviations: Deviations,
}

/// What a file says of recordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SnapshotConfig {
    /// `snapshots.mode`.
    pub(super) mode: Option<Mode>,
    /// `snapshots.dir`.
    pub(super) directory: Option<PathBuf>,
    /// `snapshots.messages`: whether prose counts.
    pub(super) messages: bool,
    /// `snapshots.regressions`.
    pub(super) regressions: Option<regressions::Mode>,
}

/// Why a file says nothing; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfigError {
    /// It cannot be read.
    #[error("read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is wrong.
    #[error("use {name} as configuration")]
    Wrong {
        /// The file.
        name: String,
        /// Everything that is wrong, in the order of the file.
        problems: Vec<Problem>,
    },
}

/// One thing that is wrong with a file.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
pub(super) struct Problem {
    what: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label("{label}")]
    span: SourceSpan,
    label: String,
    #[help]
    help: Option<String>,
}

impl Config {
    /// Reads the file that was named, or the default one where there is any.
    pub(super) fn load(named: Option<&Path>) -> Result<Self, CliError> {
        Self::load_text(named).map(|(_, config)| config)
    }

    /// Reads the same file; returns its text as well.
    pub(super) fn load_text(named: Option<&Path>) -> Result<(String, Self), CliError> {
        let path = named.unwrap_or(Path::new(DEFAULT_PATH));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(source) if named.is_none() && source.kind() == std::io::ErrorKind::NotFound => {
                String::new()
            }
            Err(source) => {
                let path = path.to_owned();
                return Err(ConfigError::Unreadable { path, source }.into());
            }
        };
        let config = Self::parse(&path.display().to_string(), &text)?;
        Ok((text, config))
    }

    /// Reads the text of a file of that name.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let mut reader = Reader {
            name,
            text,
            problems: Vec::new(),
            config: Self::default(),
        };
        match DeTable::parse(text) {
            Ok(document) => reader.document(document.get_ref()),
            Err(error) => reader.report(
                "this is not TOML",
                error.span().unwrap_or(0..text.len()),
                error.message(),
                None,
            ),
        }
        let Reader {
            mut problems,
            config,
            ..
        } = reader;
        problems.sort_by_key(|problem| problem.span.offset());
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::Wrong {
                name: name.to_owned(),
                problems,
            })
        }
    }
}

/// The tables of a file and their keys.
const TABLES: [(&str, &[&str]); 4] = [
    ("target", &["name", "endpoint", "region", "wires"]),
    (
        "timing",
        &["reservation_timeout", "activation_timeout", "tolerance"],
    ),
    ("provision", &["mode", "fleet", "adapter", "game_sessions"]),
    ("snapshots", &["mode", "dir", "messages", "regressions"]),
];

/// The list of deviations.
const DEVIATION: &str = "deviation";

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
    config: Config,
}

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>) {
        for (key, value) in document {
            let table = key.get_ref().as_ref();
            if table == DEVIATION {
                self.deviations(value);
                continue;
            }
            let Some((_, keys)) = TABLES.iter().find(|(name, _)| *name == table) else {
                let mut names = TABLES.map(|(name, _)| name).to_vec();
                names.push(DEVIATION);
                self.unknown("table", table, key.span(), &names);
                continue;
            };
            let Some(entries) = value.get_ref().as_table() else {
                let found = value.get_ref().type_str();
                self.report(
                    &format!("`{table}` is no table"),
                    value.span(),
                    &format!("of type {found}"),
                    Some(format!("write [{table}] and its keys below it")),
                );
                continue;
            };
            for (key, value) in entries {
                if keys.contains(&key.get_ref().as_ref()) {
                    self.entry(table, key.get_ref(), value);
                } else {
                    self.unknown(
                        &format!("key of [{table}]"),
                        key.get_ref(),
                        key.span(),
                        keys,
                    );
                }
            }
        }
    }

    fn entry(&mut self, table: &str, key: &str, value: &Spanned<DeValue<'_>>) {
        match (table, key) {
            ("target", "wires") => return self.wires(value),
            ("provision", "game_sessions") => return self.game_sessions(value),
            _ => {}
        }
        let Some(text) = value.get_ref().as_str() else {
            let found = value.get_ref().type_str();
            self.report(
                &format!("`{table}.{key}` is no text"),
                value.span(),
                &format!("of type {found}"),
                Some(format!("put it in quotes: {key} = \"…\"")),
            );
            return;
        };
        match (table, key) {
            ("target", "name") => self.config.name = Some(text.to_owned()),
            ("target", "endpoint") => self.config.endpoint = Some(text.to_owned()),
            ("target", "region") => self.config.region = Some(text.to_owned()),
            ("timing", "reservation_timeout") => {
                self.config.reservation_timeout = self.duration(table, key, text, value.span());
            }
            ("timing", "activation_timeout") => {
                self.config.activation_timeout = self.duration(table, key, text, value.span());
            }
            ("timing", "tolerance") => {
                self.config.tolerance = self.duration(table, key, text, value.span());
            }
            ("provision", "fleet") => self.config.fleet = Some(text.to_owned()),
            ("provision", "adapter") => self.config.adapter = Some(text.to_owned()),
            ("snapshots", "mode") => {
                let known = "known are: check, update, off";
                match Mode::from_str(text, false) {
                    Ok(mode) => self.config.snapshots.mode = Some(mode),
                    Err(_) => self.no_such("mode", (table, key), value.span(), known),
                }
            }
            ("snapshots", "dir") => self.config.snapshots.directory = Some(PathBuf::from(text)),
            ("snapshots", "messages") => match text {
                "check" | "off" => self.config.snapshots.messages = text == "check",
                _ => self.no_such("mode", (table, key), value.span(), "known are: check, off"),
            },
            ("snapshots", "regressions") => {
                let known = "known are: keep, check, prune, off";
                match regressions::Mode::from_str(text, false) {
                    Ok(mode) => self.config.snapshots.regressions = Some(mode),
                    Err(_) => self.no_such("mode", (table, key), value.span(), known),
                }
            }
            _ => match provision(text) {
                Ok(mode) => self.config.provision = Some(mode),
                Err(known) => self.no_such("mode", (table, key), value.span(), &known),
            },
        }
    }

    fn game_sessions(&mut self, value: &Spanned<DeValue<'_>>) {
        let items = value.get_ref().as_array().into_iter().flatten();
        let ids: Option<Vec<String>> = items
            .map(|item| item.get_ref().as_str().map(str::to_owned))
            .collect();
        match ids {
            Some(ids) if !ids.is_empty() => self.config.game_sessions = ids,
            _ => self.report(
                "`provision.game_sessions` is no list of ids",
                value.span(),
                "no list of texts",
                Some("write the ids in brackets: game_sessions = [\"arn:aws:…\"]".to_owned()),
            ),
        }
    }

    fn wires(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(items) = value.get_ref().as_array() else {
            let found = value.get_ref().type_str();
            self.report(
                "`target.wires` is no list",
                value.span(),
                &format!("of type {found}"),
                Some("write the wires in brackets: wires = [\"json\", \"cbor\"]".to_owned()),
            );
            return;
        };
        for item in items {
            let name = item.get_ref().as_str().unwrap_or_default();
            match wire(name) {
                Ok(wire) => self.config.wires.push(wire),
                Err(known) => {
                    self.report("this is no wire", item.span(), "unknown wire", Some(known));
                }
            }
        }
    }

    fn duration(
        &mut self,
        table: &str,
        key: &str,
        text: &str,
        span: Range<usize>,
    ) -> Option<Duration> {
        match humantime::parse_duration(text) {
            Ok(duration) => Some(duration),
            Err(error) => {
                self.report(
                    &format!("`{table}.{key}` is no duration"),
                    span,
                    &error.to_string(),
                    Some("write a number with its unit, such as \"60s\" or \"1500ms\"".to_owned()),
                );
                None
            }
        }
    }

    fn no_such(&mut self, noun: &str, (table, key): (&str, &str), span: Range<usize>, known: &str) {
        self.report(
            &format!("`{table}.{key}` has no such {noun}"),
            span,
            &format!("unknown {noun}"),
            Some(known.to_owned()),
        );
    }

    fn unknown(&mut self, noun: &str, found: &str, span: Range<usize>, known: &[&str]) {
        let all = format!("known are: {}", known.join(", "));
        let help = suggest::hint(found, known.iter().copied(), &all);
        let what = format!("`{found}` is no {noun}");
        self.report(&what, span, "unknown", Some(help));
    }

    fn report(&mut self, what: &str, span: Range<usize>, label: &str, help: Option<String>) {
        self.problems.push(Problem {
            what: what.to_owned(),
            source_code: NamedSource::new(self.name, self.text.to_owned()),
            span: span.into(),
            label: label.to_owned(),
            help,
        });
    }
}

#[cfg(test)]
mod tests;
