//! The README's commands, held against the program.
//!
//! In a `console` block each `$ ` line is run, in one folder for the whole document, and what
//! follows it is compared with what a terminal would show; `…` stands for what varies, alone on a
//! line for any number of lines.
//! In an `sh` block the sub-commands and flags must exist.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};

const README: &str = include_str!("../../README.md");

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
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut status = 0;
    for block in blocks(README, "console") {
        for (command, expected) in commands(&block) {
            let shown = if command == "echo $?" {
                status.to_string()
            } else {
                let arguments = arguments(command);
                let arguments = arguments.unwrap_or_else(|| panic!("`{command}` is not ours"));
                let (code, shown) = run(&arguments, folder.path());
                status = code;
                shown
            };
            let lines: Vec<&str> = shown.trim_end().lines().collect();
            assert!(
                matches(&expected, &lines),
                "`{command}` shows\n{shown}\nand the README says\n{}",
                expected.join("\n")
            );
        }
    }
}

#[test]
fn shell_blocks_name_commands_and_flags_that_exist() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut problems = Vec::new();
    for line in blocks(README, "sh").into_iter().flatten() {
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
    let line = line.split(" #").next()?.trim_end_matches([' ', '&']);
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
