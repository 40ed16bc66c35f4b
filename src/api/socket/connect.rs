//! How a game server connects.

/// The version of the server SDK whose protocol this is.
pub const SDK_VERSION: &str = "5.6.0";

/// The SDK language a game server of ours names; one that official SDKs use.
pub const SDK_LANGUAGE: &str = "Go";

/// The names and values of the connection's query, before any encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectQuery {
    /// `pID`: the process id, chosen by the game server.
    pub process_id: String,
    /// `ComputeId`: the name of the registered compute.
    pub compute_name: String,
    /// `FleetId`.
    pub fleet_id: String,
    /// `IdempotencyToken`, absent in old SDKs.
    pub idempotency_token: Option<String>,
    /// `Authorization`: the compute's token.
    pub auth_token: String,
}

impl ConnectQuery {
    /// Returns the query's pairs in alphabetical order.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![
            ("Authorization", self.auth_token.as_str()),
            ("ComputeId", self.compute_name.as_str()),
            ("FleetId", self.fleet_id.as_str()),
        ];
        pairs.extend(
            self.idempotency_token
                .as_deref()
                .map(|token| ("IdempotencyToken", token)),
        );
        pairs.push(("pID", self.process_id.as_str()));
        pairs.push(("sdkLanguage", SDK_LANGUAGE));
        pairs.push(("sdkVersion", SDK_VERSION));
        pairs
    }

    /// Reads the query from decoded pairs, `None` where a needed one is absent or empty.
    pub fn read(pairs: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let needed = |name: &str| value(name).filter(|value| !value.is_empty());
        Some(Self {
            process_id: needed("pID")?,
            compute_name: needed("ComputeId")?,
            fleet_id: needed("FleetId")?,
            idempotency_token: value("IdempotencyToken"),
            auth_token: needed("Authorization")?,
        })
    }
}
