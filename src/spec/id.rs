//! The ids of clauses and open questions.

use std::fmt;

/// The id of a clause: a family of three letters and a number, `CPS-09`; never renumbered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId {
    family: [u8; 3],
    number: u8,
}

impl ClauseId {
    /// Returns the id that `text` spells; for constants, where a wrong one fails to compile.
    pub const fn of(text: &str) -> Self {
        match Self::read(text.as_bytes()) {
            Some(id) => id,
            None => panic!("a clause id is three capital letters, a hyphen and two digits"),
        }
    }

    /// Returns the id that `text` spells, `None` where it spells none.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text.as_bytes())
    }

    /// Returns the three letters of the family.
    pub fn family(&self) -> &str {
        std::str::from_utf8(&self.family).expect("a family is three ASCII letters")
    }

    const fn read(text: &[u8]) -> Option<Self> {
        match text {
            [a, b, c, b'-', tens, ones]
                if a.is_ascii_uppercase()
                    && b.is_ascii_uppercase()
                    && c.is_ascii_uppercase()
                    && tens.is_ascii_digit()
                    && ones.is_ascii_digit() =>
            {
                Some(Self {
                    family: [*a, *b, *c],
                    number: (*tens - b'0') * 10 + (*ones - b'0'),
                })
            }
            _ => None,
        }
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.family(), self.number)
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One context of an open question: `U-16/terminated`, or `U-14` where there is one context only.
///
/// A target is expected to answer consistently within a context, never across contexts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextId(&'static str);

impl ContextId {
    /// Returns the context of that name; that it is in the catalog is held by a test.
    pub const fn of(name: &'static str) -> Self {
        Self(name)
    }

    /// Returns the whole name, `U-16/terminated`.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Returns the question's id, `U-16`.
    pub fn question(self) -> &'static str {
        self.0.split('/').next().unwrap_or(self.0)
    }
}

impl fmt::Display for ContextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for ContextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_as_it_is_written_and_nothing_else_reads() {
        assert_eq!(ClauseId::of("CPS-09").to_string(), "CPS-09");
        assert!(ClauseId::of("CPS-09") < ClauseId::of("CPS-10"));
        for text in ["CPS-9", "cps-09", "CPS09", "CPS-091", "", "CPS-0x"] {
            assert_eq!(ClauseId::parse(text), None, "{text:?}");
        }
    }
}
