"""An unmodified boto3 against `gamelift-conformance serve`: it sets up, and reads typed exceptions.

Usage: check.py ENDPOINT
Makes a location, a fleet and a compute, plays with game sessions, players and aliases there, and
removes everything again. Exits 1 on any surprise.
"""

import datetime
import sys
import time
import uuid

import boto3
import sessions
from account import expect, expect_refusal, say
from botocore.config import Config

ACTIVE_TIMEOUT_S = 10


def create_location(client, undo, name):
    """Creates a custom location."""
    location = client.create_location(LocationName=name)["Location"]
    undo.append(("delete_location", {"LocationName": name}))
    expect(location["LocationName"] == name, f"create_location: {location}")
    say(f"create_location -> {location['LocationArn']}")


def create_fleet(client, undo, location):
    """Creates an Anywhere fleet, waits until it is ACTIVE and returns its id."""
    fleet = client.create_fleet(
        Name="boto3-check",
        ComputeType="ANYWHERE",
        Locations=[{"Location": location}],
        AnywhereConfiguration={"Cost": "0"},
    )["FleetAttributes"]
    fleet_id = fleet["FleetId"]
    undo.append(("delete_fleet", {"FleetId": fleet_id}))
    expect(isinstance(fleet["CreationTime"], datetime.datetime), f"create_fleet: {fleet}")
    deadline = time.monotonic() + ACTIVE_TIMEOUT_S
    while fleet["Status"] != "ACTIVE":
        expect(time.monotonic() < deadline, f"the fleet stays {fleet['Status']}")
        time.sleep(0.1)
        fleets = client.describe_fleet_attributes(FleetIds=[fleet_id])["FleetAttributes"]
        expect(len(fleets) == 1, f"describe_fleet_attributes: {fleets}")
        fleet = fleets[0]
    say(f"create_fleet -> {fleet_id} {fleet['Status']}")
    return fleet_id


def register_compute(client, undo, fleet_id, location):
    """Registers a compute and returns where game servers connect, and with which token."""
    names = {"FleetId": fleet_id, "ComputeName": "boto3-compute"}
    compute = client.register_compute(**names, Location=location, IpAddress="127.0.0.1")["Compute"]
    undo.append(("deregister_compute", names))
    address = compute["GameLiftServiceSdkEndpoint"]
    expect(address.startswith(("ws://", "wss://")), f"register_compute: {compute}")
    say(f"register_compute -> {compute['ComputeName']} {address}")
    token = client.get_compute_auth_token(**names)
    expect(token["AuthToken"], "get_compute_auth_token: the token is empty")
    expires = token["ExpirationTimestamp"]
    expect(expires > datetime.datetime.now(datetime.timezone.utc), f"the token is old: {expires}")
    say(f"get_compute_auth_token -> valid until {expires:%H:%M:%S}")
    return address, token["AuthToken"]


def read_exceptions(client, fleet_id, location):
    """Runs into three declared exceptions."""
    exceptions = client.exceptions
    arn = f"arn:aws:gamelift:us-east-1::gamesession/{fleet_id}/{location}/{uuid.uuid4()}"
    expect_refusal(
        exceptions.NotFoundException,
        client.create_player_sessions,
        GameSessionId=arn,
        PlayerIds=["p-1", "p-2"],
    )
    expect_refusal(
        exceptions.InvalidRequestException,
        client.create_player_sessions,
        GameSessionId=arn,
        PlayerIds=[f"p-{number}" for number in range(26)],
    )
    expect_refusal(
        exceptions.FleetCapacityExceededException,
        client.create_game_session,
        FleetId=fleet_id,
        Location=location,
        MaximumPlayerSessionCount=2,
    )


def remove(client, undo):
    """Removes what was made, last first; returns what could not be removed."""
    problems = []
    for action, members in reversed(undo):
        try:
            getattr(client, action)(**members)
            say(action)
        except Exception as error:  # One failure must not keep the rest from being removed.
            problems.append(f"{action}: {error}")
    return problems


def main(endpoint):
    """Runs every check; returns the exit status."""
    client = boto3.client(
        "gamelift",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10),
    )
    location = f"custom-boto3-{uuid.uuid4().hex[:8]}"
    undo, problems = [], []
    try:
        create_location(client, undo, location)
        fleet_id = create_fleet(client, undo, location)
        address, token = register_compute(client, undo, fleet_id, location)
        read_exceptions(client, fleet_id, location)
        sessions.check(sessions.Ground(client, fleet_id, location, address, token), undo)
    except Exception as error:  # Whatever it is, what was made is removed first.
        problems.append(f"{type(error).__name__}: {error}")
    problems += remove(client, undo)
    for problem in problems:
        print(f"SURPRISE  {problem}")
    print(f"boto3 {boto3.__version__}: {'surprised' if problems else 'as the API says'}")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
