//! `snapshot`: recordings compared, reviewed and accepted, without a target.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Component, Path, PathBuf};

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

impl Pending {
    /// Returns the target's folder.
    fn target(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// Carries the command out.
pub(super) fn execute(arguments: &SnapshotCommandArgs) -> Result<ExitCode, CliError> {
    match &arguments.command {
        SnapshotCommand::Diff { before, now, place } => {
            let directory = place.directory()?;
            diff((before, now), &directory)
        }
        SnapshotCommand::Accept { names, place } => {
            for one in &chosen(&place.directory()?, names)? {
                one.folder.accept(&one.snapshot)?;
                output::data(format!("accepted {}\n", one.name).as_bytes());
            }
            Ok(ExitCode::Conforms)
        }
        SnapshotCommand::Review { names, place } => {
            let pending = chosen(&place.directory()?, names)?;
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
    let [old, new] = [before, now].map(|name| -> Result<_, CliError> {
        let folder = meant(name, directory)?;
        let recording = if Path::new(name).is_file() {
            Recording::default()
        } else {
            folder.recording()?
        };
        if recording.snapshots.is_empty() {
            return Err(unknown(name, &folder, directory)?);
        }
        Ok((folder, recording))
    });
    let ((_, old), (folder, new)) = (old?, new?);
    let drift = Drift::between(&old, &new);
    let is_compared = |state: &State| matches!(state, State::Same | State::Changed);
    if !drift.states.values().any(is_compared) {
        return Err(CliError::Usage {
            what: format!("compare {before} with {now}: they have no snapshot in common"),
            hint: "name two targets, or the folders that have their profile.snap".to_owned(),
        });
    }
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

/// Returns the folder that a name stands for.
fn meant(name: &str, directory: &Path) -> Result<Folder, SnapshotError> {
    let path = Path::new(name);
    let own = Folder::at(folder_of(directory, name));
    // A path can be the name of a target, too; what is there is meant.
    let is_folder = path.is_dir() && Folder::at(path).has_recording()?;
    let is_path = !own.path().exists() && path.components().count() > 1 && !name.contains("://");
    Ok(if is_folder || is_path {
        Folder::at(path)
    } else {
        own
    })
}

/// Returns the error that nothing is recorded where a name leads to.
fn unknown(name: &str, folder: &Folder, directory: &Path) -> Result<CliError, CliError> {
    let mut known = Vec::new();
    for one in Folder::all(directory).unwrap_or_default() {
        if one.has_recording()? {
            known.push(folder_label(&one));
        }
    }
    let hint = if Path::new(name).is_file() {
        "name the folder of a recording, not a file in it".to_owned()
    } else if known.is_empty() {
        "record some first: run with --snapshots update".to_owned()
    } else {
        let known = known.join(", ");
        format!("{} has those of {known}", directory.display())
    };
    let what = format!("find snapshots in {}", folder.path().display());
    Ok(CliError::Usage { what, hint })
}

/// Returns the name of a target's folder.
fn folder_label(folder: &Folder) -> String {
    let name = folder.path().file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns what was asked for of what waits for a review, all where no name was given; says so
/// where nothing waits. A name that stands for nothing is an error.
fn chosen(directory: &Path, names: &[String]) -> Result<Vec<Pending>, CliError> {
    // Paths as a run tells them are names, too.
    let names: Vec<String> = names.iter().map(|name| name_of(name, directory)).collect();
    let all = pending(directory)?;
    let is_of = |asked: &String, target: &str, name: &str| asked == target || asked == name;
    for asked in &names {
        let is_known = all.iter().any(|one| is_of(asked, one.target(), &one.name));
        if !is_known && !is_recorded(directory, asked)? {
            let waiting: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
            return Err(CliError::Usage {
                what: format!("find {asked} in {}", directory.display()),
                hint: match waiting.as_slice() {
                    [] => "nothing waits for a review".to_owned(),
                    waiting => format!("for a review wait: {}", waiting.join(", ")),
                },
            });
        }
    }
    let is_asked = |one: &Pending| {
        let mut names = names.iter();
        names.len() == 0 || names.any(|asked| is_of(asked, one.target(), &one.name))
    };
    let chosen: Vec<Pending> = all.into_iter().filter(is_asked).collect();
    if chosen.is_empty() {
        output::note("nothing waits for a review");
    }
    Ok(chosen)
}

/// Returns the name in a path such as `snapshots/embedded/profile.snap.new`.
fn name_of(asked: &str, directory: &Path) -> String {
    let plain = |path: &Path| -> PathBuf {
        let parts = path.components();
        parts.filter(|part| *part != Component::CurDir).collect()
    };
    let (path, directory) = (plain(Path::new(asked)), plain(directory));
    let inside = path.strip_prefix(&directory).unwrap_or(&path);
    let inside = inside.to_str().unwrap_or(asked);
    let bare = inside.strip_suffix(".new").unwrap_or(inside);
    let bare = bare.strip_suffix(".snap").unwrap_or(bare);
    bare.to_owned()
}

/// Returns whether a target or one of its snapshots has that name.
fn is_recorded(directory: &Path, name: &str) -> Result<bool, CliError> {
    for folder in Folder::all(directory)? {
        let target = folder_label(&folder);
        let snapshot = name
            .strip_prefix(&target)
            .and_then(|rest| rest.strip_prefix('/'));
        let is_snapshot = |known: &String| Some(known.as_str()) == snapshot;
        if name == target || folder.names()?.iter().any(is_snapshot) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what waits for a review under a folder.
fn pending(directory: &Path) -> Result<Vec<Pending>, CliError> {
    let mut found = Vec::new();
    for folder in Folder::all(directory)? {
        let target = folder_label(&folder);
        for (snapshot, file) in folder.pending()? {
            let name = format!("{target}/{snapshot}");
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
                    Some(State::OtherPlan) => "of another plan",
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
            output::data(b"\n");
            return Ok(Next::Leave);
        }
        let done = match answer.trim() {
            "a" | "accept" => {
                one.folder.accept(&one.snapshot)?;
                "accepted: it is recorded"
            }
            "r" | "reject" => {
                one.folder.reject(&one.snapshot)?;
                "rejected: the recording stays"
            }
            "s" | "skip" => "skipped: it waits",
            "q" | "quit" => return Ok(Next::Leave),
            _ => continue,
        };
        output::data(format!("{done}\n\n").as_bytes());
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
        pending(directory).unwrap()
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
        let directory = directory.path();
        proposed(directory);
        let path = directory.join("embedded/scenarios/b.snap.new");
        let path = path.to_str().unwrap();
        let count = |name: &str| chosen(directory, &[name.to_owned()]).unwrap().len();
        assert_eq!(count("embedded"), 2);
        assert_eq!(count("embedded/scenarios/b"), 1);
        assert_eq!(count(path), 1);
        // What is recorded and waits for nothing is known all the same.
        accept_all(directory);
        assert_eq!(count("embedded/scenarios/a"), 0);
        assert_eq!(count("embedded"), 0);
        let refused = chosen(directory, &["other".to_owned()]);
        assert!(matches!(refused, Err(CliError::Usage { .. })));
    }

    #[test]
    fn a_path_is_a_name_too() {
        let check = |asked: &str, expected: &str| {
            assert_eq!(name_of(asked, Path::new("snapshots")), expected);
        };
        check("embedded/profile", "embedded/profile");
        check("embedded/", "embedded");
        check("./snapshots/embedded/profile.snap.new", "embedded/profile");
        check(
            "snapshots/embedded/scenarios/a.snap",
            "embedded/scenarios/a",
        );
    }

    fn accept_all(directory: &Path) {
        for one in pending(directory).unwrap() {
            one.folder.accept(&one.snapshot).unwrap();
        }
    }

    #[test]
    fn only_recordings_that_share_a_snapshot_are_compared() {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        proposed(directory);
        let refused = |before: &str, now: &str| match diff((before, now), directory) {
            Err(CliError::Usage { what, hint }) => (what, hint),
            other => panic!("it came to {other:?}"),
        };
        assert_eq!(
            diff(("embedded", "embedded"), directory).unwrap(),
            ExitCode::Conforms
        );
        let parent = directory.to_str().unwrap();
        let (what, _) = refused(parent, "embedded");
        assert!(what.ends_with("they have no snapshot in common"), "{what}");
        let (what, hint) = refused("embedded", "nobody");
        assert!(what.ends_with("/nobody"), "{what}");
        assert!(hint.ends_with("has those of embedded"), "{hint}");
        let (what, _) = refused("nowhere/at-all", "embedded");
        assert_eq!(what, "find snapshots in nowhere/at-all");
        let file = format!("{parent}/embedded/scenarios/a.snap");
        let (_, hint) = refused(&file, "embedded");
        assert!(hint.contains("not a file in it"), "{hint}");
    }
}
