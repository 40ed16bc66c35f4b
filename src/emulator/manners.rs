//! Ways of speaking that mean nothing: what a legal target may well do, and no client may mind.

use std::fmt;

use crate::api::document::Document;
use crate::api::exception::ExceptionKind;
use crate::api::reply::Response;

use super::Emulator;
use super::protocol::Protocol;
use super::refusal::Refusal;

/// Declares the manners: the variant, the name that switches it on, and what it is.
macro_rules! manners {
    ($($manner:ident = $name:literal: $text:literal;)*) => {
        /// A way of speaking that means nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Manner {
            $(
                #[doc = $text]
                $manner,
            )*
        }

        impl Manner {
            /// Every manner, in the order of the enum.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$manner),*];

            /// Returns the name by which it is switched on.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$manner => $name,)*
                }
            }
        }
    };
}

manners! {
    UnknownMembers = "unknown-members":
        "Each structure of a reply has a member that the service model does not know.";
    ErrorTypeInHeader = "error-type-in-header":
        "Over JSON an exception is named by the header X-Amzn-Errortype alone, with a suffix.";
    ErrorTypeWithNamespace = "error-type-with-namespace":
        "Over JSON the name of an exception stands between a namespace and a suffix.";
    OtherProse = "other-prose":
        "The message of every exception is the same and says nothing.";
    OtherIds = "other-ids":
        "The ids of player sessions are longer and have characters besides letters and digits.";
    ListsReversed = "lists-reversed":
        "Each page of a description begins with what was created last.";
    ConnectionsClosed = "connections-closed":
        "The connection is closed after each reply.";
    ChunkedReplies = "chunked-replies":
        "Replies come in chunks and without a length.";
    LateTimeouts = "late-timeouts":
        "A reservation times out a second late, as targets may that are given a tolerance.";
    LateSlots = "late-slots":
        "A slot opens a second after its player session has ended, as it may on targets that are given a tolerance.";
    LateDescriptions = "late-descriptions":
        "Every other description shows what was there a second ago, as it may on targets that are given a tolerance.";
    RepliesHeldBack = "replies-held-back":
        "Every other reply comes a while after what it tells of, when others have come since.";
    Throttling = "throttling":
        "Now and then a request is told to slow down, and nothing is done about it.";
}

/// What stands behind the name of an exception, for those who look it up.
const SUFFIX: &str = ":http://internal.amazon.com/coral/com.amazonaws.gamelift/";

impl Manner {
    /// Returns the manner of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|manner| manner.name() == name)
    }
}

impl fmt::Display for Manner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Emulator {
    /// Returns whether this emulator has the manner.
    pub(super) fn behaves(&self, manner: Manner) -> bool {
        self.settings.variations.has(manner)
    }

    /// Puts a reply's lists in another order.
    pub(super) fn reorder(&self, response: &mut Response) {
        if !self.behaves(Manner::ListsReversed) {
            return;
        }
        if let Response::DescribePlayerSessions {
            player_sessions, ..
        } = response
        {
            player_sessions.reverse();
        } else if let Response::DescribeGameSessions { game_sessions, .. } = response {
            game_sessions.reverse();
        } else if let Response::DescribeGameSessionDetails { details, .. } = response {
            details.reverse();
        }
    }

    /// Adds members to a reply that nobody knows.
    pub(super) fn adorn(&self, reply: &mut Document) {
        if self.behaves(Manner::UnknownMembers) {
            add_unknown(reply);
        }
    }

    /// Returns how a request of that id is told to slow down, with the status; most are not.
    pub(super) fn throttled(&self, request_id: &str) -> Option<(u16, Refusal)> {
        if !self.behaves(Manner::Throttling) {
            return None;
        }
        // Ids look random: two in a hundred begin like this.
        let (status, name) = match request_id.get(..2) {
            Some("00" | "01" | "02" | "03") => (400, "ThrottlingException"),
            Some("04") => (429, "TooManyRequestsException"),
            Some(_) | None => return None,
        };
        let kind = ExceptionKind::Other(name.to_owned());
        Some((status, Refusal::new(kind, "Rate exceeded")))
    }

    /// Returns the message of a refusal.
    pub(super) fn prose<'a>(&self, refusal: &'a Refusal) -> &'a str {
        if self.behaves(Manner::OtherProse) {
            "…"
        } else {
            &refusal.message
        }
    }

    /// Returns the value of the header that names an exception, `None` where there is none.
    pub(super) fn error_type(&self, kind: &ExceptionKind, protocol: Protocol) -> Option<String> {
        let is_there = protocol == Protocol::Json && self.behaves(Manner::ErrorTypeInHeader);
        is_there.then(|| format!("{kind}{SUFFIX}"))
    }

    /// Returns the body of an exception where it is another than usual.
    pub(super) fn other_exception(
        &self,
        kind: &ExceptionKind,
        message: Option<&str>,
        protocol: Protocol,
    ) -> Option<Vec<u8>> {
        if protocol != Protocol::Json {
            return None;
        }
        let text = |text: &str| Document::Text(text.to_owned());
        let name = if self.behaves(Manner::ErrorTypeInHeader) {
            None
        } else if self.behaves(Manner::ErrorTypeWithNamespace) {
            Some(("__type", format!("com.amazonaws.gamelift#{kind}{SUFFIX}")))
        } else {
            return None;
        };
        let name = name.map(|(member, name)| (member.to_owned(), Document::Text(name)));
        let message = message.map(|message| ("message".to_owned(), text(message)));
        let members = name.into_iter().chain(message).collect();
        Some(protocol.write(&Document::Map(members)))
    }
}

fn add_unknown(document: &mut Document) {
    match document {
        Document::List(items) => items.iter_mut().for_each(add_unknown),
        Document::Map(members) => {
            members.values_mut().for_each(add_unknown);
            let list = Document::List(vec![Document::Integer(1), Document::Bool(true)]);
            members.insert("NewSince2030".to_owned(), list);
        }
        Document::Null
        | Document::Bool(_)
        | Document::Integer(_)
        | Document::Float(_)
        | Document::Text(_)
        | Document::Timestamp(_)
        | Document::Foreign(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_manners_are_read_back_and_are_no_answers() {
        for manner in Manner::ALL {
            assert_eq!(Manner::parse(manner.name()), Some(manner));
            assert!(!manner.name().contains('='));
        }
        assert_eq!(Manner::parse("none"), None);
    }
}
