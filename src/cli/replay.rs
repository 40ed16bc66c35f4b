//! `replay`: carry a counterexample out again, and compare step by step.

use std::path::Path;

use tokio::sync::Semaphore;

use super::access::{Access, Consent};
use super::args::ReplayArgs;
use super::config::Config;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::provisioning::{Given, Provision};
use super::settings::{self, OF_ADAPTER, TargetSettings};
use super::stages::{Cleanliness, Stages};
use super::timing::AskedTerms;
use super::values::{TargetChoice, TargetRequest};
use super::{deviations, interrupt, output};
use crate::artifact::counterexample::{Origin, SavedCounterexample};
use crate::artifact::regressions::FOLDER;
use crate::check::case::{CaseJudgement, judge_accepting, judge_case};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::variations::Variation;
use crate::findings::regression::Fate;
use crate::model::terms::{Activation, Terms, Traffic};
use crate::plan::inputs::Capabilities;
use crate::plan::step::Wire;
use crate::report::style::{Role, Style};
use crate::report::terminal::comparison;
use crate::runner::case::{Executed, Ground};
use crate::runner::turn::Turn;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;
use crate::target::http::HttpTarget;
use crate::verdict::Violation;
use crate::verdict::deviation::Deviations;

/// How often a plan with a race is carried out.
const TRIES_OF_RACES: u64 = 10;

/// Carries the command out.
pub(super) async fn execute(arguments: ReplayArgs) -> Result<ExitCode, CliError> {
    let saved = SavedCounterexample::load(&arguments.counterexample)?;
    let accepted = Accepted::of(arguments.config.as_deref())?;
    let mut target = target(&saved, &arguments).await?;
    let interrupt = interrupt::listen();
    let clock = Clock::system();
    let Some(stages) = Stages::open(&target, 1, &clock, &interrupt).await? else {
        return Ok(ExitCode::Interrupted);
    };
    target.follow(&stages);
    tell_of_loss(&saved, &stages);
    let turns = Semaphore::new(1);
    let mut turn = Turn::take(&turns).await;
    let ground = Ground {
        stage: &stages.all[0],
        clock: &clock,
        terms: &target.terms,
    };
    let executed = tokio::select! {
        executed = carry_out(&ground, &saved, &mut turn) => Some(executed),
        () = interrupt.wait() => None,
    };
    let cleanliness = stages.close().await;
    let Some(executed) = executed else {
        return Ok(ExitCode::Interrupted);
    };
    let (executed, tally) = executed;
    let code = compare((&saved, &target.terms), &accepted, &executed);
    if let Some((failed, tries)) = tally {
        output::data(format!("failed {failed} of {tries} times\n").as_bytes());
    }
    Ok(match cleanliness {
        Cleanliness::Clean => code,
        Cleanliness::LeftBehind => code.or(ExitCode::Trouble),
    })
}

/// Carries a counterexample out, one with a race several times.
///
/// Returns the first time that fails again, or else the last, and how often a race failed.
async fn carry_out(
    ground: &Ground<'_>,
    saved: &SavedCounterexample,
    turn: &mut Turn<'_>,
) -> (Executed, Option<(u64, u64)>) {
    let first = ground
        .execute((saved.case, "replay"), &saved.plan, turn)
        .await;
    if !saved.plan.has_race() {
        return (first, None);
    }
    let fails = |executed: &Executed| {
        let judgement = judge_case(&executed.record.history, ground.terms);
        judgement.violations.iter().any(|violation| {
            violation.clause == saved.violation.clause && violation.shape == saved.violation.shape
        })
    };
    let mut failed = u64::from(fails(&first));
    let mut shown = first;
    for number in 1..TRIES_OF_RACES {
        let label = format!("replay-{number}");
        let again = ground
            .execute((saved.case, &label), &saved.plan, turn)
            .await;
        if again.trouble.is_some() {
            return (again, None);
        }
        if fails(&again) {
            if failed == 0 {
                shown = again;
            }
            failed += 1;
        }
    }
    (shown, Some((failed, TRIES_OF_RACES)))
}

