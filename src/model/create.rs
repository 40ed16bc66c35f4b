//! What a call that creates player sessions may be answered with, condition by condition.
//!
//! Each condition that holds names the exceptions with which it may be refused; any of them is
//! legal whatever else holds, because the precedence of errors is open (U-09).

use super::answers::{Narrowing, allowed};
use super::call::{Call, Limits};
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::state::{Count, Reservation};
use super::{created, exceptions, refused};
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::{Reply, Response};
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};

pub(super) const CPS_05: ClauseId = ClauseId::of("CPS-05");
pub(super) const CPS_06: ClauseId = ClauseId::of("CPS-06");
const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_08: ClauseId = ClauseId::of("CPS-08");
const CPS_22: ClauseId = ClauseId::of("CPS-22");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
const CPS_43: ClauseId = ClauseId::of("CPS-43");
pub(super) const U_03: ContextId = ContextId::of("U-03");
pub(super) const U_04: ContextId = ContextId::of("U-04");
pub(super) const U_05: ContextId = ContextId::of("U-05");
const U_14: ContextId = ContextId::of("U-14");
const U_15: ContextId = ContextId::of("U-15");
const U_16_TERMINATING: ContextId = ContextId::of("U-16/terminating");
const U_16_TERMINATED: ContextId = ContextId::of("U-16/terminated");

/// The belief and the call, with what follows from both.
#[derive(Debug)]
pub(super) struct Situation<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) call: &'a Call,
    pub(super) when: Interval,
    pub(super) limits: Limits,
    /// The open slots; negative where the maximum was lowered.
    pub(super) open: Count,
    /// Room below the cap on players of any game session (CPS-22).
    pub(super) room: Count,
    pub(super) conditions: Vec<Condition>,
    /// How many new player sessions a success may need.
    pub(super) need: Count,
}

/// Something that holds, or may hold, and lets a call be refused.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// The clause that a success would break, `None` where a success is legal too.
    pub(super) guard: Option<ClauseId>,
    /// The exceptions that the clause lists.
    pub(super) exceptions: Vec<ExceptionKind>,
    /// The open question whose answers list further ones.
    pub(super) context: Option<ContextId>,
}

