//! What faults make of bytes: requests that are taken although they are no good, and refused
//! although they are, and replies in a form that is none.
//!
//! Each stands beside the rule it breaks, which is in `protocol`, `bodies` and `front`.

use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::exception::ExceptionKind;
use crate::api::request::Request;
use crate::api::{cbor, json};

use super::constraints;
use super::faults::Fault;
use super::protocol::{Misdirected, Protocol};
use super::refusal::Refusal;
use super::{Emulator, HttpRequest};

/// How many lists are deep, where the depth is what the service falls over.
const DEEP: usize = 500;

/// What every reply over JSON has as its headers where the type is wrong (WIR-09).
const PLAIN_JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// What every reply over CBOR has as its headers where the protocol is left out (WIR-01).
const CBOR_ALONE: &[(&str, &str)] = &[("content-type", cbor::CONTENT_TYPE)];

impl Emulator {
    /// Returns the action of a request that names none of the service, where a fault finds one.
    pub(super) fn guess_action(
        &self,
        protocol: Protocol,
        request: &HttpRequest<'_>,
        misdirected: Misdirected,
    ) -> Result<Action, Misdirected> {
        let named = match protocol {
            Protocol::Json => {
                let target = request.target.unwrap_or_default();
                target.strip_prefix(json::TARGET_PREFIX).unwrap_or(target)
            }
            Protocol::Cbor => request
                .path
                .strip_prefix(cbor::PATH_PREFIX)
                .unwrap_or_default(),
        };
        let exact = Action::parse(named);
        let is_bare = request.target == Some(named) && !named.is_empty();
        let is_claimed = request.protocol == Some(cbor::PROTOCOL);
        let found = match protocol {
            // Fault: WIR-19 has the prefix belong to the name.
            Protocol::Json if is_bare => exact.filter(|_| self.has(Fault::WireBareTargetTaken)),
            // Fault: WIR-18 has it refused.
            Protocol::Cbor if request.target.is_some() => {
                exact.filter(|_| self.has(Fault::WireTargetBesidesPathTaken))
            }
            // Fault: WIR-18 has the header say what it is.
            Protocol::Cbor if !is_claimed => {
                exact.filter(|_| self.has(Fault::WireUnclaimedRequestTaken))
            }
            Protocol::Json | Protocol::Cbor => None,
        };
        // Fault: WIR-19 has the case of a name matter.
        let miscased = self.has(Fault::WireMiscasedActionTaken).then(|| {
            let mut all = Action::ALL.into_iter();
            all.find(|action| action.name().eq_ignore_ascii_case(named))
        });
        found.or(miscased.flatten()).ok_or(misdirected)
    }

    /// Refuses a form of a body that is fine (WIR-15, WIR-16).
    pub(super) fn refuse_form(&self, protocol: Protocol, body: &[u8]) -> Result<(), Refusal> {
        let has = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
        let is_refused = match protocol {
            Protocol::Json => {
                self.has(Fault::WireWhiteSpaceRefused) && has(b"\r\n")
                    || self.has(Fault::WireEscapesRefused) && body.starts_with(b"{\"\\u")
            }
            Protocol::Cbor => {
                self.has(Fault::WireIndefiniteRefused) && body.starts_with(&[0xbf, 0x7f])
                    || self.has(Fault::WireWideRefused) && body.first() == Some(&0xbb)
                    || self.has(Fault::WireUndefinedRefused) && has(&[0xf7])
            }
        };
        if is_refused {
            return Err(Refusal::serialization("the request has an odd form"));
        }
        Ok(())
    }

    /// Reads a body that is no document, where a fault makes one of it (WIR-10, WIR-14).
    pub(super) fn read_anyway(
        &self,
        protocol: Protocol,
        body: &[u8],
        reason: String,
    ) -> Result<Document, Refusal> {
        let nesting = match protocol {
            Protocol::Json => b'[',
            Protocol::Cbor => 0x81,
        };
        let mut runs = body.split(|byte| *byte != nesting);
        let is_deep = runs.any(|run| run.len() > DEEP);
        if is_deep && self.has(Fault::WireDepthFails) {
            return Err(failure());
        }
        let mut tries: Vec<Vec<u8>> = Vec::new();
        if self.has(Fault::WireTrailingByteTaken) {
            tries.push(body[..body.len().saturating_sub(1)].to_vec());
        }
        if self.has(Fault::WireSecondDocumentTaken) {
            tries.extend(half(body));
        }
        if self.has(Fault::WireTruncatedTaken) {
            tries.push([body, b"}"].concat());
        }
        if self.has(Fault::WireInvalidUtf8Replaced) {
            tries.push(String::from_utf8_lossy(body).into_owned().into_bytes());
        }
        if let Some(document) = tries.iter().find_map(|body| protocol.parse(body).ok()) {
            return Ok(document);
        }
        if self.has(Fault::WireUnreadableFails) {
            return Err(failure());
        }
        Err(Refusal::serialization(reason))
    }

