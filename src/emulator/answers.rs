//! The answers to open questions, by the names that the questions give them.

use super::Emulator;
use super::questions::Question;
use super::refusal::Refusal;
use crate::api::exception::ExceptionKind;

/// Declares the answers: the variant, its name, and the exception that it is, if it is one.
macro_rules! answers {
    ($($answer:ident = $name:literal $(=> $kind:ident)?;)*) => {
        /// An answer to an open question.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Answer {
            $(
                #[doc = concat!("`", $name, "`.")]
                $answer,
            )*
        }

        impl Answer {
            /// Returns the name of the answer.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$answer => $name,)*
                }
            }

            /// Returns the exception by which the answer is given, `None` for any other answer.
            fn exception(self) -> Option<ExceptionKind> {
                let kind: Option<ExceptionKind> = match self {
                    $(Self::$answer => None$(.or(Some(ExceptionKind::$kind)))?,)*
                };
                kind.or_else(|| {
                    let name = self.front_end()?;
                    Some(ExceptionKind::Other(name.to_owned()))
                })
            }
        }
    };
}

answers! {
    // Refusals.
    Conflict = "conflict" => Conflict;
    GameSessionFull = "game-session-full" => GameSessionFull;
    InvalidGameSessionStatus = "invalid-game-session-status" => InvalidGameSessionStatus;
    InvalidRequest = "invalid-request" => InvalidRequest;
    LimitExceeded = "limit-exceeded" => LimitExceeded;
    NotFound = "not-found" => NotFound;
    NotReady = "not-ready" => NotReady;
    Refused = "refused";
    RefusedWhole = "refused-whole";
    SerializationException = "serialization-exception";
    UnknownOperation = "unknown-operation";
    ValidationException = "validation-exception";

    // Successes.
    Accepted = "accepted";
    EmptyList = "empty-list";
    NothingReserved = "nothing-reserved";
    Success = "success";
    Unchanged = "unchanged";
    Kept = "kept";
    Removed = "removed";
    Never = "never";
    Separate = "separate";
    TerminalAlias = "terminal-alias";

    // Player sessions.
    ExistingSession = "existing-session";
    NewSession = "new-session";
    OneSession = "one-session";
    TwoSessions = "two-sessions";
    Completed = "completed";
    TimedOut = "timed-out";

    // Requests that meet others.
    Linearizable = "linearizable";
    SafeOnly = "safe-only";

    // Order, presence, counts and units.
    OtherOrder = "other-order";
    RequestOrder = "request-order";
    Absent = "absent";
    Present = "present";
    ActiveOnly = "active-only";
    Other = "other";
    ReservedAndActive = "reserved-and-active";
    Bytes = "bytes";
    CodePoints = "code-points";
    Utf16Units = "utf16-units";
}

impl Answer {
    /// Returns the exception of the front end by which the answer is given.
    fn front_end(self) -> Option<&'static str> {
        let named = [
            (Self::SerializationException, "SerializationException"),
            (Self::UnknownOperation, "UnknownOperationException"),
            (Self::ValidationException, "ValidationException"),
        ];
        let named = named.into_iter().find(|(answer, _)| *answer == self);
        named.map(|(_, name)| name)
    }

    /// Returns the refusal that the answer is, `InvalidRequestException` where it is none.
    pub(super) fn refusal(self, message: impl Into<String>) -> Refusal {
        let kind = self.exception();
        Refusal::new(kind.unwrap_or(ExceptionKind::InvalidRequest), message)
    }
}

impl Emulator {
    /// Returns the answer that this emulator gives.
    pub(super) fn answer(&self, question: Question) -> Answer {
        self.settings.variations.answer(question)
    }

    /// Returns whether this emulator gives that answer.
    pub(super) fn answers(&self, question: Question, answer: Answer) -> bool {
        self.answer(question) == answer
    }

    /// Refuses what the question is about, unless the answer is to let it pass.
    pub(super) fn ask(
        &self,
        question: Question,
        message: impl Into<String>,
    ) -> Result<(), Refusal> {
        match self.answer(question).exception() {
            Some(kind) => Err(Refusal::new(kind, message)),
            None => Ok(()),
        }
    }
}
