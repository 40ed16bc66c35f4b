//! The words of an expression.

/// A word of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// The name of an attribute, a keyword or a boolean.
    Word(String),
    /// A number.
    Number(i64),
    /// Text, without its quotes and escapes.
    Text(String),
    /// One of the six comparators.
    Comparator(&'static str),
    /// An opening parenthesis.
    Open,
    /// A closing parenthesis.
    Close,
}

/// The comparators; the longer ones stand before those that they begin with.
const COMPARATORS: [&str; 6] = ["<>", "<=", ">=", "=", "<", ">"];

/// Cuts an expression into words; an error ends it and says what is wrong, as a clause.
pub(super) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn token(&mut self, first: char) -> Result<Token, &'static str> {
        if let Some(comparator) = COMPARATORS.iter().find(|one| self.rest.starts_with(**one)) {
            self.rest = &self.rest[comparator.len()..];
            return Ok(Token::Comparator(comparator));
        }
        if first == '(' || first == ')' {
            self.rest = &self.rest[1..];
            return Ok(if first == '(' {
                Token::Open
            } else {
                Token::Close
            });
        }
        if first == '\'' || first == '"' {
            return self.text(first);
        }
        let is_part = |c: char| !c.is_whitespace() && !"=<>()'\"".contains(c);
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if first == '-' || first.is_ascii_digit() {
            return word
                .parse()
                .map(Token::Number)
                .map_err(|_| "a number is no integer");
        }
        Ok(Token::Word(word.to_owned()))
    }

    /// Reads text up to the quote that it began with; a backslash escapes the next character.
    fn text(&mut self, quote: char) -> Result<Token, &'static str> {
        let mut characters = self.rest[1..].chars();
        let mut text = String::new();
        loop {
            match characters.next() {
                Some('\\') => text.push(characters.next().ok_or("an escape has no character")?),
                Some(c) if c == quote => break,
                Some(c) => text.push(c),
                None => return Err("a string is not closed"),
            }
        }
        self.rest = characters.as_str();
        Ok(Token::Text(text))
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<Token, &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        let token = self.token(first);
        if token.is_err() {
            self.rest = "";
        }
        Some(token)
    }
}