    /// Carries out a request all the same that is refused (CPS-36).
    pub(super) fn carry_out_refused(&mut self, action: Action, protocol: Protocol, body: &[u8]) {
        if !self.has(Fault::WireRefusedCallCarriedOut) {
            return;
        }
        let document = half(body).and_then(|half| protocol.parse(&half).ok());
        let request = document.and_then(|document| Request::read(action, &document).ok());
        if let Some(request @ Request::CreatePlayerSession(_)) = request {
            // What comes of it is not told.
            let _ = self.act(request);
        }
    }

    /// Carries out the part of an update that is fine although another is refused (UGS-06).
    pub(super) fn carry_out_update(&mut self, action: Action, document: &Document) {
        if action != Action::UpdateGameSession || !self.has(Fault::WireRefusedUpdateHalfDone) {
            return;
        }
        let Document::Map(members) = document else {
            return;
        };
        let mut members = members.clone();
        members.retain(|name, _| name == "GameSessionId" || name == "MaximumPlayerSessionCount");
        if let Ok(request) = Request::read(action, &Document::Map(members)) {
            let _ = self.act(request);
        }
    }

    /// Makes of a document what it is not.
    pub(super) fn misread(&self, action: Action, document: &mut Document) -> Result<(), Refusal> {
        if let Document::List(items) = document
            && self.has(Fault::WireListTakenForStructure)
            && items.len() == 1
        {
            *document = items.remove(0);
        }
        let Document::Map(members) = document else {
            return Ok(());
        };
        let known: Vec<&str> = constraints::names(action).collect();
        let is_unknown = |name: &String| !known.contains(&name.as_str());
        // Fault: WIR-13 has them be others.
        if self.has(Fault::WireMiscasedMemberTaken) {
            for name in &known {
                let miscased = format!("{}{}", name[..1].to_lowercase(), &name[1..]);
                if let Some(value) = members.remove(&miscased) {
                    members.insert((*name).to_owned(), value);
                }
            }
        }
        // Fault: WIR-17 has it passed over.
        if self.has(Fault::WireUnknownMemberRefused) && members.keys().any(is_unknown) {
            return Err(Refusal::serialization("the request has an unknown member"));
        }
        // Fault: WIR-16 has it be absent.
        let is_null = |name: &&str| members.get(*name) == Some(&Document::Null);
        if self.has(Fault::WireNullMemberRefused) && known.iter().any(is_null) {
            return Err(Refusal::serialization(
                "the request has a member that is null",
            ));
        }
        // Fault: CPS-02 has it be required.
        let player = "PlayerId";
        if action == Action::CreatePlayerSession
            && !members.contains_key(player)
            && self.has(Fault::WireAbsentPlayerIsAnonymous)
        {
            members.insert(player.to_owned(), Document::Text("anonymous".to_owned()));
        }
        // Fault: WIR-12 has it be required.
        let maximum = "MaximumPlayerSessionCount";
        if action == Action::CreateGameSession {
            let is_null = members.get(maximum) == Some(&Document::Null);
            let is_absent = !members.contains_key(maximum);
            if is_null && self.has(Fault::WireNullMaximumIsZero) {
                members.insert(maximum.to_owned(), Document::Integer(0));
            }
            if is_absent && self.has(Fault::WireAbsentMaximumIsTen) {
                members.insert(maximum.to_owned(), Document::Integer(10));
            }
            let is_empty = members.get("Name") == Some(&Document::Text(String::new()));
            // Fault: WIR-20 has it have a character.
            if is_empty && self.has(Fault::WireEmptyNameTaken) {
                members.remove("Name");
            }
        }
        // Fault: WIR-11 has it be a text.
        if self.has(Fault::WireByteStringPassedOver) {
            members.retain(|_, value| *value != Document::Foreign("byte string"));
        }
        for (name, value) in members.iter_mut() {
            if let Some(coerced) = self.coerced(name, value) {
                *value = coerced;
            }
        }
        Ok(())
    }

