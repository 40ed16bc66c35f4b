//! The graph of the top-level modules: who may name whom, and what the core never names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::source::Source;

/// The pure modules: synchronous, without input, output or a clock.
const CORE: [&str; 8] = [
    "api", "spec", "history", "verdict", "model", "check", "plan", "findings",
];

/// Each module with everything it may name; only modules above it, so there is no cycle.
const MAY_NAME: &str = "
    api
    spec        api
    history     api
    verdict     api spec history
    model       api spec verdict history
    check       api spec verdict history model
    plan        api spec verdict history model check
    findings    api spec verdict history model check plan
    clock
    target      api history clock plan
    game_server api clock
    emulator    api clock
    provision   api history clock plan target game_server emulator
    artifact    CORE
    snapshot    CORE artifact
    runner      CORE clock target game_server provision emulator
    report      CORE
    self_test   CORE clock emulator provision runner artifact
    cli         CORE clock target game_server emulator provision artifact snapshot runner report self_test
";

/// The last modules to stand; until they do, the map and the clauses may be ahead of the code.
const LAST: [&str; 2] = ["cli", "self_test"];

/// Names that say nothing about what a module holds.
const BANNED_NAMES: [&str; 11] = [
    "util", "utils", "common", "helper", "helpers", "misc", "imp", "manager", "handler", "base",
    "core",
];

/// Parts of the standard library that reach the outside world.
const BANNED_IN_CORE_STD: [&str; 6] = ["env", "fs", "io", "net", "process", "thread"];

/// Words that mean a clock, a task, the outside world, or a domain type tied to a file format.
const BANNED_IN_CORE: [&str; 14] = [
    "async",
    "await",
    "clap",
    "Deserialize",
    "eprintln",
    "hyper",
    "Instant",
    "jiff",
    "miette",
    "println",
    "reqwest",
    "Serialize",
    "SystemTime",
    "tokio",
];

/// Returns the top-level modules that exist.
pub(crate) fn present(sources: &[Source]) -> BTreeSet<String> {
    sources
        .iter()
        .filter_map(|source| module(&source.path))
        .map(str::to_owned)
        .collect()
}

/// Returns whether every module stands, when those are `present`.
pub(crate) fn is_complete(present: &BTreeSet<String>) -> bool {
    LAST.iter().all(|module| present.contains(*module))
}

/// Returns the modules of the table, in order.
pub(crate) fn listed() -> Vec<&'static str> {
    rows(MAY_NAME)
        .into_iter()
        .map(|(module, _)| module)
        .collect()
}

/// Returns every path between top-level modules that the table does not have.
pub(crate) fn direction(sources: &[Source]) -> Vec<String> {
    let table: BTreeMap<&str, Vec<&str>> = rows(MAY_NAME).into_iter().collect();
    let mut problems = Vec::new();
    for source in sources {
        let path = source.path.display();
        let tokens = tokens(&source.code);
        let Some(module) = module(&source.path) else {
            problems.extend(root(source, &tokens));
            continue;
        };
        let Some(may_name) = table.get(module) else {
            problems.push(format!("{path}: `{module}` is not in the table of modules"));
            continue;
        };
        for head in heads(&tokens, "crate") {
            if head != module && !may_name.contains(&head) {
                problems.push(format!("{path}: `{module}` names `{head}`"));
            }
        }
        if leaves_module(&tokens, depth(&source.path)) {
            problems.push(format!("{path}: `super` leaves `{module}`; say `crate::…`"));
        }
    }
    problems
}

/// Returns what in the core reaches out of it.
pub(crate) fn purity(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let is_core = |source: &&Source| module(&source.path).is_some_and(|name| CORE.contains(&name));
    for source in sources.iter().filter(is_core) {
        let code = source.without_tests(&source.code);
        let tokens = tokens(&code);
        let standard = heads(&tokens, "std").into_iter();
        let reached = standard.filter(|head| BANNED_IN_CORE_STD.contains(head));
        let words = tokens
            .iter()
            .copied()
            .filter(|token| BANNED_IN_CORE.contains(token));
        for name in reached.chain(words) {
            problems.push(format!(
                "{}: the core names `{name}`",
                source.path.display()
            ));
        }
    }
    problems
}

