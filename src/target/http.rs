//! A target behind an HTTP endpoint.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};
use tokio::sync::OnceCell;

use crate::api::action::Action;
use crate::api::cbor;
use crate::api::reply::Reply;
use crate::clock;
use crate::history::broken::{Broken, Message, Protocol};
use crate::history::{Command, Heads, Outcome, ReplyHeaders};
use crate::plan::step::Wire;

use super::connections::{Connections, Head, Received};
use super::credentials::Credentials;
use super::relay::Relay;
#[cfg(feature = "sdk")]
use super::sdk::Sdk;
use super::signing::Signer;
use super::{Exchange, Sent, Target, TargetError, broken_wire, cbor_wire, json_wire};

/// The header that identifies a request.
const REQUEST_ID: &str = "x-amzn-requestid";

/// How an HTTP target is spoken to.
#[derive(Clone)]
pub struct HttpOptions {
    /// The Region that requests are signed for.
    pub region: String,
    /// What they are signed with, `None` for what targets take that do not check it.
    pub credentials: Option<Credentials>,
    /// How long a command may take, from connecting to the last byte of its reply.
    pub command_timeout: Duration,
    /// Headers that go with every request, unsigned.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Certificates, as PEM, of authorities that are trusted beside those of this machine.
    pub authorities: Option<Vec<u8>>,
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
            .finish_non_exhaustive()
    }
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            credentials: None,
            command_timeout: Duration::from_secs(10),
            headers: Vec::new(),
            authorities: None,
        }
    }
}

/// A target behind an HTTP endpoint.
#[derive(Debug)]
pub struct HttpTarget {
    url: Url,
    /// Where requests over CBOR go, by action.
    cbor_urls: BTreeMap<Action, Url>,
    connections: Connections,
    signer: Signer,
    #[cfg(feature = "sdk")]
    sdk: Sdk,
    /// Those that it is restricted to.
    wires: OnceLock<Vec<Wire>>,
    options: HttpOptions,
    /// The same target where its replies are lost, made when it is first needed.
    losing: OnceCell<Box<Losing>>,
}

/// A target whose replies are lost.
#[derive(Debug)]
struct Losing {
    target: HttpTarget,
    _relay: Relay,
}

impl HttpTarget {
    /// The wires that this build speaks, the first one before the others.
    pub const WIRES: &[Wire] = if cfg!(feature = "sdk") {
        &[Wire::Json, Wire::Cbor, Wire::Sdk]
    } else {
        &[Wire::Json, Wire::Cbor]
    };

    /// Returns the target at `endpoint`, spoken to over every wire; nothing is sent yet.
    pub fn new(endpoint: &str, options: HttpOptions) -> Result<Self, TargetError> {
        Self::over(endpoint, options, None)
    }

    /// Returns the target at `endpoint`, which is spoken to through the relay if there is one.
    fn over(
        endpoint: &str,
        options: HttpOptions,
        relay: Option<SocketAddr>,
    ) -> Result<Self, TargetError> {
        let url = parse(endpoint)?;
        let connections = Connections::new(
            endpoint,
            options.headers.clone(),
            options.command_timeout,
            options.authorities.as_deref(),
            relay,
        )?;
        let credentials = options.credentials.clone();
        let credentials = credentials.unwrap_or_else(Credentials::dummy);
        #[cfg(feature = "sdk")]
        let sdk = Sdk::new(connections.clone(), &options.region, &credentials);
        let signer =
            Signer::new(&url, &options.region, credentials).map_err(|part| TargetError::Sign {
                endpoint: endpoint.to_owned(),
                part,
            })?;
        Ok(Self {
            cbor_urls: Action::ALL
                .into_iter()
                .map(|action| (action, cbor_url(&url, action)))
                .collect(),
            url,
            connections,
            signer,
            #[cfg(feature = "sdk")]
            sdk,
            wires: OnceLock::new(),
            options,
            losing: OnceCell::new(),
        })
    }

    /// Restricts the target to some wires, once; the first serves a command that prefers none, and
    /// what the SDK cannot say travels over a raw wire all the same.
    pub fn restrict(&self, wires: Vec<Wire>) {
        self.wires.get_or_init(|| wires);
    }

    /// Returns the same target where its replies are lost.
    async fn losing(&self) -> Result<&Self, TargetError> {
        let open = async || {
            let relay = Relay::open(self.options.command_timeout).await;
            let relay = relay.map_err(TargetError::Relay)?;
            let address = Some(relay.address());
            let target = Self::over(self.url.as_str(), self.options.clone(), address)?;
            target.restrict(self.wires().to_vec());
            Ok(Box::new(Losing {
                target,
                _relay: relay,
            }))
        };
        let losing = self.losing.get_or_try_init(open).await?;
        Ok(&losing.target)
    }

    /// Returns whether the target is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Returns the wire that a command goes over, by what is preferred and what is possible.
    fn wire(&self, preferred: Option<Wire>) -> Wire {
        preferred
            .filter(|wire| self.wires().contains(wire))
            .or_else(|| self.wires().first().copied())
            .unwrap_or(Wire::Json)
    }

    fn wires(&self) -> &[Wire] {
        self.wires.get().map_or(Self::WIRES, Vec::as_slice)
    }

    /// Returns the raw wire for what the SDK cannot say, which is its own protocol where no
    /// other is left.
    fn raw_wire(&self) -> Wire {
        let mut wires = self.wires().iter().copied();
        wires.find(|wire| *wire != Wire::Sdk).unwrap_or(Wire::Cbor)
    }