    /// Returns a value of the type that is wanted, where a fault makes one (WIR-11).
    fn coerced(&self, name: &str, value: &Document) -> Option<Document> {
        let is_integer = matches!(name, "MaximumPlayerSessionCount" | "Limit");
        if let Document::Text(text) = value {
            if is_integer && self.has(Fault::WireTextTakenForNumber) {
                return text.parse().ok().map(Document::Integer);
            }
            let is_list = name == "PlayerIds" && self.has(Fault::WireTextTakenForList);
            return is_list.then(|| Document::List(vec![value.clone()]));
        }
        if let Document::Bool(one) = value {
            let is_taken = is_integer && self.has(Fault::WireBooleanTakenForNumber);
            return is_taken.then(|| Document::Integer(i64::from(*one)));
        }
        if let Document::Float(number) = value {
            let is_cut = is_integer && *number > 9e18 && self.has(Fault::WireHugeIntegerCut);
            return is_cut.then(|| Document::Integer(i64::from(i32::MAX)));
        }
        let is_text = matches!(name, "PlayerId" | "PlayerData" | "Name");
        if let Document::Integer(number) = value
            && is_text
            && self.has(Fault::WireNumberTakenForText)
        {
            return Some(Document::Text(number.to_string()));
        }
        None
    }

    /// Returns the headers that go with a reply, by lower-case name.
    pub(super) fn fixed_headers(
        &self,
        protocol: Protocol,
    ) -> &'static [(&'static str, &'static str)] {
        match protocol {
            // Fault: WIR-09 has the protocol's own.
            Protocol::Json if self.has(Fault::WireContentTypeOfPlainJson) => PLAIN_JSON,
            // Fault: WIR-01 has it say which protocol it is.
            Protocol::Cbor if self.has(Fault::WireProtocolHeaderLeftOut) => CBOR_ALONE,
            Protocol::Json | Protocol::Cbor => protocol.headers(),
        }
    }

    /// Returns the id of a request as its reply tells it; an empty one is not told.
    pub(super) fn told_request_id(&self, id: String) -> String {
        // Fault: WIR-07 has it told.
        if self.has(Fault::WireRequestIdLeftOut) {
            return String::new();
        }
        id
    }

    /// Returns whether the connection is cut in the middle of a refusal (WIR-14).
    pub(super) fn is_cut(&self, refusal: &Refusal) -> bool {
        self.has(Fault::WireUnreadableCut) && refusal.is_serialization()
    }

    /// Gives the times and errors of a reply another form (WIR-02, WIR-06).
    pub(super) fn spoil_form(&self, protocol: Protocol, document: &mut Document) {
        if self.has(Fault::WireTimesInMilliseconds) {
            times(document, &|millis| {
                Document::Timestamp(crate::api::document::Timestamp(millis.saturating_mul(1000)))
            });
        }
        if protocol == Protocol::Cbor && self.has(Fault::WireTimesWithoutTag) {
            times(document, &|millis| Document::Integer(millis / 1000));
        }
    }
}

fn failure() -> Refusal {
    Refusal::new(ExceptionKind::InternalService, "the service failed")
}

/// Returns the first half of a body that is the same twice.
fn half(body: &[u8]) -> Option<Vec<u8>> {
    let (first, second) = body.split_at(body.len() / 2);
    (first == second && !first.is_empty()).then(|| first.to_vec())
}

/// Replaces each time in a document.
fn times(document: &mut Document, form: &impl Fn(i64) -> Document) {
    match document {
        Document::Timestamp(time) => *document = form(time.0),
        Document::List(items) => items.iter_mut().for_each(|item| times(item, form)),
        Document::Map(members) => members.values_mut().for_each(|value| times(value, form)),
        Document::Null
        | Document::Bool(_)
        | Document::Integer(_)
        | Document::Float(_)
        | Document::Text(_)
        | Document::Foreign(_) => {}
    }
}
