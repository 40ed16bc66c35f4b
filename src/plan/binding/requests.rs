//! The requests that steps are resolved to, as far as they take more than a line.

use std::collections::BTreeMap;

use super::{Binding, typed};
use crate::api::action::Action;
use crate::api::alias::RoutingStrategy;
use crate::api::document::{Document, Structure};
use crate::api::game_property::GameProperty;
use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::ids::{GameSessionId, PlayerId};
use crate::api::json;
use crate::api::request::{
    CreateAlias, CreateGameSession, CreatePlayerSessions, Request, UpdateGameSession,
};
use crate::history::{Act, Command};
use crate::plan::step::{
    AliasHandle, Changes, Chosen, Creation, DataMap, GameSessionRef, Routing, Text,
};

impl Binding {
    pub(super) fn create_game_session(&self, creation: &Creation) -> Option<Act> {
        let fleet = match creation.place.fleet() {
            Some(handle) => Some(self.site.fleet(handle)?),
            None => None,
        };
        let (alias, routed) = match creation.place.alias() {
            Some(handle) => {
                let (alias, routing) = self.aliases.get(&handle)?;
                (Some(alias.alias_id.clone()), self.site.fleet_of(*routing))
            }
            None => (None, None),
        };
        let location = fleet.or(routed).or(self.site.fleets.first())?;
        Some(typed(Request::CreateGameSession(CreateGameSession {
            fleet_id: fleet.map(|fleet| fleet.fleet_id.clone()),
            alias_id: alias,
            maximum_player_session_count: creation.maximum,
            location: location.location.clone(),
            name: creation.name.as_ref().map(|name| self.text(name)),
            game_properties: self.properties(&creation.properties),
            idempotency_token: creation
                .token
                .as_ref()
                .map(|text| token(text, &self.site.scope)),
            ..CreateGameSession::default()
        })))
    }

    pub(super) fn update(
        &self,
        game_session_id: GameSessionId,
        changes: &Changes,
    ) -> UpdateGameSession {
        let policy = changes.policy.map(PlayerSessionCreationPolicy::name);
        let protection = changes.protection.map(Chosen::<ProtectionPolicy>::name);
        UpdateGameSession {
            maximum_player_session_count: changes.maximum,
            player_session_creation_policy: policy.map(str::to_owned),
            name: changes.name.as_ref().map(|name| self.text(name)),
            protection_policy: protection.map(str::to_owned),
            game_properties: self.properties(&changes.properties),
            game_session_id,
        }
    }

    pub(super) fn properties(&self, properties: &[(Text, Text)]) -> Option<Vec<GameProperty>> {
        let properties = properties.iter();
        let properties: Vec<GameProperty> = properties
            .map(|(key, value)| GameProperty::new(self.text(key), self.text(value)))
            .collect();
        (!properties.is_empty()).then_some(properties)
    }

    pub(super) fn create_alias(&self, handle: AliasHandle, routing: Routing) -> Option<Request> {
        let routing_strategy = match routing {
            Routing::Fleet(fleet) => {
                RoutingStrategy::simple(self.site.fleet(fleet)?.fleet_id.clone())
            }
            Routing::Terminal => RoutingStrategy::terminal("closed for now"),
        };
        Some(Request::CreateAlias(CreateAlias {
            name: format!("{}alias-{}", self.site.scope, handle.0),
            description: None,
            routing_strategy,
            tags: Vec::new(),
        }))
    }

    pub(super) fn create_player_sessions(
        &self,
        game_session: GameSessionRef,
        players: &[Text],
        data: &DataMap,
    ) -> Option<Act> {
        let game_session_id = self.reference(game_session)?;
        let player_ids = players
            .iter()
            .map(|player| PlayerId(self.text(player)))
            .collect();
        let mut request = CreatePlayerSessions {
            game_session_id,
            player_ids,
            player_data_map: None,
        };
        let null_map = match data {
            DataMap::Absent => return Some(typed(Request::CreatePlayerSessions(request))),
            DataMap::Null => Document::Null,
            DataMap::Entries(entries) => {
                let values: BTreeMap<String, Option<String>> = entries
                    .iter()
                    .map(|(key, value)| {
                        (self.text(key), value.as_ref().map(|value| self.text(value)))
                    })
                    .collect();
                let texts: Option<BTreeMap<String, String>> = values
                    .iter()
                    .map(|(key, value)| Some((key.clone(), value.clone()?)))
                    .collect();
                if let Some(texts) = texts {
                    request.player_data_map = Some(texts);
                    return Some(typed(Request::CreatePlayerSessions(request)));
                }
                let document = |value: Option<String>| value.map_or(Document::Null, Document::Text);
                Document::Map(
                    values
                        .into_iter()
                        .map(|(key, value)| (key, document(value)))
                        .collect(),
                )
            }
        };
        // The API's types cannot express a null: the body goes out as bytes.
        let Document::Map(members) = Request::CreatePlayerSessions(request).to_document() else {
            return None;
        };
        let body = members
            .into_iter()
            .fold(Structure::default(), |body, (name, value)| {
                body.member(&name, Some(value))
            })
            .member("PlayerDataMap", Some(null_map))
            .build();
        Some(Act::Command(Command::Raw {
            action: Action::CreatePlayerSessions,
            body: json::write(&body),
        }))
    }
}

/// Returns a token within the scope of the case, also one whose length is what matters.
fn token(text: &Text, scope: &str) -> String {
    let rendered = text.render(scope);
    match text {
        Text::Scoped(_) | Text::Exact(_) => rendered,
        // CGS-08: with the token of another case it would be answered with that one's game session.
        Text::Repeated { .. } => {
            let filler = rendered.chars().skip(scope.chars().count());
            let length = rendered.chars().count();
            scope.chars().take(length).chain(filler).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_at_its_limit_is_the_cases_own() {
        let longest = |count| Text::Repeated {
            character: 'a',
            count,
        };
        let own = token(&longest(48), "glc-1-2-");
        assert_eq!(own, format!("glc-1-2-{}", "a".repeat(40)));
        assert_eq!(token(&longest(49), "glc-1-2-").len(), 49);
        assert_eq!(token(&longest(3), "glc-1-2-"), "glc");
        assert_eq!(
            token(&Text::Scoped("t".to_owned()), "glc-1-2-"),
            "glc-1-2-t"
        );
    }
}
