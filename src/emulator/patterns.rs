//! The patterns of the service model's texts, written by hand.
//!
//! Each function says whether the whole text matches; lengths are checked elsewhere.

/// `^[a-zA-Z0-9:/-]+$`
pub(super) fn arn_characters(text: &str) -> bool {
    some(text, |c| c.is_ascii_alphanumeric() || ":/-".contains(c))
}

/// `^[a-zA-Z0-9-]+$`
pub(super) fn name_characters(text: &str) -> bool {
    some(text, |c| c.is_ascii_alphanumeric() || c == '-')
}

/// `^psess-\S+$`
pub(super) fn player_session_id(text: &str) -> bool {
    text.strip_prefix("psess-").is_some_and(no_space)
}

/// `^[a-z]*fleet-[a-zA-Z0-9\-]+$|^arn:.*:[a-z]*fleet\/[a-z]*fleet-[a-zA-Z0-9\-]+$`
pub(super) fn fleet_id_or_arn(text: &str) -> bool {
    fleet_id(text)
        || text.match_indices("fleet/").any(|(at, separator)| {
            let before = text[..at].trim_end_matches(|c: char| c.is_ascii_lowercase());
            is_arn_start(before) && fleet_id(&text[at + separator.len()..])
        })
}

/// `^custom-[A-Za-z0-9\-]+$`
pub(super) fn custom_location(text: &str) -> bool {
    text.strip_prefix("custom-").is_some_and(name_characters)
}

/// `^(custom-[A-Za-z0-9\-]+|arn:.*:location\/custom-\S+)$`
pub(super) fn custom_location_or_arn(text: &str) -> bool {
    custom_location(text) || arn_of(text, "location/custom-", no_space)
}

/// `^(alias-\S+|arn:.*:alias\/alias-\S+)$`
pub(super) fn alias_id_or_arn(text: &str) -> bool {
    text.strip_prefix("alias-").is_some_and(no_space) || arn_of(text, "alias/alias-", no_space)
}

/// `^.*\S.*$`
pub(super) fn non_blank(text: &str) -> bool {
    !text.contains(['\n', '\r']) && text.chars().any(|c| !c.is_whitespace())
}

/// `^[a-zA-Z0-9\-]+(\/[a-zA-Z0-9\-]+)?$`
pub(super) fn compute_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((first, second)) => name_characters(first) && name_characters(second),
        None => name_characters(text),
    }
}

/// `^([a-zA-Z0-9\-]+(\/[a-zA-Z0-9\-]+)?|arn:.*:compute\/[a-zA-Z0-9\-]+(\/[a-zA-Z0-9\-]+)?)$`
pub(super) fn compute_name_or_arn(text: &str) -> bool {
    compute_name(text) || arn_of(text, "compute/", compute_name)
}

/// `^[0-9A-Fa-f\:\.]+$`
pub(super) fn ip_address(text: &str) -> bool {
    some(text, |c| c.is_ascii_hexdigit() || c == ':' || c == '.')
}

/// `^[0-9a-zA-Z_\-\.]+$`
pub(super) fn dns_name(text: &str) -> bool {
    some(text, |c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// `^\d{1,5}(?:\.\d{1,5})?$`
pub(super) fn cost(text: &str) -> bool {
    let digits = |text: &str| text.len() <= 5 && some(text, |c| c.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

/// `^[a-z]*fleet-[a-zA-Z0-9\-]+$`
pub(super) fn fleet_id(text: &str) -> bool {
    text.match_indices("fleet-").any(|(at, separator)| {
        text[..at].chars().all(|c| c.is_ascii_lowercase())
            && name_characters(&text[at + separator.len()..])
    })
}

/// Returns whether the text is an ARN whose resource is `kind` and a rest that matches.
fn arn_of(text: &str, kind: &str, rest: impl Fn(&str) -> bool) -> bool {
    text.match_indices(kind)
        .any(|(at, kind)| is_arn_start(&text[..at]) && rest(&text[at + kind.len()..]))
}

/// Returns whether the text matches `^arn:.*:$`.
fn is_arn_start(text: &str) -> bool {
    text.strip_prefix("arn:")
        .is_some_and(|rest| rest.ends_with(':') && !rest.contains(['\n', '\r']))
}

fn no_space(text: &str) -> bool {
    some(text, |c| !c.is_whitespace())
}

fn some(text: &str, matches: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: fn(&str) -> bool, accepted: &[&str], rejected: &[&str]) {
        for text in accepted {
            assert!(pattern(text), "{text:?} should match");
        }
        for text in rejected {
            assert!(!pattern(text), "{text:?} should not match");
        }
    }

    #[test]
    fn each_pattern_matches_the_whole_text_or_nothing() {
        check(
            arn_characters,
            &["arn:aws:gamelift:us-east-1::gamesession/f/g", "x"],
            &["", "a b", "a_b", "a.b", "é", "a\n"],
        );
        check(
            player_session_id,
            &["psess-1", "psess-ä"],
            &["psess-", "psess-a b", "xpsess-1"],
        );
        check(
            fleet_id_or_arn,
            &[
                "fleet-1",
                "containerfleet-1-a",
                "fleet-fleet-1",
                "arn:aws:gamelift:us-east-1:1:fleet/fleet-1",
                "arn::containerfleet/fleet-1",
            ],
            &[
                "fleet-",
                "Xfleet-1",
                "fleet-1_",
                "arn:fleet/fleet-1",
                "fleet/fleet-1",
            ],
        );
        check(
            custom_location_or_arn,
            &["custom-1", "arn:aws:gamelift:r:1:location/custom-1"],
            &["custom-", "us-east-1", "arn:location/custom-1"],
        );
        check(
            alias_id_or_arn,
            &["alias-1", "arn:aws:gamelift:r::alias/alias-1"],
            &["alias-", "alias", "fleet-1"],
        );
        check(
            fleet_id,
            &["fleet-1", "containerfleet-1"],
            &["arn::fleet/fleet-1", "fleet-"],
        );
        check(non_blank, &["a", " a "], &["", " ", "a\nb"]);
        check(
            compute_name_or_arn,
            &["host-1", "task/1", "arn:aws:gamelift:r:1:compute/host-1"],
            &["", "a/b/c", "a/", "host_1"],
        );
        check(ip_address, &["127.0.0.1", "::1", "fe80:A"], &["", "host"]);
        check(dns_name, &["a_b-c.d"], &["", "a:b"]);
        check(
            cost,
            &["1", "12345.12345"],
            &["", ".5", "5.", "123456", "1.1.1"],
        );
    }
}
