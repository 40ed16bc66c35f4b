//! Identifiers as the API carries them: text, unchecked.

use std::fmt;

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);

        impl $name {
            /// Returns the text as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type! {
    /// The id of a game session, an ARN where the target follows CPS-04.
    GameSessionId
}
text_type! {
    /// The id of a player session, `psess-…` where the target follows CPS-15.
    PlayerSessionId
}
text_type! {
    /// The id of a player, chosen by the caller and opaque to the service.
    PlayerId
}
text_type! {
    /// The id of a fleet, `fleet-…`, or its ARN where an action takes either.
    FleetId
}
text_type! {
    /// The id of an alias, `alias-…`, or its ARN where an action takes either.
    AliasId
}
