//! How long to go on asking, and how often.

use std::time::Duration;

/// How long to go on asking for what is not ready yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often to ask, in all.
    pub attempts: u32,
    /// The pause after the first time; each further one is twice as long.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Patience {
    /// For the service: about three minutes, which it advises for `NotReadyException`.
    pub const REMOTE: Self = Self {
        attempts: 10,
        first_pause: Duration::from_secs(1),
        longest_pause: Duration::from_secs(30),
    };

    /// For what a killed run left: about five minutes, because the service finds out within three
    /// that its processes are gone, and takes its time with a fleet.
    pub const CLEANUP: Self = Self {
        attempts: 15,
        ..Self::REMOTE
    };

    /// For targets on this machine: about three seconds.
    pub const LOOPBACK: Self = Self {
        attempts: 8,
        first_pause: Duration::from_millis(50),
        longest_pause: Duration::from_secs(1),
    };

    /// Returns how long the pauses are together.
    pub fn total(self) -> Duration {
        self.pauses().sum()
    }

    /// Returns the pauses between the attempts.
    pub(super) fn pauses(self) -> impl Iterator<Item = Duration> {
        (1..self.attempts).scan(self.first_pause, move |next, _| {
            let pause = (*next).min(self.longest_pause);
            *next = pause * 2;
            Some(pause)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_lie_between_the_attempts() {
        let patience = Patience {
            attempts: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(3),
        };
        let pauses: Vec<u64> = patience.pauses().map(|pause| pause.as_secs()).collect();
        assert_eq!(pauses, [1, 2, 3, 3]);
        let total: Duration = Patience::REMOTE.pauses().sum();
        assert!(total > Duration::from_mins(2), "{total:?}");
    }
}
