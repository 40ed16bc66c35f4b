//! The kinds of commands that obligations tell apart.

use std::fmt;

use crate::api::action::Action;
use crate::api::game_session::{PlayerSessionCreationPolicy, TerminationMode};
use crate::api::request::{Request, UpdateGameSession};
use crate::history::{Command, Interval};
use crate::model::call::Call;
use crate::model::state::State;
use crate::model::terms::Terms;

/// A kind of command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandClass {
    /// Players are asked in.
    Create(Form, Data),
    /// The player sessions are described.
    DescribePlayerSessions(Paging),
    /// The game session is described.
    DescribeGameSessions,
    /// The game session is changed.
    Update(Update),
    /// The game server activates the game session.
    Activate,
    /// The game server accepts a player.
    Accept,
    /// The game server removes a player.
    Remove,
    /// The game session is told to end.
    Terminate,
    /// The game server changes the policy.
    SetPolicy,
    /// The server process ends.
    EndProcess,
}

/// The form of a call that creates player sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `CreatePlayerSession`.
    Single,
    /// A batch of one.
    Batch1,
    /// A batch of two.
    Batch2,
    /// A batch of three to 23.
    Batch3To23,
    /// A batch of 24.
    Batch24,
    /// A batch of 25, the most that is legal.
    Batch25,
    /// A batch of 26 or more, which is illegal.
    Batch26,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 7] = [
        Self::Single,
        Self::Batch1,
        Self::Batch2,
        Self::Batch3To23,
        Self::Batch24,
        Self::Batch25,
        Self::Batch26,
    ];

    fn of(call: &Call) -> Option<Self> {
        Some(match call.player_ids.len() {
            _ if call.action == Action::CreatePlayerSession => Self::Single,
            0 => return None,
            1 => Self::Batch1,
            2 => Self::Batch2,
            3..=23 => Self::Batch3To23,
            24 => Self::Batch24,
            25 => Self::Batch25,
            _ => Self::Batch26,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Single => "one player by the single form",
            Self::Batch1 => "a batch of 1",
            Self::Batch2 => "a batch of 2",
            Self::Batch3To23 => "a batch of 3 to 23",
            Self::Batch24 => "a batch of 24",
            Self::Batch25 => "a batch of 25",
            Self::Batch26 => "a batch of 26",
        }
    }
}

/// The player data that comes with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Data {
    /// None.
    Absent,
    /// A map without entries.
    Empty,
    /// Data for players of the call only.
    Present,
    /// Data for somebody else, too.
    Unknown,
}

impl Data {
    /// Every kind of data.
    pub const ALL: [Self; 4] = [Self::Absent, Self::Empty, Self::Present, Self::Unknown];

    fn of(call: &Call) -> Self {
        if call.has_unknown_key() {
            Self::Unknown
        } else if !call.data.is_empty() {
            Self::Present
        } else if !call.quirks.is_empty() {
            Self::Empty
        } else {
            Self::Absent
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Absent => "without data",
            Self::Empty => "with an empty data map",
            Self::Present => "with data",
            Self::Unknown => "with data for somebody else",
        }
    }
}

/// Whether a page size is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paging {
    /// The target's own.
    Default,
    /// A limit.
    Limited,
}

/// What an update changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Update {
    /// Nothing.
    Nothing,
    /// The maximum, to what it is or more.
    Raise,
    /// The maximum, to less than it is and no less than the players.
    Lower,
    /// The maximum, to less than the players.
    LowerBelow,
    /// The policy, to `DENY_ALL`.
    DenyAll,
    /// The policy, to `ACCEPT_ALL`.
    AcceptAll,
    /// The maximum and the policy.
    Both,
}

