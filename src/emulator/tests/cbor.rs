//! The front end over Smithy RPC v2 CBOR, and what both protocols share.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::api::cbor;
use crate::api::document::Document;

const DESCRIBE: &str = "/service/GameLift/operation/DescribeFleetAttributes";

fn structure(members: &[(&str, Document)]) -> Document {
    let members = members.iter();
    let members = members.map(|(name, value)| ((*name).to_owned(), value.clone()));
    Document::Map(members.collect())
}

fn text(text: &str) -> Document {
    Document::Text(text.to_owned())
}

/// Returns a member of a reply's structure.
fn member(reply: &HttpReply, name: &str) -> Document {
    let Document::Map(mut members) = cbor::parse(&reply.body).unwrap() else {
        panic!("{reply:?}");
    };
    members.remove(name).unwrap_or(Document::Null)
}

impl World {
    fn post_cbor(&mut self, action: &str, body: &[u8]) -> HttpReply {
        self.http(HttpRequest {
            method: "POST",
            path: &format!("{}{action}", cbor::PATH_PREFIX),
            target: None,
            protocol: Some(cbor::PROTOCOL),
            authorization: None,
            body,
        })
    }
}

#[test]
fn what_is_reserved_over_one_protocol_is_seen_over_the_other() {
    let mut world = World::new();
    let game = world.game(2);
    let request = structure(&[
        ("GameSessionId", text(&game.id)),
        ("PlayerIds", Document::List(vec![text("p-1")])),
        (
            "PlayerDataMap",
            Document::Map(BTreeMap::from([("p-1".to_owned(), text("data"))])),
        ),
    ]);
    let reply = world.post_cbor("CreatePlayerSessions", &cbor::write(&request));
    assert_eq!(reply.status, 200);
    let headers: Vec<_> = reply.headers().collect();
    assert_eq!(
        headers,
        [
            ("content-type", "application/cbor"),
            ("smithy-protocol", "rpc-v2-cbor"),
            ("x-amzn-requestid", reply.request_id.as_str()),
        ]
    );
    let Document::List(created) = member(&reply, "PlayerSessions") else {
        panic!("{reply:?}");
    };
    let Document::Map(created) = &created[0] else {
        panic!("{created:?}");
    };
    assert!(matches!(created["CreationTime"], Document::Timestamp(_)));
    let described = world.ok(
        "DescribePlayerSessions",
        json!({ "GameSessionId": game.id }),
    );
    let described = &described["PlayerSessions"][0];
    assert_eq!(
        Document::Text(described["PlayerSessionId"].as_str().unwrap().to_owned()),
        created["PlayerSessionId"]
    );
    assert_eq!(described["PlayerData"], "data");
}

#[test]
fn an_exception_is_answered_in_the_protocol_of_its_request() {
    let mut world = World::new();
    let game = world.game(0);
    let request = structure(&[("GameSessionId", text(&game.id)), ("PlayerId", text("p-1"))]);
    let reply = world.post_cbor("CreatePlayerSession", &cbor::write(&request));
    assert_eq!(reply.status, 400);
    assert_eq!(
        member(&reply, "__type"),
        text("com.amazonaws.gamelift#GameSessionFullException")
    );
    assert!(matches!(member(&reply, "Message"), Document::Text(_)));
}

#[test]
fn a_request_that_the_protocol_does_not_permit_is_refused() {
    let mut world = World::new();
    let protocol = Some(cbor::PROTOCOL);
    let target = Some("GameLift.DescribeFleetAttributes");
    for (method, path, target, protocol, status) in [
        ("POST", DESCRIBE, target, protocol, 400),
        ("POST", DESCRIBE, None, None, 400),
        ("POST", DESCRIBE, None, Some("rpc-v2-json"), 400),
        ("GET", DESCRIBE, None, protocol, 405),
        (
            "POST",
            "/service/GameLift/operation/StartMatchmaking",
            None,
            protocol,
            404,
        ),
        (
            "POST",
            "/service/Athena/operation/DescribeFleetAttributes",
            None,
            protocol,
            404,
        ),
    ] {
        let reply = world.http(HttpRequest {
            method,
            path,
            target,
            protocol,
            authorization: None,
            body: &cbor::write(&structure(&[])),
        });
        assert_eq!(reply.status, status, "{method} {path} {target:?}");
    }
}

#[test]
fn a_body_that_is_no_structure_is_a_serialization_failure() {
    let mut world = World::new();
    for body in [&b"{}"[..], b"\xbf", b"\xa0\xa0", b"\x80"] {
        let reply = world.post_cbor("DescribeFleetAttributes", body);
        assert_eq!(reply.status, 400, "{body:?}");
        let expected = "com.amazonaws.gamelift#SerializationException";
        assert_eq!(member(&reply, "__type"), text(expected), "{body:?}");
    }
    assert_eq!(world.post_cbor("DescribeFleetAttributes", b"").status, 200);
}
