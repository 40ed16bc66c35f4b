//! What a reporter is given: the findings of a run, what the run was, and what it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use toml::value::Date;

use super::drift::Drift;
use super::regressions::Regressions;
use super::{deviations, rows};
use crate::findings::profile::Answered;
use crate::findings::{CPS_15, Findings, GroupKey};
use crate::model::obligation::reachable;
use crate::model::terms::Traffic;
use crate::spec::catalog::Catalog;
use crate::spec::clause::{Level, Suite};
use crate::spec::id::ClauseId;
use crate::verdict::Verdict;
use crate::verdict::deviation::Deviations;

/// The findings of a run together with what is needed to read them.
#[derive(Debug)]
pub struct RunReport<'a> {
    /// The specification.
    pub catalog: &'a Catalog,
    /// What was found.
    pub findings: &'a Findings,
    /// What the run was.
    pub run: &'a RunFacts,
}

/// What a run was, apart from what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The target's name, as the user calls it.
    pub target: String,
    /// Where the target is.
    pub endpoint: String,
    /// What the target can do, by name.
    pub capabilities: Vec<String>,
    /// The capabilities that were looked for in vain, with the reason.
    pub missing: BTreeMap<String, String>,
    /// What keeps clauses from being decided on the target, in words.
    pub undecidable: BTreeMap<ClauseId, String>,
    /// The effort's name.
    pub effort: String,
    /// The seed of all plans.
    pub seed: u64,
    /// The suites that ran.
    pub suites: BTreeSet<Suite>,
    /// The clauses that were asked for, `None` for all.
    pub only: Option<BTreeSet<ClauseId>>,
    /// Which violations count against the target.
    pub strictness: Strictness,
    /// Whose traffic the game sessions saw.
    pub traffic: Traffic,
    /// How the run ended.
    pub end: End,
    /// How long it took.
    pub elapsed: Duration,
    /// How many requests were answered "slow down", which says nothing about the target.
    pub throttled: u64,
    /// What the user asked to leave out, as the flags that say so.
    pub left_out: Vec<String>,
    /// What the target's users accept.
    pub deviations: Deviations,
    /// The file that says so.
    pub deviations_file: String,
    /// The day of the run.
    pub today: Date,
    /// How the target stands against its recording, `None` where it was not held against any.
    pub drift: Option<Drift>,
    /// What has become of kept counterexamples, `None` where they were left alone.
    pub regressions: Option<Regressions>,
    /// Where counterexamples were saved.
    pub saved: BTreeMap<GroupKey, String>,
}

/// Which violations count against a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Those of clauses that are MUST.
    Must,
    /// Those of SHOULD too, and contradictory answers to open questions.
    Should,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every plan was carried out.
    Finished,
    /// The time budget was spent.
    OutOfTime,
    /// The first violation ended it, as asked.
    FirstViolation,
    /// The user stopped it.
    Interrupted,
    /// The target or the set-up failed.
    Broken,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Every clause that counts passes, or deviates as accepted.
    Conforms,
    /// The target conforms so, and the list of its deviations is out of date.
    Outdated,
    /// A clause that counts fails.
    Violates,
    /// The target or the set-up failed before the run could decide.
    Trouble,
    /// A MUST clause stayed undecided, or none was exercised.
    Inconclusive,
}

impl Conclusion {
    /// Returns the conclusion as the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Outdated => "outdated",
            Self::Violates => "violates",
            Self::Trouble => "trouble",
            Self::Inconclusive => "inconclusive",
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl RunReport<'_> {
    /// Returns how many of the situations that plans can reach were reached, and how many there
    /// are.
    pub fn coverage(&self) -> (usize, usize) {
        let reachable = reachable(&self.run.suites);
        let reached = reachable.intersection(&self.findings.obligations).count();
        (reached, reachable.len())
    }

    /// Returns what the run comes to.
    pub fn conclusion(&self) -> Conclusion {
        if self.violates() {
            return Conclusion::Violates;
        }
        if self.run.end == End::Broken || !self.findings.trouble.is_empty() {
            return Conclusion::Trouble;
        }
        let musts: Vec<Verdict> = rows::clauses(self)
            .into_iter()
            .filter(|row| row.clause.level == Level::Must)
            .map(|row| row.verdict)
            .collect();
        let is_decided = |verdict: &Verdict| matches!(verdict, Verdict::Pass | Verdict::Deviates);
        let decided = musts.iter().any(is_decided) && !musts.contains(&Verdict::Inconclusive);
        if !decided || self.run.end == End::Interrupted {
            Conclusion::Inconclusive
        } else if self.is_outdated() {
            Conclusion::Outdated
        } else {
            Conclusion::Conforms
        }
    }

    /// Returns whether the list of deviations has an entry that must be corrected.
    pub fn is_outdated(&self) -> bool {
        deviations::rows(self).iter().any(|row| row.is_outdated)
    }

    /// Returns the verdict on a clause, from single cases and from all of them together.
    pub fn verdict(&self, clause: ClauseId) -> Verdict {
        let verdict = self.findings.verdict(clause);
        match self
            .findings
            .repetition()
            .filter(|key| key.clause == clause)
        {
            Some(key) if self.accepts(&key) => verdict.max(Verdict::Deviates),
            Some(_) => Verdict::Fail,
            None => verdict,
        }
    }

    /// Returns what makes player session ids that came in several cases a finding that nobody
    /// accepts.
    pub fn repetition(&self) -> Option<GroupKey> {
        self.findings.repetition().filter(|key| !self.accepts(key))
    }

    fn accepts(&self, key: &GroupKey) -> bool {
        self.run.deviations.accept(key.clause, &key.shape)
    }

    /// Returns the level of a clause; one that the catalog does not know is taken for MUST.
    pub fn level(&self, clause: ClauseId) -> Level {
        self.catalog
            .clauses
            .get(&clause)
            .map_or(Level::Must, |clause| clause.level)
    }

    fn violates(&self) -> bool {
        let least = match self.run.strictness {
            Strictness::Must => Level::Must,
            Strictness::Should => Level::Should,
        };
        let failed = self
            .findings
            .clauses
            .iter()
            .any(|(clause, tally)| tally.failed > 0 && self.level(*clause) >= least);
        let grouped = self
            .findings
            .groups
            .keys()
            .any(|key| self.level(key.clause) >= least);
        let repeats = self.repetition().is_some() && self.level(CPS_15) >= least;
        let contradicts = self.run.strictness == Strictness::Should
            && rows::questions(self)
                .iter()
                .any(|row| matches!(row.answer, Answered::Inconsistent(_)));
        failed || grouped || repeats || contradicts
    }
}
