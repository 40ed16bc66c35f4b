//! Lists of player sessions: of a game session, of a player, or of one, filtered and in pages.

use super::calls::{PLAYERS, exception};
use super::pages::{self, Paging};
use super::{GameSession, Machine};
use crate::api::ids::{PlayerId, PlayerSessionId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::{DescribePlayerSessions, Request};
use crate::history::{Act, Command, Outcome};

impl Machine {
    pub(super) fn list_players(&mut self, at: usize) -> (Act, Outcome) {
        let statuses = PlayerSessionStatus::ALL.map(PlayerSessionStatus::name);
        let status = [None, None, None, Some(statuses[self.choices.pick(4)])];
        let status = status[self.choices.pick(4)];
        let paging = self.choose_paging();
        let request = DescribePlayerSessions {
            status_filter: status.map(str::to_owned),
            limit: paging.limit,
            ..DescribePlayerSessions::default()
        };
        match self.choices.pick(5) {
            1 => self.of_player(request, paging),
            2 => self.of_player_session(request, paging),
            _ => self.of_game_session(at, request, paging),
        }
    }

    fn of_game_session(
        &mut self,
        at: usize,
        request: DescribePlayerSessions,
        paging: Paging,
    ) -> (Act, Outcome) {
        let status = request.status_filter.clone();
        let request = DescribePlayerSessions {
            game_session_id: Some(self.id(at)),
            ..request
        };
        if let Some(refused) = self.refused_for(paging) {
            return (typed(request), refused);
        }
        let is_newest_first = self.choices.pick(3) == 1;
        let shown = |view: &GameSession| {
            let players = view.players.iter();
            let told = players.map(|player| Self::player_session(view, player));
            let is_asked = |one: &PlayerSession| {
                let name = one.status.map(PlayerSessionStatus::name);
                status.is_none() || name == status.as_deref()
            };
            let mut told: Vec<PlayerSession> = told.filter(is_asked).collect();
            if is_newest_first {
                told.reverse();
            }
            told
        };
        // Each page shows the game session as it is by then, or all of them as it was at first.
        if self.choices.pick(2) == 1 {
            let mut listed = Vec::new();
            loop {
                let view = self.view(at);
                if let Some(refused) = self.refused_as_absent(view.as_ref()) {
                    return (typed(request), refused);
                }
                let now = view.iter().flat_map(shown).collect::<Vec<_>>();
                let page = now.iter().skip(listed.len()).take(paging.size);
                let page: Vec<PlayerSession> = page.cloned().collect();
                self.pages.push(page.len());
                let is_last = listed.len() + page.len() >= now.len();
                listed.extend(page);
                if is_last {
                    return (typed(request), replied(listed));
                }
            }
        }
        let view = self.view(at);
        if let Some(refused) = self.refused_as_absent(view.as_ref()) {
            return (typed(request), refused);
        }
        let listed: Vec<PlayerSession> = view.iter().flat_map(shown).collect();
        self.pages = pages::lengths(listed.len(), paging);
        (typed(request), replied(listed))
    }

    fn of_player(&mut self, request: DescribePlayerSessions, paging: Paging) -> (Act, Outcome) {
        let player = PLAYERS[self.choices.pick(PLAYERS.len())];
        let request = DescribePlayerSessions {
            player_id: Some(PlayerId::from(player)),
            ..request
        };
        if let Some(refused) = self.refused_for(paging) {
            return (typed(request), refused);
        }
        let listed = self.told_of(|one| one.player_id.as_deref() == Some(player));
        if listed.is_empty()
            && let Some(refusal) = self.answers.exception("U-33/player")
        {
            return (typed(request), exception(refusal));
        }
        self.pages = pages::lengths(listed.len(), paging);
        (typed(request), replied(listed))
    }

    /// Asks for one player session; neither a status nor a page size has any effect.
    fn of_player_session(
        &mut self,
        request: DescribePlayerSessions,
        paging: Paging,
    ) -> (Act, Outcome) {
        let told: Vec<String> = self.told.iter().cloned().collect();
        let id = told.get(self.choices.pick(told.len() + 1));
        let id = id.map_or("psess-unknown", String::as_str);
        let request = DescribePlayerSessions {
            player_session_id: Some(PlayerSessionId::from(id)),
            ..request
        };
        // One that is out of its limits may be refused all the same.
        if self.choices.pick(2) == 1
            && let Some(refused) = self.refused_for(paging)
        {
            return (typed(request), refused);
        }
        let listed = self.told_of(|one| one.player_session_id.as_deref() == Some(id));
        if listed.is_empty()
            && let Some(refusal) = self.answers.exception("U-33/player-session")
        {
            return (typed(request), exception(refusal));
        }
        self.pages = vec![listed.len()];
        (typed(request), replied(listed))
    }

    /// Returns the player sessions of all game sessions that a list is asked for.
    fn told_of(&mut self, is_asked: impl Fn(&PlayerSession) -> bool) -> Vec<PlayerSession> {
        let mut listed = Vec::new();
        for view in self.views() {
            let players = view.players.iter();
            let told = players.map(|player| Self::player_session(&view, player));
            listed.extend(told.filter(|one| is_asked(one)));
        }
        if self.choices.pick(3) == 1 {
            listed.reverse();
        }
        listed
    }

    /// Refuses a description of a game session that is not there by the time that is shown.
    pub(super) fn refused_as_absent(&self, view: Option<&GameSession>) -> Option<Outcome> {
        let refusal = self.answers.exception("U-33/player-session");
        refusal.filter(|_| view.is_none()).map(exception)
    }

    /// Refuses a page size below 1, which no clause permits.
    pub(super) fn refused_for(&self, paging: Paging) -> Option<Outcome> {
        let is_broken = paging.limit.is_some_and(|limit| limit < 1);
        let refusal = self.answers.exception("limits");
        refusal.filter(|_| is_broken).map(exception)
    }
}

fn typed(request: DescribePlayerSessions) -> Act {
    Act::Command(Command::Typed(Request::DescribePlayerSessions(request)))
}

fn replied(player_sessions: Vec<PlayerSession>) -> Outcome {
    super::calls::replied(Response::DescribePlayerSessions {
        player_sessions,
        next_token: None,
    })
}
