//! Requests as calls of the SDK.

use aws_sdk_gamelift::Client;
use aws_sdk_gamelift::types::{GameProperty, PlayerSessionCreationPolicy, ProtectionPolicy, Tag};

use super::{Failure, exceptions, responses};
use crate::api::reply::Reply;
use crate::api::request::{
    CreateAlias, CreateGameSession, CreatePlayerSession, CreatePlayerSessions,
    DescribeGameSessions, DescribePlayerSessions, Request, SearchGameSessions,
    TerminateGameSession, UpdateAlias, UpdateGameSession,
};
use crate::api::{alias, game_property, tag};

/// What the SDK made of a reply.
type Decoded = Result<Reply, Failure>;

/// Makes the call that a request stands for, `None` where the SDK has no such call.
pub(super) async fn send(client: &Client, request: &Request) -> Option<Decoded> {
    match request {
        Request::CreatePlayerSessions(one) => Some(create_player_sessions(client, one).await),
        Request::CreatePlayerSession(one) => Some(create_player_session(client, one).await),
        Request::DescribePlayerSessions(one) => describe_player_sessions(client, one).await,
        Request::CreateGameSession(one) => create_game_session(client, one).await,
        Request::DescribeGameSessions(one) => describe_game_sessions(client, one).await,
        Request::DescribeGameSessionDetails(one) => details(client, one).await,
        Request::SearchGameSessions(one) => search_game_sessions(client, one).await,
        Request::UpdateGameSession(one) => update_game_session(client, one).await,
        Request::TerminateGameSession(one) => Some(terminate_game_session(client, one).await),
        Request::CreateAlias(one) => Some(create_alias(client, one).await),
        Request::UpdateAlias(one) => Some(update_alias(client, one).await),
        Request::ResolveAlias(_)
        | Request::DeleteAlias(_)
        | Request::CreateLocation(_)
        | Request::DeleteLocation(_)
        | Request::CreateFleet(_)
        | Request::DescribeFleetAttributes(_)
        | Request::DeleteFleet(_)
        | Request::RegisterCompute(_)
        | Request::DeregisterCompute(_)
        | Request::GetComputeAuthToken(_) => None,
    }
}

async fn create_player_sessions(client: &Client, request: &CreatePlayerSessions) -> Decoded {
    let players = request.player_ids.iter().map(|player| player.0.clone());
    let data = request.player_data_map.as_ref();
    let call = client
        .create_player_sessions()
        .game_session_id(&request.game_session_id.0)
        .set_player_ids(Some(players.collect()))
        .set_player_data_map(data.map(|data| data.clone().into_iter().collect()));
    match call.send().await {
        Ok(output) => Ok(responses::created(output.player_sessions())),
        Err(error) => exceptions::reply(error),
    }
}

async fn create_player_session(client: &Client, request: &CreatePlayerSession) -> Decoded {
    let call = client
        .create_player_session()
        .game_session_id(&request.game_session_id.0)
        .player_id(&request.player_id.0)
        .set_player_data(request.player_data.clone());
    match call.send().await {
        Ok(output) => Ok(responses::created_one(output.player_session())),
        Err(error) => exceptions::reply(error),
    }
}

async fn describe_player_sessions(
    client: &Client,
    request: &DescribePlayerSessions,
) -> Option<Decoded> {
    let call = client
        .describe_player_sessions()
        .set_game_session_id(request.game_session_id.as_ref().map(|id| id.0.clone()))
        .set_player_id(request.player_id.as_ref().map(|id| id.0.clone()))
        .set_player_session_id(request.player_session_id.as_ref().map(|id| id.0.clone()))
        .set_player_session_status_filter(request.status_filter.clone())
        .set_limit(request.limit.map(i32::try_from).transpose().ok()?)
        .set_next_token(request.next_token.clone());
    Some(match call.send().await {
        Ok(output) => Ok(responses::player_sessions(&output)),
        Err(error) => exceptions::reply(error),
    })
}

async fn create_game_session(client: &Client, request: &CreateGameSession) -> Option<Decoded> {
    let call = client
        .create_game_session()
        .set_fleet_id(request.fleet_id.as_ref().map(|id| id.as_str().to_owned()))
        .set_alias_id(request.alias_id.as_ref().map(|id| id.0.clone()))
        .maximum_player_session_count(i32::try_from(request.maximum_player_session_count).ok()?)
        .set_location(request.location.clone())
        .set_name(request.name.clone())
        .set_game_properties(properties(request.game_properties.as_deref()))
        .set_creator_id(request.creator_id.clone())
        .set_idempotency_token(request.idempotency_token.clone())
        .set_game_session_id(request.game_session_id.clone())
        .set_game_session_data(request.game_session_data.clone());
    Some(match call.send().await {
        Ok(output) => Ok(responses::game_session_created(output.game_session())),
        Err(error) => exceptions::reply(error),
    })
}

