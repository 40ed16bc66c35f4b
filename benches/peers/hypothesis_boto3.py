"""A Hypothesis state machine over boto3: what a careful user of both would write by hand.

Usage: hypothesis_boto3.py ENDPOINT [--seconds S] [--seed N] [--reservation-timeout-s S]
Looks for a violation until the time is up, shrinks it in what is left, and prints one JSON object.

Its model is small and its own: maximum, policy and status of each game session, and its player
sessions with their players, data and statuses. It is silent where the documents are: it never asks
twice for a player who has a slot, and accepts any refusal that they allow. It does not model
impossible documents, several fleets, concurrent calls, aliases, idempotency tokens or lost replies.
With `--reservation-timeout-s` it also lets reservations time out, once in an example.
"""

import argparse
import contextlib
import datetime
import io
import itertools
import json
import re
import sys
import tempfile
import time
import traceback
import uuid
from dataclasses import dataclass, field

import boto3
import hypothesis
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from game_server import GameServer
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

# What bounds the model; botocore's service model gives the lengths.
BATCH_MAX = 25
PLAYER_ID_LENGTH_MAX = 1024
PLAYER_DATA_LENGTH_MAX = 2048
PLAYERS_MAX = 200

# How far a reservation may be from its time-out to be judged as if it had not passed, or had.
TIMEOUT_TOLERANCE_S = 0.25

CLOCK_TOLERANCE = datetime.timedelta(minutes=5)

STATUS = "InvalidGameSessionStatusException"
FULL = "GameSessionFullException"
NOT_FOUND = "NotFoundException"
INVALID = "InvalidRequestException"
CONFLICT = "ConflictException"
LIMIT = "LimitExceededException"


class Surprise(AssertionError):
    """The service answered otherwise than the model says."""


class OutOfTime(KeyboardInterrupt):
    """The time is up; Hypothesis lets it through, as it does ctrl-c."""


@dataclass
class Player:
    """A player session."""

    session_id: str
    player_id: str
    data: str | None
    status: str
    born: float

    def has_slot(self):
        """Returns whether the player takes a slot."""
        return self.status in ("RESERVED", "ACTIVE")


@dataclass
class GameSession:
    """A game session."""

    session_id: str
    server: GameServer
    maximum: int
    policy: str = "ACCEPT_ALL"
    status: str = "ACTIVATING"
    players: dict[str, Player] = field(default_factory=dict)

    def taken(self):
        """Returns how many slots are taken."""
        return sum(player.has_slot() for player in self.players.values())

    def slot_holders(self):
        """Returns the ids of the players who have slots."""
        return {player.player_id for player in self.players.values() if player.has_slot()}

    def refusals(self, count):
        """Returns the exceptions that `count` new players may meet; none means success."""
        allowed = set()
        if self.status == "ACTIVATING":
            allowed |= {STATUS}
        if self.status == "TERMINATED":
            allowed |= {STATUS, NOT_FOUND, INVALID}
        if self.policy == "DENY_ALL":
            allowed |= {STATUS, INVALID, FULL}
        if self.taken() + count > self.maximum:
            allowed |= {FULL}
        return allowed


class Service:
    """The endpoint, with a fleet of our own, and the account of what was sent and found."""

    def __init__(self, endpoint, seconds, reservation_timeout_s):
        self.client = boto3.client(
            "gamelift",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="dummy",
            aws_secret_access_key="dummy",
            # Every reply counts, and the service is to judge what is invalid.
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )
        self.reservation_timeout_s = reservation_timeout_s
        run = uuid.uuid4().hex[:8]
        self.prefixes = (f"{run}-{number}-" for number in itertools.count())
        self.seen = set()
        self.command_count = 0
        self.example_count = 0
        self.first = None
        self.shortest = None
        self._create_fleet()
        self.began = time.monotonic()
        self.deadline = self.began + seconds

    def _create_fleet(self):
        name = f"custom-hypothesis-{uuid.uuid4().hex[:8]}"
        self.location = name
        self.client.create_location(LocationName=name)
        self.fleet = self.client.create_fleet(
            Name=name,
            ComputeType="ANYWHERE",
            Locations=[{"Location": name}],
            AnywhereConfiguration={"Cost": "0"},
        )["FleetAttributes"]
        self.fleet_id = self.fleet["FleetId"]
        while self.fleet["Status"] != "ACTIVE":
            time.sleep(0.1)
            fleets = self.client.describe_fleet_attributes(FleetIds=[self.fleet_id])
            self.fleet = fleets["FleetAttributes"][0]
        self.compute = {"FleetId": self.fleet_id, "ComputeName": "hypothesis"}
        compute = self.client.register_compute(
            **self.compute, Location=name, IpAddress="127.0.0.1"
        )["Compute"]
        self.address = compute["GameLiftServiceSdkEndpoint"]
        self.token = self.client.get_compute_auth_token(**self.compute)["AuthToken"]

    def remove(self):
        """Removes what was made."""
        self.client.deregister_compute(**self.compute)
        self.client.delete_fleet(FleetId=self.fleet_id)
        self.client.delete_location(LocationName=self.location)

    def connect_server(self):
        """Returns a new process, ready to host a game session."""
        return GameServer(self.address, self.fleet_id, "hypothesis", self.token)

    def note_failure(self, step_count, text):
        """Keeps the shortest failing example so far."""
        now = time.monotonic() - self.began
        if self.first is None:
            self.first = {"seconds": now, "commands": self.command_count}
        if self.shortest is None or step_count <= self.shortest[0]:
            self.shortest = (step_count, text)

    def count(self):
        """Counts a command, and ends the run where its time is up."""
        if time.monotonic() > self.deadline:
            raise OutOfTime
        self.command_count += 1


