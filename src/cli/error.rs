//! Why a command ends before it has anything to report, and how that is shown.

use std::fmt::Write as _;
use std::io;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use super::config::ConfigError;
use super::exit_code::ExitCode;
use crate::api::action::Action;
use crate::artifact::ArtifactError;
use crate::emulator::server::EmulatorError;
use crate::plan::step::Wire;
use crate::provision::ProvisionError;
use crate::provision::journal::JournalError;
use crate::report::style::{Role, Style};
use crate::snapshot::SnapshotError;
use crate::target::TargetError;
use crate::target::credentials::ChainError;
use crate::target::probe::ProbeError;

/// Why a command ends before it has anything to report; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The arguments fit the grammar and still cannot be followed.
    #[error("{what}")]
    Usage {
        /// What cannot be done.
        what: String,
        /// What would do.
        hint: String,
    },
    /// The configuration is wrong.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// A file of ours cannot be read or written.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// A recording cannot be read or written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A report or a history cannot be written.
    #[error("write {path}: {source}")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The target could not be spoken to.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A journal does not do its part.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The AWS credentials could not be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// There are no AWS credentials.
    #[error("sign requests to {endpoint}: there are no AWS credentials")]
    NoCredentials {
        /// The endpoint.
        endpoint: String,
    },
    /// The target is not what it should be.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// The target does not answer a wire that was asked for.
    #[error("speak {wire} to {endpoint}: it answered {refusal}")]
    Wire {
        /// The endpoint.
        endpoint: String,
        /// The wire.
        wire: Wire,
        /// How it refused.
        refusal: String,
    },
    /// The target does not offer what nothing can be certified without.
    #[error("certify {endpoint}: it does not offer {}", names(.actions))]
    Lacking {
        /// The endpoint.
        endpoint: String,
        /// The actions, one of which is needed.
        actions: Vec<Action>,
    },
    /// The target could not be made ready.
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    /// The emulator could not be started.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// A trial of a fault broke off.
    #[error("{what}")]
    Trial {
        /// What could not be done.
        what: String,
    },
    /// The runtime could not be started.
    #[error("start the runtime: {0}")]
    Runtime(io::Error),
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl CliError {
    /// Returns how the program ends.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage { .. }
            | Self::Config(_)
            | Self::Artifact(_)
            | Self::Snapshot(_)
            | Self::Write { .. }
            | Self::Provision(ProvisionError::Journal(JournalError::Unwritable { .. }))
            | Self::Journal(JournalError::Unwritable { .. })
            | Self::Chain(_)
            | Self::NoCredentials { .. }
            | Self::Target(TargetError::Endpoint { .. }) => ExitCode::Usage,
            Self::Target(_)
            | Self::Journal(_)
            | Self::Probe(_)
            | Self::Wire { .. }
            | Self::Lacking { .. }
            | Self::Provision(_)
            | Self::Emulator(_)
            | Self::Trial { .. }
            | Self::Runtime(_) => ExitCode::Trouble,
        }
    }

    /// Returns the message for stderr, with a line end.
    pub(super) fn render(&self, style: Style) -> String {
        let mut text = format!("{} failed to {self}\n", style.paint(Role::Bad, "error:"));
        if let Self::Config(error) = self
            && let ConfigError::Wrong { problems, .. } = error.as_ref()
        {
            text.extend(problems.iter().map(|problem| excerpt(problem, style)));
        }
        if let Some(hint) = self.hint() {
            let _ = writeln!(text, "{} {hint}", style.paint(Role::Good, "hint:"));
        }
        text
    }

    fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } => Some(hint),
            Self::Artifact(error) => Some(error.hint()),
            Self::Snapshot(error) => Some(error.hint()),
            Self::Journal(error) => Some(error.hint()),
            Self::Target(error) => Some(error.hint()),
            Self::Chain(_) | Self::NoCredentials { .. } => Some(
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; `aws configure export-credentials --format env` prints those of any profile",
            ),
            Self::Probe(error) => Some(error.hint()),
            Self::Provision(error) => Some(error.hint()),
            Self::Emulator(EmulatorError::Listen { .. }) => Some("choose a free one with --port"),
            Self::Write { .. } => Some("give another path"),
            Self::Lacking { .. } => {
                Some("the target must let game sessions and player sessions be created")
            }
            Self::Wire { .. } => Some("leave the wire out of --wire or of `wires`"),
            Self::Config(error) => match error.as_ref() {
                ConfigError::Unreadable { .. } => Some("name another file with --config"),
                ConfigError::Wrong { .. } => None,
            },
            Self::Emulator(EmulatorError::NotManual) | Self::Trial { .. } | Self::Runtime(_) => {
                None
            }
        }
    }
}

fn names(actions: &[Action]) -> String {
    let names: Vec<&str> = actions.iter().map(|action| action.name()).collect();
    names.join(" or ")
}

/// Returns a diagnostic with the lines it is about, no wider than any terminal.
fn excerpt(diagnostic: &dyn Diagnostic, style: Style) -> String {
    let theme = match style {
        Style::Plain => GraphicalTheme::unicode_nocolor(),
        Style::Coloured => GraphicalTheme::unicode(),
    };
    let mut text = String::new();
    GraphicalReportHandler::new_themed(theme)
        .with_width(80)
        .render_report(&mut text, diagnostic)
        .expect("a string takes any text");
    text
}
