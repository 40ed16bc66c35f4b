"""An adapter for gamelift-conformance: provides game sessions of the backend beside this file.

gamelift-conformance starts it, asks it for one thing a line on stdin, and reads one answer a line
from stdout; docs/adapter.md has every message. It ends when stdin does.

    gamelift-conformance run --provision adapter --adapter "python3 examples/adapter/adapter.py"

With a number of seconds its clock runs by itself, as that of most backends does, and reservations
last that long: a run then waits for them.
"""

import json
import sys
import time

from backend import FLEET, Core, Refused, endpoint

timeout = float(sys.argv[1]) if sys.argv[1:] else 60.0
core = Core(timeout, clock=time.time if sys.argv[1:] else None)


def create(case, maximum, name=None, properties=None):
    game_session_id = core.create_game_session(maximum, name, properties)
    made = {"game_session_id": game_session_id, "properties": properties or {}, "fleet_id": FLEET}
    if name is not None:
        made["name"] = name
    return made


def advance_clock(milliseconds):
    core.advance(milliseconds / 1000)


operations = {
    "create": create,
    "activate": core.activate,
    "accept": core.accept,
    "remove": core.remove,
    "policy": core.set_policy,
    "terminate": core.terminate,
    "end": core.forget,
}
if core.clock is None:
    # A clock that runs by itself is not ours to move, nor to put back.
    operations |= {"advance-clock": advance_clock, "reset": lambda case: core.reset()}


def say(message):
    print(json.dumps(message), flush=True)


def hello():
    say(
        {
            "hello": {
                "protocol": 1,
                "capabilities": [name for name in operations if name != "create"],
                "endpoint": endpoint(core),
                "tolerance": "0s",
                "reservation_timeout": f"{round(timeout * 1000)}ms",
                "fleet_id": FLEET,
            }
        }
    )


def answer(request):
    id = request.pop("id")
    [(name, members)] = request.items()
    try:
        say({"id": id, "ok": operations[name](**members) or {}})
    except Refused as refused:
        say({"id": id, "refused": {"status": 400, "message": str(refused)}})
    except Exception as error:
        # Trouble of our own is no answer of the backend.
        say({"id": id, "error": f"{type(error).__name__}: {error}"})


for line in sys.stdin:
    message = json.loads(line)
    if "hello" in message:
        hello()
    else:
        answer(message)
