//! The table of faults: how soon each is found, and how small it is made, from trials on record.

use std::fmt::Write as _;

use serde::Serialize;

use super::record::{CounterexampleRecord, MinimumRecord, Record};
use crate::spec::catalog::Catalog;
use crate::spec::clause::Suite;
use crate::spec::id::ClauseId;

/// The trials of one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The fault.
    pub fault: &'static str,
    /// The edge phase.
    pub edge: Record,
    /// The random phase alone, one trial for each seed.
    pub random: Vec<Record>,
}

/// The columns of a row as text.
const HEADINGS: [&str; 11] = [
    "fault",
    "clause",
    "named",
    "edge",
    "random",
    "p95",
    "missed",
    "steps",
    "shrinking",
    "minimal",
    "",
];

/// A number in a list where some are missing; what is missing is larger than any other.
type Count = Option<u64>;

/// What the rows come to together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Faults.
    pub faults: usize,
    /// Those of which the first sighting in each phase named the clause of the table.
    pub found: usize,
    /// Commands until first seen in the random phase alone, over faults and seeds.
    pub sequential: Spread,
    /// The same for faults that only time shows.
    pub temporal: Spread,
    /// Counterexamples.
    pub counterexamples: usize,
    /// Those that are as short as any.
    pub minimal: usize,
    /// Those of which that was not decided.
    pub undecided: usize,
    /// The median of the commands that came to the target while shrinking.
    pub shrinking: Count,
}

/// A median and what 95 of 100 stay within, `None` where so many were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// The median.
    pub median: Count,
    /// The 95th percentile.
    pub p95: Count,
}

impl Spread {
    /// Returns the spread of some counts.
    pub fn of(mut counts: Vec<Count>) -> Self {
        counts.sort_by_key(|count| count.unwrap_or(u64::MAX));
        let at = |percent: usize| {
            let rank = (counts.len() * percent).div_ceil(100);
            counts.get(rank.saturating_sub(1)).copied().flatten()
        };
        Self {
            median: at(50),
            p95: at(95),
        }
    }
}

impl Row {
    /// Returns the clause that must find the fault.
    fn expected(&self) -> Option<ClauseId> {
        let mut faults = Catalog::embedded().faults.iter();
        let row = faults.find(|row| row.name == self.fault)?;
        Some(row.clause)
    }

    /// Returns the first sighting: in the edge phase, or else by the first seed that has one.
    fn named(&self) -> Option<&str> {
        let records = std::iter::once(&self.edge).chain(&self.random);
        let mut sightings = records.filter_map(|record| record.sighting.as_ref());
        sightings.next().map(|sighting| sighting.clause.as_str())
    }

    /// Returns whether the fault is found, first by the clause that must find it.
    pub fn is_found(&self) -> bool {
        let expected = self.expected().map(|clause| clause.to_string());
        self.named().is_some() && self.named() == expected.as_deref()
    }

    fn is_temporal(&self) -> bool {
        let clause = self
            .expected()
            .and_then(|id| Catalog::embedded().clauses.get(&id));
        clause.is_some_and(|clause| clause.suite == Suite::Temporal)
    }

    fn counts(&self) -> Vec<Count> {
        let sightings = self.random.iter().map(|record| record.sighting.as_ref());
        sightings.map(|one| Some(one?.commands)).collect()
    }

    /// Returns the counterexample: of the random phase, or else of the edge phase.
    fn counterexample(&self) -> Option<&CounterexampleRecord> {
        let mut records = self.random.iter().chain([&self.edge]);
        records.find_map(|record| record.counterexample.as_ref())
    }

