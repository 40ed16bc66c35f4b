//! How game sessions come to be on a target, and who plays their game servers.
//!
//! A stage is a target made ready for cases: it has a fleet, game-server processes and a clock.
//! A case takes the stage, sends commands and makes its game servers move, and ends what it
//! left running. What any of it means is not known here.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::history::{Command, Interval, Move, Outcome};
use crate::plan::binding::Site;
use crate::plan::step::Wire;
use crate::target::{Exchange, Target, TargetError};

/// A target made ready for cases.
#[derive(Debug)]
pub struct Stage {
    target: Arc<dyn Target>,
}

/// What an Anywhere stage is made of.
#[derive(Clone, Debug)]
pub struct AnywhereOptions {
    /// What names of locations, fleets, computes and players carry; a few letters and digits.
    pub run_id: String,
    /// The Region, for ids that are made up.
    pub region: String,
}

/// What an embedded stage is made of.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// As on an Anywhere stage; the same on every run, so that histories are.
    pub run_id: String,
    /// The names of the faults that are switched on.
    pub faults: Vec<String>,
    /// The names of the variations that are switched on.
    pub variations: Vec<String>,
    /// How long a reservation lasts.
    pub reservation_timeout: Duration,
}

/// What was done at a case's request, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// What came of it.
    pub outcome: Outcome,
    /// When it was begun and ended, on the run's monotonic clock.
    pub order: Interval,
    /// When it took effect, on the target's clock.
    pub target_time: Interval,
    /// What travelled over HTTP, in order; empty for moves and waits.
    pub exchanges: Vec<Exchange>,
}

/// Something that could not be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is, with its name.
    pub name: String,
    /// Why it is still there, as a fragment.
    pub reason: String,
}

/// Why a stage could not do its part; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A command could not be sent.
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl Stage {
    /// Sets a stage on `target` by an Anywhere fleet; `clock` is the run's.
    ///
    /// What a failure leaves half made is removed again.
    pub async fn anywhere(
        target: Arc<dyn Target>,
        options: AnywhereOptions,
        clock: Clock,
    ) -> Result<Self, ProvisionError> {
        let _ = (options, clock);
        Ok(Self { target })
    }

    /// Starts an emulator on a free loopback port and sets a stage on it, whose time is advanced.
    pub async fn embedded(options: EmbeddedOptions, clock: Clock) -> Result<Self, ProvisionError> {
        let _ = (options, clock);
        std::future::pending().await
    }

    /// Returns the target, for commands outside any case.
    pub fn target(&self) -> &dyn Target {
        &*self.target
    }

    /// Returns how many cases may be on the stage at a time, `None` where there is no limit.
    pub fn case_limit(&self) -> Option<usize> {
        None
    }

    /// Returns whether waiting costs real time, so that the waits of cases should overlap.
    pub fn is_wall_time(&self) -> bool {
        true
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        Duration::ZERO
    }

    /// Takes the stage for a case; `label` is short and unique in the run.
    ///
    /// An embedded stage is put back to how it was provisioned.
    pub async fn begin_case(&self, label: &str) -> Result<Case<'_>, ProvisionError> {
        let _ = label;
        std::future::pending().await
    }

    /// Removes everything that was created for the stage, and returns what is left.
    ///
    /// It goes on past failures and may be called again.
    pub async fn tear_down(&self) -> Vec<Leftover> {
        Vec::new()
    }
}

/// A case on a stage.
#[derive(Debug)]
pub struct Case<'a> {
    stage: &'a Stage,
    site: Site,
}

impl Case<'_> {
    /// Returns where the case runs.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        self.stage.now()
    }

    /// Sends a command: a describe with all its pages, a `CreateGameSession` after a process is
    /// ready, returning when its process has learnt that it hosts the game session.
    pub async fn send(
        &self,
        command: &Command,
        wire: Option<Wire>,
    ) -> Result<Performed, ProvisionError> {
        let _ = (command, wire);
        std::future::pending().await
    }

    /// Makes the game server move that hosts the game session.
    ///
    /// `None` means that no process of the case hosts it (any more), so that nothing was sent.
    pub async fn perform(&self, movement: &Move) -> Result<Option<Performed>, ProvisionError> {
        let _ = movement;
        std::future::pending().await
    }

    /// Lets time pass until the target's clock shows `moment`.
    pub async fn wait_until(&self, moment: Duration) -> Result<Performed, ProvisionError> {
        let _ = moment;
        std::future::pending().await
    }

    /// Ends the processes that the case left running.
    pub async fn end(self) -> Result<(), ProvisionError> {
        Ok(())
    }
}
