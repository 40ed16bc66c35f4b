//! Histories of one game session that many clients use: made, not recorded, so that any length is
//! the same on every machine.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many slots the game session has.
pub(crate) const SLOTS: i64 = 20;

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ask {
    /// So many slots.
    Take(i64),
    /// To give so many back that it has.
    Give(i64),
}

/// What a client asked, and what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) client: usize,
    pub(crate) ask: Ask,
    pub(crate) is_granted: bool,
    pub(crate) invoked: u64,
    /// `None` where no reply came.
    pub(crate) returned: Option<u64>,
}

/// What makes a history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) calls: usize,
    pub(crate) clients: usize,
    /// How many replies are lost.
    pub(crate) lost: usize,
    pub(crate) seed: u64,
    /// The refusal that is a success instead, by its index.
    pub(crate) bent: Option<usize>,
}

impl Recipe {
    pub(crate) fn read(words: &[&str]) -> Option<Self> {
        let [calls, clients, lost, seed, bent] = words else {
            return None;
        };
        Some(Self {
            calls: calls.parse().ok()?,
            clients: clients.parse().ok()?,
            lost: lost.parse().ok()?,
            seed: seed.parse().ok()?,
            bent: bent.parse().ok(),
        })
    }

    pub(crate) fn words(&self) -> [String; 5] {
        let bent = self.bent.map_or("-".to_owned(), |bent| bent.to_string());
        let numbers = [self.calls, self.clients, self.lost].map(|number| number.to_string());
        let [calls, clients, lost] = numbers;
        [calls, clients, lost, self.seed.to_string(), bent]
    }

    /// Returns the calls in the order of their invocations.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let mut calls = Service::new(self).run();
        if let Some(bent) = self.bent {
            calls[bent].is_granted = true;
        }
        calls
    }
}

/// What happens next to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Invoke,
    TakeEffect(usize),
    Return(usize),
}

/// A game session and its clients, each of which is always in a call or about to send one.
struct Service<'a> {
    recipe: &'a Recipe,
    random: Random,
    taken: i64,
    /// What each client has.
    held: Vec<Vec<i64>>,
    calls: Vec<Call>,
    /// The time in no unit, the client, and what happens.
    agenda: BinaryHeap<Reverse<(u64, usize, Next)>>,
}

impl<'a> Service<'a> {
    fn new(recipe: &'a Recipe) -> Self {
        let mut service = Self {
            recipe,
            random: Random(recipe.seed),
            taken: 0,
            held: vec![Vec::new(); recipe.clients],
            calls: Vec::with_capacity(recipe.calls),
            agenda: BinaryHeap::new(),
        };
        for client in 0..recipe.clients {
            service.later(0, client, Next::Invoke);
        }
        service
    }

    fn later(&mut self, now: u64, client: usize, next: Next) {
        let wait = 1 + self.random.below(1_000);
        self.agenda.push(Reverse((now + wait, client, next)));
    }

    fn run(mut self) -> Vec<Call> {
        // No two events are at one time, so that nobody's idea of such a tie matters.
        let mut event = 0;
        while let Some(Reverse((now, client, next))) = self.agenda.pop() {
            event += 1;
            match next {
                Next::Invoke if self.calls.len() == self.recipe.calls => {}
                Next::Invoke => {
                    let call = self.invoke(event, client);
                    self.later(now, client, Next::TakeEffect(call));
                }
                Next::TakeEffect(call) => {
                    self.take_effect(client, call);
                    self.later(now, client, Next::Return(call));
                }
                Next::Return(call) => {
                    if !self.is_lost(call) {
                        self.calls[call].returned = Some(event);
                    }
                    self.later(now, client, Next::Invoke);
                }
            }
        }
        self.calls
    }

    fn invoke(&mut self, event: u64, client: usize) -> usize {
        let held = self.held[client].last().copied();
        let ask = match held {
            Some(count) if self.random.below(3) == 0 => Ask::Give(count),
            _ => Ask::Take(1 + i64::try_from(self.random.below(4)).unwrap_or(0)),
        };
        self.calls.push(Call {
            client,
            ask,
            is_granted: false,
            invoked: event,
            returned: None,
        });
        self.calls.len() - 1
    }

    fn take_effect(&mut self, client: usize, call: usize) {
        if self.is_lost(call) && self.random.below(2) == 0 {
            // It never came.
            self.calls[call].is_granted = true;
            return;
        }
        match self.calls[call].ask {
            Ask::Take(count) if self.taken + count <= SLOTS => {
                self.taken += count;
                self.held[client].push(count);
                self.calls[call].is_granted = true;
            }
            // Whoever gets no reply does not know that it would have been a refusal.
            Ask::Take(_) => self.calls[call].is_granted = self.is_lost(call),
            Ask::Give(count) => {
                self.taken -= count;
                self.held[client].pop();
                self.calls[call].is_granted = true;
            }
        }
    }

    /// The lost replies are spread over the history.
    fn is_lost(&self, call: usize) -> bool {
        let Recipe { calls, lost, .. } = *self.recipe;
        (call + 1) * lost / calls != call * lost / calls
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}
