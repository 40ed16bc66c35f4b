//! Broken requests held against the model: histories that it accepts, and the nearest that it
//! rejects.

use super::*;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSession;
use crate::api::reply::{Reply, Response};
use crate::check::case::{CaseJudgement, judge_case};
use crate::history::broken::{Form, MISCASED};
use crate::history::{Act, Command, Heads, History, Outcome};
use crate::model::predict::Predictor;
use crate::model::terms::Terms;
use crate::plan::rehearsal::rehearse;
use crate::plan::script::{Script, player};
use crate::plan::step::{Changes, GameSessionRef, PlayerQuery};
use crate::spec::id::ContextId;

/// What a target makes of a broken request.
type Answer<'a> = &'a dyn Fn(&mut Predictor, &Act) -> Outcome;

/// Carries out a plan in which one request is broken, and then looks at what is there.
fn carried_out(
    request: Step,
    breakage: Breakage,
    protocol: Protocol,
    answer: Answer<'_>,
) -> History {
    let mut script = Script::default();
    let session = script.active(4);
    script.single(session, &player(9));
    script.broken(request, breakage, protocol);
    script.describe_both(session);
    rehearse(&script.into_plan(), &|predictor, act| match act {
        Act::Command(Command::Broken(_)) => answer(predictor, act),
        Act::Command(_) | Act::Provide(_) | Act::Move(_) | Act::Advance => predictor.predict(act),
    })
}

fn judge(history: &History) -> CaseJudgement {
    judge_case(history, &Terms::default())
}

/// The clauses that a history breaks, each with what came.
fn broken(history: &History) -> Vec<String> {
    let violations = judge(history).violations;
    let told = violations
        .iter()
        .map(|one| format!("{} {}", one.clause, one.shape.actual));
    told.collect()
}

fn single() -> Step {
    Step::CreatePlayerSession {
        game_session: GameSessionRef::Handle(crate::plan::step::GameSessionHandle(1)),
        player: player(1),
        data: None,
    }
}

fn refusal(name: &str, status: u16) -> Outcome {
    Outcome::Replied(Reply::Exception(Exception {
        kind: ExceptionKind::parse(name),
        message: Some("refused".to_owned()),
        status,
    }))
}

fn lost() -> Outcome {
    Outcome::Lost {
        reason: "cut".to_owned(),
    }
}

/// Returns the player session that an outcome of a call holds.
fn created(outcome: &mut Outcome) -> Option<&mut PlayerSession> {
    if let Outcome::Replied(Reply::Response { response, .. }) = outcome
        && let Response::CreatePlayerSession(session) = response
    {
        return session.as_mut();
    }
    None
}

/// The request as the target takes it that understands what was meant.
fn taken(predictor: &mut Predictor, act: &Act) -> Outcome {
    let Act::Command(command) = act else {
        return Outcome::Done;
    };
    let request = command.request().expect("it is no bytes").clone();
    predictor.predict(&Act::Command(Command::Typed(request)))
}

#[track_caller]
fn check(breakage: &Breakage, answer: Answer<'_>, expected: &[&str]) {
    for protocol in Protocol::ALL {
        if breakage.suits(protocol) {
            let history = carried_out(single(), breakage.clone(), protocol, answer);
            assert_eq!(broken(&history), expected, "{breakage:?} over {protocol:?}");
        }
    }
}

/// Checks that a request has to be refused under a clause, in one of several ways.
#[track_caller]
fn refused(breakage: &Breakage, clause: &str) {
    for name in [
        "SerializationException",
        "InvalidRequestException",
        "ValidationException",
        "SomethingElse",
    ] {
        check(breakage, &|_, _| refusal(name, 400), &[]);
    }
    let html = |_: &mut Predictor, _: &Act| {
        Outcome::Replied(Reply::Unreadable {
            status: 404,
            reason: "HTML".to_owned(),
        })
    };
    check(breakage, &html, &[]);
    check(breakage, &taken, &[&format!("{clause} success")]);
    let failure = "WIR-14 InternalServiceException";
    check(
        breakage,
        &|_, _| refusal("InternalServiceException", 500),
        &[failure],
    );
    check(breakage, &|_, _| refusal("ServiceUnavailable", 503), &[]);
    check(breakage, &|_, _| lost(), &["WIR-14 lost"]);
}

/// Checks that a request has to be answered like the one that it was made from.
#[track_caller]
fn like(breakage: &Breakage, clause: &str) {
    check(breakage, &taken, &[]);
    for name in ["SerializationException", "InvalidRequestException"] {
        let expected = format!("{clause} {name}");
        check(breakage, &|_, _| refusal(name, 400), &[&expected]);
    }
    check(breakage, &|_, _| lost(), &["WIR-14 lost"]);
}

#[test]
fn what_is_not_one_document_is_refused() {
    for whole in bodies(&single()) {
        refused(&Breakage::Whole(whole), "WIR-10");
    }
    refused(&Breakage::of("PlayerId", Spoil::InvalidUtf8), "WIR-10");
}

