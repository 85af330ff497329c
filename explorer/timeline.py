"""Meetings and instruments in time: what is known of their dates, which are shown, where they stand in the picture."""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from babel.dates import format_interval, format_skeleton

from oic_mandates.explorer import components, data
from oic_mandates.explorer.clauses import Clause, citing, naming
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.language import Language

Precision = Literal["day", "month", "year"]
Lanes = Literal["body", "kind"]

MEETING = "meeting"
# How many characters of an ISO date say how much of it is known.
_PRECISION: Mapping[int, Precision] = {4: "year", 7: "month", 10: "day"}
# The share of the picture's width that one mark needs to be seen and clicked apart from the next.
_ROOM = 0.025


@dataclass(frozen=True, slots=True)
class Span:
    """The days in which something lies: from the first to the last, and how exactly they are known.

    A year alone is all its days: nothing says on which of them it was.
    """

    first: datetime.date
    last: datetime.date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Thing:
    """A meeting or an instrument. `kind` is `meeting`, or the path of a kind of instrument where one is known."""

    path: str
    label: str
    kind: str
    kind_label: str
    body: str
    body_label: str
    span: Span | None
    provisions: int
    place: int

    @property
    def is_meeting(self) -> bool:
        """Whether it is a meeting, and not an instrument."""
        return self.kind == MEETING


@dataclass(frozen=True, slots=True)
class Placed:
    """A dated thing in the picture: `height` counts downwards in rows from the top."""

    thing: Thing
    span: Span
    height: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A band of the picture: whose it is (a path; empty for none), where its name stands, and what is in it."""

    key: str
    height: float
    placed: tuple[Placed, ...]


def things(language: Language) -> tuple[tuple[Thing, ...], Answer]:
    """All meetings and instruments, the dated ones first in the order of time, and their query's answer."""
    return _things(data.store_in_use(), language)


@st.cache_data(show_spinner=False, max_entries=6)
def _things(state: str, language: Language) -> tuple[tuple[Thing, ...], Answer]:
    answer = data.ask("meetings-and-instruments", lang=language)
    found: dict[str, Thing] = {}
    for place, row in enumerate(answer.records()):
        path = data.path_of(row["thing"])
        meeting = data.local_name(row["class"]) == "Meeting"
        thing = Thing(
            path=path,
            label=row["thingLabel"] or path,
            kind=MEETING if meeting else data.path_of(row["kind"]),
            kind_label=row["kindLabel"],
            body=data.path_of(row["body"]),
            body_label=row["bodyLabel"],
            span=read_span(row["date"], row["end"]),
            provisions=int(row["provisions"]),
            place=place,
        )
        # Adopted by two bodies, it is still one thing.
        found.setdefault(path, thing)
    return tuple(found.values()), answer


def read_span(date: str, end: str = "") -> Span | None:
    """The days of a date as the graph writes it: a day, a month or a year, and a last day; None where there is none."""
    precision = _PRECISION.get(len(date))
    if precision is None:
        return None
    try:
        first = datetime.date.fromisoformat((date + "-01-01")[:10])
        if precision == "day":
            last = max(first, datetime.date.fromisoformat(end)) if _PRECISION.get(len(end)) == "day" else first
            return Span(first, last, precision)
    except ValueError:
        return None
    month = 12 if precision == "year" else first.month
    return Span(first, first.replace(month=month, day=calendar.monthrange(first.year, month)[1]), precision)


def written(span: Span, language: Language) -> str:
    """The days in words, as exactly as they are known."""
    if span.precision == "year":
        return str(span.first.year)
    if span.precision == "month":
        return str(format_skeleton("yMMMM", span.first, locale=language))
    if span.first == span.last:
        return components.day(span.first, language)
    return str(format_interval(span.first, span.last, "yMMMMd", locale=language))


def years(found: Iterable[Thing]) -> tuple[int, int]:
    """The first and the last year of all that is dated; this is never asked where nothing is."""
    spans = [thing.span for thing in found if thing.span]
    return min(span.first.year for span in spans), max(span.last.year for span in spans)


def by_year(found: Iterable[Thing]) -> dict[int, list[Thing]]:
    """What began in each year, in the order of time."""
    dated = [(thing.span, thing) for thing in found if thing.span]
    dated.sort(key=lambda pair: (pair[0].first, pair[0].precision != "year", not pair[1].is_meeting, pair[1].path))
    groups: dict[int, list[Thing]] = {}
    for span, thing in dated:
        groups.setdefault(span.first.year, []).append(thing)
    return groups


def decades(found: Iterable[Thing]) -> Counter[int]:
    """How much began in each decade, by its first year, the empty ones between with 0."""
    counts = Counter(thing.span.first.year // 10 * 10 for thing in found if thing.span)
    if counts:
        for decade in range(min(counts), max(counts), 10):
            counts.setdefault(decade, 0)
    return Counter(dict(sorted(counts.items())))


def within(found: Iterable[Thing], first: int, last: int) -> list[Thing]:
    """What lies in these years in whole or in part; what has no date is left out."""
    return [thing for thing in found if thing.span and thing.span.first.year <= last and thing.span.last.year >= first]


def of_kinds(found: Iterable[Thing], kinds: Sequence[str]) -> list[Thing]:
    """What is of one of these kinds; all of it where none is named."""
    return [thing for thing in found if not kinds or thing.kind in kinds]


def kinds_of(found: Iterable[Thing]) -> list[str]:
    """The kinds there are: the meetings first, then instruments, the most frequent before the others."""
    counts = Counter(thing.kind for thing in found if thing.kind)
    return sorted(counts, key=lambda kind: (kind != MEETING, -counts[kind], kind))


def lanes(found: Iterable[Thing], by: Lanes, first: int, last: int) -> tuple[Lane, ...]:
    """The dated things in bands, those of one band that would hide one another in rows of their own.

    The band with most in it comes first, what belongs to none last.
    """
    groups: dict[str, list[Thing]] = {}
    for year in by_year(found).values():
        for thing in year:
            groups.setdefault(thing.body if by == "body" else thing.kind, []).append(thing)
    days = (last - first + 1) * 365.25
    made, height = [], 0.0
    for key in sorted(groups, key=lambda key: (not key, -len(groups[key]), key)):
        rows = _rows(groups[key], days * _ROOM)
        placed = tuple(Placed(thing, span, height + 1 + row) for thing, span, row in rows)
        made.append(Lane(key, height, placed))
        height = max(item.height for item in placed) + 1.3
    return tuple(made)


def _rows(found: Sequence[Thing], room: float) -> list[tuple[Thing, Span, int]]:
    """Each thing with the first row in which it has room; the things come in the order of time."""
    ends: list[float] = []
    rows = []
    for thing in found:
        span = thing.span
        if span is None:
            continue
        start, end = span.first.toordinal() - room / 2, span.first.toordinal() + room / 2
        if span.precision != "day":
            start, end = (
                float(span.first.toordinal()),
                max(span.last.toordinal() + room / 2, span.first.toordinal() + room),
            )
        row = next((row for row, taken in enumerate(ends) if taken <= start), len(ends))
        ends[row : row + 1] = [end]
        rows.append((thing, span, row))
    return rows


def exported(found: Iterable[Thing], answer: Answer) -> Answer:
    """The query's rows of these things, in the order in which they are given."""
    return answer.only([answer.rows[thing.place] for thing in found])


def clauses(thing: Thing, language: Language) -> tuple[tuple[Clause, ...], Answer]:
    """The provisions that speak of a thing or a part of it, in the order of the documents, and their query's answer."""
    return naming([thing.path], language) if thing.is_meeting else citing(thing.path, language)
