//! What a target must be able to do for a step to be carried out, and what becomes of plans on
//! targets that cannot.
//!
//! Descriptions that a target does not offer are taken out of a plan; a plan that cannot do
//! without something is left out. What that leaves undecided is told clause by clause.

use std::collections::{BTreeMap, BTreeSet};

use super::edge::{EdgePlan, edge_plans};
use super::inputs::{Capabilities, Capability, MoveKind};
use super::shared;
use super::step::{
    Creation, FleetHandle, Form, GameSessionHandle, Offset, Period, Place, Plan, Step, Wait,
};
use crate::api::action::Action;
use crate::model::shared::{UNDECIDED, decides};
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;

/// What a target lacks that has no game session for a plan alone.
const OWN: Capability = Capability::Action(Action::CreateGameSession);

/// The clauses that a capability is needed for whatever the plan, by how their ids begin.
const GROUPS: [(&str, Capability); 8] = [
    ("CGS-", Capability::Action(Action::CreateGameSession)),
    ("DPS-", Capability::Action(Action::DescribePlayerSessions)),
    ("DGS-", Capability::Action(Action::DescribeGameSessions)),
    ("SGS-", Capability::Action(Action::SearchGameSessions)),
    ("UGS-", Capability::Action(Action::UpdateGameSession)),
    ("TGS-", Capability::Action(Action::TerminateGameSession)),
    ("SRV-", Capability::ServerSdkSocket),
    ("GSS-", Capability::ServerSdkSocket),
];

/// A plan on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fitted {
    /// The plan as far as it can be carried out, `None` where it is left out.
    pub(super) plan: Option<Plan>,
    /// What the whole plan would need besides.
    pub(super) lacking: BTreeSet<Capability>,
}

impl Capabilities {
    /// Returns what a step needs and the target lacks, `None` where it can be carried out.
    pub(super) fn lacking(&self, step: &Step) -> Option<Capability> {
        let needed = match step {
            Step::CreateGameSession(creation)
                if self.has(Capability::ProvidedGameSessions) && is_plain(creation) =>
            {
                return None;
            }
            Step::CreateGameSession(_) => Action::CreateGameSession,
            Step::CreatePlayerSessions { .. } => Action::CreatePlayerSessions,
            Step::CreatePlayerSession { .. } => Action::CreatePlayerSession,
            Step::DescribePlayerSessions(query)
                if self.are_shared() && shared::is_tedious(query) =>
            {
                return Some(OWN);
            }
            Step::DescribePlayerSessions(_) => Action::DescribePlayerSessions,
            Step::DescribeGameSessions(query) => match query.form {
                Form::Plain => Action::DescribeGameSessions,
                Form::Details => Action::DescribeGameSessionDetails,
            },
            Step::SearchGameSessions(_) => Action::SearchGameSessions,
            Step::UpdateGameSession { .. } => Action::UpdateGameSession,
            Step::TerminateGameSession { .. } => Action::TerminateGameSession,
            Step::CreateAlias { .. } => Action::CreateAlias,
            Step::Activate(_) if self.has(Capability::SelfActivation) => return None,
            Step::Activate(_) => return self.lacking_move(MoveKind::Activate),
            Step::Accept(_) => return self.lacking_move(MoveKind::Accept),
            Step::Remove(_) => return self.lacking_move(MoveKind::Remove),
            Step::SetPolicy { .. } => return self.lacking_move(MoveKind::SetPolicy),
            Step::EndProcess(_) => return self.lacking_move(MoveKind::EndProcess),
            Step::Stray(_) => {
                let socket = Capability::ServerSdkSocket;
                return (!self.has(socket)).then_some(socket);
            }
            // It is a command, whoever makes game sessions.
            Step::Broken(broken) if matches!(*broken.request, Step::CreateGameSession(_)) => {
                Action::CreateGameSession
            }
            Step::Broken(broken) => return self.lacking(&broken.request),
            Step::Wait(wait) => return self.lacking_wait(*wait),
        };
        let needed = Capability::Action(needed);
        (!self.has(needed)).then_some(needed)
    }

