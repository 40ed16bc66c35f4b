//! One case: a plan carried out step by step, and what happened written down as a history.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::CaseError;
use super::sending::{self, Failures};
use super::settling::settles;
use super::turn::Turn;
use crate::check::follow::Follower;
use crate::clock::Clock;
use crate::findings::{CaseIndex, CaseRecord};
use crate::history::{Act, Command, History, Interval, Label, Move, Operation, Outcome};
use crate::model::terms::Terms;
use crate::plan::binding::Binding;
use crate::plan::shared::slots;
use crate::plan::step::{Plan, PlanStep, Step, Wait, Wire};
use crate::provision::case::{Case, Performed};
use crate::provision::{FleetCount, Needs, Stage};

/// The pause before a describe is repeated that does not show a change yet.
pub(super) const POLL_PAUSE: Duration = Duration::from_millis(50);

/// The longest such pause.
pub(super) const POLL_PAUSE_MAX: Duration = Duration::from_millis(500);

/// Where and by which terms cases are carried out.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// The run's clock.
    pub clock: &'a Clock,
    /// The terms.
    pub terms: &'a Terms,
}

/// A case that has ended.
#[derive(Debug)]
pub struct Executed {
    /// What was done; up to the trouble, where there was any.
    pub record: CaseRecord,
    /// Why it broke off, `None` where every step had its turn.
    pub trouble: Option<CaseError>,
    /// What it had to do without, with the reasons.
    pub lacks: BTreeSet<String>,
}

impl Ground<'_> {
    /// Carries a plan out; `label` is short and no other case of the run has it.
    pub async fn execute(
        &self,
        (index, label): (CaseIndex, &str),
        plan: &Plan,
        turn: &mut Turn<'_>,
    ) -> Executed {
        let fleets = if plan.has_second_fleet() {
            FleetCount::Two
        } else {
            FleetCount::One
        };
        let slots = if self.terms.is_shared() {
            slots(plan)
        } else {
            0
        };
        let case = match self.stage.begin_case(label, Needs { fleets, slots }).await {
            Ok(case) => case,
            Err(error) => return Executed::before_it_began(index, plan, error.into()),
        };
        let mut script = Script {
            ground: self,
            binding: Binding::new(case.site().clone()),
            history: History::default(),
            punctual: Follower::default(),
            times: BTreeMap::new(),
            failures: Failures::default(),
            commands: 0,
            skipped: 0,
        };
        let mut trouble = None;
        for part in plan.parts() {
            let ended = match part {
                [step] if step.race.is_none() => script.step(&case, step, turn).await,
                race => script.race(&case, race).await,
            };
            if let Err(error) = ended {
                trouble = Some(error);
                break;
            }
        }
        if let Err(error) = case.end().await {
            trouble.get_or_insert(error.into());
        }
        Executed {
            record: CaseRecord {
                index,
                plan: plan.clone(),
                history: script.history,
                commands: script.commands,
                skipped: script.skipped,
            },
            trouble,
            lacks: case.lacks(),
        }
    }
}

impl Executed {
    fn before_it_began(index: CaseIndex, plan: &Plan, trouble: CaseError) -> Self {
        Self {
            record: CaseRecord {
                index,
                plan: plan.clone(),
                history: History::default(),
                commands: 0,
                skipped: 0,
            },
            trouble: Some(trouble),
            lacks: BTreeSet::new(),
        }
    }
}

/// A plan on its way.
pub(super) struct Script<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) binding: Binding,
    pub(super) history: History,
    /// What has been judged of the history as if the target were never late.
    punctual: Follower,
    /// When the operation of each step was sent and answered, on the target's clock.
    pub(super) times: BTreeMap<Label, Interval>,
    pub(super) failures: Failures,
    pub(super) commands: u64,
    pub(super) skipped: u64,
}

