//! Game servers against the embedded emulator, and against services that misbehave.

use std::collections::BTreeMap;

use futures_util::{SinkExt, StreamExt};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::*;
use crate::api::socket::FromService;
use crate::clock::ManualClock;

const HEALTHY: Call = Call::HeartbeatServerProcess { healthy: true };

/// A service that a test plays by hand.
struct Service {
    listener: TcpListener,
}

/// The service's end of a socket, and the query it was opened with.
struct Opened {
    stream: WebSocketStream<TcpStream>,
    query: BTreeMap<String, String>,
}

impl Service {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    fn endpoint(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.listener.local_addr().unwrap())
    }

    fn address(&self) -> Address {
        Address {
            endpoint: self.endpoint("ws"),
            fleet_id: "fleet-1".to_owned(),
            compute_name: "host/1 a".to_owned(),
            auth_token: "token-1".to_owned(),
            authorities: Authorities::default(),
        }
    }

    #[expect(clippy::result_large_err, reason = "the library's signature")]
    async fn accept(&self) -> Opened {
        let (stream, _) = self.listener.accept().await.unwrap();
        let mut query = BTreeMap::new();
        let read = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let pairs = request.uri().query().unwrap_or_default().as_bytes();
            query.extend(url::form_urlencoded::parse(pairs).into_owned());
            Ok(response)
        };
        let stream = tokio_tungstenite::accept_hdr_async(stream, read)
            .await
            .unwrap();
        Opened { stream, query }
    }
}

impl Opened {
    async fn hear(&mut self) -> (String, Call) {
        loop {
            let message = self.stream.next().await.unwrap().unwrap();
            assert!(!message.is_close(), "{message:?}");
            if let Message::Text(frame) = message {
                return Call::read(&frame).unwrap();
            }
        }
    }

    async fn say(&mut self, frame: impl Into<String>) {
        self.stream.send(Message::text(frame.into())).await.unwrap();
    }

    async fn answer(&mut self, status_code: i64) -> Call {
        let (request_id, call) = self.hear().await;
        self.say(answer(&request_id, &call, status_code)).await;
        call
    }

    async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Close(close))) => return close.map(|close| close.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}

fn answer(request_id: &str, call: &Call, status_code: i64) -> String {
    FromService::Answer(Answer {
        action: call.action().to_owned(),
        request_id: request_id.to_owned(),
        status_code,
        error_message: None,
        player_sessions: None,
        next_token: None,
    })
    .write()
}

/// Connects a process to a service, and returns both ends and the process's events.
async fn connected(service: &Service) -> (Arc<GameServer>, Opened, mpsc::UnboundedReceiver<Event>) {
    let (sender, events) = mpsc::unbounded_channel();
    let connecting = GameServer::connect(service.address(), sender);
    let (server, opened) = tokio::join!(connecting, service.accept());
    (Arc::new(server.unwrap()), opened, events)
}

#[tokio::test]
async fn the_query_says_who_connects_and_each_process_has_its_own_id() {
    let service = Service::start().await;
    let (first, opened, _events) = connected(&service).await;
    let (second, _opened, _other_events) = connected(&service).await;
    assert_ne!(first.process_id(), second.process_id());
    let query = |name: &str| opened.query[name].as_str();
    assert_eq!(query("pID"), first.process_id());
    assert_eq!(query("ComputeId"), "host/1 a");
    assert_eq!(query("FleetId"), "fleet-1");
    assert_eq!(query("Authorization"), "token-1");
    assert!(!query("IdempotencyToken").is_empty());
}

