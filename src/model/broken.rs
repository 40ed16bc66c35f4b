//! What a request may be answered that is broken in one known way.
//!
//! Most have to be refused, whatever the state; some are the same request in another form, and
//! what a few are taken for is open (U-64). A refusal changes nothing (CPS-36, UGS-06, TGS-08).

mod expectation;

pub use self::expectation::Expectation;
use self::expectation::{U_64_CONTRADICTION, U_64_NULL_ITEM, U_64_SURROGATE, WIR_13};

use super::answers::Narrowing;
use super::exceptions::{SUCCESS, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::wire;
use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::{Reply, Response};
use crate::history::broken::{Breakage, Broken, MISCASED, Protocol};
use crate::history::{Act, Command, Operation, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const CPS_36: ClauseId = ClauseId::of("CPS-36");
const TGS_08: ClauseId = ClauseId::of("TGS-08");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const WIR_14: ClauseId = ClauseId::of("WIR-14");

const ACCEPTED: &str = "accepted";
const OTHER_REFUSAL: &str = "other-refusal";

/// What came of a broken request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It was taken for the request that it was made from.
    Taken,
    /// It was refused without a look at the state.
    Refused,
    /// Nobody knows.
    Unknown,
}

impl Reading {
    /// Returns what came of a request.
    pub fn of(broken: &Broken, outcome: &Outcome) -> Self {
        if matches!(Expectation::of(broken), Expectation::Like(_)) && !is_unread(outcome) {
            return Self::Taken;
        }
        match outcome {
            Outcome::Replied(Reply::Response { .. }) => Self::Taken,
            Outcome::Replied(Reply::Exception(exception)) if exception.status < 500 => {
                Self::Refused
            }
            Outcome::Replied(Reply::Unreadable { status, .. }) if (300..500).contains(status) => {
                Self::Refused
            }
            Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
            | Outcome::Done
            | Outcome::Refused { .. }
            | Outcome::Lost { .. } => Self::Unknown,
        }
    }
}

/// Returns whether a refusal can only mean that the request was not read.
fn is_unread(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            let answer = answer_of(&exception.kind);
            ["serialization-exception", "unknown-operation"].contains(&answer)
        }
        Outcome::Replied(Reply::Unreadable { status, .. }) => (300..500).contains(status),
        Outcome::Replied(Reply::Response { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => false,
    }
}

/// Returns whether what a target makes of the state is unknown after a request that it should
/// have refused, or can have taken for several.
pub fn derails(broken: &Broken, outcome: &Outcome) -> bool {
    let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
        return false;
    };
    let is_doubtful = matches!(
        Expectation::of(broken),
        Expectation::Refusal(..)
            | Expectation::Either(U_64_NULL_ITEM | U_64_SURROGATE | U_64_CONTRADICTION)
    );
    is_doubtful || mistaken(broken, response).is_some()
}

/// Returns the member for which another was taken whose name begins in lower case, `None` where
/// none was.
fn mistaken<'a>(broken: &'a Broken, response: &Response) -> Option<&'a str> {
    let name = broken.breakage.miscased()?;
    shows(&response.to_document(), MISCASED).then_some(name)
}

fn shows(document: &Document, wanted: &str) -> bool {
    match document {
        Document::Text(text) => text == wanted,
        Document::List(items) => items.iter().any(|item| shows(item, wanted)),
        Document::Map(members) => members.values().any(|value| shows(value, wanted)),
        Document::Null
        | Document::Bool(_)
        | Document::Integer(_)
        | Document::Float(_)
        | Document::Timestamp(_)
        | Document::Foreign(_) => false,
    }
}

/// What a broken request shows by itself.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What the reply showed besides.
    pub notes: Notes,
    /// What it says of open questions.
    pub answers: Vec<Narrowing>,
    /// What is illegal about it.
    pub illegal: Option<Illegal>,
}

