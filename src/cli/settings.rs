//! What flags, configuration and defaults come to.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::access::{Access, Consent, asked};
use super::args::{EffortArg, PlanArgs, RunArgs};
use super::config::Config;
use super::error::CliError;
use super::glob::Glob;
use super::provisioning::Provision;
use super::stages::Stages;
use super::values::{Seed, TargetChoice};
use crate::artifact::counterexample::Origin;
use crate::emulator::faults::Fault;
use crate::emulator::variations::{Variation, Variations};
use crate::model::terms::{Activation, Terms};
use crate::plan::inputs::{Capabilities, Capability, Effort};
use crate::plan::step::Wire;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;
use crate::target::http::HttpTarget;

/// How late a target may be that is not embedded.
const TOLERANCE: Duration = Duration::from_secs(2);

/// How long a command may take where no flag says it.
pub(super) const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);

/// Where files go that no flag has a place for.
const OUTPUT: &str = "conformance-results";

/// The cases at a time on a target that is not embedded.
const JOBS: usize = 8;

/// What is certified, and by which terms.
#[derive(Clone, Debug)]
pub(super) struct TargetSettings {
    /// The target.
    pub(super) choice: TargetChoice,
    /// Its name in reports, `None` for its own.
    pub(super) name: Option<String>,
    /// How it is reached, where it is an endpoint.
    pub(super) access: Access,
    /// Where files go.
    pub(super) output: PathBuf,
    /// The terms.
    pub(super) terms: Terms,
    /// How long a command may take.
    pub(super) command_timeout: Duration,
    /// The wires that were asked for, none for those that the target answers.
    pub(super) wires: Vec<Wire>,
    /// How game sessions come to be, `None` where that is to be found out.
    pub(super) provision: Option<Provision>,
    /// The embedded emulator's faults.
    pub(super) faults: BTreeSet<Fault>,
    /// The embedded emulator's variations.
    pub(super) variations: Variations,
}

impl TargetSettings {
    /// Returns the embedded emulator with the usual terms.
    pub(super) fn embedded(faults: BTreeSet<Fault>, variations: Variations) -> Self {
        Self {
            choice: TargetChoice::Embedded,
            name: None,
            access: Access::default(),
            output: PathBuf::from(OUTPUT),
            terms: Terms::default(),
            command_timeout: COMMAND_TIMEOUT,
            wires: Vec::new(),
            provision: None,
            faults,
            variations,
        }
    }

    /// Returns an endpoint with given terms.
    pub(super) fn endpoint((choice, access): (TargetChoice, Access), terms: Terms) -> Self {
        Self {
            choice,
            access,
            terms,
            ..Self::embedded(BTreeSet::new(), Variations::default())
        }
    }

    /// Returns what flags and configuration say; flags win.
    pub(super) async fn of_run(arguments: &RunArgs, config: &Config) -> Result<Self, CliError> {
        let asked = asked(arguments.target.as_ref(), config);
        let region = config.region.as_deref();
        let consent = if arguments.rehearsal.dry_run {
            Consent::NotNeeded
        } else {
            Consent::ByFlag
        };
        let (choice, access) = Access::find(asked, &arguments.access, region, consent).await?;
        let is_embedded = choice == TargetChoice::Embedded;
        let provision = provision(arguments, config)?;
        if is_embedded && let Some(Provision::Fleet(_)) = &provision {
            return Err(CliError::Usage {
                what: "provision the embedded emulator by a fleet".to_owned(),
                hint: "give a --target, or leave --provision and --fleet out".to_owned(),
            });
        }
        if !is_embedded && !arguments.variation.is_empty() {
            return Err(CliError::Usage {
                what: "choose the variation of an endpoint".to_owned(),
                hint: "--variation goes with the embedded emulator; an endpoint is what it is"
                    .to_owned(),
            });
        }
        let tolerance = if is_embedded {
            Duration::ZERO
        } else {
            TOLERANCE
        };
        let defaults = Terms::default();
        Ok(Self {
            choice,
            name: arguments.name.clone().or_else(|| config.name.clone()),
            access,
            output: arguments.output.clone(),
            terms: Terms {
                reservation_timeout: arguments
                    .reservation_timeout
                    .or(config.reservation_timeout)
                    .unwrap_or(defaults.reservation_timeout),
                tolerance: arguments
                    .tolerance
                    .or(config.tolerance)
                    .unwrap_or(tolerance),
                activation: defaults.activation,
            },
            command_timeout: arguments.command_timeout,
            wires: if arguments.wire.is_empty() {
                config.wires.clone()
            } else {
                arguments.wire.clone()
            },
            provision,
            faults: BTreeSet::new(),
            variations: variations(&arguments.variation)?,
        })
    }

