//! The grammar of the command line.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit_code;
use super::glob::Glob;
use super::provisioning::Provision;
use super::snapshot::SnapshotCommandArgs;
use super::snapshots::SnapshotArgs;
use super::timing::TimingArgs;
use super::values::{
    Header, HistoryPath, ReportRequest, Seed, TableRequest, TargetRequest, header, report_request,
    seed, table_request, target_request,
};
use crate::emulator::faults::Fault;
use crate::emulator::variations::Variation;
use crate::plan::step::Wire;
use crate::spec::clause::Suite;
use crate::target::account::is_region;
use crate::target::http::HttpTarget;

/// Property-based conformance tests for the player-session API of Amazon GameLift.
#[derive(Debug, Parser)]
#[command(
    name = "gamelift-conformance",
    version,
    after_help = exit_code::HELP,
    disable_help_subcommand = true,
    max_term_width = 100,
    term_width = 100
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Certify a target: the embedded emulator, or any endpoint
    Run(Box<RunArgs>),
    /// Carry out a counterexample again
    Replay(ReplayArgs),
    /// Serve the embedded emulator
    Serve(ServeArgs),
    /// Run against each fault and variation of the emulator, and show what is found
    Faults(FaultsArgs),
    /// Print clauses and open questions
    Spec(SpecArgs),
    /// Compare, review and accept recorded behaviour
    Snapshot(SnapshotCommandArgs),
    /// Remove what killed runs have left behind on a target
    Cleanup(CleanupArgs),
    /// Print the IAM policy that a run on a real account needs
    IamPolicy(IamPolicyArgs),
}

#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub(super) struct RunArgs {
    /// What to certify: `embedded`, `aws` or a URL [default: embedded]
    #[arg(long, value_name = "T", value_parser = target_request, hide_default_value = true)]
    pub(super) target: Option<TargetRequest>,
    /// Configuration [default: conformance.toml, where there is one]
    #[arg(long, value_name = "F")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) plans: PlanArgs,
    /// Clauses to decide, by pattern: `CPS-*`
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Option<Glob>,
    /// Random cases, whatever the effort
    #[arg(long, value_name = "N")]
    pub(super) cases: Option<u64>,
    /// Start no more cases after this long: `5m`
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(super) time_budget: Option<Duration>,
    /// Wires to speak: json, cbor, sdk [default: those the target answers]
    #[arg(long, value_name = "W,…", value_delimiter = ',', value_parser = wire)]
    pub(super) wire: Vec<Wire>,
    #[command(flatten)]
    pub(super) timing: TimingArgs,
    /// How long a command may take
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration, default_value = "10s")]
    pub(super) command_timeout: Duration,
    /// Let SHOULD violations and inconsistent answers fail the run
    #[arg(long)]
    pub(super) strict: bool,
    /// Stop at the first violation
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Write a report: json, junit or markdown=PATH, `-` for stdout
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report_request)]
    pub(super) report: Vec<ReportRequest>,
    /// Write every operation as JSON lines
    #[arg(long, value_name = "PATH")]
    pub(super) history: Option<HistoryPath>,
    /// Where counterexamples go
    #[arg(long, value_name = "DIR", default_value = "conformance-results")]
    pub(super) output: PathBuf,
    /// Accept every violation found: add it to the configuration
    #[arg(long)]
    pub(super) write_deviations: bool,
    /// The target's name in reports [default: embedded, or the URL]
    #[arg(long, value_name = "N")]
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) access: AccessArgs,
    #[command(flatten)]
    pub(super) recordings: SnapshotArgs,
    #[command(flatten)]
    pub(super) rehearsal: RehearsalArgs,
    /// anywhere, fleet, existing or adapter [default: found out]
    #[arg(long, value_name = "MODE", value_parser = provision)]
    pub(super) provision: Option<String>,
    /// The fleet of game sessions that become ACTIVE by themselves, and their location, if any
    #[arg(long, value_name = "ID[@LOCATION]")]
    pub(super) fleet: Option<String>,
    /// A game session of others to be a guest in; several make it quicker
    #[arg(long, value_name = "ID")]
    pub(super) game_session: Vec<String>,
    /// The program that provides game sessions, with its arguments: "python3 adapter.py"
    #[arg(long, value_name = "CMD")]
    pub(super) adapter: Option<String>,
    /// Another legal answer of the embedded emulator: U-10=other-order
    #[arg(long, value_name = "NAME", value_parser = variation)]
    pub(super) variation: Vec<Variation>,
    #[command(flatten)]
    pub(super) verbosity: VerbosityArgs,
}

