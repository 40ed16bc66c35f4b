//! The commands of the documents, held against the program.
//!
//! In a `console` block each `$ ` line is run, in one folder for the whole document, and what
//! follows it is compared with what a terminal would show; `…` stands for what varies, alone on a
//! line for any number of lines.
//! `serve … &` runs beside the rest until `kill %1`, on a port that is free.
//! In an `sh` block the sub-commands and flags must exist.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::program::Running;

/// The documents with commands.
const DOCUMENTS: [&str; 4] = [
    include_str!("../../README.md"),
    include_str!("../../docs/ci.md"),
    include_str!("../../docs/snapshots.md"),
    include_str!("../../docs/races.md"),
];

/// Where documents say that `serve` is.
const SERVED: &str = "http://127.0.0.1:4566";

/// How documents write the program's name.
const PROGRAM: [&str; 3] = [
    "cargo run --release -- ",
    "cargo run -- ",
    "gamelift-conformance ",
];

/// Commands of a shell block that are not ours to check.
const FOREIGN: [&str; 4] = ["cargo test", "cargo install ", "cd ", "git clone "];

#[test]
fn console_blocks_show_what_the_program_prints() {
    for document in DOCUMENTS {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut terminal = Terminal {
            folder: folder.path(),
            served: None,
            status: 0,
        };
        for block in blocks(document, "console") {
            for (command, expected) in commands(&block) {
                let shown = terminal.enter(command);
                let lines: Vec<&str> = shown.trim_end().lines().collect();
                assert!(
                    matches(&expected, &lines),
                    "`{command}` shows\n{shown}\nand the document says\n{}",
                    expected.join("\n")
                );
            }
        }
    }
}

/// What stands between the commands of a document.
struct Terminal<'a> {
    folder: &'a Path,
    /// What `serve` runs in the background, and where.
    served: Option<(Running, String)>,
    /// The exit status of the last command.
    status: i32,
}

impl Terminal<'_> {
    /// Carries a command out, and returns what it shows.
    fn enter(&mut self, command: &str) -> String {
        if command == "echo $?" {
            return self.status.to_string();
        }
        if command == "kill %1" {
            self.served
                .take()
                .expect("something runs in the background");
            return String::new();
        }
        let arguments = arguments(command).unwrap_or_else(|| panic!("`{command}` is not ours"));
        if command.ends_with('&') {
            let options = arguments
                .strip_prefix(&["serve", "--port", "4566"])
                .unwrap_or_else(|| panic!("`{command}` serves on no port of the documents"));
            self.served = Some(Running::serve(self.folder, options));
            return String::new();
        }
        let url = self.served.as_ref().map_or(SERVED, |(_, url)| url);
        let arguments: Vec<&str> = arguments
            .into_iter()
            .map(|argument| if argument == SERVED { url } else { argument })
            .collect();
        let (status, shown) = run(&arguments, self.folder);
        self.status = status;
        shown.replace(url, SERVED)
    }
}

#[test]
fn shell_blocks_name_commands_and_flags_that_exist() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut problems = Vec::new();
    let lines = DOCUMENTS.iter().flat_map(|document| blocks(document, "sh"));
    for line in lines.flatten() {
        match arguments(line) {
            Some(arguments) => {
                let help = run(&[arguments[0], "--help"], folder.path()).1;
                problems.extend(unknown(&arguments, &help));
            }
            None if FOREIGN.iter().any(|foreign| line.starts_with(foreign)) => {}
            None => problems.push(format!("`{line}` is not a command of ours")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Returns the lines of every block that is fenced with the word `language`.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<Vec<&'a str>> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(word) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| *line != "```").collect();
            if word == language {
                blocks.push(block);
            }
        }
    }
    blocks
}

/// Splits a console block into its commands, each with the lines that it is said to show.
fn commands<'a>(block: &[&'a str]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, expected))) => expected.push(line),
            (None, None) => panic!("a console block starts with `{line}`, not with a command"),
        }
    }
    commands
}

