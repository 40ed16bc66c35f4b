//! What flags, configuration and defaults come to.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::access::{Access, Consent, asked};
use super::args::{EffortArg, PlanArgs, RunArgs};
use super::config::Config;
use super::error::CliError;
use super::glob::Glob;
use super::provisioning::{Given, Provision};
use super::stages::Stages;
use super::timing::{self, AskedTerms, Pace};
use super::values::{Seed, TargetChoice, TargetRequest};
use crate::artifact::counterexample::Origin;
use crate::emulator::faults::Fault;
use crate::emulator::variations::{Variation, Variations};
use crate::model::terms::{Activation, Terms, Traffic};
use crate::plan::inputs::{Capabilities, Capability, Effort};
use crate::plan::step::Wire;
use crate::spec::catalog::Catalog;
use crate::spec::clause::Suite;
use crate::spec::id::ClauseId;
use crate::target::http::HttpTarget;

/// How long a command may take where no flag says it.
pub(super) const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);

/// Where files go that no flag has a place for.
const OUTPUT: &str = "conformance-results";

/// The cases at a time on a target that is not embedded.
const JOBS: usize = 8;

/// What stands for the endpoint in a counterexample where the adapter names it.
pub(super) const OF_ADAPTER: &str = "adapter";

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
    /// The terms that flags and configuration give.
    pub(super) asked: AskedTerms,
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
            terms: timing::embedded().terms(Pace::Advanced),
            asked: AskedTerms::default(),
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
        let provision = provision(arguments, config)?;
        let is_by_adapter = matches!(provision, Some(Provision::Adapter(_)));
        let is_named = arguments.target.is_some() || config.endpoint.is_some();
        let target = if is_by_adapter && !is_named {
            TargetRequest::Chosen(TargetChoice::OfAdapter)
        } else {
            asked(arguments.target.as_ref(), config)
        };
        let region = config.region.as_deref();
        let consent = if arguments.rehearsal.dry_run {
            Consent::NotNeeded
        } else {
            Consent::ByFlag
        };
        let (choice, access) = Access::find(target, &arguments.access, region, consent).await?;
        let is_embedded = choice == TargetChoice::Embedded;
        fits(is_embedded, provision.as_ref(), arguments)?;
        let asked = AskedTerms::of(&arguments.timing, config);
        let terms = if is_embedded {
            asked.or(timing::embedded()).terms(Pace::Advanced)
        } else {
            asked.terms(Pace::Wall)
        };
        Ok(Self {
            choice,
            name: arguments.name.clone().or_else(|| config.name.clone()),
            access,
            output: arguments.output.clone(),
            terms,
            asked,
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
            (None, TargetChoice::Url(_) | TargetChoice::OfAdapter) => JOBS,
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
        capabilities.0.extend(timing::ability(&self.terms));
        if let Some(provision) = &self.provision {
            provision.restrict(&mut capabilities);
        }
        capabilities
    }

    /// Returns whether the game sessions are those of others.
    pub(super) fn is_guest(&self) -> bool {
        matches!(self.provision, Some(Provision::Existing(_)))
    }

    /// Returns the name by which the target's recordings are found.
    pub(super) fn folder_name(&self) -> String {
        let own = match &self.choice {
            TargetChoice::Embedded => "embedded",
            TargetChoice::Url(url) => url,
            TargetChoice::OfAdapter => OF_ADAPTER,
        };
        self.name.clone().unwrap_or_else(|| own.to_owned())
    }

    /// Returns what a counterexample says it was found on.
    pub(super) fn origin(&self) -> Origin {
        match &self.choice {
            TargetChoice::Embedded => Origin::Embedded {
                faults: self.faults.iter().map(ToString::to_string).collect(),
                variations: self.variations.iter().map(|v| v.to_string()).collect(),
            },
            TargetChoice::Url(_) | TargetChoice::OfAdapter => Origin::Endpoint {
                url: match &self.choice {
                    TargetChoice::Url(url) => url.clone(),
                    TargetChoice::Embedded | TargetChoice::OfAdapter => OF_ADAPTER.to_owned(),
                },
                region: self.access.region.clone(),
                provision: self.provision.as_ref().map(|one| one.name().to_owned()),
                fleet: self
                    .provision
                    .as_ref()
                    .and_then(Provision::fleet)
                    .map(str::to_owned),
                game_sessions: self
                    .provision
                    .as_ref()
                    .map(|one| one.game_sessions().to_vec())
                    .unwrap_or_default(),
            },
        }
    }

    /// Takes over how the stages of a run came to be, which replays are to follow, and what an
    /// adapter says of its backend where flags and configuration don't.
    pub(super) fn follow(&mut self, stages: &Stages) {
        if let Some(introduction) = &stages.introduction {
            let pace = if stages.capabilities.has(Capability::AdvanceableClock) {
                Pace::Advanced
            } else {
                Pace::Wall
            };
            let told = AskedTerms {
                reservation_timeout: introduction.reservation_timeout,
                activation_timeout: None,
                tolerance: introduction.tolerance,
            };
            self.terms = self.asked.or(told).terms(pace);
        }
        self.provision = Some(stages.provision.clone());
        if stages.capabilities.has(Capability::SelfActivation) {
            self.terms.activation = Activation::ByItself;
        }
        if stages.capabilities.has(Capability::SharedGameSessions) {
            self.terms.traffic = Traffic::Foreign;
        }
    }
}

