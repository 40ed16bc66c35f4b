"""Game sessions, player sessions and aliases, through an unmodified boto3."""

import pathlib
import sys

from account import expect, expect_refusal, say

# One game server for all that speak Python.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benches" / "peers"))

from game_server import GameServer  # noqa: E402


class Ground:
    """A fleet with a compute, and how to put game servers on it."""

    def __init__(self, client, fleet_id, location, address, token):
        self.client = client
        self.fleet_id = fleet_id
        self.location = location
        self.address = address
        self.token = token
        self.servers = {}

    def connect(self):
        """Connects a game server that is ready."""
        return GameServer(self.address, self.fleet_id, "boto3-compute", self.token)

    def create(self, **members):
        """Creates a game session on a game server of its own, activates it and returns its id."""
        server = self.connect()
        members.setdefault("MaximumPlayerSessionCount", 5)
        if "AliasId" not in members:
            members["FleetId"] = self.fleet_id
        created = self.client.create_game_session(Location=self.location, **members)["GameSession"]
        expect(created["Status"] == "ACTIVATING", f"create_game_session: {created}")
        game_session_id = created["GameSessionId"]
        push = server.await_push("CreateGameSession")
        expect(push["GameSessionId"] == game_session_id, f"the push is for another: {push}")
        status = server.call("ActivateGameSession", GameSessionId=game_session_id)
        expect(status == 200, f"ActivateGameSession -> {status}")
        self.servers[game_session_id] = server
        return game_session_id

    def describe(self, game_session_id):
        """Describes one game session."""
        found = self.client.describe_game_sessions(GameSessionId=game_session_id)["GameSessions"]
        expect(len(found) == 1, f"describe_game_sessions: {found}")
        return found[0]

    def end_all(self):
        """Ends every game server that is left."""
        while self.servers:
            self.servers.popitem()[1].end()


def pages(client, action, list_name, **members):
    """Returns all pages of a listing, each as a list."""
    paginator = client.get_paginator(action)
    return [page[list_name] for page in paginator.paginate(**members)]


def check_tokens(ground):
    """A token returns the same game session, and refuses other parameters."""
    client, token = ground.client, "boto3-token"
    game_session_id = ground.create(IdempotencyToken=token)
    expect(game_session_id.endswith(f"/{token}"), f"the id lacks its token: {game_session_id}")
    members = {
        "FleetId": ground.fleet_id,
        "Location": ground.location,
        "IdempotencyToken": token,
    }
    again = client.create_game_session(**members, MaximumPlayerSessionCount=5)["GameSession"]
    expect(again["GameSessionId"] == game_session_id, f"another game session: {again}")
    expect(again["Status"] == "ACTIVE", f"a stale status: {again}")
    say("create_game_session -> the same game session for the same token")
    expect_refusal(
        client.exceptions.IdempotentParameterMismatchException,
        client.create_game_session,
        **members,
        MaximumPlayerSessionCount=6,
    )
    return game_session_id


def check_update(ground, game_session_id):
    """An update changes what it names; properties are merged."""
    client = ground.client
    for properties in [{"mode": "a", "map": "b"}, {"mode": "c"}]:
        updated = client.update_game_session(
            GameSessionId=game_session_id,
            MaximumPlayerSessionCount=6,
            Name="boto3-game",
            ProtectionPolicy="FullProtection",
            GameProperties=[{"Key": key, "Value": value} for key, value in properties.items()],
        )["GameSession"]
    found = {entry["Key"]: entry["Value"] for entry in updated["GameProperties"]}
    expect(found == {"mode": "c", "map": "b"}, f"the properties are {found}")
    expect(updated == ground.describe(game_session_id), f"update_game_session: {updated}")
    details = client.describe_game_session_details(GameSessionId=game_session_id)
    [detail] = details["GameSessionDetails"]
    expect(detail["ProtectionPolicy"] == "FullProtection", f"the detail is {detail}")
    expect(detail["GameSession"] == updated, f"the detail is {detail}")
    say("update_game_session -> name, maximum, protection and merged properties")


