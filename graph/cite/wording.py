"""What the languages and manuals call a clause, a date or a language, and how text is kept on one line."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from babel import Locale
from babel.dates import format_date

from oic_mandates.graph.cite.facts import Part
from oic_mandates.graph.model import Language

Manner = Literal["oscola", "bluebook", "arabic", "french"]
MANNERS: tuple[Manner, ...] = ("oscola", "bluebook", "arabic", "french")

# The manner whose words a bibliography in a language uses.
MANNER_OF: Mapping[Language, Manner] = {"en": "oscola", "ar": "arabic", "fr": "french"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one manner, as `wordings.toml` gives them.

    `places` is by kind of eId; `{}` is the number. `joint` stands between two places, and between
    the names of an organisation and its body. `language_note` and `unofficial` follow words that
    are in another language than the citation, or in a translation.
    """

    language: Language
    locale: str
    joint: str
    quotes: tuple[str, str]
    places: Mapping[str, str]
    language_note: str
    unofficial: str
    authentic: str


def _read() -> dict[Manner, Wording]:
    tables = tomllib.loads((files(__package__) / "wordings.toml").read_text(encoding="utf-8"))
    return {name: Wording(**tables[name] | {"quotes": tuple(tables[name]["quotes"])}) for name in MANNERS}


WORDINGS: Mapping[Manner, Wording] = _read()

# Control characters and the breaks of lines, with the spaces around them. A no-break space is text and stays.
_BREAKS = re.compile(" *[\x00-\x1f\x7f-\x9f\u2028\u2029]+[\x00-\x20\x7f-\x9f\u2028\u2029]*")
# Marks that turn the direction of all that follows, the byte order mark, and halves of characters.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# Bluebook, table 12.
_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def clean(text: str) -> str:
    """The text on one line: a break becomes a space; what would turn the words around it is left out.

    Left-to-right and right-to-left marks stay: they bear on no more than their neighbours.
    """
    return _TURNS.sub("", _BREAKS.sub(" ", text)).strip(" ")


def quoted(text: str, wording: Wording) -> str:
    """The text within the quotation marks of the manner."""
    return wording.quotes[0] + clean(text) + wording.quotes[1]


def pinpoint(part: Part, manner: Manner) -> str:
    """The place within the resolution as the manner writes it: `para 47`, `¶ 47`, `الفقرة 47`, `para. 47`.

    A number is that printed; a recital without one is counted, and the lettered sections of an
    Arabic text keep their letters in Arabic alone. An annex, or one of several resolutions in a
    document, is named before its clause: `annex 1, para 3`.
    """
    wording = WORDINGS[manner]
    *outer, last = (segment.partition("_") for segment in part.eid.split("__"))
    names = [_place(wording, kind, number) for kind, _, number in outer]
    kind, _, number = last
    printed = clean(part.number)
    if printed and (wording.language == "ar" or printed.isascii()):
        number = printed
    return wording.joint.join([*names, _place(wording, kind, number)])


def _place(wording: Wording, kind: str, number: str) -> str:
    return wording.places.get(kind, kind + " {}").format(number)


def day(date: datetime.date, manner: Manner) -> str:
    """The day in words: `6 June 2023`, `June 6, 2023`, `6 يونيو 2023`, `6 juin 2023`."""
    if manner == "bluebook":
        return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"
    text = format_date(date, "d MMMM y", locale=WORDINGS[manner].locale)
    return text.replace("1", "1er", 1) if manner == "french" and date.day == 1 else text


def language_name(code: str, manner: Manner) -> str:
    """The name of a language in the language of the manner; its code where no name is known."""
    return str(Locale.parse(WORDINGS[manner].locale).languages.get(code, code))
