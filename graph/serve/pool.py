"""The pool that keeps reader processes warm, and turns to a new store when there is one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve.lanes import Lane, Limits
from oic_mandates.graph.serve.refusal import busy
from oic_mandates.graph.serve.template import Template
from oic_mandates.graph.serve.workers import Worker
from oic_mandates.graph.swap import current_store

_LOG = logging.getLogger("oic_mandates.serve")
_WATCH = 0.5  # seconds between two looks at the pointer, and more and more where a new store cannot be opened
_WATCH_MOST = 30.0


class Pool:
    """Warm readers of the store in use. It follows the pointer when the store is built anew."""

    def __init__(self, home: Path, limits: Limits) -> None:
        """InputError where `home` holds no store."""
        folder = current_store(home)
        if folder is None:
            raise InputError(f"there is no store in {home}; run `oic-mandates build` first")
        self.limits = limits
        self.quick = Lane(limits.quick, limits.queue, limits.seconds)
        self.slow = Lane(limits.slow, limits.parked, limits.seconds)
        self.jobs = 0
        """How many queries hold a place or wait for one; a single number, so that any thread may read it."""
        self._home = home
        self.template = Template(folder, limits.memory)
        self._templates = {self.template}
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._fit: set[Worker] = set()  # warm, or at a query that is not slow
        self._all: set[Worker] = set()
        self._starting = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def version(self) -> str:
        """The content hash of the store that answers now."""
        return self.template.folder.name

    def pids(self) -> list[int]:
        """The numbers of the reader processes that are up."""
        return sorted(worker.pid for worker in self._all)

    async def open(self) -> None:
        """Starts the readers; InputError where the store cannot be opened."""
        try:
            self._welcome(await self._start(self.template))
        except OSError as error:
            await self.close()
            raise InputError(f"the store in {self.template.folder} cannot be opened; build again") from error
        self.refill()
        self._later(self._watch())

    async def close(self) -> None:
        """Ends every process, and waits for it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(template.close() for template in self._templates))
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    async def take(self) -> Worker:
        """A warm reader of the store in use; Refused where none comes up in time."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                while (worker := await self._idle.get()).template is not self.template or worker.gone:
                    self.discard(worker)
        except TimeoutError:
            raise busy("No reader of the store could be started; try again later.", 10) from None
        return worker

    def give_back(self, worker: Worker) -> None:
        """Keeps a reader whose query is done for the next one."""
        if worker in self._fit and worker.template is self.template:
            self._later(self._again(worker))
        else:
            self.discard(worker)

    def lower(self, worker: Worker) -> None:
        """Lets other readers go before one that is at a slow query; a fresh one takes its place."""
        worker.lower()
        self._fit.discard(worker)
        self.refill()

    def discard(self, worker: Worker) -> None:
        """Kills a reader; a fresh one takes its place."""
        self._fit.discard(worker)
        worker.end().add_done_callback(lambda _: self._forget(worker))
        self.refill()

    def refill(self) -> None:
        """Starts readers in the place of those that are lost, or kept by slow queries."""
        for _ in range(self.limits.readers - len(self._fit) - self._starting):
            self._starting += 1
            self._later(self._add())

    def _welcome(self, worker: Worker) -> None:
        self._fit.add(worker)
        self._idle.put_nowait(worker)

    async def _again(self, worker: Worker) -> None:
        """A process that has grown too large ends instead of getting ready."""
        if await worker.ready():
            self._idle.put_nowait(worker)
        else:
            self.discard(worker)

    def _forget(self, worker: Worker) -> None:
        """With the last reader of an old store ends the process that it was forked from."""
        self._all.discard(worker)
        template = worker.template
        if template is not self.template and not any(other.template is template for other in self._all):
            self._later(self._close(template))

    async def _close(self, template: Template) -> None:
        self._templates.discard(template)
        await template.close()

    async def _start(self, template: Template) -> Worker:
        """A warm reader; OSError where the store cannot be opened."""
        worker = await Worker.start(template)
        self._all.add(worker)
        if not await worker.ready():
            await asyncio.shield(worker.end())
            self._all.discard(worker)
            raise OSError(f"no reader process on {template.folder}")
        return worker

    async def _add(self) -> None:
        """One more warm reader; tries again, more and more slowly, while the system refuses."""
        pause = 0.1
        try:
            while True:
                try:
                    worker = await self._start(self.template)
                    break
                except OSError as error:
                    _LOG.warning("%s; trying again in %.1f s", error, pause)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, 10.0)
            self._welcome(worker)
        finally:
            self._starting -= 1

    async def _watch(self) -> None:
        """Turns to a new store when it is whole; until its readers are warm the old one answers."""
        pause = _WATCH
        while True:
            await asyncio.sleep(pause)
            try:
                folder = current_store(self._home)
                if folder is not None and folder != self.template.folder:
                    await self._turn_to(folder)
                pause = _WATCH
            except (OSError, ValueError) as error:
                pause = min(2 * pause, _WATCH_MOST)
                _LOG.warning("the new store is not taken: %s", error)

    async def _turn_to(self, folder: Path) -> None:
        template = Template(folder, self.limits.memory)
        self._templates.add(template)
        try:
            worker = await self._start(template)
        except OSError:
            await self._close(template)
            raise
        self.template = template
        stale = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        self._welcome(worker)
        for old in stale:
            self.discard(old)
        _LOG.info("the store was built anew: %s", folder.name)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
