"""Starts the SPARQL servers that the library must answer the same on: oxigraph, Virtuoso and our own.

Each is a process of its own on a free port of this machine, with its files in a folder that the
caller gives, and is stopped when its block ends. Used by tests and by scripts/engines.py.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0  # seconds that a server gets to be up, or to end
# The first user of every Virtuoso, with the password that it is born with.
USER = PASSWORD = "dba"

# What a Virtuoso needs beyond what it takes by itself to hold and answer this corpus. The union of
# all graphs is its default graph. Its own limits must not cut an answer short.
_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
LiteMode = 0
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 1G
MaxMemPoolSize = 400000000
ThreadsPerQuery = 1
AdjustVectorSize = 1
DirsAllowed = {reads}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
MaxClientConnections = 8
EnabledGzipContent = 1
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 60
MaxQueryCostEstimationTime = 0
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its name, the address of its queries, its process number, and HOST:PORT for its SQL."""

    name: str
    endpoint: str
    pid: int
    sql: str = ""


@contextlib.contextmanager
def oxigraph(folder: Path, *, read_only: bool = False) -> Iterator[Server]:
    """The server of PyPI's `oxigraph` with a store in `folder`."""
    port = free_port()
    command = "serve-read-only" if read_only else "serve"
    arguments = [_program("oxigraph"), command, "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(arguments, folder.with_name(folder.name + ".log"), port, "/") as pid:
        yield Server("oxigraph", f"http://127.0.0.1:{port}/query", pid)


@contextlib.contextmanager
def virtuoso(folder: Path, buffers: int = 20_000, reads: Path | None = None) -> Iterator[Server]:
    """Debian's `virtuoso-opensource-7-bin` with an empty database in `folder`; a buffer holds 8 KB.

    `reads` is a folder whose files its bulk loader may read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sql, port = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    values = {"sql": sql, "http": port, "buffers": buffers, "dirty": buffers * 3 // 4, "reads": reads or "."}
    ini.write_text(_INI.format(**values), encoding="utf-8")
    binary = shutil.which("virtuoso-t")
    if binary is None:
        raise RuntimeError("virtuoso-t is missing; install Debian's virtuoso-opensource-7-bin")
    with _running([binary, "-f", "-c", ini.name], folder / "output.log", port, "/sparql", folder) as pid:
        yield Server("Virtuoso", f"http://127.0.0.1:{port}/sparql", pid, f"127.0.0.1:{sql}")


@contextlib.contextmanager
def own_server(home: Path, log: Path) -> Iterator[Server]:
    """`oic-mandates serve` over the store in `home`."""
    port = free_port()
    environment = {**os.environ, "OIC_MANDATES_HOME": str(home)}
    arguments = [_program("oic-mandates"), "serve", "--port", str(port)]
    with _running(arguments, log, port, "/docs", environment=environment) as pid:
        yield Server("oic-mandates serve", f"http://127.0.0.1:{port}/sparql", pid)


def _program(name: str) -> str:
    """A program of the Python environment that runs this."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(
    arguments: Sequence[str],
    log: Path,
    port: int,
    path: str,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """The process while it runs, once it answers at `path`; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _wait(process, port, path, log)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Returns when the server answers over HTTP; RuntimeError where it ends before or never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        finally:
            connection.close()
    raise RuntimeError(f"{process.args!r} is not up: {log.read_text(errors='replace')[-2000:]}")
