//! Pages of lists: how long each is, which is as much the target's choice as the request's.

use super::Machine;

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paging {
    /// The page size of the request.
    pub(super) limit: Option<i64>,
    /// How many records the target puts on a page.
    pub(super) size: usize,
    /// Whether a page without records comes last.
    pub(super) ends_empty: bool,
}

impl Machine {
    /// Chooses the page size of a request, and what the target makes of it.
    pub(super) fn choose_paging(&mut self) -> Paging {
        let limits = [
            None,
            None,
            None,
            Some(1),
            Some(2),
            Some(3),
            Some(100),
            Some(0),
        ];
        let limit = limits[self.choices.pick(8)];
        let longest = [20, 2, 1][self.choices.pick(3)];
        let asked = limit.and_then(|limit| usize::try_from(limit).ok());
        Paging {
            limit,
            size: asked.unwrap_or(longest).clamp(1, longest),
            ends_empty: self.choices.pick(6) == 1,
        }
    }
}

/// Returns how many of so many records each page has.
pub(super) fn lengths(count: usize, paging: Paging) -> Vec<usize> {
    let mut lengths = vec![paging.size; count / paging.size];
    let rest = count % paging.size;
    if rest > 0 || lengths.is_empty() || paging.ends_empty {
        lengths.push(rest);
    }
    lengths
}