    async fn exchange(&self, command: &Command, wire: Wire) -> Result<Sent, TargetError> {
        if let Command::Broken(broken) = command {
            return self.exchange_broken(broken).await;
        }
        match wire {
            #[cfg(feature = "sdk")]
            Wire::Sdk => match self.sdk.send(command).boxed().await {
                Some(sent) => sent,
                None => self.exchange_raw(command, self.raw_wire()).await,
            },
            #[cfg(not(feature = "sdk"))]
            Wire::Sdk => self.exchange_raw(command, self.raw_wire()).await,
            Wire::Json | Wire::Cbor => self.exchange_raw(command, wire).await,
        }
    }

    async fn exchange_raw(&self, command: &Command, wire: Wire) -> Result<Sent, TargetError> {
        // Bytes that are no document of one wire are none of the other: they go as they are.
        let cbor = (wire == Wire::Cbor).then(|| cbor_wire::body(command));
        let (wire, body) = match cbor.flatten() {
            Some(body) => (Wire::Cbor, body),
            None => (Wire::Json, json_wire::body(command)),
        };
        let action = command.action();
        let request = self.request(action, wire, body.clone());
        let received = self.connections.transmit(request).await?;
        Ok(sent(wire, body, received, reader(action, wire)))
    }

    /// Sends a request as it is broken, over the wire that it is written for.
    async fn exchange_broken(&self, broken: &Broken) -> Result<Sent, TargetError> {
        let (action, wire) = (broken.action(), Wire::from(broken.protocol));
        let Message {
            path,
            target,
            protocol,
            body,
        } = broken.message();
        let body = Bytes::from(body);
        let mut url = self.url.clone();
        let base = url.path().trim_end_matches('/');
        let path = format!("{base}{path}");
        url.set_path(&path);
        let mut request = Request::new(Method::POST, url.clone());
        let headers = request.headers_mut();
        headers.clone_from(self.connections.headers());
        broken_wire::describe(broken.protocol, (target, protocol), headers);
        self.signer.sign(url.path(), headers, &body, clock::wall());
        *request.body_mut() = Some(body.clone().into());
        let received = self.connections.transmit(request).await?;
        Ok(sent(wire, body, received, reader(action, wire)))
    }

    fn request(&self, action: Action, wire: Wire, body: Bytes) -> Request {
        let url = match self.cbor_urls.get(&action) {
            Some(url) if wire == Wire::Cbor => url,
            _ => &self.url,
        };
        let mut request = Request::new(Method::POST, url.clone());
        let headers = request.headers_mut();
        headers.clone_from(self.connections.headers());
        if wire == Wire::Cbor {
            cbor_wire::describe(headers);
        } else {
            json_wire::describe(action, headers);
        }
        self.signer.sign(url.path(), headers, &body, clock::wall());
        *request.body_mut() = Some(body.into());
        request
    }
}

/// Returns how a reply is read that came over a raw wire.
fn reader(action: Action, wire: Wire) -> impl FnOnce(&Head, u16, &[u8]) -> Reply {
    move |head, status, response| {
        if wire == Wire::Cbor {
            let protocol = head.header("smithy-protocol");
            cbor::read_reply(action, status, protocol.as_deref(), response)
        } else {
            let error_type = head.header("x-amzn-errortype");
            json_wire::reply(action, status, error_type.as_deref(), response)
        }
    }
}

/// Returns what the head of a reply was like, none where no reply came.
fn heads(wire: Wire, head: &Head, outcome: &Outcome, body: &[u8]) -> Heads {
    let Outcome::Replied(reply) = outcome else {
        return Heads::default();
    };
    let protocol = match wire {
        Wire::Json => Protocol::Json,
        Wire::Cbor | Wire::Sdk => Protocol::Cbor,
    };
    let (content_type, request_id) = (head.header("content-type"), head.header(REQUEST_ID));
    let headers = ReplyHeaders {
        content_type: content_type.as_deref(),
        request_id: request_id.as_deref(),
    };
    Heads::of(reply, protocol, body, headers)
}

/// Returns a command as it was sent; `read` makes a reply of what came back.
pub(super) fn sent(
    wire: Wire,
    request: Bytes,
    Received { head, body }: Received,
    read: impl FnOnce(&Head, u16, &[u8]) -> Reply,
) -> Sent {
    let (outcome, response) = match body {
        Ok(response) => {
            let reply = read(&head, head.status.unwrap_or_default(), &response);
            (Outcome::Replied(reply), response)
        }
        Err(reason) => (Outcome::Lost { reason }, Bytes::new()),
    };
    let exchange = Exchange {
        heads: heads(wire, &head, &outcome, &response),
        wire,
        status: head.status,
        request_id: head.header(REQUEST_ID),
        request,
        response,
    };
    Sent {
        outcome,
        exchange,
        waited: Duration::ZERO,
    }
}

impl Target for HttpTarget {
    fn endpoint(&self) -> &str {
        self.connections.endpoint()
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        self.exchange(command, self.wire(wire)).boxed()
    }

    fn send_losing<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        let losing = async move {
            // Where a request ends cannot be seen through encryption.
            let target = if self.url.scheme() == "http" {
                self.losing().await?
            } else {
                self
            };
            target.exchange(command, target.wire(wire)).await
        };
        losing.boxed()
    }
}

fn cbor_url(url: &Url, action: Action) -> Url {
    let mut url = url.clone();
    let base = url.path().trim_end_matches('/');
    let path = format!("{base}{}{action}", cbor::PATH_PREFIX);
    url.set_path(&path);
    url
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
mod tests;
