//! The shapes of violations: what an operation is called, what it should have come to, and what it
//! did.

use crate::api::action::Action;
use crate::api::reply::Reply;
use crate::history::{Act, Operation, Outcome};
use crate::model::judgement::{Illegal, MemberFault};
use crate::verdict::Shape;

/// Returns the shape of an operation that is illegal.
pub(super) fn of(operation: &Operation, illegal: &Illegal) -> Shape {
    let expected = illegal.expected.clone();
    Shape::new(name(operation), expected, illegal.actual.clone())
}

/// Returns the shape of a reply with a member that is wrong.
pub(super) fn of_member(operation: &Operation, fault: &MemberFault) -> Shape {
    let expected = if let Outcome::Replied(Reply::Exception(exception)) = &operation.outcome {
        exception.kind.name()
    } else {
        "success"
    };
    let actual = fault.actual.clone();
    Shape::new(name(operation), vec![expected.to_owned()], actual)
}

/// Returns the name of what an operation does.
fn name(operation: &Operation) -> &'static str {
    match &operation.act {
        Act::Command(command) => command.action().name(),
        Act::Provide(_) => Action::CreateGameSession.name(),
        Act::Move(one) => one.name(),
        Act::Advance => "Advance",
    }
}
