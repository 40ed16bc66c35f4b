//! What differs from one mode of provisioning to the next.
//!
//! A mode is one file that implements [`Mode`], and one constructor of a stage. Whoever hosts
//! the game sessions of a case is asked through [`Hosts`]; a mode without game servers of its own
//! says of every move that nobody can make it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::api::ids::GameSessionId;
use crate::api::request::CreateGameSession;
use crate::history::{Command, Move, Outcome};
use crate::plan::binding::FleetSite;
use crate::plan::inputs::Capability;
use crate::plan::step::Wire;

use super::case::{Case, Performed};
use super::{Leftover, Needs, ProvisionError};

/// A way in which game sessions come to be.
pub(super) trait Mode: fmt::Debug + Send + Sync {
    /// Returns what the mode can do beyond what the target answers.
    fn abilities(&self) -> Vec<Capability>;

    /// Creates what every case needs; what a failure leaves half made stays until `tear_down`.
    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>>;

    /// Makes ready for a case; `label` is short and no other case of the run has it.
    fn begin<'a>(
        &'a self,
        label: &'a str,
        needs: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>>;

    /// Removes everything that was created, and returns what is left.
    ///
    /// It goes on past failures and may be called again, also when set-up was cut short.
    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>>;

    /// Returns how many cases there may be at a time, `None` where there is no limit.
    fn case_limit(&self) -> Option<usize> {
        None
    }

    /// Returns whether the target is gone with the stage, and forgets each case when the next
    /// begins.
    fn is_ephemeral(&self) -> bool {
        false
    }

    /// Returns how many commands the target has counted, `None` where it counts none.
    fn command_count(&self) -> Option<u64> {
        None
    }
}

/// What a case begins with.
#[derive(Debug)]
pub(super) struct Begun {
    /// Its fleets; at least one.
    pub(super) fleets: Vec<FleetSite>,
    /// Who hosts its game sessions.
    pub(super) hosts: Arc<dyn Hosts>,
    /// What it does without, with the reason.
    pub(super) lacks: Option<String>,
}

/// Who hosts the game sessions of a case.
pub(super) trait Hosts: fmt::Debug + Send + Sync {
    /// Returns who makes game sessions by other means than a command, `None` where commands do.
    fn provider(&self) -> Option<&dyn Provider> {
        None
    }

    /// Sends a `CreateGameSession` of the case when there is room for the game session.
    fn create<'a>(
        &'a self,
        case: &'a Case<'_>,
        command: (&'a Command, Option<Wire>),
    ) -> BoxFuture<'a, Result<Performed, ProvisionError>>;

    /// Makes a move, `None` where nobody hosts the game session (any more).
    fn perform<'a>(
        &'a self,
        movement: &'a Move,
    ) -> BoxFuture<'a, Result<Option<Outcome>, ProvisionError>>;

    /// Ends a game session of the case where it is still running.
    fn end<'a>(
        &'a self,
        game_session_id: &'a GameSessionId,
    ) -> BoxFuture<'a, Result<(), ProvisionError>>;

    /// Returns what the case has had to do without of its game sessions, with the reason.
    fn lacks(&self) -> Option<String> {
        None
    }

    /// Lets time pass until the target's clock shows `moment`.
    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>>;
}

/// Who makes game sessions by other means than a command.
pub(super) trait Provider: fmt::Debug + Send + Sync {
    /// Makes the game session that a command would create.
    fn provide<'a>(
        &'a self,
        request: &'a CreateGameSession,
    ) -> BoxFuture<'a, Result<Outcome, ProvisionError>>;
}
