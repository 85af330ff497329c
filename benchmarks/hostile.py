"""One client's look-ups while another sends hostile queries: median and worst, before, during, after.

Run as `python -m benchmarks.hostile [HOME]`, where HOME holds a built store; without it, one is
built first. The server is a process of its own, as in use; times are what a client sees, in
milliseconds, each look-up over a new connection.
"""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from oic_mandates.graph import folder, pipeline

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
LOOK_UP = quote("SELECT ?p ?o WHERE { <https://w3id.org/oic-mandates/id/actor/sesric> ?p ?o }")
SECONDS = 5.0  # of look-ups before and after
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


def look_up(port: int) -> float:
    """Milliseconds of one look-up; SystemExit where it fails."""
    start = time.perf_counter()
    status, text = ask(port, "GET", f"/sparql?query={LOOK_UP}")
    if status != 200:
        raise SystemExit(f"a look-up failed: {status} {text}")
    return (time.perf_counter() - start) * 1000


def report(name: str, times: list[float], note: str = "") -> None:
    """One line: how many look-ups, their median and the worst."""
    print(
        f"{name:<26}{len(times):>7} look-ups   median {statistics.median(times):7.1f} ms"
        f"   worst {max(times):7.1f} ms   {note}".rstrip()
    )


def memory(pid: int) -> int:
    """Megabytes that the server and its readers hold together."""
    found = subprocess.run(
        ["ps", "-o", "rss=", "--pid", str(pid), "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return sum(map(int, found.stdout.split())) // 1024


@contextmanager
def server(home: Path) -> Iterator[tuple[int, int]]:
    """Port and process number of a server over the store in `home`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "import sys, pathlib; from oic_mandates.graph.serve.app import serve; " \
           "serve(pathlib.Path(sys.argv[1]), port=int(sys.argv[2]))"  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", code, str(home), str(port)], stderr=subprocess.DEVNULL)
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


def during(port: int, query: str) -> tuple[list[float], list[tuple[int, str]]]:
    """The look-ups while some clients send the query at once, and what those were answered."""
    answers: list[tuple[int, str]] = []
    threads = [
        threading.Thread(target=lambda: answers.append(ask(port, "POST", "/sparql", query.encode())))
        for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    times = [look_up(port)]
    while any(thread.is_alive() for thread in threads):
        times.append(look_up(port))
    return times, answers


def some(port: int) -> list[float]:
    """Look-ups for some seconds."""
    end = time.perf_counter() + SECONDS
    times = []
    while time.perf_counter() < end:
        times.append(look_up(port))
    return times


def measure(home: Path) -> None:
    """Prints the whole comparison."""
    with server(home) as (port, pid):
        look_up(port)
        report("before", some(port), f"{memory(pid)} MB")
        for name, query in HOSTILE.items():
            times, answers = during(port, query)
            statuses = ", ".join(sorted({str(status) for status, _ in answers}))
            report(name, times, f"{AT_ONCE} answered {statuses}: {answers[0][1].strip()}")
        report("after", some(port), f"{memory(pid)} MB")


def main() -> None:
    """Measures the store in the home given, or one built for this."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as home:
        pipeline.build_corpus(folder.corpus_root(), Path(home), validate=False)
        measure(Path(home))


if __name__ == "__main__":
    main()
