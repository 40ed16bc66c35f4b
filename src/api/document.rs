//! A wire-neutral tree of values, and the reading of typed members out of it.
//!
//! Every wire decodes bytes to a `Document` and encodes a `Document` to bytes; requests and
//! replies convert from and to documents once, whatever the wire.
//! Reading never stops at the first fault: all problems are collected, with their paths.

use std::collections::BTreeMap;
use std::fmt;

/// A point in time as the API carries it: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// How a wire carries times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// As plain numbers.
    Plain,
    /// Marked as times: a plain number is none.
    Tagged,
}

/// A value of any type that the wires can carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// No value; as a structure member the same as its absence.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number with a fraction, or one outside the range of `i64`.
    Float(f64),
    /// Text.
    Text(String),
    /// A time; JSON carries it as a number of seconds.
    Timestamp(Timestamp),
    /// A value of a type that no member of the API has, by the type's name.
    Foreign(&'static str),
    /// A list.
    List(Vec<Self>),
    /// A structure or a map.
    Map(BTreeMap<String, Self>),
}

impl Document {
    /// Returns the name of the value's type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Float(_) => "number",
            Self::Text(_) => "string",
            Self::Timestamp(_) => "timestamp",
            Self::Foreign(name) => name,
            Self::List(_) => "list",
            Self::Map(_) => "structure",
        }
    }

    /// Returns the text of a member, `None` where the value is no structure or has no such text.
    pub(super) fn text_at(&self, name: &str) -> Option<&str> {
        let text = self.as_map()?.get(name)?.as_text()?;
        Some(text)
    }

    /// Returns the prose of an exception: `Message`, or `message` as some have it.
    pub(super) fn message(&self) -> Option<String> {
        let message = self.text_at("Message").or_else(|| self.text_at("message"));
        message.map(str::to_owned)
    }

    fn as_text(&self) -> Option<&String> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self {
            Some(*number)
        } else {
            None
        }
    }

    fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        if let Self::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// Returns the value as a time; a plain number counts seconds.
    fn as_timestamp(&self, times: Times) -> Option<Timestamp> {
        if let Self::Timestamp(timestamp) = self {
            Some(*timestamp)
        } else if times == Times::Tagged {
            None
        } else if let Self::Float(seconds) = self {
            from_seconds(*seconds)
        } else {
            self.as_integer()?.checked_mul(1000).map(Timestamp)
        }
    }
}

/// Something a document lacks or carries in the wrong type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path of the member, e.g. `PlayerSessions[2].Port`.
    pub path: String,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// What can be wrong with a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The member is required and absent or null.
    Missing,
    /// The member has another type than modelled.
    WrongType {
        /// The modelled type.
        expected: &'static str,
        /// The type on the wire.
        found: &'static str,
    },
    /// The member is text outside its enumeration; the text is kept.
    UnknownValue(String),
    /// The document came with another HTTP status than a success has.
    Status(u16),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ProblemKind::Missing => write!(f, "{} is missing", self.path),
            ProblemKind::WrongType { expected, found } => {
                write!(
                    f,
                    "{} is a {found} where a {expected} is modelled",
                    self.path
                )
            }
            ProblemKind::UnknownValue(text) => {
                write!(f, "{} has the unknown value {text:?}", self.path)
            }
            ProblemKind::Status(status) => write!(f, "it came with HTTP status {status}"),
        }
    }
}

