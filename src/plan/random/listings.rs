//! Descriptions and searches of every kind, and requests that name what is no game session.

use super::candidates::Scene;
use super::values;
use crate::api::game_session::GameSessionStatus;
use crate::api::player_session::PlayerSessionStatus;
use crate::plan::script::player;
use crate::plan::step::{
    AliasHandle, FleetHandle, GameQuery, GameSessionHandle, GameSessionRef, Place, PlayerQuery,
    PlayerSessionName, Search, Step, Stray, StrayRequest, Text,
};

/// Filters and orders that a search can have.
const EXPRESSIONS: [(Option<&str>, Option<&str>); 4] = [
    (None, None),
    (Some("hasAvailablePlayerSessions=true"), None),
    (Some("maximumSessions>=5"), Some("creationTimeMillis ASC")),
    (None, Some("playerSessionCount DESC")),
];

impl Scene<'_> {
    /// Draws a description of player sessions, by any key.
    pub(super) fn list_players(&mut self, game_session: GameSessionHandle) -> Step {
        let members = self.forecast.members(game_session);
        let count = members.len();
        let somebody = members.last().cloned();
        let query = match self
            .draw
            .weighted(&[(6, 0), (2, 1), (1, 2), (2, 3), (1, 4)])
        {
            0 => {
                let query = PlayerQuery::of(game_session.into());
                let statuses = PlayerSessionStatus::ALL.map(|one| (1, Some(one)));
                let all: Vec<_> = [(6, None)].into_iter().chain(statuses).collect();
                match self.draw.weighted(&all) {
                    Some(status) => query.with_status(status.name()),
                    None => query,
                }
            }
            1 => PlayerQuery::of_player(somebody.map_or_else(|| player(1), |one| one.player)),
            2 => PlayerQuery::of_player(Text::Scoped("nobody".to_owned())),
            3 => PlayerQuery::one(somebody.map_or(PlayerSessionName::Unknown, |one| {
                PlayerSessionName::Known(one.session)
            })),
            _ => PlayerQuery::one(PlayerSessionName::Unknown),
        };
        let is_paged = self.draw.is_one_in(2);
        let limit = is_paged.then(|| values::page_size(self.draw, count));
        Step::DescribePlayerSessions(query.in_pages(limit))
    }

    /// Draws a description of game sessions in either form, of one or of a fleet.
    pub(super) fn list_games(&mut self, game_session: GameSessionHandle) -> Step {
        let is_one = self.draw.is_one_in(3);
        let mut query = if is_one {
            GameQuery::one(game_session.into())
        } else {
            GameQuery::all(self.fleet())
        };
        if self.draw.is_one_in(2) {
            query = query.with_details();
        }
        if !is_one && self.draw.is_one_in(3) {
            let statuses = [
                GameSessionStatus::Activating,
                GameSessionStatus::Active,
                GameSessionStatus::Terminated,
            ];
            let status = self.draw.weighted(&statuses.map(|status| (1, status)));
            query = query.with_status(status.name());
        }
        let limit = self.page_size();
        Step::DescribeGameSessions(query.in_pages(limit))
    }

    /// Draws a search of a fleet.
    pub(super) fn search(&mut self) -> Step {
        let (filter, sort) = self.draw.weighted(&EXPRESSIONS.map(|pair| (1, pair)));
        let text = |text: &str| Text::Exact(text.to_owned());
        let mut search = Search {
            filter: filter.map(text),
            sort: sort.map(text),
            ..Search::all(self.fleet())
        };
        search.paging.limit = self.page_size();
        Step::SearchGameSessions(search)
    }

    fn fleet(&mut self) -> Place {
        let fleet = self
            .draw
            .weighted(&[(3, FleetHandle(1)), (1, FleetHandle(2))]);
        Place::Fleet(fleet)
    }

    fn page_size(&mut self) -> Option<i64> {
        let count = usize::try_from(self.opened).unwrap_or(1);
        self.draw
            .is_one_in(2)
            .then(|| values::page_size(self.draw, count))
    }

    /// Draws a request for something that is no game session of the plan.
    pub(super) fn elsewhere(&mut self, handle: GameSessionHandle) -> Step {
        let mut references = vec![
            (4, GameSessionRef::Unknown),
            (2, GameSessionRef::ForeignRegion(handle)),
            (2, GameSessionRef::ForeignFleet(handle)),
            (2, GameSessionRef::ForeignAccount(handle)),
            (2, GameSessionRef::BareId(handle)),
            (1, GameSessionRef::FleetId),
            (1, GameSessionRef::Malformed),
            (1, GameSessionRef::TooLong),
        ];
        let alias = AliasHandle(self.aliases);
        if self.aliases > 0 {
            references.push((3, GameSessionRef::AliasId(alias)));
            references.push((3, GameSessionRef::AliasArn(alias)));
        }
        let game_session = self.draw.weighted(&references);
        match self
            .draw
            .weighted(&[(3, 0), (2, 1), (1, 2), (1, 3), (1, 4), (1, 5)])
        {
            0 => self.batch(game_session),
            1 => self.single(game_session),
            2 => Step::DescribePlayerSessions(PlayerQuery::of(game_session)),
            3 => Step::UpdateGameSession {
                game_session,
                changes: values::details(self.draw),
            },
            4 => Step::TerminateGameSession {
                game_session,
                mode: values::termination_mode(self.draw),
            },
            _ => Step::DescribeGameSessions(GameQuery::one(game_session)),
        }
    }

    /// Draws a request of a game server about a player session that is not in its game session.
    pub(super) fn stray(&mut self, handle: GameSessionHandle) -> Step {
        let others = (1..=self.opened).map(GameSessionHandle);
        let mut others = others.filter(|other| *other != handle);
        let foreign = others.find_map(|other| self.forecast.members(other).last());
        let player_session = foreign.map_or(PlayerSessionName::Unknown, |member| {
            PlayerSessionName::Known(member.session)
        });
        let request = self
            .draw
            .weighted(&[(1, StrayRequest::Accept), (1, StrayRequest::Remove)]);
        Step::Stray(Stray {
            game_session: handle,
            request,
            player_session,
        })
    }
}
