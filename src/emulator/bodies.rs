//! Bodies of requests: from bytes to the document that the limits are held against.
//!
//! What is no document is refused here, and what is doubtful about one is settled (U-60, U-64).

use crate::api::action::Action;
use crate::api::document::Document;

use super::Emulator;
use super::answers::Answer;
use super::constraints;
use super::protocol::Protocol;
use super::questions::Question;
use super::refusal::Refusal;

/// How long a body may be where long ones are not taken, in bytes (U-64).
const LONG_BODY: usize = 500_000;

impl Emulator {
    /// Returns the refusal of a request that names no action of the service (U-63, U-64).
    pub(super) fn misdirected(&self, question: Question) -> Refusal {
        let message = "the request names no operation of this service";
        let answer = self.answer(question);
        // Whatever path it came on, it is for no action.
        let is_path = answer == Answer::Accepted;
        let answer = if is_path {
            Answer::UnknownOperation
        } else {
            answer
        };
        answer.refusal(message)
    }

    /// Reads the body of a request.
    pub(super) fn document(
        &self,
        action: Action,
        protocol: Protocol,
        body: &[u8],
    ) -> Result<Document, Refusal> {
        if body.is_empty() && constraints::requires_members(action) {
            self.ask(Question::EmptyBody, "the request has no body")?;
        }
        self.refuse_form(protocol, body)?;
        let mut document = match protocol.parse(body) {
            Ok(document) => document,
            Err(reason) => self.read_anyway(protocol, body, reason)?,
        };
        self.misread(action, &mut document)?;
        if !matches!(document, Document::Map(_)) {
            let found = document.type_name();
            let message = format!("{found} found where a structure was expected");
            self.ask(Question::TopType, message)?;
        }
        if body.len() > LONG_BODY {
            self.ask(Question::LongBody, "the request is too long")?;
        }
        self.settle_members(action, &mut document)?;
        Ok(document)
    }

    /// Makes of doubtful members what they are taken for.
    fn settle_members(&self, action: Action, document: &mut Document) -> Result<(), Refusal> {
        let Document::Map(members) = document else {
            return Ok(());
        };
        for name in constraints::integers(action) {
            if let Some(value) = members.get_mut(name) {
                self.settle_integer(value)?;
            }
        }
        for value in members.values_mut() {
            let Document::List(items) = value else {
                continue;
            };
            if items.contains(&Document::Null) {
                self.ask(Question::NullItem, "a list has an item that is null")?;
                items.retain(|item| *item != Document::Null);
            }
        }
        Ok(())
    }

    fn settle_integer(&self, value: &mut Document) -> Result<(), Refusal> {
        let Document::Float(number) = *value else {
            return Ok(());
        };
        // Beyond that it is out of range, whatever its form.
        if number.abs() >= 9e15 || !number.is_finite() {
            return Ok(());
        }
        let question = if number.fract() == 0.0 {
            Question::FloatForInteger
        } else {
            Question::Fraction
        };
        self.ask(question, "a number with a fraction is no integer")?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the range is checked above, and the fraction is what goes"
        )]
        let integer = number.trunc() as i64;
        *value = Document::Integer(integer);
        Ok(())
    }
}
