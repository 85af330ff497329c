"""A reader process: opens the store read only, answers one query after the other.

Run by the pool as `python -m oic_mandates.graph.serve.engine FOLDER BYTES`. A question comes as a
length and JSON on standard input; the answer goes out as frames (a letter, a length, bytes). A
query may die of memory, time or a fault of the engine: it takes this process with it, no other.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import resource
import signal
import struct
import sys
import zlib
from collections.abc import Mapping
from typing import IO, Any, BinaryIO, cast

import pyoxigraph as ox

from oic_mandates.graph.guard import check
from oic_mandates.graph.iris import PREFIXES
from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES, not_acceptable
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.sink import Sink

READY, HEAD, DATA, END, ERROR = b"R", b"H", b"D", b"E", b"X"
FRAME = struct.Struct(">cI")
LENGTH = struct.Struct(">I")
CANNOT_OPEN = 3  # exit code

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_PREFIXED = ("turtle", "trig")
_ENGINE_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected one of )?(.*)", re.DOTALL)
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_PDEATHSIG = 1
_FRESH = 100 << 20  # bytes that a process holds before its first query


class Channel:
    """Questions in, frames out."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        """Both are unbuffered or flushed by the caller's rules; the channel flushes what it sends."""
        self._source, self._target = source, target

    def receive(self) -> Mapping[str, Any] | None:
        """The next question; None where the server has gone."""
        length = self._source.read(LENGTH.size)
        if len(length) < LENGTH.size:
            return None
        return cast(Mapping[str, Any], json.loads(self._source.read(LENGTH.unpack(length)[0])))

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """Waits while the server does not read: so a slow client slows the query, not fills memory."""
        self._target.write(FRAME.pack(kind, len(payload)))
        self._target.write(payload)
        self._target.flush()


def answer(store: ox.Store, asked: Mapping[str, Any], channel: Channel) -> None:
    """Sends the head, the data and the end, or an error in the place of what is missing."""
    sink = Sink(
        lambda head: channel.send(HEAD, json.dumps(head).encode()),
        lambda data: channel.send(DATA, data),
        zlib.compressobj(6, zlib.DEFLATED, 31) if asked["gzip"] else None,
    )
    try:
        _run(store, asked, sink)
        sink.finish()
    except BrokenPipeError:
        raise
    except Refused as error:
        _fail(channel, error.status, error.detail)
    except InputError as error:
        _fail(channel, 400, f"{str(error).rstrip('.')}.")
    except MemoryError:
        _fail(channel, 503, "The query needs more memory than it may have; ask for less.")
    except (OSError, RuntimeError, ValueError) as error:
        _fail(channel, 500, f"The query broke off: {_one_line(error)}; ask for less, or try again.")
    else:
        channel.send(END)


def _run(store: ox.Store, asked: Mapping[str, Any], sink: Sink) -> None:
    text, form = asked["text"], asked["form"]
    if form is None:
        checked = check(text)
        text, form = checked.text, checked.form
    kind, formats = ("table", TABLES) if form in ("select", "ask") else ("graph", GRAPHS)
    choice = asked[kind]
    if choice is None:
        raise not_acceptable(formats, f"This query makes a {kind}, which has no such form")
    sink.head = {"form": form, "kind": kind}
    found = _query(store, text, asked["default"], asked["named"])
    target = cast(IO[bytes], sink)
    if not isinstance(found, ox.QueryTriples):
        found.serialize(target, format=_RESULTS[choice])
    elif choice in _PREFIXED:
        ox.serialize(found, target, format=RDF[choice], prefixes=PREFIXES)
    else:
        found.serialize(target, format=RDF[choice])


def _query(
    store: ox.Store, text: str, default: list[str], named: list[str]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Runs the query; a dataset that is named takes the place of the store's own (Protocol, 2.1.4)."""
    try:
        if not default and not named:
            return store.query(text)
        return store.query(text, default_graph=[*_graphs(store, default)], named_graphs=[*_graphs(store, named)])
    except SyntaxError as error:
        raise Refused(400, _syntax(error)) from None


def _graphs(store: ox.Store, names: list[str]) -> list[ox.NamedNode]:
    graphs = []
    for name in names:
        try:
            graph = ox.NamedNode(name)
        except ValueError:
            raise Refused(400, f"{name!r} is not an IRI; give the whole IRI of a named graph.") from None
        if not store.contains_named_graph(graph):
            raise Refused(400, f"The store has no graph <{name}>; /query/named-graphs lists those it has.")
        graphs.append(graph)
    return graphs


def _syntax(error: SyntaxError) -> str:
    found = _ENGINE_PLACE.match(_one_line(error))
    if found is None:
        return f"query: {_one_line(error)}; mend it there."
    return f"query, line {found[1]}, column {found[2]}: {found[3].removesuffix(', [_]')[:200]}; mend it there."


def _fail(channel: Channel, status: int, detail: str) -> None:
    channel.send(ERROR, json.dumps({"status": status, "detail": detail}).encode())


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _isolate() -> None:
    """Dies with the server, leaves no core file, and has no network where the system allows it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which ends its readers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # Without rights of the administrator a new network needs a new user space round it.
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _memory() -> tuple[int, int]:
    """The bytes that the process has mapped, and those that it really holds; zeros where nobody tells."""
    # Not getrusage: a new process inherits the peak of the server that started it.
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            mapped, held = stream.read().split()[:2]
    except OSError:
        return 0, 0
    return int(mapped) * resource.getpagesize(), int(held) * resource.getpagesize()


def _limit_memory(extra: int) -> None:
    """Lets the process take `extra` bytes more than it has: maps of the store are in that already."""
    if size := _memory()[0]:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (size + extra, size + extra))


def main(folder: str, memory: int) -> int:
    """Answers until the server goes; the exit code."""
    _isolate()
    # What a library prints must not get between the frames.
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        store = ox.Store.read_only(folder)
    except OSError:
        return CANNOT_OPEN
    _limit_memory(memory)
    channel = Channel(sys.stdin.buffer, target)
    try:
        # Memory that a big query took does not all come back: then a fresh process takes over.
        while _memory()[1] <= memory // 2 + _FRESH:
            channel.send(READY)
            asked = channel.receive()
            if asked is None:
                break
            answer(store, asked, channel)
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
