"""What the tests of the server share: a real one, run as a person runs it, and a client."""

from __future__ import annotations

import asyncio
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from screen import free_port

T = TypeVar("T")
PATIENCE = 60.0  # seconds after which a test gives up waiting
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What the work gives. Its loop has a thread of its own: the browser's loop runs on in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Asker:
    """Asks the server that listens at `port` of this machine."""

    port: int

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            found = connection.getresponse()
            return Reply(found.status, found.headers, found.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, None, **headers)


@dataclass(frozen=True)
class Site(Asker):
    """A server that runs on this machine."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def page(self, path: str, **headers: str) -> Reply:
        """The same, as a browser asks."""
        return self.get(path, Accept=BROWSER, **headers)


@contextmanager
def serving(home: Path) -> Iterator[Site]:
    """`oic-mandates serve` over the store in `home`, until the block ends."""
    site = Site(free_port())
    program = Path(sys.executable).with_name("oic-mandates")
    environment = {**os.environ, "OIC_MANDATES_HOME": str(home)}
    with subprocess.Popen(
        [program, "serve", "--port", f"{site.port}"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    assert site.get("/docs").status == 200
                    break
                except ConnectionRefusedError:
                    assert process.poll() is None, process.stdout and process.stdout.read()
                    assert time.monotonic() < end, "the server does not come up"
            yield site
        finally:
            process.terminate()
            told = process.communicate(timeout=PATIENCE)[0].decode()
    assert "Traceback" not in told, told
