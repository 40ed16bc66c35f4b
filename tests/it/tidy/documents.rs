//! The documents: their form, the module map, and words that belong in no file.

use std::collections::BTreeSet;
use std::path::Path;

use super::modules;

/// The most lines of each document.
const LINES_MAX: [(&str, usize); 3] = [
    ("README.md", 150),
    ("ARCHITECTURE.md", 150),
    ("CONTRIBUTING.md", 120),
];

/// The documents that a reader may count on.
const DOCUMENTS: [&str; 4] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
];

/// Folders of somebody's machine; in pieces, so that this file is not a finding of its own.
const MACHINE_FOLDERS: [&str; 3] = [
    concat!("/", "home/"),
    concat!("/", "root/"),
    concat!("/", "work/"),
];

/// Hosts of package registries.
const REGISTRY_HOSTS: [&str; 5] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("npmjs", ".org"),
    concat!("deb.", "debian.org"),
];

/// Returns where the map of `ARCHITECTURE.md` and the modules of `src/` differ.
pub(crate) fn map(text: &str, present: &BTreeSet<String>) -> Vec<String> {
    let mapped: BTreeSet<&str> = text.lines().filter_map(mapped).collect();
    let is_complete = modules::is_complete(present);
    let mut problems = Vec::new();
    for module in present
        .iter()
        .filter(|module| !mapped.contains(module.as_str()))
    {
        problems.push(format!("ARCHITECTURE.md: the map lacks `{module}`"));
    }
    for module in mapped {
        let is_known = if is_complete {
            present.contains(module)
        } else {
            modules::listed().contains(&module)
        };
        if !is_known {
            problems.push(format!(
                "ARCHITECTURE.md: the map has `{module}`, which does not exist"
            ));
        }
    }
    problems
}

/// Returns what is wrong with the form of the documents.
pub(crate) fn forms(texts: &[(&Path, &str)], exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    for name in DOCUMENTS {
        if !texts.iter().any(|(path, _)| *path == Path::new(name)) {
            problems.push(format!("{name}: does not exist"));
        }
    }
    for (path, text) in texts {
        let name = path.display().to_string();
        let lines_max = LINES_MAX.iter().find(|(document, _)| *document == name);
        let lines = text.lines().count();
        if let Some((_, lines_max)) = lines_max.filter(|(_, lines_max)| lines > *lines_max) {
            problems.push(format!("{name}: {lines} lines, of at most {lines_max}"));
        }
        if name == "CHANGELOG.md" && headings(text).first() != Some(&"Unreleased") {
            problems.push(format!("{name}: the first section is not `## Unreleased`"));
        }
        if name == "README.md" && headings(text).is_empty() {
            problems.push(format!("{name}: has no `## ` sections"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        for link in links(text).filter(|link| !exists(&folder.join(link))) {
            problems.push(format!("{name}: links to `{link}`, which does not exist"));
        }
    }
    problems
}

/// Returns every line that names a folder of a machine or a package registry.
pub(crate) fn places(texts: &[(&Path, &str)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, text) in texts {
        for (at, line) in text.lines().enumerate() {
            let folder = MACHINE_FOLDERS
                .iter()
                .find(|folder| starts_path(line, folder));
            let host = REGISTRY_HOSTS.iter().find(|host| line.contains(**host));
            // The form of lock files is Cargo's own.
            let host = host.filter(|_| path.file_name() != Some("Cargo.lock".as_ref()));
            if let Some(place) = folder.or(host) {
                problems.push(format!("{}:{}: names `{place}`", path.display(), at + 1));
            }
        }
    }
    problems
}

/// Returns the module that a line of the map is about: "- `name`: …".
fn mapped(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix("- `")?.split_once('`')?;
    rest.starts_with(": ").then_some(name)
}

/// Returns the titles of a document's sections, in order.
fn headings(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect()
}

/// Returns the files that a document links to.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'));
    let files = targets.map(|(target, _)| target.split('#').next().unwrap_or(target));
    files.filter(|file| !file.is_empty() && !file.contains("://"))
}

/// Returns whether `folder` occurs in the line as the start of a path.
fn starts_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-./}".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn document<'a>(name: &'a str, text: &'a str) -> (&'a Path, &'a str) {
        (Path::new(name), text)
    }

    #[test]
    fn a_map_that_differs_from_the_tree_is_found() {
        let text = "- `api`: words.\n- `cli`: commands.\n- `self_test`: faults.\n";
        let all = modules(&["api", "cli", "self_test"]);
        assert_eq!(map(text, &all), [""; 0]);
        assert_eq!(
            map(&text[16..], &all).len(),
            1,
            "a module that is not on the map"
        );
        assert_eq!(
            map(&format!("{text}- `plan`: steps.\n"), &all).len(),
            1,
            "one that is gone"
        );
        assert_eq!(
            map("- `api`: words.\n- `plan`: steps.\n", &modules(&["api"])),
            [""; 0]
        );
        assert_eq!(map("- `plane`: steps.\n", &modules(&[])).len(), 1);
    }

    #[test]
    fn a_document_out_of_form_is_found() {
        let long = "a\n".repeat(151);
        let found = forms(
            &[
                document("README.md", &long),
                document("CHANGELOG.md", "# Changes\n\n## 0.1.0\n"),
                document(
                    "CONTRIBUTING.md",
                    "[a](b.md#c) [d](e.md) [f](https://g.example/h)",
                ),
            ],
            |path| path == Path::new("b.md"),
        );
        let expected = [
            "ARCHITECTURE.md: does not exist",
            "README.md: 151 lines, of at most 150",
            "README.md: has no `## ` sections",
            "CHANGELOG.md: the first section is not `## Unreleased`",
            "CONTRIBUTING.md: links to `e.md`, which does not exist",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_place_is_found_and_an_address_with_such_a_word_is_not() {
        let found = |line: &str| places(&[document("a.md", line)]).len();
        for folder in MACHINE_FOLDERS {
            assert_eq!(found(&format!("see `{folder}a`")), 1);
            assert_eq!(found(&format!("https://a.example{folder}a")), 0);
        }
        for host in REGISTRY_HOSTS {
            assert_eq!(found(&format!("from https://{host}/a")), 1);
            assert_eq!(places(&[document("Cargo.lock", host)]), [""; 0]);
        }
    }
}
