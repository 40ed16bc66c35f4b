//! The properties of a game session: keys and values that the service does not interpret.

use super::document::{Document, Members, Structure};

/// A property of a game session, in requests and replies alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameProperty {
    /// `Key`.
    pub key: String,
    /// `Value`.
    pub value: String,
}

impl GameProperty {
    /// Returns the property of that key and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }

    /// Reads the properties of a list member; those that lack a member are noted and left out.
    pub fn read_list(members: &mut Members<'_>) -> Option<Vec<Self>> {
        let properties = members.structures("GameProperties", |mut property| {
            let (key, value) = (property.text("Key"), property.text("Value"));
            let key = property.required("Key", key);
            let value = property.required("Value", value);
            Some(Self {
                key: key?,
                value: value?,
            })
        });
        Some(properties?.into_iter().flatten().collect())
    }

    /// Returns properties as a list.
    pub fn list(properties: &[Self]) -> Document {
        let structure = |property: &Self| {
            Structure::default()
                .text("Key", Some(&property.key))
                .text("Value", Some(&property.value))
                .build()
        };
        Document::List(properties.iter().map(structure).collect())
    }
}
