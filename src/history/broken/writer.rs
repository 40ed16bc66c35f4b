//! Documents to bytes, in forms that the codecs of `api` do not write.

use crate::api::document::Document;

use super::node::Node;
use super::{Form, Protocol};

/// A tag that nobody has registered.
const TAG: u64 = 65_534;

/// What ends a list, map or text of open length.
const BREAK: u8 = 0xff;

/// Returns a document as bytes; `None` is the form that the codecs write.
pub(super) fn write(node: &Node, form: Option<Form>, protocol: Protocol) -> Vec<u8> {
    let mut out = Vec::new();
    match protocol {
        Protocol::Json => json(node, form, &mut out),
        Protocol::Cbor => cbor(node, form, &mut out),
    }
    out
}

/// Returns a text of any bytes.
pub(super) fn text_of(bytes: &[u8], protocol: Protocol) -> Vec<u8> {
    match protocol {
        Protocol::Json => [b"\"", bytes, b"\""].concat(),
        Protocol::Cbor => {
            let mut out = Vec::new();
            head(3, bytes.len() as u64, None, &mut out);
            out.extend_from_slice(bytes);
            out
        }
    }
}

/// Returns a byte string in CBOR.
pub(super) fn byte_string(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    head(2, bytes.len() as u64, None, &mut out);
    out.extend_from_slice(bytes);
    out
}

/// Returns a value with a tag in CBOR.
pub(super) fn tagged(node: &Node) -> Vec<u8> {
    let mut out = Vec::new();
    head(6, TAG, None, &mut out);
    cbor(node, None, &mut out);
    out
}

fn json(node: &Node, form: Option<Form>, out: &mut Vec<u8>) {
    match node {
        Node::Leaf(Document::Text(text)) if form == Some(Form::Escaped) => escaped(text, out),
        Node::Leaf(document) => out.extend(Node::leaf_bytes(document, Protocol::Json)),
        Node::Raw(bytes) => out.extend_from_slice(bytes),
        Node::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                separate(index, form, out);
                json(item, form, out);
            }
            space(form, out);
            out.push(b']');
        }
        Node::Map(members) => {
            out.push(b'{');
            for (index, (name, value)) in members.iter().enumerate() {
                separate(index, form, out);
                json(&Node::text(name), form, out);
                space(form, out);
                out.push(b':');
                space(form, out);
                json(value, form, out);
            }
            space(form, out);
            out.push(b'}');
        }
    }
}

fn separate(index: usize, form: Option<Form>, out: &mut Vec<u8>) {
    if index > 0 {
        space(form, out);
        out.push(b',');
    }
    space(form, out);
}

fn space(form: Option<Form>, out: &mut Vec<u8>) {
    if form == Some(Form::Spaced) {
        out.extend_from_slice(b" \t\r\n");
    }
}

fn escaped(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for unit in text.encode_utf16() {
        out.extend(format!("\\u{unit:04x}").into_bytes());
    }
    out.push(b'"');
}

fn cbor(node: &Node, form: Option<Form>, out: &mut Vec<u8>) {
    match node {
        Node::Leaf(Document::Text(text)) => cbor_text(text, form, out),
        Node::Leaf(Document::Integer(number)) if form == Some(Form::Wide) => {
            // A negative number counts down from minus one.
            let (major, number) = if *number < 0 {
                (1, !*number)
            } else {
                (0, *number)
            };
            head(major, number.unsigned_abs(), form, out);
        }
        Node::Leaf(document) => out.extend(Node::leaf_bytes(document, Protocol::Cbor)),
        Node::Raw(bytes) => out.extend_from_slice(bytes),
        Node::List(items) => {
            begin(4, items.len() as u64, form, out);
            for item in items {
                cbor(item, form, out);
            }
            end(form, out);
        }
        Node::Map(members) => {
            begin(5, members.len() as u64, form, out);
            for (name, value) in members {
                cbor_text(name, form, out);
                cbor(value, form, out);
            }
            end(form, out);
        }
    }
}

/// Writes a text, in the open form in two pieces.
fn cbor_text(text: &str, form: Option<Form>, out: &mut Vec<u8>) {
    if form != Some(Form::Indefinite) {
        head(3, text.len() as u64, form, out);
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let half = text.char_indices().nth(text.chars().count() / 2);
    let (first, second) = text.split_at(half.map_or(0, |(index, _)| index));
    out.push(3 << 5 | 31);
    for piece in [first, second] {
        head(3, piece.len() as u64, None, out);
        out.extend_from_slice(piece.as_bytes());
    }
    out.push(BREAK);
}

fn begin(major: u8, length: u64, form: Option<Form>, out: &mut Vec<u8>) {
    if form == Some(Form::Indefinite) {
        out.push(major << 5 | 31);
    } else {
        head(major, length, form, out);
    }
}

fn end(form: Option<Form>, out: &mut Vec<u8>) {
    if form == Some(Form::Indefinite) {
        out.push(BREAK);
    }
}

/// Writes what goes before a value of CBOR: its type, and its length or number.
fn head(major: u8, number: u64, form: Option<Form>, out: &mut Vec<u8>) {
    let bytes = number.to_be_bytes();
    let (info, from) = match number {
        _ if form == Some(Form::Wide) => (27, 0),
        0..=23 => {
            out.push(major << 5 | bytes[7]);
            return;
        }
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    out.push(major << 5 | info);
    out.extend_from_slice(&bytes[from..]);
}
