//! What a description or a search asks for, whichever action it is sent to.

use crate::api::action::Action;
use crate::api::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::request::{
    DescribeGameSessions, DescribePlayerSessions, Request, SearchGameSessions,
};
use crate::history::pages;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;

use super::call::is_game_session_id;

const CPS_03: ClauseId = ClauseId::of("CPS-03");
const DGS_05: ClauseId = ClauseId::of("DGS-05");
const DGS_06: ClauseId = ClauseId::of("DGS-06");
const DPS_06: ClauseId = ClauseId::of("DPS-06");
const DPS_11: ClauseId = ClauseId::of("DPS-11");
const SGS_04: ClauseId = ClauseId::of("SGS-04");
const SGS_05: ClauseId = ClauseId::of("SGS-05");

/// A description or a search as it was sent.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The action.
    pub action: Action,
    /// Of whom or of what.
    pub key: Key<'a>,
    /// The status that alone is asked for.
    pub status: Option<&'a str>,
    /// The location that alone is asked for.
    pub location: Option<&'a str>,
    /// The page size.
    pub limit: Option<i64>,
    /// Whether it asks for the whole, page by page.
    pub is_whole: bool,
    /// The texts that have limits besides the key, with the names of the limits.
    texts: [Option<(&'static str, &'a str)>; 3],
}

