//! `replay`: carry a counterexample out again, and compare step by step.

use tokio::sync::Semaphore;

use super::access::{Access, Consent};
use super::args::ReplayArgs;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::provisioning::Provision;
use super::settings::{self, AskedTerms, OF_ADAPTER, TargetSettings};
use super::stages::{Cleanliness, Stages};
use super::values::{TargetChoice, TargetRequest};
use super::{interrupt, output};
use crate::artifact::counterexample::{Origin, SavedCounterexample};
use crate::check::case::{CaseJudgement, judge_case};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::variations::Variation;
use crate::model::terms::{Activation, Terms};
use crate::report::style::{Role, Style};
use crate::report::terminal::comparison;
use crate::runner::case::{Executed, Ground};
use crate::runner::turn::Turn;
use crate::spec::catalog::Catalog;

/// Carries the command out.
pub(super) async fn execute(arguments: ReplayArgs) -> Result<ExitCode, CliError> {
    let saved = SavedCounterexample::load(&arguments.counterexample)?;
    let mut target = target(&saved, &arguments).await?;
    let interrupt = interrupt::listen();
    let clock = Clock::system();
    let Some(stages) = Stages::open(&target, 1, &clock, &interrupt).await? else {
        return Ok(ExitCode::Interrupted);
    };
    target.follow(&stages);
    let turns = Semaphore::new(1);
    let mut turn = Turn::take(&turns).await;
    let ground = Ground {
        stage: &stages.all[0],
        clock: &clock,
        terms: &target.terms,
    };
    let executed = tokio::select! {
        executed = ground.execute((saved.case, "replay"), &saved.plan, &mut turn) => Some(executed),
        () = interrupt.wait() => None,
    };
    let cleanliness = stages.close().await;
    let Some(executed) = executed else {
        return Ok(ExitCode::Interrupted);
    };
    let code = compare((&saved, &target.terms), &executed, output::stdout_style());
    Ok(match cleanliness {
        Cleanliness::Clean => code,
        Cleanliness::LeftBehind => code.or(ExitCode::Trouble),
    })
}

/// Returns where to replay: what was asked for, else what the counterexample was found on.
async fn target(
    saved: &SavedCounterexample,
    arguments: &ReplayArgs,
) -> Result<TargetSettings, CliError> {
    let ReplayArgs {
        counterexample,
        target: asked,
        access,
        adapter,
    } = arguments;
    let asked = asked.clone().unwrap_or_else(|| {
        TargetRequest::Chosen(match &saved.origin {
            Origin::Embedded { .. } => TargetChoice::Embedded,
            Origin::Endpoint { url, .. } if url == OF_ADAPTER => TargetChoice::OfAdapter,
            Origin::Endpoint { url, .. } => TargetChoice::Url(url.clone()),
        })
    });
    let region = match &saved.origin {
        Origin::Embedded { .. } => None,
        Origin::Endpoint { region, .. } => Some(region.as_str()),
    };
    let found = Access::find(asked, access, region, Consent::ByFlag).await?;
    let mut target = match (&found.0, &saved.origin) {
        (TargetChoice::Url(_) | TargetChoice::OfAdapter, origin) => {
            let mut target = TargetSettings::endpoint(found, saved.terms);
            target.provision = provision(origin, adapter.clone())?;
            target
        }
        (TargetChoice::Embedded, Origin::Endpoint { .. }) => {
            TargetSettings::embedded([].into(), settings::variations(&[])?)
        }
        (TargetChoice::Embedded, Origin::Embedded { faults, variations }) => {
            let faults: Result<_, _> = faults
                .iter()
                .map(|name| Fault::parse(name).ok_or_else(|| unknown("fault", name)))
                .collect();
            let variations: Result<Vec<_>, _> = variations
                .iter()
                .map(|name| Variation::parse(name).ok_or_else(|| unknown("variation", name)))
                .collect();
            TargetSettings::embedded(faults?, settings::variations(&variations?)?)
        }
    };
    target.terms = saved.terms;
    target.asked = AskedTerms {
        reservation_timeout: Some(saved.terms.reservation_timeout),
        tolerance: Some(saved.terms.tolerance),
    };
    // Its journal stands beside the counterexample's.
    if let Some(folder) = counterexample.parent().filter(|path| path.is_dir()) {
        folder.clone_into(&mut target.output);
    }
    // How game sessions become ACTIVE is the matter of the target that it is replayed on.
    target.terms.activation = Activation::default();
    Ok(target)
}

/// Returns how game sessions came to be where the counterexample was found.
///
/// A file names no program to start: an adapter is given again.
fn provision(origin: &Origin, adapter: Option<String>) -> Result<Option<Provision>, CliError> {
    match origin {
        Origin::Endpoint {
            provision, fleet, ..
        } => Provision::asked(provision.as_deref(), fleet.clone(), adapter),
        Origin::Embedded { .. } => Ok(None),
    }
}

fn unknown(noun: &str, name: &str) -> CliError {
    CliError::Usage {
        what: format!("switch the {noun} {name:?} on: this version has none of that name"),
        hint: "replay it with the version that saved it, or give a --target".to_owned(),
    }
}

/// Prints each step with what came of it then and now, and says whether it still fails.
fn compare(
    (saved, terms): (&SavedCounterexample, &Terms),
    executed: &Executed,
    style: Style,
) -> ExitCode {
    let judgement = judge_case(&executed.record.history, terms);
    let violation = &saved.violation;
    let clause = Catalog::embedded().clauses.get(&violation.clause);
    let mut text = format!(
        "{}  {}\n",
        violation.clause,
        clause.map_or("", |clause| clause.title.as_str())
    );
    let mut steps = Vec::new();
    let then = (saved.observed.as_slice(), violation);
    comparison::write(&executed.record, then, style, &mut steps).expect("memory takes any text");
    text.push_str(&String::from_utf8_lossy(&steps));
    let (code, verdict) = verdict(saved, executed, &judgement, style);
    text.push_str(&verdict);
    output::data(text.as_bytes());
    code
}

fn verdict(
    saved: &SavedCounterexample,
    executed: &Executed,
    judgement: &CaseJudgement,
    style: Style,
) -> (ExitCode, String) {
    let clause = saved.violation.clause;
    let is_same = |shape| shape == &saved.violation.shape;
    let same = judgement
        .violations
        .iter()
        .find(|violation| violation.clause == clause && is_same(&violation.shape));
    if same.is_some() {
        let line = style.paint(Role::Bad, "reproduced");
        return (
            ExitCode::Violations,
            format!("{line}: {clause} fails again\n"),
        );
    }
    if let Some(other) = judgement.violations.first() {
        let line = style.paint(Role::Bad, "fails otherwise");
        let text = format!("{line}: {} {}\n", other.clause, other.shape);
        return (ExitCode::Violations, text);
    }
    if let Some(trouble) = &executed.trouble {
        let line = style.paint(Role::Bad, "trouble");
        return (ExitCode::Trouble, format!("{line}: failed to {trouble}\n"));
    }
    if let Some(reason) = &judgement.inconclusive {
        let line = style.paint(Role::Doubtful, "not decided");
        return (ExitCode::Inconclusive, format!("{line}: {reason}\n"));
    }
    let line = style.paint(Role::Good, "fixed");
    (
        ExitCode::Conforms,
        format!("{line}: no clause fails any more\n"),
    )
}
