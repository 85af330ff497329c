"""Prints the whole library asked of four engines: rows, times, and whether the answers are equal.

Run as `scripts/engines.py` from the project's environment. The graph is the store built last, or one
that is built first; oxigraph, Virtuoso and our own server are started, loaded and ended. Each time
is that of a second asking, in milliseconds, since a server reads a query anew the first time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from oic_mandates.graph import folder, pipeline
from oic_mandates.graph.load import load
from oic_mandates.graph.store import EmbeddedStore, RemoteStore, Store, current_store, home_folder
from oic_mandates.graph.table import Row
from oic_mandates.graph.writing import Login, addresses
from oic_mandates.queries.library import library

# What starts the servers for the tests has this file's name, so that it is found by its folder.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
engines = import_module("engines")

UNORDERED = ("statements",)  # its rows come in the order of the graphs alone


def asked(store: Store, text: str) -> tuple[list[Row], float]:
    """The rows of an answer, and the milliseconds of a second asking."""
    store.select(text)
    start = time.perf_counter()
    rows = list(store.select(text))
    return rows, (time.perf_counter() - start) * 1000


def same(name: str, one: list[Row], other: list[Row]) -> bool:
    """Whether two answers are equal, in their order where the query gives one."""
    return Counter(one) == Counter(other) if name in UNORDERED else one == other


def started(stack: ExitStack, home: Path) -> dict[str, Store]:
    """The engines by name, loaded with the graphs of the store in `home`."""
    work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    servers = [stack.enter_context(engines.oxigraph(work / "oxigraph"))]
    load(home, addresses(servers[0].endpoint))
    servers.append(stack.enter_context(engines.virtuoso(work / "virtuoso")))
    load(home, addresses(servers[1].endpoint), Login(engines.USER, engines.PASSWORD))
    servers.append(stack.enter_context(engines.own_server(home, work / "serve.log")))
    return {server.name: RemoteStore(server.endpoint) for server in servers}


def main() -> int:
    """The table, one line a query; 1 where an answer differs."""
    with ExitStack() as stack:
        home = home_folder()
        if current_store(home) is None:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            pipeline.build_corpus(folder.corpus_root(), home)
        embedded, others = EmbeddedStore.on_disk(home), started(stack, home)
        print(f"{'query':<28}{'rows':>7}{'embedded':>10}" + "".join(f"{name:>20}" for name in others) + "   equal")
        wrong = 0
        for query in library():
            rows, here = asked(embedded, query.text)
            found = [asked(store, query.text) for store in others.values()]
            equal = all(same(query.name, rows, there) for there, _ in found)
            wrong += not equal
            times = "".join(f"{spent:>20.0f}" for _, spent in found)
            print(f"{query.name:<28}{len(rows):>7}{here:>10.0f}{times}   {'yes' if equal else 'NO'}", flush=True)
        print(f"{len(library())} queries, {len(library()) - wrong} equal on every engine")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
