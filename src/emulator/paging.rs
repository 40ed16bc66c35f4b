//! Pages of listings.
//!
//! A token names its listing and the key at which the next page begins, so records that are
//! added meanwhile neither repeat nor hide any other, and a token is good for its own listing only.

use super::refusal::Refusal;

/// The most records on one page, and how many there are where the request sets no limit.
pub(super) const PAGE_SIZE: usize = 100;

/// A page that is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    listing: u64,
    start: u64,
    size: usize,
}

impl Page {
    /// Returns the page at the token, the first without one; `listing` is what the request asks
    /// for besides.
    pub(super) fn of(
        listing: &[Option<&str>],
        limit: Option<i64>,
        token: Option<&str>,
    ) -> Result<Self, Refusal> {
        let listing = fingerprint(listing);
        let size = limit.and_then(|limit| usize::try_from(limit).ok());
        Ok(Self {
            listing,
            start: token.map_or(Ok(0), |token| start(listing, token))?,
            size: size.map_or(PAGE_SIZE, |size| size.min(PAGE_SIZE)),
        })
    }

    /// Returns the page with `max` records at most.
    pub(super) fn at_most(self, max: usize) -> Self {
        Self {
            size: self.size.min(max),
            ..self
        }
    }

    /// Returns the key at which the page begins.
    pub(super) fn start(self) -> u64 {
        self.start
    }

    /// Takes the page's records off an iterator that begins at its start, and returns the token
    /// of the next page beside them.
    pub(super) fn take<T>(
        self,
        mut records: impl Iterator<Item = (u64, T)>,
    ) -> (Vec<T>, Option<String>) {
        let page = records
            .by_ref()
            .take(self.size)
            .map(|(_, record)| record)
            .collect();
        let listing = self.listing;
        let next_token = records
            .next()
            .map(|(key, _)| format!("page-{listing:016x}-{key:016x}"));
        (page, next_token)
    }
}

fn start(listing: u64, token: &str) -> Result<u64, Refusal> {
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    token
        .strip_prefix("page-")
        .and_then(|rest| rest.split_once('-'))
        .filter(|(of, _)| number(of) == Some(listing))
        .and_then(|(_, key)| number(key))
        .ok_or_else(|| Refusal::invalid_request("NextToken is no token of this listing"))
}

/// Returns a number that differs from listing to listing: FNV-1a over all parts.
fn fingerprint(listing: &[Option<&str>]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut mix = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in listing {
        // No text has these bytes.
        mix(if part.is_some() { 0xff } else { 0xfe });
        part.unwrap_or_default().bytes().for_each(&mut mix);
    }
    hash
}
