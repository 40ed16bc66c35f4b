//! The ids of clauses and questions: those in `src/` against those in `specs/`.

use std::collections::BTreeSet;
use std::path::Path;

use toml::{Table, Value};

use super::modules;
use super::source::Source;

/// The families of ids; the last is that of the open questions.
const FAMILIES: [&str; 12] = [
    "CPS", "PSS", "GSS", "DPS", "DGS", "CGS", "UGS", "TGS", "SGS", "WIR", "SRV", "U",
];

/// Where the code that judges lives.
const JUDGES: [&str; 2] = ["src/model", "src/check"];

/// Returns the ids that one side has and the other has not.
pub(crate) fn problems(specs: &[(&Path, &str)], sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut known = BTreeSet::new();
    let mut decidable = BTreeSet::new();
    let mut broken = BTreeSet::new();
    for (path, text) in specs {
        match text.parse::<Table>() {
            Ok(table) => {
                read(&table, &mut known, &mut decidable);
                broken.extend(broken_by_faults(&table));
            }
            Err(error) => problems.push(format!("{}: {error}", path.display())),
        }
    }
    let unbroken = decidable.difference(&broken);
    problems.extend(unbroken.map(|id| format!("specs/: no fault breaks `{id}`")));
    for source in sources {
        for id in ids(&source.without_tests(&source.text)) {
            if !known.contains(id) && !known.is_empty() {
                problems.push(format!(
                    "{}: `{id}` is not in specs/",
                    source.path.display()
                ));
            }
        }
    }
    if modules::is_complete(&modules::present(sources)) {
        let is_judge = |source: &&Source| JUDGES.iter().any(|at| source.path.starts_with(at));
        let judging = sources.iter().filter(is_judge);
        let texts: Vec<String> = judging
            .map(|source| source.without_tests(&source.uncommented))
            .collect();
        let judged: BTreeSet<&str> = texts.iter().flat_map(|text| ids(text)).collect();
        let missing = decidable.iter().filter(|id| !judged.contains(id.as_str()));
        problems.extend(missing.map(|id| format!("specs/: `{id}` is judged nowhere in src/")));
    }
    problems
}

/// Adds the ids of one file of `specs/`.
fn read(table: &Table, known: &mut BTreeSet<String>, decidable: &mut BTreeSet<String>) {
    for (kind, is_clause) in [("clause", true), ("question", false)] {
        let entries = table
            .get(kind)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for entry in entries {
            let Some(id) = entry.get("id").and_then(Value::as_str) else {
                continue;
            };
            known.insert(id.to_owned());
            if is_clause && entry.get("unreachable").is_none() {
                decidable.insert(id.to_owned());
            }
        }
    }
}

/// Returns the clauses that the faults of one file of `specs/` break.
fn broken_by_faults(table: &Table) -> Vec<String> {
    let faults = table.get("fault").and_then(Value::as_array);
    let faults = faults.into_iter().flatten();
    let clauses = faults.filter_map(|fault| fault.get("clause").and_then(Value::as_str));
    clauses.map(str::to_owned).collect()
}

/// Returns every id that occurs in a text.
fn ids(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = text.split(|c| !is_part(c));
    words.filter(|word| is_id(word)).collect()
}

fn is_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(family, number)| {
        FAMILIES.contains(&family)
            && number.len() == 2
            && number.chars().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "
        [[clause]]
        id = 'CPS-01'
        [[clause]]
        id = 'CPS-02'
        unreachable = 'no public call shows it'
        [[question]]
        id = 'U-14'
        [[fault]]
        name = 'a'
        clause = 'CPS-01'
    ";

    #[track_caller]
    fn check(path: &str, code: &str, expected: &[&str]) {
        let judge = ("src/model/b.rs", "f(\"CPS-01\")");
        check_all(&[(path, code), judge], expected);
    }

    #[track_caller]
    fn check_all(files: &[(&str, &str)], expected: &[&str]) {
        let last = [("src/cli/mod.rs", ""), ("src/self_test.rs", "")];
        let sources = files.iter().chain(&last);
        let sources: Vec<Source> = sources
            .map(|(path, code)| Source::new(Path::new(path), code))
            .collect();
        assert_eq!(
            problems(&[(Path::new("specs/a.toml"), SPEC)], &sources),
            expected
        );
    }

    #[test]
    fn ids_are_read_as_whole_words() {
        assert_eq!(
            ids("CPS-09: a, `U-16/terminated`; (WIR-01)"),
            ["CPS-09", "U-16", "WIR-01"]
        );
        assert_eq!(
            ids("UTF-16 CPU-09 XCPS-09 CPS-9 CPS-099 U-1 S-CPS-09"),
            [""; 0]
        );
    }

    #[test]
    fn an_id_that_specs_do_not_have_is_found() {
        check(
            "src/api/a.rs",
            "// CPS-03: …",
            &["src/api/a.rs: `CPS-03` is not in specs/"],
        );
        check(
            "src/api/a.rs",
            "f(\"U-15\")",
            &["src/api/a.rs: `U-15` is not in specs/"],
        );
        check("src/api/a.rs", "// CPS-01, CPS-02 and U-14.", &[]);
        check(
            "src/api/a.rs",
            "#[cfg(test)]\nmod tests {\n    // CPS-99\n}",
            &[],
        );
    }

    #[test]
    fn a_clause_that_no_code_judges_is_found() {
        let missing = ["specs/: `CPS-01` is judged nowhere in src/"];
        check_all(&[("src/model/a.rs", "f(\"CPS-01\")")], &[]);
        check_all(&[("src/api/a.rs", "f(\"CPS-01\")")], &missing);
        check_all(&[("src/model/a.rs", "f() // CPS-01")], &missing);
        let test = "#[cfg(test)]\nmod tests {\n    f(\"CPS-01\")\n}";
        check_all(&[("src/check/a.rs", test)], &missing);
    }

    #[test]
    fn a_clause_that_no_fault_breaks_is_found() {
        let found = |spec: &str| problems(&[(Path::new("specs/a.toml"), spec)], &[]);
        assert_eq!(found(SPEC), [""; 0]);
        let other = SPEC.replace("clause = 'CPS-01'", "clause = 'CPS-02'");
        assert_eq!(found(&other), ["specs/: no fault breaks `CPS-01`"]);
    }

    #[test]
    fn a_spec_that_does_not_parse_is_found() {
        assert_eq!(
            problems(&[(Path::new("specs/a.toml"), "[[clause")], &[]).len(),
            1
        );
    }
}
