"""Pushes every named graph of the store built here to a SPARQL 1.1 server, and checks that it is there.

A graph goes whole, in portions, and is stamped on the server with the SHA-256 of its N-Quads once it
is through: the stamp and the number of its statements tell a later load that it need not go again. So
a load that is interrupted goes on where it stopped. The stamps are a graph of their own, outside those
of the corpus; they say what was sent, so that somebody who changes a graph there without changing the
number of its statements is not noticed: `everything` sends all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oic_mandates.graph import iris
from oic_mandates.graph.model import InputError
from oic_mandates.graph.pipeline import built_parts
from oic_mandates.graph.remote import RemoteStore
from oic_mandates.graph.swap import content_hash, current_store
from oic_mandates.graph.writing import Addresses, Login, Target, target
from oic_mandates.queries.library import bind, library

STAMPS = iris.BASE + "load"
TIMEOUT = 600  # seconds that the server may take to count
_SHOWN = 3  # graphs that an error names

# Statements that are through, statements in all, the graph at work.
Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph of the store, as a file of sorted N-Quads."""

    graph: str
    file: Path
    statements: int
    digest: str

    @property
    def stamp(self) -> bytes:
        """The statement that tells a server what this graph was when it was sent."""
        return f'<{self.graph}> <{iris.OICM.sha256}> "{self.digest}" .\n'.encode()

    def lines(self) -> Iterator[bytes]:
        """Its statements as N-Triples, one a line."""
        with self.file.open("rb") as stream:
            for line in stream:
                if line.strip():
                    yield _split(line)[0] + b" .\n"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: graphs that went, that were there already, that were removed; statements in all."""

    sent: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    statements: int


def load(
    home: Path,
    places: Addresses,
    login: Login | None = None,
    report: Report = lambda done, total, graph: None,
    *,
    everything: bool = False,
) -> Loaded:
    """Makes the graphs of the project on the server those of the store in `home`; answers what it did.

    Graphs of others are left alone. `everything` sends also what is there already. InputError where
    there is no store, where the server cannot be read or written, and where it holds other numbers of
    statements afterwards.
    """
    parts = local_parts(home)
    store = RemoteStore(places.endpoint, TIMEOUT, login=(login.user, login.password) if login else None)
    there, stamps = _counts(store), _stamps(store)
    kept = [part for part in parts if not everything and _is_there(part, there, stamps)]
    whole = {part.graph for part in kept}
    sent = [part for part in parts if part.graph not in whole]
    removed = sorted(set(there) - {part.graph for part in parts})
    if sent or removed:
        server = target(places, login)
        # The first thing written is small, and no stamp outlives the graph that it was made for.
        server.add(STAMPS, [part.stamp for part in kept], replace=True)
        for graph in removed:
            server.drop(graph)
        _send(server, sent, report, sum(part.statements for part in kept))
        _compare(parts, _counts(store), places.endpoint)
    return Loaded(_names(sent), _names(kept), tuple(removed), sum(part.statements for part in parts))


def local_parts(home: Path) -> list[Part]:
    """The graphs of the store in use; InputError where there is none, or its files have changed since."""
    files = built_parts(home)
    store = current_store(home)
    try:
        if store is None or store.name != content_hash(files):
            raise InputError(f"the files in {home} are no longer those of the store; run `oic-mandates build` again")
        return [_part(file) for file in files]
    except OSError as error:
        raise InputError(
            f"{error.filename or home}: {error.strerror or error}; run `oic-mandates build` again"
        ) from error


def _part(file: Path) -> Part:
    graphs, statements, last = set(), 0, b""
    with file.open("rb") as stream:
        for line in filter(bytes.strip, stream):
            # Parts are sorted, so that doubles stand together.
            statements += line != last
            last = line
            graphs.add(_split(line)[1])
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if len(graphs) != 1:
        raise InputError(f"{file} holds {len(graphs)} named graphs instead of one; run `oic-mandates build` again")
    return Part(graphs.pop().decode(), file, statements, digest)


def _split(line: bytes) -> tuple[bytes, bytes]:
    """A statement without its graph, and the graph."""
    triple, graph, _ = line.rstrip().rsplit(b" ", 2)
    return triple, graph.strip(b"<>")


def _counts(store: RemoteStore) -> dict[str, int]:
    """How many statements the project's own graphs hold on the server."""
    rows = store.select(bind(library()["named-graphs"], below=str(iris.GRAPH))).records()
    found = {str(row["graph"]): int(str(row["statements"])) for row in rows}
    # What a server answers decides what is removed there, so that it is looked at twice.
    return {graph: statements for graph, statements in found.items() if graph.startswith(str(iris.GRAPH))}


def _stamps(store: RemoteStore) -> dict[str, str]:
    rows = store.select(bind(library()["statements"], graph=STAMPS)).records()
    return {str(row["subject"]): str(row["object"]) for row in rows if row["predicate"] == str(iris.OICM.sha256)}


def _is_there(part: Part, there: Mapping[str, int], stamps: Mapping[str, str]) -> bool:
    return there.get(part.graph) == part.statements and stamps.get(part.graph) == part.digest


def _send(server: Target, parts: Sequence[Part], report: Report, done: int) -> None:
    """Sends graph after graph, each stamped when it is through."""
    total = done + sum(part.statements for part in parts)
    for part in parts:
        report(done, total, part.graph)
        replace = True
        for piece in server.pieces(part.lines()):
            server.add(part.graph, piece, replace=replace)
            replace = False
            done += len(piece)
            report(done, total, part.graph)
        server.add(STAMPS, [part.stamp], replace=False)


def _compare(parts: Sequence[Part], there: Mapping[str, int], endpoint: str) -> None:
    """InputError where the server holds other numbers of statements than the store here."""
    here = {part.graph: part.statements for part in parts}
    wrong = sorted(graph for graph in here.keys() | there.keys() if here.get(graph) != there.get(graph))
    if wrong:
        told = [f"{graph}: {there.get(graph, 0)} instead of {here.get(graph, 0)}" for graph in wrong[:_SHOWN]]
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise InputError(
            f"{endpoint} holds other numbers of statements than were sent ({'; '.join(told)}{more}); load again"
        )


def _names(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(part.graph for part in parts)
