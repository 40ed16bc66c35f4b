//! The nearest known word to one that is not known.

/// Returns the known word that `word` is most likely a slip for, `None` where none is near.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            let likeness = strsim::jaro_winkler(&word, &candidate.to_ascii_lowercase());
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// Returns what to do about an unknown word, as a hint.
pub(super) fn hint<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    all: &str,
) -> String {
    match nearest(word, known) {
        Some(candidate) => format!("did you mean {candidate}? {all}"),
        None => all.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognized_and_anything_else_is_not() {
        let known = ["reservation_timeout", "tolerance"];
        assert_eq!(
            nearest("reservation-timeout", known),
            Some("reservation_timeout")
        );
        assert_eq!(nearest("tolerence", known), Some("tolerance"));
        assert_eq!(nearest("zzz", known), None);
    }
}
