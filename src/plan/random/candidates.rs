//! Steps that make sense in the predicted state, and some that are refused on purpose.

use super::actions;
use super::values;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Label;
use crate::model::state::Change;
use crate::plan::draw::Draw;
use crate::plan::forecast::{Forecast, Member};
use crate::plan::script::player;
use crate::plan::step::{Changes, DataMap, GameSessionHandle, GameSessionRef, Step, Text};

/// What a candidate is drawn in.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) draw: &'a mut Draw,
    pub(super) forecast: &'a Forecast,
    /// How many game sessions the plan has created.
    pub(super) opened: u32,
    /// How many it may create.
    pub(super) game_sessions: u32,
    /// The kinds of steps that are drawn, by weight.
    pub(super) kinds: &'static [(u64, Kind)],
    /// The game sessions that nothing is to happen in, with the steps that open them.
    pub(super) left_alone: &'a [(GameSessionHandle, Label)],
    /// How many aliases it has created.
    pub(super) aliases: u32,
    /// Whether the end of the plan is near.
    pub(super) is_late: bool,
    /// How many players the plan has had.
    pub(super) player_count: u32,
}

/// A kind of step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Batch,
    Single,
    ListPlayers,
    ListGames,
    Search,
    Accept,
    Remove,
    Maximum,
    Policy,
    Update,
    Details,
    ServerPolicy,
    Terminate,
    Activate,
    End,
    Elsewhere,
    Stray,
    Alias,
    Open,
}

/// The kinds of steps of a plan that does not wait, by weight.
pub(super) const KINDS: [(u64, Kind); 19] = [
    (30, Kind::Batch),
    (12, Kind::Single),
    (7, Kind::ListPlayers),
    (3, Kind::ListGames),
    (1, Kind::Search),
    (12, Kind::Accept),
    (9, Kind::Remove),
    (9, Kind::Maximum),
    (8, Kind::Policy),
    (2, Kind::Update),
    (2, Kind::Details),
    (3, Kind::ServerPolicy),
    (2, Kind::Terminate),
    (1, Kind::Activate),
    (3, Kind::End),
    (3, Kind::Elsewhere),
    (1, Kind::Stray),
    (1, Kind::Alias),
    (4, Kind::Open),
];

fn is_in(forecast: &Forecast, member: &Member, status: PlayerSessionStatus) -> bool {
    forecast.status(member.session) == Some(status)
}

