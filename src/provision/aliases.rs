//! The aliases that cases have created, until they are deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::api::ids::AliasId;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::Outcome;

use super::journal::{Journal, JournalError, Kind};
use super::requests::Requests;
use super::{Leftover, ProvisionError};

/// The aliases that exist, or may exist.
#[derive(Debug, Default)]
pub(super) struct Aliases(Mutex<Existing>);

#[derive(Debug, Default)]
struct Existing {
    /// Their names by id.
    known: BTreeMap<AliasId, String>,
    /// The names of those whose creation was not answered, or not so that it is known.
    possible: BTreeSet<String>,
}

impl Aliases {
    /// Takes note of what came of the creation of an alias, and returns its id if there is one.
    pub(super) fn note(
        &self,
        name: &str,
        outcome: &Outcome,
        journal: &Journal,
    ) -> Result<Option<AliasId>, JournalError> {
        let mut existing = self.existing();
        let id = match outcome {
            Outcome::Replied(Reply::Response {
                response: Response::CreateAlias(Some(alias)),
                ..
            }) => alias.alias_id.clone(),
            Outcome::Replied(_)
            | Outcome::Lost { .. }
            | Outcome::Done
            | Outcome::Refused { .. } => None,
        };
        match &id {
            Some(id) => {
                existing.known.insert(id.clone(), name.to_owned());
                journal.learn(Kind::Alias, name, id.as_str())?;
            }
            None if is_refused(outcome) => journal.end(Kind::Alias, name)?,
            None => {
                existing.possible.insert(name.to_owned());
            }
        }
        Ok(id)
    }

    /// Deletes an alias.
    pub(super) async fn delete(
        &self,
        id: &AliasId,
        requests: &Requests,
    ) -> Result<(), ProvisionError> {
        requests
            .remove_one(Request::DeleteAlias(id.clone()))
            .await?;
        if let Some(name) = self.existing().known.remove(id) {
            // Where that cannot be noted, whoever looks finds it gone.
            let _ = requests.journal.end(Kind::Alias, &name);
        }
        Ok(())
    }

    /// Deletes every alias that is left, and returns those that stay.
    pub(super) async fn delete_all(&self, requests: &Requests) -> Vec<Leftover> {
        let known = self.existing().known.clone();
        let mut left = Vec::new();
        for id in known.into_keys() {
            if let Err(error) = self.delete(&id, requests).await {
                left.push(Leftover {
                    name: format!("alias {}", id.as_str()),
                    reason: error.to_string(),
                });
            }
        }
        let possible = self.existing().possible.clone();
        left.extend(possible.into_iter().map(|name| Leftover {
            name: format!("alias {name}"),
            reason: "what came of its creation was not told, so it may exist".to_owned(),
        }));
        left
    }

    fn existing(&self) -> MutexGuard<'_, Existing> {
        // Each change is of one member.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether an answer says that nothing was created; a failure of the target leaves that
/// open.
fn is_refused(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => exception.status < 500,
        Outcome::Replied(Reply::Unreadable { status, .. }) => (400..500).contains(status),
        Outcome::Replied(Reply::Response { .. }) | Outcome::Lost { .. } => false,
        // Only moves of game servers end so.
        Outcome::Done | Outcome::Refused { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::exception::{Exception, ExceptionKind};

    #[track_caller]
    fn check(outcome: &Outcome, may_exist: bool) {
        let aliases = Aliases::default();
        let id = aliases.note("ours", outcome, &Journal::default());
        assert_eq!(id.unwrap(), None);
        let possible = aliases.existing().possible.contains("ours");
        assert_eq!(possible, may_exist, "{outcome:?}");
    }

    #[test]
    fn what_was_not_refused_may_exist() {
        let exception = |kind, status| {
            Outcome::Replied(Reply::Exception(Exception {
                kind,
                message: None,
                status,
            }))
        };
        let unreadable = |status| {
            let reason = "it is a page".to_owned();
            Outcome::Replied(Reply::Unreadable { status, reason })
        };
        check(&exception(ExceptionKind::LimitExceeded, 400), false);
        check(&exception(ExceptionKind::InternalService, 500), true);
        check(&unreadable(404), false);
        check(&unreadable(502), true);
        check(&unreadable(200), true);
        let reason = "the connection broke".to_owned();
        check(&Outcome::Lost { reason }, true);
        let nameless = Reply::Response {
            response: Response::CreateAlias(None),
            problems: Vec::new(),
        };
        check(&Outcome::Replied(nameless), true);
    }
}
