//! Foreign text in Markdown: shown as it is, in a line or a block.

use std::fmt::Write as _;

/// Characters that mean something to Markdown or to HTML within a line.
const SPECIAL: &str = "&<>|`*_[]\\~#!@$\"'";

/// The longest text within a line, in characters.
const LINE_MAX: usize = 2_000;

/// Returns a text that shows as it is, in one line.
pub(super) fn text(raw: &str) -> String {
    let mut escaped = String::with_capacity(raw.len());
    for (position, character) in raw.chars().enumerate() {
        if position == LINE_MAX {
            escaped.push('…');
            break;
        }
        if SPECIAL.contains(character) {
            let _ = write!(escaped, "&#{};", u32::from(character));
        } else if character.is_whitespace() || character.is_control() {
            escaped.push(' ');
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Returns a text that shows as code, in one line.
pub(super) fn code(raw: &str) -> String {
    format!("<code>{}</code>", text(raw))
}

/// Returns a link to where it says, or the bare text where that is no address of the web.
pub(super) fn link(raw: &str) -> String {
    let is_address = raw.starts_with("https://") || raw.starts_with("http://");
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>|`\"\\()[]".contains(c);
    if is_address && raw.chars().all(is_plain) {
        format!("[{}](<{raw}>)", text(raw))
    } else {
        text(raw)
    }
}

/// Returns a block of text that shows as it is, line by line.
pub(super) fn fenced(raw: &str) -> String {
    let longest = raw.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let is_shown = |c: &char| *c == '\n' || !c.is_control();
    let body: String = raw.trim_end().chars().filter(is_shown).collect();
    format!("{fence}text\n{body}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_neither_end_a_cell_nor_open_a_tag() {
        assert_eq!(text("a | b"), "a &#124; b");
        assert_eq!(
            text("<b>*x*</b>\n`y`"),
            "&#60;b&#62;&#42;x&#42;&#60;/b&#62; &#96;y&#96;"
        );
        assert_eq!(code("A|B"), "<code>A&#124;B</code>");
        assert_eq!(text(&"é".repeat(2_001)).chars().count(), 2_001);
    }

    #[test]
    fn a_link_leads_to_the_web_or_nowhere() {
        assert_eq!(
            link("https://example.com/issues/12"),
            "[https://example.com/issues/12](<https://example.com/issues/12>)"
        );
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://a/) <b>"), "https://a/) &#60;b&#62;");
    }

    #[test]
    fn a_block_ends_where_its_fence_does() {
        assert_eq!(fenced("a\u{1b}\nb\n"), "```text\na\nb\n```\n");
        assert_eq!(
            fenced("````\n</details>"),
            "`````text\n````\n</details>\n`````\n"
        );
    }
}