/// Reads the members of one structure; unknown members are ignored, as every client does.
#[derive(Debug)]
pub struct Members<'a> {
    map: Option<&'a BTreeMap<String, Document>>,
    path: String,
    times: Times,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Members<'a> {
    /// Opens `document` as the outermost structure; anything but a structure is a problem.
    pub fn open(document: &'a Document, times: Times, problems: &'a mut Vec<Problem>) -> Self {
        Self::open_at(document, String::new(), times, problems)
    }

    fn open_at(
        document: &'a Document,
        path: String,
        times: Times,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let map = document.as_map();
        if map.is_none() {
            problems.push(wrong_type(path.clone(), "structure", document));
        }
        Self {
            map,
            path,
            times,
            problems,
        }
    }

    /// Returns a text member, `None` where it is absent, null or of another type.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.typed(name, "string", |value| value.as_text().cloned())
    }

    /// Returns an integer member, `None` where it is absent, null or of another type.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        self.typed(name, "integer", Document::as_integer)
    }

    /// Returns a timestamp member; a plain number is epoch seconds where the wire has it so.
    pub fn timestamp(&mut self, name: &str) -> Option<Timestamp> {
        let times = self.times;
        self.typed(name, "timestamp", |value| value.as_timestamp(times))
    }

    /// Returns the value of an enumerated text member; a text that `parse` refuses is a problem.
    pub fn enumerated<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(&text);
        if value.is_none() {
            let path = self.path_of(name);
            self.problems.push(Problem {
                path,
                kind: ProblemKind::UnknownValue(text),
            });
        }
        value
    }

    /// Returns the texts of a list member, `None` where it is absent, null or no list.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        self.list(name, |value, path, problems| {
            let text = value.as_text().cloned();
            if text.is_none() {
                problems.push(wrong_type(path, "string", value));
            }
            text
        })
    }

    /// Returns the texts of a map member, `None` where it is absent, null or no map.
    pub fn text_map(&mut self, name: &str) -> Option<BTreeMap<String, String>> {
        let path = self.path_of(name);
        let value = self.value(name)?;
        let Some(map) = value.as_map() else {
            self.problems.push(wrong_type(path, "map", value));
            return None;
        };
        let mut texts = BTreeMap::new();
        for (key, value) in map {
            if let Some(text) = value.as_text() {
                texts.insert(key.clone(), text.clone());
            } else {
                let path = format!("{path}[{key}]");
                self.problems.push(wrong_type(path, "string", value));
            }
        }
        Some(texts)
    }

    /// Returns the structures of a list member, each read by `read`; `None` where it is absent.
    pub fn structures<T>(&mut self, name: &str, read: impl Fn(Members<'_>) -> T) -> Option<Vec<T>> {
        let times = self.times;
        self.list(name, |value, path, problems| {
            Some(read(Members::open_at(value, path, times, problems)))
        })
    }

    /// Returns a structure member read by `read`, `None` where it is absent or null.
    pub fn structure<T>(&mut self, name: &str, read: impl Fn(Members<'_>) -> T) -> Option<T> {
        let path = self.path_of(name);
        let value = self.value(name)?;
        Some(read(Members::open_at(
            value,
            path,
            self.times,
            self.problems,
        )))
    }

    /// Passes a value on, and notes its absence as a problem.
    pub fn required<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        let path = self.path_of(name);
        // A member of the wrong type has been noted already.
        if value.is_none() && self.value(name).is_none() && self.map.is_some() {
            self.problems.push(Problem {
                path,
                kind: ProblemKind::Missing,
            });
        }
        value
    }

    fn value(&self, name: &str) -> Option<&'a Document> {
        self.map?
            .get(name)
            .filter(|value| **value != Document::Null)
    }

    fn typed<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        read: impl Fn(&Document) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(name)?;
        let read = read(value);
        if read.is_none() {
            let path = self.path_of(name);
            self.problems.push(wrong_type(path, expected, value));
        }
        read
    }

    fn list<T>(
        &mut self,
        name: &str,
        read: impl Fn(&Document, String, &mut Vec<Problem>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let path = self.path_of(name);
        let value = self.value(name)?;
        let Some(items) = value.as_list() else {
            self.problems.push(wrong_type(path, "list", value));
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            list.extend(read(item, format!("{path}[{index}]"), self.problems));
        }
        Some(list)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}

/// Builds a structure member by member, leaving out what is absent.
#[derive(Debug, Default)]
pub struct Structure(BTreeMap<String, Document>);

impl Structure {
    /// Adds a text member, unless it is `None`.
    #[must_use]
    pub fn text(self, name: &str, value: Option<&str>) -> Self {
        self.member(name, value.map(|text| Document::Text(text.to_owned())))
    }

    /// Adds an integer member, unless it is `None`.
    #[must_use]
    pub fn integer(self, name: &str, value: Option<i64>) -> Self {
        self.member(name, value.map(Document::Integer))
    }

    /// Adds a timestamp member, unless it is `None`.
    #[must_use]
    pub fn timestamp(self, name: &str, value: Option<Timestamp>) -> Self {
        self.member(name, value.map(Document::Timestamp))
    }

    /// Adds a member of any type, unless it is `None`.
    #[must_use]
    pub fn member(mut self, name: &str, value: Option<Document>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Returns the finished structure.
    pub fn build(self) -> Document {
        Document::Map(self.0)
    }
}

/// Returns the milliseconds of a number of seconds, `None` where it is no time at all.
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    // 2^53 milliseconds is the year 287396: beyond it a double has no millisecond resolution.
    let millis = (seconds * 1000.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range is checked on the same line"
    )]
    (millis.abs() < 9_007_199_254_740_992.0).then_some(Timestamp(millis as i64))
}

fn wrong_type(path: String, expected: &'static str, found: &Document) -> Problem {
    Problem {
        path,
        kind: ProblemKind::WrongType {
            expected,
            found: found.type_name(),
        },
    }
}
