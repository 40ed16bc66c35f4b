//! Halves of surrogate pairs that stand alone.
//!
//! The grammar of JSON has escapes for them (RFC 8259, section 8.2), many writers let them
//! through, and no text of ours can hold one.

/// Returns the document with U+FFFD for every half that stands alone, `None` where none does.
pub(super) fn mend(body: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::with_capacity(body.len());
    let mut is_torn = false;
    let mut rest = body;
    while let Some((first, others)) = rest.split_first() {
        let length = match (first, half(rest)) {
            (_, Some(true)) if half(&rest[6..]) == Some(false) => 12,
            (_, Some(_)) => {
                is_torn = true;
                mended.extend_from_slice(br"\ufffd");
                rest = &rest[6..];
                continue;
            }
            (b'\\', None) if !others.is_empty() => 2,
            (_, None) => 1,
        };
        let (kept, following) = rest.split_at(length);
        mended.extend_from_slice(kept);
        rest = following;
    }
    is_torn.then_some(mended)
}

/// Returns whether bytes begin with the escape of a pair's first half, `Some(false)` for the
/// second, `None` for anything else.
fn half(bytes: &[u8]) -> Option<bool> {
    let digits = bytes.strip_prefix(br"\u")?.get(..4)?;
    let unit = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    match unit {
        0xd800..=0xdbff => Some(true),
        0xdc00..=0xdfff => Some(false),
        _ => None,
    }
}
