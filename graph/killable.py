"""Queries that anybody may write, asked in a process that can be ended.

A pyoxigraph query cannot be cancelled, and it may take all memory there is. So it runs in a process
of its own, with a limit of time, of memory and of rows; one that has answered waits for the next.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from oic_mandates.graph.guard import Form, check
from oic_mandates.graph.iris import PREFIXES
from oic_mandates.graph.memory import bound
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore, Store, open_store
from oic_mandates.graph.table import Row, Term

SECONDS = 10.0
MOST_ROWS = 10_000
# Bytes that a process may take beyond what the open store takes, and characters that a query may have.
_MEMORY, _LONGEST = 1 << 30, 100_000
_AT_ONCE = 2
_START = 60.0  # seconds that a process may take to open the store, on a busy machine too
_BEAT = 0.2  # seconds between two calls of `tick`
_PLACE = re.compile(r"query, line (\d+), column (\d+): ")
_COLUMNS = ("subject", "predicate", "object")

Reason = Literal["time", "memory", "busy"]
_WORDS: Mapping[Reason, str] = {
    "time": "the query took longer than it may and was ended; ask for less, or add LIMIT",
    "memory": "the query needs more memory than it may have and was ended; ask for less",
    "busy": "other queries are still running; try again in a moment",
}


class Ended(InputError):
    """The query was not answered to its end; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        """The message is the sentence that belongs to the reason."""
        super().__init__(_WORDS[reason])
        self.reason = reason


class Wrong(InputError):
    """The query cannot be asked. `line` and `column`, from 1, say where; 0 where nobody knows."""

    def __init__(self, words: str) -> None:
        """`words` may begin with the place, as the diagnosis writes it."""
        super().__init__(words)
        found = _PLACE.match(words)
        self.line, self.column = (int(found[1]), int(found[2])) if found else (0, 0)
        self.detail = words[found.end() :] if found else words


@dataclass(frozen=True, slots=True)
class Found:
    """What a query answered: rows of a table, statements of a graph, or yes and no.

    `more` says that there is more than `rows` hold. A graph has the columns subject, predicate and
    object, and its `turtle`; ASK has its answer in `said`.
    """

    form: Form
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    more: bool
    said: bool | None
    turtle: str


class Readers:
    """Processes that ask one store, a few at once; those that wait are ended with this object."""

    def __init__(self, home: Path | None = None, endpoint: str | None = None) -> None:
        """The store of a home folder, or the one behind an endpoint; as the environment says where neither is given."""
        self._given = (str(home or ""), endpoint or "")
        self._idle: list[_Reader] = []
        self._free = threading.Semaphore(_AT_ONCE)
        self.close = weakref.finalize(self, _end_all, self._idle)

    def ask(
        self,
        text: str,
        tick: Callable[[float], None] = lambda _: None,
        *,
        seconds: float = SECONDS,
        most: int = MOST_ROWS,
    ) -> Found:
        """The answer; Wrong where the query cannot be asked, Ended where it met a limit.

        `tick` is told the share of the time that has passed, several times a second; what it
        raises ends the query.
        """
        if len(text) > _LONGEST:
            raise Wrong(f"the query has {len(text)} characters, {_LONGEST} at most; ask for less at once")
        begun = time.monotonic()
        while not self._free.acquire(timeout=_BEAT):
            tick(0.0)
            if time.monotonic() - begun > seconds:
                raise Ended("busy")
        try:
            return self._ask({"text": text, "most": most, "seconds": seconds}, tick, seconds)
        finally:
            self._free.release()

    def _ask(self, question: Mapping[str, object], tick: Callable[[float], None], seconds: float) -> Found:
        reader = self._take(tick)
        try:
            reader.send(question)
            reply = reader.receive(seconds, tick)
        except BaseException:
            reader.end()
            raise
        self._idle.append(reader)
        if "wrong" in reply:
            raise Wrong(reply["wrong"])
        rows = tuple(tuple(None if term is None else Term(*term) for term in row) for row in reply["rows"])
        return Found(reply["form"], tuple(reply["columns"]), rows, reply["more"], reply["said"], reply["turtle"])

    def _take(self, tick: Callable[[float], None]) -> _Reader:
        """A process that waits, or a new one; InputError where the store cannot be opened."""
        while self._idle:
            reader = self._idle.pop()
            if reader.waits:
                return reader
            reader.end()
        reader = _Reader(self._given)
        try:
            hello = reader.receive(_START, lambda _: tick(0.0))
        except BaseException:
            reader.end()
            raise
        if "wrong" in hello:
            reader.end()
            raise InputError(hello["wrong"])
        return reader


