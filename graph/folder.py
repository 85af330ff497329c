"""A corpus folder: the text as received, what a catalogue says of it, and how misprints are read.

A folder holds `document.toml`, the text that it names, `corrections.tsv` and `review.tsv`.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from oic_mandates.graph import iris
from oic_mandates.graph.model import Correction, Document, Entity, InputError, Language, Span
from oic_mandates.graph.text.formats import decode, text_of
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.vocab import Vocabulary

CORRECTIONS = ("provision", "printed", "read", "reason_en", "reason_ar")
ACCURACY = ("table", "sections", "kind", "right", "wrong", "missed", "measured", "method")
REVIEW = ("provision", "item", "decision", "value", "reader", "date", "reason")
LANGUAGES: tuple[Language, ...] = ("ar", "en", "fr")
_REQUIRED = ("symbol", "slug", "language", "body", "meeting", "date", "title", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the folder: its number in the file and its cells by heading."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Translation:
    """An unofficial working translation: its file, the file's sha-256, and its texts by eId."""

    file: str
    sha256: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Folder:
    """What a corpus folder holds; `facts` is `document.toml`."""

    path: Path
    slug: str
    language: Language
    facts: Mapping[str, Any]
    source: str
    sha256: str
    corrections: tuple[Row, ...]
    review: tuple[Row, ...]
    translations: Mapping[Language, Translation]

    def digest(self) -> str:
        """A hash of every file of the folder: the same hash, the same graph."""
        total = hashlib.sha256()
        for file in sorted(self.path.iterdir()):
            if file.is_file():
                total.update(file.name.encode() + b"\0" + file.read_bytes())
        return total.hexdigest()


def corpus_root() -> Path:
    """The corpus that is installed with the program."""
    with as_file(files("oic_mandates.graph") / "corpus") as path:
        return path


def folders(root: Path) -> list[Path]:
    """The document folders of a corpus, sorted; InputError where there are none."""
    found = sorted(path.parent for path in root.glob("*/document.toml"))
    if not found:
        raise InputError(f"{root}: no folder in it has a document.toml; name a corpus folder with --corpus.")
    return found


def load(path: Path) -> Folder:
    """Reads a folder and checks what the later stages rely on; InputError names file and line."""
    facts = _facts(path / "document.toml")
    name = facts["source"]["file"]
    file = path / name
    if not file.is_file():
        raise InputError(f"{path / 'document.toml'}: the text {name!r} is not in the folder; put it there.")
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if facts["source"].get("sha256", sha256) != sha256:
        raise InputError(
            f"{file}: the text is not the one that document.toml describes (its sha-256 is {sha256});"
            " restore the text as received, or correct sha256 if a new text is meant."
        )
    return Folder(
        path=path,
        slug=facts["slug"],
        language=facts["language"],
        facts=facts,
        source=text_of(data, str(file)),
        sha256=sha256,
        corrections=tuple(_table(path / "corrections.tsv", CORRECTIONS)),
        review=tuple(_table(path / "review.tsv", REVIEW)),
        translations={language: t for language in LANGUAGES if (t := _translation(path, language))},
    )


def _facts(file: Path) -> dict[str, Any]:
    try:
        facts = tomllib.loads(decode(file.read_bytes(), str(file)))
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file; copy that of another document and fill it in.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: this is not valid TOML ({error}); mend that place.") from None
    for key in _REQUIRED:
        if key not in facts:
            raise InputError(f"{file}: the line {key!r} is missing; add it as in the other documents.")
    if not iris.is_slug(facts["slug"]):
        raise InputError(f"{file}: slug {facts['slug']!r} must be lower-case Latin letters, digits and hyphens.")
    if facts["language"] not in iris.LANGUAGE3:
        raise InputError(f"{file}: language {facts['language']!r} must be one of {', '.join(iris.LANGUAGE3)}.")
    return facts


