//! Responses out of documents.

use super::{Compute, FleetAttributes, Response};
use crate::api::action::Action;
use crate::api::alias::Alias;
use crate::api::document::{Document, Members, Problem, Times};
use crate::api::game_session::{GameSession, GameSessionDetail};
use crate::api::ids::FleetId;
use crate::api::player_session::PlayerSession;

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
