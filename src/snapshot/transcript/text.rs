//! Documents and texts as lines.

use sha2::{Digest, Sha256};

use crate::api::document::Document;

/// The longest text that is written whole, in characters.
const WHOLE: usize = 64;

/// How many characters of a longer text are written.
const HEAD: usize = 20;

/// Returns a document as indented lines; its texts are taken as they are.
pub(super) fn lines(document: &Document) -> Vec<String> {
    if let Document::List(items) = document {
        return items.iter().flat_map(item).collect();
    }
    let Document::Map(members) = document else {
        return vec![scalar(document)];
    };
    let mut lines = Vec::new();
    for (name, value) in members {
        if has_lines(value) {
            lines.push(format!("{name}:"));
            let inner = self::lines(value).into_iter();
            lines.extend(inner.map(|line| format!("  {line}")));
        } else {
            lines.push(format!("{name}: {}", scalar(value)));
        }
    }
    lines
}

/// Returns whether a value takes lines of its own.
fn has_lines(value: &Document) -> bool {
    if let Document::List(items) = value {
        return items.iter().any(|one| matches!(one, Document::Map(_)));
    }
    matches!(value, Document::Map(members) if !members.is_empty())
}

fn item(value: &Document) -> Vec<String> {
    let lines = lines(value).into_iter().zip(0..);
    let lines = lines.map(|(line, index)| {
        let bullet = if index == 0 { "- " } else { "  " };
        format!("{bullet}{line}")
    });
    lines.collect()
}

fn scalar(value: &Document) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Bool(value) => value.to_string(),
        Document::Integer(value) => value.to_string(),
        Document::Float(value) => format!("{value:?}"),
        Document::Text(text) => text.clone(),
        Document::Timestamp(_) => "<time>".to_owned(),
        Document::Foreign(name) => format!("<{name}>"),
        Document::List(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            format!("[{}]", items.join(", "))
        }
        Document::Map(_) => "{}".to_owned(),
    }
}

/// Returns a text of the plan: bare where it is a plain word, else in quotes; a long one is
/// told by its beginning, its length and a digest.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let count = text.chars().count();
    if count > WHOLE {
        let mut characters = text.chars();
        let first = characters.next().unwrap_or_default();
        if characters.all(|c| c == first) {
            return format!("{} x {count}", json(&first.to_string()));
        }
        let head: String = text.chars().take(HEAD).collect();
        let digest = Sha256::digest(text.as_bytes());
        let digest = format!(
            "{:02x}{:02x}{:02x}{:02x}",
            digest[0], digest[1], digest[2], digest[3]
        );
        return format!("{}… ({count} characters, {digest})", json(&head));
    }
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_plain);
    if is_word && !["null", "true", "false"].contains(&text) {
        text.to_owned()
    } else {
        json(text)
    }
}

fn json(text: &str) -> String {
    let text = serde_json::Value::from(text).to_string();
    // These would end a line, or not show.
    text.chars()
        .map(|c| {
            if c.is_control() || "\u{2028}\u{2029}\u{feff}".contains(c) {
                format!("\\u{:04x}", c as u32)
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// Returns a name that a target gave, where it is one.
pub(super) fn identifier(name: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._#".contains(c);
    if name.len() <= WHOLE && name.chars().all(is_plain) {
        name
    } else {
        "<name>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_in_a_line_and_another_text_in_another() {
        assert_eq!(quoted("p-1"), "p-1");
        assert_eq!(quoted("null"), "\"null\"");
        assert_eq!(quoted("10"), "\"10\"");
        assert_eq!(quoted("<fleet-1>"), "\"<fleet-1>\"");
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert_eq!(quoted(&"é".repeat(1024)), "\"é\" x 1024");
        let long = "ab".repeat(40);
        assert_ne!(quoted(&long), quoted(&(long[..79].to_owned() + "c")));
    }
}
