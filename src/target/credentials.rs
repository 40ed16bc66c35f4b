//! The credentials that requests are signed with, and where they come from.

use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime};

use aws_config::Region;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::imds;
use aws_config::meta::region::ProvideRegion;
use aws_config::profile::ProfileFileRegionProvider;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;

use crate::clock;

/// How long looking for credentials may take: a process or a sign-on service may be asked.
const CHAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an instance's metadata service, which most machines don't have, may take.
const METADATA_TIMEOUT: Duration = Duration::from_secs(1);

/// An access key, with its session token where it is temporary.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The key's id.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The token of a temporary key.
    pub session_token: Option<String>,
    /// When a temporary key ends, `None` where that is not known.
    pub expires: Option<SystemTime>,
}

impl Credentials {
    /// Returns credentials for targets that do not check them.
    pub fn dummy() -> Self {
        Self {
            access_key_id: "gamelift".to_owned(),
            secret_access_key: "conformance".to_owned(),
            session_token: None,
            expires: None,
        }
    }

    /// Returns the credentials of the standard AWS chain, `None` where it has none: environment,
    /// profile (with its roles, sign-on and processes), web identity, container, instance.
    pub async fn from_chain(region: &str) -> Result<Option<Self>, ChainError> {
        let metadata = imds::Client::builder()
            .max_attempts(1)
            .connect_timeout(METADATA_TIMEOUT)
            .read_timeout(METADATA_TIMEOUT)
            .build();
        let found = clock::within(CHAIN_TIMEOUT, async {
            let chain = DefaultCredentialsChain::builder()
                .region(Region::new(region.to_owned()))
                .imds_client(metadata)
                .build()
                .await;
            chain.provide_credentials().await
        });
        match found.await {
            Some(Ok(found)) => Ok(Some(Self {
                access_key_id: found.access_key_id().to_owned(),
                secret_access_key: found.secret_access_key().to_owned(),
                session_token: found.session_token().map(str::to_owned),
                expires: found.expiry(),
            })),
            Some(Err(CredentialsError::CredentialsNotLoaded(_))) => Ok(None),
            Some(Err(error)) => Err(ChainError {
                reason: chain(&error),
            }),
            None => Err(ChainError {
                reason: format!("nothing was found within {CHAIN_TIMEOUT:?}"),
            }),
        }
    }
}

/// Returns the Region of the environment or of the profile, `None` where neither names one.
pub async fn region() -> Option<String> {
    let variable = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    if let Some(region) = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")) {
        return Some(region);
    }
    let profile = ProfileFileRegionProvider::new();
    let region = profile.region().await?;
    Some(region.as_ref().to_owned())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Why the standard chain gave no credentials although it should have; completes "failed to …".
#[derive(Debug, thiserror::Error)]
#[error("read the AWS credentials: {reason}")]
pub struct ChainError {
    reason: String,
}

/// Returns an error with all its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
