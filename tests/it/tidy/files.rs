//! The files of the repository, as the tests read them.

use std::path::{Path, PathBuf};

use super::source::Source;

/// What a run or an editor leaves behind, in any folder.
const LEFT_BEHIND: [&str; 4] = [".git", ".venv", "__pycache__", "conformance-results"];

/// What a build leaves behind, at the root; elsewhere it may be a module's name.
const BUILT: &str = "target";

/// Every text file of the repository by its path, relative and in order.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    files: Vec<(PathBuf, String)>,
}

impl Tree {
    /// Reads the repository that this test was built in.
    pub(crate) fn read() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        Self { root, files }
    }

    /// Returns the text of one file, empty where there is none.
    pub(crate) fn text(&self, path: &str) -> &str {
        let found = self.files.iter().find(|(name, _)| name == Path::new(path));
        found.map_or("", |(_, text)| text)
    }

    /// Returns the files under a folder whose names end in `.extension`; empty words mean all.
    pub(crate) fn texts(&self, folder: &str, extension: &str) -> Vec<(&Path, &str)> {
        let is_wanted = |path: &Path| {
            path.starts_with(folder)
                && (extension.is_empty() || path.extension().is_some_and(|end| end == extension))
        };
        let wanted = self.files.iter().filter(|(path, _)| is_wanted(path));
        wanted
            .map(|(path, text)| (path.as_path(), text.as_str()))
            .collect()
    }

    /// Returns the Rust sources under a folder.
    pub(crate) fn sources(&self, folder: &str) -> Vec<Source> {
        let texts = self.texts(folder, "rs");
        texts
            .into_iter()
            .map(|(path, text)| Source::new(path, text))
            .collect()
    }
}

/// Fails with every problem on a line of its own.
#[track_caller]
pub(crate) fn hold(problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "these tests are about the files themselves"
)]
fn collect(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("the repository is readable") {
        let entry = entry.expect("the repository is readable");
        let path = entry.path();
        let is_left_behind =
            LEFT_BEHIND.iter().any(|name| entry.file_name() == *name) || path == root.join(BUILT);
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() && !is_left_behind {
            collect(root, &path, files);
        } else if kind.is_file()
            && !is_left_behind
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            let relative = path
                .strip_prefix(root)
                .expect("the walk starts at the root");
            files.push((relative.to_path_buf(), text));
        }
    }
}
