//! `faults --seeds N`: how soon each fault is found, over several seeds, and how small its
//! counterexample is.
//!
//! Each trial is kept in a file, and one that this build has carried out is not carried out
//! again.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use futures_util::StreamExt;
use futures_util::stream;

use super::args::FaultsArgs;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::interrupt;
use super::output;
use super::settings::TargetSettings;
use super::values::{ReportPath, TableRequest};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::variations::Variations;
use crate::plan::inputs::{Effort, Phases, PlanInputs};
use crate::self_test::record::{Record, Subject};
use crate::self_test::table::{self, Row};
use crate::self_test::trial::{self, Afterwards, TrialError};

/// The folder of the trials, in that of the output.
const FOLDER: &str = "faults";

/// What a measurement is.
#[derive(Clone, Debug)]
struct Measurement {
    /// What all trials are made from, but for the phase and the seed.
    inputs: PlanInputs,
    seeds: u64,
    candidates_max: u64,
    /// The version, and what tells this build from another.
    tool: String,
    folder: PathBuf,
    clock: Clock,
}

/// Carries the command out for the faults, over `seeds` seeds.
pub(super) async fn execute(
    arguments: &FaultsArgs,
    faults: Vec<Fault>,
    seeds: u64,
) -> Result<ExitCode, CliError> {
    let target = TargetSettings::embedded([].into(), Variations::default());
    let measurement = Measurement {
        inputs: PlanInputs {
            effort: Effort::from(arguments.plans.effort),
            capabilities: target.capabilities(target.wanted_wires()),
            suites: arguments.plans.suites(),
            seed: arguments.plans.seed(),
            ..PlanInputs::default()
        },
        seeds,
        candidates_max: arguments.candidates,
        tool: tool(),
        folder: arguments.output.join(FOLDER),
        clock: Clock::system(),
    };
    create(&measurement.folder)?;
    let interrupt = interrupt::listen();
    let rows = stream::iter(faults)
        .map(|fault| {
            let measurement = measurement.clone();
            tokio::spawn(async move { measurement.row(fault).await })
        })
        .buffered(target.jobs(arguments.plans.jobs));
    tokio::pin!(rows);
    let mut table: Vec<Row> = Vec::new();
    output::data(table::heading().as_bytes());
    loop {
        let next = tokio::select! {
            next = rows.next() => next,
            () = interrupt.wait() => return Ok(ExitCode::Interrupted),
        };
        let Some(row) = next else { break };
        let row = row.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
        output::data(table::row(&row).as_bytes());
        table.push(row);
    }
    output::data(table::footer(&table).as_bytes());
    for TableRequest { writer, path } in &arguments.report {
        match path {
            ReportPath::Stdout => output::data(writer(&table).as_bytes()),
            ReportPath::File(path) => write(path, &writer(&table))?,
        }
    }
    Ok(if table.iter().all(Row::is_found) {
        ExitCode::Conforms
    } else {
        ExitCode::Violations
    })
}

impl Measurement {
    /// Makes the row of a fault: the first counterexample there is, is shrunk.
    async fn row(&self, fault: Fault) -> Result<Row, CliError> {
        let shrink = Afterwards::Shrink {
            candidates_max: self.candidates_max,
        };
        let mut random = Vec::new();
        let mut afterwards = shrink;
        for seed in 0..self.seeds {
            let seed = self.inputs.seed.wrapping_add(seed);
            let inputs = self.inputs(Phases::Random, seed);
            let record = self.trial(fault, inputs, afterwards).await?;
            if record.counterexample.is_some() {
                afterwards = Afterwards::Nothing;
            }
            random.push(record);
        }
        let inputs = self.inputs(Phases::Edge, 0);
        Ok(Row {
            fault: fault.name(),
            edge: self.trial(fault, inputs, afterwards).await?,
            random,
        })
    }

    fn inputs(&self, phases: Phases, seed: u64) -> PlanInputs {
        PlanInputs {
            phases,
            seed,
            ..self.inputs.clone()
        }
    }

    /// Returns the record of a trial, which is carried out unless that has been done.
    async fn trial(
        &self,
        fault: Fault,
        inputs: PlanInputs,
        afterwards: Afterwards,
    ) -> Result<Record, CliError> {
        let subject = Subject::of(&self.tool, fault, &inputs);
        let path = self.folder.join(subject.file_name());
        if let Some(record) = self.kept(&path, &subject, afterwards) {
            output::note(&format!("{} is done already", path.display()));
            return Ok(record);
        }
        let trial = trial::attempt(fault, inputs, afterwards, &self.clock)
            .await
            .map_err(|error| match error {
                TrialError::Provision(error) => CliError::Provision(error),
                TrialError::Trouble(what) => CliError::Trial { what },
            })?;
        let record = Record::of(subject, &trial, self.candidates_max);
        write(&path, &record.write())?;
        Ok(record)
    }

    fn kept(&self, path: &Path, subject: &Subject, afterwards: Afterwards) -> Option<Record> {
        let text = std::fs::read_to_string(path).ok()?;
        let record = Record::read(&text).filter(|record| record.subject == *subject)?;
        let is_shrunk = record
            .counterexample
            .as_ref()
            .is_some_and(|found| found.candidates_max == self.candidates_max);
        let is_enough = match afterwards {
            Afterwards::Nothing => true,
            Afterwards::Shrink { .. } => is_shrunk || record.sighting.is_none(),
        };
        is_enough.then_some(record)
    }
}

/// Returns the version together with the size and the time of the program's file.
fn tool() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let stamp = file.ok().and_then(|file| {
        let made = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{}-{}", file.len(), made.as_millis()))
    });
    format!("{version}+{}", stamp.unwrap_or_default())
}

fn create(folder: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(folder).map_err(|source| CliError::Write {
        path: folder.display().to_string(),
        source,
    })
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    std::fs::write(path, text).map_err(|source| CliError::Write {
        path: path.display().to_string(),
        source,
    })
}
