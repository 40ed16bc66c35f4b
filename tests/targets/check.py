"""Runs the program against targets that offer a part of GameLift, or nothing of it.

Usage: check.py PROGRAM
Needs `moto_server` and `ministack` on the path. Ends with 0 where every target comes to what it
should.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

SMALL_BACKEND = pathlib.Path(__file__).with_name("small_backend.py")

# What the small backend does wrong: it knows neither idempotency tokens nor pages.
VIOLATED = {"CGS-08", "CGS-09", "DPS-05"}

OFFERED = {
    "json-wire",
    "self-activation",
    "CreateFleet",
    "CreateGameSession",
    "CreatePlayerSession",
    "CreatePlayerSessions",
    "DescribePlayerSessions",
}

# Services that other emulators offer and not GameLift: how each says so.
STRANGERS = {
    "moto_server": "an HTML page with status 500",
    "ministack": "a JSON document that names no exception with status 400",
}


def expect(holds, what):
    """Ends the check where something does not hold."""
    if not holds:
        sys.exit(f"SURPRISE  {what}")


def certify(program, url, folder, *arguments):
    """Runs the program against a target."""
    command = [program, "run", "--target", url, "--effort", "smoke", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def check_small_backend(program, folder):
    """The small backend fails by what it does wrong, and by nothing else."""
    backend = subprocess.Popen(
        [sys.executable, SMALL_BACKEND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        url = backend.stdout.readline().strip()
        run = certify(program, url, folder, "--suite", "core", "--report", "json=report.json")
        expect(run.returncode == 1, f"the small backend: {run.returncode}, {run.stderr}")
        report = json.loads((pathlib.Path(folder) / "report.json").read_text())
        violated = {violation["clause"] for violation in report["violations"]}
        expect(violated == VIOLATED, f"the small backend violates {violated}: {run.stdout}")
        offered = set(report["target"]["capabilities"])
        expect(offered == OFFERED, f"the small backend offers {offered}")
        expect(not report["trouble"], f"the small backend: {report['trouble']}")
        print(f"small_backend.py -> offers {len(offered)}, violates {', '.join(sorted(violated))}")
    finally:
        backend.terminate()
        backend.wait()


def free_port():
    """Returns a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def check_stranger(program, folder, name, said):
    """A target without GameLift is told apart, with what it said."""
    port = free_port()
    command = [name, "-p", str(port)] if name == "moto_server" else [name]
    environment = {**os.environ, "GATEWAY_PORT": str(port)}
    log = open(pathlib.Path(folder) / f"{name}.log", "w")
    stranger = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        # One of them loads what it offers when it is first asked.
        run = certify(program, f"http://127.0.0.1:{port}", folder, "--command-timeout", "2m")
        expect(run.returncode == 3, f"{name}: {run.returncode}, {run.stdout}")
        expect(f"it answered {said}" in run.stderr, f"{name}: {run.stderr}")
        print(f"{name} -> no GameLift: {said}")
    finally:
        stranger.terminate()
        stranger.wait()
        log.close()


def main(program):
    """Runs every check."""
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        check_small_backend(program, folder)
        for name, said in STRANGERS.items():
            check_stranger(program, folder, name, said)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