    /// Returns what a wait needs and the target lacks, `None` where it comes to its end.
    fn lacking_wait(&self, wait: Wait) -> Option<Capability> {
        let period = match wait.period {
            Period::Reservation => None,
            Period::Activation => Some(Capability::ActivationTimeout),
            Period::Retention => Some(Capability::AdvanceableClock),
        };
        let offset = match wait.offset {
            Offset::Before | Offset::After => None,
            Offset::At => Some(Capability::AdvanceableClock),
        };
        let mut needed = [period, offset].into_iter().flatten();
        needed.find(|one| !self.has(*one))
    }

    /// Returns what a move needs and the target lacks, `None` where it can be made.
    fn lacking_move(&self, kind: MoveKind) -> Option<Capability> {
        let socket = Capability::ServerSdkSocket;
        let is_made = self.has(socket) || self.has(Capability::Move(kind));
        (!is_made).then(|| {
            // Where others make moves, it is this one that is missing.
            let others = MoveKind::ALL.map(Capability::Move);
            let has_others = others.into_iter().any(|one| self.has(one));
            if has_others {
                Capability::Move(kind)
            } else {
                socket
            }
        })
    }

    /// Returns whether clauses can be decided that need this, whatever the plan.
    fn decides(&self, needed: Capability) -> bool {
        let moves = MoveKind::ALL.map(Capability::Move);
        self.has(needed)
            || (needed == Capability::ServerSdkSocket && moves.into_iter().any(|one| self.has(one)))
    }

    /// Returns a plan as far as the target can carry it out.
    pub(super) fn fit(&self, plan: &Plan) -> Fitted {
        let mut lacking = BTreeSet::new();
        let mut is_possible = true;
        let mut steps = Vec::new();
        for step in &plan.steps {
            // Game sessions that are given are ACTIVE already.
            if self.are_shared() && matches!(step.step, Step::Activate(_)) {
                continue;
            }
            match self.lacking(&step.step) {
                None => steps.push(step.clone()),
                Some(capability) => {
                    lacking.insert(capability);
                    // What is broken is there for its own sake.
                    let is_broken = matches!(step.step, Step::Broken(_));
                    is_possible &= is_broken || step.step.is_description();
                }
            }
        }
        // A game session that is ACTIVATING for sure has a server that waits.
        if self.has(Capability::SelfActivation) && calls_before_activation(plan) {
            lacking.insert(Capability::ServerSdkSocket);
            is_possible = false;
        }
        if self.are_shared() && !shared::suits(plan) {
            lacking.insert(OWN);
            is_possible = false;
        }
        let shows_something = lacking.is_empty() || steps.iter().any(|one| !prepares(&one.step));
        Fitted {
            plan: (is_possible && shows_something).then_some(Plan { steps }),
            lacking,
        }
    }
}

impl Capabilities {
    /// Returns what it takes to carry a plan out as it is, over the wires that it names, and the
    /// target lacks.
    pub fn lacking_for(&self, plan: &Plan) -> BTreeSet<Capability> {
        let named = plan.steps.iter().filter_map(|step| {
            if let Step::Broken(broken) = &step.step {
                Some(broken.protocol.into())
            } else {
                step.wire
            }
        });
        let wires = named.map(Capability::from).filter(|wire| !self.has(*wire));
        let mut lacking: BTreeSet<Capability> = wires.collect();
        lacking.extend(self.fit(plan).lacking);
        lacking
    }

    /// Returns a plan of the edge phase as far as the target can carry it out.
    ///
    /// In a game session of others slots are taken for what can be decided there, and for nothing
    /// else.
    pub(super) fn fit_edge(&self, edge: &EdgePlan) -> Fitted {
        let mut fitted = self.fit(&edge.plan);
        let is_idle = |plan: &Plan| shared::slots(plan) > 0 && !edge.clauses.iter().any(decides);
        if self.are_shared() && fitted.plan.as_ref().is_some_and(is_idle) {
            fitted.lacking.insert(OWN);
            fitted.plan = None;
        }
        fitted
    }
}