#[test]
fn a_member_of_another_type_is_refused() {
    for spoil in [
        Spoil::Bool,
        Spoil::Number,
        Spoil::List,
        Spoil::Map,
        Spoil::ByteString,
    ] {
        refused(&Breakage::of("PlayerId", spoil), "WIR-11");
    }
}

#[test]
fn a_missing_member_is_refused() {
    for spoil in [Spoil::Absent, Spoil::Null, Spoil::Undefined] {
        refused(&Breakage::of("PlayerId", spoil), "CPS-02");
    }
    let update = Step::UpdateGameSession {
        game_session: GameSessionRef::Handle(crate::plan::step::GameSessionHandle(1)),
        changes: Changes::maximum(3),
    };
    let absent = Breakage::of("GameSessionId", Spoil::Absent);
    let history = carried_out(update, absent, Protocol::Json, &taken);
    assert_eq!(broken(&history), ["WIR-12 success"]);
    refused(&Breakage::of("PlayerId", Spoil::Miscased), "WIR-13");
    refused(&Breakage::of("PlayerId", Spoil::LongText), "WIR-20");
}

#[test]
fn a_request_for_no_action_is_refused() {
    for head in [
        Head::NoTarget,
        Head::EmptyTarget,
        Head::UnknownAction,
        Head::MiscasedAction,
    ] {
        refused(&Breakage::Head(head), "WIR-19");
    }
    for head in [
        Head::TargetBesidesPath,
        Head::NoProtocol,
        Head::OtherProtocol,
    ] {
        refused(&Breakage::Head(head), "WIR-18");
    }
}

#[test]
fn another_form_is_answered_alike() {
    for form in Form::ALL {
        like(&Breakage::Form(form), "WIR-15");
    }
    like(&Breakage::of("PlayerData", Spoil::Null), "WIR-16");
    like(&Breakage::Whole(Whole::UnknownMember), "WIR-17");
}

#[test]
fn another_form_is_refused_for_what_any_form_is_refused_for() {
    let full = |breakage| {
        let mut script = Script::default();
        let session = script.active(0);
        script.broken(single(), breakage, Protocol::Json);
        script.describe_both(session);
        rehearse(&script.into_plan(), &|predictor, act| {
            predictor.predict(act)
        })
    };
    assert_eq!(broken(&full(Breakage::Form(Form::Reversed))), [""; 0]);
    let mut history = full(Breakage::Form(Form::Reversed));
    history.operations[2].outcome = refusal("InvalidRequestException", 400);
    assert_eq!(broken(&history), ["WIR-15 InvalidRequestException"]);
}

#[test]
fn what_is_doubtful_is_refused_or_taken_and_recorded() {
    let answers = |answer: Answer<'_>| {
        let breakage = Breakage::of("PlayerId", Spoil::Twice);
        let history = carried_out(single(), breakage, Protocol::Json, answer);
        let judgement = judge(&history);
        assert_eq!(judgement.violations, []);
        let answers = judgement.answers[&ContextId::of("U-64/duplicate")].clone();
        answers.into_iter().collect::<Vec<String>>()
    };
    assert_eq!(answers(&taken), ["accepted"]);
    let refused = |_: &mut Predictor, _: &Act| refusal("SerializationException", 400);
    assert_eq!(answers(&refused), ["serialization-exception"]);
}

#[test]
fn after_a_contradiction_or_a_torn_text_nothing_is_blamed_on_what_was_taken() {
    for spoil in [Spoil::Contradicted, Spoil::LoneSurrogate] {
        let breakage = Breakage::of("PlayerId", spoil);
        check(
            &breakage,
            &|_, _| refusal("SerializationException", 400),
            &[],
        );
        check(
            &breakage,
            &|_, _| refusal("InvalidRequestException", 400),
            &[],
        );
        check(&breakage, &taken, &[]);
        check(&breakage, &|_, _| lost(), &["WIR-14 lost"]);
        // It was taken for another player.
        let as_another = |predictor: &mut Predictor, act: &Act| {
            let mut outcome = taken(predictor, act);
            if let Some(session) = created(&mut outcome) {
                session.player_id = Some("another".to_owned());
            }
            outcome
        };
        check(&breakage, &as_another, &[]);
    }
}

#[test]
fn an_optional_member_is_not_known_by_a_name_in_lower_case() {
    let breakage = Breakage::of("PlayerData", Spoil::Miscased);
    check(&breakage, &taken, &[]);
    for name in ["SerializationException", "InvalidRequestException"] {
        check(&breakage, &|_, _| refusal(name, 400), &[]);
    }
    let known = |predictor: &mut Predictor, act: &Act| {
        let mut outcome = taken(predictor, act);
        if let Some(session) = created(&mut outcome) {
            session.player_data = Some(MISCASED.to_owned());
        }
        outcome
    };
    check(&breakage, &known, &["WIR-13 wrong PlayerData"]);
}

