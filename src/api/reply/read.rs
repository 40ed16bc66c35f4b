//! Responses out of documents.

use std::collections::BTreeMap;

use super::{Compute, FleetAttributes, Reply, Response};
use crate::api::action::Action;
use crate::api::alias::Alias;
use crate::api::document::{Document, Members, Problem, ProblemKind, Times};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::{GameSession, GameSessionDetail};
use crate::api::ids::FleetId;
use crate::api::player_session::PlayerSession;

impl Reply {
    /// Reads the reply that a document is by what it holds, where its status says otherwise:
    /// `None` where there is no contradiction.
    ///
    /// `code` names an exception, and stands in the document or in a header.
    pub(in crate::api) fn despite_status(
        (action, status): (Action, u16),
        document: &Document,
        code: Option<&str>,
        times: Times,
    ) -> Option<Self> {
        let (response, mut problems) = Response::read(action, document, times);
        let is_hollow = response.is_hollow();
        if status == 200 {
            let kind = ExceptionKind::parse(code?);
            return (is_hollow && kind.is_named_like_one()).then(|| {
                Self::Exception(Exception {
                    kind,
                    message: document.message(),
                    status,
                })
            });
        }
        // After a failure of the server nobody knows what has been done.
        if code.is_some() || is_hollow || status == 429 || status >= 500 {
            return None;
        }
        problems.push(Problem {
            path: String::new(),
            kind: ProblemKind::Status(status),
        });
        Some(Self::Response { response, problems })
    }
}

impl Response {
    /// Returns whether the responses of `action` have no members, so that an empty body is one.
    pub(in crate::api) fn is_void(action: Action) -> bool {
        let nothing = Document::Map(BTreeMap::new());
        matches!(Self::read(action, &nothing, Times::Plain).0, Self::Empty(_))
    }

    /// Returns whether it has no member, as the body of an exception would be read.
    fn is_hollow(&self) -> bool {
        let nothing = Document::Map(BTreeMap::new());
        *self == Self::read(self.action(), &nothing, Times::Plain).0
    }
}

impl Response {
    /// Reads a response of `action` out of a document, with everything that is wrong with it.
    pub fn read(action: Action, document: &Document, times: Times) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut m = Members::open(document, times, &mut problems);
        let response = match action {
            Action::CreatePlayerSessions => Self::CreatePlayerSessions(
                m.structures("PlayerSessions", PlayerSession::read)
                    .unwrap_or_default(),
            ),
            Action::CreatePlayerSession => {
                Self::CreatePlayerSession(m.structure("PlayerSession", PlayerSession::read))
            }
            Action::DescribePlayerSessions => Self::DescribePlayerSessions {
                player_sessions: m
                    .structures("PlayerSessions", PlayerSession::read)
                    .unwrap_or_default(),
                next_token: m.text("NextToken"),
            },
            Action::CreateGameSession => {
                Self::CreateGameSession(m.structure("GameSession", GameSession::read))
            }
            Action::DescribeGameSessions => Self::DescribeGameSessions {
                game_sessions: game_sessions(&mut m),
                next_token: m.text("NextToken"),
            },
            Action::DescribeGameSessionDetails => Self::DescribeGameSessionDetails {
                details: m
                    .structures("GameSessionDetails", GameSessionDetail::read)
                    .unwrap_or_default(),
                next_token: m.text("NextToken"),
            },
            Action::SearchGameSessions => Self::SearchGameSessions {
                game_sessions: game_sessions(&mut m),
                next_token: m.text("NextToken"),
            },
            Action::UpdateGameSession => {
                Self::UpdateGameSession(m.structure("GameSession", GameSession::read))
            }
            Action::TerminateGameSession => {
                Self::TerminateGameSession(m.structure("GameSession", GameSession::read))
            }
            Action::CreateLocation => {
                let location = m.structure("Location", |mut l| {
                    (l.text("LocationName"), l.text("LocationArn"))
                });
                let (name, arn) = location.unwrap_or_default();
                Self::CreateLocation { name, arn }
            }
            Action::CreateFleet => {
                Self::CreateFleet(m.structure("FleetAttributes", FleetAttributes::read))
            }
            Action::DescribeFleetAttributes => Self::DescribeFleetAttributes(
                m.structures("FleetAttributes", FleetAttributes::read)
                    .unwrap_or_default(),
            ),
            Action::RegisterCompute => Self::RegisterCompute(m.structure("Compute", Compute::read)),
            Action::GetComputeAuthToken => Self::GetComputeAuthToken {
                auth_token: m.text("AuthToken"),
                expiration: m.timestamp("ExpirationTimestamp"),
            },
            Action::CreateAlias => Self::CreateAlias(m.structure("Alias", Alias::read)),
            Action::UpdateAlias => Self::UpdateAlias(m.structure("Alias", Alias::read)),
            Action::ResolveAlias => Self::ResolveAlias {
                fleet_id: m.text("FleetId").map(FleetId),
                fleet_arn: m.text("FleetArn"),
            },
            Action::DeleteLocation
            | Action::DeleteFleet
            | Action::DeregisterCompute
            | Action::DeleteAlias => Self::Empty(action),
        };
        (response, problems)
    }
}

fn game_sessions(members: &mut Members<'_>) -> Vec<GameSession> {
    members
        .structures("GameSessions", GameSession::read)
        .unwrap_or_default()
}
