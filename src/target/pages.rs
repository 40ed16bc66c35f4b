//! One logical describe: all its pages, merged into one reply.
//!
//! An exception on any page is the reply, and so is a page that cannot be read.
//! Paging that does not end is unreadable: a repeated token, or more pages than any listing has.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::api::document::Problem;
use crate::api::reply::{Reply, Response};
use crate::clock::Clock;
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::{Exchange, Sent, Target, TargetError, is_throttled};

/// The most pages that are followed.
pub const PAGE_LIMIT: usize = 1_000;

/// A command and everything that it took to carry it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What came of it; a describe's reply holds all its pages.
    pub outcome: Outcome,
    /// What travelled, in order.
    pub exchanges: Vec<Exchange>,
}

/// How often a page that is throttled is asked for.
const THROTTLED_MAX: u32 = 8;

/// The pause after the first throttled answer; each further one is twice as long.
const THROTTLED_PAUSE: Duration = Duration::from_millis(100);

/// Sends `command`; where it is a typed describe, follows its pages and merges them.
///
/// A throttled page is asked for again, so that a long list is not begun anew each time.
pub async fn follow(
    target: &dyn Target,
    clock: &Clock,
    command: &Command,
    wire: Option<Wire>,
) -> Result<Followed, TargetError> {
    let Sent {
        mut outcome,
        exchange,
    } = target.send(command, wire).await?;
    let mut exchanges = vec![exchange];
    let mut tokens = BTreeSet::new();
    while let Some((token, next)) = next_page(command, &outcome) {
        if exchanges.len() == PAGE_LIMIT || !tokens.insert(token) {
            let status = exchanges.last().and_then(|exchange| exchange.status);
            outcome = Outcome::Replied(Reply::Unreadable {
                status: status.unwrap_or_default(),
                reason: format!("the pages do not end: {} were read", exchanges.len()),
            });
            break;
        }
        let sent = page(target, clock, &next, wire).await?;
        outcome = merge(outcome, sent.outcome);
        exchanges.push(sent.exchange);
    }
    Ok(Followed { outcome, exchanges })
}

/// Asks for a page until it is not throttled, or patience runs out.
async fn page(
    target: &dyn Target,
    clock: &Clock,
    command: &Command,
    wire: Option<Wire>,
) -> Result<Sent, TargetError> {
    let mut pause = THROTTLED_PAUSE;
    let mut sent = target.send(command, wire).await?;
    for _ in 1..THROTTLED_MAX {
        if !is_throttled(&sent.outcome) {
            break;
        }
        clock.pause(pause).await;
        pause *= 2;
        sent = target.send(command, wire).await?;
    }
    Ok(sent)
}

