//! Requests as clients of Amazon send them: what they call the members, and how they write them.
//!
//! `botocore.txt` is what `tests/boto3/capture.py` printed, and `awscli.txt` what it printed when
//! the AWS CLI sent what it does not refuse to send. `sdk.txt` is what an HTTP client that
//! prints was handed by the SDK for the same members, as hexadecimal digits.

use super::*;
use crate::api::cbor;

const BOTOCORE: &str = include_str!("botocore.txt");
const AWSCLI: &str = include_str!("awscli.txt");
const SDK: &str = include_str!("sdk.txt");

/// A request off the wire.
struct Captured {
    start: &'static str,
    headers: BTreeMap<&'static str, &'static str>,
    body: &'static str,
}

impl Captured {
    /// Returns the requests of a file: comments, then blocks that an empty line goes before.
    fn all(file: &'static str) -> impl Iterator<Item = Self> {
        file.split("\n\n").skip(1).map(Self::read)
    }

    fn read(block: &'static str) -> Self {
        let (start, rest) = block.split_once('\n').unwrap();
        let lines = rest.lines().map(|line| line.split_once(": ").unwrap());
        let mut headers: BTreeMap<_, _> = lines.collect();
        let body = headers.remove("body").unwrap();
        Self {
            start,
            headers,
            body,
        }
    }

    /// Returns the action that AWS JSON 1.1 finds named.
    fn action_over_json(&self) -> Action {
        assert_eq!(self.start, "POST /");
        assert_eq!(self.headers["content-type"], json::CONTENT_TYPE);
        let target = self.headers["x-amz-target"];
        let name = target.strip_prefix(json::TARGET_PREFIX).unwrap();
        Action::parse(name).unwrap()
    }

    /// Returns the action that Smithy RPC v2 CBOR finds named.
    fn action_over_cbor(&self) -> Action {
        let path = self.start.strip_prefix("POST ").unwrap();
        assert_eq!(self.headers["smithy-protocol"], cbor::PROTOCOL);
        assert_eq!(self.headers["content-type"], cbor::CONTENT_TYPE);
        assert_eq!(self.headers["accept"], cbor::CONTENT_TYPE);
        assert_eq!(self.headers.get("x-amz-target"), None);
        let name = path.strip_prefix(cbor::PATH_PREFIX).unwrap();
        Action::parse(name).unwrap()
    }
}

/// Reads the bytes of a body, or says why they cannot be read.
type Parse = fn(&[u8]) -> Result<Document, String>;

/// Writes the bytes of a body.
type Write = fn(&Document) -> Vec<u8>;

/// What one client sent, and the codec of its wire.
struct Client {
    requests: Vec<(Action, Vec<u8>)>,
    parse: Parse,
    write: Write,
}

impl Client {
    fn botocore() -> Self {
        let request = |captured: Captured| {
            let body = captured.body.as_bytes().to_vec();
            (captured.action_over_json(), body)
        };
        Self {
            requests: Captured::all(BOTOCORE).map(request).collect(),
            parse: json::parse,
            write: json::write,
        }
    }

    fn awscli() -> Self {
        let request = |captured: Captured| {
            let body = captured.body.as_bytes().to_vec();
            (captured.action_over_json(), body)
        };
        Self {
            requests: Captured::all(AWSCLI).map(request).collect(),
            ..Self::botocore()
        }
    }

    fn sdk() -> Self {
        let request = |captured: Captured| {
            let body = bytes_of(captured.body);
            (captured.action_over_cbor(), body)
        };
        Self {
            requests: Captured::all(SDK).map(request).collect(),
            parse: cbor::parse,
            write: cbor::write,
        }
    }

    fn all() -> [Self; 2] {
        [Self::botocore(), Self::sdk()]
    }

    /// Returns each action with what its body holds.
    fn documents(&self) -> Vec<(Action, Document)> {
        let read = |(action, body): &(Action, Vec<u8>)| (*action, (self.parse)(body).unwrap());
        self.requests.iter().map(read).collect()
    }
}

