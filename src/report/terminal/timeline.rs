//! The timeline of a race that fails, for terminals.

use std::io::{self, Write};

use crate::findings::CaseRecord;
use crate::report::style::{Role, Style};
use crate::report::timeline::{Required, Span, Timeline};

/// How wide the longest span is drawn.
const WIDTH: u64 = 40;

/// Writes the race of a case, if it has one.
pub(super) fn write(case: &CaseRecord, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(timeline) = Timeline::of(case) else {
        return Ok(());
    };
    let end = timeline.spans.iter().map(|span| span.answered_us).max();
    let end = end.unwrap_or(0).max(1);
    writeln!(
        out,
        "  at the same time, in milliseconds since the first was sent:"
    )?;
    for span in &timeline.spans {
        writeln!(out, "    {}", line(span, end))?;
    }
    for order in &timeline.orders {
        let required = required(order);
        writeln!(out, "  {}", style.paint(Role::Good, &required))?;
    }
    Ok(())
}

fn line(span: &Span, end: u64) -> String {
    let column = |time: u64| usize::try_from(time * WIDTH / end).unwrap_or(0);
    let (from, to) = (column(span.sent_us), column(span.answered_us));
    let bar = format!("{}|{}|", " ".repeat(from), "-".repeat(to - from));
    let width = usize::try_from(WIDTH).unwrap_or(0) + 2;
    format!(
        "step {:>2}  client {:>2}  {bar:width$}  {} to {}",
        span.step,
        span.client,
        milliseconds(span.sent_us),
        milliseconds(span.answered_us),
    )
}

fn milliseconds(us: u64) -> String {
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

/// Returns what an order would have required, as a sentence.
fn required(order: &Required) -> String {
    let steps: Vec<String> = order.steps.iter().map(ToString::to_string).collect();
    let last = steps.last().map_or("", String::as_str);
    let expected = order.expected.join(" or ");
    if steps.len() == 1 {
        return format!("in every order that begins with step {last} it must be {expected}");
    }
    format!(
        "where they come in the order {}, step {last} must be {expected}",
        steps.join(", ")
    )
}