    fn cells(&self) -> [String; HEADINGS.len()] {
        let spread = Spread::of(self.counts());
        let missed = self.counts().iter().filter(|count| count.is_none()).count();
        let found = self.counterexample();
        let edge = self.edge.sighting.as_ref().map(|one| one.commands);
        [
            self.fault.to_owned(),
            shown(self.expected()),
            shown(self.named()),
            shown(edge),
            shown(spread.median),
            shown(spread.p95),
            if missed == 0 {
                "0".to_owned()
            } else {
                format!("{missed} of {}", self.random.len())
            },
            shown(found.map(|found| found.steps.len())),
            shown(found.map(|found| found.spent)),
            shown(found.map(|found| minimal(&found.minimum))),
            if self.is_found() {
                "found"
            } else if self.named().is_some() {
                "found by another clause"
            } else {
                "missed"
            }
            .to_owned(),
        ]
    }
}

/// Returns what rows come to together.
pub fn summary(rows: &[Row]) -> Summary {
    let counts = |is_temporal: bool| {
        let rows = rows.iter().filter(|row| row.is_temporal() == is_temporal);
        Spread::of(rows.flat_map(Row::counts).collect())
    };
    let found: Vec<&CounterexampleRecord> = rows.iter().filter_map(Row::counterexample).collect();
    let count = |is_counted: fn(&MinimumRecord) -> bool| {
        found.iter().filter(|one| is_counted(&one.minimum)).count()
    };
    Summary {
        faults: rows.len(),
        found: rows.iter().filter(|row| row.is_found()).count(),
        sequential: counts(false),
        temporal: counts(true),
        counterexamples: found.len(),
        minimal: count(|minimum| *minimum == MinimumRecord::Reached),
        undecided: count(|minimum| matches!(minimum, MinimumRecord::NotSearchedBeyond(_))),
        shrinking: Spread::of(found.iter().map(|one| Some(one.spent)).collect()).median,
    }
}

/// Returns the heading of the table on a terminal.
pub fn heading() -> String {
    line(&HEADINGS.map(str::to_owned))
}

/// Returns a row of the table on a terminal.
pub fn row(row: &Row) -> String {
    line(&row.cells())
}

/// Returns the last lines of the table on a terminal, which are the same in Markdown.
pub fn footer(rows: &[Row]) -> String {
    let summary = summary(rows);
    let Summary { faults, found, .. } = summary;
    let mut text = String::new();
    let _ = writeln!(text, "{found} of {faults} faults found by their clauses");
    for (name, spread, goal) in [
        ("random phase alone", summary.sequential, "30 and 200"),
        ("the same, faults of time", summary.temporal, "median 50"),
    ] {
        let _ = writeln!(
            text,
            "{name}: median {}, p95 {} commands (goal {goal})",
            shown(spread.median),
            shown(spread.p95),
        );
    }
    let _ = writeln!(
        text,
        "counterexamples: {} of {} minimal, {} undecided (goal 95 of 100); median {} commands spent on shrinking (goal 300)",
        summary.minimal,
        summary.counterexamples,
        summary.undecided,
        shown(summary.shrinking),
    );
    text
}

/// Returns the table as Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut add = |cells: &[String]| {
        let _ = writeln!(text, "| {} |", cells[..HEADINGS.len() - 1].join(" | "));
    };
    add(&HEADINGS.map(str::to_owned));
    add(&HEADINGS.map(|_| "---".to_owned()));
    for row in rows {
        add(&row.cells());
    }
    text.push('\n');
    for line in footer(rows).lines() {
        let _ = writeln!(text, "- {line}");
    }
    text
}

/// Returns the table as JSON, with every trial.
pub fn json(rows: &[Row]) -> String {
    let table = Table {
        schema_version: 1,
        summary: summary(rows),
        faults: rows.iter().map(Entry::of).collect(),
    };
    serde_json::to_string_pretty(&table).expect("a table has no keys but texts") + "\n"
}

#[derive(Serialize)]
struct Table<'a> {
    schema_version: u32,
    summary: Summary,
    faults: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    fault: &'static str,
    clause: Option<String>,
    named: Option<&'a str>,
    random: Spread,
    edge_trial: &'a Record,
    random_trials: &'a [Record],
}

impl<'a> Entry<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            fault: row.fault,
            clause: row.expected().map(|clause| clause.to_string()),
            named: row.named(),
            random: Spread::of(row.counts()),
            edge_trial: &row.edge,
            random_trials: &row.random,
        }
    }
}

