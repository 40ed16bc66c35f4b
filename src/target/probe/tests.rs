//! The table of refusals, against endpoints that answer everything in one way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::clock::ManualClock;
use crate::target::TargetError;
use crate::target::connections::REPLY_LIMIT;
use crate::target::http::{HttpOptions, HttpTarget};

/// What an endpoint does with every request.
#[derive(Clone, Debug)]
enum Manner {
    /// Answers with a status, further header lines and a body.
    Answers(u16, &'static str, String),
    /// Answers JSON requests only: status 404 to all other paths.
    JsonAlone,
    /// Answers without telling the body's length, then closes.
    Streams(usize),
    /// Asks so many times to slow down, and has no such action after that.
    Throttles(Arc<AtomicU32>),
    /// Reads and says nothing.
    NeverAnswers,
    /// Closes when it has read.
    HangsUp,
}

/// Serves every connection in one manner, on a free port, and returns the endpoint.
async fn serve(manner: Manner) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let manner = manner.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 16 * 1024];
                let _ = stream.read(&mut request).await;
                match manner {
                    Manner::JsonAlone => {
                        let reply: &[u8] = if request.starts_with(b"POST / ") {
                            b"HTTP/1.1 400 X\r\ncontent-length: 30\r\nconnection: close\r\n\r\n{\"__type\":\"NotFoundException\"}"
                        } else {
                            b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                        };
                        let _ = stream.write_all(reply).await;
                    }
                    Manner::Answers(status, headers, body) => {
                        let length = body.len();
                        let text = format!(
                            "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                        );
                        let _ = stream.write_all(text.as_bytes()).await;
                    }
                    Manner::Throttles(left) => {
                        let one_less = |left: u32| left.checked_sub(1);
                        let more = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
                        let status = if more.is_ok() { 429 } else { 501 };
                        let reply = format!(
                            "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                        );
                        let _ = stream.write_all(reply.as_bytes()).await;
                    }
                    Manner::Streams(length) => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                        let _ = stream.write_all(&vec![b' '; length]).await;
                    }
                    Manner::NeverAnswers => std::future::pending().await,
                    Manner::HangsUp => {}
                }
            });
        }
    });
    endpoint
}

async fn probed(manner: Manner) -> Result<Probed, ProbeError> {
    // The timeout is short only where it has to pass.
    let command_timeout = match manner {
        Manner::NeverAnswers => Duration::from_millis(200),
        Manner::Answers(..)
        | Manner::JsonAlone
        | Manner::Throttles(_)
        | Manner::Streams(_)
        | Manner::HangsUp => HttpOptions::default().command_timeout,
    };
    let options = HttpOptions {
        command_timeout,
        ..HttpOptions::default()
    };
    let target = HttpTarget::new(&serve(manner).await, options).unwrap();
    probe((&target, &Clock::system()), "us-east-1", &[Wire::Json]).await
}

async fn check(status: u16, headers: &'static str, body: &str, expected: &str) {
    let manner = Manner::Answers(status, headers, body.to_owned());
    let found = match probed(manner).await {
        Ok(probed) => format!("{:?}", probed.unsupported),
        Err(error) => {
            assert!(!error.hint().is_empty());
            let text = error.to_string();
            let (_, cause) = text.rsplit_once(": ").unwrap_or(("", &text));
            cause.to_owned()
        }
    };
    assert_eq!(found, expected, "{status} {body}");
}

#[tokio::test]
async fn what_is_not_gamelift_is_named() {
    let html = "<!DOCTYPE html><html><body>It works!</body></html>";
    check(200, "", html, "it answered an HTML page with status 200").await;
    check(
        404,
        "",
        "\n<html>",
        "it answered an HTML page with status 404",
    )
    .await;
    check(404, "", "not here", "it answered status 404").await;
    check(501, "", "", "it answered status 501").await;
    let unknown = r#"{"__type":"UnknownOperationException"}"#;
    check(400, "", unknown, "it answered UnknownOperationException").await;
    let xml = "<?xml version=\"1.0\"?><UnknownOperationException/>";
    check(404, "", xml, "it answered UnknownOperationException").await;
    let s3 = "<?xml version=\"1.0\"?><Error><Code>MethodNotAllowed</Code></Error>";
    check(405, "", s3, "it answered an XML document with status 405").await;
    let dynamo = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;
    let name = "it answered the error ResourceNotFoundException with status 400";
    check(400, "", dynamo, name).await;
    let json = r#"{"error":"Unsupported service: gamelift"}"#;
    let named = "it answered a JSON document that names no exception with status 400";
    check(400, "", json, named).await;
    let garbage = "it answered a body of another protocol with status 200";
    check(200, "", "\u{1}garbage", garbage).await;
    let anything = "it answered no body with status 302";
    check(302, "location: http://127.0.0.1:1/\r\n", "", anything).await;
}