PLAYER_NAMES = st.one_of(
    st.sampled_from([f"p-{number}" for number in range(6)]),
    st.text(min_size=1, max_size=20),
    st.just("long"),
)
DATA = st.one_of(
    st.none(),
    st.text(min_size=1, max_size=20),
    st.just("d" * PLAYER_DATA_LENGTH_MAX),
)
MAXIMUMS = st.one_of(st.integers(0, 6), st.sampled_from([25, 26, PLAYERS_MAX]))
IMPOSSIBLE_MAXIMUMS = st.sampled_from([-1, PLAYERS_MAX + 1])
LIMITS = st.sampled_from([None, 1, 2, 5])
BATCHES = st.lists(
    st.tuples(PLAYER_NAMES, DATA),
    min_size=1,
    max_size=BATCH_MAX,
    unique_by=lambda player: player[0],
)


class PlayerSessions(RuleBasedStateMachine):
    """Game sessions and their players, as the documents tell of them."""

    service: Service

    sessions = Bundle("sessions")
    activating = Bundle("activating")
    active = Bundle("active")
    reserved = Bundle("reserved")
    joined = Bundle("joined")
    left = Bundle("left")

    def __init__(self):
        super().__init__()
        # No example sees the players of another.
        self.prefix = next(self.service.prefixes)
        self.model = []
        self.spare = None
        self.step_count = 0
        self.has_failed = False
        self.has_waited = False
        self.service.example_count += 1

    # ---- asking and checking

    def expect(self, holds, text):
        """Fails the example unless `holds`."""
        if not holds:
            self.has_failed = True
            self.service.note_failure(self.step_count, text)
            raise Surprise(text)

    def ask(self, action, refusals=frozenset(), may_succeed=None, **members):
        """Calls `action` and returns its reply, `None` where it was refused as it may be.

        It must be refused where `refusals` are given, unless it `may_succeed` all the same.
        """
        self.service.count()
        call = getattr(self.service.client, action)
        if may_succeed is None:
            may_succeed = not refusals
        try:
            reply = call(**{name: value for name, value in members.items() if value is not None})
        except ClientError as error:
            code = error.response["Error"].get("Code")
            self.expect(code in refusals, f"{action}: {code}, expected {sorted(refusals)}")
            typed = getattr(self.service.client.exceptions, code)
            self.expect(isinstance(error, typed), f"{action}: {code} is not typed")
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            self.expect(status == 400, f"{action}: {code} came with status {status}")
            self.expect(error.response["Error"].get("Message"), f"{action}: {code} has no message")
            return None
        except BotoCoreError as error:
            self.expect(False, f"{action}: {error}")
        self.expect(may_succeed, f"{action}: succeeded, expected {sorted(refusals)}")
        return reply

    def move(self, server, action, **fields):
        """Makes a game server's call, which must succeed."""
        self.service.count()
        status = server.call(action, **fields)
        self.expect(status == 200, f"{action}: status {status}")

    def name(self, player):
        """Returns a player's id, which no other example uses."""
        if player == "long":
            return self.prefix.ljust(PLAYER_ID_LENGTH_MAX, "x")
        return self.prefix + player

    def ready_server(self):
        """Returns the one process that is ready and hosts nothing."""
        if self.spare is None:
            self.spare = self.service.connect_server()
        return self.spare

    def begin(self):
        """Counts a step, and lets what has nearly timed out time out."""
        self.step_count += 1
        timeout = self.service.reservation_timeout_s
        if timeout is None:
            return
        now = time.monotonic()
        pending = [
            player
            for session in self.model
            for player in session.players.values()
            if player.status == "RESERVED" and now > player.born + timeout - TIMEOUT_TOLERANCE_S
        ]
        if pending:
            latest = max(player.born for player in pending) + timeout + TIMEOUT_TOLERANCE_S
            time.sleep(max(0, latest - now))
            for player in pending:
                player.status = "TIMEDOUT"

    def check_player(self, session, player, record):
        """Checks a player session as a reply carries it."""
        expected = {
            "PlayerSessionId": player.session_id,
            "PlayerId": player.player_id,
            "PlayerData": player.data,
            "GameSessionId": session.session_id,
        }
        for member, value in expected.items():
            self.expect(record.get(member) == value, f"{member}: {record.get(member)!r:.80}")
        # What becomes of players whose game session ends is open.
        if session.status != "TERMINATED":
            self.expect(record["Status"] == player.status, f"Status: {record['Status']}")
            if player.status == "RESERVED":
                self.expect("TerminationTime" not in record, "TerminationTime is set")
        fleet = self.service.fleet
        optional = {
            "FleetId": fleet["FleetId"],
            "FleetArn": fleet["FleetArn"],
            "IpAddress": "127.0.0.1",
            "Port": session.server.port,
        }
        for member, value in optional.items():
            self.expect(record.get(member, value) == value, f"{member}: {record.get(member)}")
        now = datetime.datetime.now(datetime.timezone.utc)
        created = record.get("CreationTime")
        self.expect(
            isinstance(created, datetime.datetime) and abs(now - created) < CLOCK_TOLERANCE,
            f"CreationTime: {created}",
        )

    def check_game_session(self, session, record):
        """Checks a game session as a reply carries it."""
        expected = {
            "GameSessionId": session.session_id,
            "FleetId": self.service.fleet_id,
            "MaximumPlayerSessionCount": session.maximum,
            "PlayerSessionCreationPolicy": session.policy,
            "Status": session.status,
        }
        for member, value in expected.items():
            self.expect(record.get(member) == value, f"{member}: {record.get(member)}")
        if session.status != "TERMINATED":
            counted = [player.status for player in session.players.values()]
            allowed = {counted.count("ACTIVE"), session.taken()}
            count = record.get("CurrentPlayerSessionCount", 0)
            self.expect(count in allowed, f"CurrentPlayerSessionCount: {count}")

    # ---- game sessions

    @initialize(targets=(sessions, active), maximum=MAXIMUMS)
    def open_game_session(self, maximum):
        """There is a game session to begin with, and it is active."""
        session = self.new_game_session(maximum)
        if session is None:
            return multiple()
        self.activate_game_session(session)
        return session

    @rule(targets=(sessions, activating), maximum=MAXIMUMS | IMPOSSIBLE_MAXIMUMS)
    def create_game_session(self, maximum):
        """A process that is ready gets a game session."""
        session = self.new_game_session(maximum)
        return multiple() if session is None else session

    def new_game_session(self, maximum):
        """Asks for a game session and returns it, `None` where it is refused as it may be."""
        self.begin()
        server = self.ready_server()
        is_possible = 0 <= maximum <= PLAYERS_MAX
        reply = self.ask(
            "create_game_session",
            # A place for nobody may be refused.
            refusals=set() if maximum > 0 and is_possible else {INVALID, LIMIT},
            may_succeed=is_possible,
            FleetId=self.service.fleet_id,
            Location=self.service.location,
            MaximumPlayerSessionCount=maximum,
        )
        if reply is None:
            return None
        record = reply["GameSession"]
        session = GameSession(record["GameSessionId"], server, maximum)
        self.spare = None
        self.expect(session.session_id not in self.service.seen, "GameSessionId is used again")
        self.service.seen.add(session.session_id)
        self.check_game_session(session, record)
        self.model.append(session)
        return session

    @rule(target=active, session=consumes(activating))
    def activate(self, session):
        """The game server activates its game session."""
        self.begin()
        if session.status != "ACTIVATING":
            return multiple()
        self.activate_game_session(session)
        return session

    def activate_game_session(self, session):
        """Activates a game session and takes that into the model."""
        push = session.server.await_push("CreateGameSession")
        self.expect(push["GameSessionId"] == session.session_id, "another game session is pushed")
        self.move(session.server, "ActivateGameSession", GameSessionId=session.session_id)
        session.status = "ACTIVE"

    @rule(session=sessions)
    def end(self, session):
        """The game server ends, and its game session with it."""
        self.begin()
        if session.status == "TERMINATED":
            return
        self.service.count()
        status = session.server.end()
        self.expect(status == 200, f"TerminateServerProcess: status {status}")
        session.status = "TERMINATED"

    @rule(
        session=active,
        maximum=st.none() | MAXIMUMS,
        policy=st.sampled_from([None, "ACCEPT_ALL", "DENY_ALL"]),
    )
    def update(self, session, maximum, policy):
        """Maximum and policy change; a member that is absent stays."""
        self.begin()
        refusals = set()
        if session.status == "TERMINATED":
            refusals |= {STATUS, INVALID, CONFLICT, NOT_FOUND}
        may_succeed = not refusals
        if maximum is not None and maximum < session.taken():
            # Whether the maximum may fall below the players is open.
            refusals |= {STATUS, INVALID, CONFLICT}
        reply = self.ask(
            "update_game_session",
            refusals,
            may_succeed,
            GameSessionId=session.session_id,
            MaximumPlayerSessionCount=maximum,
            PlayerSessionCreationPolicy=policy,
        )
        if reply is not None:
            session.maximum = session.maximum if maximum is None else maximum
            session.policy = policy or session.policy
            self.check_game_session(session, reply["GameSession"])

    @rule(session=active, policy=st.sampled_from(["ACCEPT_ALL", "DENY_ALL"]))
    def update_policy_by_server(self, session, policy):
        """The game server changes the policy."""
        self.begin()
        if session.status == "ACTIVE":
            self.move(
                session.server,
                "UpdatePlayerSessionCreationPolicy",
                GameSessionId=session.session_id,
                PlayerSessionPolicy=policy,
            )
            session.policy = policy

    # ---- players

    def reserve(self, session, action, players, **members):
        """Asks for players and takes them into the model; returns their player sessions."""
        born = time.monotonic()
        refusals = session.refusals(len(players))
        reply = self.ask(action, refusals, GameSessionId=session.session_id, **members)
        if reply is None:
            return multiple()
        single = [reply["PlayerSession"]] if "PlayerSession" in reply else None
        records = single or reply["PlayerSessions"]
        wanted = sorted(players)
        got = sorted(record["PlayerId"] for record in records)
        self.expect(got == wanted, f"{action}: {len(got)} players, expected {len(wanted)}")
        created = []
        for record in records:
            session_id, player_id = record["PlayerSessionId"], record["PlayerId"]
            self.expect(re.fullmatch(r"psess-\S+", session_id), f"PlayerSessionId: {session_id}")
            self.expect(session_id not in self.service.seen, "PlayerSessionId is used again")
            self.service.seen.add(session_id)
            player = Player(session_id, player_id, players[player_id], "RESERVED", born)
            self.check_player(session, player, record)
            session.players[session_id] = player
            created.append((session, player))
        return multiple(*created)

    @rule(target=reserved, session=active, batch=BATCHES, stranger=st.booleans())
    def create_batch(self, session, batch, stranger):
        """Several players get slots, or none of them."""
        return self.reserve_batch(session, batch, stranger)

    @rule(session=sessions, batch=BATCHES)
    def create_batch_anywhere(self, session, batch):
        """Several players meet a game session in whatever status."""
        if session.status != "ACTIVE":
            self.reserve_batch(session, batch, stranger=False)

    def reserve_batch(self, session, batch, stranger):
        """Asks for those of the players who have no slot."""
        self.begin()
        holders = session.slot_holders()
        players = {self.name(name): data for name, data in batch}
        # Whether a player may have two slots in one game session is open.
        players = {name: data for name, data in players.items() if name not in holders}
        if not players:
            return multiple()
        data_map = {name: data for name, data in players.items() if data is not None}
        if stranger:
            data_map[self.prefix + "a stranger"] = "ignored"
        return self.reserve(
            session,
            "create_player_sessions",
            players,
            PlayerIds=list(players),
            PlayerDataMap=data_map or None,
        )

    @rule(target=reserved, session=active, name=PLAYER_NAMES, data=DATA)
    def create_single(self, session, name, data):
        """One player gets a slot."""
        self.begin()
        player_id = self.name(name)
        if player_id in session.slot_holders():
            return multiple()
        return self.reserve(
            session,
            "create_player_session",
            {player_id: data},
            PlayerId=player_id,
            PlayerData=data,
        )

    @rule(
        session=sessions,
        impossible=st.sampled_from(
            [
                {"PlayerIds": []},
                {"PlayerIds": [f"m-{number}" for number in range(BATCH_MAX + 1)]},
                {"PlayerIds": [""]},
                {"PlayerIds": ["m" * (PLAYER_ID_LENGTH_MAX + 1)]},
                {
                    "PlayerIds": ["m"],
                    "PlayerDataMap": {"m": "d" * (PLAYER_DATA_LENGTH_MAX + 1)},
                },
                {"PlayerIds": ["m"], "PlayerDataMap": {"m": ""}},
                # This one is well-formed, and in a game session that never was.
                {"PlayerIds": ["m"]},
            ]
        ),
    )
    def create_impossible_batch(self, session, impossible):
        """What breaks a constraint is refused, for that reason or another that holds."""
        self.begin()
        refusals = session.refusals(len(impossible["PlayerIds"])) | {INVALID}
        session_id = session.session_id
        if impossible == {"PlayerIds": ["m"]}:
            refusals, session_id = {NOT_FOUND, INVALID}, f"{session_id}0"
        self.ask(
            "create_player_sessions",
            refusals,
            may_succeed=False,
            GameSessionId=session_id,
            **impossible,
        )

    @rule(target=joined, reservation=consumes(reserved))
    def accept(self, reservation):
        """The game server lets a player in whose place is reserved."""
        self.begin()
        session, player = reservation
        if session.status != "ACTIVE" or player.status != "RESERVED":
            return multiple()
        self.move(
            session.server,
            "AcceptPlayerSession",
            GameSessionId=session.session_id,
            PlayerSessionId=player.session_id,
        )
        player.status = "ACTIVE"
        return reservation

    @rule(target=left, reservation=consumes(joined))
    def remove(self, reservation):
        """The game server removes a player, and the slot is open again."""
        self.begin()
        session, player = reservation
        if session.status != "ACTIVE":
            return multiple()
        self.move(
            session.server,
            "RemovePlayerSession",
            GameSessionId=session.session_id,
            PlayerSessionId=player.session_id,
        )
        player.status = "COMPLETED"
        return reservation

    @rule(reservation=left)
    def accept_again(self, reservation):
        """A player session that has ended is not accepted."""
        self.begin()
        session, player = reservation
        if session.status == "ACTIVE":
            self.service.count()
            status = session.server.call(
                "AcceptPlayerSession",
                GameSessionId=session.session_id,
                PlayerSessionId=player.session_id,
            )
            self.expect(status != 200, "AcceptPlayerSession: a player who had left is let in")

    def may_wait(self):
        """Returns whether waiting is worth its time."""
        statuses = {player.status for session in self.model for player in session.players.values()}
        can_wait = self.service.reservation_timeout_s is not None and not self.has_waited
        return can_wait and "RESERVED" in statuses

    @precondition(may_wait)
    @rule()
    def wait(self):
        """Every reservation times out."""
        self.has_waited = True
        time.sleep(self.service.reservation_timeout_s - TIMEOUT_TOLERANCE_S)
        self.begin()

    # ---- descriptions

    def pages(self, action, member, limit, **members):
        """Returns the records of all pages."""
        records, token = [], None
        while True:
            reply = self.ask(action, Limit=limit, NextToken=token, **members)
            page, token = reply[member], reply.get("NextToken")
            self.expect(limit is None or len(page) <= limit, f"{action}: a page is too long")
            records += page
            if token is None:
                return records

    def check_players(self, session, limit=None, status=None):
        """Compares all player sessions of a game session."""
        if status is not None and session.status == "TERMINATED":
            return
        records = self.pages(
            "describe_player_sessions",
            "PlayerSessions",
            limit,
            GameSessionId=session.session_id,
            PlayerSessionStatusFilter=status,
        )
        expected = sorted(
            player.session_id
            for player in session.players.values()
            if status in (None, player.status)
        )
        got = sorted(record["PlayerSessionId"] for record in records)
        self.expect(got == expected, f"{len(got)} player sessions, expected {len(expected)}")
        for record in records:
            self.check_player(session, session.players[record["PlayerSessionId"]], record)

    @rule(
        session=sessions,
        limit=LIMITS,
        status=st.sampled_from([None, None, "RESERVED", "ACTIVE", "COMPLETED", "TIMEDOUT"]),
    )
    def describe_players(self, session, limit, status):
        """All pages together hold the player sessions of the game session."""
        self.begin()
        self.check_players(session, limit, status)

    @rule(reservation=reserved)
    def describe_player(self, reservation):
        """A player session is described by its id."""
        self.begin()
        session, player = reservation
        reply = self.ask("describe_player_sessions", PlayerSessionId=player.session_id)
        records = reply["PlayerSessions"]
        self.expect(len(records) == 1, f"{len(records)} player sessions of one id")
        self.check_player(session, player, records[0])

    @rule(reservation=reserved, limit=LIMITS)
    def describe_sessions_of_player(self, reservation, limit):
        """A player's sessions are those in every game session."""
        self.begin()
        player_id = reservation[1].player_id
        records = self.pages(
            "describe_player_sessions", "PlayerSessions", limit, PlayerId=player_id
        )
        expected = {
            player.session_id: (session, player)
            for session in self.model
            for player in session.players.values()
            if player.player_id == player_id
        }
        got = sorted(record["PlayerSessionId"] for record in records)
        self.expect(got == sorted(expected), f"{len(got)} sessions of one player")
        for record in records:
            self.check_player(*expected[record["PlayerSessionId"]], record)

    def check_described(self, session):
        """Compares a game session with its description."""
        reply = self.ask("describe_game_sessions", GameSessionId=session.session_id)
        records = reply["GameSessions"]
        self.expect(len(records) == 1, f"{len(records)} game sessions of one id")
        self.check_game_session(session, records[0])

    @rule(session=sessions)
    def describe_game_session(self, session):
        """A game session is described as it is."""
        self.begin()
        self.check_described(session)

    # ---- what always holds

    @invariant()
    def nobody_is_in_two_states(self):
        """The model itself oversells nothing; a mistake in it must not pass for the service's."""
        for session in self.model:
            assert session.taken() == len(session.slot_holders())
            assert session.taken() <= PLAYERS_MAX

    def teardown(self):
        """Compares everything once more, and ends the processes."""
        try:
            if not self.has_failed and sys.exc_info()[0] is None:
                self.begin()
                self.step_count -= 1
                for session in self.model:
                    self.check_players(session)
                    self.check_described(session)
        finally:
            servers = [session.server for session in self.model if session.status != "TERMINATED"]
            if self.spare is not None:
                servers.append(self.spare)
            for server in servers:
                server.end()


