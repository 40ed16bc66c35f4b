//! The SDK's requests over our own connections, with what travelled noted.

use std::cell::RefCell;
use std::sync::Arc;

use aws_sdk_gamelift::config::RuntimeComponents;
use aws_sdk_gamelift::config::http::{HttpRequest, HttpResponse};
use aws_sdk_gamelift::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use crate::target::TargetError;
use crate::target::connections::{Connections, Received};

tokio::task_local! {
    /// What has travelled for the call that the task is in.
    static TRAVELLED: RefCell<Capture>;
}

/// What travelled for one call of the SDK.
#[derive(Debug)]
pub(super) enum Capture {
    /// Nothing: the SDK made no request.
    Nothing,
    /// A request, and what came back or why it was lost.
    Received {
        /// The body that was sent.
        request: Bytes,
        /// What came back.
        received: Received,
    },
    /// A request that cannot have arrived.
    Failed(TargetError),
}

impl Capture {
    /// Runs a call and returns what travelled beside what the call made of it.
    pub(super) async fn around<T>(call: impl Future<Output = T>) -> (Self, T) {
        TRAVELLED
            .scope(RefCell::new(Self::Nothing), async {
                let made = call.await;
                (TRAVELLED.with(|noted| noted.replace(Self::Nothing)), made)
            })
            .await
    }

    fn note(self) {
        TRAVELLED.with(|noted| noted.replace(self));
    }
}

/// Makes the SDK use our connections.
#[derive(Clone, Debug)]
pub(super) struct Connector(Arc<Connections>);

impl Connector {
    /// Returns the connector over these connections.
    pub(super) fn new(connections: Connections) -> Self {
        Self(Arc::new(connections))
    }
}

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
        let connections = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let body = Bytes::copy_from_slice(request.body().bytes().unwrap_or_default());
            let Some(outgoing) = outgoing(&request, &body, &connections) else {
                let why = "the SDK made a request that does not fit in HTTP";
                return Err(ConnectorError::user(why.into()));
            };
            match connections.transmit(outgoing).await {
                Ok(received) => {
                    let response = response(&received);
                    let capture = Capture::Received {
                        request: body,
                        received,
                    };
                    capture.note();
                    response
                }
                Err(error) => {
                    let told = ConnectorError::io(error.to_string().into());
                    Capture::Failed(error).note();
                    Err(told)
                }
            }
        })
    }
}

/// Returns the SDK's request as our connections take it, `None` where it does not fit.
fn outgoing(request: &HttpRequest, body: &Bytes, connections: &Connections) -> Option<Request> {
    let method = Method::from_bytes(request.method().as_bytes()).ok()?;
    let mut outgoing = Request::new(method, Url::parse(request.uri()).ok()?);
    let headers = outgoing.headers_mut();
    headers.clone_from(connections.headers());
    for (name, value) in request.headers() {
        let mut value = HeaderValue::from_str(value).ok()?;
        value.set_sensitive(name == "authorization");
        headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    *outgoing.body_mut() = Some(body.clone().into());
    Some(outgoing)
}

/// Returns what came back as the SDK takes it.
fn response(received: &Received) -> Result<HttpResponse, ConnectorError> {
    let body = received
        .body
        .as_ref()
        .map_err(|reason| ConnectorError::io(reason.as_str().into()))?;
    let status = received.head.status.unwrap_or_default();
    let status = status
        .try_into()
        .map_err(|_| ConnectorError::other("the status is none of HTTP's".into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body.as_ref()));
    for (name, value) in &received.head.headers {
        if let Ok(value) = value.to_str() {
            // What the SDK takes for no header is none to its users.
            let _ = response
                .headers_mut()
                .try_append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(response)
}
