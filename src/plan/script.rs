//! A plan in the making: appends steps and hands out labels and handles.

use super::step::{
    AliasHandle, BrokenStep, Changes, Chosen, Creation, DataMap, FleetHandle, GameQuery,
    GameSessionHandle, GameSessionRef, Offset, Period, Place, Plan, PlanStep, PlayerQuery,
    PlayerSessionRef, Raced, Routing, Search, Step, Text, Wait, Wire,
};
use crate::api::game_session::{PlayerSessionCreationPolicy, TerminationMode};
use crate::history::Label;
use crate::history::broken::{Breakage, Protocol};

/// A plan that grows at its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    plan: Plan,
    game_session_count: u32,
    alias_count: u32,
}

impl Script {
    /// Returns the plan.
    pub(crate) fn into_plan(self) -> Plan {
        self.plan
    }

    /// Returns the steps so far.
    pub(crate) fn steps(&self) -> &[PlanStep] {
        &self.plan.steps
    }

    /// Returns the handle that the next game session will have.
    pub(crate) fn next_game_session(&self) -> GameSessionHandle {
        GameSessionHandle(self.game_session_count + 1)
    }

    /// Returns how many aliases there are.
    pub(crate) fn alias_count(&self) -> u32 {
        self.alias_count
    }

    /// Appends a step; labels count from 1.
    pub(crate) fn push(&mut self, step: Step) -> Label {
        if matches!(step.unbroken(), Step::CreateGameSession { .. }) {
            self.game_session_count += 1;
        }
        if matches!(step, Step::CreateAlias { .. }) {
            self.alias_count += 1;
        }
        let last = self.plan.steps.last().map_or(0, |step| step.label.0);
        let label = Label(last + 1);
        self.plan.steps.push(PlanStep {
            label,
            wire: None,
            race: None,
            step,
        });
        label
    }

    /// Has steps taken in a race.
    pub(crate) fn raced(&mut self, raced: Raced, write: impl FnOnce(&mut Self)) {
        let before = self.plan.steps.len();
        write(self);
        for step in &mut self.plan.steps[before..] {
            step.race = Some(raced);
        }
    }

    /// Sends the request of a step, broken.
    pub(crate) fn broken(
        &mut self,
        request: Step,
        breakage: Breakage,
        protocol: Protocol,
    ) -> Label {
        self.push(Step::Broken(BrokenStep {
            request: Box::new(request),
            breakage,
            protocol,
        }))
    }

    /// Has every step so far go over one wire.
    pub(crate) fn pin(&mut self, wire: Wire) {
        for step in &mut self.plan.steps {
            step.wire = Some(wire);
        }
    }

    /// Creates a game session, which stays ACTIVATING.
    pub(crate) fn game_session(&mut self, maximum: i64) -> GameSessionHandle {
        let handle = self.next_game_session();
        self.push(Step::CreateGameSession(Creation::new(handle, maximum)));
        handle
    }

    /// Creates a game session that waits to be activated, and tells by which step.
    pub(crate) fn waiting(&mut self, maximum: i64) -> (GameSessionHandle, Label) {
        let handle = self.next_game_session();
        let creation = Creation::new(handle, maximum);
        (handle, self.push(Step::CreateGameSession(creation)))
    }

    /// Creates a game session on a fleet and activates it.
    pub(crate) fn active_on(&mut self, fleet: FleetHandle, maximum: i64) -> GameSessionHandle {
        let handle = self.create_on(fleet, maximum);
        self.activate(handle);
        handle
    }

    /// Creates a game session on a fleet.
    pub(crate) fn create_on(&mut self, fleet: FleetHandle, maximum: i64) -> GameSessionHandle {
        let handle = self.next_game_session();
        self.push(Step::CreateGameSession(Creation {
            place: Place::Fleet(fleet),
            ..Creation::new(handle, maximum)
        }));
        handle
    }

    /// Creates a game session as `describe` says, which stays ACTIVATING.
    pub(crate) fn create(
        &mut self,
        maximum: i64,
        describe: impl FnOnce(&mut Creation),
    ) -> GameSessionHandle {
        let handle = self.next_game_session();
        let mut creation = Creation::new(handle, maximum);
        describe(&mut creation);
        self.push(Step::CreateGameSession(creation));
        handle
    }

    /// Creates an alias.
    pub(crate) fn alias(&mut self, routing: Routing) -> AliasHandle {
        let handle = AliasHandle(self.alias_count + 1);
        self.push(Step::CreateAlias { handle, routing });
        handle
    }

    /// Changes a game session.
    pub(crate) fn update(&mut self, game_session: impl Into<GameSessionRef>, changes: Changes) {
        self.push(Step::UpdateGameSession {
            game_session: game_session.into(),
            changes,
        });
    }

    /// Asks for the graceful end of a game session.
    pub(crate) fn terminate(&mut self, game_session: impl Into<GameSessionRef>) {
        self.push(Step::TerminateGameSession {
            game_session: game_session.into(),
            mode: Chosen::Known(TerminationMode::TriggerOnProcessTerminate),
        });
    }

    /// The game server activates its game session.
    pub(crate) fn activate(&mut self, game_session: GameSessionHandle) {
        self.push(Step::Activate(game_session));
    }

    /// The game server changes the policy.
    pub(crate) fn server_sets(
        &mut self,
        game_session: GameSessionHandle,
        policy: PlayerSessionCreationPolicy,
    ) {
        self.push(Step::SetPolicy {
            game_session,
            policy,
        });
    }

    /// Creates a game session and activates it.
    pub(crate) fn active(&mut self, maximum: i64) -> GameSessionHandle {
        let handle = self.game_session(maximum);
        self.push(Step::Activate(handle));
        handle
    }

