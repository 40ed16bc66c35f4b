//! The expressions of a search: filters and sort orders.
//!
//! Knows the language and the types of the attributes. Does not know what their values are.
//! NOT binds closer than AND, AND closer than OR.

use std::cmp::Ordering;

use super::refusal::Refusal;

mod lexer;

use lexer::{Lexer, Token};

/// How deep parentheses and NOT may nest.
const DEPTH_MAX: usize = 32;

/// An attribute of a game session that can be searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// `gameSessionId`: the full ARN.
    Id,
    /// `gameSessionName`.
    Name,
    /// `gameSessionProperties.<key>`.
    Property(String),
    /// `maximumSessions`.
    Maximum,
    /// `creationTimeMillis`.
    Created,
    /// `playerSessionCount`.
    Players,
    /// `hasAvailablePlayerSessions`.
    HasRoom,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(i64),
    /// Text.
    Text(String),
}

/// How an attribute is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equal,
    Unequal,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

/// What a game session must be like to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// One condition.
    Is(Condition),
    /// The opposite.
    Not(Box<Self>),
    /// All of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
}

/// A comparison of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    attribute: Attribute,
    comparator: Comparator,
    value: Value,
}

/// In which order game sessions are returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SortOrder {
    /// The attribute that decides.
    pub(super) attribute: Attribute,
    is_descending: bool,
}

impl Filter {
    /// Reads a filter expression.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parser = Parser::new(text, "FilterExpression")?;
        let filter = parser.any(0)?;
        parser.end()?;
        Ok(filter)
    }

    /// Returns whether the attributes are as the filter asks; an absent one fulfils no condition.
    pub(super) fn matches(&self, value: &dyn Fn(&Attribute) -> Option<Value>) -> bool {
        match self {
            Self::Is(condition) => value(&condition.attribute)
                .is_some_and(|value| condition.comparator.holds(value.cmp(&condition.value))),
            Self::Not(filter) => !filter.matches(value),
            Self::All(filters) => filters.iter().all(|filter| filter.matches(value)),
            Self::Any(filters) => filters.iter().any(|filter| filter.matches(value)),
        }
    }
}

impl SortOrder {
    /// Reads a sort expression.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parser = Parser::new(text, "SortExpression")?;
        let attribute = parser.attribute()?;
        let is_descending = match parser.next() {
            Some(Token::Word(word)) if word == "ASC" => false,
            Some(Token::Word(word)) if word == "DESC" => true,
            _ => return Err(parser.refusal("the order must be ASC or DESC")),
        };
        parser.end()?;
        Ok(Self {
            attribute,
            is_descending,
        })
    }

    /// Compares two values; an absent one comes last in either order.
    pub(super) fn compare(&self, one: Option<&Value>, other: Option<&Value>) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if self.is_descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        }
    }
}

impl Attribute {
    /// Returns whether the attribute's values are of that type.
    fn takes(&self, value: &Value) -> bool {
        match self {
            Self::Id | Self::Name | Self::Property(_) => matches!(value, Value::Text(_)),
            Self::Maximum | Self::Created | Self::Players => matches!(value, Value::Number(_)),
            Self::HasRoom => matches!(value, Value::Bool(_)),
        }
    }
}

