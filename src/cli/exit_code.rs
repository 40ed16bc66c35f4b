//! Exit statuses: what each means, and which one wins.

use crate::report::view::{Conclusion, End, RunReport};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// The target conforms; the command did what it was asked to.
    Conforms,
    /// A clause that counts is violated, a deviation is out of date, behaviour has drifted, a fault
    /// was missed, or a counterexample reproduced.
    Violations,
    /// The command line or the configuration is wrong.
    Usage,
    /// The target cannot be reached, is not GameLift, or could not be set up.
    Trouble,
    /// An exercised MUST clause stayed undecided, or none was exercised.
    Inconclusive,
    /// A bug of this program.
    Bug,
    /// The user stopped it.
    Interrupted,
}

/// The exit statuses in the words of `--help`.
pub const HELP: &str = "\
Exit status: 0 conforms · 1 violations, a deviation out of date, drift, a fault missed,
  a counterexample reproduced
  2 wrong usage or configuration · 3 the target cannot be reached, is not GameLift or broke off
  4 a MUST clause stayed undecided · 70 a bug of this program · 130 interrupted";

impl ExitCode {
    /// Every exit code; where several hold, the first of them wins.
    const PRECEDENCE: [Self; 7] = [
        Self::Bug,
        Self::Usage,
        Self::Interrupted,
        Self::Violations,
        Self::Trouble,
        Self::Inconclusive,
        Self::Conforms,
    ];

    /// Returns the number that the shell sees.
    pub fn status(self) -> u8 {
        match self {
            Self::Conforms => 0,
            Self::Violations => 1,
            Self::Usage => 2,
            Self::Trouble => 3,
            Self::Inconclusive => 4,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }

    /// Returns the one of two that wins.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |code| Self::PRECEDENCE.iter().position(|known| *known == code);
        if rank(self) <= rank(other) {
            self
        } else {
            other
        }
    }

    /// Returns how a run ends that has come to a report.
    pub fn of_run(report: &RunReport<'_>) -> Self {
        let conclusion = match report.conclusion() {
            Conclusion::Conforms => Self::Conforms,
            Conclusion::Violates | Conclusion::Outdated => Self::Violations,
            Conclusion::Trouble => Self::Trouble,
            Conclusion::Inconclusive => Self::Inconclusive,
        };
        let conclusion = if report.is_outdated() || !report.changes().is_empty() {
            conclusion.or(Self::Violations)
        } else {
            conclusion
        };
        match report.run.end {
            End::Interrupted => conclusion.or(Self::Interrupted),
            End::Finished | End::OutOfTime | End::FirstViolation | End::Broken => conclusion,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.status())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_several_hold_the_most_urgent_wins() {
        let statuses: Vec<u8> = ExitCode::PRECEDENCE.map(ExitCode::status).to_vec();
        assert_eq!(statuses, [70, 2, 130, 1, 3, 4, 0]);
        for (rank, winner) in ExitCode::PRECEDENCE.into_iter().enumerate() {
            for loser in ExitCode::PRECEDENCE.into_iter().skip(rank) {
                assert_eq!(winner.or(loser), winner);
                assert_eq!(loser.or(winner), winner);
            }
        }
    }

    #[test]
    fn the_help_names_every_status() {
        for code in ExitCode::PRECEDENCE {
            assert!(HELP.contains(&format!("{} ", code.status())), "{code:?}");
        }
    }
}
