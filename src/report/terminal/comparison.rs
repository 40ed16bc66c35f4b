//! A counterexample carried out again: each step with what came of it, then and now.

use std::io::{self, Write};

use super::columns::{Columns, under};
use crate::findings::CaseRecord;
use crate::model::terms::Traffic;
use crate::report::style::{Role, Style};
use crate::report::words;
use crate::verdict::Violation;

/// Writes the steps; where an outcome is not what it was, the old one stands under it.
pub fn write(
    (case, traffic): (&CaseRecord, Traffic),
    (then, violation): (&[String], &Violation),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = words::steps(case, traffic);
    let columns = Columns::of(&steps);
    for (position, step) in steps.iter().enumerate() {
        let line = columns.line(step);
        let now = &step.outcome;
        match then.get(position) {
            Some(then) if then != now => {
                writeln!(out, "{line}{}", style.paint(Role::Doubtful, now))?;
                writeln!(out, "{}was {then}", under(&line))?;
            }
            _ => writeln!(out, "{line}{now}")?,
        }
        if step.label == violation.symptom {
            let expected = words::expected(violation);
            writeln!(
                out,
                "{}{}",
                under(&line),
                style.paint(Role::Good, &expected)
            )?;
        }
    }
    Ok(())
}
