"""Holds `gamelift-conformance run` beside the Hypothesis state machine: same faults, same time.

Usage: compare.py [--seconds S] [--seed N] [--only GLOB] [--results PATH]
Each of the two gets an emulator of its own with one fault, and the same seconds of wall time to
find and shrink it. First comes an emulator without a fault, where nothing may be found.
Rows that PATH already holds are not run again, so an interrupted comparison goes on where it was.
Prints a Markdown table on stdout.
"""

import argparse
import contextlib
import fnmatch
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REFERENCE = "(none)"
RESERVATION_TIMEOUT_S = 1
# What the interpreter needs to start and to remove what it made.
GRACE_S = 120


def faults(pattern):
    """Returns the rows of the faults that match: name, clause, whether time has to pass."""
    suites = {}
    for path in sorted((ROOT / "specs").glob("*.toml")):
        for clause in tomllib.loads(path.read_text()).get("clause", []):
            suites[clause["id"]] = clause["suite"]
    table = tomllib.loads((ROOT / "specs" / "faults.toml").read_text())["fault"]
    rows = [(REFERENCE, "", False)]
    rows += [(row["name"], row["clause"], suites[row["clause"]] == "temporal") for row in table]
    return [row for row in rows if fnmatch.fnmatch(row[0], pattern)]


@contextlib.contextmanager
def serving(binary, fault, is_temporal):
    """Serves an emulator and gives its URL."""
    command = [binary, "serve", "--port", "0"]
    if fault != REFERENCE:
        command += ["--fault", fault]
    if is_temporal:
        command += ["--reservation-timeout", f"{RESERVATION_TIMEOUT_S}s"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def run_ours(binary, endpoint, fault, is_temporal, seconds, seed):
    """Runs this project's harness, which stops at the first violation and shrinks it."""
    with tempfile.TemporaryDirectory() as directory:
        report = pathlib.Path(directory) / "report.json"
        command = [binary, "run", "--quiet", "--strict", "--target", endpoint, "--seed", str(seed)]
        command += ["--report", f"json={report}", "--output", directory]
        # The tolerances are those of the state machine.
        if is_temporal:
            command += ["--suite", "core,temporal", "--tolerance", "250ms"]
            command += ["--reservation-timeout", f"{RESERVATION_TIMEOUT_S}s"]
        else:
            command += ["--suite", "core", "--tolerance", "0s"]
        if fault == REFERENCE:
            command += ["--effort", "soak", "--time-budget", f"{seconds}s"]
        else:
            command += ["--fail-fast"]
        began = time.monotonic()
        is_interrupted = False
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                # A run whose budget is spent ends by itself.
                process.wait(seconds + (GRACE_S if fault == REFERENCE else 0))
            except subprocess.TimeoutExpired:
                is_interrupted = True
                process.send_signal(signal.SIGINT)
        elapsed = time.monotonic() - began
        summary = json.loads(report.read_text())
    violations = summary["violations"]
    return {
        "found": bool(violations),
        "steps": min((len(violation["steps"]) for violation in violations), default=None),
        "is_shrunk": not is_interrupted,
        "what": ", ".join(sorted({violation["clause"] for violation in violations})),
        "commands": summary["summary"]["commands"],
        "rate": summary["summary"]["commands"] / summary["summary"]["seconds"],
        "seconds": elapsed,
    }


def run_hypothesis(endpoint, is_temporal, seconds, seed):
    """Runs the state machine."""
    command = [sys.executable, str(HERE / "hypothesis_boto3.py"), endpoint]
    command += ["--seconds", str(seconds), "--seed", str(seed)]
    if is_temporal:
        command += ["--reservation-timeout-s", str(RESERVATION_TIMEOUT_S)]
    ended = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, timeout=seconds + GRACE_S, check=True
    )
    result = json.loads(ended.stdout)
    first = result["first"] or {}
    return {
        "found": result["found"],
        "steps": result["steps"],
        "is_shrunk": result["is_shrunk"],
        "what": result["what"],
        "commands": first.get("commands", result["commands"]),
        "rate": result["commands"] / result["seconds"],
        "first_seconds": first.get("seconds"),
        "seconds": result["seconds"],
    }


def number(value, digits=0):
    """Returns a number as the table shows it."""
    return "-" if value is None else f"{value:,.{digits}f}"


def cells(result):
    """Returns what the table says of one run."""
    if not result["found"]:
        return ["-", number(result["seconds"], 1), "-", "-"]
    mark = "" if result.get("is_shrunk", True) else " \\*"
    return [
        "found",
        number(result["seconds"], 1),
        number(result["commands"]),
        f"{number(result['steps'])}{mark}",
    ]


def print_table(rows):
    """Prints the table and what it comes to."""
    print("| fault | clause | run | s | commands | steps | Hypothesis | s | commands | steps |")
    print("|---|---|---|---:|---:|---:|---|---:|---:|---:|")
    for row in rows:
        ours, theirs = cells(row["ours"]), cells(row["hypothesis"])
        print(f"| {' | '.join([row['fault'], row['clause'], *ours, *theirs])} |")
    print()
    print("| | faults found | commands to the first, median | steps, median | commands/s, no fault |")
    print("|---|---:|---:|---:|---:|")
    for name, key in (("`run`", "ours"), ("Hypothesis and boto3", "hypothesis")):
        results = [row[key] for row in rows if row["fault"] != REFERENCE]
        found = [result for result in results if result["found"]]
        rates = [row[key]["rate"] for row in rows if row["fault"] == REFERENCE]
        median = {
            member: statistics.median(result[member] for result in found) if found else None
            for member in ("commands", "steps")
        }
        rate = number(rates[0]) if rates else "-"
        print(
            f"| {name} | {len(found)} of {len(results)} | {number(median['commands'])} "
            f"| {number(median['steps'], 1)} | {rate} |"
        )


def main():
    """Runs as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binary", default=str(ROOT / "target/release/gamelift-conformance"))
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="*")
    parser.add_argument("--results", type=pathlib.Path)
    arguments = parser.parse_args()
    binary, seconds, seed = arguments.binary, arguments.seconds, arguments.seed
    known = {}
    if arguments.results and arguments.results.exists():
        lines = map(json.loads, arguments.results.read_text().splitlines())
        known = {row["fault"]: row for row in lines}
    rows = []
    for fault, clause, is_temporal in faults(arguments.only):
        row = known.get(fault)
        if row is None:
            row = {"fault": fault, "clause": clause}
            with serving(binary, fault, is_temporal) as endpoint:
                row["ours"] = run_ours(binary, endpoint, fault, is_temporal, seconds, seed)
            with serving(binary, fault, is_temporal) as endpoint:
                row["hypothesis"] = run_hypothesis(endpoint, is_temporal, seconds, seed)
            if arguments.results:
                with arguments.results.open("a") as results:
                    results.write(json.dumps(row) + "\n")
        print(json.dumps(row), file=sys.stderr, flush=True)
        rows.append(row)
    print_table(rows)


if __name__ == "__main__":
    main()
