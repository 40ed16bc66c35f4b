//! A target behind an HTTP endpoint.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Response, Url};

use crate::clock;
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::credentials::Credentials;
use super::json_wire;
use super::signing::Signer;
use super::{Exchange, Sent, Target, TargetError};

/// How an HTTP target is spoken to.
#[derive(Clone)]
pub struct HttpOptions {
    /// The Region that requests are signed for.
    pub region: String,
    /// What they are signed with, `None` for the environment's on a remote endpoint and dummies
    /// on a loopback one.
    pub credentials: Option<Credentials>,
    /// How long a command may take, from connecting to the last byte of its reply.
    pub command_timeout: Duration,
    /// Headers that go with every request, unsigned.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        let names: Vec<&HeaderName> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("HttpOptions")
            .field("region", &self.region)
            .field("credentials", &self.credentials)
            .field("command_timeout", &self.command_timeout)
            .field("headers", &names)
            .finish()
    }
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            credentials: None,
            command_timeout: Duration::from_secs(10),
            headers: Vec::new(),
        }
    }
}

/// The longest body of a reply that is read, in bytes.
pub const REPLY_LIMIT: usize = 8 * 1024 * 1024;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an unused connection is kept: less than common servers keep it, because a request
/// that meets a closing connection would be lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// A target behind an HTTP endpoint.
#[derive(Debug)]
pub struct HttpTarget {
    endpoint: String,
    url: Url,
    client: Client,
    signer: Signer,
    headers: HeaderMap,
    command_timeout: Duration,
}

impl HttpTarget {
    /// Returns the target at `endpoint`; nothing is sent yet.
    pub fn new(endpoint: &str, options: HttpOptions) -> Result<Self, TargetError> {
        let url = parse(endpoint)?;
        let client = Client::builder()
            .user_agent(concat!("gamelift-conformance/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            .tcp_nodelay(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT.min(options.command_timeout))
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(|source| TargetError::Setup {
                endpoint: endpoint.to_owned(),
                source: source.without_url(),
            })?;
        let credentials = options.credentials.unwrap_or_else(|| {
            Credentials::from_environment()
                .filter(|_| !is_loopback(&url))
                .unwrap_or_else(Credentials::dummy)
        });
        let signer =
            Signer::new(&url, &options.region, credentials).map_err(|part| TargetError::Sign {
                endpoint: endpoint.to_owned(),
                part,
            })?;
        Ok(Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            url,
            client,
            signer,
            headers: options.headers.into_iter().map(hidden).collect(),
            command_timeout: options.command_timeout,
        })
    }

    /// Returns whether the target is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    fn request(&self, command: &Command, body: Bytes) -> Request {
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        json_wire::describe(command.action(), headers);
        self.signer.sign(headers, &body, clock::wall());
        *request.body_mut() = Some(body.into());
        request
    }

    async fn exchange(&self, command: &Command) -> Result<Sent, TargetError> {
        let body = json_wire::body(command);
        let request = self.request(command, body.clone());
        let received = clock::within(self.command_timeout, async {
            let response = self.client.execute(request).await?;
            let head = Head::of(&response);
            Ok((head, read(response).await))
        });
        let (head, read) = match received.await {
            Some(Ok((head, read))) => (head, read),
            Some(Err(error)) => (Head::default(), Err(self.unanswered(error)?)),
            None => {
                let reason = format!("no reply within {:?}", self.command_timeout);
                (Head::default(), Err(reason))
            }
        };
        let (outcome, response) = match read {
            Ok(response) => {
                let (status, error_type) = (head.status.unwrap_or_default(), head.error_type);
                let reply =
                    json_wire::reply(command.action(), status, error_type.as_deref(), &response);
                (Outcome::Replied(reply), response)
            }
            Err(reason) => (Outcome::Lost { reason }, Bytes::new()),
        };
        let exchange = Exchange {
            status: head.status,
            request: body,
            response,
            request_id: head.request_id,
        };
        Ok(Sent { outcome, exchange })
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

impl Target for HttpTarget {
    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        match wire.unwrap_or(Wire::Json) {
            Wire::Json => self.exchange(command).boxed(),
        }
    }
}

/// What is kept of a reply's head.
#[derive(Default)]
struct Head {
    status: Option<u16>,
    error_type: Option<String>,
    request_id: Option<String>,
}

impl Head {
    fn of(response: &Response) -> Self {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            status: Some(response.status().as_u16()),
            error_type: header("x-amzn-errortype"),
            request_id: header("x-amzn-requestid"),
        }
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

fn parse(endpoint: &str) -> Result<Url, TargetError> {
    let refused = |endpoint: &str, reason| TargetError::Endpoint {
        endpoint: endpoint.to_owned(),
        reason,
    };
    let url = Url::parse(endpoint).map_err(|_| refused(endpoint, "it is no URL"))?;
    // Whatever stands before the host could be a secret: it is not repeated.
    if !url.username().is_empty() || url.password().is_some() {
        let host = url.host_str().unwrap_or_default();
        return Err(refused(host, "it has credentials in it"));
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(endpoint, "its scheme is neither http nor https"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused(endpoint, "it has a query or a fragment"));
    }
    Ok(url)
}

/// Returns whether the URL's host is this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::api::action::Action;
    use crate::api::reply::Reply;

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
        headers.clone_from(target.request(&command(), Bytes::new()).headers());
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
}
