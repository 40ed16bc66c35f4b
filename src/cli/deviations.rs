//! What a project accepts of its target: the day it is held against, and the entries that
//! `--write-deviations` adds.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use toml::Value;
use toml::value::Date;

use super::config::{Config, DEFAULT_PATH};
use super::error::CliError;
use super::output;
use crate::clock;
use crate::findings::GroupKey;
use crate::report::view::RunReport;

/// Returns the day that it is, in UTC.
pub(super) fn today() -> Date {
    let now = Timestamp::try_from(clock::wall()).unwrap_or(Timestamp::UNIX_EPOCH);
    let day = now.to_zoned(TimeZone::UTC).date();
    Date {
        year: day.year().unsigned_abs(),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    }
}

/// Returns the name of the file that holds the list.
pub(super) fn file(named: Option<&Path>) -> String {
    let path = named.unwrap_or(Path::new(DEFAULT_PATH));
    path.display().to_string()
}

/// Accepts every violation that was found, at the end of the file; what it holds stays as it is.
pub(super) fn write(named: Option<&Path>, report: &RunReport<'_>) -> Result<(), CliError> {
    let path = named.unwrap_or(Path::new(DEFAULT_PATH));
    let name = path.display().to_string();
    // It may have changed since the run began.
    let (text, config) = Config::load_text(named)?;
    let found = report.findings.groups.keys().cloned();
    let new: Vec<GroupKey> = found
        .chain(report.repetition())
        .filter(|key| !config.deviations.accept(key.clause, &key.shape))
        .collect();
    if new.is_empty() {
        output::note(&format!(
            "no deviation written to {name}: every violation is in it"
        ));
        return Ok(());
    }
    let mut added = String::new();
    if !text.is_empty() && !text.ends_with('\n') {
        added.push('\n');
    }
    for (number, key) in new.iter().enumerate() {
        if number > 0 || !text.is_empty() {
            added.push('\n');
        }
        added.push_str(&entry(key, report.run.today));
    }
    Config::parse(&name, &(text + &added)).map_err(|_| CliError::Usage {
        what: format!("add a [[deviation]] at the end of {name}"),
        hint: "write the deviations that it holds as [[deviation]] tables, not as one list"
            .to_owned(),
    })?;
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(added.as_bytes()))
        .map_err(|source| CliError::Write {
            path: name.clone(),
            source,
        })?;
    let count = match new.len() {
        1 => "1 deviation".to_owned(),
        count => format!("{count} deviations"),
    };
    let mut said = format!("{count} written to {name}; give each its reason:");
    for GroupKey { clause, shape } in &new {
        let _ = write!(said, "\n  {clause}  {shape}");
    }
    output::note(&said);
    Ok(())
}

fn entry(key: &GroupKey, today: Date) -> String {
    let quoted = |text: String| Value::String(text).to_string();
    let reason = format!("accepted by --write-deviations on {today}: say why");
    format!(
        "[[deviation]]\nclause = {}\nshape = {}\nreason = {}\n",
        quoted(key.clause.to_string()),
        quoted(key.shape.to_string()),
        quoted(reason),
    )
}
