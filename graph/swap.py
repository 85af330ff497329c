"""Puts a new store in the place of the old one in one step, or not at all.

A home folder holds `stores/<content hash>` and a small file `current` that names the store in use
and, on its second line, the one before it, which readers may still have open.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pyoxigraph

from oic_mandates.graph.model import InputError
from oic_mandates.queries.library import bind, library

# Named graphs, and each statement once in the default graph; a store of another layout is another store.
_LAYOUT = "named graphs and their union"
_HALF_MADE = ".half-"


def replace_store(home: Path, parts: Iterable[Path]) -> Path:
    """Makes a store of the N-Quads files and switches to it; returns its folder.

    Nothing is done where the store in use has the same content. Whatever fails or interrupts the
    work leaves the old store in use and no half-made folder; a folder that a killed build left is
    removed by the next one. InputError where another build is at work, a part is missing or
    broken, or the disk is full.
    """
    files = sorted(Path(part) for part in parts)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home):
            return _replace(home, files)
    except OSError as error:
        # The engine reports its own failures without a number.
        if error.errno == errno.ENOSPC or "no space left" in str(error).lower():
            raise InputError(f"the disk of {home} is full; make room, then build again") from error
        raise InputError(f"{error.filename or home}: {error.strerror or error}; nothing was changed") from error


def add_union(store: pyoxigraph.Store) -> None:
    """Puts each statement of the named graphs, once, into the default graph.

    The engine's own union matches a statement that stands in k graphs k times, and a question of
    n such patterns k to the power of n times. A union is a set, so it is stored as one.
    """
    quads = store.quads_for_pattern(None, None, None, None)
    store.bulk_extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def current_store(home: Path) -> Path | None:
    """The folder of the store in use; None where there is none yet."""
    named = _pointer(home)
    return home / "stores" / named[0] if named else None


def content_hash(files: Iterable[Path]) -> str:
    """One hash for what the files hold, whatever their names and order, and for how a store holds it."""
    digests = [_LAYOUT]
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:32]


def _replace(home: Path, files: Sequence[Path]) -> Path:
    stores = home / "stores"
    stores.mkdir(exist_ok=True)
    named = _pointer(home)
    _clean(stores, named)
    name = content_hash(files)
    if named[:1] == [name] and (stores / name).is_dir():
        return stores / name
    if not (stores / name).is_dir():
        half = stores / (_HALF_MADE + name)
        try:
            _fill(half, files)
            _verify(half, files)
            half.rename(stores / name)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    before = [other for other in named if other != name][:1]
    _point(home, [name, *before])
    _clean(stores, [name, *before])
    return stores / name


class _Statements(io.RawIOBase):
    """The lines of all parts, and behind each the same statement without its graph.

    One pass of the engine then makes the named graphs and their union; a pass for each part,
    and the union by way of Python objects, takes three times as long.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._chunks = self._read(files)
        self._rest = b""

    @staticmethod
    def _read(files: Sequence[Path]) -> Iterator[bytes]:
        for file in files:
            with file.open("rb") as stream:
                while lines := stream.readlines(1 << 20):
                    yield b"".join(lines)
                    yield b"".join(line.rstrip().rsplit(b" ", 2)[0] + b" .\n" for line in lines if line.strip())

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer with the next bytes; 0 at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _fill(folder: Path, files: Sequence[Path]) -> None:
    """Loads the files; the store is closed when this returns."""
    store = pyoxigraph.Store(str(folder))
    try:
        source = io.BufferedReader(_Statements(files), 1 << 20)
        store.bulk_load(source, format=pyoxigraph.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{_broken(files)}: not N-Quads ({error}); build it again") from error
    finally:
        # The last reference: the engine lets go of the folder before anybody moves or removes it.
        del store


def _broken(files: Sequence[Path]) -> Path:
    """The first file that cannot be read by itself."""
    for file in files:
        try:
            for _ in pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS):
                pass
        except SyntaxError:
            return file
    return files[0]


def _verify(folder: Path, files: Sequence[Path]) -> None:
    """Opens the new store as a reader would and counts what its named graphs hold."""
    store = pyoxigraph.Store.read_only(str(folder))
    rows = cast(pyoxigraph.QuerySolutions, store.query(bind(library()["named-graphs"], below=None)))
    found = sum(int(cast(pyoxigraph.Literal, row["statements"]).value) for row in rows)
    expected = sum(map(_count_lines, files))
    if found != expected:
        raise InputError(f"the new store holds {found} statements, its files {expected}; build them again")


def _count_lines(file: Path) -> int:
    """How many statements a part holds; parts are sorted, so that doubles stand together."""
    count, last = 0, b""
    with file.open("rb") as stream:
        for line in stream:
            statement = line.strip()
            if statement and statement != last and not statement.startswith(b"#"):
                count, last = count + 1, statement
    return count


def _pointer(home: Path) -> list[str]:
    """The names in `current`: the store in use, then the one before it."""
    try:
        return (home / "current").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []


def _point(home: Path, names: Sequence[str]) -> None:
    """Writes `current` so that a reader sees the old names or the new ones, never half."""
    fresh = home / "current.new"
    try:
        with fresh.open("w", encoding="ascii") as stream:
            stream.write("\n".join(names) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, home / "current")
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _clean(stores: Path, keep: Sequence[str]) -> None:
    """Removes every folder that is not pointed to, half-made ones with them."""
    for folder in sorted(stores.iterdir()):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Holds the home for one build; the system lets go of the lock when the process ends."""
    with (home / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another build is writing to {home}; wait until it ends") from None
        yield
