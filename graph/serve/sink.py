"""Where a serialiser writes: small answers go out whole, large ones in pieces, some compressed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Protocol

from oic_mandates.graph.serve.refusal import Refused

PIECE = 1 << 16
_WORTH_COMPRESSING = 1024
_NEVER_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class Sink(io.RawIOBase):
    """Collects bytes up to one piece before the head goes out, so that an early error has its own status."""

    def __init__(
        self,
        send_head: Callable[[dict[str, Any]], None],
        send_data: Callable[[bytes], None],
        compressor: _Compressor | None,
    ) -> None:
        """`compressor` is used where the answer is worth it; None where the client does not want it."""
        super().__init__()
        self.head: dict[str, Any] = {}
        self._send_head, self._send_data = send_head, send_data
        self._compressor = compressor
        self._waiting = bytearray()
        self._begun = False

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Takes all of it."""
        self._waiting += data
        if len(self._waiting) >= PIECE:
            self._begin(whole=False)
            self._pass_on()
        return len(data)

    def finish(self) -> None:
        """Sends what is left."""
        if not self._begun:
            if len(self._waiting) < _WORTH_COMPRESSING:
                self._compressor = None
            self._begin(whole=True)
        self._pass_on()
        if self._compressor is not None:
            self._send_data(self._compressor.flush())

    def _begin(self, *, whole: bool) -> None:
        if not self._begun:
            self._begun = True
            self._send_head({**self.head, "whole": whole, "gzip": self._compressor is not None})

    def _pass_on(self) -> None:
        data = bytes(self._waiting)
        self._waiting.clear()
        if self._compressor is not None:
            data = self._compressor.compress(data)
        if data:
            self._send_data(data)


class XmlSink(io.RawIOBase):
    """Between a serialiser of XML and a sink: mends what would not come back as it was."""

    def __init__(self, sink: Sink) -> None:
        """`sink` gets what is written here."""
        super().__init__()
        self._sink = sink

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Takes all of it; Refused where it holds a character that no XML may hold (XML 1.0, 2.2)."""
        if never := _NEVER_IN_XML.search(data):
            character = f"U+{ord(never[0].decode()):04X}"
            raise Refused(406, f"The answer holds {character}, which no XML may hold; ask for another format.")
        # A reader of XML takes a carriage return for the end of a line, and makes a line feed of it (2.11).
        self._sink.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)
