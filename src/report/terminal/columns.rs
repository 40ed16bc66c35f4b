//! Steps in columns, so that the eye finds the outcomes.

use crate::report::words::StepWords;

/// The widest column of steps; a wider step pushes its outcome to the right.
const WIDEST: usize = 80;

/// The widths of the columns of a plan.
#[derive(Debug)]
pub(super) struct Columns {
    number: usize,
    step: usize,
}

impl Columns {
    /// Returns columns that fit the steps.
    pub(super) fn of(steps: &[StepWords]) -> Self {
        let widths = steps.iter().map(|step| step.text().chars().count());
        Self {
            number: steps.len().to_string().len(),
            step: widths.filter(|width| *width <= WIDEST).max().unwrap_or(0),
        }
    }

    /// Returns everything of a step's line that comes before its outcome.
    pub(super) fn line(&self, step: &StepWords) -> String {
        format!(
            "  {:>number$}  {:width$}  -> ",
            step.number,
            step.text(),
            number = self.number,
            width = self.step,
        )
    }
}

/// Returns blanks as wide as a line, for what stands under its outcome.
pub(super) fn under(line: &str) -> String {
    " ".repeat(line.chars().count())
}