/// Judges a broken request by itself, whatever the state.
pub fn judge(broken: &Broken, outcome: &Outcome, catalog: &'static Catalog) -> Shown {
    let expectation = Expectation::of(broken);
    let mut shown = Shown::default();
    match outcome {
        Outcome::Replied(Reply::Response { response, .. })
            if let Some(name) = mistaken(broken, response) =>
        {
            shown.illegal = Some(Illegal {
                guards: vec![WIR_13],
                suspects: Vec::new(),
                expected: vec![SUCCESS.to_owned()],
                actual: format!("wrong {name}"),
                detail: format!("{} has it taken for the member", told(broken)),
            });
        }
        Outcome::Replied(Reply::Response { .. }) => match expectation {
            Expectation::Refusal(clause, context) => {
                shown.illegal = Some(accepted(broken, clause, context, catalog));
            }
            Expectation::Like(clause) => shown.notes.exercise(&[clause, WIR_14]),
            Expectation::Either(context) => {
                // Some questions are how a request is refused, and no answer is that it is taken.
                let question = catalog.question(context);
                if question.is_some_and(|one| one.answer(ACCEPTED).is_some()) {
                    shown.answers.push(Narrowing::new(context, &[ACCEPTED]));
                }
                shown.notes.exercise(&[WIR_14]);
            }
        },
        Outcome::Replied(Reply::Exception(exception)) => shown.refusal(broken, exception, catalog),
        Outcome::Replied(Reply::Unreadable { status, .. }) => {
            shown.unreadable(broken, *status, catalog);
        }
        Outcome::Lost { .. } => {
            let fault = failed(broken, "lost", "was not answered");
            shown.illegal = Some(fault);
        }
        Outcome::Done | Outcome::Refused { .. } => {}
    }
    shown
}

impl Shown {
    fn refusal(&mut self, broken: &Broken, exception: &Exception, catalog: &'static Catalog) {
        if is_turned_away(exception) {
            return;
        }
        if exception.status >= 500 {
            if exception.status == 500 {
                let actual = exception.kind.name();
                let told = format!("was answered {actual} with status 500");
                self.illegal = Some(failed(broken, actual, &told));
            }
            return;
        }
        // What names no action is refused by none, and declares nothing.
        let is_called_fine = exception.status < 300;
        if is_called_fine || !matches!(broken.breakage, Breakage::Head(_)) {
            wire::exception(exception, broken.action(), &mut self.notes);
        }
        let outcome = Outcome::Replied(Reply::Exception(exception.clone()));
        self.refused(broken, answer_of(&exception.kind), &outcome, catalog);
    }

    fn unreadable(&mut self, broken: &Broken, status: u16, catalog: &'static Catalog) {
        match status {
            300..=428 | 430..=499 => {
                let reason = String::new();
                let outcome = Outcome::Replied(Reply::Unreadable { status, reason });
                self.refused(broken, OTHER_REFUSAL, &outcome, catalog);
            }
            500 => {
                let actual = format!("status {status}");
                self.illegal = Some(failed(broken, &actual, "was answered status 500"));
            }
            200..=299 => {
                // What is wrong with its form is WIR-01's affair.
                if let Expectation::Refusal(clause, context) = Expectation::of(broken) {
                    self.illegal = Some(accepted(broken, clause, context, catalog));
                }
            }
            _ => {}
        }
    }

    fn refused(
        &mut self,
        broken: &Broken,
        answer: &'static str,
        outcome: &Outcome,
        catalog: &'static Catalog,
    ) {
        let expectation = Expectation::of(broken);
        match expectation {
            Expectation::Refusal(clause, _) => self.notes.exercise(&[clause, WIR_14]),
            Expectation::Either(_) => self.notes.exercise(&[WIR_14]),
            Expectation::Like(clause) => {
                if is_unread(outcome) {
                    self.illegal = Some(Illegal {
                        guards: vec![clause],
                        suspects: Vec::new(),
                        expected: vec![SUCCESS.to_owned()],
                        actual: actual(outcome),
                        detail: format!("{} was refused", told(broken)),
                    });
                }
            }
        }
        let Some(context) = expectation.context() else {
            return;
        };
        let question = catalog.question(context);
        let is_known = question.is_some_and(|one| one.answer(answer).is_some());
        let answer = if is_known { answer } else { OTHER_REFUSAL };
        // What may be taken may be refused for what is there, which says nothing of the question.
        if answer == OTHER_REFUSAL && matches!(expectation, Expectation::Either(_)) {
            return;
        }
        self.answers.push(Narrowing::new(context, &[answer]));
    }
}

