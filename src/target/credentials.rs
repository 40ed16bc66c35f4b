//! The credentials that requests are signed with.

use std::fmt;

/// An access key, with its session token where it is temporary.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The key's id.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The token of a temporary key.
    pub session_token: Option<String>,
}

impl Credentials {
    /// Returns credentials for targets that do not check them.
    pub fn dummy() -> Self {
        Self {
            access_key_id: "gamelift".to_owned(),
            secret_access_key: "conformance".to_owned(),
            session_token: None,
        }
    }

    /// Returns the credentials of the environment variables `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, `None` where the first two are not set.
    pub fn from_environment() -> Option<Self> {
        let variable = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        Some(Self {
            access_key_id: variable("AWS_ACCESS_KEY_ID")?,
            secret_access_key: variable("AWS_SECRET_ACCESS_KEY")?,
            session_token: variable("AWS_SESSION_TOKEN"),
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
