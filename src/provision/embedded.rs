//! An embedded emulator as a stage's target: its own port, its own clock, the same for each case.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::emulator::Emulator;
use crate::emulator::faults::Fault;
use crate::emulator::options::{Options, Time};
use crate::emulator::server::{EmulatorError, Server};
use crate::emulator::variations::Variations;
use crate::plan::inputs::Capability;
use crate::plan::step::Wire;
use crate::target::http::HttpTarget;

use super::anywhere::AnywhereFleet;
use super::mode::{Begun, Mode};
use super::pool::Pool;
use super::requests::Requests;
use super::servers::Servers;
use super::target_clock::TargetClock;
use super::{Leftover, Needs, ProvisionError, site};

/// What an embedded stage is made of.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// What names carry; the same on every run, so that histories are.
    pub run_id: String,
    /// The emulator's deliberate bugs.
    pub faults: BTreeSet<Fault>,
    /// Which legal answers it gives.
    pub variations: Variations,
    /// How long a reservation lasts.
    pub reservation_timeout: Duration,
    /// How long a game session may take to become ACTIVE; `None` lets it take for ever.
    pub activation_timeout: Option<Duration>,
    /// How long a command may take, in real time.
    pub command_timeout: Duration,
    /// The wires that commands may go over, the first one for those that prefer none.
    pub wires: Vec<Wire>,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        let options = Options::default();
        Self {
            run_id: "run".to_owned(),
            faults: options.faults,
            variations: options.variations,
            reservation_timeout: options.reservation_timeout,
            activation_timeout: options.activation_timeout,
            command_timeout: Duration::from_secs(10),
            wires: HttpTarget::WIRES.to_vec(),
        }
    }
}

/// Starts an emulator on a free loopback port, and returns it with its clock.
pub(super) async fn start(
    options: &EmbeddedOptions,
) -> Result<(Arc<Server>, TargetClock), EmulatorError> {
    let settings = Options {
        time: Time::Manual,
        faults: options.faults.clone(),
        variations: options.variations.clone(),
        reservation_timeout: options.reservation_timeout,
        activation_timeout: options.activation_timeout,
        ..Options::default()
    };
    let epoch_ms = settings.epoch_ms;
    let server = Arc::new(Server::start(settings).await?);
    let clock = TargetClock::Advanced {
        server: Arc::clone(&server),
        epoch_ms,
    };
    Ok((server, clock))
}

/// Anywhere fleets on an emulator whose time is advanced, and which each case has for itself.
#[derive(Debug)]
pub(super) struct Embedded {
    server: Arc<Server>,
    clock: TargetClock,
    fleets: [Arc<AnywhereFleet>; 2],
    /// The emulator with its fleets and nothing else, once it has been provisioned.
    provisioned: OnceLock<Box<Emulator>>,
}

impl Embedded {
    /// Returns the mode on an emulator on which nothing exists yet.
    pub(super) fn new(
        (server, clock): (Arc<Server>, TargetClock),
        requests: &Requests,
        run_id: &str,
    ) -> Self {
        let fleet = |run_id: &str| Arc::new(AnywhereFleet::new(requests.clone(), run_id));
        Self {
            server,
            clock,
            fleets: [fleet(run_id), fleet(&format!("{run_id}-2"))],
            provisioned: OnceLock::new(),
        }
    }

    async fn provision(&self) -> Result<(), ProvisionError> {
        for fleet in &self.fleets {
            fleet.set_up().await?;
        }
        // The tokens are part of what each case begins with.
        for fleet in &self.fleets {
            fleet.address(self.clock.epoch_ms()).await?;
        }
        self.provisioned
            .get_or_init(|| Box::new(self.server.snapshot()));
        Ok(())
    }

    /// Puts the emulator back to how every case begins; its ids depend on `label` alone.
    fn reset(&self, label: &str) -> Result<Begun, ProvisionError> {
        if let Some(provisioned) = self.provisioned.get() {
            self.server.restore(provisioned, seed(label));
        }
        let pools = self.fleets.each_ref();
        let pools = pools.map(|fleet| Pool::new(Arc::clone(fleet), self.clock.clone()));
        let [first, second] = self.fleets.each_ref();
        Ok(Begun {
            fleets: vec![site(first)?, site(second)?],
            hosts: Arc::new(Servers::new(pools, self.clock.clone())),
            lacks: None,
        })
    }
}

impl Mode for Embedded {
    fn abilities(&self) -> Vec<Capability> {
        vec![Capability::AdvanceableClock, Capability::ServerSdkSocket]
    }

    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>> {
        self.provision().boxed()
    }

    fn begin<'a>(
        &'a self,
        label: &'a str,
        _: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>> {
        std::future::ready(self.reset(label)).boxed()
    }

    /// The emulator ends with the stage.
    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>> {
        std::future::ready(Vec::new()).boxed()
    }

    fn case_limit(&self) -> Option<usize> {
        Some(1)
    }

    fn is_ephemeral(&self) -> bool {
        true
    }

    fn command_count(&self) -> Option<u64> {
        Some(self.server.command_count())
    }
}

/// Returns a number that depends on the label alone (FNV-1a).
fn seed(label: &str) -> u64 {
    label.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