    /// Returns the wires to try: those that were asked for, else all of this build.
    pub(super) fn wanted_wires(&self) -> &[Wire] {
        if self.wires.is_empty() {
            HttpTarget::WIRES
        } else {
            &self.wires
        }
    }

    /// Returns how many cases run at a time.
    pub(super) fn jobs(&self, asked: Option<u16>) -> usize {
        match (asked, &self.choice) {
            (Some(jobs), _) => usize::from(jobs),
            (None, TargetChoice::Url(_)) if self.access.is_real_account => 1,
            (None, TargetChoice::Url(_)) => JOBS,
            (None, TargetChoice::Embedded) => {
                std::thread::available_parallelism().map_or(1, usize::from)
            }
        }
    }

    /// Returns what the target can do, which answers these wires.
    pub(super) fn capabilities(&self, wires: &[Wire]) -> Capabilities {
        let mut capabilities = Capabilities::whole(wires);
        if self.choice == TargetChoice::Embedded {
            capabilities.0.insert(Capability::AdvanceableClock);
        }
        capabilities
    }

    /// Returns what a counterexample says it was found on.
    pub(super) fn origin(&self) -> Origin {
        match &self.choice {
            TargetChoice::Embedded => Origin::Embedded {
                faults: self.faults.iter().map(ToString::to_string).collect(),
                variations: self.variations.iter().map(|v| v.to_string()).collect(),
            },
            TargetChoice::Url(url) => Origin::Endpoint {
                url: url.clone(),
                region: self.access.region.clone(),
                provision: self.provision.as_ref().map(|one| one.name().to_owned()),
                fleet: self
                    .provision
                    .as_ref()
                    .and_then(Provision::fleet)
                    .map(str::to_owned),
            },
        }
    }

    /// Takes over how the stages of a run came to be, which replays are to follow.
    pub(super) fn follow(&mut self, stages: &Stages) {
        self.provision = Some(stages.provision.clone());
        if stages.capabilities.has(Capability::SelfActivation) {
            self.terms.activation = Activation::ByItself;
        }
    }
}

/// Returns how game sessions are to come to be, as flags and configuration say; flags win.
fn provision(arguments: &RunArgs, config: &Config) -> Result<Option<Provision>, CliError> {
    if arguments.provision.is_none() && arguments.fleet.is_none() {
        return Provision::asked(config.provision.as_deref(), config.fleet.clone());
    }
    // A mode that is asked for without a fleet takes the fleet of the configuration, if it can.
    let fleet = match arguments.provision.as_deref() {
        Some("anywhere") => arguments.fleet.clone(),
        _ => arguments.fleet.clone().or_else(|| config.fleet.clone()),
    };
    Provision::asked(arguments.provision.as_deref(), fleet)
}

/// Returns variations of which no two answer the same question.
pub(super) fn variations(asked: &[Variation]) -> Result<Variations, CliError> {
    Variations::new(asked.iter().copied()).map_err(|conflict| CliError::Usage {
        what: conflict.to_string(),
        hint: "give one --variation for each question".to_owned(),
    })
}

/// Returns the clauses that a pattern names.
pub(super) fn clauses(only: Option<&Glob>) -> Result<Option<BTreeSet<ClauseId>>, CliError> {
    let Some(glob) = only else {
        return Ok(None);
    };
    let clauses: BTreeSet<ClauseId> = Catalog::embedded()
        .clauses
        .keys()
        .copied()
        .filter(|clause| glob.matches(&clause.to_string()))
        .collect();
    if clauses.is_empty() {
        return Err(CliError::Usage {
            what: format!("find a clause that fits --only {glob}"),
            hint: "`gamelift-conformance spec list` lists them all; quote a * for the shell"
                .to_owned(),
        });
    }
    Ok(Some(clauses))
}

impl PlanArgs {
    /// Returns the seed, drawn where any will do.
    pub(super) fn seed(&self) -> u64 {
        match self.seed {
            Seed::Given(seed) => seed,
            Seed::Random => uuid::Uuid::new_v4().as_u64_pair().0,
        }
    }
}

impl From<EffortArg> for Effort {
    fn from(effort: EffortArg) -> Self {
        match effort {
            EffortArg::Smoke => Self::Smoke,
            EffortArg::Standard => Self::Standard,
            EffortArg::Certify => Self::Certify,
            EffortArg::Soak => Self::Soak,
        }
    }
}