#[tokio::test]
async fn answers_find_their_calls_past_frames_that_mean_nothing() {
    let service = Service::start().await;
    let (server, mut opened, mut events) = connected(&service).await;
    let activate = Call::ActivateServerProcess { port: 1 };
    let answering = async {
        let (first, call) = opened.hear().await;
        let (second, other) = opened.hear().await;
        for noise in [
            "no JSON",
            "[]",
            r#"{"message":"Internal server error","connectionId":"c","requestId":"r"}"#,
            &answer("nobody's", &call, 200),
        ] {
            opened.say(noise).await;
        }
        let binary = Message::Binary(Bytes::from_static(b"\x00"));
        opened.stream.send(binary).await.unwrap();
        // Out of order.
        opened.say(answer(&second, &other, 400)).await;
        opened.say(answer(&first, &call, 200)).await;
    };
    let (first, second, ()) =
        tokio::join!(server.call(&activate), server.call(&HEALTHY), answering);
    assert_eq!(first.unwrap().status_code, 200);
    assert_eq!(second.unwrap().status_code, 400);
    let expected = Event::Push(Push::Other(String::new()));
    assert_eq!(events.recv().await, Some(expected));
}

#[tokio::test]
async fn a_socket_that_dies_is_reported_and_loses_the_calls_in_flight() {
    let service = Service::start().await;
    let (server, mut opened, mut events) = connected(&service).await;
    let (answered, ()) = tokio::join!(server.call(&HEALTHY), async {
        opened.hear().await;
        drop(opened);
    });
    assert!(matches!(answered, Err(SocketError::Lost { .. })));
    assert!(matches!(
        events.recv().await,
        Some(Event::Disconnected { .. })
    ));
    let after = server.call(&HEALTHY).await;
    assert!(matches!(after, Err(SocketError::NotConnected { .. })));
}

#[tokio::test]
async fn a_message_that_is_too_long_ends_the_socket() {
    let service = Service::start().await;
    let (_server, mut opened, mut events) = connected(&service).await;
    // The process may hang up before it is all sent.
    let long = Message::text(" ".repeat(5 * 1024 * 1024));
    let (_, event) = tokio::join!(opened.stream.send(long), events.recv());
    assert!(matches!(event, Some(Event::Disconnected { .. })));
}

#[tokio::test]
async fn a_refresh_moves_the_process_to_a_new_socket_and_retires_the_old() {
    let service = Service::start().await;
    let (server, mut old, mut events) = connected(&service).await;
    let push = Push::RefreshConnection {
        endpoint: service.endpoint("ws"),
        auth_token: "token-2".to_owned(),
    };
    let before = server.call(&HEALTHY);
    let (answered, mut new) = tokio::join!(before, async {
        let (request_id, call) = old.hear().await;
        old.say(push.write()).await;
        let new = service.accept().await;
        assert_eq!(events.recv().await, Some(Event::Push(push)));
        // Answers still come on the old socket, until it is closed.
        old.say(answer(&request_id, &call, 200)).await;
        assert_eq!(old.close_code().await, Some(1000));
        new
    });
    answered.unwrap();
    assert_eq!(new.query["pID"], old.query["pID"]);
    assert_eq!(new.query["Authorization"], "token-2");
    assert_ne!(new.query["IdempotencyToken"], old.query["IdempotencyToken"]);
    let (answered, call) = tokio::join!(server.call(&HEALTHY), new.answer(200));
    assert_eq!(answered.unwrap().status_code, 200);
    assert_eq!(call, HEALTHY);
    drop(old);
    assert!(events.try_recv().is_err(), "no disconnection is reported");
}

#[tokio::test]
async fn an_end_closes_the_socket_unless_it_is_refused() {
    let service = Service::start().await;
    let (server, mut opened, mut events) = connected(&service).await;
    let (refused, _) = tokio::join!(server.terminate(), opened.answer(400));
    assert_eq!(refused.unwrap().status_code, 400);
    assert!(server.is_connected());
    let (ended, ()) = tokio::join!(server.terminate(), async {
        let (request_id, call) = opened.hear().await;
        assert_eq!(call, Call::TerminateServerProcess);
        opened.say(answer(&request_id, &call, 200)).await;
        assert_eq!(opened.close_code().await, Some(1000));
    });
    assert_eq!(ended.unwrap().status_code, 200);
    assert!(!server.is_connected());
    drop(server);
    assert_eq!(events.recv().await, None, "no disconnection is reported");
}

