//! The codec against what Smithy RPC v2 CBOR permits, and against a request as the SDK sends it.

use std::collections::BTreeMap;

use super::*;

/// Returns the bytes that hexadecimal digits stand for; spaces are for readers.
fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn text(text: &str) -> Document {
    Document::Text(text.to_owned())
}

fn map<const N: usize>(members: [(&str, Document); N]) -> Document {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Document::Map(BTreeMap::from(members))
}

#[track_caller]
fn reads(hex: &str, expected: &Document) {
    assert_eq!(parse(&bytes(hex)).as_ref(), Ok(expected), "{hex}");
}

#[track_caller]
fn refuses(hex: &str, expected: &str) {
    let told = parse(&bytes(hex)).unwrap_err();
    assert!(told.contains(expected), "{hex}: {told}");
}

#[test]
fn every_permitted_form_of_a_value_is_read() {
    // Integers in every width, also wider than they need be.
    for hex in ["05", "1805", "190005", "1a00000005", "1b0000000000000005"] {
        reads(hex, &Document::Integer(5));
    }
    for hex in ["24", "3804", "390004", "3a00000004", "3b0000000000000004"] {
        reads(hex, &Document::Integer(-5));
    }
    // Numbers with a fraction as half, single and double.
    for hex in ["f93e00", "fa3fc00000", "fb3ff8000000000000"] {
        reads(hex, &Document::Float(1.5));
    }
    // Null and undefined.
    reads("f6", &Document::Null);
    reads("f7", &Document::Null);
    reads("f5", &Document::Bool(true));
    // Text of given and of open length, the latter in pieces that cut words anywhere.
    reads("63 616263", &text("abc"));
    reads("7f 61 61 62 6263 60 ff", &text("abc"));
    // Lists and maps of given and of open length, one within the other.
    let list = Document::List(vec![Document::Integer(1), text("a")]);
    reads("82 01 6161", &list);
    reads("9f 01 6161 ff", &list);
    reads("bf 6161 82 01 6161 ff", &map([("a", list.clone())]));
    reads("a1 6161 9f 01 6161 ff", &map([("a", list)]));
    reads("a0", &map([]));
    reads("bf ff", &map([]));
}

#[test]
fn a_time_is_a_tagged_number_of_any_width() {
    let time = |millis| Document::Timestamp(Timestamp(millis));
    reads("c1 1a 57978d44", &time(1_469_549_892_000));
    reads("c1 fb 41d5e5e35103a5e3", &time(1_469_549_892_057));
    reads("c1 f9 3e00", &time(1_500));
    reads("c1 fa 3fc00000", &time(1_500));
    reads("c1 20", &time(-1_000));
    reads(
        "c1 63 616263",
        &Document::Foreign("tagged value that is no time"),
    );
}

#[test]
fn a_plain_number_is_no_time() {
    let reply = |time: &str| {
        let hex = format!("a1 6d 506c6179657253657373696f6e a1 6c 4372656174696f6e54696d65 {time}");
        let reply = read_reply(
            Action::CreatePlayerSession,
            200,
            Some(PROTOCOL),
            &bytes(&hex),
        );
        let Reply::Response { response, problems } = reply else {
            panic!("{reply:?}");
        };
        let time = response.player_sessions()[0].creation_time;
        (time, problems.len())
    };
    assert_eq!(reply("c1 01"), (Some(Timestamp(1_000)), 0));
    assert_eq!(reply("01"), (None, 1));
    assert_eq!(reply("f93e00"), (None, 1));
}

#[test]
fn values_that_no_member_has_are_told_by_their_type() {
    reads("43 616263", &Document::Foreign("byte string"));
    reads("5f 41 61 ff", &Document::Foreign("byte string"));
    reads("c2 41 01", &Document::Foreign("big number"));
    reads(
        "1b ffffffffffffffff",
        &Document::Float(18_446_744_073_709_551_615.0),
    );
    // A tag that says nothing about the value leaves it what it is.
    reads("d9 d9f7 63 616263", &text("abc"));
}

#[test]
fn bytes_that_are_no_document_are_refused() {
    refuses("", "end of input");
    refuses("a1 6161", "end of input");
    refuses("9f 01", "end of input");
    refuses("62 61", "end of input");
    // A length that nothing backs costs no memory.
    refuses("9b ffffffffffffffff", "end of input");
    refuses("bb ffffffffffffffff", "end of input");
    refuses("62 ffff", "utf-8");
    refuses("ff", "a value was expected");
    refuses("a1 01 01", "a key of type");
    refuses("a0 a0", "1 bytes after its value");
    refuses(&"81".repeat(200), "deeper than 128");
    // JSON on this wire.
    refuses("7b 7d", "end of input");
}

