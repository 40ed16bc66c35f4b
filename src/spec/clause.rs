//! Clauses: numbered requirements, each with one level and its provenance.

use std::fmt;

use super::id::ClauseId;
use crate::api::exception::ExceptionKind;

/// How binding a clause is; `Must` is the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A target may go either way.
    May,
    /// A violation is shown and counted, and fails a strict run.
    Should,
    /// A violation fails the run.
    Must,
}

impl Level {
    /// Returns the level as RFC 2119 spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::May => "MAY",
            Self::Should => "SHOULD",
            Self::Must => "MUST",
        }
    }

    /// Returns the level of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::May, Self::Should, Self::Must]
            .into_iter()
            .find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a clause comes from; only the first two may be `Must`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Said in the service's documentation.
    Documented,
    /// Said in the service's API model.
    Modelled,
    /// Seen on the real service.
    Observed,
    /// Follows by reasoning.
    Inferred,
}

impl Provenance {
    /// Returns the word that `specs/` uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Modelled => "modelled",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }

    /// Returns the provenance of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Documented,
            Self::Modelled,
            Self::Observed,
            Self::Inferred,
        ]
        .into_iter()
        .find(|provenance| provenance.name() == name)
    }

    /// Returns whether a clause of this provenance may be `Must`.
    pub fn can_be_must(self) -> bool {
        matches!(self, Self::Documented | Self::Modelled)
    }
}

/// The part of a run that decides a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// Sequential behaviour.
    Core,
    /// Bytes on the wire.
    Wire,
    /// Races.
    Concurrent,
    /// Time.
    Temporal,
}

impl Suite {
    /// Every suite, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Core, Self::Wire, Self::Concurrent, Self::Temporal];

    /// Returns the suite's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Wire => "wire",
            Self::Concurrent => "concurrent",
            Self::Temporal => "temporal",
        }
    }

    /// Returns the suite of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a clause guards; decides who is blamed when several clauses could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guards {
    /// The state of the service after an operation.
    State,
    /// One reply, seen by itself.
    Reply,
}

/// One numbered requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The id.
    pub id: ClauseId,
    /// How binding it is.
    pub level: Level,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The part of a run that decides it.
    pub suite: Suite,
    /// What it guards.
    pub guards: Guards,
    /// One line that says what conforming targets do; printed with a violation.
    pub title: String,
    /// The whole requirement, in our own words.
    pub text: String,
    /// The public source: a page of the service's documentation or the API model.
    pub source: String,
    /// The exceptions with which a call that runs into this clause may be refused.
    pub exceptions: Vec<ExceptionKind>,
    /// The open question that it settles, because only one answer is allowed.
    pub settles: Option<String>,
    /// The clause of which it is the inferred half, where the sources give two strengths.
    pub half_of: Option<ClauseId>,
    /// Why no run can decide it, `None` where a run can.
    pub unreachable: Option<String>,
}
