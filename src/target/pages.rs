//! One logical describe: all its pages, merged into one reply.

use std::time::Duration;

use crate::clock::Clock;
use crate::history::pages::Pages;
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::{Exchange, Sent, Target, TargetError, is_throttled};

/// A command and everything that it took to carry it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What came of it; a describe's reply holds all its pages.
    pub outcome: Outcome,
    /// How many records each page of a describe held, in order.
    pub pages: Vec<usize>,
    /// What travelled, in order.
    pub exchanges: Vec<Exchange>,
    /// How long the first request waited for its turn.
    pub waited: Duration,
}

impl Followed {
    /// Returns what took no exchange over HTTP.
    pub fn silently(outcome: Outcome) -> Self {
        Self {
            outcome,
            pages: Vec::new(),
            exchanges: Vec::new(),
            waited: Duration::ZERO,
        }
    }
}

/// How often a command that is throttled is sent.
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
        outcome,
        exchange,
        waited,
    } = target.send(command, wire).await?;
    let mut exchanges = vec![exchange];
    let mut pages = Pages::begin(command.clone(), outcome);
    while let Some(next) = pages.next() {
        let sent = patiently(target, clock, &next, wire).await?;
        pages.add(sent.outcome);
        exchanges.push(sent.exchange);
    }
    let (outcome, pages) = pages.finish();
    Ok(Followed {
        outcome,
        pages,
        exchanges,
        waited,
    })
}

/// Sends `command` until it is not throttled, or patience runs out.
pub(super) async fn patiently(
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use bytes::Bytes;
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    use super::*;
    use crate::api::action::Action;
    use crate::api::json;
    use crate::api::reply::{Reply, Response};
    use crate::api::request::{DescribePlayerSessions, Request};
    use crate::history::Heads;

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
                        heads: Heads::default(),
                    },
                    waited: Duration::ZERO,
                })
            }
            .boxed()
        }
    }

    fn of_game_session() -> DescribePlayerSessions {
        DescribePlayerSessions {
            game_session_id: Some("gs".into()),
            ..DescribePlayerSessions::default()
        }
    }

    async fn describe(bodies: &[(u16, &str)]) -> (Followed, Vec<String>) {
        describe_with(of_game_session(), bodies).await
    }

    async fn describe_with(
        query: DescribePlayerSessions,
        bodies: &[(u16, &str)],
    ) -> (Followed, Vec<String>) {
        let target = Pages {
            bodies: Mutex::new(
                bodies
                    .iter()
                    .map(|(status, body)| (*status, (*body).to_owned()))
                    .collect(),
            ),
            requests: Mutex::default(),
        };
        let command = Command::Typed(Request::DescribePlayerSessions(query));
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
        assert_eq!(followed.pages, [1, 0, 1]);
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
        assert_eq!(followed.pages, [0]);
    }

    #[tokio::test]
    async fn an_empty_token_is_none() {
        let page = r#"{"PlayerSessions":[],"NextToken":""}"#;
        let (followed, requests) = describe(&[(200, page)]).await;
        let Outcome::Replied(Reply::Response { response, .. }) = followed.outcome else {
            panic!("{followed:?}");
        };
        assert_eq!(response.next_token(), None);
        assert_eq!(requests.len(), 1);
    }

    #[tokio::test]
    async fn a_token_that_comes_back_ends_the_paging() {
        let page = r#"{"PlayerSessions":[],"NextToken":"again"}"#;
        let (followed, requests) = describe(&[(200, page)]).await;
        let Outcome::Replied(Reply::Response { response, .. }) = followed.outcome else {
            panic!("{followed:?}");
        };
        assert_eq!(response.next_token(), Some("again"));
        assert_eq!(followed.pages, [0, 0]);
        assert_eq!(requests.len(), 3);
    }

    #[tokio::test]
    async fn a_list_that_others_may_have_made_long_is_followed_for_50_pages() {
        let bodies: Vec<String> = (0..60)
            .map(|n| format!(r#"{{"PlayerSessions":[],"NextToken":"{n}"}}"#))
            .collect();
        let bodies: Vec<_> = bodies.iter().map(|body| (200, body.as_str())).collect();
        let of_player = DescribePlayerSessions {
            player_id: Some("p".into()),
            ..DescribePlayerSessions::default()
        };
        let (_, requests) = describe_with(of_player, &bodies).await;
        assert_eq!(requests.len(), 50);
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

    #[tokio::test]
    async fn a_list_from_a_token_of_ours_or_in_no_legal_pages_is_not_followed() {
        for query in [
            DescribePlayerSessions {
                next_token: Some("ours".to_owned()),
                ..of_game_session()
            },
            DescribePlayerSessions {
                limit: Some(0),
                ..of_game_session()
            },
            DescribePlayerSessions::default(),
        ] {
            let page = r#"{"PlayerSessions":[],"NextToken":"1"}"#;
            let (_, requests) = describe_with(query, &[(200, page)]).await;
            assert_eq!(requests.len(), 1, "{requests:?}");
        }
    }
}
