"""A reader process: opens the store read only, answers one query after the other.

It is forked from the template, with one end of a connection. A question comes as a length and
JSON; the answer goes out as frames (a letter, a length, bytes). A query may die of memory, time or
a fault of the engine: it takes this process with it, no other.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, BinaryIO, cast

import pyoxigraph as ox

from oic_mandates.graph.diagnosis import diagnose
from oic_mandates.graph.guard import check
from oic_mandates.graph.iris import BASE, PREFIXES
from oic_mandates.graph.memory import bound, taken
from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES, not_acceptable
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.sink import PIECE, Sink, XmlSink

READY, HEAD, DATA, END, ERROR = b"R", b"H", b"D", b"E", b"X"
FRAME = struct.Struct(">cI")
LENGTH = struct.Struct(">I")
_TOGETHER = 2 * PIECE

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
_XML = ("xml", "rdfxml")
_ENGINE_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected one of )?(.*)", re.DOTALL)
# The answers of these functions differ each time; a name that only looks like one costs a cache its copy, no more.
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)


class Channel:
    """Questions in, frames out."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        """`target` has room for a small answer with all that goes before and after it."""
        self._source, self._target = source, target

    def receive(self) -> Mapping[str, Any] | None:
        """The next question; None where the server has gone."""
        length = self._source.read(LENGTH.size)
        if len(length) < LENGTH.size:
            return None
        return cast(Mapping[str, Any], json.loads(self._source.read(LENGTH.unpack(length)[0])))

    def send(self, kind: bytes, payload: bytes = b"") -> None:
        """Waits while the server does not read: so a slow client slows the query, not fills memory.

        A small answer goes out in one piece, when the process is ready again: the server wakes up once.
        """
        self._target.write(FRAME.pack(kind, len(payload)))
        self._target.write(payload)
        if kind == READY or len(payload) >= PIECE:
            self._target.flush()

    def flush(self) -> None:
        """Sends what is still here."""
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
    except ConnectionError:
        raise
    except Refused as error:
        _fail(channel, error.status, error.detail)
    except (InputError, MemoryError) as error:
        # Who checks the query takes what hinders it for a fault of the query.
        if isinstance(error, MemoryError) or isinstance(error.__context__, MemoryError):
            _fail(channel, 503, "The query needs more memory than it may have; ask for less.")
        else:
            _fail(channel, 400, f"{str(error).rstrip('.')}.")
    except (OSError, RuntimeError, ValueError) as error:
        _fail(channel, 500, f"The query broke off: {_one_line(error)}; ask for less, or try again.")
    else:
        channel.send(END)


def _run(store: ox.Store, asked: Mapping[str, Any], sink: Sink) -> None:
    text, form = asked["text"], asked["form"]
    default, named = asked["default"], asked["named"]
    harmless = True
    if form is None:
        checked = check(text, dataset=True)
        text, form = checked.text, checked.form
        # Who only knows that it is harmless does not know what its FROM names.
        harmless = not checked.default and not checked.named
        # The dataset of the request goes before that of the query (Protocol, 2.1.4).
        if not default and not named:
            default, named = checked.default, checked.named
    kind, formats = ("table", TABLES) if form in ("select", "ask") else ("graph", GRAPHS)
    choice = asked[kind]
    if choice is None:
        raise not_acceptable(formats, f"This query makes a {kind}, which has no such form")
    changing = _CHANGING.search(text) is not None
    sink.head = {"form": form if harmless else None, "kind": kind, "changing": changing}
    found = _query(store, text, default, named)
    target = cast(IO[bytes], XmlSink(sink) if choice in _XML else sink)
    if not isinstance(found, ox.QueryTriples):
        found.serialize(target, format=_RESULTS[choice])
    elif choice in _PREFIXED:
        ox.serialize(found, target, format=RDF[choice], prefixes=PREFIXES)
    else:
        found.serialize(target, format=RDF[choice])


def _query(
    store: ox.Store, text: str, default: Sequence[str], named: Sequence[str]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Runs the query; a dataset that is named takes the place of the store's own."""
    try:
        if not default and not named:
            return store.query(text, base_iri=BASE)
        defaults, names = _graphs(store, default), _graphs(store, named)
        if len(defaults) > 1:
            return _merged(store, defaults, names).query(
                text, base_iri=BASE, default_graph=[ox.DefaultGraph()], named_graphs=names
            )
        return store.query(text, base_iri=BASE, default_graph=[*defaults], named_graphs=names)
    except SyntaxError as error:
        found = diagnose(text)
        raise Refused(400, f"{found}." if found else _syntax(error)) from None
    except RuntimeError as error:
        # Before there is any answer, this is what the engine does not have: a function of another server.
        raise Refused(400, f"query: {_one_line(error)}; leave it out.") from None


def _graphs(store: ox.Store, names: Iterable[str]) -> list[ox.NamedNode | ox.BlankNode]:
    """The graphs of these names that the store has, each once: any other is an empty one."""
    graphs: dict[ox.NamedNode | ox.BlankNode, None] = {}
    for name in names:
        try:
            graph = ox.NamedNode(name)
        except ValueError:
            raise Refused(400, f"{name!r} is not an IRI; give the whole IRI of a named graph.") from None
        if store.contains_named_graph(graph):
            graphs[graph] = None
    return list(graphs)


def _merged(
    store: ox.Store, defaults: Iterable[ox.NamedNode | ox.BlankNode], names: Iterable[ox.NamedNode | ox.BlankNode]
) -> ox.Store:
    """A store whose default graph holds a statement of two graphs once, as a merge does; the engine's own does not."""
    merged = ox.Store()
    for graph in defaults:
        found = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for graph in names:
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _syntax(error: SyntaxError) -> str:
    found = _ENGINE_PLACE.match(_one_line(error))
    if found is None:
        return f"query: {_one_line(error)}; mend it there."
    return f"query, line {found[1]}, column {found[2]}: {found[3].removesuffix(', [_]')[:200]}; mend it there."


def _fail(channel: Channel, status: int, detail: str) -> None:
    channel.send(ERROR, json.dumps({"status": status, "detail": detail}).encode())


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def read(connection: socket.socket, store: ox.Store, memory: int) -> None:
    """Answers what comes over the connection until the server goes; a query may take `memory` bytes."""
    channel = Channel(connection.makefile("rb"), cast(BinaryIO, connection.makefile("wb", _TOGETHER)))
    bound(memory)
    fresh = taken()[1]
    with contextlib.suppress(ConnectionError):
        # Memory that a big query took does not all come back: then a fresh process takes over.
        while taken()[1] <= fresh + memory // 2:
            channel.send(READY)
            asked = channel.receive()
            if asked is None:
                break
            answer(store, asked, channel)
        channel.flush()