/// Returns where to replay: what was asked for, else what the counterexample was found on.
async fn target(
    saved: &SavedCounterexample,
    arguments: &ReplayArgs,
) -> Result<TargetSettings, CliError> {
    let ReplayArgs {
        counterexample,
        target: asked,
        config: _,
        access,
        game_session,
        adapter,
    } = arguments;
    let is_elsewhere = asked.is_some();
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
            target.provision = provision(origin, (game_session.clone(), adapter.clone()))?;
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
    goes_together(saved, target.provision.as_ref())?;
    // Steps that name no wire go over the first; another target has its own.
    let wires = saved.capabilities.as_ref().filter(|_| !is_elsewhere);
    let spoken = |wire: &Wire| HttpTarget::WIRES.contains(wire);
    target.wires = wires.map_or_else(Vec::new, Capabilities::wires);
    target.wires.retain(spoken);
    target.terms = saved.terms;
    target.asked = AskedTerms {
        reservation_timeout: Some(saved.terms.reservation_timeout),
        activation_timeout: saved.terms.activation_timeout,
        tolerance: Some(saved.terms.tolerance),
    };
    // Its journal stands beside the counterexample's, unless that is kept among recordings.
    let is_kept = |path: &&Path| path.file_name().is_some_and(|name| name == FOLDER);
    let folder = counterexample.parent().filter(|path| path.is_dir());
    if let Some(folder) = folder.filter(|path| !is_kept(path)) {
        folder.clone_into(&mut target.output);
    }
    // How game sessions become ACTIVE is the matter of the target that it is replayed on.
    target.terms.activation = Activation::default();
    target.terms.traffic = Traffic::default();
    Ok(target)
}

/// Returns how game sessions came to be where the counterexample was found.
///
/// A file names no program to start: an adapter is given again.
fn provision(
    origin: &Origin,
    (game_sessions, adapter): (Vec<String>, Option<String>),
) -> Result<Option<Provision>, CliError> {
    let mut given = Given {
        fleet: None,
        adapter,
        game_sessions,
    };
    let Origin::Endpoint {
        provision,
        fleet,
        game_sessions: known,
        ..
    } = origin
    else {
        return if given.game_sessions.is_empty() {
            Ok(None)
        } else {
            Provision::asked(None, given)
        };
    };
    given.fleet.clone_from(fleet);
    if given.game_sessions.is_empty() {
        given.game_sessions.clone_from(known);
    }
    Provision::asked(provision.as_deref(), given)
}

/// Holds that a plan for given game sessions is carried out on given ones, and no other plan is:
/// it would change them.
fn goes_together(
    saved: &SavedCounterexample,
    provision: Option<&Provision>,
) -> Result<(), CliError> {
    let is_given = matches!(provision, Some(Provision::Existing(_)));
    let usage = |what: &str, hint: &str| {
        Err(CliError::Usage {
            what: what.to_owned(),
            hint: hint.to_owned(),
        })
    };
    match (saved.terms.is_shared(), is_given) {
        (true, false) => usage(
            "replay it: it was found in a game session that was given",
            "give a --target and, where those it was found in are gone, a --game-session",
        ),
        (false, true) => usage(
            "replay it in a given game session, which its plan would change",
            "leave --game-session out",
        ),
        (true, true) | (false, false) => Ok(()),
    }
}

fn unknown(noun: &str, name: &str) -> CliError {
    CliError::Usage {
        what: format!("switch the {noun} {name:?} on: this version has none of that name"),
        hint: "replay it with the version that saved it, or give a --target".to_owned(),
    }
}

/// Says what the target could do when the counterexample was found, and can't do now.
fn tell_of_loss(saved: &SavedCounterexample, stages: &Stages) {
    let Some(Capabilities(then)) = &saved.capabilities else {
        return;
    };
    let lost = then.difference(&stages.capabilities.0);
    let lost: Vec<&str> = lost.map(|one| one.name()).collect();
    if !lost.is_empty() {
        let endpoint = &stages.endpoint;
        let lost = lost.join(", ");
        output::note(&format!(
            "it was found on a target that offers {lost}, which {endpoint} lacks"
        ));
    }
}