impl Scene<'_> {
    /// Draws a step.
    pub(super) fn candidate(&mut self) -> Step {
        let handle = self.game_session();
        if self.is_running(handle) && !self.is_activated(handle) && self.draw.is_one_in(4) {
            return Step::Activate(handle);
        }
        let game_session = GameSessionRef::Handle(handle);
        match self.draw.weighted(self.kinds) {
            Kind::Single => self.single(game_session),
            Kind::ListPlayers => self.list_players(handle),
            Kind::ListGames => self.list_games(handle),
            Kind::Search => self.search(),
            Kind::Accept => self.member(PlayerSessionStatus::Reserved).map_or_else(
                || self.batch(game_session),
                |member| Step::Accept(member.session),
            ),
            Kind::Remove => self.member(PlayerSessionStatus::Active).map_or_else(
                || self.batch(game_session),
                |member| Step::Remove(member.session),
            ),
            Kind::Maximum => Step::UpdateGameSession {
                game_session,
                changes: Changes::maximum(values::new_maximum(
                    self.draw,
                    self.forecast.taken(handle),
                )),
            },
            Kind::Policy => self.set_policy(handle),
            Kind::Update => self.update(handle),
            Kind::Details => Step::UpdateGameSession {
                game_session,
                changes: values::details(self.draw),
            },
            Kind::ServerPolicy if self.is_running(handle) => Step::SetPolicy {
                game_session: handle,
                policy: self.policy(handle),
            },
            // What nobody can take back comes when most has been seen.
            Kind::Terminate if self.is_late => Step::TerminateGameSession {
                game_session,
                mode: values::termination_mode(self.draw),
            },
            Kind::Activate if self.is_running(handle) => Step::Activate(handle),
            Kind::End if self.is_late && self.is_running(handle) => Step::EndProcess(handle),
            Kind::Elsewhere => self.elsewhere(handle),
            Kind::Stray if self.is_running(handle) => self.stray(handle),
            Kind::Alias => actions::create_alias(self.draw, self.aliases + 1),
            Kind::Open if self.opened < self.game_sessions => {
                let maximum = values::maximum(self.draw);
                let handle = GameSessionHandle(self.opened + 1);
                actions::create_another(self.draw, handle, maximum, self.aliases)
            }
            Kind::Batch
            | Kind::Open
            | Kind::Activate
            | Kind::ServerPolicy
            | Kind::Terminate
            | Kind::End
            | Kind::Stray => self.batch(game_session),
        }
    }

    fn is_running(&self, handle: GameSessionHandle) -> bool {
        self.forecast
            .state(handle)
            .is_some_and(|state| state.end == Change::NotYet)
    }

    fn is_activated(&self, handle: GameSessionHandle) -> bool {
        self.forecast
            .state(handle)
            .is_some_and(|state| state.activation != Change::NotYet)
    }

    /// Draws a game session, one that still runs where there is one.
    fn game_session(&mut self) -> GameSessionHandle {
        let mut handles: Vec<(u64, GameSessionHandle)> = Vec::new();
        for number in 1..=self.opened {
            let handle = GameSessionHandle(number);
            if self.left_alone.iter().any(|(one, _)| *one == handle) {
                continue;
            }
            let weight = match self.forecast.state(handle) {
                Some(state) if state.end == Change::NotYet => 12,
                Some(_) => 3,
                None => 1,
            };
            handles.push((weight, handle));
        }
        self.draw.weighted(&handles)
    }

    /// Draws a call of either form for a game session.
    pub(super) fn call(&mut self, handle: GameSessionHandle) -> Step {
        let game_session = GameSessionRef::Handle(handle);
        if self.draw.is_one_in(3) {
            self.single(game_session)
        } else {
            self.batch(game_session)
        }
    }

    pub(super) fn batch(&mut self, game_session: GameSessionRef) -> Step {
        let open = self.open_slots(game_session);
        let size = values::batch_size(self.draw, open);
        let mut players: Vec<Text> = (0..size).map(|_| self.newcomer()).collect();
        if size > 0 && self.draw.is_one_in(5) {
            let known = self.draw.between(1, size.min(3) as u64);
            for player in players.iter_mut().take(usize::try_from(known).unwrap_or(1)) {
                *player = self.visitor(game_session).unwrap_or_else(|| player.clone());
            }
        }
        if size > 0 && self.draw.is_one_in(16) {
            players[size - 1] = values::odd_player(self.draw);
        }
        if size > 1 && self.draw.is_one_in(12) {
            players[size - 1] = players[0].clone();
        }
        let data = self.data_map(&players);
        Step::CreatePlayerSessions {
            game_session,
            players,
            data,
        }
    }

    pub(super) fn single(&mut self, game_session: GameSessionRef) -> Step {
        let visitor = if self.draw.is_one_in(5) {
            self.visitor(game_session)
        } else {
            None
        };
        let player = match visitor {
            Some(player) => player,
            None if self.draw.is_one_in(16) => values::odd_player(self.draw),
            None => self.newcomer(),
        };
        let data = self.draw.is_one_in(3).then(|| values::data(self.draw));
        Step::CreatePlayerSession {
            game_session,
            player,
            data,
        }
    }

    pub(super) fn open_slots(&self, game_session: GameSessionRef) -> i64 {
        let GameSessionRef::Handle(handle) = game_session else {
            return 1;
        };
        let maximum = self.forecast.state(handle).map_or(1, |state| state.maximum);
        maximum - self.forecast.taken(handle)
    }

    /// Returns a player who has not been named before.
    pub(super) fn newcomer(&mut self) -> Text {
        self.player_count += 1;
        player(self.player_count)
    }

    /// Draws a player who has been in the game session, or in another (CPS-39).
    fn visitor(&mut self, game_session: GameSessionRef) -> Option<Text> {
        let own = game_session.handle()?;
        let from = if self.draw.is_one_in(3) {
            GameSessionHandle(1)
        } else {
            own
        };
        let members = self.forecast.members(from);
        let last = members.len().checked_sub(1)?;
        let index = self.draw.between(0, last as u64);
        Some(members[usize::try_from(index).unwrap_or(0)].player.clone())
    }

    fn data_map(&mut self, players: &[Text]) -> DataMap {
        let mut entries: Vec<(Text, Option<Text>)> = Vec::new();
        match self
            .draw
            .weighted(&[(18, 0), (2, 1), (1, 2), (9, 3), (5, 4), (1, 5)])
        {
            0 => return DataMap::Absent,
            1 => return DataMap::Entries(entries),
            2 => return DataMap::Null,
            3 => {}
            4 => entries.push((
                Text::Scoped("nobody".to_owned()),
                Some(values::data(self.draw)),
            )),
            _ => {
                let first = players.first().into_iter();
                return DataMap::Entries(first.map(|player| (player.clone(), None)).collect());
            }
        }
        for player in players {
            if self.draw.is_one_in(2) && entries.iter().all(|(key, _)| key != player) {
                entries.push((player.clone(), Some(values::data(self.draw))));
            }
        }
        DataMap::Entries(entries)
    }

    /// Draws a player session, mostly one of this status.
    fn member(&mut self, status: PlayerSessionStatus) -> Option<Member> {
        let mut members: Vec<(u64, &Member)> = Vec::new();
        // A process that has ended says nothing more.
        let running = (1..=self.opened)
            .map(GameSessionHandle)
            .filter(|handle| self.is_running(*handle));
        for handle in running {
            for member in self.forecast.members(handle) {
                let is_apt = is_in(self.forecast, member, status);
                members.push((if is_apt { 12 } else { 1 }, member));
            }
        }
        if members.is_empty() {
            return None;
        }
        Some(self.draw.weighted(&members).clone())
    }

    /// Returns a player of the game session with this status, and the player session.
    pub(super) fn one_of(
        &mut self,
        handle: GameSessionHandle,
        status: PlayerSessionStatus,
    ) -> Option<Member> {
        let members = self.forecast.members(handle).iter();
        let apt = members.filter(|member| is_in(self.forecast, member, status));
        let apt: Vec<(u64, &Member)> = apt.map(|member| (1, member)).collect();
        (!apt.is_empty()).then(|| self.draw.weighted(&apt).clone())
    }

    pub(super) fn set_policy(&mut self, handle: GameSessionHandle) -> Step {
        Step::UpdateGameSession {
            game_session: GameSessionRef::Handle(handle),
            changes: Changes::policy(self.policy(handle)),
        }
    }

    /// Draws a policy, mostly the one that a game session does not have.
    fn policy(&mut self, handle: GameSessionHandle) -> PlayerSessionCreationPolicy {
        let is_closed = self
            .forecast
            .state(handle)
            .is_some_and(|state| state.policy == PlayerSessionCreationPolicy::DenyAll);
        let (open, close) = if is_closed { (4, 1) } else { (1, 5) };
        self.draw.weighted(&[
            (open, PlayerSessionCreationPolicy::AcceptAll),
            (close, PlayerSessionCreationPolicy::DenyAll),
        ])
    }

    fn update(&mut self, handle: GameSessionHandle) -> Step {
        let maximum = values::new_maximum(self.draw, self.forecast.taken(handle));
        let policy = self.draw.weighted(&[
            (2, Some(PlayerSessionCreationPolicy::AcceptAll)),
            (1, Some(PlayerSessionCreationPolicy::DenyAll)),
            (2, None),
        ]);
        Step::UpdateGameSession {
            game_session: GameSessionRef::Handle(handle),
            changes: Changes {
                maximum: policy.map(|_| maximum),
                policy,
                ..Changes::default()
            },
        }
    }
}
