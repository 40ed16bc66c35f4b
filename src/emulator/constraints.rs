//! The limits on every member of every action's request, by hand.
//!
//! Knows lengths, ranges, patterns and enumerations. Does not know quotas or state: what needs
//! more than the request itself is decided by the actions.

use crate::api::action::Action;
use crate::api::document::Document;

use super::refusal::Refusal;
use super::settings::Settings;
use super::shapes::{self, Member, Presence, Shape};
use super::{patterns, wrong_limits};

/// Checks a request against the limits of its action, or what faults have in their place.
pub(super) fn check(
    action: Action,
    document: &Document,
    settings: &Settings,
) -> Result<(), Refusal> {
    let replacements = wrong_limits::replacements(action, settings);
    shapes::check(
        members(action),
        document,
        replacements,
        &settings.variations,
    )
}

/// Returns whether an action has members that are required.
pub(super) fn requires_members(action: Action) -> bool {
    let mut members = members(action).iter();
    members.any(|member| member.presence == Presence::Required)
}

/// Returns the names of all members of an action.
pub(super) fn names(action: Action) -> impl Iterator<Item = &'static str> {
    members(action).iter().map(|member| member.name)
}

/// Returns the names of the members of an action that are integers.
pub(super) fn integers(action: Action) -> impl Iterator<Item = &'static str> {
    let members = members(action).iter();
    let integers = members.filter(|member| matches!(member.shape, Shape::Integer { .. }));
    integers.map(|member| member.name)
}

/// Returns the shape of a text of any characters.
pub(super) const fn text(min: usize, max: usize) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: None,
    }
}

pub(super) const fn matching(min: usize, max: usize, pattern: fn(&str) -> bool) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: Some(pattern),
    }
}

const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        presence: Presence::Required,
        shape,
    }
}

const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        presence: Presence::Optional,
        shape,
    }
}

const INTEGER_MAX: i64 = i32::MAX as i64;

pub(super) static ARN: Shape = matching(1, 512, patterns::arn_characters);
pub(super) static ID_TEXT: Shape = matching(1, 48, patterns::name_characters);
pub(super) static NON_ZERO_AND_MAX: Shape = text(1, 1024);
pub(super) static PLAYER_ID: Shape = text(1, 1024);
pub(super) static PLAYER_DATA: Shape = text(1, 2048);
pub(super) static PLAYER_SESSION_ID: Shape = matching(1, 128, patterns::player_session_id);
static FLEET: Shape = matching(1, 512, patterns::fleet_id_or_arn);
static ALIAS: Shape = matching(1, 512, patterns::alias_id_or_arn);
static FLEET_ID: Shape = matching(1, 128, patterns::fleet_id);
static ALIAS_NAME: Shape = matching(1, 1024, patterns::non_blank);
static FREE_TEXT: Shape = text(0, usize::MAX);
static LOCATION: Shape = matching(1, 64, patterns::name_characters);
static CUSTOM_LOCATION: Shape = matching(8, 64, patterns::custom_location);
static CUSTOM_LOCATION_OR_ARN: Shape = matching(1, 128, patterns::custom_location_or_arn);
static COMPUTE_NAME: Shape = matching(1, 128, patterns::compute_name);
static COMPUTE_NAME_OR_ARN: Shape = matching(0, 1024, patterns::compute_name_or_arn);
static IP_ADDRESS: Shape = matching(1, 128, patterns::ip_address);
static DNS_NAME: Shape = matching(1, 256, patterns::dns_name);
static COST: Shape = matching(1, 11, patterns::cost);
static GAME_SESSION_DATA: Shape = text(1, 262_144);

pub(super) static WHOLE_NUMBER: Shape = Shape::Integer {
    min: 0,
    max: INTEGER_MAX,
};
pub(super) static POSITIVE_INTEGER: Shape = Shape::Integer {
    min: 1,
    max: INTEGER_MAX,
};

static POLICY: Shape = Shape::Choice(&["ACCEPT_ALL", "DENY_ALL"]);
static PROTECTION: Shape = Shape::Choice(&["NoProtection", "FullProtection"]);
pub(super) static TERMINATION_MODE: Shape =
    Shape::Choice(&["TRIGGER_ON_PROCESS_TERMINATE", "FORCE_TERMINATE"]);
