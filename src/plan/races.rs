//! Plans of races: what several clients may send at the same time, drawn from the seed.
//!
//! Each has a theme, which decides what is at stake. It sets the stage, lets the clients go, looks
//! at what they have led to once all is at rest, and tries out what is left: whether open slots
//! are open, and no others. What comes after a race names nothing that some outcome of it would
//! leave out, so that every run carries out the same steps.

mod themes;

use std::num::NonZeroU32;

use sha2::{Digest, Sha256};

use self::themes::THEMES;
use super::draw::Draw;
use super::inputs::{Effort, PlanInputs};
use super::script::{Script, player};
use super::step::{GameSessionHandle, Plan, Raced, Text};
use crate::history::Label;

/// The pauses before a client's step: in most cases none, so that requests meet.
const PAUSES_US: [(u64, (u64, u64)); 4] = [
    (8, (0, 0)),
    (4, (20, 200)),
    (3, (200, 700)),
    (2, (700, 2_000)),
];

/// Returns what the nth race is about, counted from 0, and its plan.
pub(super) fn race(inputs: &PlanInputs, number: u64) -> (&'static str, Plan) {
    let count = THEMES.len() as u64;
    let index = usize::try_from(number % count).unwrap_or_default();
    let (name, write) = THEMES[index];
    let mut author = Author {
        draw: Draw::from_seed(&seed(inputs, number)),
        script: Script::default(),
        clients: clients(inputs.effort),
        player_count: 0,
    };
    write(&mut author);
    (name, author.script.into_plan())
}

/// Returns how many clients a race has at the most.
fn clients(effort: Effort) -> u64 {
    match effort {
        Effort::Smoke | Effort::Standard => 6,
        Effort::Certify | Effort::Soak => 16,
    }
}

/// Returns the seed of the nth race: a digest of everything that it is a function of.
fn seed(inputs: &PlanInputs, number: u64) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    digest.update("race");
    digest.update(inputs.effort.name());
    digest.update(inputs.seed.to_be_bytes());
    digest.update(number.to_be_bytes());
    digest.finalize().into()
}

/// Writes one race.
#[derive(Debug)]
struct Author {
    draw: Draw,
    script: Script,
    /// The most clients.
    clients: u64,
    player_count: u32,
}

impl Author {
    /// Returns a player who has not been named yet.
    fn newcomer(&mut self) -> Text {
        self.player_count += 1;
        player(self.player_count)
    }

    fn newcomers(&mut self, count: u64) -> Vec<Text> {
        (0..count).map(|_| self.newcomer()).collect()
    }

    /// Returns a number from `least` to `most` as a maximum has it.
    fn maximum(&mut self, least: u64, most: u64) -> i64 {
        let drawn = self.draw.between(least, most);
        i64::try_from(drawn).unwrap_or(i64::MAX)
    }

    /// Opens a game session in which so many slots are taken and so many open; returns with it
    /// the label of the call that took them, which is that of no step where none are.
    fn open(&mut self, taken: u64, open: u64) -> (GameSessionHandle, Label) {
        let maximum = i64::try_from(taken + open).unwrap_or(i64::MAX);
        let session = self.script.active(maximum);
        let players = self.newcomers(taken);
        if players.is_empty() {
            return (session, Label(0));
        }
        (session, self.script.batch(session, &players))
    }

    /// Draws how many clients there are, at least `least`.
    fn count(&mut self, least: u64) -> u32 {
        let drawn = self.draw.between(least, self.clients);
        u32::try_from(drawn).unwrap_or(u32::MAX)
    }

    /// Lets a client, counted from 0, do something in the race.
    fn by(&mut self, client: u32, write: impl FnOnce(&mut Script)) {
        let (least, most) = self.draw.weighted(&PAUSES_US);
        let pause_us = u32::try_from(self.draw.between(least, most)).unwrap_or(0);
        let raced = Raced {
            client: NonZeroU32::MIN.saturating_add(client),
            pause_us,
            loses_reply: false,
        };
        self.script.raced(raced, write);
    }

    /// Lets a client do something in the race whose reply is lost.
    fn unheard(&mut self, client: u32, write: impl FnOnce(&mut Script)) {
        let raced = Raced {
            client: NonZeroU32::MIN.saturating_add(client),
            pause_us: 0,
            loses_reply: true,
        };
        self.script.raced(raced, write);
    }

    /// Has a client ask for one player by either form.
    fn ask(&mut self, client: u32, session: GameSessionHandle, player: &Text) {
        let is_single = self.draw.is_one_in(2);
        self.by(client, |s| {
            if is_single {
                s.single(session, player);
            } else {
                s.batch(session, std::slice::from_ref(player));
            }
        });
    }

    /// Has a client ask for a new player.
    fn join(&mut self, client: u32, session: GameSessionHandle) {
        let player = self.newcomer();
        self.ask(client, session, &player);
    }

    /// Has a client ask for some new players at once.
    fn join_together(&mut self, client: u32, session: GameSessionHandle, count: u64) {
        let players = self.newcomers(count);
        self.by(client, |s| {
            s.batch(session, &players);
        });
    }

    /// Has a client look at the game session or at its player sessions.
    fn look(&mut self, client: u32, session: GameSessionHandle) {
        let is_of_players = self.draw.between(1, 3) < 3;
        self.by(client, |s| {
            if is_of_players {
                s.describe_players(session);
            } else {
                s.describe(session);
            }
        });
    }

    /// Looks at what the race has led to, and tries out the slots that are left.
    fn settle(&mut self, session: GameSessionHandle, asked: u64) {
        self.script.describe_both(session);
        for _ in 0..asked {
            let player = self.newcomer();
            self.script.single(session, &player);
        }
        self.script.describe_both(session);
    }
}

#[cfg(test)]
mod tests;
