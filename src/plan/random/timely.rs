//! What is done just before a deadline, and just after it.

use super::actions;
use super::candidates::{Kind, Scene};
use crate::api::player_session::PlayerSessionStatus;
use crate::plan::step::{
    DataMap, GameQuery, GameSessionHandle, GameSessionRef, PlayerQuery, Step, Text,
};
use crate::spec::catalog::Catalog;

/// The kinds of steps of a plan that waits, by weight: mostly those that take slots and give them
/// back.
pub(super) const KINDS_IN_TIME: [(u64, Kind); 15] = [
    (24, Kind::Batch),
    (12, Kind::Single),
    (4, Kind::ListPlayers),
    (2, Kind::ListGames),
    (16, Kind::Accept),
    (9, Kind::Remove),
    (3, Kind::Maximum),
    (4, Kind::Policy),
    (1, Kind::Update),
    (1, Kind::ServerPolicy),
    (1, Kind::Terminate),
    (2, Kind::Activate),
    (2, Kind::End),
    (1, Kind::Elsewhere),
    (4, Kind::Open),
];

impl Scene<'_> {
    /// Draws what is done just before a deadline: what comes in time, and what must not put it
    /// off.
    pub(super) fn just_before(&mut self, handle: GameSessionHandle) -> Step {
        let game_session = GameSessionRef::Handle(handle);
        match self
            .draw
            .weighted(&[(4, 0), (4, 1), (3, 2), (1, 3), (2, 4), (1, 5), (2, 6)])
        {
            0 => self.accept_one(handle, PlayerSessionStatus::Reserved),
            1 => self.call(handle),
            2 => Step::DescribePlayerSessions(PlayerQuery::of(game_session)),
            3 => Step::DescribeGameSessions(GameQuery::one(game_session)),
            4 => self.set_policy(handle),
            5 => self.candidate(),
            _ => self.newcomer_alone(handle),
        }
    }

    /// Draws what is done just after a deadline: who comes back or too late, and who takes the
    /// slots that are open again.
    pub(super) fn just_after(&mut self, handle: GameSessionHandle) -> Step {
        let game_session = GameSessionRef::Handle(handle);
        match self
            .draw
            .weighted(&[(4, 0), (4, 1), (3, 2), (5, 3), (1, 4), (1, 5)])
        {
            0 => self.call(handle),
            1 => self.return_of(handle, PlayerSessionStatus::TimedOut),
            2 => self.accept_one(handle, PlayerSessionStatus::TimedOut),
            3 => Step::DescribePlayerSessions(PlayerQuery::of(game_session)),
            4 => Step::DescribeGameSessions(GameQuery::one(game_session)),
            _ => self.candidate(),
        }
    }

    /// Draws what is done to a game session that nobody has activated, or not in time.
    pub(super) fn while_activating(&mut self, handle: GameSessionHandle) -> Step {
        match self.draw.weighted(&[(5, 0), (1, 1), (1, 2)]) {
            0 => Step::DescribeGameSessions(GameQuery::one(handle.into())),
            1 => Step::Activate(handle),
            _ => self.call(handle),
        }
    }

    /// Draws the acceptance of a player of the game session who has this status, or of any.
    fn accept_one(&mut self, handle: GameSessionHandle, status: PlayerSessionStatus) -> Step {
        match self.one_of(handle, status) {
            Some(member) => Step::Accept(member.session),
            None => self.candidate(),
        }
    }

    /// Draws a call for a player of the game session who has this status.
    fn return_of(&mut self, handle: GameSessionHandle, status: PlayerSessionStatus) -> Step {
        let Some(member) = self.one_of(handle, status) else {
            return self.call(handle);
        };
        let player = member.player;
        if self.draw.is_one_in(2) {
            return actions::single(handle, player);
        }
        let mut players = vec![player];
        if self.draw.is_one_in(2) {
            players.push(self.newcomer());
        }
        batch(handle, players)
    }

    /// Returns a batch of newcomers for just as many slots as are open, or for one.
    pub(super) fn exact_batch(&mut self, handle: GameSessionHandle) -> Step {
        let open = usize::try_from(self.open_slots(handle.into())).unwrap_or(0);
        let most = Catalog::embedded().limits["PlayerIds"].largest();
        let players = (0..open.clamp(1, most)).map(|_| self.newcomer()).collect();
        batch(handle, players)
    }

    /// Returns a call of the single form for a newcomer.
    pub(super) fn newcomer_alone(&mut self, handle: GameSessionHandle) -> Step {
        let player = self.newcomer();
        actions::single(handle, player)
    }
}

fn batch(handle: GameSessionHandle, players: Vec<Text>) -> Step {
    Step::CreatePlayerSessions {
        game_session: handle.into(),
        players,
        data: DataMap::Absent,
    }
}
