//! Colour, where it was asked for; nothing depends on it for its meaning.

use std::borrow::Cow;

use anstyle::AnsiColor;

/// Whether a report may be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// Text with ANSI colours.
    Coloured,
}

/// What a piece of text is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something is wrong.
    Bad,
    /// Something deserves a look.
    Doubtful,
    /// All is well.
    Good,
    /// An aside.
    Aside,
}

impl Style {
    /// Returns the text in the colour of its role.
    pub fn paint(self, role: Role, text: &str) -> Cow<'_, str> {
        if self == Self::Plain || text.is_empty() {
            return Cow::Borrowed(text);
        }
        let style = match role {
            Role::Bad => AnsiColor::Red.on_default().bold(),
            Role::Doubtful => AnsiColor::Yellow.on_default().bold(),
            Role::Good => AnsiColor::Green.on_default().bold(),
            Role::Aside => anstyle::Style::new().dimmed(),
        };
        Cow::Owned(format!("{style}{text}{style:#}"))
    }
}