def check_players(ground, game_session_id):
    """Player sessions by every key, filtered and in pages."""
    client = ground.client
    player_ids = [f"boto3-player-{number}" for number in range(5)]
    created = client.create_player_sessions(
        GameSessionId=game_session_id,
        PlayerIds=player_ids,
        PlayerDataMap={player_ids[0]: "data"},
    )["PlayerSessions"]
    first = created[0]["PlayerSessionId"]
    server = ground.servers[game_session_id]
    players = {"GameSessionId": game_session_id, "PlayerSessionId": first}
    expect(server.call("AcceptPlayerSession", **players) == 200, "the player is not accepted")
    found = pages(
        client,
        "describe_player_sessions",
        "PlayerSessions",
        GameSessionId=game_session_id,
        PaginationConfig={"PageSize": 2},
    )
    expect([len(page) for page in found] == [2, 2, 1], f"the pages are {found}")
    ids = {record["PlayerSessionId"] for page in found for record in page}
    expect(ids == {record["PlayerSessionId"] for record in created}, f"the pages hold {ids}")
    say("describe_player_sessions -> 5 player sessions in pages of 2")
    for key, members, count in [
        ("game session and status", {"GameSessionId": game_session_id}, 4),
        ("player, whatever the status", {"PlayerId": player_ids[0]}, 1),
        ("player session, whatever the status", {"PlayerSessionId": first}, 1),
    ]:
        records = client.describe_player_sessions(
            PlayerSessionStatusFilter="RESERVED", **members
        )["PlayerSessions"]
        expect(len(records) == count, f"by {key}: {records}")
        say(f"describe_player_sessions -> by {key}: {count}")
    exceptions = client.exceptions
    for members in [{}, {"GameSessionId": game_session_id, "PlayerId": player_ids[0]}]:
        expect_refusal(
            exceptions.InvalidRequestException, client.describe_player_sessions, **members
        )
    expect_refusal(
        exceptions.InvalidRequestException,
        client.describe_player_sessions,
        GameSessionId=game_session_id,
        NextToken="forged",
    )
    expect_refusal(
        exceptions.GameSessionFullException,
        client.create_player_sessions,
        GameSessionId=game_session_id,
        PlayerIds=["boto3-player-5", "boto3-player-6"],
    )


def check_listings(ground, full_id):
    """Game sessions by fleet in pages, and found by a search."""
    client = ground.client
    ids = [full_id, *(ground.create(MaximumPlayerSessionCount=count) for count in (1, 20, 10))]
    for action, list_name, unwrap in [
        ("describe_game_sessions", "GameSessions", lambda item: item),
        ("describe_game_session_details", "GameSessionDetails", lambda item: item["GameSession"]),
        ("search_game_sessions", "GameSessions", lambda item: item),
    ]:
        found = pages(
            client, action, list_name, FleetId=ground.fleet_id, PaginationConfig={"PageSize": 3}
        )
        expect([len(page) for page in found] == [3, 1], f"{action}: {found}")
        seen = {unwrap(item)["GameSessionId"] for page in found for item in page}
        expect(seen == set(ids), f"{action}: {found}")
        say(f"{action} -> 4 game sessions in pages of 3")
    found = client.search_game_sessions(
        FleetId=ground.fleet_id,
        FilterExpression="maximumSessions>=10 AND hasAvailablePlayerSessions=true",
        SortExpression="maximumSessions ASC",
    )["GameSessions"]
    maxima = [item["MaximumPlayerSessionCount"] for item in found]
    expect(maxima == [10, 20], f"search_game_sessions: {found}")
    say("search_game_sessions -> what the filter asks for, sorted")
    found = client.search_game_sessions(
        FleetId=ground.fleet_id, FilterExpression="gameSessionProperties.mode = 'c'"
    )["GameSessions"]
    expect([item["GameSessionId"] for item in found] == [full_id], f"by property: {found}")
    say("search_game_sessions -> by property")
    expect_refusal(
        client.exceptions.InvalidRequestException,
        client.search_game_sessions,
        FleetId=ground.fleet_id,
        FilterExpression="maximumSessions",
    )


