"""Prints requests to Amazon GameLift as boto3 sends them, taken at a listener on loopback.

Usage: capture.py > src/api/tests/botocore.txt, capture.py aws > src/api/tests/awscli.txt
The second form has the AWS CLI send them; it leaves out what that refuses to send.
Of the headers those are kept that say how to read the body. Needs no credentials and no service.
"""

import http.server
import json
import os
import re
import subprocess
import sys
import threading

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

HEADERS_KEPT = ("content-type", "smithy-protocol", "accept", "x-amz-target")

GAME_SESSION = "arn:aws:gamelift:us-east-1::gamesession/fleet-1/custom-1/gsess-1"
PROPERTIES = [{"Key": "mode", "Value": "duel"}, {"Key": "", "Value": ""}]
COMPUTE = {"FleetId": "fleet-1", "ComputeName": "host"}
# Controls, quotes, two spellings of one letter, a line separator, and characters past the first 2^16.
ANY_TEXT = 'a"b\\c/\u0000\u0001\t\n\r\u007f\u00e9e\u0301\u2028\uffff\U0001f600\U0010ffff'
# On both sides of where CBOR writes a length or a number with one byte more.
LENGTHS = (1, 23, 24, 255, 256)
NUMBERS = (0, 23, 24, 255, 256, 65_535, 65_536, 2_147_483_647, -1, -24, -25, -2_147_483_648)


def batch(*players, **members):
    """Returns a CreatePlayerSessions for these players."""
    members = {"GameSessionId": GAME_SESSION, "PlayerIds": list(players), **members}
    return "CreatePlayerSessions", members


def requests():
    """Yields the action and the members of each request."""
    yield batch("p-1", "p-2", PlayerDataMap={"p-1": "data", "p-2": "{}"})
    yield batch("p-1")
    yield batch("p-1", PlayerDataMap={})
    yield batch(ANY_TEXT, PlayerDataMap={ANY_TEXT: ANY_TEXT})
    yield batch(*(f"p-{number}" for number in range(25)))
    yield batch(*("p" * length for length in LENGTHS))
    yield (
        "CreatePlayerSession",
        {"GameSessionId": GAME_SESSION, "PlayerId": "p-1", "PlayerData": "data"},
    )
    yield "CreatePlayerSession", {"GameSessionId": GAME_SESSION, "PlayerId": "p-1"}
    yield (
        "DescribePlayerSessions",
        {
            "GameSessionId": GAME_SESSION,
            "PlayerId": "p-1",
            "PlayerSessionId": "psess-1",
            "PlayerSessionStatusFilter": "RESERVED",
            "Limit": 10,
            "NextToken": "token",
        },
    )
    yield "DescribePlayerSessions", {}
    for number in NUMBERS:
        yield "DescribePlayerSessions", {"PlayerId": "p-1", "Limit": number}
    yield (
        "CreateGameSession",
        {
            "FleetId": "fleet-1",
            "AliasId": "alias-1",
            "MaximumPlayerSessionCount": 2,
            "Name": "name",
            "GameProperties": PROPERTIES,
            "CreatorId": "creator",
            "GameSessionId": "id",
            "IdempotencyToken": "token",
            "GameSessionData": "data",
            "Location": "custom-1",
        },
    )
    describe = {
        "FleetId": "fleet-1",
        "GameSessionId": GAME_SESSION,
        "AliasId": "alias-1",
        "Location": "custom-1",
        "StatusFilter": "ACTIVE",
        "Limit": 10,
        "NextToken": "token",
    }
    yield "DescribeGameSessions", describe
    yield "DescribeGameSessionDetails", describe
    yield (
        "SearchGameSessions",
        {
            "FleetId": "fleet-1",
            "AliasId": "alias-1",
            "Location": "custom-1",
            "FilterExpression": "hasAvailablePlayerSessions=true",
            "SortExpression": "creationTimeMillis ASC",
            "Limit": 10,
            "NextToken": "token",
        },
    )
    yield (
        "UpdateGameSession",
        {
            "GameSessionId": GAME_SESSION,
            "MaximumPlayerSessionCount": 0,
            "Name": "name",
            "PlayerSessionCreationPolicy": "DENY_ALL",
            "ProtectionPolicy": "FullProtection",
            "GameProperties": [],
        },
    )
    yield (
        "TerminateGameSession",
        {"GameSessionId": GAME_SESSION, "TerminationMode": "TRIGGER_ON_PROCESS_TERMINATE"},
    )
    yield from set_up()