/// Holds that a target can be provisioned as was asked, and varied if it is.
fn fits(
    is_embedded: bool,
    provision: Option<&Provision>,
    arguments: &RunArgs,
) -> Result<(), CliError> {
    let usage = |what: &str, hint: &str| {
        Err(CliError::Usage {
            what: what.to_owned(),
            hint: hint.to_owned(),
        })
    };
    match provision {
        Some(Provision::Adapter(_)) if is_embedded => usage(
            "provision the embedded emulator by an adapter",
            "give a --target URL, or leave --target to the adapter",
        ),
        Some(Provision::Fleet(_)) if is_embedded => usage(
            "provision the embedded emulator by a fleet",
            "give a --target, or leave --provision and --fleet out",
        ),
        Some(Provision::Existing(_)) if is_embedded => usage(
            "use given game sessions of the embedded emulator, which has none",
            "give the --target that they are on",
        ),
        _ if !is_embedded && !arguments.variation.is_empty() => usage(
            "choose the variation of an endpoint",
            "--variation goes with the embedded emulator; an endpoint is what it is",
        ),
        None | Some(_) => Ok(()),
    }
}

/// Returns how game sessions are to come to be, as flags and configuration say; flags win.
fn provision(arguments: &RunArgs, config: &Config) -> Result<Option<Provision>, CliError> {
    let mode = arguments.provision.as_deref();
    let flags = Given {
        fleet: arguments.fleet.clone(),
        adapter: arguments.adapter.clone(),
        game_sessions: arguments.game_session.clone(),
    };
    let mut known = Given {
        fleet: config.fleet.clone(),
        adapter: config.adapter.clone(),
        game_sessions: config.game_sessions.clone(),
    };
    if mode.is_none() && flags == Given::default() {
        return Provision::asked(config.provision.as_deref(), known);
    }
    // A mode that is asked for takes what it needs from the configuration, if it can.
    known.keep(mode);
    let game_sessions = if flags.game_sessions.is_empty() {
        known.game_sessions
    } else {
        flags.game_sessions
    };
    let given = Given {
        fleet: flags.fleet.or(known.fleet),
        adapter: flags.adapter.or(known.adapter),
        game_sessions,
    };
    Provision::asked(mode, given)
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
    /// Returns the suites that were asked for, all where none was.
    pub(super) fn suites(&self) -> BTreeSet<Suite> {
        if self.suite.is_empty() {
            BTreeSet::from(Suite::ALL)
        } else {
            self.suite.iter().copied().collect()
        }
    }

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