def _table(file: Path, heads: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a tab-separated file with these headings; no file, no rows."""
    if not file.is_file() or not file.read_bytes().strip():
        return
    lines = decode(file.read_bytes(), str(file)).splitlines()
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows)) != heads:
        raise InputError(f"{file}, line 1: the headings must be {' '.join(heads)}, separated by tabs.")
    for number, cells in enumerate(rows, start=2):
        if cells and len(cells) != len(heads):
            raise InputError(f"{file}, line {number}: {len(cells)} cells where {len(heads)} belong; check the tabs.")
        if cells:
            yield Row(number, dict(zip(heads, cells, strict=True)))


def accuracy(path: Path) -> tuple[Row, ...]:
    """How the reading compared with readers' when it was last measured; no rows where it never was.

    `path` is the folder of the document. A row counts one kind of statement in one comparison.
    """
    return tuple(_table(path / "accuracy.tsv", ACCURACY))


def _translation(path: Path, language: Language) -> Translation | None:
    """`translation.en.md`: a heading `## para_9` for each provision, and the text under it."""
    file = path / f"translation.{language}.md"
    if not file.is_file():
        return None
    data = file.read_bytes()
    texts: dict[str, str] = {}
    eid = ""
    for number, line in enumerate(decode(data, str(file)).splitlines(), start=1):
        if line.startswith("## "):
            eid = line.removeprefix("## ").strip()
            if eid in texts:
                raise InputError(f"{file}, line {number}: {eid} is translated twice; remove one of the blocks.")
            texts[eid] = ""
        elif line.strip() and eid:
            texts[eid] = f"{texts[eid]} {line.strip()}".strip()
    return Translation(file.name, hashlib.sha256(data).hexdigest(), texts)


def translations(folder: Folder, document: Document) -> dict[Language, Mapping[str, str]]:
    """The translations by language and eId; InputError where one translates what the text does not have."""
    known = {provision.eid for provision in document.provisions}
    for translation in folder.translations.values():
        for eid in translation.texts:
            if eid not in known:
                raise InputError(
                    f"{folder.path / translation.file}: the text has no provision {eid!r}; correct the heading."
                )
    return {language: translation.texts for language, translation in folder.translations.items()}


def corrections(folder: Folder, document: Document) -> dict[str, tuple[Correction, ...]]:
    """The corrections of each provision, placed; InputError where the printed words do not stand there once."""
    found: dict[str, list[Correction]] = {}
    texts = {provision.eid: provision.text for provision in document.provisions}
    for row in folder.corrections:
        place = f"{folder.path / 'corrections.tsv'}, line {row.line}"
        eid, printed = row.cells["provision"], row.cells["printed"]
        if eid not in texts:
            raise InputError(
                f"{place}: the text has no provision {eid!r}; give the eId as `oic-mandates read` prints it."
            )
        count = texts[eid].count(printed) if printed else 0
        if count != 1:
            raise InputError(
                f"{place}: the printed words {printed!r} stand {count} times in {eid};"
                " copy them exactly from the text, with enough around them to be found once."
            )
        start = texts[eid].index(printed)
        reason = {"en": row.cells["reason_en"], "ar": row.cells["reason_ar"]}
        found.setdefault(eid, []).append(
            Correction(eid, printed, row.cells["read"], reason, Span(start, start + len(printed)))
        )
    return {eid: tuple(sorted(rows, key=lambda c: c.span)) for eid, rows in found.items()}


def context(folder: Folder, vocabulary: Vocabulary) -> Context:
    """What the text knows of itself; InputError where document.toml names a body that no vocabulary has."""
    body = vocabulary.entities.get(folder.facts["body"])
    if body is None:
        raise InputError(
            f"{folder.path / 'document.toml'}: body {folder.facts['body']!r} is in no vocabulary;"
            " add it to ontology/vocab/actors.ttl or correct the path."
        )
    resolution = Entity(
        folder.slug, "Instrument", dict(folder.facts["title"]), facts={"symbol": folder.facts["symbol"]}
    )
    return Context(resolution, body, folder.facts["date"].isoformat())