/// Returns the arguments that a line gives the program, `None` where it runs another.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let line = line.split(" #").next()?.split(" 2>").next()?;
    let line = line.trim_end_matches([' ', '&']);
    let rest = PROGRAM
        .iter()
        .find_map(|program| line.strip_prefix(program))?;
    Some(rest.split_whitespace().collect())
}

/// Returns the flags that a command's help does not have.
fn unknown(arguments: &[&str], help: &str) -> Vec<String> {
    let known: Vec<&str> = help
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .collect();
    let flags = arguments
        .iter()
        .filter(|argument| argument.starts_with("--"));
    let names = flags.filter_map(|flag| flag.split('=').next());
    let mut problems: Vec<String> = names
        .filter(|name| !known.contains(name))
        .map(|name| format!("`{}` has no `{name}`", arguments[0]))
        .collect();
    if !help.contains(&format!("gamelift-conformance {}", arguments[0])) {
        problems.push(format!("there is no command `{}`", arguments[0]));
    }
    problems
}

/// Runs the program; returns its exit status, and stdout and stderr as a terminal mixes them.
fn run(arguments: &[&str], folder: &Path) -> (i32, String) {
    let mut shown: File = tempfile::tempfile().expect("a temporary file can be made");
    let stream = || Stdio::from(shown.try_clone().expect("a file handle can be copied"));
    let status = Command::new(env!("CARGO_BIN_EXE_gamelift-conformance"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(stream())
        .stderr(stream())
        .status()
        .expect("the program can be started");
    let mut text = String::new();
    shown.rewind().expect("a file can be rewound");
    shown
        .read_to_string(&mut text)
        .expect("the program prints UTF-8");
    (status.code().unwrap_or(-1), text)
}

/// Returns whether lines are as expected; an expected `…` stands for any number of them.
fn matches(expected: &[&str], shown: &[&str]) -> bool {
    match expected {
        [] => shown.is_empty(),
        ["…", rest @ ..] => (0..=shown.len()).any(|skipped| matches(rest, &shown[skipped..])),
        [line, rest @ ..] => {
            shown.first().is_some_and(|first| line_matches(line, first))
                && matches(rest, &shown[1..])
        }
    }
}

/// Returns whether a line is as expected; an expected `…` stands for any text.
fn line_matches(expected: &str, shown: &str) -> bool {
    let Some((start, rest)) = expected.split_once('…') else {
        return expected == shown;
    };
    let Some(shown) = shown.strip_prefix(start) else {
        return false;
    };
    let ends = shown.char_indices().map(|(at, _)| at).chain([shown.len()]);
    ends.into_iter().any(|at| line_matches(rest, &shown[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_commands_are_read_as_written() {
        let document = "a\n```sh\nb\n```\n```console\n$ c d\ne\n\n$ f\n```\n";
        assert_eq!(blocks(document, "sh"), [["b"]]);
        let console = blocks(document, "console");
        assert_eq!(
            commands(&console[0]),
            [("c d", vec!["e", ""]), ("f", vec![])]
        );
        assert_eq!(
            arguments("cargo run --release -- run --seed 1 &  # a"),
            Some(vec!["run", "--seed", "1"])
        );
        assert_eq!(arguments("cargo test"), None);
    }

    #[test]
    fn only_marked_places_may_vary() {
        assert!(matches(&["a", "…", "b … c"], &["a", "x", "y", "b 1 2 c"]));
        assert!(matches(&["…"], &[]));
        assert!(!matches(&["a", "b"], &["a"]));
        assert!(!matches(&["a"], &["a", "b"]));
        assert!(!matches(&["a … b"], &["a 1 c"]));
        assert!(line_matches("…é…", "xéy"));
    }

    #[test]
    fn a_flag_or_command_that_help_lacks_is_found() {
        let help = "Usage: gamelift-conformance run [OPTIONS]\n  --seed <SEED>  --strict\n";
        assert_eq!(unknown(&["run", "--seed=1", "--strict"], help), [""; 0]);
        assert_eq!(unknown(&["run", "--see", "1"], help).len(), 1);
        assert_eq!(unknown(&["ran"], help).len(), 1);
    }
}
