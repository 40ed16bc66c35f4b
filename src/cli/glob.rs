//! Patterns over the names of clauses and faults.

use std::fmt;
use std::str::FromStr;

/// A pattern: `*` stands for any text, `?` for any one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob(String);

impl Glob {
    /// Returns whether the whole of `name` fits, whatever the case of its letters.
    pub(super) fn matches(&self, name: &str) -> bool {
        fits(self.0.as_bytes(), name.as_bytes())
    }
}

impl FromStr for Glob {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err("a pattern is not empty");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=name.len()).any(|skipped| fits(rest, &name[skipped..])),
        ([b'?', pattern @ ..], [_, name @ ..]) => fits(pattern, name),
        ([expected, pattern @ ..], [found, name @ ..]) => {
            expected.eq_ignore_ascii_case(found) && fits(pattern, name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, accepted: &[&str], refused: &[&str]) {
        let glob: Glob = pattern.parse().unwrap();
        for name in accepted {
            assert!(glob.matches(name), "{pattern} fits {name}");
        }
        for name in refused {
            assert!(!glob.matches(name), "{pattern} does not fit {name}");
        }
    }

    #[test]
    fn a_pattern_fits_whole_names() {
        check("CPS-09", &["CPS-09", "cps-09"], &["CPS-0", "CPS-091", ""]);
        check("CPS-*", &["CPS-", "CPS-09"], &["PSS-01", "xCPS-09"]);
        check("*-0?", &["CPS-09", "PSS-01"], &["CPS-10", "CPS-0"]);
        check("*", &["", "anything"], &[]);
        check("*a*b", &["ab", "xaxb", "aab"], &["ba", "abx"]);
    }

    #[test]
    fn an_empty_pattern_is_none() {
        assert!("".parse::<Glob>().is_err());
    }
}