#[test]
fn what_is_written_is_read_again() {
    let document = map([
        ("Text", text("späť \u{0}\u{1f600}")),
        ("Number", Document::Integer(-1_935)),
        ("Large", Document::Integer(i64::MAX)),
        ("Real", Document::Float(0.25)),
        ("Time", Document::Timestamp(Timestamp(1_469_498_468_057))),
        (
            "List",
            Document::List(vec![Document::Null, Document::Bool(false)]),
        ),
        ("Map", map([("key", text(""))])),
    ]);
    assert_eq!(parse(&write(&document)), Ok(document));
}

#[test]
fn an_exception_is_named_by_type_alone() {
    let read = |status: u16, body: Document| {
        let action = Action::CreatePlayerSessions;
        read_reply(action, status, Some(PROTOCOL), &write(&body))
    };
    let full = |message: Option<&str>| {
        Reply::Exception(Exception {
            kind: ExceptionKind::GameSessionFull,
            message: message.map(str::to_owned),
            status: 400,
        })
    };
    let absolute = text("com.amazonaws.gamelift#GameSessionFullException");
    let message = || text("no slot");
    for body in [
        map([("__type", absolute.clone()), ("Message", message())]),
        map([("__type", absolute.clone()), ("message", message())]),
        map([
            ("__type", text("GameSessionFullException")),
            ("Message", message()),
            ("code", text("NotFoundException")),
            ("Unknown", Document::Null),
        ]),
    ] {
        assert_eq!(read(400, body.clone()), full(Some("no slot")), "{body:?}");
    }
    assert_eq!(read(400, map([("__type", absolute)])), full(None));
    let nameless = read(400, map([("code", text("GameSessionFullException"))]));
    assert!(matches!(nameless, Reply::Unreadable { status: 400, .. }));
}

#[test]
fn an_exception_is_written_with_its_absolute_name() {
    let body = write_exception(&ExceptionKind::NotFound, Some("gone"));
    let expected = map([
        ("Message", text("gone")),
        ("__type", text("com.amazonaws.gamelift#NotFoundException")),
    ]);
    assert_eq!(parse(&body), Ok(expected));
}

#[test]
fn a_reply_that_does_not_name_the_protocol_tells_its_status_only() {
    let body = write(&map([("PlayerSessions", Document::List(Vec::new()))]));
    let action = Action::CreatePlayerSessions;
    let named = read_reply(action, 200, Some(PROTOCOL), &body);
    assert!(matches!(named, Reply::Response { .. }), "{named:?}");
    for protocol in [None, Some("rpc-v2-json")] {
        let unnamed = read_reply(action, 200, protocol, &body);
        assert!(
            matches!(unnamed, Reply::Unreadable { status: 200, .. }),
            "{unnamed:?}"
        );
    }
}

#[test]
fn a_success_without_members_may_have_an_empty_body() {
    let empty = |status| read_reply(Action::DeleteFleet, status, Some(PROTOCOL), b"");
    assert!(matches!(empty(200), Reply::Response { .. }));
    assert!(matches!(empty(400), Reply::Unreadable { .. }));
    let listed = |body: &[u8]| read_reply(Action::SearchGameSessions, 200, Some(PROTOCOL), body);
    assert!(matches!(listed(&[0xa0]), Reply::Response { .. }));
    assert!(matches!(listed(b""), Reply::Unreadable { .. }));
}

#[test]
fn what_the_body_says_counts_where_the_status_says_otherwise() {
    let read = |status, body: &Document| {
        let action = Action::CreatePlayerSession;
        read_reply(action, status, Some(PROTOCOL), &write(body))
    };
    let full = map([(
        "__type",
        text("com.amazonaws.gamelift#GameSessionFullException"),
    )]);
    let Reply::Exception(exception) = read(200, &full) else {
        panic!("it is an exception");
    };
    assert_eq!(
        (exception.kind, exception.status),
        (ExceptionKind::GameSessionFull, 200)
    );
    let session = map([("PlayerSession", map([("PlayerId", text("p"))]))]);
    assert!(matches!(read(400, &session), Reply::Response { .. }));
    assert!(matches!(read(500, &session), Reply::Unreadable { .. }));
}
