//! How fast a target may be asked: the published request rates, and token buckets below them.
//!
//! Source: Amazon GameLift Servers Developer Guide, the tables of API request limits.

use std::time::Duration;

use crate::api::action::Action;

/// How many requests at once, and how many a second from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many may come at once.
    pub burst: u32,
    /// The time from one to the next afterwards.
    pub interval: Duration,
}

impl Rate {
    /// Returns the rate of so many requests a second, of which as many may come at once.
    const fn per_second(count: u32) -> Self {
        Self {
            burst: count,
            interval: Duration::from_nanos(1_000_000_000 / count as u64),
        }
    }

    /// Returns when the last of so many requests goes out, where the first goes out at once.
    pub fn duration_of(self, count: u64) -> Duration {
        let later = count.saturating_sub(u64::from(self.burst));
        self.interval
            .saturating_mul(u32::try_from(later).unwrap_or(u32::MAX))
    }
}

/// The rates at which a target is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rates {
    /// Four fifths of what is published for AWS accounts.
    BelowPublished,
    /// The same for each action, and for all of them together as many times.
    Capped(u32),
}

/// Where no rate is published that is known here.
const UNPUBLISHED: Rate = Rate::per_second(5);

impl Rates {
    /// Returns the rates of so many requests a second to each action; at least one.
    pub fn capped(per_second: u32) -> Self {
        Self::Capped(per_second.max(1))
    }

    /// Returns the rate of one action.
    pub fn of(self, action: Action) -> Rate {
        match self {
            Self::Capped(count) => Rate::per_second(count),
            Self::BelowPublished => match action {
                // Published are 150, and 50 for the other two.
                Action::CreatePlayerSessions => Rate::per_second(120),
                Action::CreatePlayerSession | Action::CreateGameSession => Rate::per_second(40),
                // Published are one a second, and four at once.
                Action::CreateFleet
                | Action::CreateLocation
                | Action::CreateAlias
                | Action::DeleteAlias
                | Action::DeleteFleet => Rate {
                    burst: 3,
                    interval: Duration::from_millis(1250),
                },
                Action::DescribePlayerSessions
                | Action::DescribeGameSessions
                | Action::DescribeGameSessionDetails
                | Action::SearchGameSessions
                | Action::UpdateGameSession
                | Action::TerminateGameSession
                | Action::DeleteLocation
                | Action::DescribeFleetAttributes
                | Action::RegisterCompute
                | Action::DeregisterCompute
                | Action::GetComputeAuthToken
                | Action::UpdateAlias
                | Action::ResolveAlias => UNPUBLISHED,
            },
        }
    }

    /// Returns the rate of all actions together.
    pub fn account(self) -> Rate {
        match self {
            // Published are 500.
            Self::BelowPublished => Rate::per_second(400),
            Self::Capped(count) => {
                let actions = u32::try_from(Action::ALL.len()).unwrap_or(u32::MAX);
                Rate::per_second(count.saturating_mul(actions))
            }
        }
    }
}

/// A token bucket, kept as the moment at which it would be full again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    rate: Rate,
    full_at: Duration,
}

impl Bucket {
    /// Returns a full bucket.
    pub(super) fn full(rate: Rate) -> Self {
        Self {
            rate,
            full_at: Duration::ZERO,
        }
    }

    /// Takes a token, and returns when it is there: `now`, or later where the bucket is empty.
    pub(super) fn take(&mut self, now: Duration) -> Duration {
        let Rate { burst, interval } = self.rate;
        let emptied = interval * burst.saturating_sub(1);
        let turn = self.full_at.saturating_sub(emptied).max(now);
        self.full_at = self.full_at.max(now) + interval;
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes tokens at these moments, and returns when each is there, in milliseconds.
    fn taken(rate: Rate, moments_ms: &[u64]) -> Vec<u128> {
        let mut bucket = Bucket::full(rate);
        let take = |ms: &u64| bucket.take(Duration::from_millis(*ms)).as_millis();
        moments_ms.iter().map(take).collect()
    }

    #[test]
    fn a_burst_is_free_and_then_tokens_come_one_by_one() {
        let rate = Rate {
            burst: 3,
            interval: Duration::from_millis(100),
        };
        assert_eq!(taken(rate, &[0, 0, 0, 0, 0]), [0, 0, 0, 100, 200]);
        assert_eq!(
            taken(rate, &[0, 0, 0, 250, 250, 250]),
            [0, 0, 0, 250, 250, 300]
        );
        assert_eq!(
            taken(rate, &[0, 1000, 1000, 1000, 1000]),
            [0, 1000, 1000, 1000, 1100]
        );
    }

    #[test]
    fn over_any_time_no_more_than_the_burst_and_the_rate_go_out() {
        let rate = Rates::BelowPublished.of(Action::CreateFleet);
        let turns = taken(rate, &[0; 20]);
        for (first, begun) in turns.iter().enumerate() {
            for (last, ended) in turns.iter().enumerate().skip(first) {
                // Published: four at once, and one a second.
                let allowed = 4 + (ended - begun) / 1000;
                assert!((last - first + 1) as u128 <= allowed, "{turns:?}");
            }
        }
    }

    #[test]
    fn every_rate_is_below_the_published_one() {
        for action in Action::ALL {
            let rate = Rates::BelowPublished.of(action);
            let per_second = 1.0 / rate.interval.as_secs_f64();
            let published = if action == Action::CreatePlayerSessions {
                150.0
            } else if [Action::CreatePlayerSession, Action::CreateGameSession].contains(&action) {
                50.0
            } else if rate.burst == 3 {
                1.0
            } else {
                5.01
            };
            assert!(per_second < published, "{action}");
        }
        assert!(Rates::BelowPublished.account().burst < 500);
    }

    #[test]
    fn how_long_requests_take_follows_from_the_rate() {
        let rate = Rate::per_second(5);
        assert_eq!(rate.duration_of(0), Duration::ZERO);
        assert_eq!(rate.duration_of(5), Duration::ZERO);
        assert_eq!(rate.duration_of(105), Duration::from_secs(20));
    }
}