    /// Reserves slots in a batch without data.
    pub(crate) fn batch(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        players: &[Text],
    ) -> Label {
        self.batch_with(game_session, players, DataMap::Absent)
    }

    /// Reserves slots in a batch with data.
    pub(crate) fn batch_with(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        players: &[Text],
        data: DataMap,
    ) -> Label {
        self.push(Step::CreatePlayerSessions {
            game_session: game_session.into(),
            players: players.to_vec(),
            data,
        })
    }

    /// Reserves a slot by the single form without data.
    pub(crate) fn single(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        player: &Text,
    ) -> Label {
        self.push(Step::CreatePlayerSession {
            game_session: game_session.into(),
            player: player.clone(),
            data: None,
        })
    }

    /// Reserves a slot by the single form with data.
    pub(crate) fn single_with(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        player: &Text,
        data: Text,
    ) -> Label {
        self.push(Step::CreatePlayerSession {
            game_session: game_session.into(),
            player: player.clone(),
            data: Some(data),
        })
    }

    /// Describes the player sessions of a game session.
    pub(crate) fn describe_players(&mut self, game_session: impl Into<GameSessionRef>) {
        self.list(PlayerQuery::of(game_session.into()));
    }

    /// Describes the player sessions of a game session in pages.
    pub(crate) fn describe_pages(&mut self, game_session: impl Into<GameSessionRef>, limit: i64) {
        self.list(PlayerQuery::of(game_session.into()).in_pages(Some(limit)));
    }

    /// Describes a game session.
    pub(crate) fn describe(&mut self, game_session: impl Into<GameSessionRef>) {
        self.list_games(GameQuery::one(game_session.into()));
    }

    /// Describes a game session with its protection.
    pub(crate) fn describe_details(&mut self, game_session: impl Into<GameSessionRef>) {
        self.list_games(GameQuery::one(game_session.into()).with_details());
    }

    /// Describes player sessions.
    pub(crate) fn list(&mut self, query: PlayerQuery) {
        self.push(Step::DescribePlayerSessions(query));
    }

    /// Searches game sessions.
    pub(crate) fn search(&mut self, search: Search) {
        self.push(Step::SearchGameSessions(search));
    }

    /// Describes game sessions.
    pub(crate) fn list_games(&mut self, query: GameQuery) {
        self.push(Step::DescribeGameSessions(query));
    }

    /// Describes a game session and its player sessions.
    pub(crate) fn describe_both(&mut self, game_session: GameSessionHandle) {
        self.describe_players(game_session);
        self.describe(game_session);
    }

    /// Changes the maximum.
    pub(crate) fn set_maximum(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        maximum: i64,
    ) -> Label {
        self.push(Step::UpdateGameSession {
            game_session: game_session.into(),
            changes: Changes::maximum(maximum),
        })
    }

    /// Changes the policy.
    pub(crate) fn set_policy(
        &mut self,
        game_session: impl Into<GameSessionRef>,
        policy: PlayerSessionCreationPolicy,
    ) -> Label {
        self.push(Step::UpdateGameSession {
            game_session: game_session.into(),
            changes: Changes::policy(policy),
        })
    }

    /// Sets the policy to `DENY_ALL`.
    pub(crate) fn deny_all(&mut self, game_session: GameSessionHandle) -> Label {
        self.set_policy(game_session, PlayerSessionCreationPolicy::DenyAll)
    }

    /// Sets the policy to `ACCEPT_ALL`.
    pub(crate) fn accept_all(&mut self, game_session: GameSessionHandle) -> Label {
        self.set_policy(game_session, PlayerSessionCreationPolicy::AcceptAll)
    }

    /// The game server accepts a player of an earlier step.
    pub(crate) fn accept(&mut self, created_by: Label, position: u32) {
        self.push(Step::Accept(PlayerSessionRef {
            created_by,
            position,
        }));
    }

    /// The game server removes a player of an earlier step.
    pub(crate) fn remove(&mut self, created_by: Label, position: u32) {
        self.push(Step::Remove(PlayerSessionRef {
            created_by,
            position,
        }));
    }

    /// The game server's process ends.
    pub(crate) fn end(&mut self, game_session: GameSessionHandle) {
        self.push(Step::EndProcess(game_session));
    }

    /// Waits until just before the deadline of an earlier step's reservations.
    pub(crate) fn wait_before(&mut self, deadline_of: Label) {
        self.wait((deadline_of, Period::Reservation), Offset::Before);
    }

    /// Waits until the deadline of an earlier step's reservations itself.
    pub(crate) fn wait_at(&mut self, deadline_of: Label) {
        self.wait((deadline_of, Period::Reservation), Offset::At);
    }

    /// Waits until just after the deadline of an earlier step's reservations.
    pub(crate) fn wait_after(&mut self, deadline_of: Label) {
        self.wait((deadline_of, Period::Reservation), Offset::After);
    }

    /// Waits until a moment relative to the end of a period that an earlier step begins.
    pub(crate) fn wait(&mut self, (deadline_of, period): (Label, Period), offset: Offset) {
        self.push(Step::Wait(Wait {
            deadline_of,
            period,
            offset,
        }));
    }
}

impl From<GameSessionHandle> for GameSessionRef {
    fn from(handle: GameSessionHandle) -> Self {
        Self::Handle(handle)
    }
}

/// Returns the nth player of a plan, counted from 1.
pub(crate) fn player(n: u32) -> Text {
    Text::Scoped(format!("p-{n}"))
}

/// Returns the players from the `first` to the `last`.
pub(crate) fn players(first: u32, last: u32) -> Vec<Text> {
    (first..=last).map(player).collect()
}
