//! Plans for game sessions that are given, and that others use as well.
//!
//! Such a game session is never empty for certain and never ours to change. So a plan has one of
//! them, lets few players in, none of whom another client might use, and does not count on it
//! being full. Races are about the last slots, so there are none.

use super::forecast::Forecast;
use super::inputs::{Capabilities, Capability};
use super::step::{Creation, GameSessionRef, Plan, PlayerQuery, Step, Text};

/// The most slots of one game session that a plan may take, and all that run at a time.
pub const SLOTS_MAX: usize = 10;

/// The smallest page in which the list of a game session is asked for that others fill, too.
const PAGE_MIN: i64 = 10;

impl Capabilities {
    /// Returns whether others use the target's game sessions, too.
    pub(super) fn are_shared(&self) -> bool {
        self.has(Capability::SharedGameSessions)
    }
}

/// Returns how many players a plan may let in, whatever the room.
pub fn slots(plan: &Plan) -> usize {
    Course::of(plan).slots
}

/// Returns whether a plan can do with a game session that others use, too.
pub(super) fn suits(plan: &Plan) -> bool {
    let creations = plan.steps.iter().filter_map(|step| {
        if let Step::CreateGameSession(creation) = &step.step {
            Some(creation)
        } else {
            None
        }
    });
    let creations: Vec<&Creation> = creations.collect();
    let is_bare = |one: &&Creation| one.name.is_none() && one.properties.is_empty();
    let course = Course::of(plan);
    creations.len() <= 1
        && !plan.has_race()
        && creations.iter().all(is_bare)
        && course.is_among_ourselves
        && !course.is_too_full
        && course.slots <= SLOTS_MAX
}

/// What calls a plan makes for a game session of its own.
struct Course {
    /// How many players they may let in, whatever the room.
    slots: usize,
    /// Whether no other client uses the players whom they may let in.
    is_among_ourselves: bool,
    /// Whether one is predicted to find too few slots.
    is_too_full: bool,
}

impl Course {
    fn of(plan: &Plan) -> Self {
        let mut forecast = Forecast::new();
        let mut course = Self {
            slots: 0,
            is_among_ourselves: true,
            is_too_full: false,
        };
        for step in &plan.steps {
            if let Some((GameSessionRef::Handle(_) | GameSessionRef::BareId(_), players)) =
                step.step.unbroken().call()
            {
                let count = forecast.let_in(&step.step);
                let is_ours = |player: &Text| matches!(player, Text::Scoped(_));
                course.slots += count;
                course.is_among_ourselves &= count == 0 || players.iter().all(is_ours);
                course.is_too_full |= forecast.is_too_full_for(&step.step);
            }
            forecast.follow(step);
        }
        course
    }
}

/// Returns whether a list would take more requests than are due to a game session of others.
pub(super) fn is_tedious(query: &PlayerQuery) -> bool {
    let limit = query.paging.limit;
    query.game_session.is_some() && limit.is_some_and(|limit| (1..PAGE_MIN).contains(&limit))
}
