"""Entries for reference managers: BibTeX, RIS and CSL-JSON, one or many at once.

A resolution is a report here. CSL has a type `legislation` that names resolutions, but the styles
print it as a national statute: OSCOLA's gives title and year alone, without body, symbol and
address. As a report it has them all. The pinpoint stands behind the title, so that two clauses are
not taken for duplicates; the language is that of the text, so that no style changes capitals.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oic_mandates.graph.cite.facts import Cited, Named, Work, pick
from oic_mandates.graph.cite.manners import author, creator, heading, words
from oic_mandates.graph.cite.wording import MANNER_OF, WORDINGS, clean, language_name
from oic_mandates.graph.model import Language

# Names that babel and biblatex know.
_LANGUAGE_IDS: Mapping[str, str] = {"ar": "arabic", "en": "english", "fr": "french"}
# A brace counts even behind a backslash, so that it must have a name.
_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
        "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    }
)  # fmt: skip
_BIBTEX_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


@dataclass(frozen=True, slots=True)
class Options:
    """How entries are written: in which language, read on which day, with the words of the provision or without."""

    language: Language = "en"
    accessed: datetime.date | None = None
    with_words: bool = False


PLAIN = Options()


def bibtex(items: Iterable[Cited], options: Options = PLAIN) -> str:
    """Entries of the type @misc with the fields of biblatex; Unicode, with the special characters escaped.

    Every program knows @misc, and biblatex prints @legal as @misc; Zotero throws away @legal. The
    symbol stands in `howpublished`, which all styles print, and in `number` for programs.
    `pagination` makes `\\cite[47]{key}` of a whole resolution say "par. 47".
    """
    return "\n".join(_bibtex_entry(item, options) for item in _unique(items))


def _bibtex_entry(item: Cited, options: Options) -> str:
    work, language, manner = item.work, options.language, MANNER_OF[options.language]
    fields = {
        "author": _braced(author(work, manner)),
        "title": _braced(heading(item, manner)),
        "howpublished": _escaped(_joined(" ", _kind(item, language), work.symbol)),
        "number": _escaped(work.symbol),
        "date": work.date.isoformat() if work.date else "",
        "eventtitle": _escaped(_name(work.meeting, item, language)),
        "eventdate": "/".join(_held(work)),
        "venue": _escaped(_name(work.place, item, language)),
        "language": _LANGUAGE_IDS.get(work.authentic, ""),
        "langid": _LANGUAGE_IDS.get(pick(work.titles, language, work.authentic)[1], ""),
        "pagination": "" if item.part else "paragraph",
        "note": _escaped(_note(item, language)),
        "annotation": _escaped(_words(item, options)),
        "url": item.iri.translate(_BIBTEX_URL),
        "urldate": options.accessed.isoformat() if options.accessed else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{item.key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return clean(text).translate(_ESCAPES)


def _braced(text: str) -> str:
    """In braces once more: a body is no person with a surname, and a title keeps its capitals."""
    return f"{{{_escaped(text)}}}" if text else ""


def ris(items: Iterable[Cited], options: Options = PLAIN) -> str:
    """References of the type RPRT, each line `XX  - text` with CRLF, as the format asks; to be written as UTF-8.

    A comma in a name would part surname from forename and RIS has no escape: it is left out of names.
    """
    return "\r\n".join(_ris_entry(item, options) for item in _unique(items))


def _ris_entry(item: Cited, options: Options) -> str:
    work, language, manner = item.work, options.language, MANNER_OF[options.language]
    lines: list[tuple[str, str]] = [
        ("TY", "RPRT"),
        ("ID", item.key),
        ("AU", creator(work, manner)),
        ("TI", heading(item, manner)),
        ("PY", str(work.date.year) if work.date else ""),
        ("DA", _ris_day(work.date)),
        ("PB", _name(work.organization or work.body, item, language)),
        ("M3", _kind(item, language)),
        ("SN", work.symbol),
        ("LA", work.authentic),
        ("UR", item.iri),
        ("Y2", _ris_day(options.accessed)),
        ("N1", _note(item, language)),
        ("N1", _words(item, options)),
    ]
    written = [f"{tag}  - {clean(value)}" for tag, value in lines if clean(value)]
    return "\r\n".join([*written, "ER  - ", ""])


def _ris_day(date: datetime.date | None) -> str:
    """Year, month, day, and nothing behind the last slash, where the format has room for more."""
    return f"{date.year:04}/{date.month:02}/{date.day:02}/" if date else ""


def csl(items: Iterable[Cited], options: Options = PLAIN) -> list[dict[str, object]]:
    """Items of CSL-JSON, in the variables of CSL 1.0.2."""
    return [_csl_item(item, options) for item in _unique(items)]


def csl_json(items: Iterable[Cited], options: Options = PLAIN) -> str:
    """The same as the text of a file."""
    return json.dumps(csl(items, options), ensure_ascii=False, indent=2) + "\n"


def _csl_item(item: Cited, options: Options) -> dict[str, object]:
    work, language, manner = item.work, options.language, MANNER_OF[options.language]
    name = author(work, manner)
    original, found = pick(work.titles, work.authentic)
    fields: dict[str, object] = {
        "id": item.key,
        "type": "report",
        "title": heading(item, manner),
        "original-title": clean(original) if found == work.authentic != language else "",
        "author": [{"literal": name}] if name else [],
        "publisher": _name(work.organization or work.body, item, language),
        "issued": _csl_date([work.date.isoformat()] if work.date else []),
        "genre": _kind(item, language),
        "number": clean(work.symbol),
        "event-title": _name(work.meeting, item, language),
        "event-date": _csl_date(_held(work)),
        "event-place": _name(work.place, item, language),
        "language": work.authentic,
        "URL": item.iri,
        "accessed": _csl_date([options.accessed.isoformat()] if options.accessed else []),
        "note": _joined(" ", _note(item, language), _words(item, options)),
    }
    return {field: value for field, value in fields.items() if value}


def _csl_date(days: Iterable[str]) -> dict[str, object]:
    parts = [[int(number) for number in day.split("-")] for day in days]
    return {"date-parts": parts} if parts else {}


def _unique(items: Iterable[Cited]) -> Iterator[Cited]:
    """Each thing once: two entries of one key would be an error in every format."""
    return iter({item.key: item for item in items}.values())


def _held(work: Work) -> list[str]:
    """First and last day of the meeting; one where it lasted a day, or only one is known."""
    return list(dict.fromkeys(day.isoformat() for day in (work.start, work.end) if day))


def _name(named: Named | None, item: Cited, language: Language) -> str:
    return clean(pick(named.names, language, item.work.authentic)[0]) if named else ""


def _kind(item: Cited, language: Language) -> str:
    return _capital(_name(item.work.kind, item, language))


def _note(item: Cited, language: Language) -> str:
    """`Authentic text in Arabic.` for an entry in another language; else the empty text."""
    if item.work.authentic in ("", language):
        return ""
    manner = MANNER_OF[language]
    return _capital(WORDINGS[manner].authentic.format(language_name(item.work.authentic, manner))) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(item: Cited, options: Options) -> str:
    return " ".join(filter(None, words(item, MANNER_OF[options.language]))) if options.with_words else ""


def _joined(joint: str, *parts: str) -> str:
    return joint.join(part for part in parts if part)
