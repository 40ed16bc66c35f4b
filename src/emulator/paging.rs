//! Pages of describe answers.
//!
//! A token names the key at which the next page begins, so records that are added meanwhile
//! neither repeat nor hide any other.

use super::refusal::Refusal;

/// The most records on one page, and how many there are where the request sets no limit.
pub(super) const PAGE_SIZE: usize = 100;

/// Returns the key at which a page begins: that of the token, or the first.
pub(super) fn start(token: Option<&str>) -> Result<u64, Refusal> {
    let Some(token) = token else {
        return Ok(0);
    };
    token
        .strip_prefix("page-")
        .and_then(|key| u64::from_str_radix(key, 16).ok())
        .ok_or_else(|| Refusal::invalid_request("NextToken is not a token of this service"))
}

/// Takes one page of records off an iterator, and the token of the next page.
pub(super) fn take<T>(
    mut records: impl Iterator<Item = (u64, T)>,
    limit: Option<i64>,
) -> (Vec<T>, Option<String>) {
    let limit = limit
        .and_then(|limit| usize::try_from(limit).ok())
        .map_or(PAGE_SIZE, |limit| limit.min(PAGE_SIZE));
    let page = records
        .by_ref()
        .take(limit)
        .map(|(_, record)| record)
        .collect();
    let next_token = records.next().map(|(key, _)| format!("page-{key:016x}"));
    (page, next_token)
}