#[tokio::test]
async fn a_service_that_closes_is_told_apart_by_its_code() {
    let service = Service::start().await;
    let (_server, mut opened, mut events) = connected(&service).await;
    let close = CloseFrame {
        code: 1009.into(),
        reason: "".into(),
    };
    opened.stream.close(Some(close)).await.unwrap();
    let reason = "the service closed it with code 1009".to_owned();
    assert_eq!(events.recv().await, Some(Event::Disconnected { reason }));
}

#[tokio::test]
async fn health_is_reported_at_once_and_then_at_every_interval() {
    let service = Service::start().await;
    let (server, mut opened, _events) = connected(&service).await;
    let manual = ManualClock::new();
    server.keep_healthy(Clock::Manual(manual.clone()));
    assert_eq!(opened.answer(200).await, HEALTHY);
    for minute in 1..=3 {
        let due = HEARTBEAT_INTERVAL * minute;
        manual.advance_to(due.saturating_sub(Duration::from_secs(1)));
        tokio::task::yield_now().await;
        manual.advance_to(due);
        assert_eq!(opened.answer(200).await, HEALTHY);
    }
}

#[tokio::test]
async fn reports_of_health_are_not_made_before_they_are_due() {
    let service = Service::start().await;
    let (server, mut opened, _events) = connected(&service).await;
    let reports = async {
        for second in [0, 30, 60, 90, 119, 121] {
            let now = Duration::from_secs(second);
            server.heartbeat_if_due(now).await.unwrap();
        }
        server.terminate().await.unwrap();
    };
    let (count, ()) = tokio::join!(
        async {
            let mut count = 0;
            while opened.answer(200).await == HEALTHY {
                count += 1;
            }
            count
        },
        reports
    );
    assert_eq!(count, 3);
}

#[tokio::test]
async fn handshakes_that_fail_are_named_without_the_token() {
    let service = Service::start().await;
    let refusing = async {
        let (stream, _) = service.listener.accept().await.unwrap();
        let mut request = [0; 1024];
        stream.readable().await.unwrap();
        let _ = stream.try_read(&mut request);
        let _ = stream.try_write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    };
    let (sender, _events) = mpsc::unbounded_channel();
    let (refused, ()) = tokio::join!(
        GameServer::connect(service.address(), sender.clone()),
        refusing
    );
    let refused = refused.unwrap_err();
    assert!(matches!(refused, SocketError::Refused { status: 403, .. }));

    let mut errors = vec![refused];
    for scheme in ["wss", "http", "nonsense"] {
        let address = Address {
            endpoint: service.endpoint(scheme),
            ..service.address()
        };
        let hanging_up = async {
            if scheme == "wss" {
                drop(service.listener.accept().await);
            }
        };
        let connecting = GameServer::connect(address, sender.clone());
        let (error, ()) = tokio::join!(connecting, hanging_up);
        errors.push(error.unwrap_err());
    }
    for error in errors {
        let shown = format!("{error} {error:?} {:?}", service.address());
        assert!(!shown.contains("token-1"), "{shown}");
        assert!(!error.hint().is_empty());
    }
}

#[tokio::test]
async fn an_authority_that_is_named_is_trusted_and_no_other() {
    let authority = include_bytes!("tests/authority.pem");
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tests/server.pem"));
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tests/server.key"));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.unwrap()], key.unwrap());
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let service = Service::start().await;
    let connect = async |authorities| {
        let address = Address {
            endpoint: service.endpoint("wss"),
            authorities,
            ..service.address()
        };
        let (events, _) = mpsc::unbounded_channel();
        let accept = async {
            let (stream, _) = service.listener.accept().await.unwrap();
            let stream = acceptor.accept(stream).await.ok()?;
            tokio_tungstenite::accept_async(stream).await.ok()
        };
        let (connected, _opened) = tokio::join!(GameServer::connect(address, events), accept);
        connected
    };
    let trusted = connect(Authorities::of_pem(authority)).await;
    assert!(trusted.unwrap().is_connected());
    for authorities in [Authorities::default(), Authorities::of_pem(b"")] {
        let error = connect(authorities).await.unwrap_err();
        assert!(matches!(error, SocketError::Unreachable { .. }), "{error}");
    }
}
