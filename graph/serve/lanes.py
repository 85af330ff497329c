"""Who may run: a few quick lanes for every query's first moments, a few slow lanes for the rest.

So look-ups never stand behind long queries: a query that is not done in a moment gives its quick
lane up, and is stopped until a slow lane is free.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from oic_mandates.graph.serve.refusal import Refused, busy


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query and the whole server may use.

    `seconds` is the time limit of a query, `memory` the bytes that one may take, `quick` and
    `slow` the lanes, `moment` the seconds of processor time after which a query is slow, `queue`
    how many may wait for a quick lane, `parked` for a slow one, `body` the bytes of a request,
    `stall` the seconds that a client may take to read one piece of its answer.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    quick: int = 8
    slow: int = max(1, (os.cpu_count() or 1) // 2)
    moment: float = 0.05
    queue: int = 64
    parked: int = 8
    body: int = 1 << 20
    stall: float = 5.0

    @property
    def readers(self) -> int:
        """How many reader processes are warm, or at a query that is not slow yet: one for each quick lane, and more."""
        return self.quick + max(1, self.quick // 2)


class Lane:
    """Places for so many at once, and a queue with a bound before it."""

    def __init__(self, places: int, queue: int, patience: float) -> None:
        """`patience` is how many seconds one waits in the queue at most."""
        self._free = asyncio.Semaphore(places)
        self._queue, self._patience = queue, patience
        self.waiting = 0
        self.inside = 0

    @property
    def full(self) -> bool:
        """Whether who comes now is refused."""
        return self._free.locked() and self.waiting >= self._queue

    async def enter(self) -> None:
        """Waits for a place; Refused where the queue is full or does not move."""
        if self.full:
            raise busy(f"The server is busy and {self.waiting} queries wait already; try again in a second.")
        await self._wait()
        self.inside += 1

    def leave(self) -> None:
        """Gives the place up."""
        self.inside -= 1
        self._free.release()

    async def _wait(self) -> None:
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise self._stuck() from None
        finally:
            self.waiting -= 1

    def _stuck(self) -> Refused:
        return busy(f"The server was busy with other queries for {self._patience:g} s; try again later.", 5)