impl Update {
    /// Every kind of update.
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Raise,
        Self::Lower,
        Self::LowerBelow,
        Self::DenyAll,
        Self::AcceptAll,
        Self::Both,
    ];

    fn of(request: &UpdateGameSession, state: &State, taken: i64) -> Self {
        let policy = request.player_session_creation_policy.as_deref();
        match (request.maximum_player_session_count, policy) {
            (Some(_), Some(_)) => Self::Both,
            (None, Some(name)) if name == PlayerSessionCreationPolicy::DenyAll.name() => {
                Self::DenyAll
            }
            (None, Some(_)) => Self::AcceptAll,
            (None, None) => Self::Nothing,
            (Some(maximum), None) if maximum < taken => Self::LowerBelow,
            (Some(maximum), None) if maximum < state.maximum => Self::Lower,
            (Some(_), None) => Self::Raise,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Nothing => "an update of nothing",
            Self::Raise => "a maximum raised",
            Self::Lower => "a maximum lowered",
            Self::LowerBelow => "a maximum lowered below the players",
            Self::DenyAll => "a policy of DENY_ALL",
            Self::AcceptAll => "a policy of ACCEPT_ALL",
            Self::Both => "a maximum and a policy",
        }
    }
}

impl CommandClass {
    pub(super) fn of_call(call: &Call) -> Option<Self> {
        Some(Self::Create(Form::of(call)?, Data::of(call)))
    }

    /// Returns the kind of a command that creates no player session.
    pub(super) fn of_command(
        command: &Command,
        state: &State,
        when: Interval,
        terms: &Terms,
    ) -> Option<Self> {
        let Command::Typed(request) = command else {
            return None;
        };
        Some(match request {
            // Only what is about one game session is issued in its situation.
            Request::DescribePlayerSessions(request) if request.game_session_id.is_some() => {
                Self::DescribePlayerSessions(match request.limit {
                    None => Paging::Default,
                    Some(_) => Paging::Limited,
                })
            }
            Request::DescribeGameSessions(request) if request.game_session_id.is_some() => {
                Self::DescribeGameSessions
            }
            Request::TerminateGameSession(request) => {
                let mode = TerminationMode::parse(&request.termination_mode);
                // TGS-06, TGS-07: another one is refused whatever the situation.
                (mode == Some(TerminationMode::TriggerOnProcessTerminate))
                    .then_some(Self::Terminate)?
            }
            // UGS-05: a negative maximum is refused whatever the situation.
            Request::UpdateGameSession(request)
                if request
                    .maximum_player_session_count
                    .is_some_and(i64::is_negative) =>
            {
                return None;
            }
            Request::UpdateGameSession(request) => {
                let taken = state.occupancy(when, terms).certain;
                Self::Update(Update::of(request, state, taken))
            }
            Request::CreatePlayerSessions(_)
            | Request::CreatePlayerSession(_)
            | Request::CreateGameSession(_)
            | Request::DescribePlayerSessions(_)
            | Request::DescribeGameSessions(_)
            | Request::DescribeGameSessionDetails(_)
            | Request::SearchGameSessions(_)
            | Request::CreateLocation(_)
            | Request::DeleteLocation(_)
            | Request::CreateFleet(_)
            | Request::DescribeFleetAttributes(_)
            | Request::DeleteFleet(_)
            | Request::RegisterCompute(_)
            | Request::DeregisterCompute(_)
            | Request::GetComputeAuthToken(_)
            | Request::CreateAlias(_)
            | Request::UpdateAlias(_)
            | Request::DeleteAlias(_)
            | Request::ResolveAlias(_) => return None,
        })
    }
}

impl fmt::Display for CommandClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create(form, data) => write!(f, "{} {}", form.name(), data.name()),
            Self::DescribePlayerSessions(Paging::Default) => f.write_str("player sessions"),
            Self::DescribePlayerSessions(Paging::Limited) => {
                f.write_str("player sessions in pages")
            }
            Self::DescribeGameSessions => f.write_str("the game session"),
            Self::Update(update) => f.write_str(update.name()),
            Self::Activate => f.write_str("activation"),
            Self::Accept => f.write_str("a player accepted"),
            Self::Remove => f.write_str("a player removed"),
            Self::Terminate => f.write_str("a termination"),
            Self::SetPolicy => f.write_str("a policy set by the game server"),
            Self::EndProcess => f.write_str("the end of the process"),
        }
    }
}
