//! The codec against what AWS JSON 1.1 permits a target to answer.

use super::*;
use crate::api::document::{Problem, ProblemKind};

fn read(status: u16, error_type: Option<&str>, body: &str) -> Reply {
    let action = Action::CreatePlayerSession;
    read_reply(action, status, error_type, body.as_bytes())
}

/// Returns the exception that a reply with that header and body is.
#[track_caller]
fn exception(error_type: Option<&str>, body: &str) -> Exception {
    let reply = read(400, error_type, body);
    let Reply::Exception(exception) = reply else {
        panic!("{body}: {reply:?}");
    };
    exception
}

/// Returns the one player session's times of creation in milliseconds, and the problems.
fn creation_time(number: &str) -> (Option<i64>, Vec<Problem>) {
    let body = format!(r#"{{"PlayerSession": {{"CreationTime": {number}}}}}"#);
    let Reply::Response { response, problems } = read(200, None, &body) else {
        panic!("{body} is no response");
    };
    let time = response.player_sessions()[0].creation_time;
    (time.map(|Timestamp(millis)| millis), problems)
}

#[track_caller]
fn refuses(body: &str, expected: &str) {
    for status in [200, 400] {
        let reply = read(status, None, body);
        let Reply::Unreadable { status: of, reason } = reply else {
            panic!("{body}: {reply:?}");
        };
        assert_eq!(of, status);
        assert!(reason.contains(expected), "{body}: {reason}");
    }
}

#[test]
fn an_exception_is_named_by_its_header_by_code_or_by_type() {
    let full = |status: u16| {
        Reply::Exception(Exception {
            kind: ExceptionKind::GameSessionFull,
            message: Some("no slot".to_owned()),
            status,
        })
    };
    for code in [
        "GameSessionFullException",
        "com.amazonaws.gamelift#GameSessionFullException",
        "GameSessionFullException:http://internal.amazon.com/coral/com.amazonaws.gamelift/",
        "com.amazonaws.gamelift#GameSessionFullException:http://example.com/#x",
    ] {
        for body in [
            format!(r#"{{"__type": "{code}", "Message": "no slot"}}"#),
            format!(r#"{{"__type": "{code}", "message": "no slot"}}"#),
            format!(r#"{{"code": "{code}", "Message": "no slot", "More": {{"a": [1]}}}}"#),
        ] {
            assert_eq!(read(400, None, &body), full(400), "{body}");
        }
        let body = r#"{"Message": "no slot"}"#;
        assert_eq!(read(400, Some(code), body), full(400), "{code}");
    }
    // An exception is one whatever its status; the status is judged elsewhere.
    let body = r#"{"__type": "GameSessionFullException", "Message": "no slot"}"#;
    for status in [403, 404, 500] {
        assert_eq!(read(status, None, body), full(status));
    }
}

#[test]
fn of_several_carriers_of_a_code_the_header_wins_and_then_the_code() {
    let kind = |header: Option<&str>, body: &str| exception(header, body).kind;
    let body = r#"{"code": "NotFoundException", "__type": "ConflictException"}"#;
    assert_eq!(
        kind(Some("NotReadyException"), body),
        ExceptionKind::NotReady
    );
    assert_eq!(kind(None, body), ExceptionKind::NotFound);
    // Carriers that carry nothing leave the next its turn.
    let body = r#"{"code": null, "__type": "ConflictException"}"#;
    assert_eq!(kind(None, body), ExceptionKind::Conflict);
    // The header needs no body that can be read.
    assert_eq!(
        kind(Some("NotReadyException"), "<html>"),
        ExceptionKind::NotReady
    );
    assert_eq!(kind(Some("NotReadyException"), ""), ExceptionKind::NotReady);
}

#[test]
fn a_message_is_text_or_none() {
    let message = |body: &str| exception(None, body).message;
    assert_eq!(message(r#"{"__type": "NotFoundException"}"#), None);
    assert_eq!(
        message(r#"{"__type": "NotFoundException", "Message": null}"#),
        None
    );
    assert_eq!(
        message(r#"{"__type": "NotFoundException", "Message": 7}"#),
        None
    );
    let both = r#"{"__type": "NotFoundException", "message": "a", "Message": "b"}"#;
    assert_eq!(message(both), Some("b".to_owned()));
}

#[test]
fn every_declared_exception_is_read_as_it_is_written() {
    let unknown = ExceptionKind::Other("SerializationException".to_owned());
    for kind in ExceptionKind::DECLARED.into_iter().chain([unknown]) {
        for message in [Some("prose"), None] {
            let body = write_exception(&kind, message);
            let expected = Reply::Exception(Exception {
                kind: kind.clone(),
                message: message.map(str::to_owned),
                status: 400,
            });
            let action = Action::CreatePlayerSessions;
            assert_eq!(read_reply(action, 400, None, &body), expected);
        }
    }
}

#[test]
fn an_exception_is_written_with_its_bare_name() {
    let body = write_exception(&ExceptionKind::NotFound, Some("gone"));
    let expected = br#"{"Message":"gone","__type":"NotFoundException"}"#;
    assert_eq!(body, expected);
}

#[test]
fn a_time_is_a_number_of_seconds_to_the_millisecond() {
    for (number, millis) in [
        ("1469498468.057", 1_469_498_468_057),
        ("1.469498468057E9", 1_469_498_468_057),
        ("1469498468", 1_469_498_468_000),
        ("1469498468.0", 1_469_498_468_000),
        ("1469498468.0574", 1_469_498_468_057),
        ("1469498468.0566", 1_469_498_468_057),
        ("0", 0),
        ("-1.5", -1_500),
    ] {
        assert_eq!(creation_time(number), (Some(millis), vec![]), "{number}");
    }
    assert_eq!(creation_time("null"), (None, vec![]));
}

#[test]
fn what_is_no_time_is_told_by_its_type() {
    for (text, found) in [
        (r#""2016-07-26T02:01:08Z""#, "string"),
        ("true", "boolean"),
        ("[1]", "list"),
        ("1e300", "number"),
        ("9223372036854775807", "integer"),
    ] {
        let (time, problems) = creation_time(text);
        assert_eq!(time, None, "{text}");
        let expected = Problem {
            path: "PlayerSession.CreationTime".to_owned(),
            kind: ProblemKind::WrongType {
                expected: "timestamp",
                found,
            },
        };
        assert_eq!(problems, [expected], "{text}");
    }
}

#[test]
fn a_null_member_is_an_absent_one_and_an_unknown_one_is_none_at_all() {
    let absent = read(200, None, "{}");
    assert!(matches!(&absent, Reply::Response { problems, .. } if problems.is_empty()));
    for body in [
        r#"{"PlayerSession": null}"#,
        r#"{"Unknown": {"PlayerSession": [null, 1.5]}}"#,
        r#"{"playerSession": {"Port": "x"}}"#,
        " {\r\n\t} ",
    ] {
        assert_eq!(read(200, None, body), absent, "{body}");
    }
    // A list that is absent has no entries.
    let batch = |body: &str| read_reply(Action::CreatePlayerSessions, 200, None, body.as_bytes());
    assert_eq!(batch("{}"), batch(r#"{"PlayerSessions": []}"#));
    assert_eq!(batch("{}"), batch(r#"{"PlayerSessions": null}"#));
}

#[test]
fn a_success_without_members_may_have_an_empty_body() {
    let empty = |status: u16| read_reply(Action::DeleteFleet, status, None, b"");
    let expected = Reply::Response {
        response: Response::Empty(Action::DeleteFleet),
        problems: vec![],
    };
    assert_eq!(empty(200), expected);
    assert!(matches!(empty(400), Reply::Unreadable { status: 400, .. }));
    assert!(matches!(empty(503), Reply::Unreadable { status: 503, .. }));
    // A list may be left out, but not the structure that it would be in.
    let listed = |body: &[u8]| read_reply(Action::DescribePlayerSessions, 200, None, body);
    assert!(matches!(listed(b"{}"), Reply::Response { .. }));
    assert!(matches!(listed(b""), Reply::Unreadable { status: 200, .. }));
}

#[test]
fn members_of_which_nothing_is_made_have_types_too() {
    for (member, is_right) in [
        (r#""MatchmakerData": "data""#, true),
        (r#""MatchmakerData": {}"#, false),
        (r#""ComputeName": "a/b""#, true),
        (r#""ComputeName": 5"#, false),
        (r#""PlayerGatewayStatus": "ENABLED""#, true),
        (r#""PlayerGatewayStatus": "ON""#, false),
        (r#""PlayerGatewayStatus": true"#, false),
    ] {
        let body = format!(r#"{{"GameSession": {{{member}}}}}"#);
        let reply = read_reply(Action::UpdateGameSession, 200, None, body.as_bytes());
        let Reply::Response { problems, .. } = reply else {
            panic!("{reply:?}");
        };
        assert_eq!(problems.is_empty(), is_right, "{member}: {problems:?}");
    }
}

#[test]
fn text_is_read_through_every_escape() {
    for (written, expected) in [
        (
            r#""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t\u0000""#,
            "é😀\"\\/\u{8}\u{c}\n\r\t\0",
        ),
        ("\"é😀\u{2028}\u{7f}\"", "é😀\u{2028}\u{7f}"),
    ] {
        assert_eq!(
            parse(written.as_bytes()),
            Ok(Document::Text(expected.to_owned()))
        );
    }
    // Half a surrogate pair, a control character as it is, and bytes that are no UTF-8.
    for written in [&br#""\ud83d""#[..], b"\"\n\"", b"\"\xff\""] {
        assert!(parse(written).is_err(), "{written:?}");
    }
}

#[test]
fn a_number_keeps_its_value_where_the_api_has_a_use_for_it() {
    for (written, expected) in [
        ("9223372036854775807", Document::Integer(i64::MAX)),
        ("-9223372036854775808", Document::Integer(i64::MIN)),
        (
            "9223372036854775808",
            Document::Float(9_223_372_036_854_775_808.0),
        ),
        ("2.0", Document::Float(2.0)),
        ("2e0", Document::Float(2.0)),
    ] {
        assert_eq!(parse(written.as_bytes()), Ok(expected), "{written}");
    }
}

#[test]
fn of_a_member_that_comes_twice_the_last_counts() {
    let twice = r#"{"__type": "ConflictException", "__type": "NotFoundException"}"#;
    let once = r#"{"__type": "NotFoundException"}"#;
    assert_eq!(read(400, None, twice), read(400, None, once));
}

#[test]
fn bytes_that_are_no_structure_are_unreadable() {
    refuses("<html></html>", "not JSON");
    refuses("{", "not JSON");
    refuses(r#"{"a": 1,}"#, "not JSON");
    refuses("{} {}", "not JSON");
    refuses("\u{feff}{}", "not JSON");
    refuses(r#"{"a": NaN}"#, "not JSON");
    refuses(&"[".repeat(100_000), "not JSON");
    refuses("null", "is a null, not a structure");
    refuses(r#""x""#, "is a string, not a structure");
    refuses("[]", "is a list, not a structure");
    // CBOR on this wire.
    assert!(parse(b"\xbf\xff").is_err());
}

#[test]
fn what_the_body_says_counts_where_the_status_says_otherwise() {
    let full = r#"{"__type": "GameSessionFullException", "Message": "no slot"}"#;
    let Reply::Exception(exception) = read(200, None, full) else {
        panic!("it is an exception");
    };
    assert_eq!(
        (exception.kind, exception.status),
        (ExceptionKind::GameSessionFull, 200)
    );
    let session = r#"{"PlayerSession": {"PlayerId": "p"}}"#;
    for status in [201, 400, 404] {
        let Reply::Response { response, problems } = read(status, None, session) else {
            panic!("it is a success");
        };
        assert_eq!(
            response.player_sessions()[0].player_id.as_deref(),
            Some("p")
        );
        assert_eq!(problems[0].kind, ProblemKind::Status(status));
    }
    // Of a failure nobody knows what was done, and of "slow down" that nothing was.
    for status in [429, 500, 503] {
        assert!(matches!(
            read(status, None, session),
            Reply::Unreadable { .. }
        ));
    }
    // Some name the structure that a success is.
    let named = r#"{"__type": "CreatePlayerSessionOutput"}"#;
    assert!(matches!(read(200, None, named), Reply::Response { .. }));
    let both = r#"{"__type": "X#SomeException", "PlayerSession": {"PlayerId": "p"}}"#;
    assert!(matches!(read(200, None, both), Reply::Response { .. }));
    assert!(matches!(read(400, None, both), Reply::Exception(_)));
    assert!(matches!(read(400, None, "{}"), Reply::Unreadable { .. }));
}

#[test]
fn half_a_surrogate_pair_in_a_reply_is_no_text_but_leaves_the_rest_readable() {
    let message = |text: &str| {
        let body = format!(r#"{{"__type":"NotFoundException","Message":"{text}"}}"#);
        exception(None, &body).message
    };
    assert_eq!(message(r"a\ud800b").as_deref(), Some("a\u{fffd}b"));
    assert_eq!(
        message(r"\udc00\ud800").as_deref(),
        Some("\u{fffd}\u{fffd}")
    );
    assert_eq!(
        message(r"\ud83d\ude00\ud83d").as_deref(),
        Some("😀\u{fffd}")
    );
    assert_eq!(message(r"\\ud800").as_deref(), Some(r"\ud800"));
    // A request of ours is read as strictly as ever.
    assert!(parse(br#"{"PlayerId":"\ud800"}"#).is_err());
}
