//! What a call that creates player sessions may be answered with, condition by condition.
//!
//! Each condition that holds names the exceptions with which it may be refused; any of them is
//! legal whatever else holds, because the precedence of errors is open (U-09).

use super::answers::{Narrowing, allowed};
use super::call::{Call, Limits};
use super::judgement::{Belief, Illegal, Legal, Notes, Repetition, Scene};
use super::mention::{Mention, mentions};
use super::state::{Count, Existence, Reservation};
use super::{created, exceptions, refused, shared, twin, wire};
use crate::api::exception::ExceptionKind;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::reply::{Reply, Response};
use crate::history::{Interval, Outcome};
use crate::spec::id::{ClauseId, ContextId};
use crate::spec::question::Answer;

const CPS_08: ClauseId = ClauseId::of("CPS-08");
const CPS_09: ClauseId = ClauseId::of("CPS-09");
const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_23: ClauseId = ClauseId::of("CPS-23");
const CPS_35: ClauseId = ClauseId::of("CPS-35");
pub(super) const U_03: ContextId = ContextId::of("U-03");
pub(super) const U_04: ContextId = ContextId::of("U-04");
pub(super) const U_05: ContextId = ContextId::of("U-05");
pub(super) const U_14: ContextId = ContextId::of("U-14");
pub(super) const U_15: ContextId = ContextId::of("U-15");
pub(super) const U_16_TERMINATING: ContextId = ContextId::of("U-16/terminating");
pub(super) const U_16_TERMINATED: ContextId = ContextId::of("U-16/terminated");
pub(super) const U_27: ContextId = ContextId::of("U-27");

/// The belief and the call, with what follows from both.
#[derive(Debug)]
pub(super) struct Situation<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) call: &'a Call,
    pub(super) limits: &'a Limits,
    pub(super) when: Interval,
    /// The players of the call, each once.
    pub(super) mentions: Vec<Mention<'a>>,
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
    pub(super) exceptions: &'static [ExceptionKind],
    /// The open question whose answers list further ones.
    pub(super) context: Option<ContextId>,
    /// What an exception says about the question.
    pub(super) telling: Telling,
}

/// What an exception that a question's answers list says about the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// It answers the question.
    Answer,
    /// Nothing: whether the question was asked is not certain.
    Nothing,
}

