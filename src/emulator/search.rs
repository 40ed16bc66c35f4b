//! The search for active game sessions of one fleet.

use crate::api::game_session::GameSessionStatus;
use crate::api::reply::Response;
use crate::api::request::SearchGameSessions;

use super::Emulator;
use super::expression::{Attribute, Filter, SortOrder, Value};
use super::faults::Fault;
use super::paging::Page;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession};

/// The most game sessions on one page, whatever the request's limit.
const SEARCH_PAGE_SIZE: usize = 20;

impl Emulator {
    /// Finds the active game sessions that a filter matches, in the order of a sort expression,
    /// or in order of creation.
    pub(super) fn search_game_sessions(
        &self,
        request: &SearchGameSessions,
    ) -> Result<Response, Refusal> {
        let (fleet, alias) = (request.fleet_id.as_ref(), request.alias_id.as_ref());
        if fleet.is_some() == alias.is_some() {
            let question = if fleet.is_some() {
                Question::SearchOfSeveral
            } else {
                Question::SearchOfNothing
            };
            self.ask(question, "give exactly one of FleetId and AliasId")?;
            return Ok(Response::SearchGameSessions {
                game_sessions: Vec::new(),
                next_token: None,
            });
        }
        let Some(fleet) = self.fleet_to_list(fleet, alias, Fault::TerminalAliasSearches)? else {
            return Ok(Response::SearchGameSessions {
                game_sessions: Vec::new(),
                next_token: None,
            });
        };
        let filter = self.filter(request.filter_expression.as_deref())?;
        let order = request.sort_expression.as_deref();
        let order = order.map(SortOrder::parse).transpose()?;
        let listing = [
            Some("search"),
            Some(&*fleet.id),
            request.location.as_deref(),
            request.filter_expression.as_deref(),
            request.sort_expression.as_deref(),
        ];
        let limit = self.page_limit(request.limit, Fault::SearchPageOneTooLong);
        let page = Page::of(&listing, limit, request.next_token.as_deref())?;
        // Fault: SGS-01 sets a limit to every page.
        let page = if self.has(Fault::SearchPageOfAnyLength) {
            page
        } else {
            page.at_most(SEARCH_PAGE_SIZE)
        };
        // Fault: SGS-02 finds those of the fleet.
        let is_anywhere = self.has(Fault::SearchAcrossFleets);
        // Fault: SGS-03 finds what was ACTIVE.
        let is_early = self.has(Fault::SearchFindsActivating);
        let location = request.location.as_ref();
        let mut found: Vec<(GameKey, &GameSession)> = self
            .game_sessions
            .from(0)
            .filter(|(_, session)| {
                (session.fleet_id == fleet.id || is_anywhere)
                    && (session.status == GameSessionStatus::Active
                        || session.status == GameSessionStatus::Activating && is_early)
                    && location.is_none_or(|location| session.location == *location)
            })
            .filter(|(_, session)| {
                let value = |attribute: &Attribute| self.attribute(session, attribute);
                filter.as_ref().is_none_or(|filter| filter.matches(&value))
            })
            .collect();
        if let Some(order) = order {
            let value = |session: &GameSession| self.attribute(session, &order.attribute);
            found.sort_by(|(_, one), (_, other)| {
                order.compare(value(one).as_ref(), value(other).as_ref())
            });
        }
        // What is sorted by changes from call to call, so a page begins at a place, not at a key.
        let places = (0..).zip(found).filter(|(place, _)| *place >= page.start());
        let (keys, next_token) = page.take(places.map(|(place, (key, _))| (place, key)));
        let game_sessions = keys.into_iter().map(|key| self.game_session_reply(key));
        Ok(Response::SearchGameSessions {
            game_sessions: game_sessions.collect(),
            next_token,
        })
    }

    /// Reads the filter of a search.
    fn filter(&self, text: Option<&str>) -> Result<Option<Filter>, Refusal> {
        let Some(text) = text else {
            // Fault: SGS-08 has it answered.
            if self.has(Fault::SearchWithoutFilterRefused) {
                return Err(Refusal::invalid_request("FilterExpression is required"));
            }
            return Ok(None);
        };
        // Fault: SGS-05 has it refused.
        if self.has(Fault::EmptyFilterExpressionAccepted) && text.is_empty() {
            return Ok(None);
        }
        match Filter::parse(text) {
            // Fault: SGS-06 has it refused.
            Err(_) if self.has(Fault::UnreadableFilterIgnored) => Ok(None),
            read => read.map(Some),
        }
    }

    fn attribute(&self, session: &GameSession, attribute: &Attribute) -> Option<Value> {
        Some(match attribute {
            Attribute::Id => Value::Text(session.id.to_string()),
            Attribute::Name => Value::Text(session.name.clone()?),
            // A key with a period cannot be searched for.
            Attribute::Property(key) if key.contains('.') => return None,
            Attribute::Property(key) => {
                let property = session.properties.iter().find(|one| one.key == *key)?;
                Value::Text(property.value.clone())
            }
            Attribute::Maximum => Value::Number(session.maximum),
            Attribute::Created => Value::Number(self.timestamp(session.created).0),
            Attribute::Players => Value::Number(session.taken),
            Attribute::HasRoom => Value::Bool(session.taken < session.maximum),
        })
    }
}
