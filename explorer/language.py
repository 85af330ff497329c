"""Everything the explorer says, in English, Arabic and French: the files of `texts/`, where anybody can mend them.

A text is a table of a file, its key the table's name; it may hold fields in braces, the same in
each language. Where a number stands in a sentence it stands at its end, after a colon, so that no
language needs its forms of the plural.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

Language = Literal["en", "ar", "fr"]

# In the order in which a reader may choose; each is called by its own name.
NAMES: Mapping[Language, str] = {"en": "English", "ar": "العربية", "fr": "Français"}
DIRECTIONS: Mapping[Language, str] = {"en": "ltr", "ar": "rtl", "fr": "ltr"}


class Text(NamedTuple):
    """One text in the three languages."""

    en: str
    ar: str
    fr: str


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Text]]:
    """The texts of a TOML table and of the tables in it; `[read.legend]` is `read.legend`."""
    if "en" in table:
        yield prefix.rstrip("."), Text(table["en"], table["ar"], table["fr"])
    for name, inner in table.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name}.")


def _read() -> dict[str, Text]:
    found: dict[str, Text] = {}
    for file in sorted((Path(__file__).parent / "texts").glob("*.toml")):
        for key, value in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in found:
                raise ValueError(f"{file.name}: the text {key} stands in another file too; give it one name")
            found[key] = value
    return found


TEXTS: Mapping[str, Text] = _read()


def text(key: str, language: Language, **fields: object) -> str:
    """The text of that key in a language, with its fields filled in; KeyError for an unknown key."""
    found: str = getattr(TEXTS[key], language)
    return found.format(**fields) if fields else found


def has_text(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in TEXTS
