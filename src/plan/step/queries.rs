//! What descriptions ask for.

use super::{GameSessionHandle, GameSessionRef, Place, PlayerSessionRef, Text};

/// Whose player sessions a description asks for; any members can be given together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayerQuery {
    /// Those of a game session.
    pub game_session: Option<GameSessionRef>,
    /// Those of a player.
    pub player: Option<Text>,
    /// A single one.
    pub player_session: Option<PlayerSessionName>,
    /// Those of one status only.
    pub status: Option<Text>,
    /// In which pages.
    pub paging: Paging,
}

/// How a description names a player session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlayerSessionName {
    /// One of the plan.
    Known(PlayerSessionRef),
    /// A well-formed id that was never given out.
    Unknown,
    /// A text that does not begin as an id does.
    Malformed,
}

/// The pages that a description asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// The page size, `None` for the target's own.
    pub limit: Option<i64>,
    /// A token that no page has given, `None` for the first page.
    pub token: Option<Text>,
}

/// Which game sessions a description asks for; any members can be given together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameQuery {
    /// Whether it asks for their protection too.
    pub form: Form,
    /// A single one.
    pub game_session: Option<GameSessionRef>,
    /// Those of a fleet, or of an alias's fleet.
    pub place: Place,
    /// Those at one location only.
    pub location: Option<LocationName>,
    /// Those of one status only.
    pub status: Option<Text>,
    /// In which pages.
    pub paging: Paging,
}

/// In which form game sessions are described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// By `DescribeGameSessions`.
    Plain,
    /// By `DescribeGameSessionDetails`.
    Details,
}

/// How a description names a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LocationName {
    /// The one at which the fleet's game sessions are created.
    Own,
    /// One that nobody has created.
    Unknown,
}

/// Which active game sessions a search asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Where.
    pub place: Place,
    /// At one location only.
    pub location: Option<LocationName>,
    /// For which this holds.
    pub filter: Option<Text>,
    /// In this order.
    pub sort: Option<Text>,
    /// In which pages.
    pub paging: Paging,
}

impl PlayerQuery {
    /// Returns the query for all player sessions of a game session.
    pub fn of(game_session: GameSessionRef) -> Self {
        Self {
            game_session: Some(game_session),
            ..Self::default()
        }
    }

    /// Returns the query for all player sessions of a player.
    pub fn of_player(player: Text) -> Self {
        Self {
            player: Some(player),
            ..Self::default()
        }
    }

    /// Returns the query for one player session.
    pub fn one(player_session: PlayerSessionName) -> Self {
        Self {
            player_session: Some(player_session),
            ..Self::default()
        }
    }

    /// Returns the query in pages of a size.
    #[must_use]
    pub fn in_pages(mut self, limit: Option<i64>) -> Self {
        self.paging.limit = limit;
        self
    }

    /// Returns the query for one status only.
    #[must_use]
    pub fn with_status(mut self, status: &str) -> Self {
        self.status = Some(Text::Exact(status.to_owned()));
        self
    }
}

impl GameQuery {
    /// Returns the query for one game session.
    pub fn one(game_session: GameSessionRef) -> Self {
        Self {
            game_session: Some(game_session),
            ..Self::all(Place::Nowhere)
        }
    }

    /// Returns the query for all game sessions of a fleet.
    pub fn all(place: Place) -> Self {
        Self {
            form: Form::Plain,
            game_session: None,
            place,
            location: None,
            status: None,
            paging: Paging::default(),
        }
    }

    /// Returns the query by `DescribeGameSessionDetails`.
    #[must_use]
    pub fn with_details(mut self) -> Self {
        self.form = Form::Details;
        self
    }

    /// Returns the query in pages of a size.
    #[must_use]
    pub fn in_pages(mut self, limit: Option<i64>) -> Self {
        self.paging.limit = limit;
        self
    }

    /// Returns the query for one status only.
    #[must_use]
    pub fn with_status(mut self, status: &str) -> Self {
        self.status = Some(Text::Exact(status.to_owned()));
        self
    }

    /// Returns the game session of the plan that alone is asked for, `None` for the others.
    pub fn subject(&self) -> Option<GameSessionHandle> {
        let is_alone = self.place == Place::Nowhere;
        self.game_session.filter(|_| is_alone)?.handle()
    }
}

impl Search {
    /// Returns the search for all active game sessions of a fleet.
    pub fn all(place: Place) -> Self {
        Self {
            place,
            location: None,
            filter: None,
            sort: None,
            paging: Paging::default(),
        }
    }
}
