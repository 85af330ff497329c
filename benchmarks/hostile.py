"""One client's look-ups while another sends hostile queries: median and worst, before, during, after.

Run as `python -m benchmarks.hostile [HOME]`, where HOME holds a built store; without it, one is
built first. The server is a process of its own, as in use, and so is each hostile client; times are
what a client sees, in milliseconds, each look-up over a new connection. Where the system tells
(Linux), the worst look-up is split: what of it the client itself had or waited for the processor,
and for how long the server waited for it. What else runs on the machine shows there.
"""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.homes import asked_home

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
LOOK_UP = quote("SELECT ?p ?o WHERE { <https://w3id.org/oic-mandates/id/actor/sesric> ?p ?o }")
SECONDS = 10.0  # of look-ups before and after, as long as a hostile query may run
AT_ONCE = 4  # hostile clients of each kind
BOMB = "(a|aa)+(.*)*(a*)*b{1,200}$"
HOSTILE: Mapping[str, str] = {
    "cartesian COUNT": f"SELECT (COUNT(*) AS ?n) WHERE {{ {PRODUCT} }}",
    "ORDER BY over a product": f"SELECT * WHERE {{ {PRODUCT} }} ORDER BY ?c ?f ?i LIMIT 1",
    "exploding path": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<x:a>|^!<x:a>)* ?b . ?b (!<x:a>|^!<x:a>)* ?c }",
    "REGEX bomb": f"SELECT (COUNT(*) AS ?n) WHERE {{ {PRODUCT} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '{BOMB}')) }}",
    "10 MB of query": f"ASK {{ ?s ?p '{'a' * (10 << 20)}' }}",
    "1,000 UNIONs": "SELECT * WHERE { " + " UNION ".join(f"{{ ?s ?p {n} }}" for n in range(1000)) + " }",
    "120,000 VALUES": "SELECT * WHERE { VALUES ?x { " + " ".join(map(str, range(120_000))) + " } }",
}


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
    """Status and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": "application/sparql-query"} if body else {})
        found = connection.getresponse()
        return found.status, found.read().decode("utf-8")
    finally:
        connection.close()


@dataclass(frozen=True)
class Look:
    """Milliseconds of one look-up, of which the client's own, and those that the server waited for a processor."""

    whole: float
    own: float
    server: float


class Client:
    """One client that looks up, again and again."""

    def __init__(self, port: int, pid: int) -> None:
        """`pid` is the server's process, whose waiting is watched."""
        self._port = port
        self._clocks = [Path("/proc/thread-self/schedstat"), Path(f"/proc/{pid}/schedstat")]

    def look_up(self) -> Look:
        """One look-up; SystemExit where it fails."""
        before, start = self._read(), time.perf_counter()
        status, text = ask(self._port, "GET", f"/sparql?query={LOOK_UP}")
        whole, after = (time.perf_counter() - start) * 1000, self._read()
        if status != 200:
            raise SystemExit(f"a look-up failed: {status} {text}")
        ran, waited, _, server = ((b - a) / 1e6 for a, b in zip(before, after, strict=True))
        return Look(whole, ran + waited, server)

    def for_seconds(self, seconds: float) -> list[Look]:
        """Look-ups for some time."""
        end = time.perf_counter() + seconds
        found = []
        while time.perf_counter() < end:
            found.append(self.look_up())
        return found

    def _read(self) -> list[int]:
        """Nanoseconds that client and server had the processor, and waited for it; zeros where nobody tells."""
        clocks = [clock.read_text().split()[:2] if clock.exists() else ["0", "0"] for clock in self._clocks]
        return [int(number) for clock in clocks for number in clock]


def report(name: str, looks: list[Look], note: str = "") -> None:
    """One line: how many look-ups, their median and the worst."""
    worst = max(looks, key=lambda look: look.whole)
    median = statistics.median(look.whole for look in looks)
    split = f"client {worst.own:.1f}, server waited {worst.server:.1f}"
    print(
        f"{name:<24}{len(looks):>6} look-ups   median {median:5.1f} ms   worst {worst.whole:6.1f} ms ({split})   {note}"
    )


def memory(pid: int) -> int:
    """Megabytes that the server and its readers hold; what they share is counted once."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    family = {str(pid)}
    for child, parent in sorted((line.split() for line in listed.splitlines()), key=lambda pair: int(pair[0])):
        if parent in family:
            family.add(child)
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() for one in family]
    return sum(int(line.split()[1]) for rollup in rollups for line in rollup if line.startswith("Pss:")) // 1024


@contextmanager
def server(home: Path) -> Iterator[tuple[int, int]]:
    """Port and process number of a server over the store in `home`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "import sys, pathlib; from oic_mandates.graph.serve.app import serve; " \
           "serve(pathlib.Path(sys.argv[1]), port=int(sys.argv[2]))"  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(port)], start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        while process.poll() is None:
            try:
                ask(port, "GET", "/docs")
                break
            except ConnectionRefusedError:
                continue
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def measure(home: Path) -> None:
    """Prints the whole comparison."""
    with ProcessPoolExecutor(AT_ONCE) as others, server(home) as (port, pid):
        client = Client(port, pid)
        client.look_up()
        report("before", client.for_seconds(SECONDS), f"{memory(pid)} MB")
        for name, query in HOSTILE.items():
            sent = [others.submit(ask, port, "POST", "/sparql", query.encode()) for _ in range(AT_ONCE)]
            looks = [client.look_up()]
            while not all(one.done() for one in sent):
                looks.append(client.look_up())
            answers = [one.result() for one in sent]
            statuses = ", ".join(sorted({str(status) for status, _ in answers}))
            report(name, looks, f"{AT_ONCE} answered {statuses}: {answers[0][1].strip()}")
        report("after", client.for_seconds(SECONDS), f"{memory(pid)} MB")


def main() -> None:
    """Measures the store in the home given, or one built for this."""
    with asked_home() as home:
        measure(home)


if __name__ == "__main__":
    main()
