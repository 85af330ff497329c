"""What is cited, and the facts that a citation is made of, read from the answer of the query `cited-as`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from oic_mandates.graph import iris
from oic_mandates.graph.model import InputError, Language
from oic_mandates.graph.table import Table, Term

LANGUAGES: tuple[Language, ...] = ("en", "ar", "fr")
_BY_CODE = {str(iris.EU_LANGUAGE[code.upper()]): language for language, code in iris.LANGUAGE3.items()}

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its names by language."""

    iri: str
    names: Names


@dataclass(frozen=True, slots=True)
class Expression:
    """The resolution in one language; `original` is the IRI of what it translates, empty for the authentic text."""

    iri: str
    language: str
    original: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that holds an expression; `standing` is the local name of its ELI legal value."""

    iri: str
    expression: str
    media_type: str
    standing: str


@dataclass(frozen=True, slots=True)
class Work:
    """A resolution as a catalogue knows it. `authentic` is the language of the authentic text; empty where unknown.

    `start` and `end` are the first and last day of the meeting.
    """

    iri: str
    symbol: str
    titles: Names
    authentic: str
    date: datetime.date | None = None
    kind: Named | None = None
    body: Named | None = None
    organization: Named | None = None
    meeting: Named | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    place: Named | None = None
    expressions: tuple[Expression, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A provision. `words` and `translations` are by language; translations have no standing."""

    iri: str
    eid: str
    number: str
    parent: str
    words: Names = field(default_factory=dict)
    translations: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """A resolution, or with `part` a provision of it."""

    work: Work
    part: Part | None = None

    @property
    def iri(self) -> str:
        """The permanent address of what is cited."""
        return self.part.iri if self.part else self.work.iri

    @property
    def key(self) -> str:
        """A name for bibliographies: ASCII, of letters, digits and `-_:`, one for each IRI, always the same.

        `oic-mcsd-2-2023-final-res:para_47`. The word before it makes it begin with a letter, as
        some programs want; the colon stands in no slug and no eId, so that no two IRIs share a key.
        """
        return "oic-" + iris.path_of(self.iri).replace("/", ":")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words of a provision, exactly as printed, or their translation without standing."""

    words: str
    language: str
    unofficial: bool


def pick(names: Names, language: str, authentic: str = "") -> tuple[str, str]:
    """The name in the language, else in the authentic one, else any, with its language; empty where there is none."""
    for wanted in (language, authentic, *sorted(names)):
        if wanted in names:
            return names[wanted], wanted
    return "", ""


def quotation(item: Cited, language: Language) -> Quotation | None:
    """The printed words in the language or, marked, their translation; else the printed words as they are.

    None for a whole resolution, and for a provision whose words the answer does not hold.
    """
    if item.part is None:
        return None
    words, found = pick(item.part.words, language)
    if found != language and language in item.part.translations:
        return Quotation(item.part.translations[language], language, unofficial=True)
    return Quotation(words, found, unofficial=False) if words else None


def cited(answer: Table, wanted: Iterable[str]) -> tuple[Cited, ...]:
    """The things with these IRIs, in this order, each once.

    `answer` is that of `cited-as` for at least these IRIs. InputError for an IRI it does not hold.
    """
    facts = _gather(answer)
    works: dict[str, Work] = {}

    def work(iri: str) -> Work:
        if iri not in works:
            works[iri] = _work(iri, facts[iri])
        return works[iri]

    found = []
    for iri in dict.fromkeys(wanted):
        if iri not in facts or not _is_citable(iri):
            raise InputError(f"there is nothing to cite at {iri!r}; give the IRI of a resolution or of a provision")
        owner = facts[iri].value("resolution")
        found.append(Cited(work(owner), _part(iri, facts[iri])) if owner else Cited(work(iri)))
    return tuple(found)


def _is_citable(iri: str) -> bool:
    """Whether the IRI is made as ours are, so that a key can be made of it."""
    found = iris.read_provision(iri)
    return not found.item if found else iri.startswith(str(iris.ID)) and iris.is_slug(iris.path_of(iri))


class _Facts:
    """The rows about one thing: for each field, what each fact belongs to and its value."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[str, Term]]] = {}

    def add(self, name: str, of: str, value: Term) -> None:
        """Keeps a row."""
        self._rows.setdefault(name, []).append((of, value))

    def rows(self, name: str) -> list[tuple[str, Term]]:
        """All rows of a field."""
        return self._rows.get(name, [])

    def value(self, name: str, of: str = "") -> str:
        """The first value of a field (of one thing, where it is named); the empty text where there is none."""
        return next((value.value for owner, value in self.rows(name) if of in ("", owner)), "")

    def names(self, name: str) -> dict[str, str]:
        """The first value of a field in each language."""
        found: dict[str, str] = {}
        for _, value in self.rows(name):
            found.setdefault(value.language, value.value)
        return found

    def named(self, name: str) -> Named | None:
        """The first thing that a field names, with its names."""
        rows = self.rows(name)
        if not rows:
            return None
        iri = rows[0][0]
        found: dict[str, str] = {}
        for of, value in rows:
            if of == iri:
                found.setdefault(value.language, value.value)
        return Named(iri, found)

    def date(self, name: str) -> datetime.date | None:
        """The first whole day of a field."""
        days = (value.python() for _, value in self.rows(name))
        return next((day for day in days if isinstance(day, datetime.date)), None)

    def things(self, name: str) -> list[str]:
        """What the facts of a field belong to, each once."""
        return list(dict.fromkeys(of for of, _ in self.rows(name)))


def _gather(answer: Table) -> dict[str, _Facts]:
    place: Callable[[str], int] = answer.columns.index
    columns = [place(name) for name in ("about", "field", "of", "value")]
    found: dict[str, _Facts] = {}
    for row in answer:
        about, name, of, value = (row[column] for column in columns)
        if about and name and of and value:
            found.setdefault(about.value, _Facts()).add(name.value, of.value, value)
    return found


def _work(iri: str, facts: _Facts) -> Work:
    expressions = tuple(
        Expression(of, _BY_CODE.get(facts.value("language", of), ""), facts.value("original", of))
        for of in facts.things("language")
    )
    return Work(
        iri=iri,
        symbol=facts.value("symbol"),
        titles=facts.names("title"),
        authentic=next((found.language for found in expressions if not found.original), ""),
        date=facts.date("date"),
        kind=facts.named("kind"),
        body=facts.named("body"),
        organization=facts.named("organization"),
        meeting=facts.named("meeting"),
        start=facts.date("start"),
        end=facts.date("end"),
        place=facts.named("place"),
        expressions=expressions,
        files=tuple(
            File(
                of,
                facts.value("expression", of),
                facts.value("media", of).removeprefix(str(iris.MEDIA_TYPE)),
                facts.value("standing", of).removeprefix(str(iris.ELI) + "LegalValue-"),
            )
            for of in facts.things("media")
        ),
    )


def _part(iri: str, facts: _Facts) -> Part:
    return Part(
        iri=iri,
        eid=facts.value("eid"),
        number=facts.value("number"),
        parent=facts.value("parent"),
        words=facts.names("text"),
        translations=facts.names("translation"),
    )
