"""The files that a browser loads with a page: a fixed list, read once; no address reaches any other file."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

# A file of another kind is not given out.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """One file: its bytes and what they are."""

    media: str
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The bytes in gzip, the same each time."""
        return gzip.compress(self.body, mtime=0)

    @cached_property
    def stamp(self) -> str:
        """What changes with the bytes: the address of a page's file holds it, so that a browser keeps the file."""
        return hashlib.sha256(self.body).hexdigest()[:16]


@cache
def assets() -> Mapping[str, Asset]:
    """Every file below `static/` by its path there, such as `vendor/yasgui.min.js`.

    The files of `vendor/` are not ours: set-up installs them. Without them pages do without.
    """
    return dict(_walk(files("oic_mandates.graph.serve") / "static", ""))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Asset]]:
    for entry in folder.iterdir():
        kind = _TYPES.get("." + entry.name.rpartition(".")[2])
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif kind:
            yield f"{prefix}{entry.name}", Asset(kind, entry.read_bytes())
