//! What an endpoint says to an action that nobody has, and which actions it answers alike.
//!
//! Some refuse an action that they do not know with an exception that those they know may have,
//! such as `InvalidRequestException`.

use std::collections::BTreeMap;

use super::{ProbeError, Refusal, questions};
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::reply::Reply;
use crate::clock::Clock;
use crate::history::broken::{Breakage, Broken, Head, Protocol};
use crate::history::{Command, Outcome};
use crate::plan::step::Wire;
use crate::target::{Target, pages};

/// Asks for an action that nobody has, and returns the exception that the endpoint answers with;
/// `None` where it says something else, or the wire is that of an SDK, which knows its actions.
pub(super) async fn ask(
    (target, clock): (&dyn Target, &Clock),
    region: &str,
    wire: Wire,
) -> Result<Option<Exception>, ProbeError> {
    let protocol = match wire {
        Wire::Json => Protocol::Json,
        Wire::Cbor => Protocol::Cbor,
        Wire::Sdk => return Ok(None),
    };
    let question = Command::Broken(Box::new(Broken {
        request: questions::question(Action::DescribePlayerSessions, region),
        breakage: Breakage::Head(Head::UnknownAction),
        protocol,
    }));
    let sent = pages::patiently(target, clock, &question, Some(wire)).await?;
    Ok(match sent.outcome {
        Outcome::Replied(Reply::Exception(exception)) => Some(exception),
        Outcome::Replied(Reply::Response { .. } | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => None,
    })
}

/// Returns the actions that are answered as one that nobody has, with how they are refused.
///
/// What every action may say of a request tells nothing unless the endpoint has other words for
/// it, too: some have the same for everything. What asks for something illegal is refused by an
/// endpoint that knows the action as well, and is left out.
pub(super) fn alike(
    answers: &BTreeMap<Action, Exception>,
    nobody: &Exception,
) -> BTreeMap<Action, Refusal> {
    let kind = &nobody.kind;
    let words = |one: &Exception| one.message.clone().unwrap_or_default();
    let is_same = |action: Action, one: &Exception| {
        let said = words(one).replace(action.name(), "ConformAll");
        one.kind == *kind && one.status == nobody.status && said == words(nobody)
    };
    let mut of_kind = answers.iter().filter(|(_, one)| one.kind == *kind);
    let is_of_requests =
        ExceptionKind::DECLARED.contains(kind) && *kind != ExceptionKind::InternalService;
    if is_of_requests && of_kind.all(|(action, one)| is_same(*action, one)) {
        return BTreeMap::new();
    }
    let asked = answers
        .iter()
        .filter(|(action, _)| !questions::is_illegal(**action));
    asked
        .filter(|(action, one)| is_same(**action, one))
        .map(|(action, _)| (*action, Refusal::LikeNobody(kind.name().to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_SUCH: &str = "no such action";

    fn refused(kind: ExceptionKind, status: u16, message: &str) -> Exception {
        let message = (!message.is_empty()).then(|| message.to_owned());
        Exception {
            kind,
            message,
            status,
        }
    }

    fn invalid(message: &str) -> Exception {
        refused(ExceptionKind::InvalidRequest, 400, message)
    }

    #[track_caller]
    fn check(answers: &[(Action, Exception)], nobody: &Exception, expected: &[Action]) {
        let answers = answers.iter().cloned().collect();
        let found: Vec<Action> = alike(&answers, nobody).into_keys().collect();
        assert_eq!(found, expected, "{answers:?}");
    }

    #[test]
    fn who_is_answered_in_the_words_for_nobody_is_not_known() {
        let missing = refused(ExceptionKind::NotFound, 400, "no such game session");
        let answers = [
            (Action::CreateGameSession, invalid("a negative maximum")),
            (Action::CreatePlayerSessions, missing),
            (Action::UpdateGameSession, invalid(NO_SUCH)),
            (Action::DeleteFleet, invalid(NO_SUCH)),
        ];
        let unknown = [Action::UpdateGameSession, Action::DeleteFleet];
        check(&answers, &invalid(NO_SUCH), &unknown);
        check(&answers, &invalid("another word"), &[]);
        let elsewhere = refused(ExceptionKind::InvalidRequest, 404, NO_SUCH);
        check(&answers, &elsewhere, &[]);
    }

    #[test]
    fn words_may_name_the_action() {
        let answers = [
            (Action::CreateGameSession, invalid("a negative maximum")),
            (Action::DeleteFleet, invalid("what is DeleteFleet?")),
        ];
        check(
            &answers,
            &invalid("what is ConformAll?"),
            &[Action::DeleteFleet],
        );
    }

    #[test]
    fn one_word_for_everything_tells_nothing() {
        for word in ["", "no"] {
            let answers = [
                (Action::CreateGameSession, invalid(word)),
                (Action::UpdateGameSession, invalid(word)),
            ];
            check(&answers, &invalid(word), &[]);
        }
    }

    #[test]
    fn no_known_action_cannot_read_a_question_or_fails_at_it() {
        for (kind, status) in [
            (ExceptionKind::InternalService, 500),
            (ExceptionKind::parse("SerializationException"), 400),
            (ExceptionKind::parse("ValidationException"), 400),
        ] {
            let refused = refused(kind, status, "no");
            let answers = [
                (Action::CreateGameSession, refused.clone()),
                (Action::UpdateGameSession, refused.clone()),
            ];
            check(&answers, &refused, &[Action::UpdateGameSession]);
        }
    }
}
