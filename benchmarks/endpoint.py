"""Look-ups a second, and the time of 10,000 rows: this server beside rdflib-endpoint, in one run.

Run as `python -m benchmarks.endpoint [HOME]`, where HOME holds a built store; without it, one is
built first. Both serve the same N-Quads, each as a process of its own, one after the other, for
some rounds, of which the median counts; the clients are the same and keep their connections.
Look-ups are measured twice: all for one thing, which either server may remember, and each for
another thing than the last 1,000, of which neither remembers so many.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.homes import asked_home
from oic_mandates.graph import pipeline

CONNECTIONS = 8
ROUNDS = 3
SECONDS = 4.0  # of look-ups of each kind
WARMING = 1.0  # of them before the clock runs
THINGS = 1000
ROWS = 10_000
RUNS = 7
START = 120.0  # seconds that a server may take to come up
LOOK_UP = "SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}"
SUBJECTS = f"SELECT DISTINCT ?s WHERE {{ ?s a ?class }} ORDER BY ?s LIMIT {THINGS}"
MANY = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {ROWS}"
JSON = "application/sparql-results+json"
OURS = """
import sys, pathlib
from oic_mandates.graph.serve.app import serve
serve(pathlib.Path(sys.argv[2]), port=int(sys.argv[1]))
"""
# Without a line of log for each request, as ours is.
THEIRS = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
for part in sys.argv[2:]:
    data.parse(part, format="nquads")
uvicorn.run(SparqlEndpoint(graph=data, path="/sparql"), port=int(sys.argv[1]), log_level="warning")
"""


class Figures(NamedTuple):
    """What one server did: look-ups a second of each kind, milliseconds of a look-up and of many rows."""

    same: float
    varied: float
    look_up: float
    rows: float


def path(query: str) -> str:
    """The address of a query."""
    return f"/sparql?query={quote(query)}"


def ask(port: int, query: str) -> bytes:
    """The answer, over a connection of its own."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path(query)}", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=START) as found:
        return bytes(found.read())


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[None]:
    """A server that answers, until the context ends; SystemExit where it does not come up."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START
        while True:
            try:
                ask(port, "ASK { ?s ?p ?o }")
                break
            except urllib.error.URLError:
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit("a server did not come up") from None
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


async def client(port: int, paths: Iterator[str], end: float, times: list[float]) -> None:
    """Asks one question after the other over one connection until the end; SystemExit where one fails."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (start := time.perf_counter()) < end:
        writer.write(f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept: {JSON}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length)) if length else b""
        if b" 200 ok\r\n" not in head or body.count(b'"p"') < 2:
            raise SystemExit(f"a look-up failed: {head.decode()}{body[:200].decode()}")
        times.append(time.perf_counter() - start)
    writer.close()
    await writer.wait_closed()


def look_ups(port: int, things: Sequence[str]) -> list[float]:
    """The seconds of each look-up that all clients did together."""
    paths = itertools.cycle([path(LOOK_UP.format(thing=thing)) for thing in things])

    async def all_clients(seconds: float) -> list[float]:
        times: list[float] = []
        end = time.perf_counter() + seconds
        await asyncio.gather(*(client(port, paths, end, times) for _ in range(CONNECTIONS)))
        return times

    asyncio.run(all_clients(WARMING))
    return asyncio.run(all_clients(SECONDS))


def many_rows(port: int) -> float:
    """The median seconds of an answer with many rows, from the question to its last byte."""
    times = []
    for number in range(RUNS + 1):
        # A query that was never asked: a blank more each time.
        start = time.perf_counter()
        body = ask(port, MANY + " " * number)
        times.append(time.perf_counter() - start)
        if len(json.loads(body)["results"]["bindings"]) != ROWS:
            raise SystemExit("an answer has not all rows")
    return statistics.median(times[1:])


def measure(code: str, port: int, data: Sequence[Path]) -> Figures:
    """The figures of one server in one round."""
    with running([sys.executable, "-c", code, str(port), *map(str, data)], port):
        found = json.loads(ask(port, SUBJECTS))["results"]["bindings"]
        things = [row["s"]["value"] for row in found]
        same, varied = look_ups(port, things[:1]), look_ups(port, things)
        return Figures(
            len(same) / SECONDS, len(varied) / SECONDS, statistics.median(same) * 1000, many_rows(port) * 1000
        )


def compare(home: Path) -> None:
    """Prints the figures of both servers, and their ratios."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    parts = pipeline.built_parts(home)
    print(f"{CONNECTIONS} connections    look-ups a second: one   varied      ms of one   ms of {ROWS} rows")
    rounds: dict[str, list[Figures]] = {"oic-mandates": [], "rdflib-endpoint": []}
    for _ in range(ROUNDS):
        rounds["oic-mandates"].append(measure(OURS, port, [home]))
        rounds["rdflib-endpoint"].append(measure(THEIRS, port, parts))
    ours, theirs = (Figures(*map(statistics.median, zip(*found, strict=True))) for found in rounds.values())
    for name, figures in zip(rounds, (ours, theirs), strict=True):
        print(f"{name:<30}{figures.same:>10.0f}{figures.varied:>9.0f}{figures.look_up:>15.1f}{figures.rows:>17.0f}")
    ratios = (
        ours.same / theirs.same,
        ours.varied / theirs.varied,
        theirs.look_up / ours.look_up,
        theirs.rows / ours.rows,
    )
    print("{:<30}{:>10.1f}{:>9.1f}{:>15.1f}{:>17.1f}".format("times better", *ratios))


def main() -> None:
    """Compares over the store in the home given, or one built for this."""
    with asked_home() as home:
        compare(home)


if __name__ == "__main__":
    main()
