//! The format of `insta`: a header in YAML between two lines of dashes, then the text.

use std::fmt::Write as _;

/// A snapshot as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotFile {
    /// What it is of, in a line.
    pub description: String,
    /// What it was recorded with, in order.
    pub info: Vec<(String, String)>,
    /// The text, without blanks at its end.
    pub body: String,
}

/// What separates the header from the text.
pub(super) const FENCE: &str = "---";

/// Words that mean something else than themselves to YAML.
const WORDS: [&str; 8] = ["yes", "no", "true", "false", "on", "off", "null", "~"];

impl SnapshotFile {
    /// Returns what the header says under a key, `None` where it says nothing.
    pub fn info(&self, key: &str) -> Option<&str> {
        let entry = self.info.iter().find(|(known, _)| known == key);
        entry.map(|(_, value)| value.as_str())
    }

    /// Returns the text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FENCE}\ndescription: {}\n", scalar(&self.description));
        if !self.info.is_empty() {
            text.push_str("info:\n");
        }
        for (key, value) in &self.info {
            let _ = writeln!(text, "  {}: {}", scalar(key), scalar(value));
        }
        text.push_str(FENCE);
        text.push('\n');
        text.push_str(self.body.trim_end());
        text.push('\n');
        text
    }

    /// Reads the text of a file; what the header says besides is left out. An error is a line,
    /// counted from 1, and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut snapshot = Self::default();
        let mut lines = text.lines().zip(1..);
        if lines.next().map(|(line, _)| line.trim_end()) != Some(FENCE) {
            return Err((1, format!("a snapshot begins with {FENCE}")));
        }
        let mut is_info = false;
        loop {
            let Some((line, number)) = lines.next() else {
                return Err((1, format!("the header is not closed with {FENCE}")));
            };
            if line.trim_end() == FENCE {
                break;
            }
            let (key, value) = line
                .trim()
                .split_once(':')
                .ok_or_else(|| (number, "the header has a line without a key".to_owned()))?;
            let value = unquoted(value.trim()).map_err(|reason| (number, reason))?;
            let key = unquoted(key).map_err(|reason| (number, reason))?;
            if line.starts_with(' ') {
                if is_info {
                    snapshot.info.push((key, value));
                }
                continue;
            }
            is_info = key == "info";
            if key == "description" {
                snapshot.description = value;
            }
        }
        let body: Vec<&str> = lines.map(|(line, _)| line).collect();
        body.join("\n").trim_end().clone_into(&mut snapshot.body);
        Ok(snapshot)
    }
}

/// Returns a text as YAML, in quotes by the rules that `insta` has for them.
fn scalar(text: &str) -> String {
    let leads = |c: char| "&*?|-<>=!%@. ".contains(c);
    let quotes = |c: char| ":{}[],#`\"'\\".contains(c) || c.is_control();
    let is_word = WORDS.iter().any(|word| {
        let upper = word.to_ascii_uppercase();
        text == *word || text == upper || text == upper[..1].to_owned() + &word[1..]
    });
    let is_plain = !text.is_empty()
        && !text.starts_with(leads)
        && !text.ends_with(' ')
        && !text.contains(quotes)
        && !is_word
        && !text.starts_with("0x")
        && text.parse::<f64>().is_err();
    if is_plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

fn unquoted(text: &str) -> Result<String, String> {
    if text.starts_with('"') {
        return serde_json::from_str(text).map_err(|_| "quotes are not closed".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use insta::Snapshot;
    use proptest::prelude::*;

    use super::*;

    /// Has `insta` read a file of ours and write it again.
    fn through_insta(snapshot: &SnapshotFile) -> (Snapshot, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.snap");
        std::fs::write(&path, snapshot.to_text()).unwrap();
        let read = Snapshot::from_file(&path).unwrap();
        let again = folder.path().join("again.snap");
        read.save(&again).unwrap();
        (read, std::fs::read_to_string(again).unwrap())
    }

    fn snapshot() -> impl Strategy<Value = SnapshotFile> {
        let line = "[ -~éß“”]{0,24}";
        let info = proptest::collection::vec(("[a-z_]{1,8}", line), 0..4);
        (line, info, proptest::collection::vec(line, 0..5)).prop_map(
            |(description, info, lines)| SnapshotFile {
                description,
                info,
                body: lines.join("\n").trim_end().to_owned(),
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn insta_reads_what_we_write_and_writes_the_same(snapshot in snapshot()) {
            let (read, again) = through_insta(&snapshot);
            prop_assert_eq!(read.metadata().description().unwrap_or_default(), &snapshot.description);
            prop_assert_eq!(read.as_text().unwrap().to_string(), snapshot.body.clone());
            prop_assert_eq!(&again, &snapshot.to_text());
            prop_assert_eq!(SnapshotFile::parse(&again).unwrap(), snapshot);
        }
    }

    #[test]
    fn the_header_of_another_writer_is_read_as_far_as_it_is_ours() {
        let text = "---\r\nsource: src/lib.rs\r\ninfo:\r\n  seed: \"0\"\r\nexpression: x\r\n---\r\na\r\n\r\n";
        let read = SnapshotFile::parse(text).unwrap();
        assert_eq!(read.info("seed"), Some("0"));
        assert_eq!(read.body, "a");
    }

    #[test]
    fn what_is_no_snapshot_is_refused_with_its_line() {
        let refused = |text: &str| SnapshotFile::parse(text).unwrap_err().0;
        assert_eq!(refused(""), 1);
        assert_eq!(refused("---\ndescription: a\n"), 1);
        assert_eq!(refused("---\ndescription\n---\n"), 2);
        assert_eq!(refused("---\ndescription: \"a\n---\n"), 2);
    }
}
