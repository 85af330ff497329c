"""What the pages say, in English, Arabic and French: `templates/texts.toml`, where anybody can mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from oic_mandates.queries.library import LANGUAGES

# Each language is called by its own name.
NAMES = {"en": "English", "ar": "العربية", "fr": "Français"}
DIRECTIONS = {"en": "ltr", "ar": "rtl", "fr": "ltr"}
_LONGEST = 500  # characters of a header that are looked at
_WISH = re.compile(
    r"\s*(?P<language>[A-Za-z]{2,3}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=(?P<quality>[01](?:\.[0-9]{0,3})?))?\s*"
)


def say(key: str, language: str, **fields: object) -> str:
    """The text of that key in a language, with its fields filled in; KeyError for an unknown key."""
    found = texts()[key][language]
    return found.format(**fields) if fields else found


def knows(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in texts()


def language_of(wished: str, accept: str) -> str:
    """The language of a page: the one wished for, else what an Accept-Language header likes best, else English."""
    if wished in LANGUAGES:
        return wished
    likes = dict.fromkeys(LANGUAGES, 0.0)
    for wish in accept[:_LONGEST].split(","):
        if match := _WISH.fullmatch(wish):
            language = match["language"].lower()
            likes[language] = max(likes.get(language, 0.0), float(match["quality"] or 1))
    # Of two languages liked equally the one that stands first in the list; English where none is named.
    return max(LANGUAGES, key=lambda language: likes[language])


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts by key."""
    source = files("oic_mandates.graph.serve") / "templates" / "texts.toml"
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """The texts of a TOML table and of the tables in it; `[docs.query]` is `docs.query`."""
    if "en" in table:
        yield prefix.rstrip("."), {language: table[language] for language in LANGUAGES}
    for name, inner in table.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name}.")
