//! The slots that the cases of a run hold in game sessions that others use as well.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::plan::shared::SLOTS_MAX;

/// The slots that the cases of a run hold.
#[derive(Debug)]
pub(super) struct Slots {
    clock: Clock,
    /// How long slots may be held after the case that has taken them.
    hold: Duration,
    ledger: Mutex<Ledger>,
    changed: Notify,
}

/// What is held, how many cases have held something, and what there is no more.
#[derive(Debug, Default)]
struct Ledger {
    taken: Vec<Taken>,
    count: u64,
    /// The positions of the game sessions that have ended, with what is known of them.
    ended: BTreeMap<usize, String>,
}

/// Slots that a case may have taken.
#[derive(Debug)]
struct Taken {
    /// Which of all it is.
    number: u64,
    /// The position of the game session.
    game_session: usize,
    count: usize,
    /// When they are certainly free again, `None` while the case is running.
    until: Option<Duration>,
}

/// What comes of asking for slots.
enum Attempt {
    /// The position of the game session, and what is to be let go.
    Taken(usize, u64),
    /// There is no room: some becomes free then, `None` when a case is over.
    Full(Option<Duration>),
    /// There is no game session any more.
    Nowhere,
}

impl Slots {
    /// Returns the slots of a run that holds none yet.
    pub(super) fn new(clock: Clock, hold: Duration) -> Self {
        Self {
            clock,
            hold,
            ledger: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Takes slots in the game session of which the run holds fewest, as soon as there is room, and
    /// returns its position and what is to be let go; `None` where all have ended.
    pub(super) async fn take(&self, game_sessions: usize, count: usize) -> Option<(usize, u64)> {
        loop {
            let changed = self.changed.notified();
            let next = match self.try_take(game_sessions, count) {
                Attempt::Taken(position, number) => return Some((position, number)),
                Attempt::Nowhere => return None,
                Attempt::Full(next) => next,
            };
            match next {
                Some(moment) => tokio::select! {
                    () = self.clock.sleep_until(moment) => {}
                    () = changed => {}
                },
                None => changed.await,
            }
        }
    }

    fn try_take(&self, game_sessions: usize, count: usize) -> Attempt {
        let now = self.clock.now();
        let mut ledger = self.ledger();
        let is_held = |one: &Taken| one.until.is_none_or(|until| until > now);
        ledger.taken.retain(is_held);
        let held = |index: usize| -> usize {
            let own = ledger.taken.iter().filter(|one| one.game_session == index);
            own.map(|one| one.count).sum()
        };
        let mut running = (0..game_sessions).filter(|index| !ledger.ended.contains_key(index));
        let Some(game_session) = running.by_ref().min_by_key(|index| held(*index)) else {
            return Attempt::Nowhere;
        };
        let held = held(game_session);
        if count > 0 && held > 0 && held + count > SLOTS_MAX {
            return Attempt::Full(ledger.taken.iter().filter_map(|one| one.until).min());
        }
        ledger.count += 1;
        let number = ledger.count;
        if count > 0 {
            ledger.taken.push(Taken {
                number,
                game_session,
                count,
                until: None,
            });
        }
        Attempt::Taken(game_session, number)
    }

    /// Has the slots of a case that is over run out.
    pub(super) fn let_go(&self, number: u64) {
        let until = self.clock.now() + self.hold;
        let mut ledger = self.ledger();
        for one in &mut ledger.taken {
            if one.number == number {
                one.until = Some(until);
            }
        }
        drop(ledger);
        self.changed.notify_waiters();
    }

    /// Gives no more slots of a game session that has ended; those that are held there are free.
    pub(super) fn close(&self, game_session: usize, why: &str) {
        let mut ledger = self.ledger();
        ledger.ended.insert(game_session, why.to_owned());
        ledger.taken.retain(|one| one.game_session != game_session);
        drop(ledger);
        self.changed.notify_waiters();
    }

    /// Returns the positions of the game sessions that have ended, with what is known of them.
    pub(super) fn ended(&self) -> BTreeMap<usize, String> {
        self.ledger().ended.clone()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // Each change is whole before anything can panic.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::ManualClock;

    const HOLD: Duration = Duration::from_mins(1);

    fn slots() -> (Arc<Slots>, ManualClock) {
        let manual = ManualClock::new();
        let slots = Slots::new(Clock::Manual(manual.clone()), HOLD);
        (Arc::new(slots), manual)
    }

    #[tokio::test]
    async fn cases_spread_over_the_game_sessions_and_wait_for_what_the_others_hold() {
        let (slots, manual) = slots();
        assert_eq!(slots.take(2, 6).await, Some((0, 1)));
        assert_eq!(slots.take(2, 6).await, Some((1, 2)));
        let third = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.take(2, 6).await }
        });
        tokio::task::yield_now().await;
        slots.let_go(2);
        tokio::task::yield_now().await;
        manual.advance_to(HOLD.saturating_sub(Duration::from_millis(1)));
        tokio::task::yield_now().await;
        assert!(!third.is_finished());
        manual.advance_to(HOLD);
        assert_eq!(third.await.unwrap(), Some((1, 3)));
    }

    #[tokio::test]
    async fn who_waits_for_a_game_session_that_ends_is_told_or_takes_another() {
        let (slots, _) = slots();
        for position in 0..2 {
            let taken = slots.take(2, SLOTS_MAX).await.unwrap();
            assert_eq!(taken.0, position);
        }
        let waiting = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.take(2, 1).await }
        });
        tokio::task::yield_now().await;
        slots.close(0, "it is TERMINATED");
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "the other is full");
        slots.close(1, "the target knows none of that id");
        assert_eq!(waiting.await.unwrap(), None);
        assert_eq!(slots.take(2, 0).await, None);
        let ended = slots.ended();
        assert_eq!(ended[&0], "it is TERMINATED");
    }
}
