//! The describing actions, over HTTP and on the socket.
//!
//! Answers are immediate: what a call has changed, the next describe shows (U-32).

use crate::api::game_session::GameSession;
use crate::api::player_session::PlayerSession;
use crate::api::reply::Response;
use crate::api::request::{DescribeGameSessions, DescribePlayerSessions};

use super::Emulator;
use super::paging;
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
                let key = self
                    .player_sessions
                    .find(id.as_str())
                    .ok_or_else(|| Refusal::not_found("no such player session"))?;
                Ok((vec![self.player_session_reply(key)], None))
            }
            // The filter has no effect on the sessions of a player; U-33: nobody is unknown.
            (None, Some(player), None) => {
                let keys = self.player_sessions.of_player(player.as_str());
                self.page_of_players(request, keys, None)
            }
            (Some(id), None, None) => {
                // U-33: an unknown game session is not found.
                let key = self.find_game_session(id.as_str())?;
                let keys = &self.game_sessions.get(key).player_sessions;
                self.page_of_players(request, keys, request.status_filter.as_deref())
            }
            _ => Err(Refusal::invalid_request(
                "give exactly one of GameSessionId, PlayerId and PlayerSessionId",
            )),
        }
    }

    /// Lists game sessions, of a fleet, or one by its id.
    pub(super) fn describe_game_sessions(
        &self,
        request: &DescribeGameSessions,
    ) -> Result<Response, Refusal> {
        let (game_sessions, next_token) = match (&request.game_session_id, &request.fleet_id) {
            (Some(id), _) => {
                let key = self.find_game_session(id.as_str())?;
                (vec![self.game_session_reply(key)], None)
            }
            (None, Some(fleet)) => {
                let fleet_id = self.fleet(fleet)?.id.clone();
                self.page_of_game_sessions(request, &fleet_id)?
            }
            (None, None) => {
                let message = "give one of GameSessionId, FleetId and AliasId";
                return Err(Refusal::invalid_request(message));
            }
        };
        Ok(Response::DescribeGameSessions {
            game_sessions,
            next_token,
        })
    }

    fn page_of_players(
        &self,
        request: &DescribePlayerSessions,
        keys: &[PlayerKey],
        status_filter: Option<&str>,
    ) -> Result<(Vec<PlayerSession>, Option<String>), Refusal> {
        let start = PlayerKey(paging::start(request.next_token.as_deref())?);
        let first = keys.partition_point(|key| *key < start);
        let has_status = |key: &&PlayerKey| {
            let status = self.player_sessions.get(**key).status;
            status_filter.is_none_or(|name| status.name() == name)
        };
        let records = keys[first..]
            .iter()
            .filter(has_status)
            .map(|key| (key.0, *key));
        let (page, next_token) = paging::take(records, request.limit);
        let page = page.into_iter().map(|key| self.player_session_reply(key));
        Ok((page.collect(), next_token))
    }

    fn page_of_game_sessions(
        &self,
        request: &DescribeGameSessions,
        fleet_id: &str,
    ) -> Result<(Vec<GameSession>, Option<String>), Refusal> {
        let start = paging::start(request.next_token.as_deref())?;
        let location = request.location.as_deref();
        let status = request.status_filter.as_deref();
        let records = self
            .game_sessions
            .from(start)
            .filter(|(_, session)| {
                *session.fleet_id == *fleet_id
                    && location.is_none_or(|location| session.location == location)
                    && status.is_none_or(|status| session.status.name() == status)
            })
            .map(|(GameKey(key), _)| (key, GameKey(key)));
        let (page, next_token) = paging::take(records, request.limit);
        let page = page.into_iter().map(|key| self.game_session_reply(key));
        Ok((page.collect(), next_token))
    }
}
