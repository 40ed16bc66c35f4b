//! How game sessions come to be on a target, and who plays their game servers.
//!
//! A stage is a target made ready for cases: it has a fleet, game-server processes and a clock.
//! A case takes the stage, sends commands and makes its game servers move, and ends what it
//! left running. What any of it means is not known here.

pub mod adapter;
mod aliases;
pub mod anywhere;
pub mod case;
pub mod cleanup;
pub mod embedded;
mod error;
pub mod existing;
pub mod fleet;
mod hints;
pub mod journal;
mod mode;
pub mod patience;
mod pool;
mod removal;
mod requests;
mod second_fleet;
mod servers;
mod shared;
mod target_clock;

#[cfg(test)]
mod tests;

pub use self::error::ProvisionError;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::api::action::Action;
use crate::clock::Clock;
use crate::plan::binding::FleetSite;
use crate::plan::inputs::Capability;
use crate::target::Target;
use crate::target::credentials::Credentials;
use crate::target::http::{HttpOptions, HttpTarget};

use aliases::Aliases;
use anywhere::{AnywhereFleet, AnywhereOptions};
use case::Case;
use embedded::{Embedded, EmbeddedOptions};
use existing::{Existing, ExistingOptions};
use fleet::{FleetOptions, OnFleet};
use mode::Mode;
use patience::Patience;
use requests::Requests;
use shared::Shared;
use target_clock::TargetClock;

/// A target made ready for cases.
#[derive(Debug)]
pub struct Stage {
    requests: Requests,
    target_clock: TargetClock,
    aliases: Aliases,
    run_id: String,
    region: String,
    mode: Box<dyn Mode>,
}

impl Stage {
    /// Returns a stage on `target` by an Anywhere fleet that is yet to be set up; `clock` is the
    /// run's.
    pub fn anywhere(target: Arc<dyn Target>, options: AnywhereOptions, clock: Clock) -> Self {
        let AnywhereOptions {
            run_id,
            region,
            patience,
            journal,
            lacking,
            authorities,
        } = options;
        let target_clock = TargetClock::Wall(clock.clone());
        let requests = Requests {
            target,
            clock,
            patience,
            journal,
            lacking,
        };
        let fleet = AnywhereFleet::new(requests.clone(), &run_id).trusting(authorities);
        let mode = Box::new(Shared::new(fleet, &run_id, target_clock.clone()));
        Self {
            requests,
            target_clock,
            aliases: Aliases::default(),
            run_id,
            region,
            mode,
        }
    }

    /// Returns a stage on `target` by a fleet that is given or yet to be created, whose game
    /// sessions become ACTIVE by themselves; `clock` is the run's.
    pub fn on_fleet(target: Arc<dyn Target>, options: FleetOptions, clock: Clock) -> Self {
        let FleetOptions {
            run_id,
            region,
            patience,
            journal,
            lacking,
            fleet,
        } = options;
        let target_clock = TargetClock::Wall(clock.clone());
        let requests = Requests {
            target,
            clock,
            patience,
            journal,
            lacking,
        };
        Self {
            mode: Box::new(OnFleet::new(requests.clone(), &run_id, fleet)),
            requests,
            target_clock,
            aliases: Aliases::default(),
            run_id,
            region,
        }
    }

    /// Returns a stage on `target` by game sessions that are given and that others use as well;
    /// `clock` is the run's.
    pub fn existing(target: Arc<dyn Target>, options: ExistingOptions, clock: Clock) -> Self {
        let ExistingOptions {
            run_id,
            region,
            patience,
            lacking,
            game_sessions,
            hold,
        } = options;
        let requests = Requests {
            target,
            clock: clock.clone(),
            patience,
            // Nothing is created that does not go away by itself.
            journal: Arc::default(),
            lacking,
        };
        Self {
            mode: Box::new(Existing::new(requests.clone(), game_sessions, hold)),
            requests,
            target_clock: TargetClock::Wall(clock),
            aliases: Aliases::default(),
            run_id,
            region,
        }
    }

