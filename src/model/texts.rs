//! Texts that a careless target would alter, and what it would make of them.

use crate::api::document::Document;
use crate::api::json;

/// Returns whether `found` is a normalised, trimmed or cut form of `wanted`.
pub(super) fn is_altered(found: &str, wanted: &str) -> bool {
    /// How long a text is at least that a column of a table would cut.
    const LENGTH_MIN: usize = 32;
    let is_cut = found.chars().count() >= LENGTH_MIN && wanted.starts_with(found);
    is_cut || is_alike(found, wanted)
}

/// Returns whether `found` is a normalised, trimmed or re-encoded form of `wanted`.
pub(super) fn is_recoded(found: &str, wanted: &str) -> bool {
    is_alike(found, wanted) || is_escaped(found, wanted)
}

/// Returns whether two texts differ, and in nothing but letter case, spaces and signs.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    one != other && !folded(one).is_empty() && folded(one) == folded(other)
}

/// Returns whether a player id is one that a careless target would alter.
pub(super) fn is_awkward(player_id: &str) -> bool {
    is_unusual(player_id)
        || player_id.chars().any(|c| c.is_ascii_uppercase())
        || player_id.chars().count() > 255
}

/// Returns whether a player id holds characters that a careless target would not take.
pub(super) fn is_unusual(player_id: &str) -> bool {
    player_id.chars().any(|c| !c.is_ascii_graphic())
}

/// Returns whether a text has the form of a player session id (CPS-15).
pub(super) fn is_player_session_id(id: &str) -> bool {
    let rest = id.strip_prefix("psess-").unwrap_or_default();
    !rest.is_empty() && id.chars().count() <= 128 && !rest.contains(char::is_whitespace)
}

/// Returns whether one text is the other as markup or as a JSON string has it.
fn is_escaped(found: &str, wanted: &str) -> bool {
    const ENTITIES: [(&str, &str); 5] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let plain = ENTITIES
        .iter()
        .fold(found.to_owned(), |text, (entity, sign)| {
            text.replace(entity, sign)
        });
    let quoted = json::parse(format!("\"{found}\"").as_bytes());
    found != wanted && (plain == wanted || quoted == Ok(Document::Text(wanted.to_owned())))
}

fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
