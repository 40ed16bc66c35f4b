//! The pages of one describe, put together into one reply.
//!
//! An exception on any page takes the place of what came before, and so does a page that cannot
//! be read; how long the pages before it were is kept. Paging that does not end is cut off, and so
//! is a list that others have made long: its reply still has a token.

use std::collections::BTreeMap;

use super::{Command, Outcome};
use crate::api::document::Problem;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;

/// The most pages that are followed.
const PAGE_LIMIT: usize = 1_000;

/// The most pages that are followed of a list that others may have filled.
pub const SHARED_PAGE_LIMIT: usize = 50;

/// The most records of such a list, to the end of the page that reaches it.
const SHARED_RECORD_LIMIT: usize = 1_000;

/// A describe with the pages that have come so far.
#[derive(Clone, Debug)]
pub struct Pages {
    command: Command,
    outcome: Outcome,
    lengths: Vec<usize>,
    /// The token that led to each page, with the page.
    seen: BTreeMap<String, Response>,
    is_endless: bool,
}

impl Pages {
    /// Begins with the outcome of the command itself.
    pub fn begin(command: Command, outcome: Outcome) -> Self {
        let lengths = length(&outcome).into_iter().collect();
        Self {
            command,
            outcome,
            lengths,
            seen: BTreeMap::new(),
            is_endless: false,
        }
    }

    /// Returns the command that asks for the next page, `None` after the last.
    pub fn next(&self) -> Option<Command> {
        let request = self.command.request()?;
        let is_over = self.is_endless || is_cut(&self.lengths, is_shared(request));
        if is_over || !is_followed(request) {
            return None;
        }
        let next = request.at_page(self.token()?.to_owned())?;
        Some(Command::Typed(next))
    }

    /// Adds the page that the last token led to.
    pub fn add(&mut self, page: Outcome) {
        let token = self.token().unwrap_or_default().to_owned();
        if let Outcome::Replied(Reply::Response { response, .. }) = &page {
            // The same page for the same token, with the same token again: there is no end.
            let before = self.seen.insert(token, response.clone());
            self.is_endless = before.as_ref() == Some(response);
        }
        let length = length(&page);
        if self.is_endless {
            return;
        }
        self.lengths.extend(length);
        let before = std::mem::replace(&mut self.outcome, Outcome::Done);
        self.outcome = merge(before, page);
    }

    /// Returns what came of the whole, and how many records each page held.
    pub fn finish(self) -> (Outcome, Vec<usize>) {
        (self.outcome, self.lengths)
    }

    fn token(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Replied(Reply::Response { response, .. }) => response.next_token(),
            Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
            | Outcome::Done
            | Outcome::Refused { .. }
            | Outcome::Lost { .. } => None,
        }
    }
}

/// Returns whether a describe's pages are followed to the last: those of a list that is whole
/// and of somebody, in pages of a legal size.
pub fn is_followed(request: &Request) -> bool {
    let (has_key, limit, token) = if let Request::DescribePlayerSessions(one) = request {
        let of_session = one.game_session_id.is_some() || one.player_session_id.is_some();
        let has_key = of_session || one.player_id.is_some();
        (has_key, one.limit, &one.next_token)
    } else if let Request::DescribeGameSessions(one) | Request::DescribeGameSessionDetails(one) =
        request
    {
        let of_fleet = one.fleet_id.is_some() || one.alias_id.is_some();
        let has_key = of_fleet || one.game_session_id.is_some();
        (has_key, one.limit, &one.next_token)
    } else if let Request::SearchGameSessions(one) = request {
        let has_key = one.fleet_id.is_some() || one.alias_id.is_some();
        (has_key, one.limit, &one.next_token)
    } else {
        return false;
    };
    has_key && token.is_none() && limit.is_none_or(|limit| limit >= 1)
}

/// Returns whether pages of these lengths are as many as are followed: what they do not hold may
/// be on the next.
pub fn is_cut(lengths: &[usize], is_shared: bool) -> bool {
    if is_shared {
        lengths.len() >= SHARED_PAGE_LIMIT || lengths.iter().sum::<usize>() >= SHARED_RECORD_LIMIT
    } else {
        lengths.len() >= PAGE_LIMIT
    }
}

/// Returns whether a list may hold what others have made: that of a fleet or of a player.
fn is_shared(request: &Request) -> bool {
    let is_of_one = if let Request::DescribePlayerSessions(one) = request {
        one.game_session_id.is_some() || one.player_session_id.is_some()
    } else if let Request::DescribeGameSessions(one) | Request::DescribeGameSessionDetails(one) =
        request
    {
        one.game_session_id.is_some()
    } else {
        false
    };
    !is_of_one
}

/// Returns how many records a page holds, `None` where it is none.
fn length(outcome: &Outcome) -> Option<usize> {
    let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
        return None;
    };
    if let Response::DescribePlayerSessions {
        player_sessions, ..
    } = response
    {
        return Some(player_sessions.len());
    }
    if let Response::DescribeGameSessionDetails { details, .. } = response {
        return Some(details.len());
    }
    let is_list = matches!(
        response,
        Response::DescribeGameSessions { .. } | Response::SearchGameSessions { .. }
    );
    is_list.then(|| response.game_sessions().count())
}

/// Adds a page to those before it; anything but a page takes their place.
fn merge(before: Outcome, page: Outcome) -> Outcome {
    let (
        Outcome::Replied(Reply::Response {
            mut response,
            mut problems,
        }),
        Outcome::Replied(Reply::Response {
            response: added,
            problems: added_problems,
        }),
    ) = (before, page.clone())
    else {
        return page;
    };
    let Some(offset) = append(&mut response, added) else {
        return page;
    };
    problems.extend(
        added_problems
            .into_iter()
            .map(|problem| shift(problem, offset)),
    );
    Outcome::Replied(Reply::Response { response, problems })
}

/// Appends a page to those before it and returns how many items these have, `None` where the
/// page is of another action.
fn append(response: &mut Response, page: Response) -> Option<usize> {
    let offset = match (response, page) {
        (
            Response::DescribePlayerSessions {
                player_sessions,
                next_token,
            },
            Response::DescribePlayerSessions {
                player_sessions: added,
                next_token: next,
            },
        ) => {
            let offset = player_sessions.len();
            player_sessions.extend(added);
            *next_token = next;
            offset
        }
        (
            Response::DescribeGameSessions {
                game_sessions,
                next_token,
            },
            Response::DescribeGameSessions {
                game_sessions: added,
                next_token: next,
            },
        )
        | (
            Response::SearchGameSessions {
                game_sessions,
                next_token,
            },
            Response::SearchGameSessions {
                game_sessions: added,
                next_token: next,
            },
        ) => {
            let offset = game_sessions.len();
            game_sessions.extend(added);
            *next_token = next;
            offset
        }
        (
            Response::DescribeGameSessionDetails {
                details,
                next_token,
            },
            Response::DescribeGameSessionDetails {
                details: added,
                next_token: next,
            },
        ) => {
            let offset = details.len();
            details.extend(added);
            *next_token = next;
            offset
        }
        _ => return None,
    };
    Some(offset)
}

/// Returns a page's problem with the list index that it has among all pages.
fn shift(mut problem: Problem, offset: usize) -> Problem {
    let shifted = problem.path.split_once('[').and_then(|(list, rest)| {
        let (index, rest) = rest.split_once(']')?;
        let index: usize = index.parse().ok()?;
        Some(format!("{list}[{}]{rest}", index + offset))
    });
    if let Some(path) = shifted {
        problem.path = path;
    }
    problem
}
