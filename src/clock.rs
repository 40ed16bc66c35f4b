//! The only reader of time.
//!
//! A clock counts from the moment at which its run began.
//! The system clock moves by itself; a manual clock moves when it is advanced, and only then.
//! Which moments matter to a target is not known here.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::Instant;

/// A clock that counts from the moment at which a run began.
///
/// Clones show the same time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// It moves by itself and never back.
    System(SystemClock),
    /// It moves when it is advanced.
    Manual(ManualClock),
}

impl Clock {
    /// Returns a system clock that begins to count.
    pub fn system() -> Self {
        Self::System(SystemClock {
            began: Instant::now(),
        })
    }

    /// Returns the time since the run began.
    pub fn now(&self) -> Duration {
        match self {
            Self::System(clock) => clock.began.elapsed(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Returns when the clock shows `moment`, or at once where it has passed.
    pub async fn sleep_until(&self, moment: Duration) {
        match self {
            Self::System(clock) => tokio::time::sleep_until(clock.began + moment).await,
            Self::Manual(clock) => clock.reached(moment).await,
        }
    }

    /// Returns when `pause` has passed, which may be shorter than timers can tell; a clock that is
    /// advanced does not wait for it.
    pub async fn linger(&self, pause: Duration) {
        let Self::System(clock) = self else { return };
        let until = clock.began.elapsed() + pause;
        while clock.began.elapsed() < until {
            tokio::task::yield_now().await;
        }
    }

    /// Returns when `pause` has passed on the clock.
    pub async fn pause(&self, pause: Duration) {
        self.sleep_until(self.now().saturating_add(pause)).await;
    }
}

/// A monotonic clock; made by [`Clock::system`].
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    began: Instant,
}

/// A clock that its owner advances.
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<watch::Sender<Duration>>,
}

impl ManualClock {
    /// Returns a clock that shows zero.
    pub fn new() -> Self {
        Self {
            now: Arc::new(watch::Sender::new(Duration::ZERO)),
        }
    }

    /// Returns the time that the clock shows.
    pub fn now(&self) -> Duration {
        *self.now.borrow()
    }

    /// Moves the clock on to `moment`; it never moves back.
    pub fn advance_to(&self, moment: Duration) {
        self.now.send_if_modified(|now| {
            let advanced = moment > *now;
            *now = moment.max(*now);
            advanced
        });
    }

    async fn reached(&self, moment: Duration) {
        self.now
            .subscribe()
            .wait_for(|now| *now >= moment)
            .await
            .expect("the clock owns the sending half");
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns the date and time of day, by which requests are signed and tokens expire.
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// Returns the value of `future`, or `None` where it takes longer than `limit` of real time.
pub async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_clock_does_not_wait_for_what_has_passed() {
        let clock = Clock::system();
        let began = clock.now();
        clock.sleep_until(Duration::ZERO).await;
        clock.pause(Duration::from_millis(1)).await;
        assert!(clock.now() >= began + Duration::from_millis(1));
    }

    #[tokio::test]
    async fn a_manual_clock_wakes_sleepers_when_it_is_advanced_and_never_runs_back() {
        let manual = ManualClock::new();
        let clock = Clock::Manual(manual.clone());
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.pause(Duration::from_secs(5)).await }
        });
        tokio::task::yield_now().await;
        manual.advance_to(Duration::from_secs(4));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        manual.advance_to(Duration::from_secs(5));
        sleeper.await.unwrap();
        manual.advance_to(Duration::from_secs(1));
        assert_eq!(clock.now(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_future_that_takes_too_long_yields_nothing() {
        let never = std::future::pending::<()>();
        assert_eq!(within(Duration::ZERO, never).await, None);
        assert_eq!(within(Duration::from_secs(1), async { 1 }).await, Some(1));
    }
}
