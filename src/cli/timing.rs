//! The times by which a target is judged: what flags and configuration say of them, what an adapter
//! says where they don't, and what holds where nobody says anything.

use std::time::Duration;

use clap::Args;

use super::config::Config;
use crate::emulator::settings::ACTIVATION_TIMEOUT;
use crate::model::terms::Terms;
use crate::plan::inputs::Capability;

/// How late a target may be that is not embedded.
const TOLERANCE: Duration = Duration::from_secs(2);

/// The flags about times.
#[derive(Debug, Args)]
pub(super) struct TimingArgs {
    /// How long the target holds a reservation [default: 60s]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    reservation_timeout: Option<Duration>,
    /// How long a game session may be ACTIVATING [default: 10m embedded]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    activation_timeout: Option<Duration>,
    /// How late the target may be [default: 0s embedded, 2s elsewhere]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    tolerance: Option<Duration>,
}

/// The times that flags and configuration give; `None` is left to adapters and defaults.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AskedTerms {
    /// How long a reservation lasts.
    pub(super) reservation_timeout: Option<Duration>,
    /// How long a game session may take to become ACTIVE.
    pub(super) activation_timeout: Option<Duration>,
    /// How late the target may be.
    pub(super) tolerance: Option<Duration>,
}

/// How a target's clock runs, which decides how late it may be where nobody says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It is advanced.
    Advanced,
    /// It is the wall's.
    Wall,
}

impl AskedTerms {
    /// Returns what flags and configuration say; flags win.
    pub(super) fn of(arguments: &TimingArgs, config: &Config) -> Self {
        Self {
            reservation_timeout: arguments.reservation_timeout.or(config.reservation_timeout),
            activation_timeout: arguments.activation_timeout.or(config.activation_timeout),
            tolerance: arguments.tolerance.or(config.tolerance),
        }
    }

    /// Returns these times where they are given, and those of `other` where they are not.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            reservation_timeout: self.reservation_timeout.or(other.reservation_timeout),
            activation_timeout: self.activation_timeout.or(other.activation_timeout),
            tolerance: self.tolerance.or(other.tolerance),
        }
    }

    /// Returns the terms of a target whose clock runs like that.
    pub(super) fn terms(self, pace: Pace) -> Terms {
        let usual = Terms::default();
        let tolerance = match pace {
            Pace::Advanced => Duration::ZERO,
            Pace::Wall => TOLERANCE,
        };
        Terms {
            reservation_timeout: self
                .reservation_timeout
                .unwrap_or(usual.reservation_timeout),
            activation_timeout: self.activation_timeout,
            tolerance: self.tolerance.unwrap_or(tolerance),
            ..usual
        }
    }
}

/// Returns what is known of the embedded emulator's times.
pub(super) fn embedded() -> AskedTerms {
    AskedTerms {
        activation_timeout: Some(ACTIVATION_TIMEOUT),
        ..AskedTerms::default()
    }
}

/// Returns what a target can do as far as its times are known.
pub(super) fn ability(terms: &Terms) -> Option<Capability> {
    let is_known = terms.activation_timeout.is_some();
    is_known.then_some(Capability::ActivationTimeout)
}
