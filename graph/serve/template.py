"""The process that readers are forked from: a new one costs milliseconds, and shares all that was loaded.

Run by the pool as `python -m oic_mandates.graph.serve.template FOLDER BYTES`, with a socket as
standard input. A store that is not large is held in memory, which is faster than the disk, and
every reader shares it. The process has no thread when it is forked, for only so is that safe: a
store on disk has threads of its own, and is left to the readers. It answers one request after the
other: the number 0 and a socket make a reader, and its process number comes back; the number of a
reader that has ended brings its exit code, negative for a signal.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import functools
import gc
import os
import resource
import signal
import socket
import struct
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from oic_mandates.graph.guard import check
from oic_mandates.graph.serve import engine
from oic_mandates.queries.library import library

NUMBER = struct.Struct(">i")
NEW = 0  # the request for a reader
NONE = 0  # the answer where there is none
_HELD = 64 << 20  # bytes on disk of a store that is held in memory, where it takes some four times as much
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_PDEATHSIG = 1


class Template:
    """The server's end: has readers made and buried, and starts the process anew where it is lost."""

    def __init__(self, folder: Path, memory: int) -> None:
        """Of readers of the store in `folder`, whose queries may take so many bytes. Nothing is started yet."""
        self.folder = folder
        self._memory = memory
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._process.pid if self._process else None

    async def fork(self) -> tuple[int, socket.socket]:
        """A new reader: the number of its process, and our end of its connection; OSError where there is none."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        try:
            with theirs:
                async with self._turn:
                    if self._process is None:
                        await self._start()
                    number = await self._ask(NEW, theirs)
            if number == NONE:
                raise OSError("the system refuses another process")
        except BaseException:
            ours.close()
            raise
        return number, ours

    async def bury(self, number: int) -> int:
        """The exit code of a reader that has ended, negative for a signal; 0 where nobody knows it.

        The process keeps its number until then: a signal for it meets nobody else.
        """
        async with self._turn:
            try:
                return await self._ask(number) if self._process else NONE
            except OSError:
                return NONE

    async def close(self) -> None:
        """Ends the process and, with it, every reader; waits for it."""
        async with self._turn:
            await self._lose()

    async def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            # In a session of its own: Linux shares the processor out between sessions, and what readers
            # use would count as the server's.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", __name__, str(self.folder), str(self._memory),
                stdin=theirs.fileno(), start_new_session=True,
            )  # fmt: skip

    async def _ask(self, number: int, *passed: socket.socket) -> int:
        """One request; OSError where the process is lost."""
        try:
            socket.send_fds(self._control, [NUMBER.pack(number)], [each.fileno() for each in passed])
            answer = await asyncio.get_running_loop().sock_recv(self._control, NUMBER.size)
        except OSError:
            answer = b""
        if not answer:
            await self._lose()
            raise OSError("the process that readers are forked from has ended")
        return int(NUMBER.unpack(answer)[0])

    async def _lose(self) -> None:
        if self._process is not None:
            self._control.close()
            await self._process.wait()
            self._process = None


def isolate() -> None:
    """Leaves this process and its children no core file and, where the system allows it, no network."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        # Without rights of the administrator a new network needs a new user space round it.
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def main(folder: str, memory: int) -> int:
    """Makes and buries readers until the server goes; the exit code."""
    isolate()
    _die_with_parent()
    check(str(library()["named-graphs"].text))  # the grammar is put together at its first use
    store = _load(folder)
    gc.collect()
    gc.freeze()  # or each collection of a child would copy the memory that it shares
    control = socket.socket(fileno=0)
    children: set[int] = set()
    with contextlib.suppress(OSError):
        while True:
            message, passed, _, _ = socket.recv_fds(control, NUMBER.size, 1)
            if not message:
                break
            if passed:
                with socket.socket(fileno=passed[0]) as connection:
                    number = _fork(functools.partial(_read, connection, store, folder, memory))
                children.add(number)
            else:
                (ended,) = NUMBER.unpack(message)
                number = _bury(ended)
                children.discard(ended)
            control.sendall(NUMBER.pack(number))
    for child in children - {NONE}:
        os.kill(child, signal.SIGKILL)
        _bury(child)
    return 0


def _load(folder: str) -> ox.Store | None:
    """The store in memory; None where it is too large for that, or cannot be read."""
    if sum(file.stat().st_size for file in Path(folder).glob("*.sst")) > _HELD:
        return None
    source, target = os.pipe()
    child = _fork(functools.partial(_dump, folder, target))
    os.close(target)
    # In a thread, which has ended before there are readers: the engine has a source of random numbers for each
    # thread, and readers that share one would make the same UUIDs.
    with ThreadPoolExecutor(1) as thread:
        store = thread.submit(_parse, source).result()
    return store if child != NONE and _bury(child) == 0 else None


def _parse(source: int) -> ox.Store | None:
    store = ox.Store()
    try:
        with open(source, "rb") as stream:
            store.load(input=stream, format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError):
        return None
    return store


def _dump(folder: str, target: int) -> None:
    with open(target, "wb") as stream:
        ox.Store.read_only(folder).dump(output=stream, format=ox.RdfFormat.N_QUADS)


def _read(connection: socket.socket, store: ox.Store | None, folder: str, memory: int) -> None:
    # Not `or`: a store without statements counts as false.
    engine.read(connection, ox.Store.read_only(folder) if store is None else store, memory)


def _fork(work: Callable[[], None]) -> int:
    """The number of a child that does the work and ends; none where the system refuses one."""
    try:
        number = os.fork()
    except OSError:
        return NONE
    if number == 0:
        code = 1
        try:
            # Each reader has a share of the processor of its own, and none waits for what another has used.
            os.setsid()
            _die_with_parent()
            _silence()
            work()
            code = 0
        finally:
            # Whatever happens, a child must not go on as a second template.
            os._exit(code)
    return number


def _bury(number: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    except ChildProcessError:
        return NONE  # a child of an earlier template


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _silence() -> None:
    """What a library says of a query is for nobody; and the template's own socket, which is 0, is closed."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
