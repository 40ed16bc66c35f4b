//! What goes over a wire for a broken request: the path, the headers that differ, and the body.

use crate::api::document::Document;
use crate::api::{cbor, json};

use super::node::{Node, miscased};
use super::{Breakage, Broken, Form, Head, Protocol, Whole, writer};

/// The name of a member that no action has.
const UNKNOWN: &str = "ConformanceUnknown";

/// How long the text of an unknown member is, in bytes.
const LONG: usize = 512 * 1024;

/// A request as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The path, from the endpoint's own on.
    pub path: String,
    /// The value of `X-Amz-Target`, `None` for no such header.
    pub target: Option<String>,
    /// The value of `smithy-protocol`, `None` for no such header.
    pub protocol: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    pub(super) fn of(broken: &Broken) -> Self {
        let action = broken.action().name();
        let mut message = match broken.protocol {
            Protocol::Json => Self {
                path: "/".to_owned(),
                target: Some(format!("{}{action}", json::TARGET_PREFIX)),
                protocol: None,
                body: body(broken),
            },
            Protocol::Cbor => Self {
                path: format!("{}{action}", cbor::PATH_PREFIX),
                target: None,
                protocol: Some(cbor::PROTOCOL),
                body: body(broken),
            },
        };
        if let Breakage::Head(head) = broken.breakage {
            message.break_head(head, action, broken.protocol);
        }
        message
    }

    fn break_head(&mut self, head: Head, action: &str, protocol: Protocol) {
        match head {
            Head::NoTarget => self.target = None,
            Head::EmptyTarget => self.target = Some(String::new()),
            Head::BareTarget => self.target = Some(action.to_owned()),
            Head::UnknownAction => self.name("ConformAll", protocol),
            Head::MiscasedAction => self.name(&miscased(action), protocol),
            Head::UnknownPath => self.path = format!("/conformance/{action}"),
            Head::TargetBesidesPath => {
                self.target = Some(format!("{}{action}", json::TARGET_PREFIX));
            }
            Head::NoProtocol => self.protocol = None,
            Head::OtherProtocol => self.protocol = Some("rpc-v2-json"),
        }
    }

    fn name(&mut self, action: &str, protocol: Protocol) {
        match protocol {
            Protocol::Json => self.target = Some(format!("{}{action}", json::TARGET_PREFIX)),
            Protocol::Cbor => self.path = format!("{}{action}", cbor::PATH_PREFIX),
        }
    }
}

fn body(broken: &Broken) -> Vec<u8> {
    let protocol = broken.protocol;
    let mut node = Node::from(broken.request.to_document());
    let mut form = None;
    match &broken.breakage {
        Breakage::Whole(whole) => return whole_body(node, *whole, protocol),
        Breakage::Member { name, spoil } => node.spoil(name, *spoil, protocol),
        Breakage::Head(_) => {}
        Breakage::Form(other) => {
            form = Some(*other);
            if *other == Form::Reversed
                && let Node::Map(members) = &mut node
            {
                members.reverse();
            }
        }
    }
    writer::write(&node, form, protocol)
}

fn whole_body(mut node: Node, whole: Whole, protocol: Protocol) -> Vec<u8> {
    let is_json = protocol == Protocol::Json;
    match whole {
        Whole::UnknownMember => add(&mut node, Node::text("anything")),
        Whole::Deep | Whole::VeryDeep => {
            add(&mut node, Node::nested(whole == Whole::VeryDeep, protocol));
        }
        Whole::Long => add(&mut node, Node::text(&"a".repeat(LONG))),
        Whole::Null => node = Node::Leaf(Document::Null),
        Whole::Bool => node = Node::Leaf(Document::Bool(true)),
        Whole::Number => node = Node::Leaf(Document::Integer(1)),
        Whole::Text => node = Node::text("text"),
        Whole::List => node = Node::List(vec![node]),
        Whole::Empty
        | Whole::Truncated
        | Whole::Garbled
        | Whole::TrailingByte
        | Whole::SecondDocument => {}
    }
    let mut bytes = writer::write(&node, None, protocol);
    match whole {
        Whole::Empty => bytes.clear(),
        Whole::Truncated => {
            bytes.pop();
        }
        Whole::Garbled if is_json => {
            bytes.pop();
            bytes.extend_from_slice(b",}");
        }
        // A type with a length that is reserved.
        Whole::Garbled => bytes.insert(0, 0x1c),
        Whole::TrailingByte => bytes.push(if is_json { b'x' } else { 0 }),
        Whole::SecondDocument => bytes.extend(bytes.clone()),
        Whole::Null
        | Whole::Bool
        | Whole::Number
        | Whole::Text
        | Whole::List
        | Whole::UnknownMember
        | Whole::Deep
        | Whole::VeryDeep
        | Whole::Long => {}
    }
    bytes
}

fn add(node: &mut Node, value: Node) {
    if let Node::Map(members) = node {
        members.push((UNKNOWN.to_owned(), value));
    }
}
