//! The describing actions, over HTTP and on the socket.
//!
//! Answers are immediate, but where lateness is the manner (see `lag`): what a call has changed,
//! the next describe shows (U-32).

use crate::api::game_session::{self, GameSessionDetail, GameSessionStatus, ProtectionPolicy};
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::{DescribeGameSessions, DescribePlayerSessions};

use super::Emulator;
use super::faults::Fault;
use super::paging::Page;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, PlayerKey};

impl Emulator {
    /// Lists player sessions, of a game session, of a player, or one by its id.
    pub(super) fn describe_player_sessions(
        &mut self,
        request: &DescribePlayerSessions,
    ) -> Result<Response, Refusal> {
        let (player_sessions, next_token) = match self.lagging() {
            Some(mut before) => before.player_session_page(request)?,
            None => self.player_session_page(request)?,
        };
        Ok(Response::DescribePlayerSessions {
            player_sessions,
            next_token,
        })
    }

    /// Returns one page of player sessions and the token of the next.
    pub(super) fn player_session_page(
        &mut self,
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
                // Fault: DPS-11 has it refused.
                let is_passed_over = self.has(Fault::MalformedPlayerSessionIdListsNothing)
                    && !id.as_str().starts_with("psess-");
                if key.is_none() && !is_passed_over {
                    let message = "no such player session";
                    self.ask(Question::UnknownPlayerSession, message)?;
                }
                let found = self.asked_player_sessions(key, request.next_token.as_deref())?;
                let found = found.iter().map(|key| self.described_player_session(*key));
                Ok((found.collect(), None))
            }
            // The filter has no effect on the sessions of a player.
            (None, Some(player), None) => {
                let keys = self.player_sessions_of(player.as_str());
                if keys.is_empty() {
                    self.ask(Question::UnknownPlayer, "no such player")?;
                }
                // Fault: DPS-10 has it without effect.
                let filter = request.status_filter.as_deref();
                let filter = filter.filter(|_| self.has(Fault::StatusFilterOnAPlayer));
                self.page_of_players(request, &keys, filter)
            }
            (Some(id), None, None) => {
                let Some(key) = self.find_by_name(id.as_str()) else {
                    self.pass_over(Question::UnknownListed)?;
                    return Ok((Vec::new(), None));
                };
                self.spoil_times_when_described(key);
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
        let game_sessions = keys.into_iter().map(|key| self.described_game_session(key));
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
            game_session: Some(self.described_game_session(key)),
            protection_policy: self.told_protection(key),
        });
        Ok(Response::DescribeGameSessionDetails {
            details: details.collect(),
            next_token,
        })
    }

    /// Returns the protection that details tell (DGS-11, DGS-12).
    fn told_protection(&self, key: GameKey) -> Option<ProtectionPolicy> {
        let own = self.game_sessions.get(key);
        // Fault: DGS-12 has it told.
        if self.has(Fault::ProtectionNotTold) {
            return None;
        }
        // Fault: DGS-11 has that of the game session itself.
        if self.has(Fault::ProtectionOfNewestGameSession) {
            let all = self.game_sessions.from(0).map(|(_, session)| session);
            let newest = all.filter(|one| one.fleet_id == own.fleet_id).last();
            return newest.map(|newest| newest.protection);
        }
        Some(own.protection)
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
                let Some(key) = self.find_by_name(id.as_str()) else {
                    self.pass_over(unknown)?;
                    return Ok((Vec::new(), None));
                };
                Ok((self.asked_game_sessions(key), None))
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
            None => match self.fleet_to_list(fleet, alias, Fault::TerminalAliasLists)? {
                Some(fleet) => self.page_of_game_sessions(request, &fleet.id),
                None => Ok((Vec::new(), None)),
            },
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
        let limit = self.page_limit(request.limit, Fault::PlayerPageOneTooLong);
        let page = Page::of(&listing, limit, request.next_token.as_deref())?;
        let first = keys.partition_point(|key| key.0 < page.start());
        let has_status = |key: &&PlayerKey| {
            let status = self.player_sessions.get(**key).status;
            let is_listed = status_filter.is_none_or(|name| self.is_of(status, name, first == 0));
            // Fault: DPS-01 lists every status.
            let is_left_out = self.has(Fault::CompletedPlayersNotListed)
                && status == PlayerSessionStatus::Completed;
            is_listed && !is_left_out
        };
        let records = keys[first..]
            .iter()
            .filter(has_status)
            .map(|key| (key.0, *key));
        let (mut page, next_token) = page.take(records);
        if first > 0 {
            self.spoil_page(&mut page, keys[first - 1], request.limit);
        }
        let page = page.into_iter();
        let page = page.map(|key| self.described_player_session(key));
        Ok((page.collect(), next_token))
    }

    /// Makes a wrong page of one that is not the first; `before` is the record before it.
    fn spoil_page(&self, page: &mut Vec<PlayerKey>, before: PlayerKey, limit: Option<i64>) {
        // Fault: DPS-01 has each once.
        if self.has(Fault::SecondPageRepeatsOne) {
            page.insert(0, before);
            page.truncate(page.len().max(2) - 1);
        }
        // Fault: DPS-01 has them all.
        if self.has(Fault::SecondPageSkipsOne) && !page.is_empty() {
            page.remove(0);
        }
        // Fault: DPS-02 has no other's.
        let count = i64::try_from(page.len()).unwrap_or(i64::MAX);
        if self.has(Fault::SecondPageShowsAnotherGameSession)
            && limit.is_none_or(|limit| count < limit)
        {
            let own = self.player_sessions.get(before).game_session;
            let all = self.game_sessions.from(0).filter(|(key, _)| *key != own);
            let mut others = all.flat_map(|(_, session)| &session.player_sessions);
            page.extend(others.next());
        }
    }

    /// Returns a player session as descriptions carry it.
    fn described_player_session(&self, key: PlayerKey) -> PlayerSession {
        let record = self.player_sessions.get(key);
        let mut reply = self.player_session_reply(key);
        // Fault: CPS-17 has the data stored.
        if self.has(Fault::DataOnlyInReply) {
            reply.player_data = None;
        }
        // Fault: DPS-03 has the time of the creation.
        if self.has(Fault::CreationTimeMoves)
            && let Some(ended) = record.ended
        {
            reply.creation_time = Some(self.timestamp(ended));
        }
        self.spoil_player_end(record, &mut reply);
        reply
    }

    /// Returns a game session as descriptions carry it.
    fn described_game_session(&self, key: GameKey) -> game_session::GameSession {
        let mut reply = self.game_session_reply(key);
        self.spoil_game_session_end(self.game_sessions.get(key), &mut reply);
        // Fault: GSS-05 has its server activate it.
        if self.has(Fault::ActivatingDescribedAsActive)
            && reply.status == Some(GameSessionStatus::Activating)
        {
            reply.status = Some(GameSessionStatus::Active);
        }
        // Fault: DGS-02 has its own maximum.
        if self.has(Fault::DescriptionWithMaximumOfNewest) {
            let fleet_id = &self.game_sessions.get(key).fleet_id;
            let all = self.game_sessions.from(0).map(|(_, session)| session);
            let newest = all.filter(|one| one.fleet_id == *fleet_id).last();
            reply.maximum_player_session_count = newest.map(|newest| newest.maximum);
        }
        reply
    }

    /// Returns what the description of one player session holds: that one.
    fn asked_player_sessions(
        &self,
        key: Option<PlayerKey>,
        token: Option<&str>,
    ) -> Result<Vec<PlayerKey>, Refusal> {
        // Fault: DPS-12 has a token without effect.
        if self.has(Fault::TokenBesidePlayerSessionRefused) && token.is_some() {
            let message = "NextToken is no token of this listing";
            return Err(Refusal::invalid_request(message));
        }
        // Fault: DPS-09 has no other.
        if self.has(Fault::PlayerSessionWithItsSiblings)
            && let Some(key) = key
        {
            let player = &self.player_sessions.get(key).player_id;
            return Ok(self.player_sessions.of_player(player).to_vec());
        }
        Ok(key.into_iter().collect())
    }

    /// Returns the player sessions of a player, in the order of their creation.
    fn player_sessions_of(&self, player_id: &str) -> Vec<PlayerKey> {
        // Fault: DPS-08 has nobody else's.
        if self.has(Fault::PlayerListedWhateverTheCase) {
            let all = self.game_sessions.from(0);
            let all = all.flat_map(|(_, session)| &session.player_sessions);
            let is_alike = |key: &&PlayerKey| {
                let id = &self.player_sessions.get(**key).player_id;
                id.to_lowercase() == player_id.to_lowercase()
            };
            let mut keys: Vec<PlayerKey> = all.filter(is_alike).copied().collect();
            keys.sort_unstable();
            return keys;
        }
        let mut keys = self.player_sessions.of_player(player_id).to_vec();
        // Fault: DPS-07 has them all.
        if self.has(Fault::PlayerListedInNewestGameSessionOnly) {
            let home = |key: &PlayerKey| self.player_sessions.get(*key).game_session;
            let newest = keys.last().map(home);
            keys.retain(|key| Some(home(key)) == newest);
        }
        keys
    }

    /// Returns whether a player session of a status passes a filter.
    fn is_of(&self, status: PlayerSessionStatus, filter: &str, is_first_page: bool) -> bool {
        // Faults: DPS-04 keeps those of the status.
        let is_ignored = self.has(Fault::StatusFilterIgnored)
            || self.has(Fault::StatusFilterOnFirstPageOnly) && !is_first_page;
        if self.has(Fault::ActiveFilterListsReserved) && filter == "ACTIVE" {
            return status == PlayerSessionStatus::Reserved;
        }
        let is_late = self.has(Fault::CompletedFilterListsTimedOut)
            && filter == "COMPLETED"
            && status == PlayerSessionStatus::TimedOut;
        is_ignored || is_late || status.name() == filter
    }

    /// Returns how many records a page may hold.
    pub(super) fn page_limit(&self, limit: Option<i64>, one_too_long: Fault) -> Option<i64> {
        // Faults: DPS-05, DGS-07 and SGS-07 have no more than the limit.
        let more = i64::from(self.has(one_too_long));
        limit.map(|limit| limit.saturating_add(more))
    }

    /// Returns what the description of one game session holds: that one.
    fn asked_game_sessions(&self, key: GameKey) -> Vec<GameKey> {
        let mut asked = vec![key];
        // Fault: DGS-01 has no other.
        if self.has(Fault::DescriptionOfTheWholeFleet) {
            let fleet_id = &self.game_sessions.get(key).fleet_id;
            let all = self.game_sessions.from(0);
            let others = all.filter(|(other, one)| *other != key && one.fleet_id == *fleet_id);
            asked.extend(others.map(|(other, _)| other));
        }
        asked
    }

    fn page_of_game_sessions(
        &self,
        request: &DescribeGameSessions,
        fleet_id: &str,
    ) -> Result<(Vec<GameKey>, Option<String>), Refusal> {
        let location = request.location.as_deref();
        let status = request.status_filter.as_deref();
        let listing = [Some("game sessions"), Some(fleet_id), location, status];
        let limit = self.page_limit(request.limit, Fault::GameSessionPageOneTooLong);
        let page = Page::of(&listing, limit, request.next_token.as_deref())?;
        // Fault: DGS-08 keeps those of the status.
        let status = status.filter(|_| !self.has(Fault::GameSessionFilterIgnored));
        // Fault: DGS-09 lists those of the fleet.
        let is_anywhere = self.has(Fault::AliasListsEveryFleet) && request.alias_id.is_some();
        // Fault: DGS-04 lists every status.
        let is_left_out = |session: &GameSession| {
            self.has(Fault::EndedGameSessionsNotListed) && session.ended.is_some()
        };
        let records = self
            .game_sessions
            .from(page.start())
            .filter(|(_, session)| {
                (*session.fleet_id == *fleet_id || is_anywhere)
                    && location.is_none_or(|location| session.location == location)
                    && status.is_none_or(|status| session.status.name() == status)
                    && !is_left_out(session)
            })
            .map(|(key, _)| (key.0, key));
        let (mut keys, next_token) = page.take(records);
        // Fault: DGS-10 has them all.
        if self.has(Fault::SecondPageSkipsAGameSession) && page.start() > 0 && !keys.is_empty() {
            keys.remove(0);
        }
        Ok((keys, next_token))
    }
}
