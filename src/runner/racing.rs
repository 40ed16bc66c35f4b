//! A race: what several clients send at the same time, each its own steps one after the other.
//!
//! All are released together. Requests that are in flight at the same time go over connections of
//! their own; which of them the target takes first is its affair.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::Barrier;

use super::CaseError;
use super::case::{Ground, Script, operation};
use super::sending::{self, Failures};
use crate::history::{Act, Operation};
use crate::plan::binding::Binding;
use crate::plan::step::PlanStep;
use crate::provision::case::Case;

/// A step that was carried out, by its place in the race.
struct Ran {
    place: usize,
    operation: Operation,
}

/// One client of a race.
struct Client<'a> {
    ground: &'a Ground<'a>,
    case: &'a Case<'a>,
    number: NonZeroU32,
    /// What was known before the race, and what the client has learnt by itself since.
    binding: Binding,
    failures: Failures,
}

impl Script<'_> {
    /// Carries a race out.
    pub(super) async fn race(
        &mut self,
        case: &Case<'_>,
        race: &[PlanStep],
    ) -> Result<(), CaseError> {
        let mut clients: BTreeMap<NonZeroU32, Vec<(usize, &PlanStep)>> = BTreeMap::new();
        for (place, step) in race.iter().enumerate() {
            let client = step.race.map_or(NonZeroU32::MIN, |raced| raced.client);
            clients.entry(client).or_default().push((place, step));
        }
        let start = Barrier::new(clients.len());
        let runs = clients.iter().map(|(number, steps)| {
            let client = Client {
                ground: self.ground,
                case,
                number: *number,
                binding: self.binding.clone(),
                failures: Failures::default(),
            };
            client.run(steps, &start)
        });
        let mut ran: Vec<Ran> = Vec::with_capacity(race.len());
        let mut trouble = None;
        for ended in join_all(runs).await {
            match ended {
                Ok(one) => ran.extend(one),
                Err(error) => trouble = trouble.or(Some(error)),
            }
        }
        self.skipped += (race.len() - ran.len()) as u64;
        self.commands += ran.len() as u64;
        ran.sort_by_key(|one| (one.operation.order.start, one.place));
        for Ran { place, operation } in ran {
            let step = &race[place];
            self.binding.learn(step, &operation.act, &operation.outcome);
            self.times.insert(step.label, operation.target_time);
            self.history.operations.push(operation);
        }
        let is_unheard = |step: &PlanStep| step.race.is_some_and(|raced| raced.loses_reply);
        if race.iter().any(is_unheard) {
            self.come_to_rest().await;
        }
        trouble.map_or(Ok(()), Err)
    }

    /// Waits until a call whose reply was lost can have no effect any more.
    ///
    /// A target that was hung up on may be at it still; whatever it does shows within the
    /// tolerance.
    pub(super) async fn come_to_rest(&self) {
        if self.ground.stage.is_wall_time() {
            self.ground.clock.pause(self.ground.terms.tolerance).await;
        }
    }
}

impl Client<'_> {
    /// Carries out the client's steps, once all clients are ready.
    async fn run(
        mut self,
        steps: &[(usize, &PlanStep)],
        start: &Barrier,
    ) -> Result<Vec<Ran>, CaseError> {
        let mut ran = Vec::with_capacity(steps.len());
        start.wait().await;
        for (place, step) in steps {
            let pause = step.race.map_or(0, |raced| raced.pause_us);
            let pause = Duration::from_micros(u64::from(pause));
            self.ground.clock.linger(pause).await;
            if let Some(operation) = self.step(step).await? {
                self.binding.learn(step, &operation.act, &operation.outcome);
                ran.push(Ran {
                    place: *place,
                    operation,
                });
            }
        }
        Ok(ran)
    }

    /// Carries a step out, `None` where what it names never came to be.
    async fn step(&mut self, step: &PlanStep) -> Result<Option<Operation>, CaseError> {
        let Some(act) = self.binding.resolve(&step.step) else {
            return Ok(None);
        };
        let (case, clock) = (self.case, self.ground.clock);
        let performed = match &act {
            Act::Command(command) if step.race.is_some_and(|raced| raced.loses_reply) => {
                Some(case.send_losing(command, step.wire).await?)
            }
            Act::Command(command) => {
                Some(sending::send(case, clock, (command, step.wire), &mut self.failures).await?)
            }
            Act::Move(movement) => sending::perform(case, clock, movement).await?,
            // Time and whoever provides game sessions are no clients.
            Act::Provide(_) | Act::Advance => None,
        };
        Ok(performed.map(|performed| Operation {
            client: self.number.get(),
            ..operation(step.label, act, performed)
        }))
    }
}
