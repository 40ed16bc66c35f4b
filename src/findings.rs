//! Findings: what a run leaves behind, as plain data.
//!
//! Merging is commutative and associative: the findings of shards, in any order, are those of
//! the whole run.

pub mod given_out;
pub mod profile;
pub mod races;
pub mod regression;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::given_out::GivenOut;
use self::races::Races;
use self::regression::Regression;

use crate::api::action::Action;
use crate::check::case::CaseJudgement;
use crate::history::History;
use crate::model::obligation::Obligation;
use crate::plan::step::Plan;
use crate::spec::id::{ClauseId, ContextId};
use crate::spec::question::Question;
use crate::verdict::{Shape, Verdict, Violation};

/// The clause that player session ids are unique by, over all cases.
pub const CPS_15: ClauseId = ClauseId::of("CPS-15");

/// The number of a case: edge plans first, then random plans, counted from 0; races from a number
/// of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseIndex(pub u64);

/// One case as it was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// Its number.
    pub index: CaseIndex,
    /// What it was to do.
    pub plan: Plan,
    /// What happened.
    pub history: History,
    /// Commands by the counting rule: requests and game-server moves, one per logical describe.
    pub commands: u64,
    /// Steps that were skipped because what they name never came to be.
    pub skipped: u64,
}

/// Everything that a run has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Cases executed.
    pub cases: u64,
    /// Commands sent, without those of shrinking.
    pub commands: u64,
    /// Steps skipped.
    pub skipped: u64,
    /// The tally of each clause that was exercised.
    pub clauses: BTreeMap<ClauseId, Tally>,
    /// What is known of each open question that was asked.
    pub questions: BTreeMap<ContextId, Observed>,
    /// The situations in which commands were issued.
    pub obligations: BTreeSet<Obligation>,
    /// The violations that nobody accepts, grouped.
    pub groups: BTreeMap<GroupKey, Group>,
    /// The violations that the target's users accept, grouped.
    pub accepted: BTreeMap<GroupKey, Group>,
    /// The player session ids that were given out (CPS-15).
    pub given_out: GivenOut,
    /// The races that ran.
    pub races: Races,
    /// Cases that could not be decided to their end, with the reason.
    pub inconclusive: BTreeMap<CaseIndex, String>,
    /// What went wrong that is no verdict, with the lowest case it struck.
    pub trouble: BTreeMap<String, CaseIndex>,
    /// What cases had to do without, with the reason and the lowest of them.
    pub lacks: BTreeMap<String, CaseIndex>,
}

/// How often a clause was decided, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases in which it held.
    pub passed: u64,
    /// Cases in which it was broken.
    pub failed: u64,
    /// Cases in which it was broken, and only in ways that the target's users accept.
    pub deviated: u64,
    /// Cases in which it was exercised and not decided.
    pub inconclusive: u64,
}

impl Tally {
    /// Returns the verdict: fail before deviates before pass before inconclusive.
    pub fn verdict(&self) -> Verdict {
        let decided = [
            (self.failed, Verdict::Fail),
            (self.deviated, Verdict::Deviates),
            (self.passed, Verdict::Pass),
            (self.inconclusive, Verdict::Inconclusive),
        ];
        let gravest = decided.into_iter().find(|(cases, _)| *cases > 0);
        gravest.map_or(Verdict::NotExercised, |(_, verdict)| verdict)
    }

    /// Returns in how many cases the clause was exercised.
    pub fn exercised(&self) -> u64 {
        self.passed + self.failed + self.deviated + self.inconclusive
    }
}

/// What has been seen of one context of an open question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Every distinct set of answers that some case left possible, with the lowest such case.
    pub sets: BTreeMap<BTreeSet<String>, CaseIndex>,
}

impl Observed {
    /// Returns the answers that every case left possible.
    pub fn common(&self) -> BTreeSet<String> {
        let mut sets = self.sets.keys();
        let first = sets.next().cloned().unwrap_or_default();
        sets.fold(first, |common, set| {
            common.intersection(set).cloned().collect()
        })
    }

    /// Returns the answers that every case left possible, without each of which a special case is
    /// left too: whoever gives the one fits the other.
    pub fn narrowest(&self, question: Option<&Question>) -> Vec<String> {
        let common = self.common();
        let has_special = |name: &str| {
            let answer = question.and_then(|question| question.answer(name));
            answer.is_some_and(|answer| {
                let mut included = answer.includes.iter();
                included.any(|special| special != name && common.contains(special))
            })
        };
        common
            .iter()
            .filter(|name| !has_special(name))
            .cloned()
            .collect()
    }
}

/// What makes two violations one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    /// The clause.
    pub clause: ClauseId,
    /// The shape.
    pub shape: Shape,
}

/// Violations that are one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How many violations, over all cases.
    pub count: u64,
    /// The first of them in the lowest case.
    pub violation: Violation,
    /// That case.
    pub witness: CaseRecord,
    /// The smallest plan that shows it, `None` until shrinking has run.
    pub counterexample: Option<Counterexample>,
    /// The regression that shows it, `None` where a plan of the run does.
    pub regression: Option<Arc<Regression>>,
}

