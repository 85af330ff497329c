"""Reader processes: how one is started, asked and killed, and the pool that keeps some warm.

A pyoxigraph query cannot be cancelled, and a memory fault in the engine ends its process. So each
query runs in a process of its own that may be killed, and another stands ready in its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve.engine import FRAME, LENGTH, READY
from oic_mandates.graph.serve.lanes import Lane, Limits
from oic_mandates.graph.serve.refusal import busy
from oic_mandates.graph.serve.sink import PIECE
from oic_mandates.graph.swap import current_store

_LOG = logging.getLogger("oic_mandates.serve")
_NICE = 10  # of a slow query: look-ups come first
_START = 30.0  # seconds that a process may take to open the store
_AGAIN = 1.0  # seconds between the end of an answer and the next question
_WATCH = 0.5  # seconds between two looks at the pointer


class Worker:
    """One reader process, and the store that it has open."""

    def __init__(self, process: Process, folder: Path) -> None:
        """`process` has its standard input and output in our hands."""
        self._process = process
        self.folder = folder

    @classmethod
    async def start(cls, folder: Path, memory: int) -> Worker:
        """A process that is about to open the store; OSError where the system refuses one."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "oic_mandates.graph.serve.engine", str(folder), str(memory),
            stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, limit=PIECE,
        )  # fmt: skip
        return cls(process, folder)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def ask(self, question: Mapping[str, Any]) -> None:
        """Sends a question. That the process has gone is met by who reads its answer."""
        assert self._process.stdin is not None
        data = json.dumps(question).encode()
        with contextlib.suppress(OSError):
            self._process.stdin.write(LENGTH.pack(len(data)) + data)
            await self._process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame; IncompleteReadError where the process has gone.

        What nobody reads stays in the pipe, and the process waits: that is the whole back-pressure.
        """
        assert self._process.stdout is not None
        kind, length = FRAME.unpack(await self._process.stdout.readexactly(FRAME.size))
        return kind, await self._process.stdout.readexactly(length) if length else b""

    async def ready(self, seconds: float) -> None:
        """Waits until the process takes a question; OSError where it does not."""
        try:
            async with asyncio.timeout(seconds):
                kind, _ = await self.frame()
        except (TimeoutError, asyncio.IncompleteReadError):
            kind = b""
        if kind != READY:
            raise OSError(f"no reader process on {self.folder}")

    def pause(self) -> None:
        """Stops the process until it is resumed."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a stopped process go on."""
        self._signal(signal.SIGCONT)

    def seconds_used(self) -> float:
        """Processor time of the process since its start; infinity where the system does not tell."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as stream:
                # The name of the program, in brackets, may hold blanks.
                fields = stream.read().rpartition(")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def lower(self) -> None:
        """Lets other processes go first, for good: only the administrator could raise it again."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self) -> None:
        """Ends the process at once; the system frees all it held."""
        self._signal(signal.SIGKILL)

    async def gone(self) -> int:
        """Waits for the end of the process; its exit code, negative for a signal."""
        assert self._process.stdout is not None
        # asyncio sees the end only when what the process left in its pipe is read.
        with contextlib.suppress(OSError):
            while await self._process.stdout.read(PIECE):
                pass
        return await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        # Process.send_signal would reap a dead process behind the back of asyncio, and lose its exit code.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


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
        self._home, self._folder = home, folder
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        self._starting = self._taking = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def version(self) -> str:
        """The content hash of the store that answers now."""
        return self._folder.name

    @property
    def busy(self) -> int:
        """How many queries hold a process."""
        return self.quick.inside + self.slow.inside + self.slow.waiting

    def pids(self) -> list[int]:
        """The numbers of the processes that are up."""
        return sorted(worker.pid for worker in self._all)

    async def open(self) -> None:
        """Starts the readers; InputError where the store cannot be opened."""
        try:
            self._idle.put_nowait(await self._start(self._folder))
        except OSError as error:
            raise InputError(f"the store in {self._folder} cannot be opened; build again") from error
        self.refill()
        self._later(self._watch())

    async def close(self) -> None:
        """Ends every process, and waits for it."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._all:
            worker.kill()
        await asyncio.gather(*(worker.gone() for worker in self._all))
        self._all.clear()

    async def take(self) -> Worker:
        """A warm reader of the store in use; Refused where none comes up in time."""
        self._taking += 1
        self.refill()
        try:
            async with asyncio.timeout(self.limits.seconds):
                while (worker := await self._idle.get()).folder != self._folder:
                    self.discard(worker)
        except TimeoutError:
            raise busy("No reader of the store could be started; try again later.", 10) from None
        finally:
            self._taking -= 1
        return worker

    def give_back(self, worker: Worker) -> None:
        """Keeps a reader whose query is done for the next one, where one more is wanted."""
        if self._missing() > 0 and worker.folder == self._folder:
            self._starting += 1
            self._later(self._welcome(worker))
        else:
            self.discard(worker)

    def discard(self, worker: Worker) -> None:
        """Kills a reader; a fresh one takes its place."""
        worker.kill()
        self._later(self._bury(worker))
        self.refill()

    async def _bury(self, worker: Worker) -> None:
        await worker.gone()
        self._all.discard(worker)

    async def _start(self, folder: Path) -> Worker:
        """A warm reader; OSError where the store cannot be opened."""
        worker = await Worker.start(folder, self.limits.memory)
        self._all.add(worker)
        try:
            await worker.ready(_START)
        except OSError:
            worker.kill()
            await self._bury(worker)
            raise
        return worker

    async def _welcome(self, worker: Worker) -> None:
        """A process that has grown too large ends instead of getting ready."""
        try:
            await worker.ready(_AGAIN)
        except OSError:
            self._starting -= 1
            self.discard(worker)
        else:
            self._starting -= 1
            self._idle.put_nowait(worker)

    def refill(self) -> None:
        """Starts readers in the place of those that are lost, or kept by slow queries."""
        for _ in range(self._missing()):
            self._starting += 1
            self._later(self._add())

    def _missing(self) -> int:
        # Who waits in `take` is in a quick lane already, but has no reader yet.
        at_work = self.quick.inside - self._taking
        return self.limits.spare - self._idle.qsize() - self._starting - at_work

    async def _add(self) -> None:
        """One more warm reader; tries again, more and more slowly, while the system refuses."""
        pause = 0.1
        try:
            while True:
                try:
                    worker = await self._start(self._folder)
                    break
                except OSError as error:
                    _LOG.warning("%s; trying again in %.1f s", error, pause)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, 10.0)
            self._idle.put_nowait(worker)
        finally:
            self._starting -= 1

    async def _watch(self) -> None:
        """Turns to a new store when it is whole; until its readers are warm the old one answers."""
        while True:
            await asyncio.sleep(_WATCH)
            try:
                folder = current_store(self._home)
                if folder is not None and folder != self._folder:
                    await self._turn_to(folder)
            except (OSError, ValueError) as error:
                _LOG.warning("the new store is not taken: %s", error)

    async def _turn_to(self, folder: Path) -> None:
        found = await asyncio.gather(*(self._start(folder) for _ in range(self.limits.quick)), return_exceptions=True)
        fresh = [worker for worker in found if isinstance(worker, Worker)]
        if not fresh:
            raise OSError(f"no reader process on {folder}")
        self._folder = folder
        stale = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for worker in fresh:
            self._idle.put_nowait(worker)
        for worker in stale:
            self.discard(worker)
        _LOG.info("the store was built anew: %s", folder.name)

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
