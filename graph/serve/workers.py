"""A reader process as the server sees it: asked, watched, stopped, killed.

A pyoxigraph query cannot be cancelled, and a memory fault in the engine ends its process. So each
query runs in a process of its own that may be killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oic_mandates.graph.serve.engine import FRAME, LENGTH, READY
from oic_mandates.graph.serve.sink import PIECE
from oic_mandates.graph.serve.template import Template

_NICE = 5  # of a slow query: look-ups come first, and on a busy machine it still gets on
_START = 30.0  # seconds that a process may take to open the store, or to get ready again


class Worker:
    """One reader process, and the store that it has open."""

    def __init__(
        self, template: Template, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """`reader` and `writer` are our end of the connection to the process `pid`, a child of `template`."""
        self.template, self.pid = template, pid
        self._reader, self._writer = reader, writer
        self._end: asyncio.Task[int] | None = None

    @classmethod
    async def start(cls, template: Template) -> Worker:
        """A new process; OSError where the system refuses one."""
        pid, connection = await template.fork()
        reader, writer = await asyncio.open_connection(sock=connection, limit=PIECE)
        return cls(template, pid, reader, writer)

    @property
    def folder(self) -> Path:
        """Where the store lies that the process has open."""
        return self.template.folder

    @property
    def gone(self) -> bool:
        """Whether the process has ended by itself, as far as we have heard."""
        return self._reader.at_eof()

    async def ask(self, question: Mapping[str, Any]) -> None:
        """Sends a question. That the process has gone is met by who reads its answer."""
        data = json.dumps(question).encode()
        with contextlib.suppress(OSError):
            self._writer.write(LENGTH.pack(len(data)) + data)
            await self._writer.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame; IncompleteReadError or OSError where the process has gone.

        What nobody reads stays in the socket, and the process waits: that is the whole back-pressure.
        """
        kind, length = FRAME.unpack(await self._reader.readexactly(FRAME.size))
        return kind, await self._reader.readexactly(length) if length else b""

    async def ready(self) -> bool:
        """Waits until the process takes a question; False where it does not."""
        try:
            async with asyncio.timeout(_START):
                return (await self.frame())[0] == READY
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            return False

    def pause(self) -> None:
        """Stops the process until it is resumed."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a stopped process go on."""
        self._signal(signal.SIGCONT)

    def seconds_used(self) -> float:
        """Processor time of the process since its start; the time of the clock where the system does not tell."""
        try:
            with open(f"/proc/{self.pid}/schedstat", encoding="ascii") as stream:
                return int(stream.read().split()[0]) / 1e9
        except OSError:
            return time.monotonic()

    def lower(self) -> None:
        """Lets other processes go first, for good: only the administrator could raise it again."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)
            with open(f"/proc/{self.pid}/autogroup", "w", encoding="ascii") as stream:
                stream.write(str(_NICE))

    def kill(self) -> None:
        """Ends the process at once; who reads its answer meets the end."""
        self._signal(signal.SIGKILL)

    def end(self) -> asyncio.Task[int]:
        """The same, where nobody reads any more; its exit code, negative for a signal, when all it held is free."""
        if self._end is None:
            self.kill()
            self._end = asyncio.get_running_loop().create_task(self._bury())
        return self._end

    async def _bury(self) -> int:
        with contextlib.suppress(OSError):
            while await self._reader.read(PIECE):
                pass
        self._writer.close()
        return await self.template.bury(self.pid)

    def _signal(self, number: signal.Signals) -> None:
        if self._end is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
