"""The file behind the search: how it is made from a store, known again, and opened.

It carries the key of the store that it was made from and of the program that made it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from oic_mandates.graph import highlight
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore, RemoteStore, Store
from oic_mandates.graph.text import normalize
from oic_mandates.queries.library import LANGUAGES, bind, library

_HALF_MADE = ".half"
_HALF_MADE_SECONDS = 3600
# The texts of a provision in the order in which they are shown, by the columns of the query.
_SOURCES = {"text": "printed", "reading": "read", "translation": "translation"}

_SCHEMA = """
CREATE TABLE about (key TEXT, texts INTEGER, length REAL);
CREATE TABLE provisions (
    id INTEGER PRIMARY KEY, iri TEXT, resolution TEXT, eid TEXT, number TEXT, kind TEXT
);
CREATE TABLE texts (
    id INTEGER PRIMARY KEY, provision INTEGER, source TEXT, language TEXT, original TEXT, plain TEXT, steps TEXT
);
CREATE VIRTUAL TABLE grams USING fts5 (
    plain, content = 'texts', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', columnsize = 0
);
"""


@dataclass(slots=True)
class _Entry:
    """A provision on its way into the index: its row, and its texts by source and language."""

    row: tuple[str, ...]
    texts: dict[tuple[str, str], str] = field(default_factory=dict)


def build_index(store: Store, file: Path) -> Path:
    """Makes the index of a store. Who reads the old file goes on with it; no half-made one is ever seen.

    InputError where the store cannot be read or the file not be written.
    """
    key, entries = key_of_store(store), _entries(store)
    half = file.with_name(f"{file.name}.{uuid.uuid4().hex}{_HALF_MADE}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _clean(file)
        with closing(sqlite3.connect(half, isolation_level=None)) as connection:
            _fill(connection, key, entries)
        with half.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(half, file)
    except (OSError, sqlite3.Error) as error:
        raise InputError(f"{file}: the search index cannot be written ({error}); make room there") from error
    finally:
        half.unlink(missing_ok=True)
    return file


def _clean(file: Path) -> None:
    """Removes what a killed build left."""
    for half in file.parent.glob(f"{file.name}*{_HALF_MADE}"):
        try:
            if time.time() - half.stat().st_mtime > _HALF_MADE_SECONDS:
                half.unlink()
        except FileNotFoundError:
            continue  # another build was quicker


def _entries(store: Store) -> list[_Entry]:
    """All provisions in the order of the documents, each with its texts."""
    found: dict[str, _Entry] = {}
    for language in LANGUAGES:
        table = store.select(bind(library()["reading"], lang=language))
        for row in table:
            cells = {column: term for column, term in zip(table.columns, row, strict=True) if term is not None}
            values = {column: term.value for column, term in cells.items()}
            iri, kind = values["provision"], values["class"].rpartition("#")[2]
            about = (iri, values["resolution"], values["eid"], values.get("number", ""), kind)
            texts = found.setdefault(iri, _Entry(about)).texts
            for column, source in _SOURCES.items():
                if column in cells:
                    texts.setdefault((source, cells[column].language), cells[column].value)
    return list(found.values())


def _fill(connection: sqlite3.Connection, key: str, entries: Sequence[_Entry]) -> None:
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO provisions VALUES (?, ?, ?, ?, ?, ?)", ((i, *entry.row) for i, entry in enumerate(entries))
    )
    connection.executemany(
        "INSERT INTO texts (provision, source, language, original, plain, steps) VALUES (?, ?, ?, ?, ?, ?)",
        _text_rows(entries),
    )
    connection.execute("INSERT INTO grams (grams) VALUES ('rebuild')")
    connection.execute("INSERT INTO about SELECT ?, COUNT(*), COALESCE(AVG(LENGTH(plain)), 1) FROM texts", (key,))
    connection.execute("COMMIT")


def _text_rows(entries: Sequence[_Entry]) -> Iterator[tuple[int, str, str, str, str, str]]:
    for i, entry in enumerate(entries):
        for (source, language), text in sorted(entry.texts.items(), key=_place):
            found = highlight.plain(text)
            yield i, source, language, text, found.text, json.dumps(found.steps, separators=(",", ":"))


def _place(text: tuple[tuple[str, str], str]) -> tuple[int, str]:
    (source, language), _ = text
    return list(_SOURCES.values()).index(source), language


def key_of_store(store: Store) -> str:
    """What an index of this store is known by: its content hash, else the counts of its graphs."""
    if isinstance(store, EmbeddedStore) and store.folder is not None:
        return versioned(store.folder.name)
    graphs = store.select(library()["named-graphs"].text)
    counts = sorted("=".join(term.value if term else "" for term in row) for row in graphs)
    return versioned(f"{store.endpoint if isinstance(store, RemoteStore) else ''} {counts}")


def versioned(name: str) -> str:
    """A store's name with the program that makes its index: other code, other index."""
    return hashlib.sha256(f"{_program()} {name}".encode()).hexdigest()


@cache
def _program() -> str:
    total = hashlib.sha256()
    for file in (__file__, highlight.__file__, normalize.__file__):
        total.update(Path(file).read_bytes())
    return total.hexdigest()


def key_of(file: Path) -> str:
    """The key of an index file; empty where there is none that can be read."""
    if not file.is_file():
        return ""
    try:
        with reading(file) as connection:
            return str(connection.execute("SELECT key FROM about").fetchone()[0])
    except (InputError, TypeError):
        return ""


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """The index file, open for reading. It is replaced, never changed, so nobody need lock it."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise InputError(f"{file}: the search index cannot be read ({error}); remove it and search again") from error
