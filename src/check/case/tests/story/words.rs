//! The words of a line.

/// Words that are taken one by one.
#[derive(Debug)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// Splits a text at its spaces, but for those in quotes, and leaves the quotes out.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Vec::new();
        let (mut word, mut is_quoted, mut is_word) = (String::new(), false, false);
        for c in text.chars() {
            match c {
                '"' => (is_quoted, is_word) = (!is_quoted, true),
                ' ' if !is_quoted => {
                    if is_word {
                        words.push(std::mem::take(&mut word));
                    }
                    is_word = false;
                }
                _ => {
                    is_word = true;
                    word.push(c);
                }
            }
        }
        if is_word {
            words.push(word);
        }
        words.reverse();
        Self(words)
    }

    /// Takes the next word, empty where there is none.
    pub(super) fn next(&mut self) -> String {
        self.0.pop().unwrap_or_default()
    }

    /// Takes all words that are left.
    pub(super) fn rest(&mut self) -> Vec<String> {
        self.0.reverse();
        std::mem::take(&mut self.0)
    }

    /// Takes the word that begins with `mark`, and returns what follows it.
    pub(super) fn take_prefixed(&mut self, mark: char) -> Option<String> {
        let index = self.0.iter().rposition(|word| word.starts_with(mark))?;
        let word = self.0.remove(index);
        Some(word[mark.len_utf8()..].to_owned())
    }

    /// Takes the word `mark` and the word after it, which is returned.
    pub(super) fn take_after(&mut self, mark: &str) -> Option<String> {
        let index = self.0.iter().rposition(|word| word == mark)?;
        self.0.remove(index);
        Some(self.0.remove(index - 1))
    }

    /// Makes sure that every word has been taken.
    pub(super) fn finish(&self, line: &str) {
        assert!(
            self.0.is_empty(),
            "`{line}` has words too many: {:?}",
            self.0
        );
    }
}

/// Returns a text as it is meant: `x*3` is `xxx`.
pub(super) fn text(word: &str) -> String {
    match word.rsplit_once('*') {
        Some((part, count)) => match count.parse() {
            Ok(count) => part.repeat(count),
            Err(_) => word.to_owned(),
        },
        None => word.to_owned(),
    }
}

/// A word and what stands in brackets behind it.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) word: String,
    /// Names with values; `-` is a value that is absent.
    members: Vec<(String, Option<String>)>,
}

impl Marked {
    /// Splits `p1[status=ACTIVE,id=-]`.
    pub(super) fn of(word: &str) -> Self {
        let (word, members) = match word.strip_suffix(']').and_then(|word| word.split_once('[')) {
            Some((word, members)) => (word, members),
            None => (word, ""),
        };
        let member = |member: &str| {
            let (name, value) = member.split_once('=').expect("a member has a value");
            (name.to_owned(), (value != "-").then(|| text(value)))
        };
        let members = members.split(',').filter(|member| !member.is_empty());
        Self {
            word: word.to_owned(),
            members: members.map(member).collect(),
        }
    }

    /// Takes a member: `Some(None)` where it is absent on purpose.
    #[expect(clippy::option_option, reason = "unsaid and absent differ")]
    pub(super) fn take(&mut self, name: &str) -> Option<Option<String>> {
        let index = self.members.iter().position(|(one, _)| one == name)?;
        Some(self.members.remove(index).1)
    }

    /// Puts a text member where it belongs, if it is said.
    pub(super) fn put(&mut self, name: &str, at: &mut Option<String>) {
        if let Some(value) = self.take(name) {
            *at = value;
        }
    }

    /// Puts what `parse` makes of a member where it belongs, if it is said.
    pub(super) fn put_parsed<T>(
        &mut self,
        name: &str,
        at: &mut Option<T>,
        parse: impl Fn(&str) -> Option<T>,
    ) {
        if let Some(value) = self.take(name) {
            *at = value.map(|value| parse(&value).expect("the member's value can be read"));
        }
    }

    /// Makes sure that every member has been taken.
    pub(super) fn finish(&self) {
        assert!(
            self.members.is_empty(),
            "unknown members: {:?}",
            self.members
        );
    }
}
