//! Shapes of request members, and the check of a document against them.
//!
//! Knows types, lengths, ranges and presence. Does not know any action.
//! Wrong types win over broken limits, as in the service's front end; lengths count code points.

use crate::api::document::Document;

use super::questions::Question;
use super::refusal::Refusal;
use super::variations::Variations;

/// What a value must look like.
#[derive(Debug)]
pub(super) enum Shape {
    /// Text of a length within both bounds that matches the pattern.
    Text {
        min: usize,
        max: usize,
        pattern: Option<fn(&str) -> bool>,
    },
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// An integer within both bounds.
    Integer { min: i64, max: i64 },
    /// A list of a length within both bounds.
    List {
        min: usize,
        max: usize,
        of: &'static Self,
    },
    /// A map of any size.
    Map {
        key: &'static Self,
        value: &'static Self,
    },
    /// A structure.
    Structure(&'static [Member]),
}

/// A member of a structure.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) shape: &'static Shape,
}

/// Whether a member may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// Checks the document of a whole request; each of `replacements` takes the place of a shape.
pub(super) fn check(
    members: &[Member],
    document: &Document,
    replacements: Vec<(&'static Shape, &'static Shape)>,
    variations: &Variations,
) -> Result<(), Refusal> {
    let mut report = Report {
        replacements,
        ..Report::default()
    };
    if matches!(document, Document::Map(_)) {
        report.structure(members, document, &Path::Root);
    } else {
        report.wrong_type("structure", document, &Path::Root);
    }
    report.verdict(variations)
}

/// Everything found wrong so far.
#[derive(Debug, Default)]
struct Report {
    types: Vec<(Question, String)>,
    limits: Vec<(Question, String)>,
    replacements: Vec<(&'static Shape, &'static Shape)>,
}

/// Where a value stands; written out only when something is wrong there.
#[derive(Debug)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
    /// A key or value of a map; which one stays unsaid, since keys may be player ids.
    Entry(&'a Path<'a>),
}

impl Report {
    fn value(&mut self, shape: &Shape, value: &Document, path: &Path<'_>) {
        match (self.replaced(shape), value) {
            (_, Document::Null) => {
                self.broken(Question::NullMember, "Member must not be null", path);
            }
            (Shape::Text { min, max, pattern }, Document::Text(text)) => {
                self.length(text.chars().count(), (*min, *max), path);
                if pattern.is_some_and(|matches| !matches(text)) {
                    let limit = "Member must satisfy its regular expression pattern";
                    self.broken(Question::BrokenLimit, limit, path);
                }
            }
            (Shape::Choice(choices), Document::Text(text)) => {
                if !choices.contains(&text.as_str()) {
                    self.broken(
                        Question::BrokenLimit,
                        "Member must satisfy enum value set",
                        path,
                    );
                }
            }
            (Shape::Integer { min, max }, Document::Integer(number)) => {
                self.range(
                    *number >= *min && *number <= *max,
                    Question::BrokenLimit,
                    path,
                );
            }
            // A number beyond 64 bits is an integer out of range, not another type.
            (Shape::Integer { .. }, Document::Float(number)) if number.abs() >= 9e18 => {
                self.range(false, Question::HugeInteger, path);
            }
            (Shape::List { min, max, of }, Document::List(items)) => {
                self.length(items.len(), (*min, *max), path);
                for (index, item) in items.iter().enumerate() {
                    self.value(of, item, &Path::Item(path, index));
                }
            }
            (Shape::Map { key, value }, Document::Map(entries)) => {
                for (name, entry) in entries {
                    let path = Path::Entry(path);
                    self.key(key, name, &path);
                    self.value(value, entry, &path);
                }
            }
            (Shape::Structure(members), Document::Map(_)) => self.structure(members, value, path),
            (Shape::Text { .. } | Shape::Choice(_), other) => {
                self.wrong_type("string", other, path);
            }
            (Shape::Integer { .. }, other) => self.wrong_type("integer", other, path),
            (Shape::List { .. }, other) => self.wrong_type("list", other, path),
            (Shape::Map { .. }, other) => self.wrong_type("map", other, path),
            (Shape::Structure(_), other) => self.wrong_type("structure", other, path),
        }
    }

