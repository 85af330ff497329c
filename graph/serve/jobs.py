"""One query on its way: a lane, a process, a clock, and what is left of each when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from types import TracebackType

from oic_mandates.graph.guard import Form
from oic_mandates.graph.serve.engine import END, ERROR
from oic_mandates.graph.serve.lanes import Lane, Limits
from oic_mandates.graph.serve.negotiate import Choice
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.refusal import Refused

_REMEMBERED = 512  # queries that were found harmless
_REMEMBERED_SIZE = 1 << 14  # characters
_GLANCE = 0.02  # seconds between two looks at a query, and the least that it gets
_MANY = 20  # moments that a query may last, where it waits for the processor


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, its dataset (IRIs of named graphs, both empty for the whole store) and the forms of answer.

    `form` is known where the query comes from the library, whose queries are checked by the tests.
    """

    text: str
    table: Choice | None
    graph: Choice | None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    gzip: bool = False
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What is known before the first byte.

    The media type; whether the data is compressed, all there already, and another each time.
    """

    choice: Choice
    gzip: bool
    whole: bool
    changing: bool


class Harmless:
    """The queries that a reader has checked lately: reading one again costs up to 0.1 s."""

    def __init__(self) -> None:
        self._forms: OrderedDict[str, Form] = OrderedDict()

    def form(self, text: str) -> Form | None:
        """The form of a query that was checked; None for any other text."""
        return self._forms.get(text)

    def remember(self, text: str, form: Form) -> None:
        """Keeps it in mind, and forgets the oldest."""
        if len(text) <= _REMEMBERED_SIZE:
            self._forms[text] = form
            if len(self._forms) > _REMEMBERED:
                self._forms.popitem(last=False)


class Job:
    """A context: inside it the query runs; on the way out its process is kept, or killed and replaced."""

    def __init__(self, pool: Pool, harmless: Harmless, asked: Asked) -> None:
        """Nothing happens before the context is entered."""
        self._pool, self._harmless, self._asked = pool, harmless, asked
        self._loop = asyncio.get_running_loop()
        self._lane: Lane | None = None
        self._reason: Refused | None = None
        self._done = False
        self._holds = 0

    async def __aenter__(self) -> Job:
        """Waits for a lane and a process and sends the query; Refused where the server is too busy."""
        self._pool.jobs += 1
        try:
            await self._pool.quick.enter()
            self._lane = self._pool.quick
            self._worker = await self._pool.take()
        except BaseException:
            self._leave()
            raise
        seconds = self._pool.limits.seconds
        self._deadline = self._loop.time() + seconds
        self._clock = self._loop.call_later(seconds, self._tick)
        self._crossing = self._loop.create_task(self._cross())
        # Not awaited: a process that dies of a long question is met when its answer is read.
        self._asking = self._loop.create_task(self._worker.ask(self._question()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the lane; a process whose query is not done is killed, whoever waited for it."""
        # Nothing is awaited here: a client that goes just now must not take the lane with it.
        for task in (self._clock, self._crossing, self._asking):
            task.cancel()
        self._leave()
        if self._done:
            self._pool.give_back(self._worker)
        else:
            self._pool.discard(self._worker)

    def _leave(self) -> None:
        self._pool.jobs -= 1
        if self._lane is not None:
            self._lane.leave()

    @property
    def version(self) -> str:
        """The content hash of the store that answers this query."""
        return self._worker.folder.name

    async def head(self) -> Head:
        """What comes before the data; Refused where there is no answer."""
        _, payload = await self._frame()
        found = json.loads(payload)
        if found["form"]:
            self._harmless.remember(self._asked.text, found["form"])
        choice = self._asked.table if found["kind"] == "table" else self._asked.graph
        assert choice is not None
        return Head(choice, found["gzip"], found["whole"], found["changing"])

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The data, piece by piece; Refused where it breaks off. The time of the taker is not the query's."""
        while True:
            kind, payload = await self._frame()
            if kind == END:
                self._done = True
                return
            with self._held():
                yield payload

    def _question(self) -> dict[str, object]:
        asked = self._asked
        return {
            "text": asked.text,
            "form": asked.form or self._harmless.form(asked.text),
            "table": asked.table and asked.table.name,
            "graph": asked.graph and asked.graph.name,
            "default": asked.default,
            "named": asked.named,
            "gzip": asked.gzip,
        }

    async def _frame(self) -> tuple[bytes, bytes]:
        try:
            kind, payload = await self._worker.frame()
        except (asyncio.IncompleteReadError, OSError):
            code = await asyncio.shield(self._worker.end())
            raise self._reason or _fate(code, self._pool.limits) from None
        if kind == ERROR:
            self._done = True
            found = json.loads(payload)
            raise Refused(found["status"], found["detail"])
        return kind, payload

    async def _cross(self) -> None:
        """After a moment, from the quick lane to a slow one; the process stands still while none is free.

        Where not even a place to wait is free, it stays as long as nobody needs its quick lane.
        """
        pool, slow, quick = self._pool, self._pool.slow, self._pool.quick
        await self._moment()
        pool.lower(self._worker)
        while slow.full and not quick.waiting:
            await asyncio.sleep(_GLANCE)
        self._lane = None
        quick.leave()
        self._worker.pause()
        try:
            with self._held():
                await slow.enter()
        except Refused as reason:
            self._fail(reason)
        else:
            self._lane = slow
            self._worker.resume()

    async def _moment(self) -> None:
        """Ends when the query has had its moment of processor time, or has lasted many moments.

        On a loaded machine a look-up may wait long for the processor; that does not make it slow.
        """
        moment = self._pool.limits.moment
        before, start = self._worker.seconds_used(), self._loop.time()
        while self._loop.time() - start < moment * _MANY:
            await asyncio.sleep(_GLANCE)
            used = self._worker.seconds_used() - before
            # Where others wait for a quick lane, a short moment must do.
            if used >= (_GLANCE if self._pool.quick.waiting else moment):
                return

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Stops the clock of the query."""
        start = self._loop.time()
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            self._deadline += self._loop.time() - start

    def _tick(self) -> None:
        rest = self._deadline - self._loop.time()
        if self._holds or rest > 0:
            self._clock = self._loop.call_later(max(rest, 0.05), self._tick)
        else:
            limit = f"{self._pool.limits.seconds:g} s"
            self._fail(Refused(503, f"The query ran longer than its limit of {limit}; ask for less at once."))

    def _fail(self, reason: Refused) -> None:
        """Kills the process; whoever reads its answer gets the reason."""
        self._reason = self._reason or reason
        self._worker.kill()


def _fate(code: int, limits: Limits) -> Refused:
    """What the end of a process, which we did not kill, tells about its query."""
    if code in (-signal.SIGABRT, -signal.SIGKILL):
        return Refused(503, f"The query needs more memory than its limit of {limits.memory >> 20} MB; ask for less.")
    return Refused(500, "The engine broke off at this query; make it simpler, or try again.")