static ROUTING_STRATEGY_TYPE: Shape = Shape::Choice(&["SIMPLE", "TERMINAL"]);
static COMPUTE_TYPE: Shape = Shape::Choice(&["EC2", "ANYWHERE"]);

pub(super) static PLAYER_IDS: Shape = Shape::List {
    min: 1,
    max: 25,
    of: &PLAYER_ID,
};
static PLAYER_DATA_MAP: Shape = Shape::Map {
    key: &NON_ZERO_AND_MAX,
    value: &PLAYER_DATA,
};
static FLEETS: Shape = Shape::List {
    min: 1,
    max: usize::MAX,
    of: &FLEET,
};

static PROPERTY_KEY: Shape = text(0, 32);
static PROPERTY_VALUE: Shape = text(0, 96);
static PROPERTY: Shape = Shape::Structure(&[
    required("Key", &PROPERTY_KEY),
    required("Value", &PROPERTY_VALUE),
]);
static PROPERTIES: Shape = Shape::List {
    min: 0,
    max: 16,
    of: &PROPERTY,
};

static ROUTING_STRATEGY: Shape = Shape::Structure(&[
    optional("Type", &ROUTING_STRATEGY_TYPE),
    optional("FleetId", &FLEET_ID),
    optional("Message", &FREE_TEXT),
]);

static TAG_KEY: Shape = text(1, 128);
static TAG_VALUE: Shape = text(0, 256);
static TAG: Shape = Shape::Structure(&[required("Key", &TAG_KEY), required("Value", &TAG_VALUE)]);
static TAGS: Shape = Shape::List {
    min: 0,
    max: 200,
    of: &TAG,
};

static LOCATION_CONFIGURATION: Shape = Shape::Structure(&[required("Location", &LOCATION)]);
static LOCATIONS: Shape = Shape::List {
    min: 1,
    max: 100,
    of: &LOCATION_CONFIGURATION,
};
static ANYWHERE: Shape = Shape::Structure(&[required("Cost", &COST)]);

static CREATE_PLAYER_SESSIONS: [Member; 3] = [
    required("GameSessionId", &ARN),
    required("PlayerIds", &PLAYER_IDS),
    optional("PlayerDataMap", &PLAYER_DATA_MAP),
];

static CREATE_PLAYER_SESSION: [Member; 3] = [
    required("GameSessionId", &ARN),
    required("PlayerId", &PLAYER_ID),
    optional("PlayerData", &PLAYER_DATA),
];

static DESCRIBE_PLAYER_SESSIONS: [Member; 6] = [
    optional("GameSessionId", &ARN),
    optional("PlayerId", &PLAYER_ID),
    optional("PlayerSessionId", &PLAYER_SESSION_ID),
    optional("PlayerSessionStatusFilter", &NON_ZERO_AND_MAX),
    optional("Limit", &POSITIVE_INTEGER),
    optional("NextToken", &NON_ZERO_AND_MAX),
];

static CREATE_GAME_SESSION: [Member; 10] = [
    optional("FleetId", &FLEET),
    optional("AliasId", &ALIAS),
    required("MaximumPlayerSessionCount", &WHOLE_NUMBER),
    optional("Name", &NON_ZERO_AND_MAX),
    optional("GameProperties", &PROPERTIES),
    optional("CreatorId", &NON_ZERO_AND_MAX),
    optional("GameSessionId", &ID_TEXT),
    optional("IdempotencyToken", &ID_TEXT),
    optional("GameSessionData", &GAME_SESSION_DATA),
    optional("Location", &LOCATION),
];

static DESCRIBE_GAME_SESSIONS: [Member; 7] = [
    optional("FleetId", &FLEET),
    optional("GameSessionId", &ARN),
    optional("AliasId", &ALIAS),
    optional("Location", &LOCATION),
    optional("StatusFilter", &NON_ZERO_AND_MAX),
    optional("Limit", &POSITIVE_INTEGER),
    optional("NextToken", &NON_ZERO_AND_MAX),
];

static SEARCH_GAME_SESSIONS: [Member; 7] = [
    optional("FleetId", &FLEET),
    optional("AliasId", &ALIAS),
    optional("Location", &LOCATION),
    optional("FilterExpression", &NON_ZERO_AND_MAX),
    optional("SortExpression", &NON_ZERO_AND_MAX),
    optional("Limit", &POSITIVE_INTEGER),
    optional("NextToken", &NON_ZERO_AND_MAX),
];

