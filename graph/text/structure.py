"""Clean text to `Document`: title block, enacting formula, recitals, sections, operative clauses.

After it holds: every character of the source is in exactly one run of a provision or one
layout span. No input is refused: what has no place in the structure is kept as layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from oic_mandates.graph.model import Document, Language
from oic_mandates.graph.text import drafts, furniture, openings, parts
from oic_mandates.graph.text.body import PartReader, Roles
from oic_mandates.graph.text.drafts import Draft
from oic_mandates.graph.text.lines import Line, read_lines
from oic_mandates.graph.text.verbs import VerbForms

# Enough of a text to tell its language by.
_SAMPLE = 200_000
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc]+")
_LATIN = re.compile(r"[A-Za-z]+")
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|et|aux?|dans|pour)\b", re.I)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|for|its|with)\b", re.I)
_SYMBOL = re.compile(r"\bOIC/[A-Z0-9][A-Za-z0-9()./-]*[A-Za-z0-9)]")
# The number of a resolution that has no symbol: `No. 10/11-P(IS)`, `4/45-ث`.
_RESOLUTION_NUMBER = re.compile(
    r"(?:قرار|r[eé]solution)\s*(?:رقم|n[o°º]?\b)?[\s:.°º()]*"
    r"(?P<number>[0-9٠-٩]{1,3}\s?/\s?[0-9٠-٩]{1,4}(?:\s?[-–]\s?[^\W\d_]{1,4}(?:\s?\([\w. ]{1,8}\))?)?)",
    re.I,
)


def detect_language(text: str) -> Language:
    """Arabic where most letters are Arabic; else French or English by their small words."""
    sample = text[:_SAMPLE]
    if sum(map(len, _ARABIC.findall(sample))) >= sum(map(len, _LATIN.findall(sample))):
        return "ar"
    return "fr" if len(_FRENCH.findall(sample)) > len(_ENGLISH.findall(sample)) else "en"


def parse(source: str, forms: VerbForms) -> Document:
    """The structure of a resolution, or of all that a file holds; `forms` are the verbs of its language.

    The order is that of the genre: title block, formula, recitals, enacting line, then
    clauses, with or without lettered sections; then annexes, then the next resolution.
    """
    every = list(read_lines(source))
    aside = furniture.find(every, forms)
    roles: Roles = [(every[index].places(), role) for index, role in aside.items()]
    lines = [line for index, line in enumerate(every) if index not in aside]
    gathered: list[Draft] = []
    titles: list[Sequence[Line]] = []
    for part in parts.split(lines, forms):
        reader = PartReader(lines[part.start : part.end], part, forms)
        reader.read()
        gathered += reader.drafts
        roles += reader.roles
        if not part.annex:
            titles.append(reader.title_block)
    kept = tuple(drafts.provisions(gathered, source))
    return Document(
        symbol=_symbol(titles[0] if titles else ()),
        title="; ".join(filter(None, (_title(block) for block in titles))),
        language=forms.language,
        source=source,
        provisions=kept,
        layout=tuple(drafts.layout(source, kept, roles)),
    )


def _symbol(block: Iterable[Line]) -> str:
    text = "\n".join(line.text for line in block)
    if symbol := _SYMBOL.search(text):
        return symbol.group()
    number = _RESOLUTION_NUMBER.search(text)
    return number["number"] if number else ""


def _title(block: Sequence[Line]) -> str:
    """The lines from the word "resolution" to the next blank line or bracket; else the first line."""
    for index, line in enumerate(block):
        if openings.TITLE.match(line.head):
            parts = [line.text.strip()]
            for after in block[index + 1 :]:
                if after.gap or after.text.lstrip().startswith("("):
                    break
                parts.append(after.text.strip())
            return " ".join(parts)
    return block[0].text.strip() if block else ""
