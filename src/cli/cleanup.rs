//! `cleanup`: remove what killed runs have left behind, by their journals.

use std::sync::Arc;

use super::access::{Access, Consent, is_loopback};
use super::args::CleanupArgs;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::output;
use super::settings::COMMAND_TIMEOUT;
use super::values::{TargetChoice, TargetRequest};
use crate::clock::Clock;
use crate::provision::cleanup::clean_up;
use crate::provision::journal::{Journal, Owner};
use crate::provision::patience::Patience;

/// Carries the command out.
pub(super) async fn execute(arguments: CleanupArgs) -> Result<ExitCode, CliError> {
    let folder = &arguments.output;
    let mut code = ExitCode::Conforms;
    let mut recovered = Vec::new();
    for path in Journal::find(folder)? {
        match Journal::recover(&path) {
            Ok(found) => recovered.push(found),
            // The others can be removed all the same.
            Err(error) => {
                output::note(&format!("failed to {error}\nhint: {}", error.hint()));
                code = ExitCode::Trouble;
            }
        }
    }
    if recovered.is_empty() && code == ExitCode::Conforms {
        let folder = folder.display();
        output::note(&format!(
            "nothing to remove: there is no journal in {folder}"
        ));
        return Ok(code);
    }
    // Whose journal it is is settled for all of them before anything is removed.
    let mut work = Vec::new();
    for (owner, journal) in recovered {
        let url = endpoint(&arguments, &owner).await?;
        work.push((url, owner, journal));
    }
    for ((url, access), owner, journal) in work {
        code = code.or(remove(&url, &access, &owner, &journal).await?);
    }
    Ok(code)
}

/// Returns the endpoint of a journal, where it is the one that is asked for.
async fn endpoint(arguments: &CleanupArgs, owner: &Owner) -> Result<(String, Access), CliError> {
    let Owner {
        run_id,
        endpoint,
        region,
        is_real_account,
    } = owner;
    if *is_real_account && !arguments.access.real_account {
        return Err(CliError::Usage {
            what: format!("remove what run {run_id} left on a real account, {endpoint}"),
            hint: "give --real-account".to_owned(),
        });
    }
    let own = TargetRequest::Chosen(TargetChoice::Url(endpoint.clone()));
    let asked = arguments.target.clone().unwrap_or(own);
    let region = Some(region.as_str());
    let found = Access::find(asked, &arguments.access, region, Consent::ByFlag).await?;
    match found {
        (TargetChoice::Url(url), access) if is_same(&url, endpoint) => Ok((url, access)),
        (TargetChoice::Url(_) | TargetChoice::Embedded | TargetChoice::OfAdapter, _) => Err(CliError::Usage {
            what: format!("remove what run {run_id} left: its journal is of {endpoint}"),
            hint: "leave --target out: each journal names its own; or give the folder of another's with --output"
                .to_owned(),
        }),
    }
}

fn is_same(url: &str, endpoint: &str) -> bool {
    url.trim_end_matches('/') == endpoint.trim_end_matches('/')
}

async fn remove(
    url: &str,
    access: &Access,
    owner: &Owner,
    journal: &Journal,
) -> Result<ExitCode, CliError> {
    let clock = Clock::system();
    let target = access.connect(url, COMMAND_TIMEOUT).await?;
    let patience = if is_loopback(url) {
        Patience::LOOPBACK
    } else {
        Patience::CLEANUP
    };
    let run_id = &owner.run_id;
    output::note(&format!("removing what run {run_id} left on {url}"));
    let target = access.pace(Arc::new(target), &clock);
    let left = clean_up(journal, (target, clock), patience, &output::note).await;
    if left.is_empty() {
        output::note(&format!("nothing of run {run_id} is left"));
        return Ok(ExitCode::Conforms);
    }
    for one in left {
        output::note(&format!("left behind: {}: {}", one.name, one.reason));
    }
    Ok(ExitCode::Trouble)
}