/// Whether anything is sent at all.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct RehearsalArgs {
    /// Say what the run would do and cost, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// How an endpoint is reached, and whose it is.
#[derive(Clone, Debug, Args)]
pub(super) struct AccessArgs {
    /// Region to sign requests for [default: us-east-1, on AWS yours]
    #[arg(long, value_name = "R", value_parser = region)]
    pub(super) region: Option<String>,
    /// Send a header with every request
    #[arg(long, value_name = "K=V", value_parser = header)]
    pub(super) header: Vec<Header>,
    /// Trust the authorities of a PEM file, too
    #[arg(long, value_name = "F")]
    pub(super) ca: Option<PathBuf>,
    /// Requests a second to each action [default: on AWS below its own]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) rate: Option<u32>,
    /// Let it act on a real account: what it creates there has a price
    #[arg(long)]
    pub(super) real_account: bool,
}

/// What decides which plans are carried out, and by how many.
#[derive(Clone, Debug, Args)]
pub(super) struct PlanArgs {
    /// smoke, standard, certify or soak
    #[arg(
        long,
        value_name = "E",
        default_value = "standard",
        hide_possible_values = true
    )]
    pub(super) effort: EffortArg,
    /// Seed of all plans: a number or `random`
    #[arg(long, value_name = "S", default_value = "0", value_parser = seed)]
    pub(super) seed: Seed,
    /// Cases at a time [default: cores embedded, 8 elsewhere, 1 on AWS]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Suites to run [default: core,wire,concurrent,temporal]
    #[arg(long, value_name = "S,…", value_delimiter = ',', value_parser = suite)]
    pub(super) suite: Vec<Suite>,
}

#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(super) struct VerbosityArgs {
    /// Show failures and the verdict only
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Show every case as it ends
    #[arg(long, short)]
    pub(super) verbose: bool,
}

/// How much a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EffortArg {
    /// 30 random cases
    Smoke,
    /// 300 random cases
    Standard,
    /// 10,000 random cases
    Certify,
    /// Random cases without end
    Soak,
}

#[derive(Debug, Args)]
#[command(after_help = REPLAY_HELP)]
pub(super) struct ReplayArgs {
    /// The counterexample's file
    pub(super) counterexample: PathBuf,
    /// Where to carry it out [default: what it was found on]
    #[arg(long, value_name = "T", value_parser = target_request)]
    pub(super) target: Option<TargetRequest>,
    /// Configuration, whose deviations count [default: conformance.toml, where there is one]
    #[arg(long, value_name = "F")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) access: AccessArgs,
    /// A game session to be a guest in, in place of those that were given
    #[arg(long, value_name = "ID")]
    pub(super) game_session: Vec<String>,
    /// The program that provides game sessions, where one did when it was found
    #[arg(long, value_name = "CMD")]
    pub(super) adapter: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(super) struct ServeArgs {
    /// Loopback port, 0 for any free one
    #[arg(long, value_name = "P", default_value_t = 4566)]
    pub(super) port: u16,
    /// Switch a deliberate bug on
    #[arg(long, value_name = "NAME", value_parser = fault)]
    pub(super) fault: Vec<Fault>,
    /// Give another legal answer to an open question
    #[arg(long, value_name = "NAME", value_parser = variation)]
    pub(super) variation: Vec<Variation>,
    /// How long a reservation is held
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration, default_value = "60s")]
    pub(super) reservation_timeout: Duration,
    /// How long a game session may take to be activated
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration, default_value = "10m")]
    pub(super) activation_timeout: Duration,
    /// Refuse requests that are not signed with this access key
    #[arg(long, value_name = "ID")]
    pub(super) access_key_id: Option<String>,
    /// Let every Nth call that would create player sessions fail within the service
    #[arg(long, value_name = "N")]
    pub(super) internal_failure_every: Option<NonZeroU64>,
}