/// Returns what keeps a target from deciding clauses that no plan of the edge phase that it can
/// carry out whole is about.
pub fn undecidable(capabilities: &Capabilities) -> BTreeMap<ClauseId, BTreeSet<Capability>> {
    let mut whole: BTreeSet<ClauseId> = BTreeSet::new();
    let mut lost: BTreeMap<ClauseId, BTreeSet<Capability>> = BTreeMap::new();
    for edge in edge_plans() {
        let fitted = capabilities.fit_edge(&edge);
        if fitted.lacking.is_empty() {
            whole.extend(&edge.clauses);
            continue;
        }
        for clause in edge.clauses {
            let lacking = lost.entry(clause).or_default();
            lacking.extend(fitted.lacking.iter().copied());
        }
    }
    lost.retain(|clause, _| !whole.contains(clause));
    if capabilities.are_shared() {
        for id in UNDECIDED {
            lost.entry(ClauseId::of(id)).or_default().insert(OWN);
        }
    }
    for clause in Catalog::embedded().clauses.keys() {
        let id = clause.to_string();
        let group = GROUPS.iter().find(|(prefix, _)| id.starts_with(prefix));
        if let Some((_, needed)) = group
            && !capabilities.decides(*needed)
        {
            lost.insert(*clause, BTreeSet::from([*needed]));
        }
    }
    lost
}

/// Returns whether a game session can be made by other means than the command: with as many slots
/// as there may be, in one place and once.
fn is_plain(creation: &Creation) -> bool {
    let limit = &Catalog::embedded().limits["MaximumPlayerSessionCount"];
    let is_placed = matches!(creation.place, Place::Fleet(FleetHandle(1)));
    creation.maximum >= limit.min && is_placed && creation.token.is_none()
}

/// Returns whether a plan asks somebody into a game session that it has not activated.
fn calls_before_activation(plan: &Plan) -> bool {
    let mut activated: BTreeSet<GameSessionHandle> = BTreeSet::new();
    plan.steps.iter().any(|step| {
        if let Step::Activate(handle) = step.step {
            activated.insert(handle);
        }
        let called = step.step.call().and_then(|(called, _)| called.handle());
        called.is_some_and(|handle| !activated.contains(&handle))
    })
}

