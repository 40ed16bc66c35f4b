//! A loop that calls `aws-sdk-gamelift`, which signs, encodes and decodes, and checks nothing.
//!
//! Its HTTP client is the one of the harness, with as many connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_gamelift::Client;
use aws_sdk_gamelift::config::http::{HttpRequest, HttpResponse};
use aws_sdk_gamelift::config::retry::RetryConfig;
use aws_sdk_gamelift::config::{
    BehaviorVersion, Config, Credentials, Region, RuntimeComponents, SharedHttpClient,
};
use aws_sdk_gamelift::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use http::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use crate::{CONNECTIONS, REQUESTS};

/// Calls `CreatePlayerSessions` for two players, in a game session that is not there.
pub(crate) fn call(url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(call_all(url));
}

async fn call_all(url: &str) {
    let http = reqwest::Client::builder()
        .http1_only()
        .tcp_nodelay(true)
        .no_proxy()
        .build()
        .unwrap();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(Credentials::new("dummy", "dummy", None, None, "throughput"))
        .http_client(SharedHttpClient::new(Connector(http)))
        .retry_config(RetryConfig::disabled())
        .build();
    let client = Client::from_conf(config);
    let called = Arc::new(AtomicUsize::new(0));
    let tasks = (0..CONNECTIONS).map(|_| {
        let (client, called) = (client.clone(), Arc::clone(&called));
        tokio::spawn(async move {
            while called.fetch_add(1, Ordering::Relaxed) < REQUESTS {
                let refused = client
                    .create_player_sessions()
                    .game_session_id("arn:aws:gamelift:us-east-1::gamesession/fleet-0/here/0")
                    .player_ids("player-1")
                    .player_ids("player-2")
                    .player_data_map("player-1", "data")
                    .send()
                    .await
                    .unwrap_err();
                assert!(refused.into_service_error().is_not_found_exception());
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}

/// Carries the requests of the SDK.
#[derive(Clone, Debug)]
struct Connector(reqwest::Client);

impl HttpClient for Connector {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            let url = Url::parse(request.uri()).unwrap();
            let mut outgoing = Request::new(Method::POST, url);
            for (name, value) in request.headers() {
                let value = HeaderValue::from_str(value).unwrap();
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                outgoing.headers_mut().insert(name, value);
            }
            let body = request.body().bytes().unwrap_or_default().to_vec();
            *outgoing.body_mut() = Some(body.into());
            let failed = |error: reqwest::Error| ConnectorError::io(error.into());
            let received = client.execute(outgoing).await.map_err(failed)?;
            let (status, headers) = (received.status(), received.headers().clone());
            let body = received.bytes().await.map_err(failed)?;
            let status = status.as_u16().try_into().unwrap();
            let mut response = HttpResponse::new(status, SdkBody::from(&body[..]));
            for (name, value) in &headers {
                let value = value.to_str().unwrap().to_owned();
                response
                    .headers_mut()
                    .append(name.as_str().to_owned(), value);
            }
            Ok(response)
        })
    }
}
