//! The server over real loopback HTTP and real sockets.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use tokio_tungstenite::tungstenite::{self, Message};

use super::*;
use crate::api::socket::{Call, ConnectQuery, FromService, Push};
use crate::emulator::options::{Log, Options, Time};
use crate::emulator::server::{EmulatorError, Server};

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A client of a running server.
struct Remote {
    server: Server,
    client: Client,
    fleet: String,
    token: String,
}

impl Remote {
    async fn start(options: Options) -> Self {
        let mut remote = Self {
            server: Server::start(options).await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
            fleet: String::new(),
            token: String::new(),
        };
        let location = json!({ "LocationName": LOCATION });
        remote.post("CreateLocation", location).await;
        let fleet = json!({
            "Name": "fleet",
            "ComputeType": "ANYWHERE",
            "Locations": [{ "Location": LOCATION }],
        });
        let fleet = remote.post("CreateFleet", fleet).await.1;
        remote.fleet = text(&fleet["FleetAttributes"]["FleetId"]);
        let compute = json!({
            "FleetId": remote.fleet,
            "ComputeName": COMPUTE,
            "IpAddress": "127.0.0.1",
            "Location": LOCATION,
        });
        remote.post("RegisterCompute", compute).await;
        let compute = json!({ "FleetId": remote.fleet, "ComputeName": COMPUTE });
        let token = remote.post("GetComputeAuthToken", compute).await.1;
        remote.token = text(&token["AuthToken"]);
        remote
    }

    async fn post(&self, action: &str, body: Value) -> (u16, Value) {
        let response = self
            .client
            .post(self.server.url())
            .header("x-amz-target", format!("GameLift.{action}"))
            .header("content-type", "application/x-amz-json-1.1")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        assert!(response.headers().contains_key("x-amzn-requestid"));
        let body = response.text().await.unwrap();
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    async fn connect(&self, process_id: &str) -> Result<Socket, tungstenite::Error> {
        let query = ConnectQuery {
            process_id: process_id.to_owned(),
            compute_name: COMPUTE.to_owned(),
            fleet_id: self.fleet.clone(),
            idempotency_token: None,
            auth_token: self.token.clone(),
        };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query.pairs())
            .finish();
        let url = format!("{}/?{query}", self.server.url().replace("http", "ws"));
        let (socket, _) = tokio_tungstenite::connect_async(url).await?;
        Ok(socket)
    }

    async fn ready(&self, process_id: &str) -> Socket {
        let mut socket = self.connect(process_id).await.unwrap();
        let port = Call::ActivateServerProcess { port: 7777 };
        assert_eq!(ask(&mut socket, &port).await, 200);
        socket
    }

    async fn create_game(&self) -> (u16, Value) {
        let request = json!({
            "FleetId": self.fleet,
            "Location": LOCATION,
            "MaximumPlayerSessionCount": 2,
        });
        self.post("CreateGameSession", request).await
    }
}

async fn ask(socket: &mut Socket, call: &Call) -> i64 {
    socket
        .send(Message::text(call.write(call.action())))
        .await
        .unwrap();
    match hear(socket).await {
        Some(FromService::Answer(answer)) => answer.status_code,
        other => panic!("no answer: {other:?}"),
    }
}

/// Returns the next frame, `None` once the server has closed the socket.
async fn hear(socket: &mut Socket) -> Option<FromService> {
    match socket.next().await? {
        Ok(Message::Text(text)) => Some(FromService::read(&text).unwrap()),
        _ => None,
    }
}