/// Of whom or of what a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// Of nobody: no key is given.
    None,
    /// Of several at once.
    Several,
    /// Of a game session.
    GameSession(&'a str),
    /// Of a player.
    Player(&'a str),
    /// Of one player session.
    PlayerSession(&'a str),
    /// Of a fleet.
    Fleet(&'a str),
    /// Of the fleet that an alias leads to.
    Alias(&'a str),
}

/// What the limits of the API model say of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryLimits {
    /// The clauses whose limits it breaks.
    pub broken: Vec<ClauseId>,
    /// The clauses whose limits it may break: in some unit of length (U-35), or by a member that
    /// has no effect with this key.
    pub doubtful: Vec<ClauseId>,
}

impl<'a> Query<'a> {
    /// Reads a request, `None` where it is neither a description nor a search.
    pub fn read(request: &'a Request) -> Option<Self> {
        let query = if let Request::DescribePlayerSessions(one) = request {
            Self::of_players(one)
        } else if let Request::DescribeGameSessions(one)
        | Request::DescribeGameSessionDetails(one) = request
        {
            Self::of_games(one)
        } else if let Request::SearchGameSessions(one) = request {
            Self::of_search(one)
        } else {
            return None;
        };
        Some(Self {
            action: request.action(),
            // A token says nothing beside the id of a player session.
            is_whole: pages::is_followed(request) || matches!(query.key, Key::PlayerSession(_)),
            ..query
        })
    }

    fn of_players(request: &'a DescribePlayerSessions) -> Self {
        let session = request.player_session_id.as_ref();
        let keys = [
            key(
                request.game_session_id.as_ref().map(GameSessionId::as_str),
                Key::GameSession,
            ),
            key(
                request.player_id.as_ref().map(PlayerId::as_str),
                Key::Player,
            ),
            key(session.map(PlayerSessionId::as_str), Key::PlayerSession),
        ];
        let texts = [
            text("StatusFilter", request.status_filter.as_ref()),
            text("NextToken", request.next_token.as_ref()),
            None,
        ];
        Self {
            status: request.status_filter.as_deref(),
            ..Self::new(&keys, request.limit, texts)
        }
    }

    fn of_games(request: &'a DescribeGameSessions) -> Self {
        let keys = [
            key(
                request.game_session_id.as_ref().map(GameSessionId::as_str),
                Key::GameSession,
            ),
            key(request.fleet_id.as_ref().map(FleetId::as_str), Key::Fleet),
            key(request.alias_id.as_ref().map(AliasId::as_str), Key::Alias),
        ];
        let texts = [
            text("StatusFilter", request.status_filter.as_ref()),
            text("NextToken", request.next_token.as_ref()),
            None,
        ];
        Self {
            status: request.status_filter.as_deref(),
            location: request.location.as_deref(),
            ..Self::new(&keys, request.limit, texts)
        }
    }

    fn of_search(request: &'a SearchGameSessions) -> Self {
        let keys = [
            key(request.fleet_id.as_ref().map(FleetId::as_str), Key::Fleet),
            key(request.alias_id.as_ref().map(AliasId::as_str), Key::Alias),
        ];
        let texts = [
            text("FilterExpression", request.filter_expression.as_ref()),
            text("SortExpression", request.sort_expression.as_ref()),
            text("NextToken", request.next_token.as_ref()),
        ];
        Self {
            location: request.location.as_deref(),
            ..Self::new(&keys, request.limit, texts)
        }
    }

    fn new(
        keys: &[Option<Key<'a>>],
        limit: Option<i64>,
        texts: [Option<(&'static str, &'a str)>; 3],
    ) -> Self {
        Self {
            action: Action::DescribePlayerSessions,
            key: Key::of(keys),
            status: None,
            location: None,
            limit,
            is_whole: false,
            texts,
        }
    }

    /// Returns whether it has a page size or a token.
    pub fn is_paged(&self) -> bool {
        let mut texts = self.texts.iter().flatten();
        self.limit.is_some() || texts.any(|(name, _)| *name == "NextToken")
    }

    /// Returns the filter and the order of a search, as far as there are any.
    pub fn expressions(&self) -> impl Iterator<Item = &'a str> {
        let texts = self.texts.into_iter().flatten();
        let is_expression = |(name, _): &(&str, &str)| name.ends_with("Expression");
        texts.filter(is_expression).map(|(_, text)| text)
    }

    /// Returns whether a search has a filter that compares nothing: no expression can be read
    /// from it.
    pub fn is_unreadable(&self) -> bool {
        let mut texts = self.texts.iter().flatten();
        let compares_nothing = |text: &str| !text.is_empty() && !text.contains(['=', '<', '>']);
        texts.any(|(name, text)| *name == "FilterExpression" && compares_nothing(text))
    }

    /// Holds the query against the limits of the catalog.
    pub fn limits(&self, catalog: &Catalog) -> QueryLimits {
        let (size, text) = if self.action == Action::DescribePlayerSessions {
            (DPS_06, DPS_11)
        } else if self.action == Action::SearchGameSessions {
            (SGS_04, SGS_05)
        } else {
            (DGS_05, DGS_06)
        };
        let mut limits = QueryLimits::default();
        let least = catalog.limits["Limit"].min;
        if self.limit.is_some_and(|limit| limit < least) {
            limits.broken.push(size);
        }
        let mut filter = QueryLimits::default();
        for (name, value) in self.texts.iter().flatten() {
            let is_filter = *name == "StatusFilter";
            let held = if is_filter { &mut filter } else { &mut limits };
            held.hold(text, name, value, catalog);
        }
        // What has no effect beside the key may be out of its limits.
        if matches!(self.key, Key::PlayerSession(_)) {
            let idle = std::mem::take(&mut limits.broken);
            limits.doubtful.extend(idle);
        }
        if matches!(self.key, Key::Player(_) | Key::PlayerSession(_)) {
            limits.doubtful.extend(filter.broken);
        } else {
            limits.broken.extend(filter.broken);
        }
        limits.doubtful.extend(filter.doubtful);
        match self.key {
            Key::Player(id) => limits.hold(DPS_11, "PlayerId", id, catalog),
            Key::PlayerSession(id) => {
                limits.hold(DPS_11, "PlayerSessionId", id, catalog);
                if !id.starts_with("psess-") || id.chars().any(char::is_whitespace) {
                    limits.broken.push(DPS_11);
                }
            }
            Key::GameSession(id) if !is_game_session_id(id, catalog) => {
                limits.doubtful.push(CPS_03);
            }
            Key::GameSession(_) | Key::Fleet(_) | Key::Alias(_) | Key::None | Key::Several => {}
        }
        limits.broken.sort();
        limits.broken.dedup();
        limits
    }
}

impl Key<'_> {
    fn of(keys: &[Option<Self>]) -> Self {
        let mut given = keys.iter().flatten();
        match (given.next(), given.next()) {
            (None, _) => Self::None,
            (Some(key), None) => *key,
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

impl QueryLimits {
    fn hold(&mut self, clause: ClauseId, limit: &str, text: &str, catalog: &Catalog) {
        let limit = &catalog.limits[limit];
        if !limit.admits(text.chars().count()) {
            self.broken.push(clause);
        } else if !limit.admits(text.len()) {
            self.doubtful.push(clause);
        }
    }
}

fn key<'a>(id: Option<&'a str>, key: fn(&'a str) -> Key<'a>) -> Option<Key<'a>> {
    id.map(key)
}

fn text<'a>(limit: &'static str, text: Option<&'a String>) -> Option<(&'static str, &'a str)> {
    text.map(|text| (limit, text.as_str()))
}