static UPDATE_GAME_SESSION: [Member; 6] = [
    required("GameSessionId", &ARN),
    optional("MaximumPlayerSessionCount", &WHOLE_NUMBER),
    optional("Name", &NON_ZERO_AND_MAX),
    optional("PlayerSessionCreationPolicy", &POLICY),
    optional("ProtectionPolicy", &PROTECTION),
    optional("GameProperties", &PROPERTIES),
];

static TERMINATE_GAME_SESSION: [Member; 2] = [
    required("GameSessionId", &ARN),
    required("TerminationMode", &TERMINATION_MODE),
];

static CREATE_LOCATION: [Member; 2] = [
    required("LocationName", &CUSTOM_LOCATION),
    optional("Tags", &TAGS),
];

static DELETE_LOCATION: [Member; 1] = [required("LocationName", &CUSTOM_LOCATION_OR_ARN)];

static CREATE_FLEET: [Member; 6] = [
    required("Name", &NON_ZERO_AND_MAX),
    optional("Description", &NON_ZERO_AND_MAX),
    optional("Locations", &LOCATIONS),
    optional("Tags", &TAGS),
    optional("ComputeType", &COMPUTE_TYPE),
    optional("AnywhereConfiguration", &ANYWHERE),
];

static DESCRIBE_FLEET_ATTRIBUTES: [Member; 3] = [
    optional("FleetIds", &FLEETS),
    optional("Limit", &POSITIVE_INTEGER),
    optional("NextToken", &NON_ZERO_AND_MAX),
];

static DELETE_FLEET: [Member; 1] = [required("FleetId", &FLEET)];

static REGISTER_COMPUTE: [Member; 6] = [
    required("FleetId", &FLEET),
    required("ComputeName", &COMPUTE_NAME),
    optional("CertificatePath", &NON_ZERO_AND_MAX),
    optional("DnsName", &DNS_NAME),
    optional("IpAddress", &IP_ADDRESS),
    optional("Location", &LOCATION),
];

static COMPUTE_OF_FLEET: [Member; 2] = [
    required("FleetId", &FLEET),
    required("ComputeName", &COMPUTE_NAME_OR_ARN),
];

static CREATE_ALIAS: [Member; 4] = [
    required("Name", &ALIAS_NAME),
    optional("Description", &NON_ZERO_AND_MAX),
    required("RoutingStrategy", &ROUTING_STRATEGY),
    optional("Tags", &TAGS),
];

static UPDATE_ALIAS: [Member; 4] = [
    required("AliasId", &ALIAS),
    optional("Name", &ALIAS_NAME),
    optional("Description", &NON_ZERO_AND_MAX),
    optional("RoutingStrategy", &ROUTING_STRATEGY),
];

static ALIAS_ALONE: [Member; 1] = [required("AliasId", &ALIAS)];

fn members(action: Action) -> &'static [Member] {
    match action {
        Action::CreatePlayerSessions => &CREATE_PLAYER_SESSIONS,
        Action::CreatePlayerSession => &CREATE_PLAYER_SESSION,
        Action::DescribePlayerSessions => &DESCRIBE_PLAYER_SESSIONS,
        Action::CreateGameSession => &CREATE_GAME_SESSION,
        Action::DescribeGameSessions | Action::DescribeGameSessionDetails => {
            &DESCRIBE_GAME_SESSIONS
        }
        Action::SearchGameSessions => &SEARCH_GAME_SESSIONS,
        Action::UpdateGameSession => &UPDATE_GAME_SESSION,
        Action::TerminateGameSession => &TERMINATE_GAME_SESSION,
        Action::CreateLocation => &CREATE_LOCATION,
        Action::DeleteLocation => &DELETE_LOCATION,
        Action::CreateFleet => &CREATE_FLEET,
        Action::DescribeFleetAttributes => &DESCRIBE_FLEET_ATTRIBUTES,
        Action::DeleteFleet => &DELETE_FLEET,
        Action::RegisterCompute => &REGISTER_COMPUTE,
        Action::DeregisterCompute | Action::GetComputeAuthToken => &COMPUTE_OF_FLEET,
        Action::CreateAlias => &CREATE_ALIAS,
        Action::UpdateAlias => &UPDATE_ALIAS,
        Action::DeleteAlias | Action::ResolveAlias => &ALIAS_ALONE,
    }
}