/// Judges a broken request in a belief: what it does to a game session.
///
/// `typed` judges the request that it was made from, with another outcome.
pub(super) fn follow(
    belief: Belief,
    (broken, operation): (&Broken, &Operation),
    scene: &Scene<'_>,
    typed: impl Fn(Belief, &Operation) -> Result<Legal, Illegal>,
) -> Result<Legal, Illegal> {
    let unbroken = |outcome: Outcome| Operation {
        act: Act::Command(Command::Typed(broken.request.clone())),
        outcome,
        ..operation.clone()
    };
    let lost = || {
        unbroken(Outcome::Lost {
            reason: "it is broken".to_owned(),
        })
    };
    match Reading::of(broken, &operation.outcome) {
        Reading::Taken => {
            let judged = typed(belief, &unbroken(operation.outcome.clone()));
            judged.map_err(|illegal| blamed(illegal, broken, &operation.outcome))
        }
        Reading::Refused => {
            let is_left = is_left(broken.action(), scene);
            if is_left {
                typed(belief, &lost())
            } else {
                Ok(Legal::unchanged(belief))
            }
        }
        Reading::Unknown => typed(belief, &lost()),
    }
}

/// Returns whether a clause is lifted that says that a refusal changes nothing.
fn is_left(action: Action, scene: &Scene<'_>) -> bool {
    let clause = if action == Action::UpdateGameSession {
        UGS_06
    } else if action == Action::TerminateGameSession {
        TGS_08
    } else {
        CPS_36
    };
    scene.is_lifted(clause)
}

/// Puts a refusal of another form down to the form, where the request would have been accepted.
pub fn blamed(mut illegal: Illegal, broken: &Broken, outcome: &Outcome) -> Illegal {
    let is_refused = matches!(
        outcome,
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
    );
    if is_refused && let Expectation::Like(clause) = Expectation::of(broken) {
        illegal.guards = vec![clause];
        illegal.suspects = Vec::new();
        illegal.detail = format!("{} was refused: {}", told(broken), illegal.detail);
    }
    illegal
}

/// Tells of a request that should have been refused.
fn accepted(
    broken: &Broken,
    clause: ClauseId,
    context: ContextId,
    catalog: &'static Catalog,
) -> Illegal {
    let answers = catalog.question(context).into_iter();
    let answers = answers.flat_map(|question| question.allowed(context));
    let exceptions = answers.flat_map(|answer| &answer.exceptions);
    Illegal {
        guards: vec![clause],
        suspects: Vec::new(),
        expected: exceptions.map(|kind| kind.name().to_owned()).collect(),
        actual: SUCCESS.to_owned(),
        detail: format!("{} was accepted", told(broken)),
    }
}

/// Tells of a request that brought the service down, as it seems.
fn failed(broken: &Broken, actual: &str, told_of: &str) -> Illegal {
    Illegal {
        guards: vec![WIR_14],
        suspects: Vec::new(),
        expected: vec!["status 4xx".to_owned()],
        actual: actual.to_owned(),
        detail: format!("{} {told_of}", told(broken)),
    }
}

fn actual(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => exception.kind.name().to_owned(),
        Outcome::Replied(Reply::Unreadable { status, .. }) => format!("status {status}"),
        Outcome::Replied(Reply::Response { .. }) => SUCCESS.to_owned(),
        Outcome::Done | Outcome::Refused { .. } | Outcome::Lost { .. } => "lost".to_owned(),
    }
}

/// Returns the request in words.
fn told(broken: &Broken) -> String {
    let action = broken.action();
    let how = match &broken.breakage {
        Breakage::Whole(whole) => format!("whose body is broken ({})", whole.name()),
        Breakage::Member { name, spoil } => format!("whose {name} is broken ({})", spoil.name()),
        Breakage::Head(head) => format!("whose head is broken ({})", head.name()),
        Breakage::Form(form) => format!("in another form ({})", form.name()),
    };
    let wire = match broken.protocol {
        Protocol::Json => "JSON",
        Protocol::Cbor => "CBOR",
    };
    format!("{action} over {wire} {how}")
}

/// Returns the answer that an exception is.
fn answer_of(kind: &ExceptionKind) -> &'static str {
    match kind.name() {
        "SerializationException" | "MalformedQueryString" => "serialization-exception",
        "InvalidRequestException" => "invalid-request",
        "ValidationException" | "ValidationError" => "validation-exception",
        "UnknownOperationException" | "InvalidAction" => "unknown-operation",
        _ => OTHER_REFUSAL,
    }
}
