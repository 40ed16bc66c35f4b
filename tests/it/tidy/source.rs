//! One Rust source file, and the same text with everything but code blanked out.
//!
//! Reads what rustfmt writes; it is no parser.

use std::path::{Path, PathBuf};

/// The most lines a file of `src/` has, tests apart.
const LINES_MAX: usize = 400;

/// A source file; its three texts have the same lines.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// As written.
    pub(crate) text: String,
    /// Without comments.
    pub(crate) uncommented: String,
    /// Without comments and the insides of literals.
    pub(crate) code: String,
    /// Whether each line belongs to a test module.
    pub(crate) is_test: Vec<bool>,
}

impl Source {
    pub(crate) fn new(path: &Path, text: &str) -> Self {
        let code = blanked(text, Literals::Blanked);
        // `tests.rs`, and the parts of one in a directory of its own.
        let is_test = if path.with_extension("").iter().any(|part| part == "tests") {
            vec![true; code.lines().count()]
        } else {
            test_lines(&code)
        };
        let uncommented = blanked(text, Literals::Kept);
        Self {
            path: path.to_path_buf(),
            text: text.to_owned(),
            uncommented,
            code,
            is_test,
        }
    }

    /// Returns one of the source's texts without the lines of its tests.
    pub(crate) fn without_tests(&self, text: &str) -> String {
        let lines = text.split_inclusive('\n').zip(&self.is_test);
        lines
            .filter(|(_, is_test)| !**is_test)
            .map(|(line, _)| line)
            .collect()
    }
}

/// Returns what is wrong with the outer form of the sources.
pub(crate) fn shape(sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        let path = source.path.display();
        if !source.text.starts_with("//! ") {
            problems.push(format!("{path}: does not start with a `//!` line"));
        }
        if source.code.contains("[allow(") {
            problems.push(format!(
                "{path}: allows a lint; `expect` it, with the reason"
            ));
        }
        let lines = source.without_tests(&source.text).lines().count();
        if source.path.starts_with("src") && lines > LINES_MAX {
            problems.push(format!(
                "{path}: {lines} lines without tests, of at most {LINES_MAX}"
            ));
        }
    }
    problems
}

#[derive(Clone, Copy, PartialEq)]
enum Literals {
    Kept,
    Blanked,
}

/// Returns the text with comments, and literals where asked, replaced by spaces.
fn blanked(text: &str, literals: Literals) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let is_inside_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let (length, is_comment) = match rest {
            ['/', '/', ..] => (until(rest, &['\n']), true),
            ['/', '*', ..] => (until(rest, &['*', '/']) + 2, true),
            ['"', ..] => (quoted(rest), false),
            ['r', '"' | '#', ..] if !is_inside_word => (raw(rest, 1), false),
            ['b', 'r', '"' | '#', ..] if !is_inside_word => (raw(rest, 2), false),
            ['\'', '\\', ..] => (until(&rest[3..], &['\'']) + 4, false),
            ['\'', _, '\'', ..] => (3, false),
            _ => (0, false),
        };
        let end = (at + length.max(1)).min(chars.len());
        let is_kept = length == 0 || (!is_comment && literals == Literals::Kept);
        out.extend(
            chars[at..end]
                .iter()
                .map(|&c| if is_kept || c == '\n' { c } else { ' ' }),
        );
        at = end;
    }
    out
}

/// Returns how many characters come before `mark`, all where it does not come.
fn until(chars: &[char], mark: &[char]) -> usize {
    chars
        .windows(mark.len())
        .position(|window| window == mark)
        .unwrap_or(chars.len())
}

/// Returns the length of the string literal that `chars` starts with.
fn quoted(chars: &[char]) -> usize {
    let mut at = 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Returns the length of the raw string literal whose `#`s start at `at`, zero where it is none.
fn raw(chars: &[char], at: usize) -> usize {
    let hashes = chars[at..].iter().take_while(|&&c| c == '#').count();
    let open = at + hashes + 1;
    if chars.get(open - 1) != Some(&'"') {
        return 0;
    }
    let mut mark = vec!['"'];
    mark.extend(std::iter::repeat_n('#', hashes));
    open + until(&chars[open..], &mark) + mark.len()
}

/// Returns for each line whether it belongs to an inline `#[cfg(test)]` module.
fn test_lines(code: &str) -> Vec<bool> {
    let lines: Vec<&str> = code.lines().collect();
    let mut is_test = vec![false; lines.len()];
    for (start, line) in lines.iter().enumerate() {
        if line.trim() != "#[cfg(test)]" {
            continue;
        }
        let is_attribute = |line: &&&str| line.trim().starts_with("#[");
        let attributes = lines[start..].iter().take_while(is_attribute).count();
        let mut depth = 0;
        for at in start + attributes..lines.len() {
            let is_module = lines[at].trim().starts_with("mod ") && lines[at].ends_with('{');
            if depth == 0 && !is_module {
                break;
            }
            depth += lines[at].matches('{').count();
            depth -= lines[at].matches('}').count();
            if depth == 0 {
                is_test[start..=at].fill(true);
                break;
            }
        }
    }
    is_test
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source::new(Path::new(path), text)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(blanked(text, Literals::Blanked), expected);
    }

    #[test]
    fn comments_and_literals_are_blanked_and_code_is_not() {
        check("a // b\nc", "a     \nc");
        check("a /* b\n */ c", "a     \n    c");
        check(r#"f("a\"b") + 1"#, "f(      ) + 1");
        check("f(r#\"a\"b\"#)", "f(        )");
        check("for r in 'a'..='\\n' {}", "for r in    ..=     {}");
        check("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)");
        check("let r#type = 1;", "let r#type = 1;");
        assert_eq!(blanked("a(\"b\") // c", Literals::Kept), "a(\"b\")     ");
    }

    #[test]
    fn inline_test_modules_are_cut_and_nothing_else_is() {
        let text =
            "//! A.\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c() }\n}\nfn d() {}\n";
        let source = source("src/a.rs", text);
        assert_eq!(source.without_tests(text), "//! A.\nfn a() {}\nfn d() {}\n");
        assert_eq!(
            test_lines("#[cfg(test)]\nmod tests;\nfn a() {}"),
            [false; 3]
        );
        for path in ["src/a/tests.rs", "src/a/tests/b.rs"] {
            assert_eq!(Source::new(Path::new(path), "//! A.\n").is_test, [true]);
        }
    }

    #[test]
    fn a_file_that_is_long_silent_or_lenient_is_found() {
        let long = format!("//! A.\n{}", "x();\n".repeat(LINES_MAX));
        assert_eq!(shape(&[source("src/a.rs", &long)]).len(), 1);
        assert_eq!(shape(&[source("tests/a.rs", &long)]), Vec::<String>::new());
        assert_eq!(shape(&[source("src/a.rs", "fn a() {}\n")]).len(), 1);
        assert_eq!(
            shape(&[source(
                "src/a.rs",
                "//! A.\n#[allow(dead_code)]\nfn a() {}\n"
            )])
            .len(),
            1
        );
        assert_eq!(
            shape(&[source("src/a.rs", "//! No `#[allow(dead_code)]`.\n")]),
            [""; 0]
        );
    }
}
