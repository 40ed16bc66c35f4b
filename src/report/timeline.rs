//! The race of a failing case as a timeline, with what each order of it would have required.

use std::time::Duration;

use crate::check::race::orders::orders;
use crate::findings::CaseRecord;
use crate::history::{Label, Operation};
use crate::model::terms::Terms;

/// The race of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timeline {
    /// Its steps, by the time at which they were sent.
    pub(super) spans: Vec<Span>,
    /// Why none of its orders fits; none where some does, or where there are too many.
    pub(super) orders: Vec<Required>,
}

/// When a step was under way, in microseconds since the first one was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The step's number.
    pub(super) step: usize,
    /// The client that carried it out.
    pub(super) client: u32,
    /// When it was sent.
    pub(super) sent_us: u64,
    /// When it was answered.
    pub(super) answered_us: u64,
}

/// The beginning of an order, and what its last step would have to have been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Required {
    /// The steps, by their numbers.
    pub(super) steps: Vec<usize>,
    /// What would have been legal.
    pub(super) expected: Vec<String>,
}

impl Timeline {
    /// Returns the first race of a case, `None` where it has none.
    pub(super) fn of(case: &CaseRecord) -> Option<Self> {
        let is_raced = |operation: &&Operation| operation.client != 0;
        let operations = case.history.operations.iter();
        let race: Vec<_> = operations
            .skip_while(|operation| !is_raced(operation))
            .take_while(is_raced)
            .collect();
        let began = race.iter().map(|operation| operation.order.start).min()?;
        let number = |label: Label| {
            let steps = case.plan.steps.iter();
            let mut numbered = steps.zip(1..);
            numbered.find_map(|(step, number)| (step.label == label.step()).then_some(number))
        };
        let since = |time: Duration| {
            u64::try_from(time.saturating_sub(began).as_micros()).unwrap_or(u64::MAX)
        };
        let span = |operation: &&Operation| {
            Some(Span {
                step: number(operation.label)?,
                client: operation.client,
                sent_us: since(operation.order.start),
                answered_us: since(operation.order.end),
            })
        };
        let orders = orders(&case.history, &Terms::default()).into_iter();
        Some(Self {
            spans: race.iter().filter_map(span).collect(),
            orders: orders
                .map(|order| Required {
                    steps: order.labels.into_iter().filter_map(number).collect(),
                    expected: order.expected,
                })
                .collect(),
        })
    }
}