/// What the users of the target accept.
struct Accepted {
    deviations: Deviations,
    /// The name of the file that says so.
    file: String,
}

impl Accepted {
    /// Reads the configuration that was named, or the default one where there is any.
    fn of(named: Option<&Path>) -> Result<Self, CliError> {
        Ok(Self {
            deviations: Config::load(named)?.deviations,
            file: deviations::file(named),
        })
    }

    /// Tells of a violation that is among the deviations, and what that comes to.
    fn verdict(&self, violation: &Violation, style: Style) -> (ExitCode, String) {
        let Violation { clause, shape, .. } = violation;
        let file = &self.file;
        let position = self.deviations.find(*clause, shape);
        let Some(deviation) = position.and_then(|position| self.deviations.0.get(position)) else {
            return reproduced(*clause, "", style);
        };
        let expired = deviation.expires.filter(|last| *last < deviations::today());
        if let Some(last) = expired {
            let until = format!(", which {file} accepted until {last}");
            return reproduced(*clause, &until, style);
        }
        let line = style.paint(Role::Doubtful, "deviates");
        let reason = &deviation.reason;
        let text = format!("{line}: {clause} fails again, which {file} accepts: {reason}\n");
        (ExitCode::Conforms, text)
    }
}

/// Prints each step with what came of it then and now, and says whether it still fails.
fn compare(
    (saved, terms): (&SavedCounterexample, &Terms),
    accepted: &Accepted,
    executed: &Executed,
) -> ExitCode {
    let style = output::stdout_style();
    let judgement = judge_accepting(&executed.record.history, terms, &accepted.deviations);
    let violation = &saved.violation;
    let clause = Catalog::embedded().clauses.get(&violation.clause);
    let mut text = format!(
        "{}  {}\n",
        violation.clause,
        clause.map_or("", |clause| clause.title.as_str())
    );
    let mut steps = Vec::new();
    let then = (saved.observed.as_slice(), violation);
    let now = (&executed.record, terms.traffic);
    comparison::write(now, then, style, &mut steps).expect("memory takes any text");
    text.push_str(&String::from_utf8_lossy(&steps));
    let (code, verdict) = verdict((saved, executed), accepted, &judgement, style);
    text.push_str(&verdict);
    output::data(text.as_bytes());
    code
}

fn verdict(
    (saved, executed): (&SavedCounterexample, &Executed),
    accepted: &Accepted,
    judgement: &CaseJudgement,
    style: Style,
) -> (ExitCode, String) {
    let clause = saved.violation.clause;
    let trouble = executed
        .trouble
        .as_ref()
        .map(|trouble| format!("failed to {trouble}"));
    let finding = (&saved.key(), saved.violation.guilty);
    match Fate::of(finding, (&executed.record.history, trouble), judgement) {
        Fate::Fails => reproduced(clause, "", style),
        Fate::FailsOtherwise(other) => {
            let line = style.paint(Role::Bad, "fails otherwise");
            let text = format!("{line}: {} {}\n", other.clause, other.shape);
            (ExitCode::Violations, text)
        }
        Fate::Accepted => accepted.verdict(&saved.violation, style),
        Fate::Undecided(reason) if executed.trouble.is_some() => {
            let line = style.paint(Role::Bad, "trouble");
            (ExitCode::Trouble, format!("{line}: {reason}\n"))
        }
        Fate::Undecided(reason) => {
            let line = style.paint(Role::Doubtful, "not decided");
            (ExitCode::Inconclusive, format!("{line}: {reason}\n"))
        }
        Fate::Fixed => {
            let line = style.paint(Role::Good, "fixed");
            let besides = if judgement.accepted.is_empty() {
                String::new()
            } else {
                format!(" that {} does not accept", accepted.file)
            };
            let text = format!("{line}: no clause fails any more{besides}\n");
            (ExitCode::Conforms, text)
        }
    }
}

fn reproduced(clause: ClauseId, besides: &str, style: Style) -> (ExitCode, String) {
    let line = style.paint(Role::Bad, "reproduced");
    let text = format!("{line}: {clause} fails again{besides}\n");
    (ExitCode::Violations, text)
}
