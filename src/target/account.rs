//! The endpoints of AWS: how they are called, and how a URL is known to be one of them.

use url::{Host, Url};

/// The domains under which AWS's services answer.
const DOMAINS: [&str; 4] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
];

/// Returns GameLift's endpoint in a Region.
pub fn endpoint(region: &str) -> String {
    format!("https://gamelift.{region}.amazonaws.com")
}

/// Returns whether a URL leads to AWS itself, so that what is created there has a price.
pub fn is_aws(url: &str) -> bool {
    let host = host(url).unwrap_or_default();
    DOMAINS.iter().any(|domain| host.ends_with(domain))
}

/// Returns the Region that the URL of an AWS endpoint names, `None` for any other.
pub fn region_of(url: &str) -> Option<String> {
    let host = host(url)?;
    let service = DOMAINS
        .iter()
        .find_map(|domain| host.strip_suffix(domain))?;
    let (name, region) = service.split_once('.')?;
    (name.starts_with("gamelift") && is_region(region)).then(|| region.to_owned())
}

/// Returns whether a text may be the name of a Region: it becomes part of a host's name.
pub fn is_region(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 32 && text.chars().all(is_part)
}

/// Returns a URL's host in lower case and without the dot of an absolute name.
fn host(url: &str) -> Option<String> {
    match Url::parse(url).ok()?.host()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, is_at_aws: bool, region: Option<&str>) {
        assert_eq!(is_aws(url), is_at_aws, "{url}");
        assert_eq!(region_of(url).as_deref(), region, "{url}");
    }

    #[test]
    fn every_endpoint_of_aws_is_known_with_its_region() {
        check(&endpoint("eu-west-1"), true, Some("eu-west-1"));
        check(
            "https://GameLift.us-east-1.amazonaws.com./",
            true,
            Some("us-east-1"),
        );
        check(
            "http://gamelift-fips.us-east-1.amazonaws.com:80/x",
            true,
            Some("us-east-1"),
        );
        check(
            "https://gamelift.eu-central-1.api.aws",
            true,
            Some("eu-central-1"),
        );
        check(
            "https://gamelift.cn-north-1.amazonaws.com.cn",
            true,
            Some("cn-north-1"),
        );
        check("https://vpce-1.execute-api.amazonaws.com", true, None);
    }

    #[test]
    fn what_only_looks_like_aws_is_not_taken_for_it() {
        for url in [
            "http://127.0.0.1:4566",
            "http://localhost",
            "https://amazonaws.com.example.org",
            "https://example.org/gamelift.us-east-1.amazonaws.com",
            "https://notamazonaws.com",
            "no url",
        ] {
            check(url, false, None);
        }
    }

    #[test]
    fn a_region_is_what_fits_in_a_host_name() {
        assert!(is_region("ap-southeast-2"));
        for text in ["", "US-EAST-1", "us-east-1.evil", "us east", "a/b"] {
            assert!(!is_region(text), "{text}");
        }
    }
}
