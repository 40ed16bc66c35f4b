//! Broken requests as bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::*;
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::request::CreatePlayerSessions;
use crate::api::{cbor, json};

fn broken(breakage: Breakage, protocol: Protocol) -> Broken {
    let data = BTreeMap::from([("p-1".to_owned(), "d\u{e9}\u{1f600}".to_owned())]);
    Broken {
        request: Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: GameSessionId("arn".to_owned()),
            player_ids: vec![PlayerId("p-1".to_owned())],
            player_data_map: Some(data),
        }),
        breakage,
        protocol,
    }
}

fn parse(protocol: Protocol, body: &[u8]) -> Result<Document, String> {
    match protocol {
        Protocol::Json => json::parse(body),
        Protocol::Cbor => cbor::parse(body),
    }
}

fn body(breakage: Breakage, protocol: Protocol) -> Vec<u8> {
    broken(breakage, protocol).message().body
}

#[track_caller]
fn spoilt(name: &str, spoil: Spoil, protocol: Protocol, expected: &str) {
    let body = body(Breakage::of(name, spoil), protocol);
    let text = match protocol {
        Protocol::Json => String::from_utf8_lossy(&body).into_owned(),
        Protocol::Cbor => body.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }),
    };
    assert!(text.contains(expected), "{text}");
}

#[test]
fn every_form_is_read_as_the_same_document() {
    for protocol in Protocol::ALL {
        for form in Form::ALL {
            let breakage = Breakage::Form(form);
            if breakage.suits(protocol) {
                let one = broken(breakage, protocol);
                let document = one.request.to_document();
                let body = one.message().body;
                assert_eq!(parse(protocol, &body), Ok(document.clone()), "{form:?}");
                let usual = match protocol {
                    Protocol::Json => json::write(&document),
                    Protocol::Cbor => cbor::write(&document),
                };
                assert_ne!(body, usual, "{form:?}");
            }
        }
    }
}

#[test]
fn a_body_that_is_broken_as_a_whole_is_no_request() {
    let fine = [Whole::UnknownMember, Whole::Long];
    for protocol in Protocol::ALL {
        for whole in Whole::ALL {
            let body = body(Breakage::Whole(whole), protocol);
            assert!(body.len() < 1024 * 1024, "{whole:?}");
            let read = parse(protocol, &body);
            let is_map = matches!(read, Ok(Document::Map(_)));
            assert_eq!(is_map, fine.contains(&whole), "{whole:?} {protocol:?}");
        }
    }
}

#[test]
fn members_are_broken_where_they_stand() {
    use Protocol::{Cbor, Json};
    spoilt(
        "GameSessionId",
        Spoil::Null,
        Json,
        r#""GameSessionId":null"#,
    );
    spoilt(
        "GameSessionId",
        Spoil::Miscased,
        Json,
        r#""gameSessionId":"arn""#,
    );
    spoilt("GameSessionId", Spoil::Number, Json, r#""GameSessionId":1"#);
    spoilt(
        "GameSessionId",
        Spoil::Enormous,
        Json,
        r#""GameSessionId":1e400"#,
    );
    spoilt("GameSessionId", Spoil::InvalidUtf8, Cbor, "6461726eff");
    spoilt("GameSessionId", Spoil::ByteString, Cbor, "4361726e");
    spoilt("GameSessionId", Spoil::Tagged, Cbor, "d9fffe6361726e");
    spoilt("PlayerIds", Spoil::NullItem, Json, r#"["p-1",null]"#);
    spoilt(
        "PlayerDataMap",
        Spoil::NumberItem,
        Json,
        r#""PlayerDataMap":{"p-1":1}"#,
    );
    spoilt(
        "PlayerIds",
        Spoil::Twice,
        Json,
        r#""PlayerIds":["p-1"],"PlayerIds":["p-1"]"#,
    );
    spoilt(
        "PlayerIds",
        Spoil::Contradicted,
        Json,
        r#""PlayerIds":["p-1"],"PlayerIds":["p-12"]"#,
    );
    spoilt(
        "GameSessionId",
        Spoil::LoneSurrogate,
        Json,
        r#""arn\ud800""#,
    );
    spoilt("GameSessionId", Spoil::Zero, Json, r#""GameSessionId":0"#);
    spoilt("GameSessionId", Spoil::MinusOne, Cbor, "496420");
    let padded = format!("\"arn{}\"", "a".repeat(46));
    spoilt("GameSessionId", Spoil::Long49, Json, &padded);
    let without = body(Breakage::of("PlayerIds", Spoil::Absent), Json);
    assert!(!String::from_utf8_lossy(&without).contains("PlayerIds"));
    // A member that the request does not have gets one.
    spoilt(
        "Name",
        Spoil::Miscased,
        Json,
        r#""name":"conformance-miscased""#,
    );
    spoilt(
        "NextToken",
        Spoil::Undefined,
        Cbor,
        "694e657874546f6b656ef7",
    );
}

#[test]
fn a_head_is_broken_in_the_way_of_its_protocol() {
    let head = |head, protocol| broken(Breakage::Head(head), protocol).message();
    assert_eq!(head(Head::NoTarget, Protocol::Json).target, None);
    let unknown = head(Head::UnknownAction, Protocol::Json);
    assert_eq!(unknown.target.as_deref(), Some("GameLift.ConformAll"));
    let miscased = head(Head::MiscasedAction, Protocol::Cbor);
    assert_eq!(
        miscased.path,
        "/service/GameLift/operation/createPlayerSessions"
    );
    let besides = head(Head::TargetBesidesPath, Protocol::Cbor);
    assert_eq!(
        besides.target.as_deref(),
        Some("GameLift.CreatePlayerSessions")
    );
    assert_eq!(besides.protocol, Some("rpc-v2-cbor"));
    assert_eq!(head(Head::NoProtocol, Protocol::Cbor).protocol, None);
}

#[test]
fn a_request_knows_what_it_cannot_do_without() {
    let one = broken(Breakage::Form(Form::Reversed), Protocol::Json);
    assert!(one.requires("GameSessionId"));
    assert!(one.requires("PlayerIds"));
    assert!(!one.requires("PlayerDataMap"));
    assert!(!one.requires("NextToken"));
}

#[test]
fn names_read_as_they_are_written() {
    for whole in Whole::ALL {
        assert_eq!(Whole::parse(whole.name()), Some(whole));
    }
    for spoil in Spoil::ALL {
        assert_eq!(Spoil::parse(spoil.name()), Some(spoil));
    }
    for head in Head::ALL {
        assert_eq!(Head::parse(head.name()), Some(head));
    }
    for form in Form::ALL {
        assert_eq!(Form::parse(form.name()), Some(form));
    }
    assert_eq!(Form::parse("sideways"), None);
}
