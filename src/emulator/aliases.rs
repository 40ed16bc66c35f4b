//! Aliases: names for fleets that can be pointed elsewhere.
//!
//! A simple alias leads to a fleet, a terminal one leads nowhere and says so. Whether the fleet
//! is still there is looked at when the alias is used.

use crate::api::alias::{self, RoutingStrategy, RoutingStrategyType};
use crate::api::exception::ExceptionKind;
use crate::api::ids::{AliasId, FleetId};
use crate::api::reply::Response;
use crate::api::request::{CreateAlias, CreateGameSession, UpdateAlias};

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::provisioning::resource;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{Alias, Fleet, GameKey, Routing};

impl Emulator {
    /// Creates an alias and returns its id beside the response.
    pub(super) fn create_alias(
        &mut self,
        request: CreateAlias,
    ) -> Result<(Response, String), Refusal> {
        let routing = self.routing(&request.routing_strategy)?;
        let id = format!("alias-{}", self.ids.next());
        let alias = Alias {
            id: id.clone(),
            name: request.name,
            description: request.description,
            routing,
            created: self.now,
            updated: self.now,
        };
        let reply = self.alias_reply(&alias);
        self.aliases.insert(id.clone(), alias);
        self.alias_count += 1;
        Ok((Response::CreateAlias(Some(reply)), id))
    }

    /// Changes an alias and returns its id beside the response; members that are absent stay as
    /// they are.
    pub(super) fn update_alias(
        &mut self,
        request: UpdateAlias,
    ) -> Result<(Response, String), Refusal> {
        let mut alias = self.alias(&request.alias_id)?.clone();
        if let Some(strategy) = &request.routing_strategy {
            alias.routing = self.routing(strategy)?;
        }
        alias.name = request.name.unwrap_or(alias.name);
        alias.description = request.description.or(alias.description);
        alias.updated = self.now;
        let reply = self.alias_reply(&alias);
        let id = alias.id.clone();
        self.aliases.insert(id.clone(), alias);
        Ok((Response::UpdateAlias(Some(reply)), id))
    }

    /// Deletes an alias and returns its id; the fleet stays.
    pub(super) fn delete_alias(&mut self, id: &AliasId) -> Result<String, Refusal> {
        let id = self.alias(id)?.id.clone();
        self.aliases.remove(&id);
        Ok(id)
    }

    /// Tells the fleet that an alias stands for.
    pub(super) fn resolve_alias(&self, id: &AliasId) -> Result<Response, Refusal> {
        let fleet = self.fleet_of_alias(id)?;
        Ok(Response::ResolveAlias {
            fleet_id: Some(FleetId(fleet.id.to_string())),
            fleet_arn: Some(self.fleet_arn(&fleet.id)),
        })
    }

    /// Finds the fleet that a request names, by itself or by an alias: exactly one of both.
    pub(super) fn fleet_named(
        &self,
        fleet: Option<&FleetId>,
        alias: Option<&AliasId>,
    ) -> Result<&Fleet, Refusal> {
        match (fleet, alias) {
            (Some(fleet), None) => self.fleet(fleet),
            (None, Some(alias)) => self.fleet_of_alias(alias),
            (None, None) => Err(Refusal::invalid_request("FleetId or AliasId is required")),
            (Some(_), Some(_)) => {
                let message = "give either FleetId or AliasId, not both";
                Err(Refusal::invalid_request(message))
            }
        }
    }

    /// Finds the fleet on which a request has a game session created.
    pub(super) fn fleet_to_create_on(
        &self,
        request: &CreateGameSession,
    ) -> Result<&Fleet, Refusal> {
        let alias = request.alias_id.as_ref();
        let found = self.fleet_named(request.fleet_id.as_ref(), alias);
        match found {
            // Fault: CGS-12 has nothing created.
            Err(refusal) if self.has(Fault::TerminalAliasCreates) && is_no_route(&refusal) => {
                self.fleets.values().next().ok_or(refusal)
            }
            // Fault: CGS-12 names the exception.
            Err(refusal) if self.has(Fault::TerminalAliasNotFound) && is_no_route(&refusal) => {
                Err(Refusal::not_found("no such alias"))
            }
            // Fault: CGS-11 has it on the alias's fleet.
            Ok(fleet) if self.has(Fault::AliasLeadsToAnotherFleet) && alias.is_some() => {
                Ok(self.another_fleet(fleet))
            }
            found => found,
        }
    }