/// Returns whether a step alone shows nothing of a target.
fn prepares(step: &Step) -> bool {
    matches!(
        step,
        Step::CreateGameSession(_) | Step::CreateAlias { .. } | Step::Activate(_) | Step::Wait(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::generate::Planner;
    use crate::plan::inputs::{Effort, PlanInputs};
    use crate::plan::step::Wire;

    /// Returns what a target is able to do that lacks some things.
    fn without(lacking: &[Capability]) -> Capabilities {
        let mut capabilities = Capabilities::whole(&[Wire::Json]).with_times();
        for one in lacking {
            capabilities.0.remove(one);
        }
        capabilities
    }

    /// A target that knows what a small backend knows.
    fn small() -> Capabilities {
        let known = [
            Action::CreateFleet,
            Action::CreateGameSession,
            Action::CreatePlayerSession,
            Action::CreatePlayerSessions,
            Action::DescribePlayerSessions,
        ];
        let mut capabilities = BTreeSet::from(known.map(Capability::Action));
        capabilities.extend([Capability::JsonWire, Capability::SelfActivation]);
        Capabilities(capabilities)
    }

    /// A target whose game sessions are given, and which others use, too.
    fn given() -> Capabilities {
        let actions = [
            Action::CreatePlayerSession,
            Action::CreatePlayerSessions,
            Action::DescribePlayerSessions,
            Action::DescribeGameSessions,
            Action::DescribeGameSessionDetails,
        ];
        let mut capabilities = BTreeSet::from(actions.map(Capability::Action));
        capabilities.extend([
            Capability::JsonWire,
            Capability::ProvidedGameSessions,
            Capability::SelfActivation,
            Capability::SharedGameSessions,
        ]);
        Capabilities(capabilities)
    }

    #[track_caller]
    fn check(capabilities: &Capabilities) -> usize {
        let planner = Planner::new(PlanInputs {
            effort: Effort::Smoke,
            capabilities: capabilities.clone(),
            ..PlanInputs::default()
        });
        let mut count = 0;
        for numbered in planner {
            count += 1;
            for step in &numbered.plan.steps {
                assert_eq!(capabilities.lacking(&step.step), None, "{numbered:?}");
            }
            let is_sure = !capabilities.has(Capability::SelfActivation)
                || !calls_before_activation(&numbered.plan);
            assert!(is_sure, "{numbered:?}");
        }
        count
    }

    #[test]
    fn no_plan_has_a_step_that_its_target_does_not_offer() {
        let all = check(&without(&[]));
        for lacking in Capability::all() {
            let count = check(&without(&[lacking]));
            assert!(count <= all, "{lacking}");
        }
        let few = check(&small());
        assert!((100..all).contains(&few), "{few} of {all}");
    }

    #[test]
    fn a_plan_for_a_game_session_of_others_takes_few_slots_of_it_and_changes_nothing() {
        let planner = Planner::new(PlanInputs {
            capabilities: given(),
            ..PlanInputs::default()
        });
        let mut slots = 0;
        for numbered in planner {
            let steps = numbered.plan.steps.iter().map(|step| step.step.unbroken());
            let mut creations = 0;
            for step in steps {
                creations += usize::from(matches!(step, Step::CreateGameSession(_)));
                let is_harmless = matches!(
                    step,
                    Step::CreateGameSession(_)
                        | Step::CreatePlayerSessions { .. }
                        | Step::CreatePlayerSession { .. }
                        | Step::Wait(_)
                );
                assert!(is_harmless || step.is_description(), "{numbered:?}");
            }
            assert!(creations <= 1, "{numbered:?}");
            assert!(shared::slots(&numbered.plan) <= shared::SLOTS_MAX);
            slots += shared::slots(&numbered.plan);
        }
        // What a run takes in all decides how long it is.
        assert!((100..180).contains(&slots), "{slots}");
    }

    #[test]
    fn what_others_can_be_the_reason_of_is_undecided_in_a_game_session_of_others() {
        let lost = undecidable(&given());
        for clause in [
            "CPS-07", "CPS-08", "CPS-09", "CPS-10", "CPS-34", "DGS-02", "UGS-01",
        ] {
            assert!(lost.contains_key(&ClauseId::of(clause)), "{clause}");
        }
        for clause in [
            "CPS-05", "CPS-12", "CPS-17", "CPS-24", "CPS-36", "DPS-01", "WIR-10",
        ] {
            assert!(!lost.contains_key(&ClauseId::of(clause)), "{clause}");
        }
    }

    #[test]
    fn a_target_that_lacks_nothing_carries_every_plan_out_whole() {
        let whole = Capabilities::whole(&[Wire::Json]).with_times();
        for edge in edge_plans() {
            let fitted = whole.fit(&edge.plan);
            assert_eq!(fitted.plan, Some(edge.plan), "{}", edge.name);
        }
        assert_eq!(undecidable(&whole), BTreeMap::new());
    }

    #[test]
    fn what_is_not_offered_keeps_its_own_clauses_undecided_and_no_others() {
        let describe = Capability::Action(Action::DescribeGameSessions);
        let lost = undecidable(&without(&[describe]));
        let lacking = BTreeSet::from([describe]);
        assert_eq!(lost.get(&ClauseId::of("DGS-01")), Some(&lacking));
        let search = Capability::Action(Action::SearchGameSessions);
        let lost = undecidable(&without(&[search]));
        assert!(lost.contains_key(&ClauseId::of("SGS-01")));
        assert!(!lost.contains_key(&ClauseId::of("CPS-03")));
        let lost = undecidable(&small());
        assert!(lost.contains_key(&ClauseId::of("UGS-01")));
        assert!(lost.contains_key(&ClauseId::of("SRV-02")));
    }
}
