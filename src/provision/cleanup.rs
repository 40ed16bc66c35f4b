//! The removal of what a killed run has left behind, by its journal and by nothing else.
//!
//! It goes in rounds: what is still in use, or on its way out, is looked at again in the next.
//! What is gone already counts as removed, so it may be done again and again.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::ids::{AliasId, FleetId};
use crate::api::request::{ComputeRef, Request};
use crate::clock::Clock;
use crate::target::Target;

use super::journal::{Journal, Kind};
use super::patience::Patience;
use super::requests::Requests;
use super::{Leftover, ProvisionError};

/// Removes what a journal names from a target, and returns what is left.
///
/// `say` is told before each pause what is waited for.
pub async fn clean_up(
    journal: &Journal,
    (target, clock): (Arc<dyn Target>, Clock),
    patience: Patience,
    say: &(dyn Fn(&str) + Sync),
) -> Vec<Leftover> {
    let requests = Requests {
        target,
        clock: clock.clone(),
        // A round asks once: there is another.
        patience: Patience {
            attempts: 1,
            ..patience
        },
        journal: Arc::default(),
        lacking: BTreeSet::new(),
    };
    let mut pauses = patience.pauses();
    loop {
        let left = round(journal, &requests).await;
        if left.is_empty() {
            return left;
        }
        let Some(pause) = pauses.next() else {
            return left;
        };
        for Leftover { name, reason } in &left {
            say(&format!("{name} is still there: {reason}"));
        }
        say(&format!("looking again in {pause:?}"));
        clock.pause(pause).await;
    }
}

/// Tries to remove each thing once, aliases first and locations last.
async fn round(journal: &Journal, requests: &Requests) -> Vec<Leftover> {
    let mut left = Vec::new();
    for ((kind, name), id) in journal.things() {
        let removed = match (kind, id) {
            (Kind::Alias, Some(id)) => {
                let request = Request::DeleteAlias(AliasId(id));
                requests.remove_one(request).await
            }
            (Kind::Alias, None) => {
                left.push(unnamed_alias(&name));
                continue;
            }
            (Kind::Compute, id) => compute(requests, &name, id).await,
            (Kind::Fleet, id) => fleet(requests, &name, id).await,
            (Kind::Location, _) => {
                let request = Request::DeleteLocation(name.clone());
                requests.remove_one(request).await
            }
        };
        match removed {
            // Where that cannot be noted, the next to look finds it gone.
            Ok(()) => drop(journal.end(kind, &name)),
            Err(error) => left.push(Leftover {
                name: format!("{} {name}", kind.name()),
                reason: format!("failed to {error}"),
            }),
        }
    }
    // A journal that stays names what the next to look finds gone.
    let _ = journal.settle();
    left
}

/// Returns an alias that has no id yet: it can't be deleted by its name.
fn unnamed_alias(name: &str) -> Leftover {
    Leftover {
        name: format!("alias {name}"),
        reason: format!(
            "what came of its creation was not told; `aws gamelift list-aliases --name {name}` shows whether it exists"
        ),
    }
}

/// Removes a compute; one whose fleet is gone is gone with it.
async fn compute(
    requests: &Requests,
    name: &str,
    id: Option<String>,
) -> Result<(), ProvisionError> {
    let Some(fleet_id) = id.map(FleetId) else {
        return Ok(());
    };
    let found = requests.find_fleet(Some(&fleet_id), "").await?;
    let status = found.and_then(|fleet| fleet.status);
    if status.is_none_or(|status| is_going(&status)) {
        return Ok(());
    }
    let request = Request::DeregisterCompute(ComputeRef {
        fleet_id,
        compute_name: name.to_owned(),
    });
    requests.remove_one(request).await
}

async fn fleet(requests: &Requests, name: &str, id: Option<String>) -> Result<(), ProvisionError> {
    let known = id.map(FleetId);
    let Some(found) = requests.find_fleet(known.as_ref(), name).await? else {
        return Ok(());
    };
    let member = "FleetId";
    let fleet_id = found.fleet_id.or(known);
    let fleet_id = fleet_id.ok_or(ProvisionError::Incomplete { member })?;
    // Asking again for a deletion that goes on is refused.
    if !found.status.is_some_and(|status| is_going(&status)) {
        let request = Request::DeleteFleet(fleet_id.clone());
        requests.remove_one(request).await?;
    }
    requests.await_deleted(&fleet_id).await
}

fn is_going(status: &str) -> bool {
    matches!(status, "DELETING" | "TERMINATED")
}

#[cfg(test)]
mod tests;