/// A plan that shows a violation, as small as shrinking could make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The case that shows it.
    pub case: CaseRecord,
    /// The violation in it.
    pub violation: Violation,
    /// Steps of the plan that was shrunk.
    pub shrunk_from: u64,
    /// Commands that shrinking sent.
    pub commands_spent: u64,
    /// How often the final plan failed, of how many tries.
    pub reproduced: (u64, u64),
}

impl Findings {
    /// Returns the findings of one case.
    pub fn of_case(case: &CaseRecord, judgement: &CaseJudgement) -> Self {
        let mut findings = Self {
            cases: 1,
            commands: case.commands,
            skipped: case.skipped,
            ..Self::default()
        };
        for (clause, verdict) in &judgement.verdicts {
            let tally = findings.clauses.entry(*clause).or_default();
            match verdict {
                Verdict::Pass => tally.passed += 1,
                Verdict::Fail => tally.failed += 1,
                Verdict::Deviates => tally.deviated += 1,
                Verdict::Inconclusive => tally.inconclusive += 1,
                Verdict::NotExercised => {}
            }
        }
        for (context, answers) in &judgement.answers {
            let observed = findings.questions.entry(*context).or_default();
            observed.sets.insert(answers.clone(), case.index);
        }
        findings.obligations.clone_from(&judgement.obligations);
        findings.given_out = GivenOut::of_case(case.index, &judgement.given_out);
        findings.races = Races::of_case(&case.history);
        findings.groups = grouped(case, &judgement.violations);
        findings.accepted = grouped(case, &judgement.accepted);
        if let Some(reason) = &judgement.inconclusive {
            findings.inconclusive.insert(case.index, reason.clone());
        }
        findings
    }

    /// Returns the verdict on a clause, as single cases show it.
    ///
    /// Only all cases together show a player session id that was given out twice: see
    /// [`repetition`](Self::repetition).
    pub fn verdict(&self, clause: ClauseId) -> Verdict {
        let tally = self.clauses.get(&clause);
        tally.map_or(Verdict::NotExercised, Tally::verdict)
    }

    /// Returns what makes player session ids that came in several cases one finding, `None` where
    /// none did.
    pub fn repetition(&self) -> Option<GroupKey> {
        (!self.given_out.repeated().is_empty()).then(|| GroupKey {
            clause: CPS_15,
            shape: Shape::new(
                Action::CreatePlayerSessions.name(),
                vec!["success".to_owned()],
                "wrong PlayerSessionId",
            ),
        })
    }

    /// Adds the findings of other cases.
    pub fn merge(&mut self, other: Self) {
        self.cases += other.cases;
        self.commands += other.commands;
        self.skipped += other.skipped;
        for (clause, tally) in other.clauses {
            let own = self.clauses.entry(clause).or_default();
            own.passed += tally.passed;
            own.failed += tally.failed;
            own.deviated += tally.deviated;
            own.inconclusive += tally.inconclusive;
        }
        for (context, observed) in other.questions {
            let own = self.questions.entry(context).or_default();
            for (set, case) in observed.sets {
                own.sets
                    .entry(set)
                    .and_modify(|lowest| *lowest = case.min(*lowest))
                    .or_insert(case);
            }
        }
        self.obligations.extend(other.obligations);
        self.given_out.merge(other.given_out);
        self.races.merge(other.races);
        absorb(&mut self.groups, other.groups);
        absorb(&mut self.accepted, other.accepted);
        self.inconclusive.extend(other.inconclusive);
        merge_lowest(&mut self.trouble, other.trouble);
        merge_lowest(&mut self.lacks, other.lacks);
    }
}

/// Groups the violations of a case.
fn grouped(case: &CaseRecord, violations: &[Violation]) -> BTreeMap<GroupKey, Group> {
    let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
    for violation in violations {
        let key = GroupKey {
            clause: violation.clause,
            shape: violation.shape.clone(),
        };
        let group = groups.entry(key).or_insert_with(|| Group {
            count: 0,
            violation: violation.clone(),
            witness: case.clone(),
            counterexample: None,
            regression: None,
        });
        group.count += 1;
    }
    groups
}

/// Adds the groups of other cases.
fn absorb(own: &mut BTreeMap<GroupKey, Group>, other: BTreeMap<GroupKey, Group>) {
    for (key, group) in other {
        match own.get_mut(&key) {
            Some(known) => known.absorb(group),
            None => {
                own.insert(key, group);
            }
        }
    }
}

/// Keeps for each text the lowest case.
fn merge_lowest(own: &mut BTreeMap<String, CaseIndex>, other: BTreeMap<String, CaseIndex>) {
    for (what, case) in other {
        let lowest = own.entry(what).or_insert(case);
        *lowest = case.min(*lowest);
    }
}

impl Group {
    fn absorb(&mut self, other: Self) {
        let count = self.count + other.count;
        if other.witness.index < self.witness.index {
            *self = other;
        }
        self.count = count;
    }
}
