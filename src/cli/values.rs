//! Values of flags, parsed once.

use std::path::PathBuf;

use http::{HeaderName, HeaderValue};

use crate::report::{FORMATS, Reporter};
use crate::self_test::table::{self, Row};

/// A seed that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seed {
    /// This one.
    Given(u64),
    /// Any.
    Random,
}

/// A target as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetRequest {
    /// The service itself, in a Region that is yet to be found out.
    Aws,
    /// This one.
    Chosen(TargetChoice),
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetChoice {
    /// The embedded emulator.
    Embedded,
    /// An endpoint.
    Url(String),
    /// The endpoint that the adapter names.
    OfAdapter,
}

/// A report that was asked for.
#[derive(Clone, Debug)]
pub(super) struct ReportRequest {
    /// What writes it.
    pub(super) reporter: Reporter,
    /// Where it goes.
    pub(super) path: ReportPath,
}

/// A table of faults that was asked for.
#[derive(Clone, Debug)]
pub(super) struct TableRequest {
    /// What writes it.
    pub(super) writer: fn(&[Row]) -> String,
    /// Where it goes.
    pub(super) path: ReportPath,
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReportPath {
    /// The standard output, in place of the report for people.
    Stdout,
    /// A file.
    File(PathBuf),
}

/// A header that goes with every request.
pub(super) type Header = (HeaderName, HeaderValue);

/// Where histories go.
pub(super) type HistoryPath = PathBuf;

/// Reads a number or `random`.
pub(super) fn seed(text: &str) -> Result<Seed, String> {
    if text == "random" {
        return Ok(Seed::Random);
    }
    text.parse()
        .map(Seed::Given)
        .map_err(|_| "give a number from 0 to 18446744073709551615, or `random`".to_owned())
}

/// Reads `embedded`, `aws` or a URL.
pub(super) fn target_request(text: &str) -> Result<TargetRequest, String> {
    if text == "aws" {
        return Ok(TargetRequest::Aws);
    }
    if text == "embedded" {
        return Ok(TargetRequest::Chosen(TargetChoice::Embedded));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(TargetRequest::Chosen(TargetChoice::Url(text.to_owned())));
    }
    Err("give `embedded`, `aws` or a URL such as http://localhost:4566".to_owned())
}

/// Reads `FORMAT=PATH`.
pub(super) fn report_request(text: &str) -> Result<ReportRequest, String> {
    let formats = || FORMATS.map(|(name, _)| name).join(", ");
    let (format, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or_else(|| format!("give FORMAT=PATH; formats are: {}", formats()))?;
    let (_, reporter) = FORMATS
        .into_iter()
        .find(|(name, _)| *name == format)
        .ok_or_else(|| format!("there is no format {format:?}; formats are: {}", formats()))?;
    let path = match path {
        "-" => ReportPath::Stdout,
        path => ReportPath::File(PathBuf::from(path)),
    };
    Ok(ReportRequest { reporter, path })
}

/// Reads `FORMAT=PATH` of a table.
pub(super) fn table_request(text: &str) -> Result<TableRequest, String> {
    let known = "give json=PATH or markdown=PATH";
    let (format, path) = text.split_once('=').ok_or(known)?;
    let writer = match format {
        "json" => table::json,
        "markdown" => table::markdown,
        _ => return Err(known.to_owned()),
    };
    let path = match path {
        "" => return Err(known.to_owned()),
        "-" => ReportPath::Stdout,
        path => ReportPath::File(PathBuf::from(path)),
    };
    Ok(TableRequest { writer, path })
}

/// Reads `NAME=VALUE`.
pub(super) fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "give NAME=VALUE".to_owned())?;
    let name = HeaderName::try_from(name).map_err(|_| format!("{name:?} is no header's name"))?;
    let value =
        HeaderValue::try_from(value).map_err(|_| format!("{value:?} does not fit in a header"))?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_number_or_random() {
        assert_eq!(seed("random"), Ok(Seed::Random));
        assert_eq!(seed("18446744073709551615"), Ok(Seed::Given(u64::MAX)));
        assert!(seed("-1").is_err());
    }

    #[test]
    fn a_target_is_embedded_or_aws_or_a_url() {
        let chosen = |choice| Ok(TargetRequest::Chosen(choice));
        assert_eq!(target_request("embedded"), chosen(TargetChoice::Embedded));
        assert_eq!(target_request("aws"), Ok(TargetRequest::Aws));
        let url = "http://x".to_owned();
        assert_eq!(target_request("http://x"), chosen(TargetChoice::Url(url)));
        assert!(target_request("localhost:4566").is_err());
    }

    #[test]
    fn a_report_has_a_known_format_and_a_path() {
        assert!(matches!(
            report_request("json=-").unwrap().path,
            ReportPath::Stdout
        ));
        let error = report_request("xml=a").unwrap_err();
        assert_eq!(
            error,
            "there is no format \"xml\"; formats are: json, junit, markdown"
        );
        assert!(report_request("json").is_err());
        assert!(report_request("json=").is_err());
    }

    #[test]
    fn a_header_is_what_http_takes_for_one() {
        let (name, value) = header("X-Api-Key=a=b").unwrap();
        assert_eq!(
            (name.as_str(), value.to_str().unwrap()),
            ("x-api-key", "a=b")
        );
        assert!(header("x").is_err());
        assert!(header("a b=c").is_err());
        assert!(header("a=\n").is_err());
    }
}