impl Comparator {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Unequal => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::Greater => ordering.is_gt(),
            Self::AtMost => ordering.is_le(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// Reads tokens one after the other.
struct Parser {
    member: &'static str,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn new(text: &str, member: &'static str) -> Result<Self, Refusal> {
        let tokens: Result<Vec<Token>, &str> = Lexer::new(text).collect();
        match tokens {
            Ok(tokens) => Ok(Self {
                member,
                tokens: tokens.into_iter().peekable(),
            }),
            Err(reason) => Err(refusal(member, reason)),
        }
    }

    fn any(&mut self, depth: usize) -> Result<Filter, Refusal> {
        let mut filters = vec![self.all(depth)?];
        while self.takes_word("OR") {
            filters.push(self.all(depth)?);
        }
        Ok(sole(filters).unwrap_or_else(Filter::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Filter, Refusal> {
        let mut filters = vec![self.one(depth)?];
        while self.takes_word("AND") {
            filters.push(self.one(depth)?);
        }
        Ok(sole(filters).unwrap_or_else(Filter::All))
    }

    fn one(&mut self, depth: usize) -> Result<Filter, Refusal> {
        if depth > DEPTH_MAX {
            return Err(self.refusal("it is nested too deeply"));
        }
        if self.takes_word("NOT") {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.tokens.next_if_eq(&Token::Open).is_some() {
            let filter = self.any(depth + 1)?;
            return match self.next() {
                Some(Token::Close) => Ok(filter),
                _ => Err(self.refusal("a parenthesis is not closed")),
            };
        }
        self.condition().map(Filter::Is)
    }

    fn condition(&mut self) -> Result<Condition, Refusal> {
        let attribute = self.attribute()?;
        let comparator = match self.next() {
            Some(Token::Comparator("=")) => Comparator::Equal,
            Some(Token::Comparator("<>")) => Comparator::Unequal,
            Some(Token::Comparator("<")) => Comparator::Less,
            Some(Token::Comparator(">")) => Comparator::Greater,
            Some(Token::Comparator("<=")) => Comparator::AtMost,
            Some(Token::Comparator(">=")) => Comparator::AtLeast,
            _ => return Err(self.refusal("a comparator is missing")),
        };
        let value = match self.next() {
            Some(Token::Number(number)) => Value::Number(number),
            Some(Token::Text(text)) => Value::Text(text),
            Some(Token::Word(word)) if word == "true" => Value::Bool(true),
            Some(Token::Word(word)) if word == "false" => Value::Bool(false),
            _ => return Err(self.refusal("a value is missing")),
        };
        if !attribute.takes(&value) {
            return Err(self.refusal("a value has another type than its attribute"));
        }
        let is_ordered = matches!(value, Value::Number(_));
        if !is_ordered && !matches!(comparator, Comparator::Equal | Comparator::Unequal) {
            return Err(self.refusal("strings and booleans can only be compared with = and <>"));
        }
        Ok(Condition {
            attribute,
            comparator,
            value,
        })
    }

    fn attribute(&mut self) -> Result<Attribute, Refusal> {
        let Some(Token::Word(word)) = self.next() else {
            return Err(self.refusal("the name of an attribute is missing"));
        };
        Ok(match word.as_str() {
            "gameSessionId" => Attribute::Id,
            "gameSessionName" => Attribute::Name,
            "maximumSessions" => Attribute::Maximum,
            "creationTimeMillis" => Attribute::Created,
            "playerSessionCount" => Attribute::Players,
            "hasAvailablePlayerSessions" => Attribute::HasRoom,
            _ => match word.strip_prefix("gameSessionProperties.") {
                Some(key) => Attribute::Property(key.to_owned()),
                None => return Err(self.refusal("there is no attribute of that name")),
            },
        })
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is_word = |token: &Token| matches!(token, Token::Word(other) if other == word);
        self.tokens.next_if(is_word).is_some()
    }

    fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    fn end(&mut self) -> Result<(), Refusal> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.refusal("it goes on where it should end")),
        }
    }

    fn refusal(&self, reason: &str) -> Refusal {
        refusal(self.member, reason)
    }
}

/// Returns the only filter, or the filters where there are several.
fn sole(mut filters: Vec<Filter>) -> Result<Filter, Vec<Filter>> {
    match (filters.pop(), filters.is_empty()) {
        (Some(filter), true) => Ok(filter),
        (last, _) => {
            filters.extend(last);
            Err(filters)
        }
    }
}

fn refusal(member: &str, reason: &str) -> Refusal {
    Refusal::invalid_request(format!("{member} cannot be read: {reason}"))
}
