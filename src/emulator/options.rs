//! What a server is told before it starts.
//!
//! Everything the machine's settings have, but where its sockets are: that is known once the
//! server listens.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroU64;
use std::time::Duration;

use super::faults::Fault;
use super::settings::Settings;
use super::variations::Variations;

/// The options of a server.
#[derive(Debug)]
pub struct Options {
    /// The loopback port, 0 for any free one.
    pub port: u16,
    /// Who moves time.
    pub time: Time,
    /// The origin of time, in milliseconds since the Unix epoch.
    pub epoch_ms: i64,
    /// The Region in ids and ARNs.
    pub region: String,
    /// How long a reservation is held for its player.
    pub reservation_timeout: Duration,
    /// How long a game session may take to become active; `None` lets it take for ever.
    pub activation_timeout: Option<Duration>,
    /// The deliberate bugs.
    pub faults: BTreeSet<Fault>,
    /// The open questions that are answered in another way than by default.
    pub variations: Variations,
    /// The seed of all ids.
    pub id_seed: u64,
    /// The access key that requests have to name; `None` lets everybody in.
    pub access_key_id: Option<String>,
    /// Every so manieth call that would create player sessions fails within; `None` lets none.
    pub internal_failure_every: Option<NonZeroU64>,
    /// Takes the request log, `None` for none.
    pub log: Option<Log>,
}

impl Default for Options {
    fn default() -> Self {
        let settings = Settings::default();
        Self {
            port: 0,
            time: Time::Manual,
            epoch_ms: settings.epoch_ms,
            region: settings.region,
            reservation_timeout: settings.reservation_timeout,
            activation_timeout: settings.activation_timeout,
            faults: settings.faults,
            variations: settings.variations,
            id_seed: settings.id_seed,
            access_key_id: settings.access_key_id,
            internal_failure_every: settings.internal_failure_every,
            log: None,
        }
    }
}

/// Who moves the emulator's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// The clock on the wall.
    Wall,
    /// The caller, by `Server::advance_to`.
    Manual,
}

/// A receiver of log lines, one request or socket event each, without a line end.
///
/// Lines name actions, exceptions and provisioned resources; never players, data or tokens.
pub struct Log(Box<dyn Fn(&str) + Send + Sync>);

impl Log {
    /// Returns a log that passes every line on.
    pub fn new(receive: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Box::new(receive))
    }

    /// Passes a line on.
    pub(super) fn write(&self, line: &str) {
        (self.0)(line);
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Log")
    }
}
