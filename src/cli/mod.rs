//! The command line: what was asked for, carried out, and the exit status.
//!
//! stdout carries data, stderr everything else; colour and progress are for terminals only.

mod access;
mod adapter;
mod args;
mod certify;
mod cleanup;
mod config;
mod descriptors;
mod deviations;
mod error;
mod estimate;
pub mod exit_code;
mod faults;
mod found;
mod glob;
mod iam_policy;
mod interrupt;
mod measure;
mod output;
mod provisioning;
mod publish;
mod regressions;
mod replay;
mod run;
mod serve;
mod settings;
mod snapshot;
mod snapshots;
mod spec;
mod stages;
mod suggest;
mod timing;
mod values;
mod watch;

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use clap::Parser;

use args::{Cli, Command};
use error::CliError;
use exit_code::ExitCode;
use report::style::Role;

use crate::report;

/// Parses the arguments of the process, carries the command out and returns how it went.
pub fn run() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        let error = output::stderr_style().paint(Role::Bad, "bug:").into_owned();
        output::note(&format!("{error} {panic}"));
        output::note("this is a bug of gamelift-conformance, not of the target; please report it");
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return explain(&error),
    };
    match panic::catch_unwind(AssertUnwindSafe(|| execute(cli))) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            let text = error.render(output::stderr_style());
            output::note(text.trim_end());
            error.exit_code()
        }
        Err(panic) => bug(panic.as_ref()),
    }
}

fn explain(error: &clap::Error) -> ExitCode {
    // Help goes to stdout and is no failure; who closes it does not want to read on.
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::Usage
    } else {
        ExitCode::Conforms
    }
}

/// The hook has said what there is to say.
fn bug(_panic: &(dyn Any + Send)) -> ExitCode {
    ExitCode::Bug
}

fn execute(cli: Cli) -> Result<ExitCode, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::Runtime)?;
    let ended = match cli.command {
        Command::Spec(arguments) => spec::execute(&arguments.command),
        Command::Snapshot(arguments) => snapshot::execute(&arguments),
        Command::IamPolicy(arguments) => Ok(iam_policy::execute(&arguments)),
        Command::Cleanup(arguments) => runtime.block_on(cleanup::execute(arguments)),
        Command::Serve(arguments) => runtime.block_on(serve::execute(arguments)),
        Command::Run(arguments) => runtime.block_on(run::execute(*arguments)),
        Command::Replay(arguments) => runtime.block_on(replay::execute(arguments)),
        Command::Faults(arguments) => runtime.block_on(faults::execute(arguments)),
    };
    // A search that was given up may still be thinking.
    runtime.shutdown_background();
    ended
}
