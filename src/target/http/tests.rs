//! What travels to an HTTP endpoint, and what is never shown.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use http::HeaderMap;

use super::*;
use crate::api::action::Action;
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::reply::Reply;
use crate::api::request::{self, CreatePlayerSession};

const COMMAND: &[u8] = b"{ \"raw\" }";

fn command() -> Command {
    Command::Raw {
        action: Action::DeleteFleet,
        body: COMMAND.to_vec(),
    }
}

fn options() -> HttpOptions {
    HttpOptions {
        credentials: Some(Credentials {
            access_key_id: "AKID".to_owned(),
            secret_access_key: "hidden-key".to_owned(),
            session_token: Some("hidden-token".to_owned()),
            expires: None,
        }),
        headers: vec![(
            HeaderName::from_static("x-extra"),
            HeaderValue::from_static("hidden-header"),
        )],
        ..HttpOptions::default()
    }
}

#[tokio::test]
async fn a_request_carries_its_headers_and_its_body_on_a_kept_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let target = HttpTarget::new(&format!("http://{address}"), options()).unwrap();
    let served = async {
        // One connection serves both commands.
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heads = Vec::new();
        for _ in 0..2 {
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).await.unwrap();
            heads.push(String::from_utf8_lossy(&request[..length]).into_owned());
            let reply = "HTTP/1.1 400 Bad Request\r\nx-amzn-requestid: id-1\r\nx-amzn-errortype: NotFoundException:\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(reply.as_bytes()).await.unwrap();
        }
        heads
    };
    let sent = async {
        let command = command();
        let first = target.send(&command, None).await.unwrap();
        let second = target.send(&command, Some(Wire::Json)).await.unwrap();
        assert_eq!(first, second);
        first
    };
    let (sent, heads) = tokio::join!(sent, served);
    assert_eq!(sent.exchange.request, COMMAND);
    assert_eq!(sent.exchange.response, "{}");
    assert_eq!(sent.exchange.status, Some(400));
    assert_eq!(sent.exchange.request_id.as_deref(), Some("id-1"));
    let is_exception = matches!(sent.outcome, Outcome::Replied(Reply::Exception(_)));
    assert!(is_exception, "{sent:?}");
    for expected in [
        "POST / HTTP/1.1\r\n".to_owned(),
        format!("host: {address}\r\n"),
        "x-amz-target: GameLift.DeleteFleet\r\n".to_owned(),
        "content-type: application/x-amz-json-1.1\r\n".to_owned(),
        "x-amz-security-token: hidden-token\r\n".to_owned(),
        "authorization: AWS4-HMAC-SHA256 Credential=AKID/".to_owned(),
        "x-extra: hidden-header\r\n".to_owned(),
        "\r\n\r\n{ \"raw\" }".to_owned(),
    ] {
        assert!(heads[0].contains(&expected), "{expected} in {}", heads[0]);
    }
}

#[test]
fn secrets_are_never_shown() {
    let target = HttpTarget::new("http://127.0.0.1:1", options()).unwrap();
    let mut headers = HeaderMap::new();
    headers.clone_from(
        target
            .request(Action::DeleteFleet, Wire::Json, Bytes::new())
            .headers(),
    );
    let shown = format!("{target:?} {:?} {headers:?}", options());
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn loopback_hosts_are_told_from_others() {
    for (endpoint, expected) in [
        ("http://localhost:1", true),
        ("http://api.localhost", true),
        ("http://127.1.2.3", true),
        ("http://[::1]", true),
        ("http://localhost.example.com", false),
        ("http://192.168.0.1", false),
    ] {
        assert_eq!(
            is_loopback(&Url::parse(endpoint).unwrap()),
            expected,
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn a_reply_is_lost_after_the_request_has_arrived_on_every_wire() {
    for wire in HttpTarget::WIRES {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let target = HttpTarget::new(&format!("http://{address}"), options()).unwrap();
        let served = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            // The relay hangs up, and waits for the target to do so.
            stream.read_to_end(&mut request).await.unwrap();
            let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(reply).await.unwrap();
            request
        };
        let command = Command::Typed(request::Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id: GameSessionId("gs".to_owned()),
            player_id: PlayerId("the-player".to_owned()),
            player_data: None,
        }));
        let (request, sent) = tokio::join!(served, target.send_losing(&command, Some(*wire)));
        let sent = sent.unwrap();
        assert!(matches!(sent.outcome, Outcome::Lost { .. }), "{sent:?}");
        assert_eq!(sent.exchange.wire, *wire);
        let host = format!("host: {address}");
        let request = String::from_utf8_lossy(&request);
        assert!(request.starts_with("POST /"), "{request}");
        assert!(request.to_lowercase().contains(&host), "{request}");
        assert!(request.contains("the-player"), "{request}");
    }
}

#[tokio::test]
async fn a_reply_is_lost_where_the_target_answers_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let target = HttpTarget::new(&format!("http://{address}"), options()).unwrap();
    for _ in 0..6 {
        let served = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).await.unwrap();
            let reply = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(reply).await.unwrap();
            length
        };
        let command = command();
        let (length, sent) = tokio::join!(served, target.send_losing(&command, None));
        let sent = sent.unwrap();
        assert!(length > COMMAND.len());
        assert!(matches!(sent.outcome, Outcome::Lost { .. }), "{sent:?}");
        assert_eq!(sent.exchange.status, None);
    }
}

#[tokio::test]
async fn no_reply_is_lost_of_what_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let target = HttpTarget::new(&format!("http://{address}"), options()).unwrap();
    let error = target.send_losing(&command(), None).await.unwrap_err();
    assert!(
        matches!(error, TargetError::Unreachable { .. }),
        "{error:?}"
    );
}
