//! Connections to one endpoint: a signed request goes out, and what came back is read, bounded.
//!
//! It never retries and follows no redirect.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Proxy, Request, Response};

use crate::clock;

use super::TargetError;

/// The longest body of a reply that is read, in bytes.
pub(super) const REPLY_LIMIT: usize = 8 * 1024 * 1024;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an unused connection is kept: less than common servers keep it, because a request
/// that meets a closing connection would be lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// The connections to one endpoint.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    endpoint: String,
    client: Client,
    headers: HeaderMap,
    command_timeout: Duration,
}

/// What came back for a request.
#[derive(Debug)]
pub(super) struct Received {
    /// The head, empty where none came.
    pub(super) head: Head,
    /// The body, or why it is lost, as a fragment.
    pub(super) body: Result<Bytes, String>,
}

/// What is kept of a reply's head.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    /// The HTTP status, `None` where no reply came.
    pub(super) status: Option<u16>,
    /// The headers.
    pub(super) headers: HeaderMap,
}

impl Head {
    /// Returns a header's value, with what is no text replaced.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }
}

impl Connections {
    /// Returns connections to `endpoint`, none of which is open yet.
    ///
    /// `authorities` are trusted beside those of this machine. With a `relay` each request goes
    /// through it, over a connection of its own.
    pub(super) fn new(
        endpoint: &str,
        headers: Vec<(HeaderName, HeaderValue)>,
        command_timeout: Duration,
        authorities: Option<&[u8]>,
        relay: Option<SocketAddr>,
    ) -> Result<Self, TargetError> {
        let authorities = Certificate::from_pem_bundle(authorities.unwrap_or_default());
        let setup = |source: reqwest::Error| TargetError::Setup {
            endpoint: endpoint.to_owned(),
            source: source.without_url(),
        };
        let mut builder = Client::builder()
            .user_agent(concat!("gamelift-conformance/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            .tcp_nodelay(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT.min(command_timeout))
            .pool_idle_timeout(IDLE_TIMEOUT)
            .tls_certs_merge(authorities.map_err(setup)?);
        if let Some(relay) = relay {
            let relay = Proxy::all(format!("socks5://{relay}")).map_err(setup)?;
            builder = builder.proxy(relay).pool_max_idle_per_host(0);
        }
        let client = builder.build().map_err(setup)?;
        Ok(Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            client,
            headers: headers.into_iter().map(hidden).collect(),
            command_timeout,
        })
    }

    /// Returns the endpoint, without secrets.
    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the headers that go with every request.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Sends a request once; an error means that it cannot have arrived.
    pub(super) async fn transmit(&self, request: Request) -> Result<Received, TargetError> {
        let received = clock::within(self.command_timeout, async {
            let response = self.client.execute(request).await?;
            let head = Head {
                status: Some(response.status().as_u16()),
                headers: response.headers().clone(),
            };
            let body = read(response).await;
            Ok(Received { head, body })
        });
        let lost = |reason| Received {
            head: Head::default(),
            body: Err(reason),
        };
        match received.await {
            Some(Ok(received)) => Ok(received),
            Some(Err(error)) => Ok(lost(self.unanswered(error)?)),
            None => Ok(lost(format!("no reply within {:?}", self.command_timeout))),
        }
    }

    /// Returns why a request's reply was lost, or the error where it cannot have been sent.
    fn unanswered(&self, error: reqwest::Error) -> Result<String, TargetError> {
        let source = error.without_url();
        if source.is_connect() || source.is_builder() {
            return Err(TargetError::Unreachable {
                endpoint: self.endpoint.clone(),
                source,
            });
        }
        Ok(format!(
            "the connection broke before a reply{}",
            super::cause(&source)
        ))
    }
}

/// Reads a body up to the limit, or says why it could not be read.
async fn read(mut response: Response) -> Result<Bytes, String> {
    let mut body = Bytes::new();
    let mut joined = Vec::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => {
                let cause = super::cause(&error.without_url());
                return Err(format!("the reply broke off{cause}"));
            }
        };
        if body.len() + joined.len() + chunk.len() > REPLY_LIMIT {
            return Err(format!("the reply is longer than {REPLY_LIMIT} bytes"));
        }
        // A reply that arrives in one piece, as most do, is not copied.
        if body.is_empty() && joined.is_empty() {
            body = chunk;
        } else {
            joined.extend_from_slice(&std::mem::take(&mut body));
            joined.extend_from_slice(&chunk);
        }
    }
    Ok(if joined.is_empty() {
        body
    } else {
        joined.into()
    })
}

/// Keeps the value of a header out of what is shown.
fn hidden((name, mut value): (HeaderName, HeaderValue)) -> (HeaderName, HeaderValue) {
    value.set_sensitive(true);
    (name, value)
}
