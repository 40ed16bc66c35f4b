"""The game server's side of an Anywhere fleet: what a server SDK would say, over one WebSocket."""

import itertools
import json
import urllib.parse
import uuid

import websocket

SDK_VERSION = "5.4.0"
TIMEOUT_S = 20
PORTS = itertools.cycle(range(20000, 60000))


class GameServer:
    """One game-server process; it hosts at most one game session in its life.

    It reports its health once, when it is ready, so it must not live longer than three minutes.
    """

    def __init__(self, address, fleet_id, compute_name, auth_token):
        self.port = next(PORTS)
        self.pushes = []
        query = urllib.parse.urlencode(
            {
                "pID": str(uuid.uuid4()),
                "sdkVersion": SDK_VERSION,
                "sdkLanguage": "Go",
                "ComputeId": compute_name,
                "FleetId": fleet_id,
                "IdempotencyToken": str(uuid.uuid4()),
                "Authorization": auth_token,
            }
        )
        self.socket = websocket.create_connection(
            f"{address}?{query}", timeout=TIMEOUT_S, enable_multithread=False
        )
        self.call(
            "ActivateServerProcess",
            SdkVersion=SDK_VERSION,
            SdkLanguage="Go",
            Port=self.port,
            LogPaths=[],
        )
        self.call("HeartbeatServerProcess", HealthStatus=True)

    def call(self, action, **fields):
        """Makes a call and returns the status of its answer, 200 where it is done."""
        request_id = str(uuid.uuid4())
        self.socket.send(json.dumps({"Action": action, "RequestId": request_id, **fields}))
        while True:
            frame = self._receive()
            if frame.get("RequestId") == request_id:
                return frame.get("StatusCode")

    def await_push(self, action):
        """Returns the oldest push of that action, waiting for it where it has not come."""
        while True:
            for index, push in enumerate(self.pushes):
                if push["Action"] == action:
                    return self.pushes.pop(index)
            self._receive()

    def end(self):
        """Ends the process, and with it its game session."""
        status = self.call("TerminateServerProcess")
        self.socket.close(timeout=0)
        return status

    def _receive(self):
        """Returns the next frame; a push is kept."""
        frame = json.loads(self.socket.recv())
        if not frame.get("RequestId"):
            self.pushes.append(frame)
        return frame
