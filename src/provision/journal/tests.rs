//! What a journal keeps of a run that was killed at any moment.

use super::*;

fn owner() -> Owner {
    Owner {
        run_id: "glc-1".to_owned(),
        endpoint: "http://127.0.0.1:1".to_owned(),
        region: "us-east-1".to_owned(),
        is_real_account: true,
    }
}

/// Writes a journal in which a location, a fleet with its id and a compute are there, and an
/// alias is gone.
fn written(folder: &Path) -> PathBuf {
    let journal = Journal::create(folder, owner()).unwrap();
    journal.begin(Kind::Location, "custom-1", None).unwrap();
    journal.begin(Kind::Fleet, "fleet", None).unwrap();
    journal.learn(Kind::Fleet, "fleet", "fleet-1").unwrap();
    let compute = journal.begin(Kind::Compute, "compute", Some("fleet-1"));
    compute.unwrap();
    journal.begin(Kind::Alias, "alias", None).unwrap();
    journal.end(Kind::Alias, "alias").unwrap();
    folder.join("journal-glc-1.jsonl")
}

fn things(path: &Path) -> Vec<(Kind, String, Option<String>)> {
    let (found, journal) = Journal::recover(path).unwrap();
    assert_eq!(found, owner());
    let things = journal.things().into_iter();
    things.map(|((kind, name), id)| (kind, name, id)).collect()
}

fn thing(kind: Kind, name: &str, id: Option<&str>) -> (Kind, String, Option<String>) {
    (kind, name.to_owned(), id.map(str::to_owned))
}

#[test]
fn what_a_killed_run_leaves_is_read_in_the_order_of_its_removal() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    assert_eq!(
        things(&path),
        [
            thing(Kind::Compute, "compute", Some("fleet-1")),
            thing(Kind::Fleet, "fleet", Some("fleet-1")),
            thing(Kind::Location, "custom-1", None),
        ]
    );
    let found = Journal::find(folder.path()).unwrap();
    assert_eq!(found, [path]);
    let nowhere = folder.path().join("nowhere");
    assert_eq!(Journal::find(&nowhere).unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn a_journal_cut_at_any_byte_names_whatever_had_been_begun() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let whole = std::fs::read(&path).unwrap();
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for length in 0..=whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        if length <= header {
            // Nothing is created before the first line is whole.
            let error = Journal::recover(&path).unwrap_err();
            assert!(
                matches!(error, JournalError::Corrupt { line: 1, .. }),
                "{error}"
            );
            continue;
        }
        let lines = whole[..length].split(|byte| *byte == b'\n').count() - 1;
        let (_, journal) = Journal::recover(&path).unwrap();
        let expected = match lines {
            1 => 0,
            2 => 1,
            3 | 4 => 2,
            6 => 4,
            _ => 3,
        };
        assert_eq!(journal.things().len(), expected, "{length}");
        // What is appended is a line of its own.
        journal.end(Kind::Location, "custom-1").unwrap();
        drop(journal);
        let left = things(&path);
        assert!(left.iter().all(|(kind, ..)| *kind != Kind::Location));
    }
}

#[test]
fn a_line_in_the_middle_that_says_nothing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"there\"", "\"th", 1)).unwrap();
    let error = Journal::recover(&path).unwrap_err();
    assert!(
        matches!(error, JournalError::Corrupt { line: 4, .. }),
        "{error}"
    );
}

#[test]
fn the_journal_of_a_run_that_goes_on_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::create(folder.path(), owner()).unwrap();
    let path = folder.path().join("journal-glc-1.jsonl");
    let error = Journal::recover(&path).unwrap_err();
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    drop(journal);
    assert_eq!(things(&path), []);
}

#[test]
fn a_journal_goes_with_the_last_thing_and_its_folder_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    let journal = Journal::create(&results, owner()).unwrap();
    journal.begin(Kind::Location, "custom-1", None).unwrap();
    journal.settle().unwrap();
    assert_eq!(Journal::find(&results).unwrap().len(), 1);
    journal.end(Kind::Location, "custom-1").unwrap();
    journal.settle().unwrap();
    assert!(!results.exists());
    journal.settle().unwrap();
}

#[test]
fn without_a_journal_nothing_is_written() {
    let journal = Journal::default();
    journal.begin(Kind::Fleet, "fleet", None).unwrap();
    journal.settle().unwrap();
    assert!(journal.things().is_empty());
}
