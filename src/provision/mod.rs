//! How game sessions come to be on a target, and who plays their game servers.
//!
//! A stage is a target made ready for cases: it has a fleet, game-server processes and a clock.
//! A case takes the stage, sends commands and makes its game servers move, and ends what it
//! left running. What any of it means is not known here.

mod aliases;
pub mod anywhere;
pub mod case;
pub mod embedded;
pub mod patience;
mod pool;
mod removal;
mod second_fleet;
mod target_clock;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::ids::{FleetId, GameSessionId};
use crate::clock::Clock;
use crate::emulator::server::EmulatorError;
use crate::game_server::SocketError;
use crate::plan::binding::{FleetSite, Site};
use crate::target::credentials::Credentials;
use crate::target::http::{HttpOptions, HttpTarget};
use crate::target::{Target, TargetError};

use aliases::Aliases;
use anywhere::{AnywhereFleet, AnywhereOptions};
use case::Case;
use embedded::{Embedded, EmbeddedOptions};
use patience::Patience;
use pool::Pool;
use second_fleet::SecondFleet;
use target_clock::TargetClock;

/// A target made ready for cases.
#[derive(Debug)]
pub struct Stage {
    target: Arc<dyn Target>,
    clock: Clock,
    target_clock: TargetClock,
    fleet: Arc<AnywhereFleet>,
    second: SecondFleet,
    aliases: Aliases,
    run_id: String,
    region: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// All cases share the processes of the fleets.
    Shared([Arc<Pool>; 2]),
    /// Each case has the emulator for itself.
    Embedded(Embedded),
}

impl Stage {
    /// Returns a stage on `target` by an Anywhere fleet that is yet to be set up; `clock` is the
    /// run's.
    pub fn anywhere(target: Arc<dyn Target>, options: AnywhereOptions, clock: Clock) -> Self {
        let AnywhereOptions {
            run_id,
            region,
            patience,
        } = options;
        let target_clock = TargetClock::Wall(clock.clone());
        let fleet = AnywhereFleet::new(Arc::clone(&target), clock.clone(), patience, &run_id);
        let fleet = Arc::new(fleet);
        let second = SecondFleet::new(&fleet, &run_id);
        let pool = |fleet: &Arc<AnywhereFleet>| Pool::new(Arc::clone(fleet), target_clock.clone());
        Self {
            kind: Kind::Shared([pool(&fleet), pool(second.fleet())]),
            target,
            clock,
            target_clock,
            fleet,
            second,
            aliases: Aliases::default(),
            run_id,
            region,
        }
    }

    /// Starts an emulator on a free loopback port and sets a stage up on it, whose time is
    /// advanced.
    pub async fn embedded(options: EmbeddedOptions, clock: Clock) -> Result<Self, ProvisionError> {
        let (embedded, epoch_ms) = Embedded::start(&options).await?;
        let server = Arc::clone(&embedded.server);
        let http = HttpOptions {
            credentials: Some(Credentials::dummy()),
            command_timeout: options.command_timeout,
            ..HttpOptions::default()
        };
        let region = http.region.clone();
        let target: Arc<dyn Target> =
            Arc::new(HttpTarget::new(&server.url(), http)?.with_wires(options.wires.clone()));
        let patience = Patience::LOOPBACK;
        let fleet = AnywhereFleet::new(
            Arc::clone(&target),
            clock.clone(),
            patience,
            &options.run_id,
        );
        let fleet = Arc::new(fleet);
        let mut stage = Self {
            target,
            clock,
            target_clock: TargetClock::Advanced { server, epoch_ms },
            second: SecondFleet::new(&fleet, &options.run_id),
            aliases: Aliases::default(),
            fleet,
            run_id: options.run_id,
            region,
            kind: Kind::Embedded(embedded),
        };
        stage.set_up().await?;
        stage.second.fleet().set_up().await?;
        // The tokens are part of what each case begins with.
        for fleet in [&stage.fleet, stage.second.fleet()] {
            fleet.address(stage.target_clock.epoch_ms()).await?;
        }
        if let Kind::Embedded(embedded) = &mut stage.kind {
            embedded.keep();
        }
        Ok(stage)
    }

