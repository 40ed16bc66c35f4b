//! Requests in flight: those about one game session that have come in and wait for their turn.
//!
//! The machine answers at once, so that nothing is ever in flight with anything. Where a fault or
//! a variation is about requests that meet, each of them takes a moment, in which others come.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::Emulator;
use super::meeting::Seen;
use super::shared::Shared;
use super::state::GameKey;
use crate::clock::within;

/// How long a request takes, by how many have come in before it.
///
/// Requests that come in together must not end together: on a busy machine the others would come
/// one round after the other, and none of them would be there when another ends.
const MOMENTS: [Duration; 3] = [
    Duration::from_millis(4),
    Duration::from_millis(9),
    Duration::from_millis(2),
];

/// The requests in flight, by the game session that they name.
#[derive(Debug, Default)]
pub(super) struct Crowd(BTreeMap<GameKey, Flight>);

/// The requests in flight about one game session.
#[derive(Debug)]
struct Flight {
    /// How many have come in and not had their turn.
    count: usize,
    /// How many have come in since there was none.
    arrivals: u64,
    /// The machine before the first of them.
    before: Arc<Emulator>,
}

/// A request in flight; it is one no more when this is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    shared: Arc<Shared>,
    key: GameKey,
    /// How many had come in with it.
    arrivals: u64,
    was_alone: bool,
    arrived: Arc<Emulator>,
    is_call: bool,
    is_carried_out: bool,
}

impl Shared {
    /// Takes note of a request that has come in, `None` where none is ever in flight.
    pub(super) fn arrive(self: &Arc<Self>, bytes: &[u8]) -> Option<Visit> {
        let mut core = self.lock();
        if !core.emulator.settings().lets_requests_meet() {
            return None;
        }
        let key = core.emulator.named_in(bytes)?;
        let arrived = Arc::new(core.emulator.clone());
        let flight = core.crowd.0.entry(key).or_insert_with(|| Flight {
            count: 0,
            arrivals: 0,
            before: Arc::clone(&arrived),
        });
        let was_alone = flight.count == 0;
        flight.count += 1;
        flight.arrivals += 1;
        Some(Visit {
            shared: Arc::clone(self),
            key,
            arrivals: flight.arrivals,
            was_alone,
            arrived,
            is_call: is_call(bytes),
            is_carried_out: false,
        })
    }
}

impl Visit {
    /// Ends the visit of a request that has been carried out.
    pub(super) fn end(mut self) {
        self.is_carried_out = true;
    }

    /// Lets the moment pass in which others may come.
    pub(super) async fn pass(&self) {
        moment(self.arrivals).await;
    }
}

impl Crowd {
    /// Returns what a request has seen when its turn comes.
    pub(super) fn seen(&self, visit: &Visit) -> Option<Seen> {
        let flight = self.0.get(&visit.key)?;
        Some(Seen {
            arrived: Arc::clone(&visit.arrived),
            before: Arc::clone(&flight.before),
            has_met: !visit.was_alone || flight.arrivals > visit.arrivals,
            next_id: Some(visit.arrived.next_player_session_number()),
        })
    }
}

/// Returns when the moment of the nth request has passed.
pub(super) async fn moment(arrivals: u64) {
    let index = usize::try_from(arrivals % MOMENTS.len() as u64).unwrap_or_default();
    within(MOMENTS[index], std::future::pending::<()>()).await;
}

/// Returns whether a request asks for player sessions.
fn is_call(bytes: &[u8]) -> bool {
    let player = b"PlayerId";
    bytes.windows(player.len()).any(|part| part == player)
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut core = self.shared.lock();
        if self.is_call && !self.is_carried_out {
            core.emulator.break_call_off(self.key);
        }
        if let Some(flight) = core.crowd.0.get_mut(&self.key) {
            flight.count -= 1;
            if flight.count == 0 {
                core.crowd.0.remove(&self.key);
            }
        }
    }
}
