//! `snapshot`: recordings compared, reviewed and accepted, without a target.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::config::Config;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::output;
use super::snapshots;
use crate::report::drift::{self, Change};
use crate::report::style::Style;
use crate::snapshot::drift::{Drift, State, difference};
use crate::snapshot::folder::Folder;
use crate::snapshot::{Recording, SnapshotError, folder_of};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct SnapshotCommandArgs {
    #[command(subcommand)]
    command: SnapshotCommand,
}

#[derive(Debug, Subcommand)]
enum SnapshotCommand {
    /// Tell what one target or recording does otherwise than another
    Diff {
        /// A target's name, or the folder of a recording
        before: String,
        /// Another one
        now: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Take what waits for a review for the recording
    Accept {
        /// Targets, or their snapshots: `embedded/profile` [default: all]
        names: Vec<String>,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Look at what waits for a review: one by one on a terminal, else as a list
    Review {
        /// Targets, or their snapshots: `embedded/profile` [default: all]
        names: Vec<String>,
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Where recordings are.
#[derive(Debug, Args)]
struct PlaceArgs {
    /// Configuration [default: conformance.toml, where there is one]
    #[arg(long, value_name = "F")]
    config: Option<PathBuf>,
    /// The folder of recordings [default: snapshots]
    #[arg(long, value_name = "DIR")]
    snapshots_dir: Option<PathBuf>,
}

impl PlaceArgs {
    fn directory(&self) -> Result<PathBuf, CliError> {
        let config = Config::load(self.config.as_deref())?;
        Ok(snapshots::directory(self.snapshots_dir.as_ref(), &config))
    }
}

const HELP: &str = "\
Example: gamelift-conformance snapshot diff my-emulator aws
Exit status: 0 done, no difference · 1 a difference · 2 usage, no such recording";

/// Something that waits for a review.
struct Pending {
    folder: Folder,
    /// The target's folder and the snapshot: `embedded/profile`.
    name: String,
    snapshot: String,
    changes: Vec<Change>,
}

/// Carries the command out.
pub(super) fn execute(arguments: &SnapshotCommandArgs) -> Result<ExitCode, CliError> {
    match &arguments.command {
        SnapshotCommand::Diff { before, now, place } => {
            let directory = place.directory()?;
            diff((before, now), &directory)
        }
        SnapshotCommand::Accept { names, place } => {
            let pending = pending(&place.directory()?, names)?;
            for one in &pending {
                one.folder.accept(&one.snapshot)?;
                output::data(format!("accepted {}\n", one.name).as_bytes());
            }
            if pending.is_empty() {
                output::note("nothing waits for a review");
            }
            Ok(ExitCode::Conforms)
        }
        SnapshotCommand::Review { names, place } => {
            let pending = pending(&place.directory()?, names)?;
            if pending.is_empty() {
                output::note("nothing waits for a review");
            }
            let is_asked = io::stdin().is_terminal() && io::stdout().is_terminal();
            for one in &pending {
                show(&one.changes, one.folder.path(), output::stdout_style());
                if is_asked && review(one, &mut io::stdin().lock())? == Next::Leave {
                    break;
                }
            }
            Ok(ExitCode::Conforms)
        }
    }
}

/// Compares two recordings by meaning.
fn diff((before, now): (&str, &str), directory: &Path) -> Result<ExitCode, CliError> {
    let [before, now] = [before, now].map(|name| {
        let path = Path::new(name);
        // A path can be the name of a target, too; what is there is meant.
        let is_folder = path.is_dir() && Folder::at(path).has_recording()?;
        let folder = if is_folder {
            Folder::at(path)
        } else {
            Folder::at(folder_of(directory, name))
        };
        let recording = folder.recording()?;
        if recording.snapshots.is_empty() {
            let path = folder.path().to_owned();
            return Err(SnapshotError::None { path });
        }
        Ok((folder, recording))
    });
    let ((_, before), (folder, now)) = (before?, now?);
    let drift = Drift::between(&before, &now);
    let changes: Vec<Change> = drift.changes.into_iter().map(Change::from).collect();
    show(&changes, folder.path(), output::stdout_style());
    for note in &drift.notes {
        output::note(note);
    }
    if changes.is_empty() {
        output::note("no difference");
        return Ok(ExitCode::Conforms);
    }
    Ok(ExitCode::Violations)
}

/// Returns what waits for a review under a folder, as far as it was asked for.
fn pending(directory: &Path, names: &[String]) -> Result<Vec<Pending>, CliError> {
    let mut found = Vec::new();
    for folder in Folder::all(directory)? {
        let target = folder.path().file_name().unwrap_or_default();
        let target = target.to_string_lossy().into_owned();
        for (snapshot, file) in folder.pending()? {
            let name = format!("{target}/{snapshot}");
            let is_asked =
                names.is_empty() || names.iter().any(|asked| *asked == name || *asked == target);
            if !is_asked {
                continue;
            }
            let one = |file| Recording::of(&snapshot, file);
            let recorded = folder.recorded(&snapshot)?;
            let before = recorded.clone().map(one).unwrap_or_default();
            let now = one(file.clone());
            let drift = Drift::between(&before, &now);
            let mut changes: Vec<Change> = drift.changes.into_iter().map(Change::from).collect();
            if changes.is_empty() {
                let old = recorded.map(|file| file.body).unwrap_or_default();
                let about = match drift.states.get(&snapshot) {
                    Some(State::Unseen) => "not recorded before",
                    Some(State::OtherPlan) => "its plan is another one",
                    _ => "no change of behaviour",
                };
                changes.push(Change {
                    snapshot: snapshot.clone(),
                    about: format!("{} ({about})", file.description),
                    lines: difference(&old, &file.body),
                });
            }
            found.push(Pending {
                folder: folder.clone(),
                name,
                snapshot,
                changes,
            });
        }
    }
    Ok(found)
}

fn show(changes: &[Change], folder: &Path, style: Style) {
    let folder = folder.display().to_string();
    let mut text = Vec::new();
    for change in changes {
        drift::write_change(change, &folder, style, &mut text).expect("memory takes any text");
        text.push(b'\n');
    }
    output::data(&text);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    GoOn,
    Leave,
}

/// Asks what is to become of a snapshot.
fn review(one: &Pending, answers: &mut dyn BufRead) -> Result<Next, CliError> {
    loop {
        output::data(format!("{}: accept, reject, skip or quit [arsq]? ", one.name).as_bytes());
        let mut answer = String::new();
        let read = answers.read_line(&mut answer);
        // Who closes the input wants no more.
        if read.ok().is_none_or(|count| count == 0) {
            return Ok(Next::Leave);
        }
        match answer.trim() {
            "a" | "accept" => one.folder.accept(&one.snapshot)?,
            "r" | "reject" => one.folder.reject(&one.snapshot)?,
            "s" | "skip" => {}
            "q" | "quit" => return Ok(Next::Leave),
            _ => continue,
        }
        let _ = io::stdout().flush();
        return Ok(Next::GoOn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::file::SnapshotFile;

    fn proposed(directory: &Path) -> Vec<Pending> {
        let folder = Folder::at(directory.join("embedded"));
        let snapshot = |body: &str| SnapshotFile {
            body: body.to_owned(),
            ..SnapshotFile::default()
        };
        folder
            .record("scenarios/a", &snapshot("1 A\n< done"))
            .unwrap();
        folder
            .propose("scenarios/a", &snapshot("1 A\n< gone"))
            .unwrap();
        folder.propose("scenarios/b", &snapshot("1 B")).unwrap();
        pending(directory, &[]).unwrap()
    }

    #[test]
    fn what_is_accepted_is_recorded_and_what_is_rejected_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let all = proposed(directory.path());
        assert_eq!(all[0].changes[0].lines, ["  1 A", "- < done", "+ < gone"]);
        assert_eq!(
            review(&all[0], &mut "what\na\n".as_bytes()).unwrap(),
            Next::GoOn
        );
        assert_eq!(review(&all[1], &mut "r\n".as_bytes()).unwrap(), Next::GoOn);
        let folder = &all[0].folder;
        assert_eq!(
            folder.recorded("scenarios/a").unwrap().unwrap().body,
            "1 A\n< gone"
        );
        assert_eq!(folder.recorded("scenarios/b").unwrap(), None);
        assert!(folder.pending().unwrap().is_empty());
    }

    #[test]
    fn what_is_skipped_waits_and_the_end_of_the_input_ends_the_review() {
        let directory = tempfile::tempdir().unwrap();
        let all = proposed(directory.path());
        assert_eq!(review(&all[0], &mut "s\n".as_bytes()).unwrap(), Next::GoOn);
        assert_eq!(review(&all[1], &mut "".as_bytes()).unwrap(), Next::Leave);
        assert_eq!(all[0].folder.pending().unwrap().len(), 2);
    }

    #[test]
    fn names_choose_what_is_looked_at() {
        let directory = tempfile::tempdir().unwrap();
        proposed(directory.path());
        let count = |name: &str| pending(directory.path(), &[name.to_owned()]).unwrap().len();
        assert_eq!(count("embedded"), 2);
        assert_eq!(count("embedded/scenarios/b"), 1);
        assert_eq!(count("other"), 0);
    }
}