fn minimal(minimum: &MinimumRecord) -> String {
    match minimum {
        MinimumRecord::Reached => "yes".to_owned(),
        MinimumRecord::Missed(steps) => format!("no, {}", steps.len()),
        MinimumRecord::NotSearchedBeyond(steps) => format!("not beyond {steps}"),
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn line(cells: &[String; HEADINGS.len()]) -> String {
    let [
        fault,
        clause,
        named,
        edge,
        random,
        p95,
        missed,
        steps,
        shrinking,
        minimal,
        verdict,
    ] = cells;
    let line = format!(
        "{fault:36}  {clause:6}  {named:6}  {edge:>6}  {random:>6}  {p95:>6}  {missed:>8}  {steps:>5}  {shrinking:>9}  {minimal:12}  {verdict}"
    );
    line.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::self_test::record::{SightingRecord, Subject};

    fn record(phase: &str, seed: u64, sighting: Option<(&str, u64)>) -> Record {
        Record {
            subject: Subject {
                tool: "0".to_owned(),
                fault: "capacity-off-by-one".to_owned(),
                phase: phase.to_owned(),
                effort: "smoke".to_owned(),
                suites: Vec::new(),
                seed,
            },
            sighting: sighting.map(|(clause, commands)| SightingRecord {
                clause: clause.to_owned(),
                case: 0,
                commands,
            }),
            cases: 1,
            commands: 9,
            counterexample: None,
        }
    }

    fn fault(edge: Option<(&str, u64)>, random: &[Option<u64>]) -> Row {
        let random = (0..).zip(random);
        Row {
            fault: "capacity-off-by-one",
            edge: record("edge", 0, edge),
            random: random
                .map(|(seed, commands)| {
                    record("random", seed, commands.map(|count| ("CPS-09", count)))
                })
                .collect(),
        }
    }

    #[test]
    fn what_was_missed_is_larger_than_any_count() {
        let counts = |counts: &[Count]| {
            let spread = Spread::of(counts.to_vec());
            (spread.median, spread.p95)
        };
        assert_eq!(counts(&[None, Some(3), Some(7)]), (Some(7), None));
        assert_eq!(counts(&[Some(3), Some(1)]), (Some(1), Some(3)));
        let twenty: Vec<Count> = (1..=19).map(Some).chain([None]).collect();
        assert_eq!(counts(&twenty), (Some(10), Some(19)));
        assert_eq!(counts(&[]), (None, None));
    }

    #[test]
    fn a_fault_is_found_where_its_own_clause_sees_it_first() {
        assert!(fault(Some(("CPS-09", 4)), &[Some(3)]).is_found());
        assert!(fault(None, &[None, Some(3)]).is_found());
        assert!(!fault(Some(("CPS-10", 4)), &[Some(3)]).is_found());
        assert!(!fault(None, &[None]).is_found());
    }

    #[test]
    fn a_row_says_how_many_seeds_missed_the_fault() {
        let text = row(&fault(Some(("CPS-09", 4)), &[Some(3), None]));
        let cells: Vec<&str> = text.split_whitespace().collect();
        let name = "capacity-off-by-one";
        let expected = [
            name, "CPS-09", "CPS-09", "4", "3", "-", "1", "of", "2", "-", "-", "-",
        ];
        assert_eq!(cells[..12], expected);
    }

    #[test]
    fn every_format_tells_of_every_fault() {
        let rows = [fault(Some(("CPS-09", 4)), &[Some(3)])];
        assert!(
            markdown(&rows).contains("| capacity-off-by-one | CPS-09 | CPS-09 | 4 | 3 | 3 | 0 |")
        );
        let value: serde_json::Value = serde_json::from_str(&json(&rows)).unwrap();
        assert_eq!(value["summary"]["found"], 1);
        assert_eq!(value["faults"][0]["random"]["median"], 3);
    }
}
