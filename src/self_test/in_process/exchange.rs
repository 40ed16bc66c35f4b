//! Requests to the machine and its replies, as a client of either protocol has them.

use super::InProcess;
use crate::api::action::Action;
use crate::api::{cbor, json};
use crate::emulator::{ExchangeId, HttpReply, HttpRequest, Input, Output};
use crate::history::broken::{Message, Protocol};
use crate::history::{Command, Heads, Outcome, ReplyHeaders};

/// How often a command is sent that is told to slow down.
const THROTTLED_MAX: u32 = 8;

impl InProcess {
    pub(super) fn send(&mut self, command: &Command) -> Outcome {
        self.exchange(command).1
    }

    /// Sends a command until it is not told to slow down, as a runner does.
    pub(super) fn exchange(&mut self, command: &Command) -> (Vec<Output>, Outcome) {
        let mut tries = (0..THROTTLED_MAX).map(|_| self.exchange_once(command));
        let is_over = |answered: &(Vec<Output>, Outcome)| !matches!(&answered.1, Outcome::Replied(reply) if reply.is_throttling());
        let answered = tries.find(is_over);
        answered.expect("few requests in a row are throttled")
    }

    fn exchange_once(&mut self, command: &Command) -> (Vec<Output>, Outcome) {
        let message = message(command);
        self.request_count += 1;
        let request = HttpRequest {
            method: "POST",
            path: &message.path,
            target: message.target.as_deref(),
            protocol: message.protocol,
            authorization: None,
            body: &message.body,
        };
        let exchange = ExchangeId(self.request_count);
        let outputs = self
            .emulator
            .handle(self.now, Input::Http { exchange, request });
        let reply = outputs.iter().find_map(|output| {
            if let Output::Reply { reply, .. } = output {
                Some(reply)
            } else {
                None
            }
        });
        let reply = reply.expect("every request is replied to");
        if reply.is_cut {
            let reason = "the connection was cut".to_owned();
            return (outputs, Outcome::Lost { reason });
        }
        let (outcome, heads) = read(command, reply);
        self.heads.add(heads);
        (outputs, outcome)
    }
}

/// Reads a reply as a client of the command's protocol does.
fn read(command: &Command, reply: &HttpReply) -> (Outcome, Heads) {
    let action: Action = command.action();
    let HttpReply { status, body, .. } = reply;
    let header = |name| {
        let mut headers = reply.headers();
        headers
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    };
    let protocol = protocol(command);
    let read = match protocol {
        Protocol::Cbor => cbor::read_reply(action, *status, header("smithy-protocol"), body),
        Protocol::Json => json::read_reply(action, *status, header("x-amzn-errortype"), body),
    };
    let headers = ReplyHeaders {
        content_type: header("content-type"),
        request_id: header("x-amzn-requestid"),
    };
    let heads = Heads::of(&read, protocol, body, headers);
    (Outcome::Replied(read), heads)
}

/// Returns the protocol that a command goes over: JSON where it is not for CBOR.
fn protocol(command: &Command) -> Protocol {
    match command {
        Command::Broken(broken) => broken.protocol,
        Command::Typed(_) | Command::Raw { .. } => Protocol::Json,
    }
}

/// Returns a command as it travels, over JSON where it is not for CBOR.
fn message(command: &Command) -> Message {
    let body = match command {
        Command::Typed(request) => json::write(&request.to_document()),
        Command::Raw { body, .. } => body.clone(),
        Command::Broken(broken) => return broken.message(),
    };
    Message {
        path: "/".to_owned(),
        target: Some(format!("{}{}", json::TARGET_PREFIX, command.action())),
        protocol: None,
        body,
    }
}