impl Script<'_> {
    async fn step(
        &mut self,
        case: &Case<'_>,
        step: &PlanStep,
        turn: &mut Turn<'_>,
    ) -> Result<(), CaseError> {
        let Some(mut act) = self.binding.resolve(&step.step) else {
            self.skipped += 1;
            return Ok(());
        };
        if let Act::Move(Move::Activate { game_session_id }) = &act
            && self.ground.stage.activates_by_itself()
        {
            return self.await_activation(case, step, game_session_id).await;
        }
        if case.is_provided() {
            act = act.provided();
        }
        let performed = match (&act, &step.step) {
            (Act::Command(command), _) => {
                Some(self.command(case, (step.label, step.wire), command).await?)
            }
            (Act::Provide(request), _) => case.provide(request).await?,
            (Act::Move(movement), _) => sending::perform(case, self.ground.clock, movement).await?,
            (Act::Advance, Step::Wait(wait)) => self.wait(case, *wait, turn).await?,
            (Act::Advance, _) => None,
        };
        let Some(performed) = performed else {
            self.skipped += 1;
            return Ok(());
        };
        if act != Act::Advance {
            self.commands += 1;
        }
        self.binding.learn(step, &act, &performed.outcome);
        self.times.insert(step.label, performed.target_time);
        let changed = settles(&act).filter(|_| performed.outcome == Outcome::Done);
        let is_lost = matches!(performed.outcome, Outcome::Lost { .. });
        self.history
            .operations
            .push(operation(step.label, act, performed));
        if let Some(change) = changed {
            self.settle(case, step, change).await?;
        }
        if is_lost {
            self.come_to_rest().await;
        }
        Ok(())
    }

    async fn command(
        &mut self,
        case: &Case<'_>,
        (label, wire): (Label, Option<Wire>),
        command: &Command,
    ) -> Result<Performed, CaseError> {
        let clock = self.ground.clock;
        let tolerance = self.ground.terms.tolerance;
        let mut performed = sending::send(case, clock, (command, wire), &mut self.failures).await?;
        // U-32: a describe may show a change as late as the tolerance says, so it is repeated
        // until then where it is not yet what it should be.
        let is_broken = matches!(command, Command::Broken(_));
        if is_broken || !sending::is_describe(command.action()) || !self.ground.stage.is_wall_time()
        {
            return Ok(performed);
        }
        let settled = self.last_change().saturating_add(tolerance);
        let mut pause = POLL_PAUSE;
        while performed.target_time.start < settled && self.is_premature(label, command, &performed)
        {
            clock.pause(pause).await;
            pause = (pause * 2).min(POLL_PAUSE_MAX);
            performed = sending::send(case, clock, (command, wire), &mut self.failures).await?;
        }
        Ok(performed)
    }

    async fn wait(
        &self,
        case: &Case<'_>,
        wait: Wait,
        turn: &mut Turn<'_>,
    ) -> Result<Option<Performed>, CaseError> {
        let begun = self.times.get(&wait.deadline_of);
        let Some(moment) = begun.and_then(|begun| wait.moment(*begun, self.ground.terms)) else {
            return Ok(None);
        };
        // Who waits for slots in a game session of others keeps the turn that whoever holds them
        // would need to go on.
        let gives_up = self.ground.stage.is_wall_time() && !self.ground.terms.is_shared();
        if gives_up {
            turn.give_up();
        }
        let performed = case.wait_until(moment).await?;
        if gives_up {
            turn.retake().await;
        }
        Ok(Some(performed))
    }

    /// Returns when the last operation before now was answered that may have changed something.
    pub(super) fn last_change(&self) -> Duration {
        let is_change = |operation: &&Operation| match &operation.act {
            Act::Command(command) => !sending::is_describe(command.action()),
            Act::Provide(_) | Act::Move(_) | Act::Advance => true,
        };
        let last = self.history.operations.iter().rev().find(is_change);
        last.map_or(Duration::ZERO, |operation| operation.target_time.end)
    }

    /// Returns whether the reply would break a clause if the target were never late.
    fn is_premature(&mut self, label: Label, command: &Command, performed: &Performed) -> bool {
        let act = Act::Command(command.clone());
        let described = operation(label, act, performed.clone());
        let punctual = Terms {
            tolerance: Duration::ZERO,
            ..*self.ground.terms
        };
        self.history.operations.push(described);
        let is_premature = self.punctual.is_broken(&self.history, &punctual);
        self.history.operations.pop();
        is_premature
    }
}

pub(super) fn operation(label: Label, act: Act, performed: Performed) -> Operation {
    Operation {
        label,
        client: 0,
        act,
        outcome: performed.outcome,
        pages: performed.pages,
        heads: performed.heads,
        order: performed.order,
        target_time: performed.target_time,
    }
}
