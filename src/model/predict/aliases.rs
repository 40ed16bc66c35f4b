//! The predicted answers to calls about aliases.

use super::Predictor;
use crate::api::alias::Alias;
use crate::api::exception::ExceptionKind;
use crate::api::ids::{AliasId, FleetId};
use crate::api::reply::Response;
use crate::api::request::{CreateAlias, CreateGameSession};
use crate::spec::id::ContextId;

const U_54_BOTH: ContextId = ContextId::of("U-54/both");
const U_54_NONE: ContextId = ContextId::of("U-54/none");

impl Predictor {
    pub(super) fn create_alias(&mut self, request: &CreateAlias) -> Response {
        let id = format!("alias-{:08}", self.aliases.len() / 2 + 1);
        let arn = format!("arn:aws:gamelift:us-east-1::alias/{id}");
        let strategy = request.routing_strategy.clone();
        for name in [&id, &arn] {
            self.aliases.insert(name.clone(), strategy.fleet_id.clone());
        }
        Response::CreateAlias(Some(Alias {
            alias_id: Some(AliasId(id)),
            alias_arn: Some(arn),
            name: Some(request.name.clone()),
            routing_strategy: Some(strategy),
            ..Alias::default()
        }))
    }

    /// Returns the fleet on which a game session is created.
    pub(super) fn fleet_for(&self, request: &CreateGameSession) -> Result<FleetId, ExceptionKind> {
        match (&request.fleet_id, &request.alias_id) {
            (Some(fleet), None) => Ok(fleet.clone()),
            (Some(_), Some(_)) => Err(self.refused(U_54_BOTH)),
            (None, None) => Err(self.refused(U_54_NONE)),
            (None, Some(alias)) => self.fleet_of(alias.as_str()),
        }
    }

    /// Returns the fleet that an alias leads to.
    pub(super) fn fleet_of(&self, alias: &str) -> Result<FleetId, ExceptionKind> {
        match self.aliases.get(alias) {
            Some(Some(fleet)) => Ok(fleet.clone()),
            Some(None) => Err(ExceptionKind::TerminalRoutingStrategy),
            None => Err(ExceptionKind::NotFound),
        }
    }
}
