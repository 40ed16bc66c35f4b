//! Responses to documents.

use super::{Compute, FleetAttributes, Response};
use crate::api::alias::Alias;
use crate::api::document::{Document, Structure};
use crate::api::game_session::{GameSession, GameSessionDetail};
use crate::api::ids::FleetId;
use crate::api::player_session::PlayerSession;

impl Response {
    /// Returns the response as a document.
    pub fn to_document(&self) -> Document {
        let (player, game) = (PlayerSession::to_document, GameSession::to_document);
        let fleet = FleetAttributes::to_document;
        match self {
            Self::CreatePlayerSessions(sessions) => list("PlayerSessions", sessions, player),
            Self::CreatePlayerSession(session) => one("PlayerSession", session.as_ref(), player),
            Self::DescribePlayerSessions {
                player_sessions,
                next_token,
            } => list("PlayerSessions", player_sessions, player)
                .text("NextToken", next_token.as_deref()),
            Self::CreateGameSession(session)
            | Self::UpdateGameSession(session)
            | Self::TerminateGameSession(session) => one("GameSession", session.as_ref(), game),
            Self::DescribeGameSessions {
                game_sessions,
                next_token,
            }
            | Self::SearchGameSessions {
                game_sessions,
                next_token,
            } => list("GameSessions", game_sessions, game).text("NextToken", next_token.as_deref()),
            Self::DescribeGameSessionDetails {
                details,
                next_token,
            } => list(
                "GameSessionDetails",
                details,
                GameSessionDetail::to_document,
            )
            .text("NextToken", next_token.as_deref()),
            Self::CreateLocation { name, arn } => {
                let location = Structure::default()
                    .text("LocationName", name.as_deref())
                    .text("LocationArn", arn.as_deref());
                Structure::default().member("Location", Some(location.build()))
            }
            Self::CreateFleet(created) => one("FleetAttributes", created.as_ref(), fleet),
            Self::DescribeFleetAttributes(fleets) => list("FleetAttributes", fleets, fleet),
            Self::RegisterCompute(compute) => {
                one("Compute", compute.as_ref(), Compute::to_document)
            }
            Self::GetComputeAuthToken {
                auth_token,
                expiration,
            } => Structure::default()
                .text("AuthToken", auth_token.as_deref())
                .timestamp("ExpirationTimestamp", *expiration),
            Self::CreateAlias(alias) | Self::UpdateAlias(alias) => {
                one("Alias", alias.as_ref(), Alias::to_document)
            }
            Self::ResolveAlias {
                fleet_id,
                fleet_arn,
            } => Structure::default()
                .text("FleetId", fleet_id.as_ref().map(FleetId::as_str))
                .text("FleetArn", fleet_arn.as_deref()),
            Self::Empty(_) => Structure::default(),
        }
        .build()
    }
}

fn one<T>(name: &str, item: Option<&T>, to_document: impl Fn(&T) -> Document) -> Structure {
    Structure::default().member(name, item.map(to_document))
}

fn list<T>(name: &str, items: &[T], to_document: impl Fn(&T) -> Document) -> Structure {
    let items = items.iter().map(to_document).collect();
    Structure::default().member(name, Some(Document::List(items)))
}
