"""A small session backend: an in-memory core, and an HTTP endpoint that speaks AWS JSON 1.1.

It stands for a backend of one's own.
It knows CreatePlayerSession, CreatePlayerSessions, DescribePlayerSessions and
DescribeGameSessions; how game sessions come to be is its own business, so that part of it is
ordinary methods, which the adapter beside this file calls.
"""

import json
import re
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FLEET = "fleet-5f0e6d4c-own-backend"
PREFIX = f"arn:aws:gamelift:us-east-1::gamesession/{FLEET}/"
EPOCH = 1_700_000_000.0
PAGE = 100


class Refused(Exception):
    """A refusal with the name of its exception."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def require(condition, message):
    if not condition:
        raise Refused("InvalidRequestException", message)


class Punctual:
    """A lock; whoever holds it sees what a clock that runs by itself has brought about."""

    def __init__(self, core):
        self.core, self.lock = core, threading.RLock()

    def __enter__(self):
        self.lock.acquire()
        if self.core.clock is not None:
            self.core.now = self.core.clock()
            self.core.expire()

    def __exit__(self, *_):
        self.lock.release()


class Core:
    """Game sessions and their player sessions.

    Its clock moves when it is told to, or runs by itself where `clock` gives the time.
    """

    def __init__(self, reservation_timeout=60.0, clock=None):
        self.lock = Punctual(self)
        self.reservation_timeout = reservation_timeout
        self.clock = clock
        self.now, self.game_sessions, self.player_sessions = EPOCH, {}, {}

    def reset(self):
        with self.lock:
            self.now, self.game_sessions, self.player_sessions = EPOCH, {}, {}

    def advance(self, seconds):
        with self.lock:
            self.now += seconds
            self.expire()

    def expire(self):
        for session in self.player_sessions.values():
            # Whole milliseconds, so that a sum of waits is never a rounding error short.
            age = round((self.now - session["CreationTime"]) * 1000)
            if session["Status"] == "RESERVED" and age >= self.reservation_timeout * 1000:
                session["Status"] = "TIMEDOUT"
                session["TerminationTime"] = self.now

    # What the adapter asks for.

    def create_game_session(self, maximum, name=None, properties=None):
        with self.lock:
            if not 1 <= maximum <= 200:
                raise Refused("InvalidRequestException", "a game session has 1 to 200 slots")
            session = {
                "GameSessionId": PREFIX + f"gsess-{uuid.uuid4()}",
                "FleetId": FLEET,
                "CreationTime": self.now,
                "MaximumPlayerSessionCount": maximum,
                "Status": "ACTIVATING",
                "PlayerSessionCreationPolicy": "ACCEPT_ALL",
                "GameProperties": [
                    {"Key": key, "Value": value} for key, value in (properties or {}).items()
                ],
                "IpAddress": "127.0.0.1",
                "Port": 7777,
            }
            if name is not None:
                session["Name"] = name
            self.game_sessions[session["GameSessionId"]] = session
            return session["GameSessionId"]

    def activate(self, game_session_id):
        with self.lock:
            session = self._running(game_session_id)
            session["Status"] = "ACTIVE"

    def accept(self, game_session_id, player_session_id):
        self._move(game_session_id, player_session_id, ("RESERVED",), "ACTIVE")

    def remove(self, game_session_id, player_session_id):
        self._move(game_session_id, player_session_id, ("RESERVED", "ACTIVE"), "COMPLETED")

    def set_policy(self, game_session_id, policy):
        with self.lock:
            self._running(game_session_id)["PlayerSessionCreationPolicy"] = policy

    def terminate(self, game_session_id):
        with self.lock:
            session = self._running(game_session_id)
            session["Status"] = "TERMINATED"
            session["TerminationTime"] = self.now
            for player in self.player_sessions.values():
                if player["GameSessionId"] == game_session_id and is_live(player):
                    player["Status"] = "COMPLETED"
                    player["TerminationTime"] = self.now

    def forget(self, game_session_id):
        with self.lock:
            self.game_sessions.pop(game_session_id, None)
            self.player_sessions = {
                key: session
                for key, session in self.player_sessions.items()
                if session["GameSessionId"] != game_session_id
            }

    def _running(self, game_session_id):
        session = self.game_sessions.get(game_session_id)
        if session is None or session["Status"] == "TERMINATED":
            raise Refused("NotFoundException", "no such game session is running")
        return session

    def _move(self, game_session_id, player_session_id, from_statuses, to_status):
        with self.lock:
            self._running(game_session_id)
            session = self.player_sessions.get(player_session_id)
            if session is None or session["GameSessionId"] != game_session_id:
                raise Refused("NotFoundException", "no such player session")
            if session["Status"] not in from_statuses:
                raise Refused("InvalidRequestException", f"it is {session['Status']}")
            session["Status"] = to_status
            if to_status == "COMPLETED":
                session["TerminationTime"] = self.now

    # What clients ask for.

    def create_player_sessions(self, request):
        players = request.get("PlayerIds")
        require(isinstance(players, list) and 1 <= len(players) <= 25, "PlayerIds: 1 to 25 of them")
        for player in players:
            check_text(player, "PlayerIds", 1024)
        require(len(set(players)) == len(players), "PlayerIds: no player twice")
        data = request.get("PlayerDataMap")
        require(data is None or isinstance(data, dict), "PlayerDataMap: a map")
        for key, value in (data or {}).items():
            check_text(key, "PlayerDataMap", 1024)
            check_text(value, "PlayerDataMap", 2048)
        return {"PlayerSessions": self._reserve(game_session_id(request), players, data or {})}

    def create_player_session(self, request):
        player, data = request.get("PlayerId"), request.get("PlayerData")
        check_text(player, "PlayerId", 1024)
        if data is not None:
            check_text(data, "PlayerData", 2048)
        data = {} if data is None else {player: data}
        return {"PlayerSession": self._reserve(game_session_id(request), [player], data)[0]}

    def _reserve(self, game_session_id, players, data):
        with self.lock:
            game = self.game_sessions.get(game_session_id)
            if game is None:
                raise Refused("NotFoundException", "no such game session")
            if game["Status"] != "ACTIVE" or game["PlayerSessionCreationPolicy"] == "DENY_ALL":
                raise Refused("InvalidGameSessionStatusException", "it takes no players")
            if self._taken(game) + len(players) > game["MaximumPlayerSessionCount"]:
                raise Refused("GameSessionFullException", "there are not that many open slots")
            return [dict(self._reserve_one(game, player, data.get(player))) for player in players]

    def _reserve_one(self, game, player, data):
        session = {
            "PlayerSessionId": f"psess-{uuid.uuid4()}",
            "PlayerId": player,
            "GameSessionId": game["GameSessionId"],
            "FleetId": game["FleetId"],
            "CreationTime": self.now,
            "Status": "RESERVED",
            "IpAddress": game["IpAddress"],
            "Port": game["Port"],
        }
        if data is not None:
            session["PlayerData"] = data
        self.player_sessions[session["PlayerSessionId"]] = session
        return session

    def _taken(self, game):
        own = (one for one in self.player_sessions.values()
               if one["GameSessionId"] == game["GameSessionId"])
        return sum(is_live(one) for one in own)

    def describe_player_sessions(self, request):
        keys = [key for key in ("GameSessionId", "PlayerId", "PlayerSessionId")
                if request.get(key) is not None]
        require(len(keys) == 1, "give one of GameSessionId, PlayerId and PlayerSessionId")
        key = keys[0]
        if key == "GameSessionId":
            game_session_id(request)
        elif key == "PlayerSessionId":
            check_text(request[key], key, 128)
            require(re.fullmatch(r"psess-\S+", request[key]), "PlayerSessionId: psess-…")
        else:
            check_text(request[key], key, 1024)
        wanted = request.get("PlayerSessionStatusFilter")
        if wanted is not None:
            check_text(wanted, "PlayerSessionStatusFilter", 1024)
        with self.lock:
            if key == "GameSessionId" and request[key] not in self.game_sessions:
                raise Refused("NotFoundException", "no such game session")
            found = [dict(one) for one in self.player_sessions.values() if one[key] == request[key]]
        if key == "PlayerSessionId":
            # There is at most one, so neither a page size nor a token counts.
            return {"PlayerSessions": found}
        # The filter counts for lists of a game session only.
        if key == "GameSessionId" and wanted is not None:
            found = [one for one in found if one["Status"] == wanted]
        return page(request, "PlayerSessions", found)

    def describe_game_sessions(self, request):
        keys = [key for key in ("GameSessionId", "FleetId") if request.get(key) is not None]
        require(len(keys) == 1 and request.get("AliasId") is None, "give GameSessionId or FleetId")
        wanted = request.get("StatusFilter")
        if wanted is not None:
            check_text(wanted, "StatusFilter", 1024)
        key = keys[0]
        with self.lock:
            if key == "GameSessionId":
                game_session_id(request)
                if request[key] not in self.game_sessions:
                    raise Refused("NotFoundException", "no such game session")
            elif request[key] != FLEET:
                raise Refused("NotFoundException", "no such fleet")
            found = [
                dict(one, CurrentPlayerSessionCount=self._taken(one))
                for one in self.game_sessions.values()
                if one[key] == request[key]
            ]
        if key == "FleetId" and wanted is not None:
            found = [one for one in found if one["Status"] == wanted]
        return page(request, "GameSessions", found)


def is_live(player_session):
    return player_session["Status"] in ("RESERVED", "ACTIVE")


def check_text(text, member, longest):
    require(isinstance(text, str) and 1 <= len(text) <= longest, f"{member}: 1 to {longest}")


def game_session_id(request):
    text = request.get("GameSessionId")
    check_text(text, "GameSessionId", 512)
    require(re.fullmatch(r"[a-zA-Z0-9:/-]+", text), "GameSessionId: letters, digits, : / -")
    return text


def page(request, member, found):
    limit, token = request.get("Limit"), request.get("NextToken")
    # A boolean is an int to Python, and an int of the API has 32 bits.
    is_size = type(limit) is int and 1 <= limit < 2**31
    require(limit is None or is_size, "Limit: 1 or more")
    if token is not None:
        check_text(token, "NextToken", 1024)
        require(re.fullmatch(r"[0-9]{1,9}", token, re.ASCII), "NextToken: not one of ours")
    start = int(token or 0)
    end = start + min(limit or PAGE, PAGE)
    reply = {member: found[start:end]}
    if end < len(found):
        reply["NextToken"] = str(end)
    return reply


def endpoint(core):
    """Starts the HTTP endpoint on a free port of loopback and returns its URL."""
    actions = {
        "GameLift.CreatePlayerSession": core.create_player_session,
        "GameLift.CreatePlayerSessions": core.create_player_sessions,
        "GameLift.DescribePlayerSessions": core.describe_player_sessions,
        "GameLift.DescribeGameSessions": core.describe_game_sessions,
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            action = actions.get(self.headers.get("X-Amz-Target"))
            if action is None:
                return self.answer(400, {"__type": "UnknownOperationException"})
            try:
                request = json.loads(body or b"{}")
                if not isinstance(request, dict):
                    raise ValueError
            except (ValueError, RecursionError):
                return self.answer(400, {"__type": "SerializationException"})
            try:
                return self.answer(200, action(request))
            except Refused as refused:
                return self.answer(400, {"__type": refused.kind, "Message": str(refused)})

        def answer(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-amzn-requestid", str(uuid.uuid4()))
            self.end_headers()
            # One write: a reply in two packets waits for the first to be acknowledged.
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