class _Reader:
    """Our end of one process."""

    def __init__(self, given: tuple[str, str]) -> None:
        # A pipe to it that closes is the end of a process that waits; one that works has its own alarm.
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def waits(self) -> bool:
        return self._process.poll() is None

    def send(self, question: Mapping[str, object]) -> None:
        assert self._process.stdin
        with contextlib.suppress(OSError):  # that it has gone is met by who reads its answer
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()

    def receive(self, seconds: float, tick: Callable[[float], None]) -> Mapping[str, Any]:
        assert self._process.stdout
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        read = self._process.stdout.readline
        threading.Thread(target=lambda: lines.put(read()), daemon=True).start()
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            tick(passed / seconds)
            with contextlib.suppress(queue.Empty):
                line = lines.get(timeout=_BEAT)
                if line.endswith(b"\n"):
                    found: Mapping[str, Any] = json.loads(line)
                    return found
                raise Ended("memory")
        raise Ended("time")

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe:
                    pipe.close()


def _end_all(readers: list[_Reader]) -> None:
    while readers:
        readers.pop().end()


def _reply(store: Store, text: str, most: int) -> dict[str, object]:
    """What the process answers to one question; InputError where it cannot be asked."""
    form = check(text).form
    found: dict[str, object] = {"form": form, "columns": [], "rows": [], "more": False, "said": None, "turtle": ""}
    if form == "ask":
        return found | {"said": store.ask(text)}
    if form == "select":
        table = store.select(text, most + 1) if isinstance(store, EmbeddedStore) else store.select(text)
        rows = list(islice(table, most + 1))
        return found | {"columns": table.columns, "rows": rows[:most], "more": len(rows) > most}
    graph = store.construct(text)
    graph.namespace_manager.reset()
    for name, iri in PREFIXES.items():
        graph.bind(name, iri, replace=True)
    statements = sorted(graph, key=lambda triple: [term.n3() for term in triple])
    terms = [[_term(term) for term in triple] for triple in statements[:most]]
    more = len(statements) > most
    return found | {"columns": _COLUMNS, "rows": terms, "more": more, "turtle": graph.serialize(format="turtle")}


def _term(term: Any) -> Term:
    kind = {"URIRef": "uri", "BNode": "bnode"}.get(type(term).__name__, "literal")
    datatype, language = getattr(term, "datatype", None), getattr(term, "language", None)
    return Term(kind, str(term), str(datatype or ""), str(language or ""))  # type: ignore[arg-type]


def _alarm(seconds: float) -> None:
    """Ends this process after so many seconds even where nobody is left to end it; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main(home: str, endpoint: str) -> int:
    """Answers the questions that come on standard input, a line of JSON each, until it is closed."""
    # Whatever a library prints must not stand between the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(reply: Mapping[str, object]) -> None:
        out.write(json.dumps(reply).encode() + b"\n")
        out.flush()

    try:
        store = open_store(Path(home) if home else None, endpoint or None)
    except InputError as error:
        say({"wrong": str(error)})
        return 2
    bound(_MEMORY)
    say({"ready": True})
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        _alarm(asked["seconds"] + 1)
        try:
            reply = _reply(store, asked["text"], asked["most"])
        except InputError as error:
            if isinstance(error.__context__, MemoryError):
                return 1
            reply = {"wrong": str(error)}
        except MemoryError:
            return 1
        _alarm(0)
        say(reply)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
