//! Races in the report: how many ran, and what one that fails was like.

use serde::Serialize;

use crate::findings::CaseRecord;
use crate::findings::races::Races;
use crate::report::timeline::{Required, Span, Timeline};

#[derive(Serialize)]
pub(super) struct RacesEntry {
    ran: u64,
    orders: usize,
}

/// The race of a failing case: when each step of it was under way, and why no order fits.
#[derive(Serialize)]
pub(super) struct RaceEntry {
    timeline: Vec<SpanEntry>,
    orders: Vec<OrderEntry>,
}

#[derive(Serialize)]
struct SpanEntry {
    step: usize,
    client: u32,
    sent_us: u64,
    answered_us: u64,
}

#[derive(Serialize)]
struct OrderEntry {
    steps: Vec<usize>,
    last_would_have_to_be: Vec<String>,
}

impl RacesEntry {
    pub(super) fn of(races: &Races) -> Self {
        Self {
            ran: races.count,
            orders: races.orders.len(),
        }
    }
}

impl RaceEntry {
    /// Returns the race of a case, `None` where it has none.
    pub(super) fn of(case: &CaseRecord) -> Option<Self> {
        let timeline = Timeline::of(case)?;
        let span = |span: &Span| SpanEntry {
            step: span.step,
            client: span.client,
            sent_us: span.sent_us,
            answered_us: span.answered_us,
        };
        let order = |order: &Required| OrderEntry {
            steps: order.steps.clone(),
            last_would_have_to_be: order.expected.clone(),
        };
        Some(Self {
            timeline: timeline.spans.iter().map(span).collect(),
            orders: timeline.orders.iter().map(order).collect(),
        })
    }
}
