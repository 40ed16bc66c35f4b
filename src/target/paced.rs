//! A target that is asked no faster than its rates allow, with what it was asked counted.
//!
//! A request waits for its turn before it is sent; how long it did is told with its reply, so
//! that the wait is not taken for time that the request was under way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::action::Action;
use crate::clock::Clock;
use crate::history::Command;
use crate::plan::step::Wire;

use super::rates::{Bucket, Rates};
use super::{Sent, Target, TargetError, is_throttled};

/// A target that is asked no faster than its rates allow.
#[derive(Debug)]
pub struct Paced {
    inner: Arc<dyn Target>,
    clock: Clock,
    buckets: Option<Mutex<Buckets>>,
    traffic: Mutex<Traffic>,
}

/// What a target was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The requests that were sent, by action.
    pub sent: BTreeMap<Action, u64>,
    /// Those of them that were answered "slow down".
    pub throttled: u64,
}

#[derive(Debug)]
struct Buckets {
    rates: Rates,
    account: Bucket,
    actions: BTreeMap<Action, Bucket>,
}

impl Paced {
    /// Returns a target that is asked at these rates, `None` for as fast as it answers.
    pub fn new(inner: Arc<dyn Target>, rates: Option<Rates>, clock: Clock) -> Self {
        let buckets = rates.map(|rates| {
            Mutex::new(Buckets {
                account: Bucket::full(rates.account()),
                rates,
                actions: BTreeMap::new(),
            })
        });
        Self {
            inner,
            clock,
            buckets,
            traffic: Mutex::default(),
        }
    }

    /// Returns what the target was asked so far.
    pub fn traffic(&self) -> Traffic {
        lock(&self.traffic).clone()
    }

    /// Waits for the turn of a request.
    async fn take_turn(&self, action: Action) {
        let Some(buckets) = &self.buckets else {
            return;
        };
        let turn = lock(buckets).take(action, self.clock.now());
        self.clock.sleep_until(turn).await;
    }

    async fn exchange(
        &self,
        command: &Command,
        sent: BoxFuture<'_, Result<Sent, TargetError>>,
    ) -> Result<Sent, TargetError> {
        let action = command.action();
        let asked = self.clock.now();
        self.take_turn(action).await;
        let waited = self.clock.now().saturating_sub(asked);
        let sent = sent.await?;
        let mut traffic = lock(&self.traffic);
        *traffic.sent.entry(action).or_default() += 1;
        traffic.throttled += u64::from(is_throttled(&sent.outcome));
        Ok(Sent { waited, ..sent })
    }
}

impl Buckets {
    /// Takes a token of the action's and one of the account's, and returns when both are there.
    fn take(&mut self, action: Action, now: Duration) -> Duration {
        let rate = self.rates.of(action);
        let bucket = self.actions.entry(action);
        let bucket = bucket.or_insert_with(|| Bucket::full(rate));
        bucket.take(now).max(self.account.take(now))
    }
}

impl Target for Paced {
    fn endpoint(&self) -> &str {
        self.inner.endpoint()
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        let sent = self.inner.send(command, wire);
        self.exchange(command, sent).boxed()
    }

    fn send_losing<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        let sent = self.inner.send_losing(command, wire);
        self.exchange(command, sent).boxed()
    }
}

/// Each change is whole before anything can panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::api::json;
    use crate::clock::ManualClock;
    use crate::history::{Heads, Outcome};
    use crate::target::Exchange;

    /// Answers at once, "slow down" to one action.
    #[derive(Debug)]
    struct Instant;

    impl Target for Instant {
        fn endpoint(&self) -> &'static str {
            "in process"
        }

        fn send<'a>(
            &'a self,
            command: &'a Command,
            _: Option<Wire>,
        ) -> BoxFuture<'a, Result<Sent, TargetError>> {
            let action = command.action();
            let (status, body) = if action == Action::DeleteFleet {
                (400, &br#"{"__type":"ThrottlingException"}"#[..])
            } else {
                (200, &b"{}"[..])
            };
            let reply = json::read_reply(action, status, None, body);
            let exchange = Exchange {
                wire: Wire::Json,
                status: Some(status),
                request: Bytes::new(),
                response: Bytes::from_static(body),
                request_id: None,
                heads: Heads::default(),
            };
            let outcome = Outcome::Replied(reply);
            let waited = Duration::ZERO;
            std::future::ready(Ok(Sent {
                outcome,
                exchange,
                waited,
            }))
            .boxed()
        }
    }

    fn command(action: Action) -> Command {
        Command::Raw {
            action,
            body: b"{}".to_vec(),
        }
    }

    #[tokio::test]
    async fn a_request_waits_for_its_turn_and_says_how_long() {
        let manual = ManualClock::new();
        let clock = Clock::Manual(manual.clone());
        let paced = Arc::new(Paced::new(Arc::new(Instant), Some(Rates::capped(2)), clock));
        let describe = command(Action::DescribeFleetAttributes);
        for _ in 0..2 {
            let sent = paced.send(&describe, None).await.unwrap();
            assert_eq!(sent.waited, Duration::ZERO, "the burst is free");
        }
        let third = tokio::spawn({
            let paced = Arc::clone(&paced);
            async move {
                let describe = command(Action::DescribeFleetAttributes);
                paced.send(&describe, None).await.unwrap().waited
            }
        });
        tokio::task::yield_now().await;
        manual.advance_to(Duration::from_millis(499));
        tokio::task::yield_now().await;
        assert!(!third.is_finished());
        assert_eq!(paced.traffic().sent[&Action::DescribeFleetAttributes], 2);
        manual.advance_to(Duration::from_millis(500));
        assert_eq!(third.await.unwrap(), Duration::from_millis(500));
    }

    #[tokio::test]
    async fn without_rates_nothing_waits_and_what_is_throttled_is_counted() {
        let clock = Clock::Manual(ManualClock::new());
        let paced = Paced::new(Arc::new(Instant), None, clock);
        for _ in 0..100 {
            let sent = paced.send(&command(Action::CreateFleet), None).await;
            assert_eq!(sent.unwrap().waited, Duration::ZERO);
        }
        paced
            .send(&command(Action::DeleteFleet), None)
            .await
            .unwrap();
        let traffic = paced.traffic();
        let sent = [(Action::CreateFleet, 100), (Action::DeleteFleet, 1)];
        assert_eq!(traffic.sent, BTreeMap::from(sent));
        assert_eq!(traffic.throttled, 1);
    }
}