#[derive(Debug, Args)]
#[command(after_help = FAULTS_HELP)]
pub(super) struct FaultsArgs {
    /// Faults and variations to run against, by pattern
    #[arg(long, value_name = "GLOB")]
    pub(super) only: Option<Glob>,
    /// Combinations of variations to run against, too, drawn from the seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) combinations: u64,
    #[command(flatten)]
    pub(super) plans: PlanArgs,
    /// Measure each fault: the edge phase, then the random phase alone with so many seeds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) seeds: Option<u64>,
    /// Plans to look at in the search for a smaller counterexample
    #[arg(long, value_name = "N", default_value_t = 20_000, requires = "seeds")]
    pub(super) candidates: u64,
    /// Write the table: json=PATH or markdown=PATH, `-` for stdout
    #[arg(long, value_name = "FORMAT=PATH", value_parser = table_request, requires = "seeds")]
    pub(super) report: Vec<TableRequest>,
    /// Where counterexamples and trials go
    #[arg(long, value_name = "DIR", default_value = "conformance-results")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = CLEANUP_HELP)]
pub(super) struct CleanupArgs {
    /// Refuse the journals of any other target
    #[arg(long, value_name = "T", value_parser = target_request)]
    pub(super) target: Option<TargetRequest>,
    /// The folder of the journals
    #[arg(long, value_name = "DIR", default_value = "conformance-results")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) access: AccessArgs,
}

#[derive(Debug, Args)]
#[command(after_help = IAM_POLICY_HELP)]
pub(super) struct IamPolicyArgs {
    /// Allow it in this Region only
    #[arg(long, value_name = "R", value_parser = region)]
    pub(super) region: Option<String>,
    /// Allow what one mode of provisioning needs: `existing` needs far less
    #[arg(long, value_name = "MODE", value_parser = provision)]
    pub(super) provision: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = SPEC_HELP)]
pub(super) struct SpecArgs {
    #[command(subcommand)]
    pub(super) command: SpecCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SpecCommand {
    /// List every clause and open question
    List,
    /// Show a clause or an open question whole
    Show {
        /// Its id: CPS-09 or U-16
        id: String,
    },
}

const RUN_HELP: &str = "\
Example: gamelift-conformance run --target http://localhost:4566 --report json=report.json
Exit status: 0 conforms · 1 violations, drift · 2 usage · 3 target trouble · 4 inconclusive
  130 ctrl-c";

const REPLAY_HELP: &str = "\
Example: gamelift-conformance replay conformance-results/CPS-09-5f3a91.json
Exit status: 0 it does not fail any more, or as a deviation that is accepted · 1 it fails again
             2 usage · 3 target trouble";

const SERVE_HELP: &str = "\
The request log goes to stderr; time is the wall's; ctrl-c ends it.
Example: gamelift-conformance serve --port 4566 --fault capacity-off-by-one
Exit status: 2 usage · 3 the port is taken · 130 ended by ctrl-c";

const FAULTS_HELP: &str = "\
Example: gamelift-conformance faults --only 'capacity-*'
Exit status: 0 every fault is found by its clause and no variation is a violation · 1 otherwise";

const CLEANUP_HELP: &str = "\
Nothing is removed that no journal names. It waits for what is still in use, up to five minutes.
Example: gamelift-conformance cleanup --real-account
Exit status: 0 nothing is left · 2 usage, another target's journal · 3 something is left";

const IAM_POLICY_HELP: &str =
    "Example: gamelift-conformance iam-policy --region eu-west-1 > policy.json";

const SPEC_HELP: &str = "Example: gamelift-conformance spec show CPS-09";

fn suite(name: &str) -> Result<Suite, String> {
    Suite::parse(name)
        .ok_or_else(|| format!("known are: {}", Suite::ALL.map(Suite::name).join(", ")))
}

fn region(text: &str) -> Result<String, String> {
    if is_region(text) {
        Ok(text.to_owned())
    } else {
        Err("give the name of a Region, such as us-east-1".to_owned())
    }
}

/// Returns the wire of that name that this build speaks.
pub(super) fn wire(name: &str) -> Result<Wire, String> {
    let known = HttpTarget::WIRES;
    let wire = known.iter().copied().find(|wire| wire.name() == name);
    wire.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|wire| wire.name()).collect();
        format!("known are: {}", names.join(", "))
    })
}

/// Returns the mode of provisioning of that name.
pub(super) fn provision(name: &str) -> Result<String, String> {
    let known = Provision::NAMES;
    let is_known = known.contains(&name);
    let all = format!("known are: {}", known.join(", "));
    is_known.then(|| name.to_owned()).ok_or(all)
}

fn fault(name: &str) -> Result<Fault, String> {
    Fault::parse(name).ok_or_else(|| {
        let known = Fault::ALL.map(Fault::name);
        super::suggest::hint(name, known, &format!("known are: {}", known.join(", ")))
    })
}

fn variation(name: &str) -> Result<Variation, String> {
    Variation::parse(name).ok_or_else(|| {
        let known: Vec<String> = Variation::all().map(|one| one.to_string()).collect();
        let all = format!("known are: {}", known.join(", "));
        super::suggest::hint(name, known.iter().map(String::as_str), &all)
    })
}