/// Sets the members that both descriptions of game sessions have, in builders of two types.
macro_rules! of_game_sessions {
    ($builder:expr, $request:ident) => {
        $builder
            .set_fleet_id($request.fleet_id.as_ref().map(|id| id.as_str().to_owned()))
            .set_game_session_id($request.game_session_id.as_ref().map(|id| id.0.clone()))
            .set_alias_id($request.alias_id.as_ref().map(|id| id.0.clone()))
            .set_location($request.location.clone())
            .set_status_filter($request.status_filter.clone())
            .set_limit($request.limit.map(i32::try_from).transpose().ok()?)
            .set_next_token($request.next_token.clone())
    };
}

async fn describe_game_sessions(
    client: &Client,
    request: &DescribeGameSessions,
) -> Option<Decoded> {
    let call = of_game_sessions!(client.describe_game_sessions(), request);
    Some(match call.send().await {
        Ok(output) => Ok(responses::game_sessions(&output)),
        Err(error) => exceptions::reply(error),
    })
}

async fn details(client: &Client, request: &DescribeGameSessions) -> Option<Decoded> {
    let call = of_game_sessions!(client.describe_game_session_details(), request);
    Some(match call.send().await {
        Ok(output) => Ok(responses::details(&output)),
        Err(error) => exceptions::reply(error),
    })
}

async fn search_game_sessions(client: &Client, request: &SearchGameSessions) -> Option<Decoded> {
    let call = client
        .search_game_sessions()
        .set_fleet_id(request.fleet_id.as_ref().map(|id| id.as_str().to_owned()))
        .set_alias_id(request.alias_id.as_ref().map(|id| id.0.clone()))
        .set_location(request.location.clone())
        .set_filter_expression(request.filter_expression.clone())
        .set_sort_expression(request.sort_expression.clone())
        .set_limit(request.limit.map(i32::try_from).transpose().ok()?)
        .set_next_token(request.next_token.clone());
    Some(match call.send().await {
        Ok(output) => Ok(responses::found(&output)),
        Err(error) => exceptions::reply(error),
    })
}

async fn update_game_session(client: &Client, request: &UpdateGameSession) -> Option<Decoded> {
    let policy = request.player_session_creation_policy.as_deref();
    let protection = request.protection_policy.as_deref();
    let maximum = request.maximum_player_session_count;
    // What does not fit in the SDK's types is not its to say.
    let maximum = maximum.map(i32::try_from).transpose().ok()?;
    let call = client
        .update_game_session()
        .game_session_id(&request.game_session_id.0)
        .set_maximum_player_session_count(maximum)
        .set_player_session_creation_policy(policy.map(PlayerSessionCreationPolicy::from))
        .set_name(request.name.clone())
        .set_protection_policy(protection.map(ProtectionPolicy::from))
        .set_game_properties(properties(request.game_properties.as_deref()));
    Some(match call.send().await {
        Ok(output) => Ok(responses::game_session_updated(output.game_session())),
        Err(error) => exceptions::reply(error),
    })
}

async fn terminate_game_session(client: &Client, request: &TerminateGameSession) -> Decoded {
    let call = client
        .terminate_game_session()
        .game_session_id(&request.game_session_id.0)
        .termination_mode(request.termination_mode.as_str().into());
    match call.send().await {
        Ok(output) => Ok(responses::game_session_terminated(output.game_session())),
        Err(error) => exceptions::reply(error),
    }
}

async fn create_alias(client: &Client, request: &CreateAlias) -> Decoded {
    let call = client
        .create_alias()
        .name(&request.name)
        .set_description(request.description.clone())
        .routing_strategy(strategy(&request.routing_strategy))
        .set_tags(tags(&request.tags));
    match call.send().await {
        Ok(output) => Ok(responses::alias_created(output.alias())),
        Err(error) => exceptions::reply(error),
    }
}

async fn update_alias(client: &Client, request: &UpdateAlias) -> Decoded {
    let call = client
        .update_alias()
        .alias_id(&request.alias_id.0)
        .set_name(request.name.clone())
        .set_description(request.description.clone())
        .set_routing_strategy(request.routing_strategy.as_ref().map(strategy));
    match call.send().await {
        Ok(output) => Ok(responses::alias_updated(output.alias())),
        Err(error) => exceptions::reply(error),
    }
}

fn strategy(strategy: &alias::RoutingStrategy) -> aws_sdk_gamelift::types::RoutingStrategy {
    let kind = strategy.strategy_type.as_deref();
    aws_sdk_gamelift::types::RoutingStrategy::builder()
        .set_type(kind.map(Into::into))
        .set_fleet_id(strategy.fleet_id.as_ref().map(|id| id.as_str().to_owned()))
        .set_message(strategy.message.clone())
        .build()
}

/// Returns tags in the SDK's type, `None` where there is none.
fn tags(tags: &[tag::Tag]) -> Option<Vec<Tag>> {
    let each = tags
        .iter()
        .map(|one| Tag::builder().key(&one.key).value(&one.value).build());
    (!tags.is_empty()).then(|| each.collect())
}

/// Returns properties in the SDK's type.
fn properties(properties: Option<&[game_property::GameProperty]>) -> Option<Vec<GameProperty>> {
    let property = |one: &game_property::GameProperty| {
        let builder = GameProperty::builder().key(&one.key).value(&one.value);
        builder.build()
    };
    properties.map(|properties| properties.iter().map(property).collect())
}