    fn replaced<'a>(&self, shape: &'a Shape) -> &'a Shape {
        let mut replacements = self.replacements.iter();
        let found = replacements.find(|(right, _)| std::ptr::eq(*right, shape));
        found.map_or(shape, |(_, wrong)| wrong)
    }

    fn structure(&mut self, members: &[Member], value: &Document, path: &Path<'_>) {
        let Document::Map(present) = value else {
            return;
        };
        for member in members {
            let path = Path::Member(path, member.name);
            match present.get(member.name) {
                None | Some(Document::Null) if member.presence == Presence::Optional => {}
                Some(Document::Null) => {
                    self.broken(Question::NullMember, "Member must not be null", &path);
                }
                None => {
                    let is_miscased = present.contains_key(&lower_camel(member.name));
                    let question = if is_miscased {
                        Question::MiscasedMember
                    } else {
                        Question::AbsentMember
                    };
                    self.broken(question, "Member must not be null", &path);
                }
                Some(value) => self.value(member.shape, value, &path),
            }
        }
    }

    fn key(&mut self, shape: &Shape, key: &str, path: &Path<'_>) {
        if let Shape::Text { min, max, .. } = self.replaced(shape) {
            self.length(key.chars().count(), (*min, *max), path);
        }
    }

    fn length(&mut self, length: usize, (min, max): (usize, usize), path: &Path<'_>) {
        if length < min {
            let limit = format!("Member must have length greater than or equal to {min}");
            self.broken(Question::BrokenLimit, &limit, path);
        } else if length > max {
            let limit = format!("Member must have length less than or equal to {max}");
            self.broken(Question::BrokenLimit, &limit, path);
        }
    }

    fn range(&mut self, is_within: bool, question: Question, path: &Path<'_>) {
        if !is_within {
            self.broken(question, "Member must be within its range", path);
        }
    }

    fn broken(&mut self, question: Question, limit: &str, path: &Path<'_>) {
        let path = path.text();
        let message = format!("Value at '{path}' failed to satisfy constraint: {limit}");
        self.limits.push((question, message));
    }

    fn wrong_type(&mut self, expected: &str, found: &Document, path: &Path<'_>) {
        let question = match (path, found) {
            (_, Document::Foreign("byte string")) => Question::ByteString,
            (_, Document::Foreign("big number")) => Question::EnormousInteger,
            (Path::Item(..) | Path::Entry(_), _) => Question::ItemType,
            (Path::Root | Path::Member(..), _) => Question::MemberType,
        };
        let (path, found) = (path.text(), found.type_name());
        let message = format!("{found} at '{path}' can not be converted to a {expected}");
        self.types.push((question, message));
    }

    fn verdict(self, variations: &Variations) -> Result<(), Refusal> {
        // U-61, U-62: what is found first decides how the request is refused.
        if let Some((question, first)) = self.types.into_iter().next() {
            return Err(variations.answer(question).refusal(first));
        }
        let Some((question, first)) = self.limits.first() else {
            return Ok(());
        };
        let message = match self.limits.len() {
            1 => format!("1 validation error detected: {first}"),
            count => {
                let all: Vec<&str> = self
                    .limits
                    .iter()
                    .map(|(_, limit)| limit.as_str())
                    .collect();
                format!("{count} validation errors detected: {}", all.join("; "))
            }
        };
        Err(variations.answer(*question).refusal(message))
    }
}

impl Path<'_> {
    fn text(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(Self::Root, name) => lower_camel(name),
            Self::Member(parent, name) => format!("{}.{}", parent.text(), lower_camel(name)),
            Self::Item(parent, index) => format!("{}.{}.member", parent.text(), index + 1),
            Self::Entry(parent) => format!("{}.entry", parent.text()),
        }
    }
}

/// Returns the name as the service's validation messages spell it.
fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + characters.as_str()
    })
}
