//! The predicted answers to descriptions and searches, all pages of them.

use super::{Predictor, calls};
use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{
    GameSession, GameSessionDetail, GameSessionStatus, ProtectionPolicy,
};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::model::query::{Key, Query};
use crate::model::state::{Reservation, State};
use crate::spec::id::ContextId;

impl Predictor {
    /// Answers a description or a search.
    pub(super) fn list(&self, query: &Query<'_>) -> Result<Response, ExceptionKind> {
        if !query.limits(self.catalog).broken.is_empty() || query.is_unreadable() {
            return Err(ExceptionKind::InvalidRequest);
        }
        if query.action == Action::DescribePlayerSessions {
            return Ok(Response::DescribePlayerSessions {
                player_sessions: self.player_sessions(query)?,
                next_token: None,
            });
        }
        let game_sessions = self.listed_game_sessions(query)?;
        Ok(if query.action == Action::SearchGameSessions {
            Response::SearchGameSessions {
                game_sessions,
                next_token: None,
            }
        } else if query.action == Action::DescribeGameSessionDetails {
            let protection = |session: &GameSession| {
                let id = session.game_session_id.as_deref()?;
                self.game_sessions.get(id)?.details.protection
            };
            let details = game_sessions.into_iter().map(|session| GameSessionDetail {
                protection_policy: protection(&session).or(Some(ProtectionPolicy::NoProtection)),
                game_session: Some(session),
            });
            Response::DescribeGameSessionDetails {
                details: details.collect(),
                next_token: None,
            }
        } else {
            Response::DescribeGameSessions {
                game_sessions,
                next_token: None,
            }
        })
    }

    fn player_sessions(&self, query: &Query<'_>) -> Result<Vec<PlayerSession>, ExceptionKind> {
        let is_wanted = |one: &Reservation| match query.key {
            Key::GameSession(_) => {
                let status = one.statuses.iter().next().map(PlayerSessionStatus::name);
                query.status.is_none_or(|wanted| status == Some(wanted))
            }
            Key::Player(player) => one.player_id == player,
            Key::PlayerSession(id) => one.player_session_id.as_deref() == Some(id),
            Key::Fleet(_) | Key::Alias(_) | Key::None | Key::Several => false,
        };
        let of = |id: &str, state: &State| -> Vec<PlayerSession> {
            let wanted = state.reservations.iter().filter(|one| is_wanted(one));
            wanted.map(|one| calls::describe(id, state, one)).collect()
        };
        if let Key::GameSession(id) = query.key {
            if let Some(state) = self.game_sessions.get(id) {
                return Ok(of(id, state));
            }
            let context = ContextId::of("U-33/describe-player-sessions");
            self.describe_unknown(id, context)?;
            return Ok(Vec::new());
        }
        let all = self.game_sessions.iter();
        let found: Vec<PlayerSession> = all.flat_map(|(id, state)| of(id, state)).collect();
        if found.is_empty() {
            let context = match query.key {
                Key::Player(_) => ContextId::of("U-33/player"),
                Key::PlayerSession(_) => ContextId::of("U-33/player-session"),
                Key::Several => ContextId::of("U-43/player-sessions-several"),
                Key::None | Key::GameSession(_) | Key::Fleet(_) | Key::Alias(_) => {
                    ContextId::of("U-43/player-sessions-none")
                }
            };
            self.refusal(context).map_or(Ok(()), Err)?;
        }
        Ok(found)
    }

    fn listed_game_sessions(&self, query: &Query<'_>) -> Result<Vec<GameSession>, ExceptionKind> {
        let is_search = query.action == Action::SearchGameSessions;
        let context = match query.key {
            Key::GameSession(id) => {
                if let Some(state) = self.game_sessions.get(id) {
                    return Ok(vec![self.describe(id, state)]);
                }
                let context = if query.action == Action::DescribeGameSessionDetails {
                    ContextId::of("U-33/describe-game-session-details")
                } else {
                    ContextId::of("U-33/describe-game-sessions")
                };
                self.describe_unknown(id, context)?;
                return Ok(Vec::new());
            }
            Key::Alias(alias) => {
                let fleet = self.fleet_of(alias)?;
                return Ok(self.of_fleet(fleet.as_str(), query));
            }
            Key::Fleet(fleet) => return Ok(self.of_fleet(fleet, query)),
            Key::None if is_search => ContextId::of("U-43/search-none"),
            Key::None => ContextId::of("U-43/game-sessions-none"),
            _ if is_search => ContextId::of("U-43/search-several"),
            Key::Several | Key::Player(_) | Key::PlayerSession(_) => {
                ContextId::of("U-43/game-sessions-several")
            }
        };
        Err(self.refused(context))
    }

    fn of_fleet(&self, fleet: &str, query: &Query<'_>) -> Vec<GameSession> {
        let is_search = query.action == Action::SearchGameSessions;
        let is_here = |state: &State| state.fleet_id.as_deref() == Some(fleet);
        let all = self.game_sessions.iter();
        let here = all.filter(|(_, state)| is_here(state));
        let described = here.map(|(id, state)| self.describe(id, state));
        let is_wanted = |one: &GameSession| {
            let is_active = one.status == Some(GameSessionStatus::Active);
            let status = one.status.map(GameSessionStatus::name);
            let is_fit = query.status.is_none_or(|wanted| status == Some(wanted));
            is_fit && (is_active || !is_search)
        };
        described.filter(is_wanted).collect()
    }
}
