//! Texts and times, short enough to stand in a line.

use std::fmt::Write as _;
use std::time::Duration;

/// The longest text that is shown whole, in characters.
const WHOLE: usize = 32;

/// How many characters of a longer text are shown.
const HEAD: usize = 20;

/// Returns a text as it stands in a line: bare where it is a plain word, else quoted.
pub(super) fn bare(text: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if !text.is_empty() && text.len() <= WHOLE && text.chars().all(plain) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Returns a text in quotes, abbreviated where it is long.
pub(super) fn quoted(text: &str) -> String {
    let count = text.chars().count();
    if count <= WHOLE {
        return format!("{text:?}");
    }
    let mut characters = text.chars();
    let first = characters.next().unwrap_or_default();
    if characters.all(|character| character == first) {
        return repeated(first, count);
    }
    let head: String = text.chars().take(HEAD).collect();
    format!("{head:?}… ({count} characters)")
}

/// Returns a text of one character many times.
pub(super) fn repeated(character: char, count: usize) -> String {
    format!("{:?} x {count}", character.to_string())
}

/// Returns a list in brackets, its tail left out where it is long: `[p-1, p-2, … 25 players]`.
pub(super) fn list(items: &[String], noun: &str) -> String {
    format!("[{}]", enumeration(items, 4, noun))
}

/// Returns items with commas between them, the tail left out past `shown`.
pub(super) fn enumeration(items: &[String], shown: usize, noun: &str) -> String {
    if items.len() <= shown {
        return items.join(", ");
    }
    let head = items.get(..shown.saturating_sub(2)).unwrap_or_default();
    let mut words = head.join(", ");
    let _ = write!(words, ", … {} {noun}", items.len());
    words
}

/// Returns a time in the largest unit that tells it exactly: `60s`, `1500ms`.
pub fn duration(time: Duration) -> String {
    if time.subsec_nanos() == 0 {
        format!("{}s", time.as_secs())
    } else if time.subsec_nanos().is_multiple_of(1_000_000) {
        format!("{}ms", time.as_millis())
    } else {
        format!("{}ns", time.as_nanos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bare_quoted_or_abbreviated() {
        assert_eq!(bare("p-1"), "p-1");
        assert_eq!(bare("p 1"), "\"p 1\"");
        assert_eq!(bare(""), "\"\"");
        assert_eq!(bare(&"é".repeat(1024)), "\"é\" x 1024");
        assert_eq!(
            quoted(&format!("b{}", "a".repeat(40))),
            "\"baaaaaaaaaaaaaaaaaaa\"… (41 characters)"
        );
    }

    #[test]
    fn a_long_list_says_how_long_it_is() {
        let items: Vec<String> = (1..=25).map(|number| format!("p-{number}")).collect();
        assert_eq!(list(&items, "players"), "[p-1, p-2, … 25 players]");
        assert_eq!(list(&items[..4], "players"), "[p-1, p-2, p-3, p-4]");
    }

    #[test]
    fn a_time_is_told_exactly() {
        assert_eq!(duration(Duration::from_mins(1)), "60s");
        assert_eq!(duration(Duration::from_millis(1500)), "1500ms");
        assert_eq!(duration(Duration::from_nanos(7)), "7ns");
    }
}
