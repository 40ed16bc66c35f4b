//! What an emulator is told before it starts.
//!
//! Knows no clock: the origin of time is a setting like any other.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::time::Duration;

use super::faults::Fault;
use super::variations::Variations;

/// How long a game session may take to become active unless it is told otherwise: as long as a
/// fleet can be configured to let it.
pub const ACTIVATION_TIMEOUT: Duration = Duration::from_mins(10);

/// The settings of an emulator; they never change while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The Region in ids and ARNs.
    pub region: String,
    /// The origin of time, in milliseconds since the Unix epoch.
    pub epoch_ms: i64,
    /// Where game servers connect: `GameLiftServiceSdkEndpoint`.
    pub socket_url: String,
    /// How long a reservation is held for its player (CPS-24).
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
}

impl Settings {
    /// Returns whether the fault is switched on.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            epoch_ms: 1_767_225_600_000,
            socket_url: "ws://127.0.0.1".to_owned(),
            reservation_timeout: Duration::from_mins(1),
            activation_timeout: Some(ACTIVATION_TIMEOUT),
            faults: BTreeSet::new(),
            variations: Variations::default(),
            id_seed: 0,
            access_key_id: None,
            internal_failure_every: None,
        }
    }
}
