//! What faults make of a reply on its way out: its status, and the form of its members.

use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::exception::ExceptionKind;

use super::Emulator;
use super::faults::Fault;
use super::protocol::Protocol;
use super::refusal::Refusal;

impl Emulator {
    /// Returns the HTTP status of a success (WIR-01).
    pub(super) fn success_status(&self, action: Option<Action>) -> u16 {
        // Fault: WIR-01 has 200.
        if self.has(Fault::CreatedWithStatus201) && action.is_some_and(creates_players) {
            return 201;
        }
        if self.has(Fault::WireSuccessWithStatus400) && action == Some(Action::CreatePlayerSession)
        {
            return 400;
        }
        200
    }

    /// Returns the HTTP status of a refusal (CPS-28, WIR-04).
    pub(super) fn refusal_status(&self, action: Action, refusal: &Refusal) -> u16 {
        // Fault: CPS-28 has 400.
        if self.has(Fault::FullAnsweredWithStatus409)
            && refusal.kind == ExceptionKind::GameSessionFull
        {
            return 409;
        }
        // Fault: WIR-04 has 400.
        if self.has(Fault::UnknownDescribedWithStatus404)
            && refusal.kind == ExceptionKind::NotFound
            && describes(action)
        {
            return 404;
        }
        let is_full = refusal.kind == ExceptionKind::GameSessionFull;
        let is_unknown = refusal.kind == ExceptionKind::NotFound && describes(action);
        let is_unread = refusal.is_serialization() && action == Action::UpdateGameSession;
        let is_called_fine = self.has(Fault::WireFullWithStatus200) && is_full
            || self.has(Fault::WireUnknownDescribedWithStatus200) && is_unknown
            || self.has(Fault::WireUnreadUpdateWithStatus200) && is_unread;
        // Fault: CPS-28 and WIR-04 have 400.
        if is_called_fine {
            return 200;
        }
        refusal.http_status()
    }

    /// Returns the body of an exception (CPS-44, WIR-02, WIR-03).
    pub(super) fn exception(
        &self,
        action: Option<Action>,
        protocol: Protocol,
        refusal: &Refusal,
    ) -> Vec<u8> {
        let message = self.prose(refusal);
        // Fault: WIR-02 has it named.
        if self.has(Fault::UnknownDescribedWithoutType) && action.is_some_and(describes) {
            let message = Document::Text(message.to_owned());
            return protocol.write(&Document::Map([("Message".to_owned(), message)].into()));
        }
        // Faults: CPS-44 and WIR-03 have it explain itself.
        let is_silent = self.has(Fault::FullWithoutMessage)
            && refusal.kind == ExceptionKind::GameSessionFull
            || self.has(Fault::UnknownDescribedWithoutMessage)
                && refusal.kind == ExceptionKind::NotFound
                && action.is_some_and(describes);
        let message = (!is_silent).then_some(message);
        let other = self.other_exception(&refusal.kind, message, protocol);
        other.unwrap_or_else(|| protocol.write_exception(&refusal.kind, message))
    }

    /// Gives members of a reply another type (WIR-05, WIR-06).
    pub(super) fn spoil_members(&self, action: Action, reply: &mut Document) {
        // Fault: WIR-05 has it a number.
        if self.has(Fault::PortAsText) && creates_players(action) {
            each(reply, &|name, value| {
                let Document::Integer(port) = value else {
                    return None;
                };
                (name == "Port").then(|| port.to_string())
            });
        }
        // Fault: WIR-06 has them numbers.
        if self.has(Fault::TimestampsAsText)
            && (creates_players(action) || action == Action::DescribePlayerSessions)
        {
            each(reply, &|_, value| {
                let Document::Timestamp(time) = value else {
                    return None;
                };
                Some((time.0 / 1000).to_string())
            });
        }
    }
}

/// Makes a text of each member for which there is one.
fn each(document: &mut Document, text: &impl Fn(&str, &Document) -> Option<String>) {
    match document {
        Document::List(items) => items.iter_mut().for_each(|item| each(item, text)),
        Document::Map(members) => {
            for (name, value) in members {
                match text(name, value) {
                    Some(text) => *value = Document::Text(text),
                    None => each(value, text),
                }
            }
        }
        Document::Null
        | Document::Bool(_)
        | Document::Integer(_)
        | Document::Float(_)
        | Document::Text(_)
        | Document::Timestamp(_)
        | Document::Foreign(_) => {}
    }
}

fn creates_players(action: Action) -> bool {
    matches!(
        action,
        Action::CreatePlayerSessions | Action::CreatePlayerSession
    )
}

fn describes(action: Action) -> bool {
    matches!(
        action,
        Action::DescribePlayerSessions | Action::DescribeGameSessions
    )
}
