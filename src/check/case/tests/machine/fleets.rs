//! Aliases, lists of a fleet's game sessions with their details, and searches.

use super::calls::{exception, replied};
use super::pages::{self, Paging};
use super::{FLEETS, GameSession, Machine};
use crate::api::alias::{self, RoutingStrategy};
use crate::api::game_session::{GameSessionDetail, GameSessionStatus};
use crate::api::ids::{AliasId, FleetId};
use crate::api::reply::Response;
use crate::api::request::{CreateAlias, DescribeGameSessions, Request, SearchGameSessions};
use crate::history::{Act, Command, Outcome};

/// An alias of the case.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub(super) id: String,
    /// The fleet that it leads to, `None` where it leads nowhere.
    pub(super) fleet: Option<&'static str>,
}

/// What a list of game sessions is asked by, and the fleet that it is of.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) fleet_id: Option<FleetId>,
    pub(super) alias_id: Option<AliasId>,
    /// `None` where an alias leads nowhere.
    pub(super) fleet: Option<&'static str>,
}

impl Machine {
    pub(super) fn create_alias(&mut self) -> (Act, Outcome) {
        let fleet = [Some(FLEETS[0]), Some(FLEETS[1]), None][self.choices.pick(3)];
        let routing_strategy = match fleet {
            Some(fleet) => RoutingStrategy::simple(FleetId::from(fleet)),
            None => RoutingStrategy::terminal("closed"),
        };
        let id = format!("alias-{}", self.aliases.len() + 1);
        let act = Act::Command(Command::Typed(Request::CreateAlias(CreateAlias {
            name: id.clone(),
            description: None,
            routing_strategy: routing_strategy.clone(),
            tags: Vec::new(),
        })));
        let told = alias::Alias {
            alias_id: Some(AliasId(id.clone())),
            routing_strategy: Some(routing_strategy),
            ..alias::Alias::default()
        };
        self.aliases.push(Alias { id, fleet });
        (act, replied(Response::CreateAlias(Some(told))))
    }

    /// Chooses a fleet, by its id or by an alias.
    pub(super) fn choose_place(&mut self) -> Place {
        if self.choices.pick(3) == 1 && !self.aliases.is_empty() {
            let alias = self.aliases[self.choices.pick(self.aliases.len())].clone();
            return Place {
                fleet_id: None,
                alias_id: Some(AliasId(alias.id)),
                fleet: alias.fleet,
            };
        }
        let fleet = FLEETS[[0, 0, 1][self.choices.pick(3)]];
        Place {
            fleet_id: Some(FleetId::from(fleet)),
            alias_id: None,
            fleet: Some(fleet),
        }
    }

    pub(super) fn list_games(&mut self) -> (Act, Outcome) {
        let place = self.choose_place();
        let paging = self.choose_paging();
        let status = [
            None,
            None,
            Some("ACTIVATING"),
            Some("ACTIVE"),
            Some("TERMINATED"),
            Some("SOME"),
        ];
        let status = status[self.choices.pick(6)];
        let request = DescribeGameSessions {
            fleet_id: place.fleet_id.clone(),
            alias_id: place.alias_id.clone(),
            status_filter: status.map(str::to_owned),
            limit: paging.limit,
            ..DescribeGameSessions::default()
        };
        let has_details = self.choices.pick(2) == 1;
        let act = typed(request, has_details);
        if let Some(refused) = self.refused_there(&place, paging) {
            return (act, refused);
        }
        if status == Some("SOME") && self.choices.pick(2) == 1 {
            return (act, exception("InvalidRequestException"));
        }
        let mut views = self.views();
        views.retain(|view| {
            let is_asked = status.is_none_or(|status| view.status.name() == status);
            Some(view.fleet) == place.fleet && is_asked
        });
        if self.choices.pick(3) == 1 {
            views.reverse();
        }
        self.pages = pages::lengths(views.len(), paging);
        (act, self.listed(&views, has_details))
    }

    pub(super) fn details(&mut self, at: usize) -> (Act, Outcome) {
        let request = DescribeGameSessions {
            game_session_id: Some(self.id(at)),
            ..DescribeGameSessions::default()
        };
        let act = typed(request, true);
        let view = self.view(at);
        if let Some(refused) = self.refused_as_absent(view.as_ref()) {
            return (act, refused);
        }
        self.pages = vec![view.iter().count()];
        (act, self.listed(view.as_slice(), true))
    }

    pub(super) fn search(&mut self) -> (Act, Outcome) {
        let place = self.choose_place();
        let paging = self.choose_paging();
        let filters = [
            None,
            None,
            Some("hasAvailablePlayerSessions=true"),
            Some("maximumSessions>=2"),
            Some("maximumSessions"),
            Some(""),
        ];
        let filter = filters[self.choices.pick(6)];
        let act = Act::Command(Command::Typed(Request::SearchGameSessions(
            SearchGameSessions {
                fleet_id: place.fleet_id.clone(),
                alias_id: place.alias_id.clone(),
                filter_expression: filter.map(str::to_owned),
                limit: paging.limit,
                ..SearchGameSessions::default()
            },
        )));
        if let Some(refused) = self.refused_there(&place, paging) {
            return (act, refused);
        }
        let is_readable = filter.is_none_or(|filter| filter.contains('='));
        if let Some(refusal) = self.answers.exception("limits").filter(|_| !is_readable) {
            return (act, exception(refusal));
        }
        // It finds what was there at some time, however long ago.
        let age = self.choices.pick(self.snapshots.len() + 1);
        let past = self.snapshots.iter().rev().nth(age);
        let past = past.map_or(&self.game_sessions, |(_, past)| past).clone();
        let mut found = past;
        found.retain(|one| {
            Some(one.fleet) == place.fleet && one.status == GameSessionStatus::Active
        });
        if filter.is_some() && self.choices.pick(2) == 1 {
            found.pop();
        }
        self.pages = pages::lengths(found.len(), paging);
        let game_sessions = found.iter().map(|one| self.told(one)).collect();
        let response = Response::SearchGameSessions {
            game_sessions,
            next_token: None,
        };
        (act, replied(response))
    }

    /// Refuses a page size below 1, and an alias that leads nowhere.
    fn refused_there(&mut self, place: &Place, paging: Paging) -> Option<Outcome> {
        let mut refusals: Vec<Outcome> = self.refused_for(paging).into_iter().collect();
        if place.fleet.is_none() {
            refusals.push(exception("TerminalRoutingStrategyException"));
        }
        if refusals.is_empty() {
            return None;
        }
        let chosen = self.choices.pick(refusals.len());
        Some(refusals.swap_remove(chosen))
    }

    fn listed(&self, views: &[GameSession], has_details: bool) -> Outcome {
        let told = views.iter().map(|view| self.told(view));
        if !has_details {
            return replied(Response::DescribeGameSessions {
                game_sessions: told.collect(),
                next_token: None,
            });
        }
        let details = told.zip(views).map(|(told, view)| GameSessionDetail {
            game_session: Some(told),
            protection_policy: Some(view.protection),
        });
        replied(Response::DescribeGameSessionDetails {
            details: details.collect(),
            next_token: None,
        })
    }
}

fn typed(request: DescribeGameSessions, has_details: bool) -> Act {
    Act::Command(Command::Typed(if has_details {
        Request::DescribeGameSessionDetails(request)
    } else {
        Request::DescribeGameSessions(request)
    }))
}