/// Returns the modules whose names say nothing.
pub(crate) fn names(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        let path = source.path.with_extension("");
        let files = path.iter().filter_map(|part| part.to_str());
        let tokens = tokens(&source.code);
        let inline = tokens
            .windows(2)
            .filter(|pair| pair[0] == "mod")
            .map(|pair| pair[1]);
        for name in files
            .chain(inline)
            .filter(|name| BANNED_NAMES.contains(name))
        {
            problems.push(format!(
                "{}: a module is called `{name}`",
                source.path.display()
            ));
        }
    }
    problems
}

/// Returns the rows of a table, with `CORE` spelled out.
fn rows(table: &str) -> Vec<(&str, Vec<&str>)> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    let rows = lines.map(|line| {
        let mut words = line.split_whitespace();
        let module = words.next().expect("the line is not empty");
        let named = words.flat_map(|word| match word {
            "CORE" => CORE.to_vec(),
            word => vec![word],
        });
        (module, named.collect())
    });
    rows.collect()
}

/// Returns what is wrong with one of the two files that belong to no module.
fn root(source: &Source, tokens: &[&str]) -> Vec<String> {
    let path = source.path.display();
    let mut problems = Vec::new();
    if source.path == Path::new("src/lib.rs") && tokens.contains(&"use") {
        problems.push(format!(
            "{path}: re-exports or uses something; it is only the map"
        ));
    }
    for head in heads(tokens, "gamelift_conformance") {
        if head != "cli" {
            problems.push(format!(
                "{path}: the program names `{head}`; it is `cli` alone"
            ));
        }
    }
    problems
}

/// Returns the top-level module that a path belongs to, `None` for the crate's root.
fn module(path: &Path) -> Option<&str> {
    let name = path.strip_prefix("src").ok()?.iter().next()?.to_str()?;
    match name {
        "lib.rs" | "main.rs" => None,
        name => Some(name.strip_suffix(".rs").unwrap_or(name)),
    }
}

/// Returns how many modules deep a file is: 1 for `src/clock.rs` and `src/api/mod.rs`.
fn depth(path: &Path) -> usize {
    let parts = path.iter().count() - 1;
    if path.ends_with("mod.rs") {
        parts - 1
    } else {
        parts
    }
}

/// Splits code into words, `::` and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// Returns the first segment of every path that starts at `root`, groups spelled out.
fn heads<'a>(tokens: &[&'a str], root: &str) -> Vec<&'a str> {
    let mut heads = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at] != root || tokens.get(at + 1) != Some(&"::") {
            continue;
        }
        let mut inner = 0;
        let mut is_first = true;
        for token in &tokens[at + 2..] {
            match *token {
                "{" => inner += 1,
                "}" => inner -= 1,
                "," if inner == 1 => is_first = true,
                head if is_first && inner <= 1 => {
                    heads.push(head);
                    is_first = false;
                }
                _ => {}
            }
            if inner == 0 {
                break;
            }
        }
    }
    heads
}

