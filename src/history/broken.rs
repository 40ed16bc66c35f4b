//! Requests that are broken in one known way, and what they look like on a wire.
//!
//! A broken request keeps the legal one that it was made from: what a target that takes it all
//! the same should make of it. Some ways only use another form than usual, and break nothing.

mod message;
mod node;
mod writer;

use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::request::Request;

pub use self::message::Message;

/// A raw wire's protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// AWS JSON 1.1.
    Json,
    /// Smithy RPC v2 CBOR.
    Cbor,
}

impl Protocol {
    /// Both protocols.
    pub const ALL: [Self; 2] = [Self::Json, Self::Cbor];
}

/// A request that is broken in one known way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The request, as a target has to understand it that takes it.
    pub request: Request,
    /// What is done to it.
    pub breakage: Breakage,
    /// The protocol that it is written in.
    pub protocol: Protocol,
}

/// What a member holds that no request has, under a name that begins in lower case.
pub const MISCASED: &str = "conformance-miscased";

/// A way of breaking a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breakage {
    /// The body is broken as a whole.
    Whole(Whole),
    /// One member is.
    Member {
        /// The member, which stands at the top of the request; where the request has none of
        /// that name, it gets one.
        name: String,
        /// What is done to it.
        spoil: Spoil,
    },
    /// What goes before the body is.
    Head(Head),
    /// Nothing is: the body has another form than usual.
    Form(Form),
}