def check_aliases(ground, undo):
    """An alias leads to the fleet until it is terminal."""
    client, exceptions = ground.client, ground.client.exceptions
    simple = {"Type": "SIMPLE", "FleetId": ground.fleet_id}
    alias = client.create_alias(Name="boto3-alias", RoutingStrategy=simple)["Alias"]
    alias_id = alias["AliasId"]
    undo.append(("delete_alias", {"AliasId": alias_id}))
    expect(alias["RoutingStrategy"] == simple, f"create_alias: {alias}")
    expect(alias["AliasArn"].endswith(f"::alias/{alias_id}"), f"create_alias: {alias}")
    resolved = client.resolve_alias(AliasId=alias["AliasArn"])
    expect(resolved["FleetId"] == ground.fleet_id, f"resolve_alias: {resolved}")
    ground.create(AliasId=alias_id)
    found = client.describe_game_sessions(AliasId=alias_id)["GameSessions"]
    expect(len(found) == 5, f"describe_game_sessions by alias: {found}")
    say(f"create_alias -> {alias_id}, which leads to the fleet")
    players = {"GameSessionId": alias_id, "PlayerIds": ["boto3-player"]}
    expect_refusal(exceptions.NotFoundException, client.create_player_sessions, **players)
    terminal = {"Type": "TERMINAL", "Message": "the game has moved"}
    alias = client.update_alias(AliasId=alias_id, RoutingStrategy=terminal)["Alias"]
    expect(alias["RoutingStrategy"] == terminal, f"update_alias: {alias}")
    for call, members in [
        (client.resolve_alias, {"AliasId": alias_id}),
        (client.describe_game_sessions, {"AliasId": alias_id}),
        (client.search_game_sessions, {"AliasId": alias_id}),
        (client.create_player_sessions, players),
        (
            client.create_game_session,
            {
                "AliasId": alias_id,
                "Location": ground.location,
                "MaximumPlayerSessionCount": 1,
            },
        ),
    ]:
        expect_refusal(exceptions.TerminalRoutingStrategyException, call, **members)


def check_termination(ground):
    """A game session ends when its process, which is asked to, says that it ends."""
    client, exceptions = ground.client, ground.client.exceptions
    game_session_id = ground.create()
    members = {"GameSessionId": game_session_id}
    expect_refusal(
        exceptions.InvalidRequestException,
        client.terminate_game_session,
        **members,
        TerminationMode="FORCE_TERMINATE",
    )
    members["TerminationMode"] = "TRIGGER_ON_PROCESS_TERMINATE"
    told = client.terminate_game_session(**members)["GameSession"]
    expect(told["Status"] == "TERMINATING", f"terminate_game_session: {told}")
    server = ground.servers.pop(game_session_id)
    server.await_push("TerminateProcess")
    expect_refusal(
        exceptions.InvalidGameSessionStatusException,
        client.create_player_sessions,
        GameSessionId=game_session_id,
        PlayerIds=["boto3-player"],
    )
    expect(server.end() == 200, "the process may not end")
    ended = ground.describe(game_session_id)
    reason = ended.get("StatusReason")
    expect(ended["Status"] == "TERMINATED", f"describe_game_sessions: {ended}")
    expect(reason == "TRIGGERED_ON_PROCESS_TERMINATE", f"the reason is {reason}")
    say(f"terminate_game_session -> TERMINATING, then TERMINATED for {reason}")
    expect_refusal(
        exceptions.InvalidGameSessionStatusException, client.terminate_game_session, **members
    )


def check(ground, undo):
    """Runs every check of this file."""
    try:
        game_session_id = check_tokens(ground)
        check_update(ground, game_session_id)
        check_players(ground, game_session_id)
        check_listings(ground, game_session_id)
        check_aliases(ground, undo)
        check_termination(ground)
    finally:
        ground.end_all()