/// Returns whether a path of `super`s goes above the top-level module.
fn leaves_module(tokens: &[&str], file_depth: usize) -> bool {
    let mut is_module = Vec::new();
    let mut climbed = 0;
    for (at, &token) in tokens.iter().enumerate() {
        match token {
            "{" => is_module.push(at >= 2 && tokens[at - 2] == "mod"),
            "}" => drop(is_module.pop()),
            _ => {}
        }
        climbed = match token {
            "super" if tokens.get(at + 1) == Some(&"::") => climbed + 1,
            "::" => climbed,
            _ => 0,
        };
        let inline_depth = is_module.iter().filter(|is_module| **is_module).count();
        if climbed >= file_depth + inline_depth {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&[Source]) -> Vec<String>, path: &str, text: &str, expected: &[&str]) {
        let problems = rule(&[Source::new(Path::new(path), text)]);
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, part) in problems.iter().zip(expected) {
            assert!(problem.contains(part), "{problem:?} does not say {part:?}");
        }
    }

    #[test]
    fn the_table_has_no_cycle() {
        let rows = rows(MAY_NAME);
        for (at, (module, named)) in rows.iter().enumerate() {
            for name in named {
                let is_above = rows[..at].iter().any(|(above, _)| above == name);
                assert!(is_above, "`{module}` names `{name}`, which is not above it");
            }
        }
        assert!(CORE.iter().all(|module| listed().contains(module)));
    }

    #[test]
    fn a_path_against_the_table_is_found_however_it_is_written() {
        let names_model = ["`emulator` names `model`"];
        check(
            direction,
            "src/emulator/a.rs",
            "use crate::model::State;",
            &names_model,
        );
        check(
            direction,
            "src/emulator.rs",
            "use crate::{api::{x, y}, model};",
            &names_model,
        );
        check(
            direction,
            "src/emulator.rs",
            "fn a() { crate::model::b() }",
            &names_model,
        );
        check(
            direction,
            "src/report/a.rs",
            "use crate::{\n  runner::A,\n};",
            &["names `runner`"],
        );
        check(direction, "src/api/mod.rs", "use crate::*;", &["names `*`"]);
        check(
            direction,
            "src/extra.rs",
            "fn a() {}",
            &["`extra` is not in the table"],
        );
    }

    #[test]
    fn a_path_of_the_table_passes() {
        check(
            direction,
            "src/model/a.rs",
            "use crate::{api::{x, y}, model::z, spec};",
            &[],
        );
        check(
            direction,
            "src/emulator.rs",
            "// crate::model is a stranger.\nuse crate::api;",
            &[],
        );
        check(
            direction,
            "src/cli/a.rs",
            "pub(crate) fn a() { crate::runner::b(\"crate::x\") }",
            &[],
        );
        check(
            direction,
            "src/main.rs",
            "use gamelift_conformance::cli;",
            &[],
        );
    }

    #[test]
    fn super_that_leaves_a_module_is_found() {
        check(
            direction,
            "src/clock.rs",
            "use super::api;",
            &["`super` leaves `clock`"],
        );
        check(
            direction,
            "src/api/json.rs",
            "use super::super::spec;",
            &["leaves `api`"],
        );
        check(
            direction,
            "src/api/json.rs",
            "use super::reply::Reply;",
            &[],
        );
        check(
            direction,
            "src/clock.rs",
            "mod tests { use super::*; }",
            &[],
        );
        check(
            direction,
            "src/clock.rs",
            "mod tests { use super::super::api; }",
            &["leaves"],
        );
        check(
            direction,
            "src/clock.rs",
            "mod a { fn b() {} } use super::api;",
            &["leaves"],
        );
    }

    #[test]
    fn the_root_is_a_map_and_the_program_is_its_command_line() {
        check(
            direction,
            "src/lib.rs",
            "pub mod api;\npub use api::x;",
            &["only the map"],
        );
        check(direction, "src/lib.rs", "pub mod api;", &[]);
        check(
            direction,
            "src/main.rs",
            "use gamelift_conformance::runner;",
            &["`cli` alone"],
        );
    }

    #[test]
    fn a_core_that_reaches_out_is_found_outside_its_tests() {
        check(purity, "src/plan/a.rs", "use std::{fmt, fs};", &["`fs`"]);
        check(
            purity,
            "src/plan/a.rs",
            "use std::time::{Duration, Instant};",
            &["`Instant`"],
        );
        check(
            purity,
            "src/api/a.rs",
            "#[derive(Debug, Serialize)]\nstruct A;",
            &["`Serialize`"],
        );
        check(
            purity,
            "src/check/a.rs",
            "async fn a() { tokio::b().await }",
            &["async", "tokio", "await"],
        );
        check(purity, "src/runner/a.rs", "use tokio::fs;", &[]);
        check(
            purity,
            "src/plan/a.rs",
            "#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
            &[],
        );
        check(
            purity,
            "src/plan/a.rs",
            "//! Names no `tokio`.\nuse std::fmt;",
            &[],
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        check(names, "src/runner/util.rs", "", &["`util`"]);
        check(names, "src/helpers/mod.rs", "", &["`helpers`"]);
        check(names, "src/runner/a.rs", "mod common { }", &["`common`"]);
        check(names, "src/runner/case.rs", "fn common() {}", &[]);
    }
}
