//! `aws-sdk-gamelift` as a wire: a real client encodes the requests and decodes the replies.
//!
//! Its requests travel over the same connections as those of the raw wires, so that timeouts,
//! lost replies and what travelled are told in the same way. The SDK retries nothing here.
//! It shows what a user's program would get: members that it does not know are gone, and an
//! exception is what the SDK takes it for.
//! What the SDK cannot say goes over a raw wire: bytes, numbers outside its types, and the
//! actions by which a run provides itself with fleets and computes.

mod connector;
mod exceptions;
mod requests;
mod responses;

use aws_sdk_gamelift::Client;
use aws_sdk_gamelift::config::retry::RetryConfig;
use aws_sdk_gamelift::config::timeout::TimeoutConfig;
use aws_sdk_gamelift::config::{
    BehaviorVersion, Config, Region, SharedHttpClient, StalledStreamProtectionConfig,
};

use futures_util::FutureExt;

use crate::api::cbor;
use crate::api::reply::Reply;
use crate::history::Command;
use crate::plan::step::Wire;

use self::connector::{Capture, Connector};
use super::connections::Connections;
use super::credentials::Credentials;
use super::http::sent;
use super::{Sent, TargetError};

/// The SDK's client for one endpoint.
#[derive(Debug)]
pub(super) struct Sdk(Client);

impl Sdk {
    /// Returns the SDK set up to use the connections.
    pub(super) fn new(connections: Connections, region: &str, credentials: &Credentials) -> Self {
        let endpoint = connections.endpoint().to_owned();
        let credentials = aws_sdk_gamelift::config::Credentials::new(
            &credentials.access_key_id,
            &credentials.secret_access_key,
            credentials.session_token.clone(),
            None,
            "gamelift-conformance",
        );
        let config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region.to_owned()))
            .endpoint_url(endpoint)
            .credentials_provider(credentials)
            .http_client(SharedHttpClient::new(Connector::new(connections)))
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Self(Client::from_conf(config))
    }

    /// Sends a command once, `None` where the SDK cannot say it.
    pub(super) async fn send(&self, command: &Command) -> Option<Result<Sent, TargetError>> {
        let Command::Typed(request) = command else {
            return None;
        };
        let (capture, decoded) = Capture::around(requests::send(&self.0, request).boxed()).await;
        let decoded = decoded?;
        Some(match capture {
            Capture::Received { request, received } => {
                let action = command.action();
                Ok(sent(Wire::Sdk, request, received, |head, status, body| {
                    let protocol = head.header("smithy-protocol");
                    let raw = cbor::read_reply(action, status, protocol.as_deref(), body);
                    // Where the body contradicts its status, the SDK goes by the latter.
                    if contradicts(&raw, status) {
                        return raw;
                    }
                    decoded.unwrap_or_else(|failure| failure.into_reply(status))
                }))
            }
            Capture::Failed(error) => Err(error),
            // The SDK gave up before it sent anything: what it could not say is said raw.
            Capture::Nothing => return None,
        })
    }
}

/// Returns whether a reply is a success or an exception although its status says otherwise.
fn contradicts(reply: &Reply, status: u16) -> bool {
    match reply {
        Reply::Response { .. } => status >= 300,
        Reply::Exception(_) => status < 300,
        Reply::Unreadable { .. } => false,
    }
}

/// A reply that the SDK could not make an output or an exception of.
#[derive(Debug)]
struct Failure {
    /// Why, as a fragment.
    reason: String,
}

impl Failure {
    fn into_reply(self, status: u16) -> Reply {
        Reply::Unreadable {
            status,
            reason: self.reason,
        }
    }
}
