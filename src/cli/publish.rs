//! What a run leaves behind: counterexamples, reports and the text on the terminal.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::error::CliError;
use super::output;
use super::settings::TargetSettings;
use super::values::{ReportPath, ReportRequest};
use super::watch::Verbosity;
use crate::artifact::counterexample::SavedCounterexample;
use crate::findings::{Findings, Group, GroupKey};
use crate::plan::inputs::PlanInputs;
use crate::report::view::{Conclusion, RunReport};
use crate::report::{Reporter, terminal, words};

/// The variable that names the file of summaries.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The reports that were asked for, their files created.
#[derive(Debug)]
pub(super) struct Reports(Vec<(Reporter, Option<(String, File)>)>);

impl Reports {
    /// Creates the files.
    pub(super) fn create(requests: &[ReportRequest]) -> Result<Self, CliError> {
        let mut reports = Vec::new();
        for ReportRequest { reporter, path } in requests {
            let file = match path {
                ReportPath::Stdout => None,
                ReportPath::File(path) => {
                    let name = path.display().to_string();
                    let file = create(path).map_err(|source| CliError::Write {
                        path: name.clone(),
                        source,
                    })?;
                    Some((name, file))
                }
            };
            reports.push((*reporter, file));
        }
        Ok(Self(reports))
    }

    /// Writes them all, and the one for people: to stdout, unless a report of ours goes there.
    pub(super) fn write(
        self,
        report: &RunReport<'_>,
        verbosity: Verbosity,
    ) -> Result<(), CliError> {
        let is_taken = self.0.iter().any(|(_, file)| file.is_none());
        let style = if is_taken {
            output::stderr_style()
        } else {
            output::stdout_style()
        };
        let text = bytes(|out| match verbosity {
            Verbosity::Quiet if is_unremarkable(report) => Ok(()),
            Verbosity::Quiet => {
                terminal::write_failures(report, style, out)?;
                terminal::write_verdict(report, style, out)
            }
            Verbosity::Usual | Verbosity::Verbose => terminal::write(report, style, out),
        });
        if is_taken {
            output::aside(&text);
        } else {
            output::data(&text);
        }
        for (reporter, file) in self.0 {
            let text = bytes(|out| reporter(report, out));
            match file {
                None => output::data(&text),
                Some((path, mut file)) => file
                    .write_all(&text)
                    .map_err(|source| CliError::Write { path, source })?,
            }
        }
        Ok(())
    }
}

/// Returns whether whoever wants to hear of failures alone hears nothing.
fn is_unremarkable(report: &RunReport<'_>) -> bool {
    report.conclusion() == Conclusion::Conforms && report.changes().is_empty()
}

/// Creates a file, or opens the one to which the steps of a GitHub job add their summaries.
fn create(path: &Path) -> std::io::Result<File> {
    let is_shared =
        std::env::var_os(STEP_SUMMARY).is_some_and(|summary| summary == path.as_os_str());
    if is_shared {
        OpenOptions::new().append(true).create(true).open(path)
    } else {
        File::create(path)
    }
}

fn bytes(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Vec<u8> {
    let mut text = Vec::new();
    write(&mut text).expect("memory takes any text");
    text
}

/// Saves the counterexample of every group, and returns where each has gone and what is in the way
/// of the others.
pub(super) fn save(
    findings: &Findings,
    directory: &Path,
    found_by: (&TargetSettings, &PlanInputs),
) -> (BTreeMap<GroupKey, String>, Option<CliError>) {
    let (mut saved, mut trouble) = (BTreeMap::new(), None);
    for (key, group) in &findings.groups {
        let regression = group.regression.as_ref();
        let path = if let Some(regression) = regression.filter(|_| is_kept(key, group)) {
            regression.file.clone()
        } else {
            match counterexample(group, found_by).save(directory) {
                Ok(path) => path.display().to_string(),
                Err(error) => {
                    trouble.get_or_insert(CliError::from(error));
                    continue;
                }
            }
        };
        saved.insert(key.clone(), path);
    }
    (saved, trouble)
}

/// Returns whether a group is no more than a regression that shows what it is kept for.
pub(super) fn is_kept(key: &GroupKey, group: &Group) -> bool {
    let regression = group.regression.as_ref();
    regression.is_some_and(|regression| regression.key == *key)
}

/// Returns what is saved of a group: the smallest plan there is, or that of its lowest case.
pub(super) fn counterexample(
    group: &Group,
    (target, inputs): (&TargetSettings, &PlanInputs),
) -> SavedCounterexample {
    let found = group.counterexample.as_ref();
    let case = found.map_or(&group.witness, |found| &found.case);
    let violation = found.map_or(&group.violation, |found| &found.violation);
    let steps = group.witness.plan.steps.len() as u64;
    SavedCounterexample {
        violation: violation.clone(),
        seed: group
            .regression
            .as_ref()
            .map_or(inputs.seed, |regression| regression.seed),
        case: group.witness.index,
        origin: target.origin(),
        capabilities: Some(inputs.capabilities.clone()),
        terms: target.terms,
        plan: case.plan.clone(),
        observed: words::steps(case, target.terms.traffic)
            .into_iter()
            .map(|step| step.outcome)
            .collect(),
        shrunk_from: found.map_or(steps, |found| found.shrunk_from),
    }
}