/// Declares an enum whose values have names.
macro_rules! named {
    ($(#[$about:meta])* $enum:ident { $($(#[$doc:meta])* $value:ident = $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $enum {
            $($(#[$doc])* $value,)*
        }

        impl $enum {
            /// Every value.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$value),*];

            /// Returns the value's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)*
                }
            }

            /// Returns the value of that name, `None` for any other text.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}

named! {
    /// What can be wrong with a body as a whole.
    Whole {
        /// There is none.
        Empty = "empty",
        /// Its last byte is missing.
        Truncated = "truncated",
        /// It is no document: a comma too many, or a byte that CBOR has no meaning for.
        Garbled = "garbled",
        /// A byte follows the document.
        TrailingByte = "trailing-byte",
        /// The document comes twice.
        SecondDocument = "second-document",
        /// It is null.
        Null = "null",
        /// It is a boolean.
        Bool = "boolean",
        /// It is a number.
        Number = "number",
        /// It is a text.
        Text = "text",
        /// It is a list with the document in it.
        List = "list",
        /// It has a member that no action knows.
        UnknownMember = "unknown-member",
        /// It has an unknown member of lists in lists, a thousand of them.
        Deep = "deep",
        /// It has an unknown member of lists in lists, a hundred thousand of them.
        VeryDeep = "very-deep",
        /// It has an unknown member that is a text of half a mebibyte.
        Long = "long",
    }
}

named! {
    /// What can be wrong with one member.
    Spoil {
        /// It is left out.
        Absent = "absent",
        /// It is null.
        Null = "null",
        /// Its name begins in lower case.
        Miscased = "miscased",
        /// It comes twice, with the same value.
        Twice = "twice",
        /// It comes twice, with different values.
        Contradicted = "contradicted",
        /// It is a boolean.
        Bool = "boolean",
        /// It is a number.
        Number = "number",
        /// It is a text.
        Text = "text",
        /// It is a list with the value in it.
        List = "list",
        /// It is a map with the value in it.
        Map = "map",
        /// The list has another item, which is null.
        NullItem = "null-item",
        /// The list has another item, or the map a value, that is a number.
        NumberItem = "number-item",
        /// The integer has a fraction, a quarter.
        Fraction = "fraction",
        /// The integer is written as a number that could have a fraction.
        Float = "float",
        /// The integer is 2 to the power of 63.
        Huge = "huge",
        /// The integer is far beyond every type of a number.
        Enormous = "enormous",
        /// The integer is zero.
        Zero = "zero",
        /// The integer is minus one.
        MinusOne = "minus-one",
        /// The text ends with half of a surrogate pair, in JSON.
        LoneSurrogate = "lone-surrogate",
        /// The text ends with a byte that no text in UTF-8 has.
        InvalidUtf8 = "invalid-utf8",
        /// The text is a byte string, in CBOR.
        ByteString = "byte-string",
        /// The value has a tag that nobody knows, in CBOR.
        Tagged = "tagged",
        /// The value is `undefined`, in CBOR.
        Undefined = "undefined",
        /// It is the empty text.
        EmptyText = "empty-text",
        /// The text goes on until it has 49 characters.
        Long49 = "long-49",
        /// The text goes on until it has 513 characters.
        Long513 = "long-513",
        /// The text goes on until it has 1025 characters.
        Long1025 = "long-1025",
        /// The text goes on until it has 2049 characters.
        Long2049 = "long-2049",
        /// It is a text beyond the length of every member.
        LongText = "long-text",
        /// It is a text of a character that no pattern permits.
        OddText = "odd-text",
    }
}

named! {
    /// What can be wrong with what goes before a body.
    Head {
        /// Nothing names an action, in JSON.
        NoTarget = "no-target",
        /// The target is empty, in JSON.
        EmptyTarget = "empty-target",
        /// The target has no prefix, in JSON.
        BareTarget = "bare-target",
        /// It names an action that the service does not have.
        UnknownAction = "unknown-action",
        /// The action's name begins in lower case.
        MiscasedAction = "miscased-action",
        /// The path is one that the service does not have.
        UnknownPath = "unknown-path",
        /// It names a target besides the path, in CBOR.
        TargetBesidesPath = "target-besides-path",
        /// It does not name the protocol, in CBOR.
        NoProtocol = "no-protocol",
        /// It names another protocol, in CBOR.
        OtherProtocol = "other-protocol",
    }
}

named! {
    /// Another form of a document that says the same.
    Form {
        /// White space stands wherever it may, in JSON.
        Spaced = "spaced",
        /// Every character of a text is escaped, in JSON.
        Escaped = "escaped",
        /// The members come in the opposite order.
        Reversed = "reversed",
        /// Lengths are left open, in CBOR.
        Indefinite = "indefinite",
        /// Lengths and integers take eight bytes, in CBOR.
        Wide = "wide",
    }
}

impl Broken {
    /// Returns the action that it is sent to.
    pub fn action(&self) -> Action {
        self.request.action()
    }

    /// Returns what goes over the wire.
    pub fn message(&self) -> Message {
        Message::of(self)
    }

    /// Returns whether the request cannot do without a member of that name.
    pub fn requires(&self, name: &str) -> bool {
        let Document::Map(mut members) = self.request.to_document() else {
            return false;
        };
        members.remove(name);
        Request::read(self.action(), &Document::Map(members)).is_err()
    }
}

impl Breakage {
    /// Returns the member whose name begins in lower case, `None` where none does.
    pub fn miscased(&self) -> Option<&str> {
        match self {
            Self::Member {
                name,
                spoil: Spoil::Miscased,
            } => Some(name),
            Self::Member { .. } | Self::Whole(_) | Self::Head(_) | Self::Form(_) => None,
        }
    }

    /// Returns the way of breaking one member.
    pub fn of(name: &str, spoil: Spoil) -> Self {
        Self::Member {
            name: name.to_owned(),
            spoil,
        }
    }

    /// Returns whether requests of a protocol can be broken in this way.
    pub fn suits(&self, protocol: Protocol) -> bool {
        let only = match self {
            Self::Whole(_) => None,
            Self::Member {
                spoil: Spoil::LoneSurrogate,
                ..
            } => Some(Protocol::Json),
            Self::Member { spoil, .. } => {
                matches!(spoil, Spoil::ByteString | Spoil::Tagged | Spoil::Undefined)
                    .then_some(Protocol::Cbor)
            }
            Self::Head(head) => match head {
                Head::NoTarget | Head::EmptyTarget | Head::BareTarget => Some(Protocol::Json),
                Head::TargetBesidesPath | Head::NoProtocol | Head::OtherProtocol => {
                    Some(Protocol::Cbor)
                }
                Head::UnknownAction | Head::MiscasedAction | Head::UnknownPath => None,
            },
            Self::Form(form) => match form {
                Form::Spaced | Form::Escaped => Some(Protocol::Json),
                Form::Indefinite | Form::Wide => Some(Protocol::Cbor),
                Form::Reversed => None,
            },
        };
        only.is_none_or(|only| only == protocol)
    }
}

#[cfg(test)]
mod tests;