    /// Starts an emulator on a free loopback port and sets a stage up on it, whose time is
    /// advanced.
    pub async fn embedded(options: EmbeddedOptions, clock: Clock) -> Result<Self, ProvisionError> {
        let (server, target_clock) = embedded::start(&options).await?;
        let http = HttpOptions {
            credentials: Some(Credentials::dummy()),
            command_timeout: options.command_timeout,
            ..HttpOptions::default()
        };
        let region = http.region.clone();
        let target = HttpTarget::new(&server.url(), http)?;
        target.restrict(options.wires);
        let requests = Requests {
            target: Arc::new(target),
            clock,
            patience: Patience::LOOPBACK,
            journal: Arc::default(),
            lacking: BTreeSet::new(),
        };
        let emulator = (server, target_clock.clone());
        let stage = Self {
            mode: Box::new(Embedded::new(emulator, &requests, &options.run_id)),
            requests,
            target_clock,
            aliases: Aliases::default(),
            run_id: options.run_id,
            region,
        };
        stage.set_up().await?;
        Ok(stage)
    }

    /// Creates what the stage needs on its target; what a failure leaves half made is removed.
    ///
    /// Whoever drops the future before it is done calls `tear_down`.
    pub async fn set_up(&self) -> Result<(), ProvisionError> {
        let Err(error) = self.mode.set_up().await else {
            return Ok(());
        };
        let left = self.tear_down().await;
        if left.is_empty() {
            return Err(error);
        }
        Err(ProvisionError::HalfMade {
            source: Box::new(error),
            left,
        })
    }

    /// Returns the target, for commands outside any case.
    pub fn target(&self) -> &dyn Target {
        &*self.requests.target
    }

    /// Returns what can be done on the stage beyond what its target answers.
    pub fn abilities(&self) -> Vec<Capability> {
        self.mode.abilities()
    }

    /// Returns whether game sessions become ACTIVE by themselves on the stage.
    pub fn activates_by_itself(&self) -> bool {
        self.abilities().contains(&Capability::SelfActivation)
    }

    /// Returns whether the target offers an action.
    pub fn offers(&self, action: Action) -> bool {
        self.requests.offers(action)
    }

    /// Returns the Region, for ids that are made up.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Returns how long to wait for what is not ready yet.
    pub fn patience(&self) -> Patience {
        self.requests.patience
    }

    /// Returns how many cases may be on the stage at a time, `None` where there is no limit.
    pub fn case_limit(&self) -> Option<usize> {
        self.mode.case_limit()
    }

    /// Returns how many commands the embedded emulator has counted, `None` for other targets.
    pub fn command_count(&self) -> Option<u64> {
        self.mode.command_count()
    }

    /// Returns whether waiting costs real time, so that the waits of cases should overlap.
    pub fn is_wall_time(&self) -> bool {
        matches!(self.target_clock, TargetClock::Wall(_))
    }

    /// Returns the time on the target's clock.
    pub fn now(&self) -> Duration {
        self.target_clock.now()
    }

    /// Takes the stage for a case; `label` is short and no other case of the run has it.
    ///
    /// An embedded stage is put back to how it was set up.
    pub async fn begin_case(
        &self,
        label: &str,
        needs: impl Into<Needs>,
    ) -> Result<Case<'_>, ProvisionError> {
        let begun = self.mode.begin(label, needs.into()).await?;
        let scope = format!("{}-{label}-", self.run_id);
        Ok(Case::new(self, begun, scope))
    }

    /// Removes everything that was created for the stage, and returns what is left.
    ///
    /// It goes on past failures and may be called again, also when set-up was cut short.
    pub async fn tear_down(&self) -> Vec<Leftover> {
        let mut left = Vec::new();
        if !self.mode.is_ephemeral() {
            left = self.aliases.delete_all(&self.requests).await;
        }
        left.extend(self.mode.tear_down().await);
        // A journal that stays names what `cleanup` finds gone.
        let _ = self.requests.journal.settle();
        left
    }
}

/// What a case needs to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Its fleets.
    pub fleets: FleetCount,
    /// How many players it may let in, where others use its game session as well.
    pub slots: usize,
}

impl From<FleetCount> for Needs {
    fn from(fleets: FleetCount) -> Self {
        Self { fleets, slots: 0 }
    }
}

/// How many fleets a case needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FleetCount {
    /// One.
    One,
    /// Two.
    Two,
}

fn site(fleet: &AnywhereFleet) -> Result<FleetSite, ProvisionError> {
    let (fleet_id, location) = fleet.place()?;
    Ok(FleetSite {
        fleet_id,
        location: Some(location),
    })
}

/// Something that could not be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is, with its name.
    pub name: String,
    /// Why it is still there, as a fragment.
    pub reason: String,
}