    /// Finds the fleet whose game sessions are listed or searched, `None` where none are.
    pub(super) fn fleet_to_list(
        &self,
        fleet: Option<&FleetId>,
        alias: Option<&AliasId>,
        on_terminal: Fault,
    ) -> Result<Option<&Fleet>, Refusal> {
        match self.fleet_named(fleet, alias) {
            // Faults: DGS-13 and SGS-10 have it refused.
            Err(refusal) if self.has(on_terminal) && is_no_route(&refusal) => Ok(None),
            found => found.map(Some),
        }
    }

    /// Finds the game session that a call for players means by an alias, which only a fault does.
    pub(super) fn newest_by_alias(&self, id: &str) -> Option<GameKey> {
        let alias = self.aliases.get(resource(id, "alias/"))?;
        let mut all = self.game_sessions.from(0);
        // Faults: CPS-07 wants a game session.
        let newest = match &alias.routing {
            Routing::Simple(fleet) if self.has(Fault::AliasReservesInNewestGameSession) => {
                all.filter(|(_, one)| one.fleet_id == *fleet).last()
            }
            Routing::Terminal(_) if self.has(Fault::TerminalAliasReserves) => all.by_ref().last(),
            Routing::Simple(_) | Routing::Terminal(_) => None,
        };
        newest.map(|(key, _)| key)
    }

    fn another_fleet<'a>(&'a self, fleet: &'a Fleet) -> &'a Fleet {
        let mut all = self.fleets.values();
        all.find(|one| one.id != fleet.id).unwrap_or(fleet)
    }

    /// Refuses an id that is a terminal alias's (U-28); any other id passes.
    pub(super) fn refuse_terminal_alias(&self, id: &str) -> Result<(), Refusal> {
        match self.aliases.get(resource(id, "alias/")) {
            // Fault: CPS-07 wants a game session.
            Some(_) if self.has(Fault::TerminalAliasReserves) => Ok(()),
            Some(alias) if self.answers(Question::TerminalAlias, Answer::TerminalAlias) => {
                alias.terminal_message().map_or(Ok(()), refuse_route)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn fleet_of_alias(&self, id: &AliasId) -> Result<&Fleet, Refusal> {
        match &self.alias(id)?.routing {
            Routing::Simple(fleet) => self.fleet(&FleetId(fleet.to_string())),
            Routing::Terminal(message) => refuse_route(message),
        }
    }

    fn alias(&self, id: &AliasId) -> Result<&Alias, Refusal> {
        self.aliases
            .get(resource(id.as_str(), "alias/"))
            .ok_or_else(|| Refusal::not_found("no such alias"))
    }

    /// Returns what a routing strategy means; what the other type would need is dropped.
    fn routing(&self, strategy: &RoutingStrategy) -> Result<Routing, Refusal> {
        let strategy_type = strategy.strategy_type.as_deref();
        match strategy_type.and_then(RoutingStrategyType::parse) {
            Some(RoutingStrategyType::Simple) => {
                let needed =
                    || Refusal::invalid_request("a SIMPLE routing strategy needs a FleetId");
                let fleet = strategy.fleet_id.as_ref().ok_or_else(needed)?;
                // CreateAlias declares no NotFoundException.
                let unknown = |_| Refusal::invalid_request("no such fleet");
                let fleet = self.fleet(fleet).map_err(unknown)?;
                Ok(Routing::Simple(fleet.id.clone()))
            }
            Some(RoutingStrategyType::Terminal) => Ok(Routing::Terminal(
                strategy.message.clone().unwrap_or_default(),
            )),
            None => Err(Refusal::invalid_request("RoutingStrategy needs a Type")),
        }
    }

    fn alias_reply(&self, record: &Alias) -> alias::Alias {
        let region = &self.settings.region;
        alias::Alias {
            alias_id: Some(AliasId(record.id.clone())),
            name: Some(record.name.clone()),
            alias_arn: Some(format!("arn:aws:gamelift:{region}::alias/{}", record.id)),
            description: record.description.clone(),
            routing_strategy: Some(match &record.routing {
                Routing::Simple(fleet) => RoutingStrategy::simple(FleetId(fleet.to_string())),
                Routing::Terminal(message) => RoutingStrategy::terminal(message.as_str()),
            }),
            creation_time: Some(self.timestamp(record.created)),
            last_updated_time: Some(self.timestamp(record.updated)),
        }
    }
}

fn is_no_route(refusal: &Refusal) -> bool {
    refusal.kind == ExceptionKind::TerminalRoutingStrategy
}

/// Refuses the way through a terminal alias with the alias's own message.
fn refuse_route<T>(message: &str) -> Result<T, Refusal> {
    let message = if message.is_empty() {
        "the alias has a terminal routing strategy"
    } else {
        message
    };
    Err(Refusal::new(
        ExceptionKind::TerminalRoutingStrategy,
        message,
    ))
}