/// Judges a call in a game session that is known.
pub(super) fn judge(
    mut belief: Belief,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let Some((call, limits)) = scene.call else {
        return Ok(Legal::unchanged(belief));
    };
    let before = belief.state.refusal.take();
    let situation = Situation::new(&belief, (call, limits), when, scene);
    let (kind, mut legal) = match outcome {
        Outcome::Replied(Reply::Response { response, problems }) => {
            let sessions = if let Response::CreatePlayerSessions(sessions) = response {
                sessions.as_slice()
            } else if let Response::CreatePlayerSession(session) = response {
                session.as_slice()
            } else {
                &[]
            };
            let legal = created::judge(belief, &situation, sessions, problems)?;
            (None, legal)
        }
        Outcome::Replied(Reply::Exception(exception)) => {
            if exceptions::is_turned_away(exception) {
                belief.state.refusal = before;
                return Ok(refused::turned_away(belief, exception, call.action));
            }
            if exceptions::is_fault(exception) {
                let mut legal = lost(belief, &situation);
                wire::exception(exception, call.action, &mut legal.notes);
                return Ok(legal);
            }
            let legal = refused::judge(belief, &situation, exception)?;
            (Some(&exception.kind), legal)
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => return Ok(lost(belief, &situation)),
    };
    if twin::compare(before.as_ref(), &situation, kind)? {
        legal.notes.exercise(&[twin::CPS_42]);
    }
    Ok(legal)
}

/// Returns the beliefs after a reply that says nothing: it took effect, or it did not.
fn lost(belief: Belief, situation: &Situation<'_>) -> Legal {
    let mut guards = situation.conditions.iter().filter_map(|one| one.guard);
    // CPS-23: where there is no room, it took none.
    let is_lifted = situation.scene.is_lifted(CPS_23);
    let is_refused = guards.any(|guard| !(is_lifted && created::is_about_room(guard)));
    if is_refused || situation.call.player_ids.is_empty() {
        return Legal::unchanged(belief);
    }
    let mut happened = belief.clone();
    for mention in &situation.mentions {
        for number in 0..mention.count {
            let mut reservation = situation.reservation(mention.player);
            // U-03 to U-05: it may be one that exists already.
            if number > 0 || mention.is_reserved || mention.is_active {
                reservation.existence = Existence::Possible;
            }
            happened.state.reservations.push(reservation);
        }
    }
    Legal {
        beliefs: vec![belief, happened],
        notes: Notes::default(),
    }
}

impl<'a> Situation<'a> {
    fn new(
        belief: &Belief,
        (call, limits): (&'a Call, &'a Limits),
        when: Interval,
        scene: &'a Scene<'a>,
    ) -> Self {
        let state = &belief.state;
        let taken = state.occupancy(when, scene.terms);
        let cap = scene.catalog.limits["PlayersPerGameSession"].max;
        let left = |most: i64| Count {
            certain: most - taken.possible,
            possible: most - taken.certain,
        };
        let (open, room) = if scene.terms.is_shared() {
            (shared::ROOM, shared::ROOM)
        } else {
            (left(state.maximum), left(cap.unwrap_or(i64::MAX)))
        };
        let mut situation = Self {
            scene,
            call,
            limits,
            when,
            mentions: mentions(call, state, when),
            open,
            room,
            conditions: Vec::new(),
            need: Count::default(),
        };
        situation.need = situation.needed(belief);
        situation.add_limits();
        if scene.terms.is_shared() {
            situation.add_foreign();
        } else {
            situation.add_status(state);
            if state.policy == PlayerSessionCreationPolicy::DenyAll {
                situation.add(Some(CPS_08), Some(U_14));
            }
        }
        situation.add_players();
        situation.add_capacity();
        situation
    }

    /// Returns a new reservation for a player of the call.
    pub(super) fn reservation(&self, player: &str) -> Reservation {
        let data = self.call.data.get(player).cloned();
        let mut reservation =
            Reservation::new(player.to_owned(), data, self.when, self.scene.terms);
        if self.scene.terms.is_shared() {
            shared::reopen(&mut reservation);
        }
        reservation
    }

    /// Returns whether a condition holds that the question is about.
    pub(super) fn asks(&self, context: ContextId) -> bool {
        let mut contexts = self.conditions.iter().map(|condition| condition.context);
        contexts.any(|one| one == Some(context))
    }

    /// Returns whether the call repeats an earlier one, which its players still wait for (U-27).
    ///
    /// Where some of them wait and others do not, a target may take it for either.
    pub(super) fn repetition(&self) -> Repetition {
        let waits = |mention: &Mention<'_>| mention.is_reserved && !mention.is_active;
        if self.mentions.iter().all(waits) {
            self.scene.repetition
        } else if self.scene.repetition == Repetition::No {
            Repetition::No
        } else {
            Repetition::Possible
        }
    }

    /// Returns the question that a call asks for players who hold a reservation, `None` where it
    /// is not certain which.
    pub(super) fn reserved_question(&self) -> Option<ContextId> {
        match self.repetition() {
            Repetition::No => Some(U_04),
            Repetition::Possible => None,
            Repetition::Certain => Some(U_27),
        }
    }

    /// Returns the question that a call asks for players who are connected, `None` where a target
    /// may take the call for the repetition of an earlier one (U-27).
    pub(super) fn active_question(&self) -> Option<ContextId> {
        (self.scene.repetition == Repetition::No).then_some(U_05)
    }

    /// Returns whether the player session of a player who is connected may be returned.
    pub(super) fn may_return_active(&self, belief: &Belief) -> bool {
        let may_return = |context| belief.answers.allows(context, "existing-session");
        match self.active_question() {
            Some(context) => may_return(context),
            None => may_return(U_05) || may_return(U_27),
        }
    }

    /// Returns whether the reservation that a player holds may be returned.
    pub(super) fn may_return_reserved(&self, belief: &Belief) -> bool {
        let may_return = |context| belief.answers.allows(context, "existing-session");
        match self.reserved_question() {
            Some(context) => may_return(context),
            None => may_return(U_04) || may_return(U_27),
        }
    }

    /// Returns whether the game session certainly takes players, as far as status and policy go.
    pub(super) fn is_open(&self) -> bool {
        let closing = [U_14, U_15, U_16_TERMINATING, U_16_TERMINATED];
        !closing.iter().any(|context| self.asks(*context))
    }

    /// Returns what a call that runs into `guards` may be answered with, as a shape has it.
    ///
    /// Whatever else holds, or may hold, could be answered too; it is left out, so that one
    /// cause has one shape.
    pub(super) fn expected(&self, guards: &[ClauseId]) -> Vec<String> {
        if guards.is_empty() {
            return vec![exceptions::SUCCESS.to_owned()];
        }
        let is_guarded = |one: &&Condition| one.guard.is_some_and(|guard| guards.contains(&guard));
        let contexts = self
            .conditions
            .iter()
            .filter(is_guarded)
            .filter_map(|one| one.context);
        let mut expected: Vec<String> = contexts
            .flat_map(|context| exceptions::answering(context, self.scene.catalog))
            .collect();
        for guard in guards {
            // What lists the exceptions of a call for which there is no room.
            let listing = if [CPS_09, CPS_10].contains(guard) {
                CPS_35
            } else {
                *guard
            };
            let listed = self.exceptions_of(listing).iter();
            expected.extend(listed.map(|kind| kind.name().to_owned()));
        }
        expected
    }

    /// Returns the ways in which the exception is legal; each is a list of observations.
    pub(super) fn explanations(&self, kind: &ExceptionKind) -> Vec<Vec<Narrowing>> {
        let mut explanations = Vec::new();
        for condition in &self.conditions {
            if condition.exceptions.contains(kind) {
                explanations.push(Vec::new());
            }
            let narrowing = |context| {
                let shows = |answer: &Answer| answer.exceptions.contains(kind);
                let answers = allowed(self.scene.catalog, context, shows);
                (!answers.is_empty()).then_some(Narrowing { context, answers })
            };
            if let Some(first) = condition.context.and_then(narrowing) {
                if condition.telling == Telling::Nothing {
                    explanations.push(Vec::new());
                    continue;
                }
                explanations.push(vec![first]);
            }
        }
        // U-35: too long in some unit of length.
        for narrowing in &self.limits.broken_by {
            let clause = Limits::counted(narrowing.context);
            if self.exceptions_of(clause).contains(kind) {
                explanations.push(vec![narrowing.clone()]);
            }
        }
        explanations
    }
}
