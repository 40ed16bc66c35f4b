//! The HTTP front end: from a request's head and body to an action, and back to bytes.
//!
//! Signatures are neither required nor checked; what a protocol looks like is in `protocol`.
//! Does not know what the actions do.

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::reply::Response;
use crate::api::request::{CreateLocation, Request};

use super::answers::Answer;
use super::constraints;
use super::protocol::{Misdirected, Protocol};
use super::questions::Question;
use super::refusal::Refusal;
use super::{Emulator, HttpReply, HttpRequest};

/// What an action that succeeded leaves to be told.
pub(super) struct Success {
    response: Response,
    /// The resource that was created, changed or deleted, unless it is a player session.
    subject: Option<String>,
}

impl Success {
    fn without_subject(response: Response) -> Self {
        Self {
            response,
            subject: None,
        }
    }

    fn of((response, subject): (Response, String)) -> Self {
        Self {
            response,
            subject: Some(subject),
        }
    }

    fn empty(action: Action, subject: String) -> Self {
        Self {
            response: Response::Empty(action),
            subject: Some(subject),
        }
    }
}

impl Emulator {
    /// Answers one HTTP request, in the protocol that it speaks.
    pub(super) fn reply(&mut self, request: &HttpRequest<'_>) -> HttpReply {
        let request_id = self.ids.next();
        let throttled = self.throttled(&request_id);
        let request_id = self.told_request_id(request_id);
        let protocol = Protocol::of(request);
        let any_path = self.answers(Question::OtherPath, Answer::Accepted);
        let asked = protocol
            .action(request, any_path)
            .or_else(|misdirected| self.guess_action(protocol, request, misdirected));
        let result = match (throttled, &asked) {
            (Some(throttled), _) => Err(throttled),
            (None, Err(Misdirected { status, question })) => {
                Err((*status, self.misdirected(*question)))
            }
            (None, Ok(action)) => self
                .authenticate(request)
                .and_then(|()| self.perform(*action, protocol, request.body))
                .map_err(|refusal| (self.refusal_status(*action, &refusal), refusal)),
        };
        let action = asked.ok();
        match result {
            Ok(Success { response, subject }) => HttpReply {
                status: self.success_status(action),
                fixed_headers: self.fixed_headers(protocol),
                protocol,
                request_id,
                error_type: None,
                body: self.body(response, protocol),
                is_cut: false,
                action,
                exception: None,
                subject,
            },
            Err((status, refusal)) => HttpReply {
                status,
                fixed_headers: self.fixed_headers(protocol),
                protocol,
                request_id,
                error_type: self.error_type(&refusal.kind, protocol),
                body: self.exception(action, protocol, &refusal),
                is_cut: self.is_cut(&refusal),
                action,
                exception: Some(refusal.kind),
                subject: None,
            },
        }
    }

    /// Refuses a request that does not name the access key that it has to.
    fn authenticate(&self, request: &HttpRequest<'_>) -> Result<(), Refusal> {
        let Some(id) = &self.settings.access_key_id else {
            return Ok(());
        };
        let named = request.authorization.unwrap_or_default();
        if named.contains(&format!("Credential={id}/")) {
            return Ok(());
        }
        // U-29: of the exceptions that say so, the one that the actions declare.
        let kind = ExceptionKind::Unauthorized;
        Err(Refusal::new(
            kind,
            "the request names no access key of ours",
        ))
    }

    /// Fails every so manieth call that would create player sessions, before it does anything.
    fn fail_within(&mut self, action: Action) -> Result<(), Refusal> {
        let creates = matches!(
            action,
            Action::CreatePlayerSessions | Action::CreatePlayerSession
        );
        let Some(every) = self.settings.internal_failure_every.filter(|_| creates) else {
            return Ok(());
        };
        self.create_count += 1;
        if self.create_count % every == 0 {
            let kind = ExceptionKind::InternalService;
            return Err(Refusal::new(kind, "the service failed on purpose"));
        }
        Ok(())
    }

    fn perform(
        &mut self,
        action: Action,
        protocol: Protocol,
        body: &[u8],
    ) -> Result<Success, Refusal> {
        let read = self.document(action, protocol, body);
        if read.is_err() {
            self.carry_out_refused(action, protocol, body);
        }
        let mut document = read?;
        self.settle_borderline(action, &mut document)?;
        let checked = constraints::check(action, &document, &self.settings);
        if checked.is_err() {
            self.carry_out_update(action, &document);
        }
        checked?;
        self.fail_within(action)?;
        // The check is at least as strict as the reading.
        let request = Request::read(action, &document)
            .map_err(|_| Refusal::invalid_request("the request cannot be read"))?;
        self.act(request)
    }

    pub(super) fn act(&mut self, request: Request) -> Result<Success, Refusal> {
        let action = request.action();
        let plain = Success::without_subject;
        Ok(match request {
            Request::CreatePlayerSessions(request) => plain(self.create_player_sessions(&request)?),
            Request::CreatePlayerSession(request) => plain(self.create_player_session(&request)?),
            Request::DescribePlayerSessions(request) => {
                let mut late = self.late();
                let shown = late.as_mut().unwrap_or(self);
                plain(shown.describe_player_sessions(&request)?)
            }
            Request::CreateGameSession(request) => Success::of(self.create_game_session(request)?),
            Request::DescribeGameSessions(request) => {
                let late = self.late();
                let shown = late.as_ref().unwrap_or(self);
                plain(shown.describe_game_sessions(&request)?)
            }
            Request::DescribeGameSessionDetails(request) => {
                let late = self.late();
                let shown = late.as_ref().unwrap_or(self);
                plain(shown.describe_game_session_details(&request)?)
            }
            Request::SearchGameSessions(request) => plain(self.search_game_sessions(&request)?),
            Request::UpdateGameSession(request) => {
                let response = self.update_game_session(&request)?;
                Success::of((response, request.game_session_id.0))
            }
            Request::TerminateGameSession(request) => {
                let response = self.terminate_game_session(&request)?;
                Success::of((response, request.game_session_id.0))
            }
            Request::CreateLocation(CreateLocation { name, .. }) => {
                Success::of((self.create_location(&name)?, name))
            }
            Request::DeleteLocation(name) => Success::empty(action, self.delete_location(&name)?),
            Request::CreateFleet(request) => Success::of(self.create_fleet(request)?),
            Request::DescribeFleetAttributes(ids) => plain(self.describe_fleet_attributes(&ids)),
            Request::DeleteFleet(id) => Success::empty(action, self.delete_fleet(&id)?),
            Request::RegisterCompute(request) => {
                let name = request.compute_name.clone();
                Success::of((self.register_compute(request)?, name))
            }
            Request::DeregisterCompute(request) => {
                Success::empty(action, self.deregister_compute(&request)?)
            }
            Request::GetComputeAuthToken(request) => plain(self.compute_auth_token(&request)?),
            Request::CreateAlias(request) => Success::of(self.create_alias(request)?),
            Request::UpdateAlias(request) => Success::of(self.update_alias(request)?),
            Request::DeleteAlias(id) => Success::empty(action, self.delete_alias(&id)?),
            Request::ResolveAlias(id) => plain(self.resolve_alias(&id)?),
        })
    }

    fn body(&self, mut response: Response, protocol: Protocol) -> Vec<u8> {
        if matches!(response, Response::Empty(_)) {
            return Vec::new();
        }
        self.reorder(&mut response);
        let mut document = response.to_document();
        self.spoil_members(response.action(), &mut document);
        self.spoil_form(protocol, &mut document);
        self.adorn(&mut document);
        protocol.write(&document)
    }
}
