"""A small player-session backend: what a studio writes in an afternoon, and no more.

Usage: small_backend.py [PORT]
It speaks JSON alone and knows CreateFleet, CreateGameSession, CreatePlayerSession,
CreatePlayerSessions and DescribePlayerSessions. Game sessions are ACTIVE at once, their ids are
no ARNs, and there is no server SDK. It knows neither idempotency tokens nor pages.
Prints its URL when it listens; ends with its standard input.
"""

import http.server
import json
import re
import sys
import threading
import time
import uuid

BATCH_MAX = 25
PLAYERS_MAX = 200
GAME_SESSION_ID = re.compile(r"[a-zA-Z0-9:/-]{1,512}")
PLAYER_SESSION_ID = re.compile(r"psess-\S{1,122}")
RESERVATION_S = 60


class Refusal(Exception):
    """A declared exception."""


class Backend:
    """All fleets, game sessions and player sessions, in memory."""

    def __init__(self):
        self.lock = threading.Lock()
        self.fleets = set()
        self.game_sessions = {}
        self.player_sessions = []

    def create_fleet(self, request):
        if not request.get("Name"):
            raise Refusal("InvalidRequestException")
        fleet_id = f"fleet-{uuid.uuid4()}"
        self.fleets.add(fleet_id)
        return {"FleetAttributes": {"FleetId": fleet_id, "Status": "ACTIVE"}}

    def create_game_session(self, request):
        maximum = request.get("MaximumPlayerSessionCount")
        if not isinstance(maximum, int) or maximum < 0:
            raise Refusal("InvalidRequestException")
        if maximum > PLAYERS_MAX or not request.get("FleetId"):
            raise Refusal("InvalidRequestException")
        if request["FleetId"] not in self.fleets:
            raise Refusal("NotFoundException")
        game_session_id = f"gsess-{uuid.uuid4()}"
        self.game_sessions[game_session_id] = {"fleet": request["FleetId"], "maximum": maximum}
        return {
            "GameSession": {
                "GameSessionId": game_session_id,
                "FleetId": request["FleetId"],
                "MaximumPlayerSessionCount": maximum,
                "Status": "ACTIVE",
                "CreationTime": time.time(),
            }
        }

    def reserve(self, request, players, data):
        """Creates a player session for each of the players, or none."""
        game_session_id = request.get("GameSessionId")
        if not GAME_SESSION_ID.fullmatch(game_session_id or ""):
            raise Refusal("InvalidRequestException")
        if not players or len(players) > BATCH_MAX:
            raise Refusal("InvalidRequestException")
        if any(not isinstance(player, str) or not 1 <= len(player) <= 1024 for player in players):
            raise Refusal("InvalidRequestException")
        if any(not isinstance(text, str) or not 1 <= len(text) <= 2048 for text in data.values()):
            raise Refusal("InvalidRequestException")
        game_session = self.game_sessions.get(game_session_id)
        if game_session is None:
            raise Refusal("NotFoundException")
        self.expire()
        taken = sum(
            session["GameSessionId"] == game_session_id and session["Status"] == "RESERVED"
            for session in self.player_sessions
        )
        if taken + len(players) > game_session["maximum"]:
            raise Refusal("GameSessionFullException")
        created = []
        for player in players:
            session = {
                "PlayerSessionId": f"psess-{uuid.uuid4()}",
                "PlayerId": player,
                "GameSessionId": game_session_id,
                "FleetId": game_session["fleet"],
                "Status": "RESERVED",
                "CreationTime": time.time(),
            }
            if player in data:
                session["PlayerData"] = data[player]
            created.append(session)
        self.player_sessions += created
        return created

    def create_player_session(self, request):
        player, data = request.get("PlayerId"), request.get("PlayerData")
        [created] = self.reserve(request, [player], {} if data is None else {player: data})
        return {"PlayerSession": created}

    def create_player_sessions(self, request):
        players, data = request.get("PlayerIds") or [], request.get("PlayerDataMap") or {}
        data = {player: text for player, text in data.items() if text is not None}
        return {"PlayerSessions": self.reserve(request, players, data)}

    def describe_player_sessions(self, request):
        keys = [
            key for key in ("GameSessionId", "PlayerId", "PlayerSessionId") if request.get(key)
        ]
        if len(keys) != 1:
            raise Refusal("InvalidRequestException")
        [key] = keys
        form = {"GameSessionId": GAME_SESSION_ID, "PlayerSessionId": PLAYER_SESSION_ID}.get(key)
        if form and not form.fullmatch(request[key]):
            raise Refusal("InvalidRequestException")
        self.expire()
        found = [session for session in self.player_sessions if session[key] == request[key]]
        status = request.get("PlayerSessionStatusFilter")
        if status and key == "GameSessionId":
            found = [session for session in found if session["Status"] == status]
        # An empty list is left out.
        return {"PlayerSessions": found} if found else {}

    def expire(self):
        """Lets reservations run out that nobody has claimed."""
        now = time.time()
        for session in self.player_sessions:
            if session["Status"] == "RESERVED" and now - session["CreationTime"] >= RESERVATION_S:
                session["Status"] = "TIMEDOUT"
                session["TerminationTime"] = now


ACTIONS = {
    "CreateFleet": Backend.create_fleet,
    "CreateGameSession": Backend.create_game_session,
    "CreatePlayerSession": Backend.create_player_session,
    "CreatePlayerSessions": Backend.create_player_sessions,
    "DescribePlayerSessions": Backend.describe_player_sessions,
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads a request, asks the backend and writes what it says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path != "/":
            return self.answer(404, {"message": "no such page"})
        action = self.headers.get("x-amz-target", "").removeprefix("GameLift.")
        if action not in ACTIONS:
            return self.answer(400, {"__type": "UnknownOperationException"})
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            return self.answer(400, {"__type": "SerializationException"})
        backend = self.server.backend
        try:
            with backend.lock:
                reply = ACTIONS[action](backend, request)
        except Refusal as refusal:
            return self.answer(400, {"__type": str(refusal), "Message": "That will not do."})
        return self.answer(200, reply)

    def answer(self, status, reply):
        body = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("x-amzn-requestid", str(uuid.uuid4()))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.backend = Backend()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
