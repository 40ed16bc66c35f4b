//! The describing actions, over HTTP and on the socket.
//!
//! Answers are immediate: what a call has changed, the next describe shows (U-32).

use crate::api::game_session::GameSessionDetail;
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::player_session::PlayerSession;
use crate::api::reply::Response;
use crate::api::request::{DescribeGameSessions, DescribePlayerSessions};

use super::Emulator;
use super::paging::Page;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, PlayerKey};

impl Emulator {
    /// Lists player sessions, of a game session, of a player, or one by its id.
    pub(super) fn describe_player_sessions(
        &self,
        request: &DescribePlayerSessions,
    ) -> Result<Response, Refusal> {
        let (player_sessions, next_token) = self.player_session_page(request)?;
        Ok(Response::DescribePlayerSessions {
            player_sessions,
            next_token,
        })
    }

    /// Returns one page of player sessions and the token of the next.
    pub(super) fn player_session_page(
        &self,
        request: &DescribePlayerSessions,
    ) -> Result<(Vec<PlayerSession>, Option<String>), Refusal> {
        match (
            &request.game_session_id,
            &request.player_id,
            &request.player_session_id,
        ) {
            // Limit and NextToken have no effect on a single player session.
            (None, None, Some(id)) => {
                let key = self.player_sessions.find(id.as_str());
                if key.is_none() {
                    let message = "no such player session";
                    self.ask(Question::UnknownPlayerSession, message)?;
                }
                let found = key.map(|key| self.player_session_reply(key));
                Ok((found.into_iter().collect(), None))
            }
            // The filter has no effect on the sessions of a player.
            (None, Some(player), None) => {
                let keys = self.player_sessions.of_player(player.as_str());
                if keys.is_empty() {
                    self.ask(Question::UnknownPlayer, "no such player")?;
                }
                self.page_of_players(request, keys, None)
            }
            (Some(id), None, None) => {
                let Some(key) = self.find_by_name(id.as_str()) else {
                    self.pass_over(Question::UnknownListed)?;
                    return Ok((Vec::new(), None));
                };
                let keys = &self.game_sessions.get(key).player_sessions;
                self.page_of_players(request, keys, request.status_filter.as_deref())
            }
            keys => {
                let question = if keys == (&None, &None, &None) {
                    Question::PlayerSessionsOfNothing
                } else {
                    Question::PlayerSessionsOfSeveral
                };
                let message = "give exactly one of GameSessionId, PlayerId and PlayerSessionId";
                self.ask(question, message)?;
                Ok((Vec::new(), None))
            }
        }
    }

    /// Lists game sessions, of a fleet, or one by its id.
    pub(super) fn describe_game_sessions(
        &self,
        request: &DescribeGameSessions,
    ) -> Result<Response, Refusal> {
        let (keys, next_token) = self.game_session_page(request, Question::UnknownDescribed)?;
        let game_sessions = keys.into_iter().map(|key| self.game_session_reply(key));
        Ok(Response::DescribeGameSessions {
            game_sessions: game_sessions.collect(),
            next_token,
        })
    }

    /// Lists game sessions with their protection, of a fleet, or one by its id.
    pub(super) fn describe_game_session_details(
        &self,
        request: &DescribeGameSessions,
    ) -> Result<Response, Refusal> {
        let (keys, next_token) = self.game_session_page(request, Question::UnknownDetailed)?;
        let details = keys.into_iter().map(|key| GameSessionDetail {
            game_session: Some(self.game_session_reply(key)),
            protection_policy: Some(self.game_sessions.get(key).protection),
        });
        Ok(Response::DescribeGameSessionDetails {
            details: details.collect(),
            next_token,
        })
    }

    /// Returns one page of game sessions and the token of the next.
    fn game_session_page(
        &self,
        request: &DescribeGameSessions,
        unknown: Question,
    ) -> Result<(Vec<GameKey>, Option<String>), Refusal> {
        let (fleet, alias) = (request.fleet_id.as_ref(), request.alias_id.as_ref());
        match &request.game_session_id {
            Some(id) if fleet.is_none() && alias.is_none() => {
                let key = self.find_by_name(id.as_str());
                if key.is_none() {
                    self.pass_over(unknown)?;
                }
                Ok((key.into_iter().collect(), None))
            }
            Some(_) => {
                let message = "give exactly one of GameSessionId, FleetId and AliasId";
                self.ask(Question::GameSessionsOfSeveral, message)?;
                Ok((Vec::new(), None))
            }
            None if fleet.is_none() && alias.is_none() => {
                let message = "give one of GameSessionId, FleetId and AliasId";
                self.ask(Question::GameSessionsOfNothing, message)?;
                Ok((Vec::new(), None))
            }
            None => {
                let fleet = self.fleet_named(fleet, alias)?;
                self.page_of_game_sessions(request, &fleet.id)
            }
        }
    }

    /// Lets an unknown game session be left out, or not (U-33).
    fn pass_over(&self, question: Question) -> Result<(), Refusal> {
        self.ask(question, "no such game session")
    }

    fn page_of_players(
        &self,
        request: &DescribePlayerSessions,
        keys: &[PlayerKey],
        status_filter: Option<&str>,
    ) -> Result<(Vec<PlayerSession>, Option<String>), Refusal> {
        let listing = [
            Some("player sessions"),
            request.game_session_id.as_ref().map(GameSessionId::as_str),
            request.player_id.as_ref().map(PlayerId::as_str),
            status_filter,
        ];
        let page = Page::of(&listing, request.limit, request.next_token.as_deref())?;
        let first = keys.partition_point(|key| key.0 < page.start());
        let has_status = |key: &&PlayerKey| {
            let status = self.player_sessions.get(**key).status;
            status_filter.is_none_or(|name| status.name() == name)
        };
        let records = keys[first..]
            .iter()
            .filter(has_status)
            .map(|key| (key.0, *key));
        let (keys, next_token) = page.take(records);
        let page = keys.into_iter().map(|key| self.player_session_reply(key));
        Ok((page.collect(), next_token))
    }

    fn page_of_game_sessions(
        &self,
        request: &DescribeGameSessions,
        fleet_id: &str,
    ) -> Result<(Vec<GameKey>, Option<String>), Refusal> {
        let location = request.location.as_deref();
        let status = request.status_filter.as_deref();
        let listing = [Some("game sessions"), Some(fleet_id), location, status];
        let page = Page::of(&listing, request.limit, request.next_token.as_deref())?;
        let records = self
            .game_sessions
            .from(page.start())
            .filter(|(_, session)| {
                *session.fleet_id == *fleet_id
                    && location.is_none_or(|location| session.location == location)
                    && status.is_none_or(|status| session.status.name() == status)
            })
            .map(|(key, _)| (key.0, key));
        Ok(page.take(records))
    }
}