/// Returns the token of the next page and the command that asks for it, `None` after the last.
fn next_page(command: &Command, outcome: &Outcome) -> Option<(String, Command)> {
    let (Command::Typed(request), Outcome::Replied(Reply::Response { response, .. })) =
        (command, outcome)
    else {
        return None;
    };
    let token = response.next_token()?.to_owned();
    let next = request.at_page(token.clone())?;
    Some((token, Command::Typed(next)))
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use bytes::Bytes;
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    use super::*;
    use crate::api::action::Action;
    use crate::api::json;
    use crate::api::request::{DescribePlayerSessions, Request};

    /// Answers each request with the next of its bodies and notes the request.
    #[derive(Debug)]
    struct Pages {
        bodies: Mutex<Vec<(u16, String)>>,
        requests: Mutex<Vec<String>>,
    }

    impl Target for Pages {
        fn endpoint(&self) -> &'static str {
            "in process"
        }

        fn send<'a>(
            &'a self,
            command: &'a Command,
            _: Option<Wire>,
        ) -> BoxFuture<'a, Result<Sent, TargetError>> {
            async move {
                let request = crate::target::json_wire::body(command);
                let text = String::from_utf8_lossy(&request).into_owned();
                self.requests.lock().unwrap().push(text);
                let mut bodies = self.bodies.lock().unwrap();
                let (status, body) = if bodies.len() > 1 {
                    bodies.remove(0)
                } else {
                    bodies[0].clone()
                };
                let action = command.action();
                let reply = json::read_reply(action, status, None, body.as_bytes());
                Ok(Sent {
                    outcome: Outcome::Replied(reply),
                    exchange: Exchange {
                        wire: Wire::Json,
                        status: Some(status),
                        request,
                        response: Bytes::from(body),
                        request_id: None,
                    },
                })
            }
            .boxed()
        }
    }

    async fn describe(bodies: &[(u16, &str)]) -> (Followed, Vec<String>) {
        let target = Pages {
            bodies: Mutex::new(
                bodies
                    .iter()
                    .map(|(status, body)| (*status, (*body).to_owned()))
                    .collect(),
            ),
            requests: Mutex::default(),
        };
        let command = Command::Typed(Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id: Some("gs".into()),
            ..DescribePlayerSessions::default()
        }));
        let followed = follow(&target, &Clock::system(), &command, None)
            .await
            .unwrap();
        (followed, target.requests.into_inner().unwrap())
    }

    #[tokio::test]
    async fn pages_are_followed_to_the_last_and_merged() {
        let (followed, requests) = describe(&[
            (
                200,
                r#"{"PlayerSessions":[{"PlayerId":"a"}],"NextToken":"1"}"#,
            ),
            (200, r#"{"PlayerSessions":[],"NextToken":"2"}"#),
            (200, r#"{"PlayerSessions":[{"PlayerId":"b","Port":"x"}]}"#),
        ])
        .await;
        let Outcome::Replied(Reply::Response {
            response:
                Response::DescribePlayerSessions {
                    player_sessions,
                    next_token: None,
                },
            problems,
        }) = followed.outcome
        else {
            panic!("{followed:?}");
        };
        let players: Vec<_> = player_sessions
            .iter()
            .filter_map(|session| session.player_id.as_deref())
            .collect();
        assert_eq!(players, ["a", "b"]);
        assert_eq!(problems[0].path, "PlayerSessions[1].Port");
        assert_eq!(followed.exchanges.len(), 3);
        assert_eq!(
            requests,
            [
                r#"{"GameSessionId":"gs"}"#,
                r#"{"GameSessionId":"gs","NextToken":"1"}"#,
                r#"{"GameSessionId":"gs","NextToken":"2"}"#,
            ]
        );
    }

    #[tokio::test]
    async fn an_exception_on_any_page_is_the_reply() {
        let (followed, _) = describe(&[
            (200, r#"{"PlayerSessions":[],"NextToken":"1"}"#),
            (400, r#"{"__type":"InvalidRequestException"}"#),
        ])
        .await;
        let is_exception = matches!(followed.outcome, Outcome::Replied(Reply::Exception(_)));
        assert!(is_exception, "{followed:?}");
    }

    #[tokio::test]
    async fn a_token_that_comes_back_ends_the_paging() {
        let page = r#"{"PlayerSessions":[],"NextToken":"again"}"#;
        let (followed, requests) = describe(&[(200, page)]).await;
        let Outcome::Replied(Reply::Unreadable {
            status: 200,
            reason,
        }) = followed.outcome
        else {
            panic!("{followed:?}");
        };
        assert_eq!(reason, "the pages do not end: 2 were read");
        assert_eq!(requests.len(), 2);
    }

    #[tokio::test]
    async fn other_commands_have_one_page() {
        let target = Pages {
            bodies: Mutex::new(vec![(200, r#"{"NextToken":"1"}"#.to_owned())]),
            requests: Mutex::default(),
        };
        let command = Command::Raw {
            action: Action::DescribePlayerSessions,
            body: b"{}".to_vec(),
        };
        let followed = follow(&target, &Clock::system(), &command, None)
            .await
            .unwrap();
        assert_eq!(followed.exchanges.len(), 1);
    }
}