/// Judges a call in a game session that is known.
pub(super) fn judge(
    belief: Belief,
    call: &Call,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let situation = Situation::new(&belief, call, when, scene);
    match outcome {
        Outcome::Replied(Reply::Response { response, problems }) => {
            let sessions = match response {
                Response::CreatePlayerSessions(sessions) => sessions.as_slice(),
                Response::CreatePlayerSession(session) => session.as_slice(),
                _ => &[],
            };
            created::judge(belief, &situation, sessions, problems)
        }
        Outcome::Replied(Reply::Exception(exception)) => {
            refused::judge(belief, &situation, exception)
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok(lost(belief, &situation)),
    }
}

/// Returns the beliefs after a reply that says nothing: it took effect, or it did not.
pub(super) fn lost(belief: Belief, situation: &Situation<'_>) -> Legal {
    let is_refusable = situation
        .conditions
        .iter()
        .any(|condition| condition.guard.is_some());
    let mut beliefs = vec![belief.clone()];
    if !is_refusable && situation.need.certain <= situation.open.possible {
        let mut happened = belief;
        for player in &situation.call.player_ids {
            happened
                .state
                .reservations
                .push(situation.reservation(player));
        }
        beliefs.push(happened);
    }
    Legal {
        beliefs,
        notes: Notes::default(),
    }
}

impl<'a> Situation<'a> {
    fn new(belief: &Belief, call: &'a Call, when: Interval, scene: &'a Scene<'a>) -> Self {
        let state = &belief.state;
        let open = state.open_slots(when, scene.terms);
        let taken = state.occupancy(when, scene.terms);
        let cap = scene.catalog.limits["PlayersPerGameSession"]
            .max
            .unwrap_or(i64::MAX);
        let mut situation = Self {
            scene,
            call,
            when,
            limits: Limits::of(call, scene.catalog),
            open,
            room: Count {
                certain: cap - taken.possible,
                possible: cap - taken.certain,
            },
            conditions: Vec::new(),
            need: Count {
                certain: 0,
                possible: 0,
            },
        };
        situation.add_limits();
        situation.add_status(&state.statuses_at(when, scene.terms));
        if state.policy == PlayerSessionCreationPolicy::DenyAll {
            situation.add(Some(CPS_08), Some(U_14));
        }
        situation.add_players(belief);
        situation.add_capacity();
        situation
    }

    /// Returns a new reservation for a player of the call.
    pub(super) fn reservation(&self, player: &str) -> Reservation {
        let data = self.call.data.get(player).cloned();
        Reservation::new(player.to_owned(), data, self.when, self.scene.terms)
    }

    /// Returns what a call that runs into `guards` may be answered with, as a shape has it.
    ///
    /// Whatever else holds, or may hold, could be answered too; it is left out, so that one
    /// cause has one shape.
    pub(super) fn expected(&self, guards: &[ClauseId]) -> Vec<String> {
        if guards.is_empty() {
            return vec![exceptions::SUCCESS.to_owned()];
        }
        let catalog = self.scene.catalog;
        let contexts = self
            .conditions
            .iter()
            .filter(|condition| condition.guard.is_some_and(|guard| guards.contains(&guard)))
            .filter_map(|condition| condition.context);
        let answers = contexts.flat_map(|context| {
            catalog
                .question(context)
                .into_iter()
                .flat_map(move |one| one.allowed(context))
        });
        let listed = guards.iter().filter_map(|guard| catalog.clauses.get(guard));
        answers
            .flat_map(|answer| &answer.exceptions)
            .chain(listed.flat_map(|clause| &clause.exceptions))
            .map(|kind| kind.name().to_owned())
            .collect()
    }

    /// Returns the ways in which the exception is legal; each is a list of observations.
    pub(super) fn explanations(&self, kind: &ExceptionKind) -> Vec<Vec<Narrowing>> {
        let mut explanations = Vec::new();
        for condition in &self.conditions {
            if condition.exceptions.contains(kind) {
                explanations.push(Vec::new());
            }
            let Some(context) = condition.context else {
                continue;
            };
            let answers = allowed(self.scene.catalog, context, |answer| {
                answer.exceptions.contains(kind)
            });
            if !answers.is_empty() {
                explanations.push(vec![Narrowing { context, answers }]);
            }
        }
        for narrowing in &self.limits.broken_by {
            // U-35: too long in some unit of length.
            let clause = if narrowing.context.name().ends_with("id") {
                CPS_05
            } else {
                CPS_06
            };
            if self.scene.catalog.clauses[&clause]
                .exceptions
                .contains(kind)
            {
                explanations.push(vec![narrowing.clone()]);
            }
        }
        explanations
    }

    fn add(&mut self, guard: Option<ClauseId>, context: Option<ContextId>) {
        let exceptions = guard.map_or_else(Vec::new, |clause| self.exceptions_of(clause));
        self.conditions.push(Condition {
            guard,
            exceptions,
            context,
        });
    }

    fn add_limits(&mut self) {
        for clause in self.limits.broken.clone() {
            self.add(Some(clause), None);
        }
        let ignored = self.limits.ignored_value();
        for context in self.call.quirks.clone().into_iter().chain(ignored) {
            self.add(None, Some(context));
        }
    }

    fn add_status(&mut self, statuses: &[GameSessionStatus]) {
        let guard = (!statuses.contains(&GameSessionStatus::Active)).then_some(CPS_07);
        for status in statuses {
            let context = match status {
                GameSessionStatus::Active => continue,
                GameSessionStatus::Activating => U_15,
                GameSessionStatus::Terminating => U_16_TERMINATING,
                GameSessionStatus::Terminated | GameSessionStatus::Error => U_16_TERMINATED,
            };
            self.add(guard, Some(context));
        }
    }

    fn add_players(&mut self, belief: &Belief) {
        if self.call.has_repeats() {
            self.add(None, Some(U_03));
        }
        let holds = |status| {
            belief.state.reservations.iter().any(|reservation| {
                reservation.statuses_at(self.when).contains(status)
                    && self.call.player_ids.contains(&reservation.player_id)
            })
        };
        let (is_reserved, is_active) = (
            holds(PlayerSessionStatus::Reserved),
            holds(PlayerSessionStatus::Active),
        );
        if is_reserved {
            self.add(None, Some(U_04));
        }
        if is_active {
            self.add(None, Some(U_05));
        }
        self.need = self.needed(belief);
    }

    /// Counts the new player sessions that a success may need: U-03, U-04 and U-05 decide.
    fn needed(&self, belief: &Belief) -> Count {
        let mut need = Count {
            certain: 0,
            possible: 0,
        };
        for player in self.call.distinct() {
            let count = self
                .call
                .player_ids
                .iter()
                .filter(|id| *id == player)
                .count();
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let existing = belief.state.reservations.iter().any(|reservation| {
                let statuses = reservation.statuses_at(self.when);
                let may_return = |status, context| {
                    statuses.contains(status) && belief.answers.allows(context, "existing-session")
                };
                reservation.player_id == player
                    && (may_return(PlayerSessionStatus::Reserved, U_04)
                        || may_return(PlayerSessionStatus::Active, U_05))
            });
            let once = count == 1 || belief.answers.allows(U_03, "one-session");
            need.certain += match (existing, once) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => count,
            };
            need.possible += count;
        }
        need
    }

    fn add_capacity(&mut self) {
        let full = if self.open.certain <= 0 || self.call.player_ids.len() == 1 {
            CPS_35
        } else {
            CPS_43
        };
        for (clause, room) in [(full, self.open), (CPS_22, self.room)] {
            if self.need.possible > room.certain {
                let is_certain = self.need.certain > room.possible.max(0);
                let exceptions = self.exceptions_of(clause);
                let guard = is_certain.then_some(clause);
                self.conditions.push(Condition {
                    guard,
                    exceptions,
                    context: None,
                });
            }
        }
    }

    fn exceptions_of(&self, clause: ClauseId) -> Vec<ExceptionKind> {
        self.scene
            .catalog
            .clauses
            .get(&clause)
            .map_or_else(Vec::new, |row| row.exceptions.clone())
    }
}
