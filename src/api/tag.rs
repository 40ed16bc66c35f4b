//! The tags of what an account has: keys and values that the service does not interpret.

use super::document::{Document, Members, Structure};

/// A tag of something that is created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// `Key`.
    pub key: String,
    /// `Value`.
    pub value: String,
}

impl Tag {
    /// Reads the tags of a request; those that lack a member are noted and left out.
    pub(super) fn read_list(members: &mut Members<'_>) -> Vec<Self> {
        let tags = members.structures("Tags", |mut tag| {
            let (key, value) = (tag.text("Key"), tag.text("Value"));
            let key = tag.required("Key", key);
            let value = tag.required("Value", value);
            Some(Self {
                key: key?,
                value: value?,
            })
        });
        tags.unwrap_or_default().into_iter().flatten().collect()
    }

    /// Returns tags as a list, `None` where there is none, so that the member is left out.
    pub(super) fn list(tags: &[Self]) -> Option<Document> {
        let structure = |tag: &Self| {
            Structure::default()
                .text("Key", Some(&tag.key))
                .text("Value", Some(&tag.value))
                .build()
        };
        (!tags.is_empty()).then(|| Document::List(tags.iter().map(structure).collect()))
    }
}