def search(service, seed):
    """Runs the machine until it fails or the time is up; returns whether shrinking ended."""
    machine = hypothesis.seed(seed)(PlayerSessions)
    machine.service = service
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                # The time is the limit.
                max_examples=1_000_000,
                stateful_step_count=30,
                deadline=None,
                derandomize=False,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )
    except OutOfTime:
        return False
    except Exception as error:
        printed = "\n".join(getattr(error, "__notes__", []))
        steps = re.findall(r"\bstate\.(?!teardown|nobody_is_in_two_states)\w+\(", printed)
        if not isinstance(error, Surprise):
            # The model or the script met what it does not know: it must not count as found.
            traceback.print_exc()
        elif steps:
            service.shortest = (len(steps), str(error))
        return True
    return True


@settings(database=None, deadline=None, max_examples=10)
@hypothesis.given(st.text())
def warm_up(_):
    """Makes the tables of characters that Hypothesis makes once, outside of the time measured."""


def measure(arguments):
    """Searches, and returns what came of it."""
    service = Service(arguments.endpoint, arguments.seconds, arguments.reservation_timeout_s)
    with contextlib.redirect_stdout(io.StringIO()):
        is_minimal = search(service, arguments.seed)
    seconds = time.monotonic() - service.began
    with contextlib.suppress(ClientError, OSError):
        service.remove()
    steps, text = service.shortest or (None, None)
    return {
        "found": service.first is not None,
        "first": service.first,
        "steps": steps,
        "is_shrunk": service.first is not None and is_minimal,
        "what": text,
        "examples": service.example_count,
        "commands": service.command_count,
        "seconds": seconds,
    }


def main():
    """Runs as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("endpoint")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reservation-timeout-s", type=float)
    arguments = parser.parse_args()
    set_hypothesis_home_dir(f"{tempfile.gettempdir()}/hypothesis-boto3")
    warm_up()
    print(json.dumps(measure(arguments)))


if __name__ == "__main__":
    main()
