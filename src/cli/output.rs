//! Where text goes: data to stdout, all else to stderr; a reader that has gone is no failure.

use std::io::{self, IsTerminal, Write};

use crate::report::style::Style;

/// Writes data to stdout.
pub(super) fn data(text: &[u8]) {
    // Nobody reads on after `head`, and nobody is left to be told.
    let _ = write(&mut io::stdout().lock(), text);
}

/// Writes text to stderr.
pub(super) fn aside(text: &[u8]) {
    let _ = write(&mut io::stderr().lock(), text);
}

/// Writes a line to stderr.
pub(super) fn note(line: &str) {
    aside(format!("{line}\n").as_bytes());
}

fn write(out: &mut dyn Write, text: &[u8]) -> io::Result<()> {
    out.write_all(text)?;
    out.flush()
}

/// Returns how text for stdout may look.
pub(super) fn stdout_style() -> Style {
    style(io::stdout().is_terminal())
}

/// Returns how text for stderr may look.
pub(super) fn stderr_style() -> Style {
    style(io::stderr().is_terminal())
}

/// Returns whether progress may be shown.
pub(super) fn shows_progress() -> bool {
    io::stderr().is_terminal() && !is_set("CI")
}

fn style(is_terminal: bool) -> Style {
    if is_terminal && !is_set("NO_COLOR") && !is_set("CI") {
        Style::Coloured
    } else {
        Style::Plain
    }
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
