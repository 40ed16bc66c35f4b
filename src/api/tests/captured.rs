//! Requests as clients of Amazon send them: what they call the members, and how they write them.
//!
//! `botocore.txt` is what `tests/boto3/capture.py` printed.

use super::*;

const BOTOCORE: &str = include_str!("botocore.txt");

/// A request off the wire.
struct Captured {
    start: &'static str,
    headers: BTreeMap<&'static str, &'static str>,
    body: &'static str,
}

impl Captured {
    /// Returns the requests of a file: comments, then blocks that an empty line goes before.
    fn all(file: &'static str) -> Vec<Self> {
        file.split("\n\n").skip(1).map(Self::read).collect()
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

    /// Returns the action and the body of a request in AWS JSON 1.1.
    fn over_json(&self) -> (Action, Document) {
        assert_eq!(self.start, "POST /");
        assert_eq!(self.headers["content-type"], json::CONTENT_TYPE);
        let target = self.headers["x-amz-target"];
        let name = target.strip_prefix(json::TARGET_PREFIX).unwrap();
        let action = Action::parse(name).unwrap();
        (action, json::parse(self.body.as_bytes()).unwrap())
    }
}

fn of_botocore() -> Vec<(Action, Document)> {
    let captured = Captured::all(BOTOCORE);
    captured.iter().map(Captured::over_json).collect()
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
    let captured = of_botocore();
    for (action, document) in &captured {
        assert_eq!(read(*action, document).to_document(), *document, "{action}");
    }
    for action in Action::ALL {
        assert!(captured.iter().any(|(of, _)| *of == action), "{action}");
    }
}

#[test]
fn what_a_client_sent_is_written_with_the_same_members() {
    for (action, document) in of_botocore() {
        assert_eq!(
            json::parse(&json::write(&document)),
            Ok(document),
            "{action}"
        );
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
    let batches = of_botocore()
        .into_iter()
        .filter(|(action, _)| *action == Action::CreatePlayerSessions)
        .map(|(action, document)| read(action, &document));
    assert_eq!(batches.collect::<Vec<_>>(), expected);
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
    let limits: Vec<i64> = of_botocore().into_iter().filter_map(limit).collect();
    assert_eq!(
        limits,
        [
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
            -2_147_483_648
        ]
    );
}