    /// Creates what the stage needs on its target; what a failure leaves half made is removed.
    ///
    /// Whoever drops the future before it is done calls `tear_down`.
    pub async fn set_up(&self) -> Result<(), ProvisionError> {
        let Err(error) = self.fleet.set_up().await else {
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
        &*self.target
    }

    /// Returns how many cases may be on the stage at a time, `None` where there is no limit.
    pub fn case_limit(&self) -> Option<usize> {
        match self.kind {
            Kind::Shared(_) => None,
            Kind::Embedded(_) => Some(1),
        }
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
    /// A second fleet is created when the first case needs it; where the target won't have one,
    /// the case begins without.
    pub async fn begin_case(
        &self,
        label: &str,
        fleets: FleetCount,
    ) -> Result<Case<'_>, ProvisionError> {
        let mut sites = vec![site(&self.fleet)?];
        let mut lacks = None;
        let pools = match &self.kind {
            Kind::Shared(pools) => {
                if fleets == FleetCount::Two {
                    match self.second.ready().await? {
                        Ok(()) => sites.push(site(self.second.fleet())?),
                        Err(reason) => lacks = Some(reason),
                    }
                }
                pools.clone()
            }
            Kind::Embedded(embedded) => {
                embedded.reset(label);
                sites.push(site(self.second.fleet())?);
                [&self.fleet, self.second.fleet()]
                    .map(|fleet| Pool::new(Arc::clone(fleet), self.target_clock.clone()))
            }
        };
        let site = Site {
            region: self.region.clone(),
            fleets: sites,
            scope: format!("{}-{label}-", self.run_id),
        };
        Ok(Case::new(self, site, pools, lacks))
    }

    /// Removes everything that was created for the stage, and returns what is left.
    ///
    /// It goes on past failures and may be called again, also when set-up was cut short.
    pub async fn tear_down(&self) -> Vec<Leftover> {
        let mut processes = Vec::new();
        match &self.kind {
            Kind::Shared(pools) => {
                for pool in pools {
                    processes.extend(pool.end_all().await);
                }
            }
            // The emulator ends with the stage.
            Kind::Embedded(_) => return Vec::new(),
        }
        let mut left = self.aliases.delete_all(&self.fleet).await;
        left.extend(self.fleet.remove().await);
        left.extend(self.second.fleet().remove().await);
        // Processes go with their fleet.
        if !left.is_empty() {
            left.extend(processes.into_iter().map(|(id, reason)| Leftover {
                name: format!("game-server process {id}"),
                reason,
            }));
        }
        left
    }

    async fn wait_until(
        &self,
        moment: Duration,
        pools: &[Arc<Pool>; 2],
    ) -> Result<(), ProvisionError> {
        match &self.kind {
            Kind::Shared(_) => self.clock.sleep_until(moment).await,
            Kind::Embedded(embedded) => embedded.advance(moment, pools).await?,
        }
        Ok(())
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

/// Why a stage could not do its part; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A command could not be sent.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A game server could not do its part.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// The embedded emulator could not do its part.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// The target answered an exception.
    #[error(
        "carry out {action}: the target answered {}{}",
        .exception.kind,
        .exception.message.as_ref().map(|text| format!(", {text}")).unwrap_or_default()
    )]
    Refused {
        /// The action.
        action: Action,
        /// The exception.
        exception: Exception,
    },
    /// The target answered what is no reply.
    #[error("read the reply to {action}, status {status}: {reason}")]
    Unreadable {
        /// The action.
        action: Action,
        /// The HTTP status.
        status: u16,
        /// Why, as a fragment.
        reason: String,
    },
    /// No reply came back.
    #[error("learn what came of {action}: {reason}")]
    Lost {
        /// The action.
        action: Action,
        /// Why, as a fragment.
        reason: String,
    },
    /// A reply lacks what cannot be done without.
    #[error("set up an Anywhere fleet: the target left {member} out of its reply")]
    Incomplete {
        /// The member.
        member: &'static str,
    },
    /// The fleet does not become ready.
    #[error("see fleet {fleet_id} become ACTIVE: its status is {status:?}")]
    NotActive {
        /// The fleet.
        fleet_id: FleetId,
        /// Its last status, empty where it was not found.
        status: String,
    },
    /// The fleet does not go away.
    #[error("see fleet {fleet_id} deleted: its status is {status:?}")]
    NotDeleted {
        /// The fleet.
        fleet_id: FleetId,
        /// Its last status.
        status: String,
    },
    /// The service did not take a process that says that it is ready.
    #[error("make a game-server process ready: status {status_code}, {message:?}")]
    ProcessRefused {
        /// The status code on the socket.
        status_code: i64,
        /// The prose, empty where there was none.
        message: String,
    },
    /// No process has learnt that it hosts a game session of the case.
    #[error("find the host of {game_session_id}: no process was pushed CreateGameSession for it")]
    Hostless {
        /// The game session.
        game_session_id: GameSessionId,
    },
    /// A case was begun on a stage that is not set up.
    #[error("begin a case: the stage is not set up")]
    NotSetUp,
    /// The set-up failed, and not all that it had created could be removed.
    #[error("{source}; left behind: {}", names(.left))]
    HalfMade {
        /// Why the set-up failed.
        source: Box<ProvisionError>,
        /// What is left.
        left: Vec<Leftover>,
    },
}

impl ProvisionError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Target(error) => error.hint(),
            Self::Socket(error) => error.hint(),
            Self::HalfMade { source, .. } => source.hint(),
            Self::Emulator(_) => "check that loopback ports may be opened here",
            Self::Refused { .. } | Self::Unreadable { .. } | Self::Incomplete { .. } => {
                "the target must offer CreateLocation, CreateFleet with ComputeType ANYWHERE, RegisterCompute and GetComputeAuthToken"
            }
            Self::Lost { .. } => "a slow target needs a longer --command-timeout",
            Self::NotActive { .. } | Self::NotDeleted { .. } => {
                "the target's fleet events should say what the fleet waits for"
            }
            Self::ProcessRefused { .. } => {
                "the target must answer ActivateServerProcess on its socket with StatusCode 200"
            }
            Self::Hostless { .. } => {
                "the target must push CreateGameSession to a ready process of the fleet, and to no other"
            }
            Self::NotSetUp => "this is a defect of the program: please report it",
        }
    }
}

fn names(left: &[Leftover]) -> String {
    let names: Vec<&str> = left.iter().map(|leftover| leftover.name.as_str()).collect();
    names.join(", ")
}