#[tokio::test]
async fn a_player_joins_a_game_session_over_the_network() {
    let remote = Remote::start(Options::default()).await;
    let mut socket = remote.ready("process-1").await;
    let game = remote.create_game().await.1;
    let id = text(&game["GameSession"]["GameSessionId"]);
    let Some(FromService::Push(Push::CreateGameSession {
        game_session_id, ..
    })) = hear(&mut socket).await
    else {
        panic!("no push");
    };
    assert_eq!(game_session_id, id);
    let activate = Call::ActivateGameSession { game_session_id };
    assert_eq!(ask(&mut socket, &activate).await, 200);
    let request = json!({ "GameSessionId": id, "PlayerIds": ["p-1", "p-2"] });
    let (status, players) = remote.post("CreatePlayerSessions", request.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(players["PlayerSessions"].as_array().unwrap().len(), 2);
    let (status, full) = remote.post("CreatePlayerSessions", request).await;
    assert_eq!(status, 400);
    assert_eq!(full["__type"], "GameSessionFullException");
    let end = ask(&mut socket, &Call::TerminateServerProcess).await;
    assert_eq!(end, 200);
    assert!(hear(&mut socket).await.is_none());
    remote.server.shutdown().await;
}

#[tokio::test]
async fn advancing_runs_every_timer_before_it_returns() {
    let remote = Remote::start(Options::default()).await;
    let mut socket = remote.ready("process-1").await;
    let game = remote.create_game().await.1;
    let id = text(&game["GameSession"]["GameSessionId"]);
    hear(&mut socket).await;
    assert_eq!(remote.server.advance(seconds(180)).unwrap(), seconds(180));
    let request = json!({ "GameSessionId": id });
    let game = remote.post("DescribeGameSessions", request).await.1;
    assert_eq!(game["GameSessions"][0]["Status"], "TERMINATED");
    let pushed = hear(&mut socket).await;
    assert!(
        matches!(
            pushed,
            Some(FromService::Push(Push::TerminateProcess { .. }))
        ),
        "{pushed:?}"
    );
    assert!(hear(&mut socket).await.is_none());
}

#[tokio::test]
async fn a_restored_server_is_as_it_was_and_drops_younger_sockets() {
    let remote = Remote::start(Options::default()).await;
    let mut old = remote.ready("process-1").await;
    remote.server.advance(seconds(10)).unwrap();
    let provisioned = remote.server.snapshot();
    let mut young = remote.ready("process-2").await;
    let first = remote.create_game().await.1;
    assert!(hear(&mut old).await.is_some());
    remote.server.advance(seconds(10)).unwrap();

    remote.server.restore(&provisioned, 1);
    assert_eq!(remote.server.now(), seconds(10));
    assert!(hear(&mut young).await.is_none());
    let second = remote.create_game().await.1;
    assert!(hear(&mut old).await.is_some());
    assert_eq!(second["GameSession"]["Status"], "ACTIVATING");
    assert_ne!(
        first["GameSession"]["GameSessionId"],
        second["GameSession"]["GameSessionId"]
    );
    assert_eq!(remote.create_game().await.0, 400);
}

#[tokio::test]
async fn wall_time_runs_timers_by_itself() {
    let remote = Remote::start(Options {
        time: Time::Wall,
        activation_timeout: Some(millis(5)),
        ..Options::default()
    })
    .await;
    assert!(matches!(
        remote.server.advance(seconds(1)),
        Err(EmulatorError::NotManual)
    ));
    let mut socket = remote.ready("process-1").await;
    remote.create_game().await;
    assert!(hear(&mut socket).await.is_some());
    let pushed = hear(&mut socket).await;
    assert!(
        matches!(
            pushed,
            Some(FromService::Push(Push::TerminateProcess { .. }))
        ),
        "{pushed:?}"
    );
}

#[tokio::test]
async fn a_wrong_token_is_forbidden() {
    let mut remote = Remote::start(Options::default()).await;
    remote.token = "wrong".to_owned();
    match remote.connect("process-1").await {
        Err(tungstenite::Error::Http(response)) => {
            assert_eq!(response.status(), 403);
            let body = response.body().as_deref();
            assert_eq!(body, Some(&br#"{"message":"Forbidden"}"#[..]));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_oversize_body_is_refused_and_the_server_goes_on() {
    let remote = Remote::start(Options::default()).await;
    let response = remote
        .client
        .post(remote.server.url())
        .body(vec![b' '; 5 * 1024 * 1024])
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 413);
    let (status, _) = remote.post("DescribeFleetAttributes", json!({})).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn the_log_names_resources_and_no_players() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = {
        let lines = lines.clone();
        Log::new(move |line| lines.lock().unwrap().push(line.to_owned()))
    };
    let remote = Remote::start(Options {
        log: Some(log),
        ..Options::default()
    })
    .await;
    let request = json!({ "GameSessionId": "arn:x", "PlayerIds": ["secret"] });
    remote.post("CreatePlayerSessions", request).await;
    remote.post("Nothing", json!({})).await;
    drop(remote.ready("process-1").await);
    let fleet = remote.fleet.clone();
    remote
        .post("DeleteFleet", json!({ "FleetId": fleet }))
        .await;
    let lines = lines.lock().unwrap().clone();
    for line in [
        "POST CreateLocation 200 custom-here".to_owned(),
        format!("POST CreateFleet 200 {fleet}"),
        "POST RegisterCompute 200 host-1".to_owned(),
        "POST GetComputeAuthToken 200".to_owned(),
        "POST CreatePlayerSessions 400 NotFoundException".to_owned(),
        "POST - 400 UnknownOperationException".to_owned(),
        "GET socket 101 host-1 process-1".to_owned(),
        format!("POST DeleteFleet 200 {fleet}"),
    ] {
        assert!(lines.contains(&line), "{line} is not in {lines:#?}");
    }
    assert!(!lines.iter().any(|line| line.contains("secret")));
}

#[tokio::test]
async fn hundreds_of_sockets_are_served_at_once() {
    let remote = Remote::start(Options::default()).await;
    let mut sockets = Vec::new();
    for index in 0..300 {
        sockets.push(remote.ready(&format!("process-{index}")).await);
    }
    for socket in &mut sockets {
        let healthy = Call::HeartbeatServerProcess { healthy: true };
        let request_id = "health";
        socket
            .send(Message::text(healthy.write(request_id)))
            .await
            .unwrap();
    }
    for socket in &mut sockets {
        assert!(matches!(
            hear(socket).await,
            Some(FromService::Answer(answer)) if answer.status_code == 200
        ));
    }
    remote.server.shutdown().await;
}