def set_up():
    """Yields the requests with which a run prepares and removes what it needs."""
    yield "CreateLocation", {"LocationName": "custom-1"}
    yield (
        "CreateFleet",
        {"Name": "fleet", "ComputeType": "ANYWHERE", "Locations": [{"Location": "custom-1"}]},
    )
    yield "DescribeFleetAttributes", {"FleetIds": ["fleet-1"]}
    yield (
        "RegisterCompute",
        {**COMPUTE, "IpAddress": "127.0.0.1", "Location": "custom-1"},
    )
    yield "GetComputeAuthToken", COMPUTE
    yield "DeregisterCompute", COMPUTE
    yield (
        "CreateAlias",
        {
            "Name": "alias",
            "Description": "description",
            "RoutingStrategy": {"Type": "SIMPLE", "FleetId": "fleet-1"},
        },
    )
    yield (
        "UpdateAlias",
        {
            "AliasId": "alias-1",
            "RoutingStrategy": {"Type": "TERMINAL", "Message": "closed"},
        },
    )
    yield "ResolveAlias", {"AliasId": "alias-1"}
    yield "DeleteAlias", {"AliasId": "alias-1"}
    yield "DeleteFleet", {"FleetId": "fleet-1"}
    yield "DeleteLocation", {"LocationName": "custom-1"}


class Listener(http.server.BaseHTTPRequestHandler):
    """Prints a request, and refuses it."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        print(f"\n{self.command} {self.path}")
        for name, value in self.headers.items():
            if name.lower() in HEADERS_KEPT:
                print(f"{name.lower()}: {value}")
        print(f"body: {body.decode('ascii')}")
        refusal = b'{"__type":"InvalidRequestException"}'
        self.send_response(400)
        self.send_header("content-length", str(len(refusal)))
        self.end_headers()
        self.wfile.write(refusal)

    def log_message(self, *_):
        pass


def send_by_cli(endpoint):
    """Has the AWS CLI send each request."""
    version = subprocess.run(["aws", "--version"], capture_output=True, text=True, check=True)
    print(f"# As {version.stdout.split()[0]} sends them: tests/boto3/capture.py aws.", flush=True)
    common = ["aws", "--endpoint-url", endpoint, "--region", "us-east-1", "gamelift"]
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_MAX_ATTEMPTS": "1",
    }
    for action, members in requests():
        command = re.sub("(?<!^)(?=[A-Z])", "-", action).lower()
        arguments = [*common, command, "--no-paginate", "--cli-input-json", json.dumps(members)]
        subprocess.run(arguments, env=environment, capture_output=True, check=False)


def main():
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    if sys.argv[1:] == ["aws"]:
        send_by_cli(f"http://127.0.0.1:{listener.server_port}")
        listener.shutdown()
        return
    client = boto3.client(
        "gamelift",
        endpoint_url=f"http://127.0.0.1:{listener.server_port}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        # Values that are too small are of use too.
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )
    print(f"# As botocore {botocore.__version__} sends them: tests/boto3/capture.py.")
    for action, members in requests():
        method = client.meta.method_to_api_mapping
        name = next(name for name, of in method.items() if of == action)
        try:
            getattr(client, name)(**members)
        except ClientError:
            pass
    listener.shutdown()


if __name__ == "__main__":
    main()
