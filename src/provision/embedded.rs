//! An embedded emulator as a stage's target: its own port, its own clock, the same for each case.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::emulator::Emulator;
use crate::emulator::faults::Fault;
use crate::emulator::options::{Options, Time};
use crate::emulator::server::{EmulatorError, Server};
use crate::emulator::variations::Variations;

use crate::plan::step::Wire;
use crate::target::http::HttpTarget;

use super::pool::Pool;
use super::{Kind, Stage};

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
            command_timeout: Duration::from_secs(10),
            wires: HttpTarget::WIRES.to_vec(),
        }
    }
}

impl Stage {
    /// Returns how many commands the embedded emulator has counted, `None` for other targets.
    pub fn command_count(&self) -> Option<u64> {
        match &self.kind {
            Kind::Shared(_) => None,
            Kind::Embedded(embedded) => Some(embedded.server.command_count()),
        }
    }
}

/// The longest hop of the clock while a process is connected: half of what separates two
/// heartbeats, so that none is late by more.
const HOP: Duration = Duration::from_secs(30);

/// An emulator whose time is advanced.
#[derive(Debug)]
pub(super) struct Embedded {
    pub(super) server: Arc<Server>,
    /// The emulator with a fleet and nothing else, `None` until it has been provisioned.
    provisioned: Option<Box<Emulator>>,
}

impl Embedded {
    /// Starts an emulator on a free loopback port.
    pub(super) async fn start(options: &EmbeddedOptions) -> Result<(Self, i64), EmulatorError> {
        let settings = Options {
            time: Time::Manual,
            faults: options.faults.clone(),
            variations: options.variations.clone(),
            reservation_timeout: options.reservation_timeout,
            ..Options::default()
        };
        let epoch_ms = settings.epoch_ms;
        let embedded = Self {
            server: Arc::new(Server::start(settings).await?),
            provisioned: None,
        };
        Ok((embedded, epoch_ms))
    }

    /// Takes the emulator as it is for what every case begins with.
    pub(super) fn keep(&mut self) {
        self.provisioned = Some(Box::new(self.server.snapshot()));
    }

    /// Puts the emulator back to how every case begins; its ids depend on `label` alone.
    pub(super) fn reset(&self, label: &str) {
        if let Some(provisioned) = &self.provisioned {
            self.server.restore(provisioned, seed(label));
        }
    }

    /// Advances the clock to `moment`, and lets the processes report their health on the way.
    pub(super) async fn advance(
        &self,
        moment: Duration,
        pools: &[Arc<Pool>],
    ) -> Result<(), EmulatorError> {
        loop {
            let now = self.server.now();
            if now >= moment {
                return Ok(());
            }
            if pools.iter().any(|pool| pool.is_connected()) {
                self.server.advance_to(moment.min(now + HOP))?;
                for pool in pools {
                    pool.heartbeat().await;
                }
            } else {
                self.server.advance_to(moment)?;
            }
        }
    }
}

/// Returns a number that depends on the label alone (FNV-1a).
fn seed(label: &str) -> u64 {
    label.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