#[tokio::test]
async fn who_refuses_the_credentials_is_told_apart() {
    for code in ["UnrecognizedClientException", "InvalidSignatureException"] {
        let body = format!(r#"{{"__type":"{code}"}}"#);
        let expected = format!("it answered {code} to gamelift:CreatePlayerSessions");
        check(400, "", &body, &expected).await;
    }
    let token = "x-amzn-errortype: MissingAuthenticationTokenException\r\n";
    let expected =
        "it answered MissingAuthenticationTokenException to gamelift:CreatePlayerSessions";
    check(403, token, "{}", expected).await;
}

#[tokio::test]
async fn an_exception_of_the_action_is_an_answer_whatever_its_status() {
    for status in [400, 404, 422, 500, 501] {
        let body = r#"{"__type":"NotFoundException"}"#;
        check(status, "", body, "{}").await;
    }
}

#[tokio::test]
async fn an_endpoint_that_accepts_anything_offers_no_player_sessions() {
    let probed = probed(Manner::Answers(200, "", "{}".to_owned()))
        .await
        .unwrap();
    let refused: Vec<Action> = probed.unsupported.into_keys().collect();
    // What it says that it has created is not there.
    let created = [
        Action::CreatePlayerSessions,
        Action::CreatePlayerSession,
        Action::CreateGameSession,
        Action::CreateLocation,
        Action::CreateFleet,
        Action::RegisterCompute,
        Action::GetComputeAuthToken,
        Action::CreateAlias,
    ];
    assert_eq!(refused, created);
}

#[tokio::test]
async fn a_reply_that_does_not_come_or_does_not_end_is_named() {
    for (manner, expected) in [
        (Manner::NeverAnswers, "no reply within 200ms".to_owned()),
        (
            Manner::Streams(REPLY_LIMIT + 1),
            format!("the reply is longer than {REPLY_LIMIT} bytes"),
        ),
        (
            Manner::Answers(200, "", " ".repeat(REPLY_LIMIT + 1)),
            format!("the reply is longer than {REPLY_LIMIT} bytes"),
        ),
    ] {
        let error = probed(manner).await.unwrap_err();
        let ProbeError::Silent { reason, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*reason, expected);
    }
    let error = probed(Manner::HangsUp).await.unwrap_err();
    assert!(matches!(error, ProbeError::Silent { .. }), "{error:?}");
}

#[tokio::test]
async fn the_wires_that_an_endpoint_does_not_answer_are_named() {
    let endpoint = serve(Manner::JsonAlone).await;
    let target = HttpTarget::new(&endpoint, HttpOptions::default()).unwrap();
    let asked: (&dyn Target, _) = (&target, &Clock::system());
    let probed = probe(asked, "us-east-1", HttpTarget::WIRES).await;
    let probed = probed.unwrap();
    assert_eq!(probed.wires, [Wire::Json]);
    assert_eq!(probed.unanswered.get(&Wire::Cbor), Some(&Refusal::NotFound));
    assert_eq!(probed.unanswered.len(), HttpTarget::WIRES.len() - 1);
    let error = probe(asked, "us-east-1", &[Wire::Cbor]).await;
    assert!(
        matches!(error, Err(ProbeError::NotGameLift { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_endpoint_that_asks_to_slow_down_is_asked_again_until_patience_runs_out() {
    let ask = async |times| {
        let manner = Manner::Throttles(Arc::new(AtomicU32::new(times)));
        let target = HttpTarget::new(&serve(manner).await, HttpOptions::default()).unwrap();
        let manual = ManualClock::new();
        let clock = Clock::Manual(manual.clone());
        let time = async {
            loop {
                manual.advance_to(manual.now() + Duration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            probed = probe((&target, &clock), "us-east-1", &[Wire::Json]) => probed.unwrap_err(),
            () = time => unreachable!("time goes on"),
        }
    };
    let error = ask(3).await.to_string();
    assert!(error.ends_with("it answered status 501"), "{error}");
    let error = ask(u32::MAX).await;
    assert!(matches!(error, ProbeError::Throttled { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .ends_with(": it kept throttling CreatePlayerSessions")
    );
    assert!(!error.hint().is_empty());
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let target = HttpTarget::new(&endpoint, HttpOptions::default()).unwrap();
    let error = probe((&target, &Clock::system()), "us-east-1", &[Wire::Json])
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("connect to {endpoint}: ")),
        "{text}"
    );
    assert!(matches!(
        error,
        ProbeError::Target(TargetError::Unreachable { .. })
    ));
}

#[test]
fn endpoints_that_cannot_be_meant_are_refused_without_repeating_secrets() {
    for endpoint in ["nonsense", "ftp://localhost", "http://localhost/?a=b"] {
        let error = HttpTarget::new(endpoint, HttpOptions::default()).unwrap_err();
        assert!(error.to_string().contains(endpoint), "{error}");
    }
    let error = HttpTarget::new("http://me:secret@localhost", HttpOptions::default()).unwrap_err();
    assert!(
        !format!("{error} {error:?}").contains("secret"),
        "{error:?}"
    );
}
