//! Cleanup on an account that takes its time, on a manual clock.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::*;
use crate::api::action::Action;
use crate::api::json;
use crate::clock::ManualClock;
use crate::history::{Command, Heads, Outcome};
use crate::plan::step::Wire;
use crate::provision::journal::Owner;
use crate::target::{Exchange, Sent, TargetError};

const IN_USE: (u16, &str) = (400, r#"{"__type":"InvalidRequestException"}"#);

/// An account whose fleet is in use for a while, and then takes another while to go.
#[derive(Debug, Default)]
struct Slow {
    /// How often its deletion is refused.
    in_use: usize,
    /// How often it is described as DELETING afterwards.
    deleting: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    refused: usize,
    is_deleted: bool,
    described: usize,
    /// What was done, in order.
    done: Vec<Action>,
}

impl Slow {
    fn answer(&self, action: Action) -> (u16, String) {
        let mut state = self.state.lock().unwrap();
        let is_gone = state.is_deleted && state.described >= self.deleting;
        if action == Action::DescribeFleetAttributes && !is_gone {
            let status = if state.is_deleted {
                "DELETING"
            } else {
                "ACTIVE"
            };
            state.described += usize::from(state.is_deleted);
            let fleet = format!(r#"{{"FleetId":"fleet-1","Name":"fleet","Status":"{status}"}}"#);
            return (200, format!(r#"{{"FleetAttributes":[{fleet}]}}"#));
        }
        let is_early = action == Action::DeleteFleet && state.refused < self.in_use;
        state.refused += usize::from(is_early);
        if is_early || action == Action::DeleteLocation && !is_gone {
            return (IN_USE.0, IN_USE.1.to_owned());
        }
        state.is_deleted |= action == Action::DeleteFleet;
        if action != Action::DescribeFleetAttributes {
            state.done.push(action);
        }
        (200, "{}".to_owned())
    }
}

impl Target for Slow {
    fn endpoint(&self) -> &'static str {
        "in process"
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        _: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        let action = command.action();
        let (status, body) = self.answer(action);
        let reply = json::read_reply(action, status, None, body.as_bytes());
        let sent = Sent {
            outcome: Outcome::Replied(reply),
            exchange: Exchange {
                wire: Wire::Json,
                status: Some(status),
                request: Bytes::new(),
                response: Bytes::from(body),
                request_id: None,
                heads: Heads::default(),
            },
            waited: Duration::ZERO,
        };
        std::future::ready(Ok(sent)).boxed()
    }
}

/// Returns the journal of a run that had created one of each kind; the alias's id as given.
fn journal(folder: &Path, alias: Option<&str>) -> Journal {
    let owner = Owner {
        run_id: "glc-1".to_owned(),
        endpoint: "in process".to_owned(),
        region: "us-east-1".to_owned(),
        is_real_account: true,
    };
    let journal = Journal::create(folder, owner).unwrap();
    journal.begin(Kind::Location, "custom-1", None).unwrap();
    journal.begin(Kind::Fleet, "fleet", None).unwrap();
    let compute = journal.begin(Kind::Compute, "compute", Some("fleet-1"));
    compute.unwrap();
    journal.begin(Kind::Alias, "alias", alias).unwrap();
    journal
}

/// Cleans up, and returns what is left, what was said and how long it took on the clock.
async fn clean(target: Arc<Slow>, journal: &Journal) -> (Vec<Leftover>, Vec<String>, Duration) {
    let manual = ManualClock::new();
    let said = Mutex::new(Vec::new());
    let say = |line: &str| said.lock().unwrap().push(line.to_owned());
    let clock = Clock::Manual(manual.clone());
    let cleaned = clean_up(journal, (target, clock), Patience::CLEANUP, &say);
    tokio::pin!(cleaned);
    let left = loop {
        tokio::select! {
            biased;
            left = &mut cleaned => break left,
            () = tokio::task::yield_now() => {
                manual.advance_to(manual.now() + Duration::from_millis(500));
            }
        }
    };
    let said = said.lock().unwrap().clone();
    (left, said, manual.now())
}

#[tokio::test]
async fn what_is_in_use_is_waited_for_and_goes_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let target = Arc::new(Slow {
        in_use: 3,
        deleting: 2,
        ..Slow::default()
    });
    let journal = journal(folder.path(), Some("alias-1"));
    let (left, said, took) = clean(Arc::clone(&target), &journal).await;
    assert_eq!(left, []);
    assert_eq!(
        target.state.lock().unwrap().done,
        [
            Action::DeleteAlias,
            Action::DeregisterCompute,
            Action::DeleteFleet,
            Action::DeleteLocation
        ]
    );
    assert!(said[0].starts_with("fleet fleet is still there: failed to carry out DeleteFleet"));
    assert!(
        said.iter().any(|line| line.contains("DELETING")),
        "{said:?}"
    );
    assert!(took > Duration::from_secs(5), "{took:?}");
    assert_eq!(Journal::find(folder.path()).unwrap().len(), 0);

    let (left, said, _) = clean(target, &journal).await;
    assert_eq!(
        (left, said),
        (Vec::new(), Vec::new()),
        "nothing is done twice"
    );
}

#[tokio::test]
async fn patience_ends_and_what_is_left_stays_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let target = Arc::new(Slow {
        in_use: usize::MAX,
        ..Slow::default()
    });
    let journal = journal(folder.path(), Some("alias-1"));
    let (left, _, took) = clean(target, &journal).await;
    let names: Vec<&str> = left.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["fleet fleet", "location custom-1"]);
    assert!(took > Duration::from_mins(4), "{took:?}");
    assert!(took < Duration::from_mins(6), "{took:?}");
    drop(journal);
    let path = &Journal::find(folder.path()).unwrap()[0];
    assert_eq!(Journal::recover(path).unwrap().1.things().len(), 2);
}

#[tokio::test]
async fn an_alias_without_an_id_is_named_with_the_command_that_looks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), None);
    let (left, ..) = clean(Arc::new(Slow::default()), &journal).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].name, "alias alias");
    assert!(left[0].reason.contains("list-aliases --name alias"));
}

#[test]
fn what_is_created_on_a_real_account_is_tagged_with_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let tags = journal(folder.path(), None).tags();
    let pairs: Vec<_> = tags.iter().map(|tag| (&*tag.key, &*tag.value)).collect();
    assert_eq!(pairs, [("gamelift-conformance", "glc-1")]);
    assert!(Journal::default().tags().is_empty());
}