/// Returns the bytes that hexadecimal digits stand for.
fn bytes_of(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Returns a batch for the game session that every captured request names.
fn batch(player_ids: &[&str], player_data_map: Option<&[(&str, &str)]>) -> Request {
    let owned = |(id, data): &(&str, &str)| ((*id).to_owned(), (*data).to_owned());
    Request::CreatePlayerSessions(CreatePlayerSessions {
        game_session_id: GameSessionId::from(
            "arn:aws:gamelift:us-east-1::gamesession/fleet-1/custom-1/gsess-1",
        ),
        player_ids: player_ids.iter().map(|id| PlayerId::from(*id)).collect(),
        player_data_map: player_data_map.map(|map| map.iter().map(owned).collect()),
    })
}

fn read(action: Action, document: &Document) -> Request {
    Request::read(action, document).unwrap_or_else(|problems| panic!("{action}: {problems:?}"))
}

#[test]
fn every_member_that_a_client_sends_is_known_by_its_name_and_type() {
    for client in Client::all() {
        let captured = client.documents();
        for (action, document) in &captured {
            assert_eq!(read(*action, document).to_document(), *document, "{action}");
        }
        for action in Action::ALL {
            assert!(captured.iter().any(|(of, _)| *of == action), "{action}");
        }
    }
}

#[test]
fn two_clients_that_were_given_the_same_say_the_same_on_either_wire() {
    assert_eq!(Client::botocore().documents(), Client::sdk().documents());
}

#[test]
fn the_command_line_sends_what_botocore_sends() {
    let botocore = Client::botocore().documents();
    let awscli = Client::awscli().documents();
    for (action, document) in &awscli {
        assert!(
            botocore.contains(&(*action, document.clone())),
            "{action} {document:?}"
        );
    }
    for action in Action::ALL {
        assert!(awscli.iter().any(|(of, _)| *of == action), "{action}");
    }
}

#[test]
fn what_a_client_sent_is_written_with_the_same_members() {
    for client in Client::all() {
        for (action, document) in client.documents() {
            let written = (client.write)(&document);
            assert_eq!((client.parse)(&written), Ok(document), "{action}");
        }
    }
}

#[test]
fn a_body_that_is_cut_short_or_goes_on_is_refused() {
    for client in Client::all() {
        for (action, body) in &client.requests {
            for length in 0..body.len() {
                assert!(
                    (client.parse)(&body[..length]).is_err(),
                    "{action} {length}"
                );
            }
            for byte in [b'}', 0x00, 0xff] {
                let longer = [body, &[byte][..]].concat();
                assert!((client.parse)(&longer).is_err(), "{action} {byte}");
            }
        }
    }
}

#[test]
fn a_body_with_a_bit_turned_is_a_document_or_refused_but_nothing_worse() {
    for client in Client::all() {
        for (_, body) in &client.requests {
            for bit in 0..body.len() * 8 {
                let mut turned = body.clone();
                turned[bit / 8] ^= 1 << (bit % 8);
                // Whichever of the two it is, writing it again is no trouble either.
                let _bytes = (client.parse)(&turned).map(|document| (client.write)(&document));
            }
        }
    }
}

#[test]
fn text_of_any_characters_is_what_the_client_was_given() {
    let any = "a\"b\\c/\u{0}\u{1}\t\n\r\u{7f}\u{e9}e\u{301}\u{2028}\u{ffff}\u{1f600}\u{10ffff}";
    let lengths = [1, 23, 24, 255, 256].map(|length| "p".repeat(length));
    let numbered: Vec<String> = (0..25).map(|number| format!("p-{number}")).collect();
    let expected = [
        batch(&["p-1", "p-2"], Some(&[("p-1", "data"), ("p-2", "{}")])),
        batch(&["p-1"], None),
        batch(&["p-1"], Some(&[])),
        batch(&[any], Some(&[(any, any)])),
        batch(
            &numbered.iter().map(String::as_str).collect::<Vec<_>>(),
            None,
        ),
        batch(&lengths.each_ref().map(String::as_str), None),
    ];
    for client in Client::all() {
        let batches = client
            .documents()
            .into_iter()
            .filter(|(action, _)| *action == Action::CreatePlayerSessions)
            .map(|(action, document)| read(action, &document));
        assert_eq!(batches.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_number_of_any_size_is_what_the_client_was_given() {
    let limit = |(action, document): (Action, Document)| {
        let Request::DescribePlayerSessions(request) = read(action, &document) else {
            return None;
        };
        // One request holds every member; those that are about its limit, only a player.
        request
            .game_session_id
            .is_none()
            .then_some(request.limit)
            .flatten()
    };
    let expected = [
        0,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        2_147_483_647,
        -1,
        -24,
        -25,
        -2_147_483_648,
    ];
    for client in Client::all() {
        let limits: Vec<i64> = client.documents().into_iter().filter_map(limit).collect();
        assert_eq!(limits, expected);
    }
}
