//! Histories as JSON lines: a header for each case, then a line for each of its operations.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::counterexample::TermsEntry;
use super::operation_schema::OperationEntry;
use super::{ArtifactError, Flaw, parse};
use crate::findings::CaseIndex;
use crate::history::{History, Operation};
use crate::model::terms::Terms;

/// The version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// The history of one case as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedHistory {
    /// The case.
    pub case: CaseIndex,
    /// The seed of the run.
    pub seed: u64,
    /// The terms that it was judged by.
    pub terms: Terms,
    /// What happened.
    pub history: History,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    schema_version: u32,
    case: u64,
    seed: u64,
    terms: TermsEntry,
    operations: usize,
}

impl SavedHistory {
    /// Writes the lines of the case.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let header = Header {
            schema_version: SCHEMA_VERSION,
            case: self.case.0,
            seed: self.seed,
            terms: TermsEntry::from(self.terms),
            operations: self.history.operations.len(),
        };
        serde_json::to_writer(&mut *out, &header)?;
        writeln!(out)?;
        for operation in &self.history.operations {
            serde_json::to_writer(&mut *out, &OperationEntry::from(operation))?;
            writeln!(out)?;
        }
        Ok(())
    }

    /// Reads the histories of all cases in a file.
    pub fn load(path: &Path) -> Result<Vec<Self>, ArtifactError> {
        let text = std::fs::read_to_string(path).map_err(|source| ArtifactError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).map_err(|flaw| flaw.in_file(path, SCHEMA_VERSION))
    }

    fn parse(text: &str) -> Result<Vec<Self>, Flaw> {
        let mut lines = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.trim().is_empty());
        let mut histories = Vec::new();
        while let Some((line, place)) = lines.next() {
            let at = |flaw: Flaw| flaw.at_line(place);
            let header: Header = parse(line, SCHEMA_VERSION).map_err(at)?;
            let mut operations = Vec::new();
            for _ in 0..header.operations {
                let (line, place) = lines.next().ok_or_else(|| {
                    at(Flaw::field(
                        "operations",
                        "the file ends before the last".to_owned(),
                    ))
                })?;
                operations.push(operation(line).map_err(|flaw| flaw.at_line(place))?);
            }
            histories.push(Self {
                case: CaseIndex(header.case),
                seed: header.seed,
                terms: Terms::try_from(header.terms).map_err(at)?,
                history: History { operations },
            });
        }
        Ok(histories)
    }
}

fn operation(line: &str) -> Result<Operation, Flaw> {
    let entry: OperationEntry = serde_json::from_str(line).map_err(|error| Flaw::of(&error))?;
    entry.try_into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::artifact::strategies;

    fn sample(operations: Vec<Operation>) -> SavedHistory {
        SavedHistory {
            case: CaseIndex(3),
            seed: 0,
            terms: Terms::default(),
            history: History { operations },
        }
    }

    fn text(histories: &[SavedHistory]) -> String {
        let mut bytes = Vec::new();
        for history in histories {
            history.write(&mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_reads_back_the_same(
            first in proptest::collection::vec(strategies::operation(), 0..4),
            second in proptest::collection::vec(strategies::operation(), 0..4),
        ) {
            let histories = [sample(first), sample(second)];
            prop_assert_eq!(SavedHistory::parse(&text(&histories)).unwrap(), histories);
        }
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let flaw = SavedHistory::parse(text).unwrap_err();
        let error = flaw.in_file(Path::new("h.jsonl"), SCHEMA_VERSION);
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_wrong_line_is_refused_by_its_number() {
        let header = text(&[sample(Vec::new())]);
        let one = header.replace("\"operations\":0", "\"operations\":1");
        refused(
            &format!("{header}{one}{{}}"),
            "read h.jsonl: line 3, column 2: missing field `label`",
        );
        refused(
            &format!("{header}{one}"),
            "read h.jsonl: line 2, field operations: the file ends before the last",
        );
        refused(
            "{}",
            "read h.jsonl: line 1, column 2: missing field `schema_version`",
        );
        let operation = r#"{"label":1,"client":0,"act":{"send":{"action":"Fly","request":{}}},"outcome":"done","order":[0,0],"target_time":[0,0]}"#;
        refused(
            &format!("{one}{operation}"),
            "read h.jsonl: line 2, field action: \"Fly\" is no action of the API",
        );
    }
}