#[test]
fn a_member_one_past_its_limit_is_refused() {
    refused(&Breakage::of("PlayerId", Spoil::Long1025), "WIR-20");
    refused(&Breakage::of("GameSessionId", Spoil::Long513), "WIR-20");
    let spoils = |step: &Step, name: &str| {
        let members = members(step).into_iter();
        let mut of_name = members.filter(|member| member.name == name);
        of_name.next().map_or_else(Vec::new, Member::refused)
    };
    let listed = Step::DescribePlayerSessions(PlayerQuery {
        status: Some(crate::plan::step::Text::Exact("RESERVED".to_owned())),
        ..PlayerQuery::of(GameSessionRef::Unknown).in_pages(Some(5))
    });
    assert!(spoils(&listed, "Limit").contains(&Spoil::Zero));
    assert!(spoils(&listed, "GameSessionId").contains(&Spoil::Long513));
    assert!(spoils(&listed, "PlayerSessionStatusFilter").contains(&Spoil::Long1025));
    // With the id of a player these have no effect, so nobody has to look at them.
    let Step::DescribePlayerSessions(query) = listed else {
        panic!("it is a list");
    };
    let of_player = Step::DescribePlayerSessions(PlayerQuery {
        player: Some(player(1)),
        ..query
    });
    assert_eq!(spoils(&of_player, "Limit"), []);
    assert_eq!(spoils(&of_player, "PlayerSessionStatusFilter"), []);
}

#[test]
fn a_refusal_changes_nothing() {
    let leaves = |predictor: &mut Predictor, act: &Act| {
        taken(predictor, act);
        refusal("SerializationException", 400)
    };
    let breakage = Breakage::Whole(Whole::SecondDocument);
    let history = carried_out(single(), breakage.clone(), Protocol::Cbor, &leaves);
    assert_eq!(broken(&history), ["CPS-36 wrong PlayerSessions"]);
    let guilty = judge(&history).violations[0].guilty;
    assert_eq!(guilty, history.operations[3].label);

    let mut script = Script::default();
    let session = script.active(4);
    let request = {
        let mut script = Script::default();
        let policy = PlayerSessionCreationPolicy::DenyAll;
        script.set_policy(session, policy);
        script.steps()[0].step.clone()
    };
    script.broken(request, breakage, Protocol::Json);
    script.describe(session);
    let history = rehearse(&script.into_plan(), &|predictor, act| match act {
        Act::Command(Command::Broken(_)) => leaves(predictor, act),
        Act::Command(_) | Act::Provide(_) | Act::Move(_) | Act::Advance => predictor.predict(act),
    });
    let clauses = broken(&history);
    assert_eq!(clauses, ["UGS-06 wrong PlayerSessionCreationPolicy"]);
}

#[test]
fn after_a_request_that_was_taken_wrongly_nothing_is_blamed_on_the_state() {
    let as_somebody = |predictor: &mut Predictor, act: &Act| {
        let mut outcome = taken(predictor, act);
        let session = created(&mut outcome).expect("the call is fine");
        session.player_id = Some("1".to_owned());
        outcome
    };
    check(
        &Breakage::of("PlayerId", Spoil::Number),
        &as_somebody,
        &["WIR-11 success"],
    );
    check(
        &Breakage::of("PlayerId", Spoil::Twice),
        &as_somebody,
        &["CPS-13 wrong PlayerId"],
    );
}

#[test]
fn heads_of_replies_are_held_against_the_protocol() {
    let fine = || {
        carried_out(
            single(),
            Breakage::Form(Form::Reversed),
            Protocol::Json,
            &taken,
        )
    };
    let with = |heads: Heads| {
        let mut history = fine();
        history.operations[0].heads = heads;
        broken(&history)
    };
    let one = Heads {
        count: 1,
        ..Heads::default()
    };
    assert_eq!(with(one.clone()), [""; 0]);
    let nameless = Heads {
        without_request_id: 1,
        ..one.clone()
    };
    assert_eq!(with(nameless), ["WIR-07 missing x-amzn-requestid"]);
    let html = Heads {
        foreign_types: ["text/html".to_owned()].into(),
        ..one
    };
    assert_eq!(with(html), ["WIR-09 wrong Content-Type"]);
}

#[test]
fn a_description_can_be_broken_too() {
    let query = PlayerQuery::of(GameSessionRef::Handle(
        crate::plan::step::GameSessionHandle(1),
    ));
    let request = Step::DescribePlayerSessions(query.in_pages(Some(5)));
    let breakage = Breakage::of("Limit", Spoil::Text);
    let history = carried_out(request.clone(), breakage, Protocol::Json, &taken);
    assert_eq!(broken(&history), ["WIR-11 success"]);
    let form = Breakage::Form(Form::Spaced);
    let refused = |_: &mut Predictor, _: &Act| refusal("InvalidRequestException", 400);
    let history = carried_out(request, form, Protocol::Json, &refused);
    assert_eq!(broken(&history), ["WIR-15 InvalidRequestException"]);
}
